-- What the pages read: entities as profiles, claims as notes. Nothing here says anything that the
-- tables do not.

-- One thing that one claim says of a group or person: a line of its page. Ids are used once over all
-- entities, so subject_id names one of them. other_* is whom the line ties the subject to.
CREATE VIEW page_lines AS
WITH lines (
  subject_id, section, kind, text, detail, other_table, other_id, inverse, is_denied,
  date_edtf, date_earliest, date_latest, date_kind, reading_set, table_name, row_id, claim_id, date_claim_id, note
) AS (
  SELECT
    milestones.group_id,
    CASE WHEN milestones.kind IN ('founding', 'merger', 'absorption') THEN 'founding' ELSE 'milestone' END,
    milestone_kinds.label,
    milestones.title,
    milestones.outcome,
    CASE
      WHEN milestones.about_group_id IS NOT NULL THEN 'groups'
      WHEN milestones.place_id IS NOT NULL THEN 'places'
    END,
    coalesce(milestones.about_group_id, milestones.place_id),
    0,
    0,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest,
    milestones.date_kind,
    NULL,
    'milestones',
    milestones.id,
    milestones.claim_id,
    milestones.date_claim_id,
    milestones.note
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  WHERE milestones.group_id IS NOT NULL
  UNION ALL
  SELECT
    milestones.person_id,
    'milestone',
    milestone_kinds.label,
    milestones.title,
    milestones.outcome,
    CASE
      WHEN milestones.about_group_id IS NOT NULL THEN 'groups'
      WHEN milestones.place_id IS NOT NULL THEN 'places'
    END,
    coalesce(milestones.about_group_id, milestones.place_id),
    0,
    0,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest,
    milestones.date_kind,
    NULL,
    'milestones',
    milestones.id,
    milestones.claim_id,
    milestones.date_claim_id,
    milestones.note
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  WHERE milestones.person_id IS NOT NULL
  UNION ALL
  SELECT
    milestones.about_group_id,
    'milestone',
    milestone_kinds.label,
    milestones.title,
    milestones.outcome,
    CASE WHEN milestones.group_id IS NOT NULL THEN 'groups' ELSE 'people' END,
    coalesce(milestones.group_id, milestones.person_id),
    1,
    0,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest,
    milestones.date_kind,
    NULL,
    'milestones',
    milestones.id,
    milestones.claim_id,
    milestones.date_claim_id,
    milestones.note
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  WHERE milestones.about_group_id IS NOT NULL
  UNION ALL
  SELECT
    membership.group_id,
    CASE WHEN membership.member_group_id IS NULL THEN 'person' ELSE 'component' END,
    roles.label,
    NULL,
    NULL,
    CASE WHEN membership.member_group_id IS NULL THEN 'people' ELSE 'groups' END,
    coalesce(membership.member_group_id, membership.member_person_id),
    0,
    0,
    membership.start_edtf,
    membership.start_earliest,
    membership.start_latest,
    membership.start_kind,
    membership.reading_set,
    'membership',
    membership.id,
    membership.claim_id,
    membership.date_claim_id,
    membership.note
  FROM membership
  INNER JOIN roles ON membership.role = roles.id
  UNION ALL
  SELECT
    coalesce(membership.member_group_id, membership.member_person_id),
    'belongs',
    roles.label,
    NULL,
    NULL,
    'groups',
    membership.group_id,
    1,
    0,
    membership.start_edtf,
    membership.start_earliest,
    membership.start_latest,
    membership.start_kind,
    membership.reading_set,
    'membership',
    membership.id,
    membership.claim_id,
    membership.date_claim_id,
    membership.note
  FROM membership
  INNER JOIN roles ON membership.role = roles.id
  UNION ALL
  SELECT
    coalesce(relations.from_group_id, relations.from_person_id),
    CASE
      WHEN relations.kind = 'allegiance' THEN 'allegiance'
      WHEN relations.kind IN ('rival', 'opponent', 'target') THEN 'opponent'
      ELSE 'tie'
    END,
    relation_kinds.label,
    NULL,
    CASE relations.is_renewal WHEN 1 THEN 'a renewal' END,
    CASE WHEN relations.to_group_id IS NULL THEN 'people' ELSE 'groups' END,
    coalesce(relations.to_group_id, relations.to_person_id),
    0,
    0,
    relations.date_edtf,
    relations.date_earliest,
    relations.date_latest,
    relations.date_kind,
    NULL,
    'relations',
    relations.id,
    relations.claim_id,
    relations.date_claim_id,
    relations.note
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  UNION ALL
  SELECT
    coalesce(relations.to_group_id, relations.to_person_id),
    CASE
      WHEN relations.kind = 'allegiance' THEN 'allegiance'
      WHEN relations.kind IN ('rival', 'opponent', 'target') THEN 'opponent'
      ELSE 'tie'
    END,
    relation_kinds.label,
    NULL,
    CASE relations.is_renewal WHEN 1 THEN 'a renewal' END,
    CASE WHEN relations.from_group_id IS NULL THEN 'people' ELSE 'groups' END,
    coalesce(relations.from_group_id, relations.from_person_id),
    1,
    0,
    relations.date_edtf,
    relations.date_earliest,
    relations.date_latest,
    relations.date_kind,
    NULL,
    'relations',
    relations.id,
    relations.claim_id,
    relations.date_claim_id,
    relations.note
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  UNION ALL
  SELECT
    coalesce(characteristics.group_id, characteristics.person_id),
    characteristics.kind,
    characteristic_kinds.label,
    characteristics.value,
    NULL,
    CASE WHEN characteristics.about_group_id IS NOT NULL THEN 'groups' END,
    characteristics.about_group_id,
    0,
    characteristics.is_denied,
    characteristics.date_edtf,
    characteristics.date_earliest,
    characteristics.date_latest,
    characteristics.date_kind,
    NULL,
    'characteristics',
    characteristics.id,
    characteristics.claim_id,
    characteristics.date_claim_id,
    characteristics.note
  FROM characteristics
  INNER JOIN characteristic_kinds ON characteristics.kind = characteristic_kinds.id
  UNION ALL
  SELECT
    estimates.group_id,
    'estimate',
    measures.label,
    estimates.as_told,
    estimates.scope,
    NULL,
    NULL,
    0,
    0,
    coalesce(estimates.as_of_edtf, estimates.period_edtf),
    coalesce(estimates.as_of_earliest, estimates.period_earliest),
    coalesce(estimates.as_of_latest, estimates.period_latest),
    CASE WHEN estimates.as_of_edtf IS NULL THEN 'period' ELSE 'seen' END,
    NULL,
    'estimates',
    estimates.id,
    estimates.claim_id,
    NULL,
    estimates.note
  FROM estimates
  INNER JOIN measures ON estimates.measure = measures.id
  UNION ALL
  SELECT
    coalesce(designations.group_id, designations.person_id),
    'designation',
    'Designation',
    designations.programme,
    designations.legal_basis,
    'groups',
    designations.authority_id,
    0,
    0,
    designations.date_edtf,
    designations.date_earliest,
    designations.date_latest,
    'event',
    NULL,
    'designations',
    designations.id,
    designations.claim_id,
    designations.date_claim_id,
    designations.note
  FROM designations
  UNION ALL
  SELECT
    coalesce(statements.group_id, statements.person_id),
    'statement',
    statement_kinds.label,
    statements.summary,
    statements.occasion,
    CASE WHEN statements.about_attack_id IS NOT NULL THEN 'attacks' END,
    statements.about_attack_id,
    0,
    0,
    statements.date_edtf,
    statements.date_earliest,
    statements.date_latest,
    'event',
    NULL,
    'statements',
    statements.id,
    statements.claim_id,
    statements.date_claim_id,
    statements.note
  FROM statements
  INNER JOIN statement_kinds ON statements.kind = statement_kinds.id
)

