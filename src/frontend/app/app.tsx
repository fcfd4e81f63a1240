/** The gallery in a host of MCP apps. */

import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import { Gallery } from '../components/gallery.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Locale, useTexts } from '../components/texts.ts';
import { textIn } from '../model/answer.ts';
import { FIRST_KEY, INITIAL, reduce } from '../model/gallery-state.ts';
import { connectHost, type Host, type Json } from './host.ts';
import { answerIn, doorOf } from './host-door.ts';
import { applyLook } from './host-look.ts';

/** Replaced by the build. */
declare const PICSIFT_VERSION: string;

export function App() {
  const [state, dispatch] = useReducer(reduce, INITIAL);
  const [context, setContext] = useState<Json>({});
  const [host, door] = useMemo(() => {
    const connected = connectHost(
      {
        onContext(changed) {
          applyLook(changed);
          setContext((known) => ({ ...known, ...changed }));
        },
        onToolInput: (args, tool) =>
          dispatch({ type: 'asked', tool: tool === 'find_duplicates' ? tool : 'search_images', args }),
        onToolResult(result) {
          try {
            dispatch({ type: 'answered', key: FIRST_KEY, answer: answerIn(result) });
          } catch (error) {
            dispatch({ type: 'failed', key: FIRST_KEY, reason: textIn((error as Error).message) });
          }
        },
        onToolCancelled: () => dispatch({ type: 'cancelled', key: FIRST_KEY }),
      },
      PICSIFT_VERSION,
    );
    return [connected, doorOf(connected)];
  }, []);
  useReportedHeight(host);
  const locale = textIn(context.locale) ?? navigator.language;
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return (
    <Locale.Provider value={locale}>
      <Gallery state={state} dispatch={dispatch} door={door}>
        <DisplayModeButton host={host} context={context} />
      </Gallery>
    </Locale.Provider>
  );
}

/** Leads to the full screen and back, where the host has it. */
function DisplayModeButton({ host, context }: { readonly host: Host; readonly context: Json }) {
  const texts = useTexts();
  const { displayMode, availableDisplayModes } = context;
  const mode = displayMode === 'fullscreen' ? 'inline' : 'fullscreen';
  if (!Array.isArray(availableDisplayModes) || !availableDisplayModes.includes(mode)) return null;
  return (
    <IconButton
      icon={mode === 'inline' ? 'shrink' : 'expand'}
      label={texts[mode]}
      // A host that refuses stays as it is.
      onClick={() => void host.requestDisplayMode(mode).catch(() => {})}
    />
  );
}

/** Tell the host the height of the content whenever it changes. */
function useReportedHeight(host: Host): void {
  useEffect(() => {
    let reported = 0;
    const observer = new ResizeObserver(() => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
      if (height !== reported) host.reportHeight(height);
      reported = height;
    });
    observer.observe(document.documentElement);
    return () => observer.disconnect();
  }, [host]);
}
