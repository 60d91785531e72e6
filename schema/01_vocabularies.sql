-- Controlled vocabularies: one table each, so that every value is a foreign key, which Datasette
-- shows by its label. Filled from facts/vocabularies.yml. Any other word is an error.

CREATE TABLE group_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  -- a state, or what acts for it; an organisation of those who fight or rebel; many who are no single one
  meaning TEXT CHECK (meaning IN ('state', 'organisation', 'many', 'people', 'site')),
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE person_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE place_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE source_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE name_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE passage_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE modalities (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  -- what stands before a thing that is only possible since it is said so
  doubt TEXT CHECK (length(doubt) < 60),
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description), typeof(doubt)))
);
CREATE TABLE citation_forms (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE precisions (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE geo_precisions (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE roles (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  -- what the loaders and the site make of it; without one it is only shown
  meaning TEXT CHECK (meaning IN ('merges', 'joins', 'belongs', 'leads', 'led', 'founds')),
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE relation_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  -- what the loaders and the site make of it; without one it is only shown
  meaning TEXT CHECK (
    meaning IN ('pledges', 'under', 'manages', 'follows', 'succeeds', 'unites', 'rivals', 'opposes')
  ),
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE attack_types (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE responsibilities (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE measures (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE milestone_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  -- what the loaders and the site make of it; without one it is only shown
  meaning TEXT CHECK (meaning IN ('founds', 'unites', 'takes-in', 'lasts', 'ends')),
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE event_link_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE statement_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE characteristic_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE disagreement_kinds (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE disagreement_statuses (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE reading_sets (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE verdicts (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description)))
);
CREATE TABLE identifier_schemes (
  id TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
  -- the address of a page of the register, with {} for the number
  address TEXT CHECK (address LIKE 'http%{}%'),
  -- a court's warrant weighs more than an entry in a list; without one it is a list
  meaning TEXT CHECK (meaning IN ('court')),
  CHECK ('blob' NOT IN (typeof(id), typeof(label), typeof(description), typeof(address)))
);
