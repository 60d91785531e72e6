"""The lineage of a group: a box for each group, with what is said of its tie to the group in words.

Those that the group belongs or pledged to stand before it, those that merged into it or belong to
it behind it. A person stands in the box of the group that he leads.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from datasette.app import Datasette

from common.date_words import in_words, since
from common.project import DATABASE
from plugins.site.drawings.drawing import (
    LAST_DAY,
    Drawing,
    Layout,
    Line,
    days_of,
    label,
    lines_of,
    short,
    sources_of,
)
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Lineage", "lineage", ("group", "on", "reading")
JOINS = {"merges", "joins"}
POSSIBLY = "Possibly "
# How wide a box is, its edge, the size of its name and of the words below it.
WIDTH, EDGE, NAME, TEXT, LEADING = 284.0, 10.0, 15.0, 12.5, 4.0
# Between boxes beside and below each other; the room of a column's heading, and of lines beside it.
BETWEEN, APART, HEADING, RAIL = 62.0, 14.0, 28.0, 22.0
NOTE = (
    "Full line: stated. Broken line: only possible. In each box: what it is to the group in the "
    "middle, and who says so; then who leads it, as of when, and its other ties."
)
# The columns of the query lineage that name a reading, and what to call the column's values.
READINGS = {
    "A profile": ("source_id", "source"),
    "A list of its parts": ("reading_set", "reading_label"),
    "A cited work": ("about_source_id", "about_source"),
}
# When the parties existed, by each source, with the columns that ties have. A work that was read in
# part speaks for itself, and not the document that cites it.
EXISTENCE = """
select
  existed.*,
  case sources.access when 'read' then coalesce(sources.short, sources.label) else sources.label end
    as source,
  about.label as about_source,
  case answer when 'yes' then 'certain' else answer end as certainty,
  founded as date, founded_earliest as date_earliest,
  coalesce(founded_latest, certain_from) as date_latest
from ({existed}) as existed
join lineage_parties as parties on party_kind = 'group' and party_id = group_id and root_id = :root
join sources on sources.id = existed.source_id
left join sources as about on about.id = existed.about_source_id
"""

Party = tuple[str, str]


@dataclass(eq=False)
class Box:
    """A group, or a person who leads none or several, and what the picture says of it."""

    party: Row
    column: int  # 0: the group belongs to it; 1: the group and its rivals; 2: it belongs to it
    ties: list[Row] = field(default_factory=list)  # to the group in the middle
    posts: list[Row] = field(default_factory=list)  # who leads, founded or once led it
    others: list[Row] = field(default_factory=list)  # its ties to others
    # certain, begun, possible, no: whether it was tied to the group, on the day if one is asked
    # about; of the group itself, whether it existed. Or rival.
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


Columns = list[tuple[str, list[Box]]]  # each with its heading


def party_of(row: Row, end: str = "party") -> Party:
    """Return who stands at an end of a tie, or is a party: its kind and id."""
    return row[f"{end}_kind"], row[f"{end}_id"]


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return rows by a key, in the order in which each comes first."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Layout:
    """Fetch what is said of a group's lineage: on a day, by a document, list or cited work."""
    group, on, reading = (parameters[name] for name in PARAMETERS)
    first, last = days_of(on)
    known = {
        (row["table_name"], row["row_id"]): row
        for row in await select(datasette, "select * from page_ties")
    }
    every = [
        tie | known[tie["table_name"], tie["row_id"]]
        for tie in await named(datasette, "lineage", group=group, as_of=on)
    ]

    def is_chosen(row: Row) -> bool:
        return reading in ("", *(row.get(id_) for id_, _ in READINGS.values()))

    sql = "select * from lineage_parties where root_id = ? order by name"
    parties = await select(datasette, sql, [group])
    query = await datasette.get_canned_query(DATABASE, "existed", None)
    sql = EXISTENCE.format(existed=query["sql"])
    existence = await select(datasette, sql, {"group": "", "date": on, "root": group})
    sql = "select * from page_rivals where group_id = ?"
    ties = [tie | {"is_begun": is_begun(tie, first)} for tie in every if is_chosen(tie)]
    documents = {tie[id_] for tie in ties for id_ in ("source_id", "about_source_id")}
    facts = {
        "ties": ties,
        "parties": parties,
        "root": next((party for party in parties if party["step"] == 0), None),
        "existence": [row for row in existence if row["source_id"] in documents],
        # On a day none: the sources know them as of today.
        "rivals": [] if on else list(filter(is_chosen, await select(datasette, sql, [group]))),
        # Whose statements there are, id and name, under a heading for each sort.
        "readings": [(heading, readings_of(every, *READINGS[heading])) for heading in READINGS],
        # Those of its parts and of who leads them are no ties of its own.
        "pledges": await named(datasette, "allegiances", group=group),
        "on": in_words(on, first, last) if first else "",
    }
    if first and first == last:
        facts |= {"earlier": _shifted(first, -1), "later": _shifted(first, 1)}
    return partial(lay_out, *drawing_of(facts))


