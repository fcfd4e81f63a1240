/**
 * The table of all facts that photos state about themselves: for each fact the fields that may hold it. The first field
 * with a valid value wins; lists (`all`) collect the values of all fields. A sidecar overrides the photo. The table in
 * docs/formats.md has the same rows; a test compares them.
 *
 * The order follows the Metadata Working Group ("Guidelines for Handling Image Metadata", 2010): fields about the moment
 * of the picture come before those about its file, and the fields that the camera wrote before those of programs.
 * ExifTool's tag tables describe each field.
 */

import type { ExifValue, Tags } from './blocks/tags.ts';
import { exif, exifValues, exifWide, iptc, iptcList, png, type Source, xmp, xmpList, xmpTree } from './source.ts';
import { type Place, place } from './values/parse-place.ts';
import { stars, starsOfPercent } from './values/parse-rating.ts';
import { time, timeOfTwo } from './values/parse-time.ts';
import { facesIn, peopleIn } from './values/people.ts';
import { cameraName, description, line, placeName, split, title, words } from './values/texts.ts';

/** Everything that a photo or a sidecar states. null and empty lists: it says nothing. */
export interface Facts {
  readonly takenAt: string | null;
  readonly place: Place | null;
  readonly camera: string | null;
  readonly lens: string | null;
  readonly placeName: string | null;
  readonly rating: number | null;
  readonly keywords: readonly string[];
  readonly title: string | null;
  readonly description: string | null;
  readonly people: readonly string[];
  readonly label: string | null;
}

/** @internal */
export const FIELDS = {
  takenAt: first(
    exif('DateTimeOriginal + OffsetTimeOriginal', time),
    xmp('exif:DateTimeOriginal', time),
    xmp('photoshop:DateCreated', time),
    iptc('Date Created + Time Created', timeOfTwo),
    exif('DateTimeDigitized + OffsetTimeDigitized', time),
    xmp('exif:DateTimeDigitized', time),
    xmp('xmp:CreateDate', time),
    iptc('Digital Creation Date + Digital Creation Time', timeOfTwo),
    png('exif:DateTimeOriginal', time),
    png('Creation Time', time),
    // The last change of the file. XMP has such a date too, but in a sidecar it is that of the sidecar.
    exif('DateTime + OffsetTime', time),
    png('tIME', time),
    exifValues('GPSDateStamp + GPSTimeStamp', gpsTime),
  ),
  place: first(
    exifValues('GPSLatitude + GPSLatitudeRef + GPSLongitude + GPSLongitudeRef', exifPlace),
    xmp('exif:GPSLatitude + exif:GPSLatitudeRef + exif:GPSLongitude + exif:GPSLongitudeRef', place),
  ),
  camera: first(exif('Make + Model', cameraName), xmp('tiff:Make + tiff:Model', cameraName)),
  lens: first(exif('LensModel', line), xmp('exifEX:LensModel', line), xmp('aux:Lens', line)),
  placeName: first(
    xmp('photoshop:City + photoshop:State + photoshop:Country', placeName),
    iptc('City + Province/State + Country/Primary Location Name', placeName),
  ),
  rating: first(
    xmp('xmp:Rating', stars),
    xmp('MicrosoftPhoto:Rating', starsOfPercent),
    xmp('acdsee:rating', stars),
    exif('Rating', stars),
    exif('RatingPercent', starsOfPercent),
  ),
  keywords: all(
    iptcList('Keywords', words),
    xmpList('dc:subject', words),
    xmpList('lr:hierarchicalSubject', split('|')),
    xmpList('digiKam:TagsList', split('/')),
    xmpList('MicrosoftPhoto:LastKeywordXMP', split('/')),
    xmpList('mediapro:CatalogSets', split('|')),
    xmpList('expressionmedia:CatalogSets', split('|')),
    exifWide('XPKeywords', listInText),
  ),
  title: first(
    xmp('dc:title', title),
    xmp('photoshop:Headline', title),
    iptc('Object Name', title),
    iptc('Headline', title),
    exifWide('XPTitle', title),
    png('Title', title),
  ),
  description: first(
    xmp('dc:description', description),
    iptc('Caption/Abstract', description),
    exif('ImageDescription', description),
    xmp('tiff:ImageDescription', description),
    exifWide('XPSubject', description),
    exifWide('XPComment', description),
    png('Description', description),
    png('Comment', description),
  ),
  people: all(
    xmpTree('mwg-rs:Regions', facesIn),
    xmpTree('MP:RegionInfo', facesIn),
    xmpTree('acdsee-rs:Regions', facesIn),
    xmpList('Iptc4xmpExt:PersonInImage', words),
    xmpTree('Iptc4xmpExt:PersonInImageWDetails', facesIn),
    xmpList('lr:hierarchicalSubject', peopleIn('|')),
    xmpList('digiKam:TagsList', peopleIn('/')),
    xmpList('MicrosoftPhoto:LastKeywordXMP', peopleIn('/')),
  ),
  label: first(
    xmp('xmp:Label', line),
    xmp('digiKam:ColorLabel', digiKamColor),
    xmp('darktable:colorlabels', darktableColor),
  ),
} satisfies { readonly [Fact in keyof Facts]: Field<NonNullable<Facts[Fact]>> };

