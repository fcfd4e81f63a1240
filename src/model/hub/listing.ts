/** Reads which files a repository of a hub has, with their sizes and hashes, at one commit. */

import { z } from 'zod';
import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import type { ModelStore } from '../store/model-store.ts';
import { askHub } from './hub-api.ts';
import type { HubReference } from './hub-reference.ts';

export interface HubFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256, or SHA-1 of the git blob for a small file; undefined if the hub does not say it. */
  readonly hash?: string | undefined;
}

export interface Listing {
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
  readonly files: readonly HubFile[];
  /** True if its authors let in only people who accepted their terms. */
  readonly isGated: boolean;
  /** As its authors wrote it: untrusted text. */
  readonly licence?: string | undefined;
}

/** Repositories of models have some dozens of files. */
const MAX_FILES = 5_000;

/** The keys that picsift needs. Source: `ModelInfo` of the Python package huggingface_hub. */
const listingSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string().min(1).max(1_000),
      size: z.int().min(0),
      blobId: z
        .string()
        .regex(/^[0-9a-f]{40}$/)
        .optional(),
      lfs: z
        .object({
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .nullish(),
        })
        .nullish(),
    }),
  ),
  gated: z.union([z.boolean(), z.string()]).optional(),
  tags: z.array(z.string()).optional(),
});

/**
 * Ask the hub for a repository's files at the reference's revision.
 * @throws PicsiftError `download-failed`, `interrupted`.
 */
export async function fetchListing(
  store: ModelStore,
  { repository, revision = 'main' }: Pick<HubReference, 'repository' | 'revision'>,
  signal: AbortSignal | undefined,
): Promise<Listing> {
  const answer = await askHub(store, {
    // A revision is one segment even if it contains a slash ("refs/pr/1").
    path: `models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`,
    explain: (status, code) => refusal(status, code, { repository, revision, hasToken: store.token !== undefined }),
    signal,
  });
  return parseListing(answer, repository);
}

/**
 * Check a hub's answer, and take from it what picsift needs.
 * @throws PicsiftError `download-failed` in one sentence.
 * @internal
 */
export function parseListing(answer: unknown, repository: string): Listing {
  const parsed = listingSchema.safeParse(answer);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    throw strange(`${place === '' ? 'its form' : quoted(place)} is not as it should be`, repository);
  }
  const { sha, siblings, gated = false, tags = [] } = parsed.data;
  if (siblings.length > MAX_FILES) throw strange(`${siblings.length} files are more than any model has`, repository);
  const unsafe = siblings.find(({ rfilename }) => !isSafePath(rfilename));
  if (unsafe !== undefined) throw strange(`${quoted(unsafe.rfilename)} is no file of a repository`, repository);
  return {
    repository,
    commit: sha,
    files: siblings.map(({ rfilename, size, blobId, lfs }) => ({
      path: rfilename,
      size,
      // The git blob of a file in large file storage is a pointer, not the file.
      hash: lfs ? (lfs.sha256 ?? undefined) : blobId,
    })),
    isGated: gated !== false,
    licence: tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length),
  };
}

/** Decide whether a path stays inside a folder on every system. A git repository has no other paths. */
function isSafePath(path: string): boolean {
  const isPlain = !/[\\\p{Cc}]/u.test(path) && !/^[a-z]:/i.test(path);
  return isPlain && path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function strange(problem: string, repository: string): PicsiftError {
  const text = `The hub's list of the files of ${repository} cannot be used: ${problem}. Check HF_ENDPOINT.`;
  return new PicsiftError('download-failed', text);
}

/** The hub answers 401, not 404, when a repository does not exist and when it is private. */
function refusal(
  status: number,
  errorCode: string | undefined,
  { repository, revision, hasToken }: { repository: string; revision: string; hasToken: boolean },
): string | undefined {
  if (status === 404 && errorCode === 'RevisionNotFound') {
    return `The repository ${repository} has no revision ${revision} (404). Check its spelling.`;
  }
  if (status === 401 || status === 404) {
    const advice = hasToken ? 'that the token in HF_TOKEN may read it' : 'set HF_TOKEN if it is private';
    return `The repository ${repository} does not exist, or it is private (${status}). Check the name, and ${advice}.`;
  }
  if (status !== 403) return undefined;
  return `The hub refuses access to ${repository} (403). ${accessAdvice(repository, hasToken)}`;
}

/** What to do about a repository that not everybody may read. */
export function accessAdvice(repository: string, hasToken: boolean): string {
  const terms = `Accept its terms on the hub's page of ${repository}`;
  return hasToken ? `${terms} with the account of HF_TOKEN.` : `${terms}, and set HF_TOKEN to a token of that account.`;
}
