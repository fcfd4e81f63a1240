/** Searches and previews through the host, which calls the tools of picsift's server. */

import type { Door } from '../components/door.ts';
import { type Answer, nameIn, objectsIn, readAnswer } from '../model/answer.ts';
import type { Host, Json } from './host.ts';

/** JPEG files in base64, as the server sends them: nothing else becomes an address. */
const BASE64 = /^[\w+/]+={0,2}$/;

export function doorOf(host: Host): Door {
  return {
    search: async (tool, args) => answerIn(await host.callTool(tool, args)),
    async previews(ids, edge) {
      const { structuredContent } = await host.callTool('photo_previews', { ids, edge });
      const previews = objectsIn((structuredContent as Json | undefined)?.previews);
      return new Map(
        previews.flatMap(({ id, jpeg }) => {
          if (typeof id !== 'string') return [];
          // The policy of hosts allows pictures in `data:` addresses only.
          return [[id, typeof jpeg === 'string' && BASE64.test(jpeg) ? `data:image/jpeg;base64,${jpeg}` : null]];
        }),
      );
    },
  };
}

/** @throws Error with the text of the answer, if it is an error. */
export function answerIn({ structuredContent, isError, content }: Json): Answer {
  const answer = isError === true ? undefined : readAnswer(structuredContent);
  if (answer !== undefined) return answer;
  throw new Error(objectsIn(content).flatMap(({ text }) => nameIn(text) ?? [])[0] ?? '');
}
