/**
 * The record of a downloaded model, which lists its files and their hashes. It is named `installed.json`; until the
 * download is complete, it is named `installing.json`, and the model does not count as installed.
 */

import { readFileSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../../base/errors.ts';
import { sha256OfFile } from './hash-file.ts';

export const RECORD = 'installed.json';
export const UNFINISHED_RECORD = 'installing.json';

const recordSchema = z.object({
  name: z.string(),
  repository: z.string(),
  revision: z.string(),
  licence: z.string().optional(),
  installedAt: z.iso.datetime().optional(),
  files: z.array(z.object({ path: z.string(), size: z.int(), sha256: z.string(), url: z.string() })),
});

export type InstallRecord = z.infer<typeof recordSchema>;
export type InstalledFile = InstallRecord['files'][number];

/** @returns undefined if the record is missing or invalid. */
export function readRecord(folder: string, name: string): InstallRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeRecord(folder: string, name: string, record: InstallRecord): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(record, null, 2)}\n`, { flush: true });
}

/** Describe the damage of a file on disk; undefined if it is intact. */
export async function damage(
  folder: string,
  expected: { path: string; size?: number | undefined; sha256?: string | undefined },
): Promise<string | undefined> {
  const file = join(folder, expected.path);
  try {
    const { size } = await stat(file);
    if (expected.size !== undefined && expected.size !== size) return `has ${size} bytes instead of ${expected.size}`;
    if (expected.sha256 !== undefined && expected.sha256 !== (await sha256OfFile(file))) return 'has different bytes';
    return undefined;
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'is missing' : `cannot be read (${systemCode(error)})`;
  }
}
