-- The values that parameters of the named queries accept, other than free text and dates (plugins/site/asked.py).

-- Ids with their labels. Queried by id, each table is read by its key.
CREATE TEMP VIEW page_choices AS
SELECT
  'group' AS parameter,
  id,
  label
FROM page_labels
WHERE table_name = 'groups'
UNION ALL
SELECT
  'source',
  id,
  label
FROM page_labels
WHERE table_name = 'sources'
UNION ALL
SELECT
  'id',
  id,
  label
FROM page_labels
WHERE table_name <> 'sources'
UNION ALL
SELECT
  'id',
  id,
  topic
FROM disagreements
UNION ALL
SELECT
  'id',
  id,
  title
FROM milestones
UNION ALL
SELECT
  'claim',
  id,
  statement
FROM claims
UNION ALL
SELECT
  'measure',
  id,
  label
FROM measures
UNION ALL
SELECT
  'verdict',
  id,
  label
FROM verdicts
UNION ALL
SELECT
  'kind',
  id,
  label
FROM milestone_kinds
UNION ALL
SELECT
  'kind',
  id,
  label
FROM relation_kinds
WHERE meaning IN ('pledges', 'follows', 'succeeds', 'unites')
UNION ALL
SELECT
  'reading',
  id,
  label
FROM reading_sets
UNION ALL
SELECT
  'reading',
  id,
  label
FROM page_labels
WHERE table_name = 'sources'
UNION ALL
SELECT
  column1,
  column2,
  column3
FROM (
  VALUES
  ('kind', 'attack', 'Attack'),
  ('kind', 'designation', 'Designation'),
  ('kind', 'statement', 'Statement'),
  ('rule', 'perpetrator', 'Attacker'),
  ('rule', 'party', 'Attacker, target or party to a fight'),
  ('rule', 'possible', 'Possibly one of these')
);

-- The same with every spelling in documents; for attacks, only those that documents report.
CREATE TEMP VIEW page_spelled AS
SELECT
  'group' AS parameter,
  id,
  name AS label,
  spelling
FROM page_spellings
WHERE table_name = 'groups'
UNION ALL
SELECT
  'id',
  id,
  name,
  spelling
FROM page_spellings
UNION ALL
SELECT
  'id',
  attack_id,
  title,
  title AS spelling
FROM page_told_attacks
UNION ALL
SELECT
  parameter,
  id,
  label,
  label AS spelling
FROM page_choices
WHERE parameter NOT IN ('group', 'id');

-- The groups offered for comparison: armed and political ones, and others about which enough is said.
-- Under which heading a group is offered in a form; `turn` is the order of the headings.
CREATE TEMP VIEW page_group_headings AS
SELECT
  "groups".id,
  group_kinds.meaning,
  CASE group_kinds.meaning WHEN 'organisation' THEN 1 WHEN 'many' THEN 2 WHEN 'state' THEN 3 ELSE 4 END AS turn,
  CASE group_kinds.meaning
    WHEN 'organisation' THEN 'Armed and political groups'
    WHEN 'many' THEN 'Several groups named as one'
    WHEN 'state' THEN 'States and their forces'
    ELSE 'Other names'
  END AS heading
FROM "groups"
INNER JOIN group_kinds ON "groups".kind = group_kinds.id;

CREATE TEMP VIEW page_comparable AS
SELECT
  page_lists.id,
  page_lists.name,
  page_group_headings.turn,
  page_group_headings.heading
FROM page_lists
INNER JOIN page_group_headings ON page_lists.id = page_group_headings.id
WHERE
  page_lists.table_name = 'groups'
  AND (
    page_group_headings.meaning = 'organisation'
    OR (
      SELECT count(DISTINCT page_lines.section) FROM page_lines
      WHERE
        page_lines.subject_id = page_lists.id AND page_lines.subject_table = 'groups' AND page_lines.inverse = 0
        AND page_lines.section IN (
          'founding', 'person', 'component', 'area', 'estimate', 'opponent', 'target', 'objective', 'ideology',
          'tactic', 'finance', 'allegiance'
        )
    ) > 1
  );
