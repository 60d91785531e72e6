"""The lineage diagram of a group: a box for each group tied to it, which says how.

The groups it belongs or has pledged to are above it, the groups that merged into it or belong to it
below. Everything else is only on the page, so that the diagram can be read at a glance.
"""

from dataclasses import replace
from functools import partial

from datasette.app import Datasette

from common.citing import the_names
from common.date_words import in_words, tie_in_words
from common.project import DATABASE
from plugins.site.drawings import findings
from plugins.site.drawings.drawing import (
    LAST_DAY,
    Draw,
    Drawing,
    Key,
    check_choice,
    days_of,
    name_of,
    short,
    sources_of,
)
from plugins.site.drawings.lineage_boxes import (
    Box,
    Party,
    boxes_of,
    grouped,
    is_begun,
    party_of,
    speaker,
    speakers,
    state_of,
    write,
)
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Lineage", "lineage", ("group", "on", "reading")
# By form: how many columns of boxes there are, and the width of all.
FORMS = {"": (3, 1120), "middle": (2, 708), "narrow": (1, 328)}
# The space between boxes, below and beside each other; the height of a heading. Lines run along the
# left of a column, where boxes begin at RAIL.
APART, BESIDE, HEADING, RAIL = 8.0, 16.0, 28.0, 20.0
# The legend for the kinds of lines and corners that are drawn, at any time and on a day.
LEGEND = {
    "certain": ("stated outright by a source", "so then, or before with no end stated"),
    "possible": ("less certain, or indirect", "only possible then"),
    "many": ("not a single organisation",) * 2,
}
NOTE = (
    "An arrow runs from a group to what it joined or pledged to. Not a complete list. Left out, but"
    " listed on the page: further statements, rivals, single persons and whole peoples"
)
Parts = list[tuple[str, list[Box]]]  # each with its heading
# The words for ties in headings, by their meaning, and the order of these words.
TIED = {
    **{"merges": "merged into", "joins": "merged into", "follows": "grew out of"},
    **{"pledges": "pledged allegiance to", "manages": "manages the efforts of"},
}
ORDER = ("merged into", "belongs to", *list(TIED.values())[2:])
# The columns of the query `lineage` that identify a reading, and the columns with their labels.
READINGS = {
    "A profile": ("source_id", "source"),
    "A list of its parts": ("reading_set", "reading_label"),
    "A cited work": ("about_source_id", "about_source"),
}
# When the parties existed, by source, with the same columns as ties. A work of which a part was
# read counts as the source, not the document that cites it.
EXISTENCE = """
select
  existed.*,
  -- to say from which claim we infer the date
  'milestones' as table_name,
  founding.id as row_id,
  coalesce(founding.certainty = 'possible', 0) as is_doubtful,
  founding.date_claim_id is not null as is_inferred,
  sources.access = 'read' as is_read,
  case sources.access when 'read' then coalesce(sources.short, sources.label) else sources.label end
    as source,
  about.label as about_source,
  (select cites from claim_repeats where claim_repeats.claim_id = existed.claim_id) as cites,
  coalesce(about.published_latest, sources.published_latest) as said_latest,
  case answer when 'yes' then 'certain' else answer end as certainty,
  founded as date, founded_earliest as date_earliest,
  coalesce(founded_latest, certain_from) as date_latest
from ({existed}) as existed
join lineage_parties as parties on party_kind = 'group' and party_id = existed.group_id
  and root_id = :root
join sources on sources.id = existed.source_id
left join sources as about on about.id = existed.about_source_id
left join milestones as founding on basis = 'founded' and founding.claim_id = existed.claim_id
  and founding.group_id = existed.group_id
  and founding.kind in (select id from milestone_kinds where meaning = 'founds')
order by existed.group_id, existed.basis, existed.claim_id
"""

