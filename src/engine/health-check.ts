/** Checks the catalog against itself and against the disk, and repairs what needs no decision of a person. */

import { readFileSync, statfsSync, statSync } from 'node:fs';
import { PicsiftError } from '../base/errors.ts';
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
import { fencedTransaction, leaseHolder, WRITER } from '../catalog/lease.ts';
import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { roots } from '../catalog/roots.ts';
import { endStaleRuns } from '../catalog/runs.ts';
import { createDecoder } from '../indexing/run/decoder.ts';
import { settleLoss } from '../indexing/run/plan.ts';
import { type Survey, surveyFolders } from '../indexing/run/survey.ts';
import type { ScanOptions } from '../library/files/scan.ts';
import type { ModelStore } from '../model/store/install.ts';
import { fingerprint } from '../model/store/model-folder.ts';
import { currentModel } from './active-model.ts';

export interface Finding {
  /** What was looked at. */
  readonly check: string;
  /** `note`: worth knowing, and nothing that picsift has done wrong or could repair. */
  readonly level: 'ok' | 'note' | 'problem';
  readonly found: string;
  /** What to do about it; null where there is nothing to do. */
  readonly mend: string | null;
}

export interface HealthInput {
  readonly catalog: Catalog;
  readonly catalogFile: string;
  readonly dataDir: string;
  readonly store: ModelStore;
  readonly scan: ScanOptions;
}

const BY_ITSELF = 'picsift doctor --repair';
/** Below this a run soon meets the end of the disk. Bytes. */
const LITTLE_SPACE = 100_000_000;

export async function checkHealth(input: HealthInput): Promise<Finding[]> {
  const { catalog } = input;
  const isWriting = leaseHolder(catalog, WRITER) !== undefined;
  const survey = await surveyRoots(input);
  return [
    checkDatabase(catalog),
    checkVectors(catalog),
    await checkModel(input),
    checkRun(catalog, isWriting),
    ...checkRoots(survey),
    ...checkFiles(survey, catalog, isWriting),
    checkFailures(catalog),
    checkWatches(survey.folders),
    checkSpace(input),
  ];
}

/** Call it as the writer. What it drops, the next index run makes again. */
export function repairCatalog({ catalog }: HealthInput, leaseToken: number): void {
  const damaged = damagedVectors(catalog);
  fencedTransaction(catalog, leaseToken, () => {
    dropVectors(catalog, damaged);
    dropOrphans(catalog);
    forgetFailures(catalog);
    endStaleRuns(catalog);
  })();
}

async function surveyRoots({ catalog, scan }: HealthInput): Promise<Survey> {
  const decoder = createDecoder();
  try {
    const folders = roots(catalog).map(({ path }) => path);
    const job = { folders, scan, modelId: activeModel(catalog)?.id ?? 0 };
    return await surveyFolders(job, { catalog, decoder, signal: new AbortController().signal });
  } finally {
    decoder.close();
  }
}

const ok = (check: string, found: string): Finding => ({ check, level: 'ok', found, mend: null });
const problem = (check: string, found: string, mend: string): Finding => ({ check, level: 'problem', found, mend });
const note = (check: string, found: string, mend: string | null): Finding => ({ check, level: 'note', found, mend });

function checkDatabase(catalog: Catalog): Finding {
  const errors = integrityErrors(catalog);
  if (errors.length > 0) {
    const mend = 'put a copy made by picsift export in its place, or move the catalog aside and index again';
    return problem('database', errors.join('; '), mend);
  }
  const orphans = countOrphans(catalog);
  if (orphans > 0) return problem('database', `${orphans} contents belong to no photo`, BY_ITSELF);
  return ok('database', 'whole');
}

function checkVectors(catalog: Catalog): Finding {
  const damaged = damagedVectors(catalog).length;
  if (damaged > 0) return problem('vectors', `${damaged} differ from what was stored`, BY_ITSELF);
  return ok('vectors', 'every checksum is right');
}

async function checkModel({ catalog, store }: HealthInput): Promise<Finding> {
  const stored = activeModel(catalog);
  if (stored === undefined) return ok('model', 'none yet: the first index chooses it');
  try {
    const model = await currentModel(catalog, store, {});
    // The stamps that a search goes by do not show a file that went bad on the disk.
    if (model !== undefined && (await fingerprint(model.spec)) === stored.fingerprint) return ok('model', stored.name);
    return problem('model', `the files of ${stored.name} have changed`, `picsift model pull ${stored.name}`);
  } catch (error) {
    if (!(error instanceof PicsiftError)) throw error;
    return problem('model', `the files of ${stored.name} are missing or changed`, error.message);
  }
}

function checkRun(catalog: Catalog, isWriting: boolean): Finding {
  if (hasStaleRun(catalog, isWriting)) {
    return problem('run', 'a run was left behind by a process that is gone', BY_ITSELF);
  }
  return ok('run', isWriting ? 'another picsift is indexing now' : 'nobody is indexing');
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

/** Rows without files, and files without rows. */
function checkFiles({ inspect, losses }: Survey, catalog: Catalog, isWriting: boolean): Finding[] {
  const settled = losses.map((loss) => settleLoss(loss, () => false, false));
  const gone = settled.reduce((sum, { remove }) => sum + remove.length, 0);
  const held = settled.reduce((sum, { hold }) => sum + hold.length, 0);
  const modelId = activeModel(catalog)?.id;
  const unembedded = modelId === undefined ? 0 : countUnembedded(catalog, modelId);
  const findings: Finding[] = [];
  // While a run is at it, a difference is what it is there for.
  const say = isWriting ? note : problem;
  if (gone > 0) findings.push(say('files', `${gone} indexed photos are not on the disk any more, or moved`, BY_ITSELF));
  if (inspect.length > unembedded) {
    findings.push(
      say('files', `${inspect.length - unembedded} files are new or changed since the last index`, BY_ITSELF),
    );
  }
  if (unembedded > 0) findings.push(say('files', `${unembedded} photos wait for the model to look at them`, BY_ITSELF));
  if (held > 0) {
    const mend = 'bring them back, or accept it with picsift index DIR --accept-removals';
    findings.push(problem('files', `${held} photos are held back: most of a folder went at once`, mend));
  }
  return findings.length > 0 ? findings : [ok('files', 'the index agrees with the disk')];
}

function checkFailures(catalog: Catalog): Finding {
  const counts = new Map<string, number>();
  for (const { message } of failures(catalog)) counts.set(message, (counts.get(message) ?? 0) + 1);
  if (counts.size === 0) return ok('unreadable', 'none');
  const grouped = [...counts].sort(([, a], [, b]) => b - a).map(([reason, n]) => `${n}: ${reason}`);
  return note('unreadable', grouped.join('; '), `picsift status names them; ${BY_ITSELF} tries them again`);
}

/** A watch is needed for each folder; see inotify(7). */
function checkWatches(folders: number): Finding {
  const limit = inotifyLimit();
  if (limit === undefined) return ok('watches', 'this system sets no limit');
  const found = `${folders} folders, and the system allows ${limit} watches`;
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

/** Removing a root and exporting need as much room as the catalog itself. */
function checkSpace({ dataDir, catalogFile }: HealthInput): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const wanted = Math.max(LITTLE_SPACE, statSync(catalogFile).size);
  const found = `${megabytes(free)} MB free beside the catalog`;
  return free >= wanted ? ok('space', found) : problem('space', found, `free ${megabytes(wanted - free)} MB`);
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString('en');
}
