/** The real rclip, from PyPI, in a folder of its own, on any model. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ModelSpec } from '../../../src/model/store/model-folder.ts';

export interface Rclip {
  readonly version: string;
  readonly program: string;
  /** With its model and nothing else. */
  readonly data: string;
}

/** Where rclip 4 looks for its model: see `model_download.py`. */
const MODEL = 'ViT-B-32-256-datacomp_s34b_b86k';
const VOCABULARY = 'tokenizer/bpe_simple_vocab_16e6.txt.gz';
/** It downloads them if they are missing. */
const LEGAL_FILES = ['LICENSE', 'OPENAI-CLIP-MIT.txt', 'README.md', 'THIRD_PARTY_NOTICES.md'];

/** Install rclip below `folder`. @param python of version 3.12 or later. */
export function installRclip(python: string, folder: string): Rclip {
  const inVenv = (name: string) => join(folder, 'venv', 'bin', name);
  run(python, ['-m', 'venv', join(folder, 'venv')]);
  run(inVenv('pip'), ['install', '--quiet', '--disable-pip-version-check', 'rclip']);
  const version = run(inVenv('rclip'), ['--version']).trim();
  const data = join(folder, 'rclip-data');
  mkdirSync(data);
  return { version, program: inVenv('rclip'), data };
}

/** Let rclip download its own model. */
export function downloadModel({ program, data }: Rclip): void {
  const code = 'from rclip import model_download; model_download.ensure_downloaded()';
  run(join(dirname(program), 'python'), ['-c', code], { RCLIP_DATADIR: data });
}

/**
 * Give rclip another model. It has no option for that, so its data folder gets links to the graphs, its vocabulary the
 * merges of the tokenizer, and two of its modules the names of the graphs' ports and the size of the pictures.
 */
export function giveModel({ program, data }: Rclip, spec: ModelSpec): void {
  mkdirSync(join(data, MODEL));
  symlinkSync(spec.visionFile, join(data, MODEL, 'visual.onnx'));
  symlinkSync(spec.textFile, join(data, MODEL, 'textual.onnx'));
  mkdirSync(join(data, dirname(VOCABULARY)));
  writeFileSync(join(data, VOCABULARY), gzipSync(['#merges', ...mergesOf(spec.tokenizerFile)].join('\n')));
  for (const name of LEGAL_FILES) writeFileSync(join(data, name), '');
  const modules = modulesOf(program);
  edit(join(modules, 'model.py'), 'session.run(None, {"input": batch})', portsOf('session'));
  const size = spec.preprocessing.crop.width;
  edit(join(modules, 'utils', 'preprocess.py'), /^IMAGE_SIZE = \d+$/m, `IMAGE_SIZE = ${size}`);
}

function portsOf(session: string): string {
  return `${session}.run([${session}.get_outputs()[0].name], {${session}.get_inputs()[0].name: batch})`;
}

/** Return the folder of rclip's modules. */
function modulesOf(program: string): string {
  const lib = join(dirname(program), '..', 'lib');
  return join(lib, readdirSync(lib)[0]!, 'site-packages', 'rclip');
}

function edit(file: string, former: string | RegExp, now: string): void {
  const text = readFileSync(file, 'utf8');
  const edited = text.replace(former, () => now);
  if (edited === text && !text.includes(now)) throw new Error(`${file} is not as this bench knows it: ${former}`);
  writeFileSync(file, edited);
}

/** Each merge is "a b", or a pair in newer files. */
function mergesOf(tokenizerFile: string): string[] {
  const { model } = JSON.parse(readFileSync(tokenizerFile, 'utf8')) as { model: { merges: (string | string[])[] } };
  return model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
}

function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? stderr.slice(-500)}`);
}
