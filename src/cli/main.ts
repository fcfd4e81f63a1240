#!/usr/bin/env -S node --
/**
 * The process of the command line.
 * The "--" above is for Node.js 20, which would otherwise interpret --env-file in the script's arguments.
 */

import { PicsiftError } from '../base/errors.ts';
import { runCommandLine } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import { reportError } from './output/report-error.ts';

// EPIPE is not an error: a reader such as `head` closes the pipe when it has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  reportError(new PicsiftError('output-failed', `The results cannot be written (${error.code}). Is the disk full?`));
  process.exit(EXIT.failure);
});
// When stderr fails, the error cannot be reported.
process.stderr.on('error', () => {});

await runCommandLine(process.argv);
