/** Repairs what recognition models confuse because it looks the same. */

/**
 * The sign that makes a Japanese vowel long looks like the number one. Between two kana it is nearly always the sign,
 * except in words that count: 一つ, 一か月, 一ばん.
 */
const LONG_VOWEL =
  /(?<=[\p{Script=Hiragana}\p{Script=Katakana}])[一—](?=\p{Script=Katakana}|(?![つかばぱびく])\p{Script=Hiragana})/gu;

/** Replace what another character stands for, by its neighbours. */
export function tidied(text: string): string {
  return text.replaceAll(LONG_VOWEL, 'ー');
}