IS_READING = """
select 1 from sources where id = ?1 union all select 1 from membership where reading_set = ?1
"""


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    """Fetch the lineage of a group, by default the subject: on a day, by one work or list."""
    group, on, reading = (parameters[name] for name in PARAMETERS)
    group = group or str(datasette.metadata("subject") or "")
    await name_of(datasette, "groups", group)
    first, last = days_of(on)
    known = {
        (row["table_name"], row["row_id"]): row
        for row in await select(datasette, "select * from page_ties")
    }
    every = [
        tie | known[tie["table_name"], tie["row_id"]]
        for tie in await named(datasette, "lineage", group=group, as_of=on)
    ]

    readings = [(heading, readings_of(every, *READINGS[heading])) for heading in READINGS]
    # A reading that says nothing about this group or day is valid as well.
    if not await select(datasette, IS_READING, [reading]):
        check_choice("reading", reading, (id_ for _, each in readings for id_, _ in each))

    def is_chosen(row: Row) -> bool:
        return reading in ("", *(row.get(id_) for id_, _ in READINGS.values()))

    sql = "select * from page_parties where root_id = ? order by name"
    parties = await select(datasette, sql, [group])
    query = await datasette.get_canned_query(DATABASE, "existed", None)
    sql = EXISTENCE.format(existed=query["sql"])
    existence = await select(datasette, sql, {"group": "", "date": on, "root": group})
    ties = [tie | {"is_begun": is_begun(tie, first)} for tie in every if is_chosen(tie)]
    documents = {tie[id_] for tie in ties for id_ in ("source_id", "about_source_id")}
    claims = {tie["claim_id"] for tie in ties}
    sql = "select * from claim_disputes where sort = 'conflict' order by topic"
    conflicts = await select(datasette, sql)
    sql = "select * from page_rivals where group_id = ?"
    rivals = await select(datasette, sql, [group])
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
        # None if a day is given: sources state rivalries as of their own time.
        "rivals": [] if on else list(filter(is_chosen, rivals)),
        # The readings that can be selected, id and name, under a heading for each kind.
        "readings": readings,
        "on": in_words(on, first, last) if first else "",
        "day": first,
        "last": last,
        "when": tie_in_words,
    }
    return partial(lay_out, *drawing_of(facts))


def readings_of(ties: list[Row], id_: str, name: str) -> list[tuple[str, str]]:
    # A work of which a part was read is a reading, though `source` is the profile that cites it.
    if id_ == "source_id":
        ties = [tie for tie in ties if tie[id_] != tie["about_source_id"]]
    return sorted({(tie[id_], tie[name]) for tie in ties if tie[id_]})


def drawing_of(known: Row) -> tuple[Drawing, Parts]:
    """Return a drawing before layout, and its boxes under their headings."""
    ties, root, on_words = known["ties"], known["root"], known["on"]
    name = the_names([short(root["name"])]) if root else ""
    drawing = Drawing(f"Lineage of {name}", rows=ties)
    drawing.facts = {**known, "listed": listed(known), "days": changes_of(known)}
    # Parties not tied to it on the day, or not yet existing, and denied ties are only in the list.
    for tie in ties:
        is_open = bool(on_words) and tie["certainty"] == "possible"
        tie["is_early"] = is_open and _is_early(tie, known)
    then = [tie for tie in ties if tie["certainty"] != "no" and not tie["is_early"]]
    every, boxes = (boxes_of(rows, known["parties"], root) if root else [] for rows in (ties, then))
    if len(every) < 2:
        drawing.empty = "No pledge of allegiance and no other tie between groups is stated."
        return drawing, []
    # Nor have those a box that, by all sources, did not exist then.
    states = {party: state_of(rows) for party, rows in known["existence"].items() if on_words}
    boxes = [box for box in boxes if box.column == 1 or states.get(party_of(box.party)) != "no"]
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
    drawing.counts = f"groups tied to {name}, {f'on {on_words}' if on_words else 'at any time'}"
    (drawing.of_years, drawing.sources) = sources_of(shown)
    left_out = len(every) - len(boxes)
    drawing.note = f"{NOTE}{f'; {left_out} that were not tied to it then' if left_out else ''}."
    claims = {row["claim_id"] for box in boxes for row in box.ties}
    drawing.facts["conflicts"] = [row for row in known["conflicts"] if row["claim_id"] in claims]
    above = findings.of_those_above([tie for box in columns[0] for tie in box.ties], name)
    drawing.facts |= _finding(known, merged, above)
    drawing.finding = drawing.facts.get("finding", "")
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
            write(box, lists, bool(known["on"]))
            shown += box.shown + box.also
            continue
        shown += _write_existence(box, known["existence"][party_of(box.party)], known["day"])
        for roles, leader, when in box.leaders.values():
            box.said.append((f"{roles.capitalize()}:", f"{leader}, {when}"))
    return shown, merged


