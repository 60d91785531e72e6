-- What the diagrams of lineage and of time read. Certainty follows 11_query_views.sql: a tie is certain
-- on a day between certain_from and certain_to, and possible between possible_from and possible_to.

-- How groups and people are tied to each other: who is part of whom, who pledged to whom, who is called
-- whose affiliate. One row for each tie and reading. date_kind: event (it began or happened then) or seen
-- (it held then). What a cited work says is a reading of works cited by a document, source: about_source_id
-- is the work, whether its title is known through the document or the work itself was consulted (source_id
-- is the work then as well).
CREATE VIEW lineage_ties AS
WITH citing AS (
  SELECT
    citations.cited_source_id AS work_id,
    min(coalesce(sources.short, sources.label)) AS source
  FROM citations
  INNER JOIN sources ON citations.source_id = sources.id
  GROUP BY citations.cited_source_id
),

founded AS (
  SELECT
    milestones.group_id,
    claims.source_id,
    min(milestones.date_earliest) AS earliest
  FROM milestones
  INNER JOIN claims ON milestones.claim_id = claims.id
  WHERE milestones.kind = 'founding'
  GROUP BY milestones.group_id, claims.source_id
),

bounds AS (
  SELECT
    relations.id AS relation_id,
    coalesce(CASE relations.date_kind WHEN 'event' THEN relations.date_earliest END, '0001-01-01') AS starts_from,
    coalesce(from_founded.earliest, '0001-01-01') AS from_founded,
    coalesce(to_founded.earliest, '0001-01-01') AS to_founded
  FROM relations
  INNER JOIN claims ON relations.claim_id = claims.id
  LEFT JOIN founded AS from_founded
    ON relations.from_group_id = from_founded.group_id AND claims.source_id = from_founded.source_id
  LEFT JOIN founded AS to_founded
    ON relations.to_group_id = to_founded.group_id AND claims.source_id = to_founded.source_id
),

told AS (
  SELECT
    'membership' AS table_name,
    member_spans.id AS row_id,
    member_spans.member_kind AS from_kind,
    member_spans.member_id AS from_id,
    member_spans.role AS kind,
    CASE
      WHEN roles.label LIKE '% it' THEN substr(roles.label, 1, length(roles.label) - 3)
      ELSE roles.label || ' of'
    END AS label,
    'group' AS to_kind,
    member_spans.group_id AS to_id,
    NULL AS is_renewal,
    member_spans.start_edtf AS date_edtf,
    member_spans.start_earliest AS date_earliest,
    member_spans.start_latest AS date_latest,
    membership.start_kind AS date_kind,
    member_spans.end_earliest,
    member_spans.end_latest,
    member_spans.reading_set,
    member_spans.claim_id,
    member_spans.note,
    member_spans.possible_from,
    member_spans.possible_to,
    member_spans.certain_from,
    member_spans.certain_to
  FROM member_spans
  INNER JOIN membership ON member_spans.id = membership.id
  INNER JOIN roles ON member_spans.role = roles.id
  -- who is in a group without leading it is no part of its lineage
  WHERE member_spans.role NOT IN ('notable-member', 'member', 'participant')
  UNION ALL
  SELECT
    'relations',
    relations.id,
    CASE WHEN relations.from_group_id IS NULL THEN 'person' ELSE 'group' END,
    coalesce(relations.from_group_id, relations.from_person_id),
    relations.kind,
    CASE relations.is_renewal WHEN 1 THEN 'Renewed its pledge to' ELSE relation_kinds.label END,
    CASE WHEN relations.to_group_id IS NULL THEN 'person' ELSE 'group' END,
    coalesce(relations.to_group_id, relations.to_person_id),
    relations.is_renewal,
    relations.date_edtf,
    relations.date_earliest,
    relations.date_latest,
    relations.date_kind,
    relations.date_earliest AS end_earliest,
    NULL AS end_latest,
    NULL AS reading_set,
    relations.claim_id,
    relations.note,
    -- an event begins it; nothing ties a group before the same document lets the group begin
    CASE
      WHEN bounds.starts_from >= bounds.from_founded AND bounds.starts_from >= bounds.to_founded THEN bounds.starts_from
      WHEN bounds.from_founded >= bounds.to_founded THEN bounds.from_founded
      ELSE bounds.to_founded
    END,
    '9999-12-31',
    CASE
      WHEN relations.date_earliest IS NULL THEN '9999-12-31' ELSE coalesce(relations.date_latest, '9999-12-31')
    END,
    CASE WHEN relations.date_latest IS NULL THEN '0001-01-01' ELSE coalesce(relations.date_earliest, '0001-01-01') END
  FROM relations
  INNER JOIN bounds ON relations.id = bounds.relation_id
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  WHERE
    relations.kind IN (
      'allegiance', 'affiliate', 'branch', 'overseen-by', 'responsible-for', 'predecessor', 'union'
    )
)

