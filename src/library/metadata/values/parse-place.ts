/** Parses the coordinates that cameras and photo programs write. Pure. */

/** Degrees; south and west are negative. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

interface Axis {
  /** Largest value. Degrees. */
  readonly limit: number;
  readonly positive: string;
  readonly negative: string;
}

const LATITUDE: Axis = { limit: 90, positive: 'N', negative: 'S' };
const LONGITUDE: Axis = { limit: 180, positive: 'E', negative: 'W' };

/** Signs and words of units between the numbers, as in `43 deg 4' 35.04" N`. */
const UNITS = /deg(?:rees?)?|min(?:utes?)?|sec(?:onds?)?|[°º˚'′’"″”]/gi;
const COORDINATE =
  /^([a-z]*) ?([+-]?) ?(\d+(?:\.\d+)?)(?:[ ,:;]+(\d+(?:\.\d+)?))?(?:[ ,:;]+(\d+(?:\.\d+)?))?,? ?([a-z]*)$/i;

/** A coordinate as a text, or as degrees, minutes and seconds, of which the last ones may be missing. */
type Coordinate = string | readonly number[];

/**
 * Combine a latitude and a longitude. Both must be known.
 * @param latitude of Exif: `[33, 30, 0]`; of XMP: "33,30.0S", "33,30,0S", "-33.5" and similar texts.
 * @param latitudeRef the hemisphere, if a field of its own has it: "S", "s", "South".
 */
export function place(
  latitude: Coordinate | null,
  latitudeRef: string | null,
  longitude: Coordinate | null,
  longitudeRef: string | null,
): Place | null {
  const [north, east] = [degrees(latitude, latitudeRef, LATITUDE), degrees(longitude, longitudeRef, LONGITUDE)];
  // GPS receivers that do not know their position write zeros.
  if (north === null || east === null || (north === 0 && east === 0)) return null;
  return { latitude: north, longitude: east };
}

function degrees(value: Coordinate | null, ref: string | null, axis: Axis): number | null {
  if (value === null) return null;
  const result = typeof value === 'string' ? degreesOfText(value, ref, axis) : degreesOfNumbers(value, ref, axis);
  return result !== null && Math.abs(result) <= axis.limit ? result : null;
}

function degreesOfNumbers(values: readonly number[], ref: string | null, axis: Axis): number | null {
  const [whole = Number.NaN, ...parts] = values;
  // Cameras write 0/0 for minutes and seconds that they do not know.
  const [minutes = 0, seconds = 0] = parts.map((part) => (Number.isNaN(part) ? 0 : part));
  const size = Math.abs(whole) + minutes / 60 + seconds / 3600;
  // A negative number with a hemisphere is south or west too: some programs write both the sign and the letter.
  const sign = whole < 0 ? -1 : hemisphere(ref, axis);
  // Without a hemisphere a place would be on a side of the earth that nobody named.
  if (sign === undefined || !Number.isFinite(size) || minutes < 0 || seconds < 0) return null;
  return sign * size || 0;
}

function degreesOfText(text: string, ref: string | null, axis: Axis): number | null {
  const match = COORDINATE.exec(
    text
      .slice(0, 100)
      .replace(UNITS, ' ')
      .replace(/[\0\s]+/g, ' ')
      .trim(),
  );
  if (match === null) return null;
  const [, before, minus, whole, minutes, seconds, after] = match;
  if (before !== '' && after !== '') return null;
  if (Number(minutes ?? 0) >= 60 || Number(seconds ?? 0) >= 60) return null;
  const letters = before || after;
  const size = Number(whole) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600;
  // Decimal degrees have a sign; that of north and east may be omitted.
  const isSigned = minus !== '' || minutes === undefined;
  const named = letters ? hemisphere(letters, axis) : (hemisphere(ref, axis) ?? (isSigned ? 1 : undefined));
  if (named === undefined) return null;
  return (minus === '-' ? -1 : named) * size || 0;
}

/** Read the hemisphere by its first letter: 1 or -1; undefined if it is none of this axis. */
function hemisphere(text: string | null, { positive, negative }: Axis): 1 | -1 | undefined {
  const letter = /[a-z]/i.exec(text ?? '')?.[0].toUpperCase();
  if (letter === positive) return 1;
  return letter === negative ? -1 : undefined;
}
