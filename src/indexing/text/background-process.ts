/**
 * Entry of the process that reads text after a command has ended: nobody waits for it, and nobody hears of its errors. It
 * ends when all text is read, when another process reads, after some minutes, or when its catalog is gone.
 */

import { constants, setPriority } from 'node:os';
import { catalogIdentity, openCatalog, WRITER_BUSY_TIMEOUT_MS } from '../../catalog/open.ts';
import { receivedJob } from '../../process/child.ts';
import type { BackgroundTextJob } from './messages.ts';
import { readTexts } from './read-texts.ts';
import { createReading } from './reading.ts';

/** The next command continues. A person who runs one command wants no process for hours. */
const MAX_MS = 10 * 60_000;
/** After a search, another one often follows. */
const DELAY_MS = 3_000;
const CHECK_EVERY_MS = 200;

setPriority(constants.priority.PRIORITY_LOW);
receivedJob<BackgroundTextJob>()
  .then(read)
  .catch(() => {});

async function read(job: BackgroundTextJob): Promise<void> {
  const isThere = () => catalogIdentity(job.catalogFile) === job.catalogIdentity;
  if (!isThere()) return;
  const catalog = openCatalog(job.catalogFile, { busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS, create: false });
  const stop = new AbortController();
  const reading = createReading(job.models);
  stop.signal.addEventListener('abort', reading.close, { once: true });
  const timer = setTimeout(() => stop.abort(), MAX_MS);
  // A person may delete the data folder, and a script may make another one in its place.
  const watch = setInterval(() => isThere() || stop.abort(), CHECK_EVERY_MS);
  process.on('SIGTERM', () => stop.abort());
  try {
    await readTexts(job, { catalog, reading, onProgress: () => {}, stop: stop.signal, delayMs: DELAY_MS });
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    reading.close();
    catalog.close();
  }
}
