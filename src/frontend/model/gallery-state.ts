/** What the gallery shows, and how it changes. Pure. */

import type { Answer, Photo } from './answer.ts';

/** Tools whose answers the gallery shows. */
export type Tool = 'search_images' | 'find_duplicates';

/** Arguments of a tool. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Search {
  /** Distinguishes searches: answers may arrive late. */
  readonly key: number;
  readonly tool: Tool;
  readonly args: Arguments;
  /** The photo that this search is like. */
  readonly like: Photo | undefined;
  /** `waiting`: nobody has asked anything yet. */
  readonly phase: 'waiting' | 'searching' | 'done' | 'failed' | 'cancelled';
  /** Of the first page, with the photos of all pages so far. */
  readonly answer: Answer | undefined;
  /** Why it failed. */
  readonly reason: string | undefined;
  /** `end`: the last page has brought nothing new. */
  readonly more: 'idle' | 'loading' | 'failed' | 'end';
  /** Number of photos that are on the screen: the others are behind "Show more". */
  readonly shown: number;
}

export interface GalleryState {
  /** The last one is on the screen; the others are behind "Back". Never empty. */
  readonly searches: readonly Search[];
  /** Id of the photo in the lightbox. */
  readonly open: string | undefined;
}

export type Action =
  | {
      readonly type: 'asked';
      readonly tool: Tool;
      readonly args: Arguments;
      /** Default: `FIRST_KEY`. */
      readonly key?: number;
      readonly like?: Photo | undefined;
    }
  | { readonly type: 'asked-like'; readonly key: number; readonly args: Arguments; readonly like: Photo }
  | { readonly type: 'answered'; readonly key: number; readonly answer: Answer }
  | { readonly type: 'failed'; readonly key: number; readonly reason: string | undefined }
  | { readonly type: 'cancelled'; readonly key: number }
  | { readonly type: 'retried'; readonly key: number }
  | { readonly type: 'back' }
  | { readonly type: 'restored'; readonly state: GalleryState }
  | { readonly type: 'revealed'; readonly key: number }
  | { readonly type: 'more-asked'; readonly key: number }
  | { readonly type: 'more-answered'; readonly key: number; readonly answer: Answer }
  | { readonly type: 'more-failed'; readonly key: number }
  | { readonly type: 'opened'; readonly id: string }
  | { readonly type: 'stepped'; readonly by: number }
  | { readonly type: 'closed' };

/** Photos that are shown at first, and that each further page has. */
export const PAGE = 24;
/** Key of the search whose answer the gallery was opened for. */
export const FIRST_KEY = 0;

export const INITIAL: GalleryState = {
  searches: [newSearch({ key: FIRST_KEY, args: {}, phase: 'waiting' })],
  open: undefined,
};

function newSearch(given: Pick<Search, 'key' | 'args' | 'phase'> & Partial<Search>): Search {
  const nothing = { like: undefined, answer: undefined, reason: undefined };
  return { tool: 'search_images', ...nothing, more: 'idle', shown: PAGE, ...given };
}

/** Return the search on the screen. */
export function currentSearch({ searches }: GalleryState): Search {
  return searches.at(-1)!;
}

/** Return the photos on the screen. */
export function shownPhotos({ answer, shown }: Search): readonly Photo[] {
  return answer?.photos.slice(0, shown) ?? [];
}

/** Decide what "Show more" does. Undefined: there is no more. */
export function moreOf(search: Search): 'reveal' | 'load' | undefined {
  if ((search.answer?.photos.length ?? 0) > search.shown) return 'reveal';
  return nextPage(search) === undefined ? undefined : 'load';
}

/** Return the arguments of the call for the next page. */
export function nextPage({ answer, args, more }: Search): Arguments | undefined {
  if (answer === undefined || more === 'end') return undefined;
  if (answer.kind === 'photos')
    return answer.next === undefined ? undefined : { ...args, cursor: answer.next, limit: PAGE };
  const skip = (typeof args.skip === 'number' ? args.skip : 0) + answer.photos.length;
  return skip < answer.total ? { ...args, skip, limit: PAGE } : undefined;
}

export function reduce(state: GalleryState, action: Action): GalleryState {
  switch (action.type) {
    case 'asked': {
      const { key = FIRST_KEY, tool, args, like } = action;
      return { searches: [newSearch({ key, tool, args, like, phase: 'searching' })], open: undefined };
    }
    case 'asked-like': {
      const { key, args, like } = action;
      const search = newSearch({ key, args, like, phase: 'searching' });
      return { searches: [...state.searches, search], open: undefined };
    }
    case 'answered':
      return change(state, action.key, () => ({ phase: 'done', more: 'idle', answer: eachOnce(action.answer) }));
    case 'failed':
      return change(state, action.key, () => ({ phase: 'failed', reason: action.reason }));
    case 'cancelled':
      return change(state, action.key, () => ({ phase: 'cancelled' }));
    case 'retried':
      return change(state, action.key, () => ({ phase: 'searching' }));
    case 'back':
      return state.searches.length === 1 ? state : { searches: state.searches.slice(0, -1), open: undefined };
    case 'restored':
      return action.state;
    case 'revealed':
      return change(state, action.key, ({ shown }) => ({ shown: shown + PAGE }));
    case 'more-asked':
      return change(state, action.key, () => ({ more: 'loading' }));
    case 'more-answered':
      return change(state, action.key, (search) => withPage(search, action.answer));
    case 'more-failed':
      return change(state, action.key, () => ({ more: 'failed' }));
    case 'opened':
      return opened(state, action.id);
    case 'stepped':
      return stepped(state, action.by);
    case 'closed':
      return { ...state, open: undefined };
  }
}

function change(state: GalleryState, key: number, changes: (search: Search) => Partial<Search>): GalleryState {
  const searches = state.searches.map((search) => (search.key === key ? { ...search, ...changes(search) } : search));
  return { ...state, searches };
}

/** Leave out photos that are there already: ids are the keys of what is on the screen. */
function eachOnce(answer: Answer): Answer {
  return { ...answer, photos: Array.from(new Map(answer.photos.map((photo) => [photo.id, photo])).values()) };
}

/** Append a page. */
function withPage({ answer, shown }: Search, page: Answer): Partial<Search> {
  if (answer === undefined) return { more: 'idle' };
  const all = eachOnce({ ...answer, photos: [...answer.photos, ...page.photos], next: page.next });
  const added = all.photos.length - answer.photos.length;
  return { more: added === 0 ? 'end' : 'idle', shown: shown + added, answer: all };
}

/** Open a photo, which is then also on the screen behind the lightbox. */
function opened(state: GalleryState, id: string): GalleryState {
  const search = currentSearch(state);
  const index = search.answer?.photos.findIndex((photo) => photo.id === id) ?? -1;
  if (index === -1) return state;
  return { ...change(state, search.key, ({ shown }) => ({ shown: Math.max(shown, index + 1) })), open: id };
}

function stepped(state: GalleryState, by: number): GalleryState {
  const photos = currentSearch(state).answer?.photos ?? [];
  const index = photos.findIndex(({ id }) => id === state.open);
  if (index === -1) return state;
  return opened(state, photos[Math.min(photos.length - 1, Math.max(0, index + by))]!.id);
}
