-- The views that the named queries read. Certainty is computed in assertion_spans and nowhere else.

-- When each assertion may hold, and when it certainly does: on a day between certain_from and certain_to
-- it is certain, between possible_from and possible_to possible. An open bound is the first or last day of
-- the calendar; if it is never certain, certain_from is after certain_to. An assertion certainly holds
-- from the last day on which it may have begun or been seen, until the first day on which it may
-- have ended or last been seen. So the present is certain on the day of publication, if that is a single day;
-- an event on a single day is certain on it; and “some day in a year” is certain on none. is_event is 1 for
-- an event, which is certain in a period that contains all its possible days; anything else lasts, and is
-- certain in a period if it held on each of its days. by_publication is 1 for the present tense without a date:
-- the certain day is then that of the source's publication, not a date of the thing itself. begun_by is the day by
-- which it had begun or was seen, doubtful or not: about earlier times, a source that states no beginning says nothing.
CREATE VIEW assertion_spans AS
WITH founded AS (
  -- from the tables themselves: SQLite 3.54 refuses a query that unfolds into too many views
  SELECT
    milestones.group_id,
    claims.source_id,
    min(milestones.date_earliest) AS earliest
  FROM milestones
  INNER JOIN claims ON milestones.claim_id = claims.id
  WHERE
    milestones.kind IN (SELECT milestone_kinds.id FROM milestone_kinds WHERE milestone_kinds.meaning = 'founds')
    AND milestones.certainty = 'certain' AND milestones.told <> 'future'
    AND NOT coalesce(milestones.date_edtf, '') GLOB '*[?~%]*'
  GROUP BY milestones.group_id, claims.source_id
),

-- By one document, nothing holds of a group, nobody says anything about it, and it does nothing, before the day on
-- which it lets the group begin. Why it did something in the past may be older, and so is what a count over a
-- stated time counts in part.
begun AS (
  SELECT
    parties.table_name,
    parties.row_id,
    max(founded.earliest) AS earliest
  FROM assertion_parties AS parties
  INNER JOIN claims ON parties.claim_id = claims.id
  INNER JOIN founded ON parties.entity_id = founded.group_id AND claims.source_id = founded.source_id
  WHERE
    parties.entity_table = 'groups' AND parties.table_name <> 'names'
    AND (
      parties.role IN ('subject', 'object', 'whole', 'member', 'perpetrator')
      OR (parties.role = 'about' AND parties.table_name IN ('characteristics', 'estimates', 'statements'))
    )
    AND NOT EXISTS (
      SELECT 1 FROM characteristics
      WHERE
        parties.table_name = 'characteristics' AND characteristics.id = parties.row_id
        AND characteristics.kind = 'reason' AND characteristics.told = 'past'
    )
    AND NOT EXISTS (
      SELECT 1 FROM estimates
      WHERE
        parties.table_name = 'estimates' AND estimates.id = parties.row_id
        AND coalesce(estimates.as_of_edtf, estimates.period_edtf) IS NOT NULL
    )
  GROUP BY parties.table_name, parties.row_id
),

dated AS (
  SELECT
    said.*,
    membership.end_earliest,
    membership.end_latest,
    CASE
      WHEN said.told = 'present' THEN coalesce(about.published_earliest, own.published_earliest)
    END AS present_earliest,
    CASE
      WHEN said.told = 'present' THEN coalesce(about.published_latest, own.published_latest)
    END AS present_latest,
    -- what came of an attack came then or later
    CASE
      WHEN said.table_name = 'report_claims' AND said.kind = 'outcome'
        THEN coalesce(about.published_latest, own.published_latest)
    END AS outcome_latest,
    CASE
      -- told in the present of a day and what follows, it lasts
      WHEN said.table_name = 'statements' AND said.told = 'present' AND said.date_edtf LIKE '%/..' THEN 0
      WHEN said.table_name IN ('statements', 'report_claims', 'estimates')
        THEN CASE WHEN said.told = 'present' AND said.date_edtf IS NULL THEN 0 ELSE 1 END
      WHEN said.table_name = 'characteristics' AND said.kind = 'reason' AND said.told = 'past' THEN 1
      WHEN said.table_name = 'milestones' AND said.date_kind = 'event'
        -- what “has been” lasts only where it can: an appearance, or an end, is over
        THEN
          CASE
            WHEN said.told = 'present' THEN 0
            WHEN said.told = 'perfect' AND what.meaning = 'lasts' THEN 0
            ELSE 1
          END
      ELSE 0
    END AS is_event,
    -- what is still to come may not come
    CASE WHEN said.certainty = 'possible' OR said.told = 'future' THEN 1 ELSE 0 END AS is_doubtful,
    CASE
      WHEN said.told = 'present' AND said.date_edtf IS NULL AND said.date_claim_id IS NULL THEN 1
      ELSE 0
    END AS by_publication,
    said.doubt
  FROM assertions AS said
  INNER JOIN sources AS own ON said.source_id = own.id
  LEFT JOIN sources AS about ON said.about_source_id = about.id
  LEFT JOIN membership ON said.table_name = 'membership' AND said.row_id = membership.id
  LEFT JOIN milestone_kinds AS what ON said.table_name = 'milestones' AND said.kind = what.id
),

