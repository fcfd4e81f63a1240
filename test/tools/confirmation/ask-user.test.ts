/** How the user is asked, by clients of both generations: only a real confirmation writes anything. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetadata } from '../../../src/library/metadata/read-metadata.ts';
import { openQuestions } from '../../../tools/confirmation/open-questions.ts';
import { drawIndexed } from '../../support/indexed.ts';
import { CONFIRMED, type OnQuestion } from '../../support/mcp/client.ts';
import { HTTP_CLIENTS, type InProcess, serveInProcess } from '../../support/mcp/http.ts';
import { startServer } from '../../support/mcp/in-process.ts';
import { call2025, call2026 } from '../../support/mcp/raw-calls.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';

const home = sharedFolder();
const [folder, dataDir] = [join(home, 'Pictures'), join(home, 'data')];
let server: InProcess;
let id: string;

beforeAll(async () => {
  await drawIndexed(folder, dataDir, { 'red.jpg': 'red' });
  server = await serveInProcess([folder], dataDir, { allowsTagging: true });
  const client = await call2026(server, ['search_images', {}]);
  id = client.structuredContent.results[0].id;
});
afterAll(() => server.close());

const keywords = () => readMetadata(readFileSync(join(folder, 'red.jpg'))).keywords;
const tag = (keyword: string) => ['tag_images', { ids: [id], add: [keyword] }] as const;
const isUnwritten = () => expect(readdirSync(folder)).not.toContain('red.jpg_original');

const NOT_CONFIRMED: Record<string, [answer: ReturnType<OnQuestion>, why: RegExp]> = {
  'the user declines': [{ action: 'decline' }, /the user declined/],
  'the user closes the form': [{ action: 'cancel' }, /closed the question/],
  'the box is not ticked': [{ action: 'accept', content: { confirm: false } }, /did not confirm/],
};

describe.each(Object.entries(HTTP_CLIENTS))('%s', (_name, connect) => {
  it.each(Object.entries(NOT_CONFIRMED))('writes nothing when %s', async (_case, [answer, why]) => {
    const client = await connect(server, () => answer);
    const { data, text } = await client.call(...tag('unwanted'));
    expect(data).toMatchObject({ state: 'not confirmed', photos: [{ outcome: 'planned', adds: ['unwanted'] }] });
    expect(data.why).toMatch(why);
    expect(text).toMatch(/^Nothing was written: .*would get "unwanted"$/s);
    isUnwritten();
  });

  it('writes nothing when the client shows no forms', async () => {
    const client = await connect(server);
    expect((await client.call(...tag('unwanted'))).data).toMatchObject({
      state: 'not confirmed',
      why: expect.stringMatching(/cannot show the user a form/),
    });
    isUnwritten();
  });

  it('writes nothing when the call is cancelled before the answer', async () => {
    const cancel = new AbortController();
    const client = await connect(server, () => {
      cancel.abort();
      return CONFIRMED;
    });
    const [tool, input] = tag('unwanted');
    await expect(client.call(tool, input, { signal: cancel.signal })).rejects.toThrow();
    // The server reads messages in order: after this answer it knows about both.
    await client.listTools();
    isUnwritten();
  });
});

const NONSENSE: unknown[] = [
  {},
  { action: 'yes' },
  { action: 'accept' },
  { action: 'accept', content: {} },
  { action: 'accept', content: { confirm: 'true' } },
  { action: 'accept', content: { confirm: 1 } },
  { action: 'accept', content: { write: true } },
  { action: 'accept', content: [true] },
  { confirm: true },
];
/** The SDK drops such results; see as-meant.ts for what the transports do with them. */
const NO_OBJECTS = ['accept', null, [], 1];

