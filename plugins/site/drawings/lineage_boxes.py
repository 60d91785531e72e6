"""The boxes of a lineage diagram: which groups are tied to the one in the middle, and how."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from common.citing import listed, the_names
from common.date_words import tie_in_words
from common.display_text import in_sentence, number, without_year
from plugins.site.drawings.drawing import LAST_DAY, Line, lines_of, short
from plugins.site.queries import Row
from plugins.site.voices import voices

# The padding of a box; the font sizes of its name and text; the space between lines and entries.
EDGE, NAME, TEXT, LEADING, APART = 6.0, 14.0, 13.0, 3.0, 2.0
CONFLICT = "· sources conflict"
# Which of several ties a box names: these first, and what only would be last.
FIRST = ("merges", "joins", "pledges")
# What would be, where the active voice is plainer. It names both, as either may have the box.
TO_BE = {"Overseen by": "{1} would oversee {0}"}
Party = tuple[str, str]
# The ids of each source's lists of merged groups.
Lists = dict[str, set[str]]
# Who leads a group: their roles, name, and as of when.
Leaders = dict[Party, tuple[str, str, str]]


@dataclass(eq=False)
class Box:
    """A group, and what the diagram says about it."""

    party: Row
    column: int  # 0: groups above it; 1: the group itself; 2: groups below it
    ties: list[Row] = field(default_factory=list)  # to the group in the middle
    leaders: Leaders = field(default_factory=dict)
    # certain, possible or no: whether it was tied to the group (on the day, if one is given); for
    # the group itself, whether it existed.
    state: str = "certain"
    is_conflict: bool = False  # whether sources conflict on its tie
    shown: list[Row] = field(default_factory=list)  # the ties of which it tells
    also: list[Row] = field(default_factory=list)  # ties of another kind beside these
    said: list[tuple[str, str]] = field(default_factory=list)  # paragraphs: bold words, and others
    lines: list[tuple[float, float, Line]] = field(default_factory=list)  # each with its y and size
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    def fit(self, width: float) -> None:
        name = str(self.party["name"]), CONFLICT if self.is_conflict else "", NAME
        self.lines, self.width, self.height = [], width, 2 * EDGE
        for lead, rest, size in (name, *((*each, TEXT) for each in self.said)):
            for line in lines_of(lead, rest, width - 2 * EDGE, size):
                self.lines.append((self.height - EDGE + size, size, line))
                self.height += size + LEADING
            self.height += APART
        self.height -= APART


def party_of(row: Row, end: str = "party") -> Party:
    return row[f"{end}_kind"], row[f"{end}_id"]


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return rows grouped by a key, in the order in which keys first occur."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def outright(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that are stated outright; all of them if none is."""
    rows = list(rows)
    return [row for row in rows if not row["doubt"]] or rows


def boxes_of(ties: list[Row], parties: list[Row], root: Row) -> list[Box]:
    """Return the boxes of the group and of all groups tied to it, with their ties.

    A person stands for the group that he leads. One who leads none, or several, has no box, nor has
    a whole people: neither is a group.
    """
    own = party_of(root)
    rows = {party_of(party): party for party in parties if not party["is_people"]}
    boxes = {own: Box(root, 1)}
    if own not in rows:
        return list(boxes.values())
    home, posts = _homes(ties, own)
    ends = [(tie, home[party_of(tie, "from")], home[party_of(tie, "to")]) for tie in ties]
    # Ties from the group come before ties to it.
    for tie, source, target in sorted(ends, key=lambda each: each[1] != own):
        other, column = (target, 0) if source == own else (source, 2)
        is_tied = own in (source, target) and other != own and other in rows
        if is_tied and not is_post(tie) and other[0] == "group":
            box = boxes.setdefault(other, Box(rows[other], column))
            box.ties += [tie] if box.column == column else []
    for box in boxes.values():
        led = [tie for tie in posts if party_of(tie, "to") == party_of(box.party)]
        for person, each in grouped(led, lambda tie: party_of(tie, "from")).items():
            roles = " and ".join(sorted({_sort_of(tie).lower() for tie in each}))
            box.leaders[person] = roles, str(each[0]["from_name"]), as_of(each)

    def place(box: Box) -> tuple[int, int, str]:
        # Merged groups first, then those with more ties.
        merged = sum(tie["meaning"] == "merges" for tie in box.ties)
        return -merged, -len(box.ties), str(box.party["name"])

    return sorted(boxes.values(), key=place)


def _homes(ties: list[Row], root: Party) -> tuple[dict[Party, Party], list[Row]]:
    """Return whose box each party is in, and who leads a group, as far as it is stated outright.

    A person who leads one group, or the one in the middle, is in that group's box.
    """
    leads = [tie for tie in ties if is_post(tie) and tie["meaning"] == "leads" and not tie["doubt"]]
    homes = {party_of(tie, end): party_of(tie, end) for tie in ties for end in ("from", "to")}
    for person, posts in grouped(leads, lambda tie: party_of(tie, "from")).items():
        groups = {party_of(tie, "to") for tie in posts}
        if root in groups or len(groups) == 1:
            homes[person] = root if root in groups else groups.pop()
    return homes, leads


def is_post(tie: Row) -> bool:
    """Return whether a tie is a person's membership of a group."""
    return bool(tie["from_kind"] == "person" and tie["table_name"] == "membership")


