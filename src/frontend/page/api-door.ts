/** Searches and pictures over the JSON API of the server that the page comes from. The cookie is the key. */

import type { Door } from '../components/door.ts';
import { isObject, objectsIn, readAnswer, textIn } from '../model/answer.ts';
import type { Arguments } from '../model/gallery-state.ts';
import type { Messages } from '../model/messages.ts';

const API = '/api/v1';

export function createDoor({ unreachable }: Messages): Pick<Door, 'search' | 'previews'> {
  /** With its version a picture may be kept for ever. */
  const versions = new Map<string, string>();

  return {
    async search(_tool, args) {
      const response = await fetch(`${API}/search?${parametersOf(args)}`).catch(() => {
        throw new Error(unreachable);
      });
      const content: unknown = await response.json().catch(() => undefined);
      const answer = response.ok ? readAnswer(content) : undefined;
      if (answer === undefined) throw new Error(messageIn(content) ?? unreachable);
      for (const { id, version } of objectsIn((content as { results: unknown }).results)) {
        if (typeof id === 'string' && typeof version === 'string') versions.set(id, version);
      }
      return answer;
    },
    async previews(ids, edge) {
      const isSmall = edge < 1_000;
      // Rows are up to 260 CSS pixels high.
      const size = devicePixelRatio > 1.5 ? '960' : '480';
      return new Map(
        ids.map((id) => {
          const parameters = new URLSearchParams({ ...(isSmall ? { size } : {}), v: versions.get(id) ?? '' });
          const path = `photos/${encodeURIComponent(id)}/${isSmall ? 'thumbnail' : 'preview'}`;
          return [id, `${API}/${path}?${parameters}`];
        }),
      );
    },
  };
}

/** The parameters of the route for arguments as `search_images` takes them. */
function parametersOf({ query, similarTo, folder, limit, cursor }: Arguments): URLSearchParams {
  const like = textIn(similarTo);
  const given = {
    q: [textIn(query), like && `photo:${like}`].filter(Boolean).join(' '),
    folder,
    limit,
    cursor,
    ...(like === undefined ? {} : { without: like, all: true }),
  };
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function messageIn(content: unknown): string | undefined {
  return isObject(content) && isObject(content.error) ? textIn(content.error.message) : undefined;
}
