-- Views for the pages of attacks, and for lists of attacks on other pages. Each is queried for one attack, party or
-- place by its id, and uses indexes, so that it is quick with a million attacks too.

-- An attack with vocabulary labels and the names of what it refers to.
CREATE TEMP VIEW page_attack AS
SELECT
  attacks.*,
  attack_types.label || CASE attacks.type_certainty WHEN 'possible' THEN ' (possible)' ELSE '' END AS type_label,
  -- what kind it is, if that is stated and no source is unsure of it
  CASE
    WHEN attacks.type_certainty = 'certain' THEN attack_types.label
    ELSE 'Attack'
  END AS kind,
  places.name AS place,
  places.kind AS place_kind,
  (
    SELECT country.name FROM places AS country
    WHERE country.kind = 'country' AND country.country_code = attacks.country_code
  ) AS country,
  geo_precisions.label AS precision_label,
  places.coordinates_source_id
FROM attacks
LEFT JOIN attack_types ON attacks.attack_type = attack_types.id
LEFT JOIN places ON attacks.place_id = places.id
LEFT JOIN geo_precisions ON attacks.geo_precision = geo_precisions.id;

-- The reports of an attack in the order in which its summary follows them.
CREATE TEMP VIEW page_attack_reports AS
SELECT
  attack_reports.*,
  attack_reports.id AS report_id,
  coalesce(sources.short, sources.label) AS source,
  sources.access,
  coalesce(via.short, via.label) AS via,
  attack_types.label AS type_label,
  attack_reports.date_edtf AS date,
  attack_reports.date_edtf GLOB '*[?~%]*' AS is_doubtful,
  -- the last day follows from the order of events
  attack_reports.date_edtf IS NULL AND attack_reports.date_claim_id IS NOT NULL
  AND attack_reports.date_latest < sources.published_latest AS is_inferred,
  places.name AS place,
  data_files.name AS data_file,
  data_files.version AS data_file_version,
  sources.follow_order
FROM attack_reports
INNER JOIN sources ON attack_reports.source_id = sources.id
LEFT JOIN sources AS via ON attack_reports.via_source_id = via.id
LEFT JOIN attack_types ON attack_reports.attack_type = attack_types.id
LEFT JOIN places ON attack_reports.place_id = places.id
LEFT JOIN data_files ON attack_reports.data_file_id = data_files.id;

-- The claim behind each property of an attack's reports, with its value, whether none of the report's claims is
-- certain of it, and its date if that is not the report's. words: what it says about the toll, or the claim itself.
CREATE TEMP VIEW page_report_claims AS
SELECT
  attack_reports.attack_id,
  report_claims.*,
  (
    SELECT min(said.certainty) = 'possible' FROM report_claims AS said
    WHERE said.report_id = report_claims.report_id AND said.property = report_claims.property
  ) AS is_doubted,
  coalesce(claims.doubt, modalities.doubt, 'possibly') AS doubt,
  coalesce(sources.short, sources.label) AS source,
  sources.follow_order,
  CASE
    WHEN report_claims.property IN ('killed', 'injured', 'casualties')
      THEN coalesce(casualties.value, claims.statement)
  END AS words,
  claims.limits AS left_open
FROM attack_reports
INNER JOIN report_claims ON attack_reports.id = report_claims.report_id
INNER JOIN claims ON report_claims.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN modalities ON claims.modality = modalities.id
LEFT JOIN report_claims AS casualties
  ON
    report_claims.report_id = casualties.report_id
    AND report_claims.claim_id = casualties.claim_id
    AND casualties.property = 'casualties';

-- The parties to an attack, as named in each report, and how its claim assigns responsibility: one party may claim
-- what another is blamed for. rowid keeps the order of the report.
CREATE TEMP VIEW page_attack_actors AS
SELECT
  attack_actors.*,
  attack_actors.rowid AS position,
  attack_actors.name IS NOT NULL AS is_named,
  coalesce(claims.doubt, modalities.doubt, 'possibly') AS doubt,
  CASE
    WHEN attack_actors.group_id IS NOT NULL THEN 'groups'
    WHEN attack_actors.person_id IS NOT NULL THEN 'people'
  END AS other_table,
  coalesce(attack_actors.group_id, attack_actors.person_id) AS other_id,
  coalesce("groups".name, people.name) AS other,
  coalesce(attack_actors.group_id, attack_actors.person_id, attack_actors.name, '') AS party,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  claims.about_source_id IS NOT NULL AS is_title,
  coalesce(
    own.value,
    CASE
      WHEN attack_actors.claim_id IS NULL OR attack_reports.responsibility <> 'claimed'
        THEN attack_reports.responsibility
    END
  ) AS responsibility_id
