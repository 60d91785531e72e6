-- What the pages of claims, sources and disagreements read, and the feeds. Nothing here says anything
-- that the tables do not.

-- A claim with all that its own page says of it. The claims before and after it are those of its document.
CREATE VIEW page_claims AS
SELECT
  claims.id AS claim_id,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  claims.about_source_id,
  about.label AS about,
  about.title AS about_title,
  claims.passage_id,
  passages.section,
  claims.position,
  claims.statement,
  claims.modality,
  modalities.label AS modality_label,
  modalities.description AS modality_description,
  claims.locator AS passage,
  claim_locators.locator,
  claims.fragment_start,
  claims.fragment_end,
  claims.span_sha256,
  claims.deep_link,
  claims.note,
  earlier.id AS before_id,
  earlier.statement AS before_statement,
  later.id AS after_id,
  later.statement AS after_statement
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN passages ON claims.passage_id = passages.id
INNER JOIN modalities ON claims.modality = modalities.id
INNER JOIN claim_locators ON claims.id = claim_locators.claim_id
LEFT JOIN sources AS about ON claims.about_source_id = about.id
LEFT JOIN claims AS earlier
  ON earlier.source_id = claims.source_id AND earlier.position = (
    SELECT max(near.position) FROM claims AS near
    WHERE near.source_id = claims.source_id AND near.position < claims.position
  )
LEFT JOIN claims AS later
  ON later.source_id = claims.source_id AND later.position = (
    SELECT min(near.position) FROM claims AS near
    WHERE near.source_id = claims.source_id AND near.position > claims.position
  );

-- The rows and the pages that rest on a claim; row_labels says what to call them. The markers behind the claim and
-- the disagreements that it is in have views of their own.
CREATE VIEW page_rests AS
SELECT DISTINCT
  evidence.claim_id,
  evidence.table_name,
  evidence.row_id,
  evidence.property
FROM evidence
WHERE
  evidence.table_name NOT IN (
    'passages', 'citations', 'claim_citations', 'report_claims', 'source_claims', 'disagreements',
    'disagreement_readings'
  )
  AND evidence.property NOT IN ('said here', 'cited for', 'title');

-- From each marker behind a claim to the work that it stands for: step 1 is the marker in the
-- text, each further step the note that an Ibid. or a short form leads to.
CREATE VIEW page_trails AS
WITH RECURSIVE trail (claim_id, first_id, scope, step, citation_id) AS (
  SELECT
    claim_id,
    citation_id AS first_id,
    scope,
    1 AS step,
    citation_id
  FROM claim_citations
  UNION
  SELECT
    trail.claim_id,
    trail.first_id,
    trail.scope,
    trail.step + 1,
    citations.resolves_through_id
  FROM trail
  INNER JOIN citations ON trail.citation_id = citations.id
  WHERE citations.resolves_through_id IS NOT NULL
)

SELECT
  trail.claim_id,
  trail.first_id,
  marked.position AS first_position,
  trail.scope,
  trail.step,
  trail.citation_id,
  citations.marker,
  citations.form,
  citation_forms.label AS form_label,
  entry.locator AS entry,
  citations.note,
  citations.cited_source_id,
  sources.label AS cited,
  sources.title AS cited_title,
  sources.published_edtf,
  sources.published_earliest,
  sources.published_latest,
  sources.url
FROM trail
INNER JOIN citations AS marked ON trail.first_id = marked.id
INNER JOIN citations ON trail.citation_id = citations.id
INNER JOIN citation_forms ON citations.form = citation_forms.id
INNER JOIN passages AS entry ON citations.entry_passage_id = entry.id
INNER JOIN sources ON citations.cited_source_id = sources.id;

