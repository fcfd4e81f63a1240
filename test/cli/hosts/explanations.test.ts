/** What is wrong with a set-up, and the exact repair: before anything is started, and after something has failed. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { ToolError } from '../../../src/cli/hosts/check/conversation.ts';
import { diagnose, type Failure, isOlder } from '../../../src/cli/hosts/check/diagnose.ts';
import { diagnoseHttp } from '../../../src/cli/hosts/check/diagnose-http.ts';
import { folderProblems, grantedFolders } from '../../../src/cli/hosts/check/look-at-folders.ts';
import { whyNotStartable } from '../../../src/cli/hosts/check/look-before.ts';
import { HangError } from '../../../src/cli/hosts/check/patience.ts';
import { HOSTS, type Host, type Place } from '../../../src/cli/hosts/hosts.ts';
import { launchOf, type ProcessLaunch } from '../../../src/cli/hosts/launch.ts';
import { isOurFile } from '../../../src/cli/hosts/our-file.ts';
import { picsiftCommand } from '../../../src/cli/hosts/picsift-command.ts';
import { connectHere } from '../../support/mcp/in-process.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';
import { HAS_MODES } from '../../support/platform/capabilities.ts';

const MAIN = join(packageRoot(), 'src', 'cli', 'main.ts');
const NODE = process.execPath;
const home = sharedFolder();
const pictures = join(home, 'Pictures');
const place: Place = { platform: process.platform, home, folder: home, variables: { PATH: '/none', HOME: home } };
mkdirSync(pictures);
writeFileSync(join(home, 'plain'), '');
writeFileSync(join(home, 'npx.cmd'), '');

/** What a look at an entry needs. */
function look(command: string, args: readonly string[], host: Host = HOSTS.claude, project?: string) {
  const launch = launchOf({ command, args }, { host, place, project }) as ProcessLaunch;
  const ours = picsiftCommand(launch.command, launch.args, isOurFile);
  const folders = grantedFolders(launch, ours, place);
  const entry = { host, file: host.file(place), isUserFile: true, folders };
  return { launch, ours, environment: { PATH: '/none' }, place, entry };
}

const AGAIN = `picsift mcp config claude --write ${pictures}`;

describe('before the start', () => {
  it('nothing is wrong with full paths', () => {
    const right = look(NODE, ['--', MAIN, 'mcp', pictures, '~/Pictures']);
    expect(whyNotStartable(right)).toBeUndefined();
    expect(folderProblems(right)).toEqual([]);
  });

  it.each<[string, readonly string[], string, RegExp]>([
    [
      'picsift',
      ['mcp', pictures],
      'command-not-found',
      /Claude Desktop finds no program "picsift".*settings of your shell/,
    ],
    ['/none/bin/node', [MAIN, 'mcp', pictures], 'command-not-found', /^There is no program \/none\/bin\/node\.$/],
    ['~/bin/picsift', ['mcp', pictures], 'tilde', /"~\/bin\/picsift", but Claude Desktop does not know "~"/],
    [NODE, ['~/picsift/src/cli/main.ts', 'mcp', pictures], 'tilde', /file that Node\.js is to run/],
    ['./picsift', ['mcp', pictures], 'relative-path', /"\.\/picsift", which is not a full path/],
    [NODE, ['src/cli/main.ts', 'mcp', pictures], 'relative-path', /"src\/cli\/main\.ts", which is not a full path/],
    [NODE, ['/none/picsift/src/cli/main.ts', 'mcp', pictures], 'script-not-found', /no file \/none.*moved or removed/],
    [`picsift mcp ${pictures}`, [], 'wrong-shape', /whole command line/],
    [`${NODE} ${MAIN} mcp ${pictures}`, [], 'wrong-shape', /whole command line/],
    [NODE, [MAIN, 'mcp', pictures, '--http', '7331'], 'wrong-arguments', /with --http/],
    [join(home, 'npx.cmd'), ['picsift', 'mcp', pictures], 'windows-script', /script of the Windows command line/],
  ])('%s %j', (command, args, code, found) => {
    if (code === 'windows-script') chmodSync(command, 0o755);
    expect(whyNotStartable(look(command, args))).toMatchObject({
      code,
      found: expect.stringMatching(found),
      fix: expect.stringMatching(/ith full paths:$/),
      ...(code !== 'windows-script' && { command: AGAIN }),
    });
  });

  it.each<[readonly string[], RegExp]>([
    [[MAIN, pictures], /must be "mcp"/],
    [[MAIN], /must be "mcp"/],
    [[MAIN, 'mcp', '--modle', 'x'], /does not know all of these arguments/],
    [[MAIN, 'mcp', 'check'], /does not know all of these arguments/],
  ])('arguments %j', (args, found) => {
    const problem = whyNotStartable(look(NODE, args));
    expect(problem).toMatchObject({ code: 'wrong-arguments', found: expect.stringMatching(found) });
    expect(problem!.command).toBe('picsift mcp config claude --write DIR');
  });

  it.runIf(HAS_MODES)('a file that is no program', () => {
    const found = look(join(home, 'plain'), ['mcp', pictures]);
    expect(whyNotStartable(found)).toMatchObject({ code: 'not-executable' });
  });

  it('a folder to start in that is gone', () => {
    const gone = look(NODE, [MAIN, 'mcp', pictures], HOSTS.vscode, join(home, 'gone'));
    expect(whyNotStartable(gone)).toMatchObject({ code: 'folder-not-found', found: expect.stringContaining('gone') });
  });

  it('a relative path is right where the host has a project', () => {
    expect(
      whyNotStartable(look(NODE, ['src/cli/main.ts', 'mcp', pictures], HOSTS.vscode, packageRoot())),
    ).toBeUndefined();
    expect(folderProblems(look(NODE, [MAIN, 'mcp', 'Pictures'], HOSTS.vscode, home))).toEqual([]);
  });
});

