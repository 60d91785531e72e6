"""What the named queries answer to many parameters over pinned facts, as recorded.

`python -m tests.site.recorded` writes the current answers into the fixture. Its diff shows what
readers will notice.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.site import test_find
from tests.site.queries import QUERIES
from tests.site.tables import DATABASE, build_pinned

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests/fixtures/answers.json"
SHOWN_ROWS = 4

Parameters = dict[str, str]

HOSTILE = (
    "no-such-thing",
    "'; DROP TABLE names; --",
    "' OR 1=1 --",
    'x" UNION SELECT sql',
    "jnim\0ansar-dine",
    "\0",
    "%",
    "_",
    "*?[a-z]",
    "\\",
    "   ",
    "\t",
    'NEAR("a" "b", 5) AND NOT OR col:x ^y -z "',
    "<b>{{ 7*7 }}</b>",
    "a" * 210,
    "'" * 210,
    "jnim " * 45,
    "جماعة نصرة الإسلام والمسلمين",
    "马里",
    "👩‍👩‍👧‍👦🇲🇱",
    "\ufffe\uffff\u202e",
    "JNIM",
    " jnim ",
    "jnim,ansar-dine",
)
DATES = (
    *(
        "2018",
        "2018-03",
        "2018-03-03",
        "2017-03-01",
        "2012",
        "2022-10",
        "201X",
        "2018~",
        "2018-03?",
    ),
    *("2018-03-03%", "2018-03/2018-07", "2017-03-02/..", "../2018-03-02", "1980~/..", "2016-02-29"),
    *("0001", "0001-01-01", "9999", "9999-12", "9999-12-31", "999X", " 2018-03 ", "2017/2018-03?"),
    # No dates
    *("0000", "000X", "2018-13", "2018-00", "2018-02-30", "2017-02-29", "2018-04-31", "2018-21"),
    *("2018-03/", "/2018-03", "/", "../..", "..", "2018-07/2018-03", "2018/2019/2020", "2018-3-3"),
    *(
        "20X8",
        "2018-0X",
        "201X-03",
        "2018??",
        "?",
        "2018-03-03T12:00",
        "03/03/2018",
        "now",
        "-2018",
    ),
    *(
        "2458180.5",
        "2018-03-03\0",
        "2018\0",
        "٢٠١٨-٠٣-٠٣",
        "\uff12\uff10\uff11\uff18",
        "99999-01-01",
    ),
    *("'; DROP TABLE names; --", "2018-" * 45, "X" * 4, "1e10", "+201", "2018-03-03'", "201"),
)
GROUPS = ("jnim", "ansar-dine", "al-qaeda", "aqim", "al-mourabitoun", "france", "islamic-state")
SOURCES = ("csis-2018", "modern-insurgent-2022", "site-2017-03-02", "bbc-2014-07-14", "ucdp-ged")
VALUES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("as_of", "known_by", "date", "start", "end"), DATES),
    "group": (*GROUPS, *HOSTILE),
    "id": (*GROUPS, "ouagadougou-2018", "iyad-ag-ghaly", "mali", "merged-groups", *HOSTILE),
    "source": (*SOURCES, *HOSTILE),
    "reading": (*SOURCES, "csis-merger", *HOSTILE),
    "claim": ("csis-merger-statement", "csis-complex-attacks", "csis-formation", *HOSTILE),
    "verdict": ("says-otherwise", "not-found-in-it", "supports-in-part", "supports", *HOSTILE),
    "measure": ("fighters", "share-of-events", "site-value", *HOSTILE),
    "topic": ("Ouagadougou", "merge", "ouagadougou", "pledge", *HOSTILE),
    "kind": ("attack", "founding", "allegiance", "agreement", *HOSTILE),
    "rule": ("perpetrator", "party", "possible", *HOSTILE),
}
WORDS = (
    *(
        "attack",
        "attacks embassy",
        "Ouagadougou",
        "ouagadougou, 2018",
        "al-Qaeda",
        "AL-QAEDA pledge",
    ),
    *(
        "Jama'at",
        "Jamāʿat",
        "pledging",
        "French embassy attack killed",
        "10,000",
        "fighters: 1,000",
    ),
    *("embassy/headquarters", "under_score", "U.N. mission", "mali OR niger", '"two words"', "a"),
)
ENDINGS = ("", "e", "h", "s")
VOWELS = dict(zip("aeiouy", "eiouai", strict=True))


def parameter_sets(query: str, database: sqlite3.Connection) -> Iterator[Parameters]:
    """Every set of parameters that a query's answer is recorded for."""
    params = QUERIES[query].params if query in QUERIES else ("q",)
    if query == "find":
        yield from ({"q": q} for q in spellings(database))
    elif query == "search":
        yield from ({"q": q} for q in ("", *WORDS, *HOSTILE))
    else:
        example = dict.fromkeys(params, "") | dict(QUERIES[query].example)
        yield from [dict.fromkeys(params, ""), example]
        # each value in its turn, beside the example and beside values of the others
        for param in params:
            yield from (example | {param: value} for value in VALUES[param])
        longest = max((len(VALUES[param]) for param in params), default=0)
        turns = [
            islice(cycle(VALUES[param]), 3 * number, 3 * number + longest)
            for number, param in enumerate(params)
        ]
        yield from (dict(zip(params, turn, strict=True)) for turn in zip(*turns, strict=True))


