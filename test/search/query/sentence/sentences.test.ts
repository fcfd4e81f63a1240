/**
 * Sentences as people type them, with their reading: sentences.tsv. To extend it, add a row. `clues` has the kind and the
 * label of each clue, with a question mark when it is not sure, or "-"; `looks like` has what the model gets, or "-" if
 * nothing is left. The people and places of the library are in test/support/catalogs/known-library.ts; today is 2026-11-29.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cluesOf, PEOPLE, POINTS, readerOf } from '../../../support/catalogs/known-library.ts';

const rows = readFileSync(new URL('sentences.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .filter((line) => !line.startsWith('#'))
  .map((line) => {
    const [language = '', sentence = '', clues = '', looksLike = ''] = line.split('\t');
    return { language, sentence, clues, looksLike };
  });

const read = readerOf(POINTS, PEOPLE);

describe('sentences.tsv', () => {
  it('has at least 300 sentences, each once for a language', () => {
    expect(rows.length).toBeGreaterThanOrEqual(300);
    expect(new Set(rows.map(({ language, sentence }) => `${language} ${sentence}`)).size).toBe(rows.length);
  });

  it('is read as it says', () => {
    const readings = rows.map((row) => {
      const sentence = read(row.sentence);
      return { ...row, clues: cluesOf(sentence), looksLike: sentence.isOnlyClues ? '-' : sentence.looksLike };
    });
    expect(readings).toEqual(rows);
  });
});
