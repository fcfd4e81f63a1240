/** Where an arrow key leads in the grid. Pure. */

import type { Row } from './layout.ts';

/**
 * @param index of the photo that has the focus.
 * @param key as in `KeyboardEvent.key`.
 * @returns the index of the next one; undefined if the key does not move.
 */
export function movedBy(key: string, index: number, rows: readonly Row[], gap: number): number | undefined {
  const count = rows.reduce((sum, { widths }) => sum + widths.length, 0);
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(count - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'ArrowUp':
    case 'ArrowDown':
      return inRow(index, key === 'ArrowUp' ? -1 : 1, rows, gap);
    default:
      return undefined;
  }
}

/** The photo of the row above or below whose middle is nearest. */
function inRow(index: number, step: 1 | -1, rows: readonly Row[], gap: number): number {
  const at = rows.findIndex(({ first, widths }) => index < first + widths.length);
  const target = rows[at + step];
  if (at === -1 || target === undefined) return index;
  const middle = middles(rows[at]!, gap)[index - rows[at]!.first]!;
  const distances = middles(target, gap).map((other) => Math.abs(other - middle));
  return target.first + distances.indexOf(Math.min(...distances));
}

function middles({ widths }: Row, gap: number): number[] {
  let left = 0;
  return widths.map((width) => {
    const middle = left + width / 2;
    left += width + gap;
    return middle;
  });
}
