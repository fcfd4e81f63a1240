/** The field at the top of the page. "/" leads to it, Enter searches, Escape clears. */

import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../components/icons.tsx';
import { useTexts } from '../components/texts.ts';

interface SearchFieldProps {
  /** What is shown now. */
  readonly words: string;
  readonly folder: string | undefined;
  readonly onSearch: (words: string) => void;
}

/** As the API takes them. */
const MAX_CHARACTERS = 2_000;

export function SearchField({ words, folder, onSearch }: SearchFieldProps) {
  const texts = useTexts();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== null) field.current.value = words;
  }, [words]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);

  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is no form, and older browsers do not know it
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(field.current?.value.trim() ?? '');
      }}
    >
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        name="q"
        aria-label={texts.search}
        placeholder={folder === undefined ? texts.describe : texts.describeIn(folder)}
        maxLength={MAX_CHARACTERS}
        autocomplete="off"
        enterkeyhint="search"
        onKeyDown={(event) => {
          // Not every browser does it by itself.
          if (event.key === 'Escape') event.currentTarget.value = '';
        }}
      />
    </form>
  );
}