SELECT
  told.table_name,
  told.row_id,
  told.from_kind,
  told.from_id,
  coalesce(from_groups.name, from_people.name) AS from_name,
  told.kind,
  told.label,
  told.to_kind,
  told.to_id,
  coalesce(to_groups.name, to_people.name) AS to_name,
  told.is_renewal,
  told.date_edtf,
  told.date_earliest,
  told.date_latest,
  told.date_kind,
  told.end_earliest,
  told.end_latest,
  told.possible_from,
  told.possible_to,
  told.certain_from,
  told.certain_to,
  told.reading_set,
  reading_sets.label AS reading_label,
  claims.source_id,
  coalesce(citing.source, sources.short, sources.label) AS source,
  coalesce(citing.work_id, claims.about_source_id) AS about_source_id,
  about.label AS about_source,
  told.claim_id,
  claim_locators.locator,
  claim_locators.passage,
  told.note
FROM told
INNER JOIN claims ON told.claim_id = claims.id
INNER JOIN claim_locators ON told.claim_id = claim_locators.claim_id
INNER JOIN sources ON claims.source_id = sources.id
LEFT JOIN citing ON claims.source_id = citing.work_id
LEFT JOIN sources AS about ON coalesce(citing.work_id, claims.about_source_id) = about.id
LEFT JOIN reading_sets ON told.reading_set = reading_sets.id
LEFT JOIN "groups" AS from_groups ON told.from_kind = 'group' AND told.from_id = from_groups.id
LEFT JOIN people AS from_people ON told.from_kind = 'person' AND told.from_id = from_people.id
LEFT JOIN "groups" AS to_groups ON told.to_kind = 'group' AND told.to_id = to_groups.id
LEFT JOIN people AS to_people ON told.to_kind = 'person' AND told.to_id = to_people.id;

-- Which groups and people belong to the lineage of a group: itself (step 0), those that it is tied to
-- (step 1), and those that these are tied to (step 2). A person belongs to it by a pledge, made or
-- received; whom a receiver leads comes with him. side: above (to whom the group pledged, whose
-- affiliate or branch it is), below (who is part of it), with the same for those at step 2 by way of
-- step 1; and own for the group and for those who pledged in its place.
CREATE VIEW lineage_parties AS
WITH edges AS (
  SELECT
    from_id,
    from_kind,
    to_id,
    to_kind
  FROM lineage_ties
  WHERE table_name = 'relations' OR from_kind = 'group'
  UNION
  SELECT
    from_id,
    from_kind,
    to_id,
    to_kind
  FROM lineage_ties
  WHERE
    kind IN ('leader', 'emir') AND from_kind = 'person'
    AND from_id IN (SELECT pledged.to_id FROM lineage_ties AS pledged WHERE pledged.kind = 'allegiance')
),

neighbours (party_id, party_kind, other_id, other_kind, side) AS (
  SELECT
    from_id,
    from_kind,
    to_id,
    to_kind,
    'above'
  FROM edges
  UNION
  SELECT
    to_id,
    to_kind,
    from_id,
    from_kind,
    'below'
  FROM edges
),

steps (root_id, party_id, party_kind, step, side) AS (
  SELECT
    id,
    id AS party_id,
    'group',
    0,
    'own'
  FROM "groups"
  UNION
  SELECT
    party_id,
    other_id,
    other_kind,
    1,
    side
  FROM neighbours WHERE party_kind = 'group'
  UNION
  SELECT
    first_step.party_id,
    second_step.other_id,
    second_step.other_kind,
    2,
    first_step.side
  FROM neighbours AS first_step
  INNER JOIN neighbours AS second_step
    ON first_step.other_id = second_step.party_id AND first_step.other_kind = second_step.party_kind
  WHERE first_step.party_kind = 'group' AND first_step.party_id <> second_step.other_id
),

