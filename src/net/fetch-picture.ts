/** Downloads the picture of a query. A query can come from anywhere, so only public addresses are requested. */

import { messageOf, PicsiftError } from '../base/errors.ts';
import { safeText } from '../base/safe-text.ts';
import { type FetchOptions, fetchBytes } from './fetch-bytes.ts';
import { type Refusal, RequestError, shownUrl } from './request-error.ts';

const MAX_REDIRECTS = 3;

const SAVE = 'Save the picture and give its file.';
const CHECK = 'Check the address, or save the picture and give its file.';

/** Refusals that the query itself causes, with the advice for each. */
const BAD_QUERY: Partial<Record<Refusal, string>> = {
  'not-http': 'Give the address of a picture.',
  credentials: SAVE,
  'private-address': SAVE,
};

/**
 * Download the bytes at an http(s) address. Proxies of the environment are not used, because the addresses that a proxy
 * connects to cannot be checked.
 * @throws PicsiftError `bad-query` for an address that must not be requested, `download-failed`.
 */
export async function fetchPicture(
  address: string,
  options: Partial<Omit<FetchOptions, 'maxRedirects'>> = {},
): Promise<Buffer> {
  try {
    if (!URL.canParse(address)) throw new RequestError('not-http', address, 'is not an http(s) address');
    return await fetchBytes(new URL(address), { reach: {}, maxRedirects: MAX_REDIRECTS, ...options });
  } catch (error) {
    throw explained(error, address);
  }
}

function explained(error: unknown, address: string): PicsiftError {
  if (!(error instanceof RequestError)) {
    const text = `${safeText(shownUrl(address))} failed (${messageOf(error)}). ${CHECK}`;
    return new PicsiftError('download-failed', text, { cause: error });
  }
  const { refusal, where, message } = error;
  const predicate = refusal === 'too-many-redirects' ? `came after more than ${MAX_REDIRECTS} redirects` : message;
  const advice = BAD_QUERY[refusal];
  const code = advice === undefined ? 'download-failed' : 'bad-query';
  return new PicsiftError(code, `${safeText(where)} ${predicate}. ${advice ?? CHECK}`, { cause: error });
}
