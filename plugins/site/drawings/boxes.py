"""The boxes of a lineage: who is tied to the group in the middle, and how, in words."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from common.date_words import in_words, tie_in_words
from plugins.site.drawings.drawing import LAST_DAY, Line, lines_of
from plugins.site.queries import Row

JOINS = {"merges", "joins"}
POSSIBLY = "Possibly "
# How wide a box is, its edge, the size of its name and of the words below it.
WIDTH, EDGE, NAME, TEXT, LEADING = 284.0, 10.0, 15.0, 12.5, 4.0
Party = tuple[str, str]


@dataclass(eq=False)
class Box:
    """A group, or a person who leads none or several, and what the picture says of it."""

    party: Row
    column: int  # 0: the group belongs to it; 1: the group and its rivals; 2: it belongs to it
    ties: list[Row] = field(default_factory=list)  # to the group in the middle
    posts: list[Row] = field(default_factory=list)  # who leads the group; whom a person leads
    # certain, begun, possible, no: whether it was tied to the group, on the day if one is asked
    # about; of the group itself, whether it existed.
    state: str = "certain"
    lines: list[tuple[float, float, Line]] = field(default_factory=list)  # below its top, and size
    x: float = 0
    y: float = 0
    height: float = 2 * EDGE

    def __post_init__(self) -> None:
        self.write(str(self.party["name"]), "", NAME)

    def write(self, lead: str, rest: str = "", size: float = TEXT) -> None:
        """Add a paragraph, its beginning in bold letters."""
        for line in lines_of(lead, rest, WIDTH - 2 * EDGE, size):
            self.lines.append((self.height - EDGE + size, size, line))
            self.height += size + LEADING


def party_of(row: Row, end: str = "party") -> Party:
    """Return who stands at an end of a tie, or is a party: its kind and id."""
    return row[f"{end}_kind"], row[f"{end}_id"]


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return rows by a key, in the order in which each comes first."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def boxes_of(ties: list[Row], parties: list[Row], root: Row) -> list[Box]:
    """Return the group's box, and those to which it is tied, with the ties of each."""
    rows, root_id = {party_of(party): party for party in parties}, party_of(root)
    home = _homes(ties, root_id)
    boxes = {root_id: Box(root, 1)}
    ends = [(tie, home[party_of(tie, "from")], home[party_of(tie, "to")]) for tie in ties]
    ends = [each for each in ends if each[1] != each[2] or is_post(each[0])]
    # What the group is to somebody comes before what that one is to it.
    for tie, source, target in sorted(ends, key=lambda each: each[1] != root_id):
        if not is_post(tie) and source == root_id:
            boxes.setdefault(target, Box(rows[target], 0)).ties.append(tie)
        elif not is_post(tie) and target == root_id:
            box = boxes.setdefault(source, Box(rows[source], 2))
            box.ties += [tie] if box.column == 2 else []
    for tie, source, _ in ends:
        if is_post(tie) and party_of(tie, "to") == root_id:
            boxes[root_id].posts.append(tie)
        elif is_post(tie) and source in boxes and source == party_of(tie, "from"):
            boxes[source].posts.append(tie)

    def place(box: Box) -> tuple[int, int, str]:
        # Those first who merged, and who are tied by more statements.
        merged = sum(tie["meaning"] == "merges" for tie in box.ties)
        return -merged, -len(box.ties), str(box.party["name"])

    return sorted(boxes.values(), key=place)


def _homes(ties: list[Row], root: Party) -> dict[Party, Party]:
    """Return the box of each party: that of the group that a person leads, if it is only one."""
    led = (tie for tie in ties if is_post(tie) and tie["meaning"] == "leads")
    homes = {party_of(tie, end): party_of(tie, end) for tie in ties for end in ("from", "to")}
    for person, posts in grouped(led, lambda tie: party_of(tie, "from")).items():
        groups = {party_of(tie, "to") for tie in posts}
        if root in groups or len(groups) == 1:
            homes[person] = root if root in groups else next(iter(groups))
    return homes


def is_post(tie: Row) -> bool:
    """Return whether a tie is that of a person to a group in which he has a part."""
    return bool(tie["from_kind"] == "person" and tie["table_name"] == "membership")


