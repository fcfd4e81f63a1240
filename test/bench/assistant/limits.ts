/**
 * The most characters that a model may have to read: the budget of the server. Whoever needs more raises a limit here, and
 * sees what it costs in every conversation.
 */

import type { AnswerSizes, DefinitionSizes } from './sizes.ts';

export const INSTRUCTIONS_LIMIT = 450;

/** All tools together, as `tools/list` sends them. */
export const TOOLS_LIMIT = 22_400;

export const TOOL_LIMITS: Readonly<Record<string, DefinitionSizes>> = {
  search_images: { description: 950, input: 4_050, output: 3_900 },
  view_images: { description: 400, input: 400, output: 0 },
  browse_library: { description: 400, input: 2_900, output: 800 },
  find_duplicates: { description: 450, input: 450, output: 1_400 },
  library_status: { description: 400, input: 220, output: 2_900 },
  reindex: { description: 350, input: 150, output: 1_600 },
};

/** The definition of a prompt, and the text that it makes of short arguments. */
export const PROMPT_LIMITS: Readonly<Record<string, { readonly definition: number; readonly message: number }>> = {
  find_photo: { definition: 500, message: 400 },
  make_album: { definition: 450, message: 400 },
  clean_up_duplicates: { definition: 250, message: 400 },
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
    limit: { text: 1_700, data: 2_700 },
  },
  {
    what: '10 results of a sentence',
    tool: 'search_images',
    given: () => ({ query: 'anna in the snow in january 2019' }),
    limit: { text: 2_600, data: 4_000 },
  },
  {
    what: '50 results',
    tool: 'search_images',
    given: () => ({ query: 'somebody outside', limit: 50 }),
    limit: { text: 7_500, data: 13_000 },
  },
  {
    what: '10 photos like one',
    tool: 'search_images',
    given: ([id]) => ({ similarTo: id }),
    limit: { text: 1_800, data: 2_800 },
  },
  {
    what: '50 of a list',
    tool: 'search_images',
    given: () => ({ limit: 50 }),
    limit: { text: 6_500, data: 11_000 },
  },
  { what: '1 photo', tool: 'view_images', given: (ids) => ({ ids: ids.slice(0, 1) }), limit: { text: 400, data: 0 } },
  {
    what: '6 photos',
    tool: 'view_images',
    given: (ids) => ({ ids: ids.slice(0, 6) }),
    limit: { text: 1_200, data: 0 },
  },
  { what: '30 photos', tool: 'view_images', given: (ids) => ({ ids }), limit: { text: 5_000, data: 0 } },
  { what: 'by year', tool: 'browse_library', given: () => ({}), limit: { text: 150, data: 300 } },
  {
    what: 'by folder',
    tool: 'browse_library',
    given: () => ({ by: 'folder' }),
    limit: { text: 500, data: 1_200 },
  },
  { what: '4 groups', tool: 'find_duplicates', given: () => ({}), limit: { text: 1_400, data: 1_900 } },
  { what: 'status', tool: 'library_status', given: () => ({}), limit: { text: 600, data: 1_000 } },
  { what: 'nothing new', tool: 'reindex', given: () => ({}), limit: { text: 200, data: 350 } },
];
