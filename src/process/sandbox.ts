/**
 * A child process for work that may crash, hang or swallow memory: decoding what strangers made. Whatever happens
 * costs the one request that did it; the child is started anew and the others are done all the same.
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
  /** Time for a request, in milliseconds. Where /proc is (Linux), time that the processor was busy elsewhere is added. */
  readonly timeoutMs: (request: Request) => number;
  /** Requests under way at once: not more than the child has threads for, since their time runs from the start. */
  readonly concurrency: number;
  /** Resident memory of the child, in bytes. Watched where /proc is (Linux). */
  readonly maxResidentBytes: number;
}

export interface Sandbox<Request, Reply, Question = never> {
  /**
   * @param decide answers what the child's handler asks; what it throws, the call throws.
   * @throws PicsiftError `photo-unreadable`: what the child's handler threw, or why the child had to be ended;
   * `worker-failed` where no child can be started, `interrupted` after `close`.
   */
  call(request: Request, decide?: (question: Question) => boolean): Promise<Reply>;
  /** Ends the child. Requests under way are rejected. */
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

const WATCH_EVERY_MS = 50;
const LINUX_PAGE_BYTES = 4096;
const LINUX_TICK_MS = 10;

/** On a busy machine a request may take this many times its time, if the child did not get the processor for it. */
const MAX_ROUNDS = 12;
/** A child that used less than this share of its time sleeps or hangs; one that used more than that had its chance. */
const STARVED = { from: 0.01, to: 0.8 };

/** Costs nothing until the first call. */
export function createSandbox<Request, Reply, Question = never>(
  source: `${string}.ts`,
  limits: SandboxLimits<Request>,
): Sandbox<Request, Reply, Question> {
  type Pending = Job<Request, Reply, Question>;
  type Message = SandboxReply<Reply> | SandboxPause | SandboxQuestion<Question> | typeof SANDBOX_READY;
  let child: Child | undefined;
  let ready = false;
  let watch: NodeJS.Timeout | undefined;
  let lastId = 0;
  const underWay = new Map<number, Pending>();
  const waiting: Pending[] = [];
  /** Were under way when the child died of one of them: done one at a time, so that the next death names its cause. */
  const suspects: Pending[] = [];
  let runningAlone = false;

  function start(): Child {
    const started = startChild(source);
    const { process: worker } = started;
    const startedAt = performance.now();
    ready = false;
    worker.on('message', (message: Message) => {
      if (message === SANDBOX_READY) {
        ready = true;
        debug('decode', () => `child process ${worker.pid} is ready after ${since(startedAt)}`);
        // What the child needed to start is no request's doing.
        for (const job of underWay.values()) setClock(job, true);
      } else if ('paused' in message) setClock(underWay.get(message.id), !message.paused);
      else if ('question' in message) answer(worker, message);
      else settle(message);
    });
    // Both can come for one child, and both after the next one has started.
    const onEnd = () => {
      if (child !== started) return;
      if (ready) onDeath('its decoder crashed');
      else onNoStart(started.lastWords());
    };
    worker.on('exit', onEnd).on('error', onEnd);
    watch = setInterval(() => {
      if (residentBytes(worker.pid) > limits.maxResidentBytes) end('it needs too much memory');
    }, WATCH_EVERY_MS).unref();
    return started;
  }

  function answer(worker: ChildProcess, { id, question }: SandboxQuestion<Question>): void {
    const job = underWay.get(id);
    let decision = false;
    try {
      decision = job?.decide?.(question) ?? false;
    } catch (error) {
      job?.reject(error);
    }
    worker.send({ id, answer: decision } satisfies SandboxAnswer, () => {});
  }

  function settle(reply: SandboxReply<Reply>): void {
    const job = underWay.get(reply.id);
    if (job === undefined) return;
    underWay.delete(reply.id);
    clearTimeout(job.timer);
    if ('value' in reply) job.resolve(reply.value);
    else job.reject(new PicsiftError('photo-unreadable', reply.error));
    pump();
  }

  /** Kill the child for a reason that one of the requests under way has given. */
  function end(reason: string): void {
    child?.process.kill('SIGKILL');
    onDeath(reason);
  }

  function onDeath(reason: string): void {
    const retried = underWay.size > 1 ? `; the ${underWay.size} requests under way are retried one at a time` : '';
    debug('decode', () => `child process ${child?.process.pid} ended: ${reason}${retried}`);
    child = undefined;
    clearInterval(watch);
    const jobs = [...underWay.values()];
    underWay.clear();
    for (const job of jobs) clearTimeout(job.timer);
    const [only] = jobs;
    if (jobs.length === 1) only!.reject(new PicsiftError('photo-unreadable', reason));
    else suspects.push(...jobs);
    pump();
  }

  /** It died before it could do anything: no request is to blame, and the next child would fare no better. */
  function onNoStart(lastWords: string): void {
    debug('decode', () => `child process ${child?.process.pid} did not start: ${lastWords}`);
    child = undefined;
    clearInterval(watch);
    const text = `The decoding process cannot start (${lastWords.split('\n')[0] || 'no reason given'}). Install picsift anew.`;
    rejectAll(new PicsiftError('worker-failed', text));
  }

  function rejectAll(error: PicsiftError): void {
    const jobs = [...underWay.values(), ...suspects, ...waiting];
    suspects.length = 0;
    waiting.length = 0;
    underWay.clear();
    for (const job of jobs) {
      clearTimeout(job.timer);
      job.reject(error);
    }
  }

  function pump(): void {
    while (underWay.size < (runningAlone || suspects.length > 0 ? 1 : limits.concurrency)) {
      runningAlone = suspects.length > 0;
      const next = suspects.shift() ?? waiting.shift();
      if (next === undefined) return;
      run(next);
    }
  }

  function run(job: Pending): void {
    child ??= start();
    underWay.set(job.id, job);
    setClock(job, true);
    // A child that is gone already says so by its exit.
    child.process.send({ id: job.id, request: job.request } satisfies SandboxRequest<Request>, () => {});
  }

  function setClock(job: Pending | undefined, runs: boolean): void {
    if (job === undefined) return;
    clearTimeout(job.timer);
    if (runs) startRound(job, 1, processorMs(child?.process.pid));
  }

  /** @param usedMs processor time of the child when the request's time began. */
  function startRound(job: Pending, round: number, usedMs: number): void {
    const limitMs = limits.timeoutMs(job.request);
    const atStartMs = processorMs(child?.process.pid);
    job.timer = setTimeout(() => {
      const nowMs = processorMs(child?.process.pid);
      const isStarved = nowMs - atStartMs > STARVED.from * limitMs && nowMs - usedMs < STARVED.to * limitMs;
      if (isStarved && round < MAX_ROUNDS) startRound(job, round + 1, usedMs);
      // Where the child's only thread hangs, all requests run out of time: the suspects' turn tells which did it.
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

/** Resident memory of a process in bytes, or 0 where the system does not tell. See proc(5), statm. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * LINUX_PAGE_BYTES;
  } catch {
    return 0;
  }
}

/** Processor time that a process has used, in milliseconds; NaN where the system does not tell. See proc(5), stat. */
function processorMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * LINUX_TICK_MS;
  } catch {
    return Number.NaN;
  }
}
