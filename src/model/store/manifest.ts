/** A model's manifest: what `config/models/NAME.json` says about a model that has a name. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PicsiftError } from '../../base/errors.ts';
import { packageRoot } from '../../base/paths.ts';

/** One file of a model: where it goes in the model's folder, and where it comes from on the hub. */
const fileSchema = z.strictObject({
  /** Path inside the model's folder, Hugging Face layout. */
  path: z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/),
  /** Path inside the repository, where it differs from `path`. */
  from: z.string().optional(),
  /** Repository, where it differs from the manifest's. */
  repository: z.string().optional(),
  /** Lower-case hex SHA-256 of the file, where it is known beforehand. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

const manifestSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string(),
  licence: z.string(),
  /** Absent for a model that comes with picsift. */
  repository: z.string().optional(),
  revision: z.string().optional(),
  files: z.array(fileSchema).min(3),
  /** Stands in for `preprocessor_config.json` where the repository has none; same keys. */
  preprocessor: z.record(z.string(), z.unknown()).optional(),
  /** Length of the unit vectors. */
  dimension: z.int().min(1),
  /** Most tokens the text tower takes, special tokens included. */
  contextLength: z.int().min(2),
  /** Token id that fills every query up to `contextLength`; absent where a query is passed at its own length. */
  padTokenId: z.int().min(0).optional(),
  /** A query's words are put in place of "{}" in each, and the vectors averaged: what finds best with this model. */
  prompts: z.array(z.string().includes('{}')).min(1).optional(),
  /** Download size, rounded, for people. */
  megabytes: z.int().min(1),
});

export type ModelFile = z.infer<typeof fileSchema>;
export type ModelManifest = z.infer<typeof manifestSchema>;

/** The model that comes with picsift and needs no download. */
export const BUILT_IN_MODEL = 'pocket';

function manifestFolder(): string {
  return join(packageRoot(), 'config', 'models');
}

/** The names of all models that have a manifest, sorted. */
export function modelNames(): string[] {
  return readdirSync(manifestFolder())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * The manifest of a named model.
 * @throws PicsiftError `unknown-model` naming the models there are.
 */
export function loadManifest(name: string): ModelManifest {
  const names = modelNames();
  if (!names.includes(name)) {
    throw new PicsiftError(
      'unknown-model',
      `There is no model named "${name}". Choose one of ${names.join(', ')}, or give the folder of a model of your own.`,
    );
  }
  return manifestSchema.parse(JSON.parse(readFileSync(join(manifestFolder(), `${name}.json`), 'utf8')));
}
