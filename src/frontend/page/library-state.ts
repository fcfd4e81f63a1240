/** The state of the library on the server, as its events tell it. */

import { useEffect, useState } from 'preact/hooks';
import { isObject, textIn } from '../model/answer.ts';

export interface LibraryState {
  /** `lost`: the server does not answer. `keyless`: it answers, but not this page. */
  readonly connection: 'open' | 'lost' | 'keyless';
  /** Number of times that the server was found again. */
  readonly returns: number;
  /** Differs after a change of the library. Undefined: not known yet. */
  readonly revision: number | undefined;
  /** Photos; a total of 0 is not known yet. */
  readonly indexing: { readonly done: number; readonly total: number } | undefined;
  /** Why the folders could not be indexed. */
  readonly problem: string | undefined;
}

const UNKNOWN: LibraryState = {
  connection: 'open',
  returns: 0,
  revision: undefined,
  indexing: undefined,
  problem: undefined,
};
/** Between two attempts, in ms. */
const TRY_EVERY_MS = 1_000;

export function useLibraryState(): LibraryState {
  const [state, setState] = useState(UNKNOWN);
  useEffect(() => {
    const change = (changes: Partial<LibraryState>) => setState((known) => ({ ...known, ...changes }));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let events: EventSource;

    function connect(): void {
      events = new EventSource('/api/v1/events');
      events.addEventListener('open', () =>
        setState((known) => {
          return { ...known, connection: 'open', returns: known.returns + (known.connection === 'open' ? 0 : 1) };
        }),
      );
      events.addEventListener('state', ({ data }: MessageEvent<string>) => change(readState(data)));
      // Browsers try again after some errors only, and wait longer each time.
      events.addEventListener('error', () => {
        events.close();
        timer = setTimeout(connect, TRY_EVERY_MS);
        void reasonOf().then((connection) => change({ connection, indexing: undefined }));
      });
    }

    connect();
    return () => {
      clearTimeout(timer);
      events.close();
    };
  }, []);
  return state;
}

/** Find out why there are no events: an `EventSource` does not say it. */
async function reasonOf(): Promise<'lost' | 'keyless'> {
  const response = await fetch('/api/v1/status').catch(() => undefined);
  return response?.status === 401 ? 'keyless' : 'lost';
}

function readState(data: string): Partial<LibraryState> {
  const state: unknown = JSON.parse(data);
  if (!isObject(state)) return {};
  const { revision, indexing, problem } = state;
  const isCount = isObject(indexing) && indexing.phase !== 'download';
  return {
    revision: Number(revision),
    indexing: isObject(indexing)
      ? { done: isCount ? Number(indexing.done) : 0, total: isCount ? Number(indexing.total) : 0 }
      : undefined,
    problem: textIn(problem),
  };
}
