"""The lineage of a group in words, for both of its drawings: boxes and arrows, and lanes."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from datasette.utils import tilde_encode

from common.date_words import in_words
from plugins.site.drawings.drawing import FIRST_DAY, LAST_DAY, Drawing, Row, label

SIDES = {"above": 0, "own": 1, "below": 2}
LEADS = {"leader", "emir"}
JOINS = {"merged", "absorbed", "incorporated"}
CERTAINTIES = {"certain": "certainly", "possible": "possibly", "no": "not"}

Party = tuple[str, str]


@dataclass
class Lineage:
    """What is known of a lineage.

    Attributes:
        ties: What the query lineage answers, by the readings that are asked for.
        parties: Who belongs to the lineage, with step and side.
        existence: When groups existed, by each reading, with the answer for the day asked about.
        on: The first and last day that is asked about.
        on_words: The same in words.
    """

    ties: list[Row]
    parties: list[Row]
    existence: list[Row]
    on: tuple[str, str] | None = None
    on_words: str = ""
    root: Row | None = field(init=False)

    def __post_init__(self) -> None:
        self.root = next((party for party in self.parties if party["step"] == 0), None)

    def shown(self) -> list[Row]:
        """Return the parties of which something is told, those above the group first.

        A person stands under the group that he leads, or behind all.
        """
        told = {party_of(tie, end) for tie in self.ties for end in ("from", "to")}
        shown = [party for party in self.parties if party["step"] == 0 or party_of(party) in told]
        groups = {party["party_id"]: party for party in shown if party["party_kind"] == "group"}
        led = {
            tie["from_id"]: groups.get(tie["to_id"])
            for tie in self.ties
            if tie["from_kind"] == "person" and tie["kind"] in LEADS
        }

        def place(party: Row) -> tuple[object, ...]:
            is_group = party["party_kind"] == "group"
            head = party if is_group else led.get(party["party_id"])
            return head is None, self._order(head or party), not is_group, self._order(party)

        return sorted(shown, key=place)

    def _order(self, party: Row) -> tuple[int, int, int, str]:
        side = SIDES[party["side"]]
        ties = [tie for tie in self.ties if tie["from_id"] == party["party_id"]]
        merged = sum(tie["kind"] == "merged" for tie in ties)
        # Those above the group stand the nearer, the nearer they are to it.
        return side, -party["step"] if side == 0 else party["step"], -merged, party["name"]

    def existence_of(self, party: Row) -> list[Row]:
        """Return when a party existed, by each reading; of a person nothing is told."""
        return [row for row in self.existence if ("group", row["group_id"]) == party_of(party)]

    def counted(self, ties: list[Row], what: str) -> str:
        """Say how many ties are certain, possible and not there on the day asked about."""
        states = [tie["certainty"] for tie in ties]
        return self.on_words and (
            f" On {self.on_words}: {states.count('certain')} {what} certain, "
            f"{states.count('possible')} possible, {states.count('no')} not."
        )


def party_of(row: Row, end: str = "party") -> Party:
    """Return who stands at an end of a tie, or is a party: its kind and id."""
    return row[f"{end}_kind"], row[f"{end}_id"]


def party_page(party: Row) -> str:
    """Return the page of a group or person."""
    folder = {"group": "groups", "person": "people"}[party["party_kind"]]
    return f"/{folder}/{tilde_encode(party['party_id'])}"


def draw(
    lineage: Lineage, facts: Row, lay_out: Callable[[Drawing, Lineage, Row], None], note: str
) -> Drawing:
    """Draw a lineage by one of its layouts, which fills the drawing that it gets."""
    root, ties = lineage.root, lineage.ties
    drawing = Drawing(f"Lineage of {label(root['name'] if root else '', 120)}", rows=ties)
    drawing.facts = facts | facts_of(lineage)
    if root is None:
        drawing.empty = "There is no group of this id."
    elif not ties:
        drawing.empty = "No tie is told by this reading."
    else:
        lay_out(drawing, lineage, root)
        when = f"On {lineage.on_words}." if lineage.on_words else "At any time."
        drawing.explain(f"{when} {note}", [*ties, *lineage.existence])
    return drawing


def facts_of(lineage: Lineage) -> Row:
    """Return what the page says in words, whichever way the lineage is drawn."""
    root = lineage.root
    own = lineage.existence_of(root) if root else []
    bounds = ("possible_from", "certain_from", "certain_to")
    days = {row[name] for row in own for name in bounds if FIRST_DAY < row[name] < LAST_DAY}
    told = []
    for party in lineage.shown() if root and lineage.ties else []:
        same: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for tie in lineage.ties:
            if party_of(tie, "from") == party_of(party):
                same[tie["tie"], party_of(tie, "to")].append(tie)
        existence = lineage.existence_of(party)
        told.append({"party": party, "existence": existence, "ties": list(same.values())})
    # The days are those on which what is known of the group's existence changes.
    return {"existence": lineage.existence, "root": root, "days": sorted(days), "told": told}


def when_of(tie: Row) -> str:
    """Return when a tie came about, or held, in words; empty where that is not told."""
    if not tie["date"]:
        return ""
    words = in_words(tie["date"], tie["date_earliest"], tie["date_latest"])
    return words if tie["date_kind"] == "event" else f"held {words}"


def tie_in_text(tie: Row, on_words: str = "") -> str:
    """Say a tie in a sentence, for those who cannot see it."""
    when = when_of(tie)
    text = f"{tie['from_name']}: {tie['tie'][:1].lower()}{tie['tie'][1:]} {tie['to_name']}"
    return text + (f", {when}" if when else "") + _ending(tie, on_words, "")


def existence_in_text(row: Row, on_words: str = "") -> str:
    """Say in a sentence when a group existed by one reading."""
    by = f"by {in_words(row['certain_from'])}" if row["certain_from"] < LAST_DAY else "at some time"
    text = f"{row['name']}: existed {by}, founding not dated"
    if row["basis"] == "founded":
        words = in_words(row["date"], row["date_earliest"], row["date_latest"])
        text = f"{row['name']}: founded {words}"
    return text + _ending(row, on_words, "existed ")


def _ending(row: Row, on_words: str, verb: str) -> str:
    certainty = f"; {verb}{CERTAINTIES[row['certainty']]} on {on_words}" if on_words else ""
    return f"{certainty}. {row['source']}, {row['passage']}"
