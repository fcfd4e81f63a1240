/** What is known about a photo, below it. */

import type { Photo } from '../model/answer.ts';
import { dateOf, foldersOf, nameOf } from '../model/describe.ts';
import { ReasonChips } from './chips.tsx';
import { Icon } from './icons.tsx';
import { useTexts } from './texts.ts';

interface PhotoFactsProps {
  readonly photo: Photo;
  readonly onLike: (photo: Photo) => void;
}

export function PhotoFacts({ photo, onLike }: PhotoFactsProps) {
  const texts = useTexts();
  const { title, takenAt, people, width, height, similar, frees } = photo;
  const facts = [
    takenAt === undefined ? texts.unknownDate : dateOf(takenAt, texts.locale, 'time'),
    ...(width > 0 && height > 0 ? [`${width} × ${height}`] : []),
    ...(similar > 0 ? [texts.shots(similar)] : []),
    ...(frees > 0 ? [texts.frees(frees)] : []),
  ];
  return (
    <div class="facts">
      <div class="facts-text">
        <p class="name">
          <bdi>{title ?? nameOf(photo)}</bdi>
        </p>
        <p class="faint">
          {foldersOf(photo).map((folder, depth) => (
            <span key={depth} class="folder">
              <bdi>{folder}</bdi>
            </span>
          ))}
          {title !== undefined && (
            <span class="folder">
              <bdi>{nameOf(photo)}</bdi>
            </span>
          )}
        </p>
        <p class="faint">
          {facts.join(' · ')}
          {people.map((name) => (
            <span key={name}>
              {' · '}
              <bdi>{name}</bdi>
            </span>
          ))}
        </p>
        <ReasonChips reasons={photo.reasons} />
      </div>
      <button type="button" class="button" onClick={() => onLike(photo)}>
        <Icon name="alike" />
        {frees > 0 ? texts.showCopies : texts.moreLikeThis}
      </button>
    </div>
  );
}
