/** The gallery: a search with its photos, and one of them in the lightbox. */

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Photo } from '../model/answer.ts';
import {
  type Action,
  currentSearch,
  type GalleryState,
  moreOf,
  nextPage,
  PAGE,
  type Search,
  shownPhotos,
} from '../model/gallery-state.ts';
import type { Door } from './door.ts';
import { Lightbox } from './lightbox.tsx';
import { PhotoGrid } from './photo-grid.tsx';
import { SearchHead } from './search-head.tsx';
import { More, Notice, PreviewsFailed, Skeleton } from './states.tsx';
import { useTexts } from './texts.ts';
import { usePreviews } from './use-previews.ts';

interface GalleryProps {
  readonly state: GalleryState;
  readonly dispatch: (action: Action) => void;
  readonly door: Door;
  /** More for the head. */
  readonly children?: ComponentChildren;
}

/** The next page is loaded when the lightbox is this near to the end. */
const NEAR_END = 3;

export function Gallery({ state, dispatch, door, children }: GalleryProps) {
  const texts = useTexts();
  const search = currentSearch(state);
  const photos = shownPhotos(search);
  const ids = photos.map(({ id }) => id);
  const previews = usePreviews(door.previews, ids);
  const all = search.answer?.photos ?? [];
  const index = all.findIndex(({ id }) => id === state.open);
  const open = all[index];
  const lastKey = useRef(0);

  useFocusAfterClose(state.open);
  const focusFirstNew = useFocusOnFirstNew(ids);
  useEffect(() => {
    if (open === undefined) return;
    previews.large.load([open, all[index + 1]].flatMap((photo) => photo?.id ?? []));
    if (index >= all.length - NEAR_END && moreOf(search) === 'load' && search.more === 'idle') loadMore();
  }, [open?.id, all.length]);

  async function run({ key, tool, args }: Pick<Search, 'key' | 'tool' | 'args'>): Promise<void> {
    try {
      dispatch({ type: 'answered', key, answer: await door.search(tool, args) });
    } catch (error) {
      dispatch({ type: 'failed', key, reason: error instanceof Error ? error.message : undefined });
    }
  }

  async function loadMore(): Promise<void> {
    const { key, tool, more } = search;
    const args = nextPage(search);
    if (more === 'loading' || args === undefined) return;
    dispatch({ type: 'more-asked', key });
    try {
      dispatch({ type: 'more-answered', key, answer: await door.search(tool, args) });
    } catch {
      dispatch({ type: 'more-failed', key });
    }
  }

  function searchLike(like: Photo): void {
    const key = ++lastKey.current;
    // In the same folder as the search before.
    const args = { similarTo: like.id, limit: PAGE, ...('folder' in search.args && { folder: search.args.folder }) };
    dispatch({ type: 'asked-like', key, args, like });
    void run({ key, tool: 'search_images', args });
  }

  const what = moreOf(search);
  function onMore(): void {
    focusFirstNew();
    showMore();
  }
  function showMore(): void {
    if (what === 'reveal') dispatch({ type: 'revealed', key: search.key });
    else void loadMore();
  }

  return (
    <main class="gallery">
      <SearchHead search={search} onBack={state.searches.length > 1 ? () => dispatch({ type: 'back' }) : undefined}>
        {children}
      </SearchHead>
      {search.phase === 'searching' || search.phase === 'waiting' ? (
        <Skeleton />
      ) : photos.length === 0 || search.phase !== 'done' ? (
        <Notice
          search={search}
          onRetry={() => {
            dispatch({ type: 'retried', key: search.key });
            void run(search);
          }}
        />
      ) : (
        <>
          <PhotoGrid
            key={search.key}
            photos={photos}
            previewOf={previews.small.get}
            onOpen={(id) => dispatch({ type: 'opened', id })}
            label={texts.photos}
          />
          {ids.some((id) => previews.small.get(id) === 'failed') && (
            <PreviewsFailed onRetry={() => previews.small.load(ids)} />
          )}
          <More state={search.more} onMore={what && onMore} onNearEnd={door.isEndless ? showMore : undefined} />
        </>
      )}
      {open !== undefined && (
        <Lightbox
          photo={open}
          {...{ index, count: all.length }}
          small={previews.small.get(open.id)}
          large={previews.large.get(open.id)}
          onStep={(by) => dispatch({ type: 'stepped', by })}
          onLike={door.showLike ?? searchLike}
          onClose={() => dispatch({ type: 'closed' })}
        />
      )}
    </main>
  );
}

/** Give the focus back to the photo that was open last. */
function useFocusAfterClose(open: string | undefined): void {
  const last = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (open === undefined && last.current !== undefined) focusPhoto(last.current);
    last.current = open;
  }, [open]);
}

/** @returns a function that lets the first photo that is added get the focus: "Show more" may be gone then. */
function useFocusOnFirstNew(ids: readonly string[]): () => void {
  const from = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (from.current === undefined || ids.length <= from.current) return;
    focusPhoto(ids[from.current]!);
    from.current = undefined;
  }, [ids.length]);
  return () => {
    from.current = ids.length;
  };
}

function focusPhoto(id: string): void {
  document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}
