-- Views for the drawings, in addition to the named queries and views that they draw.

-- The meaning of each tie in a lineage, besides its label, and by when its source had stated it.
CREATE TEMP VIEW page_ties AS
SELECT
  said.table_name,
  said.row_id,
  coalesce(roles.meaning, relation_kinds.meaning) AS meaning,
  said.kind_label AS sort,
  said.doubt IS NOT NULL OR said.told = 'future' AS is_doubtful,
  coalesce(
    replace(said.doubt, ' that may not be the original', ''),
    CASE said.told WHEN 'future' THEN 'still to come' END,
    CASE WHEN relation_kinds.meaning = 'pledges' OR claims.modality = 'quoted' THEN modalities.doubt END
  ) AS doubt,
  -- what is said of a whole people is said in the words of its claim
  CASE WHEN kinds.meaning = 'people' THEN claims.statement END AS statement,
  sources.published_latest AS said_latest,
  (SELECT claim_repeats.cites FROM claim_repeats WHERE claim_repeats.claim_id = said.claim_id) AS cites,
  -- dated by another claim that gives another date: a bound that follows from it
  said.date_claim_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM assertions AS dated WHERE dated.claim_id = said.date_claim_id AND dated.date_edtf = said.date_edtf
  ) AS is_inferred
FROM assertions AS said
INNER JOIN claims ON said.claim_id = claims.id
INNER JOIN modalities ON claims.modality = modalities.id
INNER JOIN sources ON coalesce(claims.about_source_id, claims.source_id) = sources.id
LEFT JOIN membership ON said.table_name = 'membership' AND said.row_id = membership.id
LEFT JOIN roles ON membership.role = roles.id
LEFT JOIN relation_kinds ON said.table_name = 'relations' AND said.kind = relation_kinds.id
LEFT JOIN "groups" ON membership.member_group_id = "groups".id
LEFT JOIN group_kinds AS kinds ON "groups".kind = kinds.id
WHERE said.table_name IN ('membership', 'relations');

-- The parties in a lineage, with the kind of group each is.
CREATE TEMP VIEW page_parties AS
SELECT
  lineage_parties.*,
  coalesce(group_kinds.meaning = 'many', 0) AS is_many,
  coalesce(group_kinds.meaning = 'people', 0) AS is_people
FROM lineage_parties
LEFT JOIN "groups" ON lineage_parties.party_kind = 'group' AND lineage_parties.party_id = "groups".id
LEFT JOIN group_kinds ON "groups".kind = group_kinds.id
ORDER BY lineage_parties.name;

-- The parties that the timeline lists under a group's heading: itself, those it is tied to, and its certain members.
CREATE TEMP VIEW page_own AS
SELECT
  root_id,
  party_kind,
  party_id
FROM lineage_parties WHERE step < 2
UNION
SELECT
  group_id,
  'person',
  member_person_id
FROM membership WHERE member_person_id IS NOT NULL AND certainty = 'certain';

-- What the timeline shows for each entry besides its date: who acts, who names the attacker, what its kind means,
-- until when its source can know, the check in which a cited work (or the one in the next note) does not say what a
-- claim says, and what sources conflict on other than its date.
CREATE TEMP VIEW page_dated AS
WITH acting AS (
  SELECT
    'milestones' AS table_name,
    milestones.id AS row_id,
    CASE WHEN milestones.group_id IS NULL AND milestones.person_id IS NOT NULL THEN 'person' ELSE 'group' END
      AS party_kind,
    coalesce(milestones.group_id, milestones.person_id, milestones.about_group_id) AS party_id,
    milestone_kinds.meaning,
    NULL AS programme
  FROM milestones
  INNER JOIN milestone_kinds ON milestones.kind = milestone_kinds.id
  UNION ALL
  SELECT
    'relations',
    relations.id,
    CASE WHEN relations.from_group_id IS NULL THEN 'person' ELSE 'group' END,
    coalesce(relations.from_group_id, relations.from_person_id),
    relation_kinds.meaning,
    NULL
  FROM relations
  INNER JOIN relation_kinds ON relations.kind = relation_kinds.id
  UNION ALL
  SELECT
    'designations',
    designations.id,
    'group',
    designations.authority_id,
    NULL,
    designations.programme
  FROM designations
)

