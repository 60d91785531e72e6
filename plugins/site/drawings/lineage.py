"""The lineage diagram of a group: a box for each group tied to it, which says how.

The groups it belongs or has pledged to are above it, the groups that merged into it or belong to it
below. Everything else is only on the page, so that the diagram can be read at a glance.
"""

from dataclasses import replace
from functools import partial

from datasette.app import Datasette

from common.citing import the_names
from common.date_words import tie_in_words
from plugins.site.drawings import findings
from plugins.site.drawings.drawing import (
    Draw,
    Drawing,
    Key,
    name_of,
    short,
    sources_of,
)
from plugins.site.drawings.lineage_boxes import (
    Box,
    Party,
    boxes_of,
    grouped,
    party_of,
    speaker,
    speakers,
    write,
)
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Lineage", "lineage", ("group",)
# By form: how many columns of boxes there are, and the width of all.
FORMS = {"": (3, 1120), "middle": (2, 708), "narrow": (1, 328)}
# The space between boxes, below and beside each other; the height of a heading. Lines run along the
# left of a column, where boxes begin at RAIL.
APART, BESIDE, HEADING, RAIL = 8.0, 16.0, 28.0, 20.0
# The legend for the kinds of lines and corners that are drawn.
LEGEND = {
    "certain": "stated outright by a source",
    "possible": "less certain, or indirect",
    "many": "not a single organisation",
}
NOTE = (
    "An arrow runs from a group to what it joined or pledged to. Not a complete list. Left out, but"
    " listed on the page: further statements, rivals, single persons and whole peoples."
)
Parts = list[tuple[str, list[Box]]]  # each with its heading
# The words for ties in headings, by their meaning, and the order of these words.
TIED = {
    **{"merges": "merged into", "joins": "merged into", "follows": "grew out of"},
    **{"pledges": "pledged to", "manages": "manages the efforts of"},
}
ORDER = ("merged into", "belongs to", *list(TIED.values())[2:])
CONFLICTS = "select * from claim_disputes where sort = 'conflict' order by topic"


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    """Fetch the lineage of a group, by default the subject."""
    group = parameters["group"] or str(datasette.metadata("subject") or "")
    await name_of(datasette, "groups", group)
    known = {
        (row["table_name"], row["row_id"]): row
        for row in await select(datasette, "select * from page_ties")
    }
    ties = [
        tie | known[tie["table_name"], tie["row_id"]]
        for tie in await named(datasette, "lineage", group=group)
    ]
    documents = {tie[id_] for tie in ties for id_ in ("source_id", "about_source_id")}
    parties = await select(datasette, "select * from page_parties where root_id = ?", [group])
    existence = await select(datasette, "select * from page_existence where root_id = ?", [group])
    claims = {tie["claim_id"] for tie in ties}
    conflicts = await select(datasette, CONFLICTS)
    facts = {
        "ties": ties,
        "conflicts": [row for row in conflicts if row["claim_id"] in claims],
        "parties": parties,
        "root": next((party for party in parties if party["step"] == 0), None),
        # For groups only: nothing is said about the existence of people.
        "existence": grouped(
            (row for row in existence if row["source_id"] in documents),
            lambda row: ("group", row["group_id"]),
        ),
        "rivals": await select(datasette, "select * from page_rivals where group_id = ?", [group]),
        "when": tie_in_words,
    }
    return partial(lay_out, *drawing_of(facts))


def drawing_of(known: Row) -> tuple[Drawing, Parts]:
    """Return a drawing before layout, and its boxes under their headings."""
    ties, root = known["ties"], known["root"]
    name = the_names([short(root["name"])]) if root else ""
    drawing = Drawing(f"Lineage of {name}", rows=ties, facts={**known, "listed": listed(known)})
    boxes = boxes_of(ties, known["parties"], root) if root else []
    if len(boxes) < 2:
        drawing.empty = "No pledge of allegiance and no other tie between groups is stated."
        return drawing, []
    shown, merged = _write(boxes, known)
    columns = [[box for box in boxes if box.column == number] for number in range(3)]
    parts = [(heading_of(each, name), each) for each in columns if each]
    drawing.description = " ".join(
        f"{heading}: {'; '.join(str(box.party['name']) for box in each)}."
        for heading, each in parts
        if heading
    )
    below = heading_of(columns[2], name)
    above = heading_of(columns[0], "it" if below else name)
    above = f"{above[:1].lower()}{above[1:]}" if below else above
    drawing.title = ", and ".join(filter(None, (below, above))) or drawing.title
    drawing.counts = f"groups tied to {name}, at any time"
    drawing.of_years, drawing.sources = sources_of(shown)
    drawing.note = NOTE
    claims = {row["claim_id"] for box in boxes for row in box.ties}
    drawing.facts["conflicts"] = [row for row in known["conflicts"] if row["claim_id"] in claims]
    drawing.finding = findings.of_those_above([tie for box in columns[0] for tie in box.ties], name)
    if merged:
        sets = {tie["reading_set"] for tie in merged}
        into = [tie for tie in ties if tie["to_id"] == root["party_id"]]
        joined = [tie for tie in into if tie["meaning"] == "joins" and tie["reading_set"] in sets]
        lists = findings.of_lists(merged, joined, root, known["conflicts"])
        drawing.facts |= lists
        drawing.finding = f"{drawing.finding} {lists['finding']}".strip()
    return drawing, parts


