/** Photos in justified rows. One of them is in the tab order; arrow keys move to the others. */

import { useRef, useState } from 'preact/hooks';
import type { Photo } from '../model/answer.ts';
import { justify, type LayoutOptions } from '../model/layout.ts';
import { movedBy } from '../model/moves.ts';
import type { Preview } from '../model/previews.ts';
import { PhotoTile } from './photo-tile.tsx';
import { useWidth } from './use-width.ts';

interface PhotoGridProps {
  readonly photos: readonly Photo[];
  readonly previewOf: (id: string) => Preview;
  readonly onOpen: (id: string) => void;
  readonly label: string;
}

export function PhotoGrid({ photos, previewOf, onOpen, label }: PhotoGridProps) {
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string>();
  const options = optionsFor(useWidth(list));
  const rows = options.width === 0 ? [] : justify(photos, options);
  const entry = photos.some(({ id }) => id === active) ? active : photos[0]?.id;

  function move(event: KeyboardEvent): void {
    const index = photos.findIndex(({ id }) => id === entry);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = movedBy(event.key, index, rows, options.gap);
    if (target === undefined) return;
    event.preventDefault();
    list.current?.querySelectorAll('button')[target]?.focus();
  }

  return (
    <ul ref={list} class="grid" aria-label={label} style={{ gap: `${options.gap}px` }} onKeyDown={move}>
      {rows.flatMap(({ first, height, widths }) =>
        widths.map((width, index) => {
          const photo = photos[first + index]!;
          return (
            <PhotoTile
              key={photo.id}
              photo={photo}
              preview={previewOf(photo.id)}
              size={{ width, height }}
              isEntry={photo.id === entry}
              onOpen={onOpen}
              onFocus={setActive}
            />
          );
        }),
      )}
    </ul>
  );
}

/** Rows are higher where there is room for more photos in each. */
export function optionsFor(width: number): LayoutOptions {
  if (width < 420) return { width, rowHeight: 112, gap: 4 };
  if (width < 900) return { width, rowHeight: 160, gap: 6 };
  return { width, rowHeight: 208, gap: 8 };
}
