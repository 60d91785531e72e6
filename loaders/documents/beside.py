"""List the disagreements that a document's claims bear on but have no reading in.

The build itself finds conflicts and stops. Whether a new document bears on other disagreements (a
scope, an omission, a spelling), only a person can judge. This shows where to look: at claims with
the same kind of row about the same groups, people, places or attacks.
"""

import argparse
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

from common.command import exit_code
from common.errors import UserError
from common.project import FILE

BESIDE = """
WITH
said AS (
  SELECT
    assertions.claim_id, assertions.source_id, assertions.table_name, assertions.row_id,
    assertions.kind,
    assertion_parties.entity_table, assertion_parties.entity_id,
    count(*) OVER (PARTITION BY assertions.table_name, assertions.row_id) AS parties
  FROM assertions
  INNER JOIN assertion_parties
    ON
      assertions.table_name = assertion_parties.table_name
      AND assertions.row_id = assertion_parties.row_id
),

near AS (
  SELECT readings.disagreement_id, own.claim_id
  FROM disagreement_readings AS readings
  INNER JOIN said AS other ON readings.claim_id = other.claim_id
  INNER JOIN said AS own
    ON other.table_name = own.table_name AND other.kind = own.kind
    AND other.entity_table = own.entity_table AND other.entity_id = own.entity_id
  WHERE own.source_id = :source AND other.source_id <> :source
  GROUP BY readings.disagreement_id, own.claim_id, own.table_name, own.row_id, other.row_id
  -- A row about two entities is near only where both are the same.
  HAVING
    count(*) >= min(2, min(own.parties, other.parties))
    -- A property of an attack is near to that of the same attack alone, and a tie to that tie.
    AND (own.table_name <> 'report_claims' OR max(own.entity_table = 'attacks') = 1)
)

SELECT DISTINCT disagreements.id, disagreements.topic, claims.id, claims.statement
FROM near
INNER JOIN disagreements ON near.disagreement_id = disagreements.id
INNER JOIN claims ON near.claim_id = claims.id
WHERE
  -- A problem of a note or of a citation is of one document alone.
  disagreements.kind <> 'citation'
  AND NOT EXISTS (
    SELECT 1 FROM disagreement_readings AS readings
    WHERE readings.disagreement_id = disagreements.id AND readings.claim_id = claims.id
  )
ORDER BY disagreements.id, claims.position
"""


def beside(database: Path, source: str) -> Iterator[str]:
    """Yield each disagreement's topic, and a line to paste for each claim that may belong to it.

    Raises:
        UserError: If there is no such database, or no such document in it.
    """
    if not database.exists():
        raise UserError(f"there is no {database}: run make build")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        known = [id_ for (id_,) in connection.execute("SELECT DISTINCT source_id FROM claims")]
        if source not in known:
            raise UserError(f"no claims of '{source}' in {database}; there are: {', '.join(known)}")
        rows = connection.execute(BESIDE, {"source": source}).fetchall()
    for (id_, topic), claims in groupby(rows, lambda row: (row[0], row[1])):
        yield f"{id_}: {topic}"
        for _, _, claim, statement in claims:
            yield f"    - {{reading: …, claim: {claim}}}  # {statement}"
    if not rows:
        yield f"no disagreement without a reading of {source} where its claims bear on it"


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.documents.beside",
        description="List the disagreements that a document's claims bear on, with lines to paste.",
        epilog="example: python -m loaders.documents.beside --source smith-2024",
    )
    parser.add_argument("--source", required=True, help="the id of the document")
    parser.add_argument("--database", type=Path, default=Path(FILE), help="the database file")
    options: Any = parser.parse_args(arguments)
    for line in beside(options.database, options.source):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
