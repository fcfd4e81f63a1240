/** Every text of the front-end, in each of its languages. Pure. */

import type { Verdict } from './answer.ts';

const number = (value: number, language: string) => value.toLocaleString(language);

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** Write a number of bytes in a decimal unit, as file managers do. */
function size(bytes: number, language: string): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const options = { style: 'unit', unit: UNITS[power]!, maximumFractionDigits: 1 } as const;
  return (bytes / 1000 ** power).toLocaleString(language, options);
}

const ENGLISH = {
  language: 'en',
  photos: 'Photos',
  similar: 'Similar photos',
  duplicates: 'Duplicates',
  groups: (shown: number, total: number) =>
    `${number(shown, 'en')} of ${number(total, 'en')} ${total === 1 ? 'group' : 'groups'}`,
  frees: (bytes: number) => `${size(bytes, 'en')} in copies`,
  noDuplicates: 'No duplicates found',
  showCopies: 'Show its copies',
  search: 'Search',
  describe: 'Describe a photo: dog on a beach',
  describeIn: (folder: string) => `Describe a photo in ${folder}`,
  indexed: (done: number, total: number) =>
    `New photos are being indexed: ${number(done, 'en')} of ${number(total, 'en')}`,
  unreachable: 'picsift cannot be reached. Start it again with: picsift open',
  keyless: 'This page is no longer valid. Open a new one with: picsift open',
  searching: 'Searching…',
  like: (name: string) => `Like ${name}`,
  counted: (shown: number, total: number) =>
    `${number(shown, 'en')} of ${number(total, 'en')} ${total === 1 ? 'photo' : 'photos'}`,
  verdicts: {
    strong: 'Good matches',
    fair: 'Fair matches',
    weak: 'Nothing fits well. These come closest.',
  } as Record<Verdict, string>,
  indexing: 'New photos are still being indexed.',
  understood: 'Understood',
  maybe: (label: string) => `Maybe ${label}`,
  noPhotos: 'No photos found',
  searched: (total: number) => `${number(total, 'en')} ${total === 1 ? 'photo was' : 'photos were'} searched.`,
  nothingHere: 'No photo passes the filters, or nothing is indexed yet.',
  failed: 'The search did not work',
  cancelled: 'The search was cancelled',
  retry: 'Try again',
  more: 'Show more',
  loadingMore: 'Loading…',
  moreFailed: 'More photos could not be loaded.',
  previewsFailed: 'Some pictures could not be loaded.',
  back: 'Back',
  close: 'Close',
  previous: 'Previous photo',
  next: 'Next photo',
  fullscreen: 'Full screen',
  inline: 'Leave full screen',
  moreLikeThis: 'More like this',
  position: (index: number, count: number) => `${number(index, 'en')} of ${number(count, 'en')}`,
  shots: (count: number) => `${number(count, 'en')} more near-identical ${count === 1 ? 'shot' : 'shots'}`,
  unknownDate: 'Date unknown',
  gone: 'This picture cannot be shown.',
  reasons: {
    date: 'Date',
    place: 'Place',
    person: 'Person',
    kind: 'Kind',
    text: 'Text',
    caption: 'Caption',
    keyword: 'Keyword',
    name: 'File name',
    folder: 'Folder',
    camera: 'Camera',
  } as Record<string, string>,
};

export type Messages = typeof ENGLISH;

const GERMAN: Messages = {
  language: 'de',
  photos: 'Fotos',
  similar: 'Ähnliche Fotos',
  duplicates: 'Doppelte Fotos',
  groups: (shown, total) => `${number(shown, 'de')} von ${number(total, 'de')} ${total === 1 ? 'Gruppe' : 'Gruppen'}`,
  frees: (bytes) => `${size(bytes, 'de')} in Kopien`,
  noDuplicates: 'Keine doppelten Fotos gefunden',
  showCopies: 'Kopien zeigen',
  search: 'Suchen',
  describe: 'Foto beschreiben: Hund am Strand',
  describeIn: (folder) => `Foto in ${folder} beschreiben`,
  indexed: (done, total) => `Neue Fotos werden indiziert: ${number(done, 'de')} von ${number(total, 'de')}`,
  unreachable: 'picsift ist nicht erreichbar. Neu starten mit: picsift open',
  keyless: 'Diese Seite gilt nicht mehr. Eine neue öffnet: picsift open',
  searching: 'Suche läuft …',
  like: (name) => `Ähnlich wie ${name}`,
  counted: (shown, total) => `${number(shown, 'de')} von ${number(total, 'de')} ${total === 1 ? 'Foto' : 'Fotos'}`,
  verdicts: {
    strong: 'Passen gut',
    fair: 'Passen ungefähr',
    weak: 'Nichts passt gut. Das kommt am nächsten.',
  },
  indexing: 'Neue Fotos werden noch indiziert.',
  understood: 'Verstanden',
  maybe: (label) => `Vielleicht ${label}`,
  noPhotos: 'Keine Fotos gefunden',
  searched: (total) => `${number(total, 'de')} ${total === 1 ? 'Foto wurde' : 'Fotos wurden'} durchsucht.`,
  nothingHere: 'Kein Foto passt zu den Filtern, oder es ist noch nichts indiziert.',
  failed: 'Die Suche hat nicht funktioniert',
  cancelled: 'Die Suche wurde abgebrochen',
  retry: 'Noch einmal versuchen',
  more: 'Mehr anzeigen',
  loadingMore: 'Wird geladen …',
  moreFailed: 'Weitere Fotos konnten nicht geladen werden.',
  previewsFailed: 'Einige Bilder konnten nicht geladen werden.',
  back: 'Zurück',
  close: 'Schließen',
  previous: 'Vorheriges Foto',
  next: 'Nächstes Foto',
  fullscreen: 'Vollbild',
  inline: 'Vollbild verlassen',
  moreLikeThis: 'Ähnliche zeigen',
  position: (index, count) => `${number(index, 'de')} von ${number(count, 'de')}`,
  shots: (count) =>
    count === 1 ? '1 weitere fast gleiche Aufnahme' : `${number(count, 'de')} weitere fast gleiche Aufnahmen`,
  unknownDate: 'Datum unbekannt',
  gone: 'Dieses Bild kann nicht gezeigt werden.',
  reasons: {
    date: 'Datum',
    place: 'Ort',
    person: 'Person',
    kind: 'Art',
    text: 'Text',
    caption: 'Beschreibung',
    keyword: 'Stichwort',
    name: 'Dateiname',
    folder: 'Ordner',
    camera: 'Kamera',
  },
};

/** Return the texts for a language tag (BCP 47), such as "de-AT". English, unless it is German. */
export function messagesFor(locale: string | undefined): Messages {
  return /^de(?:[-_]|$)/i.test(locale ?? '') ? GERMAN : ENGLISH;
}
