/** Finds the regions of text in a map of probabilities: connected pixels, and the rectangle around them. */

import { boundsOf, enlarged, type Rectangle, smallestAround } from './rectangle.ts';

/** How likely each pixel belongs to text: 0..255. */
export interface TextMap {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

// The model's authors use these values (PaddleOCR's DBPostProcess), and RapidOCR this
// margin.

/** A pixel from here on is text. */
const TEXT_PIXEL = 0.3 * 255;
/** A rectangle is no text if its pixels have a lower mean. */
const LEAST_SCORE = 0.6;
/** Pixels of the core: less is noise. */
const LEAST_SIDE = 3;
/** See `enlarged`. */
const MARGIN_RATIO = 1.6;
/** A picture with more regions than this is a pattern. */
const MOST_REGIONS = 1000;

/** Return the rectangles around the regions of text, in pixels of the map. */
export function findRegions(map: TextMap): Rectangle[] {
  const regions: Rectangle[] = [];
  const seen = new Uint8Array(map.data.length);
  const { data } = map;
  for (let start = 0; start < data.length && regions.length < MOST_REGIONS; start++) {
    if (data[start]! < TEXT_PIXEL || seen[start] === 1) continue;
    const core = smallestAround(outlineFrom(map, start, seen));
    if (Math.min(core.width, core.height) < LEAST_SIDE) continue;
    if (meanInside(map, core) / 255 >= LEAST_SCORE) regions.push(enlarged(core, MARGIN_RATIO));
  }
  return regions;
}

/** Mark the connected pixels as seen, and return the corners of the first and the last of them in each row. */
function outlineFrom({ data, width, height }: TextMap, start: number, seen: Uint8Array): [number, number][] {
  const rows = new Map<number, [first: number, last: number]>();
  const pending = [start];
  seen[start] = 1;
  for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
    const y = Math.floor(pixel / width);
    const x = pixel - y * width;
    const row = rows.get(y);
    if (row === undefined) rows.set(y, [x, x]);
    else if (x < row[0]) row[0] = x;
    else if (x > row[1]) row[1] = x;
    for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY++) {
      for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX++) {
        const next = nextY * width + nextX;
        if (seen[next] === 1 || data[next]! < TEXT_PIXEL) continue;
        seen[next] = 1;
        pending.push(next);
      }
    }
  }
  return [...rows].flatMap(([y, [first, last]]): [number, number][] => [
    [first, y],
    [last + 1, y],
    [first, y + 1],
    [last + 1, y + 1],
  ]);
}

/** Return the mean of the pixels whose centres are in the rectangle. */
function meanInside({ data, width, height }: TextMap, rectangle: Rectangle): number {
  const [left, top, right, bottom] = boundsOf(rectangle);
  const [cos, sin] = [Math.cos(rectangle.angle), Math.sin(rectangle.angle)];
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
      const [dx, dy] = [x + 0.5 - rectangle.x, y + 0.5 - rectangle.y];
      if (Math.abs(dx * cos + dy * sin) > rectangle.width / 2) continue;
      if (Math.abs(dy * cos - dx * sin) > rectangle.height / 2) continue;
      sum += data[y * width + x]!;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
