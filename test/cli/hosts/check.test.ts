/** `picsift mcp check` with real servers: picsift itself, and small stand-ins with the faults of others. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../src/cli/hosts/check/check.ts';
import type { CheckContext } from '../../../src/cli/hosts/check/check-server.ts';
import type { Patience } from '../../../src/cli/hosts/check/patience.ts';
import { HOSTS, type Place } from '../../../src/cli/hosts/hosts.ts';
import { cliEnvironment, MAIN, startCli } from '../../support/cli.ts';
import { runHere } from '../../support/cli-here.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { serveInProcess } from '../../support/mcp/http.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';
import { HAS_SHELL, HAS_SIGNALS } from '../../support/platform/capabilities.ts';
import { untilDead } from '../../support/platform/processes.ts';
import { COLOURS } from '../../support/test-engine.ts';
import { eventually } from '../../support/watching.ts';

/** Long enough for a stand-in, on the busiest machine too. */
const PATIENCE: Patience = { handshakeMs: 60_000, callMs: 60_000, longestHandshakeMs: 60_000 };
/** For what never answers the greeting, or never a call. */
const SILENT: Patience = { ...PATIENCE, handshakeMs: 300 };
const STUCK: Patience = { ...PATIENCE, callMs: 1_000 };

const home = sharedFolder();
const pictures = join(home, 'Pictures');
const env = cliEnvironment(home);
const place: Place = { platform: process.platform, home, folder: home, variables: { ...process.env, ...env } };

/** VS Code asks for it. */
const ASKED = `Bearer \${input:token}`;

/** A server that answers the greeting, offers tools, and does what `call` says. */
const server = (tools: readonly string[], call: string) => `
  const send = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    const serverInfo = { name: 'stand-in', version: '1' };
    if (method === 'initialize') send(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo });
    if (method === 'tools/list') send(id, { tools: ${JSON.stringify(tools)}.map((name) => ({ name, inputSchema: { type: 'object' } })) });
    if (method === 'tools/call') { ${call} }
  });`;
const TOOLS = ['library_status', 'search_images', 'view_images', 'reindex'];
const answer = (data: string) => `send(id, { content: [], structuredContent: ${data} })`;

/** Writes a stand-in. @returns the words that start it. */
function standIn(name: string, code: string) {
  const file = join(home, `${name}.cjs`);
  writeFileSync(file, code);
  return { command: process.execPath, args: [file] };
}

const picsift = (...args: string[]) => ({ command: process.execPath, args: ['--', MAIN, ...args] });

/** Checks these entries in a file of VS Code, which passes on the whole environment. */
async function checkServers(servers: Record<string, object>, patience = PATIENCE, more: Partial<CheckContext> = {}) {
  const folder = join(home, Math.random().toString(36).slice(2), 'User');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mcp.json');
  writeFileSync(file, JSON.stringify({ servers }));
  const context: CheckContext = {
    place,
    patience,
    signal: new AbortController().signal,
    node: { neededNode: '20.19', nodeHere: process.versions.node },
    tokenFile: join(home, 'mcp-token'),
    ownToken: undefined,
    onStatus() {},
    ...more,
  };
  const report = await check(file, context);
  const [{ servers: reports, passedOver }] = report.files as [(typeof report.files)[0]];
  const findings = reports.flatMap((each) => each.findings);
  return { report, findings, passedOver, problems: findings.filter(({ level }) => level === 'problem') };
}

beforeAll(async () => {
  await drawIndexed(pictures, env.PICSIFT_DATA_DIR!, COLOURS);
});

describe.concurrent('a server that works', () => {
  it('indexes first if nothing is indexed yet', async () => {
    const data = join(home, 'new-data');
    const variables = { PICSIFT_DATA_DIR: data, PICSIFT_MODEL: 'pocket' };
    const statuses: string[] = [];
    const entry = { ...picsift('mcp', pictures), env: variables };
    const { report } = await checkServers({ entry }, PATIENCE, { onStatus: (text) => void statuses.push(text) });
    expect(report.works).toBe(true);
    expect(statuses).toContainEqual(expect.stringMatching(/^VS Code, entry: library: .*photos/));
  });

  it('may be at an address', async () => {
    const { url, token, close } = await serveInProcess([pictures], env.PICSIFT_DATA_DIR!);
    try {
      const entry = { type: 'http', url: url.href, headers: { Authorization: ASKED } };
      const { report, findings } = await checkServers({ picsift: entry }, PATIENCE, { ownToken: token });
      expect(report.works).toBe(true);
      expect(findings.at(-1)).toMatchObject({
        level: 'note',
        found: expect.stringContaining('asks you for the token'),
      });

      const wrong = { ...entry, headers: { Authorization: `Bearer x${token}` } };
      const { problems } = await checkServers({ picsift: wrong });
      expect(problems).toMatchObject([
        { code: 'token-refused', fix: expect.stringContaining(join(home, 'mcp-token')) },
      ]);
      expect((await checkServers({ picsift: { type: 'http', url: url.href } })).problems).toMatchObject([
        { code: 'token-refused', found: expect.stringContaining('has no token') },
      ]);
    } finally {
      await close();
    }
    const { problems } = await checkServers({ picsift: { type: 'http', url: url.href } });
    expect(problems).toMatchObject([{ code: 'nobody-listens', command: `picsift mcp DIR --http ${url.host}` }]);
  });
});

