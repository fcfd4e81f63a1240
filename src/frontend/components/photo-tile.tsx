/** One photo in the grid. Its place has its final size before the picture arrives. */

import { useState } from 'preact/hooks';
import type { Photo } from '../model/answer.ts';
import { altTextOf, nameOf } from '../model/describe.ts';
import type { Size } from '../model/layout.ts';
import type { Preview } from '../model/previews.ts';
import { Icon } from './icons.tsx';
import { useTexts } from './texts.ts';

interface PhotoTileProps {
  readonly photo: Photo;
  readonly preview: Preview;
  readonly size: Size;
  /** True for the photo that the tab key leads to. */
  readonly isEntry: boolean;
  readonly onOpen: (id: string) => void;
  readonly onFocus: (id: string) => void;
}

export function PhotoTile({ photo, preview, size, isEntry, onOpen, onFocus }: PhotoTileProps) {
  const texts = useTexts();
  const [failed, setFailed] = useState<string>();
  const given = typeof preview === 'object' ? preview.url : undefined;
  // An address may lead to nothing: the photo is gone, or the server.
  const url = given === failed ? given && null : given;
  const alt = altTextOf(photo, texts.locale);
  return (
    <li style={{ width: `${size.width}px`, height: `${size.height}px` }}>
      <button
        type="button"
        class="tile"
        data-id={photo.id}
        data-state={typeof preview === 'string' ? preview : url === null ? 'gone' : 'loaded'}
        tabIndex={isEntry ? 0 : -1}
        onClick={() => onOpen(photo.id)}
        onFocus={() => onFocus(photo.id)}
      >
        {typeof url === 'string' ? (
          <img
            src={url}
            alt={alt}
            width={size.width}
            height={size.height}
            loading="lazy"
            decoding="async"
            draggable={false}
            onError={() => setFailed(url)}
          />
        ) : (
          <span class={url === null ? 'tile-name' : 'hidden'}>{url === null ? nameOf(photo) : alt}</span>
        )}
        {photo.similar > 0 && (
          <span class="badge">
            <Icon name="stack" />
            <span aria-hidden="true">{photo.similar + 1}</span>
            <span class="hidden">{texts.shots(photo.similar)}</span>
          </span>
        )}
      </button>
    </li>
  );
}
