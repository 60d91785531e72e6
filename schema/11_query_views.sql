-- What the named queries read. Certainty is reckoned here and nowhere else: a span is certain on a
-- day between certain_from and certain_to, and possible between possible_from and possible_to. An
-- open outer bound is the first or last day of the calendar; a span that is never certain has
-- certain_from after certain_to.

CREATE VIEW member_spans AS
WITH spans AS (
  SELECT
    membership.*,
    coalesce(membership.start_earliest, '0001-01-01') AS starts_from,
    -- nobody belongs to a group before the day on which the same document lets it begin
    coalesce((
      SELECT min(founding.date_earliest)
      FROM milestones AS founding
      INNER JOIN claims AS told ON founding.claim_id = told.id
      WHERE
        founding.group_id = membership.group_id AND founding.kind = 'founding'
        AND told.source_id = claims.source_id
    ), '0001-01-01') AS founded_from
  FROM membership
  INNER JOIN claims ON membership.claim_id = claims.id
)

SELECT
  id,
  group_id,
  member_group_id,
  member_person_id,
  coalesce(member_group_id, member_person_id) AS member_id,
  CASE WHEN member_group_id IS NULL THEN 'person' ELSE 'group' END AS member_kind,
  role,
  start_edtf,
  start_earliest,
  start_latest,
  end_edtf,
  end_earliest,
  end_latest,
  reading_set,
  claim_id,
  note,
  CASE WHEN starts_from > founded_from THEN starts_from ELSE founded_from END AS possible_from,
  coalesce(end_latest, '9999-12-31') AS possible_to,
  CASE WHEN end_earliest IS NULL THEN '9999-12-31' ELSE coalesce(start_latest, '9999-12-31') END AS certain_from,
  CASE WHEN start_latest IS NULL THEN '0001-01-01' ELSE coalesce(end_earliest, '0001-01-01') END AS certain_to
FROM spans;

-- A time at which one document sees a group exist: some day from earliest to latest. by_title is 1
-- where the date rests on the dated title of a cited work. Of works that were only consulted nothing is
-- here: they were not read for all that they see, and what they leave out says nothing.
CREATE VIEW sightings AS
WITH seen (group_id, claim_id, date_claim_id, earliest, latest) AS (
  SELECT group_id, claim_id, date_claim_id, start_earliest, start_latest FROM membership
  UNION ALL
  SELECT group_id, claim_id, date_claim_id, end_earliest, end_earliest AS latest
  FROM membership
  WHERE role NOT LIKE 'former-%'
  UNION ALL
  SELECT member_group_id, claim_id, date_claim_id, start_earliest, start_latest FROM membership
  UNION ALL
  SELECT member_group_id, claim_id, date_claim_id, end_earliest, end_earliest AS latest FROM membership
  UNION ALL
  SELECT from_group_id, claim_id, date_claim_id, date_earliest, date_latest FROM relations
  UNION ALL
  SELECT to_group_id, claim_id, date_claim_id, date_earliest, date_latest FROM relations
  UNION ALL
  SELECT group_id, claim_id, date_claim_id, date_earliest, date_latest FROM milestones WHERE kind = 'founding'
  UNION ALL
  SELECT group_id, claim_id, date_claim_id, date_earliest, date_latest FROM characteristics
  UNION ALL
  SELECT
    attack_actors.group_id, report_claims.claim_id, attack_reports.date_claim_id,
    attack_reports.date_earliest, attack_reports.date_latest
  FROM report_claims
  CROSS JOIN attack_reports
  CROSS JOIN attack_actors
  WHERE
    report_claims.report_id = attack_reports.id AND attack_reports.id = attack_actors.report_id
    AND attack_actors.side = 'perpetrator'
)

SELECT
  seen.group_id,
  claims.source_id,
  claims.id AS claim_id,
  seen.earliest,
  seen.latest,
  CASE WHEN claims.about_source_id IS NULL AND dating.about_source_id IS NULL THEN 0 ELSE 1 END AS by_title
FROM seen
INNER JOIN claims ON seen.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
LEFT JOIN claims AS dating ON seen.date_claim_id = dating.id
WHERE seen.group_id IS NOT NULL AND sources.access <> 'consulted';

-- One row for each reading of when a group came to be. A dated founding counts from its own bounds;
-- where a document gives none, the group existed from the first day on which it was certainly seen
-- (what is told counts before what is read off a title, and of two claims the first in the text). It
-- lasted at least until the last day on which the same document sees it.
CREATE VIEW existence AS
WITH lasting AS (
  SELECT
    group_id,
    source_id,
    max(earliest) AS last_seen
  FROM sightings GROUP BY group_id, source_id
),

