"""The commands that need the documents: anchors, verify, coverage."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from common.command import exit_code
from loaders.documents import anchors, coverage, verify

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
MARSH = "profiles/marsh-atlas-2020.yml"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Return a folder with copies of the invented documents."""
    folder = tmp_path / "docs"
    shutil.copytree(FIXTURES / "docs", folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def options(facts: Path, texts: Path) -> list[str]:
    return ["--facts", str(facts), "--docs", str(texts)]


def test_the_locks_are_what_the_documents_give(facts: Path, texts: Path) -> None:
    before = {path.name: path.read_text() for path in (facts / "profiles").glob("*.csv")}
    for path in (facts / "profiles").glob("*.csv"):
        path.unlink()
    assert exit_code(anchors.main, options(facts, texts)) == 0
    assert {path.name: path.read_text() for path in (facts / "profiles").glob("*.csv")} == before


def test_all_of_it_fits(facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(verify.main, options(facts, texts)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "delta-notes-2021: 10 passages, 7 anchors, 5 sentences without facts, 2 spellings, "
        "2 citation markers",
        "marsh-atlas-2020: 12 passages, 14 anchors, 4 sentences without facts, 5 spellings, "
        "5 citation markers",
        "all that was checked fits",
    ]
    assert exit_code(coverage.main, options(facts, texts)) == 0
    assert (
        "marsh-atlas-2020: 100 % of 16 sentences (12 behind claims, 4 without facts, 0 open)"
        in (capsys.readouterr().out)
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "from: the ferry at Grayford was",
            "from: a ferry at Grayford was",
            "the anchor of 'marsh-ferry' is not found once in Attacks, para. 1: from: 'a ferry at "
            "Grayford was' does not stand in this block",
        ),
        (
            "from: the ferry at Grayford was\n    to: burnt",
            "from: Grayford",
            "'Grayford' stands 2 times in this block",
        ),
        ("to: burnt", "to: urnt", "to: 'urnt' does not begin and end with whole words here"),
        (
            "to: an outlawed movement",
            "to: Banner",
            "'Banner' stands 2 times after 'In March 2019, the Ministry'",
        ),
        (
            "to: an outlawed movement",
            "to: the Ministry",
            "'the Ministry' does not stand after the end of 'In March 2019, the Ministry'",
        ),
        (
            "blocks: [heading, paragraph, caption, credit]",
            "blocks: [heading, paragraph, credit]",
            "the layout has 11 blocks and marsh-atlas-2020.txt has 12",
        ),
        (
            "blocks: [heading, title, paragraph, pull-quote]",
            "blocks: [heading, title, paragraph]",
            "the heading 'Attacks' should be block 4 of the document, at",
        ),
        (
            "says what the page is}",
            "says what the page is}\n  - {at: Overview / title, from: The Reed, why: a title}",
            "this sentence is said to hold no fact, and a claim stands on it",
        ),
    ],
)
def test_what_does_not_fit_the_document(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    edit(facts / MARSH, old, new)
    (facts / "profiles" / "marsh-atlas-2020.lock.csv").unlink()
    for command in (anchors, verify, coverage):
        assert exit_code(command.main, options(facts, texts)) == 1
        assert says in capsys.readouterr().err
    assert not (facts / "profiles" / "marsh-atlas-2020.lock.csv").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            MARSH,
            "name: Tide Council, kind",
            "name: Tides Council, kind",
            "the spelling 'Tides Council' does not stand in Attacks, para. 1",
        ),
        (MARSH, "name: Tide Council, kind", "name: Council … Tide, kind", "does not stand in"),
        (
            MARSH,
            '{marker: "2", scope: sentence}',
            '{marker: "2", scope: paragraph}',
            "scope: the marker '2' stands in the same sentence. Expected scope: sentence.",
        ),
        (
            MARSH,
            '{marker: "2", scope: sentence}',
            '{marker: "1", scope: sentence}',
            "scope: the marker '1' stands in another sentence. Expected scope: paragraph.",
        ),
        (
            MARSH,
            '{marker: "2", scope: sentence}',
            '{marker: "1", scope: paragraph}',
            "scope: the marker '1' stands before the claim",
        ),
        (
            MARSH,
            '{marker: "1", scope: sentence}',
            '{marker: "2", scope: paragraph}',
            "scope: the marker '2' stands behind another marker",
        ),
        (
            MARSH,
            '{marker: "2", at: Overview / 1',
            '{marker: "22", at: Overview / 1',
            "the marker '22' does not stand in Overview, para. 1",
        ),
    ],
)
def test_verify_finds(
    facts: Path,
    texts: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    old: str,
    new: str,
    says: str,
) -> None:
    edit(facts / file, old, new)
    assert exit_code(verify.main, options(facts, texts)) == 1
    assert says in capsys.readouterr().err


