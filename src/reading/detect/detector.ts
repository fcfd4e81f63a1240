/** Finds where a picture has text. */

import type { Graph } from '../graph.ts';
import type { Picture } from '../picture.ts';
import { shrink } from '../resize.ts';
import type { Rectangle } from './rectangle.ts';
import { findRegions, type TextMap } from './regions.ts';
import { detectionScale, type Tile, tilesOf } from './tiles.ts';

/** The model halves the picture five times. */
const SIDE_UNIT = 32;

/** Mean and deviation of the training data, for blue, green and red. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** Return the regions with text, in pixels of the picture. */
export async function detectText(graph: Graph, picture: Picture): Promise<Rectangle[]> {
  const scale = detectionScale(picture.width, picture.height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const small = shrink(picture, side(picture.width), side(picture.height));
  const map: TextMap = { data: new Uint8Array(small.width * small.height), width: small.width, height: small.height };
  for (const tile of tilesOf(small.width, small.height)) await detectTile(graph, small, tile, map);
  const [growX, growY] = [picture.width / small.width, picture.height / small.height];
  return findRegions(map).map((region) => ({
    ...region,
    x: region.x * growX,
    y: region.y * growY,
    width: region.width * growX,
    height: region.height * growY,
  }));
}

/** Write the probabilities of a tile into the map. Where tiles overlap, the higher one counts. */
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
        const value = picture.data[source + 2 - colour]! / 255;
        pixels[colour * plane + y * width + x] = (value - MEAN[colour]!) / DEVIATION[colour]!;
      }
    }
  }
  const data = await graph.run(pixels, height, width);
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width; x++) {
      const target = (tile.top + y) * map.width + tile.left + x;
      map.data[target] = Math.max(map.data[target]!, data[y * width + x]! * 255);
    }
  }
}
