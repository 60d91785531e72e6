-- Attacks: the incidents, what each source says about them, and the claim behind each property.

-- Summarised from attack_reports (loaders/summaries.py): a property follows the first report, in the order of
-- sources.follow_order, that states it; killed_* and injured_* take all reports into account. type_certainty is
-- possible if no report is certain of the type, NULL if none states it. date_* is the narrowest date that a report
-- states, widened by every reading that contradicts it; dispute_* then has its ends, otherwise NULL. date_words takes
-- no side: the narrowest date, or all of them if they cannot all be right (NULL if there is none). who_words is a
-- group that may have attacked if none did for certain (who_certainty), with the reason (attack_actors.attribution),
-- who_name its name alone;
-- who_sources are the sources that say so; location_source is the one that names the place, if it is none of these;
-- toll_words each source with a number, conflict_words what sources conflict on, citation_words what does not fit the
-- work cited for it.
-- year and month contain all possible days, and are NULL if it may fall in either of two or its date is uncertain.
-- popup is for datasette-cluster-map; the site puts its own address in front of the link, and draws a
-- ring if the link ends in #possible, which is who_certainty.
CREATE TABLE attacks (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('incident', 'general')),
  attack_type TEXT REFERENCES attack_types (id),
  type_certainty TEXT CHECK (type_certainty IN ('certain', 'possible')),
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  date_words TEXT,
  date_sources TEXT,
  who_words TEXT,
  who_name TEXT,
  attribution TEXT CHECK (attribution IN ('implied', 'by-parts')),
  who_certainty TEXT CHECK (who_certainty IN ('certain', 'possible')),
  who_sources TEXT,
  toll_words TEXT,
  conflict_words TEXT,
  citation_words TEXT,
  dispute_earliest TEXT CHECK (dispute_earliest IS date(dispute_earliest)),
  dispute_latest TEXT CHECK (dispute_latest IS date(dispute_latest)),
  year INTEGER CHECK (
    year IS CASE
      WHEN date_edtf GLOB '*[?~%]*' THEN NULL
      WHEN substr(date_earliest, 1, 4) = substr(date_latest, 1, 4) THEN CAST(substr(date_earliest, 1, 4) AS INTEGER)
    END
  ),
  month TEXT CHECK (
    month IS CASE
      WHEN date_edtf GLOB '*[?~%]*' THEN NULL
      WHEN substr(date_earliest, 1, 7) = substr(date_latest, 1, 7) THEN substr(date_earliest, 1, 7)
    END
  ),
  place_id TEXT REFERENCES places (id),
  location TEXT,
  location_source TEXT,
  country_code TEXT,
  latitude REAL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL CHECK (longitude BETWEEN -180 AND 180),
  geo_precision TEXT REFERENCES geo_precisions (id),
  perpetrator_id TEXT REFERENCES "groups" (id),
  killed_low INTEGER CHECK (typeof(killed_low) IN ('integer', 'null') AND killed_low >= 0),
  killed_best INTEGER CHECK (typeof(killed_best) IN ('integer', 'null') AND killed_best >= 0),
  killed_high INTEGER CHECK (typeof(killed_high) IN ('integer', 'null') AND killed_high >= 0),
  injured_low INTEGER CHECK (typeof(injured_low) IN ('integer', 'null') AND injured_low >= 0),
  injured_high INTEGER CHECK (typeof(injured_high) IN ('integer', 'null') AND injured_high >= 0),
  reports INTEGER NOT NULL CHECK (typeof(reports) = 'integer' AND reports > 0),
  disputed INTEGER NOT NULL CHECK (disputed IN (0, 1)),
  popup TEXT CHECK (popup IS NULL OR json_valid(popup)),
  CHECK (date_earliest <= date_latest),
  CHECK ((latitude IS NULL) = (longitude IS NULL)),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(title), typeof(scope), typeof(attack_type), typeof(date_edtf), typeof(date_precision),
    typeof(date_words), typeof(date_sources), typeof(who_words), typeof(who_name), typeof(who_sources),
    typeof(toll_words), typeof(conflict_words), typeof(citation_words), typeof(place_id), typeof(location),
    typeof(location_source), typeof(country_code), typeof(geo_precision), typeof(perpetrator_id), typeof(popup)
  ))
);

