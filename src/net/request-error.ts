/** Why the client gave a request up. Its callers add what a person can do about it. */

export type Refusal =
  | 'not-http'
  /** With a user name or password in the URL. */
  | 'credentials'
  /** Not among the URLs that this caller asks. */
  | 'not-allowed'
  | 'private-address'
  | 'insecure-redirect'
  | 'too-many-redirects'
  | 'bad-status'
  | 'too-large'
  | 'too-slow';

/** What the server or the address did. Anything else, such as a broken connection, is thrown as it comes. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly refusal: Refusal;
  /** The host or the URL, without user, password and signed query. */
  readonly where: string;

  /** @param predicate the rest of the sentence that begins with `where`, without its full stop. */
  constructor(refusal: Refusal, where: string | URL, predicate: string) {
    super(predicate);
    this.refusal = refusal;
    this.where = typeof where === 'string' ? where : shownUrl(where.href);
  }
}

/** A URL as messages and records may show it: without user, password and signed query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
