import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../../tools/transports/as-meant.ts';
import { readableLines } from '../../../tools/transports/stdio-lines.ts';

const LONG = 5_000;

/** Sends bytes in these pieces. @returns the messages for the server, and the answers to the rest. */
async function sent(...pieces: (string | Buffer)[]) {
  const answers: object[] = [];
  const lines = readableLines((message) => void answers.push(message));
  for (const piece of pieces) lines.write(piece);
  lines.end();
  const text = (await lines.toArray()).join('');
  const messages = text.split('\n').filter((line) => line !== '');
  return { messages: messages.map((line) => JSON.parse(line) as unknown), answers };
}

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
const failed = (code: number, id: unknown = null) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: expect.any(String) },
});

describe('lines on stdio', () => {
  it('are messages, in whatever pieces they come', async () => {
    const list = { jsonrpc: '2.0', id: 'a', method: 'tools/list', params: { note: 'é漢🦀' } };
    const bytes = Buffer.from(`${JSON.stringify(ping)}\r\n\n${JSON.stringify(list)}\n`);
    for (let size = 1; size < 8; size++) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      expect(await sent(...pieces)).toEqual({ messages: [ping, list], answers: [] });
    }
  });

  it('are divided if they are batches', async () => {
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
    expect(await sent(`${JSON.stringify([ping, note, 7, { ...ping, id: 2 }])}\n[]\n`)).toEqual({
      messages: [ping, note, { ...ping, id: 2 }],
      answers: [failed(-32_600), failed(-32_600)],
    });
  });

  it.each(['"accept"', 'null', '[]', '1'])('answer a question with nothing when the result is %s', async (result) => {
    const messages = [{ jsonrpc: '2.0', id: 4, result: {} }];
    expect(await sent(`{"id":4,"result":${result}}\n`)).toEqual({ messages, answers: [] });
  });

  it.each([
    ['{"jsonrpc":"2.0","id":7,"method":"ping"', failed(-32_700, 7)],
    ["{'jsonrpc':'2.0','id':7}", failed(-32_700)],
    ['{"id":"x","method":"tools/call","params":{"id":"y"', failed(-32_700)],
    ['ping', failed(-32_700)],
    ['null', failed(-32_600)],
    ['"ping"', failed(-32_600)],
    ['{}', failed(-32_600)],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', failed(-32_600)],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', failed(-32_600)],
    ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', failed(-32_600)],
    ['{"jsonrpc":"2.0","id":3,"method":7}', failed(-32_600, 3)],
    ['{"jsonrpc":"2.0","id":3}', failed(-32_600, 3)],
    [`{"id":3,"method":"x","params":{"x":${'['.repeat(9_999)}${']'.repeat(9_999)}}}`, failed(-32_600, 3)],
  ])('get an answer if they are none: %.80s', async (line, answer) => {
    expect(await sent(`${line}\n`)).toEqual({ messages: [], answers: [answer] });
  });

  it.each([
    [{ id: 1, method: 'ping' }, ping],
    [{ ...ping, params: null }, ping],
    [{ ...ping, params: [] }, ping],
    [
      { ...ping, params: { cursor: null, _meta: null } },
      { ...ping, params: {} },
    ],
    [call(null), call(undefined)],
    [call([]), call({})],
    [call(''), call({})],
    [call('{"query":"dog"}'), call({ query: 'dog' })],
    [call('dog'), call('dog')],
    [
      { jsonrpc: '2.0', id: 1, result: {} },
      { jsonrpc: '2.0', id: 1, result: {} },
    ],
  ])('are taken as meant: %j', async (given, meant) => {
    expect(await sent(`${JSON.stringify(given)}\n`)).toEqual({ messages: [meant], answers: [] });
  });

  it('may be long, but not for ever', async () => {
    const answers: object[] = [];
    const lines = readableLines((message) => void answers.push(message), LONG);
    const note = (length: number) => ({ ...ping, params: { note: 'x'.repeat(length) } });
    const [fitting, long] = [note(LONG - 100), note(3 * LONG)];
    const { jsonrpc, id, ...rest } = { ...long, id: 8 };
    // With the id at its end, and at its beginning.
    const text = [fitting, { ...rest, jsonrpc, id }, { id: 9, ...rest }, ping].map((message) =>
      JSON.stringify(message),
    );
    const bytes = Buffer.from(`${text.join('\n')}\n`);
    for (let from = 0; from < bytes.length; from += 7) lines.write(bytes.subarray(from, from + 7));
    lines.end();
    const messages = (await lines.toArray()).join('').trimEnd().split('\n');
    expect(messages.map((line) => JSON.parse(line))).toEqual([fitting, ping]);
    expect(answers).toEqual([failed(-32_600, 8), failed(-32_600, 9)]);
  });

  it('all get to the server, or an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (line) => {
        const reads = readLine(line);
        if (line.trim() !== '') expect(reads.length).toBeGreaterThan(0);
        for (const read of reads) if ('line' in read) expect(readLine(read.line)).toEqual([read]);
      }),
    );
  });
});

function call(given: unknown) {
  return { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search_images', arguments: given } };
}
