/** The state of the gallery: late answers, pages, the lightbox. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Photo } from '../../../src/frontend/model/answer.ts';
import {
  type Action,
  currentSearch,
  FIRST_KEY,
  type GalleryState,
  INITIAL,
  moreOf,
  PAGE,
  reduce,
  shownPhotos,
} from '../../../src/frontend/model/gallery-state.ts';

function photo(id: string): Photo {
  const unknown = { takenAt: undefined, title: undefined, people: [], reasons: [], similar: 0, frees: 0 };
  return { id, root: 'Pictures', path: `${id}.jpg`, width: 3, height: 2, ...unknown };
}

function answer(ids: readonly string[], next?: string): Answer {
  const none = { clues: [], looksLike: undefined, verdict: undefined, isIndexing: false };
  const facts = { ...none, kind: 'photos', query: 'x', total: 9, frees: 0 } as const;
  return { ...facts, photos: ids.map(photo), next };
}

const stateAfter = (...actions: Action[]): GalleryState => actions.reduce(reduce, INITIAL);
const idsOf = (state: GalleryState) => currentSearch(state).answer?.photos.map(({ id }) => id);

const ASKED: Action = { type: 'asked', tool: 'search_images', args: { query: 'x' } };
const ANSWERED: Action = { type: 'answered', key: FIRST_KEY, answer: answer(['a', 'b', 'c'], 'cursor') };

describe('pages', () => {
  it('are appended without the photos that are there already, and end with the last cursor', () => {
    const more = (ids: string[], next?: string): Action => {
      return { type: 'more-answered', key: FIRST_KEY, answer: answer(ids, next) };
    };
    const second = stateAfter(ASKED, ANSWERED, { type: 'more-asked', key: FIRST_KEY }, more(['c', 'd'], 'cursor 2'));
    expect(idsOf(second)).toEqual(['a', 'b', 'c', 'd']);
    expect(currentSearch(second)).toMatchObject({ more: 'idle', answer: { next: 'cursor 2' } });
    expect(moreOf(currentSearch(reduce(second, more(['e']))))).toBeUndefined();
    // A page that brings nothing new would do so again.
    expect(moreOf(currentSearch(reduce(second, more(['a'], 'cursor 3'))))).toBeUndefined();
  });

  it('show a long answer in parts', () => {
    const ids = Array.from({ length: PAGE + 3 }, (_, index) => `p${index}`);
    const long = stateAfter(ASKED, { type: 'answered', key: FIRST_KEY, answer: answer(ids) });
    expect(shownPhotos(currentSearch(long))).toHaveLength(PAGE);
    expect(moreOf(currentSearch(long))).toBe('reveal');
    const all = reduce(long, { type: 'revealed', key: FIRST_KEY });
    expect(shownPhotos(currentSearch(all))).toHaveLength(PAGE + 3);
    // The lightbox reaches the others too: then the grid behind it has them.
    const opened = reduce(reduce(long, { type: 'opened', id: `p${PAGE - 1}` }), { type: 'stepped', by: 2 });
    expect(opened.open).toBe(`p${PAGE + 1}`);
    expect(shownPhotos(currentSearch(opened))).toHaveLength(PAGE + 2);
  });
});

describe('searches', () => {
  it('lead back to the one before, and ignore answers that nobody waits for', () => {
    const like: Action = { type: 'asked-like', key: 1, args: {}, like: photo('b') };
    const similar = stateAfter(ASKED, ANSWERED, { type: 'opened', id: 'b' }, like);
    expect(similar.open).toBeUndefined();
    expect(currentSearch(similar)).toMatchObject({ phase: 'searching', like: { id: 'b' } });
    const back = reduce(similar, { type: 'back' });
    expect(idsOf(back)).toEqual(['a', 'b', 'c']);
    expect(reduce(back, { type: 'answered', key: 1, answer: answer(['z']) })).toEqual(back);
    expect(reduce(back, { type: 'back' })).toBe(back);
  });

  it('begin anew when the assistant asks again in the same place', () => {
    expect(currentSearch(stateAfter(ASKED, ANSWERED, ASKED))).toMatchObject({ phase: 'searching', answer: undefined });
  });
});

describe('any actions', () => {
  const key = fc.integer({ min: 0, max: 2 });
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
  const page = fc
    .tuple(ids, fc.option(fc.constant('cursor'), { nil: undefined }))
    .map(([some, next]) => answer(some, next));
  const action: fc.Arbitrary<Action> = fc.oneof(
    fc.constant<Action>(ASKED),
    fc.constant<Action>({ type: 'back' }),
    fc.constant<Action>({ type: 'closed' }),
    fc.record({ type: fc.constant('asked-like' as const), key, args: fc.constant({}), like: fc.constant(photo('a')) }),
    fc.record({ type: fc.constantFrom('answered' as const, 'more-answered' as const), key, answer: page }),
    fc.record({ type: fc.constant('failed' as const), key, reason: fc.constant('no') }),
    fc.record({ type: fc.constantFrom('cancelled', 'revealed', 'more-asked', 'more-failed', 'retried'), key }),
    fc.record({ type: fc.constant('opened' as const), id: fc.constantFrom('a', 'b', 'x') }),
    fc.record({ type: fc.constant('stepped' as const), by: fc.integer({ min: -9, max: 9 }) }),
  );

  it('keep a search on the screen, each photo once, and in the lightbox only a photo of the search', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const state = stateAfter(...actions);
        const all = idsOf(state) ?? [];
        expect(new Set(all).size).toBe(all.length);
        const shown = shownPhotos(currentSearch(state)).map(({ id }) => id);
        if (state.open !== undefined) expect(shown).toContain(state.open);
      }),
    );
  });
});