nearest AS (
  SELECT
    root_id,
    party_id,
    party_kind,
    step,
    side,
    row_number() OVER (PARTITION BY root_id, party_id, party_kind ORDER BY step, side) AS turn
  FROM steps
)

SELECT
  nearest.root_id,
  nearest.party_id,
  nearest.party_kind,
  coalesce("groups".name, people.name) AS name,
  nearest.step,
  CASE WHEN EXISTS (
    SELECT 1 FROM membership
    WHERE membership.group_id = nearest.root_id AND membership.member_person_id = nearest.party_id
  ) THEN 'own' ELSE nearest.side END AS side
FROM nearest
LEFT JOIN "groups" ON nearest.party_kind = 'group' AND nearest.party_id = "groups".id
LEFT JOIN people ON nearest.party_kind = 'person' AND nearest.party_id = people.id
WHERE nearest.turn = 1;

-- Everything that the documents date, and what they tell of the same thing without a date: one row for
-- each reading. thing is the same for all readings of one event. Records of event data sets are left out.
-- Whose a reading is stands in the columns of lineage_ties.
CREATE VIEW timeline_entries AS
WITH citing AS (
  SELECT
    citations.cited_source_id AS work_id,
    min(coalesce(sources.short, sources.label)) AS source
  FROM citations
  INNER JOIN sources ON citations.source_id = sources.id
  GROUP BY citations.cited_source_id
),

entries AS (
  SELECT
    'milestones' AS table_name,
    milestones.id AS row_id,
    milestones.kind || ':' || coalesce(milestones.group_id, milestones.person_id)
    || CASE milestones.kind WHEN 'founding' THEN '' ELSE ':' || milestones.title END AS thing,
    milestones.kind,
    milestone_kinds.label AS kind_label,
    milestones.title,
    NULL AS attack_id,
    milestones.group_id,
    milestones.about_group_id AS other_group_id,
    milestones.date_edtf,
    milestones.date_earliest,
    milestones.date_latest,
    milestones.date_kind,
    milestones.claim_id
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  UNION ALL
  SELECT
    'relations',
    relations.row_id,
    'allegiance:' || relations.from_id || ':' || relations.to_id || ':' || coalesce(relations.date_latest, ''),
    'allegiance',
    'Pledge of allegiance',
    relations.from_name
    || CASE relations.is_renewal WHEN 1 THEN ': renewed pledge to ' ELSE ': pledge to ' END
    || relations.to_name,
    NULL,
    CASE relations.from_kind WHEN 'group' THEN relations.from_id END,
    CASE relations.to_kind WHEN 'group' THEN relations.to_id END,
    relations.date_edtf,
    relations.date_earliest,
    relations.date_latest,
    relations.date_kind,
    relations.claim_id
  FROM lineage_ties AS relations WHERE relations.kind = 'allegiance'
  UNION ALL
  SELECT
    'designations',
    designations.id,
    'designation:' || coalesce(designations.group_id, designations.person_id) || ':' || designations.authority_id,
    'designation',
    'Designation',
    coalesce("groups".name, people.name) || ': ' || coalesce(designations.programme, 'designation')
    || ', by ' || authorities.name,
    NULL,
    designations.group_id,
    designations.authority_id,
    designations.date_edtf,
    designations.date_earliest,
    designations.date_latest,
    'event',
    designations.claim_id
  FROM designations
  INNER JOIN "groups" AS authorities ON designations.authority_id = authorities.id
  LEFT JOIN "groups" ON designations.group_id = "groups".id
  LEFT JOIN people ON designations.person_id = people.id
  UNION ALL
  SELECT
    'statements',
    statements.id,
    'statement:' || statements.id,
    'statement',
    'Statement',
    coalesce("groups".name, people.name) || ': ' || lower(statement_kinds.label) || '. ' || statements.summary,
    NULL,
    statements.group_id,
    statements.about_group_id,
    statements.date_edtf,
    statements.date_earliest,
    statements.date_latest,
    'event',
    statements.claim_id
  FROM statements
  INNER JOIN statement_kinds ON statements.kind = statement_kinds.id
  LEFT JOIN "groups" ON statements.group_id = "groups".id
  LEFT JOIN people ON statements.person_id = people.id
  UNION ALL
  -- CROSS JOIN keeps this order: claims are few, event records may be a million
  SELECT
    'attack_reports',
    attack_reports.id,
    'attack:' || attacks.id,
    'attack',
    CASE attacks.scope WHEN 'general' THEN 'Attacks, told in general' ELSE 'Attack' END,
    attacks.title,
    attacks.id AS attack_id,
    NULL,
    NULL,
    attack_reports.date_edtf,
    attack_reports.date_earliest,
    attack_reports.date_latest,
    'event',
    behind.claim_id
  FROM (
    SELECT
      report_id,
      coalesce(max(CASE property WHEN 'date' THEN claim_id END), min(claim_id)) AS claim_id
    FROM report_claims GROUP BY report_id
  ) AS behind
  CROSS JOIN attack_reports
  CROSS JOIN attacks
  WHERE behind.report_id = attack_reports.id AND attack_reports.attack_id = attacks.id
  UNION ALL
  SELECT
    'sources',
    sources.id,
    'publication:' || sources.id,
    'publication',
    'Publication',
    coalesce(sources.short, sources.label) || ': ' || sources.title,
    NULL,
    NULL,
    NULL,
    sources.published_edtf,
    sources.published_earliest,
    sources.published_latest,
    'event',
    min(claims.id)
  FROM sources
  INNER JOIN claims ON sources.id = claims.source_id
  WHERE sources.access = 'read'
  GROUP BY
    sources.id, sources.short, sources.label, sources.title,
    sources.published_edtf, sources.published_earliest, sources.published_latest
)