describe('folders', () => {
  const problems = (...folders: string[]) => folderProblems(look(NODE, [MAIN, 'mcp', ...folders]));

  it.each<[string, string, string, string | undefined]>([
    ['Pictrues', 'does not exist', `Did you mean ${pictures}?`, AGAIN],
    ['pictures/', 'does not exist', `Did you mean ${pictures}?`, AGAIN],
    ['somewhere/else', 'does not exist', 'Correct its name in the entry. If it is on a drive', undefined],
    ['plain', 'is a file', 'Name the folder that contains it', undefined],
  ])('%s', (name, found, fix, command) => {
    const [problem, ...others] = problems(`${home}/${name}`, pictures);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'folder-not-found',
      found: expect.stringContaining(found),
      fix: expect.stringContaining(fix),
    });
    expect(problem!.command?.split(' ').slice(0, 6).join(' ')).toBe(command);
  });

  it('with a relative name are said to be probably these', () => {
    expect(problems('')).toMatchObject([{ code: 'folder-not-found', found: expect.stringContaining('is empty') }]);
    expect(problems('Pictures', 'Unknown')).toMatchObject([
      { code: 'relative-path', fix: expect.stringContaining(`probably ${pictures}`), command: AGAIN },
      { code: 'relative-path', fix: expect.stringMatching(/^Write its full path\. Or/) },
    ]);
  });
});

const entry = { host: HOSTS.cursor as Host, file: '/f', isUserFile: true, folders: ['/a b', '/c'] };
const failure: Failure = {
  step: 'start',
  error: new Error('Connection closed'),
  stderr: '',
  ending: undefined,
  nodeVersion: undefined,
  neededNode: '20.19',
  nodeHere: '20.19.0',
  entry,
};
const explain = (known: Partial<Failure>) =>
  diagnose({ ...failure, ...known }, (text) => text.replaceAll('s3cret', '[hidden]'));
const COMMAND = "picsift mcp config cursor --write '/a b' /c";

