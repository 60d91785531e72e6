-- What datasette-cluster-map shows of an attack: the site puts its own address in front of the link, and draws a ring
-- where that ends in #possible, which is who_certainty. It repeats its row, and is put together when it is asked for.
-- By itself, because SQLite puts it together for each row that is written as well, and throws it away: event data are
-- loaded without it. {database} is the database's name.
ALTER TABLE attacks ADD COLUMN popup TEXT GENERATED ALWAYS AS (json_object(
  'title', title,
  'description',
  coalesce(date_words, 'not dated')
  || CASE
    WHEN disputed = 1 AND coalesce(dispute_earliest, dispute_latest) IS NOT NULL
      THEN ' · sources conflict' || coalesce(' on ' || conflict_words, '')
    ELSE ''
  END
  || coalesce(' · ' || location, '')
  || coalesce(' · ' || who_words || coalesce(' (' || who_sources || ')', ''), '')
  || coalesce(' · ' || replace(toll_words, '; w', ' · w'), '')
  || CASE
    WHEN disputed = 1 AND coalesce(dispute_earliest, dispute_latest) IS NULL
      THEN ' · sources conflict' || coalesce(' on ' || conflict_words, '')
    ELSE ''
  END
  || coalesce(' · citation problem with ' || citation_words, ''),
  'link',
  '/{database}/attacks/' || id || CASE WHEN who_certainty = 'possible' THEN '#possible' ELSE '' END
)) VIRTUAL;
