-- The evidence for every assertion: passages, claims, citations, names.

-- A passage is located, hashed and counted; its text is never stored. One of kind `consulted` is from a cited
-- work that a citation check has read: it does not count in the coverage, and its text is not available.
CREATE TABLE passages (
  id TEXT NOT NULL PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
  section TEXT NOT NULL,
  paragraph INTEGER NOT NULL CHECK (typeof(paragraph) = 'integer'),
  kind TEXT NOT NULL REFERENCES passage_kinds (id),
  locator TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  sentences INTEGER NOT NULL CHECK (typeof(sentences) = 'integer'),
  sentences_with_claims INTEGER NOT NULL CHECK (typeof(sentences_with_claims) = 'integer'),
  sentences_without_facts INTEGER NOT NULL CHECK (typeof(sentences_without_facts) = 'integer'),
  -- why those sentences hold no fact: for each its first and last words, and the reason
  reasons TEXT,
  UNIQUE (source_id, position),
  UNIQUE (source_id, section, kind, paragraph),
  CHECK (sentences_with_claims + sentences_without_facts <= sentences),
  CHECK (sentences_without_facts = 0 OR reasons IS NOT NULL),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(source_id), typeof(section), typeof(kind), typeof(locator), typeof(sha256),
    typeof(reasons)
  ))
);

-- One thing that one document says in one place. source_id is the document with the
-- anchor; about_source_id is the cited work, if the claim is read from its title and date.
-- The anchor: fragment_start … fragment_end are the first and last words of the passage,
-- span_start and span_end are character offsets in the document's text file (NULL for works that
-- were only consulted, of which no file is kept).
CREATE TABLE claims (
  id TEXT NOT NULL PRIMARY KEY CHECK (id GLOB '[a-z0-9]*'),
  source_id TEXT NOT NULL REFERENCES sources (id),
  about_source_id TEXT REFERENCES sources (id),
  passage_id TEXT NOT NULL REFERENCES passages (id),
  position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
  statement TEXT NOT NULL,
  modality TEXT NOT NULL REFERENCES modalities (id),
  -- why what it gives as only possible is so, in a few words; NULL where the modality says it
  doubt TEXT CHECK (length(doubt) < 60),
  -- what its words leave open, in a few words, though it is certain what they say
  limits TEXT CHECK (length(limits) < 60),
  -- whose word it is, where the document only passes it on; NULL if it is its own
  on_word_of TEXT,
  -- everything that limits it, shown wherever the statement is read or copied (loaders/hedges.py); NULL if nothing does
  hedge TEXT,
  -- the year of its source, if it tells a state of things, which may have changed since; the hedge has it too
  as_of_year INTEGER CHECK (typeof(as_of_year) IN ('integer', 'null')),
  locator TEXT NOT NULL,
  fragment_start TEXT NOT NULL,
  fragment_end TEXT NOT NULL,
  span_start INTEGER CHECK (typeof(span_start) IN ('integer', 'null')),
  span_end INTEGER CHECK (typeof(span_end) IN ('integer', 'null')),
  span_sha256 TEXT NOT NULL CHECK (length(span_sha256) = 64),
  -- NULL where the document is not on the web
  deep_link TEXT,
  note TEXT,
  UNIQUE (source_id, position),
  CHECK (span_start < span_end),
  CHECK ((span_start IS NULL) = (span_end IS NULL)),
  CHECK ((modality = 'title') = (about_source_id IS NOT NULL)),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(source_id), typeof(about_source_id), typeof(passage_id), typeof(statement),
    typeof(modality), typeof(doubt), typeof(limits), typeof(on_word_of), typeof(hedge), typeof(locator),
    typeof(fragment_start), typeof(fragment_end), typeof(span_sha256), typeof(deep_link), typeof(note)
  ))
);

-- A marker in a document and a work that it refers to (a note with two works has two
-- rows). passage_id has the marker, entry_passage_id the note or reference entry.
CREATE TABLE citations (
  id TEXT NOT NULL PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  passage_id TEXT NOT NULL REFERENCES passages (id),
  entry_passage_id TEXT NOT NULL REFERENCES passages (id),
  position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
  marker TEXT NOT NULL,
  form TEXT NOT NULL REFERENCES citation_forms (id),
  cited_source_id TEXT NOT NULL REFERENCES sources (id),
  resolves_through_id TEXT REFERENCES citations (id) CHECK (resolves_through_id <> id),
  note TEXT,
  UNIQUE (source_id, position),
  CHECK ((form IN ('ibid', 'short')) = (resolves_through_id IS NOT NULL)),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(source_id), typeof(passage_id), typeof(entry_passage_id), typeof(marker),
    typeof(form), typeof(cited_source_id), typeof(resolves_through_id), typeof(note)
  ))
);

