/** Divides a picture into parts that the detection model can take. */

import type { Size } from '../picture.ts';

/** Longest side of a tile, in pixels: a larger one takes too much memory. */
const TILE_SIDE = 960;
/** Pixels that neighbours share. */
const OVERLAP = 128;
/** Shortest side of the picture in detection, if it has so much: letters of a narrow one would become too small. */
const SHORT_SIDE = 400;

export interface Tile {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Return by how much a picture is scaled for detection: at most 1. */
export function detectionScale(width: number, height: number): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return Math.min(1, Math.max(TILE_SIDE / long, SHORT_SIDE / short));
}

/** Return tiles that cover a picture. Neighbours overlap. */
export function tilesOf(width: number, height: number): Tile[] {
  return spans(height).flatMap(([top, rows]) =>
    spans(width).map(([left, columns]) => ({ left, top, width: columns, height: rows })),
  );
}

/**
 * Return the part of a tile that counts, in its own pixels. Along an edge inside the picture, letters are cut: there its
 * neighbour sees them better.
 */
export function soundPart({ left, top, width, height }: Tile, picture: Size) {
  const margin = OVERLAP / 2;
  return {
    left: left === 0 ? 0 : margin,
    top: top === 0 ? 0 : margin,
    right: left + width === picture.width ? width : width - margin,
    bottom: top + height === picture.height ? height : height - margin,
  };
}

/** Divide a length into parts of the same size. */
function spans(length: number): [start: number, size: number][] {
  if (length <= TILE_SIDE) return [[0, length]];
  const count = Math.ceil((length - OVERLAP) / (TILE_SIDE - OVERLAP));
  const size = Math.ceil((length + (count - 1) * OVERLAP) / count);
  return Array.from({ length: count }, (_, index) => [Math.min(index * (size - OVERLAP), length - size), size]);
}
