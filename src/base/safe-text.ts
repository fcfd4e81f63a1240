/** Text from outside (file names, folder names, metadata) made fit to be shown: on a terminal, to a model, in a chat. */

/** Long enough for any path that a person would read. */
const MAX_CHARACTERS = 300;

/**
 * What is not seen but acts: controls (also terminal escapes and line ends), bidirectional and zero-width characters,
 * the invisible "tag" letters, lone surrogates, and what stands for bytes that are no text (library/raw-path.ts).
 * U+FE0F only asks for an emoji in colour and is let through.
 */
const UNSEEN = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{10fe80}-\u{10feff}]/u;

/**
 * The text with every unseen character written out (`\u{202e}`) and, where it is too long, its middle left out: both
 * ends of a path say something.
 * @param max length of the result at most, in UTF-16 units.
 */
export function safeText(text: string, max = MAX_CHARACTERS): string {
  const shown = Array.from(text, (character) =>
    UNSEEN.test(character) ? `\\u{${character.codePointAt(0)!.toString(16)}}` : character,
  );
  const whole = shown.join('');
  if (whole.length <= max) return whole;
  const half = (max - 1) / 2;
  return `${fitting(shown, Math.ceil(half)).join('')}…${fitting(shown.reverse(), Math.floor(half)).reverse().join('')}`;
}

/** What somebody wrote, to be repeated to them in a message: short enough to leave the mend in sight. */
export function quoted(text: string): string {
  return `"${safeText(text, 60)}"`;
}

/** As many of the first pieces as fit into `room`: no escape and no surrogate pair is cut in two. */
function fitting(pieces: readonly string[], room: number): string[] {
  let length = 0;
  const end = pieces.findIndex((piece) => {
    length += piece.length;
    return length > room;
  });
  return pieces.slice(0, end);
}
