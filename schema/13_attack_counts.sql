-- How many attacks there are of each combination of what the site counts them by: what a page says of
-- a million attacks comes from some ten thousand rows. The columns bear the names and types that they
-- have in `attacks`, so that a condition on them means the same here (plugins/site/attack_counts.py relies on it).
CREATE TABLE attack_counts (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  year INTEGER CHECK (typeof(year) IN ('integer', 'null')),
  month TEXT,
  attack_type TEXT,
  country_code TEXT,
  perpetrator_id TEXT,
  geo_precision TEXT,
  disputed INTEGER NOT NULL CHECK (typeof(disputed) = 'integer'),
  attacks INTEGER NOT NULL CHECK (typeof(attacks) = 'integer'),
  with_point INTEGER NOT NULL CHECK (typeof(with_point) = 'integer'),
  -- NULL where no figure is given for any of them, which is not zero
  killed_best INTEGER CHECK (typeof(killed_best) IN ('integer', 'null')),
  CHECK ('blob' NOT IN (
    typeof(scope), typeof(month), typeof(attack_type), typeof(country_code), typeof(perpetrator_id),
    typeof(geo_precision)
  ))
);

-- Of these values there are few rows. The column stands in its index although it is always the same there:
-- else SQLite takes the index for as long as the table.
CREATE INDEX attacks_general ON attacks (scope, date_earliest) WHERE scope = 'general';
CREATE INDEX attacks_disputed ON attacks (disputed, date_earliest) WHERE disputed = 1;

-- A page of a year or a month counts its rows a dozen times, by each of its facets.
CREATE INDEX attack_counts_year ON attack_counts (year);
CREATE INDEX attack_counts_month ON attack_counts (month);
