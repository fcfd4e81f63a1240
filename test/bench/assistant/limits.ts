/**
 * The most characters that a model may have to read: the budget of the server. Whoever needs more raises a limit here, and
 * sees what it costs in every conversation.
 */

import type { AnswerSizes, DefinitionSizes } from './sizes.ts';

export const INSTRUCTIONS_LIMIT = 400;

/** All tools together, as `tools/list` sends them: with their icons and hints, 2,500 characters that hosts keep for themselves. */
export const TOOLS_LIMIT = 18_600;

export const TOOL_LIMITS: Readonly<Record<string, DefinitionSizes>> = {
  search_images: { description: 680, input: 3_050, output: 2_800 },
  view_images: { description: 260, input: 320, output: 0 },
  browse_library: { description: 310, input: 1_550, output: 700 },
  find_duplicates: { description: 400, input: 360, output: 1_150 },
  library_status: { description: 270, input: 160, output: 2_150 },
  reindex: { description: 350, input: 120, output: 1_200 },
  // Only if the user allows it: not in the sums above.
  tag_images: { description: 440, input: 370, output: 1_150 },
};

/** The definition of a prompt, and the text that it makes of short arguments. */
export const PROMPT_LIMITS: Readonly<Record<string, { readonly definition: number; readonly message: number }>> = {
  find_photo: { definition: 510, message: 330 },
  make_album: { definition: 470, message: 320 },
  clean_up_duplicates: { definition: 215, message: 350 },
};

interface TypicalAnswer {
  readonly what: string;
  readonly tool: string;
  /** @param ids of 30 photos. */
  readonly given: (ids: readonly string[]) => Record<string, unknown>;
  readonly limit: Pick<AnswerSizes, 'text' | 'data'>;
}

/** Answers as they are read again and again, over the library of library/photos.ts. */
export const TYPICAL_ANSWERS: readonly TypicalAnswer[] = [
  {
    what: '10 results',
    tool: 'search_images',
    given: () => ({ query: 'a dog in the snow' }),
    limit: { text: 1_350, data: 2_750 },
  },
  {
    what: '10 results of a sentence',
    tool: 'search_images',
    given: () => ({ query: 'anna in the snow in january 2019' }),
    limit: { text: 1_700, data: 3_250 },
  },
  {
    what: '50 results',
    tool: 'search_images',
    given: () => ({ query: 'somebody outside', limit: 50 }),
    limit: { text: 5_500, data: 11_800 },
  },
  {
    what: '10 photos like one',
    tool: 'search_images',
    given: ([id]) => ({ similarTo: id }),
    limit: { text: 1_250, data: 2_550 },
  },
  {
    what: '50 of a list',
    tool: 'search_images',
    given: () => ({ limit: 50 }),
    limit: { text: 4_900, data: 10_000 },
  },
  { what: '1 photo', tool: 'view_images', given: (ids) => ({ ids: ids.slice(0, 1) }), limit: { text: 240, data: 0 } },
  {
    what: '6 photos',
    tool: 'view_images',
    given: (ids) => ({ ids: ids.slice(0, 6) }),
    limit: { text: 860, data: 0 },
  },
  { what: '30 photos', tool: 'view_images', given: (ids) => ({ ids }), limit: { text: 3_200, data: 0 } },
  { what: 'by year', tool: 'browse_library', given: () => ({}), limit: { text: 100, data: 250 } },
  {
    what: 'by folder',
    tool: 'browse_library',
    given: () => ({ by: 'folder' }),
    limit: { text: 420, data: 1_000 },
  },
  { what: '4 groups', tool: 'find_duplicates', given: () => ({}), limit: { text: 1_250, data: 1_850 } },
  { what: 'status', tool: 'library_status', given: () => ({}), limit: { text: 420, data: 620 } },
  { what: 'nothing new', tool: 'reindex', given: () => ({}), limit: { text: 150, data: 230 } },
];
