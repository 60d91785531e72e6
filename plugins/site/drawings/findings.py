"""What a picture shows, in one sentence derived from its rows, which is printed above it."""

import json
from collections import Counter, defaultdict

from common.citing import listed, the_names
from common.date_words import DAY, event_in_words, in_words
from common.display_text import in_sentence, number
from plugins.site.drawings.drawing import LAST_DAY, short
from plugins.site.drawings.lineage_boxes import grouped, speaker
from plugins.site.queries import Row
from plugins.site.voices import names_of, own_voices, say

# Most attackers that a sentence lists, and its words for incidents by no named group.
MOST_WHO, NOBODY = 5, "by attackers whom no source names as a group"

# Phrases for the results of the query `existed`: after the group was formed, certainly and
# possibly; at any other possible time; and for no result.
FORMED = (
    "had been formed, and no end is stated",
    "had possibly been formed, and no end is stated",
)
MAY_HAVE, NO_WORD = "may have existed", ""


def of_events(things: list[Row], root: str, subject: str) -> Row:
    """State when the group was formed, and by whom the incidents were.

    Returns:
        The `finding`, and the rows `behind` the statement on the formation.
    """
    known = [thing for thing in things if thing["kind"] == "attack" and thing["known"]]
    known = [thing for thing in known if thing["meaning"] != "lasts"]
    # A date inferred only from the order of events is given by nobody.
    inferred = sum(all(row["is_inferred"] for row in one["known"]) for one in known)
    if len(known) < 2:
        return {}
    by = grouped(known, lambda thing: thing["who_words"] or NOBODY)
    whose = [
        f"{_nouns(ones)} {who.replace(' (implied)', ' by implication')}"
        for who, ones in sorted(by.items(), key=lambda pair: -len(pair[1]))
    ]
    told = f"have a date ({number(inferred)} inferred)" if inferred else "have a date"
    told += f": {listed(whose)}." if len(by) <= MOST_WHO else "."
    count = number(len(known)).capitalize()
    formed = [
        thing
        for thing in things
        if thing["meaning"] == "founds" and root in json.loads(thing["readings"][0]["group_ids"])
    ]
    dated = formed[0]["known"] if len(formed) == 1 else []
    if len(dated) != 1 or dated[0]["is_doubtful"]:
        return {"finding": f"{count} incidents described one by one {told}"}
    day = event_in_words(dated[0])
    day = f"in {day}" if len(dated[0]["date"]) < 10 and "/" not in dated[0]["date"] else day
    behind = [row for row in formed[0]["readings"] if row["date"] == dated[0]["date"]]
    who = say(sorted((row | {"source": speaker(row)} for row in behind), key=speaker))
    said = f"{subject} formed {day}, {who}. {count} incidents {told}"
    return {"finding": said, "behind": behind}


def _nouns(things: list[Row]) -> str:
    """Return what incidents were, in words: `three attacks`, `an attack and a kidnapping`."""
    many = Counter(thing["noun"] for thing in things).most_common()
    return listed(
        [
            f"{number(count)} {noun}s"
            if count > 1
            else f"{'an' if noun[0] in 'aei' else 'a'} {noun}"
            for noun, count in many
        ]
    )


