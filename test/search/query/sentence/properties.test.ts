/** What holds for every sentence, with the finders that searches use. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFunctionWord } from '../../../../src/search/query/sentence/function-words.ts';
import { tokensOf } from '../../../../src/search/query/sentence/tokens.ts';
import { overlaps } from '../../../../src/search/query/span.ts';
import { anyCharacter } from '../../../support/any-character.ts';
import { PEOPLE, POINTS, readerOf } from '../../../support/catalogs/known-library.ts';

const read = readerOf(POINTS, PEOPLE);

const NAMES =
  `anna|tom|rose|may|grace|oma ilse|花子|venice|in nice|à nice|essen|reading|new york|京都|venicce|italy`.split('|');
const DATES = `last summer|2019|in may|on monday|24.12.2018|christmas|vor 3 jahren|l'été dernier|昨日の|ayer|5/6/2019|1990s`;
const WORDS = `photos of|bilder von|les photos|の写真|screenshot|receipts|beach|the|and|with|d'anna|l'anniversaire|"|“|”|dog|the cake at|,|!|-`;
const OTHERS = [...NAMES, ...WORDS.split('|')];
const PHRASES = [...OTHERS, ...DATES.split('|')];

const phrases = fc.array(fc.constantFrom(...PHRASES), { maxLength: 8 }).map((all) => all.join(' '));
/** Two dates side by side may be one, and quotation marks do not reach the model. */
const unquoted = fc.array(fc.constantFrom(...OTHERS.filter((phrase) => !/["“”]/.test(phrase))), { maxLength: 5 });
const withOneDate = fc
  .tuple(unquoted, fc.constantFrom(...DATES.split('|')), unquoted)
  .map(([before, date, after]) => [...before, date, ...after].join(' '));
const anything = fc
  .array(fc.oneof(fc.constantFrom(...PHRASES), anyCharacter, fc.string()), { maxLength: 10 })
  .chain((all) => fc.constantFrom('', ' ').map((between) => all.join(between)));

describe('readSentence with all finders', () => {
  it.each([
    ['words of names, dates and fillers', phrases],
    ['any text', anything],
  ])('explains each word once or leaves it to the model: %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const sentence = read(text);
        const { clues, fillers, words, quoted } = sentence;
        const spans = [...clues, ...fillers].sort((a, b) => a.start - b.start);
        for (const [index, { start, end }] of spans.entries()) {
          expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        const explained = [...clues.filter(({ isSure }) => isSure), ...fillers];
        for (const token of tokensOf(text)) {
          const isExplained = explained.some((span) => overlaps(span, token));
          const isLeft = words.some(({ start }) => start === token.start);
          const isQuoted = quoted.some((phrase) => phrase.includes(token.word));
          expect([isExplained, isLeft, isQuoted || isFunctionWord(token.plain)]).toContain(true);
          expect(isExplained && isLeft).toBe(false);
          if (isLeft) expect(sentence.looksLike).toContain(token.word);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds nothing new in what it leaves to the model', () => {
    const clueWords = (text: string) =>
      read(text).clues.map(({ start, end, isSure }) => ({ words: text.slice(start, end), isSure }));
    fc.assert(
      fc.property(withOneDate, (text) => {
        const known = clueWords(text).map(({ words }) => words);
        for (const { words, isSure } of clueWords(read(text).looksLike)) {
          if (isSure) expect(known.some((other) => other.includes(words) || words.includes(other))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each(['anna ', 'in nice ', 'a', "d'", '花子', 'beach house party ', '" ', '1/', 'receipt'])(
    'reads 1,000 characters of %j without trying all combinations, which would take minutes',
    (part) => {
      const text = part.repeat(1000 / part.length);
      const times = [1, 2, 3, 4, 5].map(() => {
        const before = process.cpuUsage();
        read(text);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      });
      expect(Math.min(...times)).toBeLessThan(1_000);
    },
  );
});
