/** Other spellings under which a word may be stored. Pure. */

/** How people write the letters ä, ö, ü, ø and å on keyboards that have none, and how `folded` writes them. */
const TRANSLITERATED: readonly (readonly [RegExp, string])[] = [
  [/ae/g, 'a'],
  [/oe/g, 'o'],
  [/ue/g, 'u'],
  [/aa/g, 'a'],
];

/** Endings of plurals and genitives. */
const ENDINGS = [/(?<=\p{L}{3})s$/u, /(?<=\p{L}{3})es$/u];

/** Return a folded word as it is, with transliterated letters replaced, and without an ending. The likeliest first. */
export function spellings(plain: string): string[] {
  const replaced = TRANSLITERATED.reduce((word, [letters, letter]) => word.replace(letters, letter), plain);
  const all = [plain, replaced, ...ENDINGS.map((ending) => plain.replace(ending, ''))];
  return [...new Set(all)];
}

const ALIKE = ['ck', 'ijy', 'sz', 'vw', 'fp'];

/** Decide whether a word may be the other one misspelled: people rarely mistype the first letter. "Fancy" is not Nancy. */
export function beginAlike(written: string, name: string): boolean {
  const [first = '', second = ''] = written;
  const letter = name[0] ?? '';
  const isSwapped = first === name[1] && second === letter;
  return first === letter || isSwapped || ALIKE.some((letters) => letters.includes(first) && letters.includes(letter));
}
