-- Views for the pages of groups, people and places.

-- Doubts that apply to everything a cited work says here, such as about the copy that was read.
CREATE TEMP VIEW source_doubts AS
SELECT
  claims.source_id,
  min(claims.doubt) AS doubt
FROM claims
INNER JOIN sources ON claims.source_id = sources.id
WHERE sources.access = 'consulted'
GROUP BY claims.source_id
HAVING count(*) = count(claims.doubt) AND count(DISTINCT claims.doubt) = 1;

-- Who merged into a group, by each passage in which a source itself lists it.
CREATE TEMP VIEW page_merger_lists AS
SELECT
  membership.group_id,
  membership.member_group_id,
  claims.source_id,
  claims.passage_id
FROM membership
INNER JOIN claims ON membership.claim_id = claims.id
INNER JOIN roles ON membership.role = roles.id
WHERE membership.reading_set IS NOT NULL AND roles.meaning = 'merges' AND claims.modality <> 'title';

-- One thing that one claim says about a group, person, place or attack: a line on its page. other_* is the party
-- that the line ties the subject to; inverse is 1 if that party is the grammatical subject; published_* is
-- when the source said it.
CREATE TEMP VIEW page_lines AS
WITH parties AS (
  SELECT
    party.table_name,
    party.row_id,
    party.role,
    party.entity_table,
    party.entity_id,
    -- the part of the other one; a milestone that involves no other group is shown with where it was
    CASE
      WHEN party.role = 'whole' THEN 'member'
      WHEN party.role = 'member' THEN 'whole'
      WHEN party.role <> 'subject' THEN 'subject'
      WHEN party.table_name = 'relations' THEN 'object'
      WHEN party.table_name = 'designations' THEN 'authority'
      WHEN party.table_name = 'statements' THEN 'attack'
      WHEN party.table_name = 'characteristics' THEN 'about'
      WHEN party.table_name = 'milestones'
        THEN (
          SELECT CASE WHEN milestones.about_group_id IS NULL THEN 'place' ELSE 'about' END
          FROM milestones WHERE milestones.id = party.row_id
        )
    END AS other_role
  FROM assertion_parties AS party
  WHERE
    party.table_name NOT IN ('names', 'report_claims', 'event_links')
    -- whose view or whose words: once, and not where it is of the same one
    AND (
      party.role NOT IN ('holder', 'speaker') OR NOT EXISTS (
        SELECT 1
        FROM assertion_parties AS own
        WHERE
          own.table_name = party.table_name AND own.row_id = party.row_id AND own.entity_id = party.entity_id
          AND (own.role = 'subject' OR (own.role = 'holder' AND party.role = 'speaker'))
      )
    )
),

lines AS (
  SELECT
    parties.table_name,
    parties.row_id,
    parties.role,
    parties.entity_table,
    parties.entity_id,
    parties.role NOT IN ('subject', 'whole') AS inverse,
    tied.entity_table AS other_table,
    tied.entity_id AS other_id
  FROM parties
  LEFT JOIN parties AS tied
    ON
      parties.table_name = tied.table_name AND parties.row_id = tied.row_id
      AND parties.other_role = tied.role
  WHERE parties.role <> 'about' OR parties.table_name = 'milestones'
)

