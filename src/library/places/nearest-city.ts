/** Finds the cities at given coordinates, fast enough to run for every photo that is indexed. */

import { type City, cities } from './cities.ts';
import { boxAround, distanceKm, kmNorth } from './distance.ts';
import { countryName, fullCityName, otherCityNames, regionName } from './place-names.ts';

/** A point outside all cities belongs to the nearest one if it is at most this far from the city's edge. */
const NEAR_KM = 30;

/**
 * The list has no areas, so a city is treated as a disc whose area follows from its population. Los Angeles has 3,200
 * people per square kilometre and Berlin 4,100; smaller towns have fewer.
 */
const PEOPLE_PER_KM2 = 3_000;
const SMALLEST_RADIUS_KM = 1;

/** Radius of the disc that stands for a city. */
export function radiusKm(population: number): number {
  return Math.max(SMALLEST_RADIUS_KM, Math.sqrt(population / (PEOPLE_PER_KM2 * Math.PI)));
}

/**
 * Find the cities whose discs contain a point, sorted by the distance to the centre relative to the city's size:
 * Kreuzberg, then Berlin. A point outside all discs gives the nearest city only; a point far from all cities gives none.
 * @internal
 */
export function citiesAt(latitude: number, longitude: number): City[] {
  return cityIndexesAt(latitude, longitude).map((index) => cities().at(index));
}

/** Find the indexes of these cities in `cities()`. */
export function cityIndexesAt(latitude: number, longitude: number): number[] {
  const all = cities();
  const { cells, radii } = cityGrid();
  const within: { readonly index: number; readonly eccentricity: number }[] = [];
  let nearest: number | undefined;
  let shortestWay = NEAR_KM;
  for (const index of cells.get(cellOf(latitude, longitude)) ?? []) {
    const radius = radii[index]!;
    // Nine of ten cities are too far north or south already. Computing the distance takes much longer.
    const north = kmNorth(latitude, all.latitude[index]!);
    if (north > radius && north - radius > shortestWay) continue;
    const distance = distanceKm(latitude, longitude, all.latitude[index]!, all.longitude[index]!);
    if (distance <= radius) within.push({ index, eccentricity: distance / radius });
    if (distance - radius <= shortestWay) {
      shortestWay = distance - radius;
      nearest = index;
    }
  }
  if (within.length > 0) return within.sort((a, b) => a.eccentricity - b.eccentricity).map(({ index }) => index);
  return nearest === undefined ? [] : [nearest];
}

/** So far from a city a point can be and still belong to its country: few people live in deserts and at the poles. */
const REMOTE_DEGREES = 3;

/**
 * Find the nearest city of a point for which `cityIndexesAt` finds none: most likely it is in the same country.
 * @returns its index in `cities()`; undefined on the high seas.
 */
export function remoteCityAt(latitude: number, longitude: number): number | undefined {
  const all = cities();
  let [nearest, shortestWay] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
  for (let north = -REMOTE_DEGREES; north <= REMOTE_DEGREES; north++) {
    for (let east = -REMOTE_DEGREES; east <= REMOTE_DEGREES; east++) {
      for (const index of cityGrid().cells.get(cellOf(latitude + north, longitude + east)) ?? []) {
        const distance = distanceKm(latitude, longitude, all.latitude[index]!, all.longitude[index]!);
        if (distance < shortestWay) [nearest, shortestWay] = [index, distance];
      }
    }
  }
  return nearest;
}

/** Names of cities that were found before: the photos of a library are from few cities. */
const fullNames = new Map<number, string>();

/** Name the city at a point, with its state and country; undefined far from all cities. */
export function cityNameAt(latitude: number, longitude: number): string | undefined {
  return fullNameOf(cityIndexesAt(latitude, longitude)[0]);
}

/** Name the largest city that contains a point: Berlin, not Kreuzberg. Undefined far from all cities. */
export function largestCityNameAt(latitude: number, longitude: number): string | undefined {
  const { population } = cities();
  const [largest] = cityIndexesAt(latitude, longitude).sort((a, b) => population[b]! - population[a]!);
  return fullNameOf(largest);
}

function fullNameOf(index: number | undefined): string | undefined {
  if (index === undefined) return undefined;
  const name = fullNames.get(index) ?? fullCityName(cities().at(index));
  fullNames.set(index, name);
  return name;
}

/**
 * List the words for the place of a photo: all names of its cities, the state and the country, as in "Munich München
 * Germany". Empty far from all cities. Codes are left out, because "IN" and "US" are also English words.
 */
export function placeWords(latitude: number, longitude: number): string {
  const found = citiesAt(latitude, longitude);
  const names = found.flatMap(({ name }) => [name, ...otherCityNames(name)]);
  const areas = found
    .slice(0, 1)
    .flatMap(({ country, region }) => [regionName(country, region) ?? '', countryName(country)]);
  return [...new Set([...names, ...areas])].filter((name) => name !== '').join(' ');
}

interface Grid {
  /** For each cell of one degree, all cities that `citiesAt` can return for a point in it. */
  readonly cells: ReadonlyMap<number, readonly number[]>;
  /** Radius of each city. Kilometres. */
  readonly radii: Float64Array;
}

let grid: Grid | undefined;

function cityGrid(): Grid {
  grid ??= makeGrid();
  return grid;
}

function makeGrid(): Grid {
  const cells = new Map<number, number[]>();
  const { count, latitude, longitude, population } = cities();
  const radii = Float64Array.from(population, radiusKm);
  for (let index = 0; index < count; index++) {
    const [north, east] = [latitude[index]!, longitude[index]!];
    const reach = boxAround(north, radii[index]! + NEAR_KM);
    for (let row = Math.floor(north - reach.latitude); row <= north + reach.latitude; row++) {
      for (let column = Math.floor(east - reach.longitude); column <= east + reach.longitude; column++) {
        const cell = cellOf(row, column);
        const indexes = cells.get(cell);
        if (indexes === undefined) cells.set(cell, [index]);
        else indexes.push(index);
      }
    }
  }
  return { cells, radii };
}

/** Number the cell of a point. Longitudes wrap around at 180°. */
function cellOf(latitude: number, longitude: number): number {
  return Math.floor(latitude) * 360 + ((Math.floor(longitude) + 540) % 360);
}