-- What one source says about one incident. source_id is the source of the statement; via_source_id the
-- profile through which a title is known, otherwise NULL. Killed and injured count people; a
-- number that the source does not print is NULL, which is not zero.
CREATE TABLE attack_reports (
  id TEXT NOT NULL PRIMARY KEY,
  attack_id TEXT NOT NULL REFERENCES attacks (id),
  source_id TEXT NOT NULL REFERENCES sources (id),
  via_source_id TEXT REFERENCES sources (id),
  record_id TEXT,
  attack_type TEXT REFERENCES attack_types (id),
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  place_id TEXT REFERENCES places (id),
  location TEXT,
  -- Of event records, which have no place_id (country_code is ISO 3166-1).
  country_code TEXT,
  latitude REAL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL CHECK (longitude BETWEEN -180 AND 180),
  geo_precision TEXT REFERENCES geo_precisions (id),
  target TEXT,
  weapons TEXT CHECK (weapons IS NULL OR json_valid(weapons)),
  means TEXT,
  killed_low INTEGER CHECK (typeof(killed_low) IN ('integer', 'null') AND killed_low >= 0),
  killed_best INTEGER CHECK (typeof(killed_best) IN ('integer', 'null') AND killed_best >= 0),
  killed_high INTEGER CHECK (typeof(killed_high) IN ('integer', 'null') AND killed_high >= 0),
  injured_low INTEGER CHECK (typeof(injured_low) IN ('integer', 'null') AND injured_low >= 0),
  injured_high INTEGER CHECK (typeof(injured_high) IN ('integer', 'null') AND injured_high >= 0),
  casualties TEXT,
  motive TEXT,
  outcome TEXT,
  responsibility TEXT REFERENCES responsibilities (id),
  date_claim_id TEXT REFERENCES claims (id),
  -- the tense in which a document tells it; records have none
  told TEXT CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  note TEXT,
  -- Of event records: the version of the record (its time stamp, or the release), the file that it
  -- came from and the line there on which it begins, the type in the data set's own words, those
  -- killed among civilians and among the attackers, whom the data set names as its sources, and its
  -- own notes. `note` stays ours.
  record_version TEXT,
  data_file_id INTEGER REFERENCES data_files (id) CHECK (typeof(data_file_id) IN ('integer', 'null')),
  data_line INTEGER CHECK (typeof(data_line) IN ('integer', 'null') AND data_line > 0),
  type_told TEXT,
  killed_civilians INTEGER CHECK (typeof(killed_civilians) IN ('integer', 'null') AND killed_civilians >= 0),
  killed_attackers INTEGER CHECK (typeof(killed_attackers) IN ('integer', 'null') AND killed_attackers >= 0),
  source_note TEXT,
  notes TEXT,
  CHECK (source_id <> via_source_id),
  CHECK ((told IS NULL) = (record_id IS NOT NULL)),
  CHECK (date_earliest <= date_latest),
  CHECK (killed_low <= killed_high),
  CHECK (killed_best BETWEEN killed_low AND killed_high),
  CHECK (injured_low <= injured_high),
  CHECK ((latitude IS NULL) = (longitude IS NULL)),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(attack_id), typeof(source_id), typeof(via_source_id), typeof(record_id),
    typeof(attack_type), typeof(date_edtf), typeof(date_precision), typeof(place_id), typeof(location),
    typeof(country_code), typeof(geo_precision), typeof(target), typeof(weapons), typeof(means),
    typeof(casualties), typeof(motive), typeof(outcome), typeof(responsibility), typeof(date_claim_id), typeof(note),
    typeof(record_version), typeof(type_told), typeof(source_note), typeof(notes)
  ))
);

