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
  coalesce(about.published_latest, told.published_latest) AS known_from
FROM claims
JOIN sources AS told ON told.id = claims.source_id
LEFT JOIN sources AS about ON about.id = claims.about_source_id;

CREATE VIEW member_spans AS
SELECT
  membership.*,
  coalesce(member_group_id, member_person_id) AS member_id,
  CASE WHEN member_group_id IS NULL THEN 'person' ELSE 'group' END AS member_kind,
  -- nobody belongs to a group before the day on which the same document lets it begin
  max(
    coalesce(start_earliest, '0001-01-01'),
    coalesce((
      SELECT min(founding.date_earliest)
      FROM milestones AS founding
      JOIN claims AS told ON told.id = founding.claim_id
      WHERE founding.group_id = membership.group_id AND founding.kind = 'founding'
        AND told.source_id = claims.source_id
    ), '0001-01-01')
  ) AS possible_from,
  coalesce(end_latest, '9999-12-31') AS possible_to,
  CASE WHEN end_earliest IS NULL THEN '9999-12-31' ELSE coalesce(start_latest, '9999-12-31') END AS certain_from,
  CASE WHEN start_latest IS NULL THEN '0001-01-01' ELSE coalesce(end_earliest, '0001-01-01') END AS certain_to
FROM membership
JOIN claims ON claims.id = membership.claim_id;

-- A time at which one document sees a group exist: some day from earliest to latest. by_title is 1
-- where the date rests on the dated title of a cited work.
CREATE VIEW sightings AS
WITH seen (group_id, claim_id, date_claim_id, earliest, latest) AS (
  SELECT group_id, claim_id, date_claim_id, start_earliest, start_latest FROM membership
  UNION ALL
  SELECT group_id, claim_id, date_claim_id, end_earliest, end_earliest FROM membership WHERE role NOT LIKE 'former-%'
  UNION ALL
  SELECT member_group_id, claim_id, date_claim_id, start_earliest, start_latest FROM membership
  UNION ALL
  SELECT member_group_id, claim_id, date_claim_id, end_earliest, end_earliest FROM membership
  UNION ALL
  SELECT from_group_id, claim_id, date_claim_id, date_earliest, date_latest FROM relations
  UNION ALL
  SELECT to_group_id, claim_id, date_claim_id, date_earliest, date_latest FROM relations
  UNION ALL
  SELECT group_id, claim_id, date_claim_id, date_earliest, date_latest FROM milestones WHERE kind = 'founding'
  UNION ALL
  SELECT group_id, claim_id, date_claim_id, date_earliest, date_latest FROM characteristics
  UNION ALL
  SELECT attack_actors.group_id, report_claims.claim_id, attack_reports.date_claim_id,
    attack_reports.date_earliest, attack_reports.date_latest
  -- CROSS JOIN keeps this order: claims are few, event records may be a million
  FROM report_claims
  CROSS JOIN attack_reports ON attack_reports.id = report_claims.report_id
  CROSS JOIN attack_actors ON attack_actors.report_id = attack_reports.id AND attack_actors.side = 'perpetrator'
)
SELECT
  seen.group_id,
  claims.source_id,
  claims.id AS claim_id,
  seen.earliest,
  seen.latest,
  claims.about_source_id IS NOT NULL OR coalesce(dating.about_source_id IS NOT NULL, 0) AS by_title
FROM seen
JOIN claims ON claims.id = seen.claim_id
LEFT JOIN claims AS dating ON dating.id = seen.date_claim_id
WHERE seen.group_id IS NOT NULL;

