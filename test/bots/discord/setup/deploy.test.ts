import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkBot } from '../../../../bots/discord/setup/check.ts';
import { deployCommands } from '../../../../bots/discord/setup/deploy.ts';
import { inviteLink } from '../../../../bots/discord/setup/invite.ts';
import { packageRoot } from '../../../../src/base/paths.ts';
import { discordCommand } from '../../../../src/cli/commands/discord.ts';
import { cliEnvironment, runCli } from '../../../support/cli.ts';
import { runHere } from '../../../support/cli-here.ts';
import { CHANNEL } from '../../../support/discord/payloads.ts';
import { TOKEN } from '../../../support/discord/rest.ts';
import { FAMILY, rules, STUDIO, startDiscord } from '../../../support/discord/start-bot.ts';
import { temporaryFolder } from '../../../support/photos/drawings.ts';

const COMMANDS = ['find', 'similar', 'Find similar', 'status', 'reindex'];
const NOWHERE = '600000000000000009';

test.each(COMMANDS)('%s: is a row of docs/discord.md', (name) => {
  const page = readFileSync(join(packageRoot(), 'docs', 'discord.md'), 'utf8');
  expect(page).toMatch(new RegExp(`^\\| (?:\`/${name}\\b|\\*Apps\\* > \\*${name}\\*)`, 'm'));
});

describe('deployCommands', () => {
  test('registers the commands in the named servers, any number of times', async () => {
    const { apiBase, registrations } = await startDiscord([FAMILY, STUDIO]);
    const deploy = () => deployCommands({ token: TOKEN, apiBase }, { guildIds: [FAMILY, STUDIO] });
    expect(await deploy()).toEqual(await deploy());
    expect([...registrations.registered.keys()]).toEqual([FAMILY, STUDIO]);
    const registered = registrations.registered.get(FAMILY)!;
    expect(registered.map(({ name }) => name)).toEqual(COMMANDS);
    expect(registered[0]!.options).toEqual([
      expect.objectContaining({ name: 'query', type: 3, required: false, max_length: 200, autocomplete: true }),
      expect.objectContaining({ name: 'limit', type: 4, min_value: 1, max_value: 10 }),
      expect.objectContaining({ name: 'folder', type: 3, autocomplete: true }),
      expect.objectContaining({ name: 'after', type: 3, max_length: 10 }),
      expect.objectContaining({ name: 'before', type: 3, max_length: 10 }),
      expect.objectContaining({ name: 'share', type: 5 }),
    ]);
  });

  test('registers them everywhere: in servers and in direct messages, not in groups of friends', async () => {
    const { apiBase, registrations } = await startDiscord([FAMILY]);
    await deployCommands({ token: TOKEN, apiBase }, 'global');
    expect([...registrations.registered.keys()]).toEqual(['global']);
    for (const { contexts } of registrations.registered.get('global')!) expect(contexts).toEqual([0, 1]);
  });

  test('reports what is wrong: no server, a wrong token, a server without the bot', async () => {
    const { apiBase } = await startDiscord([FAMILY, STUDIO]);
    const deploy = (guildIds: string[], token = TOKEN) => deployCommands({ token, apiBase }, { guildIds });
    await expect(deploy([])).rejects.toMatchObject({ code: 'bad-config' });
    await expect(deploy([FAMILY], 'wrong')).rejects.toThrow(/DISCORD_TOKEN/);
    await expect(deploy([NOWHERE])).rejects.toThrow(/invited/);
  });
});

test('inviteLink requests only the permissions that the bot needs', async () => {
  const { apiBase } = await startDiscord([FAMILY]);
  const link = new URL(await inviteLink({ token: TOKEN, apiBase }));
  expect(link.origin).toBe('https://discord.com');
  expect(Object.fromEntries(link.searchParams)).toEqual({
    client_id: '100000000000000001',
    scope: 'bot applications.commands',
    // VIEW_CHANNEL and ATTACH_FILES: 1 << 10 and 1 << 15.
    permissions: String(1024 + 32768),
  });
});

