-- Parses the texts and dates in questions, in SQL alone, so that every program that opens the file answers
-- the named queries as the site does. Each view answers for one text, WHERE question = json_array(:text), because
-- json_each takes its argument from such a comparison; without one it has no rows. json_each(json_array(x)) gives the
-- value of x a name. With UNION, recursion, char() or trim() of several arguments, or the operator GLOB in here,
-- DuckDB could not list the file.

-- The plain letters for each character below U+2E80: diacritics and apostrophes become nothing, other signs a space.
CREATE TABLE letters (
  code INTEGER NOT NULL PRIMARY KEY CHECK (typeof(code) = 'integer'),
  plain TEXT NOT NULL CHECK (plain NOT GLOB '*[^A-Za-z0-9 ]*'),
  CHECK (typeof(plain) = 'text')
);

-- The words of names, as given by spelled_words: names and questions are folded by the same rule.
CREATE TABLE name_words (
  id INTEGER NOT NULL PRIMARY KEY,
  name_id TEXT NOT NULL REFERENCES names (id),
  word TEXT NOT NULL,
  skeleton TEXT,
  CHECK ('blob' NOT IN (typeof(id), typeof(name_id), typeof(word), typeof(skeleton)))
);
CREATE INDEX name_words_word ON name_words (word);
CREATE INDEX name_words_skeleton ON name_words (skeleton);
CREATE INDEX name_words_name_id ON name_words (name_id);

-- The words of a text in lower case, without articles, except acronyms in a text of small letters (AD, UN) and texts
-- made up only of articles; a text of two or three words also as one word, as in Bel Mokhtar. The skeleton of a word
-- is its consonants by sound, plus 0 if it ends in a vowel: Muslimeen equals Muslimin, and Nigeria is not Niger. A
-- final t, h, m or n of a longer word may be written or not, so such a word has a row with and one without. A
-- skeleton of a single consonant is ignored, as too common. Only the first 200 characters of a text are read.
CREATE VIEW spelled_words AS
WITH words AS (
  SELECT
    asked.json AS question,
    forms.value AS is_joined,
    lower(parts.value) AS word
  FROM json_each AS asked
  CROSS JOIN
    json_each(json_array(
      (
        SELECT group_concat(characters.plain, '')
        FROM (
          SELECT
            CASE
              -- a dot behind a letter that stands alone: U.N.
              WHEN
                letters.code = 46 AND glob('[^A-Za-z0-9][A-Za-z]', substr(' ' || asked.value, places.code - 1, 2))
                THEN ''
              ELSE letters.plain
            END AS plain
          -- the places in the text are counted by rows of the same table
          FROM letters AS places
          INNER JOIN letters ON unicode(substr(asked.value, places.code, 1)) = letters.code
          WHERE places.code <= min(length(asked.value), 200)
          ORDER BY places.code
        ) AS characters
      )
    )) AS text
  CROSS JOIN json_each(json_array('["' || replace(text.value, ' ', '","') || '"]')) AS list
  CROSS JOIN json_each(json_array(' al el ul il ad ed ar er as es ash esh at et an en un us wal wa the ')) AS articles
  CROSS JOIN
    json_each(json_array((
      SELECT count(nullif(counted.value, '')) FROM json_each(list.value) AS counted
    ))) AS number
  CROSS JOIN
    json_each(json_array((
      SELECT count(nullif(counted.value, ''))
      FROM json_each(list.value) AS counted
      WHERE instr(articles.value, ' ' || lower(counted.value) || ' ') = 0
    ))) AS number_of_others
  CROSS JOIN json_each('[0, 1]') AS forms
  CROSS JOIN json_each(CASE forms.value WHEN 0 THEN list.value ELSE replace(list.value, '","', '') END) AS parts
  WHERE
    parts.value <> ''
    -- a text with a zero in it would end there
    AND instr(asked.json, '\u0000') = 0
    AND (
      (forms.value = 1 AND number.value BETWEEN 2 AND 3)
      OR (forms.value = 0 AND number_of_others.value = 0)
      OR (forms.value = 0 AND instr(articles.value, ' ' || lower(parts.value) || ' ') = 0)
      OR (forms.value = 0 AND parts.value = upper(parts.value) AND text.value <> upper(text.value))
    )
),

stems AS (
  SELECT
    words.question,
    words.is_joined,
    words.word,
    substr(words.word, 1, length(words.word) - endings.value) AS stem
  FROM words
  CROSS JOIN json_each('[0, 1]') AS endings
  WHERE endings.value = 0 OR (length(words.word) >= 5 AND glob('*[aeiouy][thmn]', words.word))
),