/** Read all facts from the tags of a photo's parts. Of two parts with the same field, the first one counts. */
export function factsIn(parts: readonly Tags[]): Facts {
  return {
    takenAt: valueIn(parts, FIELDS.takenAt),
    place: valueIn(parts, FIELDS.place),
    camera: valueIn(parts, FIELDS.camera),
    lens: valueIn(parts, FIELDS.lens),
    placeName: valueIn(parts, FIELDS.placeName),
    rating: valueIn(parts, FIELDS.rating),
    keywords: valueIn(parts, FIELDS.keywords) ?? [],
    title: valueIn(parts, FIELDS.title),
    description: valueIn(parts, FIELDS.description),
    people: valueIn(parts, FIELDS.people) ?? [],
    label: valueIn(parts, FIELDS.label),
  };
}

/** List the names of all fields of a group. */
export function fieldNames(group: Source<unknown>['group']): string[] {
  const sources: readonly Source<unknown>[] = Object.values(FIELDS).flatMap((field) => [...field.sources]);
  return [...new Set(sources.filter((source) => source.group === group).flatMap(({ names }) => names))];
}

interface Field<T> {
  readonly sources: readonly Source<T>[];
  /** @param values in the order of the sources; at least one. */
  readonly combine: (values: readonly T[]) => T;
}

function first<T>(...sources: Source<T>[]): Field<T> {
  return { sources, combine: ([value]) => value! };
}

function all(...sources: Source<readonly string[]>[]): Field<readonly string[]> {
  return { sources, combine: (lists) => words(lists.flat()) };
}

function valueIn<T>(parts: readonly Tags[], { sources, combine }: Field<T>): T | null {
  const values = sources.flatMap(({ read }) => parts.map(read)).filter((value) => value !== null);
  return values.length === 0 ? null : combine(values);
}

/** GPS gives the date as a text and the time as three numbers, in UTC. */
function gpsTime(day: ExifValue | null, clock: ExifValue | null): string | null {
  const [hour, minute, second] = Array.isArray(clock) ? clock : [];
  return timeOfTwo(String(day ?? ''), `${hour}:${minute}:${Math.floor(second)}Z`);
}

/** In Exif the hemispheres are texts. */
function exifPlace(
  latitude: ExifValue | null,
  latitudeRef: ExifValue | null,
  longitude: ExifValue | null,
  longitudeRef: ExifValue | null,
): Place | null {
  return place(latitude, String(latitudeRef ?? ''), longitude, String(longitudeRef ?? ''));
}

/** Windows separates keywords with semicolons. */
function listInText(text: string | null): string[] | null {
  return text === null ? null : words(text.split(';', 1000));
}

/** digiKam numbers its colours, beginning with "none". */
function digiKamColor(text: string | null): string | null {
  const colors = ['Red', 'Orange', 'Yellow', 'Green', 'Blue', 'Magenta', 'Gray', 'Black', 'White'];
  return colors[Number(text) - 1] ?? null;
}

/** darktable numbers its colours. Of several, the first one counts. */
function darktableColor(text: string | null): string | null {
  return text === null ? null : (['Red', 'Yellow', 'Green', 'Blue', 'Purple'][Number(text)] ?? null);
}