CREATE VIEW page_sources AS
SELECT
  sources.id AS source_id,
  sources.title,
  coalesce(sources.short, sources.label) AS source,
  sources.kind,
  source_kinds.label AS kind_label,
  sources.authors,
  sources.publisher,
  sources.container,
  sources.published_edtf,
  sources.published_earliest,
  sources.published_latest,
  sources.url,
  sources.access,
  sources.licence,
  sources.redistributable,
  sources.note,
  (SELECT count(*) FROM claims WHERE claims.source_id = sources.id) AS claims,
  (SELECT count(*) FROM places WHERE places.coordinates_source_id = sources.id) AS places,
  (SELECT sum(passages.sentences) FROM passages WHERE passages.source_id = sources.id) AS sentences,
  (
    SELECT sum(passages.sentences_with_claims) FROM passages WHERE passages.source_id = sources.id
  ) AS sentences_with_claims,
  (
    SELECT sum(passages.sentences_without_facts) FROM passages WHERE passages.source_id = sources.id
  ) AS sentences_without_facts
FROM sources
INNER JOIN source_kinds ON sources.kind = source_kinds.id;

-- The passages of a document in its order, each with its claims; a passage without any is one row
-- whose claim is empty.
CREATE VIEW page_passages AS
SELECT
  passages.source_id,
  passages.id AS passage_id,
  passages.position,
  passages.section,
  passages.kind,
  passage_kinds.label AS kind_label,
  passages.paragraph,
  passages.locator,
  passages.sentences,
  passages.sentences_without_facts,
  claims.id AS claim_id,
  claims.position AS claim_position,
  claims.statement,
  claims.modality,
  modalities.label AS modality_label
FROM passages
INNER JOIN passage_kinds ON passages.kind = passage_kinds.id
LEFT JOIN claims ON passages.id = claims.passage_id
LEFT JOIN modalities ON claims.modality = modalities.id;

-- What a document cites and for what: one row for each claim behind which a marker stands, and one
-- whose claim is empty for a marker that stands behind none.
CREATE VIEW page_citings AS
SELECT
  citations.source_id,
  coalesce(citing.short, citing.label) AS source,
  citations.cited_source_id,
  cited.label AS cited,
  cited.title AS cited_title,
  citations.id AS citation_id,
  citations.position,
  citations.marker,
  citations.form,
  citation_forms.label AS form_label,
  through.marker AS through_marker,
  entry.locator AS entry,
  citations.note,
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

-- The disagreements that concern a source: as the one whose reading a side is (or the cited work whose
-- title it is), or as what the disagreement is about.
CREATE VIEW page_source_disputes AS
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
        DISTINCT CASE sources.access WHEN 'cited' THEN 'the title of ' ELSE '' END
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

-- One side of a disagreement with what its claim says and where. An absence has no claim.
CREATE VIEW page_sides AS
SELECT
  disagreement_readings.disagreement_id,
  disagreement_readings.position,
  disagreement_readings.reading,
  disagreement_readings.source_id,
  coalesce(sources.short, sources.label) AS source,
  disagreement_readings.claim_id,
  claims.locator,
  claims.statement,
  claims.about_source_id,
  about.label AS about,
  modalities.label AS modality_label,
  claims.fragment_start,
  claims.fragment_end,
  claims.deep_link
FROM disagreement_readings
INNER JOIN sources ON disagreement_readings.source_id = sources.id
LEFT JOIN claims ON disagreement_readings.claim_id = claims.id
LEFT JOIN modalities ON claims.modality = modalities.id
LEFT JOIN sources AS about ON claims.about_source_id = about.id;

-- What a disagreement is about: one row for each group, person, attack or source.
CREATE VIEW page_dispute_subjects AS
SELECT
  disagreements.id AS disagreement_id,
  'groups' AS table_name,
  "groups".id AS subject_id,
  "groups".name
FROM disagreements
INNER JOIN "groups" ON disagreements.group_id = "groups".id
UNION ALL
SELECT
  disagreements.id AS disagreement_id,
  'people' AS table_name,
  people.id AS subject_id,
  people.name
FROM disagreements
INNER JOIN people ON disagreements.person_id = people.id
UNION ALL
SELECT
  disagreements.id AS disagreement_id,
  'attacks' AS table_name,
  attacks.id AS subject_id,
  attacks.title AS name
