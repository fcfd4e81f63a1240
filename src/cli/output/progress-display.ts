/** How far a run is: a bar on a terminal, a plain line now and then elsewhere, nothing when quiet. Always on stderr. */

import { Presets, SingleBar } from 'cli-progress';
import type { IndexProgress } from '../../indexing/run/messages.ts';
import { count, tell } from './console.ts';

export interface ProgressDisplay {
  update(progress: IndexProgress): void;
  /** Take the bar away, so that other lines can follow. */
  end(): void;
}

/** Without a terminal, a line at most this often. */
const LINE_EVERY_MS = 10_000;
/** A run that is shorter than this shows no bar: it would only flicker. */
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
        if (phase === 'wait') tellWaiting(progress.covered);
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
  const what = { download: 'Downloading', wait: 'Waiting for another picsift', scan: 'Looking', embed: 'Indexing' }[
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
        if (phase === 'wait') tellWaiting(progress.covered);
        if (phase === 'download') tell('Downloading the model');
      }
      if (!hasBar(progress) || now - lastLine < LINE_EVERY_MS) return;
      lastLine = now;
      tell(`${phase === 'wait' ? 'waiting: ' : ''}${amountOf(progress)}, ${rateOf(progress, since)}`);
    },
    end() {},
  };
}

/** @param covered true where the other one does the same work. */
export function tellWaiting(covered = false): void {
  tell(
    covered
      ? 'Another picsift is indexing the same folders; waiting for it, then looking for what is new since.'
      : 'Another picsift is indexing; waiting for it to finish.',
  );
}

function hasBar({ phase, total }: IndexProgress): boolean {
  return phase !== 'scan' && total > 0;
}

function amountOf({ phase, done, total }: IndexProgress): string {
  return phase === 'download'
    ? `${megabytes(done)} of ${megabytes(total)} MB`
    : `${done.toLocaleString('en')} of ${count(total, 'photo')}`;
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
