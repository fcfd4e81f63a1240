/** Searches a hub for models that picsift can use. */

import { z } from 'zod';
import { PicsiftError } from '../../base/errors.ts';
import type { ModelStore } from '../store/model-store.ts';
import { chooseFiles } from './choose-files.ts';
import { askHub } from './hub-api.ts';
import { formatHubReference, type HubReference, parseHubReference } from './hub-reference.ts';
import { fetchListing } from './listing.ts';

export interface FoundModel {
  /** As `picsift model use` takes it. */
  readonly name: string;
  /** Size of the download; undefined if the hub did not list the files. */
  readonly bytes?: number | undefined;
  /** As its authors wrote it: untrusted text. */
  readonly licence?: string | undefined;
  readonly isGated: boolean;
}

/** Number of repositories to look at, most downloaded first, and of those to list. */
const LOOKED_AT = 100;
const LISTED = 20;

/** After so many, the hub limits questions, or the network is gone: the other models are named without their sizes. */
const MAX_FAILURES = 2;

const resultsSchema = z.array(
  z.object({ id: z.string(), siblings: z.array(z.object({ rfilename: z.string() })).default([]) }),
);

/**
 * Search for repositories whose files have a known layout.
 * @param words that occur in their names.
 * @throws PicsiftError `download-failed`, `interrupted`.
 */
export async function searchHub(store: ModelStore, words: string, signal?: AbortSignal): Promise<FoundModel[]> {
  const query = new URLSearchParams({
    search: words,
    filter: 'onnx',
    sort: 'downloads',
    direction: '-1',
    limit: `${LOOKED_AT}`,
    // With the names of their files.
    full: 'true',
  });
  const parsed = resultsSchema.safeParse(await askHub(store, { path: `models?${query}`, signal }));
  if (!parsed.success) {
    throw new PicsiftError('download-failed', "The hub's list of models cannot be used. Check HF_ENDPOINT.");
  }
  const usable = parsed.data.filter(({ id, siblings }) =>
    isUsable(
      id,
      siblings.map(({ rfilename }) => rfilename),
    ),
  );
  const found: FoundModel[] = [];
  let failures = 0;
  // One after the other: hubs limit how many questions they answer.
  for (const { id } of usable.slice(0, LISTED)) {
    const reference = parseHubReference(`hf:${id}`);
    const described = failures < MAX_FAILURES ? await describe(store, reference, signal) : undefined;
    if (described === undefined) failures++;
    found.push(described ?? { name: formatHubReference(reference), isGated: false });
  }
  return found;
}

function isUsable(id: string, paths: readonly string[]): boolean {
  try {
    chooseFiles(
      parseHubReference(`hf:${id}`),
      paths.map((path) => ({ path, size: 0 })),
    );
    return true;
  } catch {
    return false;
  }
}

/** @returns undefined if the hub does not list the files. */
async function describe(
  store: ModelStore,
  reference: HubReference,
  signal: AbortSignal | undefined,
): Promise<FoundModel | undefined> {
  try {
    const listing = await fetchListing(store, reference, signal);
    const { files } = chooseFiles(reference, listing.files);
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return { name: formatHubReference(reference), bytes, licence: listing.licence, isGated: listing.isGated };
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  }
}
