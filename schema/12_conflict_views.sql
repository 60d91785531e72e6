-- Statements that may contradict each other, as far as queries can find them: one row for each statement, with
-- its source. facts/disagreements.yml names the `key` in `settles`. The build stops on a key that is not
-- there, and on a source in a conflict without a reading in the disagreement that settles it. Doubtful and future
-- statements contradict nothing, and nor does somebody who succeeds another.
CREATE VIEW conflicts AS
WITH reports AS (
  SELECT
    report_claims.property,
    report_claims.value,
    report_claims.low,
    report_claims.high,
    report_claims.claim_id,
    report_claims.date_edtf AS own_edtf,
    report_claims.date_earliest AS own_earliest,
    report_claims.date_latest AS own_latest,
    attack_reports.*
  FROM report_claims
  CROSS JOIN attack_reports
  CROSS JOIN attacks
  WHERE
    report_claims.report_id = attack_reports.id AND attack_reports.attack_id = attacks.id
    AND attacks.scope = 'incident' AND attack_reports.record_id IS NULL
),

dates AS (
  SELECT
    attack_id,
    claim_id,
    value AS date_edtf,
    CASE WHEN own_edtf IS NULL THEN date_earliest ELSE own_earliest END AS date_earliest,
    CASE WHEN own_edtf IS NULL THEN date_latest ELSE own_latest END AS date_latest
  FROM reports
  WHERE property = 'date' AND told <> 'future' AND value NOT LIKE '%?%' AND value NOT LIKE '%~%'
),

tolls AS (
  SELECT
    id,
    attack_id,
    claim_id,
    property,
    value,
    -- by this claim: a document may give two, of which its report follows the first
    low,
    high
  FROM reports
  WHERE property IN ('killed', 'injured')
),

targets AS (
  SELECT * FROM reports
  WHERE property = 'target' AND via_source_id IS NULL
),

lists AS (
  SELECT DISTINCT
    group_id,
    reading_set,
    member_group_id
  FROM membership
  WHERE role IN (SELECT roles.id FROM roles WHERE roles.meaning = 'merges') AND reading_set IS NOT NULL
),

odd_lists AS (
  SELECT
    a.group_id,
    a.reading_set AS one_set,
    b.reading_set AS other_set
  FROM lists AS a
  INNER JOIN lists AS b ON a.group_id = b.group_id AND a.reading_set <> b.reading_set
  LEFT JOIN lists AS same ON b.reading_set = same.reading_set AND a.member_group_id = same.member_group_id
  WHERE same.reading_set IS NULL
),

standings AS (
  SELECT * FROM membership
  WHERE
    role IN (SELECT roles.id FROM roles WHERE roles.meaning IN ('merges', 'joins'))
    AND certainty = 'certain' AND told <> 'future'
),

-- when somebody is seen at the head of a group: a day, or some day within the time in which a document appeared
heads AS (
  SELECT
    *,
    CASE WHEN start_latest < end_earliest THEN start_latest ELSE end_earliest END AS seen_from,
    CASE WHEN start_latest < end_earliest THEN end_earliest ELSE start_latest END AS seen_to
  FROM membership
  WHERE
    role IN (SELECT roles.id FROM roles WHERE roles.meaning = 'leads')
    AND certainty = 'certain' AND told <> 'future'
),

superiors AS (
  SELECT * FROM relations
  WHERE
    kind IN (SELECT relation_kinds.id FROM relation_kinds WHERE relation_kinds.meaning = 'under')
    AND from_group_id IS NOT NULL AND certainty = 'certain' AND told <> 'future'
),

pledges AS (
  SELECT
    relations.*,
    claims.source_id,
    claims.about_source_id,
    coalesce(relations.from_group_id, relations.from_person_id) AS from_id,
    coalesce(relations.to_group_id, relations.to_person_id) AS to_id
  FROM relations
  INNER JOIN claims ON relations.claim_id = claims.id
  WHERE
    relations.kind IN (SELECT relation_kinds.id FROM relation_kinds WHERE relation_kinds.meaning = 'pledges')
    AND relations.told <> 'future'
),

