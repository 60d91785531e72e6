"""What project.yml names and the facts have not: an example that has gone, a far-away map."""

from collections.abc import Iterator, Mapping
from statistics import mean

from common.project import Project
from loaders.context import Context

FAR = 20
"""Degrees from the middle of all points at which a map begins beside them."""


def not_there(context: Context, project: Project) -> Iterator[str]:
    """A line for each id in project.yml that the facts do not have, and for a map of elsewhere."""
    facts = context.facts
    disagreements = {str(entry.get("id")): entry for entry in facts.disagreements}
    of_key: dict[str, Mapping[str, object]] = {
        "group": facts.entities["groups"],
        "source": facts.entities["sources"],
        "claim": facts.claims,
        "id": {**facts.tables, **disagreements},
    }
    named = [
        ("subject", "group", project.subject.id),
        *(("examples", key, id_) for key, id_ in project.examples.items() if key in of_key),
    ]
    for part, key, id_ in named:
        if id_ not in of_key[key]:
            instead = "".join(f"; there is '{other}'" for other in list(of_key[key])[-1:])
            yield f"project.yml: {part}: there is no {key} '{id_}'{instead}"
    for id_ in project.site.get("highlights", []):
        if id_ not in disagreements:
            yield f"project.yml: highlights: there is no disagreement '{id_}'"
    points = [each for each in context.rows["places"] if each["latitude"] is not None]
    if points:
        middle = [
            round(mean(each[axis] for each in points), 1) for axis in ("latitude", "longitude")
        ]
        if max(abs(a - b) for a, b in zip(middle, project.map, strict=True)) > FAR:
            far = f"project.yml: map: {project.map} is far from the points in places.yml"
            yield f"{far}; try {middle}"