-- One row for each reading of when a group came to be. A dated founding counts from its own bounds;
-- where a document gives none, the group existed from the first day on which it was certainly seen.
-- It lasted at least until the last day on which the same document sees it.
CREATE VIEW existence AS
WITH lasting AS (
  SELECT group_id, source_id, max(earliest) AS last_seen FROM sightings GROUP BY group_id, source_id
),
founded AS (
  SELECT milestones.group_id, claims.source_id, milestones.claim_id, milestones.date_edtf,
    milestones.date_earliest, milestones.date_latest
  FROM milestones
  JOIN claims ON claims.id = milestones.claim_id
  WHERE milestones.kind = 'founding' AND milestones.date_edtf IS NOT NULL
),
first_seen AS (
  SELECT group_id, source_id, claim_id, min(latest) AS latest
  FROM sightings
  WHERE latest IS NOT NULL
    AND (by_title = 0 OR NOT EXISTS (
      SELECT 1 FROM sightings AS told
      WHERE told.group_id = sightings.group_id AND told.source_id = sightings.source_id
        AND told.by_title = 0 AND told.latest IS NOT NULL))
    AND NOT EXISTS (
      SELECT 1 FROM founded
      WHERE founded.group_id = sightings.group_id AND founded.source_id = sightings.source_id)
  GROUP BY group_id, source_id
)
SELECT
  founded.group_id, founded.source_id, founded.claim_id, 'founded' AS basis, founded.date_edtf,
  coalesce(founded.date_earliest, '0001-01-01') AS possible_from,
  '9999-12-31' AS possible_to,
  coalesce(founded.date_latest, '9999-12-31') AS certain_from,
  coalesce(lasting.last_seen, founded.date_latest, '0001-01-01') AS certain_to
FROM founded
LEFT JOIN lasting ON lasting.group_id = founded.group_id AND lasting.source_id = founded.source_id
UNION ALL
SELECT
  first_seen.group_id, first_seen.source_id, first_seen.claim_id, 'seen', NULL,
  '0001-01-01', '9999-12-31', first_seen.latest,
  coalesce(lasting.last_seen, '0001-01-01')
FROM first_seen
LEFT JOIN lasting ON lasting.group_id = first_seen.group_id AND lasting.source_id = first_seen.source_id;

-- Every dated event that a claim tells, with the works cited for the claim: the ground of `older_sources`.
CREATE VIEW cited_events AS
WITH events (claim_id, title, date_edtf, date_earliest, date_latest) AS (
  SELECT claim_id, title, date_edtf, date_earliest, date_latest FROM milestones WHERE date_kind = 'event'
  UNION ALL
  SELECT claim_id, summary, date_edtf, date_earliest, date_latest FROM statements
  UNION ALL
  SELECT claim_id, coalesce(programme, 'designation'), date_edtf, date_earliest, date_latest FROM designations
  UNION ALL
  SELECT claim_id, kind, date_edtf, date_earliest, date_latest FROM relations WHERE date_kind = 'event'
  UNION ALL
  SELECT claim_id, role, start_edtf, start_earliest, start_latest FROM membership WHERE start_kind = 'event'
  UNION ALL
  SELECT report_claims.claim_id, attacks.title, attack_reports.date_edtf, attack_reports.date_earliest, attack_reports.date_latest
  FROM report_claims
  JOIN attack_reports ON attack_reports.id = report_claims.report_id AND report_claims.property = 'date'
  JOIN attacks ON attacks.id = attack_reports.attack_id AND attacks.scope = 'incident'
)
SELECT DISTINCT
  events.claim_id, events.title, events.date_edtf, events.date_earliest, events.date_latest,
  cited.id AS cited_source_id, cited.published_edtf, cited.published_latest,
  CASE
    WHEN cited.published_latest < events.date_earliest THEN 'certain'
    WHEN cited.published_latest < events.date_latest THEN 'possible'
  END AS verdict
FROM events
JOIN claim_citations ON claim_citations.claim_id = events.claim_id
JOIN citations ON citations.id = claim_citations.citation_id
JOIN sources AS cited ON cited.id = citations.cited_source_id
WHERE events.date_edtf IS NOT NULL
  -- what is told as from then on has no last day to compare with
  AND events.date_edtf NOT LIKE '%/..';

