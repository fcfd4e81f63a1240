/** Sorts lines of text as a person reads them: row by row. */

import type { Rectangle } from './detect/rectangle.ts';
import { directionOf, type Turn, thicknessOf } from './recognise/crop.ts';

interface PlacedLine {
  readonly text: string;
  readonly rectangle: Rectangle;
  readonly turn: Turn;
}

/** Two lines are in the same row if their middles are closer than this share of the thinner one. */
const SAME_ROW = 0.5;

/** Sort lines by rows, and those of a row from its start to its end. The longest line says in which direction rows run. */
export function inReadingOrder<T extends PlacedLine>(lines: readonly T[]): T[] {
  const [longest] = lines.toSorted((a, b) => b.text.length - a.text.length);
  if (longest === undefined) return [];
  const direction = directionOf(longest.rectangle, longest.turn);
  const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
  const placed = lines.map((line) => {
    const { x, y } = line.rectangle;
    return {
      line,
      along: x * cos + y * sin,
      across: y * cos - x * sin,
      thickness: thicknessOf(line.rectangle, line.turn),
    };
  });
  const rows: (typeof placed)[] = [];
  for (const each of placed.toSorted((a, b) => a.across - b.across)) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    const isSame =
      last !== undefined && each.across - last.across < SAME_ROW * Math.min(each.thickness, last.thickness);
    if (isSame) row!.push(each);
    else rows.push([each]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.along - b.along)).map(({ line }) => line);
}
