-- Event data sets loaded by the user: their files, and how their records were matched.
-- Empty in a build from the facts alone, except attack_days.

-- A table that was loaded: a file, a member of a zip archive, or a sheet.
CREATE TABLE data_files (
  id INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES sources (id),
  name TEXT NOT NULL,
  layout TEXT NOT NULL,
  version TEXT,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  "rows" INTEGER NOT NULL CHECK (typeof("rows") = 'integer'),
  used INTEGER NOT NULL CHECK (typeof(used) = 'integer'),
  superseded INTEGER NOT NULL CHECK (typeof(superseded) = 'integer'),
  repeated INTEGER NOT NULL CHECK (typeof(repeated) = 'integer'),
  refused INTEGER NOT NULL CHECK (typeof(refused) = 'integer'),
  ignored INTEGER NOT NULL DEFAULT 0 CHECK (typeof(ignored) = 'integer'),
  CHECK ("rows" = used + superseded + repeated + refused + ignored),
  CHECK ('blob' NOT IN (typeof(source_id), typeof(name), typeof(layout), typeof(version), typeof(sha256)))
);

-- Two reports that were compared, and the decision. score is from 0 to 1, NULL for a pair
-- judged by hand; method: hand (facts/matches.yml), incident (an incident in the facts with a
-- record), records (two records of different data sets), split (several records of one data set
-- that another data set has as one).
CREATE TABLE matches (
  id INTEGER PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES attack_reports (id),
  other_report_id TEXT NOT NULL REFERENCES attack_reports (id),
  attack_id TEXT NOT NULL REFERENCES attacks (id),
  decision TEXT NOT NULL CHECK (decision IN ('same', 'different', 'undecided')),
  method TEXT NOT NULL CHECK (method IN ('hand', 'incident', 'records', 'split')),
  score REAL CHECK (score BETWEEN 0 AND 1),
  days_apart INTEGER CHECK (typeof(days_apart) IN ('integer', 'null')),
  kilometres_apart REAL CHECK (typeof(kilometres_apart) IN ('real', 'null')),
  reason TEXT NOT NULL,
  CHECK ('blob' NOT IN (
    typeof(report_id), typeof(other_report_id), typeof(attack_id), typeof(decision), typeof(method),
    typeof(reason)
  ))
);

CREATE INDEX matches_attack_id ON matches (attack_id);
CREATE INDEX matches_report_id ON matches (report_id);
CREATE INDEX matches_other_report_id ON matches (other_report_id);
-- For its facets and its order by score, with a million records.
CREATE INDEX matches_decision ON matches (decision);
CREATE INDEX matches_method ON matches (method);
CREATE INDEX matches_score ON matches (score);

-- Former addresses: an unmatched record is an attack with its own id; when a record of another
-- source matches it, both become reports of one attack, to which the former id redirects.
CREATE TABLE attack_aliases (
  id TEXT NOT NULL PRIMARY KEY,
  attack_id TEXT NOT NULL REFERENCES attacks (id),
  CHECK ('blob' NOT IN (typeof(id), typeof(attack_id)))
);

CREATE INDEX attack_aliases_attack_id ON attack_aliases (attack_id);

-- The number of attacks by possible days, for every group and
-- source, under each counting rule. An empty group or source stands for all of them.
-- rule: perpetrator (the group attacked), party (it attacked, was attacked or fought),
-- possible (the same, including records that leave open whether it was this group).
CREATE TABLE attack_days (
  group_id TEXT NOT NULL,
  source_id TEXT NOT NULL,
  rule TEXT NOT NULL CHECK (rule IN ('perpetrator', 'party', 'possible')),
  date_earliest TEXT NOT NULL,
  date_latest TEXT NOT NULL,
  -- 1 where the source doubts the date, so that they may lie outside those days
  is_doubtful INTEGER NOT NULL CHECK (is_doubtful IN (0, 1)),
  attacks INTEGER NOT NULL CHECK (typeof(attacks) = 'integer'),
  killed_low INTEGER CHECK (typeof(killed_low) IN ('integer', 'null')),
  killed_best INTEGER CHECK (typeof(killed_best) IN ('integer', 'null')),
  killed_high INTEGER CHECK (typeof(killed_high) IN ('integer', 'null')),
  PRIMARY KEY (group_id, source_id, rule, date_earliest, date_latest, is_doubtful),
  CHECK ('blob' NOT IN (
    typeof(group_id), typeof(source_id), typeof(rule), typeof(date_earliest), typeof(date_latest)
  ))
) WITHOUT ROWID;

-- Also finds the reports of documents, which have no file, among a million records.
CREATE INDEX attack_reports_data_file_id ON attack_reports (data_file_id);
-- Including the day, so that the newest of a type or country are found without sorting. There
-- is no index by year: a year is filtered by its days (plugins/site/attack_counts.py).
CREATE INDEX attacks_attack_type ON attacks (attack_type, date_earliest);
CREATE INDEX attacks_country_code ON attacks (country_code, date_earliest);

-- Full-text search of records. notes goes first, because words of the first column take less space.
-- noqa: disable=LT01
CREATE VIRTUAL TABLE attack_reports_fts USING fts5 (
  notes, location, target, content="attack_reports", columnsize=0,
  tokenize='unicode61 remove_diacritics 2'
);
