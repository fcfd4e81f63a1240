/** A hash table of a vocabulary's pieces in plain arrays: it can be searched as it comes from a file. */

import type { Columns } from './table-file.ts';

type PieceColumns = Pick<Columns, 'units' | 'starts' | 'slots'>;

export function pieceColumns(pieces: readonly string[]): PieceColumns {
  const text = pieces.join('');
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  const starts = new Uint32Array(pieces.length + 1);
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * pieces.length + 1)));
  for (const [place, piece] of pieces.entries()) {
    starts[place + 1] = starts[place]! + piece.length;
    let slot = firstSlot(piece, slots.length);
    while (slots[slot] !== 0) slot = (slot + 1) % slots.length;
    slots[slot] = place + 1;
  }
  return { starts, units, slots };
}

/** Find the place of a piece; -1 if there is none. */
export function findPiece({ starts, units, slots }: PieceColumns, piece: string): number {
  for (let slot = firstSlot(piece, slots.length); slots[slot] !== 0; slot = (slot + 1) % slots.length) {
    const place = slots[slot]! - 1;
    const start = starts[place]!;
    if (starts[place + 1]! - start !== piece.length) continue;
    let same = 0;
    while (same < piece.length && units[start + same] === piece.charCodeAt(same)) same++;
    if (same === piece.length) return place;
  }
  return -1;
}

/** FNV-1a over the units. */
function firstSlot(piece: string, slots: number): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < piece.length; i++) hash = Math.imul(hash ^ piece.charCodeAt(i), 0x0100_0193);
  return (hash ^ (hash >>> 15)) & (slots - 1);
}
