"""What a page asks of the database does not grow with the reports of a loaded data set.

Steps of SQLite's virtual machine are counted, not seconds. A page that reads all reports takes five
steps for each, 100,000 here and a third of a second with a million.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest

from benchmarks.synthetic import write_acled
from tests.conftest import some
from tests.site.tables import CONFIGURATION, ROOT, in_process

REPORTS = 20_000
# Steps between two counts, and how many more than with no reports at all a page may take.
UNIT, MORE = 100, 2_000
# As many as months, types, countries and groups occur together, and not as reports.
BY_MONTH = {
    "/": 150_000,
    "/attacks": 12_000,
    "/attacks-per-month": 450_000,
    "/map": 300_000,
    "/jnim/attacks?_facet=country_code": 1_000_000,
    "/jnim/attacks?year=2018": 80_000,
    "/jnim/attacks_between?start=2018-03&end=2018-03": 20_000,
    "/feeds/attacks.atom": 15_000,
    "/about": 15_000,
}
# All of these by `make test-all`, and else each so many-th.
STEP = 2
PAGES = (
    *("/groups", "/groups/jnim", "/groups/aqim", "/people", "/people/iyad-ag-ghaly", "/places"),
    *("/places/mali", "/attacks/ouagadougou-2018", "/sources", "/sources/csis-2018", "/claims"),
    *("/claims/csis-formation", "/disagreements", "/disagreements/formation-date", "/lineage"),
    *("/timeline", "/by-source/jnim", "/by-source/mali", "/compare?group=jnim&group=ansar-dine"),
    *("/search?q=casualties", "/search?q=Mali", "/search?q=attacks+in+2018", "/jnim"),
    *("/jnim/groups", "/jnim/claims", "/jnim/find?q=ghali", "/jnim/members?group=jnim"),
    *("/jnim/existed?group=jnim&date=2018", "/jnim/readings?id=jnim", "/feeds/disagreements.atom"),
)

Steps = dict[str, int]


def steps_of(folder: Path, whole: bool) -> Steps:
    """Run a site in this process, and return the steps that each page takes."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    @contextmanager
    def limit(connection: Connection, _: float) -> Iterator[None]:
        connection.set_progress_handler(count, UNIT)
        yield
        connection.set_progress_handler(None, UNIT)

    steps = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plugins.site.page_views.is_served", lambda: True)
        patch.setattr("datasette.database.sqlite_timelimit", limit)
        with in_process(folder) as get:
            for page in (*PAGES[:: 1 if whole else STEP], *BY_MONTH):
                for again in ("1", "2"):  # the first time, names of tables are looked up as well
                    counted = 0
                    assert get(f"{page}{'&' if '?' in page else '?'}_x={again}").status_code == 200
                steps[page] = counted * UNIT
    return steps


@pytest.fixture(scope="module")
def few(whole: bool) -> Steps:
    return steps_of(ROOT, whole)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, whole: bool) -> Steps:
    folder = tmp_path_factory.mktemp("many")
    (folder / "exports").mkdir()
    write_acled(folder / "exports" / "export.csv", REPORTS)
    load = [sys.executable, "-m", "loaders.events", "--events", str(folder / "exports"), "--quiet"]
    subprocess.run([*load, "--output", str(folder / "jnim.db")], cwd=ROOT, check=True)
    for name in CONFIGURATION:
        (folder / name).symlink_to(ROOT / name)
    return steps_of(folder, whole)


@pytest.mark.parametrize("page", [*some(PAGES, STEP), *BY_MONTH])
def test_a_page_does_not_read_all_reports(page: str, few: Steps, many: Steps) -> None:
    """A view read all reports for every group's page; only the benchmark under load noticed."""
    assert many[page] <= few[page] + BY_MONTH.get(page, MORE)
