"""The boxes of a lineage diagram: who is tied to the group in the middle, and how, in words."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from common.citing import listed
from common.date_words import in_words, tie_in_words
from common.display_text import in_sentence, without_year
from plugins.site.drawings.drawing import LAST_DAY, Line, lines_of, short
from plugins.site.queries import Row
from plugins.site.voices import voices

JOINS = {"merges", "joins"}
# The padding of a box; the font sizes of its name and text; the space between lines and entries.
EDGE, NAME, TEXT, LEADING, APART = 5.0, 14.0, 13.0, 3.0, 2.0
CONFLICT = "· sources conflict"
# Up to this many sources are named.
MOST_NAMED = 3
# What was to be, where the active voice is plainer. It names both, as either may have the box.
TO_BE = {"Overseen by": "{1} was to oversee {0}"}
Party = tuple[str, str]
# The ids of each source's lists of merged groups.
Lists = dict[str, set[str]]


@dataclass(eq=False)
class Box:
    """A group, or a person who leads none or several, and what the diagram says about it."""

    party: Row
    column: int  # 0: groups above it; 1: the group itself and its rivals; 2: groups below it
    ties: list[Row] = field(default_factory=list)  # to the group in the middle
    posts: list[Row] = field(default_factory=list)  # who leads this group; whom this person leads
    # certain, begun, possible or no: whether it was tied to the group (on the day, if one is
    # given); for the group itself, whether it existed.
    state: str = "certain"
    is_conflict: bool = False  # whether sources conflict on its tie
    said: list[tuple[str, str]] = field(default_factory=list)  # paragraphs: bold words, and others
    lines: list[tuple[float, float, Line]] = field(default_factory=list)  # each with its y and size
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def is_root(self) -> bool:
        return self.column == 1

    @property
    def middle(self) -> float:
        """Return the vertical position of its middle."""
        return self.y + self.height / 2

    def write(self, lead: str, rest: str = "", is_weak: bool = False) -> None:
        """Add a paragraph that begins with bold words, if these are stated outright."""
        self.said.append(("", f"{lead} {rest}") if is_weak else (lead, rest))

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


def boxes_of(ties: list[Row], parties: list[Row], root: Row) -> list[Box]:
    """Return the boxes of the group and of all parties tied to it, with their ties."""
    rows, root_id = {party_of(party): party for party in parties}, party_of(root)
    home = _homes(ties, root_id)
    boxes = {root_id: Box(root, 1)}
    ends = [(tie, home[party_of(tie, "from")], home[party_of(tie, "to")]) for tie in ties]
    ends = [each for each in ends if each[1] != each[2] or is_post(each[0])]
    # Ties from the group come before ties to it.
    for tie, source, target in sorted(ends, key=lambda each: each[1] != root_id):
        if not is_post(tie) and source == root_id:
            boxes.setdefault(target, Box(rows[target], 0)).ties.append(tie)
        elif not is_post(tie) and target == root_id:
            box = boxes.setdefault(source, Box(rows[source], 2))
            box.ties += [tie] if box.column == 2 else []
    for tie, source, _ in ends:
        group = party_of(tie, "to")
        # A group's box shows its leader; a person's box shows whom he leads.
        where = root_id if group == root_id else source
        if is_post(tie) and where in boxes and where in (group, party_of(tie, "from")):
            boxes[where].posts.append(tie)

    def place(box: Box) -> tuple[int, int, str]:
        # Merged groups first, then those with more ties.
        merged = sum(tie["meaning"] == "merges" for tie in box.ties)
        return -merged, -len(box.ties), str(box.party["name"])

    return sorted(boxes.values(), key=place)


def _homes(ties: list[Row], root: Party) -> dict[Party, Party]:
    """Return each party's box: for a person who leads exactly one group, that group's."""
    led = (tie for tie in ties if is_post(tie) and tie["meaning"] == "leads")
    homes = {party_of(tie, end): party_of(tie, end) for tie in ties for end in ("from", "to")}
    for person, posts in grouped(led, lambda tie: party_of(tie, "from")).items():
        groups = {party_of(tie, "to") for tie in posts}
        if root in groups or len(groups) == 1:
            homes[person] = root if root in groups else next(iter(groups))
    return homes


def is_post(tie: Row) -> bool:
    """Return whether a tie is a person's membership of a group."""
    return bool(tie["from_kind"] == "person" and tie["table_name"] == "membership")


def write(box: Box, root: Party, lists: Lists, on_words: str) -> None:
    """Write the text of a box, including how certain its ties are.

    What is stated outright comes first, with a bold beginning.
    """
    if box.column != 1:
        box.state = state_of(box.ties) if on_words else "certain"
        own = [
            tie
            for tie in box.ties
            if is_of_itself(tie) and not tie["is_doubtful"] and not tie["statement"]
        ]
        begun = [tie["certain_from"] for tie in own if tie["is_begun"]]
        if not own:
            box.state = "possible"
        elif box.state == "possible" and begun:
            box.state = "begun"
            box.write(f"Said to be so by {in_words(min(begun))}, no end stated")
    is_person = box.party["party_kind"] == "person"
    if is_person:  # which group the box stands for
        _write_posts(box)
    _write_ties(box, root, lists)
    if not is_person:
        _write_posts(box)


