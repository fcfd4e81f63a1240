/** Encodes pictures for the terminal in three graphics protocols. Pure. */

import type { Thumbnail } from '../../library/render/thumbnail.ts';

/** Sorted by preference, the best first. */
export type GraphicsProtocol = 'kitty' | 'iterm2' | 'sixel';

/** The picture format that each protocol needs. */
export const PICTURE_FORMAT = { kitty: 'png', iterm2: 'jpeg', sixel: 'rgba' } as const;

const ESC = '\u001b';
/** Bytes of base64 in one kitty command. */
const KITTY_CHUNK = 4096;

/**
 * Encode a picture that the terminal shows at the cursor. Afterwards the cursor is in the last row of the picture.
 * @param rows height of the picture, in lines of text; sixel ignores it and uses the picture's size in pixels.
 */
export async function inlineImage(protocol: GraphicsProtocol, picture: Thumbnail, rows: number): Promise<string> {
  if (protocol === 'kitty') return kittyImage(picture.data, rows);
  if (protocol === 'iterm2') return iterm2Image(picture.data, rows);
  // Loaded only when needed: most terminals support a better protocol.
  const { image2sixel } = (await import('sixel')).default;
  // Copy the array: the library reads its complete buffer, which may contain more than the picture.
  return image2sixel(Uint8Array.from(picture.data), picture.width, picture.height, 256);
}

/**
 * Encode a picture in Kitty's graphics protocol ("The graphics escape code"): transmit and show a PNG (f=100, a=T),
 * scaled to `rows`, in chunks of at most 4096 bytes; all chunks except the last have m=1. With q=2 the terminal sends
 * no reply, which would appear at the prompt.
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
 * Encode a picture for iTerm2 ("Inline Images Protocol"): OSC 1337 with the complete file.
 * @internal
 */
export function iterm2Image(file: Uint8Array, rows: number): string {
  return `${ESC}]1337;File=inline=1;size=${file.length};height=${rows};preserveAspectRatio=1:${base64(file)}\u0007`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
