/** Steps of the schema since version 0.1.0. Never change the statements of a released step: add a new step. */

export const LATER_STEPS: readonly string[] = [
  `
  -- Further facts, with the same rule: a sidecar overrides its photo.
  ALTER TABLE content ADD COLUMN title TEXT;
  ALTER TABLE content ADD COLUMN description TEXT;
  ALTER TABLE content ADD COLUMN label TEXT;
  ALTER TABLE sidecar ADD COLUMN title TEXT;
  ALTER TABLE sidecar ADD COLUMN description TEXT;
  ALTER TABLE sidecar ADD COLUMN label TEXT;
  CREATE TABLE content_person (
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    person     TEXT NOT NULL,
    PRIMARY KEY (content_id, person)
  ) WITHOUT ROWID;
  CREATE INDEX content_person_person ON content_person (person);
  CREATE TABLE sidecar_person (
    photo_id INTEGER NOT NULL REFERENCES sidecar (photo_id) ON DELETE CASCADE,
    person   TEXT NOT NULL,
    PRIMARY KEY (photo_id, person)
  ) WITHOUT ROWID;
  CREATE INDEX sidecar_person_person ON sidecar_person (person);
  CREATE VIEW photo_person AS
    SELECT photo_id, person FROM sidecar_person
    UNION ALL
    SELECT photo.id, person FROM photo JOIN content_person ON content_person.content_id = photo.content_id
    WHERE NOT EXISTS (SELECT 1 FROM sidecar_person WHERE photo_id = photo.id);

  -- The former view read the keywords of all sidecars for each photo.
  DROP VIEW photo_keyword;
  CREATE VIEW photo_keyword AS
    SELECT photo_id, keyword FROM sidecar_keyword
    UNION ALL
    SELECT photo.id, keyword FROM photo JOIN content_keyword ON content_keyword.content_id = photo.content_id
    WHERE NOT EXISTS (SELECT 1 FROM sidecar_keyword WHERE photo_id = photo.id);

  -- Words are folded before they are indexed (see words.ts). The next run indexes all of them again.
  DROP TABLE words;
  CREATE VIRTUAL TABLE words USING fts5 (
    folder, name, keywords, camera, place, title, description, people, label,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );
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
           nullif(coalesce(sidecar.rating, content.rating), 0) AS rating,
           coalesce(sidecar.title, content.title) AS title,
           coalesce(sidecar.description, content.description) AS description,
           coalesce(sidecar.label, content.label) AS label
    FROM photo JOIN content ON content.id = photo.content_id LEFT JOIN sidecar ON sidecar.photo_id = photo.id;

  -- JSON: what the last scan passed over.
  ALTER TABLE root ADD COLUMN passed_over TEXT NOT NULL DEFAULT '{}';

  -- Version of the decoders that decoded the content, or failed: see library/decode/decoder-version.ts.
  ALTER TABLE content ADD COLUMN decoder_version INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE failure ADD COLUMN decoder_version INTEGER NOT NULL DEFAULT 1;

  -- Inode number and ctime: see library/files/file-stamp.ts. Null: not known, or they say nothing on that drive.
  ALTER TABLE photo ADD COLUMN status TEXT;
  ALTER TABLE failure ADD COLUMN status TEXT;

  -- The end of a lease by a clock that does not jump, and the start of the system from which it counts: see moment.ts.
  ALTER TABLE lease ADD COLUMN boot TEXT;
  ALTER TABLE lease ADD COLUMN steady_end INTEGER;
  -- Token of the writer lease under which the run works.
  ALTER TABLE run ADD COLUMN token INTEGER;
  `,
  `
  -- The distinct words of all photos: see word-terms.ts. The next run notes them, and indexes the names of files again.
  CREATE TABLE word_term (term TEXT PRIMARY KEY) WITHOUT ROWID;
  UPDATE clock SET words = -1;
  `,
  `
  -- Text in pictures: see text/texts.ts. A row for each content that was read, also for one without text.
  CREATE TABLE content_text (
    content_id INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
    reader     INTEGER NOT NULL,         -- READER_VERSION
    lines      TEXT,                     -- JSON; null: none
    doubtful   TEXT,                     -- JSON: lines that are probably wrong
    failure    TEXT                      -- why the picture could not be read
  );
  -- By the content's id. The words, as in the table words; and parts of them: see text/fold-text.ts.
  CREATE VIRTUAL TABLE content_words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );
  CREATE VIRTUAL TABLE content_parts USING fts5 (
    spaced, joined, content = '', contentless_delete = 1, tokenize = 'trigram'
  );
  CREATE TRIGGER text_removed AFTER DELETE ON content_text BEGIN
    DELETE FROM content_words WHERE rowid = OLD.content_id;
    DELETE FROM content_parts WHERE rowid = OLD.content_id;
  END;
  `,
  `
  -- What photo programs call the place: see the field placeName.
  ALTER TABLE content ADD COLUMN place_name TEXT;
  ALTER TABLE sidecar ADD COLUMN place_name TEXT;
  DROP VIEW photo_metadata;
  CREATE VIEW photo_metadata AS
    SELECT photo.id AS photo_id,
           coalesce(sidecar.taken_at, content.taken_at, sidecar.fallback_taken_at, photo.named_at) AS taken_at,
           coalesce(sidecar.taken_at, content.taken_at, sidecar.fallback_taken_at) IS NULL
             AND photo.named_at IS NOT NULL AS date_from_name,
           CASE WHEN sidecar.latitude IS NULL THEN content.latitude ELSE sidecar.latitude END AS latitude,
           CASE WHEN sidecar.latitude IS NULL THEN content.longitude ELSE sidecar.longitude END AS longitude,
           coalesce(sidecar.place_name, content.place_name) AS place_name,
           coalesce(sidecar.camera, content.camera) AS camera,
           coalesce(sidecar.lens, content.lens) AS lens,
           nullif(coalesce(sidecar.rating, content.rating), 0) AS rating,
           coalesce(sidecar.title, content.title) AS title,
           coalesce(sidecar.description, content.description) AS description,
           coalesce(sidecar.label, content.label) AS label
    FROM photo JOIN content ON content.id = photo.content_id LEFT JOIN sidecar ON sidecar.photo_id = photo.id;
  `,
  `
  -- How much text a picture has: see library/kinds/kind-of.ts. Null: not read. Beside the size of the picture, because the
  -- photo table reads both of every photo, and the lines themselves fill pages of their own.
  ALTER TABLE content ADD COLUMN text_lines INTEGER;
  ALTER TABLE content ADD COLUMN text_characters INTEGER;
  ALTER TABLE content ADD COLUMN text_share REAL;
  UPDATE content SET (text_lines, text_characters, text_share) = (
    SELECT count(value), coalesce(sum(length(value ->> 0)), 0), coalesce(sum((value ->> 4) * (value ->> 5)) / 1e6, 0)
    FROM json_each(coalesce(content_text.lines, '[]'))
  )
  FROM content_text WHERE content_text.content_id = content.id AND failure IS NULL;
  CREATE TRIGGER text_amount_changed AFTER UPDATE OF text_lines, text_characters, text_share ON content
  WHEN (OLD.text_lines, OLD.text_characters, OLD.text_share) IS NOT (NEW.text_lines, NEW.text_characters, NEW.text_share)
  BEGIN
    -- The table words has nothing of it: if it is up to date, it stays so.
    UPDATE clock SET words = words + (words = revision), revision = revision + 1;
    UPDATE photo SET revision = (SELECT revision FROM clock) WHERE content_id = NEW.id;
  END;
  `,
  `
  -- The revision up to which the text of all photos was read, and the reader that did it: see text/unread.ts.
  ALTER TABLE clock ADD COLUMN texts INTEGER NOT NULL DEFAULT -1;
  ALTER TABLE clock ADD COLUMN texts_reader TEXT NOT NULL DEFAULT '';
  `,
];
