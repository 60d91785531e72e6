-- What the pages of attacks, people and places read, beside 15_page_views.sql. Each is asked for one
-- attack, person or place by its id, and follows an index from there: at a million attacks as well.

-- An attack with the words of its vocabularies and the names that it refers to.
CREATE VIEW page_attack AS
SELECT
  attacks.id,
  attacks.title,
  attacks.scope,
  attack_types.label AS attack_type,
  attacks.attack_type AS attack_type_id,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.place_id,
  places.name AS place,
  places.kind AS place_kind,
  attacks.location,
  attacks.country_code,
  attacks.latitude,
  attacks.longitude,
  attacks.geo_precision AS geo_precision_id,
  geo_precisions.label AS geo_precision,
  places.coordinates_source_id,
  attacks.perpetrator_id,
  "groups".name AS perpetrator,
  attacks.reports,
  attacks.disputed
FROM attacks
LEFT JOIN attack_types ON attacks.attack_type = attack_types.id
LEFT JOIN places ON attacks.place_id = places.id
LEFT JOIN geo_precisions ON attacks.geo_precision = geo_precisions.id
LEFT JOIN "groups" ON attacks.perpetrator_id = "groups".id;

-- The reports of an attack in the order in which its summary follows them. contradicts: its date has
-- no day in common with the one that the summary follows.
CREATE VIEW page_attack_reports AS
SELECT
  attack_reports.id AS report_id,
  attack_reports.attack_id,
  attack_reports.source_id,
  coalesce(sources.short, sources.label) AS source,
  sources.access,
  attack_reports.via_source_id,
  coalesce(via.short, via.label) AS via,
  attack_reports.record_id,
  attack_reports.record_version,
  attack_types.label AS attack_type,
  attack_reports.attack_type AS attack_type_id,
  attack_reports.type_told,
  attack_reports.date_edtf,
  attack_reports.date_earliest,
  attack_reports.date_latest,
  attack_reports.date_claim_id,
  coalesce(
    attack_reports.date_edtf IS NOT NULL AND (
      attack_reports.date_latest < attacks.date_earliest OR attack_reports.date_earliest > attacks.date_latest
    ),
    0
  ) AS contradicts,
  attack_reports.place_id,
  places.name AS place,
  attack_reports.location,
  attack_reports.country_code,
  geo_precisions.label AS geo_precision,
  attack_reports.target,
  attack_reports.weapons,
  attack_reports.killed_low,
  attack_reports.killed_best,
  attack_reports.killed_high,
  attack_reports.killed_civilians,
  attack_reports.killed_attackers,
  attack_reports.injured_low,
  attack_reports.injured_high,
  attack_reports.casualties,
  attack_reports.motive,
  attack_reports.outcome,
  attack_reports.responsibility AS responsibility_id,
  responsibilities.label AS responsibility,
  attack_reports.source_note,
  attack_reports.notes,
  attack_reports.note,
  data_files.id AS data_file_id,
  data_files.name AS data_file,
  data_files.version AS data_file_version,
  sources.follow_order
FROM attack_reports
INNER JOIN attacks ON attack_reports.attack_id = attacks.id
INNER JOIN sources ON attack_reports.source_id = sources.id
LEFT JOIN sources AS via ON attack_reports.via_source_id = via.id
LEFT JOIN attack_types ON attack_reports.attack_type = attack_types.id
LEFT JOIN places ON attack_reports.place_id = places.id
LEFT JOIN geo_precisions ON attack_reports.geo_precision = geo_precisions.id
LEFT JOIN responsibilities ON attack_reports.responsibility = responsibilities.id
LEFT JOIN data_files ON attack_reports.data_file_id = data_files.id;

-- The claim behind each property of an attack's reports; `bounds` for one that narrows a date.
CREATE VIEW page_report_claims AS
SELECT
  attack_reports.attack_id,
  report_claims.report_id,
  report_claims.property,
  report_claims.claim_id
FROM attack_reports
INNER JOIN report_claims ON attack_reports.id = report_claims.report_id
UNION ALL
SELECT
  attack_id,
  id,
  'bounds',
  date_claim_id
FROM attack_reports
WHERE date_claim_id IS NOT NULL;

-- The parties to an attack, as each report names them. rowid keeps the order of the report.
CREATE VIEW page_attack_actors AS
SELECT
  attack_actors.attack_id,
  attack_actors.report_id,
  attack_actors.rowid AS position,
  attack_actors.side,
  attack_actors.certainty,
  attack_actors.name,
  CASE
    WHEN attack_actors.group_id IS NOT NULL THEN 'groups'
    WHEN attack_actors.person_id IS NOT NULL THEN 'people'
  END AS other_table,
  coalesce(attack_actors.group_id, attack_actors.person_id) AS other_id,
  coalesce("groups".name, people.name) AS other,
  coalesce(attack_actors.group_id, attack_actors.person_id, attack_actors.name) AS party
