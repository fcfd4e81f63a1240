/** Texts as people compare them: "Zürich" is "zurich", "St. John's" is "St Johns". */

/** Letters that Unicode does not take apart into a plain one and its accent. */
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
};

/** Small letters without accents; full stops and apostrophes left out, whatever else is no letter or digit a blank. */
export function folded(text: string): string {
  const small = text.toLowerCase();
  // Most need no more, and there are 135,000 cities to compare with.
  if (/^[a-z0-9]+(?: [a-z0-9]+)*$/.test(small)) return small;
  const plain = small
    .normalize('NFKD')
    .replace(/[\p{M}.'’‘ʻʼ`]/gu, '')
    .replace(/[ßæœøłđðþħıə]/g, (letter) => PLAIN[letter]!)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  // Where there are none at all, "★★" is still another than "☂".
  return plain === '' ? small.trim() : plain;
}
