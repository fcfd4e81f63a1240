/** The metadata of one photo, from the file itself or from its sidecars. */

export interface PhotoMetadata {
  /** ISO 8601 local time, with the zone if the camera wrote one ("2019-06-01T18:30:00+02:00"); null: not known. */
  readonly takenAt: string | null;
  /** Degrees; south and west are negative. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** What a photo program calls the place: "Bengaluru, Karnataka, India"; some of these parts may be missing. */
  readonly placeName: string | null;
  /** Make and model; a make that the model repeats appears once: "NIKON D750". */
  readonly camera: string | null;
  readonly lens: string | null;
  /** 1 to 5 stars; -1: rejected; 0: it says that the photo is not rated; null: it says nothing. */
  readonly rating: number | null;
  /** No duplicates. Every level of a hierarchy is a keyword: "Places|Berlin" gives "Places" and "Berlin". */
  readonly keywords: readonly string[];
  readonly title: string | null;
  /** One line of up to 2000 characters. */
  readonly description: string | null;
  /** Names of people in the picture, without duplicates. */
  readonly people: readonly string[];
  /** The label of a photo manager, often the name of a colour: "Red". */
  readonly label: string | null;
}

/** Increase it when `readMetadata` reads more than before: photos read by an older version are then read again. */
export const METADATA_VERSION = 3;

/** Longest text that is stored. */
export const MAX_CHARACTERS = 200;

export const NOTHING_KNOWN: PhotoMetadata = {
  takenAt: null,
  latitude: null,
  longitude: null,
  placeName: null,
  camera: null,
  lens: null,
  rating: null,
  keywords: [],
  title: null,
  description: null,
  people: [],
  label: null,
};

/** Return `base` with every field replaced that `by` knows. */
export function overridden(base: PhotoMetadata, by: PhotoMetadata): PhotoMetadata {
  return {
    takenAt: by.takenAt ?? base.takenAt,
    // Latitude and longitude come from the same source.
    ...(by.latitude === null
      ? { latitude: base.latitude, longitude: base.longitude }
      : { latitude: by.latitude, longitude: by.longitude }),
    placeName: by.placeName ?? base.placeName,
    camera: by.camera ?? base.camera,
    lens: by.lens ?? base.lens,
    rating: by.rating ?? base.rating,
    keywords: by.keywords.length > 0 ? by.keywords : base.keywords,
    title: by.title ?? base.title,
    description: by.description ?? base.description,
    people: by.people.length > 0 ? by.people : base.people,
    label: by.label ?? base.label,
  };
}