SELECT
  lines.subject_id,
  lines.section,
  lines.kind,
  lines.text,
  lines.detail,
  lines.other_table,
  lines.other_id,
  coalesce("groups".name, people.name, places.name, attacks.title) AS other,
  lines.inverse,
  lines.is_denied,
  lines.date_edtf,
  lines.date_earliest,
  lines.date_latest,
  lines.date_kind,
  lines.reading_set,
  claims.source_id,
  lines.table_name,
  lines.row_id,
  lines.claim_id,
  lines.date_claim_id,
  lines.note,
  sources.follow_order,
  claims.position
FROM lines
INNER JOIN claims ON lines.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
LEFT JOIN "groups" ON lines.other_id = "groups".id AND lines.other_table = 'groups'
LEFT JOIN people ON lines.other_id = people.id AND lines.other_table = 'people'
LEFT JOIN places ON lines.other_id = places.id AND lines.other_table = 'places'
LEFT JOIN attacks ON lines.other_id = attacks.id AND lines.other_table = 'attacks'
WHERE lines.subject_id IS NOT NULL;

-- The spellings of a group, person or place, with the document in which each stands.
CREATE VIEW page_names AS
SELECT
  coalesce(names.group_id, names.person_id, names.place_id) AS subject_id,
  names.name,
  names.kind AS kind_id,
  name_kinds.label AS kind,
  names.source_id,
  names.claim_id,
  names.note,
  sources.follow_order,
  claims.position
FROM names
INNER JOIN name_kinds ON names.kind = name_kinds.id
INNER JOIN claims ON names.claim_id = claims.id
INNER JOIN sources ON names.source_id = sources.id;

-- A claim as a note: who says it, where, on whose authority, and the way to the words.
CREATE VIEW claim_notes AS
SELECT
  claims.id AS claim_id,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  claims.about_source_id,
  claims.statement,
  claims.locator AS passage,
  claim_locators.locator,
  modalities.label AS modality,
  claims.fragment_start,
  claims.fragment_end,
  claims.deep_link,
  claims.note,
  (
    SELECT
      json_group_array(
        json_object('id', cited_works.cited_source_id, 'marker', cited_works.marker, 'source', cited_works.source)
      )
    FROM cited_works
    WHERE cited_works.claim_id = claims.id
  ) AS works
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN claim_locators ON claims.id = claim_locators.claim_id
INNER JOIN modalities ON claims.modality = modalities.id;

