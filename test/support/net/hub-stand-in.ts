/**
 * A small fake of the Hugging Face hub on 127.0.0.1. It answers as the real one does: a small file comes from the hub
 * itself, tagged with its git blob SHA-1; a large one (here: `.onnx` and `.bin`) is a redirect that carries
 * `x-linked-etag` (SHA-256) and `x-linked-size`, and the bytes come from a second server, the "CDN". Its API is in
 * hub-api-stand-in.ts.
 */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type About, type ApiFault, apiAnswer, gitBlobSha1 } from './hub-api-stand-in.ts';

/** A fault of a file. Faults of the body happen at the server that sends the bytes. */
interface Fault {
  /** Answer with this status instead of the file. */
  readonly status?: number;
  /** Destroy the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /**
   * Number of bytes that the client has on disk: the connection stays open until the client has received what was sent.
   */
  readonly received?: () => number;
  /** Send nothing at all, or nothing after the first half of the body. */
  readonly hang?: 'headers' | 'body';
  /** Send the file with this content type. */
  readonly type?: string;
  /** Send every byte inverted. */
  readonly wrongBytes?: boolean;
  /** Send no tag of any kind. */
  readonly untagged?: boolean;
  /** Send no length and no linked size. */
  readonly unmeasured?: boolean;
  /** Answer a Range request with the whole file. */
  readonly ignoreRange?: boolean;
  /** Send this size in `x-linked-size`, also when `unmeasured` is set. */
  readonly claimedSize?: number;
  /** Pause between pieces of 1/20 of the file, in milliseconds. */
  readonly slow?: number;
  /** Redirect here. */
  readonly redirect?: string;
  /** Number of faulty answers; all of them when absent. */
  readonly times?: number;
}

/** One request and its answer. */
interface HubRequest {
  readonly server: 'hub' | 'cdn';
  readonly path: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  status: number;
  /** Number of bytes of the body that were sent. */
  sent: number;
}

export interface Hub {
  /** http://127.0.0.1:PORT, for `HF_ENDPOINT`. */
  readonly endpoint: string;
  readonly requests: HubRequest[];
  /** Serve `bytes` as a file of a repository ("owner/name"), in the revision "main". @returns its URL. */
  put(repository: string, file: string, bytes: Uint8Array): string;
  /**
   * Let all files whose path ends with `file` fail like this from now on, one fault after the other. Without faults: no
   * failures.
   */
  fail(file: string, ...faults: Fault[]): void;
  /** Let the API say this about a repository. */
  describe(repository: string, about: About): void;
  /** Let the API give this answer to every question. Without a fault: the real one again. */
  failApi(fault?: ApiFault): void;
  /** Forget a repository and all its commits. */
  remove(repository: string): void;
  /** Number of body bytes sent so far, over all requests for the file. */
  sentBytes(file: string): number;
  close(): Promise<void>;
}

