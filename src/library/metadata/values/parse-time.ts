/** Parses the times that cameras and photo programs write. Pure. */

/** Older years are the zeros of clocks that were never set (0001 in .NET): the first photo was taken in 1826. */
const FIRST_YEAR = 1800;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "2019:06:01" (Exif), "2019-06-01" (XMP), and with slashes, dots or padding ("2019: 6: 1"), as scanners write them. */
const SEPARATED_DAY = /^(\d{4})[:/. -] ?(\d{1,2})[:/. -] ?(\d{1,2})(?:[ T_]\s*(.*))?$/i;
/** "20190601" (IPTC, ISO 8601 basic format). */
const COMPACT_DAY = /^(\d{4})(\d\d)(\d\d)(?:[ T]?(.*))?$/i;
/** "Sat, 1 Jun 2019" (RFC 1123, recommended for PNG). */
const MAIL_DAY = /^(?:[a-z]{3,9},? +)?(\d{1,2})[ -]+([a-z]{3})[a-z]*[ -]+(\d{4})(?: +(.*))?$/i;
/** "Sat Jun  1 18:30:00 2019" (`asctime` of C). */
const C_DAY = /^[a-z]{3} +([a-z]{3}) +(\d{1,2}) +([\d:]+) +(\d{4})$/i;

const ZONE = /^(?:(Z|UTC|GMT)|([+-])(\d{1,2})(?::?(\d\d))?)$/i;
const CLOCK = /^(\d{1,2})[:.] ?(\d{1,2})(?:[:.] ?(\d{1,2})(?:[.,]\d*)?)? ?([AP]M)? ?(\S*)$/i;
const COMPACT_CLOCK = /^(\d\d)(\d\d)(\d\d)?(?:[.,]\d*)?()() ?(\S*)$/;

/**
 * Parse a date with or without a time and a zone. A time of day or a zone that is impossible is left out.
 * @param zone from a separate field, for a time without its own ("+02:00").
 * @returns ISO 8601 without fractions ("2019-06-01T18:30:00+02:00", "2019-06-01"); null: not a day of the calendar.
 */
export function time(text: string | null, zone: string | null = null): string | null {
  const found = dayAndClock(
    (text ?? '')
      .slice(0, 100)
      .replace(/[\0\s]+/g, ' ')
      .trim(),
  );
  if (found === undefined) return null;
  const day = isoDay(found.year, found.month, found.day);
  if (day === null) return null;
  const clock = isoClock(found.clock, zone);
  return clock === null ? day : `${day}T${clock}`;
}

/** Parse the two fields of IPTC: "20190601" and "183000+0200". */
export function timeOfTwo(day: string | null, clock: string | null): string | null {
  return day === null ? null : time(`${day} ${clock ?? ''}`);
}

/** Format a day as ISO 8601; null if the calendar does not have it. */
export function isoDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= FIRST_YEAR ? date.toISOString().slice(0, 10) : null;
}

/** Format a time of day as ISO 8601; null if there is none. @param half "AM" or "PM" of a 12-hour clock. */
export function clockTime(hour: number, minute: number, second: number, half = ''): string | null {
  const isHalfDay = half !== '';
  if (isHalfDay && (hour < 1 || hour > 12)) return null;
  const hours = isHalfDay ? (hour % 12) + (/^p/i.test(half) ? 12 : 0) : hour;
  if (hours > 23 || minute > 59 || second > 59) return null;
  return [hours, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
}

interface DayAndClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: string;
}

function dayAndClock(text: string): DayAndClock | undefined {
  const numbers = SEPARATED_DAY.exec(text) ?? COMPACT_DAY.exec(text);
  if (numbers !== null) {
    const [, year, month, day, clock = ''] = numbers;
    return { year: Number(year), month: Number(month), day: Number(day), clock };
  }
  const mail = MAIL_DAY.exec(text);
  if (mail !== null) {
    const [, day, month, year, clock = ''] = mail;
    return { year: Number(year), month: monthOf(month!), day: Number(day), clock };
  }
  const c = C_DAY.exec(text);
  if (c === null) return undefined;
  const [, month, day, clock, year] = c;
  return { year: Number(year), month: monthOf(month!), day: Number(day), clock: clock! };
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

/** Format "18:30", "18:30:00.25+02:00", "6:30:00 PM" or "183000+0200" with its zone. */
function isoClock(text: string, zone: string | null): string | null {
  const match = CLOCK.exec(text) ?? COMPACT_CLOCK.exec(text);
  if (match === null) return null;
  const [, hour, minute, second = '0', half, ...zones] = match;
  const clock = clockTime(Number(hour), Number(minute), Number(second), half);
  return clock && clock + (isoZone(zones.join('')) || isoZone(zone ?? ''));
}

/** Format a zone as "Z" or "+02:00"; empty if it is none. */
function isoZone(text: string): string {
  const match = ZONE.exec(text.trim());
  if (match === null) return '';
  const [, utc, sign, hours = '0', minutes = '00'] = match;
  if (utc !== undefined) return 'Z';
  // The zones of the earth: -12:00 to +14:00.
  const isOnEarth = Number(hours) * 60 + Number(minutes) <= 14 * 60 && Number(minutes) < 60;
  return isOnEarth ? `${sign}${hours.padStart(2, '0')}:${minutes}` : '';
}
