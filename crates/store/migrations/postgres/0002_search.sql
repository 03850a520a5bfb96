-- What can be found. The words are folded before they come here, so that a parser has nothing left to decide:
-- the vectors are written out as PostgreSQL's own `simple` configuration would make them of folded words.

CREATE TABLE search_document (
    record TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
    entity TEXT COLLATE "C" NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE INDEX search_document_words ON search_document USING GIN (words);
