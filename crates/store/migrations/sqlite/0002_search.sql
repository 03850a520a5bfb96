-- What can be found. The words are folded before they come here, so that a tokenizer has nothing left to decide.

CREATE TABLE search_document (
    doc INTEGER PRIMARY KEY,
    record TEXT NOT NULL UNIQUE REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    entity TEXT NOT NULL,
    names TEXT NOT NULL,
    texts TEXT NOT NULL
);

CREATE VIRTUAL TABLE search_words USING fts5 (
    names, texts, content = 'search_document', content_rowid = 'doc', tokenize = 'ascii', prefix = '2 3'
);

CREATE TRIGGER search_document_added AFTER INSERT ON search_document
BEGIN
    INSERT INTO search_words (rowid, names, texts) VALUES (new.doc, new.names, new.texts);
END;
CREATE TRIGGER search_document_deleted AFTER DELETE ON search_document
BEGIN
    INSERT INTO search_words (search_words, rowid, names, texts) VALUES ('delete', old.doc, old.names, old.texts);
END;
