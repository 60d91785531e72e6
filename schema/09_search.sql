-- Full-text search. External content: the words stay in their tables and are not stored twice.
-- Filled by the loader once all rows are written. Prose is stemmed, names are not.
-- columnsize=0: word counts per row are only for sorting by rank, which no page does.
-- Datasette finds the index of a table by content="...", which must have no spaces.
-- noqa: disable=LT01

CREATE VIRTUAL TABLE claims_fts USING fts5 (
  statement, content="claims", tokenize='porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE names_fts USING fts5 (
  name, content="names", tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE attacks_fts USING fts5 (
  title, content="attacks", columnsize=0, tokenize='porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE sources_fts USING fts5 (
  title, content="sources", tokenize='porter unicode61 remove_diacritics 2'
);
