/** What an assistant does, step by step: it greets the server, lists its tools, and finds and views a photo. */

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { packageVersion } from '../../../base/paths.ts';
import { type Patience, type Watchdog, watchdog } from './patience.ts';

export type StepName = 'start' | 'tools' | 'library' | 'search' | 'picture';

/** The tools that the check calls. */
const CALLED = ['library_status', 'search_images', 'view_images', 'reindex'] as const;
const QUERY = 'a dog';
/** The SDK's own limit of a request. The watchdog is the one that counts. */
const NO_LIMIT_MS = 2 ** 31 - 1;

/** What a step found, without words. */
export type StepResult =
  | { readonly step: 'start'; readonly name: string; readonly version: string }
  | { readonly step: 'tools'; readonly names: readonly string[]; readonly missing: readonly string[] }
  | {
      readonly step: 'library';
      readonly roots: readonly RootFacts[];
      readonly photos: number;
      readonly indexing: boolean;
    }
  | { readonly step: 'search'; readonly query: string; readonly searched: number; readonly id: string | undefined }
  | { readonly step: 'picture'; readonly bytes: number };

interface RootFacts {
  readonly label: string;
  readonly reachable: boolean;
}

/** A tool that answers with an error, and what it says. */
export class ToolError extends Error {}

export interface Listener {
  onStep(step: StepName): void;
  /** @param seconds that the step took. */
  onResult(result: StepResult, seconds: number): void;
  /** What the server works on: the first indexing, or the download of a model. */
  onProgress(message: string): void;
}

/**
 * Go through the steps.
 * @param transport a connection that has not started. Its `onlife` is called at every sign of life.
 * @throws the error of the first step that fails: HangError, ToolError, or that of the connection.
 */
export async function converse(
  transport: Transport & { onlife?: () => void },
  patience: Patience,
  outer: AbortSignal,
  { onStep, onResult, onProgress }: Listener,
): Promise<void> {
  const client = new Client({ name: 'picsift-check', version: packageVersion() });
  let dog: Watchdog | undefined;
  transport.onlife = () => dog?.alive();

  async function step<Result extends StepResult>(
    name: Result['step'],
    silentMs: number,
    work: (options: Options) => Promise<Result>,
    longestMs?: number,
  ): Promise<Result> {
    onStep(name);
    const startedAt = performance.now();
    dog = watchdog(silentMs, outer, longestMs);
    const { signal, alive, end } = dog;
    const onprogress = ({ message }: { message?: string | undefined }) => {
      alive();
      if (message !== undefined) onProgress(message);
    };
    try {
      const result = await untilAborted(work({ signal, timeout: NO_LIMIT_MS, onprogress }), signal);
      onResult(result, (performance.now() - startedAt) / 1000);
      return result;
    } finally {
      end();
      dog = undefined;
    }
  }

  const call = async (name: (typeof CALLED)[number], input: Record<string, unknown>, options: Options) => {
    const answer = await client.callTool({ name, arguments: input }, undefined, options);
    const content = answer.content as readonly { type: string; text?: string; data?: string }[];
    if (answer.isError === true) throw new ToolError(content.map(({ text = '' }) => text).join('\n'));
    return { data: (answer.structuredContent ?? {}) as Record<string, unknown>, content };
  };

  await step(
    'start',
    patience.handshakeMs,
    async ({ signal, timeout }) => {
      await client.connect(transport, { signal, timeout });
      const { name = '', version = '' } = client.getServerVersion() ?? {};
      return { step: 'start', name, version };
    },
    patience.longestHandshakeMs,
  );

  const { missing } = await step('tools', patience.callMs, async ({ signal, timeout }) => {
    const { tools } = await client.listTools({}, { signal, timeout });
    const names = tools.map(({ name }) => name);
    return { step: 'tools', names, missing: CALLED.filter((name) => !names.includes(name)) };
  });
  if (missing.length > 0) return;

  const { photos } = await step('library', patience.callMs, async (options) => {
    let { data } = await call('library_status', {}, options);
    // The first time there is nothing to find, until the first photos are indexed.
    while (!(Number(data.photos) > 0)) {
      const { data: run } = await call('reindex', {}, options);
      ({ data } = await call('library_status', {}, options));
      if (run.state !== 'running') break;
      if (typeof run.progress === 'string') onProgress(run.progress);
    }
    const roots = (data.roots ?? []) as RootFacts[];
    return { step: 'library', roots, photos: Number(data.photos ?? 0), indexing: data.indexing !== null };
  });
  if (photos === 0) return;

  const { id } = await step('search', patience.callMs, async (options) => {
    const { data } = await call('search_images', { query: QUERY, limit: 1 }, options);
    const [first] = (data.results ?? []) as { id?: string }[];
    return { step: 'search', query: QUERY, searched: Number(data.total ?? 0), id: first?.id };
  });
  if (id === undefined) return;

  await step('picture', patience.callMs, async (options) => {
    const { content } = await call('view_images', { ids: [id] }, options);
    const picture = content.find(({ type }) => type === 'image')?.data ?? '';
    return { step: 'picture', bytes: Buffer.from(picture, 'base64').length };
  });
}

interface Options {
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly onprogress: (progress: { message?: string | undefined }) => void;
}

/** Reject with the reason of the abort: the SDK wraps it in an error of its own, or waits for something else. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, (error: unknown) => reject(signal.aborted ? signal.reason : error));
  });
}
