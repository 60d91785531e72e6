"""The lineage of a group in words: a box for each group, and what is said of its tie to the group.

Those that the group belongs or pledged to stand before it, those that merged into it or belong to
it behind it. A person stands in the box of the group that he leads.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from datasette.utils import tilde_encode

from common.date_words import in_words, since
from plugins.site.drawings.drawing import FIRST_DAY, LAST_DAY, Row, short

JOINS = {"merges", "joins"}
POSSIBLY = "Possibly "

Party = tuple[str, str]


@dataclass
class Lineage:
    """What is known of a lineage."""

    ties: list[Row]  # what the query lineage answers, by the sources that are asked for
    parties: list[Row]  # who belongs to it, with step and side
    existence: list[Row]  # when groups existed, by each source, and whether on the day
    rivals: list[Row] = field(default_factory=list)  # of the group, a row for each source
    on_words: str = ""  # the day or period that is asked about
    root: Row | None = field(init=False)

    def __post_init__(self) -> None:
        self.root = next((party for party in self.parties if party["step"] == 0), None)

    def existence_of(self, party: Row) -> list[Row]:
        """Return when a party existed, by each source; of a person nothing is said."""
        return [row for row in self.existence if ("group", row["group_id"]) == party_of(party)]

    def named(self) -> list[Row]:
        """Return the parties of which something is said, the group first, groups before people."""
        named = {party_of(tie, end) for tie in self.ties for end in ("from", "to")}
        parties = [one for one in self.parties if one is self.root or party_of(one) in named]
        return sorted(parties, key=lambda one: (one["step"] > 0, one["party_kind"], one["name"]))


@dataclass(eq=False)
class Box:
    """A group, or a person who leads none or several, and what the picture says of it."""

    party: Row
    ties: list[Row] = field(default_factory=list)  # to the group in the middle
    posts: list[Row] = field(default_factory=list)  # who leads, founded or once led it
    others: list[Row] = field(default_factory=list)  # its ties to others
    words: list[tuple[str, str]] = field(default_factory=list)  # paragraphs: bold, and the rest
    # certain, possible or no: whether it was tied to the group, on the day if one is asked about;
    # of the group itself, whether it existed.
    state: str = "certain"


def party_of(row: Row, end: str = "party") -> Party:
    """Return who stands at an end of a tie, or is a party: its kind and id."""
    return row[f"{end}_kind"], row[f"{end}_id"]


def party_page(party: Row) -> str:
    """Return the page of a group or person."""
    folder = {"group": "groups", "person": "people"}[party["party_kind"]]
    return f"/{folder}/{tilde_encode(party['party_id'])}"


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return rows by a key, in the order in which each comes first."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


# ---------------------------------------------------------------------------------------- boxes


def boxes_of(lineage: Lineage, root_row: Row) -> tuple[Box, list[Box], list[Box]]:
    """Return the group's box, those that it belongs or pledged to, and those that belong to it."""
    parties, root_id = {party_of(party): party for party in lineage.parties}, party_of(root_row)
    home = _homes(lineage.ties, root_id)
    above: dict[Party, Box] = {}
    below: dict[Party, Box] = {}
    root, rest = Box(root_row), []
    ends = [(tie, home[party_of(tie, "from")], home[party_of(tie, "to")]) for tie in lineage.ties]
    for tie, source, target in ends:
        if _is_post(tie) or source == target:
            rest.append((tie, source, target))
        elif source == root_id:
            above.setdefault(target, Box(parties[target])).ties.append(tie)
        elif target != root_id:
            rest.append((tie, source, target))
    for tie, source, target in ends:
        if target == root_id and source != target and not _is_post(tie):
            # What the group is to somebody comes before what that one is to it.
            box = above.get(source) or below.setdefault(source, Box(parties[source]))
            (box.others if source in above else box.ties).append(tie)
    boxes = {root_id: root} | above | below
    for tie, source, target in rest:
        if _is_post(tie) and party_of(tie, "to") in boxes:
            boxes[party_of(tie, "to")].posts.append(tie)
        elif source in boxes and source != target:
            boxes[source].others.append(tie)
    _write(lineage, root, above.values(), below.values())
    return root, _ordered(above.values()), _ordered(below.values())