SELECT
  lines.entity_table AS subject_table,
  lines.entity_id AS subject_id,
  CASE CASE WHEN lines.role IN ('holder', 'speaker') THEN 'views' ELSE lines.table_name END
    WHEN 'views' THEN 'view'
    WHEN 'membership'
      THEN CASE WHEN lines.inverse THEN 'belongs' WHEN lines.other_table = 'people' THEN 'person' ELSE 'component' END
    WHEN 'relations'
      THEN CASE
        WHEN ties.meaning = 'pledges' THEN 'allegiance'
        WHEN ties.meaning IN ('rivals', 'opposes') THEN 'opponent'
        ELSE 'tie'
      END
    WHEN 'milestones'
      THEN CASE
        WHEN lines.role = 'place' THEN 'happened'
        WHEN
          lines.role = 'subject' AND lines.entity_table = 'groups'
          AND milestone_kinds.meaning IN ('founds', 'unites', 'takes-in')
          THEN 'founding'
        ELSE 'milestone'
      END
    WHEN 'characteristics'
      THEN CASE
        WHEN NOT lines.inverse THEN said.kind
        -- a building is where it stands, and does nothing there
        WHEN said.kind = 'area' THEN CASE other_kinds.meaning WHEN 'site' THEN 'located' ELSE 'active' END
        ELSE 'told'
      END
    WHEN 'estimates' THEN CASE WHEN lines.inverse THEN 'figure' ELSE 'estimate' END
    WHEN 'statements' THEN CASE WHEN lines.inverse THEN 'said' ELSE 'statement' END
    ELSE CASE WHEN lines.inverse THEN 'designated' ELSE 'designation' END
  END AS section,
  said.kind_label AS kind,
  CASE lines.table_name
    WHEN 'membership' THEN roles.meaning
    WHEN 'relations' THEN ties.meaning
    WHEN 'milestones' THEN milestone_kinds.meaning
  END AS meaning,
  -- a tie says it by its kind and the other one
  CASE WHEN lines.table_name NOT IN ('membership', 'relations') THEN said.text END AS text,
  said.detail,
  -- whose view or estimate it is, unless it is the subject's own
  CASE WHEN lines.role NOT IN ('holder', 'speaker') THEN holders.entity_table END AS holder_table,
  CASE WHEN lines.role NOT IN ('holder', 'speaker') THEN holders.entity_id END AS holder_id,
  CASE
    WHEN lines.role IN ('holder', 'speaker') THEN NULL
    WHEN coalesce(estimates.holder, characteristics.holder, statements.holder) = 'not-stated' THEN 'others (not named)'
    ELSE coalesce(holder_groups.name, holder_people.name)
  END AS holder,
  lines.other_table,
  lines.other_id,
  coalesce("groups".name, people.name, places.name, attacks.title) AS other,
  lines.inverse,
  said.is_denied,
  -- what is no tie is said in the words of its claim, and so is what is denied, what makes a whole people part of a
  -- group, and a rivalry, which is strong or has a reason
  CASE
    WHEN
      lines.table_name NOT IN ('membership', 'relations')
      OR said.is_denied = 1
      OR ties.meaning = 'rivals'
      OR spans.member_group_id IN (
        SELECT peoples.id FROM "groups" AS peoples
        INNER JOIN group_kinds ON peoples.kind = group_kinds.id
        WHERE group_kinds.meaning = 'people'
      )
      THEN claims.statement
  END AS statement,
  said.date_edtf,
  said.date_earliest,
  said.date_latest,
  said.date_kind,
  said.told,
  said.certainty,
  -- a pledge is made in words: where a document quotes them, the doubt says so for each party they bind, as for a tie
  -- reported in somebody else's words; what is only implied is marked, though nobody doubts it
  coalesce(
    said.doubt,
    CASE
      WHEN
        ties.meaning = 'pledges' OR claims.modality = 'implied'
        OR (said.table_name = 'relations' AND claims.modality = 'quoted')
        THEN modalities.doubt
    END
  ) AS doubt,
  (SELECT source_doubts.doubt FROM source_doubts WHERE source_doubts.source_id = said.source_id) AS source_doubt,
  -- what stands behind the words of its claim: why they are only possible, and what they leave open
  nullif(
    rtrim(
      coalesce(CASE WHEN said.certainty = 'possible' THEN claims.doubt || '; ' END, '') || coalesce(claims.limits, ''),
      '; '
    ),
    ''
  ) AS limits,
  claims.limits AS left_open,
  -- a document that prints a title does not say what it says
  claims.modality = 'title' AS is_title,
  -- where the words of its claim do not say so themselves
  claims.modality = 'implied' AND coalesce(claims.hedge LIKE 'implied%', 0) AS is_implied,
  spans.end_edtf,
  spans.end_earliest,
  spans.end_latest,
  said.reading_set,
  -- in how many of the passages in which its source lists who merged, and how many there are
  CASE
    WHEN said.reading_set IS NOT NULL AND roles.meaning = 'merges' AND claims.modality <> 'title'
      THEN (
        SELECT count(DISTINCT listed.passage_id) FROM page_merger_lists AS listed
        WHERE
          listed.group_id = spans.group_id AND listed.source_id = claims.source_id
          AND listed.member_group_id = spans.member_group_id
      )
  END AS in_passages,
  CASE
    WHEN said.reading_set IS NOT NULL AND roles.meaning = 'merges' AND claims.modality <> 'title'
      THEN (
        SELECT count(DISTINCT listed.passage_id) FROM page_merger_lists AS listed
        WHERE listed.group_id = spans.group_id AND listed.source_id = claims.source_id
      )
  END AS of_passages,
  said.source_id,
  said.table_name,
  said.row_id,
  said.claim_id,
  said.date_claim_id,
  -- of what is only possible, and nothing else says why, the note of the claim may
  coalesce(CASE WHEN said.doubt = 'possibly' THEN coalesce(said.note || ' ', '') || claims.note END, said.note)
    AS note,
  coalesce(sources.short, sources.label) AS source,
  sources.published_earliest,
  sources.published_latest,
  sources.follow_order,
  said.position,
  (SELECT claim_repeats.cites FROM claim_repeats WHERE claim_repeats.claim_id = said.claim_id) AS cites
