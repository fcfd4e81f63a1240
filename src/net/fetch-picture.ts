/** A picture from the web, for a query. A query can be pasted from anywhere: only public addresses are asked. */

import { messageOf, PicsiftError } from '../base/errors.ts';
import { safeText } from '../base/safe-text.ts';
import { type FetchOptions, fetchBytes } from './fetch-bytes.ts';
import { type Refusal, RequestError, shownUrl } from './request-error.ts';

const MAX_REDIRECTS = 3;

const SAVE = 'Save the picture and give its file.';
const CHECK = 'Check the address, or save the picture and give its file.';

/** What is wrong with the query itself. */
const BAD_QUERY: Partial<Record<Refusal, string>> = {
  'not-http': 'Give the address of a picture.',
  credentials: SAVE,
  'private-address': SAVE,
};

/**
 * The bytes behind an http(s) address. Proxies of the environment are not used: what one connects to cannot be seen.
 * @throws PicsiftError `bad-query` for an address that must not be asked, `download-failed`.
 */
export async function fetchPicture(
  address: string,
  options: Partial<Omit<FetchOptions, 'maxRedirects'>> = {},
): Promise<Buffer> {
  try {
    if (!URL.canParse(address)) throw new RequestError('not-http', address, 'is no http(s) address');
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
