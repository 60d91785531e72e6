-- What the page of the map lets its readers choose from. Each looks for the next value in an index,
-- so that it does not matter how many attacks there are.

CREATE VIEW map_groups AS
WITH RECURSIVE ids (id) AS (
  SELECT min(group_id) FROM attack_days WHERE group_id > ''
  UNION ALL
  SELECT (SELECT min(d.group_id) FROM attack_days AS d WHERE d.group_id > ids.id) FROM ids
  WHERE ids.id IS NOT NULL
)

SELECT
  "groups".id,
  "groups".name
FROM ids
INNER JOIN "groups" ON ids.id = "groups".id
ORDER BY "groups".name;

CREATE VIEW map_sources AS
WITH RECURSIVE ids (id) AS (
  SELECT min(source_id) FROM attack_reports
  UNION ALL
  SELECT (SELECT min(r.source_id) FROM attack_reports AS r WHERE r.source_id > ids.id) FROM ids
  WHERE ids.id IS NOT NULL
)

SELECT
  sources.id,
  coalesce(sources.label, sources.title) AS label
FROM ids
INNER JOIN sources ON ids.id = sources.id
ORDER BY sources.follow_order, sources.id;