FROM lines
CROSS JOIN assertions AS said ON lines.table_name = said.table_name AND lines.row_id = said.row_id
INNER JOIN sources ON said.source_id = sources.id
INNER JOIN claims ON said.claim_id = claims.id
INNER JOIN modalities ON claims.modality = modalities.id
LEFT JOIN "groups" ON lines.other_id = "groups".id AND lines.other_table = 'groups'
LEFT JOIN group_kinds AS other_kinds ON "groups".kind = other_kinds.id
LEFT JOIN people ON lines.other_id = people.id AND lines.other_table = 'people'
LEFT JOIN places ON lines.other_id = places.id AND lines.other_table = 'places'
LEFT JOIN attacks ON lines.other_id = attacks.id AND lines.other_table = 'attacks'
LEFT JOIN estimates ON said.row_id = estimates.id AND said.table_name = 'estimates'
LEFT JOIN characteristics ON said.row_id = characteristics.id AND said.table_name = 'characteristics'
LEFT JOIN statements ON said.row_id = statements.id AND said.table_name = 'statements'
LEFT JOIN parties AS holders
  ON lines.table_name = holders.table_name AND lines.row_id = holders.row_id AND holders.role = 'holder'
LEFT JOIN "groups" AS holder_groups ON holders.entity_id = holder_groups.id AND holders.entity_table = 'groups'
LEFT JOIN people AS holder_people ON holders.entity_id = holder_people.id AND holders.entity_table = 'people'
LEFT JOIN roles ON said.kind = roles.id AND said.table_name = 'membership'
LEFT JOIN membership AS spans ON said.row_id = spans.id AND said.table_name = 'membership'
LEFT JOIN relation_kinds AS ties ON said.kind = ties.id AND said.table_name = 'relations'
LEFT JOIN milestone_kinds ON said.kind = milestone_kinds.id AND said.table_name = 'milestones'
WHERE said.table_name NOT IN ('names', 'report_claims');

-- The spellings of a group, person or place, with the document that uses each.
CREATE TEMP VIEW page_names AS
SELECT
  coalesce(names.group_id, names.person_id, names.place_id) AS subject_id,
  names.name,
  names.kind AS kind_id,
  name_kinds.label AS kind,
  names.source_id,
  coalesce(sources.short, sources.label) AS source,
  sources.published_earliest,
  sources.published_latest,
  names.claim_id,
  names.note,
  sources.follow_order,
  claims.position
FROM names
INNER JOIN name_kinds ON names.kind = name_kinds.id
INNER JOIN claims ON names.claim_id = claims.id
INNER JOIN sources ON names.source_id = sources.id;

