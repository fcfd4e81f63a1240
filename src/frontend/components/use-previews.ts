/** Previews of the photos on the screen. */

import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { createPreviewLoader, type FetchPreviews, type PreviewLoader } from '../model/previews.ts';

/** Pixels: sharp on dense screens, in the largest row, and 30 to 40 kB. */
const SMALL = { edge: 480, batch: 8 };
/** One picture for the lightbox, below the limit of 1 MB for an answer. */
const LARGE = { edge: 1280, batch: 1 };

export interface Previews {
  readonly small: PreviewLoader;
  readonly large: PreviewLoader;
}

/** @param ids photos to load, the first ones first. */
export function usePreviews(fetch: FetchPreviews, ids: readonly string[]): Previews {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const previews = useMemo(() => {
    const changed = () => redraw(undefined);
    return { small: createPreviewLoader(fetch, SMALL, changed), large: createPreviewLoader(fetch, LARGE, changed) };
  }, [fetch]);
  const wanted = ids.join(' ');
  useEffect(() => previews.small.load(wanted.split(' ').filter(Boolean)), [previews, wanted]);
  return previews;
}
