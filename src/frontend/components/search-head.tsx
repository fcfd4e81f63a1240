/** Above the photos: what was searched, how many were found, and how well they fit. */

import type { ComponentChildren } from 'preact';
import type { Answer } from '../model/answer.ts';
import { nameOf } from '../model/describe.ts';
import type { Search } from '../model/gallery-state.ts';
import type { Messages } from '../model/messages.ts';
import { UnderstoodChips } from './chips.tsx';
import { IconButton } from './icon-button.tsx';
import { useTexts } from './texts.ts';

interface SearchHeadProps {
  readonly search: Search;
  /** Undefined: this is the first search. */
  readonly onBack: (() => void) | undefined;
  readonly children?: ComponentChildren;
}

export function SearchHead({ search, onBack, children }: SearchHeadProps) {
  const texts = useTexts();
  const { answer, like } = search;
  return (
    <header class={search.args.similarTo === undefined ? 'head' : 'head like'}>
      {onBack && <IconButton icon="back" label={texts.back} onClick={onBack} />}
      <div class="head-text">
        <h1>
          <bdi>{like === undefined ? titleOf(search, texts) : texts.like(nameOf(like))}</bdi>
        </h1>
        <p class="faint" role="status">
          {search.phase === 'searching' && texts.searching}
          {search.phase === 'done' && answer !== undefined && answer.photos.length > 0 && <Summary answer={answer} />}
        </p>
      </div>
      {children}
      {answer && <UnderstoodChips {...answer} />}
    </header>
  );
}

/** The words of the person, rather than the query as the server writes it. */
function titleOf({ args, tool }: Search, texts: Messages): string {
  if (tool === 'find_duplicates') return texts.duplicates;
  if (typeof args.query === 'string' && args.query.trim() !== '') return args.query;
  return args.similarTo === undefined ? texts.photos : texts.similar;
}

function Summary({ answer }: { readonly answer: Answer }) {
  return <>{(answer.kind === 'photos' ? photosFound : groupsFound)(answer, useTexts()).join(' · ')}</>;
}

function photosFound({ verdict, photos, total, isIndexing }: Answer, texts: Messages): string[] {
  return [
    ...(verdict === 'weak' ? [] : [texts.counted(photos.length, Math.max(total, photos.length))]),
    ...(verdict === undefined ? [] : [texts.verdicts[verdict]]),
    ...(isIndexing ? [texts.indexing] : []),
  ];
}

function groupsFound({ photos, total, frees }: Answer, texts: Messages): string[] {
  return [texts.groups(photos.length, Math.max(total, photos.length)), ...(frees > 0 ? [texts.frees(frees)] : [])];
}
