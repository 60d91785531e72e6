-- Views for the counts on the home page, the choices on the map and the chart of months, the feeds and the
-- site map.

-- The counts on the home page. None of them reads all attacks, of which there may be a million.
CREATE TEMP VIEW page_totals AS
SELECT
  (SELECT count(*) FROM claims) AS claims,
  (SELECT count(*) FROM sources WHERE access = 'read') AS sources_read,
  (SELECT count(*) FROM page_work_states) AS sources_cited,
  (SELECT count(*) FROM page_work_states WHERE access = 'read') AS documents_cited,
  (SELECT count(*) FROM page_work_states WHERE state = 'read') AS works_read,
  (SELECT count(*) FROM page_work_states WHERE state = 'quoted') AS works_quoted,
  (SELECT count(*) FROM page_work_states WHERE state = 'begun') AS works_begun,
  (SELECT count(*) FROM page_work_states WHERE state = 'unread') AS works_unread,
  (SELECT count(*) FROM disagreements) AS disagreements,
  (SELECT coalesce(sum(used), 0) FROM data_files) AS records,
  (SELECT sum(sentences) FROM passages) AS sentences,
  (SELECT sum(sentences_with_claims) FROM passages) AS sentences_with_claims,
  (SELECT sum(sentences_without_facts) FROM passages) AS sentences_without_facts,
  (SELECT sum(sentences - sentences_with_claims - sentences_without_facts) FROM passages) AS sentences_open;

-- How many statements in documents are dated to each year, by their first bound.
CREATE TEMP VIEW page_years AS
SELECT
  substr(date_earliest, 1, 4) AS year,
  count(*) AS facts
FROM assertions
WHERE date_edtf NOT LIKE '../%' AND date_earliest GLOB '[12][0-9][0-9][0-9]-*' AND told <> 'future'
GROUP BY substr(date_earliest, 1, 4);

-- The years to which no document dates anything, between the years with the most statements and the newest document.
CREATE TEMP VIEW page_unread_years AS
WITH RECURSIVE ends (first_year, last_year) AS (
  SELECT
    (SELECT min(most.year) FROM (SELECT year FROM page_years ORDER BY facts DESC, year ASC LIMIT 2) AS most),
    (SELECT substr(max(published_latest), 1, 4) FROM sources WHERE access = 'read')
  WHERE (SELECT count(*) FROM page_years) > 2
),

years (year) AS (
  SELECT CAST(first_year AS INTEGER) FROM ends WHERE first_year <= last_year
  UNION ALL
  SELECT years.year + 1 FROM years INNER JOIN ends ON years.year < CAST(ends.last_year AS INTEGER)
)

SELECT CAST(year AS TEXT) AS year FROM years
WHERE CAST(year AS TEXT) NOT IN (SELECT page_years.year FROM page_years);

-- The limits of the data: the day of the newest document, and the first and last records of event data.
CREATE TEMP VIEW page_ends AS
SELECT
  (SELECT max(published_latest) FROM sources WHERE access = 'read') AS document,
  (SELECT min(first_day) FROM page_counted) AS first_record,
  (SELECT max(last_day) FROM page_counted) AS last_record;

-- An example of how to write a month: the first with attacks in the year that has the most.
CREATE TEMP VIEW page_example_month AS
SELECT coalesce(min(counts.month), '2000-03') AS month
FROM attack_counts AS counts
WHERE
  counts.scope = 'incident' AND counts.year = (
    SELECT years.year
    FROM attack_counts AS years
    WHERE years.scope = 'incident' AND years.month IS NOT NULL
    GROUP BY years.year
    ORDER BY sum(years.attacks) DESC, years.year
    LIMIT 1
  );

-- The number of attacks by each property that the map counts, with the months of their days: from the summary if the
-- days are in one month, otherwise from the attacks themselves, which are few.
CREATE TEMP VIEW map_kinds AS
SELECT
  month,
  month AS earliest,
  month AS latest,
  attack_type,
  country_code,
  sum(attacks) AS attacks,
  sum(with_point) AS with_point,
  sum(CASE WHEN geo_precision IN ('region', 'country') THEN with_point ELSE 0 END) AS vague
FROM attack_counts
WHERE
  scope = 'incident' AND month IS NOT NULL
  AND coalesce(attack_type, '') NOT IN ('riot', 'protest', 'development')
GROUP BY month, attack_type, country_code
UNION ALL
SELECT
  NULL,
  substr(date_earliest, 1, 7),
  substr(date_latest, 1, 7),
  attack_type,
  country_code,
  1,
  latitude IS NOT NULL,
  latitude IS NOT NULL AND coalesce(geo_precision, '') IN ('region', 'country')
FROM attacks
WHERE
  month IS NULL AND scope = 'incident'
  AND coalesce(attack_type, '') NOT IN ('riot', 'protest', 'development');

