/**
 * `npm run bench -- rclip --python PATH [--model DIR] [--photos DIR | --make 150] [--rounds 3] [--json]`
 *
 * Installs the real rclip from PyPI in a temporary folder and runs it beside picsift, on the same graphs and the same
 * photos: the first search of a folder, two searches that index nothing, and a search that finds nothing new. Both start
 * from an empty data folder in every round. Prints the median wall time and processor time of each, children included,
 * and the ratios of picsift to rclip. Without --model, both use the model that rclip downloads. Needs bash.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { builtFile } from '../../../src/base/paths.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { benchEnvironment, inNewFolder } from '../measure.ts';
import { makePhotos } from './index-bench.ts';
import { downloadModel, giveModel, installRclip, type Rclip } from './rclip-program.ts';

const SEARCHES = {
  'first search': [['dog']],
  'warm query (-n)': [
    ['two people', '-n'],
    ['red car', '-n'],
  ],
  'nothing new': [['dog']],
} as const;
type Search = keyof typeof SEARCHES;
const NAMES = Object.keys(SEARCHES) as Search[];

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

interface Contender {
  readonly command: readonly string[];
  /** @param data an empty folder. */
  readonly environment: (data: string) => NodeJS.ProcessEnv;
}

export async function benchRclip(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      python: { type: 'string' },
      model: { type: 'string' },
      photos: { type: 'string' },
      make: { type: 'string', default: '150' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  const { python, model } = values;
  if (python === undefined) throw new Error('--python PATH is missing: rclip needs Python 3.12 or later');
  await inNewFolder(async (home) => {
    const photos = values.photos ?? (await makePhotos(join(home, 'photos'), Number(values.make)));
    const rclip = installRclip(python, home);
    if (model === undefined) downloadModel(rclip);
    else giveModel(rclip, readModelFolder(model));
    const contenders = {
      rclip: rclipIn(rclip),
      picsift: picsiftWith(resolve(model ?? rclip.data)),
    };
    const costs = { rclip: emptyCosts(), picsift: emptyCosts() };
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const who of ['rclip', 'picsift'] as const) {
        const data = join(home, 'fresh');
        mkdirSync(data);
        measureRound(contenders[who], data, resolve(photos), costs[who]);
        rmSync(data, { recursive: true });
      }
    }
    print(rclip.version, costs, values.json);
  });
}

function emptyCosts(): Record<Search, Cost[]> {
  return { 'first search': [], 'warm query (-n)': [], 'nothing new': [] };
}

function rclipIn({ program, data: model }: Rclip): Contender {
  return {
    command: [program],
    environment(data) {
      for (const name of readdirSync(model)) symlinkSync(join(model, name), join(data, name));
      return { RCLIP_DATADIR: data };
    },
  };
}

function picsiftWith(modelFolder: string): Contender {
  const command = [process.execPath, builtFile('src/cli/main.ts')];
  return { command, environment: (data) => ({ ...benchEnvironment(data), PICSIFT_MODEL_DIR: modelFolder }) };
}

function measureRound(
  { command, environment }: Contender,
  data: string,
  photos: string,
  costs: Record<Search, Cost[]>,
) {
  const variables = { ...process.env, ...environment(data) };
  for (const name of NAMES) {
    for (const words of SEARCHES[name]) costs[name].push(timed([...command, ...words], variables, photos));
  }
}

/** Run a command in a folder. bash counts the processor time of all its descendants. */
function timed(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Cost {
  const script = `TIMEFORMAT='%R %U %S'; time "$@" > /dev/null 2>&1`;
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    cwd,
    env: { ...env, LC_ALL: 'C' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`);
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

function print(version: string, costs: Record<'rclip' | 'picsift', Record<Search, Cost[]>>, json: boolean): void {
  const rows = NAMES.map((name) => {
    const [rclip, picsift] = [medians(costs.rclip[name]), medians(costs.picsift[name])];
    return { name, rclip, picsift, ratio: { wall: picsift.wall / rclip.wall, cpu: picsift.cpu / rclip.cpu } };
  });
  if (json) {
    process.stdout.write(`${JSON.stringify({ version, rows })}\n`);
    return;
  }
  const pair = ({ wall, cpu }: Cost) => `${wall.toFixed(2)} / ${cpu.toFixed(2)}`.padStart(18);
  process.stdout.write(
    `${'wall / CPU, s'.padEnd(16)}${version.padStart(18)}${'picsift'.padStart(18)}${'ratio'.padStart(18)}\n`,
  );
  for (const { name, rclip, picsift, ratio } of rows) {
    process.stdout.write(`${name.padEnd(16)}${pair(rclip)}${pair(picsift)}${pair(ratio)}\n`);
  }
}

function medians(costs: readonly Cost[]): Cost {
  const median = (of: keyof Cost) => costs.map((cost) => cost[of]).sort((a, b) => a - b)[Math.floor(costs.length / 2)]!;
  return { wall: median('wall'), cpu: median('cpu') };
}