SELECT
  entries.*,
  page_inferred_dates.row_id IS NOT NULL AS is_inferred,
  page_inferred_dates.source AS inferred_from,
  EXISTS(
    SELECT 1 FROM json_each(entries.disagreements) AS about
    INNER JOIN disagreements ON json_extract(about.value, '$.id') = disagreements.id
    WHERE disagreements.is_conflict
  ) AS is_conflict,
  acting.party_kind,
  acting.party_id,
  acting.programme,
  -- the place of its head in templates/drawings/timeline.svg, but for what is the group's own, which comes first
  CASE
    WHEN attacks.scope = 'general' THEN 2
    WHEN entries.kind = 'attack' THEN 1
    WHEN entries.kind IN ('statement', 'publication') THEN 5
    WHEN group_kinds.meaning = 'state' THEN 3
    ELSE 4
  END AS part,
  CASE WHEN attacks.scope = 'general' THEN 'lasts' ELSE acting.meaning END AS meaning,
  -- in the title of what is told in general, there often is who did it
  CASE
    WHEN
      attacks.scope <> 'general'
      OR instr(attacks.title, replace(replace(attacks.who_words, 'possibly ', ''), 'by ', '')) = 0
      THEN attacks.who_words
  END AS who_words,
  -- what is no attack is not called one: by the first word of its type, if that is a noun that can be counted
  CASE
    WHEN attacks.attack_type IN ('kidnapping', 'takeover', 'raid', 'assassination', 'hijacking', 'riot', 'protest')
      THEN lower(substr(attack_types.label, 1, instr(attack_types.label || ' ', ' ') - 1))
    WHEN attacks.attack_type = 'battle' THEN 'fight'
    WHEN attacks.attack_type IN ('extortion', 'coercion', 'development') THEN 'incident'
    ELSE 'attack'
  END AS noun,
  attacks.who_certainty = 'possible' AS is_possible,
  CASE WHEN attacks.scope = 'incident' THEN substr(attacks.location, 1, instr(attacks.location || ',', ',') - 1) END
    AS place,
  -- what is passed on from works, for which they are cited, is of no later day than these
  coalesce(
    (
      SELECT max(works.published_latest)
      FROM claims
      INNER JOIN claim_citations ON claims.id = claim_citations.claim_id AND claim_citations.scope = 'sentence'
      INNER JOIN citations ON claim_citations.citation_id = citations.id
      INNER JOIN sources AS works ON citations.cited_source_id = works.id
      WHERE claims.id = entries.claim_id AND claims.modality = 'attributed'
    ),
    said.published_latest
  ) AS said_latest,
  (SELECT claim_repeats.cites FROM claim_repeats WHERE claim_repeats.claim_id = entries.claim_id) AS cites,
  (
    SELECT json_group_array(DISTINCT actors.group_id) FROM attack_actors AS actors
    WHERE actors.attack_id = attacks.id AND actors.side = 'perpetrator'
  ) AS attacker_ids,
  (
    SELECT json_group_array(DISTINCT coalesce(sources.short, sources.label))
    FROM attack_actors
    INNER JOIN attack_reports ON attack_actors.report_id = attack_reports.id
    INNER JOIN sources ON attack_reports.source_id = sources.id
    WHERE
      attack_actors.attack_id = attacks.id
      AND attack_actors.side = 'perpetrator'
      AND attack_actors.certainty = 'certain'
      AND attack_actors.group_id IS NOT NULL
  ) AS blamed_by,
  (
    SELECT
      json_array(
        page_checks.turn,
        '?source=' || page_checks.cited_source_id || '#' || page_checks.check_id,
        page_checks.cited_source_id,
        page_checks.cited,
        page_checks.source,
        CASE page_checks.scope WHEN 'sentence' THEN 'cites' ELSE 'cites next' END,
        CASE page_checks.turn WHEN 2 THEN 'does not say so' ELSE lower(page_checks.mark) END
      )
    FROM page_checks
    WHERE page_checks.claim_id = entries.claim_id AND page_checks.turn < 3
    ORDER BY page_checks.turn, page_checks.check_id LIMIT 1
  ) AS differs,
  -- where the work that is cited for the date of an attack may not bear it
  (
    SELECT
      json_group_array(
        json_object(
          'id', disagreements.id, 'topic', disagreements.topic, 'summary', disagreements.summary,
          'problem', coalesce(disagreements.problem, 'citation problem')
        )
      )
    FROM disagreements
    INNER JOIN disagreement_readings ON disagreements.id = disagreement_readings.disagreement_id
    WHERE
      disagreements.kind = 'citation'
      AND disagreements.properties LIKE '%"date"%'
      AND disagreements.attack_id = entries.attack_id
      AND disagreement_readings.claim_id = entries.claim_id AND disagreement_readings.at_issue = 1
  ) AS citation_problems,
  attacks.conflict_words,
  -- of an attack any; of a group's forming who merged, of what it took in how that came about
  (
    SELECT
      json_group_array(
        json_object(
          'id', disagreements.id,
          'topic', disagreements.topic,
          'about', CASE acting.meaning WHEN 'takes-in' THEN 'how it came to belong to it' ELSE 'who merged' END
        )
      )
    FROM disagreements
    WHERE
      disagreements.is_conflict AND (
        disagreements.attack_id = entries.attack_id
        OR (
          acting.meaning IN ('founds', 'unites')
          AND instr(disagreements.settles, '"merger:' || acting.party_id || '"') > 0
        )
        OR (
          acting.meaning = 'takes-in'
          AND instr(disagreements.settles, '"standing:' || acting.party_id || ':') > 0
          AND disagreements.id IN (
            SELECT disagreement_readings.disagreement_id
            FROM disagreement_readings
            WHERE disagreement_readings.claim_id = entries.claim_id AND disagreement_readings.at_issue = 1
          )
        )
      )
  ) AS conflicts
