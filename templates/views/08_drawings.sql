-- What the drawings need besides the named queries and views that they draw.

-- What each tie of a lineage means, apart from how it is called, and by when its source had said it.
CREATE TEMP VIEW page_ties AS
SELECT
  'membership' AS table_name,
  membership.id AS row_id,
  roles.meaning,
  sources.published_latest AS said_latest
FROM membership
INNER JOIN roles ON membership.role = roles.id
INNER JOIN claims ON membership.claim_id = claims.id
INNER JOIN sources ON coalesce(claims.about_source_id, claims.source_id) = sources.id
UNION ALL
SELECT
  'relations',
  relations.id,
  relation_kinds.meaning,
  sources.published_latest
FROM relations
INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
INNER JOIN claims ON relations.claim_id = claims.id
INNER JOIN sources ON coalesce(claims.about_source_id, claims.source_id) = sources.id;

-- The rivals of a group, a row for each claim.
CREATE TEMP VIEW page_rivals AS
SELECT
  "groups".id AS group_id,
  rivals.id AS party_id,
  rivals.name,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  claims.about_source_id,
  about.label AS about_source,
  claims.id AS claim_id,
  claim_locators.passage
FROM relations
INNER JOIN relation_kinds ON relations.kind = relation_kinds.id AND relation_kinds.meaning = 'rivals'
INNER JOIN claims ON relations.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN claim_locators ON claims.id = claim_locators.claim_id
LEFT JOIN sources AS about ON claims.about_source_id = about.id
INNER JOIN "groups" ON "groups".id IN (relations.from_group_id, relations.to_group_id)
INNER JOIN "groups" AS rivals ON rivals.id IN (relations.from_group_id, relations.to_group_id)
WHERE "groups".id <> rivals.id
ORDER BY rivals.name, source;

-- The conflicts between sources that claims are readings of.
CREATE TEMP VIEW page_conflicts AS
SELECT
  disagreement_readings.claim_id,
  disagreements.id AS disagreement_id,
  disagreements.topic
FROM disagreement_readings
INNER JOIN disagreements ON disagreement_readings.disagreement_id = disagreements.id
WHERE disagreements.is_conflict;

-- The event data sets that are counted, with the days of their first and last attack.
CREATE TEMP VIEW page_counted AS
SELECT
  sources.id AS source_id,
  sources.label,
  sources.licence,
  min(days.date_earliest) AS first_day,
  max(days.date_latest) AS last_day
FROM sources
INNER JOIN attack_days AS days ON sources.id = days.source_id AND days.group_id = '' AND days.rule = 'possible'
WHERE sources.access = 'data'
GROUP BY sources.id
ORDER BY sources.label;
