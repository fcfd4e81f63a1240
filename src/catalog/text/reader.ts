/** What has read a picture: the version of the reader and the models that it had. */

export interface Reader {
  readonly version: number;
  /** Names of installed models; none: the built-in one alone. */
  readonly models: readonly string[];
}

/** Write a reader as the catalog stores it, such as "1" or "1+korean;". */
export function readerKey({ version, models }: Reader): string {
  return (
    version +
    models
      .toSorted()
      .map((name) => `+${name};`)
      .join('')
  );
}

/**
 * SQL that is true if a stored reader is as good: of the same version, with these models or more. What a model has read is
 * kept when the model is gone.
 */
export const IS_AS_GOOD = `(reader || '+' GLOB ? AND reader GLOB ?)`;

/** Return the parameters of `IS_AS_GOOD`. */
export function asGoodAs({ version, models }: Reader): [string, string] {
  return [
    `${version}+*`,
    `*${models
      .toSorted()
      .map((name) => `+${name};*`)
      .join('')}`,
  ];
}
