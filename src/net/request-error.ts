/** Reasons why the client stops a request. Its callers add what a person can do about it. */

export type Refusal =
  | 'not-http'
  /** The URL contains a user name or password. */
  | 'credentials'
  /** The caller does not allow this URL. */
  | 'not-allowed'
  | 'private-address'
  | 'insecure-redirect'
  | 'too-many-redirects'
  | 'bad-status'
  | 'too-large'
  | 'too-slow';

/** A request that the address or the server's answer made fail. A broken connection throws undici's own error. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly refusal: Refusal;
  /** The host or the URL, without user, password and signed query. */
  readonly where: string;

  /** @param predicate the rest of the sentence that begins with `where`, without the full stop. */
  constructor(refusal: Refusal, where: string | URL, predicate: string) {
    super(predicate);
    this.refusal = refusal;
    this.where = typeof where === 'string' ? where : shownUrl(where.href);
  }
}

/** Return a URL as messages and records may show it: without user, password and signed query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
