/** Stores an unfinished download: the bytes in `TARGET.part`, the tags of their version in `TARGET.part.json`. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Claim, Tags } from './file-version.ts';
import { sha256OfFile } from './hash-file.ts';

const tagsSchema = z.object({ linkedEtag: z.string().optional(), etag: z.string().optional() });

export interface PartFile {
  /** Size in bytes; 0 if the file does not exist. */
  size(): Promise<number>;
  /** Tags of the version to which the bytes belong, as far as known. */
  tags(): Promise<Tags>;
  /** Opens the file for writing from byte `start` on. With `start` 0 it is emptied and `tags` are stored. */
  open(start: number, tags: Tags): Promise<FileHandle>;
  /** @returns the SHA-256 in lower-case hex if the bytes are as every claim says, else undefined. */
  verify(claims: readonly Claim[]): Promise<string | undefined>;
  /** Renames the file to the target. */
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** Return the part file of a target. Does not access the disk. */
export function partFileOf(target: string): PartFile {
  const path = `${target}.part`;
  const tagsPath = `${target}.part.json`;

  return {
    async size() {
      return stat(path).then(
        ({ size }) => size,
        () => 0,
      );
    },
    async tags() {
      try {
        return tagsSchema.parse(JSON.parse(await readFile(tagsPath, 'utf8')));
      } catch {
        // Missing or damaged.
        return {};
      }
    },
    async open(start, tags) {
      const file = await open(path, start > 0 ? 'a' : 'w');
      // Between these two steps the file is empty, so bytes never coexist with the tags of another version.
      if (start === 0) {
        await writeFile(tagsPath, JSON.stringify(tags)).catch(async (error: unknown) => {
          await file.close();
          throw error;
        });
      }
      return file;
    },
    async verify(claims) {
      const { size } = await stat(path);
      if (claims.some((claim) => claim.size !== undefined && claim.size !== size)) return undefined;
      const sha256 = await sha256OfFile(path);
      for (const { hash } of claims) {
        if (hash === undefined) continue;
        if (hash !== (hash.length === 64 ? sha256 : await gitBlobSha1(path, size))) return undefined;
      }
      return sha256;
    },
    async finish() {
      await rename(path, target);
      await rm(tagsPath, { force: true });
    },
    async discard() {
      await rm(path, { force: true });
    },
  };
}

/**
 * Compute the SHA-1 of "blob SIZE\0" and the bytes.
 * Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
async function gitBlobSha1(file: string, size: number): Promise<string> {
  const hash = createHash('sha1').update(`blob ${size}\0`);
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
