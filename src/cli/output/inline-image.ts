/** Pictures in the terminal: the three protocols, as what has to be written. Pure. */

import type { Thumbnail } from '../../library/render/thumbnail.ts';

/** The best first, where a terminal knows several. */
export type GraphicsProtocol = 'kitty' | 'iterm2' | 'sixel';

/** What the protocol wants its pictures as. */
export const PICTURE_FORMAT = { kitty: 'png', iterm2: 'jpeg', sixel: 'rgba' } as const;

const ESC = '\u001b';
/** Bytes of base64 in one kitty command. */
const KITTY_CHUNK = 4096;

/**
 * The picture where the cursor is, which then is somewhere in its last row.
 * @param rows height of the picture, in lines of text; sixel has the size in pixels that the picture has.
 */
export async function inlineImage(protocol: GraphicsProtocol, picture: Thumbnail, rows: number): Promise<string> {
  if (protocol === 'kitty') return kittyImage(picture.data, rows);
  if (protocol === 'iterm2') return iterm2Image(picture.data, rows);
  // Loaded where it is needed: most terminals know a better way.
  const { image2sixel } = (await import('sixel')).default;
  // A copy: it looks at the whole buffer behind the array, and that may hold more than the picture.
  return image2sixel(Uint8Array.from(picture.data), picture.width, picture.height, 256);
}

/**
 * Kitty's graphics protocol ("The graphics escape code"): transmit and show a PNG (f=100, a=T), scaled to so many rows,
 * in chunks of at most 4096 bytes of which all but the last are marked m=1. q=2: the terminal shall not answer, or its
 * answer would be typed at the prompt.
 * @internal
 */
export function kittyImage(png: Uint8Array, rows: number): string {
  const data = base64(png);
  let commands = '';
  for (let at = 0; at < data.length; at += KITTY_CHUNK) {
    const control = at === 0 ? `a=T,f=100,q=2,r=${rows},` : '';
    const more = at + KITTY_CHUNK < data.length ? 1 : 0;
    commands += `${ESC}_G${control}m=${more};${data.slice(at, at + KITTY_CHUNK)}${ESC}\\`;
  }
  return commands;
}

/**
 * iTerm2's inline images ("Inline Images Protocol"): OSC 1337 with the whole file.
 * @internal
 */
export function iterm2Image(file: Uint8Array, rows: number): string {
  return `${ESC}]1337;File=inline=1;size=${file.length};height=${rows};preserveAspectRatio=1:${base64(file)}\u0007`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
