-- The number of attacks for each combination of the columns that the site counts by, so that a page
-- about a million attacks reads some ten thousand rows. The columns have the same names and types as
-- in `attacks`, so that conditions on them mean the same (plugins/site/attack_counts.py relies on it).
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

-- Partial indexes on values with few rows. The column is included although it is constant there;
-- otherwise SQLite assumes the index to be as long as the table.
CREATE INDEX attacks_general ON attacks (scope, date_earliest) WHERE scope = 'general';
CREATE INDEX attacks_disputed ON attacks (disputed, date_earliest) WHERE disputed = 1;

-- The page of a year or a month counts its rows a dozen times, once for each facet.
CREATE INDEX attack_counts_year ON attack_counts (year);
CREATE INDEX attack_counts_month ON attack_counts (month);
