-- Who says what, about whom, and on which claim it rests. The views add nothing to the
-- tables. Their SQL works in both SQLite 3.34 and DuckDB. Where the order of a join matters,
-- because claims are few and event records may be a million, CROSS JOIN fixes it in SQLite.

-- A claim as it is cited: its place, as in a footnote, and the day by which it was certainly
-- published (for a claim about a cited work, that of the work, or if the work is undated, that of the first
-- document to cite it).
CREATE VIEW claim_locators AS
SELECT
  claims.id AS claim_id,
  claims.source_id,
  claims.about_source_id,
  CASE told.access
    WHEN 'read' THEN coalesce(told.publisher, told.authors, told.title)
    ELSE coalesce(told.authors, told.publisher, told.title)
  END
  || coalesce(' ' || substr(told.published_latest, 1, 4), '') || ', ' || claims.locator AS locator,
  claims.locator AS passage,
  coalesce(
    about.published_latest,
    told.published_latest,
    (
      SELECT min(citing.published_latest)
      FROM citations
      INNER JOIN sources AS citing ON citations.source_id = citing.id
      WHERE citations.cited_source_id = claims.source_id
    )
  ) AS known_from,
  claims.modality
FROM claims
INNER JOIN sources AS told ON claims.source_id = told.id
LEFT JOIN sources AS about ON claims.about_source_id = about.id;

-- Everything that is said about anything: one row for each thing that one claim says. The date of a
-- membership is its beginning; that of an estimate is its own date, or else the period it counts over.
-- certainty is possible if the words, or the marks in the date (?, ~, %), leave it open.
CREATE VIEW assertions AS
WITH ties (row_id, text) AS (
  SELECT
    relations.id,
    coalesce(from_groups.name, from_people.name) || ': ' || lower(relation_kinds.label) || ' '
    || coalesce(to_groups.name, to_people.name)
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  LEFT JOIN "groups" AS from_groups ON relations.from_group_id = from_groups.id
  LEFT JOIN people AS from_people ON relations.from_person_id = from_people.id
  LEFT JOIN "groups" AS to_groups ON relations.to_group_id = to_groups.id
  LEFT JOIN people AS to_people ON relations.to_person_id = to_people.id
),