def _homes(ties: list[Row], root: Party) -> dict[Party, Party]:
    """Return the box of each party: that of the group that a person leads, if it is only one."""
    led = (tie for tie in ties if _is_post(tie) and tie["meaning"] == "leads")
    homes = {party_of(tie, end): party_of(tie, end) for tie in ties for end in ("from", "to")}
    for person, posts in grouped(led, lambda tie: party_of(tie, "from")).items():
        groups = {party_of(tie, "to") for tie in posts}
        if root in groups or len(groups) == 1:
            homes[person] = root if root in groups else next(iter(groups))
    return homes


def _is_post(tie: Row) -> bool:
    return bool(tie["from_kind"] == "person" and tie["table_name"] == "membership")


def _ordered(boxes: Iterable[Box]) -> list[Box]:
    """Put those first who merged, and who are tied by more statements."""

    def place(box: Box) -> tuple[int, int, str]:
        merged = sum(tie["meaning"] == "merges" for tie in box.ties)
        return -merged, -len(box.ties), str(box.party["name"])

    return sorted(boxes, key=place)


# ---------------------------------------------------------------------------------------- words


def _write(lineage: Lineage, root: Box, above: Iterable[Box], below: Iterable[Box]) -> None:
    """Write what stands in the boxes, and say how certain their ties are."""
    lists = lists_of_members(lineage)
    existence = lineage.existence_of(root.party)
    if lineage.on_words and existence:
        root.state = state_of(existence)
        words = {"certain": "Existed", "possible": "Possibly existed", "no": "Did not exist"}
        root.words.append((f"{words[root.state]} on {lineage.on_words}", ""))
    # A founding that is doubtful bounds nothing.
    founded = (
        row | {"date_kind": "event"}
        for row in existence
        if row["basis"] == "founded" and row["date"] and row["possible_from"] > FIRST_DAY
    )
    for when, rows in grouped(founded, when_of).items():
        root.words.append((f"Founded {when}:", _speakers(rows)))
    for box in (*above, *below):
        doubtful = all(is_doubtful(tie) for tie in box.ties)
        box.state = state_of(box.ties) if lineage.on_words else "certain"
        box.state = "possible" if doubtful and box.state == "certain" else box.state
        if lineage.on_words and box.state != "certain":
            not_ = "Not" if box.state == "no" else "Possible"
            box.words.append((f"{not_} on {lineage.on_words}", ""))
        box.words += _ties_in_words(box, lists)
    for box in (root, *above, *below):
        box.words += _posts_in_words(box.posts)
        box.words += [("", words) for words in _others_in_words(box.others)]


def state_of(rows: list[Row]) -> str:
    """Return whether it held on the day: certainly if a source says so and none denies it."""
    states = {row["certainty"] for row in rows}
    if states == {"no"}:
        return "no"
    return "certain" if "certain" in states and "no" not in states else "possible"


def lists_of_members(lineage: Lineage) -> set[str]:
    """Return the lists that sources give of who merged into the group."""
    root = lineage.root or {}
    return {
        tie["reading_set"]
        for tie in lineage.ties
        if tie["meaning"] == "merges"
        and tie["reading_set"]
        and tie["to_id"] == root.get("party_id")
    }


def is_doubtful(tie: Row) -> bool:
    """Return whether its source says a tie only as possible."""
    return str(tie["tie"]).startswith(POSSIBLY)


def _speaker(row: Row) -> str:
    return str(row["about_source"] if row.get("about_source_id") else row["source"])


def _speakers(rows: Iterable[Row], most: int = 2) -> str:
    names = sorted({_speaker(row) for row in rows})
    more = f" and {len(names) - most + 1} more sources" if len(names) > most else ""
    return "; ".join(names[: most - 1] if more else names) + more


