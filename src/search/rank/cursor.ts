/**
 * Where a page of results ended. It names a place in the order, not a number of results, and leaves out photos that
 * came later: pages that follow each other never repeat a photo or skip one, whatever arrives or goes between them. A
 * photo that is given another name or keyword counts under that from then on. Pure.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PicsiftError } from '../../base/errors.ts';

const positionSchema = z.strictObject({
  /** Of which search. */
  search: z.string(),
  /** The photo in scope that was indexed last when the first page was made: its opaque id. */
  newest: z.string().max(40),
  /** What the words' bonus was measured in then, and how much each word counted: see word-matches.ts. */
  unit: z.number().min(0),
  whole: z.number(),
  each: z.array(z.number()).max(16),
  /** The last result: its place in the order, and its opaque id. */
  rank: z.number(),
  photo: z.string().max(40),
});

export type Position = z.infer<typeof positionSchema>;

/** Tells searches apart that a cursor must not be carried between. */
export function searchKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 11);
}

export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(Object.values(positionSchema.parse(position)))).toString('base64url');
}

/**
 * @param search the key of the search at hand.
 * @throws PicsiftError `bad-query` where the cursor is none, or another search's.
 */
export function decodeCursor(cursor: string, search: string): Position {
  const refused = (text: string) => new PicsiftError('bad-query', `${text} Search again without a cursor.`);
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refused('That is no cursor of a search.');
  }
  const names = Object.keys(positionSchema.shape);
  const parsed = positionSchema.safeParse(
    Array.isArray(values) ? Object.fromEntries(names.map((name, index) => [name, values[index]])) : values,
  );
  if (!parsed.success) throw refused('That is no cursor of a search.');
  if (parsed.data.search !== search) throw refused('The cursor belongs to a search with other words or filters.');
  return parsed.data;
}