said (
  table_name, row_id, kind, kind_label, text, detail, is_denied, date_edtf, date_earliest, date_latest,
  date_precision, date_kind, reading_set, told, certainty, claim_id, date_claim_id, note
) AS (
  SELECT
    'names', names.id, names.kind, name_kinds.label, names.name, NULL, 0,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'certain', names.claim_id, NULL, names.note
  FROM names
  INNER JOIN name_kinds ON names.kind = name_kinds.id
  UNION ALL
  SELECT
    'membership', membership.id, membership.role, roles.label,
    coalesce(members.name, people.name) || ' in ' || "groups".name || ': ' || lower(roles.label), NULL, 0,
    membership.start_edtf, membership.start_earliest, membership.start_latest, membership.start_precision,
    membership.start_kind, membership.reading_set, membership.told,
    CASE
      WHEN membership.end_edtf GLOB '*[?~%]*'
        THEN 'possible'
      ELSE membership.certainty
    END,
    membership.claim_id, membership.date_claim_id, membership.note
  FROM membership
  INNER JOIN "groups" ON membership.group_id = "groups".id
  INNER JOIN roles ON membership.role = roles.id
  LEFT JOIN "groups" AS members ON membership.member_group_id = members.id
  LEFT JOIN people ON membership.member_person_id = people.id
  UNION ALL
  SELECT
    'relations', relations.id, relations.kind, relation_kinds.label, ties.text,
    CASE relations.is_renewal WHEN 1 THEN 'a renewal' END, 0,
    relations.date_edtf, relations.date_earliest, relations.date_latest, relations.date_precision,
    relations.date_kind, NULL, relations.told, relations.certainty, relations.claim_id, relations.date_claim_id,
    relations.note
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  INNER JOIN ties ON relations.id = ties.row_id
  UNION ALL
  SELECT
    'estimates', estimates.id, estimates.measure, measures.label, estimates.as_told, estimates.scope, 0,
    coalesce(estimates.as_of_edtf, estimates.period_edtf),
    coalesce(estimates.as_of_earliest, estimates.period_earliest),
    coalesce(estimates.as_of_latest, estimates.period_latest),
    CASE WHEN estimates.as_of_edtf IS NULL THEN estimates.period_precision ELSE estimates.as_of_precision END,
    CASE WHEN estimates.as_of_edtf IS NULL THEN 'period' ELSE 'seen' END,
    NULL, estimates.told, estimates.certainty, estimates.claim_id, NULL, estimates.note
  FROM estimates
  INNER JOIN measures ON estimates.measure = measures.id
  UNION ALL
  SELECT
    'designations', id, 'designation', 'Designation', programme, legal_basis, 0,
    date_edtf, date_earliest, date_latest, date_precision, 'event', NULL, told, 'certain', claim_id, date_claim_id, note
  FROM designations
  UNION ALL
  SELECT
    'milestones', milestones.id, milestones.kind, milestone_kinds.label, milestones.title, milestones.outcome, 0,
    milestones.date_edtf, milestones.date_earliest, milestones.date_latest, milestones.date_precision,
    milestones.date_kind, NULL, milestones.told, milestones.certainty, milestones.claim_id, milestones.date_claim_id,
    milestones.note
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  UNION ALL
  SELECT
    'statements', statements.id, statements.kind, statement_kinds.label, statements.summary, statements.occasion, 0,
    statements.date_edtf, statements.date_earliest, statements.date_latest, statements.date_precision,
    'event', NULL, statements.told, statements.certainty, statements.claim_id, statements.date_claim_id, statements.note
  FROM statements
  INNER JOIN statement_kinds ON statements.kind = statement_kinds.id
  UNION ALL
  SELECT
    'characteristics', characteristics.id, characteristics.kind, characteristic_kinds.label, characteristics.value,
    NULL, characteristics.is_denied, characteristics.date_edtf, characteristics.date_earliest,
    characteristics.date_latest, characteristics.date_precision, characteristics.date_kind,
    NULL, characteristics.told, characteristics.certainty, characteristics.claim_id, characteristics.date_claim_id,
    characteristics.note
  FROM characteristics
  INNER JOIN characteristic_kinds ON characteristics.kind = characteristic_kinds.id
  UNION ALL
  SELECT
    'event_links', event_links.id, event_links.kind, event_link_kinds.label,
    coalesce(from_attacks.title, from_milestones.title, from_ties.text, 'Statement: ' || from_statements.summary)
    || ': ' || lower(event_link_kinds.label) || ' '
    || coalesce(to_attacks.title, to_milestones.title, to_ties.text, 'Statement: ' || to_statements.summary),
    NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, event_links.certainty, event_links.claim_id, NULL,
    event_links.note
  FROM event_links
  INNER JOIN event_link_kinds ON event_links.kind = event_link_kinds.id
  LEFT JOIN attacks AS from_attacks ON event_links.from_attack_id = from_attacks.id
  LEFT JOIN milestones AS from_milestones ON event_links.from_milestone_id = from_milestones.id
  LEFT JOIN ties AS from_ties ON event_links.from_relation_id = from_ties.row_id
  LEFT JOIN statements AS from_statements ON event_links.from_statement_id = from_statements.id
  LEFT JOIN attacks AS to_attacks ON event_links.to_attack_id = to_attacks.id
  LEFT JOIN milestones AS to_milestones ON event_links.to_milestone_id = to_milestones.id
  LEFT JOIN ties AS to_ties ON event_links.to_relation_id = to_ties.row_id
  LEFT JOIN statements AS to_statements ON event_links.to_statement_id = to_statements.id
  UNION ALL
  SELECT
    'report_claims', report_claims.id, report_claims.property, replace(report_claims.property, '_', ' '),
    report_claims.value,
    NULL, 0,
    coalesce(report_claims.date_edtf, attack_reports.date_edtf),
    CASE
      WHEN report_claims.date_edtf IS NULL THEN attack_reports.date_earliest ELSE report_claims.date_earliest
    END,
    CASE WHEN report_claims.date_edtf IS NULL THEN attack_reports.date_latest ELSE report_claims.date_latest END,
    coalesce(report_claims.date_precision, attack_reports.date_precision),
    'event', NULL, report_claims.told, report_claims.certainty, report_claims.claim_id,
    CASE WHEN report_claims.date_edtf IS NULL THEN attack_reports.date_claim_id END, NULL
  FROM report_claims
  CROSS JOIN attack_reports
  WHERE report_claims.report_id = attack_reports.id
)

