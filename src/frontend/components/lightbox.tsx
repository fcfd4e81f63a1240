/** One photo, large, with what is known about it. */

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Photo } from '../model/answer.ts';
import { altTextOf, nameOf } from '../model/describe.ts';
import type { Preview } from '../model/previews.ts';
import { IconButton } from './icon-button.tsx';
import { PhotoFacts } from './photo-facts.tsx';
import { useTexts } from './texts.ts';
import { useVisibleBand } from './visible-part.ts';

interface LightboxProps {
  readonly photo: Photo;
  readonly index: number;
  readonly count: number;
  readonly small: Preview;
  readonly large: Preview;
  readonly onStep: (by: number) => void;
  readonly onLike: (photo: Photo) => void;
  readonly onClose: () => void;
}

/** CSS pixels that a finger moves before it means the next photo. */
const SWIPE = 40;

export function Lightbox({ photo, index, count, small, large, onStep, onLike, onClose }: LightboxProps) {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const touchedAt = useRef(0);
  const band = useVisibleBand();

  useLayoutEffect(() => {
    // Modal: the keyboard and screen readers stay inside.
    dialog.current?.showModal();
    document.documentElement.classList.add('viewing');
    return () => document.documentElement.classList.remove('viewing');
  }, []);
  useEffect(() => dialog.current?.scrollIntoView({ block: 'nearest' }), [band]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -count, End: count };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onStep(by);
  }

  function onTouchEnd({ changedTouches }: TouchEvent): void {
    const moved = changedTouches[0]!.clientX - touchedAt.current;
    if (Math.abs(moved) > SWIPE) onStep(moved < 0 ? 1 : -1);
  }

  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={nameOf(photo)}
      style={{ top: `${band.top}px`, height: `${band.height}px` }}
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onClose={onClose}
    >
      <div class="lightbox-bar">
        <span class="faint" aria-live="polite">
          {texts.position(index + 1, count)}
        </span>
        <IconButton icon="close" label={texts.close} onClick={onClose} />
      </div>
      <div
        class="stage"
        onTouchStart={({ changedTouches }) => {
          touchedAt.current = changedTouches[0]!.clientX;
        }}
        onTouchEnd={onTouchEnd}
      >
        <IconButton icon="back" label={texts.previous} isDisabled={index === 0} onClick={() => onStep(-1)} />
        <Picture key={photo.id} photo={photo} small={small} large={large} />
        <IconButton icon="next" label={texts.next} isDisabled={index === count - 1} onClick={() => onStep(1)} />
      </div>
      <PhotoFacts photo={photo} onLike={onLike} />
    </dialog>
  );
}

/** The thumbnail, enlarged, until the larger picture is there: in the same place. */
function Picture({ photo, small, large }: Pick<LightboxProps, 'photo' | 'small' | 'large'>) {
  const texts = useTexts();
  const [failed, setFailed] = useState<readonly string[]>([]);
  const urls = [large, small].flatMap((preview) => (typeof preview === 'object' ? (preview.url ?? []) : []));
  const alt = altTextOf(photo, texts.locale);
  const url = urls.find((each) => !failed.includes(each));
  if (!url && large !== 'loading') return <p class="picture faint">{texts.gone}</p>;
  return (
    <div class="picture">
      {url ? (
        <img
          src={url}
          alt={alt}
          style={sizeOf(photo)}
          draggable={false}
          onError={() => setFailed((known) => [...known, url])}
        />
      ) : (
        <span class="hidden">{alt}</span>
      )}
    </div>
  );
}

/** The place of a photo, the same for both pictures of it: as large as fits, and not larger than the photo. */
function sizeOf({ width, height }: Photo): { width?: string; aspectRatio?: string } {
  if (width === 0 || height === 0) return {};
  return { width: `min(100cqw, ${(100 * width) / height}cqh, ${width}px)`, aspectRatio: `${width} / ${height}` };
}