SELECT
  entries.table_name,
  entries.row_id,
  entries.thing,
  entries.kind,
  entries.kind_label,
  entries.title,
  entries.attack_id,
  -- a JSON list, of which an empty place is null
  CASE entries.table_name
    WHEN 'sources' THEN '[]'
    WHEN 'attack_reports'
      THEN (
        SELECT '[' || group_concat(DISTINCT coalesce('"' || attack_actors.group_id || '"', 'null')) || ']'
        FROM attack_actors WHERE attack_actors.attack_id = entries.attack_id
      )
    ELSE
      '[' || coalesce('"' || entries.group_id || '"', 'null') || ','
      || coalesce('"' || entries.other_group_id || '"', 'null') || ']'
  END AS group_ids,
  entries.date_edtf,
  entries.date_earliest,
  entries.date_latest,
  entries.date_kind,
  max(CASE WHEN entries.date_edtf IS NULL THEN 0 ELSE 1 END) OVER (PARTITION BY entries.thing) AS is_dated,
  claims.source_id,
  coalesce(citing.source, sources.short, sources.label) AS source,
  coalesce(citing.work_id, claims.about_source_id) AS about_source_id,
  about.label AS about_source,
  entries.claim_id,
  claim_locators.locator,
  claim_locators.passage,
  coalesce((
    -- of those that a claim is a reading in, the ones that are about when things were
    SELECT json_group_array(json_object('id', disagreements.id, 'topic', disagreements.topic))
    FROM disagreements
    WHERE (
      disagreements.kind IN ('precision', 'sequence')
      OR disagreements.settles LIKE '%"attack-date:%'
      OR disagreements.settles LIKE '%"founding:%'
      OR disagreements.settles LIKE '%"older:%'
    ) AND disagreements.id IN (
      SELECT disagreement_readings.disagreement_id
      FROM disagreement_readings WHERE disagreement_readings.claim_id = entries.claim_id
    )
  ), '[]') AS disagreements
FROM entries
INNER JOIN claims ON entries.claim_id = claims.id
INNER JOIN claim_locators ON entries.claim_id = claim_locators.claim_id
INNER JOIN sources ON claims.source_id = sources.id
LEFT JOIN citing ON claims.source_id = citing.work_id
LEFT JOIN sources AS about ON coalesce(citing.work_id, claims.about_source_id) = about.id;
