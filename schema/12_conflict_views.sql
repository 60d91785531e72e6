-- Disagreements that a query can find. `key` is what facts/disagreements.yml names in `settles`;
-- the build stops on a key that stands in neither place.
CREATE VIEW conflicts AS
-- two dated reports of one incident that share no day
SELECT
  'attack-date:' || a.attack_id AS key,
  'Reports date the incident differently' AS problem,
  group_concat(DISTINCT a.source_id || ' ' || a.date_edtf || ' / ' || b.source_id || ' ' || b.date_edtf) AS readings
FROM attack_reports AS a
INNER JOIN attack_reports AS b ON a.attack_id = b.attack_id AND a.id < b.id
WHERE
  a.date_edtf IS NOT NULL AND b.date_edtf IS NOT NULL AND a.record_id IS NULL AND b.record_id IS NULL
  AND (a.date_latest < b.date_earliest OR b.date_latest < a.date_earliest)
GROUP BY a.attack_id
UNION ALL
-- one report gives a number of killed or injured where another that was read gives another or none
SELECT
  'attack-toll:' || a.attack_id,
  'Reports give different tolls, or only one gives any',
  group_concat(DISTINCT a.source_id || ' / ' || b.source_id)
FROM attack_reports AS a
INNER JOIN attack_reports AS b ON a.attack_id = b.attack_id AND a.id <> b.id
INNER JOIN attacks ON a.attack_id = attacks.id AND attacks.scope = 'incident'
WHERE
  a.record_id IS NULL AND b.record_id IS NULL AND a.via_source_id IS NULL AND b.via_source_id IS NULL
  AND (
    (a.killed_low IS NOT NULL AND a.killed_low <> coalesce(b.killed_low, -1))
    OR (a.injured_low IS NOT NULL AND a.injured_low <> coalesce(b.injured_low, -1))
  )
GROUP BY a.attack_id
UNION ALL
-- documents that were read name different targets
SELECT
  'attack-target:' || a.attack_id,
  'Reports name different targets',
  group_concat(DISTINCT a.source_id || ': ' || a.target)
FROM attack_reports AS a
INNER JOIN attack_reports AS b ON a.attack_id = b.attack_id AND a.id <> b.id
INNER JOIN attacks ON a.attack_id = attacks.id AND attacks.scope = 'incident'
WHERE
  a.record_id IS NULL AND b.record_id IS NULL AND a.via_source_id IS NULL AND b.via_source_id IS NULL
  AND a.target <> b.target
GROUP BY a.attack_id
UNION ALL
-- more than one list of the groups that formed a group
SELECT
  'merger:' || group_id,
  'More than one list of who merged',
  group_concat(DISTINCT reading_set)
FROM membership
WHERE reading_set IS NOT NULL
GROUP BY group_id
HAVING count(DISTINCT reading_set) > 1
UNION ALL
-- a member whose standing differs
SELECT
  'standing:' || group_id || ':' || member_group_id,
  'The same group is a member in different standing',
  group_concat(DISTINCT role)
FROM membership
WHERE role IN ('merged', 'absorbed', 'incorporated', 'component')
GROUP BY group_id, member_group_id
HAVING count(DISTINCT role) > 1
UNION ALL
-- two people at the head of one group
SELECT
  'head:' || group_id,
  'More than one person at its head',
  group_concat(DISTINCT member_person_id || ' ' || role)
FROM membership
WHERE role IN ('leader', 'emir', 'former-leader', 'former-emir')
GROUP BY group_id
HAVING count(DISTINCT member_person_id) > 1
UNION ALL
-- more than one answer to who stands above a group, and in what manner
SELECT
  'above:' || from_group_id,
  'More than one group stands above it, or in more than one manner',
  group_concat(DISTINCT kind || ' ' || to_group_id)
FROM relations
WHERE kind IN ('affiliate', 'branch', 'overseen-by') AND from_group_id IS NOT NULL
GROUP BY from_group_id
HAVING count(DISTINCT kind || ' ' || to_group_id) > 1
UNION ALL
-- pledges to one person, new in one reading and renewed in another
SELECT
  'pledge:' || to_person_id,
  'Told as new and as renewed',
  group_concat(DISTINCT from_group_id || ' ' || is_renewal)