def _write_ties(box: Box, root: Party, lists: Lists) -> None:
    """Write a line for what the same sources state outright; if nothing is, for each weaker tie.

    Who else says so, and why a tie is weaker, is in the list of statements. A statement in a cited
    work is attributed to that work if no source says so in its own words.
    """
    for tie in (tie for tie in box.ties if tie["statement"]):
        box.write(f"{speaker(tie)}:", tie["statement"])
    here = {root, party_of(box.party)}
    told = [tie for tie in box.ties if not tie["statement"]]
    sure = [tie for tie in told if not tie["doubt"]]
    by_sort = grouped(sure or told, lambda tie: (sort_of(tie, here), doubt_of(tie)))
    by_whom: dict[tuple[str, str], list[str]] = defaultdict(list)

    def place(pair: tuple[tuple[str, str], list[Row]]) -> tuple[bool, int, tuple[str, str]]:
        # What only was to be comes last.
        return pair[1][0]["told"] == "future", -len(pair[1]), pair[0]

    for (sort, doubt), ties in sorted(by_sort.items(), key=place):
        # When the tie began, if all sources agree; inferred dates do not count.
        dates = {tie["date"] and not tie["is_inferred"] and tie_in_words(tie) for tie in ties}
        date = f", {dates.pop()}" if len(dates) == 1 and all(dates) else ""
        own = [tie for tie in ties if not tie["about_source"]] or ties
        # Its own pledge, beside that of its leader.
        sort = f"Pledge by {short(ties[0]['from_name'])}" if sort == "Pledge" else sort
        by_whom[speakers(own, lists), doubt].append(f"{sort}{date}")
    for (by, doubt), sorts in by_whom.items():
        why = f" ({doubt})" if doubt else ""
        said = "; ".join([sorts[0], *map(in_sentence, sorts[1:])])
        box.write(f"{said}:", f"{by}{why}", bool(doubt))
    heads = {sort.partition(" by ")[0] for sort, _ in by_sort}
    doubtful = (tie for tie in told if tie["doubt"])
    weaker = grouped(doubtful, lambda tie: sort_of(tie, {*here, party_of(tie, "from")}))
    also = sorted(
        f"{in_sentence(sort)} ({speakers(ties)})"
        for sort, ties in weaker.items()
        if sort.partition(" to ")[0] not in heads
    )
    if sure and also:
        box.write("", f"Also, not stated outright: {listed(also)}")


def _write_posts(box: Box) -> None:
    """Write who leads the group, or whom the person leads."""
    is_person = box.party["party_kind"] == "person"
    end, colon = ("to_name", " of") if is_person else ("from_name", ":")
    posts = grouped(
        outright(box.posts, lambda tie: not tie["doubt"]), lambda tie: (tie[end], doubt_of(tie))
    )
    for (name, doubt), rows in posts.items():
        roles = " and ".join(sorted({sort_of(tie) for tie in rows})).lower().capitalize()
        why = f" ({doubt})" if doubt else ""
        box.write(f"{roles}{why}{colon}", f"{name}, {as_of(rows)}", bool(doubt))


def outright(rows: Iterable[Any], is_so: Callable[[Any], bool]) -> list[Any]:
    """Return the rows that are stated outright; all of them if none is."""
    rows = list(rows)
    return list(filter(is_so, rows)) or rows


def doubt_of(tie: Row) -> str:
    """Return why a tie is not stated outright; empty if it is."""
    return "possible" if tie["doubt"] == "possibly" else tie["doubt"] or ""


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


def is_of_itself(tie: Row) -> bool:
    return bool(tie["from_kind"] == "group")


def speaker(row: Row) -> str:
    """Return who says so: the cited work if a statement was read there, otherwise the source."""
    return without_year(str(row["about_source"] or row["source"]))


def speakers(rows: Iterable[Row], lists: Lists | None = None) -> str:
    """Return who says so, a few by name, and in how many of a source's lists of merged groups.

    For works that are only cited, it also says by whom.
    """
    by_work = grouped(rows, lambda row: bool(row["about_source"]))
    names = []
    words = voices((row | {"source": speaker(row)} for row in by_work[False]), speaker)
    for name, said in sorted(grouped(by_work[False], speaker).items()):
        every = (lists or {}).get(name, set())
        some = {row.get("reading_set") for row in said} & every
        is_part = 0 < len(some) < len(every)
        part = f", in {len(some)} of {len(every)} lists" if is_part else ""
        names.append(f"{words[name]}{part}")
    works = sorted(set(map(speaker, by_work[True])))
    if len(names) + len(works) > MOST_NAMED:
        return f"{(names + works)[0]} and {len(names) + len(works) - 1} more sources"
    for document, rows in sorted(grouped(by_work[True], lambda row: str(row["source"])).items()):
        cited = sorted({speaker(row) for row in rows})
        names.append(f"{listed(cited)}, cited by {without_year(document)}")
    return "; ".join(names)


def sort_of(tie: Row, here: set[Party] | None = None) -> str:
    """Return the words for a tie to the group itself.

    For a pledge they name who gave it and who received it, except parties in `here`.
    """
    if tie["meaning"] != "pledges":
        sort = re.sub(" (of|by it|into it|by|to)$", "", tie["sort"])
        if tie["told"] != "future":
            return sort
        one, other = short(tie["from_name"]), short(tie["to_name"])
        return TO_BE.get(tie["sort"], "{0} was to be {2}").format(one, other, in_sentence(sort))
    named = [
        f" {word} {tie[f'{end}_name']}"
        for word, end in (("by", "from"), ("to", "to"))
        if party_of(tie, end) not in (here or ())
    ]
    return "Pledge" + "".join(named)


def as_of(ties: list[Row]) -> str:
    """Return as of when a state is reported: the years of sources that use the present tense."""
    years = {str(tie["said_latest"])[:4] for tie in ties if tie["told"] == "present"} - {"None"}
    return f"as of {' and '.join(sorted(years))}" if years else f"named by {speakers(ties)}"
