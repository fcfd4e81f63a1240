/** Finds the models of the hub that are on this machine: each has a folder of its own in `hf/` of the store. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PicsiftError } from '../../base/errors.ts';
import { type ModelSpec, readModelFolder } from '../store/model-folder.ts';
import type { ModelStore } from '../store/model-store.ts';
import { type InstallRecord, RECORD, readRecord } from '../store/record.ts';
import { folderNameOf, type HubReference, isFitting, parseHubReference } from './hub-reference.ts';

export interface InstalledHubModel {
  readonly reference: HubReference;
  readonly folder: string;
  readonly record: InstallRecord;
}

/** Return the folder of a model whose revision is a shortened commit. */
export function hubModelFolder(store: ModelStore, pinned: HubReference): string {
  return join(hubFolder(store), folderNameOf(pinned));
}

function hubFolder(store: ModelStore): string {
  return join(store.folder, 'hf');
}

/** List the installed models of the hub by name; of one repository the newest first. */
export function installedHubModels(store: ModelStore): InstalledHubModel[] {
  const parent = hubFolder(store);
  if (!existsSync(parent)) return [];
  const models = readdirSync(parent).flatMap((entry) => {
    const folder = join(parent, entry);
    const record = readRecord(folder, RECORD);
    const reference = record && referenceOf(record.name);
    return record === undefined || reference === undefined ? [] : [{ folder, record, reference }];
  });
  const byTime = (a: InstalledHubModel, b: InstalledHubModel) =>
    (b.record.installedAt ?? '').localeCompare(a.record.installedAt ?? '');
  const byRepository = (a: InstalledHubModel, b: InstalledHubModel) =>
    a.record.repository.localeCompare(b.record.repository, 'en');
  return models.sort((a, b) => byRepository(a, b) || byTime(a, b));
}

/** @returns undefined for the name of another kind of model. */
function referenceOf(name: string): HubReference | undefined {
  try {
    return parseHubReference(name);
  } catch {
    return undefined;
  }
}

/** Find the newest installed model that a reference names. */
export function findHubModel(store: ModelStore, reference: HubReference): InstalledHubModel | undefined {
  return installedHubModels(store).find((model) => isFitting(reference, model.reference));
}

/**
 * Read an installed model of the hub. Its name is that of its record, not of its folder.
 * @throws PicsiftError `model-missing`, `model-broken`, `model-unsupported`.
 */
export function readHubModel(folder: string, name: string): ModelSpec {
  const gone = readRecord(folder, RECORD)?.files.find(({ path }) => !existsSync(join(folder, path)));
  if (gone !== undefined) {
    const text = `The model folder ${folder} has no ${gone.path}. Get it again with: picsift model pull ${name}`;
    throw new PicsiftError('model-missing', text);
  }
  return { ...readModelFolder(folder), name };
}
