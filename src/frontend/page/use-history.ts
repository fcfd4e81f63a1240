/** Searches what the address says, and keeps what was found for back and forward. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Door } from '../components/door.ts';
import type { Photo } from '../model/answer.ts';
import { type Action, currentSearch, type GalleryState } from '../model/gallery-state.ts';
import { addressOf, argumentsOf, type Shown, shownAt } from './address.ts';

/** What an entry of the history showed when it was left. */
interface Left {
  readonly state: GalleryState;
  readonly scrollY: number;
}

interface Entry {
  /** Of this visit of the page. */
  readonly visit: string;
  readonly entry: number;
}

const VISIT = crypto.randomUUID();

export interface History {
  readonly shown: Shown;
  /** Show something else. @param like the photo that others should be like. */
  readonly go: (shown: Shown, like?: Photo) => void;
}

export function useHistory(
  state: GalleryState,
  dispatch: (action: Action) => void,
  door: Pick<Door, 'search'>,
): History {
  const [shown, setShown] = useState(() => shownAt(location.search));
  const now = useRef({ state, entry: 0, lastEntry: 0, lastKey: 0, scrollTo: undefined as number | undefined });
  const left = useRef(new Map<number, Left>());
  now.current.state = state;

  useLayoutEffect(() => {
    const { scrollTo } = now.current;
    if (scrollTo === undefined) return;
    now.current.scrollTo = undefined;
    // After the grid has measured its width, and before anything is painted.
    requestAnimationFrame(() => window.scrollTo(0, scrollTo));
  }, [state]);

  const search = useCallback(
    (next: Shown, like?: Photo): void => {
      const key = ++now.current.lastKey;
      const args = argumentsOf(next);
      dispatch({ type: 'asked', tool: 'search_images', args, key, like });
      door.search('search_images', args).then(
        (answer) => dispatch({ type: 'answered', key, answer }),
        (error: Error) => dispatch({ type: 'failed', key, reason: error.message }),
      );
    },
    [door],
  );

  const leave = useCallback((): void => {
    const { state: last, entry } = now.current;
    const { phase, more } = currentSearch(last);
    if (phase === 'done' && more !== 'loading') {
      left.current.set(entry, { state: { ...last, open: undefined }, scrollY: window.scrollY });
    }
  }, []);

  const enter = useCallback((entry: number, next: Shown): void => {
    now.current.entry = entry;
    setShown(next);
  }, []);

  useEffect(() => {
    window.history.scrollRestoration = 'manual';
    const note: Entry = { visit: VISIT, entry: 0 };
    window.history.replaceState(note, '');
    search(shown);
  }, []);

  useEffect(() => {
    function onPopState({ state: note }: PopStateEvent): void {
      leave();
      const { visit, entry } = (note ?? {}) as Partial<Entry>;
      const known = visit === VISIT && entry !== undefined ? entry : ++now.current.lastEntry;
      const next = shownAt(location.search);
      enter(known, next);
      const found = left.current.get(known);
      now.current.scrollTo = found?.scrollY ?? 0;
      if (found === undefined) search(next);
      else dispatch({ type: 'restored', state: found.state });
    }
    window.addEventListener('popstate', onPopState);
    return () => window.removeEventListener('popstate', onPopState);
  }, [search]);

  const go = useCallback(
    (next: Shown, like?: Photo): void => {
      leave();
      const entry = ++now.current.lastEntry;
      const note: Entry = { visit: VISIT, entry };
      // The same search again is no new place.
      if (addressOf(next) === `${location.pathname}${location.search}`) window.history.replaceState(note, '');
      else window.history.pushState(note, '', addressOf(next));
      enter(entry, next);
      now.current.scrollTo = 0;
      search(next, like);
    },
    [search],
  );
  return { shown, go };
}
