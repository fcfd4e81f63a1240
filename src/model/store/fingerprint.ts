/** Identifies a model by the bytes of its files and its settings. */

import { createCipheriv, createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { hashFile, sha256OfFile } from './hash-file.ts';
import type { ModelSpec } from './model-folder.ts';

/** Larger files get a checksum, which is computed in a third of the time of SHA-256. Bytes. */
const LARGE = 100_000_000;

/** List the files that determine a model's vectors. What the other files say is part of the settings. */
function hashedFiles(spec: ModelSpec): string[] {
  const config = join(spec.folder, 'preprocessor_config.json');
  return [
    spec.visionFile,
    spec.textFile,
    spec.tokenizerFile,
    ...(existsSync(config) ? [config] : []),
    ...spec.dataFiles,
  ];
}

/**
 * Compute a model's fingerprint: vectors of models with different fingerprints are never compared. Hex SHA-256 of its
 * settings and of the hash of each file.
 * @internal
 */
export function fingerprint(spec: ModelSpec): Promise<string> {
  return fingerprintBy(spec, (file) => (statSync(file).size > LARGE ? checksumOfFile(file) : sha256OfFile(file)));
}

/**
 * Find the fingerprint that is in use for a model. A catalog made before December 2026 knows large files by their
 * SHA-256: it keeps that fingerprint, because with another one all photos would be embedded again.
 * @param known fingerprints of models, among which may be this one's.
 * @returns the model's fingerprint in `known`; a new one if there is none.
 */
export async function knownFingerprint(spec: ModelSpec, known: readonly string[]): Promise<string> {
  const current = await fingerprint(spec);
  if (known.length === 0 || known.includes(current)) return current;
  const former = await formerFingerprint(spec);
  return known.includes(former) ? former : current;
}

/** @internal */
export function formerFingerprint(spec: ModelSpec): Promise<string> {
  return fingerprintBy(spec, sha256OfFile);
}

async function fingerprintBy(spec: ModelSpec, hashOf: (file: string) => Promise<string>): Promise<string> {
  const hash = createHash('sha256');
  for (const file of hashedFiles(spec)) hash.update(await hashOf(file));
  hash.update(JSON.stringify(settingsOf(spec)));
  return hash.digest('hex');
}

/**
 * List everything of a model that determines its vectors, except its files. A new setting is included by itself: leave
 * it out where it has its usual value, because another fingerprint means that all photos must be embedded again.
 */
function settingsOf(spec: ModelSpec): unknown[] {
  const { name, folder, visionFile, textFile, tokenizerFile, dataFiles, configFiles, prompts, ...rest } = spec;
  const { prepared, providers, ...settings } = rest;
  const { preprocessing, text, ...others } = settings;
  const { contextLength, padTokenId, fill, endTokenId, ...cleaning } = text;
  return [preprocessing, contextLength, (fill && padTokenId) ?? null, ...Object.entries({ ...cleaning, ...others })];
}

/** Describe size and mtime of every file. While these stay the same, the fingerprint is not computed again. */
export function fileStamps(spec: ModelSpec): string {
  return [...new Set([...hashedFiles(spec), ...spec.configFiles])]
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${relative(spec.folder, file)}:${size}:${mtimeMs}`;
    })
    .join('|');
}

/**
 * Compute a hex checksum of 128 bits: the tag by which AES-GCM authenticates data that it does not encrypt (GMAC). The
 * key is fixed, so it finds every accident, but not files that somebody made to have the same checksum.
 */
async function checksumOfFile(file: string): Promise<string> {
  const mac = createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  await hashFile(file, (piece) => mac.setAAD(piece));
  mac.final();
  return mac.getAuthTag().toString('hex');
}
