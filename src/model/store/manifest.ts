/** Reads a model's manifest, `config/models/NAME.json`. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { packageRoot } from '../../base/paths.ts';

/** One file of a model: its place in the model's folder, and its source on the hub. */
const fileSchema = z.strictObject({
  /** Path inside the model's folder, Hugging Face layout. */
  path: z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/),
  /** Path inside the repository, if it differs from `path`. */
  from: z.string().optional(),
  /** Repository, if it differs from the manifest's. */
  repository: z.string().optional(),
  /** Revision, if it differs from the manifest's; of another repository "main" if it is absent. */
  revision: z.string().optional(),
  /** Lower-case hex SHA-256 of the file; absent if only the hub knows it, which tells it with the download. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

const manifestSchema = z.strictObject({
  /** As in the name of the file. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string(),
  licence: z.string(),
  /** Absent for a model that comes with picsift. */
  repository: z.string().optional(),
  revision: z.string().optional(),
  files: z.array(fileSchema).min(3),
  /** Replaces `preprocessor_config.json` if the repository has none; same keys. */
  preprocessor: z.record(z.string(), z.unknown()).optional(),
  /** Length of the unit vectors. */
  dimension: z.int().min(1),
  /** Maximum number of tokens for the text tower, special tokens included; absent if the model's files say it. */
  contextLength: z.int().min(2).optional(),
  /** Token id that pads every query to `contextLength`; absent if queries are not padded, or if the files say it. */
  padTokenId: z.int().min(0).optional(),
  /** The words of a query replace "{}" in each prompt, and the vectors are averaged. Chosen for best search results. */
  prompts: z.array(z.string().includes('{}')).min(1).optional(),
  /** Rounded download size, shown to people. */
  megabytes: z.int().min(1),
  /**
   * Fingerprints of former versions of the built-in model. The next index run of a catalog that was made with one of
   * them switches to this version by itself: embedding again costs milliseconds a photo and no download.
   */
  replaces: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .min(1)
    .optional(),
});

export type ModelManifest = z.infer<typeof manifestSchema>;

/** The model that comes with picsift and needs no download. */
export const BUILT_IN_MODEL = 'pocket';

function manifestFolder(): string {
  return join(packageRoot(), 'config', 'models');
}

/** List the names of all models that have a manifest, sorted. */
export function modelNames(): string[] {
  return readdirSync(manifestFolder())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * Load the manifest of a named model.
 * @throws PicsiftError `unknown-model`, whose message lists the known models; `bad-config`.
 */
export function loadManifest(name: string): ModelManifest {
  const names = modelNames();
  if (!names.includes(name)) {
    throw new PicsiftError(
      'unknown-model',
      `There is no model named "${name}". Choose one of ${names.join(', ')}, or name the folder of your own model.`,
    );
  }
  const file = join(manifestFolder(), `${name}.json`);
  return parseManifest(readFileSync(file, 'utf8'), name, file);
}

/**
 * Parse the text of a manifest.
 * @param name of the model: that of the file.
 * @throws PicsiftError `bad-config` that names the file and the problem.
 * @internal
 */
export function parseManifest(text: string, name: string, file: string): ModelManifest {
  const error = `must be "${name}", as in the name of the file`;
  try {
    return manifestSchema
      .refine((manifest) => manifest.name === name, { path: ['name'], error })
      .parse(JSON.parse(text));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new PicsiftError('bad-config', `The manifest ${file} is not valid. Correct it:\n${problem}`, {
      cause: error,
    });
  }
}
