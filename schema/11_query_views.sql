-- What the named queries read. Certainty is reckoned here and nowhere else: a span is certain on a
-- day between certain_from and certain_to, and possible between possible_from and possible_to. An
-- open outer bound is the first or last day of the calendar; a span that is never certain has
-- certain_from after certain_to.

-- A claim as it is cited: where it stands, as in a footnote, and the day by which it was certainly
-- published (the cited work's, where a claim is about one that is dated).
CREATE VIEW claim_locators AS
SELECT
  claims.id AS claim_id,
  claims.source_id,
  claims.about_source_id,
  told.publisher || ' ' || substr(told.published_latest, 1, 4) || ', ' || claims.locator AS locator,
  claims.locator AS passage,
  coalesce(about.published_latest, told.published_latest) AS known_from
FROM claims
INNER JOIN sources AS told ON claims.source_id = told.id
LEFT JOIN sources AS about ON claims.about_source_id = about.id;

CREATE VIEW member_spans AS
SELECT
  membership.id,
  membership.group_id,
  membership.member_group_id,
  membership.member_person_id,
  coalesce(membership.member_group_id, membership.member_person_id) AS member_id,
  CASE WHEN membership.member_group_id IS NULL THEN 'person' ELSE 'group' END AS member_kind,
  membership.role,
  membership.start_edtf,
  membership.start_earliest,
  membership.start_latest,
  membership.end_edtf,
  membership.end_earliest,
  membership.end_latest,
  membership.reading_set,
  membership.claim_id,
  membership.note,
  -- nobody belongs to a group before the day on which the same document lets it begin
  max(
    coalesce(membership.start_earliest, '0001-01-01'),
    coalesce((
      SELECT min(founding.date_earliest)
      FROM milestones AS founding
      INNER JOIN claims AS told ON told.id = founding.claim_id
      WHERE
        founding.group_id = membership.group_id AND founding.kind = 'founding'
        AND told.source_id = claims.source_id
    ), '0001-01-01')
  ) AS possible_from,
  coalesce(membership.end_latest, '9999-12-31') AS possible_to,
  CASE
    WHEN membership.end_earliest IS NULL THEN '9999-12-31' ELSE coalesce(membership.start_latest, '9999-12-31')
  END AS certain_from,
  CASE
    WHEN membership.start_latest IS NULL THEN '0001-01-01' ELSE coalesce(membership.end_earliest, '0001-01-01')
  END AS certain_to
FROM membership
INNER JOIN claims ON claims.id = membership.claim_id;

-- A time at which one document sees a group exist: some day from earliest to latest. by_title is 1
-- where the date rests on the dated title of a cited work.
CREATE VIEW sightings AS
WITH seen (group_id, claim_id, date_claim_id, earliest, latest) AS (
  SELECT
    group_id,
    claim_id,
    date_claim_id,
    start_earliest,
    start_latest
  FROM membership
  UNION ALL
  SELECT
    group_id,
    claim_id,
    date_claim_id,
    end_earliest,
    end_earliest AS latest
  FROM membership WHERE role NOT LIKE 'former-%'
  UNION ALL
  SELECT
    member_group_id,
    claim_id,
    date_claim_id,
    start_earliest,
    start_latest
  FROM membership
  UNION ALL
  SELECT
    member_group_id,
    claim_id,
    date_claim_id,
    end_earliest,
    end_earliest AS latest
  FROM membership
  UNION ALL
  SELECT
    from_group_id,
    claim_id,
    date_claim_id,
    date_earliest,
    date_latest
  FROM relations
  UNION ALL
  SELECT
    to_group_id,
    claim_id,
    date_claim_id,
    date_earliest,
    date_latest
  FROM relations
  UNION ALL
  SELECT
    group_id,
    claim_id,
    date_claim_id,
    date_earliest,
    date_latest
  FROM milestones WHERE kind = 'founding'
  UNION ALL
  SELECT
    group_id,
    claim_id,
    date_claim_id,
    date_earliest,
    date_latest
  FROM characteristics
  UNION ALL
  SELECT
    attack_actors.group_id,
    report_claims.claim_id,
    attack_reports.date_claim_id,
    attack_reports.date_earliest,
    attack_reports.date_latest
  -- CROSS JOIN keeps this order: claims are few, event records may be a million
  FROM report_claims
  CROSS JOIN attack_reports ON report_claims.report_id = attack_reports.id
  CROSS JOIN attack_actors ON attack_reports.id = attack_actors.report_id AND attack_actors.side = 'perpetrator'
)

SELECT
  seen.group_id,
  claims.source_id,
  claims.id AS claim_id,
  seen.earliest,
  seen.latest,
  claims.about_source_id IS NOT NULL OR coalesce(dating.about_source_id IS NOT NULL, 0) AS by_title
FROM seen
INNER JOIN claims ON seen.claim_id = claims.id
LEFT JOIN claims AS dating ON seen.date_claim_id = dating.id
WHERE seen.group_id IS NOT NULL;

-- One row for each reading of when a group came to be. A dated founding counts from its own bounds;
-- where a document gives none, the group existed from the first day on which it was certainly seen.
-- It lasted at least until the last day on which the same document sees it.
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

first_seen AS (
  SELECT
    group_id,
    source_id,
    claim_id,
    min(latest) AS latest
  FROM sightings
  WHERE
    latest IS NOT NULL
    AND (by_title = 0 OR NOT EXISTS (
      SELECT 1 FROM sightings AS told
      WHERE
        told.group_id = sightings.group_id AND told.source_id = sightings.source_id
        AND told.by_title = 0 AND told.latest IS NOT NULL
    ))
    AND NOT EXISTS (
      SELECT 1 FROM founded
      WHERE founded.group_id = sightings.group_id AND founded.source_id = sightings.source_id
    )
  GROUP BY group_id, source_id
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
  first_seen.group_id,
  first_seen.source_id,
  first_seen.claim_id,
  'seen',
  NULL,
  '0001-01-01',
  '9999-12-31',
  first_seen.latest,
  coalesce(lasting.last_seen, '0001-01-01')
FROM first_seen
LEFT JOIN lasting ON first_seen.group_id = lasting.group_id AND first_seen.source_id = lasting.source_id;

-- Every dated event that a claim tells, with the works cited for the claim: the ground of `older_sources`.
CREATE VIEW cited_events AS
WITH events (claim_id, title, date_edtf, date_earliest, date_latest) AS (
  SELECT
    claim_id,
    title,
    date_edtf,
    date_earliest,
    date_latest
  FROM milestones WHERE date_kind = 'event'
  UNION ALL
  SELECT
    claim_id,
    summary,
    date_edtf,
    date_earliest,
    date_latest
  FROM statements
  UNION ALL
  SELECT
    claim_id,
    coalesce(programme, 'designation'),
    date_edtf,
    date_earliest,
    date_latest
  FROM designations
  UNION ALL
  SELECT
    claim_id,
    kind,
    date_edtf,
    date_earliest,
    date_latest
  FROM relations WHERE date_kind = 'event'
  UNION ALL
  SELECT
    claim_id,
    role,
    start_edtf,
    start_earliest,
    start_latest
  FROM membership WHERE start_kind = 'event'
  UNION ALL
  SELECT
    report_claims.claim_id,
    attacks.title,
    attack_reports.date_edtf,
    attack_reports.date_earliest,
    attack_reports.date_latest
  FROM report_claims
  INNER JOIN attack_reports ON report_claims.report_id = attack_reports.id AND report_claims.property = 'date'
  INNER JOIN attacks ON attack_reports.attack_id = attacks.id AND attacks.scope = 'incident'
)

SELECT DISTINCT
  events.claim_id,
  events.title,
  events.date_edtf,
  events.date_earliest,
  events.date_latest,
  cited.id AS cited_source_id,
  cited.published_edtf,
  cited.published_latest,
  CASE
    WHEN cited.published_latest < events.date_earliest THEN 'certain'
    WHEN cited.published_latest < events.date_latest THEN 'possible'
  END AS verdict
FROM events
INNER JOIN claim_citations ON events.claim_id = claim_citations.claim_id
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
WHERE events.date_edtf IS NOT NULL
-- what is told as from then on has no last day to compare with
AND events.date_edtf NOT LIKE '%/..';

-- One property of one entity or attack, by one reading.
CREATE VIEW property_readings AS
WITH report_values (subject_id, report_id, property, told_as, value) AS (
  SELECT
    attack_id,
    id,
    'date',
    'date',
    date_edtf
  FROM attack_reports WHERE date_edtf IS NOT NULL
  UNION ALL
  -- a place that the document only names by its id has its evidence there
  SELECT
    attack_id,
    id,
    'place',
    CASE WHEN EXISTS (
      SELECT 1
      FROM report_claims
      WHERE report_claims.report_id = attack_reports.id AND report_claims.property = 'location'
    ) THEN 'location' ELSE 'place_id' END,
    location
  FROM attack_reports WHERE location IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'attack_type',
    'attack_type',
    attack_type
  FROM attack_reports WHERE attack_type IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'target',
    'target',
    target
  FROM attack_reports WHERE target IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'weapons',
    'weapons',
    (SELECT group_concat(weapon.value, '; ') FROM json_each(attack_reports.weapons) AS weapon)
  FROM attack_reports WHERE weapons IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'killed',
    'killed',
    CASE
      WHEN killed_low = killed_high THEN CAST(killed_low AS TEXT)
      ELSE coalesce(killed_low, '') || '..' || coalesce(killed_high, '')
    END
  FROM attack_reports WHERE coalesce(killed_low, killed_high) IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'injured',
    'injured',
    CASE
      WHEN injured_low = injured_high THEN CAST(injured_low AS TEXT)
      ELSE coalesce(injured_low, '') || '..' || coalesce(injured_high, '')
    END
  FROM attack_reports WHERE coalesce(injured_low, injured_high) IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'casualties',
    'casualties',
    casualties
  FROM attack_reports WHERE casualties IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'motive',
    'motive',
    motive
  FROM attack_reports WHERE motive IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'outcome',
    'outcome',
    outcome
  FROM attack_reports WHERE outcome IS NOT NULL
  UNION ALL
  SELECT
    attack_id,
    id,
    'responsibility',
    'responsibility',
    responsibility
  FROM attack_reports
  WHERE responsibility IS NOT NULL
),

row_values (subject_id, property, value, claim_id) AS (
  SELECT
    group_id,
    'member',
    role || ': ' || coalesce(member_group_id, member_person_id) || coalesce(' from ' || start_edtf, ''),
    claim_id
  FROM membership
  UNION ALL
  SELECT
    member_group_id,
    'member of',
    role || ': ' || group_id || coalesce(' from ' || start_edtf, ''),
    claim_id
  FROM membership
  UNION ALL
  SELECT
    member_person_id,
    'member of',
    role || ': ' || group_id || coalesce(' from ' || start_edtf, ''),
    claim_id
  FROM membership
  UNION ALL
  SELECT
    from_group_id,
    kind,
    coalesce(to_group_id, to_person_id) || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM relations
  UNION ALL
  SELECT
    from_person_id,
    kind,
    coalesce(to_group_id, to_person_id) || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM relations
  UNION ALL
  SELECT
    to_group_id,
    kind || ' (from)',
    coalesce(from_group_id, from_person_id) || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM relations
  UNION ALL
  SELECT
    to_person_id,
    kind || ' (from)',
    coalesce(from_group_id, from_person_id) || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM relations
  UNION ALL
  SELECT
    group_id,
    measure,
    as_told || ' (' || scope || ')' || coalesce(', as of ' || as_of_edtf, ''),
    claim_id
  FROM estimates
  UNION ALL
  SELECT
    coalesce(group_id, person_id),
    'designation',
    authority_id
    || coalesce(': ' || programme, '')
    || coalesce(', ' || legal_basis, '')
    || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM designations
  UNION ALL
  SELECT
    coalesce(group_id, person_id),
    kind,
    title || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM milestones
  UNION ALL
  SELECT
    coalesce(group_id, person_id),
    'statement',
    summary || coalesce(', ' || date_edtf, ''),
    claim_id
  FROM statements
  UNION ALL
  SELECT
    coalesce(group_id, person_id),
    kind,
    CASE is_denied WHEN 1 THEN 'denied: ' ELSE '' END || value,
    claim_id
  FROM characteristics
  UNION ALL
  SELECT
    group_id,
    'name',
    name,
    claim_id
  FROM names WHERE group_id IS NOT NULL
  UNION ALL
  SELECT
    person_id,
    'name',
    name,
    claim_id
  FROM names WHERE person_id IS NOT NULL
  UNION ALL
  SELECT
    place_id,
    'name',
    name,
    claim_id
  FROM names WHERE place_id IS NOT NULL
  UNION ALL
  SELECT
    disagreement_id,
    'reading',
    reading,
    claim_id
  FROM disagreement_readings WHERE claim_id IS NOT NULL
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
  ON
    report_values.report_id = report_claims.report_id
    AND report_values.told_as = report_claims.property
UNION ALL
SELECT
  row_values.subject_id,
  row_values.property,
  row_values.value,
  coalesce(claims.about_source_id, claims.source_id),
  CASE WHEN claims.about_source_id IS NOT NULL THEN claims.source_id END,
  row_values.claim_id
FROM row_values
INNER JOIN claims ON row_values.claim_id = claims.id
WHERE row_values.subject_id IS NOT NULL;
