import { expect, it } from 'vitest';
import { detectText } from '../../../src/reading/detect/detector.ts';
import type { Graph } from '../../../src/reading/graph.ts';

/** Takes dark pixels for text, and remembers the sizes of its pictures. */
function darknessGraph() {
  const sizes: string[] = [];
  const graph: Graph = {
    run: async (pixels, height, width) => {
      sizes.push(`${width}x${height}`);
      return pixels.slice(0, width * height).map((blue) => (blue < 0 ? 1 : 0));
    },
    close: async () => {},
  };
  return { graph, sizes };
}

/** A white picture with a black bar. */
function withBar(size: { width: number; height: number }, bar: { top: number; height: number }) {
  const data = new Uint8Array(3 * size.width * size.height).fill(255);
  for (let y = bar.top; y < bar.top + bar.height; y++) {
    data.fill(0, 3 * (y * size.width + 100), 3 * (y * size.width + size.width - 100));
  }
  return { data, ...size };
}

it('looks closer at lines that are thin, and returns them in pixels of the picture', async () => {
  const { graph, sizes } = darknessGraph();
  const [line, ...others] = await detectText(graph, withBar({ width: 1280, height: 960 }, { top: 400, height: 6 }));
  expect(sizes).toEqual(['960x736', '704x960', '704x960']);
  expect(others).toEqual([]);
  expect([line!.x, line!.y]).toEqual([640, 403]);
});

it('looks once at lines that are thick', async () => {
  const { graph, sizes } = darknessGraph();
  await detectText(graph, withBar({ width: 1280, height: 960 }, { top: 400, height: 60 }));
  expect(sizes).toEqual(['960x736']);
});

it('finds one line in a picture of several tiles', async () => {
  const { graph, sizes } = darknessGraph();
  const lines = await detectText(graph, withBar({ width: 3000, height: 200 }, { top: 80, height: 40 }));
  expect(sizes).toHaveLength(4);
  expect(lines.map(({ x, y }) => [x, y])).toEqual([[1500, 100]]);
});
