-- What was imported, every version of every row, and which version is the present one.

CREATE TABLE dossier (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    imported_at BIGINT NOT NULL,
    UNIQUE (id, revision)
);

CREATE TABLE record (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    entity TEXT COLLATE "C" NOT NULL,
    dossier TEXT COLLATE "C" NOT NULL,
    local_id TEXT COLLATE "C" NOT NULL,
    layer TEXT COLLATE "C" NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('current', 'retracted', 'tombstoned')),
    version BIGINT NOT NULL,
    UNIQUE (dossier, entity, local_id)
);
CREATE INDEX record_by_entity ON record (entity, id);

CREATE TABLE record_version (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    import BIGINT NOT NULL REFERENCES dossier (seq),
    change TEXT COLLATE "C" NOT NULL CHECK (change IN ('added', 'changed', 'retracted', 'tombstoned', 'restored')),
    supersedes BIGINT REFERENCES record_version (seq),
    body TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
ALTER TABLE record ADD FOREIGN KEY (version) REFERENCES record_version (seq) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX record_version_by_record ON record_version (id, seq);

CREATE TABLE link (
    from_id TEXT COLLATE "C" NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    field TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    to_id TEXT COLLATE "C" NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (from_id, field, place)
);
CREATE INDEX link_by_target ON link (to_id, from_id);

-- Days as ISO text; NULL where nothing is known, which is neither early nor late.
CREATE TABLE "interval" (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    relation TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C",
    object TEXT COLLATE "C",
    from_earliest TEXT COLLATE "C",
    from_latest TEXT COLLATE "C",
    to_earliest TEXT COLLATE "C",
    to_latest TEXT COLLATE "C"
);
CREATE INDEX interval_by_object ON "interval" (object, relation);
CREATE INDEX interval_by_subject ON "interval" (subject, relation);

CREATE TABLE thread_event (
    seq BIGINT NOT NULL PRIMARY KEY,
    thread TEXT COLLATE "C" NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    record TEXT COLLATE "C" NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    import BIGINT NOT NULL REFERENCES dossier (seq)
);
CREATE INDEX thread_event_by_thread ON thread_event (thread, seq);
CREATE INDEX thread_event_by_record ON thread_event (record);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER dossier_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dossier
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_is_never_deleted BEFORE DELETE OR TRUNCATE ON record
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_version_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_version
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER thread_event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON thread_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
