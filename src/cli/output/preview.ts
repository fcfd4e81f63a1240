/** Thumbnails between the lines of results, in terminals that can show them. */

import { createSupportsTerminalGraphics } from 'supports-terminal-graphics';
import { isMultiplexed } from '../../../config/load.ts';
import { PicsiftError } from '../../base/errors.ts';
import type { Engine } from '../../engine/api.ts';
import { printPicture, tell } from './console.ts';
import { type GraphicsProtocol, inlineImage, PICTURE_FORMAT } from './inline-image.ts';

/** A line of text is about so high; sharper screens scale the picture up. Pixels. */
const LINE_HEIGHT = 20;
/** Eight lines high at most. */
const BOX = { maxWidth: 400, maxHeight: 8 * LINE_HEIGHT };

/** Shows a photo, by its opaque id. One that cannot be shown is left out. */
export type Preview = (id: string) => Promise<void>;

/** @returns undefined, having said why, where standard output can show no pictures: a pipe never gets any. */
export function createPreview(engine: Engine, folders: readonly string[]): Preview | undefined {
  const protocol = graphicsProtocol(process.stdout);
  if (protocol === undefined) {
    tell(whyNot(process.stdout));
    return undefined;
  }
  return async (id) => {
    try {
      const picture = await engine.thumbnail(id, folders, { ...BOX, format: PICTURE_FORMAT[protocol] });
      printPicture(await inlineImage(protocol, picture, Math.ceil(picture.height / LINE_HEIGHT)));
    } catch (error) {
      if (!(error instanceof PicsiftError) || !/^photo-/.test(error.code)) throw error;
    }
  };
}

/**
 * The best protocol that the terminal behind the stream is known to speak, by its environment.
 * @internal
 */
export function graphicsProtocol(stream: { isTTY?: boolean }): GraphicsProtocol | undefined {
  // What the environment tells of the terminal around them does not help: they pass no pictures on.
  if (!stream.isTTY || isMultiplexed()) return undefined;
  const support = createSupportsTerminalGraphics(stream);
  return (['kitty', 'iterm2', 'sixel'] as const).find((protocol) => support[protocol]);
}

function whyNot(stream: { isTTY?: boolean }): string {
  if (!stream.isTTY) return 'No previews: the output is no terminal.';
  if (isMultiplexed()) return 'No previews: tmux and screen pass no pictures on. Search outside of them.';
  return 'No previews: this terminal is not known to show pictures (kitty, Ghostty, WezTerm, iTerm2, Konsole, VS Code do).';
}
