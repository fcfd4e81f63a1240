/** Checks for every answer of the MCP server, for any request and any names of photos. */

import { expect } from 'vitest';
import { BROKEN_OUT } from './hostile-texts.ts';

/** Hosts limit a result to about one megabyte. */
const MAX_ANSWER = 1_000_000;
/** Without pictures: an answer must stay readable. Its text and its data each have all of it. */
const MAX_TEXT = 100_000;

const UNSEEN = /(?!\n|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** The start of an HTML tag or comment, and of a Markdown picture. */
const MARKUP = /<[a-z/!?]|!\[/i;
const STACK = /\bat \S.*:\d+:\d+|node_modules|SQLITE_|\.[jt]s:\d+/;

/** Returns all texts of an answer, except pictures. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const { type, mimeType } = value as { type?: unknown; mimeType?: unknown };
  const isPicture = type === 'image' || (typeof mimeType === 'string' && mimeType.startsWith('image/'));
  return Object.entries(value).flatMap(([key, part]) =>
    isPicture && (key === 'data' || key === 'blob') ? [] : [key, ...textsIn(part)],
  );
}

/**
 * Wait for an answer or an error, and check all of its texts: bounded, no invisible characters, no markup, no stack trace,
 * and no line that begins with a hostile text.
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
  expect(texts.join('').length, asked).toBeLessThan(MAX_TEXT);
  const words = forbidden.filter((word) => !asked.includes(word));
  const isHarmful = (text: string) =>
    [UNSEEN, MARKUP, STACK, BROKEN_OUT].some((pattern) => pattern.test(text)) ||
    words.some((word) => text.includes(word));
  // One assertion for thousands of texts: an assertion takes much longer than the check.
  expect(texts.filter(isHarmful)).toEqual([]);
  return answer;
}