describe('after a failure', () => {
  it.each<[string, Partial<Failure>, string, RegExp, string | undefined]>([
    [
      'no answer',
      { error: new HangError(15_000) },
      'no-answer',
      /no answer to the greeting within 15 seconds/,
      COMMAND,
    ],
    ['a question of npx', { error: new HangError(1), stderr: 'Ok to proceed? (y)' }, 'no-answer', /Ok to/, COMMAND],
    [
      'a hanging tool',
      { step: 'search', error: new HangError(30_000) },
      'tool-hangs',
      /no sign of life for 30 seconds/,
      'picsift doctor',
    ],
    [
      'an exit',
      { ending: { code: 7, signal: null }, stderr: 'a\nfatal: s3cret\u001b[31m\n    at x\n' },
      'exits',
      /ends at once, with exit code 7\. Its message: a \| fatal: \[hidden\]\\u\{1b\}\[31m$/,
      COMMAND,
    ],
    [
      'a crash later',
      { step: 'picture', ending: { code: null, signal: 'SIGSEGV' } },
      'exits',
      /ended here, by the signal SIGSEGV\. It wrote no message/,
      COMMAND,
    ],
    [
      'its own message',
      { ending: { code: 2, signal: null }, stderr: 'picsift: The configuration is not valid.' },
      'exits',
      /configuration is not valid/,
      undefined,
    ],
    [
      'a missing program',
      { ending: { code: 127, signal: null }, stderr: 'env: node: No such file or directory' },
      'command-not-found',
      /no folder where Cursor looks/,
      COMMAND,
    ],
    [
      'an old Node.js',
      { ending: { code: 1, signal: null }, nodeVersion: '18.20.8' },
      'node-too-old',
      /Node\.js 18\.20\.8, which is too old: it needs 20\.19/,
      COMMAND,
    ],
    [
      'no folder',
      { step: 'library', error: new ToolError('This server may not read any folder. Ask') },
      'no-folder',
      /names none/,
      COMMAND,
    ],
    [
      'another error of a tool',
      { step: 'search', error: new ToolError("picsift's catalog is s3cret\nbad") },
      'tool-fails',
      /catalog is \[hidden\] bad/,
      'picsift doctor',
    ],
    [
      'a system error',
      { error: Object.assign(new Error('x'), { code: 'ENOEXEC' }) },
      'not-executable',
      /cannot start it \(ENOEXEC\)/,
      COMMAND,
    ],
    [
      'anything else',
      { step: 'tools', error: new Error('s3cret') },
      'tool-fails',
      /"tools" failed: \[hidden\]/,
      'picsift doctor',
    ],
  ])('%s', (_, known, code, found, command) => {
    const problem = explain(known);
    expect(problem).toMatchObject({ code, found: expect.stringMatching(found), fix: expect.stringMatching(/[.:]$/) });
    expect(problem.command).toBe(command);
  });

  it('the module of another Node.js: names the repair that fits', () => {
    const said = (built: string) =>
      `picsift mcp: picsift runs with Node.js 22.1.0 (/n/node), but its module better-sqlite3 was built for ${built}. ` +
      'Build it again with this Node.js: npm rebuild better-sqlite3 --prefix "/p". Or start picsift with the other one.';
    const error = new ToolError('A part of picsift was built for another version of Node.js. Ask the user');
    const known = { step: 'library' as const, error };
    const here = explain({ ...known, stderr: said('Node.js 20') });
    expect(here).toMatchObject({ code: 'module-unusable', command: COMMAND });
    expect(here.found).toMatch(
      /another Node\.js than the one .* Node\.js 22\.1\.0 \(\/n\/node\), but .* for Node\.js 20\.$/,
    );
    for (const built of ['Node.js 24', 'another one']) {
      expect(explain({ ...known, stderr: said(built) }).command).toBe('npm rebuild better-sqlite3 --prefix "/p"');
    }
    expect(explain(known)).toMatchObject({ code: 'module-unusable', command: 'npm rebuild' });
  });

  it('no folder, as the server itself says it', async () => {
    const { text, isError } = await (await connectHere({ folders: [] })).call('library_status');
    expect(isError).toBe(true);
    expect(explain({ step: 'library', error: new ToolError(text) })).toMatchObject({ code: 'no-folder' });
  });

  it('compares versions', () => {
    for (const old of ['18.20.8', '20.18.9', '9.0.0']) expect(isOlder(old, '20.19'), old).toBe(true);
    for (const good of ['20.19.0', '20.20.2', '22.0.0', '100.0.0']) expect(isOlder(good, '20.19'), good).toBe(false);
  });

  it.each<[unknown, string, RegExp]>([
    [
      Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
      'nobody-listens',
      /Nobody answers at http:\/\/127\.0\.0\.1:7331\/mcp \(ECONNREFUSED\)/,
    ],
    [Object.assign(new Error(), { code: 401 }), 'token-refused', /refuses the token of the entry/],
    [Object.assign(new Error(), { code: 403 }), 'token-refused', /spelling of its address/],
    [Object.assign(new Error(), { code: 404 }), 'not-mcp', /nothing at this path/],
    [Object.assign(new Error(), { code: 500 }), 'not-mcp', /HTTP status 500/],
    [new HangError(15_000), 'no-answer', /within 15 seconds/],
    [new Error('Unexpected token s3cret'), 'not-mcp', /as an MCP server does: Unexpected token \[hidden\]/],
  ])('of an address: %s', (error, code, found) => {
    const launch = {
      kind: 'http' as const,
      address: new URL('http://ada:s3cret@127.0.0.1:7331/mcp?t=s3cret'),
      headers: { authorization: 'x' },
      hasOwnToken: false,
    };
    const problem = diagnoseHttp(error, launch, '/data/mcp-token', (text) => text.replaceAll('s3cret', '[hidden]'));
    expect(problem).toMatchObject({ code, found: expect.stringMatching(found) });
    expect(JSON.stringify(problem)).not.toContain('s3cret');
    if (code === 'token-refused' && found.source.includes('token of')) expect(problem.fix).toContain('/data/mcp-token');
  });
});
