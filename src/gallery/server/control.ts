/**
 * What a second `picsift open` asks the running one: whether it is what the file about it says, and to show another folder.
 * The first question needs no key, because its answer proves that the server knows the secret and tells nothing else.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readJson } from '../../http/body.ts';
import { isJson } from '../../http/own-site.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Keys } from '../access/keys.ts';
import type { Gallery } from '../gallery.ts';
import { pageAddress } from './page-address.ts';

export const CONTROL = '/control';
const CHALLENGE = /^[\w-]{20,100}$/;
export const showRequest = z.strictObject({ folder: z.string().min(1), words: z.string().optional() });
export const showAnswer = z.object({ addresses: z.array(z.string()) });

/** @returns a function that answers a request, or returns false for one of others. */
export function createControl({ gallery, keys, origin }: { gallery: Gallery; keys: Keys; origin: string }) {
  return async (path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (!path.startsWith(`${CONTROL}/`)) return false;
    const answer = (body: object) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
      return true;
    };
    const challenge = path.slice(CONTROL.length + 1);
    if (request.method === 'GET' && CHALLENGE.test(challenge)) return answer({ proof: keys.proof(challenge) });
    if (path !== `${CONTROL}/show` || request.method !== 'POST') throw new Refusal(404, 'There is nothing here.');
    // Never for the cookie of a page: pages must not choose the folders that they see.
    if (keys.shownBy(request.headers) !== 'token') throw new Refusal(401, 'Send the secret.');
    if (!isJson(request.headers)) throw new Refusal(415, 'Send JSON.');
    const asked = showRequest.safeParse(await readJson(request));
    if (!asked.success) throw new Refusal(400, 'Send {"folder": PATH, "words": TEXT}.');
    const { folder, words } = asked.data;
    gallery.addFolder(folder);
    const label = (await gallery.grants()).find(({ path }) => path === folder)?.label;
    // One for the browser, and one for the terminal.
    const addresses = [1, 2].map(() => pageAddress(origin, keys, { folder: label, words }));
    return answer({ addresses } satisfies z.input<typeof showAnswer>);
  };
}
