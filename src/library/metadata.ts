/** What a photo says about itself. Damaged metadata never fails a photo: it is then simply not known. */

import exifReader from 'exifreader';

export interface PhotoMetadata {
  /** ISO 8601 local time, with the zone where the camera wrote one ("2019-06-01T18:30:00+02:00"); null: not known. */
  readonly takenAt: string | null;
}

export function readMetadata(bytes: Buffer): PhotoMetadata {
  try {
    const tags = exifReader.load(bytes, { expanded: true });
    const { exif } = tags;
    return { takenAt: exifTime(exif?.DateTimeOriginal?.description, exif?.OffsetTimeOriginal?.description) };
  } catch {
    return { takenAt: null };
  }
}

/** EXIF writes "2019:06:01 18:30:00" and, in a tag of its own, "+02:00" (CIPA DC-008, 4.6.5 and 4.6.6). */
function exifTime(time: string | undefined, zone: string | undefined): string | null {
  const match = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(time ?? '');
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (Number.isNaN(Date.parse(`${local}Z`))) return null;
  return /^[+-]\d\d:\d\d$/.test(zone ?? '') ? local + zone : local;
}