def readings_of(ties: list[Row], id_: str, name: str) -> list[tuple[str, str]]:
    """Return the readings of one sort, id and name."""
    # A work that was read in part speaks for itself, though `source` is the profile that cites it.
    if id_ == "source_id":
        ties = [tie for tie in ties if tie[id_] != tie["about_source_id"]]
    return sorted({(tie[id_], tie[name]) for tie in ties if tie[id_]})


def _shifted(day: str, by: int) -> str | None:
    """Return the day before or after a day; None beyond the calendar."""
    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=by)).isoformat()
    except OverflowError:
        return None


# ---------------------------------------------------------------------------------------- boxes


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
            (box.ties if box.column == 2 else box.others).append(tie)
    for tie, source, target in ends:
        if is_post(tie) and party_of(tie, "to") in boxes:
            boxes[party_of(tie, "to")].posts.append(tie)
        elif source in boxes and source != target and (is_post(tie) or target != root_id != source):
            boxes[source].others.append(tie)

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


# ---------------------------------------------------------------------------------------- words


def write(box: Box, lists: set[str], on_words: str) -> None:
    """Write what stands in a box, and say how certain its ties are."""
    if box.column != 1:
        box.state = state_of(box.ties) if on_words else "certain"
        if box.state == "certain" and all(map(is_doubtful, box.ties)):
            box.state = "possible"
        begun = [tie["certain_from"] for tie in box.ties if tie["is_begun"]]
        if box.state == "possible" and begun:
            box.state = "begun"
            box.write(f"Said to be so by {in_words(min(begun))}, no end stated")
        elif on_words and box.state == "possible":
            box.write(f"Possible on {on_words}")
    sorts = grouped(box.ties, sort_of)
    for sort, ties in sorted(sorts.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        box.write(*_tie_in_words(sort, ties, lists))
    for name, ties in grouped(box.posts, lambda tie: tie["from_name"]).items():
        sure = sure_of(ties)
        roles = " and ".join(sorted({sort_of(tie) for tie in sure})).lower()
        roles = POSSIBLY + roles if is_doubtful(sure[0]) else roles.capitalize()
        box.write(f"{roles}:", f"{name}, {as_of(sure)}")
    for said, ties in grouped(box.others, _other_in_words).items():
        sure = sure_of(ties)
        said = POSSIBLY + said if is_doubtful(sure[0]) else said[:1].upper() + said[1:]
        post = f", {as_of(ties)}" if is_post(ties[0]) else f" ({speakers(sure)})"
        box.write("", said + post)


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
    """Return whether its source says a tie only as possible."""
    return str(tie["tie"]).startswith(POSSIBLY)


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
    text = str(tie["tie"]).removeprefix(POSSIBLY)
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
    dates = {since(tie, when_of(tie)) for tie in ties if tie["date"]}
    return f"{lead}, {dates.pop()}:" if len(dates) == 1 else f"{lead}:", speakers(sure)


def _other_in_words(tie: Row) -> str:
    """Say what a box is to another than the group."""
    phrase = str(tie["tie"]).removeprefix(POSSIBLY)
    said = f"{phrase[:1].lower()}{phrase[1:]} {short(tie['to_name'])}"
    is_by_other = tie["from_kind"] == "person" and not is_post(tie)
    return f"{tie['from_name']} {said}" if is_by_other else said


def as_of(ties: list[Row]) -> str:
    """Return as of when a state of things is told: the years of the sources that tell it as so."""
    years = {str(tie["said_latest"])[:4] for tie in ties if tie["told"] == "present"} - {"None"}
    return f"as of {' and '.join(sorted(years))}" if years else f"named by {speakers(ties)}"


def when_of(tie: Row) -> str:
    """Return when a tie came about, or held, in words."""
    words = in_words(tie["date"], tie["date_earliest"], tie["date_latest"])
    return words if tie.get("date_kind", "event") == "event" else f"held {words}"


# --------------------------------------------------------------------------------------- drawing


def drawing_of(known: Row) -> tuple[Drawing, Columns]:
    """Return a drawing in which no box has its place yet, and its columns."""
    ties, root, on_words = known["ties"], known["root"], known["on"]
    drawing = Drawing(f"Lineage of {label(root['name'] if root else '', 120)}", rows=ties)
    drawing.facts = {**known, "listed": listed(known), "days": changes_of(known)}
    drawing.empty = "" if ties else "No pledge of allegiance and no other tie is stated."
    if root is None:
        drawing.empty = "There is no group of this id."
    if drawing.empty:
        return drawing, []
    merged = (tie for tie in ties if (tie["meaning"], tie["to_id"]) == ("merges", root["party_id"]))
    lists = {tie["reading_set"] for tie in merged} - {None}
    boxes = boxes_of(ties, known["parties"], root)
    middle = next(box for box in boxes if box.party is root)
    _write_existence(middle, existence_of(known, root), on_words)
    for box in boxes:
        write(box, lists, on_words)
    # Who was not tied to it on the day, or not there, is in the list alone.
    there = [box for box in boxes if box is middle or not is_absent(box, known)]
    left_out = len(boxes) - len(there)
    boxes = there + _rivals(known["rivals"])
    in_columns = [[box for box in boxes if box.column == number] for number in range(3)]
    columns = [(heading_of(each, short(root["name"])), each) for each in in_columns if each]
    drawing.description = " ".join(
        f"{heading}: {'; '.join(str(box.party['name']) for box in each)}."
        for heading, each in columns
        if heading
    )
    when = f"on {on_words}" if on_words else "at any time"
    drawing.counts = f"Groups tied to {short(root['name'])}, {when}, by what sources say" + (
        f"; the sources give {len(lists)} lists of who merged into it" if len(lists) > 1 else ""
    )
    drawing.counts += f"; {left_out} that certainly were not, left out" if left_out else ""
    drawing.sources, drawing.note = sources_of(ties), NOTE
    drawing.values = {"root": middle, "box_width": WIDTH}
    return drawing, columns


def is_absent(box: Box, known: Row) -> bool:
    """Return whether somebody was certainly not there on the day, or not tied to the group."""
    existence = existence_of(known, box.party) if known["on"] else []
    return box.state == "no" or bool(existence and state_of(existence) == "no")


def existence_of(known: Row, party: Row) -> list[Row]:
    """Return when a party existed, by each source; of a person nothing is said."""
    return [row for row in known["existence"] if ("group", row["group_id"]) == party_of(party)]


def _write_existence(root: Box, existence: list[Row], on_words: str) -> None:
    if on_words and existence:
        root.state = state_of(existence)
        words = {"certain": "Existed", "possible": "Possibly existed", "no": "Did not exist"}
        who = [row for row in existence if row["certainty"] == root.state] or existence
        root.write(f"{words[root.state]} on {on_words}:", speakers(who))
    # A founding that is doubtful bounds nothing.
    founded = [row for row in existence if row["basis"] == "founded" and row["possible_from"]]
    for when, rows in grouped(founded, when_of).items():
        root.write(f"Founded {when}:", speakers(rows))


def _rivals(rows: list[Row]) -> list[Box]:
    """Return a box for each rival."""
    boxes = []
    for name, same in grouped(rows, lambda row: row["name"]).items():
        party = {"party_kind": "group", "party_id": same[0]["party_id"], "name": name}
        boxes.append(Box(party, 1, state="rival"))
        for source in grouped(same, lambda row: row["source"]):
            boxes[-1].write("Rival:", source)
    return boxes


def heading_of(boxes: list[Box], name: str) -> str:
    """Say what those in a column have in common; nothing of the group and its rivals."""
    meanings = {tie["meaning"] for box in boxes for tie in box.ties}
    if not meanings:
        return ""
    is_above = boxes[0].column == 0
    words = ["merged into"] if meanings & JOINS and not is_above else []
    words += ["belongs to"] if meanings - JOINS - {"pledges", "follows"} else []
    words += ["grew out of"] if "follows" in meanings else []
    words += ["pledged to"] if "pledges" in meanings else []
    said = " or ".join(words)
    return f"What {name} {said}" if is_above else f"Who {said} {name}"


def lay_out(drawing: Drawing, columns: Columns, narrow: bool) -> Drawing:
    """Place the boxes: each below the one before it, and wide columns beside each other."""
    headings, x, y, height = [], RAIL if narrow else 0.0, 0.0, 0.0
    for heading, boxes in columns:
        headings.append((x, y + HEADING - 9, heading))
        y += HEADING if heading or not narrow else 0
        for box in boxes:
            box.x, box.y = x, y
            y += box.height + APART
        width, height = x + WIDTH, max(height, y - APART + 4)
        if not narrow:
            x, y = x + WIDTH + BETWEEN, 0.0
    boxes = [box for _, each in columns for box in each]
    values = drawing.values | {"boxes": boxes, "headings": headings, "narrow": narrow}
    return replace(drawing, values=values, width=width if columns else 240, height=height)


def listed(known: Row) -> list[Row]:
    """Return the parties of which something is said, the group first, with what is said."""
    rows = []
    spoken_of = {party_of(tie, end) for tie in known["ties"] for end in ("from", "to")}
    for party in sorted(known["parties"], key=lambda one: (one["step"] > 0, one["party_kind"])):
        if party_of(party) in spoken_of:
            own = [tie for tie in known["ties"] if party_of(tie, "from") == party_of(party)]
            same = grouped(own, lambda tie: (tie["tie"], party_of(tie, "to")))
            existence = existence_of(known, party)
            rows.append({"party": party, "existence": existence, "ties": list(same.values())})
    return rows


def changes_of(known: Row) -> list[str]:
    """Return the days on which what is known of the group's existence changes."""
    own = existence_of(known, known["root"]) if known["root"] else []
    bounds = ("possible_from", "certain_from", "certain_to")
    return sorted({row[name] for row in own for name in bounds if row[name]})