def spellings(database: sqlite3.Connection) -> list[str]:
    """Names to look for: those that tests use, those of the database, and misspellings of them."""
    tested = [str(each[0]) for each in test_find.FOUND] + [q for q, _ in test_find.NEAR_MISSES]
    names = [name for (name,) in database.execute("SELECT DISTINCT name FROM names ORDER BY name")]
    texts = [*tested, *test_find.NOTHING, *HOSTILE, *names]
    for number, name in enumerate(names):
        place = max(number % len(name), 1)
        spelt = name[:place] + VOWELS.get(name[place : place + 1], "") + name[place + 1 :]
        texts += [spelt, name + ENDINGS[number % 4], name[:place] + name[place - 1 :]]
    return list(dict.fromkeys(texts))


def answer(database: sqlite3.Connection, query: str, parameters: Parameters) -> list[str]:
    """A query's answer, abbreviated."""
    try:
        rows = database.execute(DATABASE["queries"][query]["sql"], parameters).fetchall()
    except sqlite3.Error as error:
        return [f"{type(error).__name__}: {error}"]
    return in_short(query, rows)


def in_short(query: str, rows: list[Any]) -> list[str]:
    """The rows themselves if they are few and short, or else a hash of them."""
    if query == "find" and len(rows) <= SHOWN_ROWS:
        return [" | ".join((row[3], row[4], row[1], row[6])) for row in rows]
    text = json.dumps(rows, ensure_ascii=False)
    return [f"{len(rows)} rows {hashlib.sha256(text.encode()).hexdigest()[:12]}"] if rows else []


def open_database(path: Path) -> sqlite3.Connection:
    """Open a database as a program without any of our code does."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


def main() -> None:
    """Write the fixture, a set of parameters on each line."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "jnim.db"
        build_pinned(path)
        record(path)


def record(path: Path) -> None:
    """Write what the queries answer over a database."""
    with closing(open_database(path)) as database:
        lines = [
            "  " + json.dumps([query, list(given.values()), rows], ensure_ascii=False)
            for query in sorted(DATABASE["queries"])
            for given in unique(parameter_sets(query, database))
            for rows in [answer(database, query, given)]
        ]
    FIXTURE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def unique(sets: Iterator[Parameters]) -> list[Parameters]:
    """Each set of parameters, once."""
    return list({json.dumps(each): each for each in sets}.values())


if __name__ == "__main__":
    main()
