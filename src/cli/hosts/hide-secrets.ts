/** Keeps tokens and passwords out of everything that is printed. Pure. */

/** Shorter ones are no secrets, and would be found in ordinary words. */
const SHORTEST = 8;
const HIDDEN = '[hidden]';
/** What is followed by a secret: `TOKEN=...`, `"password": "..."`, `--api-key ...`, `Bearer ...`. */
const NAMED =
  /((?:token|secret|password|passwd|key|authorization)["']?\s*[=:]\s*["']?(?:bearer\s+)?|bearer\s+|--[\w-]*(?:token|secret|password|key)\s+)[^\s"',]{4,}/gi;

/**
 * Return a function that replaces secrets in a text that comes from outside.
 * @param values that an entry gives to its server: variables and headers.
 */
export function secretHider(values: readonly string[]): (text: string) => string {
  const secrets = values
    .map((value) => value.replace(/^(?:bearer|basic)\s+/i, ''))
    // A path is no secret, and messages need it.
    .filter((value) => value.length >= SHORTEST && !/^(?:[~/\\]|[A-Za-z]:[\\/])/.test(value))
    .sort((a, b) => b.length - a.length);
  return (text) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text).replace(NAMED, `$1${HIDDEN}`);
}

/** An address without what may be a secret in it. */
export function shownAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