-- One property of one entity or attack, by one reading.
CREATE VIEW property_readings AS
WITH report_values (subject_id, report_id, property, told_as, value) AS (
  SELECT attack_id, id, 'date', 'date', date_edtf FROM attack_reports WHERE date_edtf IS NOT NULL
  UNION ALL
  -- a place that the document only names by its id has its evidence there
  SELECT attack_id, id, 'place',
    CASE WHEN EXISTS (
      SELECT 1 FROM report_claims WHERE report_claims.report_id = attack_reports.id AND report_claims.property = 'location'
    ) THEN 'location' ELSE 'place_id' END,
    location
  FROM attack_reports WHERE location IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'attack_type', 'attack_type', attack_type FROM attack_reports WHERE attack_type IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'target', 'target', target FROM attack_reports WHERE target IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'weapons', 'weapons', (SELECT group_concat(value, '; ') FROM json_each(weapons))
  FROM attack_reports WHERE weapons IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'killed', 'killed',
    CASE
      WHEN killed_low = killed_high THEN CAST(killed_low AS TEXT)
      ELSE coalesce(killed_low, '') || '..' || coalesce(killed_high, '')
    END
  FROM attack_reports WHERE coalesce(killed_low, killed_high) IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'injured', 'injured',
    CASE
      WHEN injured_low = injured_high THEN CAST(injured_low AS TEXT)
      ELSE coalesce(injured_low, '') || '..' || coalesce(injured_high, '')
    END
  FROM attack_reports WHERE coalesce(injured_low, injured_high) IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'casualties', 'casualties', casualties FROM attack_reports WHERE casualties IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'motive', 'motive', motive FROM attack_reports WHERE motive IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'outcome', 'outcome', outcome FROM attack_reports WHERE outcome IS NOT NULL
  UNION ALL
  SELECT attack_id, id, 'responsibility', 'responsibility', responsibility FROM attack_reports WHERE responsibility IS NOT NULL
),
row_values (subject_id, property, value, claim_id) AS (
  SELECT group_id, 'member', role || ': ' || coalesce(member_group_id, member_person_id) || coalesce(' from ' || start_edtf, ''), claim_id FROM membership
  UNION ALL
  SELECT member_group_id, 'member of', role || ': ' || group_id || coalesce(' from ' || start_edtf, ''), claim_id FROM membership
  UNION ALL
  SELECT member_person_id, 'member of', role || ': ' || group_id || coalesce(' from ' || start_edtf, ''), claim_id FROM membership
  UNION ALL
  SELECT from_group_id, kind, coalesce(to_group_id, to_person_id) || coalesce(', ' || date_edtf, ''), claim_id FROM relations
  UNION ALL
  SELECT from_person_id, kind, coalesce(to_group_id, to_person_id) || coalesce(', ' || date_edtf, ''), claim_id FROM relations
  UNION ALL
  SELECT to_group_id, kind || ' (from)', coalesce(from_group_id, from_person_id) || coalesce(', ' || date_edtf, ''), claim_id FROM relations
  UNION ALL
  SELECT to_person_id, kind || ' (from)', coalesce(from_group_id, from_person_id) || coalesce(', ' || date_edtf, ''), claim_id FROM relations
  UNION ALL
  SELECT group_id, measure, as_told || ' (' || scope || ')' || coalesce(', as of ' || as_of_edtf, ''), claim_id FROM estimates
  UNION ALL
  SELECT coalesce(group_id, person_id), 'designation', authority_id || coalesce(': ' || programme, '') || coalesce(', ' || legal_basis, '') || coalesce(', ' || date_edtf, ''), claim_id FROM designations
  UNION ALL
  SELECT coalesce(group_id, person_id), kind, title || coalesce(', ' || date_edtf, ''), claim_id FROM milestones
  UNION ALL
  SELECT coalesce(group_id, person_id), 'statement', summary || coalesce(', ' || date_edtf, ''), claim_id FROM statements
  UNION ALL
  SELECT coalesce(group_id, person_id), kind, CASE is_denied WHEN 1 THEN 'denied: ' ELSE '' END || value, claim_id FROM characteristics
  UNION ALL
  SELECT group_id, 'name', name, claim_id FROM names WHERE group_id IS NOT NULL
  UNION ALL
  SELECT person_id, 'name', name, claim_id FROM names WHERE person_id IS NOT NULL
  UNION ALL
  SELECT place_id, 'name', name, claim_id FROM names WHERE place_id IS NOT NULL
  UNION ALL
  SELECT disagreement_id, 'reading', reading, claim_id FROM disagreement_readings WHERE claim_id IS NOT NULL
)
SELECT
  report_values.subject_id, report_values.property, report_values.value,
  attack_reports.source_id, attack_reports.via_source_id, report_claims.claim_id