FROM relations
WHERE kind = 'allegiance' AND to_person_id IS NOT NULL AND from_group_id IS NOT NULL
GROUP BY to_person_id
HAVING count(DISTINCT is_renewal) > 1
UNION ALL
-- who and what order: the sets of those to whom the founders of a group pledged differ between documents
SELECT
  'pledge-objects:' || group_id,
  'Documents name different objects of the pledge',
  group_concat(DISTINCT source_id || ' ' || objects)
FROM (
  SELECT
    founders.group_id,
    claims.source_id,
    group_concat(DISTINCT relations.to_person_id) AS objects
  FROM relations
  INNER JOIN claims ON relations.claim_id = claims.id AND claims.about_source_id IS NULL
  INNER JOIN (
    SELECT DISTINCT
      group_id,
      member_group_id AS party_id
    FROM membership WHERE role IN ('merged', 'absorbed')
    UNION
    SELECT DISTINCT
      group_id,
      group_id AS party_id
    FROM membership WHERE role IN ('merged', 'absorbed')
  ) AS founders ON relations.from_group_id = founders.party_id
  WHERE relations.kind = 'allegiance'
  GROUP BY founders.group_id, claims.source_id
) AS pledged
GROUP BY group_id
HAVING count(DISTINCT objects) > 1
UNION ALL
-- the same measure of one group by more than one document
SELECT
  'estimate:' || estimates.group_id || ':' || estimates.measure,
  'More than one figure, or one dated and one not',
  group_concat(DISTINCT claims.source_id || ' ' || estimates.as_told || coalesce(' ' || estimates.as_of_edtf, ''))
FROM estimates
INNER JOIN claims ON estimates.claim_id = claims.id
WHERE estimates.group_id IS NOT NULL
GROUP BY estimates.group_id, estimates.measure
HAVING
  count(DISTINCT claims.source_id) > 1
  AND count(
    DISTINCT
    coalesce(CAST(estimates.low AS TEXT), '') || coalesce(CAST(estimates.high AS TEXT), '')
    || coalesce(estimates.comparator, '') || coalesce(estimates.as_of_edtf, '')
  ) > 1
UNION ALL
-- founding dates that are not the same
SELECT
  'founding:' || group_id,
  'Readings date the founding differently',
  group_concat(DISTINCT date_edtf || ' (' || coalesce(date_earliest, '') || '..' || coalesce(date_latest, '') || ')')
FROM milestones
WHERE kind = 'founding' AND date_edtf IS NOT NULL
GROUP BY group_id
HAVING count(DISTINCT coalesce(date_earliest, '') || coalesce(date_latest, '')) > 1
UNION ALL
-- one document denies what another, or itself, asserts
SELECT
  'denied:' || a.group_id || ':' || a.kind || ':' || a.about_group_id,
  'Denied in one place and asserted in another',
  group_concat(DISTINCT a.claim_id || ' / ' || b.claim_id)
FROM characteristics AS a
INNER JOIN characteristics AS b ON a.group_id = b.group_id AND a.kind = b.kind AND a.about_group_id = b.about_group_id
WHERE a.is_denied = 1 AND b.is_denied = 0
GROUP BY a.group_id, a.kind, a.about_group_id
UNION ALL
-- both documents name a group, person or place (publishers apart) and share no plain spelling
SELECT
  'name:' || entity_id,
  'The documents share no spelling of its name',
  group_concat(DISTINCT source_id || ' ' || name)
FROM (
  SELECT
    coalesce(names.group_id, names.person_id, names.place_id) AS entity_id,
    names.source_id,
    lower(names.name) AS name
  FROM names
  LEFT JOIN "groups" AS named ON names.group_id = named.id
  WHERE names.kind IN ('common', 'full', 'acronym', 'variant') AND coalesce(named.kind, '') <> 'publisher'
) AS spelled
GROUP BY entity_id
HAVING count(DISTINCT source_id) > 1 AND count(DISTINCT name || source_id) = count(DISTINCT name)
UNION ALL
-- a cited work that is or may be older than what it is cited for
SELECT
  'older:' || claim_id || ':' || cited_source_id,
  'The cited work is or may be older than the event',
  verdict
FROM cited_events
WHERE verdict IS NOT NULL;
