-- ------------------------------------------------------------------------------------ The site
-- What row pages, labels and maps read. Nothing here says anything that the tables do not.

-- Which claims stand behind a row. property says what they are evidence for: `row` for the row as
-- such, `date` for its date where that rests on another claim, and a column or a kind of row else.
CREATE VIEW evidence (table_name, row_id, claim_id, property) AS
-- assertions: their own claim, and the one that their date rests on
SELECT 'names', id, claim_id, 'row' FROM names
UNION ALL
SELECT 'membership', id, claim_id, 'row' FROM membership
UNION ALL
SELECT 'membership', id, date_claim_id, 'date' FROM membership WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'relations', id, claim_id, 'row' FROM relations
UNION ALL
SELECT 'relations', id, date_claim_id, 'date' FROM relations WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'estimates', id, claim_id, 'row' FROM estimates
UNION ALL
SELECT 'designations', id, claim_id, 'row' FROM designations
UNION ALL
SELECT 'designations', id, date_claim_id, 'date' FROM designations WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'milestones', id, claim_id, 'row' FROM milestones
UNION ALL
SELECT 'milestones', id, date_claim_id, 'date' FROM milestones WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'statements', id, claim_id, 'row' FROM statements
UNION ALL
SELECT 'statements', id, date_claim_id, 'date' FROM statements WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'characteristics', id, claim_id, 'row' FROM characteristics
UNION ALL
SELECT 'characteristics', id, date_claim_id, 'date' FROM characteristics WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'disagreement_readings', id, claim_id, 'row' FROM disagreement_readings WHERE claim_id IS NOT NULL
UNION ALL
SELECT 'claim_citations', id, claim_id, 'row' FROM claim_citations
UNION ALL
SELECT 'source_claims', id, claim_id, 'row' FROM source_claims
-- attacks and what is said of them
UNION ALL
SELECT 'report_claims', id, claim_id, property FROM report_claims
UNION ALL
SELECT 'attack_reports', report_id, claim_id, property FROM report_claims
UNION ALL
SELECT 'attack_reports', id, date_claim_id, 'date' FROM attack_reports WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'attack_actors', CAST(attack_actors.id AS TEXT), report_claims.claim_id, 'row'
FROM report_claims
CROSS JOIN attack_actors ON report_claims.report_id = attack_actors.report_id
WHERE report_claims.property = 'actors'
UNION ALL
SELECT 'attacks', attack_reports.attack_id, report_claims.claim_id, report_claims.property
FROM attack_reports
INNER JOIN report_claims ON attack_reports.id = report_claims.report_id
UNION ALL
SELECT 'attacks', attack_id, date_claim_id, 'date' FROM attack_reports WHERE date_claim_id IS NOT NULL
UNION ALL
SELECT 'attacks', about_attack_id, claim_id, 'statement' FROM statements WHERE about_attack_id IS NOT NULL
-- groups
UNION ALL
SELECT 'groups', group_id, claim_id, 'name' FROM names WHERE group_id IS NOT NULL
UNION ALL
SELECT 'groups', group_id, claim_id, 'membership' FROM membership
UNION ALL
SELECT 'groups', member_group_id, claim_id, 'membership' FROM membership WHERE member_group_id IS NOT NULL
UNION ALL
SELECT 'groups', from_group_id, claim_id, 'relation' FROM relations WHERE from_group_id IS NOT NULL
UNION ALL
SELECT 'groups', to_group_id, claim_id, 'relation' FROM relations WHERE to_group_id IS NOT NULL
UNION ALL
SELECT 'groups', group_id, claim_id, 'estimate' FROM estimates
UNION ALL
SELECT 'groups', group_id, claim_id, 'designation' FROM designations WHERE group_id IS NOT NULL
UNION ALL
SELECT 'groups', authority_id, claim_id, 'designation' FROM designations
UNION ALL
SELECT 'groups', group_id, claim_id, 'milestone' FROM milestones WHERE group_id IS NOT NULL
UNION ALL
SELECT 'groups', about_group_id, claim_id, 'milestone' FROM milestones WHERE about_group_id IS NOT NULL
UNION ALL
SELECT 'groups', group_id, claim_id, 'statement' FROM statements WHERE group_id IS NOT NULL
UNION ALL
SELECT 'groups', about_group_id, claim_id, 'statement' FROM statements WHERE about_group_id IS NOT NULL
UNION ALL
SELECT 'groups', group_id, claim_id, 'characteristic' FROM characteristics WHERE group_id IS NOT NULL
UNION ALL
SELECT 'groups', about_group_id, claim_id, 'characteristic' FROM characteristics WHERE about_group_id IS NOT NULL
UNION ALL
-- CROSS JOIN: from the claims, which are few, to the actors, which a data set makes many
SELECT 'groups', attack_actors.group_id, report_claims.claim_id, 'attack'
FROM report_claims
CROSS JOIN attack_actors ON report_claims.report_id = attack_actors.report_id
WHERE report_claims.property = 'actors' AND attack_actors.group_id IS NOT NULL
-- people
UNION ALL
SELECT 'people', person_id, claim_id, 'name' FROM names WHERE person_id IS NOT NULL
UNION ALL
SELECT 'people', member_person_id, claim_id, 'membership' FROM membership WHERE member_person_id IS NOT NULL
UNION ALL
SELECT 'people', from_person_id, claim_id, 'relation' FROM relations WHERE from_person_id IS NOT NULL
UNION ALL
SELECT 'people', to_person_id, claim_id, 'relation' FROM relations WHERE to_person_id IS NOT NULL
UNION ALL
SELECT 'people', person_id, claim_id, 'designation' FROM designations WHERE person_id IS NOT NULL
UNION ALL
SELECT 'people', person_id, claim_id, 'milestone' FROM milestones WHERE person_id IS NOT NULL
UNION ALL
SELECT 'people', person_id, claim_id, 'statement' FROM statements WHERE person_id IS NOT NULL
UNION ALL
SELECT 'people', person_id, claim_id, 'characteristic' FROM characteristics WHERE person_id IS NOT NULL
UNION ALL
SELECT 'people', attack_actors.person_id, report_claims.claim_id, 'attack'
FROM report_claims
CROSS JOIN attack_actors ON report_claims.report_id = attack_actors.report_id
WHERE report_claims.property = 'actors' AND attack_actors.person_id IS NOT NULL
-- places
UNION ALL
SELECT 'places', place_id, claim_id, 'name' FROM names WHERE place_id IS NOT NULL
UNION ALL
SELECT 'places', place_id, claim_id, 'estimate' FROM estimates WHERE place_id IS NOT NULL
UNION ALL
SELECT 'places', place_id, claim_id, 'milestone' FROM milestones WHERE place_id IS NOT NULL
UNION ALL
SELECT 'places', place_id, claim_id, 'characteristic' FROM characteristics WHERE place_id IS NOT NULL
UNION ALL
SELECT 'places', attack_reports.place_id, report_claims.claim_id, 'attack'
FROM report_claims
CROSS JOIN attack_reports ON report_claims.report_id = attack_reports.id
WHERE report_claims.property = 'place_id' AND attack_reports.place_id IS NOT NULL
-- sources: what describes them, what they say, what is read off their titles, what cites them
UNION ALL
SELECT 'sources', source_id, claim_id, 'description' FROM source_claims
UNION ALL
SELECT 'sources', source_id, id, 'said here' FROM claims
UNION ALL
SELECT 'sources', about_source_id, id, 'title' FROM claims WHERE about_source_id IS NOT NULL
UNION ALL
SELECT 'sources', citations.cited_source_id, claim_citations.claim_id, 'cited for'
FROM citations
INNER JOIN claim_citations ON citations.id = claim_citations.citation_id
UNION ALL
SELECT 'passages', passage_id, id, 'said here' FROM claims
UNION ALL
SELECT 'citations', citation_id, claim_id, 'cited for' FROM claim_citations
-- disagreements
UNION ALL
SELECT 'disagreements', disagreement_id, claim_id, 'reading' FROM disagreement_readings WHERE claim_id IS NOT NULL;

