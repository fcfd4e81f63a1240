/** Entry of the child process that reads the text in pictures. Everything else on the machine goes first. */

import { constants } from 'node:os';
import { serveJob } from '../job/serve-job.ts';
import type { TextJob, TextProgress, TextSummary } from './messages.ts';
import { readTexts } from './read-texts.ts';
import { createReading } from './reading.ts';

serveJob<TextJob, TextSummary, TextProgress>(constants.priority.PRIORITY_LOW, async (job, context) => {
  const reading = createReading(job.models);
  context.stop.addEventListener('abort', reading.close, { once: true });
  try {
    return await readTexts(job, { ...context, reading });
  } finally {
    reading.close();
  }
});
