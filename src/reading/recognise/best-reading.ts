/** Chooses in which direction, and by which recogniser, a line is read. */

import type { Rectangle } from '../detect/rectangle.ts';
import type { Picture } from '../picture.ts';
import { type Turn, thicknessOf } from './crop.ts';
import type { Recogniser, TurnedReading } from './recogniser.ts';

/** A line that is read with this confidence is not tried in another way. */
const SURE = 0.8;

/**
 * The same, as long as there are recognisers of other scripts: the letters of some look alike, and a line in Cyrillic is read
 * as Latin letters with a confidence of 0.85.
 */
const SURE_OF_SCRIPT = 0.95;

/** Characters for each thickness of a line: with fewer, most of it was not read. */
const LEAST_DENSITY = 0.5;

/** A side that is this many times as long as the other one is the direction of the text. */
const CLEARLY_LONGER = 1.5;

const NOTHING: TurnedReading = { text: '', confidence: 0, turn: 0 };

/**
 * Read the text in a rectangle. A script that a recogniser does not know, or a line upside down, gives a reading with a
 * low confidence: then the next way is tried, and the surest reading counts. Nearly all lines are read at the first try, and
 * no model for directions or scripts is needed.
 * @param recognisers the one that most lines need comes first. They are opened when they are needed.
 * @param votes how many characters of this picture were read in each direction: the most frequent one is tried first.
 */
export async function bestReading(
  recognisers: readonly (() => Promise<Recogniser>)[],
  picture: Picture,
  rectangle: Rectangle,
  votes: readonly number[],
): Promise<TurnedReading> {
  let best = NOTHING;
  const turns = turnsOf(rectangle).toSorted((a, b) => votes[b]! - votes[a]!);
  for (const recogniser of recognisers) {
    const reading = await inBestTurn(await recogniser(), picture, rectangle, turns);
    if (certainty(reading, rectangle) > certainty(best, rectangle)) best = reading;
    if (certainty(best, rectangle) >= SURE_OF_SCRIPT) break;
  }
  return best;
}

async function inBestTurn(
  recogniser: Recogniser,
  picture: Picture,
  rectangle: Rectangle,
  turns: readonly Turn[],
): Promise<TurnedReading> {
  let best = NOTHING;
  for (const turn of turns) {
    const reading = await recogniser.read(picture, rectangle, turn);
    if (reading.confidence > best.confidence) best = reading;
    if (best.confidence >= SURE) break;
  }
  return best;
}

/** The confidence counts only the characters that were read. */
function certainty({ text, confidence, turn }: TurnedReading, rectangle: Rectangle): number {
  const thickness = thicknessOf(rectangle, turn);
  const length = (rectangle.width * rectangle.height) / thickness;
  const density = (text.replaceAll(' ', '').length * thickness) / length;
  return confidence * Math.min(1, density / LEAST_DENSITY);
}

function turnsOf({ width, height }: Rectangle): Turn[] {
  if (width >= CLEARLY_LONGER * height) return [0, 2];
  if (height >= CLEARLY_LONGER * width) return [1, 3];
  return [0, 1, 3, 2];
}
