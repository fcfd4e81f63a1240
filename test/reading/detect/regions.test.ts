import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../../src/reading/detect/rectangle.ts';
import { findRegions } from '../../../src/reading/detect/regions.ts';
import { tilesOf } from '../../../src/reading/detect/tiles.ts';

/** A map with a bar of this size around its middle, turned by an angle. */
function mapWithBar(length: number, thickness: number, angle: number) {
  const [width, height] = [100, 100];
  const data = new Uint8Array(width * height);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x + 0.5 - 50, y + 0.5 - 50];
      const isInside = Math.abs(dx * cos + dy * sin) <= length / 2 && Math.abs(dy * cos - dx * sin) <= thickness / 2;
      data[y * width + x] = isInside ? 250 : 5;
    }
  }
  return { data, width, height };
}

describe('regions of text', () => {
  it.each([0, 0.3, -0.6])('get the smallest rectangle around them, at an angle of %f', (angle) => {
    const [region, ...others] = findRegions(mapWithBar(60, 10, angle));
    expect(others).toEqual([]);
    expect(region).toMatchObject({
      x: expect.closeTo(50, 0),
      y: expect.closeTo(50, 0),
      angle: expect.closeTo(angle, 1),
    });
    // Enlarged by 1.6 * 600 / 140 on each side.
    expect(region!.width / 60).toBeCloseTo((60 + 2 * 6.9) / 60, 1);
    expect(region!.height / 10).toBeCloseTo((10 + 2 * 6.9) / 10, 0);
  });

  it('are not where the map has dots, or is unsure', () => {
    expect(findRegions(mapWithBar(2, 2, 0))).toEqual([]);
    const unsure = mapWithBar(60, 10, 0);
    expect(findRegions({ ...unsure, data: unsure.data.map((value) => value / 2) })).toEqual([]);
  });

  it('have upright bounds', () => {
    const bounds = boundsOf({ x: 10, y: 10, width: 8, height: 2, angle: Math.PI / 4 });
    for (const [index, bound] of bounds.entries())
      expect(bound).toBeCloseTo(10 + (index < 2 ? -1 : 1) * Math.sqrt(12.5), 5);
  });
});

describe('tiles', () => {
  it.each([
    [100, 50],
    [960, 960],
    [961, 300],
    [640, 10_000],
    [5000, 1],
  ])('cover a picture of %i x %i', (width, height) => {
    const covered = new Set<string>();
    const edges = (length: number, starts: [number, number][]) => {
      for (const [start, size] of starts) for (let at = start; at < start + size; at++) covered.add(`${length}:${at}`);
    };
    const tiles = tilesOf(width, height);
    for (const tile of tiles) {
      expect(Math.max(tile.width, tile.height)).toBeLessThanOrEqual(960);
      expect(tile.left + tile.width).toBeLessThanOrEqual(width);
      expect(tile.top + tile.height).toBeLessThanOrEqual(height);
      edges(1, [[tile.left, tile.width]]);
      edges(2, [[tile.top, tile.height]]);
    }
    expect(covered.size).toBe(width + height);
  });
});
