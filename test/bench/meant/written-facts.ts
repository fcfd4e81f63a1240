/** The arguments with which ExifTool writes what a photo of the library says about itself. */

import type { Photo } from './library.ts';

/** Writes into the photo file. Empty when the file says nothing. */
export function embeddedFacts(photo: Photo): string[] {
  const { store } = photo;
  if (store === 'embed')
    return [...taken(photo), ...camera(photo), ...exifPlace(photo), ...words(photo), ...iptc(photo)];
  if (store === 'sidecar') return [...taken(photo), ...camera(photo), ...exifPlace(photo)];
  return store === 'sidecar-all' ? camera(photo) : [];
}

/** Writes into the XMP sidecar. Empty when the photo has none. */
export function sidecarFacts(photo: Photo): string[] {
  if (photo.store === 'sidecar') return words(photo);
  if (photo.store !== 'sidecar-all') return [];
  const { taken: at, offset, gps } = photo;
  const place = gps && [`-XMP-exif:GPSLatitude=${gps[0]}`, `-XMP-exif:GPSLongitude=${gps[1]}`];
  return [`-XMP-exif:DateTimeOriginal=${exifDate(at!)}${offset}`, ...(place ?? []), ...words(photo)];
}

function taken({ taken: at, offset }: Photo): string[] {
  if (at === undefined) return [];
  const date = exifDate(at);
  return [`-ExifIFD:DateTimeOriginal=${date}`, `-ExifIFD:CreateDate=${date}`, `-ExifIFD:OffsetTimeOriginal=${offset}`];
}

function camera({ camera: device }: Photo): string[] {
  return device === undefined ? [] : [`-IFD0:Make=${device[0]}`, `-IFD0:Model=${device[1]}`];
}

function exifPlace({ gps }: Photo): string[] {
  if (gps === undefined) return [];
  const [latitude, longitude] = gps;
  return [
    `-GPS:GPSLatitude=${Math.abs(latitude)}`,
    `-GPS:GPSLatitudeRef=${latitude < 0 ? 'S' : 'N'}`,
    `-GPS:GPSLongitude=${Math.abs(longitude)}`,
    `-GPS:GPSLongitudeRef=${longitude < 0 ? 'W' : 'E'}`,
  ];
}

/** In XMP, as every program of today does. */
function words(photo: Photo): string[] {
  const { title, caption, keywords = [], rating, city, country } = photo;
  return [
    ...(title === undefined ? [] : [`-XMP-dc:Title=${title}`]),
    ...(caption === undefined ? [] : [`-XMP-dc:Description=${caption}`]),
    ...(rating === undefined ? [] : [`-XMP-xmp:Rating=${rating}`]),
    ...(city === undefined ? [] : [`-XMP-photoshop:City=${city}`, `-XMP-photoshop:Country=${country}`]),
    ...keywords.map((keyword) => `-XMP-dc:Subject=${keyword}`),
    ...people(photo),
  ];
}

/** The same texts in IPTC: many programs write both. */
function iptc({ title, caption, keywords = [] }: Photo): string[] {
  return [
    ...(title === undefined ? [] : [`-IPTC:ObjectName=${title}`]),
    ...(caption === undefined ? [] : [`-IPTC:Caption-Abstract=${caption}`]),
    ...keywords.map((keyword) => `-IPTC:Keywords=${keyword}`),
  ];
}

function people({ people: names = [], form }: Photo): string[] {
  if (names.length === 0) return [];
  if (form === 'digikam') {
    return names.flatMap((name) => [`-XMP-digiKam:TagsList=People/${name}`, `-XMP-dc:Subject=${name}`]);
  }
  if (form === 'lr') {
    return names.flatMap((name) => [`-XMP-lr:HierarchicalSubject=People|${name}`, `-XMP-dc:Subject=${name}`]);
  }
  if (form === 'iptcext') return names.map((name) => `-XMP-iptcExt:PersonInImage=${name}`);
  const faces = names.map((name, number) => ({ name: inStructure(name), x: (number + 0.5) / names.length }));
  if (form === 'mp') {
    const regions = faces.map(
      ({ name, x }) => `{PersonDisplayName=${name},Rectangle=${(x - 0.06).toFixed(3)}|, 0.260|, 0.120|, 0.180}`,
    );
    return [`-XMP-MP:RegionInfoMP={Regions=[${regions.join(',')}]}`];
  }
  const regions = faces.map(
    ({ name, x }) => `{Area={X=${x.toFixed(3)},Y=0.35,W=0.12,H=0.18,Unit=normalized},Name=${name},Type=Face}`,
  );
  const size = '{W=224,H=224,Unit=pixel}';
  return [`-XMP-mwg-rs:RegionInfo={AppliedToDimensions=${size},RegionList=[${regions.join(',')}]}`];
}

/** ExifTool's structures give these characters a meaning. */
function inStructure(text: string): string {
  return text.replace(/[|,{}[\]]/g, '|$&');
}

/** "2019-06-01T18:30:00" as "2019:06:01 18:30:00". */
function exifDate(taken: string): string {
  return taken.replace('-', ':').replace('-', ':').replace('T', ' ');
}
