/** The schema of version 0.1.0, as the steps that led to it. Released: never change the statements. */

export const FIRST_VERSION: readonly string[] = [
  `
  -- The models that have vectors here. Exactly one is active (see models.ts).
  CREATE TABLE model (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    folder      TEXT NOT NULL,
    stamps      TEXT NOT NULL,           -- size and mtime of the files the fingerprint was taken of
    active      INTEGER NOT NULL DEFAULT 0
  );
  CREATE UNIQUE INDEX model_active ON model (active) WHERE active = 1;

  -- Folders that the user has indexed. A row here grants access to nobody.
  CREATE TABLE root (
    path  TEXT PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'online' CHECK (state IN ('online', 'offline'))
  ) WITHOUT ROWID;

  -- One row for each distinct file content, however many files have it.
  CREATE TABLE content (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256   BLOB NOT NULL UNIQUE,
    width    INTEGER NOT NULL,           -- as displayed: orientation applied
    height   INTEGER NOT NULL,
    taken_at TEXT                        -- ISO 8601, with the zone where the camera told it
  );

  CREATE TABLE photo (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,     -- what the outside calls the photo: opaque, never reused
    path       TEXT NOT NULL UNIQUE,
    size       INTEGER NOT NULL,
    mtime_ns   INTEGER NOT NULL,
    content_id INTEGER NOT NULL REFERENCES content (id)
  );
  CREATE INDEX photo_content ON photo (content_id);

  -- AUTOINCREMENT: ids only grow, so a reader finds new vectors by their larger ids.
  CREATE TABLE vector (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    model_id   INTEGER NOT NULL REFERENCES model (id),
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    data       BLOB NOT NULL,            -- float32, little-endian, length 1
    checksum   INTEGER NOT NULL,         -- CRC-32 of data
    UNIQUE (model_id, content_id)
  );
  CREATE INDEX vector_content ON vector (content_id);

  -- Files that could not be read. Tried again only when size or mtime change.
  CREATE TABLE failure (
    path     TEXT PRIMARY KEY,
    size     INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    code     TEXT NOT NULL,
    message  TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    pid         INTEGER NOT NULL,
    folders     TEXT NOT NULL,           -- JSON array of paths
    started_at  INTEGER NOT NULL,        -- ms since 1970, as every time here
    finished_at INTEGER,
    outcome     TEXT NOT NULL DEFAULT 'running'
                CHECK (outcome IN ('running', 'completed', 'interrupted', 'failed')),
    phase       TEXT NOT NULL DEFAULT 'scan',
    done        INTEGER NOT NULL DEFAULT 0,
    total       INTEGER NOT NULL DEFAULT 0,
    summary     TEXT                     -- JSON, once finished
  );

  -- At most one row: the process that may write.
  CREATE TABLE lease (
    name       TEXT PRIMARY KEY CHECK (name = 'writer'),
    token      INTEGER NOT NULL,         -- grows with every holder: a fencing token
    pid        INTEGER NOT NULL,
    host       TEXT NOT NULL,
    expires_at INTEGER NOT NULL          -- 0 once given back
  ) WITHOUT ROWID;
  `,
  `
  -- Reason why a root is offline, for people; null while it is online.
  ALTER TABLE root ADD COLUMN reason TEXT;

  -- offline: the file is missing because its drive is unplugged. held: so many files disappeared at once that a person
  -- must confirm it.
  ALTER TABLE photo ADD COLUMN state TEXT NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'offline', 'held'));
  -- st_dev of the folder of the file; null: not known yet.
  ALTER TABLE photo ADD COLUMN device INTEGER;

  -- JSON: the scan options.
  ALTER TABLE run ADD COLUMN scan TEXT NOT NULL DEFAULT '{}';
  `,
  `
  -- One row for each lease: the writer's, and one for each folder that is watched.
  CREATE TABLE named_lease (
    name       TEXT PRIMARY KEY,
    token      INTEGER NOT NULL,         -- grows with every holder: a fencing token
    pid        INTEGER NOT NULL,
    host       TEXT NOT NULL,
    expires_at INTEGER NOT NULL,         -- 0 once given back
    detail     TEXT                      -- JSON: what its holder tells the others
  ) WITHOUT ROWID;
  INSERT INTO named_lease SELECT name, token, pid, host, expires_at, NULL FROM lease;
  DROP TABLE lease;
  ALTER TABLE named_lease RENAME TO lease;
  `,
  `
  -- Metadata of the file. Version 0: read before these columns existed; must be read again.
  ALTER TABLE content ADD COLUMN metadata_version INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE content ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0; -- 1: a part of the picture is missing
  ALTER TABLE content ADD COLUMN latitude REAL;        -- degrees; south and west are negative
  ALTER TABLE content ADD COLUMN longitude REAL;
  ALTER TABLE content ADD COLUMN camera TEXT;
  ALTER TABLE content ADD COLUMN lens TEXT;
  ALTER TABLE content ADD COLUMN rating INTEGER;       -- 1 to 5; -1: rejected; null: not rated

  CREATE TABLE content_keyword (
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    keyword    TEXT NOT NULL,
    PRIMARY KEY (content_id, keyword)
  ) WITHOUT ROWID;
  CREATE INDEX content_keyword_keyword ON content_keyword (keyword);

  -- XMP sidecars. They belong to the photo, not to the content: they change while the photo's bytes stay the same.
  CREATE TABLE sidecar (
    photo_id  INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
    stamps    TEXT NOT NULL,             -- names, sizes and times of the files it was read from
    taken_at  TEXT,
    latitude  REAL,
    longitude REAL,
    camera    TEXT,
    lens      TEXT,
    rating    INTEGER
  );

  CREATE TABLE sidecar_keyword (
    photo_id INTEGER NOT NULL REFERENCES sidecar (photo_id) ON DELETE CASCADE,
    keyword  TEXT NOT NULL,
    PRIMARY KEY (photo_id, keyword)
  ) WITHOUT ROWID;
  CREATE INDEX sidecar_keyword_keyword ON sidecar_keyword (keyword);

  -- Metadata of a photo. The sidecar takes precedence.
  CREATE VIEW photo_metadata AS
    SELECT photo.id AS photo_id,
           coalesce(sidecar.taken_at, content.taken_at) AS taken_at,
           CASE WHEN sidecar.latitude IS NULL THEN content.latitude ELSE sidecar.latitude END AS latitude,
           CASE WHEN sidecar.latitude IS NULL THEN content.longitude ELSE sidecar.longitude END AS longitude,
           coalesce(sidecar.camera, content.camera) AS camera,
           coalesce(sidecar.lens, content.lens) AS lens,
           coalesce(sidecar.rating, content.rating) AS rating
    FROM photo JOIN content ON content.id = photo.content_id LEFT JOIN sidecar ON sidecar.photo_id = photo.id;

  CREATE VIEW photo_keyword AS
    SELECT photo_id, keyword FROM sidecar_keyword
    UNION ALL
    SELECT photo.id, keyword FROM photo JOIN content_keyword ON content_keyword.content_id = photo.content_id
    WHERE photo.id NOT IN (SELECT photo_id FROM sidecar_keyword);
  `,
  `
  -- Counts the changes of photos and of their metadata. The copies (the photo table in memory, the full-text index)
  -- read the changes after the revision that they have seen.
  CREATE TABLE clock (revision INTEGER NOT NULL);
  INSERT INTO clock VALUES (0);
  ALTER TABLE photo ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX photo_revision ON photo (revision);
  CREATE TABLE removal (
    photo_id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
  );
  CREATE INDEX removal_revision ON removal (revision);

  CREATE TRIGGER photo_added AFTER INSERT ON photo BEGIN
    UPDATE clock SET revision = revision + 1;
    UPDATE photo SET revision = (SELECT revision FROM clock) WHERE id = NEW.id;
  END;
  CREATE TRIGGER photo_changed AFTER UPDATE OF path, content_id, state ON photo BEGIN
    UPDATE clock SET revision = revision + 1;
    UPDATE photo SET revision = (SELECT revision FROM clock) WHERE id = NEW.id;
  END;
  CREATE TRIGGER photo_removed AFTER DELETE ON photo BEGIN
    UPDATE clock SET revision = revision + 1;
    INSERT INTO removal VALUES (OLD.id, (SELECT revision FROM clock));
  END;
  -- Not when the same values are written again: a content may have thousands of photos.
  CREATE TRIGGER content_changed AFTER UPDATE ON content
  WHEN (OLD.width, OLD.height, OLD.taken_at, OLD.latitude, OLD.longitude, OLD.camera, OLD.rating, OLD.metadata_version)
    IS NOT (NEW.width, NEW.height, NEW.taken_at, NEW.latitude, NEW.longitude, NEW.camera, NEW.rating, NEW.metadata_version)
  BEGIN
    UPDATE clock SET revision = revision + 1;
    UPDATE photo SET revision = (SELECT revision FROM clock) WHERE content_id = NEW.id;
  END;
  CREATE TRIGGER sidecar_added AFTER INSERT ON sidecar BEGIN
    UPDATE clock SET revision = revision + 1;
    UPDATE photo SET revision = (SELECT revision FROM clock) WHERE id = NEW.photo_id;
  END;
  CREATE TRIGGER sidecar_removed AFTER DELETE ON sidecar BEGIN
    UPDATE clock SET revision = revision + 1;
    UPDATE photo SET revision = (SELECT revision FROM clock) WHERE id = OLD.photo_id;
  END;

  -- Words of a photo, by its id: see words.ts. Stores where each word occurs, but no copy of the text.
  CREATE VIRTUAL TABLE words USING fts5 (
    folder, name, keywords, camera, place,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );
  -- The revision up to which the words are current.
  ALTER TABLE clock ADD COLUMN words INTEGER NOT NULL DEFAULT -1;

  -- Files made from this catalog, for speed, and the stamp that they must have. After the catalog was restored from a
  -- backup, the stamps of newer files do not match.
  CREATE TABLE derived (
    name  TEXT PRIMARY KEY,
    stamp TEXT NOT NULL
  ) WITHOUT ROWID;

  -- Perceptual hash, 64 bits: see perceptual-hash.ts. Null: the picture is plain, or was read before this column
  -- existed.
  ALTER TABLE content ADD COLUMN look BLOB;
  `,
];
