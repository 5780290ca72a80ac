"""Figures as parts of a page: an SVG file of matplotlib made fit to stand inside HTML beside others.

A file may use any id, a style sheet that holds for all it sees, and inline styles. In a page ids of several figures
would meet, the style sheet would reach the page, and the page's security policy allows no inline styles. So ids get a
prefix, styles become presentation attributes, and what nobody refers to goes.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
_DROPPED = {f"{{{SVG}}}metadata", f"{{{SVG}}}style"}
_HOLD_TEXT = {f"{{{SVG}}}text", f"{{{SVG}}}tspan"}
_NUMBER = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?")
_URL = re.compile(r"url\(#([^)]+)\)")
_FONT = re.compile(
    r"(?:(?P<style>italic|oblique)\s+)?(?:(?P<weight>bold|\d{3})\s+)?(?P<size>[\d.]+px)\s+(?P<family>.+)"
)
_ATTRIBUTES = re.compile(
    r"(?:clip|fill|font|marker|stroke|stop|text)(?:-[a-z]+)*|opacity|visibility|color|dominant-baseline|image-rendering"
)
"""CSS properties that are attributes of SVG, too."""
_DECIMALS = 2
"""Of lengths in paths [pt]: a hundredth of a point is less than anyone sees."""

ET.register_namespace("", SVG)


def inline(text: str, prefix: str, label: str, description_id: str) -> str:
    """A figure for a page.

    Args:
        text: An SVG file made by matplotlib.
        prefix: What sets its ids apart from those of other figures.
        label: What it is called when read aloud.
        description_id: Id of the element of the page that describes it.

    Raises:
        xml.etree.ElementTree.ParseError: ``text`` is no XML.
    """
    root = ET.fromstring(text)
    _clean(root)
    used = _references(root)
    for element in root.iter():
        _rewrite(element, prefix, used)
    _unwrap(root)
    family = _common_family(root)
    size = root.get("viewBox", "0 0 1 1")
    root.attrib.clear()
    root.attrib |= {"viewBox": size, "role": "img", "aria-label": label, "aria-describedby": description_id}
    # What matplotlib's own style sheet says of every element is inherited from here.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    if family:
        root.set("font-family", family)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    for child in list(element):
        if child.tag in _DROPPED or not isinstance(child.tag, str):
            element.remove(child)
        else:
            _clean(child)
    if element.tag not in _HOLD_TEXT:
        element.text = None
    element.tail = None


def _references(root: ET.Element) -> set[str]:
    """Ids that something refers to."""
    found: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            found.update(_URL.findall(value))
            if name == HREF and value.startswith("#"):
                found.add(value[1:])
    return found


def _rewrite(element: ET.Element, prefix: str, used: set[str]) -> None:
    attributes = dict(element.attrib)
    element.attrib.clear()
    declared = _declarations(attributes.pop("style", ""))
    for name, value in {**attributes, **declared}.items():
        if name == "id":
            if value in used:
                element.set("id", prefix + value)
        elif name == HREF:
            # A figure refers to its own parts and holds its pictures; it has no links.
            if value.startswith("#"):
                element.set("href", "#" + prefix + value[1:])
            elif value.startswith("data:image/png;base64,"):
                element.set("href", "".join(value.split()))
        elif name in {"d", "points"}:
            element.set(name, " ".join(_NUMBER.sub(_rounded, value).split()))
        else:
            element.set(name, _URL.sub(lambda found: f"url(#{prefix}{found[1]})", value))


def _declarations(style: str) -> dict[str, str]:
    """The properties of an inline style as attributes."""
    found: dict[str, str] = {}
    for part in style.split(";"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name == "font" and (match := _FONT.fullmatch(value)):
            found |= {f"font-{key}": text for key, text in match.groupdict().items() if text}
        elif value and _ATTRIBUTES.fullmatch(name):
            found[name] = value
    return found


def _rounded(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _unwrap(element: ET.Element) -> None:
    """Take out groups that say nothing: matplotlib wraps every line in one, for its id."""
    children: list[ET.Element] = []
    for child in list(element):
        _unwrap(child)
        empty = child.tag == f"{{{SVG}}}g" and not child.attrib
        children += list(child) if empty else [child]
    element[:] = children


def _common_family(root: ET.Element) -> str | None:
    """The font of most texts, taken out of them: it is said once, for all."""
    families = [e.attrib["font-family"] for e in root.iter() if "font-family" in e.attrib]
    if not families:
        return None
    common = max(sorted(set(families)), key=families.count)
    for element in root.iter():
        if element.get("font-family") == common:
            del element.attrib["font-family"]
    return common