def _finding(known: Row, merged: list[Row], above: str) -> Row:
    """Return the sentence above the picture, and the rows behind it."""
    root, existence = known["root"], known["existence"][party_of(known["root"])]
    if known["on"] and existence:
        # The source of a statement read in a cited work is that work.
        days = [row | {"source": row["about_source"] or row["source"]} for row in existence]
        return findings.of_a_day(days, root, known["on"], known["day"])
    if not merged or known["on"]:
        return {"finding": above}
    sets = {tie["reading_set"] for tie in merged}
    into = [tie for tie in known["ties"] if tie["to_id"] == root["party_id"]]
    joined = [tie for tie in into if tie["meaning"] == "joins" and tie["reading_set"] in sets]
    lists = findings.of_lists(merged, joined, root, known["conflicts"])
    return lists | {"finding": f"{above} {lists['finding']}".strip()}


def _is_early(tie: Row, known: Row) -> bool:
    """Return whether, according to the tie's source, one of its groups was formed after the day."""
    said_by = tie["about_source_id"] or tie["source_id"]
    rows = [row for end in ("from", "to") for row in known["existence"][party_of(tie, end)]]
    return any(
        row["basis"] == "founded"
        and (row["about_source_id"] or row["source_id"]) == said_by
        and (row["date_earliest"] or "") > known["last"]
        for row in rows
    )


def _in_conflict(merged: list[Row], conflicts: list[Row]) -> set[Party]:
    """Return the parties in only some lists of merged groups, if that is a conflict."""
    lists, claims = {tie["reading_set"] for tie in merged}, {row["claim_id"] for row in conflicts}
    return {
        party
        for party, ties in grouped(merged, lambda tie: party_of(tie, "from")).items()
        if {tie["reading_set"] for tie in ties} != lists
        and any(tie["claim_id"] in claims for tie in ties)
    }


def _write_existence(root: Box, existence: list[Row], day: str) -> list[Row]:
    """Write when the group was formed and whether it existed; return the rows on its formation."""
    if day and existence:
        root.state = state_of(existence)
        formed = (row["certain_from"] for row in existence if row["certain_from"])
        if root.state == "possible" and min(formed, default=LAST_DAY) <= day:
            root.state = "certain"
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
    said = " or ".join(words).replace("belongs to or pledged", "belongs or pledged")
    if not said:
        return ""
    if boxes[0].column == 2:
        return f"Who {said} {name}"
    is_whom = all(each.endswith(" to") for each in words)
    return f"To whom {name} {said.removesuffix(' to')}" if is_whom else f"What {name} {said}"


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


def changes_of(known: Row) -> list[str]:
    """Return the days on which what is known about the group's existence changes."""
    own = known["existence"][party_of(known["root"])] if known["root"] else []
    bounds = ("possible_from", "certain_from", "certain_to")
    return sorted({row[name] for row in own for name in bounds if row[name]})


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
        for box in sorted(map(replace, boxes), key=lambda box: box.state == "possible"):
            at, is_root = feet.index(min(feet)), box.column == 1
            box.x, box.y = (0.0 if is_root else RAIL + at * step), feet[at]
            box.fit(width if is_root else step - RAIL - BESIDE)
            feet[at] += box.height + APART
            placed.append(box)
        y = max(feet)
    (root,) = (box for box in placed if box.column == 1)
    kinds = {
        "possible" if box.state == "possible" else "certain" for box in placed if box is not root
    }
    kinds |= {"many" for box in placed if box is not root and box.party["is_many"]}
    words = {kind: LEGEND[kind][bool(drawing.facts["day"])] for kind in LEGEND if kind in kinds}
    keys = [Key(kind, words[kind]) for kind in words if kinds != {"certain"}]
    values = {"boxes": placed, "rail": RAIL, "headings": headings, "root": root}
    return replace(drawing, values=values, keys=keys, width=width, height=y - APART + 4)
