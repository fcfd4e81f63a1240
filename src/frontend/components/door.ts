/** What the gallery needs from where it is shown: a host of MCP apps, or picsift's own page. */

import type { Answer, Photo } from '../model/answer.ts';
import type { Arguments, Tool } from '../model/gallery-state.ts';
import type { FetchPreviews } from '../model/previews.ts';

export interface Door {
  /** @throws Error whose message people may read. */
  search(tool: Tool, args: Arguments): Promise<Answer>;
  readonly previews: FetchPreviews;
  /** Load more when the end comes near. Not in a frame that grows with its content: its end is always near. */
  readonly isEndless?: boolean;
  /** Show photos like this one, where that is a page of its own. Default: the gallery has its own "Back". */
  readonly showLike?: (photo: Photo) => void;
}
