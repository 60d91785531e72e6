"""Citation checks: the invented facts with checks added; the real ones against their YAML."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from common.command import exit_code
from loaders import passage_hash
from loaders.documents.verify import verify
from loaders.problems import Problems
from loaders.yaml_positions import read_yaml

SHA = passage_hash.passage_hash("The lock house burnt on 5 June, the wire has learnt.")
CHECKS = f"""\
source: marsh-atlas-2020
consulted_on: 2026-11-27
checks:
  - claim: marsh-listing
    marker: "1"
    verdict: not-readable
    second: not-readable
    explanation: The listing could not be read.
  - claim: marsh-lock-house
    marker: "3"
    work: delta-wire-2019
    verdict: says-otherwise
    first: supports-in-part
    second: says-otherwise
    copy: wire.example
    work_says: The lock house burnt on 5 June.
    explanation: The wire has another day.
    from: The lock house burnt
    to: has learnt
    sha256: {SHA}
    note: One of two dates.
  - claim: marsh-lock-house
    marker: "3"
    work: marsh-post-2019
    verdict: not-found-in-it
    copy: post.example
    work_says: Three were killed.
    explanation: The post has no day.
"""
CONSULTED = f"""\
ministry-2019:
  tried: Searched for by its title.
delta-wire-2019:
  copies:
    wire.example:
      url: https://wire.example/lock
      copy: repost
      complete: beginning
      note: Without its picture.
    quoted.example: {{url: https://quoted.example/, copy: quotation, complete: part}}
  claims:
    - id: wire-lock-house
      copy: wire.example
      from: The lock house burnt
      to: has learnt
      sha256: {SHA}
      says: The lock house burnt on 5 June 2019.
      gives:
        - attack: {{told: past, of: grayford-2019, date: 2019-06-03, killed: 4..}}
    - id: wire-lock-house-owner
      copy: wire.example
      from: The lock house burnt
      to: has learnt
      sha256: {SHA}
      says: It was a lock house.
      gives:
        - attack: {{told: past, of: grayford-2019, target: the lock house}}
marsh-post-2019:
  copies:
    post.example: {{url: https://post.example/three, copy: original, complete: whole}}
"""


COPY = """delta-notes-2021:
  copies:
    copy.example: {url: https://copy.example/notes, copy: repost, complete: whole}
"""
READ_URL = "read_url: https://copy.example/notes"
CITED = (
    "  - {marker: '9', at: Overview / 1, entry: Notes / 4, form: footnote, "
    "work: delta-notes-2021}\n"
)


@pytest.fixture
def checked(facts: Path) -> Path:
    """Return the invented facts with citation checks, which build without a mistake."""
    (facts / "checks").mkdir()
    (facts / "checks" / "marsh-atlas-2020.yml").write_text(CHECKS, encoding="utf-8")
    (facts / "consulted.yml").write_text(CONSULTED, encoding="utf-8")
    sources = facts / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    for work in ("delta-wire-2019", "marsh-post-2019"):
        start = text.index(f"\n{work}:")
        text = text[:start] + text[start:].replace("access: cited", "access: consulted", 1)
    sources.write_text(text, encoding="utf-8")
    return facts


@pytest.fixture
def found(
    checked: Path, rows: Callable[..., list[dict[str, Any]]]
) -> Callable[..., list[dict[str, Any]]]:
    """Build the invented facts with their checks, and return a function that asks the database."""
    assert checked.is_dir()
    return rows


def test_a_check_becomes_a_row(found: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = found("SELECT * FROM citation_checks WHERE verdict = 'says-otherwise'")
    assert row == {
        "id": "marsh-lock-house--marsh-atlas-2020-3-delta-wire-2019",
        "claim_id": "marsh-lock-house",
        "citation_id": "marsh-atlas-2020-3-delta-wire-2019",
        "verdict": "says-otherwise",
        "first_verdict": "supports-in-part",
        "second_verdict": "says-otherwise",
        "consulted_url": "https://wire.example/lock",
        "copy": "repost",
        "complete": "beginning",
        "consulted_on": "2026-11-27",
        "work_says": "The lock house burnt on 5 June.",
        "explanation": "The wire has another day.",
        "fragment_start": "The lock house burnt",
        "fragment_end": "has learnt",
        "span_sha256": SHA,
        "deep_link": "https://wire.example/lock#:~:text=The%20lock%20house%20burnt,has%20learnt",
        "tried": None,
        "note": "Without its picture. One of two dates.",
    }


def test_what_was_tried_stands_with_the_check(found: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = found("SELECT * FROM citation_checks WHERE verdict = 'not-readable'")
    assert row["tried"] == "Searched for by its title."
    assert (row["consulted_url"], row["span_sha256"], row["work_says"]) == (None, None, None)


def test_a_work_that_was_consulted_has_claims_of_its_own(
    found: Callable[..., list[dict[str, Any]]],
) -> None:
    claims = found("SELECT * FROM claims WHERE source_id = 'delta-wire-2019' ORDER BY position")
    assert [claim["id"] for claim in claims] == ["wire-lock-house", "wire-lock-house-owner"]
    for claim in claims:
        assert claim["span_start"] is None
        assert claim["span_sha256"] == SHA
        assert claim["about_source_id"] is None
        assert claim["passage_id"] == "delta-wire-2019-consulted-1"
    (passage,) = found("SELECT * FROM passages WHERE source_id = 'delta-wire-2019'")
    assert passage["kind"] == "consulted"
    assert passage["locator"] == "Repost at wire.example, passage 1"
    assert passage["sentences"] == 0


def test_its_report_stands_beside_that_of_its_title(
    found: Callable[..., list[dict[str, Any]]],
) -> None:
    reports = found(
        "SELECT id, via_source_id, date_edtf, killed_low, target FROM attack_reports"
        " WHERE source_id = 'delta-wire-2019' ORDER BY id"
    )
    assert [tuple(report.values()) for report in reports] == [
        ("grayford-2019--delta-wire-2019", "marsh-atlas-2020", "../2019-06-03", None, None),
        (
            "grayford-2019--delta-wire-2019--consulted",
            None,
            "2019-06-03",
            4,
            "the lock house",
        ),
    ]


def test_what_others_wrote_about_the_same_text_has_the_same_hash() -> None:
    assert passage_hash.passage_hash("two\n  lines\u00a0here ") == passage_hash.passage_hash(
        "two lines here"
    )
    assert passage_hash.passage_hash("Two lines") != passage_hash.passage_hash("two lines")


def test_the_hash_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "passage.txt"
    path.write_text("The lock house burnt on 5 June,\nthe wire has learnt.\n", encoding="utf-8")
    with path.open(encoding="utf-8") as passage:
        monkeypatch.setattr("sys.stdin", passage)
        assert exit_code(passage_hash.main, []) == 0
    assert capsys.readouterr().out == f"{SHA}\n"


CHECKED = "checks/marsh-atlas-2020.yml"
# A file, words in it, what they become, words of the line that the message names, the message.
MISTAKES = {
    "no-such-claim": (
        CHECKED,
        "claim: marsh-listing",
        "claim: marsh-listings",
        "claim: marsh-listings",
        "claim: 'marsh-atlas-2020' has no claim 'marsh-listings'. "
        "Expected the id of a claim of the document; did you mean 'marsh-listing'",
    ),
    "not-cited": (
        CHECKED,
        'marker: "1"',
        'marker: "4"',
        'marker: "4"',
        "marker: the claim 'marsh-listing' does not cite '4'. "
        "Expected a marker that the claim cites.",
    ),
    "which-work": (
        CHECKED,
        "    work: delta-wire-2019\n",
        "",
        'marker: "3"',
        "marker: 'marsh-lock-house' cites 2 works by '3'. "
        "Expected work: delta-wire-2019 or marsh-post-2019.",
    ),
    "another-work": (
        CHECKED,
        "work: delta-wire-2019",
        "work: ministry-2019",
        "work: ministry-2019",
        "work: marker '3' of 'marsh-lock-house' does not name 'ministry-2019'.",
    ),
    "twice": (
        CHECKED,
        "work: marsh-post-2019",
        "work: delta-wire-2019",
        "work_says: Three were killed",
        "the check of 'marsh-lock-house' and marker 3 is already at",
    ),
    "no-verdict": (
        CHECKED,
        "verdict: says-otherwise",
        "verdict: says-other",
        "verdict: says-other",
        "'says-other' is no word of verdicts (vocabularies.yml)",
    ),
    "no-copy": (
        CHECKED,
        "copy: wire.example",
        "copy: wires.example",
        "copy: wires.example",
        "copy: 'delta-wire-2019' has no copy 'wires.example' in consulted.yml. "
        "Expected the name of one of its copies; did you mean 'wire.example'",
    ),
    "no-hash": (
        CHECKED,
        f"    sha256: {SHA}\n",
        "",
        "verdict: says-otherwise",
        "the verdict says-otherwise needs sha256. Expected sha256: its hash.",
    ),
    "not-a-hash": (
        CHECKED,
        f"sha256: {SHA}",
        "sha256: abc",
        "sha256: abc",
        "'abc' does not fit here. Expected a SHA-256 of the passage, 64 digits from 0 to f",
    ),
    "unread-and-yet-words": (
        CHECKED,
        "    explanation: The listing could",
        "    work_says: It lists.\n    explanation: The listing could",
        "work_says: It lists",
        "work_says: the verdict not-readable has none. Expected another verdict, or no such key.",
    ),
    "not-found-in-a-part": (
        "consulted.yml",
        "copy: original, complete: whole",
        "copy: original, complete: part",
        "verdict: not-found-in-it",
        "the verdict not-found-in-it needs the whole work, and 'post.example' is not whole. "
        "Expected verdict: not-readable, or a copy that is complete: whole.",
    ),
    "nothing-tried": (
        "consulted.yml",
        "ministry-2019:\n  tried: Searched for by its title.\n",
        "",
        "verdict: not-readable",
        "the verdict not-readable needs tried. "
        "Expected tried: what was tried, here or in consulted.yml.",
    ),
    "a-quotation-is-not-the-work": (
        "consulted.yml",
        "id: wire-lock-house\n      copy: wire.example",
        "id: wire-lock-house\n      copy: quoted.example",
        "copy: quoted.example",
        "copy: 'quoted.example' quotes 'delta-wire-2019' and is not the work.",
    ),
    "a-title-is-not-its-text": (
        "consulted.yml",
        "says: It was a lock house.",
        "says: It was a lock house.\n      modality: title",
        "modality: title",
        "modality: 'wire-lock-house-owner' is what the work says, and not its title.",
    ),
    "access-too-much": (
        "consulted.yml",
        "copy: original, complete: whole",
        "copy: quotation, complete: whole",
        "  access: consulted\n\nokko",
        "access: consulted.yml has no copy of 'marsh-post-2019' that is the original or a repost. "
        "Expected access: cited.",
    ),
    "access-too-little": (
        "sources.yml",
        "access: consulted\n\nokko",
        "access: cited\n\nokko",
        "access: cited\n\nokko",
        "access: consulted.yml has a copy of 'marsh-post-2019' that is the original or a repost. "
        "Expected access: consulted.",
    ),
    "a-document-is-read-in-a-whole-copy": (
        "consulted.yml",
        "ministry-2019:",
        "delta-notes-2021: {tried: Nothing.}\nministry-2019:",
        "url: https://example.org/notes",
        "'delta-notes-2021' is read, and consulted.yml has no whole copy of it at "
        "https://example.org/notes.",
    ),
    "what-a-document-says-stands-in-its-profile": (
        "consulted.yml",
        "  claims:\n    - id: wire-lock-house\n",
        """
delta-notes-2021:
  copies:
    wire.example: {url: https://example.org/notes, copy: original, complete: whole}
  claims:
    - id: wire-lock-house
""",
        "id: wire-lock-house",
        "'delta-notes-2021' has a profile, and 'wire-lock-house' is not in it.",
    ),
    "a-verdict-that-neither-found": (
        CHECKED,
        "    second: not-readable\n",
        "    first: supports\n    second: supports-in-part\n",
        "verdict: not-readable",
        "verdict: neither of the two readers found not-readable, and nothing says why it is. "
        "Expected a note with the reason.",
    ),
    "a-copy-that-is-only-taken-for-the-work": (
        "consulted.yml",
        "      copy: repost\n",
        '      copy: repost\n      taken_for_it: "yes"\n',
        "- attack: {told: past, of: grayford-2019, date: 2019-06-03",
        "'wire.example' is only taken for 'delta-wire-2019', and this is certain. "
        "Expected certainty: possible.",
    ),
    "a-reading-that-hides-the-repost": (
        "disagreements.yml",
        "{reading: Burnt, claim: marsh-ferry}",
        '{reading: "Delta Wire: burnt", claim: wire-lock-house}',
        "Delta Wire: burnt",
        "reading: 'wire-lock-house' was read in a copy, and 'Delta Wire' does not say so. "
        "Expected “copy” before the colon.",
    ),
    "no-profile": (
        CHECKED,
        "source: marsh-atlas-2020",
        "source: ministry-2019",
        "source: ministry-2019",
        "source: 'ministry-2019' has no profile. Expected the id of a document that is read",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_said_with_its_line(
    name: str, checked: Path, run_build: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    file, old, new, at, says = MISTAKES[name]
    path = checked / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert run_build() == 1
    where = next(
        each
        for each in (path, checked / CHECKED, checked / "sources.yml")
        if at in each.read_text(encoding="utf-8")
    )
    text = where.read_text(encoding="utf-8")
    line = text[: text.index(at)].count("\n") + 1
    messages = capsys.readouterr().err.splitlines()
    near = [each for each in messages if says in each]
    assert near, messages
    start = int(near[0].removeprefix(f"{where}:").partition(":")[0])
    assert abs(start - line) <= (6 if name == "twice" else 0), (near[0], line)


def test_a_document_that_another_cites_is_read_where_its_copy_says(
    checked: Path, run_build: Callable[[], int], output: Path
) -> None:
    for name, old, new in (
        ("consulted.yml", "ministry-2019:", f"{COPY}ministry-2019:"),
        ("sources.yml", "url: https://example.org/notes", f"url: https://x.example\n  {READ_URL}"),
        ("profiles/marsh-atlas-2020.yml", "citations:\n", f"citations:\n{CITED}"),
    ):
        path = checked / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert run_build() == 0
    links = sqlite3.connect(output).execute(
        "SELECT deep_link FROM claims WHERE source_id = 'delta-notes-2021'"
    )
    assert {link.partition("#")[0] for (link,) in links} == {"https://copy.example/notes"}


# --- the real checks


@pytest.fixture(scope="module")
def real(root: Path) -> sqlite3.Connection:
    """Return the committed database."""
    database = sqlite3.connect(f"{(root / 'jnim.db').as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    return database


def read(root: Path, name: str) -> Any:
    file = read_yaml(root / "facts" / name, name, Problems())
    assert file is not None
    return file.data


def test_the_rows_are_those_of_the_yaml(root: Path, real: sqlite3.Connection) -> None:
    works = read(root, "consulted.yml")
    count = 0
    for path in sorted((root / "facts" / "checks").glob("*.yml")):
        data = read(root, f"checks/{path.name}")
        for check in data["checks"]:
            rows = [
                row
                for row in real.execute(
                    "SELECT citation_checks.*, citations.marker, citations.cited_source_id"
                    " FROM citation_checks INNER JOIN citations ON citation_id = citations.id"
                    " WHERE claim_id = ? AND marker = ?",
                    (check["claim"], check["marker"]),
                )
                if check.get("work") in (None, row["cited_source_id"])
            ]
            (row,) = rows
            copies = works[row["cited_source_id"]].get("copies", {})
            copy = copies.get(check.get("copy"), {})
            assert row["verdict"] == check["verdict"]
            assert row["first_verdict"] == check.get("first", check["verdict"])
            assert row["second_verdict"] == check.get("second")
            assert row["consulted_url"] == copy.get("url")
            assert (row["copy"], row["complete"]) == (copy.get("copy"), copy.get("complete"))
            assert row["span_sha256"] == check.get("sha256")
            assert row["explanation"] == " ".join(check["explanation"].split())
            count += 1
    assert count == real.execute("SELECT count(*) FROM citation_checks").fetchone()[0]


def test_a_document_that_is_checked_is_checked_whole(real: sqlite3.Connection) -> None:
    unchecked = real.execute(
        "SELECT claim_citations.id FROM claim_citations"
        " INNER JOIN claims ON claim_citations.claim_id = claims.id"
        " WHERE claim_citations.id NOT IN (SELECT id FROM citation_checks) AND claims.source_id IN"
        " (SELECT source_id FROM claims INNER JOIN citation_checks ON claims.id = claim_id)"
    ).fetchall()
    assert [row["id"] for row in unchecked] == []


def test_a_work_has_been_read_where_the_sources_say_so(real: sqlite3.Connection) -> None:
    consulted = {
        row["id"] for row in real.execute("SELECT id FROM sources WHERE access = 'consulted'")
    }
    read_in = {
        row["cited_source_id"]
        for row in real.execute(
            "SELECT DISTINCT cited_source_id FROM citation_checks"
            " INNER JOIN citations ON citation_id = citations.id"
            " INNER JOIN sources ON cited_source_id = sources.id"
            " WHERE copy IN ('original', 'repost') AND access <> 'read'"
        )
    }
    assert consulted == read_in


def test_what_contradicts_a_document_is_a_reading(real: sqlite3.Connection) -> None:
    readings = real.execute(
        "SELECT disagreement_id, source_id FROM disagreement_readings"
        " WHERE claim_id IN (SELECT id FROM claims WHERE passage_id IN"
        " (SELECT id FROM passages WHERE kind = 'consulted'))"
    ).fetchall()
    told = {(row["disagreement_id"], row["source_id"]) for row in readings}
    assert ("ouagadougou-date", "bbc-2018-03-02") in told
    assert ("serval-barkhane-years", "bbc-2014-07-14") in told
    assert ("timbuktu-toll", "reuters-2018-04-14") in told


def test_what_was_only_consulted_is_counted_in_no_coverage(real: sqlite3.Connection) -> None:
    (counted,) = real.execute(
        "SELECT sum(sentences + sentences_with_claims + sentences_without_facts) AS counted"
        " FROM passages WHERE kind = 'consulted'"
    )
    assert counted["counted"] == 0


def test_verify_says_what_it_cannot_verify(
    root: Path, docs: Path, real: sqlite3.Connection
) -> None:
    problems = Problems()
    *_, line = verify(root / "facts", docs, problems)
    (claims,) = real.execute(
        "SELECT count(*) AS n FROM claims INNER JOIN passages ON passage_id = passages.id"
        " WHERE passages.kind = 'consulted'"
    )
    (checks,) = real.execute(
        "SELECT count(*) AS n FROM citation_checks WHERE span_sha256 IS NOT NULL"
    )
    assert line == (
        f"cited works: the passages of {claims['n']} claims and {checks['n']} citation checks "
        "are not at hand and were not verified"
    )
    assert not problems


def test_no_check_settles_what_its_conflict_calls_not_settled(root: Path) -> None:
    """A check said of 3 March that the attack “cannot have been” then; the conflict was open."""
    sql = """
    SELECT disagreements.id, citation_checks.explanation FROM disagreements
    JOIN disagreement_readings AS readings ON readings.disagreement_id = disagreements.id
    JOIN citation_checks ON citation_checks.claim_id = readings.claim_id
    WHERE disagreements.status = 'open' AND disagreements.kind IN ('value', 'sequence')
    """
    with closing(sqlite3.connect(root / "jnim.db")) as database:
        told = database.execute(sql).fetchall()
    assert len(told) > 3
    assert [row for row in told if "cannot have" in row[1]] == []
