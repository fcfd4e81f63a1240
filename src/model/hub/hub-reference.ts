/**
 * References to models of a hub, as people write them and as catalogs store them:
 * hf:OWNER/NAME[/FOLDER][@REVISION][+VARIANT]. Pure.
 */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import type { Precision } from '../layout/layout.ts';

export interface HubReference {
  /** OWNER/NAME */
  readonly repository: string;
  /** Folder of one model, in a repository with several. */
  readonly folder?: string | undefined;
  /** Branch, tag or commit; absent: the branch "main". */
  readonly revision?: string | undefined;
  /**
   * Absent: 8-bit weights if the repository has them, else full precision. It stays a part of the model's name as a
   * person wrote it: a setting with this name must mean the installed model.
   */
  readonly variant?: Precision | undefined;
}

const PREFIX = 'hf:';

/** Number of hex digits of a commit in a model's name. 48 bits: no two commits of a repository share them by chance. */
const COMMIT_DIGITS = 12;

/**
 * A name on the hub: letters, digits and "-_.", of which "-" and "." are neither first nor last. Names on the hub
 * contain neither ".." nor "--" (source: `validate_repo_id` of the Python package huggingface_hub). For folders and
 * revisions "--" is excluded too, because it stands for a slash in the name of the model's folder.
 */
const SEGMENT = /^\w(?:[\w.-]*\w)?$/;
const MAX_LENGTH = 300;

/** Decide whether a model's name means a model of the hub. */
export function isHubReference(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** @throws PicsiftError `bad-usage`. */
export function parseHubReference(text: string): HubReference {
  const [, path, revision, variant] = /^hf:([^@+]*)(?:@([^@+]*))?(?:\+(float32|int8))?$/.exec(text) ?? [];
  const [owner, name, ...folders] = path?.split('/') ?? [];
  const segments = [owner, name, ...folders, ...(revision?.split('/') ?? [])];
  const isSafe = segments.every((segment) => segment !== undefined && isName(segment));
  if (!isSafe || text.length > MAX_LENGTH) {
    const form = 'hf:OWNER/NAME, with /FOLDER, @REVISION and +float32 or +int8 after it where you need them';
    throw new PicsiftError('bad-usage', `${quoted(text)} is not a model of the hub. Write ${form}.`);
  }
  return {
    repository: `${owner}/${name}`,
    ...(folders.length > 0 && { folder: folders.join('/') }),
    ...(revision !== undefined && { revision }),
    ...(variant !== undefined && { variant: variant as Precision }),
  };
}

function isName(segment: string): boolean {
  return SEGMENT.test(segment) && !segment.includes('..') && !segment.includes('--');
}

export function formatHubReference({ repository, folder, revision, variant }: HubReference): string {
  const path = folder === undefined ? repository : `${repository}/${folder}`;
  return `${PREFIX}${path}${revision === undefined ? '' : `@${revision}`}${variant === undefined ? '' : `+${variant}`}`;
}

/** Replace the revision by the commit that it stands for, shortened. */
export function pinned(reference: HubReference, commit: string): HubReference {
  return { ...reference, revision: commit.slice(0, COMMIT_DIGITS) };
}

/** Name the folder of an installed model: one segment, different for every reference. */
export function folderNameOf(reference: HubReference): string {
  return formatHubReference(reference).slice(PREFIX.length).replaceAll('/', '--');
}

/** Decide whether a revision names a commit. */
export function isCommit(revision: string | undefined): revision is string {
  return revision !== undefined && /^[0-9a-f]{7,40}$/.test(revision);
}

/**
 * Decide whether an installed model is one that a reference names. A branch or tag fits every commit: which one it
 * stood for was decided when the model was pulled.
 */
export function isFitting(wanted: HubReference, installed: HubReference): boolean {
  const isSameCommit = !isCommit(wanted.revision) || sharesStart(wanted.revision, installed.revision ?? '');
  return (
    isSameCommit &&
    wanted.repository.toLowerCase() === installed.repository.toLowerCase() &&
    wanted.folder === installed.folder &&
    wanted.variant === installed.variant
  );
}

function sharesStart(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
