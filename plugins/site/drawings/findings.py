"""What is to be seen in a picture, in one sentence made of its rows: it stands above it."""

import json
from collections import Counter, defaultdict

from common.citing import listed
from common.date_words import bounds_of, event_in_words
from plugins.site.drawings.boxes import grouped, speaker
from plugins.site.drawings.drawing import short
from plugins.site.queries import Row

# By how many a sentence tells attacks apart, and what it says of those of nobody.
MOST_WHO, NOBODY = 4, "by attackers whom no source names as a group"


def of_events(things: list[Row], root: str, subject: str) -> Row:
    """Say what is to be seen: when the group was formed, the attacks and their years, the rest.

    Returns:
        The `finding` and, of the formation, the rows `behind` it.
    """
    attacks = [thing for thing in things if thing["kind"] == "attack" and thing["known"]]
    attacks = [thing for thing in attacks if thing["meaning"] != "lasts"]
    if len(attacks) < 2:
        return {}
    spans = [{day[:4] for row in thing["known"] for day in bounds_of(row)} for thing in attacks]
    years = sorted(set().union(*spans))
    by = Counter(thing["who_words"] or NOBODY for thing in attacks).most_common()
    whose = f": {listed([f'{count} {who}' for who, count in by])}" if len(by) <= MOST_WHO else ""
    span = f"{years[0]} to {years[-1]}{whose}"
    formed = [
        thing
        for thing in things
        if thing["meaning"] == "founds" and root in json.loads(thing["readings"][0]["group_ids"])
    ]
    known = formed[0]["known"] if len(formed) == 1 else []
    if len(known) != 1 or known[0]["is_doubtful"]:
        return {"finding": f"{len(attacks)} attacks described one by one have a date, {span}."}
    day = event_in_words(known[0])
    day = f"in {day}" if len(known[0]["date"]) < 10 and "/" not in known[0]["date"] else day
    behind = [row for row in formed[0]["readings"] if row["date"] == known[0]["date"]]
    names = sorted({speaker(row) for row in behind})
    said = f"{subject} formed {day}, say{'s' if len(names) == 1 else ''} {listed(names)}. "
    said += f"{len(attacks)} attacks have a date, {span}."
    return {"finding": said, "behind": behind, "of": "The formation"}


def of_a_day(rows: list[Row], root: Row, on: str) -> Row:
    """Say whether a group existed on a day that is asked about, by each source that says so.

    `rows` are those of the query existed; one without words says nothing of that time.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for row in [row for row in rows if row["date"]] or rows:
        names[row["in_words"] or "is not mentioned"].add(row["source"])
    if len(names) > 1:
        names.pop("is not mentioned", None)
    parts: list[str] = []
    for words, sources in sorted(names.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        name = "it" if parts else short(root["name"])
        parts.append(f"by {listed(sorted(sources))}, {name} {words}")
    return {
        "finding": f"{'On' if on[:1].isdigit() and ' ' in on else 'In'} {on}, {'; '.join(parts)}."
    }


def of_lists(merged: list[Row], root: Row, conflicts: list[Row]) -> Row:
    """Say whom the lists of who merged name, or that they conflict; note the rows behind it."""
    lists = grouped(merged, lambda tie: tie["reading_set"])
    named = {frozenset(tie["from_name"] for tie in ties) for ties in lists.values()}
    sure = [tie for tie in merged if not tie["is_doubtful"]]
    by, name = listed(sorted(set(map(speaker, sure or merged)))), short(root["name"])
    claims = {tie["claim_id"] for tie in merged}
    if len(named) == 1:
        word = "merged" if sure else "possibly merged"
        words = f"By {by}, {listed(sorted(*named))} {word} into {name}"
    elif len(set(map(speaker, merged))) == 1:
        words = f"{by} gives {len(lists)} different lists of who merged to form {name}"
    elif any(row["claim_id"] in claims for row in conflicts):
        words = f"Sources conflict on who merged to form {name}"
    else:
        words = f"Sources do not name the same groups that merged to form {name}"
    behind = [tie | {"source": speaker(tie)} for tie in merged]
    return {"finding": f"{words}.", "behind": behind, "of": "The lists"}
