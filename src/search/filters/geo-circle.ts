/** The filter "near": a circle on the globe around a place. */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import { boxAround, distanceKm, longitudeGap } from '../../library/places/distance.ts';
import { findPlace } from './places.ts';

interface Coordinates {
  /** Degrees; south and west are negative. */
  readonly latitude: number;
  readonly longitude: number;
}

/** The filter as given: around coordinates, or around a place whose name is not looked up yet. */
export interface Near {
  readonly where: Coordinates | string;
  readonly kilometres: number;
}

export interface Circle extends Coordinates {
  readonly kilometres: number;
  /** "Berlin, Germany"; for coordinates "52.52,13.41". */
  readonly name: string;
}

const DEFAULT_KM = 25;
/** Half the circumference of the earth. */
const MOST_KM = 20_037;

/**
 * Parse the filter's text. Pure: does not check whether the place exists.
 * @param text "Berlin", "Paris, US", "Berlin, 50 km", "52.52,13.41" or "52.52,13.41,50".
 * @throws PicsiftError `bad-query`.
 */
export function parseNear(text: string): Near {
  const numbers = /^([+-]?\d+(?:\.\d+)?) *, *([+-]?\d+(?:\.\d+)?)(?: *, *(\d+(?:\.\d+)?)(?: *km)?)?$/i.exec(text);
  if (numbers !== null) {
    const [latitude, longitude] = [Number(numbers[1]), Number(numbers[2])];
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
      const fix = 'Latitudes are -90 to 90 (north), longitudes -180 to 180 (east).';
      throw new PicsiftError('bad-query', `There is no place ${quoted(text)} on earth. ${fix}`);
    }
    return { where: { latitude, longitude }, kilometres: parseKilometres(numbers[3]) };
  }
  const distance = /(?:^|[ ,])(\d+(?:\.\d+)?) *km$/i.exec(text);
  const where = (distance === null ? text : text.slice(0, distance.index)).replace(/[ ,]+$/, '');
  if (!/\p{L}/u.test(where)) {
    throw new PicsiftError(
      'bad-query',
      `${quoted(text)} is not a place. Write Berlin, "Berlin, 50 km" or 52.52,13.41,50.`,
    );
  }
  return { where, kilometres: parseKilometres(distance?.[1]) };
}

function parseKilometres(text: string | undefined): number {
  const kilometres = Number(text ?? DEFAULT_KM);
  if (kilometres > 0 && kilometres <= MOST_KM) return kilometres;
  throw new PicsiftError(
    'bad-query',
    `${text} km is not a distance on earth. Give more than 0 and at most ${MOST_KM} km.`,
  );
}

/** Look up the place. @throws PicsiftError `bad-query`: see `findPlace`. */
export function circleOf({ where, kilometres }: Near): Circle {
  if (typeof where === 'string') return { ...findPlace(where), kilometres };
  return { ...where, kilometres, name: `${where.latitude},${where.longitude}` };
}

/** Make a test for whether a point is in the circle. Degrees. It is called for a million photos. */
export function insideOf(circle: Circle): (latitude: number, longitude: number) => boolean {
  const { latitude: north, longitude: east, kilometres } = circle;
  // Most photos are outside the box around the circle; testing the box is a hundred times as fast.
  const box = boxAround(north, kilometres);
  return (latitude, longitude) =>
    Math.abs(latitude - north) <= box.latitude &&
    longitudeGap(longitude, east) <= box.longitude &&
    distanceKm(north, east, latitude, longitude) <= kilometres;
}