-- Every spelling of every group, person and place, for search suggestions; `register` is the register it is from if
-- no document has it.
CREATE TEMP VIEW page_spellings AS
WITH called (group_id, person_id, place_id, spelling, register, confidence) AS (
  SELECT group_id, person_id, place_id, name, NULL, NULL FROM names
  UNION ALL
  SELECT
    identifiers.group_id, identifiers.person_id, identifiers.place_id, identifiers.label AS spelling,
    identifier_schemes.label AS register, identifiers.confidence
  FROM identifiers
  INNER JOIN identifier_schemes ON identifiers.scheme = identifier_schemes.id
  WHERE identifiers.label IS NOT NULL
)

SELECT DISTINCT
  CASE
    WHEN called.group_id IS NOT NULL THEN 'groups' WHEN called.person_id IS NOT NULL THEN 'people' ELSE 'places'
  END AS table_name,
  coalesce("groups".id, people.id, places.id) AS id,
  coalesce("groups".name, people.name, places.name) AS name,
  called.spelling,
  called.register,
  called.confidence
FROM called
LEFT JOIN "groups" ON called.group_id = "groups".id
LEFT JOIN people ON called.person_id = people.id
LEFT JOIN places ON called.place_id = places.id
WHERE coalesce("groups".id, people.id, places.id) IS NOT NULL
ORDER BY table_name, id, called.spelling, called.register;

CREATE TEMP VIEW page_groups AS
SELECT
  "groups".id,
  "groups".name,
  group_kinds.label AS kind,
  group_kinds.meaning,
  "groups".note
FROM "groups"
INNER JOIN group_kinds ON "groups".kind = group_kinds.id;

-- What each thing is called: by documents; by this site; and, for people and armed groups, by registers, which put
-- several names into one, and the surname first.
CREATE TEMP VIEW page_all_names AS
WITH things AS (
  SELECT
    CASE table_name WHEN 'groups' THEN 'group' WHEN 'people' THEN 'person' ELSE 'place' END AS kind,
    id,
    label AS name
  FROM page_labels
  WHERE table_name IN ('groups', 'people', 'places')
  UNION ALL
  SELECT
    'milestone',
    id,
    title
  FROM milestones
)

SELECT
  things.kind,
  things.id,
  things.name,
  names.name AS spelling,
  NULL AS register,
  NULL AS confidence,
  names.source_id,
  names.kind <> 'descriptive' AS is_name
FROM names
CROSS JOIN things
  ON
    things.id = coalesce(names.group_id, names.person_id, names.place_id, names.milestone_id)
    AND things.kind = CASE
      WHEN names.group_id IS NOT NULL THEN 'group'
      WHEN names.person_id IS NOT NULL THEN 'person'
      WHEN names.place_id IS NOT NULL THEN 'place'
      ELSE 'milestone'
    END
UNION ALL
SELECT
  kind,
  id,
  name,
  name AS spelling,
  NULL,
  NULL,
  NULL,
  0
FROM things
WHERE kind <> 'milestone'
UNION ALL
SELECT
  CASE table_name WHEN 'groups' THEN 'group' ELSE 'person' END,
  id,
  name,
  spelling,
  register,
  confidence,
  NULL,
  0
FROM page_spellings
WHERE
  register IS NOT NULL
  AND (
    table_name = 'people'
    OR id IN (SELECT page_groups.id FROM page_groups WHERE page_groups.meaning = 'organisation')
  );

CREATE TEMP VIEW page_people AS
SELECT
  people.id,
  people.name,
  people.kind AS kind_id,
  person_kinds.label AS kind,
  people.id IN (SELECT milestones.person_id FROM milestones WHERE milestones.kind = 'death') AS is_dead,
  people.note
FROM people
INNER JOIN person_kinds ON people.kind = person_kinds.id;