describe('nonsense', () => {
  it('of a client of 2025 writes nothing', async () => {
    const answers = [...NONSENSE.map((result) => ({ result })), { error: { code: -32_603, message: 'no\u202e' } }];
    for (const answer of answers) {
      const transport = await startServer({ folders: [folder], dataDir, allowsTagging: true });
      const { structuredContent } = await call2025(transport, tag('unwanted'), () => answer);
      expect(structuredContent, JSON.stringify(answer)).toMatchObject({
        state: 'not confirmed',
        why: expect.stringMatching(/did not give an answer/),
      });
    }
    isUnwritten();
  });

  it('of a client of 2026 writes nothing', async () => {
    for (const confirm of [...NONSENSE, ...NO_OBJECTS, { method: 'elicitation/create', result: CONFIRMED }]) {
      const { requestState } = await call2026(server, tag('unwanted'));
      const more = { requestState, inputResponses: { confirm } };
      const { structuredContent } = await call2026(server, tag('unwanted'), more);
      expect(structuredContent, JSON.stringify(confirm)).toMatchObject({
        state: 'not confirmed',
        why: expect.stringMatching(/did not give an answer/),
      });
    }
    isUnwritten();
  });
});

describe('the question of 2026', () => {
  it('is a form, which cannot be answered without having been asked', async () => {
    const asked = await call2026(server, tag('unwanted'));
    expect(asked).toMatchObject({
      resultType: 'input_required',
      requestState: expect.stringMatching(/^[\da-f-]{36}$/),
      inputRequests: { confirm: { method: 'elicitation/create', params: { mode: 'form' } } },
    });
    expect(asked.inputRequests!.confirm!.params.requestedSchema).toEqual({
      type: 'object',
      properties: { confirm: { type: 'boolean', title: 'Write the keywords' } },
      required: ['confirm'],
    });
    const answers = { inputResponses: { confirm: CONFIRMED } };
    const late = { state: 'not confirmed', why: expect.stringMatching(/another question, or came too late/) };
    for (const requestState of [undefined, 'made-up', `${asked.requestState}x`]) {
      const { structuredContent } = await call2026(server, tag('unwanted'), { ...answers, requestState });
      expect(structuredContent).toMatchObject(late);
    }
    // The answer to the question about one keyword does not confirm another one.
    const { structuredContent } = await call2026(server, tag('other'), {
      ...answers,
      requestState: asked.requestState,
    });
    expect(structuredContent).toMatchObject(late);
    // Without an answer it is asked again.
    const again = await call2026(server, tag('unwanted'), {
      requestState: asked.requestState,
      inputResponses: { x: {} },
    });
    expect(again.resultType).toBe('input_required');
    isUnwritten();
  });

  it.each([{}, { elicitation: { url: {} } }, { sampling: {} }])('is not sent to %j', async (able) => {
    const { structuredContent } = await call2026(server, tag('unwanted'), {}, able);
    expect(structuredContent.why).toMatch(/cannot show the user a form/);
  });

  it('can be answered once, and not for ever', async () => {
    const questions = openQuestions(1);
    const first = questions.add({ call: 'a', subject: {} });
    await expect.poll(() => questions.take(first, 'a')).toBeUndefined();
    const others = openQuestions();
    const subject = {};
    const second = others.add({ call: 'a', subject });
    expect(others.take(second, 'b')).toBeUndefined();
    expect(others.take(second, 'a')).toBe(subject);
    expect(others.take(second, 'a')).toBeUndefined();
  });
});

it.each(Object.entries(HTTP_CLIENTS))('writes what the user of %s confirms', async (name, connect) => {
  const questions: string[] = [];
  const client = await connect(server, (message) => {
    questions.push(message);
    return CONFIRMED;
  });
  const keyword = name.replaceAll(/\W/g, '');
  expect((await client.call(...tag(keyword))).data).toMatchObject({
    state: 'written',
    photos: [{ outcome: 'written' }],
  });
  expect(questions).toEqual([expect.stringMatching(new RegExp(`^Write the keyword "${keyword}" into 1 photo\\?`))]);
  expect(keywords()).toContain(keyword);
});
