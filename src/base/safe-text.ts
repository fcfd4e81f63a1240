/** Makes text from outside (file names, metadata) safe to show on a terminal, to a language model or in a chat. */

/** Long enough for any path that a person would read. */
const MAX_CHARACTERS = 300;

/**
 * Invisible characters that have an effect: controls (also terminal escapes and line ends), bidirectional and
 * zero-width characters, the invisible "tag" letters, lone surrogates, and the characters that stand for bytes which
 * are not valid text (see src/library/files/raw-path.ts). U+FE0F is allowed: it only selects the emoji in colour.
 */
const UNSEEN = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{10fe80}-\u{10feff}]/u;

/**
 * Write every invisible character as an escape (`\u{202e}`). Cut the middle out of a text that is too long, because
 * both ends of a path are informative.
 * @param max maximum length of the result, in UTF-16 units.
 */
export function safeText(text: string, max = MAX_CHARACTERS): string {
  const shown = Array.from(text, (character) =>
    UNSEEN.test(character) ? `\\u{${character.codePointAt(0)!.toString(16)}}` : character,
  );
  const complete = shown.join('');
  if (complete.length <= max) return complete;
  const half = (max - 1) / 2;
  return `${fitting(shown, Math.ceil(half)).join('')}…${fitting(shown.reverse(), Math.floor(half)).reverse().join('')}`;
}

/** Restore the invisible characters of a text that somebody gives back as it was shown. */
export function unescaped(text: string): string {
  return text.replace(/\\u\{([\da-f]{1,6})\}/gi, (written, code: string) => {
    const character = Number.parseInt(code, 16);
    return character <= 0x10ffff ? String.fromCodePoint(character) : written;
  });
}

/**
 * Make a text of several lines safe to show: as `safeText`, but its end is cut off, and lines stay apart.
 * @param between what separates them.
 */
export function safeLines(text: string, between: string, max: number): string {
  // Not all of a text that is much too long.
  const lines = text.slice(0, 2 * max).split('\n');
  const shown = lines.map((line) => safeText(line, Number.POSITIVE_INFINITY)).join(between);
  return shown.length <= max ? shown : `${fitting(Array.from(shown), max - 1).join('')}…`;
}

/** Quote a person's input in a message, short enough that the advice after it stays visible. */
export function quoted(text: string): string {
  return `"${safeText(text, 60)}"`;
}

/** Return the first pieces that fit into `room` UTF-16 units. No escape and no surrogate pair is cut in two. */
function fitting(pieces: readonly string[], room: number): string[] {
  let length = 0;
  const end = pieces.findIndex((piece) => {
    length += piece.length;
    return length > room;
  });
  return pieces.slice(0, end);
}
