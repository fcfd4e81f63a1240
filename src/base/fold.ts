/**
 * Text in the form in which it is compared: "Zürich" equals "zurich", "Straße" equals "STRASSE", "St. John's" equals
 * "St Johns", and full-width letters equal the usual ones.
 */

/** Letters that Unicode does not decompose into a plain letter and an accent. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ə: 'e',
  // At the end of a word.
  ς: 'σ',
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/**
 * Accents, and the points of Hebrew and Arabic, which are usually left out. Not the signs that make another letter:
 * those of Japanese (か, が), of Indian scripts, and the breve of й.
 */
const ACCENTS =
  /(?!(?<=и)\u0306)[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;

const APOSTROPHES = /['’‘ʻʼ`]/g;
const APOSTROPHES_AND_STOPS = /['’‘ʻʼ`.]/g;

/** Convert to lower case, without accents and apostrophes, and in one of the forms that Unicode has for a letter. */
export function foldedLetters(text: string): string {
  return lettersWithout(APOSTROPHES, text);
}

/** Fold the letters and remove full stops. Every other character that is not a letter or digit becomes a space. */
export function folded(text: string): string {
  const plain = withBetween(' ', lettersWithout(APOSTROPHES_AND_STOPS, text)).trim();
  // A text without letters and digits keeps its characters, so that "★★" and "☂" stay different.
  return plain === '' ? text.normalize('NFKC').toLowerCase().trim() : plain;
}

/** Replace everything between the words of letters and digits. @param letters folded. */
export function withBetween(separator: string, letters: string): string {
  return letters.replace(isAscii(letters) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}\p{M}]+/gu, separator);
}

/**
 * Decide whether a text has characters of ASCII only. Then it needs no properties of Unicode, such as \p{L}: they take a
 * millisecond to compile in each process, and several times as long to match.
 */
export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  return /^[\x00-\x7f]*$/.test(text);
}

function lettersWithout(signs: RegExp, text: string): string {
  const small = text.toLowerCase();
  // Fast path for most texts: the names of 135,000 cities are folded, and the paths of all photos.
  if (isAscii(small)) return small.replace(signs, '');
  return (
    small
      .normalize('NFKD')
      .toLowerCase()
      .replace(signs, '')
      // Marks that a removed sign has separated get their order.
      .normalize('NFD')
      .replace(ACCENTS, '')
      .replace(SPECIAL, (letter) => PLAIN[letter]!)
      .normalize('NFC')
  );
}

/** Scripts without spaces between words. Korean has spaces, but joins endings to its words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]\p{M}*/gu;

/** Decide whether the text has a character of a script without spaces between words. */
export function isUnspaced(text: string): boolean {
  return !isAscii(text) && text.search(UNSPACED) !== -1;
}

/**
 * Fold the letters, and separate the characters of scripts without spaces between words. So an index of words finds
 * every part of such a text as consecutive words: 東京 in 東京タワー.
 */
export function foldedWords(text: string): string {
  const letters = foldedLetters(text);
  return isAscii(letters) ? letters : letters.replace(UNSPACED, ' $& ');
}
