-- Entities hold identity only. Anything a document says about one is an assertion (04, 05).
-- Ids are slugs, unique across all entities, attacks and sources.

CREATE TABLE "groups" (
  id TEXT NOT NULL PRIMARY KEY CHECK (id GLOB '[a-z0-9]*'),
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL REFERENCES group_kinds (id),
  note TEXT,
  CHECK ('blob' NOT IN (typeof(id), typeof(name), typeof(kind), typeof(note)))
);

CREATE TABLE people (
  id TEXT NOT NULL PRIMARY KEY CHECK (id GLOB '[a-z0-9]*'),
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL REFERENCES person_kinds (id),
  note TEXT,
  CHECK ('blob' NOT IN (typeof(id), typeof(name), typeof(kind), typeof(note)))
);

-- access: read (read completely, sentence by sentence), consulted (cited by a document, and read at least in part
-- for a citation check), cited (cited by a document, but not read by us), data (a data set that the user
-- loaded).
-- follow_order: if reports of an attack differ, its summary follows the source with the lowest number.
CREATE TABLE sources (
  id TEXT NOT NULL PRIMARY KEY CHECK (id GLOB '[a-z0-9]*'),
  title TEXT NOT NULL,
  -- what a source that was read is called where room is short
  short TEXT,
  kind TEXT NOT NULL REFERENCES source_kinds (id),
  authors TEXT,
  publisher TEXT,
  container TEXT,
  published_edtf TEXT,
  published_earliest TEXT CHECK (published_earliest IS date(published_earliest)),
  published_latest TEXT CHECK (published_latest IS date(published_latest)),
  published_precision TEXT REFERENCES precisions (id),
  -- 1 where the date is that of its last update: when it first appeared is not stated
  is_update INTEGER NOT NULL DEFAULT 0 CHECK (is_update IN (0, 1)),
  url TEXT CHECK (url LIKE 'http%'),
  -- where it was read, where that is not its own address
  read_url TEXT CHECK (read_url IS NULL OR (read_url LIKE 'http%' AND access = 'read')),
  access TEXT NOT NULL CHECK (access IN ('read', 'consulted', 'cited', 'data')),
  licence TEXT,
  -- NULL where its terms are not known
  redistributable INTEGER CHECK (redistributable IN (0, 1)),
  follow_order INTEGER NOT NULL CHECK (typeof(follow_order) = 'integer'),
  note TEXT,
  -- how a source is called where it is referred to: documents may bear the same title
  label TEXT NOT NULL,
  CHECK (published_earliest <= published_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(title), typeof(short), typeof(kind), typeof(authors), typeof(publisher),
    typeof(container), typeof(published_edtf), typeof(published_precision), typeof(url), typeof(read_url),
    typeof(access), typeof(licence), typeof(note), typeof(label)
  ))
);

-- Latitude and longitude in degrees (WGS 84). A region or country has none, because a point would
-- suggest a precision that the documents do not have.
CREATE TABLE places (
  id TEXT NOT NULL PRIMARY KEY CHECK (id GLOB '[a-z0-9]*'),
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL REFERENCES place_kinds (id),
  country_code TEXT CHECK (country_code GLOB '[A-Z][A-Z]'),
  parent_id TEXT REFERENCES places (id) CHECK (parent_id <> id),
  latitude REAL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL CHECK (longitude BETWEEN -180 AND 180),
  geonames_id INTEGER UNIQUE CHECK (typeof(geonames_id) IN ('integer', 'null')),
  coordinates_source_id TEXT REFERENCES sources (id),
  note TEXT,
  -- what datasette-cluster-map shows of it; the site puts its own address in front of the link
  popup TEXT CHECK (popup IS NULL OR json_valid(popup)),
  CHECK ((latitude IS NULL) = (longitude IS NULL)),
  CHECK ((latitude IS NULL) = (coordinates_source_id IS NULL)),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(name), typeof(kind), typeof(country_code), typeof(parent_id),
    typeof(coordinates_source_id), typeof(note), typeof(popup)
  ))
);

-- An entity's id or name in another register. No assertion rests on it. Two of our groups may have the same
-- id, if the register does not distinguish them.
CREATE TABLE identifiers (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  place_id TEXT REFERENCES places (id),
  scheme TEXT NOT NULL REFERENCES identifier_schemes (id),
  identifier TEXT NOT NULL,
  label TEXT,
  listed_on TEXT CHECK (listed_on IS date(listed_on)),
  confidence TEXT NOT NULL CHECK (confidence IN ('certain', 'probable')),
  source_id TEXT NOT NULL REFERENCES sources (id),
  seen_in TEXT CHECK (seen_in LIKE 'http%'),
  seen_on TEXT,
  url TEXT CHECK (url LIKE 'http%'),
  note TEXT,
  CHECK ((group_id IS NOT NULL) + (person_id IS NOT NULL) + (place_id IS NOT NULL) = 1),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(person_id), typeof(place_id), typeof(scheme), typeof(identifier),
    typeof(label), typeof(confidence), typeof(source_id), typeof(seen_in), typeof(seen_on), typeof(url), typeof(note)
  ))
);
