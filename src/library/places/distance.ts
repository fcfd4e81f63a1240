/** Distances on the globe. */

/** Mean radius of the earth, km (IUGG, R1). */
const EARTH_RADIUS_KM = 6371.0088;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * Compute the distance along the surface of a sphere with the haversine formula (R. W. Sinnott, "Virtues of the
 * Haversine", Sky and Telescope 68, 1984). The error is at most 0.6 %. Degrees in, km out.
 */
export function distanceKm(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const north = Math.sin(radians(latitude2 - latitude1) / 2);
  const east = Math.sin(radians(longitude2 - longitude1) / 2);
  const half = north * north + Math.cos(radians(latitude1)) * Math.cos(radians(latitude2)) * east * east;
  // For opposite points, rounding may give a value above 1.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Compute the distance between two parallels, the least that points on them can be apart. Degrees in, km out. */
export function kmNorth(latitude1: number, latitude2: number): number {
  return EARTH_RADIUS_KM * radians(Math.abs(latitude2 - latitude1));
}

/**
 * Compute how far a circle reaches from its centre in each direction. No point outside this box is within the distance.
 * Source: J. P. Matuschek, "Finding Points Within a Distance of a Latitude/Longitude", 2010.
 * @returns degrees; a longitude of 180 means that the circle contains a pole.
 */
export function boxAround(latitude: number, kilometres: number): { latitude: number; longitude: number } {
  const angle = kilometres / EARTH_RADIUS_KM;
  const north = (angle * 180) / Math.PI;
  const isRound = Math.abs(latitude) + north >= 90;
  const east = isRound ? 180 : (Math.asin(Math.sin(angle) / Math.cos(radians(latitude))) * 180) / Math.PI;
  return { latitude: north, longitude: east };
}

/** Compute the smaller difference between two longitudes, in degrees. */
export function longitudeGap(a: number, b: number): number {
  const gap = Math.abs(a - b) % 360;
  return gap > 180 ? 360 - gap : gap;
}