/** Start a fake hub. @param token when given, the hub answers 401 to requests without it. */
export async function startHub({ token }: { token?: string } = {}): Promise<Hub> {
  const files = new Map<string, Buffer>();
  const faults = new Map<string, { fault: Fault; left: number }[]>();
  const requests: HubRequest[] = [];
  const about = new Map<string, About>();
  let apiFault: ApiFault | undefined;

  function faultOf(path: string, at: 'hub' | 'cdn', isLarge: boolean): Fault {
    const queue = [...faults].find(([file]) => path.endsWith(file))?.[1];
    const found = queue?.find(({ left }) => left > 0);
    if (found === undefined) return {};
    // Counted once per download: at the server that sends the bytes, or refuses them.
    const refused = found.fault.status !== undefined || found.fault.redirect !== undefined;
    if ((at === 'hub') === (refused || !isLarge)) found.left--;
    return found.fault;
  }

  async function answer(server: 'hub' | 'cdn', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url!, 'http://any').pathname);
    const { authorization, range, 'if-range': ifRange } = request.headers as Record<string, string | undefined>;
    const seen: HubRequest = { server, path, authorization, range, ifRange, status: 0, sent: 0 };
    requests.push(seen);
    const isLarge = /\.(onnx|bin)$/.test(path);
    const fault = faultOf(path, server, isLarge);
    const bytes = files.get(path);
    const say = (status: number, headers: Record<string, string | number> = {}) => {
      seen.status = status;
      response.writeHead(status, headers);
    };
    const stop = (status: number, headers = {}) => {
      say(status, headers);
      response.end();
    };

    if (server === 'hub') {
      if (token !== undefined && authorization !== `Bearer ${token}`) return stop(401);
      if (fault.status !== undefined) return stop(fault.status);
      if (fault.redirect !== undefined) return stop(302, { location: fault.redirect });
      const api = apiAnswer(new URL(request.url!, 'http://any'), files, about);
      if (api !== undefined) {
        const { status, headers, body } = { ...api, ...apiFault };
        say(status, headers);
        response.end(body);
        return;
      }
    }
    if (bytes === undefined) return stop(404);
    if (fault.hang === 'headers') return;
    if (server === 'hub' && isLarge) {
      const claimed = fault.claimedSize ?? (fault.unmeasured ? undefined : bytes.length);
      return stop(302, {
        location: `${cdnAt}${request.url}?signature=secret`,
        ...(fault.untagged ? {} : { 'x-linked-etag': `"${sha256(bytes)}"` }),
        ...(claimed === undefined ? {} : { 'x-linked-size': claimed }),
      });
    }

    const etag = isLarge ? `"cdn-${sha256(bytes).slice(0, 8)}"` : `"${gitBlobSha1(bytes)}"`;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? Number.NaN);
    const ranged = from >= 0 && !fault.ignoreRange && (ifRange === undefined || ifRange === etag);
    const tag = {
      ...(fault.untagged ? {} : { etag }),
      ...(fault.type === undefined ? {} : { 'content-type': fault.type }),
    };
    if (ranged && from >= bytes.length) return stop(416, { ...tag, 'content-range': `bytes */${bytes.length}` });
    const body = ranged ? bytes.subarray(from) : bytes;
    const length = fault.unmeasured ? {} : { 'content-length': body.length };
    if (ranged) {
      say(206, { ...tag, ...length, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
    } else {
      say(200, { ...tag, ...length });
    }
    const sent = fault.wrongBytes ? body.map((byte) => byte ^ 0xff) : body;
    await send(sent, bytes.length - body.length, fault, response, seen);
  }

  const hub = createServer((request, response) => void answer('hub', request, response));
  const cdn = createServer((request, response) => void answer('cdn', request, response));
  const endpoint = await listen(hub);
  const cdnAt = await listen(cdn);

  return {
    endpoint,
    requests,
    put(repository, file, bytes) {
      files.set(`/${repository}/resolve/main/${file}`, Buffer.from(bytes));
      return `${endpoint}/${repository}/resolve/main/${file}`;
    },
    fail(file, ...list) {
      faults.set(
        file,
        list.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })),
      );
    },
    describe: (repository, facts) => void about.set(repository, facts),
    failApi(given) {
      apiFault = given;
    },
    remove(repository) {
      for (const path of files.keys()) if (path.startsWith(`/${repository}/`)) files.delete(path);
    },
    sentBytes: (file) => requests.filter(({ path }) => path.endsWith(file)).reduce((sum, { sent }) => sum + sent, 0),
    async close() {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** @param from offset in the file at which the body starts. */
async function send(
  body: Uint8Array,
  from: number,
  fault: Fault,
  response: ServerResponse,
  seen: HubRequest,
): Promise<void> {
  const end = Math.min(body.length, fault.cutAfter ?? (fault.hang === 'body' ? body.length >> 1 : body.length));
  const piece = fault.slow === undefined ? end : Math.ceil(body.length / 20);
  for (let start = 0; start < end && !response.destroyed; start += piece) {
    const bytes = body.subarray(start, Math.min(start + piece, end));
    await new Promise((resolve) => response.write(bytes, resolve));
    seen.sent += bytes.length;
    if (fault.slow !== undefined) await sleep(fault.slow);
  }
  if (fault.hang === 'body') return;
  if (end === body.length) return void response.end();
  // When the connection breaks, the bytes in the client's buffers are lost.
  if (fault.received === undefined) await sleep(100);
  else while (fault.received() < from + end && !response.destroyed) await sleep(5);
  response.socket?.destroy();
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
