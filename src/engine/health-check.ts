/** Checks that the catalog is consistent and agrees with the disk, and repairs what needs no decision of a person. */

import { readFileSync, statfsSync, statSync } from 'node:fs';
import { count } from '../base/count.ts';
import { PicsiftError } from '../base/errors.ts';
import { safeText } from '../base/safe-text.ts';
import { failures } from '../catalog/failures.ts';
import {
  countOrphans,
  countUnembedded,
  damagedVectors,
  dropOrphans,
  dropVectors,
  forgetFailures,
  hasStaleRun,
  integrityErrors,
} from '../catalog/health.ts';
import { countImported } from '../catalog/imported.ts';
import { forgetBytes } from '../catalog/indexed-files.ts';
import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { roots } from '../catalog/roots.ts';
import { fencedTransaction, leaseHolder, releaseDeadLeases, WRITER } from '../catalog/runs/lease.ts';
import { endStaleRuns } from '../catalog/runs/runs.ts';
import { forgetUnreadable } from '../catalog/text/texts.ts';
import { createDecoder } from '../indexing/run/decoder.ts';
import { settleLoss } from '../indexing/run/plan.ts';
import { type Survey, surveyFolders } from '../indexing/run/survey.ts';
import { missingExcludes } from '../library/files/excluded-folders.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import { knownFingerprint } from '../model/store/fingerprint.ts';
import type { ModelStore } from '../model/store/model-store.ts';
import { currentModel } from './active-model.ts';
import { type ByteComparison, compareBytes, type DeepOptions } from './deep-check.ts';

export interface Finding {
  /** What was checked. */
  readonly check: string;
  /** `note`: worth knowing, but neither a fault of picsift nor something that it can repair. */
  readonly level: 'ok' | 'note' | 'problem';
  readonly found: string;
  /** What to do about it; null when there is nothing to do. */
  readonly fix: string | null;
  /** The photos whose bytes differ, if any: `repair` reads them again. */
  readonly paths?: readonly string[];
}

export interface HealthInput {
  readonly catalog: Catalog;
  readonly catalogFile: string;
  readonly dataDir: string;
  readonly store: ModelStore;
  readonly scan: ScanOptions;
}

const REPAIR_COMMAND = 'picsift doctor --repair';
/** Free space in bytes; with less than this, a run soon fills the disk. */
const MIN_FREE_BYTES = 100_000_000;

/** Run all checks. @param deep compare the bytes of all photos too. Throws as `compareBytes`. */
export async function checkHealth(input: HealthInput, deep?: DeepOptions): Promise<Finding[]> {
  const { catalog } = input;
  const isWriting = leaseHolder(catalog, WRITER) !== undefined;
  const survey = await surveyRoots(input);
  return [
    checkDatabase(catalog),
    checkVectors(catalog),
    await checkModel(input),
    checkRun(catalog, isWriting),
    ...checkRoots(survey),
    ...checkExcludes(survey, input),
    ...checkFiles(survey, catalog, isWriting),
    ...(deep === undefined ? [] : [checkBytes(await compareBytes(catalog, deep))]),
    checkFailures(catalog),
    checkWatches(survey.folders),
    checkSpace(input),
  ];
}

/**
 * Drop what is damaged. Call it as the writer. The next index run creates the dropped data again.
 * @param changed paths of photos that it must read again: see `compareBytes`.
 */
export function repairCatalog({ catalog }: HealthInput, changed: readonly string[], leaseToken: number): void {
  const damaged = damagedVectors(catalog);
  fencedTransaction(catalog, leaseToken, () => {
    dropVectors(catalog, damaged);
    dropOrphans(catalog);
    forgetFailures(catalog);
    forgetUnreadable(catalog);
    forgetBytes(catalog, changed);
    endStaleRuns(catalog);
    releaseDeadLeases(catalog);
  })();
}

async function surveyRoots({ catalog, scan }: HealthInput): Promise<Survey> {
  const decoder = createDecoder();
  try {
    const folders = roots(catalog).map(({ path }) => path);
    const job = { folders, scan, modelId: activeModel(catalog)?.id ?? 0, leaveImported: true };
    return await surveyFolders(job, { catalog, decoder, signal: new AbortController().signal });
  } finally {
    decoder.close();
  }
}

