/** Every block of docs/mcp.md, read as `picsift mcp check` reads the files of its program. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { folderProblems, grantedFolders } from '../../../src/cli/hosts/check/look-at-folders.ts';
import { type Look, whyNotStartable } from '../../../src/cli/hosts/check/look-before.ts';
import { environmentOf } from '../../../src/cli/hosts/environment.ts';
import { findServers } from '../../../src/cli/hosts/find-servers.ts';
import { hostOf } from '../../../src/cli/hosts/host-files.ts';
import { HOST_NAMES, HOSTS, type Host, type HostName, type Place } from '../../../src/cli/hosts/hosts.ts';
import { launchOf } from '../../../src/cli/hosts/launch.ts';
import { isOurFile } from '../../../src/cli/hosts/our-file.ts';
import { isProblem, parseHostFile } from '../../../src/cli/hosts/parse-file.ts';
import { picsiftCommand } from '../../../src/cli/hosts/picsift-command.ts';
import { cliEnvironment, MAIN, runCli } from '../../support/cli.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';

const PAGE = readFileSync(join(packageRoot(), 'docs', 'mcp.md'), 'utf8');
const home = sharedFolder();
const pictures = join(home, 'Pictures');
mkdirSync(pictures);
const variables = { ...cliEnvironment(home), PICSIFT_MCP_TOKEN: 'x'.repeat(32) };
const place: Place = { platform: process.platform, home, folder: home, variables };

/** The programs that a block follows: those of its heading, or those in bold before it. */
const blocks = [...PAGE.matchAll(/^```(?:json|toml)\n([\s\S]*?)^```/gm)].flatMap(({ index, 1: text }) => {
  const before = PAGE.slice(0, index);
  const [, heading] = [...before.matchAll(/^### (.*)$/gm)].at(-1)!;
  const bold = [
    ...before
      .split('\n\n')
      .at(-2)!
      .matchAll(/\*\*(.*?)\*\*/g),
  ].map(([, title]) => title!);
  const titles = before.lastIndexOf('\n## ') > before.lastIndexOf('\n### ') ? bold : [heading!];
  return titles.map((title) => [title, text!] as const);
});

const hostNamed = (title: string) => Object.values<Host>(HOSTS).find((host) => host.title === title)!;

/** The block with the paths of this computer, as this program needs it. */
function onThisComputer(title: string, text: string): string {
  const real = [
    ['/usr/local/bin/node', process.execPath],
    ['/usr/local/lib/node_modules/picsift/dist/src/cli/main.js', MAIN],
    ['/home/ada/Pictures', pictures],
  ].reduce((rest, [from, to]) => rest.replaceAll(JSON.stringify(from), JSON.stringify(to)), text);
  // The page names these differences in words.
  const { key, addressKeys } = hostNamed(title);
  return real.replace('"mcpServers"', `"${key}"`).replace('"url":', `"${addressKeys[0] ?? 'url'}":`);
}

function entryOf(title: string, text: string) {
  const host = hostNamed(title);
  const parsed = parseHostFile(onThisComputer(title, text), host);
  if (isProblem(parsed)) throw new Error(parsed.found);
  const { servers, misplaced, problems } = findServers(parsed, host);
  expect([misplaced, problems]).toEqual([[], []]);
  expect(servers).toHaveLength(1);
  return { host, launch: launchOf(servers[0]!.value, { host, place, project: undefined, ownToken: 'x' }) };
}

describe('docs/mcp.md', () => {
  it('has a block for every program, and the files in which it belongs', () => {
    expect(blocks.map(([title]) => title)).toEqual(expect.arrayContaining(HOST_NAMES.map((name) => HOSTS[name].title)));
    const files = (name: HostName, platform: NodeJS.Platform, at: string) =>
      HOSTS[name].file({ platform, home: at, folder: at, variables: { APPDATA: '%APPDATA%' } });
    for (const name of HOST_NAMES) {
      expect(PAGE).toContain(`| \`${name}\` | [${HOSTS[name].title}](#`);
      for (const file of [
        files(name, 'linux', '~'),
        files(name, 'darwin', '~'),
        files(name, 'win32', '%USERPROFILE%'),
      ]) {
        expect(PAGE).toContain(`\`${file}\``);
        expect(hostOf(file, undefined).title).toBe(HOSTS[name].title);
      }
    }
  });

  it.each(blocks)('the block of %s is read, and starts picsift or has its address', (title, text) => {
    const { host, launch } = entryOf(title, text);
    if (isProblem(launch)) throw new Error(launch.found);
    if (launch.kind === 'http') {
      expect(launch.address.href).toBe('http://127.0.0.1:7331/mcp');
      expect(Object.keys(launch.headers)).toEqual(['Authorization']);
      return;
    }
    const ours = picsiftCommand(launch.command, launch.args, isOurFile);
    const entry = { host, file: undefined, isUserFile: false, folders: grantedFolders(launch, ours, place) };
    const look: Look = { launch, ours, environment: environmentOf(host, launch, place), place, entry };
    expect([whyNotStartable(look), folderProblems(look)]).toEqual([undefined, []]);
    expect(entry.folders).toEqual([pictures]);
  });

  it('the command in all of them starts the server', async () => {
    const commands = blocks.flatMap(([title, text]) => {
      const { launch } = entryOf(title, text);
      return isProblem(launch) || launch.kind === 'http' ? [] : [launch.args.join('\0')];
    });
    const [, typed] = /^claude mcp add .*? -- picsift (.*)$/m.exec(PAGE)!;
    const args = ['--', MAIN, 'mcp', pictures];
    expect(new Set(commands)).toEqual(new Set([args.join('\0')]));
    expect(typed!.replace('/home/ada/Pictures', pictures)).toBe(args.slice(2).join(' '));
    // No standard input: the conversation ends immediately.
    expect(await runCli(args.slice(2), { env: cliEnvironment(home) })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });
});