def _write(boxes: list[Box], known: Row) -> tuple[list[Row], list[Row]]:
    """Write the text of each box; return the rows of which it tells, and those of who merged."""
    into = "merges", known["root"]["party_id"]
    merged = [row for row in known["ties"] if (row["meaning"], row["to_id"]) == into]
    merged = [row for row in merged if row["reading_set"]]
    said = grouped(merged, speaker)
    lists = {name: {row["reading_set"] for row in rows} for name, rows in said.items()}
    marked, shown = _in_conflict(merged, known["conflicts"]), list[Row]()
    for box in boxes:
        box.is_conflict = party_of(box.party) in marked
        if box.column != 1:
            write(box, lists)
            shown += box.shown + box.also
            continue
        shown += _write_existence(box, known["existence"][party_of(box.party)])
        for roles, leader, when in box.leaders.values():
            box.said.append((f"{roles.capitalize()}:", f"{leader}, {when}"))
    return shown, merged


def _in_conflict(merged: list[Row], conflicts: list[Row]) -> set[Party]:
    """Return the parties in only some lists of merged groups, if that is a conflict."""
    lists, claims = {tie["reading_set"] for tie in merged}, {row["claim_id"] for row in conflicts}
    return {
        party
        for party, ties in grouped(merged, lambda tie: party_of(tie, "from")).items()
        if {tie["reading_set"] for tie in ties} != lists
        and any(tie["claim_id"] in claims for tie in ties)
    }


def _write_existence(root: Box, existence: list[Row]) -> list[Row]:
    """Write when the group was formed; return the rows that say so."""
    founded = [row for row in existence if row["basis"] == "founded"]
    firm = [row for row in founded if not (row["is_doubtful"] or row["is_inferred"])]

    def words(row: Row) -> str:
        how = "Possibly formed" if row["is_doubtful"] else "Formed"
        return f"{how} {tie_in_words(row)}{' (inferred)' if row['is_inferred'] else ''}:"

    # Doubtful or inferred dates are written only if there are no others.
    for said, rows in grouped(firm or founded, words).items():
        root.said.append((said, speakers(rows)) if firm else ("", f"{said} {speakers(rows)}"))
    return [row for row in founded if row["is_read"]]


def heading_of(boxes: list[Box], name: str) -> str:
    """Return the heading of a column: what its boxes have in common; empty for the group's own."""
    found = {TIED.get(tie["meaning"], "belongs to") for box in boxes for tie in box.shown}
    # There is room for only two.
    words = [each for each in ORDER if each in found] if len(found) < 3 else ["is tied to"]
    said = " or ".join(words).replace("belongs to or pledged to", "belongs or pledged to")
    if not said:
        return ""
    return f"What {name} {said}" if boxes[0].column == 0 else f"Who {said} {name}"


def listed(known: Row) -> list[Row]:
    """Return the parties with statements about them, the group first, for the list on the page."""
    rows = []
    ties = grouped(known["ties"], lambda tie: party_of(tie, "from"))
    spoken_of = {party_of(tie, end) for tie in known["ties"] for end in ("from", "to")}
    for party in sorted(known["parties"], key=lambda one: (one["step"] > 0, one["party_kind"])):
        if party_of(party) in spoken_of:
            same = grouped(ties[party_of(party)], lambda tie: (tie["tie"], party_of(tie, "to")))
            existence = known["existence"][party_of(party)]
            rows.append({"party": party, "existence": existence, "ties": list(same.values())})
    return rows


def lay_out(drawing: Drawing, parts: Parts, form: str) -> Drawing:
    """Place the group as wide as the drawing, and other boxes where a column has most room."""
    drawing = replace(drawing, form=form)
    if not parts:
        return drawing
    most, width = FORMS[form]
    # As wide as ever where there are fewer boxes than columns: boxes are wider then.
    columns = min(most, max(len(boxes) for _, boxes in parts))
    step = (width + BESIDE) / columns
    y, headings, placed = 0.0, [], list[Box]()
    for heading, boxes in parts:
        if heading:
            headings.append((y + HEADING - 10, heading))
            y += HEADING
        feet = [y] * columns
        # What is stated outright comes first.
        for box in sorted(map(replace, boxes), key=lambda box: box.is_weak):
            at, is_root = feet.index(min(feet)), box.column == 1
            box.x, box.y = (0.0 if is_root else RAIL + at * step), feet[at]
            box.fit(width if is_root else step - RAIL - BESIDE)
            feet[at] += box.height + APART
            placed.append(box)
        y = max(feet)
    (root,) = (box for box in placed if box.column == 1)
    tied = [box for box in placed if box is not root]
    kinds = {"possible" if box.is_weak else "certain" for box in tied}
    kinds |= {"many" for box in tied if box.party["is_many"]}
    keys = [Key(kind, LEGEND[kind]) for kind in LEGEND if kind in kinds != {"certain"}]
    values = {"boxes": placed, "rail": RAIL, "headings": headings, "root": root}
    return replace(drawing, values=values, keys=keys, width=width, height=y - APART + 4)
