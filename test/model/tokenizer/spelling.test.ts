import fc from 'fast-check';
import { expect, it } from 'vitest';
import { corrected } from '../../../src/model/tokenizer/spelling.ts';
import { anyCharacter } from '../../support/any-character.ts';

const KNOWN = ['birthday', 'skateboard', 'cake', 'station', 'stations', 'beach', 'bench'];
const rankOf = (word: string) => (KNOWN.includes(word) ? KNOWN.indexOf(word) : undefined);

it.each([
  ['birtday cake', 'birthday cake'],
  ['Skatebord, trick!', 'skateboard, trick!'],
  ['birhtday', 'birthday'],
  ['birrthday', 'birthday'],
  ['stationz', 'station'],
  ['a bfach', 'a beach'],
  ['birthday', undefined],
  ['xbirthday', undefined],
  ['cakke', undefined],
  ['brthdy', undefined],
  ['Łukasz im Birtdayzug', undefined],
  ['birtday2', undefined],
  ['誕生日', undefined],
])('%s: %s', (typed, right) => {
  expect(corrected(typed, rankOf)).toBe(right);
});

it('takes the most common word', () => {
  expect(corrected('beanch', rankOf)).toBe('beach');
});

it('changes nothing but words, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const right = corrected(text, rankOf) ?? text;
      expect(right.replace(/[a-z]/gi, '')).toBe(text.replace(/[a-z]/gi, ''));
    }),
  );
});
