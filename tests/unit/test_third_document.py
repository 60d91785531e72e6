"""Another document reopens the conflicts that it concerns, and only those."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from common.command import exit_code
from loaders import build
from loaders.documents import anchors

ROOT = Path(__file__).resolve().parents[2]
TEXT = """
JNIM was founded on 2 March 2017.

JNIM has 6,000 fighters.

Ansar Dine and two others merged to form JNIM.

The leader of JNIM is somebody else.

The United States designated JNIM in October 2019.

Three soldiers were injured in Timbuktu, or four.

JNIM has renewed its pledge for the first time.
"""
SOURCE = """
third-2024:
  title: A third profile
  short: Third 2024
  kind: profile
  publisher: Third
  published: {edtf: 2024-05-01}
  url: https://example.org/third
  access: read
  redistributable: "yes"
  follow_order: 30
"""
HEAD = """source: third-2024
file: third-2024.txt
layout:
  - section: Text
    blocks: [{paragraph: 7}]
claims:
"""
PARAGRAPHS = [
    ("JNIM was founded on 2", "March 2017"),
    ("JNIM has 6,000 fighters", None),
    ("Ansar Dine and two others", "to form JNIM"),
    ("The leader of JNIM is", "somebody else"),
    ("The United States designated JNIM", "October 2019"),
    ("Three soldiers were injured in", "or four"),
    ("JNIM has renewed its pledge", "the first time"),
]
Messages = Callable[..., str]


def claim(paragraph: int, *given: str) -> str:
    """Return a claim on one of the paragraphs, as a profile has it."""
    first, last = PARAGRAPHS[paragraph - 1]
    lines = [
        f"  - id: third-claim-{paragraph}",
        f"    at: Text / {paragraph}",
        f"    from: {first}",
        *([f"    to: {last}"] if last else []),
        "    says: It says so.",
        "    gives:",
        *(f"      - {row}" for row in given),
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the facts, in which the third document is a source, and its text."""
    folder = tmp_path_factory.mktemp("third")
    shutil.copytree(ROOT / "tests" / "facts", folder / "facts")
    (folder / "docs").mkdir()
    (folder / "docs" / "third-2024.txt").write_text(TEXT, encoding="utf-8")
    with (folder / "facts" / "sources.yml").open("a", encoding="utf-8") as file:
        file.write(SOURCE)
    return folder


@pytest.fixture
def messages(begun: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Messages:
    """Return a function that builds the facts with rows of a third document, for its messages."""

    def run(paragraph: int, *given: str, more: tuple[int, str] | None = None) -> str:
        # In one folder for all, so that of the facts the profile alone is read anew.
        facts = str(begun / "facts")
        claims = claim(paragraph, *given) + (claim(*more) if more else "")
        profile = begun / "facts" / "profiles" / "third-2024.yml"
        profile.write_text(HEAD + claims, encoding="utf-8")
        profile.with_suffix(".lock.csv").unlink(missing_ok=True)
        exit_code(anchors.main, ["--facts", facts, "--docs", str(begun / "docs")])
        output = str(tmp_path / "third.db")
        capsys.readouterr()
        exit_code(build.main, ["--facts", facts, "--output", output, "--quiet"])
        return capsys.readouterr().err

    return run


def test_a_founding_that_is_dated_otherwise(messages: Messages) -> None:
    said = messages(
        1, "milestone: {who: jnim, kind: founding, title: Founding, date: 2017-03-02, told: past}"
    )
    assert "'third-2024' is in the conflict 'founding:jnim'" in said
    assert '- {reading: "Third: 2017-03-02", claim: third-claim-1, at_issue: "yes"}' in said
    assert "1 to mend" in said


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        # undated, it may be of the day of any other
        ("", True),
        ("as_of: 2018-09, ", True),
        # another day may have another number
        ("as_of: 2024-01, ", True),
    ],
)
def test_a_number_of_fighters(messages: Messages, as_of: str, found: bool) -> None:
    said = messages(
        2,
        'estimate: {group: jnim, measure: fighters, comparator: "=", low: 6000, high: 6000, '
        f"unit: people, as_told: 6000, scope: Fighters, {as_of}told: present}}",
    )
    assert ("'third-2024' is in the conflict 'estimate:jnim:fighters'" in said) is found


