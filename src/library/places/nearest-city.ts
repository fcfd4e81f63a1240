/** Coordinates -> the cities there, fast enough to be asked for every photo that is indexed. */

import { type City, cities } from './cities.ts';
import { boxAround, distanceKm } from './distance.ts';
import { countryName, fullCityName, otherCityNames, regionName } from './place-names.ts';

/** Outside of all cities the nearest one counts, up to this far from its edge. */
const NEAR_KM = 30;

/**
 * The list does not say how large a city is, so it is taken for a disc of its people. Los Angeles has 3,200 of them on a
 * square kilometre, Berlin 4,100, smaller towns have fewer.
 */
const PEOPLE_PER_KM2 = 3_000;
const SMALLEST_RADIUS_KM = 1;

function radiusKm(population: number): number {
  return Math.max(SMALLEST_RADIUS_KM, Math.sqrt(population / (PEOPLE_PER_KM2 * Math.PI)));
}

/**
 * The cities whose discs a point lies in, the one whose middle is nearest for its size first: Kreuzberg, then Berlin.
 * Outside of all of them the nearest one alone; far from all of them none.
 * @internal
 */
export function citiesAt(latitude: number, longitude: number): City[] {
  const all = cities();
  const within: { readonly index: number; readonly eccentricity: number }[] = [];
  let nearest: number | undefined;
  let shortestWay = NEAR_KM;
  for (const index of cityGrid().get(cellOf(latitude, longitude)) ?? []) {
    const distance = distanceKm(latitude, longitude, all.latitude[index]!, all.longitude[index]!);
    const radius = radiusKm(all.population[index]!);
    if (distance <= radius) within.push({ index, eccentricity: distance / radius });
    if (distance - radius <= shortestWay) {
      shortestWay = distance - radius;
      nearest = index;
    }
  }
  if (within.length > 0)
    return within.sort((a, b) => a.eccentricity - b.eccentricity).map(({ index }) => all.at(index));
  return nearest === undefined ? [] : [all.at(nearest)];
}

/** The city of a place, with its state and country; undefined far from any. */
export function cityNameAt(latitude: number, longitude: number): string | undefined {
  const [city] = citiesAt(latitude, longitude);
  return city && fullCityName(city);
}

/**
 * What somebody may call the place of a photo: its cities in all their names, state and country. "Munich München
 * Germany"; empty where it is far from any city. No codes: "IN" and "US" are words, too.
 */
export function placeWords(latitude: number, longitude: number): string {
  const found = citiesAt(latitude, longitude);
  const names = found.flatMap(({ name }) => [name, ...otherCityNames(name)]);
  const areas = found
    .slice(0, 1)
    .flatMap(({ country, region }) => [regionName(country, region) ?? '', countryName(country)]);
  return [...new Set([...names, ...areas])].filter((name) => name !== '').join(' ');
}

type Grid = ReadonlyMap<number, readonly number[]>;

let grid: Grid | undefined;

/** Each whole degree, with all cities that may be the answer somewhere in it. */
function cityGrid(): Grid {
  grid ??= makeGrid();
  return grid;
}

function makeGrid(): Grid {
  const cells = new Map<number, number[]>();
  const { count, latitude, longitude, population } = cities();
  for (let index = 0; index < count; index++) {
    const [north, east] = [latitude[index]!, longitude[index]!];
    const reach = boxAround(north, radiusKm(population[index]!) + NEAR_KM);
    for (let row = Math.floor(north - reach.latitude); row <= north + reach.latitude; row++) {
      for (let column = Math.floor(east - reach.longitude); column <= east + reach.longitude; column++) {
        const cell = cellOf(row, column);
        const those = cells.get(cell);
        if (those === undefined) cells.set(cell, [index]);
        else those.push(index);
      }
    }
  }
  return cells;
}

/** West of 180° comes east of it. */
function cellOf(latitude: number, longitude: number): number {
  return Math.floor(latitude) * 360 + ((Math.floor(longitude) + 540) % 360);
}