describe('checkBot', () => {
  const problemsOf = async (...args: Parameters<typeof checkBot>) =>
    (await checkBot(...args)).filter(({ ok }) => !ok).map(({ text }) => text);

  test('finds no problem in a correct setup', async () => {
    const { apiBase, registrations } = await startDiscord([FAMILY]);
    const account = { token: TOKEN, apiBase };
    await deployCommands(account, { guildIds: [FAMILY] });
    registrations.settings.channels.push(CHANNEL);
    const folder = temporaryFolder();
    const granted = rules({ guilds: { [FAMILY]: { folders: [folder], channels: { [CHANNEL]: [folder] } } } });
    const found = await checkBot(account, granted);
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    expect(found.map(({ text }) => text).join('\n')).toContain(folder);
  });

  test('reports each problem, and how to fix it', async () => {
    const { apiBase, registrations } = await startDiscord([FAMILY]);
    registrations.settings.endpoint = 'https://example.org/interactions';
    registrations.settings.permissions = '1024';
    const account = { token: TOKEN, apiBase };
    const granted = rules({
      guilds: {
        [FAMILY]: { folders: ['/not/there'], roles: { '800000000000000001': [] }, channels: { [CHANNEL]: [] } },
        [NOWHERE]: {},
      },
    });
    expect(await problemsOf(account, granted)).toEqual([
      expect.stringMatching(/web address.*Interactions Endpoint URL/),
      expect.stringContaining('/not/there'),
      expect.stringMatching(/attach files/),
      expect.stringMatching(/not registered: find, .*picsift discord deploy --guild/),
      expect.stringMatching(/no role 800000000000000001/),
      expect.stringMatching(new RegExp(`no channel ${CHANNEL}`)),
      expect.stringMatching(new RegExp(`not in the server ${NOWHERE}.*invite`)),
    ]);
    expect(await problemsOf(account, rules({ directMessages: { '400000000000000001': [temporaryFolder()] } }))).toEqual(
      [expect.stringContaining('Endpoint'), expect.stringMatching(/direct messages.*--global/)],
    );
    expect(await problemsOf(account, rules({}))).toEqual([
      expect.stringContaining('Endpoint'),
      expect.stringContaining('no folder to search'),
    ]);
    await expect(checkBot({ ...account, token: 'wrong' }, granted)).rejects.toThrow(/DISCORD_TOKEN/);
  });
});

test('picsift discord deploy, invite and check do all that from the command line', async () => {
  const { apiBase, registrations } = await startDiscord([FAMILY, STUDIO]);
  const configDir = temporaryFolder();
  const folder = temporaryFolder();
  const guilds = { [FAMILY]: { folders: [folder] } };
  writeFileSync(join(configDir, 'config.json'), JSON.stringify({ discord: { guilds } }));
  const env = {
    ...cliEnvironment(temporaryFolder()),
    PICSIFT_CONFIG_DIR: configDir,
    DISCORD_TOKEN: TOKEN,
    DISCORD_API_BASE: apiBase,
  };
  const discord = (...args: string[]) => runHere(['discord', ...args], { env });
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());

  const dry = await printedBy('deploy', '--dry-run');
  expect(JSON.parse(dry)).toMatchObject({ where: [FAMILY], commands: COMMANDS.map((name) => ({ name })) });
  expect(registrations.registered.size).toBe(0);
  expect(await discord('check')).toMatchObject({ code: 3, stdout: expect.stringMatching(/^BAD .*not registered/m) });
  await printedBy('deploy', '--guild', STUDIO);
  // The real program: it ends although Discord keeps its connections open.
  const deployed = await runCli(['discord', 'deploy'], { env });
  expect(deployed).toMatchObject({ code: 0, stdout: expect.stringContaining(FAMILY) });
  expect([...registrations.registered.keys()]).toEqual([STUDIO, FAMILY]);
  const check = await discord('check');
  expect(check).toMatchObject({ code: 0, stderr: '' });
  expect(check.stdout).not.toContain('BAD');
  expect(check.stdout).not.toContain(TOKEN);
  expect(await printedBy('invite')).toMatch(/^https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&/);
  expect(await discord('deploy', '--guild', FAMILY, '--global')).toMatchObject({ code: 2 });
});

/** Runs a command of `picsift discord` in this process. @returns what it prints. */
async function printedBy(...args: string[]): Promise<string> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await discordCommand().parseAsync(args, { from: 'user' });
    expect(process.exitCode ?? 0).toBe(0);
    return stdout.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    stdout.mockRestore();
  }
}
