import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChooseOptions, chooseProviders, withProviders } from '../../../src/model/provider/choose.ts';
import { type Machine, worthTrying } from '../../../src/model/provider/provider.ts';
import type { Outcome } from '../../../src/model/provider/record.ts';
import { runTrial } from '../../../src/model/provider/run-trial.ts';
import { fingerprint } from '../../../src/model/store/fingerprint.ts';
import { builtInModel as pocket } from '../../support/built-in-model.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const FINGERPRINT = 'ab'.repeat(32);
const faster: Outcome = { trial: { image: { timesAsFast: 4 }, text: { timesAsFast: 0.5 } } };
const wrong: Outcome = {
  trial: { image: { reason: 'its vectors differ: cosine 0.9', timesAsFast: 0 }, text: { timesAsFast: 2 } },
};

/** Choices in one data folder. */
function chooser(outcome: Outcome, setting: ChooseOptions['setting'] = 'auto') {
  const store = temporaryFolder();
  const notices: string[] = [];
  const tried: string[] = [];
  const choose = (more: Partial<ChooseOptions> = {}) =>
    chooseProviders({
      ...{ setting, spec: pocket, fingerprint: FINGERPRINT, store, candidates: ['coreml'] as const },
      onNotice: (line: string) => notices.push(line),
      attempt: async (_, provider) => {
        tried.push(provider);
        return outcome;
      },
      ...more,
    });
  return { choose, notices, tried, file: join(store, 'prepared', FINGERPRINT.slice(0, 32), 'provider.json') };
}

describe('auto', () => {
  it('keeps what is faster for each half, and tries once', async () => {
    const { choose, notices, tried } = chooser(faster);
    expect(await choose({ attempt: undefined })).toEqual({ image: 'cpu', text: 'cpu' });
    for (let i = 0; i < 3; i++) expect(await choose()).toEqual({ image: 'coreml', text: 'cpu' });
    expect(await choose({ attempt: undefined })).toEqual({ image: 'coreml', text: 'cpu' });
    expect([tried, notices]).toEqual([['coreml'], []]);
  });

  it('falls back to the CPU with one line when the vectors differ', async () => {
    const { choose, notices } = chooser(wrong);
    expect(await choose()).toEqual({ image: 'cpu', text: 'coreml' });
    await choose();
    expect(notices).toEqual([
      'The provider coreml cannot be used for the image half of the model (its vectors differ: cosine 0.9). The CPU is used.',
    ]);
  });

  it('does not try again what crashed, until the record is deleted, damaged or of another version', async () => {
    const { choose, tried, notices, file } = chooser({ reason: 'it crashed' });
    await choose();
    expect(await choose()).toEqual({ image: 'cpu', text: 'cpu' });
    expect([tried.length, notices]).toEqual([1, []]);
    writeFileSync(file, 'no JSON');
    await choose();
    writeFileSync(file, JSON.stringify({ madeBy: 'another', outcomes: { coreml: faster } }));
    expect(await choose()).toEqual({ image: 'cpu', text: 'cpu' });
    expect(tried.length).toBe(3);
    expect(readdirSync(join(file, '..'))).toEqual(['provider.json']);
  });

  it('tries nothing on a machine that has nothing', async () => {
    const { choose, tried, file } = chooser(faster);
    expect(await choose({ candidates: [] })).toEqual({ image: 'cpu', text: 'cpu' });
    expect([tried, existsSync(file)]).toEqual([[], false]);
  });

  it('tries what onnxruntime has for the system', () => {
    const machine = (platform: NodeJS.Platform, arch = 'x64', files: string[] = []): Machine => ({
      ...{ platform, arch },
      exists: (path) => files.includes(path),
    });
    expect(worthTrying(machine('darwin', 'arm64'))).toEqual(['coreml']);
    expect(worthTrying(machine('win32'))).toEqual(['dml']);
    expect(worthTrying(machine('linux'))).toEqual([]);
    expect(worthTrying(machine('linux', 'x64', ['/dev/nvidia0']))).toEqual(['cuda']);
    expect(worthTrying(machine('linux', 'arm64', ['/dev/nvidia0']))).toEqual([]);
  });
});

describe('a named provider', () => {
  it('is used also when it is slower', async () => {
    const { choose } = chooser(faster, 'webgpu');
    expect(await choose()).toEqual({ image: 'webgpu', text: 'webgpu' });
  });

  it('that is missing gives a line each time and the CPU, and is tried again', async () => {
    const { choose, notices, tried } = chooser({ reason: 'backend not found' }, 'cuda');
    expect(await choose()).toEqual({ image: 'cpu', text: 'cpu' });
    await choose();
    expect(notices).toEqual(Array(2).fill('The provider cuda cannot be used (backend not found). The CPU is used.'));
    expect(tried.length).toBe(2);
  });

  it('is really tried in a child process: onnxruntime has no DirectML or Core ML here', async () => {
    const missing = process.platform === 'darwin' ? 'dml' : 'coreml';
    const { choose, notices } = chooser(faster, missing);
    expect(await choose({ attempt: runTrial })).toEqual({ image: 'cpu', text: 'cpu' });
    expect(notices).toEqual([
      expect.stringMatching(`^The provider ${missing} cannot be used \\(.+\\)\\. The CPU is used\\.$`),
    ]);
  });

  it('does not change the fingerprint', async () => {
    const store = temporaryFolder();
    const choice = {
      setting: 'webgpu',
      spec: pocket,
      fingerprint: FINGERPRINT,
      store,
      attempt: async () => faster,
    } as const;
    const spec = await withProviders(choice);
    expect(spec.providers).toEqual({ image: 'webgpu', text: 'webgpu' });
    expect(await fingerprint(spec)).toBe(await fingerprint(pocket));
    expect(await withProviders({ ...choice, setting: 'cpu' })).toBe(pocket);
  });
});
