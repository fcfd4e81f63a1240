/** Queries in ten languages, with the English words that a model gets: sentences.tsv, with "-" for what stays as it is. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/base/paths.ts';
import { inEnglish } from '../../../../src/search/query/translate/in-english.ts';
import { reducedForms } from '../../../../src/search/query/translate/inflections.ts';

const rows = readFileSync(new URL('sentences.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'));

describe('translation', () => {
  it.each(['de', 'fr', 'es', 'it', 'pt', 'nl', 'ja', 'zh', 'ko', 'en'])('understands descriptions: %s', (language) => {
    const some = rows.filter((row) => row[0] === language);
    expect(some.length).toBeGreaterThan(10);
    const translated = some.map(([, text]) => [language, text, inEnglish(text!) ?? '-']);
    expect(translated).toEqual(some);
  });

  it.each([
    'a man with a gift and a red hat',
    'the war memorial at dawn',
    'fallen leaves on the main street',
    'art nouveau door',
    'mardi gras',
    "the dog's tail",
    'IMG_1234.jpg',
    '',
    '🐶',
    '...',
  ])('leaves English and what it does not know: %j', (text) => {
    expect(inEnglish(text)).toBeUndefined();
  });

  it('keeps unknown words, such as names', () => {
    expect(inEnglish('Anna und Tobias am Strand')).toBe('Anna and Tobias at beach');
    expect(inEnglish('perro de Ximena')).toBe('dog of Ximena');
    expect(inEnglish('太郎と犬')).toBe('太郎 and dog');
  });

  it('reads words without the letters of their language', () => {
    expect(inEnglish('maedchen mit schluessel und haeschen')).toBe('girl with key and rabbit');
    expect(inEnglish('nina en el jardin')).toBe('girl in garden');
  });

  it.each([
    ['katten', 'nl', 'kat'],
    ['bomen', 'nl', 'boom'],
    ['corriendo', 'es', 'correr'],
    ['gateaux', 'fr', 'gateau'],
    ['coracoes', 'pt', 'coracao'],
    ['funghi', 'it', 'fungo'],
    ['gespielt', 'de', 'spielen'],
  ] as const)('knows inflections: %s', (word, language, form) => {
    expect(reducedForms(word, language).map((reduced) => reduced.form)).toContain(form);
  });
});

describe('the table of words', () => {
  const text = readFileSync(join(packageRoot(), 'config/words/concepts.txt'), 'utf8');
  const concepts = text.split('\n').filter((line) => line !== '' && !/^[#[]/.test(line));

  it('has a column for each language', () => {
    expect(concepts.filter((line) => line.split('|').length !== 10)).toEqual([]);
  });

  it('has each English word once', () => {
    const names = concepts.map((line) => line.split('|')[0]!.split(',')[0]!);
    const counts = new Map(names.map((name) => [name, names.filter((other) => other === name).length]));
    // A noun and a verb, or a fruit and a colour, may have the same name.
    expect([...counts].filter(([, count]) => count > 2)).toEqual([]);
  });
});