-- Groups and people with their kinds in the order of the vocabulary, for their list pages.
CREATE TEMP VIEW page_lists AS
SELECT
  'groups' AS table_name,
  "groups".id,
  "groups".name,
  group_kinds.label AS kind,
  group_kinds.description AS kind_description,
  group_kinds.rowid AS kind_position,
  coalesce(group_kinds.meaning IN ('many', 'people'), 0) AS is_many,
  coalesce(group_kinds.meaning = 'organisation', 0) AS is_actor
FROM "groups"
INNER JOIN group_kinds ON "groups".kind = group_kinds.id
UNION ALL
SELECT
  'people',
  people.id,
  people.name,
  person_kinds.label,
  person_kinds.description,
  person_kinds.rowid,
  0,
  1
FROM people
INNER JOIN person_kinds ON people.kind = person_kinds.id;

-- The works that a person is credited with, and the claim that says so.
CREATE TEMP VIEW page_works AS
SELECT
  characteristics.person_id,
  source_claims.source_id,
  sources.*,
  characteristics.claim_id
FROM characteristics
INNER JOIN source_claims ON characteristics.claim_id = source_claims.claim_id
INNER JOIN sources ON source_claims.source_id = sources.id
WHERE characteristics.kind = 'authorship' AND characteristics.person_id IS NOT NULL;

CREATE TEMP VIEW page_places AS
SELECT
  places.id,
  places.name,
  place_kinds.label AS kind,
  places.kind AS kind_id,
  places.country_code,
  places.latitude,
  places.longitude,
  places.geonames_id,
  places.coordinates_source_id,
  sources.label AS coordinates_source,
  sources.licence AS coordinates_licence,
  places.note
FROM places
INNER JOIN place_kinds ON places.kind = place_kinds.id
LEFT JOIN sources ON places.coordinates_source_id = sources.id;

-- Every place with all places that contain it, itself at depth 0.
CREATE TEMP VIEW page_place_parts AS
WITH RECURSIVE parts (place_id, part_id, depth) AS (
  SELECT
    id AS place_id,
    id AS part_id,
    0 AS depth
  FROM places
  UNION ALL
  SELECT
    places.parent_id,
    parts.part_id,
    parts.depth + 1
  FROM parts
  INNER JOIN places ON parts.place_id = places.id
  WHERE places.parent_id IS NOT NULL AND parts.depth < 10
)

SELECT
  parts.place_id,
  wholes.name AS place,
  parts.part_id,
  places.name AS part,
  parts.depth
FROM parts
INNER JOIN places AS wholes ON parts.place_id = wholes.id
INNER JOIN places ON parts.part_id = places.id;

-- The places in which a group is active according to a document itself, not just a title that it cites.
CREATE TEMP VIEW page_areas AS
SELECT
  characteristics.group_id,
  characteristics.place_id,
  places.name AS place,
  -- what stands behind the place: “above all”
  CASE
    WHEN substr(characteristics.value, 1, length(places.name) + 2) = places.name || ', '
      THEN substr(characteristics.value, length(places.name) + 3)
  END AS extent,
  -- words that stand for several places at once: “areas from A to B”
  CASE
    WHEN
      EXISTS (
        SELECT 1 FROM characteristics AS beside
        WHERE
          beside.claim_id = characteristics.claim_id AND beside.group_id = characteristics.group_id
          AND beside.kind = 'area' AND beside.value = characteristics.value
          AND beside.place_id <> characteristics.place_id
      )
      THEN characteristics.value
  END AS stretch,
  claims.modality = 'implied' AS is_implied,
  -- what is dated before its source has no tense of today
  CASE
    WHEN characteristics.told = 'none' AND characteristics.date_latest < sources.published_earliest THEN 'past'
    ELSE characteristics.told
  END AS told,
  characteristics.certainty,
  characteristics.date_edtf,
  characteristics.date_earliest,
  characteristics.date_latest,
  -- rows that follow each other and share it stand in one part of a sentence
  claims.source_id || ' ' || characteristics.certainty || coalesce(' ' || characteristics.date_edtf, '')
  || coalesce(' ' || claims.limits, '') AS said_alike,
  claims.limits AS left_open,
  characteristics.claim_id,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  sources.published_earliest,
  sources.published_latest,
  sources.follow_order,
  claims.position,
  (SELECT claim_repeats.cites FROM claim_repeats WHERE claim_repeats.claim_id = characteristics.claim_id) AS cites