-- The disagreements that a claim is a reading of.
CREATE VIEW claim_disputes AS
SELECT DISTINCT
  disagreement_readings.claim_id,
  disagreements.id AS disagreement_id,
  disagreements.topic,
  disagreements.kind,
  disagreement_kinds.label AS kind_label,
  disagreements.status,
  disagreement_statuses.label AS status_label
FROM disagreement_readings
INNER JOIN disagreements ON disagreement_readings.disagreement_id = disagreements.id
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id
INNER JOIN disagreement_statuses ON disagreements.status = disagreement_statuses.id
WHERE disagreement_readings.claim_id IS NOT NULL;

-- Disagreements with what they are about, for cards; readings stand in page_readings.
CREATE VIEW page_disagreements AS
SELECT
  disagreements.id AS disagreement_id,
  disagreements.topic,
  disagreements.kind,
  disagreement_kinds.label AS kind_label,
  disagreements.status,
  disagreement_statuses.label AS status_label,
  disagreements.note,
  disagreements.group_id,
  disagreements.person_id,
  disagreements.attack_id,
  disagreements.about_source_id
FROM disagreements
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id
INNER JOIN disagreement_statuses ON disagreements.status = disagreement_statuses.id;

-- One side of a disagreement, with the claim that it rests on. A reading without a claim is an
-- absence: the document does not say.
CREATE VIEW page_readings AS
SELECT
  disagreement_readings.disagreement_id,
  disagreement_readings.position,
  disagreement_readings.reading,
  disagreement_readings.source_id,
  coalesce(sources.short, sources.label) AS source,
  disagreement_readings.claim_id,
  claim_locators.locator,
  claims.deep_link
FROM disagreement_readings
INNER JOIN sources ON disagreement_readings.source_id = sources.id
LEFT JOIN claims ON disagreement_readings.claim_id = claims.id
LEFT JOIN claim_locators ON disagreement_readings.claim_id = claim_locators.claim_id;

-- The attacks that documents tell of, by each group or person that they name as a party.
-- CROSS JOIN: from the claims, which are few, to the actors, which a data set makes many.
CREATE VIEW page_attacks AS
SELECT DISTINCT
  coalesce(attack_actors.group_id, attack_actors.person_id) AS subject_id,
  attack_actors.side,
  attacks.id AS attack_id,
  attacks.title,
  attacks.scope,
  attack_types.label AS attack_type,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.place_id,
  attacks.location,
  attacks.killed_low,
  attacks.killed_high,
  attacks.injured_low,
  attacks.injured_high,
  attacks.reports,
  attacks.disputed
FROM report_claims
CROSS JOIN attack_actors ON report_claims.report_id = attack_actors.report_id
CROSS JOIN attacks ON attack_actors.attack_id = attacks.id
LEFT JOIN attack_types ON attacks.attack_type = attack_types.id
WHERE coalesce(attack_actors.group_id, attack_actors.person_id) IS NOT NULL;

CREATE VIEW page_groups AS
SELECT
  "groups".id,
  "groups".name,
  group_kinds.label AS kind,
  "groups".note
FROM "groups"
INNER JOIN group_kinds ON "groups".kind = group_kinds.id;

CREATE VIEW page_reading_sets AS
SELECT
  id,
  label,
  description
FROM reading_sets;

-- The attacks that documents tell of, once each.
CREATE VIEW page_told_attacks AS
SELECT DISTINCT
  attacks.id AS attack_id,
  attacks.title,
  attacks.scope,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.place_id,
  attacks.location,
  attacks.latitude,
  attacks.longitude,
  attacks.perpetrator_id,
  attacks.killed_low,
  attacks.killed_high,
  attacks.injured_low,
  attacks.injured_high,
  attacks.disputed
FROM report_claims
CROSS JOIN attack_reports ON report_claims.report_id = attack_reports.id
CROSS JOIN attacks ON attack_reports.attack_id = attacks.id;

-- What the home page counts. Nothing here goes through the attacks, which may be a million.
CREATE VIEW page_totals AS
SELECT
  (SELECT count(*) FROM claims) AS claims,
  (SELECT count(*) FROM sources WHERE access = 'read') AS sources_read,
  (SELECT count(*) FROM sources WHERE access = 'cited') AS sources_cited,
  (SELECT count(*) FROM disagreements) AS disagreements,
  (SELECT count(*) FROM disagreements WHERE status = 'open') AS disagreements_open,
  (SELECT count(*) FROM "groups") AS groups_named,
  (SELECT count(*) FROM people) AS people_named,
  (SELECT count(*) FROM page_told_attacks WHERE scope = 'incident') AS incidents,
  (SELECT count(*) FROM page_told_attacks WHERE scope = 'general') AS told_in_general,
  (SELECT coalesce(sum(used), 0) FROM data_files) AS records,
  (SELECT sum(sentences) FROM passages) AS sentences,
  (SELECT sum(sentences_with_claims) FROM passages) AS sentences_with_claims,
  (SELECT sum(sentences_without_facts) FROM passages) AS sentences_without_facts;
