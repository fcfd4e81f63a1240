/** Distances on the globe. */

/** Mean radius of the earth, km (IUGG, R1). */
const EARTH_RADIUS_KM = 6371.0088;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * Along the surface of a sphere, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and
 * Telescope 68, 1984): within 0.6 % of the truth. Degrees in, km out.
 */
export function distanceKm(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const north = Math.sin(radians(latitude2 - latitude1) / 2);
  const east = Math.sin(radians(longitude2 - longitude1) / 2);
  const half = north * north + Math.cos(radians(latitude1)) * Math.cos(radians(latitude2)) * east * east;
  // Of opposite points rounding may make it more than 1.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

/**
 * How far a circle reaches to each side of its middle: nothing outside of this box is within the distance.
 * J. P. Matuschek, "Finding Points Within a Distance of a Latitude/Longitude", 2010.
 * @returns degrees; a longitude of 180: the circle reaches around a pole.
 */
export function boxAround(latitude: number, kilometres: number): { latitude: number; longitude: number } {
  const angle = kilometres / EARTH_RADIUS_KM;
  const north = (angle * 180) / Math.PI;
  const isRound = Math.abs(latitude) + north >= 90;
  const east = isRound ? 180 : (Math.asin(Math.sin(angle) / Math.cos(radians(latitude))) * 180) / Math.PI;
  return { latitude: north, longitude: east };
}

/** The shorter way between two longitudes, degrees. */
export function longitudeGap(a: number, b: number): number {
  const gap = Math.abs(a - b) % 360;
  return gap > 180 ? 360 - gap : gap;
}