-- a group that others formed, those others, and those at its head
circles AS (
  SELECT DISTINCT
    group_id,
    group_id AS party_id
  FROM membership
  WHERE role IN (SELECT roles.id FROM roles WHERE roles.meaning IN ('merges', 'joins'))
  UNION
  SELECT DISTINCT
    group_id,
    member_group_id
  FROM membership
  WHERE role IN (SELECT roles.id FROM roles WHERE roles.meaning IN ('merges', 'joins'))
  UNION
  SELECT DISTINCT
    formed.group_id,
    heads.member_person_id
  FROM membership AS formed
  INNER JOIN heads ON formed.group_id = heads.group_id
  WHERE
    formed.role IN (SELECT roles.id FROM roles WHERE roles.meaning IN ('merges', 'joins'))
    AND heads.member_person_id IS NOT NULL
),

circle_pledges AS (
  SELECT
    circles.group_id,
    pledges.source_id,
    pledges.to_id,
    pledges.claim_id
  FROM pledges
  INNER JOIN circles ON pledges.from_id = circles.party_id
  WHERE pledges.about_source_id IS NULL AND pledges.to_person_id IS NOT NULL
),

listings AS (
  SELECT
    *,
    coalesce(group_id, person_id) AS who_id
  FROM designations
  WHERE told <> 'future'
),

figures AS (
  SELECT
    estimates.*,
    claims.source_id
  FROM estimates
  INNER JOIN claims ON estimates.claim_id = claims.id
  WHERE estimates.group_id IS NOT NULL AND coalesce(estimates.low, estimates.high) IS NOT NULL
),

foundings AS (
  SELECT * FROM milestones
  WHERE
    kind IN (SELECT milestone_kinds.id FROM milestone_kinds WHERE milestone_kinds.meaning = 'founds')
    AND date_edtf IS NOT NULL AND certainty = 'certain' AND told <> 'future'
),

makers AS (
  SELECT
    statements.kind,
    statements.claim_id,
    claims.about_source_id,
    coalesce(statements.group_id, statements.person_id) AS who_id
  FROM statements
  INNER JOIN claims ON statements.claim_id = claims.id
),

spelled AS (
  SELECT
    coalesce(names.group_id, names.person_id, names.place_id) AS entity_id,
    names.source_id,
    names.claim_id,
    names.name,
    lower(names.name) AS spelling
  FROM names
  LEFT JOIN "groups" AS named ON names.group_id = named.id
  WHERE
    names.kind IN ('common', 'full', 'acronym', 'variant') AND coalesce(named.kind, '') <> 'publisher'
    AND names.milestone_id IS NULL AND names.claim_id IS NOT NULL
),

