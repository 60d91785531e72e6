"""Attacks per month, as bars: one for each month, and a month of none is a month of zero."""

import datetime
from urllib.parse import urlencode

from plugins.diagrams.drawing import Drawing, Row, label, milliseconds
from plugins.diagrams.scale import names as named
from plugins.diagrams.scale import straight, ticks, time_of

# More months than this are no picture any more.
MOST_MONTHS = 600
MONTH_PIXELS = 44
RULES = {
    "perpetrator": "attacks by it",
    "party": "attacks by it or on it, and fights in which it took part",
    "possible": "the same, with records that leave open whether it was this group",
}


def month_in_words(month: str) -> str:
    """Return `March 2018` for `2018-03`."""
    return f"{datetime.date.fromisoformat(month + '-01'):%B %Y}"


def counted(count: int) -> str:
    """Return `1 attack`, `2 attacks`."""
    return f"{count:,} attack{'' if count == 1 else 's'}"


def steps(most: int) -> list[int]:
    """Return the whole numbers to write beside bars, from 0 to one that holds the highest."""
    step = next(
        size * 10**power
        for power in range(12)
        for size in (1, 2, 5)
        if most <= 4 * size * 10**power
    )
    return [step * place for place in range(max(1, -(-most // step)) + 1)]


def draw(rows: list[Row], names: dict[str, str], asked: dict[str, str], narrow: bool) -> Drawing:
    """Lay out the bars.

    Args:
        rows: What the query attacks_per_month answers.
        names: What to call the group and the source; a key is missing where none is asked for.
        asked: The parameters; `rule` is the rule by which the group is counted.
        narrow: Whether it is for a telephone.
    """
    months = [row for row in rows if row["month"]]
    across = sum(row["attacks"] for row in rows if not row["month"])
    total = sum(row["attacks"] for row in months)
    who = label(names.get("group", "all groups"), 120)
    title = f"Attacks per month, {who}"
    if months:
        title += f", {month_in_words(months[0]['month'])}"
    if len(months) > 1:
        title += f" to {month_in_words(months[-1]['month'])}"
    drawing = Drawing(title, "", rows=rows)
    drawing.facts = {
        "across": across,
        "total": total,
        "who": who,
        "source": names.get("source"),
        "rule": RULES[asked["rule"]] if "group" in names else "attacks by anybody",
    }
    if not months:
        drawing.empty = (
            f"No attack is counted here for {who}"
            + (f" from {names['source']}" if "source" in names else "")
            + (
                f": {counted(across)} may lie in more than one month, and no month can be given."
                if across
                else "."
            )
        )
        return drawing
    if len(months) > MOST_MONTHS:
        drawing.empty = (
            f"{len(months):,} months are too many for a drawing by month: "
            f"ask for {MOST_MONTHS // 12} years or less."
        )
        return drawing
    most = max(months, key=lambda row: int(row["attacks"]))
    drawing.description = f"{counted(total)} in " + (
        "the month" if len(months) == 1 else f"{len(months):,} months"
    )
    if total and len(months) > 1:
        drawing.description += f"; the most in {month_in_words(most['month'])}: {most['attacks']:,}"
    drawing.description += "."
    start = milliseconds(months[0]["month"] + "-01")
    last = datetime.date.fromisoformat(months[-1]["month"] + "-01")
    end = time_of(last.year, last.month + 1)
    width = min(300 if narrow else 1090, max(64, MONTH_PIXELS * len(months)))
    axis = straight(start, end, width)
    bars = []
    for row in months:
        first = milliseconds(row["month"] + "-01")
        day = datetime.date.fromisoformat(row["month"] + "-01")
        after = time_of(day.year, day.month + 1)
        bar = {
            "start": first + (after - first) * 0.08,
            "end": after - (after - first) * 0.08,
            "attacks": row["attacks"],
            "label": f"{month_in_words(row['month'])}: {counted(row['attacks'])}",
        }
        if row["attacks"]:
            bar["href"] = f"/map?{urlencode({'from': row['month'], 'to': row['month']})}"
        bars.append(bar)
    written = ticks(axis, room=40)
    drawing.values = {
        "width": width,
        "height": min(150 if narrow else 200, 40 + 30 * int(most["attacks"])),
        "domain": axis.domain,
        "bars": [bar for bar in bars if bar["attacks"]],
        "zeros": [bar for bar in bars if not bar["attacks"]],
        "ticks": [tick["time"] for tick in written],
        "names": named(written),
        "counts": steps(most["attacks"]),
        "most": steps(most["attacks"])[-1],
        "figures": len(months) <= (12 if narrow else 40),
    }
    return drawing