FROM characteristics
INNER JOIN places ON characteristics.place_id = places.id
INNER JOIN claims ON characteristics.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
WHERE
  characteristics.kind = 'area' AND characteristics.is_denied = 0 AND claims.about_source_id IS NULL
  AND sources.access = 'read';

-- How many fighters or members a group is said to have, and when: a day, or the period of the figure. A figure
-- told in the present is as of the day of publication.
CREATE TEMP VIEW page_strengths AS
SELECT
  estimates.group_id,
  estimates.low,
  estimates.high,
  estimates.comparator,
  estimates.is_approximate,
  claims.modality = 'estimated' AS is_estimated,
  claims.limits AS left_open,
  estimates.as_told,
  estimates.scope,
  estimates.place_id,
  CASE WHEN estimates.holder_group_id IS NULL THEN 'people' ELSE 'groups' END AS holder_table,
  coalesce(estimates.holder_group_id, estimates.holder_person_id) AS holder_id,
  CASE estimates.holder
    WHEN 'not-stated' THEN 'others (not named)' ELSE coalesce("groups".name, people.name)
  END AS holder,
  lower(measures.label) AS who,
  estimates.told,
  estimates.certainty,
  coalesce(estimates.as_of_edtf, estimates.period_edtf) AS date_edtf,
  coalesce(estimates.as_of_earliest, estimates.period_earliest) AS date_earliest,
  coalesce(estimates.as_of_latest, estimates.period_latest) AS date_latest,
  coalesce(
    estimates.as_of_latest,
    estimates.period_latest,
    CASE estimates.told WHEN 'present' THEN sources.published_latest END,
    ''
  ) AS newest,
  estimates.claim_id,
  claims.source_id,
  (SELECT claim_repeats.cites FROM claim_repeats WHERE claim_repeats.claim_id = estimates.claim_id) AS cites,
  -- what the editors note on the work cited for it, and where they compare it with the same figure in an older source
  (
    SELECT min(claim_disputes.disagreement_id) FROM claim_disputes
    WHERE claim_disputes.sort = 'citation' AND claim_disputes.claim_id = estimates.claim_id
  ) AS citation_problem_id,
  (
    SELECT min(claim_disputes.mark) FROM claim_disputes
    WHERE claim_disputes.sort = 'citation' AND claim_disputes.claim_id = estimates.claim_id
  ) AS citation_problem,
  (
    SELECT min(own_readings.disagreement_id)
    FROM disagreement_readings AS own_readings
    INNER JOIN disagreement_readings AS readings
      ON own_readings.disagreement_id = readings.disagreement_id
    INNER JOIN estimates AS older ON readings.claim_id = older.claim_id
    INNER JOIN claims AS older_claims ON older.claim_id = older_claims.id
    INNER JOIN sources AS older_sources ON older_claims.source_id = older_sources.id
    WHERE
      own_readings.claim_id = estimates.claim_id
      AND coalesce(estimates.as_of_edtf, estimates.period_edtf) IS NULL
      AND older.group_id = estimates.group_id AND older.measure = estimates.measure
      AND coalesce(older.low, -1) = coalesce(estimates.low, -1)
      AND coalesce(older.high, -1) = coalesce(estimates.high, -1)
      AND older_sources.published_latest < sources.published_earliest
  ) AS repeats_id,
  coalesce(sources.short, sources.label) AS source,
  sources.published_earliest,
  sources.published_latest,
  sources.follow_order
FROM estimates
INNER JOIN claims ON estimates.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
INNER JOIN measures ON estimates.measure = measures.id
LEFT JOIN "groups" ON estimates.holder_group_id = "groups".id
LEFT JOIN people ON estimates.holder_person_id = people.id
WHERE estimates.measure IN ('fighters', 'members');

