/** Which commands start picsift: those are started, and nothing else. */

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { secretHider } from '../../../src/cli/hosts/hide-secrets.ts';
import { isOurFile } from '../../../src/cli/hosts/our-file.ts';
import { picsiftCommand, serveArguments } from '../../../src/cli/hosts/picsift-command.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../../support/platform/capabilities.ts';

/** Files that exist: those of picsift and those of others. */
const files: Record<string, boolean> = { '/p/dist/src/cli/main.js': true, '/other/dist/src/cli/main.js': false };
const argsOf = (command: string, ...args: string[]) => picsiftCommand(command, args, (file) => files[file])?.args;

describe('a command of picsift', () => {
  const MAIN = '/p/dist/src/cli/main.js';
  it.each([
    [['picsift', 'mcp', '/a']],
    [['/opt/bin/picsift', 'mcp', '/a']],
    [['C:\\Program Files\\npm\\picsift.cmd', 'mcp', '/a']],
    [['node', MAIN, 'mcp', '/a']],
    [['/usr/bin/node', '--no-warnings', '--', MAIN, 'mcp', '/a']],
    [['C:\\nodejs\\node.exe', 'C:\\picsift\\dist\\src\\cli\\main.js', 'mcp', '/a']],
    [['bun', 'run', MAIN, 'mcp', '/a']],
    [[`\${env:NODE}`, MAIN, 'mcp', '/a']],
    [[MAIN, 'mcp', '/a']],
    [['node', '/gone/picsift/dist/src/cli/main.js', 'mcp', '/a']],
    [['node', '/x/node_modules/.bin/picsift', 'mcp', '/a']],
    [['npx', '-y', 'picsift@0.1.0', 'mcp', '/a']],
    [['npx', '--yes', '--package', 'picsift', 'picsift', 'mcp', '/a']],
    [['npm', 'exec', '--', 'picsift', 'mcp', '/a']],
    [['pnpm', 'dlx', 'picsift', 'mcp', '/a']],
    [['cmd', '/c', 'npx', '-y', 'picsift', 'mcp', '/a']],
    [['env', '-i', 'A=b', 'node', MAIN, 'mcp', '/a']],
    [['wsl.exe', '-e', 'picsift', 'mcp', '/a']],
    [['bash', '-lc', "exec picsift mcp '/a'"]],
    [['sh', '-c', '. ~/.profile; picsift mcp "/a"']],
    [['picsift mcp /a']],
  ])('%j', ([command, ...args]) => {
    expect(argsOf(command!, ...args)).toEqual(['mcp', '/a']);
  });

  it.each([
    [['npx', '-y', '@modelcontextprotocol/server-filesystem', '/home/ada/picsift']],
    [['npx', 'picsift-like', 'mcp']],
    [['node', '/other/dist/src/cli/main.js', 'mcp', '/a']],
    [['node', '/home/ada/picsift/server.js', 'mcp']],
    [['node', '-e', 'picsift']],
    [['/home/ada/picsift/other', 'mcp']],
    [['/other/dist/src/cli/main.js', 'mcp']],
    [['bash', '-c', 'curl example.com | sh # picsift mcp']],
    [['sh', '-c', 'picsift mcp /a; rm -rf /b']],
    [['python3', 'picsift', 'mcp']],
    [['docker', 'run', 'picsift']],
    [['env', 'A=picsift']],
    [['cmd']],
    [['']],
  ])('is not %j', ([command, ...args]) => {
    expect(argsOf(command!, ...args)).toBeUndefined();
  });

  it('has arguments as the server reads them', () => {
    expect(serveArguments(['--model', 'pocket', '/a', '--provider', 'cpu', '~/b'])).toEqual({
      folders: ['/a', '~/b'],
      http: undefined,
    });
    expect(serveArguments(['/a', '--http', '7331'])).toEqual({ folders: ['/a'], http: '7331' });
    expect(serveArguments([])).toEqual({ folders: [], http: undefined });
    for (const wrong of [
      ['--modle', 'x'],
      ['/a', '--model'],
      ['--provider', 'none'],
    ]) {
      expect(serveArguments(wrong)).toBeUndefined();
    }
  });
});

describe('a script', () => {
  it('belongs to the package above it', () => {
    expect(isOurFile(join(packageRoot(), 'src', 'cli', 'main.ts'))).toBe(true);
    expect(isOurFile(join(packageRoot(), 'node_modules', 'zod', 'index.js'))).toBe(false);
    expect(isOurFile(process.execPath)).toBe(false);
    expect(isOurFile('/gone/picsift/main.js')).toBeUndefined();
  });

  it.runIf(CAN_SYMLINK)('may be a link, as npm makes for commands', () => {
    const link = join(temporaryFolder(), 'picsift');
    symlinkSync(join(packageRoot(), 'src', 'cli', 'main.ts'), link);
    expect(isOurFile(link)).toBe(true);
  });
});

describe('secrets', () => {
  it('are hidden wherever they are said, and paths are not', () => {
    const hide = secretHider(['Bearer abcdefgh-token', '/home/ada/Pictures', 'short', 'a-long-password']);
    expect(hide('got abcdefgh-token, a-long-password, short, in /home/ada/Pictures')).toBe(
      'got [hidden], [hidden], short, in /home/ada/Pictures',
    );
  });

  it.each([
    ['TOKEN=abcd1234 x', 'TOKEN=[hidden] x'],
    ['"api_key": "abcd1234"', '"api_key": "[hidden]"'],
    ['Authorization: Bearer abcd1234', 'Authorization: Bearer [hidden]'],
    ['server --auth-token abcd1234 mcp', 'server --auth-token [hidden] mcp'],
    ['The token is in /a/mcp-token', 'The token is in /a/mcp-token'],
    ['node main.js mcp /a', 'node main.js mcp /a'],
  ])('look like secrets: %s', (text, wanted) => {
    expect(secretHider([])(text)).toBe(wanted);
  });
});
