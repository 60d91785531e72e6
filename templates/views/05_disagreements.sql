-- Views for the pages of disagreements, and for their cards on other pages.

-- The words of marks for disagreements, the gravest first: if only one source speaks and the other is silent, the
-- mark names it.
CREATE TEMP VIEW dispute_marks AS
SELECT
  disagreements.id AS disagreement_id,
  -- of what is no conflict, no silence and no citation: what nobody has settled
  disagreements.status = 'open' AND disagreements.kind IN ('name', 'precision', 'scope', 'stale') AS is_unsettled,
  CASE WHEN disagreements.kind IN ('value', 'sequence') THEN 'conflict' ELSE disagreements.kind END AS sort,
  CASE
    WHEN disagreements.kind IN ('value', 'sequence')
      THEN coalesce((
        SELECT
          'conflict within ' || CASE count(DISTINCT sources.id)
            WHEN 1 THEN rtrim(max(coalesce(sources.short, sources.label)), '0123456789-, ')
          END
        FROM disagreement_readings
        INNER JOIN sources ON disagreement_readings.source_id = sources.id
        WHERE disagreement_readings.disagreement_id = disagreements.id
      ), 'sources conflict')
    WHEN disagreements.kind = 'omission'
      THEN coalesce((
        SELECT
          'only in ' || CASE count(DISTINCT sources.id)
            WHEN 1 THEN max(coalesce(rtrim(sources.short, '0123456789 '), sources.label))
          END
        FROM disagreement_readings
        INNER JOIN sources ON disagreement_readings.source_id = sources.id
        WHERE disagreement_readings.disagreement_id = disagreements.id AND disagreement_readings.claim_id IS NOT NULL
      ), 'not in all sources')
    WHEN disagreements.status = 'open' AND disagreements.kind IN ('name', 'precision', 'scope') THEN 'not settled'
    ELSE coalesce(disagreements.problem, lower(disagreement_kinds.label))
  END AS mark,
  -- whose citation problem it is, for a mark that stands beside no sentence: `CSIS: `
  coalesce((
    SELECT group_concat(DISTINCT rtrim(coalesce(sources.short, sources.label), '0123456789-, ')) || ': '
    FROM disagreement_readings
    INNER JOIN sources ON disagreement_readings.source_id = sources.id
    WHERE
      disagreements.kind = 'citation'
      AND disagreement_readings.disagreement_id = disagreements.id AND disagreement_readings.at_issue = 1
  ), '') AS owner,
  CASE disagreements.kind
    WHEN 'value' THEN 1 WHEN 'sequence' THEN 1 WHEN 'citation' THEN 2 WHEN 'stale' THEN 3 WHEN 'omission' THEN 4
    WHEN 'precision' THEN 5 WHEN 'scope' THEN 6 ELSE 7
  END AS turn
FROM disagreements
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id;