const ok = (check: string, found: string): Finding => ({ check, level: 'ok', found, fix: null });
const problem = (check: string, found: string, fix: string): Finding => ({ check, level: 'problem', found, fix });
const note = (check: string, found: string, fix: string | null): Finding => ({ check, level: 'note', found, fix });

function checkDatabase(catalog: Catalog): Finding {
  const errors = integrityErrors(catalog);
  if (errors.length > 0) {
    const fix = 'replace it with a copy made by picsift export, or move the catalog aside and index again';
    return problem('database', errors.join('; '), fix);
  }
  const orphans = countOrphans(catalog);
  if (orphans > 0)
    return problem('database', `${count(orphans, 'content belongs', 'contents belong')} to no photo`, REPAIR_COMMAND);
  return ok('database', 'intact');
}

function checkVectors(catalog: Catalog): Finding {
  const damaged = damagedVectors(catalog).length;
  if (damaged > 0)
    return problem(
      'vectors',
      `${count(damaged, 'vector differs', 'vectors differ')} from what was stored`,
      REPAIR_COMMAND,
    );
  return ok('vectors', 'all checksums match');
}

async function checkModel({ catalog, store }: HealthInput): Promise<Finding> {
  const stored = activeModel(catalog);
  if (stored === undefined) return ok('model', 'none yet: the first index chooses it');
  try {
    const model = await currentModel(catalog, store, {});
    if (model === undefined)
      return problem(
        'model',
        `there is a new version of ${stored.name}: all photos must be embedded again`,
        REPAIR_COMMAND,
      );
    // A search compares sizes and times only, which do not show a file that was damaged on the disk.
    const { fingerprint } = stored;
    if ((await knownFingerprint(model.spec, [fingerprint])) === fingerprint) return ok('model', stored.name);
    return problem('model', `the files of ${stored.name} have changed`, `picsift model pull ${stored.name}`);
  } catch (error) {
    if (!(error instanceof PicsiftError)) throw error;
    return problem('model', `the files of ${stored.name} are missing or changed`, error.message);
  }
}

function checkRun(catalog: Catalog, isWriting: boolean): Finding {
  if (hasStaleRun(catalog, isWriting)) {
    return problem('run', 'a run was left behind by a process that is gone', REPAIR_COMMAND);
  }
  return ok('run', isWriting ? 'another picsift is indexing now' : 'no picsift is indexing');
}

function checkRoots({ roots: found, unread }: Survey): Finding[] {
  const offline = found.filter(({ state }) => state === 'offline');
  return [
    ...offline.map(({ path, reason }) =>
      note('folders', `${path} is offline: it ${reason}`, 'plug the drive in, or picsift roots remove it'),
    ),
    ...unread
      .filter(({ path }) => !offline.some((root) => root.path === path))
      .map(({ path, reason }) => note('folders', `${path} cannot be read (${reason})`, 'change its permissions')),
    ...(offline.length + unread.length === 0 ? [ok('folders', `${found.length} online`)] : []),
  ];
}

function checkExcludes({ refused, excluded }: Survey, { catalog, scan }: HealthInput): Finding[] {
  const starts = roots(catalog).map(({ path }) => path);
  return [
    ...missingExcludes(scan.excludeDirs, starts).map((entry) =>
      note(
        'excluded',
        `there is no folder ${entry}, which excludeDirs names`,
        'check its spelling, or plug its drive in',
      ),
    ),
    ...refused.map((path) => note('excluded', `${path} is excluded by excludeDirs`, `picsift roots remove ${path}`)),
    ...(excluded.length > 0
      ? [problem('excluded', `${excluded.length} indexed photos are in excluded folders`, REPAIR_COMMAND)]
      : []),
  ];
}

