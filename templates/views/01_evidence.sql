-- Claims as pages show them: as notes, behind rows, in disagreements. The views here are only for the site and
-- not in the database: plugins/site/page_views.py creates them on each connection.

-- The works that a claim cites, if they were read and are sources here themselves: a source that repeats one of these
-- does not count as a second. Their ids, separated by commas. A note on the next sentence does not count: nothing says
-- that the claim repeats that work, and the claim's page and note mention it separately.
CREATE TEMP VIEW claim_repeats AS
SELECT
  claim_citations.claim_id,
  group_concat(DISTINCT citations.cited_source_id) AS cites
FROM claim_citations
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN sources ON citations.cited_source_id = sources.id
WHERE sources.access IN ('read', 'consulted') AND claim_citations.scope = 'sentence'
GROUP BY claim_citations.claim_id;

-- The label of a check: if only part of a copy was read, the full work may say what that part does not.
CREATE TEMP VIEW check_marks AS
SELECT
  citation_checks.id,
  verdicts.label
  || CASE
    WHEN
      citation_checks.verdict = 'says-otherwise' AND citation_checks.copy <> 'original'
      AND citation_checks.complete <> 'whole'
      THEN ' in the copy read'
    ELSE ''
  END AS mark
FROM citation_checks
INNER JOIN verdicts ON citation_checks.verdict = verdicts.id;

-- A claim as a note: who says it, where, on whose authority, and the link to the words.
CREATE TEMP VIEW claim_notes AS
SELECT
  claims.id AS claim_id,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  sources.published_latest,
  claims.about_source_id,
  claims.position,
  claims.statement,
  claims.hedge,
  claims.locator AS passage,
  claim_locators.locator,
  modalities.label AS modality,
  claims.fragment_start,
  claims.fragment_end,
  claims.span_sha256,
  claims.deep_link,
  claims.note,
  (
    SELECT
      json_group_array(
        json_object(
          'id', cited_works.cited_source_id, 'marker', cited_works.marker, 'source', cited_works.source,
          'scope', cited_works.scope,
          'verdict', citation_checks.verdict, 'mark', check_marks.mark
        )
      )
    FROM cited_works
    LEFT JOIN citation_checks
      ON cited_works.claim_id = citation_checks.claim_id AND cited_works.citation_id = citation_checks.citation_id
    LEFT JOIN check_marks ON citation_checks.id = check_marks.id
    WHERE cited_works.claim_id = claims.id
  ) AS works
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN claim_locators ON claims.id = claim_locators.claim_id
INNER JOIN modalities ON claims.modality = modalities.id;

-- The rows of evidence with what a reader needs to judge a claim.
CREATE TEMP VIEW evidence_claims AS
SELECT
  evidence.table_name,
  evidence.row_id,
  evidence.property,
  claim_notes.*
FROM evidence
INNER JOIN claim_notes ON evidence.claim_id = claim_notes.claim_id;

-- The ties of the group that a conflict is about, by the claims that are its readings, with the other party.
-- If all readings have a row of another kind, such as a number, the conflict is about that.
CREATE TEMP VIEW conflict_ties AS
SELECT DISTINCT
  disagreements.id AS disagreement_id,
  disagreement_readings.claim_id,
  beside.entity_id AS group_id
FROM disagreements
INNER JOIN disagreement_readings ON disagreements.id = disagreement_readings.disagreement_id
INNER JOIN assertion_parties AS own
  ON
    disagreement_readings.claim_id = own.claim_id
    AND disagreements.group_id = own.entity_id
    AND own.entity_table = 'groups'
INNER JOIN assertion_parties AS beside
  ON
    own.table_name = beside.table_name
    AND own.row_id = beside.row_id
    AND own.entity_id <> beside.entity_id
    AND beside.entity_table = 'groups'
WHERE
  disagreements.is_conflict = 1
  AND disagreement_readings.at_issue = 1
  AND own.table_name IN ('membership', 'relations', 'milestones')
  AND NOT EXISTS (
    SELECT 1
    FROM disagreement_readings AS readings
    INNER JOIN evidence ON readings.claim_id = evidence.claim_id
    WHERE
      readings.disagreement_id = disagreements.id
      AND evidence.table_name IN ('characteristics', 'designations', 'estimates', 'statements')
    GROUP BY evidence.table_name
    HAVING count(DISTINCT readings.claim_id) = (
      SELECT count(DISTINCT every.claim_id)
      FROM disagreement_readings AS every
      WHERE every.disagreement_id = disagreements.id
    )
  );

