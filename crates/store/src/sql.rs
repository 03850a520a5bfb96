//! The statements, one text for both engines unless the name says otherwise.

pub(crate) const LAST_IMPORT: &str = "SELECT COALESCE(MAX(seq), 0) FROM dossier";
pub(crate) const LAST_VERSION: &str = "SELECT COALESCE(MAX(seq), 0) FROM record_version";
pub(crate) const LAST_EVENT: &str = "SELECT COALESCE(MAX(seq), 0) FROM thread_event";
pub(crate) const LAST_REVISION: &str =
    "SELECT revision, sha256 FROM dossier WHERE id = $1 ORDER BY revision DESC LIMIT 1";
pub(crate) const DOSSIERS: &str = "SELECT d.id, d.revision, d.sha256, d.imported_at FROM dossier d
    WHERE d.revision = (SELECT MAX(e.revision) FROM dossier e WHERE e.id = d.id) ORDER BY d.id";
pub(crate) const ENTER_DOSSIER: &str =
    "INSERT INTO dossier (seq, id, revision, sha256, imported_at) VALUES ($1, $2, $3, $4, $5)";

pub(crate) const ALL: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM record r JOIN record_version v ON v.seq = r.version ORDER BY r.version";
pub(crate) const ONE: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM record r JOIN record_version v ON v.seq = r.version WHERE r.id = $1";
/// A row that holds, with its place in the order in which rows entered the register.
pub(crate) const PLACED: &str =
    "SELECT (SELECT MIN(f.seq) FROM record_version f WHERE f.id = r.id), r.state, r.version, v.hash, v.body
    FROM record r JOIN record_version v ON v.seq = r.version WHERE r.id = $1 AND r.state = 'current'";
/// The same for rows of an entity, of any where none is given, that name another in a field.
pub(crate) const PLACED_NAMING: &str =
    "SELECT (SELECT MIN(f.seq) FROM record_version f WHERE f.id = r.id), r.state, r.version, v.hash, v.body
    FROM record r JOIN record_version v ON v.seq = r.version
    WHERE r.state = 'current' AND ($3 = '' OR r.entity = $3)
    AND r.id IN (SELECT l.from_id FROM link l WHERE l.to_id = $1 AND l.field = $2)";
pub(crate) const LIST: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM record r JOIN record_version v ON v.seq = r.version
    WHERE r.entity = $1 AND r.id > $2 AND r.state <> 'retracted' ORDER BY r.id LIMIT $3";
pub(crate) const REFERRING: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM record r JOIN record_version v ON v.seq = r.version
    WHERE r.id > $2 AND r.state = 'current' AND r.id IN (SELECT l.from_id FROM link l WHERE l.to_id = $1)
    ORDER BY r.id LIMIT $3";
pub(crate) const VERSIONS: &str = "SELECT v.seq, v.change, v.body, d.id, d.revision, d.imported_at
    FROM record_version v JOIN dossier d ON d.seq = v.import WHERE v.id = $1 ORDER BY v.seq";
pub(crate) const EVENTS: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM (SELECT record, MIN(seq) AS place FROM thread_event WHERE thread = $1 GROUP BY record) e
    JOIN record r ON r.id = e.record JOIN record_version v ON v.seq = r.version
    WHERE r.state = 'current' ORDER BY e.place";

/// What may have been so on a day: begun by then as far as one knows, and not over before it.
pub(crate) const HOLDINGS: &str = r#"SELECT i.id FROM "interval" i
    WHERE (i.object = $1 OR i.subject = $1) AND i.relation IN ('owns', 'controls', 'invests_in')
    AND (i.from_earliest IS NULL OR i.from_earliest <= $2)
    AND (i.to_latest IS NULL OR i.to_latest >= $2) ORDER BY i.id"#;
/// The deals in shares of an actor.
pub(crate) const DEALS: &str = r#"SELECT DISTINCT i.subject FROM "interval" i
    WHERE i.object = $1 AND i.relation = 'deal_status' ORDER BY i.subject"#;

pub(crate) const SEARCH_SQLITE: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM search_words w JOIN search_document s ON s.doc = w.rowid
    JOIN record r ON r.id = s.record JOIN record_version v ON v.seq = r.version
    WHERE search_words MATCH $1 AND ($2 = '' OR s.entity = $2) AND r.state = 'current'
    ORDER BY bm25(search_words, 10.0, 1.0), s.record LIMIT $3";
pub(crate) const SEARCH_POSTGRES: &str = "SELECT r.state, r.version, v.hash, v.body
    FROM search_document s JOIN record r ON r.id = s.record JOIN record_version v ON v.seq = r.version
    WHERE s.words @@ CAST($1 AS TEXT)::tsquery AND ($2 = '' OR s.entity = $2) AND r.state = 'current'
    ORDER BY ts_rank('{0.1, 0.1, 0.1, 1.0}', s.words, CAST($1 AS TEXT)::tsquery) DESC, s.record LIMIT $3";

pub(crate) const VERSIONS_AFTER: &str =
    "SELECT seq, id, body, hash FROM record_version WHERE seq > $1 ORDER BY seq LIMIT 2000";
pub(crate) const NOT_THE_LAST: &str = "SELECT r.id FROM record r
    WHERE r.version <> (SELECT COALESCE(MAX(v.seq), 0) FROM record_version v WHERE v.id = r.id)";