shapes AS (
  SELECT
    stems.question,
    stems.is_joined,
    stems.word,
    skeleton.value AS skeleton
  FROM stems
  -- so it is made once, though it is asked for twice
  CROSS JOIN
    json_each(json_array((
      SELECT group_concat(runs.sound, '')
      FROM (
        SELECT
          sounds.sound,
          lag(sounds.sound) OVER (ORDER BY sounds.place) AS sound_before
        FROM (
          SELECT
            signs.place,
            CASE
              WHEN signs.sign = 'h' AND (signs.rest = '' OR glob('[cszkgdtp]', signs.sign_before)) THEN ''
              WHEN substr(signs.sign || signs.rest, 1, 2) IN ('dj', 'ck') THEN ''
              WHEN substr(signs.sign || signs.rest, 1, 2) IN ('ch', 'sh', 'zh', 'ce', 'ci', 'cy') THEN 's'
              WHEN substr(signs.sign || signs.rest, 1, 2) IN ('kh', 'gh') OR signs.sign IN ('c', 'q') THEN 'k'
              WHEN substr(signs.sign || signs.rest, 1, 2) = 'ph' THEN 'f'
              WHEN signs.sign NOT IN ('a', 'e', 'i', 'o', 'u', 'y') THEN signs.sign
              WHEN glob('ou[aeiou]*', signs.sign || signs.rest) AND signs.rest <> 'ue' THEN 'w'
              WHEN signs.rest NOT IN ('', 'h') THEN ''
              WHEN signs.sign = 'e' AND signs.sign_before NOT IN ('a', 'e', 'i', 'o', 'u', 'y') THEN ''
              ELSE '0'
            END AS sound
          FROM (
            SELECT
              places.code AS place,
              substr(stems.stem, places.code, 1) AS sign,
              substr(stems.stem, places.code + 1) AS rest,
              substr(stems.stem, places.code - 1, 1) AS sign_before
            FROM letters AS places
            WHERE places.code <= length(stems.stem)
            -- without a limit SQLite computes sign and rest anew wherever they are named
            ORDER BY places.code
            LIMIT 1000
          ) AS signs
        ) AS sounds
        WHERE sounds.sound <> ''
      ) AS runs
      WHERE runs.sound_before IS NULL OR runs.sound <> runs.sound_before
    ))) AS skeleton
)

SELECT
  question,
  is_joined,
  word,
  CASE WHEN length(rtrim(skeleton, '0')) >= 2 THEN skeleton END AS skeleton
FROM shapes;

-- The inclusive days of a date in EDTF: 2018, 2018-03, 2018-03-03, 201X, each also followed by ?, ~ or %, or two of
-- these separated by /, with .. for an open end. An empty text means every day; anything else has no row.
CREATE VIEW asked_dates AS
SELECT
  asked.json AS question,
  first_day.value AS first_day,
  last_day.value AS last_day
FROM json_each AS asked
CROSS JOIN json_each('[" \t\n\u000b\f\r"]') AS blanks
CROSS JOIN json_each(json_array(rtrim(ltrim(asked.value, blanks.value), blanks.value))) AS text
CROSS JOIN
  json_each(json_array(
    CASE text.value WHEN '' THEN '../..' WHEN '../..' THEN '' ELSE text.value END
  )) AS date
CROSS JOIN json_each(json_array(substr(date.value, 1, instr(date.value || '/', '/') - 1))) AS marked_start
CROSS JOIN json_each(json_array(substr(date.value, instr(date.value, '/') + 1))) AS marked_finish
-- each end without its mark of doubt
CROSS JOIN
  json_each(json_array(
    substr(marked_start.value, 1, length(marked_start.value) - glob('????*[?~%]', marked_start.value))
  )) AS start
CROSS JOIN
  json_each(json_array(
    substr(marked_finish.value, 1, length(marked_finish.value) - glob('????*[?~%]', marked_finish.value))
  )) AS finish
CROSS JOIN
  json_each(json_array(
    CASE start.value
      WHEN '..' THEN '0001-01-01' ELSE replace(start.value, 'X', '0') || substr('0001-01-01', length(start.value) + 1)
    END
  )) AS first_day
-- the first day of what the end may mean, which has to be one of the calendar
CROSS JOIN
  json_each(json_array(
    CASE finish.value
      WHEN '..' THEN '9999-12-31' ELSE replace(finish.value, 'X', '0') || substr('0001-01-01', length(finish.value) + 1)
    END
  )) AS finish_day
CROSS JOIN
  json_each(json_array(
    CASE length(finish.value)
      WHEN 7 THEN coalesce(strftime('%Y-%m-%d', finish_day.value, '+1 month', '-1 day'), '9999-12-31')
      WHEN 4 THEN replace(finish.value, 'X', '9') || '-12-31'
      ELSE finish_day.value
    END
  )) AS last_day
WHERE
  date.value NOT IN ('', '..')
  AND instr(asked.json, '\u0000') = 0
  AND (start.value = '..' OR length(start.value) IN (4, 7, 10))
  AND (finish.value = '..' OR length(finish.value) IN (4, 7, 10))
  AND (instr(start.value, 'X') = 0 OR glob('???X', start.value))
  AND (instr(finish.value, 'X') = 0 OR glob('???X', finish.value))
  AND strftime('%Y-%m-%d', first_day.value, '+0 days') = first_day.value
  AND strftime('%Y-%m-%d', finish_day.value, '+0 days') = finish_day.value
  AND first_day.value > '0001'
  AND finish_day.value > '0001'
  AND first_day.value <= last_day.value;
