/** What picsift does to a terminal: nothing that it would have to restore, however it is stopped or ended. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openCatalog } from '../../src/catalog/open.ts';
import { WRITER, withLease } from '../../src/catalog/runs/lease.ts';
import { startRun, updateRun } from '../../src/catalog/runs/runs.ts';
import { cliEnvironment, MAIN } from '../support/cli.ts';
import { drawIndexed } from '../support/indexed.ts';
import { drawPhotos, sharedFolder } from '../support/photos/drawings.ts';
import { HAS_TERMINAL } from '../support/platform/capabilities.ts';
import { runInTerminal, type Terminal } from '../support/platform/terminal.ts';
import { COLOURS } from '../support/test-engine.ts';
import { eventually } from '../support/watching.ts';

let [folder, env]: [string, Record<string, string>] = ['', {}];

/** This process is a picsift that is indexing another folder, so that the others show a bar for as long as they live. */
beforeAll(async () => {
  const home = sharedFolder();
  env = cliEnvironment(home);
  folder = join(home, 'photos');
  await drawIndexed(folder, env.PICSIFT_DATA_DIR!, COLOURS);
  await drawPhotos(folder, { 'new.jpg': 'black' });
  const catalog = openCatalog(join(env.PICSIFT_DATA_DIR!, 'catalog.sqlite'), { busyTimeoutMs: 1_000 });
  let finish = () => {};
  const holding = withLease(catalog, WRITER, async (token) => {
    const scan = { excludeDirs: [], includeHidden: false };
    updateRun(catalog, startRun(catalog, { folders: ['/elsewhere'], scan }, token), 'embed', 63, 100);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  return async () => {
    finish();
    await holding;
    catalog.close();
  };
});

const BAR = 'Waiting for another picsift \u2588';
const kill = (signal: NodeJS.Signals) => (terminal: Terminal) => void process.kill(terminal.pid, signal);

const ENDS: Record<string, (terminal: Terminal) => void> = {
  'Ctrl-C': (terminal) => terminal.type('\x03'),
  'Ctrl-\\': (terminal) => terminal.type('\x1c'),
  SIGINT: kill('SIGINT'),
  SIGTERM: kill('SIGTERM'),
  SIGHUP: kill('SIGHUP'),
  SIGQUIT: kill('SIGQUIT'),
  SIGKILL: kill('SIGKILL'),
  'SIGKILL of the indexing process': ({ pid }) =>
    process.kill(Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })), 'SIGKILL'),
};

/** The escape codes other than the one that clears a line: cursor, line wrap and everything else stay as they are. */
const escapeCodes = (text: string) => text.replaceAll('\x1b[K', '').split('\x1b').slice(1);

async function start(more: Record<string, string> = {}): Promise<Terminal> {
  const terminal = await runInTerminal([process.execPath, '--', MAIN, 'index', folder], { ...env, ...more });
  onTestFinished(() => terminal.close());
  return terminal;
}

async function startWithBar(): Promise<Terminal> {
  const terminal = await start();
  await eventually(() => expect(terminal.written()).toContain(BAR));
  return terminal;
}

describe.runIf(HAS_TERMINAL)('a terminal', () => {
  it(`is as it was after each of ${Object.keys(ENDS).join(', ')}`, async () => {
    // All at once, because most of the time each of them starts.
    const terminals = await Promise.all(
      Object.entries(ENDS).map(async ([name, end]) => ({ name, end, terminal: await startWithBar() })),
    );
    for (const { name, end, terminal } of terminals) {
      const before = terminal.modes();
      end(terminal);
      expect(await terminal.shellIsBack(), name).toBe(before);
      expect(escapeCodes(terminal.written()), name).toEqual([]);
    }
  });

  it('is as it was while Ctrl-Z stops picsift, and the bar returns with fg', async () => {
    const terminal = await startWithBar();
    const before = terminal.modes();
    terminal.type('\x1a');
    expect(await terminal.shellIsBack()).toBe(before);
    expect(escapeCodes(terminal.written())).toEqual([]);
    const { length } = terminal.written();
    terminal.foreground();
    await eventually(() => expect(terminal.written().slice(length)).toContain(BAR));
    terminal.type('\x03');
    expect(await terminal.shellIsBack()).toBe(before);
  });

  it('has a bar that fits into it after its width has changed', async () => {
    const terminal = await startWithBar();
    terminal.resize(20);
    await eventually(() => expect(terminal.written()).toContain('\r\x1b[KWaiting for another\r'));
  });

  it.each([{ TERM: 'dumb' }, { NO_COLOR: '1' }])('gets plain lines with %j', async (plain) => {
    const terminal = await start(plain);
    await eventually(() => expect(terminal.written()).toContain('Another picsift is indexing; waiting'));
    terminal.type('\x03');
    await terminal.shellIsBack();
    expect(terminal.written()).toContain('Stopping after this batch');
    expect(terminal.written()).not.toContain('\x1b');
  });
});
