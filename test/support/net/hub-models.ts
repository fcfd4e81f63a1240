/** A small model as a repository of a fake hub, and a store to install it into. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ModelStore } from '../../../src/model/store/model-store.ts';
import { COLOUR_MODEL } from '../models/colour-model.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { type Hub, startHub } from './hub-stand-in.ts';

export const REPOSITORY = 'Xenova/pocket';

/** The files of the repository, by their names there. The graphs have the names of 8-bit ones. */
export const FILES: ReadonlyMap<string, Buffer> = new Map(
  [...COLOUR_MODEL].map(([path, bytes]) => [path.replace('_model', '_model_quantized'), bytes]),
);

/** The fake hub ends with the test. */
export async function startModelHub(options: { token?: string } = {}): Promise<{ hub: Hub; store: ModelStore }> {
  const hub = await startHub(options);
  onTestFinished(() => hub.close());
  putModel(hub);
  return { hub, store: { folder: join(temporaryFolder(), 'models'), endpoint: hub.endpoint } };
}

export function putModel(hub: Hub, repository = REPOSITORY, skip: readonly string[] = []): void {
  for (const [path, bytes] of FILES) if (!skip.includes(path)) hub.put(repository, path, bytes);
}

/** The names of the folders of installed models, finished or not. */
export function foldersIn({ folder }: ModelStore): string[] {
  const parent = join(folder, 'hf');
  return existsSync(parent) ? readdirSync(parent).sort() : [];
}