def write(box: Box, lists: Lists, is_day: bool) -> None:
    """Write what ties a box to the group: what each source states outright, or one weaker tie.

    A statement in a cited work is attributed to that work if no source says so in its own words.
    Why a tie is weaker is written below it; all else is in the list of statements.
    """
    own = [tie for tie in box.ties if tie["from_kind"] == "group" and not tie["is_doubtful"]]
    box.state = "certain" if own and not is_day else state_of(box.ties) if own else "possible"
    if box.state == "possible" and any(tie["is_begun"] for tie in own):
        box.state = "certain"
    every = sorted(box.ties, key=_place)
    ties = sorted(outright(box.ties), key=_place)
    ties = [tie for tie in ties if not tie["about_source"]] or ties
    # Who is above whom, and a pledge to a leader, are looked for here, even where a source states
    # more of another kind.
    above = [tie for tie in every if tie["meaning"] == "under" and not tie["about_source"]]
    pledges = [tie for tie in every if tie["meaning"] == "pledges"]
    if ties[0] in pledges and not above and (leader := box.leaders.get(party_of(ties[0], "to"))):
        # A pledge to who leads a group is none to the group.
        of = the_names([short(box.party["name"])])
        box.party = box.party | {"name": f"{leader[1]}, {leader[0]} of {of}"}
    box.shown = _tell(box, ties, lists)
    for kind in (above, sorted(pledges, key=lambda tie: tie["to_kind"] != "person")):
        if kind and not any(tie["meaning"] == kind[0]["meaning"] for tie in box.shown):
            box.also += _tell(box, kind, lists)


def _tell(box: Box, ties: list[Row], lists: Lists) -> list[Row]:
    """Write one tie of a box if it is doubtful, or else what each source says first."""
    doubt = ties[0]["doubt"] or ""
    ties = ties[:1] if doubt else ties
    first = {speaker(tie): _in_words(tie, box) for tie in reversed(ties)}
    shown = [tie for tie in ties if first[speaker(tie)] == _in_words(tie, box)]
    for words, said in grouped(shown, lambda tie: first[speaker(tie)]).items():
        # When it began, if all sources agree; inferred dates do not count.
        dates = {tie["date"] and not tie["is_inferred"] and tie_in_words(tie) for tie in said}
        date = f", {dates.pop()}" if len(dates) == 1 and all(dates) else ""
        by = speakers(said, lists)
        box.said.append(("", f"{words}{date}: {by}") if doubt else (f"{words}{date}:", by))
    box.said += [("", doubt[:1].upper() + doubt[1:])] if doubt else []
    return shown


def _place(tie: Row) -> tuple[bool, bool, int, str]:
    """Return the order of ties: by the group itself, and in the order of FIRST."""
    meaning = tie["meaning"]
    turn = FIRST.index(meaning) if meaning in FIRST else len(FIRST)
    return tie["told"] == "future", tie["from_kind"] != "group", turn, tie["sort"]


def _in_words(tie: Row, box: Box) -> str:
    """Return a tie in words; a pledge names people who gave or received it."""
    if tie["meaning"] != "pledges":
        return _sort_of(tie)
    by = f" by {tie['from_name']}" if tie["from_kind"] == "person" else ""
    is_named = str(box.party["name"]).startswith(tie["to_name"])
    to = f" to {tie['to_name']}" if tie["to_kind"] == "person" and not is_named else ""
    role, _, when = box.leaders.get(party_of(tie, "to"), ("", "", ""))
    return f"Pledge{by}{to}{f' ({role} {when})' if role else ''}"


def _sort_of(tie: Row) -> str:
    """Return the kind of a tie without its preposition; of what would be, a clause."""
    sort = re.sub(" (of|by it|into it|by|to)$", "", tie["sort"])
    if tie["told"] != "future":
        return sort
    one, other = short(tie["from_name"]), short(tie["to_name"])
    return TO_BE.get(tie["sort"], "{0} would be {2}").format(one, other, in_sentence(sort))


def state_of(rows: list[Row]) -> str:
    """Return the state on the day: certain only if a source says so and none denies it."""
    states = {row["certainty"] for row in rows}
    if states == {"no"}:
        return "no"
    return "certain" if "certain" in states and "no" not in states else "possible"


def is_begun(tie: Row, day: str) -> bool:
    """Return whether a tie had begun by a day on which it possibly held, with no end stated.

    A state told in the past tense may have been over, so it does not count.
    """
    is_so = tie["told"] == "present" or tie["date_kind"] == "event"
    is_open = tie["certainty"] == "possible" and (tie["possible_to"] or LAST_DAY) == LAST_DAY
    return is_so and is_open and not tie["is_doubtful"] and (tie["certain_from"] or LAST_DAY) <= day


def speaker(row: Row) -> str:
    """Return who says so: the cited work if a statement was read there, otherwise the source."""
    return without_year(str(row["about_source"] or row["source"]))


def speakers(rows: Iterable[Row], lists: Lists | None = None) -> str:
    """Return who says so, and in how many of a source's lists of merged groups.

    For works that are only cited, it also says by whom.
    """
    by_work = grouped(rows, lambda row: bool(row["about_source"]))
    names = []
    words = voices((row | {"source": speaker(row)} for row in by_work[False]), speaker)
    for name, said in sorted(grouped(by_work[False], speaker).items()):
        every = (lists or {}).get(name, set())
        some = {row.get("reading_set") for row in said} & every
        is_part = 0 < len(some) < len(every)
        part = f" in {number(len(some))} of its {number(len(every))} lists" if is_part else ""
        names.append(f"{words[name]}{part}")
    for document, cited in sorted(grouped(by_work[True], lambda row: str(row["source"])).items()):
        works = listed(sorted(set(map(speaker, cited))))
        names.append(f"{works}, cited by {without_year(document)}")
    return "; ".join(names)


def as_of(ties: list[Row]) -> str:
    """Return as of when a state is reported: the years of sources that use the present tense."""
    years = {str(tie["said_latest"])[:4] for tie in ties if tie["told"] == "present"} - {"None"}
    return f"as of {' and '.join(sorted(years))}" if years else f"named by {speakers(ties)}"