-- The claim behind a property of a report (named like its column; `mention` for a claim about the incident as such),
-- and the value in this claim: a document may state two tolls or dates, and its report takes the first. low, high and
-- people are of killed and injured: people has the document's words for those counted, without the number unless it
-- is one; is_other is 1 if the report takes another number: the two may count the same people. date_* is the date of
-- this claim, NULL if it is the report's. certainty is possible if the words, or a copy only presumed to be the work,
-- leave it open, or if every party that the claim names is possible.
CREATE TABLE report_claims (
  id TEXT NOT NULL PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES attack_reports (id),
  property TEXT NOT NULL,
  value TEXT,
  low INTEGER CHECK (typeof(low) IN ('integer', 'null')),
  high INTEGER CHECK (typeof(high) IN ('integer', 'null')),
  people TEXT,
  is_other INTEGER NOT NULL DEFAULT 0 CHECK (is_other IN (0, 1)),
  date_edtf TEXT,
  date_earliest TEXT CHECK (date_earliest IS date(date_earliest)),
  date_latest TEXT CHECK (date_latest IS date(date_latest)),
  date_precision TEXT REFERENCES precisions (id),
  -- the tense in which this claim tells it
  told TEXT NOT NULL CHECK (told IN ('present', 'past', 'perfect', 'future', 'none')),
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  modality TEXT REFERENCES modalities (id),
  claim_id TEXT NOT NULL REFERENCES claims (id),
  UNIQUE (report_id, property, claim_id),
  CHECK (date_earliest <= date_latest),
  CHECK ('blob' NOT IN (
    typeof(id), typeof(report_id), typeof(property), typeof(value), typeof(people), typeof(date_edtf),
    typeof(date_precision), typeof(certainty), typeof(modality), typeof(claim_id)
  ))
);

-- A party to an incident, as named by one source. The id is a plain number: parties are cited
-- only through their reports, and a data set brings two million of them.
CREATE TABLE attack_actors (
  id INTEGER PRIMARY KEY,
  attack_id TEXT NOT NULL REFERENCES attacks (id),
  report_id TEXT NOT NULL REFERENCES attack_reports (id),
  group_id TEXT REFERENCES "groups" (id),
  person_id TEXT REFERENCES people (id),
  -- NULL where the words name nobody; whoever may be meant is then possible at most
  name TEXT,
  -- party: one of those who fought, where the source does not say which of them attacked.
  side TEXT NOT NULL CHECK (side IN ('perpetrator', 'target', 'victim', 'party')),
  -- possible: the words, or the record (facts/event_actors.yml), leave open whether it was this one.
  certainty TEXT NOT NULL DEFAULT 'certain' CHECK (certainty IN ('certain', 'possible')),
  -- whose word it is that the report passes on, and what is doubtful about it
  on_word_of TEXT,
  -- why it is only possible where it is no doubt of the source: it implies it, or speaks of groups in this one
  attribution TEXT CHECK (attribution IN ('implied', 'by-parts')),
  -- 1 if it is our reading that the words mean this one: they hold none of its names
  is_read_so INTEGER NOT NULL DEFAULT 0 CHECK (is_read_so IN (0, 1)),
  -- the claim that names this party; NULL in a record of a data set
  claim_id TEXT REFERENCES claims (id),
  CHECK (group_id IS NULL OR person_id IS NULL),
  CHECK (name IS NOT NULL OR certainty = 'possible' OR coalesce(group_id, person_id) IS NULL),
  CHECK (attribution IS NULL OR certainty = 'possible'),
  CHECK ('blob' NOT IN (
    typeof(attack_id), typeof(report_id), typeof(group_id), typeof(person_id), typeof(name), typeof(side),
    typeof(certainty), typeof(on_word_of), typeof(attribution), typeof(claim_id)
  ))
);

