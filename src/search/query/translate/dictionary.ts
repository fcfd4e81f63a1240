/** The words by which people describe photos, in ten languages: config/words/concepts.txt, read when it is needed first. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../base/paths.ts';
import { foldedTable } from './words-of.ts';

export type SpacedLanguage = 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl';
export type Language = SpacedLanguage | 'ja' | 'zh' | 'ko';
/** "small" words connect others, or mean nothing. */
export type Sort = 'thing' | 'action' | 'quality' | 'small';

export interface Concept {
  /** Empty: English descriptions need no such word. */
  readonly english: string;
  readonly sort: Sort;
}

export interface Vocabulary {
  /** By words and phrases as `wordsOf` separates them, joined by spaces. */
  readonly concepts: ReadonlyMap<string, Concept>;
  /** The same, each before the sort of word: "rennen" is a race and an action. */
  readonly bySort: ReadonlyMap<string, Concept>;
  /** The first words of phrases. */
  readonly phraseStarts: ReadonlySet<string>;
}

/** The columns of concepts.txt after the English one. */
const LANGUAGES: readonly Language[] = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'ja', 'zh', 'ko'];
const SECTIONS: Record<string, Sort> = {
  '[things]': 'thing',
  '[actions]': 'action',
  '[qualities]': 'quality',
  '[small words]': 'small',
};

interface Row {
  readonly concept: Concept;
  /** The English cell, then those of LANGUAGES. */
  readonly cells: readonly string[];
}

let lines: readonly string[] | undefined;
let table: readonly Row[] | undefined;
const vocabularies = new Map<Language, Vocabulary>();
let english: ReadonlySet<string> | undefined;

/** Return the words and phrases of a language. */
export function vocabularyOf(language: Language): Vocabulary {
  const known = vocabularies.get(language);
  if (known !== undefined) return known;
  const concepts = new Map<string, Concept>();
  const bySort = new Map<string, Concept>();
  const phraseStarts = new Set<string>();
  const column = LANGUAGES.indexOf(language) + 1;
  const rows = allRows();
  const cells = foldedTable(rows.map((row) => row.cells[column]!).join('\n')).split('\n');
  for (const [at, { concept }] of rows.entries()) {
    for (const plain of cells[at]!.split(',')) {
      if (plain === '') continue;
      const space = plain.indexOf(' ');
      if (space !== -1) phraseStarts.add(plain.slice(0, space));
      // French "des" is rarely "dés".
      const other = concepts.get(plain);
      if (other === undefined || (concept.sort === 'small' && other.sort !== 'small')) concepts.set(plain, concept);
      if (!bySort.has(`${concept.sort} ${plain}`)) bySort.set(`${concept.sort} ${plain}`, concept);
    }
  }
  const vocabulary = { concepts, bySort, phraseStarts };
  vocabularies.set(language, vocabulary);
  return vocabulary;
}

/** Return all single words of the English column, folded. */
export function englishWords(): ReadonlySet<string> {
  if (english !== undefined) return english;
  const rows = allLines().filter((line) => line.includes('|') && !line.startsWith('#'));
  const cells = rows.map((line) => line.slice(0, line.indexOf('|')));
  english = new Set(foldedTable(cells.join()).split(/[ ,]/));
  return english;
}

function allRows(): readonly Row[] {
  if (table !== undefined) return table;
  const read: Row[] = [];
  let sort: Sort = 'thing';
  for (const line of allLines()) {
    sort = SECTIONS[line] ?? sort;
    const cells = line.split('|');
    if (cells.length !== LANGUAGES.length + 1 || line.startsWith('#')) continue;
    const [name = ''] = cells[0]!.split(',');
    read.push({ concept: { english: name === '-' ? '' : name, sort }, cells });
  }
  table = read;
  return table;
}

function allLines(): readonly string[] {
  const file = join(packageRoot(), 'config/words/concepts.txt');
  lines ??= readFileSync(file, 'utf8').split(/\r?\n/);
  return lines;
}
