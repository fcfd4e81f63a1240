/** The texts and the locale, for every component. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Messages, messagesFor } from '../model/messages.ts';

/** Language tag (BCP 47) of the person who looks at the gallery. */
export const Locale = createContext('en');

export function useTexts(): Messages & { readonly locale: string } {
  const locale = useContext(Locale);
  return { ...messagesFor(locale), locale };
}
