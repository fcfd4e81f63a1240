/** Parts of a text. Pure. */

/** `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

/** Decide whether two parts have a character in common. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Decide whether a part has a character in common with any of the others. */
export function overlapsAny(span: Span, others: readonly Span[]): boolean {
  return others.some((other) => overlaps(other, span));
}
