/** Loads previews of photos, many in one call, the first ones first. Pure, apart from the given function. */

/** `loading` also before it was requested. Null: the photo cannot be shown. */
export type Preview = { readonly url: string | null } | 'loading' | 'failed';

/**
 * Fetch previews.
 * @param edge longest edge in pixels.
 * @returns the address of each picture; null for a photo that cannot be shown.
 */
export type FetchPreviews = (ids: readonly string[], edge: number) => Promise<ReadonlyMap<string, string | null>>;

export interface PreviewLoader {
  /** Ask for previews. Those that are known or on their way are not requested again, except failed ones. */
  load(ids: readonly string[]): void;
  get(id: string): Preview;
}

/** @param onChange is called when a preview has changed. */
export function createPreviewLoader(
  fetch: FetchPreviews,
  { edge, batch }: { readonly edge: number; readonly batch: number },
  onChange: () => void,
): PreviewLoader {
  const previews = new Map<string, Preview>();
  let waiting: readonly string[] = [];
  let isBusy = false;

  /** One call after another: the server renders few pictures at a time anyway. */
  async function loadAll(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      const ids = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      const urls = await fetch(ids, edge).catch(() => undefined);
      for (const id of ids) {
        const url = urls?.get(id);
        previews.set(id, url === undefined ? 'failed' : { url });
      }
      onChange();
    }
    isBusy = false;
  }

  return {
    load(ids) {
      const added = ids.filter((id) => !previews.has(id) || previews.get(id) === 'failed');
      if (added.length === 0) return;
      for (const id of added) previews.set(id, 'loading');
      // What somebody looks at now comes before what was wanted earlier.
      waiting = [...new Set([...added, ...waiting])];
      void loadAll();
    },
    get: (id) => previews.get(id) ?? 'loading',
  };
}
