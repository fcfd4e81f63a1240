/** Finds the coordinates of a named place. */

import { PicsiftError } from '../../base/errors.ts';
import { folded } from '../../base/fold.ts';
import { nearNames } from '../../base/name-suggestions.ts';
import { quoted } from '../../base/safe-text.ts';
import { type City, cities } from '../../library/places/cities.ts';
import { isArea, placesNamed } from '../../library/places/name-table.ts';
import { isOrdinaryName } from '../../library/places/ordinary-words.ts';
import { type Area, areaNamed, countryNames, fullCityName, regionName } from '../../library/places/place-names.ts';

export interface Place {
  /** "Springfield, Missouri, United States". `findPlace` finds the same place by this name. */
  readonly name: string;
  /** Degrees; south and west are negative. */
  readonly latitude: number;
  readonly longitude: number;
}

/** From this population on, a city is found even if a country or state has the same name: Ontario in California. */
const LARGE = 100_000;
/** Cities with a smaller population are not suggested for a misspelled name. */
const KNOWN = 10_000;
const MOST_SUGGESTIONS = 4;

/**
 * Find the largest city of a name.
 * @param text name in any case, with or without accents; optionally, after commas, state and country by name or code:
 *   "Berlin", "Venedig", "Paris, US", "Springfield, Illinois".
 * @throws PicsiftError `bad-query` with suggestions for an unknown name, and for a whole country or state: "near" needs
 *   a point.
 */
export function findPlace(text: string): Place {
  const [name = '', ...areas] = text.split(',').map(folded);
  const namesakes = citiesNamed(name);
  const found = namesakes.filter((index) => areas.every((area) => liesIn(cities().at(index), area)));
  const area = areas.length === 0 ? areaCalled(name) : undefined;
  const isCandidate = (index: number) => area === undefined || isLarge(index) || isPartOf(cities().at(index), area);
  const best = found.find(isCandidate);
  if (best !== undefined) {
    return { name: labelOf(best), latitude: cities().latitude[best]!, longitude: cities().longitude[best]! };
  }
  throw area === undefined
    ? unknownPlace(text, namesakes.length > 0 ? namesakes : citiesLike(name))
    : noPoint(text, area);
}

function unknownPlace(text: string, likely: readonly number[]): PicsiftError {
  const fix = likely.length > 0 ? `Did you mean ${listed(likely)}?` : 'Name a city, or give latitude,longitude,km.';
  return new PicsiftError('bad-query', `picsift does not know the place ${quoted(text)}. ${fix}`);
}

function noPoint(text: string, area: Area): PicsiftError {
  const inside = largest((index) => isPartOf(cities().at(index), area));
  return new PicsiftError(
    'bad-query',
    `${quoted(text)} is a whole country or state. Name a city in it: ${listed(inside)}.`,
  );
}

/** Find the cities of a name, the largest first. If there are none: those that begin with it (Frankfurt am Main). */
function citiesNamed(name: string): number[] {
  const exact = new Set(placesNamed(name).filter((key) => typeof key === 'number'));
  // The table has only the large cities whose names are ordinary words.
  if (isOrdinaryName(name))
    for (const [index, itsName] of cityNames().entries()) if (itsName === name) exact.add(index);
  if (exact.size > 0) return [...exact].sort(byPopulation);
  const beginning = `${name} `;
  return largest((index) => cityNames()[index]!.startsWith(beginning));
}

let foldedNames: readonly string[] | undefined;

/** Return the folded names of all cities. The first call computes them. */
function cityNames(): readonly string[] {
  foldedNames ??= Array.from({ length: cities().count }, (_, index) => folded(cities().at(index).name));
  return foldedNames;
}

let knownCities: readonly number[] | undefined;

function citiesLike(name: string): number[] {
  // Kept: sorting takes longer than comparing names, and a program may request many places that do not exist.
  knownCities ??= largest((index) => cities().population[index]! >= KNOWN);
  return nearNames(name, knownCities, (index) => cityNames()[index]!, MOST_SUGGESTIONS);
}

function largest(isWanted: (index: number) => boolean): number[] {
  const found: number[] = [];
  for (let index = 0; index < cities().count; index++) if (isWanted(index)) found.push(index);
  return found.sort(byPopulation);
}

const isLarge = (index: number) => cities().population[index]! >= LARGE;

const byPopulation = (a: number, b: number) => cities().population[b]! - cities().population[a]!;

/** Find the country or state of a name in any language. Folded. */
function areaCalled(name: string): Area | undefined {
  const known = areaNamed(name);
  if (known !== undefined) return known;
  const code = placesNamed(name).find((key) => typeof key === 'string' && !isArea(key)) as string | undefined;
  const [country, region] = code?.split('.') ?? [];
  if (country === undefined) return undefined;
  return region === undefined ? { country } : { country, region };
}

/** @param area name or code of a country or state, folded. */
function liesIn({ country, region }: City, area: string): boolean {
  const places = placesNamed(area);
  if (places.includes(country) || places.includes(`${country}.${region}`)) return true;
  const regions = [region, regionName(country, region) ?? region].map(folded);
  return regions.includes(area) || countryNames(country).includes(area);
}

function isPartOf(city: City, { country, region = city.region }: Area): boolean {
  return city.country === country && city.region === region;
}

function labelOf(index: number): string {
  return fullCityName(cities().at(index));
}

function listed(indexes: readonly number[]): string {
  return [...new Set(indexes.slice(0, MOST_SUGGESTIONS).map(labelOf))].join('; ');
}