found (key, problem, reading, claim_id) AS (
  -- two dates of one incident that share no day, in two reports or in one
  SELECT
    'attack-date:' || a.attack_id,
    'Reports date the incident differently',
    a.date_edtf,
    a.claim_id
  FROM dates AS a
  INNER JOIN dates AS b ON a.attack_id = b.attack_id AND a.claim_id <> b.claim_id
  WHERE a.date_latest < b.date_earliest OR b.date_latest < a.date_earliest
  UNION ALL
  -- two numbers of killed or injured that cannot both be right, in two reports or in one; of one report, also two
  -- closed ones: an open one may count some of the others' people
  SELECT
    'attack-toll:' || a.attack_id,
    'The tolls cannot both be right',
    a.property || ': ' || a.value,
    a.claim_id
  FROM tolls AS a
  INNER JOIN tolls AS b ON a.attack_id = b.attack_id AND a.property = b.property AND a.claim_id <> b.claim_id
  WHERE
    a.high < b.low OR b.high < a.low
    OR (a.id = b.id AND a.value <> b.value AND a.high IS NOT NULL AND b.high IS NOT NULL)
  UNION ALL
  -- documents that were read name different targets
  SELECT
    'attack-target:' || a.attack_id,
    'Reports name different targets',
    a.target,
    a.claim_id
  FROM targets AS a
  INNER JOIN targets AS b ON a.attack_id = b.attack_id AND a.id <> b.id
  WHERE a.target <> b.target
  UNION ALL
  -- lists of the groups that formed a group, of which one has a group that the other lacks
  SELECT
    'merger:' || membership.group_id,
    'The lists of who merged are not the same',
    membership.reading_set || ': ' || membership.member_group_id,
    membership.claim_id
  FROM membership
  INNER JOIN odd_lists
    ON
      membership.group_id = odd_lists.group_id
      AND (membership.reading_set = odd_lists.one_set OR membership.reading_set = odd_lists.other_set)
  WHERE membership.role IN (SELECT roles.id FROM roles WHERE roles.meaning = 'merges')
  UNION ALL
  -- a group that merged, was absorbed or was incorporated
  SELECT
    'standing:' || a.group_id || ':' || a.member_group_id,
    'The same group joined in different ways',
    a.role,
    a.claim_id
  FROM standings AS a
  INNER JOIN standings AS b ON a.group_id = b.group_id AND a.member_group_id = b.member_group_id
  WHERE a.role <> b.role
  UNION ALL
  -- two people at the head of one group at one time
  SELECT
    'head:' || a.group_id,
    'More than one person at its head at one time',
    a.member_person_id || ': ' || a.role,
    a.claim_id
  FROM heads AS a
  INNER JOIN heads AS b ON a.group_id = b.group_id AND a.member_person_id <> b.member_person_id
  WHERE a.seen_from <= b.seen_to AND b.seen_from <= a.seen_to
  UNION ALL
  -- more than one answer to who stands above a group, and in what manner
  SELECT
    'above:' || a.from_group_id,
    'More than one group stands above it, or in more than one manner',
    a.kind || ' ' || coalesce(a.to_group_id, a.to_person_id),
    a.claim_id
  FROM superiors AS a
  INNER JOIN superiors AS b ON a.from_group_id = b.from_group_id
  WHERE a.kind <> b.kind OR a.to_group_id <> b.to_group_id
  UNION ALL
  -- a pledge that is new by one and a renewal by another
  SELECT
    'pledge:' || a.from_id || ':' || a.to_id,
    'Told as new and as renewed',
    CASE a.is_renewal WHEN 1 THEN 'renewed' ELSE 'new' END,
    a.claim_id
  FROM pledges AS a
  INNER JOIN pledges AS b ON a.from_id = b.from_id AND a.to_id = b.to_id
  WHERE a.is_renewal <> b.is_renewal AND a.certainty = 'certain' AND b.certainty = 'certain'
  UNION ALL
  -- to whom the founders of a group, or those at its head, pledged
  SELECT
    'pledge-objects:' || a.group_id,
    'Documents name different objects of the pledge',
    a.to_id,
    a.claim_id
  FROM circle_pledges AS a
  WHERE
    EXISTS (
      SELECT 1
      FROM circle_pledges AS one
      INNER JOIN circle_pledges AS other ON one.group_id = other.group_id AND one.source_id <> other.source_id
      LEFT JOIN circle_pledges AS same
        ON other.group_id = same.group_id AND other.source_id = same.source_id AND one.to_id = same.to_id
      WHERE
        one.group_id = a.group_id AND same.claim_id IS NULL
        AND (one.source_id = a.source_id OR other.source_id = a.source_id)
    )
  UNION ALL
  -- the listing of one by one authority, at other times or under other names
  SELECT
    'designation:' || a.who_id || ':' || a.authority_id,
    'The listing is dated or called differently',
    coalesce(a.programme, 'a listing') || coalesce(', ' || a.date_edtf, ''),
    a.claim_id
  FROM listings AS a
  INNER JOIN listings AS b ON a.who_id = b.who_id AND a.authority_id = b.authority_id AND a.id <> b.id
  WHERE
    a.date_latest < b.date_earliest OR b.date_latest < a.date_earliest
    OR a.programme <> b.programme OR a.legal_basis <> b.legal_basis
  UNION ALL
  -- the same measure of one group by more than one document
  SELECT
    'estimate:' || a.group_id || ':' || a.measure,
    'More than one figure, or one dated and one not',
    a.as_told || coalesce(', ' || a.as_of_edtf, ''),
    a.claim_id
  FROM figures AS a
  INNER JOIN figures AS b ON a.group_id = b.group_id AND a.measure = b.measure AND a.source_id <> b.source_id
  WHERE
    (
      coalesce(a.low, -1) <> coalesce(b.low, -1) OR coalesce(a.high, -1) <> coalesce(b.high, -1)
      OR coalesce(a.comparator, '') <> coalesce(b.comparator, '')
      OR coalesce(a.as_of_edtf, '') <> coalesce(b.as_of_edtf, '')
    )
    -- figures of different times can all be right
    AND (
      a.as_of_earliest IS NULL OR b.as_of_earliest IS NULL
      OR (
        a.as_of_earliest <= coalesce(b.as_of_latest, '9999-12-31')
        AND b.as_of_earliest <= coalesce(a.as_of_latest, '9999-12-31')
      )
    )
  UNION ALL
  -- founding dates that are not the same
  SELECT
    'founding:' || a.group_id,
    'The founding is dated differently',
    a.date_edtf,
    a.claim_id
  FROM foundings AS a
  INNER JOIN foundings AS b ON a.group_id = b.group_id AND a.id <> b.id
  WHERE
    coalesce(a.date_earliest, '') <> coalesce(b.date_earliest, '')
    OR coalesce(a.date_latest, '') <> coalesce(b.date_latest, '')
  UNION ALL
  -- one document denies what another, or itself, asserts
  SELECT
    'denied:' || a.group_id || ':' || a.kind || ':' || a.about_group_id,
    'Denied in one place and asserted in another',
    a.value,
    a.claim_id
  FROM characteristics AS a
  INNER JOIN characteristics AS b ON a.group_id = b.group_id AND a.kind = b.kind AND a.about_group_id = b.about_group_id
  WHERE
    a.is_denied <> b.is_denied AND a.certainty = 'certain' AND b.certainty = 'certain'
    AND a.told <> 'future' AND b.told <> 'future'
  UNION ALL
  -- who made a statement, by a claim and by the title of a work in its note or in that of the next sentence
  SELECT
    'announced:' || texts.claim_id || ':' || titles.about_source_id,
    'Made by somebody else, by the title of a work in its note or the next',
    sides.who_id,
    sides.claim_id
  FROM makers AS texts
  INNER JOIN claim_citations ON texts.claim_id = claim_citations.claim_id
  INNER JOIN citations ON claim_citations.citation_id = citations.id
  INNER JOIN makers AS titles ON citations.cited_source_id = titles.about_source_id AND texts.kind = titles.kind
  INNER JOIN makers AS sides
    ON
      texts.kind = sides.kind
      AND (texts.claim_id = sides.claim_id OR titles.claim_id = sides.claim_id)
  WHERE
    texts.about_source_id IS NULL AND NOT EXISTS (
      SELECT 1
      FROM makers AS same
      WHERE same.about_source_id = titles.about_source_id AND same.kind = texts.kind AND same.who_id = texts.who_id
    )
  UNION ALL
  -- both documents name a group, person or place (publishers apart) and share no plain spelling
  SELECT
    'name:' || a.entity_id,
    'The documents share no spelling of its name',
    a.name,
    a.claim_id
  FROM spelled AS a
  WHERE
    EXISTS (SELECT 1 FROM spelled AS b WHERE b.entity_id = a.entity_id AND b.source_id <> a.source_id)
    AND NOT EXISTS (
      SELECT 1
      FROM spelled AS one
      INNER JOIN spelled AS other
        ON one.entity_id = other.entity_id AND one.spelling = other.spelling AND one.source_id <> other.source_id
      WHERE one.entity_id = a.entity_id
    )
  UNION ALL
  -- a cited work that is older than what it is cited for, and what is read off its title
  SELECT
    'older:' || events.claim_id || ':' || events.cited_source_id,
    'The cited work is older than the event',
    coalesce(events.date_edtf, events.title),
    events.claim_id
  FROM cited_events AS events
  WHERE events.is_earlier = 1
)

SELECT DISTINCT
  found.key,
  found.problem,
  found.reading,
  coalesce(claims.about_source_id, claims.source_id) AS source_id,
  found.claim_id
FROM found
INNER JOIN claims ON found.claim_id = claims.id;