FROM disagreements
INNER JOIN attacks ON disagreements.attack_id = attacks.id
UNION ALL
SELECT
  disagreements.id AS disagreement_id,
  'sources' AS table_name,
  sources.id AS subject_id,
  coalesce(sources.short, sources.label) AS name
FROM disagreements
INNER JOIN sources ON disagreements.about_source_id = sources.id;

-- The words by which a disagreement is found: its topic, its note, its readings and what it is about.
CREATE VIEW page_dispute_words AS
SELECT
  disagreements.id AS disagreement_id,
  disagreements.topic || ' ' || disagreements.note || ' ' || disagreements.id
  || ' ' || coalesce((
    SELECT group_concat(page_dispute_subjects.name, ' ') FROM page_dispute_subjects
    WHERE page_dispute_subjects.disagreement_id = disagreements.id
  ), '')
  || ' ' || coalesce((
    SELECT group_concat(disagreement_readings.reading, ' ') FROM disagreement_readings
    WHERE disagreement_readings.disagreement_id = disagreements.id
  ), '') AS words
FROM disagreements;

-- The files of the data sets that are loaded.
CREATE VIEW page_data_files AS
SELECT
  source_id,
  id,
  name,
  version,
  sha256,
  "rows",
  used,
  superseded,
  repeated,
  refused
FROM data_files;

-- ------------------------------------------------------------------------------ The feeds

-- The attacks that documents tell of, and the newest hundred besides. told_latest is the day by which
-- the last of its sources was published; where a source is not dated, the last day that the incident may
-- have happened on, before which nobody can have told it.
CREATE VIEW feed_attacks AS
SELECT
  attacks.id AS attack_id,
  attacks.title,
  attacks.scope,
  attacks.date_edtf,
  attacks.date_earliest,
  attacks.date_latest,
  attacks.location,
  attacks.killed_low,
  attacks.killed_high,
  attacks.disputed,
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
  SELECT attack_reports.attack_id
  FROM report_claims
  INNER JOIN attack_reports ON report_claims.report_id = attack_reports.id
  UNION
  SELECT id FROM (
    SELECT id FROM attacks
    WHERE date_earliest IS NOT NULL
    ORDER BY date_earliest DESC
    LIMIT 100
  ) AS newest
) AS chosen
INNER JOIN attacks ON chosen.attack_id = attacks.id;

-- told_latest: the day by which the last of the readings had been published, from which on they disagree.
CREATE VIEW feed_disagreements AS
SELECT
  disagreements.id AS disagreement_id,
  disagreements.topic,
  disagreement_kinds.label AS kind_label,
  disagreement_statuses.label AS status_label,
  disagreements.note,
  (
    SELECT max(sources.published_latest)
    FROM disagreement_readings
    INNER JOIN sources ON disagreement_readings.source_id = sources.id
    WHERE disagreement_readings.disagreement_id = disagreements.id
  ) AS told_latest
FROM disagreements
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id
INNER JOIN disagreement_statuses ON disagreements.status = disagreement_statuses.id;

-- The pages of their own that documents lead to, for the site map: records of data sets are too many.
CREATE VIEW page_addresses AS
SELECT
  'groups' AS table_name,
  id
FROM "groups"
UNION ALL
SELECT
  'people' AS table_name,
  id
FROM people
UNION ALL
SELECT
  'places' AS table_name,
  id
FROM places
UNION ALL
SELECT
  'sources' AS table_name,
  id
FROM sources
UNION ALL
SELECT
  'claims' AS table_name,
  id
FROM claims
UNION ALL
SELECT
  'disagreements' AS table_name,
  id
FROM disagreements
UNION ALL
SELECT DISTINCT
  'attacks' AS table_name,
  attack_reports.attack_id AS id
FROM report_claims
INNER JOIN attack_reports ON report_claims.report_id = attack_reports.id;
