/** Steps of the schema since version 0.1.0. Never change the statements of a released step: add a new step. */

export const LATER_STEPS: readonly string[] = [
  `
  -- Words are folded before they are indexed (see words.ts). The next run indexes all of them again.
  INSERT INTO words (words) VALUES ('delete-all');
  UPDATE clock SET words = -1;

  -- 0 stars: it says that the photo is not rated. In a sidecar that overrides the stars of the file.
  -- The date that Google Takeout knows, in UTC, counts when nothing else has one.
  ALTER TABLE sidecar ADD COLUMN fallback_taken_at TEXT;
  -- The date in the file's name is the weakest of all.
  ALTER TABLE photo ADD COLUMN named_at TEXT;
  DROP VIEW photo_metadata;
  CREATE VIEW photo_metadata AS
    SELECT photo.id AS photo_id,
           coalesce(sidecar.taken_at, content.taken_at, sidecar.fallback_taken_at, photo.named_at) AS taken_at,
           coalesce(sidecar.taken_at, content.taken_at, sidecar.fallback_taken_at) IS NULL
             AND photo.named_at IS NOT NULL AS date_from_name,
           CASE WHEN sidecar.latitude IS NULL THEN content.latitude ELSE sidecar.latitude END AS latitude,
           CASE WHEN sidecar.latitude IS NULL THEN content.longitude ELSE sidecar.longitude END AS longitude,
           coalesce(sidecar.camera, content.camera) AS camera,
           coalesce(sidecar.lens, content.lens) AS lens,
           nullif(coalesce(sidecar.rating, content.rating), 0) AS rating
    FROM photo JOIN content ON content.id = photo.content_id LEFT JOIN sidecar ON sidecar.photo_id = photo.id;

  -- JSON: what the last scan passed over.
  ALTER TABLE root ADD COLUMN passed_over TEXT NOT NULL DEFAULT '{}';
  `,
];