FROM attack_actors
INNER JOIN attack_reports ON attack_actors.report_id = attack_reports.id
LEFT JOIN report_claims AS own
  ON
    attack_actors.claim_id = own.claim_id
    AND attack_actors.report_id = own.report_id
    AND own.property = 'responsibility'
LEFT JOIN claims ON attack_actors.claim_id = claims.id
LEFT JOIN sources ON claims.source_id = sources.id
LEFT JOIN modalities ON claims.modality = modalities.id
LEFT JOIN "groups" ON attack_actors.group_id = "groups".id
LEFT JOIN people ON attack_actors.person_id = people.id;

-- Whom the records of an attack name, in their own words: for fighting they do not say who attacked, and the attacker
-- may not be a group in this database.
CREATE TEMP VIEW page_record_parties AS
SELECT
  attack_id,
  side,
  name,
  rowid AS position
FROM attack_actors
WHERE side IN ('party', 'perpetrator') AND certainty = 'certain' AND claim_id IS NULL AND name IS NOT NULL;

-- Pairs of reports that were compared, from the point of view of each.
CREATE TEMP VIEW page_attack_matches AS
SELECT
  reports.attack_id,
  matches.id AS match_id,
  coalesce(sources.short, sources.label) AS source,
  reports.record_id,
  coalesce(other_sources.short, other_sources.label) AS other_source,
  weighed.record_id AS other_record_id,
  weighed.attack_id AS other_attack_id,
  other_attacks.title AS other_attack,
  matches.decision,
  matches.score,
  matches.days_apart,
  matches.kilometres_apart,
  matches.reason
FROM attack_reports AS reports
INNER JOIN matches ON reports.id = matches.report_id OR reports.id = matches.other_report_id
INNER JOIN attack_reports AS weighed
  ON weighed.id = CASE reports.id WHEN matches.report_id THEN matches.other_report_id ELSE matches.report_id END
INNER JOIN sources ON reports.source_id = sources.id
INNER JOIN sources AS other_sources ON weighed.source_id = other_sources.id
INNER JOIN attacks AS other_attacks ON weighed.attack_id = other_attacks.id;

-- The sources whose statement on an attack has a fault, or is a side of a conflict.
CREATE TEMP VIEW page_attack_signs AS
SELECT DISTINCT
  disagreements.attack_id,
  disagreement_readings.source_id,
  disagreements.is_conflict
FROM disagreements
INNER JOIN disagreement_readings ON disagreements.id = disagreement_readings.disagreement_id
WHERE disagreements.status = 'open' AND disagreements.attack_id IS NOT NULL AND disagreement_readings.at_issue = 1;

-- The attacks that documents report, by each group or person that they name as a party; is_attributed:
-- the report says who did it.
-- CROSS JOIN: from the claims, which are few, to the actors, which are many with a data set.
CREATE TEMP VIEW page_attacks AS
SELECT DISTINCT
  coalesce(attack_actors.group_id, attack_actors.person_id) AS subject_id,
  coalesce("groups".name, people.name) AS subject,
  attack_actors.side,
  attack_actors.certainty,
  (
    SELECT attack_reports.responsibility IN ('claimed', 'attributed')
    FROM attack_reports WHERE attack_reports.id = attack_actors.report_id
  ) AS is_attributed,
  attack_actors.name IS NOT NULL AS is_named,
  attack_actors.on_word_of,
  attack_actors.attribution,
  sources.id AS source_id,
  claims.about_source_id IS NOT NULL AS is_title,
  CASE WHEN claims.about_source_id IS NULL THEN '' ELSE 'the title of ' END
  || coalesce(sources.short, sources.label) AS source,
  attacks.id AS attack_id,
  attacks.title,
  attacks.scope,
  CASE attacks.type_certainty
    WHEN 'possible' THEN attack_types.label || ' (possible)' ELSE attack_types.label
  END AS attack_type,
  attacks.date_words,
  attacks.date_sources,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.place_id,
  attacks.location,
  attacks.location_source,
  attacks.latitude,
  attacks.disputed,
  attacks.conflict_words,
  attacks.citation_words
FROM report_claims
CROSS JOIN attack_actors ON report_claims.report_id = attack_actors.report_id
CROSS JOIN attacks ON attack_actors.attack_id = attacks.id
LEFT JOIN claims ON attack_actors.claim_id = claims.id
LEFT JOIN sources ON coalesce(claims.about_source_id, claims.source_id) = sources.id
LEFT JOIN attack_types ON attacks.attack_type = attack_types.id
LEFT JOIN "groups" ON attack_actors.group_id = "groups".id
LEFT JOIN people ON attack_actors.person_id = people.id
WHERE coalesce(attack_actors.group_id, attack_actors.person_id) IS NOT NULL;