FROM report_values
JOIN attack_reports ON attack_reports.id = report_values.report_id
LEFT JOIN report_claims ON report_claims.report_id = report_values.report_id
  AND report_claims.property = report_values.told_as
UNION ALL
SELECT
  row_values.subject_id, row_values.property, row_values.value,
  coalesce(claims.about_source_id, claims.source_id),
  CASE WHEN claims.about_source_id IS NOT NULL THEN claims.source_id END,
  row_values.claim_id
FROM row_values
JOIN claims ON claims.id = row_values.claim_id
WHERE row_values.subject_id IS NOT NULL;

-- Disagreements that a query can find. `key` is what facts/disagreements.yml names in `settles`;
-- the build stops on a key that stands in neither place.
CREATE VIEW conflicts AS
-- two dated reports of one incident that share no day
SELECT 'attack-date:' || a.attack_id AS key, 'Reports date the incident differently' AS problem,
  group_concat(DISTINCT a.source_id || ' ' || a.date_edtf || ' / ' || b.source_id || ' ' || b.date_edtf) AS readings
FROM attack_reports AS a
JOIN attack_reports AS b ON b.attack_id = a.attack_id AND b.id > a.id
WHERE a.date_edtf IS NOT NULL AND b.date_edtf IS NOT NULL AND a.record_id IS NULL AND b.record_id IS NULL
  AND (a.date_latest < b.date_earliest OR b.date_latest < a.date_earliest)
GROUP BY a.attack_id
UNION ALL
-- one report gives a number of killed or injured where another that was read gives another or none
SELECT 'attack-toll:' || a.attack_id, 'Reports give different tolls, or only one gives any',
  group_concat(DISTINCT a.source_id || ' / ' || b.source_id)
FROM attack_reports AS a
JOIN attack_reports AS b ON b.attack_id = a.attack_id AND b.id <> a.id
JOIN attacks ON attacks.id = a.attack_id AND attacks.scope = 'incident'
WHERE a.record_id IS NULL AND b.record_id IS NULL AND a.via_source_id IS NULL AND b.via_source_id IS NULL
  AND ((a.killed_low IS NOT NULL AND a.killed_low IS NOT b.killed_low)
    OR (a.injured_low IS NOT NULL AND a.injured_low IS NOT b.injured_low))
GROUP BY a.attack_id
UNION ALL
-- documents that were read name different targets
SELECT 'attack-target:' || a.attack_id, 'Reports name different targets',
  group_concat(DISTINCT a.source_id || ': ' || a.target)
FROM attack_reports AS a
JOIN attack_reports AS b ON b.attack_id = a.attack_id AND b.id <> a.id
JOIN attacks ON attacks.id = a.attack_id AND attacks.scope = 'incident'
WHERE a.record_id IS NULL AND b.record_id IS NULL AND a.via_source_id IS NULL AND b.via_source_id IS NULL
  AND a.target <> b.target
GROUP BY a.attack_id
UNION ALL
-- more than one list of the groups that formed a group
SELECT 'merger:' || group_id, 'More than one list of who merged', group_concat(DISTINCT reading_set)
FROM membership
WHERE reading_set IS NOT NULL
GROUP BY group_id
HAVING count(DISTINCT reading_set) > 1
UNION ALL
-- a member whose standing differs
SELECT 'standing:' || group_id || ':' || member_group_id, 'The same group is a member in different standing',
  group_concat(DISTINCT role)
FROM membership
WHERE role IN ('merged', 'absorbed', 'incorporated', 'component')
GROUP BY group_id, member_group_id
HAVING count(DISTINCT role) > 1
UNION ALL
-- two people at the head of one group
SELECT 'head:' || group_id, 'More than one person at its head', group_concat(DISTINCT member_person_id || ' ' || role)
FROM membership
WHERE role IN ('leader', 'emir', 'former-leader', 'former-emir')
GROUP BY group_id
HAVING count(DISTINCT member_person_id) > 1
UNION ALL
-- more than one answer to who stands above a group, and in what manner
SELECT 'above:' || from_group_id, 'More than one group stands above it, or in more than one manner',
  group_concat(DISTINCT kind || ' ' || to_group_id)
