"""Messages say how to fix the mistake, and report each cause once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

MARSH = "profiles/marsh-atlas-2020.yml"
TYPES = "  complex-attack: {label: Complex attack, description: By several means.}\n"
Build = Callable[[], int]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unknown_id_is_named_once_with_the_line_that_adds_it(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / MARSH, "reed-banner", "salt-league")
    assert run_build() == 1
    said = capsys.readouterr().err
    assert "nothing refers to" not in said
    lines = [line for line in said.splitlines() if "'salt-league'" in line]
    assert len(lines) == 1
    assert "here and in" in lines[0]
    assert "more places" in lines[0]
    assert "add to groups.yml: salt-league: {name: Salt League, kind: …}" in lines[0]
    assert "a group is armed-group" in lines[0]


def test_an_outdated_lock_is_one_message(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / MARSH, "    to: ", "    to: so ")
    assert run_build() == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "lock file" in line]
    assert len(lines) == 1
    assert "nor those of" in lines[0]
    assert "`make anchors` has" in lines[0]


def test_a_word_that_is_near_none_gets_the_words_there_are(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / MARSH, "type: arson", "type: zzz")
    assert run_build() == 1
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "'zzz'" in line]
    assert "is no word of attack_types (vocabularies.yml). Expected one of " in line
    assert "arson" in line


@pytest.mark.parametrize("label", ["armed attack", "Armed attack"])
def test_a_label_gets_its_word_and_no_other(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str], label: str
) -> None:
    edit(facts / "vocabularies.yml", "\nattack_types:\n", f"\nattack_types:\n{TYPES}")
    edit(facts / MARSH, "type: arson", f"type: {label}")
    assert run_build() == 1
    said = capsys.readouterr().err
    assert "(vocabularies.yml). Expected 'armed-assault', the word for Armed attack" in said
    assert "complex-attack" not in said


def test_a_word_that_resembles_another_gets_all_with_labels_and_the_line_of_a_new_one(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / "vocabularies.yml", "\nattack_types:\n", f"\nattack_types:\n{TYPES}")
    edit(facts / MARSH, "type: arson", "type: complex matter")
    assert run_build() == 1
    said = capsys.readouterr().err
    assert "armed-assault (Armed attack)" in said
    assert "a line below attack_types: complex-matter: {label: …, description: …}" in said


def test_a_vocabulary_without_words_says_where_the_first_one_goes(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "\n  marsh-merger: {label: Merger, description: Who merged.}"
    edit(facts / "vocabularies.yml", f"reading_sets:{words}", "reading_sets: {}")
    assert run_build() == 1
    said = capsys.readouterr().err
    assert "is no word of reading_sets (vocabularies.yml). Expected a line in" in said
    assert ": {label: …, description: …}" in said


def test_two_people_whose_names_fold_alike_are_asked_about_once(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_build() == 0
    assert "the same" not in capsys.readouterr().err
    people = facts / "people.yml"
    edit(people, "ilse-dorn: {name: Ilse Dorn", "ilse-dorn: {name: Ānso al-Velt")
    assert run_build() == 0
    (question,) = capsys.readouterr().err.splitlines()
    assert "people.yml:1: 'anso-velt' is called 'Anso Velt' and 'ilse-dorn'" in question
    line = question.partition("write there ")[2]
    assert line == "not_the_same_as: [ilse-dorn]"
    edit(people, "anso-velt: {name: Anso Velt,", f"anso-velt: {{name: Anso Velt, {line},")
    assert run_build() == 0
    assert "the same" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (MARSH, "    at: Attacks / 1", "\tat: Attacks / 1", "a tab. Expected spaces"),
        (MARSH, "    says: Anso Velt", "   says: Anso Velt", "indented otherwise than those"),
        (MARSH, "says: Anso Velt", "says: Velt: he", "quotes around a text with a colon"),
        (MARSH, "says: Anso Velt", 'says: "Anso Velt', "is no YAML: "),
        (MARSH, "says: Anso Velt", "says: @Anso Velt", "cannot begin with this mark"),
        (MARSH, "    says: Anso Velt", "    says:Anso Velt", "a colon with a blank behind it"),
        (MARSH, "says: Anso Velt pledged", "says: … #", "'…' does not fit here. Expected some"),
        (MARSH, "kind: common}", "kind: common", "each quotation mark closed, and } or ]"),
        (MARSH, "\n  - id: marsh-ferry\n", "\n    id: marsh-ferry\n", "begins with '- '"),
        ("people.yml", "anso-velt: {", "{}\nanso-velt: {", "no line {} or [] once there is an"),
        (
            "attacks.yml",
            "",
            "Big Fire: {title: Fire, scope: incident}\n",
            "did you mean 'big-fire'?",
        ),
    ],
)
def test_one_message_for_one_cause(
    facts: Path,
    run_build: Build,
    capsys: pytest.CaptureFixture[str],
    file: str,
    old: str,
    new: str,
    says: str,
) -> None:
    path = facts / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert run_build() == 1
    (message, count) = capsys.readouterr().err.splitlines()  # one, and how many there are
    assert says in message
    assert message.startswith(f"{path}:")
    assert count.startswith("1 to mend")


def test_a_key_by_another_name_is_not_missing_as_well(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / MARSH, "    says: The ferry", "    sais: The ferry")
    assert run_build() == 1
    said = capsys.readouterr().err
    assert "'sais' is unknown" in said
    assert "missing" not in said


def test_a_point_that_lacks_all_is_one_message_with_the_lines_to_paste(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / "places.yml", "  longitude: -3.25\n", "")
    edit(facts / "places.yml", "  geonames_id: 1\n", "")
    edit(facts / "sources.yml", "kind: gazetteer", "kind: news")
    assert run_build() == 1
    (line, _) = capsys.readouterr().err.splitlines()
    assert "'latitude' needs longitude and geonames_id and a gazetteer in sources.yml" in line
    pasted = line.partition("Add to sources.yml: ")[2]
    with (facts / "sources.yml").open("a", encoding="utf-8") as file:
        file.write(f"\n{pasted}\n")
    edit(facts / "places.yml", "latitude: 12.5", "latitude: 12.5\n  longitude: 1\n  geonames_id: 1")
    assert run_build() == 0, capsys.readouterr().err


def test_a_build_without_an_older_one_says_that_there_is_none(
    facts: Path, run_build: Build, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = facts / MARSH
    text = path.read_text(encoding="utf-8")
    edit(path, "type: arson", "type: zzz")
    assert run_build() == 1
    assert f"1 to mend; {output} is not written yet" in capsys.readouterr().err
    path.write_text(text, encoding="utf-8")
    assert run_build() == 0
    edit(path, "type: arson", "type: zzz")
    assert run_build() == 1
    assert f"1 to mend; {output} is as it was" in capsys.readouterr().err


def test_a_day_of_publication_that_is_no_date_is_one_message(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(facts / "sources.yml", "published: {edtf: 2021-05-02}", "published: {edtf: 2 May 2021}")
    assert run_build() == 1
    (line, _) = capsys.readouterr().err.splitlines()
    assert "2 May 2021" in line


def test_claims_out_of_order_are_one_message(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    path = facts / MARSH
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\nclaims:\n")
    claims, mark, after = rest.partition("\nno_facts:")
    first, second, *others = re.split(r"(?m)^(?=  - id: )", claims)[1:]
    claims = "".join([*(each.rstrip("\n") + "\n" for each in (*others, first, second))])
    path.write_text(f"{head}\nclaims:\n{claims}{mark}{after}", encoding="utf-8")
    assert run_build() == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "further down" in line]
    assert len(lines) == 1
    ids = [each.split()[2] for each in (first, second)]
    assert all(f"'{id_}'" in lines[0] for id_ in ids)


def test_a_place_that_nothing_refers_to_is_said_and_stops_nothing(
    facts: Path, run_build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    path = facts / "places.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nidle-quay: {{name: Idle Quay, kind: town}}\n", encoding="utf-8")
    assert run_build() == 0
    assert "no claim says anything of 'idle-quay'" in capsys.readouterr().err
