/**
 * A child process for work that may crash, hang or use too much memory, such as decoding files from strangers. Only the
 * request that caused the failure fails; the child is started again and finishes the other requests.
 */

import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { debug, since } from '../base/debug.ts';
import { PicsiftError } from '../base/errors.ts';
import { type Child, startChild } from './child.ts';
import {
  SANDBOX_READY,
  type SandboxAnswer,
  type SandboxPause,
  type SandboxQuestion,
  type SandboxReply,
  type SandboxRequest,
} from './sandbox-child.ts';

export interface SandboxLimits<Request> {
  /**
   * Time limit of a request, in milliseconds. Time in which this process is stopped does not count (a paused container).
   * Where /proc exists (Linux), the limit is extended while the child gets too little processor time.
   */
  readonly timeoutMs: (request: Request) => number;
  /** Maximum number of requests in progress, at most one for each of the child's threads: clocks start immediately. */
  readonly concurrency: number;
  /** Maximum resident memory of the child, in bytes. Enforced where /proc exists (Linux). */
  readonly maxResidentBytes: number;
  /** See `startChild`. */
  readonly keptBlockBytes?: number;
}

export interface Sandbox<Request, Reply, Question = never> {
  /**
   * Send a request to the child.
   * @param decide answers the questions of the child's handler. An error that it throws rejects the call.
   * @throws PicsiftError `photo-unreadable` with the message of the child's handler, or with the reason why the child
   * was ended; `worker-failed` when no child can be started; `interrupted` after `close`.
   */
  call(request: Request, decide?: (question: Question) => boolean): Promise<Reply>;
  /** End the child and reject the requests in progress. */
  close(): void;
}

interface Job<Request, Reply, Question> {
  readonly id: number;
  readonly request: Request;
  readonly decide: ((question: Question) => boolean) | undefined;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
  timer?: NodeJS.Timeout;
}

/**
 * For JavaScript alone, in MB. Only where resident memory is not known: a child with a flag of V8 takes longer to start, see
 * `startChild`.
 */
const HEAP_LIMIT = process.platform === 'linux' ? [] : ['--max-old-space-size=512'];

const WATCH_EVERY_MS = 50;
const LINUX_PAGE_BYTES = 4096;
const LINUX_TICK_MS = 10;

/** On a busy machine, a request whose child gets too little processor time may take its time limit this many times. */
const MAX_ROUNDS = 12;
/** This process was stopped if it ran for less than this share of the time limit. */
const STOPPED = 0.5;
/** Shares of the time limit: a child below `from` sleeps or hangs; one above `to` got enough processor time. */
const STARVED = { from: 0.01, to: 0.8 };

