/** The page of `picsift open`: a search field above the gallery. */

import { useMemo, useReducer } from 'preact/hooks';
import type { Door } from '../components/door.ts';
import { Gallery } from '../components/gallery.tsx';
import { useTexts } from '../components/texts.ts';
import { INITIAL, reduce } from '../model/gallery-state.ts';
import { createDoor } from './api-door.ts';
import { type LibraryState, useLibraryState } from './library-state.ts';
import { SearchField } from './search-field.tsx';
import { useFreshPhotos } from './use-fresh-photos.ts';
import { useHistory } from './use-history.ts';

export function Page() {
  const texts = useTexts();
  const [state, dispatch] = useReducer(reduce, INITIAL);
  const api = useMemo(() => createDoor(texts), [texts.locale]);
  const { shown, go } = useHistory(state, dispatch, api);
  const library = useLibraryState();
  const { folder } = shown;
  const door = useMemo<Door>(
    () => ({ ...api, isEndless: true, showLike: (photo) => go({ words: '', folder, like: photo.id }, photo) }),
    [api, folder, go],
  );
  useFreshPhotos(state, dispatch, api, library);
  return (
    <>
      <div class="top">
        <SearchField words={shown.words} folder={folder} onSearch={(words) => go({ words, folder, like: undefined })} />
        <Notes {...library} />
      </div>
      {/* Pictures that failed while the server was away are loaded again. */}
      <Gallery key={library.returns} state={state} dispatch={dispatch} door={door} />
    </>
  );
}

/** One quiet line about the library, if there is something to say. */
function Notes({ connection, indexing, problem }: LibraryState) {
  const texts = useTexts();
  const { done, total } = indexing ?? { done: 0, total: 0 };
  const note =
    connection === 'lost'
      ? texts.unreachable
      : connection === 'keyless'
        ? texts.keyless
        : indexing === undefined
          ? problem
          : total > 0
            ? texts.indexed(done, total)
            : texts.indexing;
  return (
    <p class={connection === 'open' ? 'note faint' : 'note'} role={connection === 'open' ? 'note' : 'alert'}>
      {note}
    </p>
  );
}