founded AS (
  SELECT
    milestones.group_id,
    claims.source_id,
    milestones.claim_id,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest
  FROM milestones
  INNER JOIN claims ON milestones.claim_id = claims.id
  WHERE milestones.kind = 'founding' AND milestones.date_edtf IS NOT NULL
),

seen AS (
  SELECT
    sightings.group_id,
    sightings.source_id,
    sightings.claim_id,
    sightings.latest,
    row_number() OVER (
      PARTITION BY sightings.group_id, sightings.source_id
      ORDER BY sightings.by_title, sightings.latest, claims.position
    ) AS turn
  FROM sightings
  INNER JOIN claims ON sightings.claim_id = claims.id
  WHERE sightings.latest IS NOT NULL
)

SELECT
  founded.group_id,
  founded.source_id,
  founded.claim_id,
  'founded' AS basis,
  founded.date_edtf,
  coalesce(founded.date_earliest, '0001-01-01') AS possible_from,
  '9999-12-31' AS possible_to,
  coalesce(founded.date_latest, '9999-12-31') AS certain_from,
  coalesce(lasting.last_seen, founded.date_latest, '0001-01-01') AS certain_to
FROM founded
LEFT JOIN lasting ON founded.group_id = lasting.group_id AND founded.source_id = lasting.source_id
UNION ALL
SELECT
  seen.group_id,
  seen.source_id,
  seen.claim_id,
  'seen',
  NULL,
  '0001-01-01',
  '9999-12-31',
  seen.latest,
  coalesce(lasting.last_seen, '0001-01-01')
FROM seen
LEFT JOIN lasting ON seen.group_id = lasting.group_id AND seen.source_id = lasting.source_id
WHERE
  seen.turn = 1 AND NOT EXISTS (
    SELECT 1 FROM founded
    WHERE founded.group_id = seen.group_id AND founded.source_id = seen.source_id
  );

-- Every dated event that a claim tells, with the works cited for the claim: the ground of `older_sources`.
CREATE VIEW cited_events AS
SELECT DISTINCT
  said.claim_id,
  CASE
    WHEN said.table_name IN ('membership', 'relations') THEN said.kind
    WHEN said.table_name = 'report_claims' THEN attacks.title
    ELSE coalesce(said.text, said.kind)
  END AS title,
  said.date_edtf,
  said.date_earliest,
  said.date_latest,
  cited.id AS cited_source_id,
  cited.published_edtf,
  cited.published_latest,
  CASE
    WHEN cited.published_latest < said.date_earliest THEN 'certain'
    WHEN cited.published_latest < said.date_latest THEN 'possible'
  END AS verdict
FROM assertions AS said
INNER JOIN claim_citations ON said.claim_id = claim_citations.claim_id
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
LEFT JOIN report_claims ON said.row_id = report_claims.id AND said.table_name = 'report_claims'
LEFT JOIN attack_reports ON report_claims.report_id = attack_reports.id
LEFT JOIN attacks ON attack_reports.attack_id = attacks.id
WHERE
  said.date_kind = 'event' AND said.table_name <> 'characteristics'
  -- what is told as from then on has no last day to compare with
  AND said.date_edtf NOT LIKE '%/..'
  AND (said.table_name <> 'report_claims' OR (said.kind = 'date' AND attacks.scope = 'incident'));

