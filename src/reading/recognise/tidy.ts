/** Repairs what recognition models confuse because it looks the same. */

/**
 * The sign that makes a Japanese vowel long looks like the number one. Between two kana it is nearly always the sign,
 * except in words that count: 一つ, 一か月, 一ばん.
 */
const LONG_VOWEL =
  /(?<=[\p{Script=Hiragana}\p{Script=Katakana}])[一—](?=\p{Script=Katakana}|(?![つかばぱびく])\p{Script=Hiragana})/gu;

/**
 * The built-in model does not know the German ß, and reads StraBe. The letter follows a long vowel; before a, o, u, l and r a
 * capital more often begins the second part of a name: InfoBox, PhotoBooth.
 */
const SHARP_S = /(?<=\p{L}(?:[aouäöü]|ei|ie))B(?=[bcdefghikmnpstvwz]|\P{L}|$)/gu;

/** Replace what another character stands for, by its neighbours. */
export function tidied(text: string): string {
  return text.replaceAll(LONG_VOWEL, 'ー').replaceAll(SHARP_S, 'ß');
}
