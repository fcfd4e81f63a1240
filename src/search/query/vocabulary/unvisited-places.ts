/**
 * Finds the names of large places where no photo was taken. A search for them says so, instead of showing photos of
 * other places as if they were right.
 */

import { cities } from '../../../library/places/cities.ts';
import { isArea, type PlaceKey, placesNamed } from '../../../library/places/name-table.ts';
import { isOrdinaryWord } from '../../../library/places/ordinary-words.ts';
import { countryName, fullCityName } from '../../../library/places/place-names.ts';
import { isBeforePlace } from '../sentence/introduced.ts';
import type { Token } from '../sentence/tokens.ts';
import { overlapsAny, type Span } from '../span.ts';
import { spansOf } from './place-words.ts';
import { isLarge } from './places.ts';

/** They stand before people too. */
const FROM: ReadonlySet<string> = new Set(['from', 'de']);

export interface UnvisitedPlace extends Span {
  /** In English: "Reykjavík, Iceland". */
  readonly label: string;
}

/** @param known parts of the text that mean something else already. */
export function findUnvisitedPlaces(tokens: readonly Token[], known: readonly Span[]): UnvisitedPlace[] {
  const introduces = (token: Token) => isBeforePlace(token) || FROM.has(token.plain);
  if (!tokens.some(introduces)) return [];
  return spansOf(tokens).flatMap(({ start, end, name, isWhole }) => {
    const before = tokens[tokens.findIndex((token) => token.start === start) - 1];
    if (!isWhole || before === undefined || !introduces(before)) return [];
    if (isOrdinaryWord(name) || overlapsAny({ start, end }, known)) return [];
    const label = placesNamed(name).flatMap(labelOfLarge)[0];
    return label === undefined ? [] : [{ start, end, label }];
  });
}

/** The key of a country has no dot: see `PlaceKey`. */
function labelOfLarge(key: PlaceKey): string[] {
  if (typeof key === 'number') return isLarge(key) ? [fullCityName(cities().at(key))] : [];
  return isArea(key) || key.includes('.') ? [] : [countryName(key)];
}