-- The same with what a reader needs to judge a claim: what it says, where, how, and the link.
CREATE VIEW evidence_claims AS
SELECT
  evidence.table_name,
  evidence.row_id,
  evidence.property,
  claims.id AS claim_id,
  claims.source_id,
  sources.label AS source,
  claims.position,
  claims.statement,
  claims.locator AS passage,
  claim_locators.locator,
  modalities.label AS modality,
  claims.fragment_start,
  claims.fragment_end,
  claims.deep_link,
  claims.note
FROM evidence
INNER JOIN claims ON evidence.claim_id = claims.id
INNER JOIN claim_locators ON claims.id = claim_locators.claim_id
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN modalities ON claims.modality = modalities.id;

-- The works that a document cites for a claim.
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

-- What to call a row: for the heading of its page and for lists that refer to it.
CREATE VIEW row_labels (table_name, row_id, label) AS
SELECT 'groups', id, name FROM "groups"
UNION ALL
SELECT 'people', id, name FROM people
UNION ALL
SELECT 'places', id, name FROM places
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
SELECT 'claim_citations', claim_citations.id, 'Marker ' || citations.marker || ' for: ' || claims.statement
FROM claim_citations
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN claims ON claim_citations.claim_id = claims.id
UNION ALL
SELECT 'source_claims', source_claims.id, sources.label
FROM source_claims
INNER JOIN sources ON source_claims.source_id = sources.id
UNION ALL
SELECT 'names', names.id, '“' || names.name || '” for ' || coalesce("groups".name, people.name, places.name)
FROM names
LEFT JOIN "groups" ON names.group_id = "groups".id
LEFT JOIN people ON names.person_id = people.id
LEFT JOIN places ON names.place_id = places.id
UNION ALL
SELECT
  'membership',
  membership.id,
  coalesce(members.name, people.name) || ' in ' || "groups".name || ': ' || lower(roles.label)
