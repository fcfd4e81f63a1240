/** Draws text without a font: a machine may have none, and its fonts would decide what a test reads. */

import sharp, { type Sharp } from 'sharp';

/** Capital letters and digits as strokes, 4 wide and 6 high: paths of SVG. */
const STROKES: Record<string, string> = {
  A: 'M0 6L2 0L4 6M.7 4H3.3',
  B: 'M0 6V0H2.4A1.4 1.4 0 0 1 2.4 2.8H0M2.4 2.8A1.6 1.6 0 0 1 2.4 6H0',
  C: 'M3.9 1.4A2.1 3 0 1 0 3.9 4.6',
  D: 'M0 0V6H1.3A2.7 3 0 0 0 1.3 0Z',
  E: 'M3.8 0H0V6H3.8M0 2.9H3.2',
  F: 'M3.8 0H0V6M0 2.9H3.2',
  G: 'M3.9 1.3A2.1 3 0 1 0 4 4.4V3.3H2.3',
  H: 'M0 0V6M4 0V6M0 2.9H4',
  I: 'M2 0V6',
  J: 'M3.4 0V4.2A1.6 1.8 0 0 1 .2 4.2',
  K: 'M0 0V6M3.8 0L0 3.7M1.4 2.5L4 6',
  L: 'M0 0V6H3.7',
  M: 'M0 6V0L2 4.2L4 0V6',
  N: 'M0 6V0L4 6V0',
  O: 'M2 0A2 3 0 1 0 2 6A2 3 0 1 0 2 0Z',
  P: 'M0 6V0H2.3A1.65 1.65 0 0 1 2.3 3.3H0',
  R: 'M0 6V0H2.3A1.65 1.65 0 0 1 2.3 3.3H0M2.1 3.3L4 6',
  S: 'M3.7 1.3A1.8 1.4 0 0 0 .4 1.6C.4 3.2 3.8 2.7 3.8 4.4A1.85 1.6 0 0 1 .2 4.7',
  T: 'M0 0H4M2 0V6',
  U: 'M0 0V4A2 2 0 0 0 4 4V0',
  V: 'M0 0L2 6L4 0',
  W: 'M0 0L1 6L2 1.5L3 6L4 0',
  Y: 'M0 0L2 3L4 0M2 3V6',
  Z: 'M.2 0H3.9L.1 6H4',
  0: 'M2 0A1.7 3 0 1 0 2 6A1.7 3 0 1 0 2 0Z',
  1: 'M.8 1.3L2.3 0V6',
  2: 'M.3 1.6A1.75 1.6 0 0 1 3.7 1.7C3.7 3.1 1 4.5 .2 6H3.9',
  3: 'M.3 1A1.7 1.5 0 1 1 2 2.9A1.8 1.55 0 1 1 .1 4.8',
  4: 'M3 6V0L0 4.2H4',
  5: 'M3.6 0H.7L.4 2.9A1.85 1.75 0 1 1 .2 5',
  7: 'M.2 0H3.8L1.5 6',
  8: 'M2 0A1.4 1.4 0 1 0 2 2.8A1.4 1.4 0 1 0 2 0ZM2 2.8A1.6 1.6 0 1 0 2 6A1.6 1.6 0 1 0 2 2.8Z',
};

/** From the start of a letter to the start of the next, in the units of `STROKES`. */
const ADVANCE = 5.6;

export interface Lettering {
  readonly text: string;
  /** Left end of the text, and top of its letters. */
  readonly x: number;
  readonly y: number;
  /** Height of the letters. */
  readonly size: number;
}

/** Draw black texts on paper of this size. */
export function drawText(width: number, height: number, texts: readonly Lettering[]): Sharp {
  const paths = texts.flatMap(({ text, x, y, size }) =>
    [...text].map((letter, index) => {
      const scale = size / 6;
      const place = `translate(${x + index * ADVANCE * scale} ${y}) scale(${scale})`;
      return `<path d="${letter === ' ' ? '' : STROKES[letter]!}" transform="${place}"/>`;
    }),
  );
  const style = 'fill="none" stroke="#222" stroke-width=".75" stroke-linecap="round" stroke-linejoin="round"';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g ${style}>${paths.join('')}</g></svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: '#f4f2ee' });
}