-- Disagreements with what they are about, for cards; their readings are in page_readings.
CREATE TEMP VIEW page_disagreements AS
SELECT
  dispute_marks.*,
  disagreements.*,
  disagreement_kinds.label AS kind_label,
  disagreement_statuses.label AS status_label,
  -- what most readers ask about comes first: what one source denies and another says, then who leads, how a group came
  -- about, and how many it is or were killed; by what the claims that disagree are evidence for
  (
    SELECT
      min(
        CASE
          WHEN disagreements.settles LIKE '%"denied:%' THEN 1
          WHEN membership.role IN (SELECT roles.id FROM roles WHERE roles.meaning IN ('leads', 'led')) THEN 2
          WHEN
            membership.reading_set IS NOT NULL
            OR milestones.kind IN (
              SELECT milestone_kinds.id FROM milestone_kinds WHERE milestone_kinds.meaning IN ('founds', 'unites')
            )
            THEN 3
          WHEN
            evidence.table_name = 'estimates' OR disagreements.properties LIKE '%"killed"%'
            OR disagreements.properties LIKE '%"injured"%'
            THEN 4
          ELSE 5
        END
      )
    FROM disagreement_readings
    LEFT JOIN evidence ON disagreement_readings.claim_id = evidence.claim_id
    LEFT JOIN membership ON evidence.table_name = 'membership' AND evidence.row_id = membership.id
    LEFT JOIN milestones ON evidence.table_name = 'milestones' AND evidence.row_id = milestones.id
    WHERE disagreement_readings.disagreement_id = disagreements.id
  ) AS asked_turn,
  -- the day by which the last of its readings had been published, from which on they disagree
  (
    SELECT max(sources.published_latest)
    FROM disagreement_readings
    INNER JOIN sources ON disagreement_readings.source_id = sources.id
    WHERE disagreement_readings.disagreement_id = disagreements.id
  ) AS told_latest,
  -- on what an attack was a document and the work that it cites do not say the same, and nobody has settled it: no two
  -- documents conflict, and a reader needs it beside the conflicts all the same
  coalesce(
    disagreements.kind = 'citation' AND disagreements.status = 'open' AND disagreements.attack_id IS NOT NULL
    AND disagreements.properties <> '[]', 0
  ) AS is_beside_conflicts
FROM disagreements
INNER JOIN dispute_marks ON disagreements.id = dispute_marks.disagreement_id
INNER JOIN disagreement_kinds ON disagreements.kind = disagreement_kinds.id
INNER JOIN disagreement_statuses ON disagreements.status = disagreement_statuses.id;

-- The sides of a conflict, for a page that shows only some of its claims: each source, or each claim if a source
-- conflicts with itself.
CREATE TEMP VIEW page_conflict_sides AS
SELECT
  dispute_marks.disagreement_id,
  disagreements.topic,
  disagreement_readings.claim_id,
  CASE dispute_marks.mark
    WHEN 'sources conflict' THEN disagreement_readings.source_id ELSE disagreement_readings.claim_id
  END AS side
FROM dispute_marks
INNER JOIN disagreements ON dispute_marks.disagreement_id = disagreements.id
INNER JOIN disagreement_readings ON dispute_marks.disagreement_id = disagreement_readings.disagreement_id
WHERE dispute_marks.sort = 'conflict' AND disagreement_readings.at_issue = 1;

-- What a reference to a claim says of the conflicts and citation problems that the claim is at issue in: with the first
-- reading of another side.
CREATE TEMP VIEW page_reference_warnings AS
SELECT
  own.claim_id,
  own.disagreement_id,
  own.turn,
  CASE own.sort
    WHEN 'citation' THEN 'citation problem: ' || own.mark
    ELSE
      own.mark
      || CASE
        WHEN
          EXISTS (
            SELECT 1 FROM citation_checks
            WHERE citation_checks.claim_id = own.claim_id AND citation_checks.verdict = 'says-otherwise'
          )
          THEN ', a cited work among them'
        ELSE ''
      END
      || coalesce(
        '. Against it: ' || rtrim((
          SELECT against.reading
          FROM disagreement_readings AS against
          INNER JOIN claims ON own.claim_id = claims.id
          WHERE
            against.disagreement_id = own.disagreement_id AND against.at_issue = 1 AND against.claim_id <> own.claim_id
            AND (own.mark <> 'sources conflict' OR against.source_id <> claims.source_id)
          ORDER BY against.position
          LIMIT 1
        ), '.'), ''
      )
  END AS words
FROM claim_disputes AS own
WHERE own.sort IN ('conflict', 'citation');

-- One side of a disagreement with what its claim says and where. A silent source has no claim.
CREATE TEMP VIEW page_readings AS
SELECT
  disagreement_readings.disagreement_id,
  disagreement_readings.position,
  disagreement_readings.reading,
  disagreement_readings.reading_fr,
  disagreement_readings.source_id,
  disagreement_readings.claim_id,
  disagreement_readings.at_issue,
  disagreements.topic,
  coalesce(sources.short, sources.label) AS source,
  claims.locator,
  claims.statement,
  claims.hedge,
  claims.about_source_id,
  about.label AS about,
  modalities.label AS modality_label,
  claims.fragment_start,
  claims.fragment_end,
  claims.span_sha256,
  claims.deep_link
