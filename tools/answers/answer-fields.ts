/** Schemas and fields that several tools share. */

import { z } from 'zod';
import { type Grant, placeOf, withoutPaths } from '../../src/access/grants.ts';

export const count = z.int().min(0);

/** Not `.nullable()`: it emits `"type": ["string", "null"]`, which some hosts cannot read. */
export const textOrNull = (meaning: string) => z.union([z.string().describe(meaning), z.null()]);

/** Write when a photo was taken: "2019-06-01 18:30", or the day. */
export function timeInWords(takenAt: string | null): string {
  return takenAt === null ? 'date unknown' : takenAt.slice(0, 16).replace('T', ' ');
}

const problem = z.object({ root: z.string(), path: z.string(), reason: z.string() });

export const problems = z.array(problem);

type Problem = z.output<typeof problem>;

/** Describe the first `most` files that could not be read, without revealing absolute paths to the assistant. */
export function problemsBelow(
  files: readonly { readonly path: string; readonly reason: string }[],
  grants: readonly Grant[],
  most: number,
): Problem[] {
  return files.slice(0, most).flatMap(({ path, reason }) => {
    const place = placeOf(path, grants);
    return place === undefined ? [] : { ...place, reason: withoutPaths(reason, grants) };
  });
}

/** Write a problem on one line. */
export function problemInWords({ root, path, reason }: Problem): string {
  return `Could not be read: ${root}: ${path} (${reason})`;
}