-- Ids and names in other registers, in the order of the vocabulary, with the others that share an id.
CREATE TEMP VIEW page_identifiers AS
SELECT
  coalesce(identifiers.group_id, identifiers.person_id, identifiers.place_id) AS subject_id,
  identifier_schemes.label AS scheme,
  identifier_schemes.meaning,
  identifier_schemes.rowid AS turn,
  identifiers.identifier,
  identifiers.label,
  identifiers.listed_on,
  identifiers.confidence,
  identifiers.seen_in,
  identifiers.seen_on,
  identifiers.url,
  identifiers.note,
  (
    SELECT group_concat("groups".name, ', ')
    FROM identifiers AS same
    INNER JOIN "groups" ON same.group_id = "groups".id
    WHERE
      same.identifier = identifiers.identifier AND same.scheme = identifiers.scheme
      AND same.group_id <> identifiers.group_id
  ) AS shared_with
FROM identifiers
INNER JOIN identifier_schemes ON identifiers.scheme = identifier_schemes.id;

-- The rows whose date is not in their own claim: the claim from which we infer it, and its locator.
CREATE TEMP VIEW page_inferred_dates AS
SELECT
  assertions.table_name,
  assertions.row_id,
  assertions.date_claim_id,
  claim_notes.source,
  claim_notes.passage
FROM assertions
INNER JOIN claim_notes ON assertions.date_claim_id = claim_notes.claim_id
WHERE assertions.date_edtf IS NOT NULL
UNION ALL
SELECT
  'attack_reports',
  attack_reports.id,
  attack_reports.date_claim_id,
  claim_notes.source,
  claim_notes.passage
-- from the few claims on: event data are a million more reports
FROM claim_notes
CROSS JOIN attack_reports ON claim_notes.claim_id = attack_reports.date_claim_id
INNER JOIN sources ON attack_reports.source_id = sources.id
WHERE attack_reports.date_edtf IS NULL AND attack_reports.date_latest < sources.published_latest;

-- What sources say about a group, person, place or attack, in the words of their claims, ordered by how well it
-- introduces the subject: what a document says outright about the group itself comes before what a title says or a
-- sentence only implies, before its location, and before claims about others or with just its name; for a victim, the
-- attack comes first.
CREATE TEMP VIEW page_first_claims AS
SELECT
  party.entity_table AS subject_table,
  party.entity_id AS subject_id,
  said.claim_id,
  claims.statement,
  claims.hedge,
  64 * (sources.access <> 'read')
  -- where all that a source says is only possible, that sets none of it behind a mere name
  + 32 * (said.certainty = 'possible' AND said.source_id NOT IN (SELECT source_doubts.source_id FROM source_doubts))
  + 16 * CASE party.entity_table
    WHEN 'attacks' THEN said.table_name <> 'report_claims'
    WHEN 'people' THEN said.table_name IN ('names', 'report_claims') AND party.role <> 'victim'
    ELSE said.table_name IN ('names', 'report_claims')
  END
  + 8 * (party.role NOT IN ('subject', 'whole', 'member', 'victim') OR said.kind = 'area')
  + 4 * (claims.modality = 'title' OR claims.modality = 'implied' AND party.entity_table <> 'attacks')
  + 2 * said.is_denied
  + (said.table_name <> 'membership')
  -- what a source states of the group itself comes before who is in it
  - 2 * (party.entity_table = 'groups' AND said.kind = 'structure' AND claims.modality = 'stated') AS turn,
  sources.follow_order,
  claims.position,
  claims.source_id,
  coalesce(sources.short, sources.label) AS source,
  sources.published_earliest,
  sources.published_latest,
  (SELECT claim_repeats.cites FROM claim_repeats WHERE claim_repeats.claim_id = said.claim_id) AS cites
FROM assertion_parties AS party
CROSS JOIN assertions AS said ON party.table_name = said.table_name AND party.row_id = said.row_id
INNER JOIN claims ON said.claim_id = claims.id
INNER JOIN sources ON claims.source_id = sources.id
WHERE sources.access <> 'data';
