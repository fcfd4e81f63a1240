/** What is shown instead of photos, or below them. */

import { useRef } from 'preact/hooks';
import type { Search } from '../model/gallery-state.ts';
import { justify } from '../model/layout.ts';
import { optionsFor } from './photo-grid.tsx';
import { useTexts } from './texts.ts';
import { useNearEnd } from './use-near-end.ts';
import { useWidth } from './use-width.ts';

/** Shapes of the places in which photos will appear. */
const SHAPES = [3, 2, 3, 4, 2, 3].map((width) => ({ width, height: width === 2 ? 3 : 2 }));

/** Places of photos that are being searched. */
export function Skeleton() {
  const list = useRef<HTMLDivElement>(null);
  const options = optionsFor(useWidth(list));
  const rows = options.width === 0 ? [] : justify(SHAPES, options);
  return (
    <div ref={list} class="grid skeleton" aria-hidden="true" style={{ gap: `${options.gap}px` }}>
      {rows.flatMap(({ first, height, widths }) =>
        widths.map((width, index) => (
          <div key={first + index} class="tile" style={{ width: `${width}px`, height: `${height}px` }} />
        )),
      )}
    </div>
  );
}

/** One sentence, and more about it. */
export function Notice({ search, onRetry }: { readonly search: Search; readonly onRetry: () => void }) {
  const texts = useTexts();
  const { phase, answer, reason } = search;
  if (phase === 'failed') {
    return (
      <div class="notice">
        <p>{texts.failed}</p>
        {reason !== undefined && <p class="faint">{reason}</p>}
        <button type="button" class="button" onClick={onRetry}>
          {texts.retry}
        </button>
      </div>
    );
  }
  if (phase === 'cancelled') return <div class="notice">{texts.cancelled}</div>;
  if (answer?.kind === 'duplicates') return <div class="notice">{texts.noDuplicates}</div>;
  const total = answer?.total ?? 0;
  return (
    <div class="notice">
      <p>{texts.noPhotos}</p>
      <p class="faint">{total > 0 ? texts.searched(total) : texts.nothingHere}</p>
      {answer?.isIndexing && <p class="faint">{texts.indexing}</p>}
    </div>
  );
}

interface MoreProps {
  readonly state: Search['more'];
  /** Undefined: there is no more. */
  readonly onMore: (() => void) | undefined;
  /** Called when the end of the photos comes near the screen. What has failed waits for the button. */
  readonly onNearEnd?: (() => void) | undefined;
}

export function More({ state, onMore, onNearEnd }: MoreProps) {
  const texts = useTexts();
  const end = useRef<HTMLDivElement>(null);
  useNearEnd(end, onMore !== undefined && state === 'idle' ? onNearEnd : undefined);
  if (onMore === undefined) return null;
  return (
    <div ref={end} class="more">
      {state === 'failed' && (
        <p class="faint" role="alert">
          {texts.moreFailed}
        </p>
      )}
      <button type="button" class="button" aria-disabled={state === 'loading'} onClick={onMore}>
        {state === 'loading' ? texts.loadingMore : state === 'failed' ? texts.retry : texts.more}
      </button>
    </div>
  );
}

/** Previews whose call has failed, such as one that the host has refused. */
export function PreviewsFailed({ onRetry }: { readonly onRetry: () => void }) {
  const texts = useTexts();
  return (
    <div class="more" role="alert">
      <p class="faint">{texts.previewsFailed}</p>
      <button type="button" class="button" onClick={onRetry}>
        {texts.retry}
      </button>
    </div>
  );
}
