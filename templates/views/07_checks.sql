-- Views for the page of citations and the marks of verdicts.

-- The citations of claims, each with its check if there is one; otherwise `verdict` is NULL. scope: sentence if the
-- note is on the claim's own sentence, paragraph if that has none and it is on the next.
CREATE TEMP VIEW page_checks AS
SELECT
  claim_citations.id AS check_id,
  claim_citations.*,
  claims.statement,
  claims.locator AS passage,
  claims.position AS claim_position,
  claims.deep_link AS claim_link,
  citations.source_id,
  coalesce(sources.short, sources.label) AS source,
  citations.marker,
  citations.form,
  citations.position,
  citations.cited_source_id,
  cited.label AS cited,
  cited.title AS cited_title,
  citation_checks.verdict,
  verdicts.label AS verdict_label,
  check_marks.mark,
  verdicts.description AS verdict_description,
  CASE citation_checks.verdict
    WHEN 'says-otherwise' THEN 1
    WHEN 'not-found-in-it' THEN 2
    WHEN 'supports-in-part' THEN 3
    WHEN 'supports' THEN 4
    WHEN 'not-readable' THEN 5
    ELSE 6
  END AS turn,
  citation_checks.first_verdict,
  citation_checks.second_verdict,
  citation_checks.consulted_url,
  citation_checks.copy,
  citation_checks.complete,
  citation_checks.consulted_on,
  citation_checks.work_says,
  citation_checks.explanation,
  citation_checks.fragment_start,
  citation_checks.fragment_end,
  citation_checks.span_sha256,
  citation_checks.deep_link,
  citation_checks.tried,
  citation_checks.note
FROM claim_citations
INNER JOIN claims ON claim_citations.claim_id = claims.id
INNER JOIN citations ON claim_citations.citation_id = citations.id
INNER JOIN sources ON citations.source_id = sources.id
INNER JOIN sources AS cited ON citations.cited_source_id = cited.id
LEFT JOIN citation_checks ON claim_citations.id = citation_checks.id
LEFT JOIN verdicts ON citation_checks.verdict = verdicts.id
LEFT JOIN check_marks ON claim_citations.id = check_marks.id;

-- The number of claims of a document that have no note on their own sentence, but one on the next.
CREATE TEMP VIEW page_next_notes AS
SELECT
  claims.source_id,
  count(*) AS claims
FROM claims
WHERE
  EXISTS (SELECT 1 FROM claim_citations AS near WHERE claims.id = near.claim_id)
  AND NOT EXISTS (
    SELECT 1 FROM claim_citations AS own WHERE claims.id = own.claim_id AND own.scope = 'sentence'
  )
GROUP BY claims.source_id;

-- The results of checking the citations, and how far the first and the second check agree: for all, and for those
-- that at least one of them could read; beside: for notes on the sentence after the claim's. A check is of one claim
-- against one work; a note may be for several claims.
CREATE TEMP VIEW page_check_totals AS
SELECT
  count(*) AS citations,
  count(DISTINCT claim_id) AS statements,
  (SELECT count(DISTINCT citations.source_id) FROM citations) AS documents,
  count(DISTINCT CASE WHEN scope <> 'sentence' THEN claim_id END) AS beside,
  count(verdict) AS checked,
  count(CASE WHEN verdict = 'says-otherwise' THEN 1 END) AS otherwise,
  count(CASE WHEN verdict = 'not-found-in-it' THEN 1 END) AS not_found,
  count(CASE WHEN verdict = 'supports-in-part' THEN 1 END) AS in_part,
  count(CASE WHEN verdict = 'supports' THEN 1 END) AS supported,
  count(CASE WHEN verdict <> 'not-readable' THEN 1 END) AS read,
  count(second_verdict) AS checked_twice,
  count(CASE WHEN first_verdict = second_verdict THEN 1 END) AS agreed,
  count(CASE WHEN first_verdict <> 'not-readable' OR second_verdict <> 'not-readable' THEN second_verdict END)
    AS read_twice,
  count(CASE WHEN first_verdict = second_verdict AND first_verdict <> 'not-readable' THEN 1 END) AS agreed_read
FROM page_checks;

-- The results of checking a document's citations of a work, in short.
CREATE TEMP VIEW page_work_verdicts AS
SELECT
  source_id,
  cited_source_id,
  verdict,
  verdict_label,
  turn,
  count(DISTINCT claim_id) AS claims
FROM page_checks
WHERE verdict IS NOT NULL
GROUP BY source_id, cited_source_id, verdict;