FROM disagreement_readings
INNER JOIN disagreements ON disagreement_readings.disagreement_id = disagreements.id
INNER JOIN sources ON disagreement_readings.source_id = sources.id
LEFT JOIN claims ON disagreement_readings.claim_id = claims.id
LEFT JOIN modalities ON claims.modality = modalities.id
LEFT JOIN sources AS about ON claims.about_source_id = about.id;

-- The groups that a conflict bears on other than the one it is about: the other party to a tie, and the attacker
-- in an attack. Other disagreements bear only on their own group, or pages would be flooded with them. CROSS JOIN: from
-- the conflicts, which are few, to the actors, which are many with a data set.
CREATE TEMP VIEW page_conflict_groups AS
SELECT
  conflict_ties.disagreement_id,
  conflict_ties.group_id
FROM conflict_ties
UNION
SELECT
  disagreements.id AS disagreement_id,
  attack_actors.group_id
FROM disagreements
CROSS JOIN attack_reports ON disagreements.attack_id = attack_reports.attack_id
CROSS JOIN attack_actors ON attack_reports.id = attack_actors.report_id
WHERE
  disagreements.is_conflict = 1
  AND attack_actors.side = 'perpetrator'
  AND attack_actors.group_id <> coalesce(disagreements.group_id, '');

-- What a disagreement is about: one row for each group, person, attack or source.
CREATE TEMP VIEW page_dispute_subjects AS
WITH concerned AS (
  SELECT
    disagreements.id AS disagreement_id,
    parts.key AS table_name,
    parts.value AS subject_id
  FROM disagreements
  CROSS JOIN
    json_each(
      json_object(
        'groups', disagreements.group_id, 'people', disagreements.person_id,
        'attacks', disagreements.attack_id, 'sources', disagreements.about_source_id
      )
    ) AS parts
  UNION ALL
  SELECT
    disagreement_id,
    'groups',
    group_id
  FROM page_conflict_groups
)

SELECT
  concerned.disagreement_id,
  concerned.table_name,
  concerned.subject_id,
  (
    SELECT page_labels.label FROM page_labels
    WHERE page_labels.table_name = concerned.table_name AND page_labels.id = concerned.subject_id
  ) AS name
FROM concerned
WHERE concerned.subject_id IS NOT NULL;

-- The disagreements about each group, person, attack or source, and those that bear on it.
CREATE TEMP VIEW page_cards AS
SELECT
  page_dispute_subjects.subject_id,
  page_disagreements.*
FROM page_dispute_subjects
INNER JOIN page_disagreements ON page_dispute_subjects.disagreement_id = page_disagreements.disagreement_id;

-- The words by which search finds a disagreement: its topic and subject, and with these its note and readings.
CREATE TEMP VIEW page_dispute_words AS
WITH subjects AS (
  SELECT
    disagreement_id,
    group_concat(' ' || name, '') AS names
  FROM page_dispute_subjects
  GROUP BY disagreement_id
),

named AS (
  SELECT
    disagreements.*,
    disagreements.topic || coalesce(subjects.names, '') AS subject
  FROM disagreements
  LEFT JOIN subjects ON disagreements.id = subjects.disagreement_id
)

SELECT
  named.id AS disagreement_id,
  named.subject,
  named.subject || ' ' || named.note || ' ' || named.id || ' ' || coalesce((
    SELECT group_concat(disagreement_readings.reading, ' ') FROM disagreement_readings
    WHERE disagreement_readings.disagreement_id = named.id
  ), '') AS words
FROM named;

