/** What may be known of a photo, wherever it was written down. */

export interface PhotoMetadata {
  /** ISO 8601 local time, with the zone where the camera wrote one ("2019-06-01T18:30:00+02:00"); null: not known. */
  readonly takenAt: string | null;
  /** Degrees; south and west are negative. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Make and model, once each: "NIKON D750". */
  readonly camera: string | null;
  readonly lens: string | null;
  /** 1 to 5 stars; -1: rejected; null: not rated. */
  readonly rating: number | null;
  /** Distinct. Every level of a hierarchy counts: "Places|Berlin" is "Places" and "Berlin". */
  readonly keywords: readonly string[];
}

/** Counts up whenever `readMetadata` learns something: what was read by an older version is read again. */
export const METADATA_VERSION = 1;

/** Of any text that is kept. */
export const MAX_CHARACTERS = 200;

export const NOTHING_KNOWN: PhotoMetadata = {
  takenAt: null,
  latitude: null,
  longitude: null,
  camera: null,
  lens: null,
  rating: null,
  keywords: [],
};

/** `base` with everything that `by` knows instead. */
export function overridden(base: PhotoMetadata, by: PhotoMetadata): PhotoMetadata {
  return {
    takenAt: by.takenAt ?? base.takenAt,
    // One place: never the latitude of one and the longitude of the other.
    ...(by.latitude === null
      ? { latitude: base.latitude, longitude: base.longitude }
      : { latitude: by.latitude, longitude: by.longitude }),
    camera: by.camera ?? base.camera,
    lens: by.lens ?? base.lens,
    rating: by.rating ?? base.rating,
    keywords: by.keywords.length > 0 ? by.keywords : base.keywords,
  };
}
