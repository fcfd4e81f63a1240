/** Small labels: what was understood of a query, and why a photo was found. */

import type { Answer, Photo } from '../model/answer.ts';
import { Icon, isIcon } from './icons.tsx';
import { useTexts } from './texts.ts';

/** What was understood of the query. Nothing, if it only describes pictures. */
export function UnderstoodChips({ clues, looksLike }: Pick<Answer, 'clues' | 'looksLike'>) {
  const texts = useTexts();
  if (clues.length === 0) return null;
  return (
    <ul class="chips" aria-label={texts.understood}>
      {clues.map(({ kind, label, isSure }) => (
        <li key={`${kind} ${label}`} class={isSure ? 'chip' : 'chip unsure'}>
          {isIcon(kind) && <Icon name={kind} />}
          <bdi>{isSure ? label : texts.maybe(label)}</bdi>
        </li>
      ))}
      {looksLike !== undefined && (
        <li class="chip">
          <bdi>“{looksLike}”</bdi>
        </li>
      )}
    </ul>
  );
}

/** Why a photo was found, besides what it shows. */
export function ReasonChips({ reasons }: Pick<Photo, 'reasons'>) {
  const texts = useTexts();
  if (reasons.length === 0) return null;
  return (
    <ul class="chips">
      {reasons.map(({ by, what }) => (
        <li key={`${by} ${what}`} class="chip">
          <span class="faint">{texts.reasons[by] ?? by}</span>
          <bdi>{what}</bdi>
        </li>
      ))}
    </ul>
  );
}
