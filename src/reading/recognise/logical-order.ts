/** Puts text that runs from right to left into the order in which it is read. */

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/gu;
const RUN_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}](?:[\p{P}\p{M} ]*[\p{Script=Arabic}\p{Script=Hebrew}])*/gu;
const LATIN = /\p{Script=Latin}/gu;
/** Numbers run from left to right in every script. */
const RUN_TO_RIGHT = /[\p{Script=Latin}\p{N}](?:[ .,:/%+-]*[\p{Script=Latin}\p{N}])*/gu;

/**
 * A recogniser reads a line from its left end to its right one, whatever the script. Return its text in the order in which
 * programs store it and people type it.
 */
export function inLogicalOrder(text: string): string {
  const letters = text.match(RIGHT_TO_LEFT)?.length ?? 0;
  if (letters === 0) return text;
  const isLatin = (text.match(LATIN)?.length ?? 0) > letters;
  return isLatin ? text.replace(RUN_TO_LEFT, reversed) : reversed(text).replace(RUN_TO_RIGHT, reversed);
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