-- The works that a document cites for the number killed or injured, if they also state a number themselves. They are
-- named by author or publisher only: their dates are shown with their own numbers. `agrees` is 1 where they state the
-- document's own number, and 0 where they are cited for a number that they do not give.
CREATE VIEW cited_tolls AS
SELECT DISTINCT
  report_claims.report_id,
  report_claims.property,
  cited.id AS cited_source_id,
  coalesce(cited.short, substr(cited.label, 1, instr(cited.label || ', ', ', ') - 1)) AS source,
  CASE WHEN EXISTS (
    SELECT 1 FROM attack_reports AS told
    WHERE
      citing.attack_id = told.attack_id AND cited.id = told.source_id
      AND (
        report_claims.property = 'killed'
        AND coalesce(told.killed_low, -1) = coalesce(citing.killed_low, -1)
        AND coalesce(told.killed_best, -1) = coalesce(citing.killed_best, -1)
        AND coalesce(told.killed_high, -1) = coalesce(citing.killed_high, -1)
        OR report_claims.property = 'injured'
        AND coalesce(told.injured_low, -1) = coalesce(citing.injured_low, -1)
        AND coalesce(told.injured_high, -1) = coalesce(citing.injured_high, -1)
      )
  ) THEN 1 ELSE 0 END AS agrees
FROM report_claims
INNER JOIN attack_reports AS citing ON report_claims.report_id = citing.id
INNER JOIN claim_citations ON report_claims.claim_id = claim_citations.claim_id
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
WHERE
  claim_citations.scope = 'sentence'
  AND EXISTS (
    SELECT 1 FROM attack_reports AS told
    WHERE
      citing.attack_id = told.attack_id AND cited.id = told.source_id
      AND (
        report_claims.property = 'killed' AND coalesce(told.killed_low, told.killed_high) IS NOT NULL
        OR report_claims.property = 'injured' AND coalesce(told.injured_low, told.injured_high) IS NOT NULL
      )
  );

-- What each claim says of the killed and the injured of an attack; the numbers of data sets are in attack_reports only.
-- Whatever tells a toll in words reads these rows. citing and unlike are works that the document cites for the number
-- and that give one themselves: the same, or one that cannot be right beside it.
CREATE VIEW attack_tolls AS
SELECT
  reports.attack_id,
  said.report_id,
  reports.source_id,
  coalesce(sources.short, sources.label) AS source,
  said.property,
  said.low,
  said.high,
  said.people,
  said.is_other,
  claims.on_word_of,
  said.certainty,
  CASE
    WHEN said.certainty = 'possible' OR claims.on_word_of IS NULL AND claims.modality IN ('attributed', 'quoted')
      THEN coalesce(claims.doubt, modalities.doubt, 'possible')
  END AS doubt,
  (
    SELECT group_concat(DISTINCT cited_tolls.source) FROM cited_tolls
    WHERE cited_tolls.report_id = said.report_id AND cited_tolls.property = said.property AND cited_tolls.agrees = 1
  ) AS citing,
  (
    SELECT group_concat(DISTINCT cited_tolls.source) FROM cited_tolls
    WHERE
      cited_tolls.report_id = said.report_id AND cited_tolls.property = said.property AND cited_tolls.agrees = 0
      AND EXISTS (
        SELECT 1 FROM disagreements
        WHERE
          disagreements.attack_id = reports.attack_id AND disagreements.is_conflict = 1
          AND disagreements.status = 'open' AND disagreements.properties LIKE '%"' || said.property || '"%'
      )
  ) AS unlike,
  said.claim_id,
  sources.follow_order
FROM report_claims AS said
INNER JOIN attack_reports AS reports ON said.report_id = reports.id
INNER JOIN sources ON reports.source_id = sources.id
LEFT JOIN claims ON said.claim_id = claims.id
LEFT JOIN modalities ON claims.modality = modalities.id
WHERE said.property IN ('killed', 'injured');