def _ties_in_words(box: Box, lists: set[str]) -> list[tuple[str, str]]:
    """Say what ties a box to the group, each sort once, with who says so."""
    words, sorts = [], grouped(box.ties, _sort_of)
    for sort, ties in sorted(sorts.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        sure = [tie for tie in ties if not is_doubtful(tie)]
        lead = sort if sure else f"Possible {sort[:1].lower()}{sort[1:]}"
        in_lists = {tie["reading_set"] for tie in ties} & lists
        if ties[0]["meaning"] == "merges" and len(lists) > 1 and in_lists:
            every = "all" if in_lists == lists else f"{len(in_lists)} of"
            words.append((f"{lead}:", f"{every} {len(lists)} lists of who merged"))
        else:
            words.append((f"{lead}{_when(ties)}:", _speakers(sure or ties)))
    return words


def _sort_of(tie: Row) -> str:
    """Return what to call a tie to the group itself; a pledge of somebody else names him."""
    if tie["meaning"] == "pledges":
        return "Pledge" + (f" by {tie['from_name']}" if tie["from_kind"] == "person" else "")
    text = str(tie["tie"]).removeprefix(POSSIBLY)
    for last in (" of", " by", " into", " to"):
        text = text.removesuffix(last)
    return text[:1].upper() + text[1:]


def _when(ties: list[Row]) -> str:
    """Return when ties came about, where all sources that date them say the same."""
    dates = {since(tie, when_of(tie)) for tie in ties if tie["date"]}
    return f", {dates.pop()}" if len(dates) == 1 else ""


def _posts_in_words(posts: list[Row]) -> list[tuple[str, str]]:
    """Say who leads, led or founded a group, and as of when."""
    words = []
    for name, ties in grouped(posts, lambda tie: tie["from_name"]).items():
        sure = [tie for tie in ties if not is_doubtful(tie)]
        roles = sorted({_sort_of(tie) for tie in sure or ties})
        role = " and ".join([roles[0], *(one.lower() for one in roles[1:])])
        role = role if sure else f"{POSSIBLY}{role.lower()}"
        words.append((f"{role}:", f"{name}, {as_of(sure or ties)}"))
    return words


def _others_in_words(ties: list[Row]) -> list[str]:
    """Say what a box is to others than the group."""

    def sort(tie: Row) -> tuple[str, ...]:
        phrase = str(tie["tie"]).removeprefix(POSSIBLY)
        return phrase[:1].lower() + phrase[1:], short(tie["to_name"]), tie["from_id"]

    words = []
    for (phrase, to, _), rows in grouped(ties, sort).items():
        sure = [tie for tie in rows if not is_doubtful(tie)]
        said = f"{phrase} {to}" if sure else f"possibly {phrase} {to}"
        if rows[0]["from_kind"] == "person" and not _is_post(rows[0]):
            said = f"{rows[0]['from_name']} {said}"
        post = f", {as_of(rows)}" if _is_post(rows[0]) else f" ({_speakers(sure or rows)})"
        words.append(said[:1].upper() + said[1:] + post)
    return words


def as_of(ties: list[Row]) -> str:
    """Return as of when a state of things is told: the years of the sources that tell it as so."""
    years = {str(tie["said_latest"])[:4] for tie in ties if tie["told"] == "present"}
    if years - {"None"}:
        return f"as of {' and '.join(sorted(years - {'None'}))}"
    return f"named by {_speakers(ties)}"


def when_of(tie: Row) -> str:
    """Return when a tie came about, or held, in words; empty where that is not stated."""
    if not tie["date"]:
        return ""
    words = in_words(tie["date"], tie["date_earliest"], tie["date_latest"])
    return words if tie["date_kind"] == "event" else f"held {words}"


def span_in_words(row: Row) -> str:
    """Say on which days a tie, or a group, certainly and possibly was there."""
    sure = row["certain_from"], row["certain_to"]
    start, end = row["possible_from"] > FIRST_DAY, row["possible_to"] < LAST_DAY
    parts = []
    if sure[0] <= sure[1] and sure[0] > FIRST_DAY:
        days = in_words(sure[0]), in_words(sure[1])
        parts.append(
            f"certain on {days[0]}" if sure[0] == sure[1] else "certain from {} to {}".format(*days)
        )
    if start or end:
        from_ = f" from {in_words(row['possible_from'])}" if start else ""
        parts.append("possible" + from_ + (f" until {in_words(row['possible_to'])}" if end else ""))
    return "; ".join(parts)


def facts_of(lineage: Lineage) -> Row:
    """Return what the page says in words: of each party when it existed, and its ties."""
    own = lineage.existence_of(lineage.root) if lineage.root else []
    bounds = ("possible_from", "certain_from", "certain_to")
    days = {row[name] for row in own for name in bounds if FIRST_DAY < row[name] < LAST_DAY}
    listed = []
    for party in lineage.named() if lineage.root and lineage.ties else []:
        own_ties = (tie for tie in lineage.ties if party_of(tie, "from") == party_of(party))
        same = grouped(own_ties, lambda tie: (tie["tie"], party_of(tie, "to")))
        existence = lineage.existence_of(party)
        listed.append({"party": party, "existence": existence, "ties": list(same.values())})
    # The days are those on which what is known of the group's existence changes.
    return {
        "existence": lineage.existence,
        "root": lineage.root,
        "days": sorted(days),
        "listed": listed,
    }