-- One property of one entity or attack, by one reading.
CREATE VIEW property_readings AS
WITH report_values (subject_id, report_id, property, stated_as, value) AS (
  SELECT attack_id, id, 'date', 'date', date_edtf FROM attack_reports
  UNION ALL
  -- a place that the document only names by its id has its evidence there
  SELECT
    attack_id, id, 'place',
    CASE WHEN EXISTS (
      SELECT 1
      FROM report_claims
      WHERE report_claims.report_id = attack_reports.id AND report_claims.property = 'location'
    ) THEN 'location' ELSE 'place_id' END,
    location
  FROM attack_reports
  UNION ALL
  SELECT attack_id, id, 'attack_type', 'attack_type', attack_type FROM attack_reports
  UNION ALL
  SELECT attack_id, id, 'target', 'target', target FROM attack_reports
  UNION ALL
  -- a JSON list of plain words
  SELECT
    attack_id, id, 'weapons', 'weapons', replace(replace(replace(weapons, '["', ''), '"]', ''), '", "', '; ')
  FROM attack_reports
  UNION ALL
  SELECT
    attack_id, id, 'killed', 'killed',
    CASE
      WHEN killed_low = killed_high THEN CAST(killed_low AS TEXT)
      WHEN coalesce(killed_low, killed_high) IS NOT NULL
        THEN coalesce(CAST(killed_low AS TEXT), '') || '..' || coalesce(CAST(killed_high AS TEXT), '')
    END
  FROM attack_reports
  UNION ALL
  SELECT
    attack_id, id, 'injured', 'injured',
    CASE
      WHEN injured_low = injured_high THEN CAST(injured_low AS TEXT)
      WHEN coalesce(injured_low, injured_high) IS NOT NULL
        THEN coalesce(CAST(injured_low AS TEXT), '') || '..' || coalesce(CAST(injured_high AS TEXT), '')
    END
  FROM attack_reports
  UNION ALL
  SELECT attack_id, id, 'casualties', 'casualties', casualties FROM attack_reports
  UNION ALL
  SELECT attack_id, id, 'motive', 'motive', motive FROM attack_reports
  UNION ALL
  SELECT attack_id, id, 'outcome', 'outcome', outcome FROM attack_reports
  UNION ALL
  SELECT attack_id, id, 'responsibility', 'responsibility', responsibility FROM attack_reports
),

parties AS (
  SELECT * FROM assertion_parties WHERE table_name <> 'report_claims'
)

SELECT
  report_values.subject_id,
  report_values.property,
  report_values.value,
  attack_reports.source_id,
  attack_reports.via_source_id,
  report_claims.claim_id
FROM report_values
INNER JOIN attack_reports ON report_values.report_id = attack_reports.id
LEFT JOIN report_claims
  ON report_values.report_id = report_claims.report_id AND report_values.stated_as = report_claims.property
WHERE report_values.value IS NOT NULL
UNION ALL
SELECT
  parties.entity_id,
  CASE
    WHEN said.table_name = 'names' THEN 'name'
    WHEN said.table_name = 'statements' THEN 'statement'
    WHEN parties.role = 'whole' THEN 'member'
    WHEN parties.role = 'member' THEN 'member of'
    WHEN parties.role = 'object' THEN said.kind || ' (from)'
    ELSE said.kind
  END,
  CASE said.table_name
    WHEN 'membership' THEN said.kind || ': ' || tied.entity_id || coalesce(' from ' || said.date_edtf, '')
    WHEN 'relations' THEN tied.entity_id || coalesce(', ' || said.date_edtf, '')
    WHEN 'estimates'
      THEN
        said.text || ' (' || said.detail || ')'
        || CASE WHEN said.date_kind = 'seen' THEN ', as of ' || said.date_edtf ELSE '' END
    WHEN 'designations'
      THEN
        tied.entity_id || coalesce(': ' || said.text, '') || coalesce(', ' || said.detail, '')
        || coalesce(', ' || said.date_edtf, '')
    WHEN 'characteristics' THEN CASE said.is_denied WHEN 1 THEN 'denied: ' ELSE '' END || said.text
    WHEN 'names' THEN said.text
    ELSE said.text || coalesce(', ' || said.date_edtf, '')
  END,
  coalesce(said.about_source_id, said.source_id),
  CASE WHEN said.about_source_id IS NOT NULL THEN said.source_id END,
  said.claim_id
FROM parties
CROSS JOIN assertions AS said
LEFT JOIN parties AS tied
  ON
    parties.table_name = tied.table_name AND parties.row_id = tied.row_id AND parties.role <> tied.role
    AND tied.role IN ('whole', 'member', 'subject', 'object', 'authority')
    AND tied.table_name IN ('membership', 'relations', 'designations')
WHERE
  parties.table_name = said.table_name AND parties.row_id = said.row_id AND said.table_name <> 'report_claims'
  AND parties.role IN ('subject', 'object', 'whole', 'member')
UNION ALL
SELECT
  disagreement_readings.disagreement_id,
  'reading',
  disagreement_readings.reading,
  coalesce(claims.about_source_id, claims.source_id),
  CASE WHEN claims.about_source_id IS NOT NULL THEN claims.source_id END,
  disagreement_readings.claim_id
FROM disagreement_readings
INNER JOIN claims ON disagreement_readings.claim_id = claims.id;
