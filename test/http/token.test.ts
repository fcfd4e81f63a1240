import {
  chmodSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chosenToken, keptToken, tokenChecker } from '../../src/http/token.ts';
import { runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_MODES, PRIVATE } from '../support/platform/capabilities.ts';

const KIND = { file: 'mcp-token', variable: 'PICSIFT_MCP_TOKEN' };

const badConfig = (words: RegExp) =>
  expect.objectContaining({ code: 'bad-config', message: expect.stringMatching(words) });

it('is created once, and only its owner can read it', async () => {
  const dataDir = join(temporaryFolder(), 'new', 'data');
  const { token, file } = await keptToken(dataDir, KIND);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(file).toBe(join(dataDir, 'mcp-token'));
  expect(readFileSync(file, 'utf8')).toBe(`${token}\n`);
  expect(statSync(file).mode & 0o777).toBe(PRIVATE.file);
  expect(statSync(dataDir).mode & 0o777).toBe(PRIVATE.folder);
  expect(await keptToken(dataDir, KIND)).toEqual({ token, file });
  expect((await keptToken(temporaryFolder(), KIND)).token).not.toBe(token);
});

it('is the same for all processes that create it at once', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const tokens = await Promise.all(Array.from({ length: 50 }, () => keptToken(dataDir, KIND)));
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(1);
  expect(readdirSync(dataDir)).toEqual(['mcp-token']);
});

it.runIf(HAS_MODES)('is refused when others could have read it, and the message says what to do', async () => {
  const dataDir = temporaryFolder();
  const { token, file } = await keptToken(dataDir, KIND);
  for (const mode of [0o640, 0o604, 0o660, 0o666]) {
    chmodSync(file, mode);
    await expect(keptToken(dataDir, KIND)).rejects.toEqual(badConfig(/mcp-token was open to other users.*Delete it/));
  }
  rmSync(file);
  expect((await keptToken(dataDir, KIND)).token).not.toBe(token);
});

// Windows has no O_NOFOLLOW: it follows a link.
it.runIf(constants.O_NOFOLLOW !== undefined)(
  'is refused when it is no valid token, a link, or cannot be stored',
  async () => {
    const dataDir = temporaryFolder();
    const file = join(dataDir, 'mcp-token');
    writeFileSync(file, '', { mode: 0o600 });
    await expect(keptToken(dataDir, KIND)).rejects.toEqual(badConfig(/contains no valid token. Delete it/));
    rmSync(file);
    symlinkSync(join(dataDir, 'elsewhere'), file);
    await expect(keptToken(dataDir, KIND)).rejects.toEqual(badConfig(/ELOOP.*PICSIFT_DATA_DIR/));
    writeFileSync(join(dataDir, 'a-file'), '');
    await expect(keptToken(join(dataDir, 'a-file'), KIND)).rejects.toEqual(badConfig(/ENOTDIR.*PICSIFT_DATA_DIR/));
  },
);

it('may be chosen by the user, when it is long enough and valid in a header', () => {
  expect(chosenToken('a1-._~+/'.repeat(4), KIND)).toBe('a1-._~+/'.repeat(4));
  expect(chosenToken(`${'a'.repeat(42)}==`, KIND)).toHaveLength(44);
  for (const bad of [
    'short',
    'a'.repeat(31),
    `${'a'.repeat(40)} b`,
    `${'a'.repeat(40)}\n`,
    'ä'.repeat(40),
    '='.repeat(40),
  ]) {
    expect(() => chosenToken(bad, KIND), bad).toThrow(badConfig(/32 characters.*openssl rand/));
  }
});

it('is compared completely', () => {
  const isToken = tokenChecker('right'.repeat(8));
  expect(isToken('right'.repeat(8))).toBe(true);
  for (const wrong of ['', 'right', 'right'.repeat(7), 'right'.repeat(9), 'RIGHT'.repeat(8)]) {
    expect(isToken(wrong)).toBe(false);
  }
});

it('prevents the start of the server when it is unusable', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'config'));
  writeFileSync(join(home, 'config', '.env'), 'PICSIFT_MCP_TOKEN=too-short');
  const env = { PICSIFT_CONFIG_DIR: join(home, 'config'), PICSIFT_DATA_DIR: join(home, 'data'), HOME: home };
  const { code, stderr } = await runCli(['mcp', '--http', '0'], { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(/PICSIFT_MCP_TOKEN cannot be used/);
  expect(stderr).not.toContain('too-short');
});