-- The countries where a source has a group active in its present, whole or above all. Where a state's forces are does
-- not make the country theirs.
CREATE TEMP VIEW map_active AS
SELECT
  page_areas.group_id,
  places.country_code AS code,
  places.name,
  page_areas.source,
  page_areas.extent IS NOT NULL AS is_most
FROM page_areas
INNER JOIN places ON page_areas.place_id = places.id
INNER JOIN "groups" ON page_areas.group_id = "groups".id
INNER JOIN group_kinds ON "groups".kind = group_kinds.id
WHERE
  page_areas.told = 'present' AND page_areas.certainty = 'certain' AND NOT page_areas.is_implied
  AND coalesce(page_areas.extent, 'above all') = 'above all'
  AND places.kind = 'country' AND places.country_code <> '' AND group_kinds.meaning = 'organisation';

-- The same, a row for each group: the codes of countries and the sources, those of above all, and the words of the key.
CREATE TEMP VIEW map_tints AS
WITH tints AS (
  SELECT
    group_id,
    group_concat(DISTINCT code) AS codes,
    replace(group_concat(DISTINCT source), ',', '; ') AS said,
    coalesce(group_concat(DISTINCT code) FILTER (WHERE is_most), '') AS most,
    replace(group_concat(DISTINCT source) FILTER (WHERE is_most), ',', '; ') AS most_by,
    replace(group_concat(DISTINCT name) FILTER (WHERE is_most), ',', ', ') AS most_names
  FROM map_active
  GROUP BY group_id
)

SELECT
  group_id,
  codes,
  said,
  'active in these countries (' || said || ')' AS active_said,
  most,
  most_names || ', above all' || CASE WHEN most_by <> said THEN ', says ' || most_by ELSE '' END AS most_said
FROM tints;

-- The groups that attacked, fought or were attacked. A building is a target, not a group.
CREATE TEMP VIEW map_groups AS
WITH RECURSIVE ids (id) AS (
  SELECT min(group_id) FROM attack_days WHERE group_id > ''
  UNION ALL
  SELECT (SELECT min(d.group_id) FROM attack_days AS d WHERE d.group_id > ids.id) FROM ids
  WHERE ids.id IS NOT NULL
)

SELECT
  "groups".id,
  "groups".name
FROM ids
INNER JOIN "groups" ON ids.id = "groups".id
INNER JOIN group_kinds ON "groups".kind = group_kinds.id
WHERE group_kinds.meaning IS NOT 'site'
ORDER BY "groups".name;

CREATE TEMP VIEW map_sources AS
WITH RECURSIVE ids (id) AS (
  SELECT min(source_id) FROM attack_reports
  UNION ALL
  SELECT (SELECT min(r.source_id) FROM attack_reports AS r WHERE r.source_id > ids.id) FROM ids
  WHERE ids.id IS NOT NULL
)

SELECT
  sources.id,
  coalesce(sources.label, sources.title) || coalesce(' (' || source_doubts.doubt || ')', '') AS label,
  sources.access
FROM ids
INNER JOIN sources ON ids.id = sources.id
LEFT JOIN source_doubts ON sources.id = source_doubts.source_id
ORDER BY sources.follow_order, sources.id;

-- The groups and sources for which attacks are counted, as in attack_days.
CREATE TEMP VIEW counted_parties AS
SELECT
  'group' AS kind,
  id,
  name
FROM "groups"
WHERE EXISTS (SELECT 1 FROM attack_days WHERE attack_days.group_id = "groups".id)
UNION ALL
SELECT
  'source',
  id,
  label
FROM sources
WHERE EXISTS (SELECT 1 FROM attack_days WHERE attack_days.group_id = '' AND attack_days.source_id = sources.id);

-- The attacks that documents report, and the newest hundred of the others. told_latest is the day by which
-- the last of its sources was published; for an undated source, the last day on which the incident may
-- have happened.
CREATE TEMP VIEW feed_attacks AS
SELECT
  attacks.id AS attack_id,
  attacks.*,
  coalesce((
    SELECT max(coalesce(sources.published_latest, attacks.date_latest))
    FROM attack_reports
    INNER JOIN sources ON attack_reports.source_id = sources.id
    WHERE attack_reports.attack_id = attacks.id
  ), attacks.date_latest) AS told_latest,
  (
    SELECT
      json_group_array(
        DISTINCT coalesce(
          'the title of ' || sources.label || ', as printed in ' || coalesce(via.short, via.label),
          sources.short,
          sources.label
        )
      )
    FROM attack_reports
    INNER JOIN sources ON attack_reports.source_id = sources.id
    LEFT JOIN sources AS via ON attack_reports.via_source_id = via.id
    WHERE attack_reports.attack_id = attacks.id
  ) AS told_by
