-- The views that the lineage and timeline diagrams read. Certainty is from assertion_spans: a tie is certain
-- on a day between certain_from and certain_to, and possible between possible_from and possible_to.

-- How groups and people are tied to each other: who is part of whom, who pledged to whom, who is called
-- whose affiliate. One row for each tie and reading. date_kind: event (it began or happened then) or seen
-- (it held then). For what a cited work says, source is the document that cites it, and about_source_id
-- the work, whether its title is known through the document or the work itself was consulted (source_id is
-- then the work too).
CREATE VIEW lineage_ties AS
WITH citing AS (
  -- a work that was read whole speaks for itself
  SELECT
    citations.cited_source_id AS work_id,
    min(coalesce(sources.short, sources.label)) AS source
  FROM citations
  INNER JOIN sources ON citations.source_id = sources.id
  INNER JOIN sources AS works ON citations.cited_source_id = works.id
  WHERE works.access <> 'read'
  GROUP BY citations.cited_source_id
),

ties AS (
  SELECT
    'membership' AS table_name,
    membership.id AS row_id,
    CASE WHEN membership.member_group_id IS NULL THEN 'person' ELSE 'group' END AS from_kind,
    coalesce(membership.member_group_id, membership.member_person_id) AS from_id,
    membership.role AS kind,
    CASE
      WHEN roles.label LIKE '% it' THEN substr(roles.label, 1, length(roles.label) - 3)
      ELSE roles.label || ' of'
    END AS label,
    roles.meaning,
    'group' AS to_kind,
    membership.group_id AS to_id,
    NULL AS is_renewal,
    membership.start_edtf AS date_edtf,
    membership.start_earliest AS date_earliest,
    membership.start_latest AS date_latest,
    membership.start_kind AS date_kind,
    membership.end_earliest,
    membership.end_latest,
    membership.reading_set,
    membership.told,
    membership.certainty,
    membership.claim_id,
    membership.note
  FROM membership
  INNER JOIN roles ON membership.role = roles.id
  -- who is in a group without leading it is no part of its lineage
  WHERE roles.meaning IS NOT NULL
  UNION ALL
  SELECT
    'relations',
    relations.id,
    CASE WHEN relations.from_group_id IS NULL THEN 'person' ELSE 'group' END,
    coalesce(relations.from_group_id, relations.from_person_id),
    relations.kind,
    CASE relations.is_renewal WHEN 1 THEN 'Renewed a pledge to' ELSE relation_kinds.label END,
    relation_kinds.meaning,
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
    relations.told,
    relations.certainty,
    relations.claim_id,
    relations.note
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  WHERE
    relation_kinds.meaning IN ('pledges', 'under', 'manages', 'follows', 'unites')
)

SELECT
  ties.table_name,
  ties.row_id,
  ties.from_kind,
  ties.from_id,
  coalesce(from_groups.name, from_people.name) AS from_name,
  ties.kind,
  -- what is doubtful, or was still to come, is not called as if it were so; nor is a pledge in quoted words, whoever
  -- made it
  CASE
    WHEN ties.told = 'future' AND ties.certainty = 'possible' THEN 'Would possibly be ' || lower(ties.label)
    WHEN ties.told = 'future' THEN 'Was to be ' || lower(ties.label)
    WHEN
      spans.doubt <> 'possibly'
      OR (ties.meaning = 'pledges' AND spans.doubt IS NULL AND modalities.doubt IS NOT NULL)
      THEN
        ties.label || ' (' || coalesce(spans.doubt, modalities.doubt) || ')'
    WHEN ties.certainty = 'possible' THEN 'Possibly ' || lower(ties.label)
    ELSE ties.label
  END AS label,
  ties.to_kind,
  ties.to_id,
  coalesce(to_groups.name, to_people.name) AS to_name,
  ties.is_renewal,
  ties.date_edtf,
  ties.date_earliest,
  ties.date_latest,
  ties.date_kind,
  ties.end_earliest,
  ties.end_latest,
  spans.possible_from,
  spans.possible_to,
  spans.begun_by,
  spans.certain_from,
  spans.certain_to,
  spans.is_doubtful,
  spans.by_publication,
  ties.told,
  ties.reading_set,
  reading_sets.label AS reading_label,
  claims.source_id,
  coalesce(citing.source, sources.short, sources.label) AS source,
  coalesce(citing.work_id, claims.about_source_id) AS about_source_id,
  about.label AS about_source,
  ties.claim_id,
  claim_locators.locator,
  claim_locators.passage,
  ties.note
