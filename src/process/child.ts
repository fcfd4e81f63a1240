/** Child processes for the work that may crash, hang or eat memory; threads for the work that only takes long. */

import { type ChildProcess, fork } from 'node:child_process';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { debugArguments, passDebugLines } from '../base/debug.ts';
import { builtFile } from '../base/paths.ts';

export interface Child {
  readonly process: ChildProcess;
  /** The last lines the child wrote to stderr: what a native library said before it died. */
  lastWords(): string;
}

const KEPT_CHARACTERS = 2_000;

/**
 * Start one of picsift's own files as a child with an IPC channel. It inherits no environment, so no token or
 * password; its stdout is closed, since a door's stdout belongs to results. Debug lines on its stderr are passed on.
 */
export function startChild(source: `${string}.ts`): Child {
  const child = fork(builtFile(source), debugArguments(source), {
    serialization: 'advanced',
    // A process group of its own: Ctrl-C is for the parent, which says when to end. The child ends when it is gone.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // glibc keeps freed memory for each thread's arena; decoders allocate much and on many threads. What is large goes
    // back to the system at once: glibc would raise this bound, and a model's file and its weights share one heap.
    env: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' },
    execArgv: ['--max-old-space-size=512'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = passDebugLines(words + text).slice(-KEPT_CHARACTERS);
  });
  return { process: child, lastWords: () => words.trim() };
}

/**
 * Start one of picsift's own files as a thread. It takes over none of this process's Node.js flags: some of them allow
 * no thread that runs a file. The environment is shared, so that native libraries see what a thread sets.
 */
export function startThread(source: `${string}.ts`, workerData: unknown): Worker {
  return new Worker(builtFile(source), { argv: debugArguments(source), workerData, execArgv: [], env: SHARE_ENV });
}