describe.concurrent('a server with a fault', () => {
  it('misses a folder', async () => {
    const { problems } = await checkServers({ picsift: picsift('mcp', join(home, 'Pictrues')) });
    expect(problems).toMatchObject([
      { step: 'library', code: 'folder-not-found', fix: expect.stringContaining(pictures) },
    ]);
  });

  it('prints to stdout', async () => {
    const print = server(TOOLS, '').replace(
      'const send',
      "console.log('Debug\\u001b[31m: PASSWORD=abcdefgh');\nconst send",
    );
    const { problems } = await checkServers({ picsift: standIn('prints', print) }, STUCK);
    expect(problems.at(-1)).toMatchObject({ code: 'prints-to-stdout', step: 'output' });
    expect(problems.at(-1)!.found).toContain('"Debug\\u{1b}[31m: PASSWORD=[hidden]"');
    const only = await checkServers({ picsift: standIn('print', "console.log('hello')") });
    expect(only.problems).toMatchObject([{ code: 'exits' }, { code: 'prints-to-stdout' }]);
  });

  it('hangs at once, or at a call; signs of life are no hang', async () => {
    const silent = { picsift: standIn('silent', 'process.stdin.resume(); setInterval(() => {}, 1000);') };
    const stuck = { picsift: standIn('stuck', server(TOOLS, '')) };
    const [hang, call] = await Promise.all([checkServers(silent, SILENT), checkServers(stuck, STUCK)]);
    expect(hang.problems).toMatchObject([{ step: 'start', code: 'no-answer' }]);
    expect(call.problems).toMatchObject([{ step: 'library', code: 'tool-hangs' }]);
    // Longer than it may be silent.
    const slow = `globalThis.left ??= 7; const work = setInterval(() => {
      if (left-- > 0) return console.error('Downloading the model');
      clearInterval(work); ${answer('{ photos: 0, roots: [], indexing: null }')} }, 200)`;
    const { problems } = await checkServers({ picsift: standIn('slow', server(TOOLS, slow)) }, STUCK);
    expect(problems).toMatchObject([{ step: 'library', code: 'no-photos' }]);
  });

  it('ends at once, with what it said', async () => {
    const entry = standIn('ends', "console.error('fatal: \\u202eno ' + process.env.MINE); process.exit(7)");
    const { problems, report } = await checkServers({ picsift: { ...entry, env: { MINE: 'my-own-secret' } } });
    expect(problems).toMatchObject([{ step: 'start', code: 'exits' }]);
    expect(problems[0]!.found).toBe('It ends at once, with exit code 7. Its message: fatal: \\u{202e}no [hidden]');
    expect(JSON.stringify(report)).not.toContain('my-own-secret');
  });

  it('runs with another Node.js, as a stand-in for it says', async () => {
    const said =
      'picsift runs with Node.js 99.0.0 (/n/node), but its module better-sqlite3 was built for Node.js 20. ' +
      'Build it again with this Node.js: npm rebuild better-sqlite3 --prefix "/p". Or start picsift with the other one.';
    const call = `console.error(${JSON.stringify(`picsift mcp: ${said}`)}); send(id, { isError: true, content: [{ type: 'text', text: 'A part' }] });`;
    const { problems } = await checkServers({ picsift: standIn('other-node', server(TOOLS, call)) });
    expect(problems).toMatchObject([{ step: 'library', code: 'module-unusable' }]);
  });

  it.runIf(HAS_SHELL)('runs with a Node.js that is too old', async () => {
    const node = join(home, 'node');
    writeFileSync(
      node,
      '#!/bin/sh\ncase "$*" in *--version) echo v16.20.2 ;; *) echo SyntaxError >&2; exit 1 ;; esac\n',
      { mode: 0o755 },
    );
    const { problems } = await checkServers({ picsift: { command: node, args: [MAIN, 'mcp', pictures] } });
    expect(problems).toMatchObject([{ code: 'node-too-old', found: expect.stringContaining('16.20.2') }]);
  });

  it('is another server', async () => {
    const { problems } = await checkServers({ picsift: standIn('another', server(['read_file'], '')) });
    expect(problems).toMatchObject([{ step: 'tools', code: 'not-picsift' }]);
  });
});