spans AS (
  SELECT
    dated.table_name,
    dated.row_id,
    dated.claim_id,
    dated.date_claim_id,
    dated.is_event,
    dated.is_doubtful,
    dated.by_publication,
    dated.doubt,
    begun.earliest AS begun_from,
    -- what is seen to hold began before
    CASE WHEN dated.is_event = 1 OR dated.date_kind = 'event' THEN dated.date_earliest END AS start_earliest,
    coalesce(dated.outcome_latest, dated.date_latest, dated.present_latest) AS start_latest,
    CASE
      WHEN dated.table_name = 'membership' THEN dated.end_earliest
      WHEN dated.is_event = 1 THEN dated.date_earliest
      -- what began then, and is told in the present, still holds on the day of publication
      WHEN dated.date_kind = 'event' THEN coalesce(dated.present_earliest, dated.date_earliest)
      ELSE coalesce(dated.date_earliest, dated.present_earliest)
    END AS end_earliest,
    CASE
      WHEN dated.table_name = 'membership' THEN dated.end_latest
      WHEN dated.is_event = 1 THEN coalesce(dated.outcome_latest, dated.date_latest)
    END AS end_latest
  FROM dated
  LEFT JOIN begun ON dated.table_name = begun.table_name AND dated.row_id = begun.row_id
)

SELECT
  table_name,
  row_id,
  claim_id,
  date_claim_id,
  is_event,
  is_doubtful,
  by_publication,
  doubt,
  CASE
    WHEN begun_from > coalesce(start_earliest, '0001-01-01') AND begun_from <= coalesce(end_latest, '9999-12-31')
      THEN begun_from
    ELSE coalesce(start_earliest, '0001-01-01')
  END AS possible_from,
  coalesce(end_latest, '9999-12-31') AS possible_to,
  coalesce(start_latest, '9999-12-31') AS begun_by,
  CASE is_doubtful WHEN 1 THEN '9999-12-31' ELSE coalesce(start_latest, '9999-12-31') END AS certain_from,
  CASE is_doubtful WHEN 1 THEN '0001-01-01' ELSE coalesce(end_earliest, '0001-01-01') END AS certain_to
FROM spans;

-- One row for each reading of when a group came to be: a dated founding, or, if a document has none, the fact that it
-- says something about the group. An assertion about a group shows that the group existed by the last day on which
-- that may have begun, and still did on the first day on which it may have ended. Between the first and the last such
-- days the group existed; first_claim_id and last_claim_id show this, preferably by their own dates.
-- Before a founding that is not doubtful, it did not exist.
CREATE VIEW existence AS
WITH sightings AS (
  SELECT
    parties.entity_id AS group_id,
    claims.source_id,
    claims.id AS claim_id,
    claims.position,
    spans.certain_from,
    spans.certain_to,
    spans.date_claim_id IS NOT NULL AS is_dated_elsewhere
  FROM assertion_parties AS parties
  INNER JOIN assertion_spans AS spans ON parties.table_name = spans.table_name AND parties.row_id = spans.row_id
  INNER JOIN claims ON parties.claim_id = claims.id
  WHERE
    parties.entity_table = 'groups' AND parties.certainty = 'certain' AND parties.table_name <> 'names'
    AND parties.role IN ('subject', 'object', 'whole', 'member', 'authority', 'perpetrator')
  UNION ALL
  -- what came after its founding
  SELECT
    foundings.group_id,
    claims.source_id,
    claims.id,
    claims.position,
    spans.certain_from,
    '0001-01-01',
    0
  FROM event_links
  INNER JOIN milestones AS foundings ON event_links.from_milestone_id = foundings.id
  INNER JOIN assertion_spans AS spans
    ON event_links.to_milestone_id = spans.row_id AND spans.table_name = 'milestones'
  INNER JOIN claims ON event_links.claim_id = claims.id
  WHERE
    event_links.kind = 'before' AND event_links.certainty = 'certain'
    AND foundings.kind IN (SELECT milestone_kinds.id FROM milestone_kinds WHERE milestone_kinds.meaning = 'founds')
),

