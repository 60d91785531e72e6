-- Controlled vocabularies: one table each, so that a value is a foreign key that Datasette
-- shows by its label. Filled from facts/vocabularies.yml. A word that is not here is an error.

CREATE TABLE group_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE person_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE place_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE source_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE name_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE passage_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE modalities (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE citation_forms (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE precisions (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE geo_precisions (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE roles (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE relation_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE attack_types (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE responsibilities (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE measures (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE milestone_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE statement_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE characteristic_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE disagreement_kinds (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE disagreement_statuses (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
CREATE TABLE reading_sets (id TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL) STRICT;
