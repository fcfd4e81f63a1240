/** Which words are English, and English plurals. Pure, except that it reads the dictionary. */

import { englishWords } from './dictionary.ts';
import { isLookalike } from './lookalikes.ts';

/** Decide whether a folded word is one that people write in English descriptions. */
export function isEnglish(plain: string): boolean {
  return plain.length === 1 || /^\d/.test(plain) || isLookalike(plain) || isConcept(plain);
}

function isConcept(plain: string): boolean {
  const words = englishWords();
  const forms = [plain, plain.replace(/s$/, ''), plain.replace(/es$/, ''), plain.replace(/ies$/, 'y')];
  const ing = /^(.{3,}?)(?:s|ed|er|e)?$/.exec(plain)?.[1];
  return forms.some((form) => words.has(form)) || (ing !== undefined && words.has(`${ing}ing`));
}

const IRREGULAR: Record<string, string> = {
  child: 'children',
  man: 'men',
  woman: 'women',
  person: 'people',
  mouse: 'mice',
  foot: 'feet',
  tooth: 'teeth',
  goose: 'geese',
  knife: 'knives',
  leaf: 'leaves',
  calf: 'calves',
  wolf: 'wolves',
  wife: 'wives',
  shelf: 'shelves',
};
/** Nouns without another plural, or that are one. */
const SAME =
  /(?:s|fish|sheep|deer|moose|hair|food|police|people|children|clothes|meat|bread|fruit|rice|music|work|weather|water|snow|sand|grass|hay|mud|money|jewellery|pasta|sushi|homework|soccer|Easter)$/;

/** Return the plural of an English noun, or of the last word of a phrase. */
export function pluralOf(english: string): string {
  const [, before = '', last = ''] = /^(.* )?([^ ]+)$/.exec(english) ?? [];
  if (IRREGULAR[last] !== undefined) return before + IRREGULAR[last];
  if (/(?:ss|ch|sh|x|bus)$/.test(last) && !SAME.test(last.replace(/ss$/, ''))) return `${english}es`;
  if (SAME.test(last)) return english;
  return /[^aeiou]y$/.test(last) ? english.replace(/y$/, 'ies') : `${english}s`;
}
