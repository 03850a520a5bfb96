-- What was imported, every version of every row, and which version is the present one.

CREATE TABLE dossier (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    UNIQUE (id, revision)
);

CREATE TABLE record (
    id TEXT NOT NULL PRIMARY KEY,
    entity TEXT NOT NULL,
    dossier TEXT NOT NULL,
    local_id TEXT NOT NULL,
    layer TEXT NOT NULL,
    visibility TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('current', 'retracted', 'tombstoned')),
    version BIGINT NOT NULL REFERENCES record_version (seq) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dossier, entity, local_id)
);
CREATE INDEX record_by_entity ON record (entity, id);
-- While a deferred reference waits for its row, SQLite looks for it with each row that comes: not by reading all.
CREATE INDEX record_by_version ON record (version);

CREATE TABLE record_version (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    import BIGINT NOT NULL REFERENCES dossier (seq),
    change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'retracted', 'tombstoned', 'restored')),
    supersedes BIGINT REFERENCES record_version (seq),
    body TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX record_version_by_record ON record_version (id, seq);

CREATE TABLE link (
    from_id TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    field TEXT NOT NULL,
    place BIGINT NOT NULL,
    to_id TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (from_id, field, place)
) WITHOUT ROWID;
CREATE INDEX link_by_target ON link (to_id, from_id);

-- Days as ISO text; NULL where nothing is known, which is neither early nor late.
CREATE TABLE interval (
    id TEXT NOT NULL PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    relation TEXT NOT NULL,
    subject TEXT,
    object TEXT,
    from_earliest TEXT,
    from_latest TEXT,
    to_earliest TEXT,
    to_latest TEXT
) WITHOUT ROWID;
CREATE INDEX interval_by_object ON interval (object, relation);
CREATE INDEX interval_by_subject ON interval (subject, relation);

CREATE TABLE thread_event (
    seq BIGINT NOT NULL PRIMARY KEY,
    thread TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    import BIGINT NOT NULL REFERENCES dossier (seq)
);
CREATE INDEX thread_event_by_thread ON thread_event (thread, seq);
CREATE INDEX thread_event_by_record ON thread_event (record);

CREATE TRIGGER dossier_is_never_changed BEFORE UPDATE ON dossier
BEGIN SELECT RAISE(ABORT, 'dossier is append-only'); END;
CREATE TRIGGER dossier_is_never_deleted BEFORE DELETE ON dossier
BEGIN SELECT RAISE(ABORT, 'dossier is append-only'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a record is retracted or tombstoned, never deleted'); END;
CREATE TRIGGER record_version_is_never_changed BEFORE UPDATE ON record_version
BEGIN SELECT RAISE(ABORT, 'record_version is append-only'); END;
CREATE TRIGGER record_version_is_never_deleted BEFORE DELETE ON record_version
BEGIN SELECT RAISE(ABORT, 'record_version is append-only'); END;
CREATE TRIGGER thread_event_is_never_changed BEFORE UPDATE ON thread_event
BEGIN SELECT RAISE(ABORT, 'thread_event is append-only'); END;
CREATE TRIGGER thread_event_is_never_deleted BEFORE DELETE ON thread_event
BEGIN SELECT RAISE(ABORT, 'thread_event is append-only'); END;
