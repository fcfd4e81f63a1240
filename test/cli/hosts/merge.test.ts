/** An entry is put into a host's file, and nothing else in the file changes. */

import fc from 'fast-check';
import { applyEdits, type FormattingOptions, format, parse } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { mergedJson } from '../../../src/cli/hosts/write/merge-json.ts';
import { mergedToml } from '../../../src/cli/hosts/write/merge-toml.ts';

const FIELDS = { command: '/usr/bin/node', args: ['mcp', '/home/ada/Pictures'] };
const PATH = ['servers', 'picsift'] as const;

const contentOf = (text: string) => parse(text, [], { allowTrailingComma: true }) as unknown;
const merged = (text: string, fields: Record<string, unknown> = FIELDS) =>
  mergedJson(text, contentOf(text), PATH, fields);

describe('JSON', () => {
  it('gets the entry behind the others, and every comment stays in its place', () => {
    const text = [
      '{',
      '\t// mine',
      '\t"servers": {',
      '\t\t"gh": { "command": "x", "args": [ "a" ] }, // keep',
      '\t\t/* last */',
      '\t},',
      '\t"inputs": [] // none',
      '}',
      '',
    ];
    const entry = [
      '\t\t"picsift": {',
      '\t\t\t"command": "/usr/bin/node",',
      '\t\t\t"args": [',
      '\t\t\t\t"mcp",',
      '\t\t\t\t"/home/ada/Pictures"',
      '\t\t\t]',
      '\t\t}',
    ];
    const wanted = [...text.slice(0, 5), ...entry, ...text.slice(5)];
    expect(merged(text.join('\n'))).toBe(wanted.join('\n'));
    expect(merged(text.join('\r\n'))).toBe(wanted.join('\r\n'));
  });

  it.each([
    ['', '{\n  "servers": {\n    "picsift": {"command":"c"}\n  }\n}\n'],
    ['{}', '{\n  "servers": {"picsift":{"command":"c"}}\n}'],
    ['{ }', '{\n  "servers": {"picsift":{"command":"c"}}\n}'],
    ['{"a":1}', '{"a":1, "servers": {"picsift":{"command":"c"}}}'],
    ['{ "servers": {} }', '{ "servers": {\n  "picsift": {"command":"c"}\n} }'],
    ['{ "servers": { "a": {} } }', '{ "servers": { "a": {}, "picsift": {"command":"c"} } }'],
    ['{ "servers": { "a": {}, } }', '{ "servers": { "a": {}, "picsift": {"command":"c"} } }'],
    ['{ "servers": null }', '{ "servers": {"picsift":{"command":"c"}} }'],
    ['{\n  "servers": {\n    "a": 1}}', '{\n  "servers": {\n    "a": 1,\n    "picsift": {"command":"c"}\n  }}'],
    ['{ // empty\n}', '{ // empty\n  "servers": {"picsift":{"command":"c"}}\n}'],
  ])('%j', (text, wanted) => {
    const plain = (json: string) => json.replaceAll(/\s+/g, '');
    const now = merged(text, { command: 'c' });
    expect(plain(now)).toBe(plain(wanted));
    expect(contentOf(now)).toEqual(contentOf(wanted));
  });

  it('changes only what differs in an entry that is there, and removes what no longer applies', () => {
    const text = `{ "servers": { "picsift": {
      "url": "http://x", // old
      "command": "picsift", /* name */ "args": ["mcp", "/old"],
      "env": { "A": "b" }
    } } }`;
    // The comment belongs to what was removed.
    expect(
      merged(text, { ...FIELDS, url: undefined }),
    ).toBe(`{ "servers": { "picsift": {"command": "/usr/bin/node", /* name */ "args": ["mcp", "/home/ada/Pictures"],
      "env": { "A": "b" }
    } } }`);
  });

  it('of any form keeps its other values, and a second time nothing changes', () => {
    const formatting = fc.record({
      insertSpaces: fc.boolean(),
      tabSize: fc.integer({ min: 1, max: 8 }),
      eol: fc.constantFrom('\n', '\r\n'),
      keepLines: fc.boolean(),
    }) satisfies fc.Arbitrary<FormattingOptions>;
    const servers = fc.dictionary(fc.string(), fc.jsonValue());
    const file = fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.option(servers));
    const property = fc.property(file, formatting, fc.boolean(), ([others, some], options, isFormatted) => {
      const value: Record<string, unknown> = { ...others, ...(some !== null && { servers: some }) };
      const minified = JSON.stringify(value);
      const text = isFormatted ? applyEdits(minified, format(minified, undefined, options)) : minified;
      const now = merged(text);
      const { servers: former = {}, ...rest } = JSON.parse(minified) as Record<string, object>;
      expect(JSON.parse(now)).toEqual({ ...rest, servers: { ...former, picsift: FIELDS } });
      expect(merged(now)).toBe(now);
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe('TOML', () => {
  const toml = (text: string, fields: Record<string, unknown> = FIELDS) => mergedToml(text, PATH, fields);
  const table = '[servers.picsift]\ncommand = "/usr/bin/node"\nargs = [ "mcp", "/home/ada/Pictures" ]\n';

  it.each([
    ['an empty file', '', table],
    ['other lines', 'model = "o3" # best', `model = "o3" # best\n\n${table}`],
    ['another server', '[servers.gh]\ncommand = "gh"\n\n\n', `[servers.gh]\ncommand = "gh"\n\n${table}`],
  ])('gets the table behind %s', (_, text, wanted) => {
    expect(toml(text)).toBe(wanted);
    expect(toml(text.replaceAll('\n', '\r\n'))).toBe(text.includes('\n') ? wanted.replaceAll('\n', '\r\n') : wanted);
  });

  it('changes only its own table, and finds it by every spelling', () => {
    const text = (command: string, args: string) => `note = """
[servers.picsift]
"""
list = [
  [1],
]
 [ servers . "picsift" ]   # photos
# why
command = ${command}
args = ${args}
startup_timeout_sec = 20 # slow

[servers.picsift.env]
A = "b"
[servers.gh]
command = "gh"
`;
    const now = toml(text('"picsift"', '[\n  "mcp", # server\n  "]",\n]'));
    expect(now).toBe(text('"/usr/bin/node"', '[ "mcp", "/home/ada/Pictures" ]'));
    expect(toml(now)).toBe(now);
    expect(parseToml(now)).toMatchObject({
      servers: { picsift: { ...FIELDS, env: { A: 'b' }, startup_timeout_sec: 20 } },
    });
  });

  it('adds and removes fields', () => {
    const text = '[servers.picsift]\nurl = "http://x"\n';
    expect(toml(text, { ...FIELDS, url: undefined, env: { A: 'C:\\b' } })).toBe(`${table}env = { A = "C:\\\\b" }\n`);
  });
});