FROM attack_actors
LEFT JOIN "groups" ON attack_actors.group_id = "groups".id
LEFT JOIN people ON attack_actors.person_id = people.id;

-- Pairs of reports that were weighed, from the side of each of the two.
CREATE VIEW page_attack_matches AS
WITH pairs (attack_id, report_id, other_report_id, match_id) AS (
  SELECT
    attack_reports.attack_id,
    matches.report_id,
    matches.other_report_id,
    matches.id
  FROM attack_reports
  INNER JOIN matches ON attack_reports.id = matches.report_id
  UNION ALL
  SELECT
    attack_reports.attack_id,
    matches.other_report_id,
    matches.report_id,
    matches.id
  FROM attack_reports
  INNER JOIN matches ON attack_reports.id = matches.other_report_id
)

SELECT
  pairs.attack_id,
  pairs.match_id,
  pairs.report_id,
  coalesce(sources.short, sources.label) AS source,
  reports.record_id,
  pairs.other_report_id,
  coalesce(other_sources.short, other_sources.label) AS other_source,
  weighed.record_id AS other_record_id,
  weighed.attack_id AS other_attack_id,
  other_attacks.title AS other_attack,
  matches.decision,
  matches.method,
  matches.score,
  matches.days_apart,
  matches.kilometres_apart,
  matches.reason
FROM pairs
INNER JOIN matches ON pairs.match_id = matches.id
INNER JOIN attack_reports AS reports ON pairs.report_id = reports.id
INNER JOIN sources ON reports.source_id = sources.id
INNER JOIN attack_reports AS weighed ON pairs.other_report_id = weighed.id
INNER JOIN sources AS other_sources ON weighed.source_id = other_sources.id
INNER JOIN attacks AS other_attacks ON weighed.attack_id = other_attacks.id;

-- What is said of an attack or place in telling of a group or person: the counterpart of page_lines.
CREATE VIEW page_told_of AS
WITH told (
  subject_id, section, kind, text, detail, group_id, person_id, is_denied,
  date_edtf, date_earliest, date_latest, date_kind, claim_id, date_claim_id, note
) AS (
  SELECT
    statements.about_attack_id,
    'said',
    statement_kinds.label,
    statements.summary,
    statements.occasion,
    statements.group_id,
    statements.person_id,
    0,
    statements.date_edtf,
    statements.date_earliest,
    statements.date_latest,
    'event',
    statements.claim_id,
    statements.date_claim_id,
    statements.note
  FROM statements
  INNER JOIN statement_kinds ON statements.kind = statement_kinds.id
  WHERE statements.about_attack_id IS NOT NULL
  UNION ALL
  SELECT
    characteristics.place_id,
    CASE characteristics.kind WHEN 'area' THEN 'active' ELSE 'told' END,
    characteristic_kinds.label,
    characteristics.value,
    NULL,
    characteristics.group_id,
    characteristics.person_id,
    characteristics.is_denied,
    characteristics.date_edtf,
    characteristics.date_earliest,
    characteristics.date_latest,
    characteristics.date_kind,
    characteristics.claim_id,
    characteristics.date_claim_id,
    characteristics.note
  FROM characteristics
  INNER JOIN characteristic_kinds ON characteristics.kind = characteristic_kinds.id
  WHERE characteristics.place_id IS NOT NULL
  UNION ALL
  SELECT
    milestones.place_id,
    'happened',
    milestone_kinds.label,
    milestones.title,
    milestones.outcome,
    milestones.group_id,
    milestones.person_id,
    0,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest,
    milestones.date_kind,
    milestones.claim_id,
    milestones.date_claim_id,
    milestones.note
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  WHERE milestones.place_id IS NOT NULL
  UNION ALL
  SELECT
    estimates.place_id,
    'figure',
    measures.label,
    estimates.as_told,
    estimates.scope,
    estimates.group_id,
    NULL,
    0,
    coalesce(estimates.as_of_edtf, estimates.period_edtf),
    coalesce(estimates.as_of_earliest, estimates.period_earliest),
    coalesce(estimates.as_of_latest, estimates.period_latest),
    CASE WHEN estimates.as_of_edtf IS NULL THEN 'period' ELSE 'seen' END,
    estimates.claim_id,
    NULL,
    estimates.note
  FROM estimates
  INNER JOIN measures ON estimates.measure = measures.id
  WHERE estimates.place_id IS NOT NULL
)

