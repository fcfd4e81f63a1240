/**
 * The outcomes of trials, beside the other files that only save time: `<store>/prepared/<fingerprint>/provider.json`.
 * They count only for the picsift that made them (each has its own onnxruntime) and the same kind of machine. Deleting
 * the file makes picsift try again.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageVersion } from '../../base/paths.ts';
import type { Provider } from './provider.ts';
import type { Trial } from './trial.ts';

/** What came of a trial. `reason`: why there was no comparison. */
export type Outcome = { readonly trial: Trial } | { readonly reason: string };

export type Outcomes = { readonly [Name in Provider]?: Outcome };

interface ProviderRecord {
  readonly madeBy: string;
  readonly outcomes: Outcomes;
}

const RECORD = 'provider.json';
const MADE_BY = `${packageVersion()} ${process.platform} ${process.arch}`;

/** @param store the folder of all models. */
export function readOutcomes(store: string, fingerprint: string): Outcomes {
  try {
    const record = JSON.parse(readFileSync(join(folderOf(store, fingerprint), RECORD), 'utf8')) as ProviderRecord;
    return record.madeBy === MADE_BY ? record.outcomes : {};
  } catch {
    // Missing or damaged: the providers are tried again.
    return {};
  }
}

/** Remember an outcome. If that fails, the provider is tried again the next time. */
export function keepOutcome(store: string, fingerprint: string, provider: Provider, outcome: Outcome): void {
  const folder = folderOf(store, fingerprint);
  const outcomes = { ...readOutcomes(store, fingerprint), [provider]: outcome };
  const temporary = join(folder, `${RECORD}.${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, `${JSON.stringify({ madeBy: MADE_BY, outcomes }, null, 2)}\n`);
    renameSync(temporary, join(folder, RECORD));
  } catch {
    // A full or read-only disk.
  }
}

function folderOf(store: string, fingerprint: string): string {
  return join(store, 'prepared', fingerprint.slice(0, 32));
}
