-- Further counts and lists for single pages.

-- The towns with a reported attack that no source locates in a region of their country.
CREATE TEMP VIEW page_towns_attacked AS
SELECT DISTINCT
  parts.place_id,
  parts.part_id,
  parts.part
FROM page_place_parts AS parts
INNER JOIN places ON parts.part_id = places.id
WHERE
  parts.depth = 1 AND places.kind = 'town'
  AND parts.part_id IN (SELECT told.place_id FROM page_place_attacks AS told WHERE told.scope = 'incident');

-- The number of claims about each group.
CREATE TEMP VIEW page_claim_groups AS
SELECT
  "groups".id,
  "groups".name,
  count(DISTINCT page_rests.claim_id) AS claims,
  page_group_headings.heading,
  page_group_headings.turn
FROM page_rests
INNER JOIN "groups" ON page_rests.row_id = "groups".id
INNER JOIN page_group_headings ON "groups".id = page_group_headings.id
WHERE page_rests.table_name = 'groups'
GROUP BY "groups".id, "groups".name, page_group_headings.heading, page_group_headings.turn;

-- The groups that each group was formed from, and how many lists say so.
CREATE TEMP VIEW page_made_of AS
SELECT
  subject_id,
  other_id,
  other,
  count(DISTINCT reading_set) AS lists
FROM page_lines
WHERE section = 'component' AND reading_set IS NOT NULL AND other_id IS NOT NULL
GROUP BY subject_id, other_id, other;

-- The meanings of roles, ties and milestones.
CREATE TEMP VIEW page_meanings AS
SELECT
  id,
  meaning
FROM roles
UNION ALL
SELECT
  id,
  meaning
FROM relation_kinds
UNION ALL
SELECT
  id,
  meaning
FROM milestone_kinds;

-- The days that a claim is about: its dates or, for a state of things, the year of its source; NULL if it has neither.
CREATE TEMP VIEW page_claim_days AS
SELECT
  claims.id AS claim_id,
  coalesce(min(assertions.date_earliest), claims.as_of_year || '-01-01') AS first_day,
  CASE
    WHEN max(assertions.date_edtf) IS NULL THEN claims.as_of_year || '-12-31'
    ELSE max(coalesce(assertions.date_latest, '9999-12-31'))
  END AS last_day
FROM claims
LEFT JOIN assertions ON claims.id = assertions.claim_id AND assertions.date_edtf IS NOT NULL
GROUP BY claims.id;

-- What a source is called in a sentence, and in a row or a list.
CREATE TEMP VIEW page_source_labels AS
SELECT
  id,
  coalesce(publisher, label) AS name,
  coalesce(short, label) AS short
FROM sources;

-- The sources whose full names take up three lines on a phone, with their short ones.
CREATE TEMP VIEW page_short_sources AS
SELECT
  id,
  coalesce(publisher, authors, title) || coalesce(' ' || substr(published_latest, 1, 4), '') AS label,
  short
FROM sources
WHERE access = 'read' AND short IS NOT NULL;

-- The posts of each person in search results, and who says so: in the present where a source tells one so.
-- Leading posts come first.
CREATE TEMP VIEW page_found_posts AS
SELECT
  said.subject_id,
  said.kind,
  said.other,
  group_concat(DISTINCT said.source) AS sources
FROM (
  SELECT
    page_lines.*,
    max(page_lines.told = 'present')
      OVER (PARTITION BY page_lines.subject_id, page_lines.kind, page_lines.other_id) AS is_now
  FROM page_lines
  WHERE
    page_lines.subject_table = 'people' AND page_lines.section = 'belongs' AND page_lines.is_denied = 0
    AND page_lines.doubt IS NULL AND page_lines.told <> 'future'
) AS said
WHERE said.told <> 'none' OR NOT said.is_now
GROUP BY said.subject_id, said.kind, said.other
ORDER BY max(said.meaning = 'leads') DESC, max(said.meaning = 'led') DESC, min(said.position);

-- The days of each attack in search results, each with the source that gives it and what is doubtful about that.
CREATE TEMP VIEW page_found_days AS
SELECT DISTINCT
  told.attack_id,
  told.date_edtf,
  told.source || CASE WHEN said.is_doubted THEN ', ' || said.doubt ELSE '' END AS source
FROM page_attack_reports AS told
LEFT JOIN page_report_claims AS said ON told.report_id = said.report_id AND said.property = 'date'
WHERE told.date_edtf IS NOT NULL AND told.via_source_id IS NULL
ORDER BY told.follow_order;

-- What each thing in search results is: for a group or a place, its kind on this site; for an operation, the words of
-- its claim.
CREATE TEMP VIEW page_found_things AS
SELECT
  id,
  kind AS words,
  NULL AS source,
  NULL AS how
FROM page_groups
UNION ALL
SELECT
  places.id,
  coalesce(replace(place_kinds.label, ' of a country', '') || ' in ' || around.name, place_kinds.label),
  NULL,
  NULL
