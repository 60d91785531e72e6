-- Views for the pages of sources.

CREATE TEMP VIEW page_sources AS
SELECT
  sources.id AS source_id,
  sources.*,
  coalesce(sources.short, sources.label) AS source,
  source_kinds.label AS kind_label,
  (SELECT count(*) FROM claims WHERE claims.source_id = sources.id) AS claims,
  (SELECT count(DISTINCT citations.cited_source_id) FROM citations WHERE citations.source_id = sources.id)
    AS works_cited,
  (SELECT count(*) FROM places WHERE places.coordinates_source_id = sources.id) AS places,
  (SELECT count(*) FROM identifiers WHERE identifiers.source_id = sources.id) AS identifiers,
  (SELECT sum(passages.sentences) FROM passages WHERE passages.source_id = sources.id) AS sentences,
  (
    SELECT sum(passages.sentences_with_claims) FROM passages WHERE passages.source_id = sources.id
  ) AS sentences_with_claims,
  (
    SELECT sum(passages.sentences_without_facts) FROM passages WHERE passages.source_id = sources.id
  ) AS sentences_without_facts
FROM sources
INNER JOIN source_kinds ON sources.kind = source_kinds.id;

-- The passages of a document in order, each with its claims; a passage without claims is one row
-- with a NULL claim.
CREATE TEMP VIEW page_passages AS
SELECT
  passages.id AS passage_id,
  passages.*,
  passage_kinds.label AS kind_label,
  claims.id AS claim_id,
  claims.position AS claim_position,
  claims.statement,
  claims.modality,
  modalities.label AS modality_label
FROM passages
INNER JOIN passage_kinds ON passages.kind = passage_kinds.id
LEFT JOIN claims ON passages.id = claims.passage_id
LEFT JOIN modalities ON claims.modality = modalities.id;

-- What a document cites and for what: one row for each claim with a marker, and one
-- with a NULL claim for a marker that belongs to none.
CREATE TEMP VIEW page_citings AS
SELECT
  citations.*,
  citations.id AS citation_id,
  coalesce(citing.short, citing.label) AS source,
  cited.label AS cited,
  cited.title AS cited_title,
  -- one note or bracket may name several works
  citations.passage_id || ' ' || citations.marker AS marked_in,
  citation_forms.label AS form_label,
  through.marker AS through_marker,
  entry.locator AS entry,
  claim_citations.scope,
  claims.id AS claim_id,
  claims.position AS claim_position,
  claims.statement,
  claims.locator AS passage
FROM citations
INNER JOIN sources AS citing ON citations.source_id = citing.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
INNER JOIN citation_forms ON citations.form = citation_forms.id
INNER JOIN passages AS entry ON citations.entry_passage_id = entry.id
LEFT JOIN citations AS through ON citations.resolves_through_id = through.id
LEFT JOIN claim_citations ON citations.id = claim_citations.citation_id
LEFT JOIN claims ON claim_citations.claim_id = claims.id;

-- The disagreements that concern a source: because one side is its reading (or its title), or because
-- the disagreement is about it.
CREATE TEMP VIEW page_source_disputes AS
SELECT
  concerned.source_id,
  disagreements.id AS disagreement_id,
  disagreements.topic,
  disagreement_kinds.label AS kind_label,
  disagreements.status,
  disagreement_statuses.label AS status_label,
  (
    SELECT
      json_group_array(
        DISTINCT CASE WHEN claims.about_source_id IS NULL THEN '' ELSE 'the title of ' END
        || coalesce(sources.short, sources.label)
      )
    FROM disagreement_readings
    LEFT JOIN claims ON disagreement_readings.claim_id = claims.id
    INNER JOIN sources ON coalesce(claims.about_source_id, disagreement_readings.source_id) = sources.id
    WHERE
      disagreement_readings.disagreement_id = disagreements.id
      AND sources.id <> concerned.source_id
  ) AS told_by
FROM (
  SELECT
    source_id,
    disagreement_id
  FROM disagreement_readings
  UNION
  SELECT
    claims.about_source_id,
    disagreement_readings.disagreement_id
  FROM disagreement_readings
  INNER JOIN claims ON disagreement_readings.claim_id = claims.id
  WHERE claims.about_source_id IS NOT NULL
  UNION
  SELECT
    about.about_source_id,
    about.id
  FROM disagreements AS about
  WHERE about.about_source_id IS NOT NULL
) AS concerned
INNER JOIN disagreements ON concerned.disagreement_id = disagreements.id
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id
INNER JOIN disagreement_statuses ON disagreements.status = disagreement_statuses.id;

