"""A crosswalk from names in ACLED, UCDP and GTD to our groups, as used by the event loader.

These are the names by which records are resolved (facts/event_actors.yml). The ids and names of our
groups in registers, with where each was read, are in the table identifiers.
"""

import csv
from pathlib import Path

from common.project import FOLDER
from common.spreadsheets import as_text
from loaders.events.reference import read_reference
from loaders.problems import Problems

FILE = "crosswalk.csv"
COLUMNS = ("name", "compared", "group_id", "certainty", "since")


def write_crosswalk(folder: Path) -> None:
    """Write crosswalk.csv: a row for each name and each group that it stands for."""
    reference = read_reference(FOLDER / "facts", Problems())
    kinds = (
        ("names", reference.names, "whole"),
        ("names_with_tail", reference.tails, "before brackets"),
    )
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for key, names, compared in kinds:
            spelled = {reference.spelled[key, name]: each for name, each in names.items()}
            for name, meanings in sorted(spelled.items()):
                table.writerows(
                    (as_text(name), compared, each.group or "", each.certainty, each.since or "")
                    for each in meanings
                )
