/** Reads the manifests of the models that read text, `config/models/reading/NAME.json`. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../base/paths.ts';

const fileSchema = z.strictObject({
  /** In the model's folder. `detection.onnx` finds where text is, `recognition.onnx` reads a line. */
  path: z.enum(['detection.onnx', 'recognition.onnx']),
  /** Path inside the repository. */
  from: z.string(),
  /** Lower-case hex. Always known: nothing else says which bytes belong to a tag. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes, if known. */
  size: z.int().optional(),
});

const manifestSchema = z.strictObject({
  /** As in the name of the file. Other files need another name: photos are read again when a name is new. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string(),
  licence: z.string(),
  /** URL of the hub that has it, without a slash at the end. */
  endpoint: z.url(),
  repository: z.string(),
  /** A tag or a commit. */
  revision: z.string(),
  /** With `detection.onnx`, the model replaces the built-in one; otherwise it adds scripts. */
  files: z.array(fileSchema).min(1),
});

export type ReadingManifest = z.infer<typeof manifestSchema>;

const FOLDER = join(packageRoot(), 'config', 'models', 'reading');

/** List the models that read text, sorted by name. */
export function readingManifests(): ReadingManifest[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => manifestSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))));
}

/** @returns undefined for the name of another kind of model. */
export function findReadingManifest(name: string): ReadingManifest | undefined {
  return readingManifests().find((manifest) => manifest.name === name);
}
