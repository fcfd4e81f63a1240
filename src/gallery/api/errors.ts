/** Errors as programs and people get them. */

import { z } from 'zod';
import { type ErrorCode, PicsiftError } from '../../base/errors.ts';
import { stackOf } from '../../base/stack.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Gallery } from '../gallery.ts';

export const errorAnswer = z.object({
  error: z.object({
    code: z.string().describe('For programs.'),
    message: z.string().describe('For people: what happened, and what to do.'),
  }),
});

/** The HTTP status of errors that are no failure of the server. */
const STATUSES: { readonly [Code in ErrorCode]?: number } = {
  'bad-usage': 400,
  'bad-query': 400,
  'folder-not-found': 400,
  'not-a-folder': 400,
  'photo-not-found': 404,
  'photo-unreadable': 422,
  'photo-too-large': 422,
  'photo-unwritable': 422,
  'catalog-busy': 503,
  'indexing-elsewhere': 503,
  interrupted: 503,
};
/** Messages of these name no path. */
const PATHLESS: readonly ErrorCode[] = ['bad-query', 'bad-usage', 'photo-not-found', 'catalog-busy', 'interrupted'];

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: z.input<typeof errorAnswer>;
}

/** Make the answer to an error. What may name a path is for who may see paths; the log gets it in any case. */
export function errorFor(error: unknown, { rights, log }: Pick<Gallery, 'rights' | 'log'>): Answer {
  if (error instanceof Refusal) return answerOf(error.status, error.kind, error.message, error.headers);
  if (!(error instanceof PicsiftError)) {
    log(stackOf(error));
    return answerOf(
      500,
      'unexpected',
      "Something unexpected went wrong; the details are in the server's log (stderr).",
    );
  }
  const { code, message } = error;
  const status = STATUSES[code] ?? 500;
  if (status === 500) log(message);
  const isShown = rights.has('files') || PATHLESS.includes(code);
  return answerOf(status, code, isShown ? message : `This does not work now (${code}); the server's log says why.`);
}

function answerOf(status: number, code: string, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { error: { code, message } } };
}
