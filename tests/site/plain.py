"""What Datasette answers with the metadata alone, in a process that has loaded no code of ours.

`python -m tests.site.plain DATABASE` prints the answers that differ from the recorded ones.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.plugins import pm

from tests.site.queries import QUERIES
from tests.site.recorded import FIXTURE, in_short
from tests.site.tables import DATABASE, METADATA

# Whole answers, whatever else runs beside it.
PATIENT = {"max_returned_rows": 10_000, "sql_time_limit_ms": 20_000}
EACH = 24
"""Of how many recorded questions of a query one is asked."""


async def changed(database: Path) -> list[Any]:
    """Return the questions whose answers differ from the recorded ones."""
    recorded = json.loads(FIXTURE.read_text(encoding="utf-8"))
    datasette = Datasette([database], metadata=METADATA, settings=PATIENT)
    found: list[Any] = []
    for name in DATABASE["queries"]:
        params = QUERIES[name].params if name in QUERIES else ("q",)
        own = [(values, rows) for query, values, rows in recorded if query == name]
        for values, rows in own[::EACH]:
            address = datasette.urls.path(f"/jnim/{name}.json")
            asked = urlencode(dict(zip(params, values, strict=True)))
            answer = await datasette.client.get(f"{address}?{asked}&_shape=arrays")
            now = in_short(name, answer.json()["rows"]) if answer.status_code == 200 else None
            if now != rows:
                found.append((name, values, answer.status_code, rows, now))
    ours = [name for name, plugin in pm.list_name_plugin() if "plugins.site" in repr(plugin)]
    return [*found, *ours]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(changed(Path(sys.argv[1])))))
