-- Where sources differ. Written by hand in facts/disagreements.yml; `conflicts` (12_conflict_views.sql) finds
-- what a query can find, and the build stops if no disagreement has the key of a conflict in `settles`. Sources
-- conflict only if they cannot all be right, in value or in sequence. `properties` are the
-- properties of an attack's reports that it is about, for the table that shows them side by side.
-- as_written: they conflict as written, and might not if the words are loosely used.

CREATE TABLE disagreements (
  id TEXT NOT NULL PRIMARY KEY,
  topic TEXT NOT NULL,
  -- the same in French, for the page in that language; so, too, summary_fr and reading_fr
  topic_fr TEXT CHECK (length(topic_fr) <= 120),
  kind TEXT NOT NULL REFERENCES disagreement_kinds (id),
  is_conflict INTEGER NOT NULL CHECK (is_conflict = (kind IN ('value', 'sequence'))),
  status TEXT NOT NULL REFERENCES disagreement_statuses (id) CHECK (is_conflict = 0 OR status <> 'compatible'),
  as_written INTEGER NOT NULL DEFAULT 0 CHECK (as_written IN (0, is_conflict)),
  summary TEXT CHECK (length(summary) <= 400 AND (is_conflict = 0 OR summary IS NOT NULL)),
  summary_fr TEXT CHECK (summary_fr IS NULL OR (length(summary_fr) <= 400 AND summary IS NOT NULL)),
  -- of a citation problem: what is wrong, in words that stand for themselves
  problem TEXT CHECK (problem IS NULL OR (length(problem) <= 48 AND kind = 'citation')),
  note TEXT NOT NULL,
  -- the end of the note: what reports say that no document cites
  beside TEXT CHECK (length(beside) <= 1000),
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  attack_id TEXT REFERENCES attacks (id),
  about_source_id TEXT REFERENCES sources (id),
  properties TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(properties)),
  settles TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(settles)),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(topic), typeof(topic_fr), typeof(kind), typeof(status), typeof(summary), typeof(summary_fr),
    typeof(problem), typeof(note), typeof(beside),
    typeof(group_id), typeof(person_id), typeof(attack_id), typeof(about_source_id), typeof(properties), typeof(settles)
  ))
);

-- One side of a disagreement. A reading rests on a claim; if the document is silent, it has only
-- the source. at_issue: whether its claim has the fault, or is one side of the conflict, and bears the sign; NULL if
-- the disagreement gives claims no sign.
CREATE TABLE disagreement_readings (
  id TEXT NOT NULL PRIMARY KEY,
  disagreement_id TEXT NOT NULL REFERENCES disagreements (id),
  position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
  reading TEXT NOT NULL,
  reading_fr TEXT CHECK (length(reading_fr) <= 120),
  source_id TEXT NOT NULL REFERENCES sources (id),
  claim_id TEXT REFERENCES claims (id),
  at_issue INTEGER CHECK (at_issue IS NULL OR (at_issue IN (0, 1) AND claim_id IS NOT NULL)),
  UNIQUE (disagreement_id, position),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(disagreement_id), typeof(reading), typeof(reading_fr), typeof(source_id), typeof(claim_id)
  ))
);
