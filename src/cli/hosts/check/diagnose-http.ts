/** Explains why a server at an address does not answer as picsift does. Pure. */

import { messageOf, systemCode } from '../../../base/errors.ts';
import { safeText } from '../../../base/safe-text.ts';
import { shownAddress } from '../hide-secrets.ts';
import type { HttpLaunch } from '../launch.ts';
import type { Problem } from '../problem.ts';
import { HangError } from './patience.ts';

/**
 * @param error of the handshake.
 * @param tokenFile in which a server on this computer keeps its token.
 * @param hide removes secrets from what the server said.
 */
export function diagnoseHttp(
  error: unknown,
  { address, headers }: HttpLaunch,
  tokenFile: string,
  hide: (text: string) => string,
): Problem {
  const shown = shownAddress(address);
  const start = `picsift mcp DIR --http ${address.host}`;
  if (error instanceof HangError) {
    return {
      code: 'no-answer',
      found: `${shown} does not answer within ${error.seconds} seconds.`,
      fix: 'Is it really the address of picsift? End that server and start it again:',
      command: start,
    };
  }
  const status = statusOf(error);
  switch (status) {
    case 401: {
      const hasToken = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
      return {
        code: 'token-refused',
        found: `${shown} answers, but ${hasToken ? 'refuses the token of the entry' : 'the entry has no token'}.`,
        fix:
          `The token is in ${safeText(tokenFile)}, or in PICSIFT_MCP_TOKEN if you have set it for the server. ` +
          'Write it into the entry: "headers": { "Authorization": "Bearer THE-TOKEN" }',
      };
    }
    case 403:
      return {
        code: 'token-refused',
        found: `${shown} refuses this spelling of its address.`,
        fix: 'Write the address exactly as the server prints it when it starts ("Serving at ...").',
      };
    case 404:
      return {
        code: 'not-mcp',
        found: `A server answers at ${shown}, but has nothing at this path.`,
        fix: `The address of picsift ends with /mcp: ${address.origin}/mcp`,
      };
  }
  if (status !== undefined) {
    const found = `The server at ${shown} is not picsift: it answers with HTTP status ${status}.`;
    const fix = 'Is this the address of picsift? If another program has the port, start picsift at another one:';
    return { code: 'not-mcp', found, fix, command: start };
  }
  const code = causes(error)
    .map(systemCode)
    .find((each) => each !== undefined);
  if (code !== undefined) {
    const found = `Nobody answers at ${shown} (${code}).`;
    return { code: 'nobody-listens', found, fix: 'Start the server and let it run:', command: start };
  }
  const found = `The server at ${shown} does not answer as an MCP server does: ${safeText(hide(messageOf(error)), 200)}`;
  return {
    code: 'not-mcp',
    found,
    fix: 'Is this the address of picsift? It prints its address when it starts:',
    command: start,
  };
}

/** The HTTP status in an error of the SDK. */
function statusOf(error: unknown): number | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'number' && code >= 100 && code < 600 ? code : undefined;
}

/** An error and those that caused it. `fetch` only says that it failed. */
function causes(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...inner.flatMap(causes), ...causes(error.cause)];
}