ordered AS (
  SELECT
    sightings.*,
    row_number() OVER (
      PARTITION BY sightings.group_id, sightings.source_id
      ORDER BY
        sightings.certain_from ASC, sightings.is_dated_elsewhere ASC, sightings.certain_to DESC, sightings.position ASC
    ) AS turn_first,
    row_number() OVER (
      PARTITION BY sightings.group_id, sightings.source_id
      ORDER BY
        sightings.certain_to DESC, sightings.is_dated_elsewhere ASC, sightings.certain_from ASC, sightings.position ASC
    ) AS turn_last
  FROM sightings
),

seen AS (
  SELECT
    group_id,
    source_id,
    min(certain_from) AS certain_from,
    max(certain_to) AS certain_to,
    max(CASE turn_first WHEN 1 THEN claim_id END) AS first_claim_id,
    max(CASE turn_last WHEN 1 THEN claim_id END) AS last_claim_id
  FROM ordered
  GROUP BY group_id, source_id
),

founded AS (
  SELECT
    milestones.group_id,
    claims.source_id,
    milestones.claim_id,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest,
    CASE
      WHEN
        milestones.certainty = 'certain'
        AND NOT coalesce(milestones.date_edtf, '') GLOB '*[?~%]*'
        THEN milestones.date_earliest
    END AS bounded_from
  FROM milestones
  INNER JOIN claims ON milestones.claim_id = claims.id
  WHERE
    milestones.kind IN (SELECT milestone_kinds.id FROM milestone_kinds WHERE milestone_kinds.meaning = 'founds')
    AND milestones.told <> 'future' AND milestones.group_id IS NOT NULL
    AND (milestones.date_edtf IS NOT NULL OR milestones.date_claim_id IS NOT NULL)
)

SELECT
  founded.group_id,
  founded.source_id,
  founded.claim_id,
  'founded' AS basis,
  founded.date_edtf,
  founded.date_earliest,
  founded.date_latest,
  coalesce(founded.bounded_from, '0001-01-01') AS possible_from,
  '9999-12-31' AS possible_to,
  coalesce(seen.certain_from, '9999-12-31') AS certain_from,
  coalesce(seen.certain_to, '0001-01-01') AS certain_to,
  seen.first_claim_id,
  seen.last_claim_id
FROM founded
LEFT JOIN seen ON founded.group_id = seen.group_id AND founded.source_id = seen.source_id
UNION ALL
SELECT
  seen.group_id,
  seen.source_id,
  seen.first_claim_id AS claim_id,
  'seen',
  NULL,
  NULL,
  NULL,
  '0001-01-01',
  '9999-12-31',
  seen.certain_from,
  seen.certain_to,
  seen.first_claim_id,
  seen.last_claim_id
FROM seen
WHERE NOT EXISTS (
  SELECT 1 FROM founded
  WHERE founded.group_id = seen.group_id AND founded.source_id = seen.source_id
);

-- Every dated event in a claim, with the works cited for the claim or in the next sentence (scope paragraph):
-- the basis of `older_sources`.
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
  claim_citations.scope,
  cited.published_edtf,
  cited.published_latest,
  coalesce(cited.published_latest < said.date_earliest AND spans.is_doubtful = 0, 0) AS is_earlier,
  CASE
    -- where sources conflict on the day of an attack, the first that any of them allows
    WHEN cited.published_latest < coalesce(attacks.dispute_earliest, said.date_earliest) AND spans.is_doubtful = 0
      THEN 'certain'
    WHEN cited.published_latest < said.date_latest THEN 'possible'
  END AS verdict