SELECT
  said.table_name,
  said.row_id,
  said.kind,
  said.kind_label,
  said.text,
  said.detail,
  said.is_denied,
  said.date_edtf,
  said.date_earliest,
  said.date_latest,
  said.date_precision,
  said.date_kind,
  said.reading_set,
  said.told,
  CASE
    WHEN said.date_edtf GLOB '*[?~%]*' THEN 'possible'
    ELSE said.certainty
  END AS certainty,
  -- the modality of what a cited work says is no reason: the claim or the copy that was read has it
  CASE
    WHEN said.certainty = 'possible' AND sources.access = 'consulted' AND claims.about_source_id IS NULL
      THEN coalesce(claims.doubt, CASE claims.modality WHEN 'implied' THEN modalities.doubt END, 'possibly')
    WHEN said.certainty = 'possible' THEN coalesce(claims.doubt, modalities.doubt, 'possibly')
    WHEN said.date_edtf GLOB '*[?~%]*' THEN 'possibly'
  END AS doubt,
  claims.source_id,
  claims.about_source_id,
  said.claim_id,
  claims.position,
  said.date_claim_id,
  said.note,
  claims.modality
FROM said
CROSS JOIN claims
LEFT JOIN sources ON claims.source_id = sources.id
LEFT JOIN modalities ON claims.modality = modalities.id
WHERE said.claim_id = claims.id;

-- Whom and what each assertion is about: every group, person, place and attack that it names, with its role.
CREATE VIEW assertion_parties AS
WITH parties (table_name, row_id, role, entity_table, entity_id, claim_id) AS (
  SELECT 'names', id, 'subject', 'groups', group_id, claim_id FROM names
  UNION ALL
  SELECT 'names', id, 'subject', 'people', person_id, claim_id FROM names
  UNION ALL
  SELECT 'names', id, 'subject', 'places', place_id, claim_id FROM names
  UNION ALL
  SELECT 'names', id, 'subject', 'milestones', milestone_id, claim_id FROM names
  UNION ALL
  SELECT 'membership', id, 'whole', 'groups', group_id, claim_id FROM membership
  UNION ALL
  SELECT 'membership', id, 'member', 'groups', member_group_id, claim_id FROM membership
  UNION ALL
  SELECT 'membership', id, 'member', 'people', member_person_id, claim_id FROM membership
  UNION ALL
  SELECT 'relations', id, 'subject', 'groups', from_group_id, claim_id FROM relations
  UNION ALL
  SELECT 'relations', id, 'subject', 'people', from_person_id, claim_id FROM relations
  UNION ALL
  SELECT 'relations', id, 'object', 'groups', to_group_id, claim_id FROM relations
  UNION ALL
  SELECT 'relations', id, 'object', 'people', to_person_id, claim_id FROM relations
  UNION ALL
  SELECT 'estimates', id, 'subject', 'groups', group_id, claim_id FROM estimates
  UNION ALL
  SELECT 'estimates', id, 'about', 'groups', about_group_id, claim_id FROM estimates
  UNION ALL
  SELECT 'estimates', id, 'place', 'places', place_id, claim_id FROM estimates
  UNION ALL
  SELECT 'designations', id, 'subject', 'groups', group_id, claim_id FROM designations
  UNION ALL
  SELECT 'designations', id, 'subject', 'people', person_id, claim_id FROM designations
  UNION ALL
  SELECT 'designations', id, 'authority', 'groups', authority_id, claim_id FROM designations
  UNION ALL
  SELECT 'milestones', id, 'subject', 'groups', group_id, claim_id FROM milestones
  UNION ALL
  SELECT 'milestones', id, 'subject', 'people', person_id, claim_id FROM milestones
  UNION ALL
  SELECT 'milestones', id, 'about', 'groups', about_group_id, claim_id FROM milestones
  UNION ALL
  SELECT 'milestones', id, 'place', 'places', place_id, claim_id FROM milestones
  UNION ALL
  SELECT 'statements', id, 'subject', 'groups', group_id, claim_id FROM statements
  UNION ALL
  SELECT 'statements', id, 'subject', 'people', person_id, claim_id FROM statements
  UNION ALL
  SELECT 'statements', id, 'about', 'groups', about_group_id, claim_id FROM statements
  UNION ALL
  SELECT 'statements', id, 'attack', 'attacks', about_attack_id, claim_id FROM statements
  UNION ALL
  SELECT 'characteristics', id, 'subject', 'groups', group_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'characteristics', id, 'subject', 'people', person_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'characteristics', id, 'about', 'groups', about_group_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'characteristics', id, 'place', 'places', place_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'estimates', id, 'holder', 'groups', holder_group_id, claim_id FROM estimates
  UNION ALL
  SELECT 'estimates', id, 'holder', 'people', holder_person_id, claim_id FROM estimates
  UNION ALL
  SELECT 'statements', id, 'holder', 'groups', holder_group_id, claim_id FROM statements
  UNION ALL
  SELECT 'statements', id, 'holder', 'people', holder_person_id, claim_id FROM statements
  UNION ALL
  SELECT 'statements', id, 'speaker', 'groups', speaker_group_id, claim_id FROM statements
  UNION ALL
  SELECT 'statements', id, 'speaker', 'people', speaker_person_id, claim_id FROM statements
  UNION ALL
  SELECT 'characteristics', id, 'holder', 'groups', holder_group_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'characteristics', id, 'holder', 'people', holder_person_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'characteristics', id, 'speaker', 'groups', speaker_group_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'characteristics', id, 'speaker', 'people', speaker_person_id, claim_id FROM characteristics
  UNION ALL
  SELECT 'event_links', id, 'first', 'attacks', from_attack_id, claim_id FROM event_links
  UNION ALL
  SELECT 'event_links', id, 'first', 'milestones', from_milestone_id, claim_id FROM event_links
  UNION ALL
  SELECT 'event_links', id, 'second', 'attacks', to_attack_id, claim_id FROM event_links
  UNION ALL
  SELECT 'event_links', id, 'second', 'milestones', to_milestone_id, claim_id FROM event_links
  UNION ALL
  SELECT 'report_claims', claimed.id, 'attack', 'attacks', reports.attack_id, claimed.claim_id
  FROM report_claims AS claimed
  CROSS JOIN attack_reports AS reports
  WHERE claimed.report_id = reports.id
  UNION ALL
  SELECT 'report_claims', claimed.id, 'place', 'places', reports.place_id, claimed.claim_id
  FROM report_claims AS claimed
  CROSS JOIN attack_reports AS reports
  WHERE claimed.report_id = reports.id AND claimed.property = 'place_id'
)

