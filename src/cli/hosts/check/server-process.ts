/**
 * A server as a child process, and the SDK's connection to it. The SDK's own transport for stdio hides what `picsift mcp
 * check` is about: lines on stdout that are no messages, the exit code, and processes that the server has started.
 */

import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { deserializeMessage, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

const IS_WINDOWS = process.platform === 'win32';
/** Characters of what it prints. */
const KEPT = 4_000;
/** Characters: hosts refuse larger messages, and picsift sends none. */
const LONGEST_LINE = 4_000_000;
/** Milliseconds between the end of standard input, SIGTERM and SIGKILL. */
const GRACE_MS = 1_500;

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Processes that run now. */
const running = new Set<ChildProcessByStdio<Writable, Readable, Readable>>();

/** End everything at once, when there is no time to do it properly. */
export function killAll(): void {
  for (const child of running) signalTree(child, 'SIGKILL');
}

export class ServerProcess implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Called at every sign of life: a message, or text on stderr. */
  onlife?: () => void;

  /** Lines on stdout that are no messages of the protocol. */
  readonly strayLines: string[] = [];
  /** The end of what it wrote to stderr. */
  stderr = '';
  /** Set when it has ended by itself. */
  ending: Ending | undefined;

  readonly #command: ServerCommand;
  #child: ChildProcessByStdio<Writable, Readable, Readable> | undefined;
  #gone: Promise<void> = Promise.resolve();
  #rest = '';

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** @throws the system's error when the process cannot be started. */
  start(): Promise<void> {
    const { command, args, cwd, env } = this.#command;
    // A process group of its own: it can be ended together with what it has started.
    const child = spawn(command, [...args], {
      cwd,
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: !IS_WINDOWS,
      windowsHide: true,
    });
    this.#child = child;
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-KEPT);
      this.onlife?.();
    });
    // Something that it has started may keep its streams open.
    child.on('exit', () => void setTimeout(() => destroyStreams(child), GRACE_MS).unref());
    this.#gone = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        running.delete(child);
        // What it has started may run on.
        signalTree(child, 'SIGKILL');
        if (this.#rest.trim() !== '') this.#take(this.#rest);
        this.ending = { code, signal };
        resolve();
        this.onclose?.();
      });
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('spawn', () => {
        running.add(child);
        resolve();
      });
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const written = this.#child?.stdin.write(serializeMessage(message));
    if (written === false)
      await new Promise<void>((resolve) => this.#child?.stdin.once('drain', resolve).once('close', resolve));
  }

  /** End the process: as the protocol says, by the end of its standard input, or else with signals. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !running.has(child)) return;
    child.stdin.end();
    if (!(await this.#isGoneWithin(GRACE_MS))) signalTree(child, 'SIGTERM');
    if (!(await this.#isGoneWithin(GRACE_MS))) signalTree(child, 'SIGKILL');
    await this.#gone;
  }

  /** End the process now. */
  async kill(): Promise<void> {
    if (this.#child !== undefined && running.has(this.#child)) signalTree(this.#child, 'SIGKILL');
    await this.close();
  }

  async #isGoneWithin(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    return Promise.race([this.#gone.then(() => true), late]).finally(() => clearTimeout(timer));
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    if (this.#rest.length > LONGEST_LINE) {
      lines.push(this.#rest.slice(0, KEPT));
      this.#rest = '';
    }
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    const message = messageIn(line);
    if (message !== undefined) {
      this.onlife?.();
      this.onmessage?.(message);
    } else if (line.trim() !== '' && this.strayLines.length < 10) {
      this.strayLines.push(line.slice(0, KEPT));
    }
  }
}

function destroyStreams({ stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable }): void {
  stdout.destroy();
  stderr.destroy();
}

function messageIn(line: string): JSONRPCMessage | undefined {
  try {
    return deserializeMessage(line);
  } catch {
    return undefined;
  }
}

function signalTree(
  child: { readonly pid?: number | undefined; kill(signal: NodeJS.Signals): boolean },
  signal: NodeJS.Signals,
): void {
  if (child.pid === undefined) return;
  if (IS_WINDOWS) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty.
  }
}
