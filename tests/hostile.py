"""A built database with hostile words in every column of text.

What comes in is of all kinds: what a browser would run, what a template or a spreadsheet would work
out, marks of direction left open, what nobody sees, and thousands of letters without a blank.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from benchmarks.synthetic import ACLED_2023, UCDP_23, acled_row, ucdp_row, write_rows
from loaders.attack_counts import count_attacks
from loaders.database import INSPECT_FILE, inspect_data
from loaders.events.load import load
from loaders.events.run import Options
from loaders.problems import Problems
from tests.events.conftest import FACTS, events
from tests.site.tables import CONFIGURATION, ROOT

SCRIPT = "</script></style></textarea></title>--><script>window.hacked=1;alert(1)</script>"
TAGS = (
    "\"'><img src=x onerror=window.hacked=2><svg onload=window.hacked=3>"
    "<a href=javascript:window.hacked=4>{{ 7*7 }}{% x %}&lt;${7*7}"
)
HIDDEN = "\u202e\u2066\u200b\u200f\ufeff\u0000\u001b[31m\u2028"
# A text begins with one of these, by turns: as a link, a formula, or a header would.
STARTS = (
    "=HYPERLINK(1)",
    "javascript:window.hacked=5//",
    "\u202eBACKWARDS",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1",
    "\r\nSet-Cookie: hacked=1\r\n\r\n",
    "@SUM(A1)",
    "\u0627\u0644\u0639",
    "https://evil.example/\"onmouseover='window.hacked=6'/",
    "+1",
)
WORDS = f"{SCRIPT}{TAGS}{HIDDEN}"
# Longer than what any page, popup or cell cuts a text to. Four times as long, a browser lays out a
# text to copy for seconds; twenty times, and the timeline has no room in what SQLite may hold.
ENDLESS = "W" * 5_000
LONG = f"{WORDS}{ENDLESS}"
# Of these, the pages are visited; others are long in their first row.
VISITED = ("jnim", "iyad-ag-ghaly", "ouagadougou-2018", "ouagadougou", "csis-2018")


def spoil(database: sqlite3.Connection) -> None:
    """Put the words into every column of text that takes them, and long ones into some rows."""
    starts = " ".join(f"WHEN {place} THEN ?{place + 2}" for place in range(len(STARTS)))
    words = f"CASE rowid % {len(STARTS)} {starts} END || ?1 || rowid"
    for table in tables(database):
        first = f"rowid = (SELECT min(rowid) FROM [{table}])"
        if "id" in columns(database, table):
            first += f" OR id IN {VISITED}"
        for column in spoilt_columns(database, table):
            # Some columns hold nothing but addresses on the web.
            for text, given, rows in (
                ("?1 || rowid", [f"https://evil.example/{WORDS}"], "1"),
                (words, [WORDS, *STARTS], "1"),
                ("?1 || rowid", [f"https://evil.example/{LONG}"], first),
                ("?1 || rowid", [LONG], first),
            ):
                try:
                    database.execute("SAVEPOINT one")
                    database.execute(
                        f"UPDATE [{table}] SET [{column}] = {text} WHERE {rows}", given
                    )
                except sqlite3.IntegrityError:  # a column that takes certain words only
                    database.execute("ROLLBACK TO one")
                finally:
                    database.execute("RELEASE one")
    for table in ("attack_reports", "disagreements"):
        for column in {"weapons", "properties"} & {*columns(database, table)}:
            database.execute(f"UPDATE [{table}] SET [{column}] = json_array(?)", [WORDS])
    for table, title in (("attacks", "title"), ("places", "name")):
        database.execute(
            f"UPDATE {table} SET popup = json_object('title', {title}, 'description', {title},"
            f" 'link', '/jnim/{table}/' || id)"
        )
    count_attacks(database)
    found = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'")
    for (index,) in found.fetchall():
        database.execute(f"INSERT INTO [{index}] ([{index}]) VALUES ('rebuild')")


def tables(database: sqlite3.Connection) -> list[str]:
    """The tables but for those of the full-text search."""
    found = database.execute("PRAGMA table_list").fetchall()
    return [name for _, name, kind, *_ in found if kind == "table" and name[:7] != "sqlite_"]


def columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_xinfo([{table}])")]


def spoilt_columns(database: sqlite3.Connection, table: str) -> list[str]:
    """The columns of text but for keys, which the loaders hold to letters, digits and hyphens."""
    keys = {row[3] for row in database.execute(f"PRAGMA foreign_key_list([{table}])")}
    return [
        column
        for _, column, kind, _, _, is_key, is_generated in database.execute(
            f"PRAGMA table_xinfo([{table}])"
        ).fetchall()
        if kind == "TEXT" and not is_key and not is_generated and column not in keys
    ]


def build_spoilt_site(folder: Path) -> Path:
    """Build a site from the facts and some event data, spoil it, and return its folder."""
    exports = folder / "exports"
    exports.mkdir()
    told = events(6)
    write_rows(exports / "<b>.csv", ACLED_2023, [acled_row(event) for event in told])
    rows = [ucdp_row(each, id_=n + 1, low=0, best=1, high=2) for n, each in enumerate(told)]
    write_rows(exports / "ged.csv", UCDP_23, rows)
    site = folder / "site"
    site.mkdir()
    path, problems = site / "jnim.db", Problems()
    assert load(Options(exports, FACTS, path, quiet=True), problems), problems.entries
    for name in CONFIGURATION:
        (site / name).symlink_to(ROOT / name)
    database = sqlite3.connect(path)
    with database:
        database.execute("BEGIN")  # or each of its thousands of savepoints is written to the disk
        spoil(database)
    database.close()
    (site / INSPECT_FILE).write_text(json.dumps(inspect_data(path)), encoding="utf-8")
    return site
