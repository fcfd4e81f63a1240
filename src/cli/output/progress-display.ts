/** Shows the progress of a run on stderr: a bar on a terminal, else a line at intervals, nothing with --quiet. */

import { wantsPlainLines } from '../../../config/load.ts';
import { count, grouped } from '../../base/count.ts';
import { clearStatus, showStatus } from '../../base/log.ts';
import type { IndexProgress } from '../../indexing/run/messages.ts';
import { report } from './console.ts';

/** Of a run, of the reading of text after it, or of `picsift doctor --deep`, which compares all photos. */
interface Progress extends Omit<IndexProgress, 'phase'> {
  readonly phase: IndexProgress['phase'] | 'text' | 'compare';
}

export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Removes the bar, so that other lines can follow. */
  end(): void;
}

/** Shortest time between two lines without a terminal. */
const LINE_EVERY_MS = 10_000;
/** A shorter run shows no bar: it would only flicker. */
const BAR_AFTER_MS = 300;
const DRAW_EVERY_MS = 100;
/** Characters. */
const BAR_WIDTH = 20;

export function createProgress(quiet: boolean): ProgressDisplay {
  if (quiet) return { update() {}, end() {} };
  return process.stderr.isTTY && !wantsPlainLines() ? createBar() : createLines();
}

function createBar(): ProgressDisplay {
  let latest: Progress | undefined;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearInterval(timer);
    timer = undefined;
    clearStatus();
  };
  const draw = () => {
    if (latest !== undefined && performance.now() - since >= BAR_AFTER_MS) showStatus(barLine(latest, since));
  };
  return {
    update(progress) {
      if (progress.phase !== latest?.phase) {
        end();
        since = performance.now();
        if (progress.phase === 'wait') reportWaiting(progress.covered);
      }
      latest = progress;
      // Drawn again even if nothing changed: the terminal may have a new size, or the program may have been stopped.
      if (hasBar(progress)) timer ??= setInterval(draw, DRAW_EVERY_MS).unref();
    },
    end() {
      end();
      latest = undefined;
    },
  };
}

const PHASES = {
  download: 'Downloading',
  wait: 'Waiting for another picsift',
  scan: 'Scanning',
  embed: 'Indexing',
  text: 'Reading text',
  compare: 'Comparing',
};

function barLine(progress: Progress, since: number): string {
  const { phase, done, total } = progress;
  const full = Math.min(BAR_WIDTH, Math.floor((done / total) * BAR_WIDTH));
  const bar = '\u2588'.repeat(full) + '\u2591'.repeat(BAR_WIDTH - full);
  const left = done > 0 ? `, ${duration(((total - done) * (performance.now() - since)) / done)} left` : '';
  return `${PHASES[phase]} ${bar} ${amountOf(progress)}, ${rateOf(progress, since)}${left}`;
}

const PREFIXES: { readonly [Phase in Progress['phase']]?: string } = { wait: 'waiting: ', text: 'reading text: ' };

function createLines(): ProgressDisplay {
  let phase: Progress['phase'] | undefined;
  let lastLine = performance.now();
  let since = lastLine;
  return {
    update(progress) {
      const now = performance.now();
      if (progress.phase !== phase) {
        phase = progress.phase;
        since = now;
        lastLine = now;
        if (phase === 'wait') reportWaiting(progress.covered);
        if (phase === 'download') report('Downloading the model');
      }
      if (!hasBar(progress) || now - lastLine < LINE_EVERY_MS) return;
      lastLine = now;
      report(`${PREFIXES[progress.phase] ?? ''}${amountOf(progress)}, ${rateOf(progress, since)}`);
    },
    end() {},
  };
}

/**
 * Report that this process waits for another one.
 * @param covered true if the other process indexes the same folders.
 */
export function reportWaiting(covered = false): void {
  report(
    covered
      ? 'Another picsift is indexing the same folders; waiting for it, then checking for newer changes.'
      : 'Another picsift is indexing; waiting for it to finish.',
  );
}

function hasBar({ phase, total }: Progress): boolean {
  return phase !== 'scan' && total > 0;
}

function amountOf({ phase, done, total }: Progress): string {
  return phase === 'download'
    ? `${megabytes(done)} of ${megabytes(total)} MB`
    : `${grouped(done)} of ${count(total, 'photo')}`;
}

function rateOf({ phase, done }: Progress, since: number): string {
  const perSecond = done / Math.max(0.001, (performance.now() - since) / 1000);
  return phase === 'download'
    ? `${megabytes(perSecond)} MB/s`
    : `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} photos/s`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

/** Format a time for people: "45s", "3m12s", "2h05m". */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m${two(seconds % 60)}s` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}