CREATE TABLE claim_citations (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims (id),
  citation_id TEXT NOT NULL REFERENCES citations (id),
  scope TEXT NOT NULL CHECK (scope IN ('sentence', 'paragraph')),
  UNIQUE (claim_id, citation_id),
  CHECK ('blob' NOT IN (typeof(id), typeof(claim_id), typeof(citation_id), typeof(scope)))
);

-- A spelling of an entity, or of an operation, agreement or conflict, in a document. claim_id is
-- for its first occurrence, and NULL for a data set's name for a group that no document names.
CREATE TABLE names (
  id TEXT NOT NULL PRIMARY KEY,
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  place_id TEXT REFERENCES places (id),
  milestone_id TEXT REFERENCES milestones (id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  kind TEXT NOT NULL REFERENCES name_kinds (id),
  source_id TEXT NOT NULL REFERENCES sources (id),
  claim_id TEXT REFERENCES claims (id),
  note TEXT,
  CHECK (
    (group_id IS NOT NULL) + (person_id IS NOT NULL) + (place_id IS NOT NULL) + (milestone_id IS NOT NULL) = 1
  ),
  UNIQUE (group_id, person_id, place_id, milestone_id, name, source_id),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(group_id), typeof(person_id), typeof(place_id), typeof(milestone_id), typeof(name),
    typeof(kind), typeof(source_id), typeof(claim_id), typeof(note)
  ))
);

-- The claim behind the bibliographic data of a source: a note, a reference entry, a credit line.
CREATE TABLE source_claims (
  id TEXT NOT NULL PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  UNIQUE (source_id, claim_id),
  CHECK ('blob' NOT IN (typeof(id), typeof(source_id), typeof(claim_id)))
);

-- Whether a cited work says what it is cited for. consulted_url is where it was read: at its own address
-- (original), elsewhere (repost), or quoted in another work (quotation), which never counts as the work.
-- work_says is what the work says, in our words; fragment_start … fragment_end and span_sha256 identify the words
-- that say it, hashed with every run of white space as one space (loaders/passage_hash.py). tried is where
-- else it was looked for. first_verdict and second_verdict are those of two people before they compared notes.
CREATE TABLE citation_checks (
  id TEXT NOT NULL PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims (id),
  citation_id TEXT NOT NULL REFERENCES citations (id),
  verdict TEXT NOT NULL REFERENCES verdicts (id),
  first_verdict TEXT NOT NULL REFERENCES verdicts (id),
  second_verdict TEXT REFERENCES verdicts (id),
  consulted_url TEXT CHECK (consulted_url LIKE 'http%'),
  copy TEXT CHECK (copy IN ('original', 'repost', 'quotation')),
  complete TEXT CHECK (complete IN ('whole', 'beginning', 'part')),
  consulted_on TEXT NOT NULL CHECK (consulted_on IS date(consulted_on)),
  work_says TEXT,
  explanation TEXT NOT NULL,
  fragment_start TEXT,
  fragment_end TEXT,
  span_sha256 TEXT CHECK (length(span_sha256) = 64),
  deep_link TEXT,
  tried TEXT,
  note TEXT,
  UNIQUE (claim_id, citation_id),
  CHECK ((consulted_url IS NULL) = (copy IS NULL) AND (copy IS NULL) = (complete IS NULL)),
  CHECK ((span_sha256 IS NULL) = (fragment_start IS NULL) AND (span_sha256 IS NULL) = (deep_link IS NULL)),
  CHECK (span_sha256 IS NULL OR consulted_url IS NOT NULL),
  CHECK ((verdict = 'not-readable') = (work_says IS NULL)),
  CHECK (verdict <> 'not-readable' OR (tried IS NOT NULL AND span_sha256 IS NULL)),
  CHECK (verdict = 'not-readable' OR consulted_url IS NOT NULL),
  CHECK (verdict <> 'not-found-in-it' OR complete = 'whole'),
  CHECK (verdict IN ('not-readable', 'not-found-in-it') OR span_sha256 IS NOT NULL),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(claim_id), typeof(citation_id), typeof(verdict), typeof(first_verdict),
    typeof(second_verdict), typeof(consulted_url), typeof(copy), typeof(complete), typeof(consulted_on),
    typeof(work_says), typeof(explanation), typeof(fragment_start), typeof(fragment_end), typeof(span_sha256),
    typeof(deep_link), typeof(tried), typeof(note)
  ))
);