SELECT
  table_name,
  row_id,
  role,
  entity_table,
  entity_id,
  'certain' AS certainty,
  claim_id
FROM parties
-- what only a data set calls a group rests on no claim
WHERE entity_id IS NOT NULL AND claim_id IS NOT NULL
UNION ALL
SELECT 'report_claims', claimed.id, actors.side, 'groups', actors.group_id, actors.certainty, claimed.claim_id
FROM report_claims AS claimed
CROSS JOIN attack_actors AS actors
WHERE
  claimed.report_id = actors.report_id AND claimed.claim_id = actors.claim_id AND claimed.property = 'actors'
  AND actors.group_id IS NOT NULL
UNION ALL
SELECT 'report_claims', claimed.id, actors.side, 'people', actors.person_id, actors.certainty, claimed.claim_id
FROM report_claims AS claimed
CROSS JOIN attack_actors AS actors
WHERE
  claimed.report_id = actors.report_id AND claimed.claim_id = actors.claim_id AND claimed.property = 'actors'
  AND actors.person_id IS NOT NULL;

-- The claims behind a row. property says what they are evidence for: `row` for the row as
-- such, `date` for its date if that rests on another claim, otherwise a column or a kind of row.
CREATE VIEW evidence (table_name, row_id, claim_id, property) AS
-- each assertion has one subject, or is of one whole; some are of nobody, or order events
SELECT table_name, row_id, claim_id, 'row' FROM assertion_parties WHERE role IN ('subject', 'whole')
UNION ALL
SELECT 'estimates', id, claim_id, 'row' FROM estimates WHERE group_id IS NULL
UNION ALL
SELECT 'milestones', id, claim_id, 'row' FROM milestones WHERE group_id IS NULL AND person_id IS NULL
UNION ALL
SELECT 'event_links', id, claim_id, 'row' FROM event_links
UNION ALL
SELECT 'membership', id, date_claim_id, 'inferred date' FROM membership WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'relations', id, date_claim_id, 'inferred date' FROM relations WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'designations', id, date_claim_id, 'inferred date' FROM designations WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'milestones', id, date_claim_id, 'inferred date' FROM milestones WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'statements', id, date_claim_id, 'inferred date' FROM statements WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'characteristics', id, date_claim_id, 'inferred date' FROM characteristics WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'attack_reports', id, date_claim_id, 'inferred date' FROM attack_reports WHERE date_claim_id IS NOT NULL
UNION ALL
-- groups, people, places and attacks, by what is said of them
SELECT
  entity_table, entity_id, claim_id,
  CASE table_name WHEN 'report_claims' THEN 'attack' ELSE rtrim(table_name, 's') END
