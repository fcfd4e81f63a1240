/** Finds where a picture has text. */

import type { Graph } from '../graph.ts';
import type { Picture } from '../picture.ts';
import { shrink } from '../resize.ts';
import { type Rectangle, scaled } from './rectangle.ts';
import { findRegions, type TextMap } from './regions.ts';
import { detectionScale, soundPart, type Tile, tilesOf } from './tiles.ts';

/** The model halves the picture five times. */
const SIDE_UNIT = 32;

/** Mean and deviation of the training data (ImageNet's), in the order in which the model takes colours: blue first. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** What the model gets for each value of a colour. */
const INPUTS = MEAN.map((mean, colour) =>
  Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / DEVIATION[colour]!),
);

/**
 * Lines that are thinner than this, in pixels of the detection, run into their neighbours, or are missed: then it looks
 * closer. Of the 11,569 words of seven pages of 3000 x 4000 pixels, with letters of 20 to 52, 5,110 were read with one
 * look, and 10,628 with a closer one.
 */
const THIN = 16;
/** How thick lines are in a closer look. With more, their rectangles become tight, and spaces are missed. */
const CLEAR = 24;

/** Return the regions with text, in pixels of the picture. */
export async function detectText(graph: Graph, picture: Picture): Promise<Rectangle[]> {
  const scale = detectionScale(picture.width, picture.height);
  const regions = await detectAt(scale, graph, picture);
  const thickness = medianThickness(regions) * scale;
  if (scale === 1 || regions.length === 0 || thickness >= THIN) return regions;
  return detectAt(Math.min(1, (scale * CLEAR) / thickness), graph, picture);
}

async function detectAt(scale: number, graph: Graph, picture: Picture): Promise<Rectangle[]> {
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const small = shrink(picture, side(picture.width), side(picture.height));
  const map: TextMap = { data: new Uint8Array(small.width * small.height), width: small.width, height: small.height };
  for (const tile of tilesOf(small.width, small.height)) await detectTile(graph, small, tile, map);
  return findRegions(map).map((region) => scaled(region, picture.width / small.width, picture.height / small.height));
}

/** Zero without regions. */
function medianThickness(regions: readonly Rectangle[]): number {
  const sorted = regions.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Write the probabilities of a tile into the map. */
async function detectTile(graph: Graph, picture: Picture, tile: Tile, map: TextMap): Promise<void> {
  const width = Math.ceil(tile.width / SIDE_UNIT) * SIDE_UNIT;
  const height = Math.ceil(tile.height / SIDE_UNIT) * SIDE_UNIT;
  const plane = width * height;
  const pixels = new Float32Array(3 * plane);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Beyond the tile its last row and column go on: an edge would look like text.
      const [row, column] = [Math.min(y, tile.height - 1), Math.min(x, tile.width - 1)];
      const source = 3 * ((tile.top + row) * picture.width + tile.left + column);
      for (let colour = 0; colour < 3; colour++) {
        pixels[colour * plane + y * width + x] = INPUTS[colour]![picture.data[source + 2 - colour]!]!;
      }
    }
  }
  const data = await graph.run(pixels, height, width);
  const { left, top, right, bottom } = soundPart(tile, picture);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const target = (tile.top + y) * map.width + tile.left + x;
      map.data[target] = Math.max(map.data[target]!, data[y * width + x]! * 255);
    }
  }
}