def of_a_day(rows: list[Row], root: Row, on: str, first: str) -> Row:
    """State whether a group existed on a day, according to each source that says so.

    `rows` are those of the query `existed`; a row without words says nothing about that time. A
    source cannot speak about days after its publication: what it says about the formation is used
    only if no source speaks about that time.
    """
    is_day = bool(DAY.fullmatch(on))
    is_known = bool({"existed", "existed on some day of it"} & {row["in_words"] for row in rows})
    names: dict[str, set[str]] = defaultdict(set)
    for row in [row for row in rows if row["date"]] or rows:
        words = row["in_words"] or NO_WORD
        if words == MAY_HAVE and not row["date_earliest"]:
            # Otherwise a source that says “by 2012” would seem to speak about 1990.
            when = in_words(row["date"], row["date_earliest"], row["date_latest"])
            words = f"was formed {when}; how long before is not stated"
        if not (is_known and words in FORMED and (row["said_latest"] or LAST_DAY) < first):
            names[words].add(row["source"])
    if len(names) > 1:
        names.pop(NO_WORD, None)
    parts: list[str] = []
    for words, sources in sorted(names.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        name, by = "it" if parts else short(root["name"]), listed(sorted(sources))
        # A statement about a day within a year does not hold for the whole year.
        whether = (
            f"nothing says whether {name} existed {'then' if is_day else 'in all of that time'}"
        )
        parts.append(f"by {by}, {f'{name} {words}' if words else whether}")
    start = "on " if is_day else "from " if " to " in on else "in " if " " not in on[:8] else ""
    said = f"{start}{on}, {'; '.join(parts)}."
    return {"finding": said[:1].upper() + said[1:]}


def of_lists(merged: list[Row], joined: list[Row], root: Row, conflicts: list[Row]) -> Row:
    """State whom the lists of merged groups name, or that they conflict, and the rows behind it.

    `joined` are the ties by which a list has a group come in otherwise, such as absorbed.
    """
    lists = grouped(merged, lambda tie: tie["reading_set"])
    named = {frozenset(tie["from_name"] for tie in ties) for ties in lists.values()}
    sure = [tie for tie in merged if not tie["is_doubtful"]]
    by, name = listed(sorted(set(map(speaker, sure or merged)))), short(root["name"])
    claims = {tie["claim_id"] for tie in merged}
    common = frozenset.intersection(*named)
    in_all = the_names(sorted(common))
    in_some = the_names(sorted(frozenset.union(*named) - common), "or")
    speakers = len(set(map(speaker, merged)))
    every = f" {number(len(lists))} lists from {number(speakers)} sources" if speakers > 1 else ""
    every = f"all{every} have {in_all}; only" if in_all else f"no group is in all{every};"
    every += f" some have {in_some}"
    for tie in joined if len(named) > 1 else ():
        how = in_sentence(tie["tie"].removesuffix(" by"))
        every += f"; {speaker(tie)} has {the_names([tie['from_name']])} as {how}"
    if len(named) == 1:
        word = "merged" if sure else "possibly merged"
        words = f"By {by}, {in_all} {word} into {name}"
    elif speakers == 1:
        many = number(len(lists))
        words = f"{by} gives {many} different lists of who merged to form {name}: {every}"
    elif any(row["claim_id"] in claims for row in conflicts):
        words = f"Sources conflict on who merged to form {name}: {every}"
    else:
        words = f"Sources do not name the same groups that merged to form {name}: {every}"
    behind = [tie | {"source": speaker(tie)} for tie in merged]
    return {"finding": f"{words}.", "behind": behind, "of": "The lists"}


def of_those_above(over: list[Row], name: str) -> str:
    """State whose affiliate, branch or the like a group is called, if a source says so outright.

    `over` are its ties to the groups it belongs to.
    """
    called = grouped(
        (tie for tie in over if tie["meaning"] == "under" and not tie["doubt"]),
        lambda tie: (tie["sort"], short(tie["to_name"])),
    )
    if not called:
        return ""
    (sort, other), ties = max(called.items(), key=lambda pair: len(pair[1]))
    said = [tie | {"source": speaker(tie)} for tie in ties]
    by, kind = sorted(own_voices(said)), in_sentence(sort)
    who = the_names(by)
    who = who[0].upper() + who[1:]
    # A source that cites one of these does not count as another.
    also = "".join(
        f", as does {one}, citing {the_names(cited)}"
        for one, cited in sorted(names_of(said, speaker).items())
        if one not in by
    )
    if not sort.endswith(" of"):  # not a noun
        return f"{who} {'says' if len(by) == 1 else 'say'} that {name} is {kind} {other}{also}."
    noun = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    return f"{who} {'calls' if len(by) == 1 else 'call'} {name} {noun} {other}{also}."
