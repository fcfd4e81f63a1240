/** Shows the progress of a run on stderr: a bar on a terminal, else a line at intervals, nothing with --quiet. */

import { Presets, SingleBar } from 'cli-progress';
import type { IndexProgress } from '../../indexing/run/messages.ts';
import { count, grouped, report } from './console.ts';

export interface ProgressDisplay {
  update(progress: IndexProgress): void;
  /** Removes the bar, so that other lines can follow. */
  end(): void;
}

/** Shortest time between two lines without a terminal. */
const LINE_EVERY_MS = 10_000;
/** A shorter run shows no bar: it would only flicker. */
const BAR_AFTER_MS = 300;

export function createProgress(quiet: boolean): ProgressDisplay {
  if (quiet) return { update() {}, end() {} };
  return process.stderr.isTTY ? createBar() : createLines();
}

function createBar(): ProgressDisplay {
  let bar: SingleBar | undefined;
  let phase: IndexProgress['phase'] | undefined;
  let since = performance.now();
  return {
    update(progress) {
      if (progress.phase !== phase) {
        bar?.stop();
        bar = undefined;
        phase = progress.phase;
        since = performance.now();
        if (phase === 'wait') reportWaiting(progress.covered);
      }
      if (!hasBar(progress) || performance.now() - since < BAR_AFTER_MS) return;
      bar ??= startBar(progress);
      bar.update(progress.done, { rate: rateOf(progress, since), amount: amountOf(progress) });
    },
    end() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function startBar({ phase, total }: IndexProgress): SingleBar {
  const what = { download: 'Downloading', wait: 'Waiting for another picsift', scan: 'Scanning', embed: 'Indexing' }[
    phase
  ];
  const bar = new SingleBar(
    {
      format: `${what} {bar} {amount}, {rate}, {eta_formatted} left`,
      barsize: 20,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { rate: '', amount: '' });
  return bar;
}

function createLines(): ProgressDisplay {
  let phase: IndexProgress['phase'] | undefined;
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
      report(`${phase === 'wait' ? 'waiting: ' : ''}${amountOf(progress)}, ${rateOf(progress, since)}`);
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

function hasBar({ phase, total }: IndexProgress): boolean {
  return phase !== 'scan' && total > 0;
}

function amountOf({ phase, done, total }: IndexProgress): string {
  return phase === 'download'
    ? `${megabytes(done)} of ${megabytes(total)} MB`
    : `${grouped(done)} of ${count(total, 'photo')}`;
}

function rateOf({ phase, done }: IndexProgress, since: number): string {
  const perSecond = done / Math.max(0.001, (performance.now() - since) / 1000);
  return phase === 'download'
    ? `${megabytes(perSecond)} MB/s`
    : `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} photos/s`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
