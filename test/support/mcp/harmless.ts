/** Checks for every answer of the MCP server, for any request and any names of photos. */

import { expect } from 'vitest';

/** Hosts limit a result to about one megabyte. */
const MAX_ANSWER = 1_000_000;
/** Without pictures: an answer must stay readable. */
const MAX_TEXT = 50_000;

const UNSEEN = /(?!\n|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const STACK = /\bat \S.*:\d+:\d+|node_modules|SQLITE_|\.[jt]s:\d+/;

/** Returns all texts of an answer, except pictures. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const { type, mimeType } = value as { type?: unknown; mimeType?: unknown };
  const isPicture = type === 'image' || (typeof mimeType === 'string' && mimeType.startsWith('image/'));
  return Object.entries(value).flatMap(([key, part]) =>
    isPicture && (key === 'data' || key === 'blob') ? [] : [key, ...textsIn(part)],
  );
}

/**
 * Wait for an answer or an error, and check all of its texts: bounded, no invisible characters, no stack trace.
 * @param forbidden must be in no text, except when the request contains it.
 */
export async function expectHarmless(
  request: Promise<unknown>,
  forbidden: readonly string[],
  asked = '',
): Promise<unknown> {
  const answer = await request.catch((error: Error) => ({ error: error.message }));
  const texts = textsIn(answer);
  expect(JSON.stringify(answer).length).toBeLessThan(MAX_ANSWER);
  expect(texts.join('').length).toBeLessThan(MAX_TEXT);
  const words = forbidden.filter((word) => !asked.includes(word));
  const isHarmful = (text: string) =>
    UNSEEN.test(text) || STACK.test(text) || words.some((word) => text.includes(word));
  // One assertion for thousands of texts: an assertion takes much longer than the check.
  expect(texts.filter(isHarmful)).toEqual([]);
  return answer;
}