/** Create a sandbox. The child starts with the first call. */
export function createSandbox<Request, Reply, Question = never>(
  source: `${string}.ts`,
  limits: SandboxLimits<Request>,
): Sandbox<Request, Reply, Question> {
  type Pending = Job<Request, Reply, Question>;
  type Message = SandboxReply<Reply> | SandboxPause | SandboxQuestion<Question> | typeof SANDBOX_READY;
  let child: Child | undefined;
  let ready = false;
  let watch: NodeJS.Timeout | undefined;
  /** Grows every `WATCH_EVERY_MS` while this process runs. */
  let ticks = 0;
  let lastId = 0;
  const inProgress = new Map<number, Pending>();
  const waiting: Pending[] = [];
  /** Requests that were in progress when the child died. They are retried one at a time to find the one at fault. */
  const suspects: Pending[] = [];
  let runningAlone = false;

  function start(): Child {
    const started = startChild(source, HEAP_LIMIT, limits.keptBlockBytes);
    const { process: worker } = started;
    const startedAt = performance.now();
    ready = false;
    worker.on('message', (message: Message) => {
      if (message === SANDBOX_READY) {
        ready = true;
        debug('decode', () => `child process ${worker.pid} is ready after ${since(startedAt)}`);
        // The time that the child takes to start does not count for any request.
        for (const job of inProgress.values()) setClock(job, true);
      } else if ('paused' in message) setClock(inProgress.get(message.id), !message.paused);
      else if ('question' in message) answer(worker, message);
      else settle(message);
    });
    // Both events can come for the same child, even after the next child has started.
    const onEnd = () => {
      if (child !== started) return;
      if (ready) onDeath('its decoder crashed');
      else onNoStart(started.stderrTail());
    };
    worker.on('exit', onEnd).on('error', onEnd);
    watch = setInterval(() => {
      ticks++;
      if (residentBytes(worker.pid) > limits.maxResidentBytes) end('it needs too much memory');
    }, WATCH_EVERY_MS).unref();
    return started;
  }

  function answer(worker: ChildProcess, { id, question }: SandboxQuestion<Question>): void {
    const job = inProgress.get(id);
    let decision = false;
    try {
      decision = job?.decide?.(question) ?? false;
    } catch (error) {
      job?.reject(error);
    }
    worker.send({ id, answer: decision } satisfies SandboxAnswer, () => {});
  }

  function settle(reply: SandboxReply<Reply>): void {
    const job = inProgress.get(reply.id);
    if (job === undefined) return;
    inProgress.delete(reply.id);
    clearTimeout(job.timer);
    if ('value' in reply) job.resolve(reply.value);
    else job.reject(new PicsiftError('photo-unreadable', reply.error));
    pump();
  }

  /** Kill the child because of one of the requests in progress. */
  function end(reason: string): void {
    child?.process.kill('SIGKILL');
    onDeath(reason);
  }

  function onDeath(reason: string): void {
    const retried =
      inProgress.size > 1 ? `; the ${inProgress.size} requests in progress are retried one at a time` : '';
    debug('decode', () => `child process ${child?.process.pid} ended: ${reason}${retried}`);
    child = undefined;
    clearInterval(watch);
    const jobs = [...inProgress.values()];
    inProgress.clear();
    for (const job of jobs) clearTimeout(job.timer);
    const [only] = jobs;
    if (jobs.length === 1) only!.reject(new PicsiftError('photo-unreadable', reason));
    else suspects.push(...jobs);
    pump();
  }

  /** The child died before its first request. No request is the cause, and the next child would fail too. */
  function onNoStart(stderrTail: string): void {
    debug('decode', () => `child process ${child?.process.pid} did not start: ${stderrTail}`);
    child = undefined;
    clearInterval(watch);
    const reason = stderrTail.split('\n')[0] || 'no reason given';
    rejectAll(
      new PicsiftError('worker-failed', `The decoding process cannot start (${reason}). Install picsift again.`),
    );
  }

  function rejectAll(error: PicsiftError): void {
    const jobs = [...inProgress.values(), ...suspects, ...waiting];
    suspects.length = 0;
    waiting.length = 0;
    inProgress.clear();
    for (const job of jobs) {
      clearTimeout(job.timer);
      job.reject(error);
    }
  }

  function pump(): void {
    while (inProgress.size < (runningAlone || suspects.length > 0 ? 1 : limits.concurrency)) {
      runningAlone = suspects.length > 0;
      const next = suspects.shift() ?? waiting.shift();
      if (next === undefined) return;
      run(next);
    }
  }

  function run(job: Pending): void {
    child ??= start();
    inProgress.set(job.id, job);
    setClock(job, true);
    // Errors of `send` are ignored: a child that is gone is handled by its exit event.
    child.process.send({ id: job.id, request: job.request } satisfies SandboxRequest<Request>, () => {});
  }

  function setClock(job: Pending | undefined, runs: boolean): void {
    if (job === undefined) return;
    clearTimeout(job.timer);
    if (!runs) return;
    const usedMs = processorMs(child?.process.pid);
    startRound(job, 1, usedMs, usedMs);
  }

  /**
   * @param usedMs processor time that the child had used when the request's clock started.
   * @param atStartMs processor time that it has used now.
   */
  function startRound(job: Pending, round: number, usedMs: number, atStartMs: number): void {
    const limitMs = limits.timeoutMs(job.request);
    const atStartTicks = ticks;
    job.timer = setTimeout(() => {
      // Whatever stopped this process usually stopped the child too. If not, its answer is waiting.
      const wasStopped = (ticks - atStartTicks) * WATCH_EVERY_MS < STOPPED * limitMs;
      const nowMs = processorMs(child?.process.pid);
      const isStarved = nowMs - atStartMs > STARVED.from * limitMs && nowMs - usedMs < STARVED.to * limitMs;
      if ((isStarved || wasStopped) && round < MAX_ROUNDS) startRound(job, round + 1, usedMs, nowMs);
      // When the child's only thread hangs, all requests run out of time. The retry one at a time finds the cause.
      else end('it takes too long to decode');
    }, limitMs);
  }

  return {
    call: (request, decide) =>
      new Promise((resolve, reject) => {
        waiting.push({ id: ++lastId, request, decide, resolve, reject });
        pump();
      }),
    close() {
      clearInterval(watch);
      if (child?.process.connected) child.process.disconnect();
      child = undefined;
      rejectAll(new PicsiftError('interrupted', 'picsift is ending.'));
    },
  };
}

/** Return the resident memory of a process in bytes, or 0 where it is unknown. See proc(5), statm. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * LINUX_PAGE_BYTES;
  } catch {
    return 0;
  }
}

/** Return the processor time of a process in milliseconds, or NaN where it is unknown. See proc(5), stat. */
function processorMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The process name comes before these fields, in brackets, and may contain brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * LINUX_TICK_MS;
  } catch {
    return Number.NaN;
  }
}
