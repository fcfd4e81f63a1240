/** Draws pictures with text: signs, receipts, tickets, screenshots, letters. */

import sharp, { type Sharp } from 'sharp';
import { type Drawing, glyphs } from './library.ts';

/** A picture of something that lies crooked, or hangs in front of something. */
const SCENE = { width: 1200, height: 900 };
/** Share of the scene that the sheet fills at most. */
const FILLED = 0.78;
const TABLE = '#5b5046';

const MARGIN = 50;
const LINE_HEIGHT = 1.4;
const FONTS = {
  sans: "'DejaVu Sans', sans-serif",
  serif: "'DejaVu Serif', serif",
  mono: "'DejaVu Sans Mono', monospace",
};

/** @param behind the picture that `drawing.on` names. */
export async function drawText(drawing: Drawing, behind: string | undefined): Promise<Sharp> {
  const { size, tilt = 0, skew = 0, turn, blur } = drawing;
  const isFlat = behind === undefined && tilt === 0 && skew === 0;
  const [width, height] = isFlat ? size : [SCENE.width, SCENE.height];
  const scale = isFlat ? 1 : FILLED * Math.min(width / size[0], height / size[1]);
  const place =
    `translate(${width / 2} ${height / 2}) rotate(${tilt}) skewX(${skew}) scale(${scale}) ` +
    `translate(${-size[0] / 2} ${-size[1] / 2})`;
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g transform="${place}">${sheet(drawing)}</g></svg>`;
  const ground =
    behind === undefined
      ? sharp({ create: { width, height, channels: 3, background: TABLE } })
      : sharp(behind).resize(width, height, { fit: 'cover' }).removeAlpha();
  // Each step on the pixels of the one before: sharp has an order of its own for the steps of one pipeline.
  const flat = await ground
    .composite([{ input: Buffer.from(picture) }])
    .png()
    .toBuffer();
  const turned = turn === undefined ? flat : await sharp(flat).rotate(turn).png().toBuffer();
  return blur === undefined ? sharp(turned) : sharp(turned).blur(blur);
}

function sheet({ size: [width, height], paper, ink, font, align, lines }: Drawing): string {
  const textHeight = lines.reduce((sum, [, size]) => sum + size * LINE_HEIGHT, 0);
  let top = align === 'middle' ? (height - textHeight) / 2 : MARGIN;
  const written = lines.map(([text, size]) => {
    const baseline = top + size;
    top += size * LINE_HEIGHT;
    return needsOutlines(text)
      ? outlined(text, size, baseline, width, align)
      : `<text x="${align === 'middle' ? width / 2 : MARGIN}" y="${baseline}" font-size="${size}" xml:space="preserve">${escaped(text)}</text>`;
  });
  return (
    `<rect width="${width}" height="${height}" fill="${paper}"/>` +
    `<g fill="${ink}" font-family="${FONTS[font]}" text-anchor="${align}">${written.join('')}</g>`
  );
}

const needsOutlines = (text: string) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(text);

function outlined(text: string, size: number, baseline: number, width: number, align: Drawing['align']): string {
  const outlines = glyphs();
  const letters = [...text].map((letter) => {
    const outline = outlines[letter];
    if (outline === undefined) throw new Error(`glyphs.json lacks "${letter}"`);
    return outline;
  });
  const scale = size / 1000;
  const length = letters.reduce((sum, [advance]) => sum + advance * scale, 0);
  let x = align === 'middle' ? (width - length) / 2 : MARGIN;
  const paths = letters.map(([advance, path]) => {
    const at = `translate(${x} ${baseline}) scale(${scale})`;
    x += advance * scale;
    return `<path transform="${at}" d="${path}"/>`;
  });
  return paths.join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
