/** Shows thumbnails between the lines of results, in terminals that can show them. */

import { createSupportsTerminalGraphics } from 'supports-terminal-graphics';
import { isDumb, isMultiplexed } from '../../../config/load.ts';
import { PicsiftError } from '../../base/errors.ts';
import type { Engine } from '../../engine/api.ts';
import { printPicture, report } from './console.ts';
import { type GraphicsProtocol, inlineImage, PICTURE_FORMAT } from './inline-image.ts';

/** Approximate height of a line of text; high-resolution screens scale the picture up. Pixels. */
const LINE_HEIGHT = 20;
/** At most eight lines high. */
const BOX = { maxWidth: 400, maxHeight: 8 * LINE_HEIGHT };

/** Shows a photo by its opaque id. Skips a photo that cannot be shown. */
export type Preview = (id: string) => Promise<void>;

/**
 * Create a preview for standard output.
 * @returns undefined if standard output cannot show pictures, as a pipe; a message then says why.
 */
export function createPreview(engine: Engine, folders: readonly string[]): Preview | undefined {
  const protocol = graphicsProtocol(process.stdout);
  if (protocol === undefined) {
    report(whyNot(process.stdout));
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
 * Detect from the environment the best protocol that the terminal of the stream supports.
 * @internal
 */
export function graphicsProtocol(stream: { isTTY?: boolean }): GraphicsProtocol | undefined {
  // tmux and screen do not forward pictures, even if the environment describes a terminal that supports them.
  if (!stream.isTTY || isMultiplexed() || isDumb()) return undefined;
  const support = createSupportsTerminalGraphics(stream);
  return (['kitty', 'iterm2', 'sixel'] as const).find((protocol) => support[protocol]);
}

function whyNot(stream: { isTTY?: boolean }): string {
  if (!stream.isTTY) return 'No previews: the output is not a terminal.';
  if (isMultiplexed()) return 'No previews: tmux and screen cannot show pictures. Search outside of them.';
  return 'No previews: this terminal is not known to show pictures (kitty, Ghostty, WezTerm, iTerm2, Konsole, VS Code do).';
}
