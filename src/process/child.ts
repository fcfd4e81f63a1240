/** Child processes for work that may crash, hang or use too much memory; threads for work that only takes long. */

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deserialize, serialize } from 'node:v8';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { debugArguments, passDebugLines } from '../base/debug.ts';
import { builtFile } from '../base/paths.ts';

export interface Child {
  readonly process: ChildProcess;
  /** The end of the child's stderr output: it shows what a native library reported before the child crashed. */
  stderrTail(): string;
}

const KEPT_CHARACTERS = 2_000;

/** Most blocks of this size are buffers of pixels, which are rarely of the same size again. */
const KEPT_BLOCK_BYTES = 2 ** 20;

/**
 * The only variables of a child process, so that it gets no token or password. glibc keeps freed memory in each thread's
 * arena, and decoders allocate much memory on many threads: two arenas. A fixed threshold makes glibc return large blocks
 * to the system at once; otherwise it raises the threshold, and the memory of a model file stays in the heap beside its
 * weights.
 */
function childEnvironment(keptBlockBytes = KEPT_BLOCK_BYTES) {
  return { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: String(keptBlockBytes) };
}

/**
 * Start one of picsift's own files as a child process with an IPC channel. The child inherits no environment. Its stdout is
 * closed, because the parent's stdout belongs to results. Debug lines on its stderr are copied to the parent's stderr.
 * @param execArgv flags of Node.js. With any flag of V8 the child takes 15 ms longer to start, and its threads too: then
 *   Node.js compiles its own modules instead of loading them compiled.
 * @param keptBlockBytes freed blocks of memory up to this size stay in the heap, for the next ones.
 */
export function startChild(source: `${string}.ts`, execArgv: readonly string[] = [], keptBlockBytes?: number): Child {
  const child = fork(builtFile(source), debugArguments(source), {
    serialization: 'advanced',
    // In a process group of its own the child does not receive Ctrl-C. It ends when the parent says so or is gone.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(keptBlockBytes),
    execArgv: [...execArgv],
  });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = passDebugLines(tail + text).slice(-KEPT_CHARACTERS);
  });
  return { process: child, stderrTail: () => tail.trim() };
}

/**
 * Start one of picsift's own files as a process that outlives this one. It has no terminal, and no folder that could not
 * be unmounted because of it. A failure is no error of the caller: nobody waits for such a process.
 * @param job what `receivedJob` returns there: this process may be gone before the other one has started.
 */
export async function startDetached(source: `${string}.ts`, job: object): Promise<void> {
  const child = spawn(process.execPath, [builtFile(source)], {
    cwd: parse(process.execPath).root,
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: childEnvironment(),
  });
  child.unref();
  await new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.stdin.on('error', () => resolve()).end(serialize(job), resolve);
  });
}

/** Return the job of a process that `startDetached` has started. */
export async function receivedJob<Job>(): Promise<Job> {
  return deserialize(await buffer(process.stdin)) as Job;
}

/**
 * Start one of picsift's own files as a thread. The thread gets none of this process's Node.js flags, because some of
 * them forbid threads that run a file. The environment is shared, so that native libraries see variables that a thread
 * sets.
 */
export function startThread(source: `${string}.ts`, workerData: unknown): Worker {
  return new Worker(builtFile(source), { argv: debugArguments(source), workerData, execArgv: [], env: SHARE_ENV });
}
