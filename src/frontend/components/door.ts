/** What the gallery needs from where it is shown: a host of MCP apps, or picsift's own page. */

import type { Answer } from '../model/answer.ts';
import type { Arguments, Tool } from '../model/gallery-state.ts';
import type { FetchPreviews } from '../model/previews.ts';

export interface Door {
  /** @throws Error whose message people may read. */
  search(tool: Tool, args: Arguments): Promise<Answer>;
  readonly previews: FetchPreviews;
}
