/** Finds out which place a photo program means by a name such as "Bengaluru, Karnataka, India". */

import { folded } from '../../base/fold.ts';
import { cities } from './cities.ts';
import { type PlaceKey, placesNamed } from './name-table.ts';

export interface WrittenPlace {
  /** Index of the city in `cities()`. Undefined: the name has no city, or one that is not in that list. */
  readonly city: number | undefined;
  /** GeoNames' codes of the country and the state: "IN", "IN.19". Empty if neither is known. */
  readonly codes: readonly string[];
}

/** A smaller city must be named with its country: "Home" is a village too. */
const KNOWN = 15_000;

/**
 * Find the place of a name.
 * @param name city, state and country, of which some may be missing, separated by commas; a country also by its code.
 */
export function writtenPlace(name: string): WrittenPlace {
  const parts = name.split(',').map((part) => part.trim());
  const places = parts.map((part) => (/^[A-Z]{2}$/.test(part) ? [part] : placesNamed(folded(part))));
  const country = places.toReversed().flat().find(isCountry);
  const isInCountry = (code: string) => country === undefined || code.startsWith(`${country}.`);
  // A name of one part is that of a country rather than that of a city or state: Luxembourg.
  if (country !== undefined && parts.length === 1) return { city: undefined, codes: [country] };
  const states = places.flat().filter((key): key is string => isState(key) && isInCountry(key));
  const city = cityAmong(places[0] ?? [], country, states);
  if (city !== undefined) return { city, codes: codesOf(city) };
  const [state] = states;
  return { city: undefined, codes: [country ?? state?.split('.')[0], state].filter((code) => code !== undefined) };
}

const isCountry = (key: PlaceKey): key is string => typeof key === 'string' && /^[A-Z]{2}$/.test(key);
const isState = (key: PlaceKey): key is string => typeof key === 'string' && /^[A-Z]{2}\./.test(key);

/** Choose the largest city of the country, in one of the states if there is one. */
function cityAmong(keys: readonly PlaceKey[], country: string | undefined, states: readonly string[]) {
  const { population } = cities();
  const namesakes = keys
    .filter((key) => typeof key === 'number')
    .filter((index) => (country === undefined ? population[index]! >= KNOWN : cities().at(index).country === country))
    .sort((a, b) => population[b]! - population[a]!);
  return namesakes.find((index) => states.includes(codesOf(index)[1]!)) ?? namesakes[0];
}

function codesOf(index: number): [country: string, state: string] {
  const { country, region } = cities().at(index);
  return [country, `${country}.${region}`];
}
