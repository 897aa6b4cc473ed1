"""How the sheets are made: language, paper, logo and texts of the brief, judged where they can be mistaken."""

import re
import struct
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import yaml

from designer import folders
from designer.site.brief import ProjectBrief
from designer.site.draft import Draft, near
from designer.site.files import bytes_beside
from designer.site.records import Logo, Sheets

__all__ = ["build_sheets", "check_language"]

_PNG = b"\x89PNG\r\n\x1a\n"
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)")
#: Files of words whose texts a brief may replace.
_WORDS = ("drawings", "labels", "tables")


def check_language(draft: Draft, language: str) -> str:
    """The language of the pack; one without templates, or whose font is not installed, is a mistake."""
    known = folders.languages()
    if language not in known:
        draft.wrong("language-unknown", ("project", "language"), language, ", ".join(known))
    elif folders.fonts(language) is None:
        draft.wrong("font-missing", ("project", "language"), language, language=language)
    return language


def build_sheets(draft: Draft, brief: ProjectBrief) -> Sheets:
    """The wishes for the sheets; a logo that cannot be read or a text that nothing prints is a mistake."""
    wish = brief.sheets
    if wish is None:
        return Sheets()
    for key in wish.texts:
        _check_text(draft, key)
    return Sheets(
        drawings=wish.drawings or "", reports=wish.reports or "", portrait=wish.orientation == "portrait",
        logo=_logo(draft, wish.logo) if wish.logo else None, fields=tuple(wish.fields.items()),
        notes=tuple(wish.notes), texts=tuple(sorted(wish.texts.items())),
    )


def _check_text(draft: Draft, key: str) -> None:
    """A key such as ``labels.stages.concept.status`` must name one text of the templates."""
    file, _, rest = key.partition(".")
    path = folders.templates() / "words" / f"{file}.yaml"
    tree: Any = yaml.safe_load(path.read_text(encoding="utf-8")) if file in _WORDS else {}
    said = rest
    for part in rest.split("."):
        tree = tree.get(part) if isinstance(tree, Mapping) else None
    if not isinstance(tree, (str, int)):
        draft.wrong("text-key-unknown", ("project", "sheets", "texts", key), key, near=near(said, ()))


def _logo(draft: Draft, name: str) -> Logo | None:
    path = ("project", "sheets", "logo")
    content = bytes_beside(draft, name, path)
    if content is None:
        return None
    kind, size = ("png", _png_size(content)) if content.startswith(_PNG) else ("svg", _svg_size(content))
    if size is None:
        draft.wrong("logo-unreadable", path, name)
        return None
    return Logo(name, "png" if kind == "png" else "svg", content, size[0] / size[1])


def _png_size(content: bytes) -> tuple[float, float] | None:
    if len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (float(width), float(height)) if width and height else None


def _svg_size(content: bytes) -> tuple[float, float] | None:
    """Width and height of an SVG picture, of its view box where it has one. Entities are not read."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return None
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError):
        return None
    if root.tag.rpartition("}")[2] != "svg":
        return None
    box = re.findall(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", root.get("viewBox", ""))
    found = [_LENGTH.match(text) for text in (root.get("width", ""), root.get("height", ""))]
    sizes = [float(box[2]), float(box[3])] if len(box) == 4 else [float(m.group(1)) for m in found if m]
    return (sizes[0], sizes[1]) if len(sizes) == 2 and min(sizes) > 0.0 else None
