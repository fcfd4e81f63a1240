import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded } from '../../../../src/base/fold.ts';
import type { Finder } from '../../../../src/search/query/sentence/clues.ts';
import { readSentence } from '../../../../src/search/query/sentence/sentence.ts';
import { tokensOf } from '../../../../src/search/query/sentence/tokens.ts';
import { anyCharacter } from '../../../support/any-character.ts';

/** Finds these words wherever they are. */
function finderOf(words: Record<string, { readonly means: string; readonly isSure?: boolean }>): Finder<string> {
  return (text) =>
    Object.entries(words).flatMap(([word, { means, isSure = true }]) => {
      const start = text.toLowerCase().indexOf(word);
      return start === -1 ? [] : [{ start, end: start + word.length, meaning: means, isSure }];
    });
}

const read = (text: string, words: Parameters<typeof finderOf>[0] = {}) => readSentence(text, [finderOf(words)]);
const wordsOf = (text: string) => tokensOf(text).map(({ plain }) => plain);

describe('tokensOf', () => {
  it('splits words, and texts without spaces', () => {
    expect(wordsOf('"Tom\'s" birthday, (IMG_1234.jpg)!')).toEqual(['tom', 'birthday', 'img 1234jpg']);
    expect(wordsOf('東京の夜景')).toEqual(['東京', 'の', '夜景']);
    expect(wordsOf('北京天安门广场')).toEqual(['北京', '天安门', '广场']);
    expect(wordsOf('ﾋﾞｰﾁで犬 dog')).toEqual(['ビーチ', 'で', '犬', 'dog']);
    expect(wordsOf('서울 여행')).toEqual(['서울', '여행']);
    expect(wordsOf('ซากุระที่โตเกียว')).toContain('โตเกียว');
  });
});

describe('readSentence', () => {
  it('leaves to the model what no sure clue explains', () => {
    const sentence = read('anna at the beach last summer', { anna: { means: 'A' }, 'last summer': { means: '2026' } });
    expect(sentence.clues.map(({ meanings }) => meanings)).toEqual([['A'], ['2026']]);
    expect(sentence).toMatchObject({ looksLike: 'beach', isOnlyClues: false });
    expect(sentence.words.map(({ plain }) => plain)).toEqual(['beach']);
  });

  it('keeps the words between those that are left', () => {
    expect(read('a cake on the table with anna', { anna: { means: 'A' } }).looksLike).toBe('cake on the table');
    expect(read('dog anna cat', { anna: { means: 'A' } }).looksLike).toBe('dog cat');
    expect(read('A dog, on a beach!').looksLike).toBe('A dog, on a beach!');
  });

  it('gives the model everything if only clues are there', () => {
    const sentence = read('anna and tom', { anna: { means: 'A' }, tom: { means: 'T' } });
    expect(sentence).toMatchObject({ looksLike: 'anna and tom', isOnlyClues: true, words: [] });
  });

  it('reads words that often mean something else both ways', () => {
    const sentence = read('a rose in may', {
      rose: { means: 'R', isSure: false },
      may: { means: '05', isSure: false },
    });
    expect(sentence.looksLike).toBe('a rose in may');
    expect(sentence.words.map(({ plain }) => plain)).toEqual(['rose', 'may']);
    expect(sentence.clues.map(({ isSure }) => isSure)).toEqual([false, false]);
  });

  it('takes the longest clue, and all meanings of the same words', () => {
    const finders = [
      finderOf({ paris: { means: 'person' }, 'paris texas': { means: 'film' } }),
      finderOf({ paris: { means: 'place' } }),
    ];
    expect(readSentence('paris', finders).clues).toMatchObject([{ meanings: ['person', 'place'] }]);
    expect(readSentence('paris texas', finders).clues).toMatchObject([{ meanings: ['film'] }]);
  });

  it('takes words in quotation marks literally', () => {
    const sentence = read('a sign that says "no anna 2019" and „stop“', { anna: { means: 'A' } });
    expect(sentence.quoted).toEqual(['no anna 2019', 'stop']);
    expect(sentence.clues).toEqual([]);
    expect(sentence.words.map(({ plain }) => plain)).toEqual(['sign', 'says']);
    expect(sentence.looksLike).toBe('a sign that says no anna 2019 and stop');
    expect(read('a 12" pizza and a 5\'10" man').quoted).toEqual([]);
  });

  it('removes words that only introduce others', () => {
    const fillers = (text: string) => [{ start: 0, end: text.indexOf('of') + 2 }];
    expect(readSentence('pictures of dogs', [], fillers)).toMatchObject({ looksLike: 'dogs' });
    expect(readSentence('pictures of', [], fillers)).toMatchObject({ looksLike: 'pictures of' });
  });

  it('never throws and never loses a word', () => {
    const words = fc.constantFrom('anna', 'may', 'the', 'beach', '"', '2019', '東京', 'photos of');
    const text = fc.array(fc.oneof(words, anyCharacter, fc.string()), { maxLength: 12 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(text, (written) => {
        const sentence = readSentence(
          written,
          [finderOf({ anna: { means: 'A' }, may: { means: '05', isSure: false }, '2019': { means: '2019' } })],
          (all) =>
            all.includes('photos of') ? [{ start: all.indexOf('photos of'), end: all.indexOf('photos of') + 9 }] : [],
        );
        const explained = [...sentence.clues.filter(({ isSure }) => isSure), ...sentence.fillers];
        const isExplained = (at: { start: number; end: number }) =>
          explained.some(({ start, end }) => start < at.end && at.start < end);
        // Words that were apart may touch now.
        const joined = (text: string) => folded(text).replaceAll(' ', '');
        const left = joined(sentence.looksLike);
        for (const token of tokensOf(written)) {
          const isSearched = sentence.words.some(({ start }) => start === token.start);
          if (!isExplained(token) && isSearched) expect(left).toContain(joined(token.plain));
        }
        if (written.trim() !== '') expect(sentence.looksLike).not.toBe('');
      }),
    );
  });
});