SELECT
  told.subject_id,
  told.section,
  told.kind,
  told.text,
  told.detail,
  CASE WHEN told.person_id IS NULL THEN 'groups' ELSE 'people' END AS other_table,
  coalesce(told.group_id, told.person_id) AS other_id,
  coalesce("groups".name, people.name) AS other,
  1 AS inverse,
  told.is_denied,
  told.date_edtf,
  told.date_earliest,
  told.date_latest,
  told.date_kind,
  claims.source_id,
  told.claim_id,
  told.date_claim_id,
  told.note,
  sources.follow_order,
  claims.position
FROM told
INNER JOIN claims ON told.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
LEFT JOIN "groups" ON told.group_id = "groups".id
LEFT JOIN people ON told.person_id = people.id;

-- Which properties of an attack's reports a disagreement is about.
CREATE VIEW page_property_disputes AS
SELECT
  disagreements.attack_id,
  properties.value AS property,
  disagreements.id AS disagreement_id,
  disagreements.topic,
  disagreements.status
FROM disagreements
CROSS JOIN json_each(disagreements.properties) AS properties
WHERE disagreements.attack_id IS NOT NULL;

-- Groups and people with their kinds in the order of the vocabulary, for the lists of them.
CREATE VIEW page_lists AS
SELECT
  'groups' AS table_name,
  "groups".id,
  "groups".name,
  group_kinds.label AS kind,
  group_kinds.description AS kind_description,
  group_kinds.rowid AS kind_position
FROM "groups"
INNER JOIN group_kinds ON "groups".kind = group_kinds.id
UNION ALL
SELECT
  'people',
  people.id,
  people.name,
  person_kinds.label,
  person_kinds.description,
  person_kinds.rowid
FROM people
INNER JOIN person_kinds ON people.kind = person_kinds.id;

CREATE VIEW page_people AS
SELECT
  people.id,
  people.name,
  person_kinds.label AS kind,
  people.note
FROM people
INNER JOIN person_kinds ON people.kind = person_kinds.id;

-- The works that a person is credited with, by the claim that credits them.
CREATE VIEW page_works AS
SELECT
  characteristics.person_id,
  source_claims.source_id,
  sources.title,
  sources.publisher,
  sources.container,
  sources.published_edtf,
  sources.published_earliest,
  sources.published_latest,
  sources.access,
  characteristics.claim_id
FROM characteristics
INNER JOIN source_claims ON characteristics.claim_id = source_claims.claim_id
INNER JOIN sources ON source_claims.source_id = sources.id
WHERE characteristics.kind = 'authorship' AND characteristics.person_id IS NOT NULL;

CREATE VIEW page_places AS
SELECT
  places.id,
  places.name,
  place_kinds.label AS kind,
  places.kind AS kind_id,
  places.country_code,
  places.latitude,
  places.longitude,
  places.geonames_id,
  places.coordinates_source_id,
  sources.label AS coordinates_source,
  sources.licence AS coordinates_licence,
  sources.url AS coordinates_url,
  places.note
FROM places
INNER JOIN place_kinds ON places.kind = place_kinds.id
LEFT JOIN sources ON places.coordinates_source_id = sources.id;

-- Every place with all that it is part of, itself at depth 0.
CREATE VIEW page_place_parts AS
WITH RECURSIVE parts (place_id, part_id, depth) AS (
  SELECT
    id AS place_id,
    id AS part_id,
    0 AS depth
  FROM places
  UNION ALL
  SELECT
    places.parent_id,
    parts.part_id,
    parts.depth + 1
  FROM parts
  INNER JOIN places ON parts.place_id = places.id
  WHERE places.parent_id IS NOT NULL AND parts.depth < 10
)

SELECT
  parts.place_id,
  wholes.name AS place,
  parts.part_id,
  places.name AS part,
  parts.depth
FROM parts
INNER JOIN places AS wholes ON parts.place_id = wholes.id
INNER JOIN places ON parts.part_id = places.id;

-- The attacks that a document puts in a place, with the claims that do. Event records have no place of
-- ours. CROSS JOIN: from the claims, which are few, to the reports, which a data set makes many.
CREATE VIEW page_place_attacks AS
SELECT
  attack_reports.place_id,
  attacks.id AS attack_id,
  attacks.title,
  attacks.scope,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.place_id AS attack_place_id,
  attacks.disputed,
  attack_reports.source_id,
  attack_reports.location,
  report_claims.claim_id
FROM report_claims
CROSS JOIN attack_reports ON report_claims.report_id = attack_reports.id
CROSS JOIN attacks ON attack_reports.attack_id = attacks.id
WHERE report_claims.property = 'place_id' AND attack_reports.place_id IS NOT NULL;