FROM timeline_entries AS entries
LEFT JOIN page_inferred_dates
  ON entries.table_name = page_inferred_dates.table_name AND entries.row_id = page_inferred_dates.row_id
LEFT JOIN acting ON entries.table_name = acting.table_name AND entries.row_id = acting.row_id
LEFT JOIN "groups" ON acting.party_kind = 'group' AND acting.party_id = "groups".id
LEFT JOIN group_kinds ON "groups".kind = group_kinds.id
LEFT JOIN attacks ON entries.attack_id = attacks.id
LEFT JOIN attack_types ON attacks.attack_type = attack_types.id
LEFT JOIN sources AS said ON coalesce(entries.about_source_id, entries.source_id) = said.id;

-- The rivals of a group, a row for each claim.
CREATE TEMP VIEW page_rivals AS
SELECT
  "groups".id AS group_id,
  rivals.id AS party_id,
  rivals.name,
  claim_notes.source_id,
  claim_notes.source,
  claim_notes.about_source_id,
  about.label AS about_source,
  claim_notes.claim_id,
  claim_notes.passage
FROM relations
INNER JOIN relation_kinds ON relations.kind = relation_kinds.id AND relation_kinds.meaning = 'rivals'
INNER JOIN claim_notes ON relations.claim_id = claim_notes.claim_id
LEFT JOIN sources AS about ON claim_notes.about_source_id = about.id
INNER JOIN "groups" ON "groups".id IN (relations.from_group_id, relations.to_group_id)
INNER JOIN "groups" AS rivals ON rivals.id IN (relations.from_group_id, relations.to_group_id)
WHERE "groups".id <> rivals.id
ORDER BY rivals.name, claim_notes.source;

-- The event data sets that are counted, with the days of their first and last attacks.
CREATE TEMP VIEW page_counted AS
SELECT
  id AS source_id,
  label,
  licence,
  -- by the key of that table: a join would read all of a data set
  (
    SELECT min(days.date_earliest) FROM attack_days AS days
    WHERE days.group_id = '' AND days.source_id = sources.id AND days.rule = 'possible'
  ) AS first_day,
  (
    SELECT max(days.date_latest) FROM attack_days AS days
    WHERE days.group_id = '' AND days.source_id = sources.id AND days.rule = 'possible'
  ) AS last_day
FROM sources
WHERE
  access = 'data' AND EXISTS (
    SELECT 1 FROM attack_days AS days
    WHERE days.group_id = '' AND days.source_id = sources.id AND days.rule = 'possible'
  )
ORDER BY label;

-- Attacks that a document or a work that it cites gives another type than the one they are listed under.
CREATE TEMP VIEW page_other_types AS
SELECT
  attacks.id AS attack_id,
  attacks.title,
  attacks.country_code,
  coalesce(attacks.date_earliest, '0000') AS date_earliest,
  coalesce(attacks.date_latest, '9999-12-31') AS date_latest,
  reports.attack_type,
  reports.source_id,
  map_sources.label AS source
FROM map_sources
INNER JOIN attack_reports AS reports ON map_sources.id = reports.source_id
INNER JOIN attacks ON reports.attack_id = attacks.id
WHERE
  map_sources.access <> 'data'
  AND attacks.scope = 'incident'
  AND reports.attack_type NOT IN (attacks.attack_type, 'unspecified');