/** Find rows without files, and files without rows. */
function checkFiles({ inspect, losses }: Survey, catalog: Catalog, isWriting: boolean): Finding[] {
  const settled = losses.map((loss) => settleLoss(loss, () => false, false));
  const gone = settled.reduce((sum, { remove }) => sum + remove.length, 0);
  const held = settled.reduce((sum, { hold }) => sum + hold.length, 0);
  const modelId = activeModel(catalog)?.id;
  const unembedded = modelId === undefined ? 0 : countUnembedded(catalog, modelId);
  const findings: Finding[] = [];
  // Differences are normal while a run is in progress.
  const report = isWriting ? note : problem;
  if (gone > 0)
    findings.push(
      report(
        'files',
        `${count(gone, 'indexed photo is', 'indexed photos are')} not on the disk any more, or moved`,
        REPAIR_COMMAND,
      ),
    );
  const touched = inspect.filter(({ statusOnly }) => statusOnly).length;
  const changed = inspect.length - touched - unembedded;
  if (changed > 0)
    findings.push(
      report('files', `${count(changed, 'file is', 'files are')} new or changed since the last index`, REPAIR_COMMAND),
    );
  if (touched > 0) {
    const found = `${count(touched, 'file')} may have changed since the last index: only size and time are the same`;
    findings.push(report('files', found, REPAIR_COMMAND));
  }
  if (unembedded > 0)
    findings.push(
      report('files', `${count(unembedded, 'photo has', 'photos have')} no vector of this model yet`, REPAIR_COMMAND),
    );
  if (held > 0) {
    const fix = 'restore the files, or accept the removal with picsift index DIR --accept-removals';
    findings.push(
      problem('files', `${count(held, 'photo is', 'photos are')} held back: most of a folder disappeared at once`, fix),
    );
  }
  const imported = countImported(
    catalog,
    roots(catalog).map(({ path }) => path),
  );
  if (imported > 0) {
    const found = `${count(imported, 'imported photo was', 'imported photos were')} not read yet: dates, places and sizes are unknown`;
    findings.push(note('files', found, 'picsift index DIR reads them, without embedding them again'));
  }
  return findings.length > 0
    ? findings
    : [ok('files', 'names, sizes and times agree with the disk (picsift doctor --deep compares the bytes)')];
}

/** A finding names this many files; `paths` has all of them. */
const NAMED = 5;

function checkBytes({ same, differing, skipped }: ByteComparison): Finding {
  if (differing.length === 0) {
    const found = `${count(same, 'photo has', 'photos have')} the bytes that were indexed`;
    return skipped === 0 ? ok('bytes', found) : note('bytes', `${found}; ${skipped} could not be compared`, null);
  }
  const names = differing.slice(0, NAMED).map((path) => safeText(path));
  const named = [...names, ...(differing.length > NAMED ? ['...'] : [])].join(', ');
  const found = `${count(differing.length, 'photo has', 'photos have')} other bytes than when they were indexed, with the same size and time: ${named}`;
  const fix = 'if no program has changed them, restore them; then picsift doctor --deep --repair reads them again';
  return { ...problem('bytes', found, fix), paths: differing };
}

function checkFailures(catalog: Catalog): Finding {
  const counts = new Map<string, number>();
  for (const { message } of failures(catalog)) counts.set(message, (counts.get(message) ?? 0) + 1);
  if (counts.size === 0) return ok('unreadable', 'none');
  const grouped = [...counts].sort(([, a], [, b]) => b - a).map(([reason, n]) => `${n}: ${reason}`);
  return note('unreadable', grouped.join('; '), `picsift status lists them; ${REPAIR_COMMAND} tries them again`);
}

/** Each folder needs one watch; see inotify(7). */
function checkWatches(folders: number): Finding {
  const limit = inotifyLimit();
  if (limit === undefined) return ok('watches', 'this system sets no limit');
  const found = `${count(folders, 'folder')}, and the system allows ${limit} watches`;
  if (folders < limit) return ok('watches', found);
  return problem('watches', found, `sudo sysctl fs.inotify.max_user_watches=${2 * folders}`);
}

function inotifyLimit(): number | undefined {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Removing a root and exporting need as much space as the catalog itself. */
function checkSpace({ dataDir, catalogFile }: HealthInput): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const wanted = Math.max(MIN_FREE_BYTES, statSync(catalogFile).size);
  const found = `${megabytes(free)} MB free beside the catalog`;
  return free >= wanted ? ok('space', found) : problem('space', found, `free ${megabytes(wanted - free)} MB`);
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString('en');
}
