/** Pictures that people posted, and the fake of Discord's content delivery network, from which bots download them. */

import type { ServerResponse } from 'node:http';
import type { AttachmentPayload } from './payloads.ts';

interface Posted {
  readonly bytes: Buffer;
  readonly type: string;
  readonly fault: Fault | undefined;
}

/** One fault during the download of a picture. */
interface Fault {
  /** The connection opens, but nothing arrives; or nothing after the first half of the body. */
  readonly stalls?: 'head' | 'body';
  readonly redirect?: string;
  /** These bytes are sent instead of the announced ones, in pieces and without a length. */
  readonly sends?: Buffer;
}

export interface PostOptions {
  readonly name?: string;
  readonly type?: string;
  readonly fault?: Fault;
}

/** @param address host and port of the fake Discord. */
export function keepAttachments(address: () => string, newId: () => string) {
  const files = new Map<string, Posted>();
  return {
    post(bytes: Buffer, { name = 'picture.jpg', type = 'image/jpeg', fault }: PostOptions = {}): AttachmentPayload {
      const id = newId();
      const path = `/attachments/${id}/${name}`;
      files.set(path, { bytes, type, fault });
      const url = `http://${address()}${path}`;
      return { id, filename: name, size: bytes.length, url, proxy_url: url, content_type: type };
    },
    /** @returns false when nobody posted this path. */
    send(path: string, response: ServerResponse): boolean {
      const file = files.get(path);
      if (file !== undefined) answer(file, response);
      return file !== undefined;
    },
  };
}

function answer({ bytes, type, fault = {} }: Posted, response: ServerResponse): void {
  const { stalls, redirect, sends } = fault;
  if (stalls === 'head') return;
  if (redirect !== undefined) return void response.writeHead(302, { location: redirect }).end();
  response.writeHead(200, { 'content-type': type });
  if (stalls === 'body') response.write(bytes.subarray(0, bytes.length / 2));
  else if (sends === undefined) response.end(bytes);
  else for (let at = 0; at < sends.length; at += 10_000) response.write(sends.subarray(at, at + 10_000));
}