FROM (
  SELECT attack_id FROM page_told_attacks
  UNION
  SELECT id FROM (
    SELECT id FROM attacks
    WHERE date_earliest IS NOT NULL
    ORDER BY date_earliest DESC
    LIMIT 100
  ) AS newest
) AS chosen
INNER JOIN attacks ON chosen.attack_id = attacks.id;

-- The pages for the site map: those from documents, because there are too many records of data sets.
CREATE TEMP VIEW page_addresses AS
SELECT
  table_name,
  id
FROM page_labels
WHERE table_name <> 'attacks'
UNION ALL
SELECT
  'claims',
  id
FROM claims
UNION ALL
SELECT
  'disagreements',
  id
FROM disagreements
UNION ALL
SELECT
  'attacks',
  attack_id
FROM page_told_attacks;

-- The labels of all vocabulary words, for results that mix vocabularies.
CREATE TEMP VIEW page_words AS
SELECT
  id AS word,
  label
FROM verdicts
UNION ALL
SELECT
  id,
  label
FROM statement_kinds
UNION ALL
SELECT
  id,
  label
FROM responsibilities
UNION ALL
SELECT
  id,
  label
FROM relation_kinds
UNION ALL
SELECT
  id,
  label
FROM roles
UNION ALL
SELECT
  id,
  label
FROM name_kinds
UNION ALL
SELECT
  id,
  label
FROM modalities
UNION ALL
SELECT
  id,
  label
FROM milestone_kinds
UNION ALL
SELECT
  id,
  label
FROM measures
UNION ALL
SELECT
  id,
  label
FROM disagreement_statuses
UNION ALL
SELECT
  id,
  label
FROM disagreement_kinds
UNION ALL
SELECT
  id,
  label
FROM citation_forms
UNION ALL
SELECT
  id,
  label
FROM attack_types
UNION ALL
SELECT
  id,
  label
FROM characteristic_kinds;

-- The labels of things in results, and our notes on them. Queried by id, each table is read by its key, while
-- row_labels would read all attacks: for that SQLite needs one type for each column of a union, and coalesce has none.
CREATE TEMP VIEW page_labels AS
SELECT
  'groups' AS table_name,
  id,
  name AS label,
  note
FROM "groups"
UNION ALL
SELECT
  'people',
  id,
  name,
  note
FROM people
UNION ALL
SELECT
  'places',
  id,
  name,
  note
FROM places
UNION ALL
SELECT
  'attacks',
  id,
  title,
  cast(NULL AS TEXT)
FROM attacks
UNION ALL
SELECT
  'sources',
  id,
  cast(coalesce(short, label) AS TEXT),
  note
FROM sources;

-- The individual attacks that documents report, newest first, with the places that contain each and its parties.
CREATE TEMP VIEW page_incidents AS
SELECT
  told.attack_id,
  told.title,
  told.date_edtf,
  coalesce(told.date_earliest, '') AS date_earliest,
  coalesce(told.date_latest, '9999-12-31') AS date_latest,
  (
    SELECT json_group_array(within.place_id)
    FROM page_attacks_within AS within
    WHERE within.attack_id = told.attack_id
  ) AS places,
  (
    SELECT json_group_array(DISTINCT page_attacks.subject_id)
    FROM page_attacks
    WHERE page_attacks.attack_id = told.attack_id
  ) AS parties,
  (
    SELECT json_group_array(DISTINCT page_attacks.subject_id)
    FROM page_attacks
    WHERE page_attacks.attack_id = told.attack_id AND page_attacks.side = 'perpetrator'
  ) AS perpetrators
FROM page_told_attacks AS told
WHERE told.scope = 'incident'
ORDER BY told.date_edtf IS NULL ASC, told.date_latest DESC, told.title ASC;

-- The individual attacks that each claim is about, except those for which it only gives a date that we infer.
CREATE TEMP VIEW page_claim_incidents AS
SELECT DISTINCT
  report_claims.claim_id,
  attacks.id AS attack_id,
  attacks.title,
  claim_notes.source
FROM report_claims
INNER JOIN attack_reports ON report_claims.report_id = attack_reports.id
INNER JOIN attacks ON attack_reports.attack_id = attacks.id
INNER JOIN claim_notes ON report_claims.claim_id = claim_notes.claim_id
WHERE attacks.scope = 'incident';

-- What registers say about groups, people and places, by their names here, such as an arrest warrant of the ICC.
CREATE TEMP VIEW page_registered AS
SELECT
  page_identifiers.*,
  page_labels.table_name,
  page_labels.label AS name
FROM page_identifiers
INNER JOIN page_labels ON page_identifiers.subject_id = page_labels.id
WHERE page_labels.table_name IN ('groups', 'people', 'places')
ORDER BY page_identifiers.turn, page_labels.label;