FROM assertions AS said
INNER JOIN assertion_spans AS spans ON said.table_name = spans.table_name AND said.row_id = spans.row_id
INNER JOIN claim_citations ON said.claim_id = claim_citations.claim_id
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
LEFT JOIN report_claims ON said.row_id = report_claims.id AND said.table_name = 'report_claims'
LEFT JOIN attack_reports ON report_claims.report_id = attack_reports.id
LEFT JOIN attacks ON attack_reports.attack_id = attacks.id
WHERE
  said.date_kind = 'event' AND said.table_name <> 'characteristics' AND said.told <> 'future'
  -- what is told as from then on has no last day to compare with
  AND said.date_edtf NOT LIKE '%/..'
  AND (said.table_name <> 'report_claims' OR (said.kind = 'date' AND attacks.scope = 'incident'));

-- One property of an entity or attack, according to one reading.
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
  SELECT attack_id, id, 'attack_type', 'attack_type', nullif(attack_type, 'unspecified') FROM attack_reports
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
  SELECT attack_id, id, 'means', 'means', means FROM attack_reports
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
  CASE report_values.property
    WHEN 'attack_type' THEN 'Type'
    ELSE upper(substr(report_values.property, 1, 1)) || substr(report_values.property, 2)
  END AS property_label,
  -- a document may give two, or several one beside the other: each claim's is its own
  CASE
    WHEN report_values.property IN ('date', 'killed', 'injured', 'means', 'casualties', 'motive', 'outcome')
      THEN coalesce(report_claims.value, report_values.value)
    WHEN report_values.property = 'weapons'
      THEN coalesce(
        replace(replace(replace(report_claims.value, '["', ''), '"]', ''), '", "', '; '), report_values.value
      )
    ELSE report_values.value
  END AS value,
  NULL AS date_edtf,
  NULL AS date_claim_id,
  attack_reports.source_id,
  attack_reports.via_source_id,
  report_claims.claim_id,
  coalesce(report_claims.told, attack_reports.told) AS told,
  CASE
    WHEN report_values.property <> 'date' THEN coalesce(report_claims.certainty, 'certain')
    WHEN
      coalesce(report_claims.value, report_values.value) GLOB '*[?~%]*'
      THEN 'possible'
    ELSE coalesce(report_claims.certainty, 'certain')
  END AS certainty
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
  CASE
    WHEN said.table_name = 'statements' THEN 'Statement: ' || lower(said.kind_label)
    WHEN parties.role = 'whole' THEN 'Member or part'
    WHEN parties.role = 'member' THEN 'Member or part of'
    WHEN parties.role = 'object' THEN said.kind_label || ' it'
    ELSE said.kind_label
  END,
  CASE said.table_name
    WHEN 'membership' THEN said.kind_label || ': ' || coalesce("groups".name, people.name)
    WHEN 'relations' THEN coalesce("groups".name, people.name)
    WHEN 'estimates' THEN said.text || ' (' || said.detail || ')'
    WHEN 'designations'
      THEN coalesce("groups".name, people.name) || coalesce(': ' || said.text, '') || coalesce(', ' || said.detail, '')
    ELSE said.text
  END,
  CASE WHEN said.table_name <> 'characteristics' THEN said.date_edtf END,
  CASE WHEN said.table_name <> 'characteristics' AND said.date_edtf IS NOT NULL THEN said.date_claim_id END,
  coalesce(said.about_source_id, said.source_id),
  CASE WHEN said.about_source_id IS NOT NULL THEN said.source_id END,
  said.claim_id,
  said.told,
  said.certainty
FROM parties
CROSS JOIN assertions AS said
LEFT JOIN parties AS tied
  ON
    parties.table_name = tied.table_name AND parties.row_id = tied.row_id AND parties.role <> tied.role
    AND tied.role IN ('whole', 'member', 'subject', 'object', 'authority')
    AND tied.table_name IN ('membership', 'relations', 'designations')
LEFT JOIN "groups" ON tied.entity_id = "groups".id AND tied.entity_table = 'groups'
LEFT JOIN people ON tied.entity_id = people.id AND tied.entity_table = 'people'
WHERE
  parties.table_name = said.table_name AND parties.row_id = said.row_id AND said.table_name <> 'report_claims'
  AND parties.role IN ('subject', 'object', 'whole', 'member')
UNION ALL
SELECT
  disagreement_readings.disagreement_id,
  'reading',
  'Reading',
  disagreement_readings.reading,
  NULL,
  NULL,
  coalesce(claims.about_source_id, claims.source_id),
  CASE WHEN claims.about_source_id IS NOT NULL THEN claims.source_id END,
  disagreement_readings.claim_id,
  NULL,
  NULL
FROM disagreement_readings
INNER JOIN claims ON disagreement_readings.claim_id = claims.id;
