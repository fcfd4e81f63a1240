/**
 * Encodes the position at which a page of results ended. A cursor is a position in the order, not a number of results,
 * and excludes photos that were indexed later. So consecutive pages never repeat or skip a photo, even if photos are
 * added or removed in between. A photo that gets another name or keyword is ranked by it from then on. Pure.
 */

import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { PicsiftError } from '../../base/errors.ts';

/** Position in any list. */
const anyPosition = z.strictObject({
  /** Key of the search: see `searchKey`. */
  search: z.string(),
  /** Opaque id of the photo in scope that was indexed last when the first page was made. */
  newest: z.string().max(40),
  /** Opaque id of the last result. */
  photo: z.string().max(40),
});

/** Position in a ranking. */
const rankSchema = anyPosition.extend({
  /** Unit of the bonus, and weights of the evidence, on the first page: see evidence/evidence.ts. */
  unit: z.number().min(0),
  clues: z.array(z.number()).max(50),
  words: z.array(z.number()).max(50),
  all: z.number(),
  /** The time of the first page: "yesterday" stays the same day. ms since 1970. */
  today: z.int(),
  /** Rank of the last result. */
  rank: z.number(),
});

/** Position in a list without a query. */
const browseSchema = anyPosition.extend({
  /** Key of the last result: see browse/order.ts. */
  key: z.union([z.number(), z.string().max(200)]),
  /** Number of photos that followed. */
  left: z.int().min(1),
});

/** More than any position takes, in bytes. */
const MAX_JSON = 10_000;

export const rankCursor = cursorOf(rankSchema);
export const browseCursor = cursorOf(browseSchema);
export type BrowsePosition = z.infer<typeof browseSchema>;

/** Compute a key of a search. A cursor is valid only for the search with its key. */
export function searchKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 11);
}

interface Cursor<Position> {
  /** Encode a position as an opaque text. */
  encode(position: Position): string;
  /**
   * Decode a cursor.
   * @param search key of the current search.
   * @throws PicsiftError `bad-query` if the cursor is invalid or belongs to another search.
   */
  decode(cursor: string, search: string): Position;
}

function cursorOf<Position extends z.infer<typeof anyPosition>>(
  schema: z.ZodType<Position> & { readonly shape: object },
): Cursor<Position> {
  const names = Object.keys(schema.shape);
  return {
    encode(position) {
      const values = Object.values(schema.parse(position));
      // A model copies it letter by letter.
      return deflateRawSync(JSON.stringify(values)).toString('base64url');
    },
    decode(cursor, search) {
      const refused = (text: string) => new PicsiftError('bad-query', `${text} Search again without a cursor.`);
      let values: unknown;
      try {
        const json = inflateRawSync(Buffer.from(cursor, 'base64url'), { maxOutputLength: MAX_JSON });
        values = JSON.parse(json.toString('utf8'));
      } catch {
        throw refused('This is not a cursor of a search.');
      }
      const parsed = schema.safeParse(
        Array.isArray(values) ? Object.fromEntries(names.map((name, index) => [name, values[index]])) : values,
      );
      if (!parsed.success) throw refused('This is not a cursor of a search.');
      if (parsed.data.search !== search) throw refused('The cursor belongs to a search with other words or filters.');
      return parsed.data;
    },
  };
}