FROM assertion_parties
WHERE table_name <> 'report_claims' OR entity_table <> 'attacks'
UNION ALL
-- attacks and what is said of them
SELECT 'attacks', attack_reports.attack_id, report_claims.claim_id, report_claims.property
FROM attack_reports
INNER JOIN report_claims ON attack_reports.id = report_claims.report_id
UNION ALL
SELECT 'attack_reports', report_id, claim_id, property FROM report_claims
UNION ALL
SELECT 'report_claims', id, claim_id, property FROM report_claims
UNION ALL
SELECT 'attacks', attack_id, date_claim_id, 'inferred date' FROM attack_reports WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'attack_actors', CAST(attack_actors.id AS TEXT), report_claims.claim_id, 'row'
FROM report_claims
CROSS JOIN attack_actors
WHERE
  report_claims.report_id = attack_actors.report_id AND report_claims.claim_id = attack_actors.claim_id
  AND report_claims.property = 'actors'
-- sources: what describes them, what they say, what is read off their titles, what cites them
UNION ALL
SELECT 'source_claims', id, claim_id, 'row' FROM source_claims
UNION ALL
SELECT 'sources', source_id, claim_id, 'description' FROM source_claims
UNION ALL
SELECT 'sources', source_id, id, 'said here' FROM claims
UNION ALL
SELECT 'sources', about_source_id, id, 'title' FROM claims WHERE about_source_id IS NOT NULL
UNION ALL
SELECT
  'sources',
  citations.cited_source_id,
  claim_citations.claim_id,
  CASE claim_citations.scope WHEN 'sentence' THEN 'cited for' ELSE 'cited in the next sentence' END
FROM citations
INNER JOIN claim_citations ON citations.id = claim_citations.citation_id
UNION ALL
SELECT 'passages', passage_id, id, 'said here' FROM claims
UNION ALL
SELECT
  'citations',
  citation_id,
  claim_id,
  CASE scope WHEN 'sentence' THEN 'cited for' ELSE 'cited in the next sentence' END
FROM claim_citations
UNION ALL
SELECT 'claim_citations', id, claim_id, 'row' FROM claim_citations
UNION ALL
SELECT 'citation_checks', id, claim_id, 'row' FROM citation_checks
-- disagreements
UNION ALL
SELECT 'disagreements', disagreement_id, claim_id, 'reading' FROM disagreement_readings WHERE claim_id IS NOT NULL
UNION ALL
SELECT 'disagreement_readings', id, claim_id, 'row' FROM disagreement_readings WHERE claim_id IS NOT NULL;

-- The works that a document cites for a claim, or in the next sentence (scope paragraph) if the claim's own has
-- no note: they may be meant for it as well.
CREATE VIEW cited_works AS
SELECT
  claim_citations.claim_id,
  claim_citations.scope,
  citations.id AS citation_id,
  citations.marker,
  citations.position,
  citation_forms.label AS form,
  citations.cited_source_id,
  sources.label AS source,
  sources.title,
  sources.url
FROM claim_citations
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN citation_forms ON citations.form = citation_forms.id
INNER JOIN sources ON citations.cited_source_id = sources.id;

-- The label of a row, for the heading of its page and for lists that refer to it.
CREATE VIEW row_labels (table_name, row_id, label) AS
SELECT 'groups', id, name FROM "groups"
UNION ALL
SELECT 'people', id, name FROM people
UNION ALL
SELECT 'places', id, name FROM places
UNION ALL
SELECT 'identifiers', id, identifier FROM identifiers
UNION ALL
SELECT 'sources', id, label FROM sources
UNION ALL
SELECT 'attacks', id, title FROM attacks
UNION ALL
SELECT 'passages', passages.id, sources.label || ': ' || passages.locator
FROM passages
INNER JOIN sources ON passages.source_id = sources.id
UNION ALL
SELECT 'claims', id, statement FROM claims
UNION ALL
SELECT 'citations', citations.id, 'Marker ' || citations.marker || ' in ' || citing.label || ' for ' || cited.label
FROM citations
INNER JOIN sources AS citing ON citations.source_id = citing.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
UNION ALL
SELECT
  'claim_citations',
  claim_citations.id,
  'Marker ' || citations.marker
  || CASE claim_citations.scope WHEN 'sentence' THEN ' for: ' ELSE ' on the sentence after: ' END || claims.statement
