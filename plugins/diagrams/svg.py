"""A drawing as part of a page: in the page's colours, light and dark, with its words and links."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping

from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# Vega makes whole addresses of links; this stands for the site until the drawing is in its page.
HERE = "https://here.invalid"

# What Vega writes for programs that read drawings; ours have one label for each thing to read.
DROPPED = {
    "aria-roledescription",
    "aria-hidden",
    "role",
    "class",
    "pointer-events",
    "stroke-miterlimit",
    "font-family",
    "version",
}
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
# What a group's parts take from it, and what goes without saying.
INHERITED = ("fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor")
DEFAULTS = {"opacity": "1", "fill-opacity": "1", "stroke-dasharray": "1,0"}


def inline(svg: str, name: str, title: str, description: str, colours: Mapping[str, str]) -> Markup:
    """Return the SVG for a page.

    Args:
        svg: What Vega drew.
        name: What to begin ids with, so that two drawings on a page have none in common.
        title: The name of the drawing for those who cannot see it.
        description: What there is to see in it.
        colours: The CSS variable for each colour that the spec names.
    """
    root = _tidied(svg, name)
    root.set("role", "graphics-document")
    root.set("style", f"--drawn:{root.get('width')}px")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-desc")
    for tag, text in (("desc", description), ("title", title)):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(0, element)
    for element in root.iter():
        for attribute in ("fill", "stroke", "stop-color"):
            value = element.get(attribute)
            if value is not None and value in colours:
                element.set(attribute, f"var({colours[value]})")
    # The text is escaped by the serializer, and nothing but Vega's own elements is in it.
    return Markup(_text(root))  # noqa: S704


def alone(
    svg: str,
    title: str,
    description: str,
    colours: Mapping[str, str],
    dark: Mapping[str, str],
) -> str:
    """Return the SVG as a file of its own: without links, and dark where the reader's pages are.

    Args:
        svg: What Vega drew.
        title: What it shows.
        description: What there is to see in it.
        colours: The CSS variable for each colour that the spec names.
        dark: The colour of each variable in the dark.
    """
    root = _tidied(svg, "chart")
    root.set("role", "img")
    style = ElementTree.Element(f"{{{SVG}}}style")
    rules = []
    for colour, variable in colours.items():
        for attribute in ("fill", "stroke", "stop-color"):
            rules.append(f'[{attribute}="{colour}"]{{{attribute}:{dark[variable]}}}')
    style.text = f"@media (prefers-color-scheme: dark){{{''.join(rules)}}}"
    root.insert(0, style)
    root.set("font-family", "Arial, Liberation Sans, Helvetica, sans-serif")
    for tag, text in (("desc", description), ("title", title)):
        element = ElementTree.Element(f"{{{SVG}}}{tag}")
        element.text = text
        root.insert(0, element)
    return _text(root)


def _tidied(svg: str, name: str) -> ElementTree.Element:
    """Read the SVG; leave out what nobody reads, and put labels on links, where focus goes."""
    root = ElementTree.fromstring(svg)  # noqa: S314  Vega wrote it
    _lighten(root, name)
    root.set("class", "chart")
    return root


def _lighten(element: ElementTree.Element, name: str) -> None:
    for attribute in DROPPED.intersection(element.keys()):
        del element.attrib[attribute]
    for attribute, value in list(element.items()):
        if attribute == "id":
            element.set("id", f"{name}-{value}")
        elif value.startswith("url(#"):
            element.set(attribute, f"url(#{name}-{value[5:]}")
        elif DEFAULTS.get(attribute) == value:
            del element.attrib[attribute]
        elif attribute in {"d", "transform", "x", "y", "x2", "y2", "width", "height"}:
            element.set(attribute, _NUMBER.sub(lambda n: f"{float(n[0]):.1f}", value))
    if element.tag == f"{{{SVG}}}a":
        address = element.attrib.pop(f"{{{XLINK}}}href")
        element.set("href", address.removeprefix(HERE))
        for child in element:
            if spoken := child.attrib.pop("aria-label", None):
                # Not aria-label: what is read out is also shown to those who point at it.
                title = ElementTree.Element(f"{{{SVG}}}title")
                title.text = spoken
                element.insert(0, title)
                if child.get("opacity") == "0":
                    # Only there to be pointed at: its looks are the style sheet's.
                    child.attrib.pop("opacity")
                    child.attrib.pop("fill", None)
                    element.set("class", "hit")
                break
    kept = []
    for child in list(element):
        _lighten(child, name)
        # Groups and paths that draw nothing, of which Vega makes many.
        if (child.tag == f"{{{SVG}}}g" and not len(child)) or (
            child.tag == f"{{{SVG}}}path"
            and (child.get("d") in {"", "M0,0h0v0h0Z"} or child.get("display") == "none")
        ):
            continue
        if child.tag == f"{{{SVG}}}g" and not child.attrib:
            kept += list(child)
        else:
            kept.append(child)
    element[:] = kept
    if element.tag == f"{{{SVG}}}g":
        element.attrib.pop("aria-label", None)
        _hoist(element)


def _hoist(group: ElementTree.Element) -> None:
    """Say once, of a group, what all its parts have in common."""
    for attribute in INHERITED:
        values = {part.get(attribute) for part in group}
        if len(values) == 1 and None not in values and len(group) > 1:
            group.set(attribute, values.pop() or "")
            for part in group:
                del part.attrib[attribute]


def _text(root: ElementTree.Element) -> str:
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")
