import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { parseSettings } from '../../config/read-settings.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

const MARK = '\ufeff';

/** Load a configuration folder with these files, and nothing from the environment. */
function load(files: Record<string, string | Buffer>) {
  const folder = join(temporaryFolder(), 'config');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return loadConfig({}, { PICSIFT_CONFIG_DIR: folder });
}

describe('files of settings', () => {
  it('may begin with a byte order mark and have the line ends of Windows', () => {
    const config = load({
      'config.json': `${MARK}{\r\n  "model": "pocket"\r\n}\r\n`,
      '.env': `${MARK}HF_TOKEN=abc\r\nDISCORD_TOKEN=def\r\n`,
    });
    expect(config).toMatchObject({ model: 'pocket', hubToken: 'abc', discordToken: 'def' });
  });

  it.each([
    ['little-endian, with a mark', Buffer.from(`${MARK}HF_TOKEN=a`, 'utf16le')],
    ['little-endian', Buffer.from('{ "model": "pocket" }', 'utf16le')],
    ['big-endian, with a mark', Buffer.from(`${MARK}HF_TOKEN=a`, 'utf16le').swap16()],
    ['big-endian', Buffer.from('HF_TOKEN=a', 'utf16le').swap16()],
  ])('are refused in UTF-16, %s', (_kind, bytes) => {
    for (const name of ['.env', 'config.json']) {
      expect(() => load({ [name]: bytes })).toThrow(
        expect.objectContaining({
          code: 'bad-config',
          message: expect.stringMatching(/(\.env|json) is in UTF-16\. Save/),
        }),
      );
    }
  });

  it('are refused in Latin-1, which would change the names of folders', () => {
    const bytes = Buffer.from('PICSIFT_MODEL_DIR=/home/Jürgen', 'latin1');
    expect(() => load({ '.env': bytes })).toThrow('not UTF-8');
  });

  it('remarks on variables that are not picsift’s, but look so', () => {
    const { remarks } = load({
      '.env': 'PICSIFT_DATADIR=/a\nPICSFIT_MODEL=b\nPICSIFT_EXCLUDE=c\nHF_HOME=/d\nPICSIFT=e',
    });
    expect(remarks.map((remark) => remark.replace(/^In .*\.env: /, ''))).toEqual([
      '"PICSIFT_DATADIR" is not a setting. Did you mean PICSIFT_DATA_DIR?',
      '"PICSFIT_MODEL" is not a setting. Did you mean PICSIFT_MODEL?',
      expect.stringMatching(/^"PICSIFT_EXCLUDE" is not a setting\. Known are .*PICSIFT_MODEL_DIR/),
    ]);
    const folder = temporaryFolder();
    expect(loadConfig({}, { PICSIFT_CONFIG_DIR: folder, picsift_model: 'pocket' }).remarks).toEqual([
      'In the environment: "picsift_model" is not a setting. Did you mean PICSIFT_MODEL?',
    ]);
  });

  it.each([
    ['{ "folder": [] }', 'Did you mean folders?'],
    ['{ "datadir": "/x" }', 'Did you mean dataDir?'],
    ['{ "mcp": { "showlocation": true } }', 'Did you mean showLocations?'],
    ['{ "discord": { "guilds": { "123456789012345678": { "role": {} } } } }', 'Did you mean roles?'],
    ['{ "colour": "red" }', 'Known are dataDir, model,'],
  ])('suggests what may be meant by %s', (text, advice) => {
    expect(() => load({ 'config.json': text })).toThrow(advice);
  });
});

describe('parseSettings', () => {
  it.each([
    ['{\n  // mine\n  "folders": []\n}', 'line 2, column 3: JSON has no comments'],
    ['{\r\n\r\n  "folders": [] /* mine */\r\n}', 'line 3, column 17: JSON has no comments'],
    ['{ "a": 1,\n}', 'line 2, column 1: there is nothing between'],
    ['{ "a": ["b",] }', 'line 1, column 13: there is nothing between'],
    ['{ "a": 1\n  "b": 2 }', 'line 2, column 3: expected a comma'],
    ['{ "a" 1 }', 'line 1, column 7: expected a colon'],
    ["{ 'a': 1 }", 'line 1, column 3: expected a text in straight double quotes'],
    ['{ “a”: 1 }', 'line 1, column 3: expected a text in straight double quotes'],
    ['{ "a": yes }', 'line 1, column 8: expected a text'],
    ['{ "a": "C:\\Photos" }', 'line 1, column 8: a backslash'],
    ['{ "a": "b }', 'line 1, column 8: this text has no closing double quote'],
    ['{ "a": 1', 'line 1, column 9: the file ends, but } is missing'],
    ['{ "a": 1 }\n}', 'line 2, column 1: expected nothing more'],
    ['', 'line 1, column 1: expected a value'],
  ])('says where %j is wrong', (text, words) => {
    expect(() => parseSettings(text, 'config.json')).toThrow(
      expect.objectContaining({
        code: 'bad-config',
        message: expect.stringContaining(`config.json is not valid JSON: ${words}`),
      }),
    );
  });
});
