import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DEBUG_SCOPES,
  debug,
  debugArguments,
  hideQueries,
  passDebugLines,
  shownQuery,
  startDebug,
} from '../../src/base/debug.ts';
import { packageRoot } from '../../src/base/paths.ts';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  startDebug(undefined);
  vi.restoreAllMocks();
});

const notBuilt = () => expect.unreachable('the text of a line that is not written');

describe('debug', () => {
  it('writes nothing and builds no text for a scope that is not enabled', () => {
    for (const setting of [undefined, '', ' , ', 'lease,mcp']) {
      startDebug(setting);
      debug('index', notBuilt);
    }
    expect(written).toEqual([]);
    startDebug(undefined);
    expect(debugArguments('src/a/some-process.ts')).toEqual([]);
    expect(passDebugLines('picsift:index main[1] +0.000s a line\n')).toBe('picsift:index main[1] +0.000s a line\n');
  });

  it('writes a line with the scope, the process and the time', () => {
    startDebug('lease, index');
    debug('index', () => 'first');
    debug('lease', () => 'second');
    debug('mcp', notBuilt);
    const [first, second] = written;
    expect(first).toMatch(new RegExp(`^picsift:index main\\[${process.pid}\\] \\+\\d+\\.\\d{3}s first\n$`));
    expect(second).toMatch(/^picsift:lease .* second\n$/);
    expect(written).toHaveLength(2);
  });

  it('escapes terminal control characters, and shortens long text', () => {
    startDebug('decode');
    debug('decode', () => `a\nb\u001b[2J${'c'.repeat(10_000)}`);
    expect(written.join('').trimEnd()).toMatch(/ a\\u\{a\}b\\u\{1b\}\[2Jc+…c+$/);
    expect(written[0]!.length).toBeLessThan(1_100);
  });

  it.each(['all', '*', 'index,all'])('takes %s as every scope', (setting) => {
    startDebug(setting);
    for (const scope of DEBUG_SCOPES) debug(scope, () => scope);
    expect(written.map((line) => line.split(' ').at(-1))).toEqual(DEBUG_SCOPES.map((scope) => `${scope}\n`));
  });

  it('lists the known scopes when a scope is unknown, and uses the other scopes', () => {
    startDebug('serach,model');
    expect(written.join('')).toMatch(
      /^picsift: PICSIFT_DEBUG names an unknown scope: serach\. Known scopes are index, .*"all"/,
    );
    debug('model', () => 'a line');
    expect(written).toHaveLength(2);
    startDebug('serach');
    for (const scope of DEBUG_SCOPES) debug(scope, notBuilt);
  });

  it('shows no query after hideQueries()', () => {
    startDebug('search');
    expect(shownQuery('my secret')).toBe('my secret');
    hideQueries();
    expect(shownQuery('my secret')).toBe('a query of 9 characters');
    expect(debugArguments('src/a/some-process.ts').join()).toContain('"hidesQueries":true');
  });
});

describe('passDebugLines', () => {
  it('passes complete debug lines on, escaped, and returns the rest', () => {
    startDebug('index');
    const line = 'picsift:decode indexing-process[7] +1.000s text';
    expect(passDebugLines(`oops\n${line}\u001b[2J\nmore oops\n${line}`)).toBe(`oops\nmore oops\n${line}`);
    expect(written).toEqual([`${line}\\u{1b}[2J\n`]);
    // A line that only resembles a debug line is not passed on.
    expect(passDebugLines(`x ${line}\npicsift:other a\n`)).toBe(`x ${line}\npicsift:other a\n`);
    expect(written).toHaveLength(1);
  });
});

it('is documented: every scope', () => {
  const page = readFileSync(join(packageRoot(), 'docs/debugging.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, scope]) => scope);
  expect(documented).toEqual([...DEBUG_SCOPES]);
});