FROM places
INNER JOIN place_kinds ON places.kind = place_kinds.id
LEFT JOIN places AS around ON places.parent_id = around.id
UNION ALL
SELECT
  milestones.id,
  claim_notes.statement,
  claim_notes.source,
  claim_notes.hedge
FROM milestones
INNER JOIN claim_notes ON milestones.claim_id = claim_notes.claim_id;

-- What is stated of an operation or agreement, by its names: when it was, began, grew or ended; and of a state or its
-- forces, by its id: when they came, stayed or left.
CREATE TEMP VIEW page_found_events AS
WITH deployed AS (
  SELECT
    milestones.*
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  WHERE milestone_kinds.meaning IN ('lasts', 'ends')
),

known AS (
  SELECT
    called.milestone_id AS id,
    events.id AS event_id
  FROM names AS called
  INNER JOIN milestones AS events ON instr(lower(events.title), lower(called.name)) > 0
  WHERE called.milestone_id IS NOT NULL
  UNION
  SELECT
    group_id,
    id
  FROM deployed
  UNION
  SELECT
    about_group_id,
    id
  FROM deployed
  UNION
  SELECT
    sent.group_id,
    events.id
  FROM deployed AS sent
  INNER JOIN deployed AS events ON sent.about_group_id = events.group_id
)

SELECT DISTINCT
  known.id,
  milestone_kinds.meaning,
  events.title,
  events.claim_id,
  events.date_edtf,
  events.date_claim_id IS NOT NULL AS is_inferred,
  told.words,
  told.source,
  told.how
FROM known
INNER JOIN milestones AS events ON known.event_id = events.id
INNER JOIN milestone_kinds ON events.kind = milestone_kinds.id
INNER JOIN page_found_things AS told ON events.id = told.id
ORDER BY coalesce(events.date_earliest, events.date_latest, '9999'), events.date_edtf IS NULL, events.date_latest;

-- The ties of each group or person in lists of them: what it belongs to, and whom it is bound to.
CREATE TEMP VIEW page_listed_ties AS
SELECT
  page_lines.*,
  page_lines.other_id || ' ' || page_lines.kind AS tie,
  coalesce(page_lines.meaning, '') NOT IN ('leads', 'merges', 'joins') AS is_lesser
FROM page_lines
WHERE
  page_lines.statement IS NULL AND coalesce(page_lines.told, '') <> 'future' AND page_lines.is_denied = 0
  AND (
    page_lines.section = 'belongs'
    OR (
      page_lines.inverse = 0
      AND (page_lines.section = 'allegiance' OR (page_lines.section = 'tie' AND page_lines.meaning = 'under'))
    )
  );

-- The attacks that documents report, as their own pages have them.
CREATE TEMP VIEW page_listed_attacks AS
SELECT
  page_told_attacks.attack_id,
  page_attack.*
FROM page_told_attacks
INNER JOIN page_attack ON page_told_attacks.attack_id = page_attack.id;

-- What introduces an attack, with how many of its properties the claim gives.
CREATE TEMP VIEW page_first_attack_claims AS
SELECT
  page_first_claims.*,
  (
    SELECT count(*) FROM page_report_claims AS told
    WHERE told.attack_id = page_first_claims.subject_id AND told.claim_id = page_first_claims.claim_id
  ) AS properties
FROM page_first_claims
WHERE page_first_claims.subject_table = 'attacks';

-- Towns in which attacks took place, without coordinates.
CREATE TEMP VIEW page_towns_without_point AS
SELECT
  places.id,
  places.name
FROM places
WHERE
  places.kind = 'town' AND places.latitude IS NULL
  AND EXISTS (SELECT 1 FROM attacks WHERE attacks.place_id = places.id);

-- What our notes and the registers say, one row for each text, for words that no claim has.
CREATE TEMP VIEW page_noted AS
WITH noted AS (
  SELECT
    claims.id AS claim_id,
    parts.value AS words
  FROM claims
  CROSS JOIN json_each(json_array(claims.note, claims.limits)) AS parts
  UNION ALL
  SELECT
    claim_id,
    explanation
  FROM citation_checks
)

SELECT
  'disagreements' AS table_name,
  disagreements.id,
  disagreements.topic AS title,
  disagreements.attack_id,
  disagreements.note AS words
FROM disagreements
UNION ALL
SELECT
  'claims',
  claims.id,
  claims.statement,
  NULL,
  noted.words
FROM noted
INNER JOIN claims ON noted.claim_id = claims.id
WHERE noted.words IS NOT NULL
UNION ALL
SELECT
  'attacks',
  attacks.id,
  attacks.title,
  attack_reports.attack_id,
  attack_reports.note
FROM attack_reports
INNER JOIN attacks ON attack_reports.attack_id = attacks.id
WHERE attack_reports.note IS NOT NULL AND attack_reports.data_file_id IS NULL
UNION ALL
SELECT
  table_name,
  id,
  label,
  NULL,
  note
FROM page_labels
WHERE note IS NOT NULL AND table_name <> 'attacks'
UNION ALL
SELECT
  table_name,
  subject_id,
  name,
  NULL,
  scheme || ' ' || identifier
FROM page_registered;