describe('at its end', () => {
  it.runIf(HAS_SHELL)('nothing runs on, however stubborn', async () => {
    const pids = join(home, 'pids');
    const stubborn = standIn(
      'stubborn',
      `process.on('SIGTERM', () => {}); process.stdin.resume(); setInterval(() => {}, 1000);
      require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + ' ');`,
    );
    const wrapper = { command: 'sh', args: ['-c', `"${process.execPath}" "${stubborn.args[0]}" & wait`] };
    const stop = new AbortController();
    const checked = checkServers({ picsift: wrapper }, PATIENCE, { signal: stop.signal });
    await eventually(() => expect(existsSync(pids) && readFileSync(pids, 'utf8')).toMatch(/^\d+ $/));
    stop.abort(new Error('stopped'));
    await expect(checked).rejects.toThrow('stopped');
    await untilDead([Number(readFileSync(pids, 'utf8'))]);
  });

  it.runIf(HAS_SIGNALS)('Ctrl-C ends the server and the check', async () => {
    const pid = join(home, 'pid');
    const entry = standIn(
      'stays',
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.stdin.resume();
      require('node:fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid));`,
    );
    const file = join(home, 'claude_desktop_config.json');
    writeFileSync(file, JSON.stringify({ mcpServers: { picsift: entry } }));
    const running = startCli(['mcp', 'check', file], { env });
    await eventually(() => expect(existsSync(pid) && readFileSync(pid, 'utf8')).toMatch(/^\d+$/));
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.done;
    expect([code, stdout, stderr]).toEqual([130, '', 'Stopped. Every server that was started has ended.\n']);
    await untilDead([Number(readFileSync(pid, 'utf8'))]);
  });
});

describe('the command', () => {
  const here = (...args: string[]) => runHere(['mcp', 'check', ...args], { env, cwd: home });

  it('says that nothing is set up, and then finds what is', async () => {
    const none = await here();
    expect(none).toMatchObject({ code: 3, stderr: '' });
    expect(none.stdout).toMatch(
      /No program is set up to use picsift\.\n[^:]*Claude Desktop:\n +picsift mcp config claude --write DIR\n/,
    );

    const cursor = HOSTS.cursor.file(place);
    mkdirSync(join(home, '.cursor'), { recursive: true });
    writeFileSync(cursor, JSON.stringify({ mcpServers: { github: { command: 'gh' } } }));
    mkdirSync(join(home, '.vscode'), { recursive: true });
    writeFileSync(join(home, '.vscode', 'mcp.json'), '{}');
    const other = await here();
    expect(other.stdout).toContain('(Cursor is here, but without picsift.)');
    expect(other.stdout).toMatch(
      /note .*\.vscode[\\/]mcp\.json\. It\s+was not read\.\n.*\n +picsift mcp check .*mcp\.json\n/,
    );

    // A mistake in a file without picsift is no concern of the check.
    writeFileSync(cursor, '{ "mcpServers": ');
    expect((await here()).stdout).toContain('(Cursor is here, but without picsift.)');
    writeFileSync(cursor, '{ "mcpServers": { "picsift": ');
    expect((await here()).stdout).toMatch(/^Cursor: .*\n {2}problem {2}file {5}The file is not valid JSON\. Line 1/);
    writeFileSync(cursor, JSON.stringify({ mcpServers: { picsift: { command: 'picsift', args: [] } } }));
    const wrong = await here('--json');
    expect(wrong).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      works: false,
      files: [{ host: 'cursor', servers: [{ works: false, findings: [{ level: 'problem' }] }] }],
    });
    expect((await here('cursor')).stdout).toMatch(/^Cursor: /);
    expect((await here('codex')).stdout).toMatch(/Codex is not set up.*\n.*\n +picsift mcp config codex --write DIR\n/);
  });

  it('starts, searches and shows a photo, in calm lines; and the servers of others are not started', async () => {
    const started = join(home, 'started');
    const other = standIn('other', `require('node:fs').writeFileSync(${JSON.stringify(started)}, '')`);
    const file = join(home, 'works.json');
    writeFileSync(file, JSON.stringify({ servers: { fotos: picsift('mcp', pictures), other } }));
    const { code, stdout, stderr } = await here(file);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/\d+\.\d\d s/g, 'N s').replace(/\([\d.]+ k?B\)/, '(N kB)')).toBe(
      `VS Code: ${file}\n  fotos (line 1): ${process.execPath} -- ${MAIN} mcp ${pictures}\n` +
        '    ok       start    It answers: picsift 0.1.0 (N s)\n' +
        '    ok       tools    It offers 6 tools (N s)\n' +
        '    ok       library  It has 4 photos in "Pictures" (N s)\n' +
        '    ok       search   It searched for "a dog" and found photos (N s)\n' +
        '    ok       picture  It showed the first one (N kB) (N s)\n' +
        '  Not picsift, so not started: other\n' +
        `\nEverything works.\nNot shown in VS Code yet? ${HOSTS.vscode.reload}\n`,
    );
    expect(existsSync(started)).toBe(false);
  });

  it('checks a command', async () => {
    const { command, args } = standIn('ends-too', 'process.exit(5)');
    const { code, stdout } = await here('--', command, ...args, '--flag');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^Command line\n {2}\S+ \S+ends-too\.cjs --flag\n {4}problem {2}start {4}.*exit code 5/);
  });

  it('refuses what it cannot check', async () => {
    for (const args of [['none.json'], ['a', 'b'], ['--'], [home]]) {
      const message = /^picsift: (?:There is no file|Name one file|.* is a folder\. Name the file)/;
      expect(await here(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
    }
  });
});