FROM relations
WHERE kind IN ('affiliate', 'branch', 'overseen-by') AND from_group_id IS NOT NULL
GROUP BY from_group_id
HAVING count(DISTINCT kind || ' ' || to_group_id) > 1
UNION ALL
-- pledges to one person, new in one reading and renewed in another
SELECT 'pledge:' || to_person_id, 'Told as new and as renewed', group_concat(DISTINCT from_group_id || ' ' || is_renewal)
FROM relations
WHERE kind = 'allegiance' AND to_person_id IS NOT NULL AND from_group_id IS NOT NULL
GROUP BY to_person_id
HAVING count(DISTINCT is_renewal) > 1
UNION ALL
-- who and what order: the sets of those to whom the founders of a group pledged differ between documents
SELECT 'pledge-objects:' || group_id, 'Documents name different objects of the pledge', group_concat(DISTINCT source_id || ' ' || objects)
FROM (
  SELECT founders.group_id, claims.source_id, group_concat(DISTINCT relations.to_person_id) AS objects
  FROM relations
  JOIN claims ON claims.id = relations.claim_id AND claims.about_source_id IS NULL
  JOIN (
    SELECT DISTINCT group_id, member_group_id AS party_id FROM membership WHERE role IN ('merged', 'absorbed')
    UNION SELECT DISTINCT group_id, group_id FROM membership WHERE role IN ('merged', 'absorbed')
  ) AS founders ON founders.party_id = relations.from_group_id
  WHERE relations.kind = 'allegiance'
  GROUP BY founders.group_id, claims.source_id
)
GROUP BY group_id
HAVING count(DISTINCT objects) > 1
UNION ALL
-- the same measure of one group by more than one document
SELECT 'estimate:' || estimates.group_id || ':' || estimates.measure, 'More than one figure, or one dated and one not',
  group_concat(DISTINCT claims.source_id || ' ' || estimates.as_told || coalesce(' ' || estimates.as_of_edtf, ''))
FROM estimates
JOIN claims ON claims.id = estimates.claim_id
GROUP BY estimates.group_id, estimates.measure
HAVING count(DISTINCT claims.source_id) > 1
  AND count(DISTINCT coalesce(low, '') || coalesce(high, '') || coalesce(comparator, '') || coalesce(as_of_edtf, '')) > 1
UNION ALL
-- founding dates that are not the same
SELECT 'founding:' || group_id, 'Readings date the founding differently',
  group_concat(DISTINCT date_edtf || ' (' || coalesce(date_earliest, '') || '..' || coalesce(date_latest, '') || ')')
FROM milestones
WHERE kind = 'founding' AND date_edtf IS NOT NULL
GROUP BY group_id
HAVING count(DISTINCT coalesce(date_earliest, '') || coalesce(date_latest, '')) > 1
UNION ALL
-- one document denies what another, or itself, asserts
SELECT 'denied:' || a.group_id || ':' || a.kind || ':' || a.about_group_id, 'Denied in one place and asserted in another',
  group_concat(DISTINCT a.claim_id || ' / ' || b.claim_id)
FROM characteristics AS a
JOIN characteristics AS b ON b.group_id = a.group_id AND b.kind = a.kind AND b.about_group_id = a.about_group_id
WHERE a.is_denied = 1 AND b.is_denied = 0
GROUP BY a.group_id, a.kind, a.about_group_id
UNION ALL
-- both documents name a group, person or place (publishers apart) and share no plain spelling
SELECT 'name:' || entity_id, 'The documents share no spelling of its name', group_concat(DISTINCT source_id || ' ' || name)
FROM (
  SELECT coalesce(names.group_id, person_id, place_id) AS entity_id, source_id, lower(names.name) AS name
  FROM names
  LEFT JOIN groups ON groups.id = names.group_id
  WHERE names.kind IN ('common', 'full', 'acronym', 'variant') AND groups.kind IS NOT 'publisher'
) AS spelled
GROUP BY entity_id
HAVING count(DISTINCT source_id) > 1 AND count(DISTINCT name || source_id) = count(DISTINCT name)
UNION ALL
-- a cited work that is or may be older than what it is cited for
SELECT 'older:' || claim_id || ':' || cited_source_id, 'The cited work is or may be older than the event', verdict
FROM cited_events
WHERE verdict IS NOT NULL;