def test_a_list_of_who_merged_has_to_say_which_list_it_is(messages: Messages) -> None:
    said = messages(3, "member: {group: jnim, who: ansar-dine, role: merged, told: past}")
    assert "a group that merged lacks the list that it is in" in said


def test_a_list_of_who_merged_that_is_another(messages: Messages) -> None:
    said = messages(
        3, "member: {group: jnim, who: ansar-dine, role: merged, set: mi-incorporated, told: past}"
    )
    assert "'third-2024' is in the conflict 'merger:jnim'" in said


@pytest.mark.parametrize("told", ["past", "none"])
def test_who_follows_another_is_no_conflict(messages: Messages, told: str) -> None:
    row = "member: {group: jnim, who: mohamed-koufa, role: emir, told: "
    assert messages(4, f"{row}{told}}}") == ""


def test_an_emir_of_2024_follows_the_one_of_2018(messages: Messages) -> None:
    row = "member: {group: jnim, who: mohamed-koufa, role: emir, told: present}"
    assert messages(4, row) == ""


def test_two_emirs_at_one_time_are_a_conflict(messages: Messages) -> None:
    said = messages(
        4,
        "member: {group: jnim, who: mohamed-koufa, role: emir, start: 2018-01-01, end: 2019-01-01,"
        " told: past}",
    )
    assert "nobody has looked at the conflict 'head:jnim'" in said
    assert '(JNIM): more than one person at its head at one time"\n' in said
    assert "\n  group: jnim\n" in said
    offered = '- {reading: "CSIS: iyad-ag-ghaly: emir", claim: csis-ghaly-emir, at_issue: "yes"}'
    assert offered in said


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("date: 2019-10, ", True),
        ("date: 2018-09, ", False),
        ("", False),
        ("programme: Another list, date: 2018-09, ", True),
    ],
)
def test_a_designation_that_is_dated_or_called_otherwise(
    messages: Messages, fields: str, found: bool
) -> None:
    said = messages(
        5, f"designation: {{who: jnim, authority: us-state-department, {fields}told: past}}"
    )
    assert (
        "'third-2024' is in the conflict 'designation:jnim:us-state-department'" in said
    ) is found


def test_two_tolls_in_one_report_are_a_conflict(messages: Messages) -> None:
    said = messages(
        6,
        "attack: {of: aguelhok-2018, injured: 3, told: past}",
        more=(7, "attack: {of: aguelhok-2018, injured: 4, told: past}"),
    )
    assert "nobody has looked at the conflict 'attack-toll:aguelhok-2018'" in said
    # so that the entry stands on the page of the attack, and its card names the incident
    assert ': the tolls cannot both be right"\n' in said
    assert "\n  attack: aguelhok-2018\n  properties: [injured]\n" in said
    assert '- {reading: "Third: injured: 3", claim: third-claim-6, at_issue: "yes"}' in said
    assert '- {reading: "Third: injured: 4", claim: third-claim-7, at_issue: "yes"}' in said


def test_one_claim_gives_one_toll(messages: Messages) -> None:
    said = messages(
        6,
        "attack: {of: aguelhok-2018, injured: 3, told: past}",
        "attack: {of: aguelhok-2018, injured: 4, told: past}",
    )
    assert "injured: '4' is given here and '3' at" in said


def test_a_toll_that_can_be_the_same_is_none(messages: Messages) -> None:
    said = messages(6, "attack: {of: ouagadougou-2018, killed: 5..9, injured: 80.., told: past}")
    assert "attack-toll:ouagadougou-2018" not in said


def test_a_pledge_that_is_new_by_one_and_renewed_by_another(messages: Messages) -> None:
    said = messages(
        7,
        "relation: {from: iyad-ag-ghaly, to: ayman-al-zawahiri, kind: allegiance, "
        'renewal: "no", told: past}',
    )
    assert "nobody has looked at the conflict 'pledge:iyad-ag-ghaly:ayman-al-zawahiri'" in said
    # and those whom it names are not those whom the others name
    assert "'third-2024' is in the conflict 'pledge-objects:jnim'" in said


def test_what_is_doubtful_or_to_come_is_no_conflict(messages: Messages) -> None:
    said = messages(
        1,
        "milestone: {who: jnim, kind: founding, title: Founding, date: 2019, certainty: possible,"
        " told: past}",
        "relation: {from: jnim, to: aqim, kind: overseen-by, told: future}",
    )
    assert said == ""
