/** Reduces inflected words to the forms that a dictionary lists: plurals, cases, genders, and forms of verbs. Pure. */

import type { Sort, SpacedLanguage } from './dictionary.ts';

export interface Reduced {
  /** May be a word of the dictionary. */
  readonly form: string;
  /** Which words have such an inflection. */
  readonly sort: Sort;
  readonly isPlural: boolean;
}

/** Endings of folded words, each with what may replace it: "iendo>er,ir". The likeliest first. */
interface Endings {
  readonly plurals: string;
  /** Cases, genitives and diminutives. */
  readonly others: string;
  readonly qualities: string;
  readonly actions: string;
}

const ENDINGS: Record<SpacedLanguage, Endings> = {
  de: {
    plurals: 'innen>in nen>,n en>,e n> ern> er> e> s>',
    others: 'es> chen>,e lein>,e',
    qualities: 'e> er> es> en> em> ere> farbene>',
    actions:
      't>en,n et>en e>en st>en end>en ende>en enden>en ender>en endes>en endem>en nd>n nde>n nder>n te>en ten>en',
  },
  fr: {
    plurals: 's> x> aux>al,au',
    others: '',
    qualities: 's> e> es> euse>eux euses>eux ve>f ves>f ne> lle>l',
    actions:
      'e>er es>er ent>er,ir,re eant>er ant>er,ir,re ante>er,re ants>er ee>er ees>er it>ir,ire issant>ir issent>ir d>dre t>tre,ir u>re',
  },
  es: {
    plurals: 's> es> ces>z itos>o, itas>a,',
    others: 'ito>o, ita>a,',
    qualities: 'a>o, as>o, os>o s> es>',
    actions:
      'ando>ar a>ar an>ar andose>ar ado>ar ada>ar ados>ar adas>ar aba>ar aban>ar iendo>er,ir iendose>er,ir e>er,ir,ar en>er,ir o>ar,er,ir ido>er,ir ida>er,ir idos>er,ir',
  },
  it: {
    plurals: 'i>o,e,a,io e>a che>ca ghe>ga chi>co ghi>go',
    others: 'ino>o ina>a etto>o etta>a',
    qualities: 'a>o i>o,e e>o,a che>co chi>co ghe>go ghi>go',
    actions:
      'a>are ano>are ando>are andosi>are ante>are ato>are ata>are ati>are ate>are i>are,iare e>ere,ire ono>ere,ire endo>ere,ire uto>ere ito>ire iti>ire',
  },
  pt: {
    plurals: 's> es> oes>ao aes>ao ns>m ais>al eis>el inhos>o, inhas>a,',
    others: 'inho>o, inha>a, zinho> zinha>',
    qualities: 'a>o, as>o, os>o s> es> ns>m',
    actions: 'ando>ar a>ar am>ar endo>er indo>ir e>er,ir em>er,ir ado>ar ada>ar ados>ar adas>ar ava>ar avam>ar',
  },
  nl: {
    plurals: 'en> s> jes> tjes> pjes> eren>',
    others: 'je> tje> pje>',
    qualities: 'e> er>',
    actions: 't>en >en end>en ende>en nd>n',
  },
};

const SHORTEST_STEM = 2;
const LONGEST_ENDING = 6;

interface Rule {
  readonly sort: Sort;
  readonly isPlural: boolean;
  readonly replacements: readonly string[];
}

const rules = new Map<SpacedLanguage, ReadonlyMap<string, readonly Rule[]>>();

/** Return what each ending may stand for. */
function rulesOf(language: SpacedLanguage): ReadonlyMap<string, readonly Rule[]> {
  const known = rules.get(language);
  if (known !== undefined) return known;
  const { plurals, others, qualities, actions } = ENDINGS[language];
  const found = new Map<string, Rule[]>();
  const add = (endings: string, sort: Sort, isPlural = false) => {
    for (const [, ending = '', replacements = ''] of endings.matchAll(/(\S+)>(\S*)/g))
      found.set(ending, [...(found.get(ending) ?? []), { sort, isPlural, replacements: replacements.split(',') }]);
  };
  add(plurals, 'thing', true);
  add(qualities, 'quality');
  add(actions, 'action');
  add(others, 'thing');
  rules.set(language, found);
  return found;
}

/** List the forms of which a folded word may be an inflection, those with the shortest ending first. */
export function reducedForms(plain: string, language: SpacedLanguage): Reduced[] {
  const other = language === 'de' ? withoutTransliteration(plain) : plain;
  const forms = [...endingsRemoved(plain, language), ...participles(plain, language)];
  if (other === plain) return forms;
  const itself = (['thing', 'action', 'quality'] as const).map((sort) => ({ form: other, sort, isPlural: false }));
  return [...forms, ...itself, ...endingsRemoved(other, language), ...participles(other, language)];
}

function endingsRemoved(word: string, language: SpacedLanguage): Reduced[] {
  const endings = rulesOf(language);
  const forms: Reduced[] = [];
  for (let length = 1; length <= Math.min(LONGEST_ENDING, word.length - SHORTEST_STEM); length++) {
    const stem = word.slice(0, -length);
    for (const { sort, isPlural, replacements } of endings.get(word.slice(-length)) ?? []) {
      const stems = language === 'nl' ? dutchSpellings(stem) : [stem];
      for (const replacement of replacements)
        for (const each of stems) forms.push({ form: each + replacement, sort, isPlural });
    }
  }
  return forms;
}

/** "maedchen" is what people write for "mädchen" without the key; the folded form is "madchen". */
function withoutTransliteration(word: string): string {
  return word.replace(/([ao])e/g, '$1').replace(/(?<![aeq])ue/g, 'u');
}

/** "gespielt" and "geschlafen". */
function participles(word: string, language: SpacedLanguage): Reduced[] {
  const stem = language === 'de' ? /^ge(.{3,}?)(?:t|en)(?:e[nrsm]?)?$/.exec(word)?.[1] : undefined;
  return stem === undefined ? [] : [{ form: `${stem}en`, sort: 'action', isPlural: false }];
}

/** Dutch writes long vowels and short syllables with letters that depend on the ending: bomen, boom; katten, kat. */
function dutchSpellings(stem: string): string[] {
  const last = stem.replace(/v$/, 'f').replace(/z$/, 's');
  return [
    ...new Set([
      stem,
      last,
      stem.replace(/([^aeiou])\1$/, '$1'),
      last.replace(/(?<![aeiou])([aeou])([^aeiou])$/, '$1$1$2'),
      stem.replace(/([aeou])\1([^aeiou])$/, '$1$2'),
      stem.replace(/(?<![aeiou])([aeiou])([^aeiou])$/, '$1$2$2'),
      stem.replace(/([aeou])\1s$/, '$1z'),
      stem.replace(/([aeou])\1f$/, '$1v'),
    ]),
  ];
}