def write(box: Box, lists: set[str], on_words: str) -> None:
    """Write what stands in a box, and say how certain its ties are."""
    if box.party["is_many"]:
        box.write("", str(box.party["kind_label"]))
    if box.column != 1:
        box.state = state_of(box.ties) if on_words else "certain"
        if box.state == "certain" and all(
            is_doubtful(tie) or not is_of_itself(tie) for tie in box.ties
        ):
            box.state = "possible"
        begun = [tie["certain_from"] for tie in box.ties if tie["is_begun"]]
        if box.state == "possible" and begun:
            box.state = "begun"
            box.write(f"Said to be so by {in_words(min(begun))}, no end stated")
    # How it came to belong to it says that it does.
    came = [tie for tie in box.ties if tie["meaning"] in JOINS] or box.ties
    sure = [tie for tie in came if not is_doubtful(tie)]
    for sort, ties in sorted(grouped(came, sort_of).items(), key=lambda pair: -len(pair[1])):
        if any(tie in sure for tie in ties) or ties[0]["meaning"] in JOINS:
            box.write(*_tie_in_words(sort, ties, lists))
    if not any(map(is_of_itself, sure)) and (left := [tie for tie in came if is_doubtful(tie)]):
        said = dict.fromkeys(f"{sort[:1].lower()}{sort[1:]}" for sort in grouped(left, sort_of))
        box.write("Possible:", f"{', '.join(said)} ({speakers(left)})")
    end = "from_name" if box.column == 1 else "to_name"
    posts = [tie for tie in box.posts if not is_doubtful(tie)]
    for name, sure in grouped(posts, lambda tie: tie[end]).items():
        roles = " and ".join(sorted({sort_of(tie) for tie in sure})).lower()
        box.write(
            f"{roles.capitalize()}{':' if box.column == 1 else ' of'}", f"{name}, {as_of(sure)}"
        )


def state_of(rows: list[Row]) -> str:
    """Return whether it held on the day: certainly if a source says so and none denies it."""
    states = {row["certainty"] for row in rows}
    if states == {"no"}:
        return "no"
    return "certain" if "certain" in states and "no" not in states else "possible"


def is_begun(tie: Row, day: str) -> bool:
    """Return whether a tie had come about by a day on which it possibly held, with no end stated.

    What is told in the past of no event may have been over.
    """
    is_so = tie["told"] == "present" or tie["date_kind"] == "event"
    is_open = tie["certainty"] == "possible" and (tie["possible_to"] or LAST_DAY) == LAST_DAY
    return is_so and is_open and not is_doubtful(tie) and (tie["certain_from"] or LAST_DAY) < day


def is_doubtful(tie: Row) -> bool:
    """Return whether its source says a tie only as possible, or as still to come."""
    return str(tie["tie"]).startswith(POSSIBLY) or tie["told"] == "future"


def is_of_itself(tie: Row) -> bool:
    """Return whether it is a tie of a group, and not of a person who leads one."""
    return bool(tie["from_kind"] == "group")


def sure_of(ties: list[Row]) -> list[Row]:
    """Return the ties that are not doubtful, or all where each is."""
    return [tie for tie in ties if not is_doubtful(tie)] or ties


def speakers(rows: Iterable[Row], most: int = 2) -> str:
    """Return who says it, a few by name."""
    names = sorted({str(row["about_source"] or row["source"]) for row in rows})
    if len(names) <= most:
        return "; ".join(names)
    return f"{names[0]} and {len(names) - 1} more sources"


def sort_of(tie: Row) -> str:
    """Return what to call a tie to the group itself; a pledge of somebody else names him."""
    if tie["meaning"] == "pledges":
        return "Pledge" + (f" by {tie['from_name']}" if tie["from_kind"] == "person" else "")
    text = str(tie["tie"]).removeprefix(POSSIBLY).removeprefix("Would possibly be ")
    for last in (" of", " by", " into", " to"):
        text = text.removesuffix(last)
    return text[:1].upper() + text[1:]


def _tie_in_words(sort: str, ties: list[Row], lists: set[str]) -> tuple[str, str]:
    """Say what ties a box to the group, and who says so."""
    sure = sure_of(ties)
    lead = f"Possible {sort[:1].lower()}{sort[1:]}" if is_doubtful(sure[0]) else sort
    in_lists = {tie["reading_set"] for tie in ties} & lists
    if ties[0]["meaning"] == "merges" and len(lists) > 1 and in_lists:
        every = "all" if in_lists == lists else f"{len(in_lists)} of"
        return f"{lead}:", f"{every} {len(lists)} lists of who merged"
    # When it came about, where all sources that date it say the same.
    dates = {tie_in_words(tie) for tie in ties if tie["date"]}
    return f"{lead}, {dates.pop()}:" if len(dates) == 1 else f"{lead}:", speakers(sure)


def as_of(ties: list[Row]) -> str:
    """Return as of when a state of things is told: the years of the sources that tell it as so."""
    years = {str(tie["said_latest"])[:4] for tie in ties if tie["told"] == "present"} - {"None"}
    return f"as of {' and '.join(sorted(years))}" if years else f"named by {speakers(ties)}"