-- The attacks, each once, that documents locate in a place or within it, starting from these few, not from all attacks.
CREATE TEMP VIEW page_attacks_within AS
SELECT DISTINCT
  parts.place_id,
  told.attack_id
FROM page_place_attacks AS told
CROSS JOIN page_place_parts AS parts ON told.place_id = parts.part_id
WHERE told.scope = 'incident';

-- The attacks that documents report, each once.
CREATE TEMP VIEW page_told_attacks AS
SELECT
  attacks.*,
  attacks.id AS attack_id
FROM attacks
WHERE attacks.id IN (
  SELECT attack_reports.attack_id
  FROM report_claims
  CROSS JOIN attack_reports ON report_claims.report_id = attack_reports.id
);

-- The attacks that a document locates in a place, with the claims that do so. Event records have no place_id.
-- CROSS JOIN: from the claims, which are few, to the reports, which are many with a data set.
CREATE TEMP VIEW page_place_attacks AS
SELECT
  attack_reports.place_id,
  attacks.id AS attack_id,
  attacks.title,
  attacks.scope,
  attacks.date_words,
  attacks.date_sources,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.place_id AS attack_place_id,
  attacks.latitude,
  attacks.disputed,
  attacks.who_words,
  attacks.conflict_words,
  attacks.citation_words,
  attack_reports.source_id,
  attack_reports.location,
  report_claims.claim_id
FROM report_claims
CROSS JOIN attack_reports ON report_claims.report_id = attack_reports.id
CROSS JOIN attacks ON attack_reports.attack_id = attacks.id
WHERE report_claims.property = 'place_id' AND attack_reports.place_id IS NOT NULL;

-- What was before, after, in response to or part of an attack: the other event, and the attack's relation to it. An
-- inferred order only bounds dates and is left out. A relation and a statement are described by their claim: what is
-- said in a statement is no event.
CREATE TEMP VIEW page_orders AS
SELECT
  parties.entity_id AS attack_id,
  parties.role,
  said.kind,
  -- the text begins or ends with the attack's own name
  CASE
    WHEN
      coalesce(links.from_relation_id, links.to_relation_id, links.from_statement_id, links.to_statement_id) IS NOT NULL
      THEN claims.statement
    WHEN parties.role = 'first' THEN substr(said.text, length(attacks.title || ': ' || said.kind_label || ' ') + 1)
    ELSE substr(said.text, 1, length(said.text) - length(': ' || said.kind_label || ' ' || attacks.title))
  END AS other,
  CASE parties.role WHEN 'first' THEN links.to_attack_id ELSE links.from_attack_id END AS other_attack_id,
  said.doubt,
  said.note,
  said.claim_id,
  said.source_id,
  coalesce(sources.short, sources.label) AS source,
  said.position
FROM assertion_parties AS parties
CROSS JOIN attacks ON parties.entity_id = attacks.id
CROSS JOIN event_links AS links ON parties.row_id = links.id
CROSS JOIN claims ON links.claim_id = claims.id
CROSS JOIN assertions AS said
CROSS JOIN sources
WHERE
  links.is_inferred = 0 AND said.source_id = sources.id
  AND parties.table_name = 'event_links' AND parties.entity_table = 'attacks'
  AND said.table_name = 'event_links' AND said.row_id = parties.row_id;

-- How many attacks a group only possibly took part in, by their days: queries that count leave them out unless asked.
CREATE TEMP VIEW page_only_possible AS
SELECT
  group_id,
  source_id,
  date_earliest,
  date_latest,
  is_doubtful,
  CASE
    WHEN NOT is_doubtful AND substr(date_earliest, 1, 7) = substr(date_latest, 1, 7) THEN substr(date_earliest, 1, 7)
  END AS month,
  sum(CASE rule WHEN 'possible' THEN attacks ELSE -attacks END) AS attacks
FROM attack_days
WHERE rule IN ('possible', 'party') AND group_id <> ''
GROUP BY group_id, source_id, date_earliest, date_latest, is_doubtful
HAVING sum(CASE rule WHEN 'possible' THEN attacks ELSE -attacks END) > 0;

-- The tolls in words of attacks with a number of dead, for each group that took part.
CREATE TEMP VIEW page_group_tolls AS
SELECT
  attack_actors.group_id,
  attack_actors.side,
  attack_actors.certainty,
  attacks.*
FROM attack_actors
INNER JOIN attacks ON attack_actors.attack_id = attacks.id
WHERE attacks.scope = 'incident' AND attacks.toll_words LIKE 'killed: %';