-- The disagreements that a claim is a reading of; if they mark claims, only those that mark this one. The claim's own
-- page lists the others too.
CREATE TEMP VIEW claim_disputes AS
SELECT DISTINCT
  disagreement_readings.claim_id,
  dispute_marks.*,
  disagreements.topic,
  disagreements.kind,
  disagreement_kinds.label AS kind_label,
  disagreements.status,
  disagreement_statuses.label AS status_label,
  -- it is on ties, as far as the claim has such: of what else the claim says it is none
  EXISTS(
    SELECT 1
    FROM conflict_ties
    WHERE
      conflict_ties.disagreement_id = disagreements.id
      AND conflict_ties.claim_id = disagreement_readings.claim_id
  ) AS is_of_tie
FROM disagreement_readings
INNER JOIN disagreements ON disagreement_readings.disagreement_id = disagreements.id
INNER JOIN dispute_marks ON disagreements.id = dispute_marks.disagreement_id
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id
INNER JOIN disagreement_statuses ON disagreements.status = disagreement_statuses.id
WHERE disagreement_readings.claim_id IS NOT NULL AND coalesce(disagreement_readings.at_issue, 1) = 1;

-- All claims behind a row with their sources, which its page counts and its citation lists; for a group, also the cited
-- works that tell of its attacks. CROSS JOIN keeps their order: the few reports with claims come before all parties.
CREATE TEMP VIEW page_behind AS
SELECT
  evidence.table_name,
  evidence.row_id AS subject_id,
  claims.source_id,
  claims.id AS claim_id
FROM evidence
INNER JOIN claims ON evidence.claim_id = claims.id
UNION
SELECT
  'groups' AS table_name,
  attack_actors.group_id AS subject_id,
  claims.source_id,
  claims.id AS claim_id
FROM evidence
CROSS JOIN claims
CROSS JOIN sources
CROSS JOIN attack_reports
CROSS JOIN attacks
CROSS JOIN attack_actors
WHERE
  evidence.table_name = 'attack_reports'
  AND claims.id = evidence.claim_id
  AND sources.id = claims.source_id AND sources.access = 'consulted'
  AND attack_reports.id = evidence.row_id
  AND attacks.id = attack_reports.attack_id AND attacks.scope = 'incident'
  AND attack_actors.attack_id = attacks.id AND attack_actors.side = 'perpetrator'
  AND attack_actors.group_id IS NOT NULL;

-- A claim with everything for its own page, including the previous and the next claim in its document.
CREATE TEMP VIEW page_claims AS
SELECT
  claims.id AS claim_id,
  claims.*,
  coalesce(sources.short, sources.label) AS source,
  sources.access,
  about.label AS about,
  about.title AS about_title,
  passages.section,
  modalities.label AS modality_label,
  modalities.description AS modality_description,
  claims.locator AS passage,
  earlier.id AS before_id,
  earlier.statement AS before_statement,
  later.id AS after_id,
  later.statement AS after_statement
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN passages ON claims.passage_id = passages.id
INNER JOIN modalities ON claims.modality = modalities.id
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

-- The rows and pages that rest on a claim, with labels from row_labels. The claim's markers and
-- disagreements have separate views.
CREATE TEMP VIEW page_rests AS
SELECT DISTINCT evidence.*
FROM evidence
WHERE
  evidence.table_name NOT IN (
    'passages', 'citations', 'claim_citations', 'report_claims', 'source_claims', 'disagreements',
    'disagreement_readings'
  )
  AND evidence.property NOT IN ('said here', 'cited for', 'cited in the next sentence', 'title');

-- From each marker of a claim to the work that it refers to: step 1 is the marker in the
-- text, each further step the note that an Ibid. or a short form leads to.
CREATE TEMP VIEW page_trails AS
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
  trail.*,
  marked.position AS first_position,
  citations.marker,
  citations.form,
  citation_forms.label AS form_label,
  citations.note,
  citations.cited_source_id,
  sources.label AS cited,
  sources.title AS cited_title,
  sources.url
FROM trail
INNER JOIN citations AS marked ON trail.first_id = marked.id
INNER JOIN citations ON trail.citation_id = citations.id
INNER JOIN citation_forms ON citations.form = citation_forms.id
INNER JOIN sources ON citations.cited_source_id = sources.id;
