/** Searches again, quietly, when the library has changed or the server is back. */

import { useEffect, useRef } from 'preact/hooks';
import type { Door } from '../components/door.ts';
import { type Action, currentSearch, type GalleryState, PAGE } from '../model/gallery-state.ts';
import type { LibraryState } from './library-state.ts';

/** Photos in one answer of the API. A longer list stays as it is. */
const MOST = 200;

export function useFreshPhotos(
  state: GalleryState,
  dispatch: (action: Action) => void,
  door: Pick<Door, 'search'>,
  { revision, indexing, returns }: LibraryState,
): void {
  const search = currentSearch(state);
  const { key, tool, args, phase } = search;
  const count = search.answer?.photos.length ?? 0;
  const seen = useRef<{ readonly revision: number | undefined; readonly returns: number }>({ revision, returns });
  // Photos do not move while they are being indexed, unless there are only few of them.
  const isCalm = indexing === undefined || count < PAGE;
  const canChange = state.open === undefined && (phase === 'done' || phase === 'failed') && search.more !== 'loading';

  useEffect(() => {
    if (revision === undefined) return;
    const { current } = seen;
    const isFirst = current.revision === undefined;
    const isNew = current.revision !== revision || (current.returns !== returns && phase === 'failed');
    if (!isFirst && (!isNew || !isCalm || !canChange)) return;
    seen.current = { revision, returns };
    if (isFirst || count > MOST) return;
    if (phase === 'failed') dispatch({ type: 'retried', key });
    const limit = Math.max(PAGE, count);
    door.search(tool, { ...args, limit }).then(
      (answer) => dispatch({ type: 'answered', key, answer }),
      // What is on the screen is still good; a failed search says why.
      (error: Error) => phase === 'failed' && dispatch({ type: 'failed', key, reason: error.message }),
    );
  }, [revision, returns, isCalm, canChange, key]);
}