FROM claim_citations
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN claims ON claim_citations.claim_id = claims.id
UNION ALL
SELECT
  'citation_checks',
  citation_checks.id,
  cited.label || ', cited by marker ' || citations.marker
  || CASE claim_citations.scope WHEN 'sentence' THEN ' for: ' ELSE ' on the sentence after: ' END || claims.statement
FROM citation_checks
INNER JOIN claim_citations ON citation_checks.id = claim_citations.id
INNER JOIN citations ON citation_checks.citation_id = citations.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
INNER JOIN claims ON citation_checks.claim_id = claims.id
UNION ALL
SELECT 'source_claims', source_claims.id, sources.label
FROM source_claims
INNER JOIN sources ON source_claims.source_id = sources.id
UNION ALL
SELECT
  said.table_name,
  said.row_id,
  CASE said.table_name
    WHEN 'names'
      THEN '“' || said.text || '” for ' || coalesce("groups".name, people.name, places.name, milestones.title)
    WHEN 'estimates'
      THEN coalesce("groups".name || ': ' || lower(said.kind_label), said.kind_label) || ', ' || said.text
    WHEN 'statements' THEN coalesce("groups".name, people.name) || ': ' || said.text
    WHEN 'characteristics'
      THEN
        coalesce("groups".name, people.name) || ': ' || lower(said.kind_label)
        || ', ' || said.text
    ELSE said.text
  END
FROM assertions AS said
LEFT JOIN assertion_parties AS subjects
  ON said.table_name = subjects.table_name AND said.row_id = subjects.row_id AND subjects.role = 'subject'
LEFT JOIN "groups" ON subjects.entity_id = "groups".id AND subjects.entity_table = 'groups'
LEFT JOIN people ON subjects.entity_id = people.id AND subjects.entity_table = 'people'
LEFT JOIN places ON subjects.entity_id = places.id AND subjects.entity_table = 'places'
LEFT JOIN milestones ON subjects.entity_id = milestones.id AND subjects.entity_table = 'milestones'
WHERE said.table_name NOT IN ('report_claims', 'designations')
UNION ALL
SELECT
  'designations',
  designations.id,
  coalesce("groups".name, people.name) || ': ' || coalesce(designations.programme, 'designation')
  || ', by ' || authorities.name
FROM designations
INNER JOIN "groups" AS authorities ON designations.authority_id = authorities.id
LEFT JOIN "groups" ON designations.group_id = "groups".id
LEFT JOIN people ON designations.person_id = people.id
UNION ALL
SELECT 'attack_reports', attack_reports.id, attacks.title || ', by ' || sources.label
FROM attack_reports
INNER JOIN attacks ON attack_reports.attack_id = attacks.id
INNER JOIN sources ON attack_reports.source_id = sources.id
UNION ALL
SELECT
  'report_claims',
  report_claims.id,
  attacks.title || ', by ' || sources.label || ': ' || replace(report_claims.property, '_', ' ')
FROM report_claims
INNER JOIN attack_reports ON report_claims.report_id = attack_reports.id
INNER JOIN attacks ON attack_reports.attack_id = attacks.id
INNER JOIN sources ON attack_reports.source_id = sources.id
UNION ALL
-- of the documents only: for the numbers of two million parties of records there would be no index
SELECT
  'attack_actors',
  CAST(attack_actors.id AS TEXT),
  coalesce(attack_actors.name, 'Not named') || ' (' || attack_actors.side || '): ' || attacks.title
FROM attack_actors
INNER JOIN attacks ON attack_actors.attack_id = attacks.id
WHERE attack_actors.report_id IN (SELECT report_claims.report_id FROM report_claims)
UNION ALL
SELECT 'disagreements', id, topic FROM disagreements
UNION ALL
SELECT 'disagreement_readings', disagreement_readings.id, disagreements.topic || ': ' || disagreement_readings.reading
FROM disagreement_readings
INNER JOIN disagreements ON disagreement_readings.disagreement_id = disagreements.id;