-- All claims in short, for the list page.
CREATE TEMP VIEW page_listed_claims AS
SELECT
  claims.id AS claim_id,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  sources.access,
  sources.follow_order,
  claims.position,
  claims.statement,
  claims.hedge,
  -- what describes the document, its figures and its notes comes last, under a heading of its own
  CASE claims.modality WHEN 'reference' THEN 'About the document itself' ELSE passages.section END AS section,
  claims.locator AS passage,
  claims.modality AS modality_id,
  modalities.label AS modality
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN passages ON claims.passage_id = passages.id
INNER JOIN modalities ON claims.modality = modalities.id;

-- The kinds of rows that rest on a claim.
CREATE TEMP VIEW page_claim_rows AS
SELECT DISTINCT
  page_rests.claim_id,
  page_rests.table_name
FROM page_rests
WHERE page_rests.table_name NOT IN ('groups', 'people', 'places', 'attacks', 'sources', 'citation_checks');

-- The works that documents cite. state: read (whole or in part, and enough of it to compare with what
-- it is cited for); quoted (only quotations in other works could be compared); begun (too little was read to
-- compare); unread. extent: the same in words.
CREATE TEMP VIEW page_work_states AS
SELECT
  works.source_id,
  works.access,
  CASE
    WHEN works.access = 'read' OR works.compared THEN 'read'
    WHEN works.quoted THEN 'quoted'
    WHEN works.seen IS NOT NULL THEN 'begun'
    ELSE 'unread'
  END AS state,
  CASE
    WHEN works.access = 'read' OR works.compared AND works.whole THEN 'Read in full'
    WHEN works.compared THEN 'Read in part'
    WHEN works.quoted THEN 'Known only from quotations'
    WHEN works.seen IS NOT NULL THEN 'Only its ' || works.seen || ' read'
    WHEN works.checks THEN 'Not read'
    ELSE 'Not looked for yet'
  END AS extent
FROM (
  SELECT
    cited.id AS source_id,
    cited.access,
    count(checks.id) AS checks,
    coalesce(max(checks.copy <> 'quotation' AND (checks.verdict <> 'not-readable' OR checks.complete = 'whole')), 0)
      AS compared,
    coalesce(max(checks.verdict <> 'not-readable' AND checks.copy = 'quotation'), 0) AS quoted,
    coalesce(max(checks.copy <> 'quotation' AND checks.complete = 'whole'), 0) AS whole,
    max(CASE WHEN checks.copy <> 'quotation' THEN checks.complete END) AS seen
  FROM citations
  INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
  LEFT JOIN citation_checks AS checks ON citations.id = checks.citation_id
  GROUP BY cited.id
) AS works;

-- The works that a document cites, with the number of claims each is cited for, and of claims followed by a sentence
-- that cites it.
CREATE TEMP VIEW page_cited_works AS
SELECT
  citations.source_id,
  citations.cited_source_id,
  cited.label AS cited,
  cited.title,
  page_work_states.extent,
  count(DISTINCT CASE claim_citations.scope WHEN 'sentence' THEN claim_citations.claim_id END) AS claims,
  count(DISTINCT CASE claim_citations.scope WHEN 'paragraph' THEN claim_citations.claim_id END) AS next_to
FROM citations
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
INNER JOIN page_work_states ON cited.id = page_work_states.source_id
LEFT JOIN claim_citations ON citations.id = claim_citations.citation_id
GROUP BY citations.source_id, citations.cited_source_id;

-- Names for the sources of claims: the publisher of each, in every spelling, and its authors.
CREATE TEMP VIEW page_source_names AS
WITH telling AS (
  SELECT
    id,
    publisher,
    authors
  FROM sources
  WHERE id IN (SELECT claims.source_id FROM claims)
)

SELECT
  id AS source_id,
  publisher AS name,
  0 AS is_author
FROM telling
WHERE publisher IS NOT NULL
UNION
SELECT
  telling.id,
  spelled.spelling,
  0
FROM telling
INNER JOIN page_spellings AS called ON telling.publisher IN (called.spelling, called.name)
INNER JOIN page_spellings AS spelled ON called.id = spelled.id
WHERE called.table_name = 'groups'
UNION
SELECT
  telling.id,
  people.value,
  1
FROM telling
CROSS JOIN json_each(replace(json_array(telling.authors), '; ', '","')) AS people
WHERE telling.authors IS NOT NULL;
