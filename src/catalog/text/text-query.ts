/** Builds expressions of FTS5's query language, in which nothing that was typed is read as an operator. */

export type Expression = string;

/** These characters, or these consecutive words. */
export function phrase(text: string): Expression {
  return `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}

/** Both texts, with at most this many pieces or words between them. */
export function near(first: string, last: string, between: number): Expression {
  return `NEAR(${phrase(first)} ${phrase(last)}, ${between})`;
}

export function either(...expressions: readonly Expression[]): Expression {
  return `(${expressions.join(' OR ')})`;
}

export function together(...expressions: readonly Expression[]): Expression {
  return `(${expressions.join(' AND ')})`;
}