FROM ties
INNER JOIN assertion_spans AS spans ON ties.table_name = spans.table_name AND ties.row_id = spans.row_id
INNER JOIN claims ON ties.claim_id = claims.id
LEFT JOIN modalities ON claims.modality = modalities.id
INNER JOIN claim_locators ON ties.claim_id = claim_locators.claim_id
INNER JOIN sources ON claims.source_id = sources.id
LEFT JOIN citing ON claims.source_id = citing.work_id
LEFT JOIN sources AS about ON coalesce(citing.work_id, claims.about_source_id) = about.id
LEFT JOIN reading_sets ON ties.reading_set = reading_sets.id
LEFT JOIN "groups" AS from_groups ON ties.from_kind = 'group' AND ties.from_id = from_groups.id
LEFT JOIN people AS from_people ON ties.from_kind = 'person' AND ties.from_id = from_people.id
LEFT JOIN "groups" AS to_groups ON ties.to_kind = 'group' AND ties.to_id = to_groups.id
LEFT JOIN people AS to_people ON ties.to_kind = 'person' AND ties.to_id = to_people.id;

-- The groups and people in the lineage of a group: itself (step 0), those that it is tied to
-- (step 1), and those that these are tied to (step 2). A person is included if he made or received
-- a pledge; with a receiver come the groups he leads. side: above (to whom the group pledged, whose
-- affiliate or branch it is), below (who is part of it), likewise for step 2 through
-- step 1; and own for the group and for those who pledged on its behalf.
CREATE VIEW lineage_parties AS
WITH edges AS (
  SELECT
    coalesce(from_group_id, from_person_id) AS from_id,
    CASE WHEN from_group_id IS NULL THEN 'person' ELSE 'group' END AS from_kind,
    coalesce(to_group_id, to_person_id) AS to_id,
    CASE WHEN to_group_id IS NULL THEN 'person' ELSE 'group' END AS to_kind
  FROM relations
  WHERE
    kind IN (
      SELECT relation_kinds.id FROM relation_kinds
      WHERE relation_kinds.meaning IN ('pledges', 'under', 'manages', 'follows', 'unites')
    )
  UNION
  SELECT
    member_group_id,
    'group',
    group_id,
    'group'
  FROM membership
  WHERE member_group_id IS NOT NULL AND role IN (SELECT roles.id FROM roles WHERE roles.meaning IS NOT NULL)
  UNION
  SELECT
    member_person_id,
    'person',
    group_id,
    'group'
  FROM membership
  WHERE
    role IN (SELECT roles.id FROM roles WHERE roles.meaning = 'leads')
    AND member_person_id IN (
      SELECT pledged.to_person_id
      FROM relations AS pledged
      INNER JOIN relation_kinds ON pledged.kind = relation_kinds.id
      WHERE relation_kinds.meaning = 'pledges'
    )
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

-- those at the head of a group who pledged: by its own pledge or by theirs it belongs to somebody
heads AS (
  SELECT DISTINCT
    group_id,
    member_person_id AS person_id
  FROM membership
  WHERE
    role IN (SELECT roles.id FROM roles WHERE roles.meaning = 'leads') AND told = 'present'
    AND EXISTS (
      SELECT 1 FROM relations
      INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
      WHERE relation_kinds.meaning = 'pledges' AND relations.from_person_id = membership.member_person_id
    )
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
  UNION
  SELECT
    group_id,
    person_id,
    'person',
    1,
    'own'
  FROM heads
  UNION
  SELECT
    heads.group_id,
    neighbours.other_id,
    neighbours.other_kind,
    2,
    neighbours.side
  FROM heads
  INNER JOIN neighbours ON heads.person_id = neighbours.party_id AND neighbours.party_kind = 'person'
  WHERE heads.group_id <> neighbours.other_id
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
-- each reading. What has no date of its own, but is bounded by another claim, is dated by those bounds. thing
-- is the same for all readings of one event. Records of event data sets are left out.
-- Whose a reading is stands in the columns of lineage_ties.
CREATE VIEW timeline_entries AS
WITH citing AS (
  -- a work that was read whole speaks for itself
  SELECT
    citations.cited_source_id AS work_id,
    min(coalesce(sources.short, sources.label)) AS source
  FROM citations
  INNER JOIN sources ON citations.source_id = sources.id
  INNER JOIN sources AS works ON citations.cited_source_id = works.id
  WHERE works.access <> 'read'
  GROUP BY citations.cited_source_id
),

entries AS (
  SELECT
    'milestones' AS table_name,
    milestones.id AS row_id,
    milestones.kind || ':' || coalesce(milestones.group_id, milestones.person_id, milestones.about_group_id, '')
    || CASE milestone_kinds.meaning WHEN 'founds' THEN '' ELSE ':' || milestones.title END AS thing,
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
    milestones.told,
    milestones.certainty,
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
    -- why it is only possible stands in brackets, behind to whom
    relations.from_name || ' '
    || CASE
      WHEN relations.label LIKE '% (%)'
        THEN
          lower(substr(relations.label, 1, instr(relations.label, ' ('))) || relations.to_name
          || substr(relations.label, instr(relations.label, ' ('))
      ELSE lower(relations.label) || ' ' || relations.to_name
    END,
    NULL,
    CASE relations.from_kind WHEN 'group' THEN relations.from_id END,
    CASE relations.to_kind WHEN 'group' THEN relations.to_id END,
    relations.date_edtf,
    relations.date_earliest,
    relations.date_latest,
    relations.date_kind,
    relations.told,
    CASE relations.is_doubtful WHEN 1 THEN 'possible' ELSE 'certain' END,
    relations.claim_id
  FROM lineage_ties AS relations
  WHERE relations.kind IN (SELECT relation_kinds.id FROM relation_kinds WHERE relation_kinds.meaning = 'pledges')
  UNION ALL
  -- other ties that come about once, where the claim tells them as no milestone
  SELECT
    'relations',
    relations.id,
    relations.kind || ':' || coalesce(relations.from_group_id, relations.from_person_id) || ':'
    || coalesce(relations.to_group_id, relations.to_person_id),
    relations.kind,
    CASE relation_kinds.meaning WHEN 'succeeds' THEN 'Succession' WHEN 'follows' THEN 'Origin' ELSE 'Union' END,
    coalesce(from_groups.name, from_people.name)
    || CASE relations.certainty WHEN 'possible' THEN ' possibly ' ELSE ' ' END
    || lower(relation_kinds.label) || ' ' || coalesce(to_groups.name, to_people.name),
    NULL,
    relations.from_group_id,
    relations.to_group_id,
    relations.date_edtf,
    relations.date_earliest,
    relations.date_latest,
    relations.date_kind,
    relations.told,
    relations.certainty,
    relations.claim_id
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  LEFT JOIN "groups" AS from_groups ON relations.from_group_id = from_groups.id
  LEFT JOIN people AS from_people ON relations.from_person_id = from_people.id
  LEFT JOIN "groups" AS to_groups ON relations.to_group_id = to_groups.id
  LEFT JOIN people AS to_people ON relations.to_person_id = to_people.id
  WHERE
    relation_kinds.meaning IN ('follows', 'succeeds', 'unites') AND relations.told <> 'future'
    AND NOT EXISTS (SELECT 1 FROM milestones WHERE milestones.claim_id = relations.claim_id)
  UNION ALL
  SELECT
    'designations',
    designations.id,
    -- each list that is named; where none is, it may be any
    'designation:' || coalesce(designations.group_id, designations.person_id) || ':' || designations.authority_id || ':'
    || coalesce(designations.programme, (
      SELECT min(named.programme) FROM designations AS named
      WHERE
        named.authority_id = designations.authority_id
        AND coalesce(named.group_id, named.person_id) = coalesce(designations.group_id, designations.person_id)
    ), ''),
    'designation',
    'Designation',
    coalesce("groups".name, people.name) || ' designated' || coalesce(' as ' || designations.programme, '')
    || ' by ' || authorities.name,
    NULL,
    designations.group_id,
    designations.authority_id,
    designations.date_edtf,
    designations.date_earliest,
    designations.date_latest,
    'event',
    designations.told,
    'certain',
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
    statements.told,
    statements.certainty,
    statements.claim_id
  FROM statements
  INNER JOIN statement_kinds ON statements.kind = statement_kinds.id
  LEFT JOIN "groups" ON statements.group_id = "groups".id
  LEFT JOIN people ON statements.person_id = people.id
  UNION ALL
  -- CROSS JOIN keeps this order: claims are few, event records may be a million
  -- a claim with a date of its own, as of who is quoted in the report, is a reading of its own
  SELECT
    CASE WHEN behind.date_edtf IS NULL THEN 'attack_reports' ELSE 'report_claims' END,
    CASE WHEN behind.date_edtf IS NULL THEN attack_reports.id ELSE behind.row_id END,
    'attack:' || attacks.id,
    'attack',
    CASE attacks.scope WHEN 'general' THEN 'Attacks, told in general' ELSE 'Attack' END,
    attacks.title,
    attacks.id AS attack_id,
    NULL,
    NULL,
    coalesce(behind.date_edtf, attack_reports.date_edtf),
    CASE WHEN behind.date_edtf IS NULL THEN attack_reports.date_earliest ELSE behind.date_earliest END,
    CASE WHEN behind.date_edtf IS NULL THEN attack_reports.date_latest ELSE behind.date_latest END,
    'event',
    coalesce(behind.told, attack_reports.told),
    -- possible where all that it says of the attack is
    behind.certainty,
    behind.claim_id
  FROM (
    SELECT
      report_id,
      date_edtf,
      date_earliest,
      date_latest,
      CASE WHEN date_edtf IS NOT NULL THEN min(told) END AS told,
      coalesce(max(CASE property WHEN 'date' THEN id END), min(id)) AS row_id,
      coalesce(max(CASE property WHEN 'date' THEN claim_id END), min(claim_id)) AS claim_id,
      min(certainty) AS certainty
    FROM report_claims GROUP BY report_id, date_edtf, date_earliest, date_latest
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
    'none',
    'certain',
    -- only a document with a date line says when it was published; of others that is known from elsewhere
    (
      SELECT min(source_claims.claim_id)
      FROM source_claims
      INNER JOIN claims ON source_claims.claim_id = claims.id AND source_claims.source_id = claims.source_id
      INNER JOIN passages ON claims.passage_id = passages.id
      WHERE source_claims.source_id = sources.id AND passages.kind = 'date-line'
    )
  FROM sources
  WHERE sources.access = 'read'
),

dated AS (
  SELECT
    entries.*,
    -- by its document nothing happens to a group before that lets it begin
    CASE WHEN spans.possible_from > '0001-01-01' THEN spans.possible_from ELSE entries.date_earliest END AS first_day,
    sources.id AS source_id,
    sources.label AS document,
    coalesce(citing.source, sources.short, sources.label) AS source,
    coalesce(citing.work_id, claims.about_source_id) AS about_source_id,
    about.label AS about_source,
    CASE
      WHEN entries.date_edtf IS NOT NULL THEN entries.date_edtf
      WHEN entries.date_latest < coalesce(about.published_latest, sources.published_latest)
        THEN coalesce(entries.date_earliest, '..') || '/' || entries.date_latest
    END AS shown_edtf
  FROM entries
  LEFT JOIN assertion_spans AS spans ON entries.table_name = spans.table_name AND entries.row_id = spans.row_id
  LEFT JOIN claims ON entries.claim_id = claims.id
  INNER JOIN sources ON coalesce(claims.source_id, entries.row_id) = sources.id
  LEFT JOIN citing ON claims.source_id = citing.work_id
  LEFT JOIN sources AS about ON coalesce(citing.work_id, claims.about_source_id) = about.id
)

SELECT
  dated.table_name,
  dated.row_id,
  dated.thing,
  dated.kind,
  dated.kind_label,
  CASE
    -- only where no source says it for certain
    WHEN dated.table_name = 'relations' OR min(dated.certainty) OVER (PARTITION BY dated.thing) = 'certain'
      THEN dated.title
    WHEN min(claim_locators.modality) OVER (PARTITION BY dated.thing) = 'implied'
      THEN dated.title || ' (implied)'
    ELSE 'Possibly: ' || dated.title
  END AS title,
  dated.attack_id,
  -- a JSON list, of which an empty place is null
  CASE
    WHEN dated.table_name = 'sources' THEN '[]'
    WHEN dated.attack_id IS NOT NULL
      THEN (
        SELECT '[' || group_concat(DISTINCT coalesce('"' || attack_actors.group_id || '"', 'null')) || ']'
        FROM attack_actors WHERE attack_actors.attack_id = dated.attack_id
      )
    ELSE
      '[' || coalesce('"' || dated.group_id || '"', 'null') || ','
      || coalesce('"' || dated.other_group_id || '"', 'null') || ']'
  END AS group_ids,
  dated.shown_edtf AS date_edtf,
  dated.first_day AS date_earliest,
  dated.date_latest,
  dated.date_kind,
  dated.told,
  CASE
    WHEN dated.certainty = 'possible' THEN 1
    WHEN dated.date_edtf GLOB '*[?~%]*' THEN 1
    ELSE 0
  END AS is_doubtful,
  max(CASE WHEN dated.shown_edtf IS NULL THEN 0 ELSE 1 END) OVER (PARTITION BY dated.thing) AS is_dated,
  dated.source_id,
  dated.source,
  dated.about_source_id,
  dated.about_source,
  dated.claim_id,
  coalesce(claim_locators.locator, dated.document) AS locator,
  claim_locators.passage,
  coalesce((
    -- of those that a claim is a reading in, the ones that are about when things were
    SELECT
      json_group_array(
        json_object('id', disagreements.id, 'topic', disagreements.topic, 'summary', disagreements.summary)
      )
    FROM disagreements
    WHERE (
      disagreements.kind IN ('precision', 'sequence')
      OR (
        disagreements.properties LIKE '%"date"%' AND disagreements.status <> 'compatible'
        AND (disagreements.attack_id IS NOT NULL OR disagreements.group_id IN (dated.group_id, dated.other_group_id))
      )
      OR disagreements.settles LIKE '%"founding:%'
      OR disagreements.settles LIKE '%"older:%'
    -- a claim that dates an attack may date what was before it as well
    ) AND coalesce(disagreements.attack_id, dated.attack_id, '') = coalesce(dated.attack_id, '')
    AND disagreements.id IN (
      SELECT disagreement_readings.disagreement_id
      FROM disagreement_readings
      WHERE disagreement_readings.claim_id = dated.claim_id AND coalesce(disagreement_readings.at_issue, 1) = 1
    )
  ), '[]') AS disagreements
FROM dated
LEFT JOIN claim_locators ON dated.claim_id = claim_locators.claim_id;