-- Reports mentioned in notes on disagreements that are neither documents nor works cited here: each address in a
-- note, in brackets or before a space, that is not that of a source or of a copy that was read.
CREATE TEMP VIEW page_beside AS
WITH RECURSIVE rests (disagreement_id, topic, rest) AS (
  SELECT
    id,
    topic,
    substr(note, instr(note, 'http')) || ' '
  FROM disagreements
  WHERE note LIKE '%http%://%'
  UNION ALL
  SELECT
    disagreement_id,
    topic,
    substr(rest, 4 + instr(substr(rest, 5), 'http'))
  FROM rests
  WHERE instr(substr(rest, 5), 'http') > 0
),

addresses AS (
  SELECT
    disagreement_id,
    topic,
    rtrim(substr(rest, 1, min(instr(rest, ' '), instr(rest || ')', ')')) - 1), '.,;:') AS address
  FROM rests
)

SELECT DISTINCT
  addresses.address,
  addresses.disagreement_id,
  addresses.topic,
  -- what it is about, by the words of its address: its title is not written down
  (
    SELECT replace(rtrim(upper(substr(parts.value, 1, 1)) || substr(parts.value, 2), '-0123456789'), '-', ' ')
    FROM json_each('["' || replace(replace(replace(addresses.address, '\', ''), '"', ''), '/', '","') || '"]') AS parts
    WHERE parts.value LIKE '%-%-%'
    ORDER BY length(parts.value) - length(replace(parts.value, '-', '')) DESC, parts.key
    LIMIT 1
  ) AS words
FROM addresses
WHERE
  addresses.address LIKE 'http%://%'
  AND addresses.address NOT IN (SELECT coalesce(sources.url, '') FROM sources)
  AND addresses.address NOT IN (SELECT coalesce(sources.read_url, '') FROM sources)
  AND addresses.address NOT IN (SELECT coalesce(citation_checks.consulted_url, '') FROM citation_checks);

-- Who merged into a group, by each list of a source, where these conflict; with them, whom the same list says that it
-- took in otherwise. turn: the order of the groups, first those of which most lists say that they merged.
CREATE TEMP VIEW page_listed_mergers AS
WITH listed AS (
  SELECT
    disagreements.id AS disagreement_id,
    membership.*,
    roles.meaning,
    roles.label AS role_label,
    (
      SELECT min(readings.position)
      FROM disagreement_readings AS readings
      INNER JOIN membership AS merged ON readings.claim_id = merged.claim_id
      INNER JOIN roles AS merging ON merged.role = merging.id AND merging.meaning = 'merges'
      WHERE
        readings.disagreement_id = disagreements.id AND merged.group_id = membership.group_id
        AND merged.reading_set = membership.reading_set
    ) AS position
  FROM disagreements
  INNER JOIN membership ON instr(disagreements.settles, '"merger:' || membership.group_id || '"') > 0
  INNER JOIN roles ON membership.role = roles.id
  WHERE disagreements.is_conflict AND membership.member_group_id IS NOT NULL
)

SELECT
  listed.disagreement_id,
  listed.group_id,
  listed.position,
  substr(reading_sets.label, 1, instr(reading_sets.label || ':', ':') - 1) AS list,
  listed.member_group_id AS member_id,
  "groups".name AS member,
  rank() OVER (
    ORDER BY
      (
        SELECT -count(*) FROM listed AS alike
        WHERE
          alike.disagreement_id = listed.disagreement_id AND alike.member_group_id = listed.member_group_id
          AND alike.meaning = 'merges' AND alike.position IS NOT NULL
      ),
      "groups".name
  ) AS turn,
  listed.meaning,
  lower(replace(replace(listed.role_label, ' into it', ''), ' by it', '')) AS word,
  page_ties.doubt,
  listed.claim_id
FROM listed
INNER JOIN reading_sets ON listed.reading_set = reading_sets.id
INNER JOIN "groups" ON listed.member_group_id = "groups".id
INNER JOIN page_ties ON page_ties.table_name = 'membership' AND listed.id = page_ties.row_id
WHERE listed.position IS NOT NULL
ORDER BY listed.position, turn;