FROM membership
INNER JOIN "groups" ON membership.group_id = "groups".id
INNER JOIN roles ON membership.role = roles.id
LEFT JOIN "groups" AS members ON membership.member_group_id = members.id
LEFT JOIN people ON membership.member_person_id = people.id
UNION ALL
SELECT
  'relations',
  relations.id,
  coalesce(from_groups.name, from_people.name) || ': ' || lower(relation_kinds.label) || ' '
  || coalesce(to_groups.name, to_people.name)
FROM relations
INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
LEFT JOIN "groups" AS from_groups ON relations.from_group_id = from_groups.id
LEFT JOIN people AS from_people ON relations.from_person_id = from_people.id
LEFT JOIN "groups" AS to_groups ON relations.to_group_id = to_groups.id
LEFT JOIN people AS to_people ON relations.to_person_id = to_people.id
UNION ALL
SELECT 'estimates', estimates.id, "groups".name || ': ' || lower(measures.label) || ', ' || estimates.as_told
FROM estimates
INNER JOIN "groups" ON estimates.group_id = "groups".id
INNER JOIN measures ON estimates.measure = measures.id
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
SELECT 'milestones', id, title FROM milestones
UNION ALL
SELECT 'statements', statements.id, coalesce("groups".name, people.name) || ': ' || statements.summary
FROM statements
LEFT JOIN "groups" ON statements.group_id = "groups".id
LEFT JOIN people ON statements.person_id = people.id
UNION ALL
SELECT
  'characteristics',
  characteristics.id,
  coalesce("groups".name, people.name) || ': ' || lower(characteristic_kinds.label)
  || CASE characteristics.is_denied WHEN 1 THEN ' (denied), ' ELSE ', ' END || characteristics.value
FROM characteristics
INNER JOIN characteristic_kinds ON characteristics.kind = characteristic_kinds.id
LEFT JOIN "groups" ON characteristics.group_id = "groups".id
LEFT JOIN people ON characteristics.person_id = people.id
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
  attack_actors.name || ' (' || attack_actors.side || '): ' || attacks.title
FROM attack_actors
INNER JOIN attacks ON attack_actors.attack_id = attacks.id
WHERE attack_actors.report_id IN (SELECT report_claims.report_id FROM report_claims)
UNION ALL
SELECT 'disagreements', id, topic FROM disagreements
UNION ALL
SELECT 'disagreement_readings', disagreement_readings.id, disagreements.topic || ': ' || disagreement_readings.reading
FROM disagreement_readings
INNER JOIN disagreements ON disagreement_readings.disagreement_id = disagreements.id;
