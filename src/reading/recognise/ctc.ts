/** Turns what a recognition model returns into text. */

export interface Reading {
  readonly text: string;
  /** 0..1: mean of the characters. */
  readonly confidence: number;
}

const BLANK = 0;

/**
 * Decode the probabilities of a line: at each step, the most probable character counts; a character that goes on for
 * some steps counts once, and the blank class separates equal characters.
 * @param probabilities [steps, characters.length].
 * @param characters by class. The first one is the blank, the last one the space.
 * @param leastSpace a gap between two characters is a space if it is at least this probable.
 */
export function decode(probabilities: Float32Array, characters: readonly string[], leastSpace: number): Reading {
  const classes = characters.length;
  const space = classes - 1;
  let text = '';
  let sum = 0;
  let count = 0;
  let previous = BLANK;
  let gap = 0;
  for (let start = 0; start < probabilities.length; start += classes) {
    let best = 0;
    let highest = -1;
    for (let each = 0; each < classes; each++) {
      const probability = probabilities[start + each]!;
      if (probability > highest) {
        highest = probability;
        best = each;
      }
    }
    gap = Math.max(gap, probabilities[start + space]!);
    if (best !== previous && best !== BLANK && best !== space) {
      if (gap >= leastSpace && text !== '') text += ' ';
      text += characters[best];
      sum += highest;
      count += 1;
      gap = 0;
    }
    previous = best;
  }
  return { text, confidence: count === 0 ? 0 : sum / count };
}