def test_a_note_is_for_no_more_than_its_sentence_and_the_one_before(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A note two sentences later was said to cover the whole paragraph."""
    edit(texts / "marsh-atlas-2020.txt", "outlawed movement.¹", "outlawed movement. It is new.")
    edit(facts / MARSH, '{marker: "1", scope: sentence}', '{marker: "2", scope: paragraph}')
    assert exit_code(verify.main, options(facts, texts)) == 1
    says = "scope: the marker '2' stands further on than the next sentence"
    assert says in capsys.readouterr().err


def test_verify_finds_another_text(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(texts / "marsh-atlas-2020.txt", "killing three", "killing the three")
    edit(facts / MARSH, "to: killing three guards", "to: three guards")
    assert exit_code(verify.main, options(facts, texts)) == 1
    messages = capsys.readouterr().err
    assert "is not the file that was locked" in messages
    assert "passage 'marsh-atlas-2020-attacks-1'" in messages
    assert "anchor 'marsh-lock-house'" in messages
    assert "anchor 'marsh-title'" not in messages


def test_an_anchor_that_is_not_found_is_one_message(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / MARSH, "from: the ferry at Grayford was", "from: a ferry at Grayford was")
    assert exit_code(verify.main, options(facts, texts)) == 1
    (message,) = capsys.readouterr().err.splitlines()
    assert "the anchor of 'marsh-ferry' is not found once" in message


def test_an_anchor_that_is_too_long_is_one_message(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every other anchor of the document was then said to be only in the lock, and not to be."""
    edit(facts / MARSH, "to: killing three guards", "to: far too many words for one end")
    assert exit_code(verify.main, options(facts, texts)) == 1
    messages = capsys.readouterr().err
    assert "Expected one to five words" in messages
    assert "only in" not in messages


def test_names_with_words_left_out(facts: Path, texts: Path) -> None:
    edit(facts / MARSH, "name: Tide Council, kind", "name: Anso … Tide … Council, kind")
    assert exit_code(verify.main, options(facts, texts)) == 0


def test_open_sentences_are_listed(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        facts / MARSH,
        "  - {at: Overview / 1, from: This page is a, to: summary, why: says what the page is}\n",
        "",
    )
    assert exit_code(coverage.main, options(facts, texts)) == 1
    out, err = capsys.readouterr()
    assert "  Overview, para. 1: This page is a summary." in out.splitlines()
    assert err == "1 open: make ends with an error until there is none\n"


def test_a_document_that_is_not_there(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (texts / "delta-notes-2021.txt").unlink()
    assert exit_code(anchors.main, options(facts, texts)) == 0
    assert "delta-notes-2021.txt is not there" in capsys.readouterr().out
    for command in (verify, coverage):
        assert exit_code(command.main, options(facts, texts)) == 0
        assert "delta-notes-2021: not checked, there is no" in capsys.readouterr().out
    (texts / "marsh-atlas-2020.txt").unlink()
    for command in (verify, coverage):
        assert exit_code(command.main, options(facts, texts)) == 1
        assert "file: there is no" in capsys.readouterr().err
    shutil.rmtree(texts)
    for command in (anchors, verify, coverage):
        assert exit_code(command.main, options(facts, texts)) == 2
        assert capsys.readouterr().err == f"there is no folder {texts} with documents\n"


def test_another_encoding(facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = texts / "delta-notes-2021.txt"
    path.write_bytes("Bannér".encode("latin-1"))
    assert exit_code(verify.main, options(facts, texts)) == 1
    assert f"{path}:1: byte 0xe9 is not UTF-8" in capsys.readouterr().err


def test_windows_line_ends_do_not_matter(facts: Path, texts: Path) -> None:
    path = texts / "marsh-atlas-2020.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert exit_code(verify.main, options(facts, texts)) == 0


def test_a_new_profile_begins_with_its_layout(
    facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (texts / "third-2022.txt").write_text("HEAD\n\nA sentence. Another one.\n", encoding="utf-8")
    (facts / "profiles" / "third-2022.yml").write_text(
        "source: third-2022\nfile: third-2022.txt\n\nlayout:\n  - section: Head\n"
        "    blocks: [heading, paragraph]\n\nclaims: []\n",
        encoding="utf-8",
    )
    assert exit_code(anchors.main, options(facts, texts)) == 0
    assert (facts / "profiles" / "third-2022.lock.csv").exists()
    assert exit_code(coverage.main, options(facts, texts)) == 1
    assert "third-2022: 0 % of 3 sentences" in capsys.readouterr().out


def test_the_profiles_fit_their_documents(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(verify.main, options(ROOT / "facts", docs)) == 0, capsys.readouterr()
    lines = capsys.readouterr().out.splitlines()
    missing = [line.partition(":")[0] for line in lines if "not checked, there is no" in line]
    assert missing == [source for source, text in _texts(docs).items() if not text.exists()]


def _texts(docs: Path) -> dict[str, Path]:
    """Return where the text of each document of the facts should be."""
    profiles = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "facts" / "profiles").glob("*.yml"))
    ]
    return {profile["source"]: docs / profile["file"] for profile in profiles}


def test_every_sentence_of_the_documents_is_accounted_for(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(coverage.main, options(ROOT / "facts", docs)) == 0, capsys.readouterr()
    lines = capsys.readouterr().out.splitlines()
    available = [source for source, text in _texts(docs).items() if text.exists()]
    assert [line.partition(":")[0] for line in lines if ": 100 % of " in line] == available
    assert all(": 100 % of " in line or "not checked, there is no" in line for line in lines)


def test_no_sentence_of_the_documents_is_copied(docs: Path) -> None:
    """No ten words in a row of a document are in the facts; a name or title counts as one word."""
    files = {path: path.read_text(encoding="utf-8") for path in (ROOT / "facts").rglob("*.yml")}
    names = sorted(names_in(files), key=len, reverse=True)
    for path in docs.glob("*.txt"):
        told = words_of(path.read_text(encoding="utf-8"), names)
        runs = {tuple(told[i : i + 10]) for i in range(len(told) - 9)}
        for file, text in files.items():
            ours = words_of(text, names)
            copied = [ours[i : i + 10] for i in range(len(ours) - 9)]
            copied = [run for run in copied if tuple(run) in runs]
            assert not copied, f"{file.name}: {' '.join(copied[0])}"


def names_in(files: dict[Path, str]) -> set[str]:
    """Names and titles of works are facts, and are kept as printed."""
    names = set()
    for path, text in files.items():
        data = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
        if path.parent.name == "profiles":
            rows = [row for claim in data["claims"] for row in claim["gives"]]
            names |= {row["name"]["name"] for row in rows if "name" in row}
        elif path.name in ("sources.yml", "event_sources.yml"):
            names |= {source["title"] for source in data.values()}
            names |= {source["url"] for source in data.values() if "url" in source}
    return {" ".join(plain(name)) for name in names}


def words_of(text: str, names: list[str]) -> list[str]:
    words = f" {' '.join(plain(text))} "
    for name in names:
        words = words.replace(f" {name} ", " § ")
    return words.split()


def plain(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


@pytest.mark.parametrize("command", [anchors, verify, coverage])
def test_a_profile_that_is_no_yaml_is_not_passed_over(
    command: ModuleType, facts: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / MARSH, "claims:", "claims: [")
    assert exit_code(command.main, options(facts, texts)) == 1
    assert "is no YAML" in capsys.readouterr().err
