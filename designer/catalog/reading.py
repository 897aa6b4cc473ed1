"""YAML with line numbers, and nothing of YAML that can hurt.

Anchors, aliases, tags, merge keys, duplicate keys, several documents, more than `MAX_BYTES` or deeper than `MAX_DEPTH`
are refused with their line. Scalars are null, true/false, integers, floats or text; dates and ``1:30`` stay text.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from designer.errors import Mistake, Place, Refused

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "read"]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

_INT = re.compile(r"[+-]?\d{1,18}\Z")
_FLOAT = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d+)?\Z")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says (`data`) and the line of each path (`lines`, keyed by ``("hall", "columns", 2)``)."""

    file: str
    data: Any
    lines: dict[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of a path, or of its nearest parent that has one; 0 when there is none."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def place(self, path: tuple[str | int, ...]) -> Place:
        """The place of a path, for a mistake."""
        return Place(self.file, self.line(path), dotted(path))


def dotted(path: tuple[str | int, ...]) -> str:
    """``("hall", "columns", 2)`` as ``hall.columns[2]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def read(text: bytes, file: str) -> Document:
    """Read one YAML document. Raises `Refused` with every structural mistake, each with its line."""
    if len(text) > MAX_BYTES:
        raise Refused([Mistake("yaml-too-large", Place(file), said=str(len(text)), expected=str(MAX_BYTES))])
    try:
        mistakes = _forbidden(text, file)
        if mistakes:
            raise Refused(mistakes)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        said = str(getattr(trouble, "problem", None) or "").strip()
        place = Place(file, mark.line + 1 if mark else 0)
        if "nesting depth" in said:  # newer readers of YAML stop by themselves
            raise Refused([Mistake("yaml-too-deep", place, expected=str(MAX_DEPTH))]) from None
        raise Refused([Mistake("yaml-syntax", place, said=said)]) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise Refused([Mistake("yaml-syntax", Place(file))]) from None
    builder = _Builder(file)
    data = builder.build(node, ()) if node is not None else None
    if builder.mistakes:
        raise Refused(builder.mistakes)
    return Document(file, data, builder.lines)


def _forbidden(text: bytes, file: str) -> list[Mistake]:
    found, depth = [], 0
    events: Iterable[Any] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.events.AliasEvent) or getattr(event, "anchor", None):
            found.append(Mistake("yaml-alias", Place(file, line)))
        elif getattr(event, "tag", None):
            found.append(Mistake("yaml-tag", Place(file, line), said=str(event.tag)))
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return [*found, Mistake("yaml-too-deep", Place(file, line), expected=str(MAX_DEPTH))]
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
    return found


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.mistakes: list[Mistake] = []

    def build(self, node: Any, path: tuple[str | int, ...]) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, i)) for i, child in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.mistakes.append(Mistake("yaml-key", Place(self.file, line, dotted(path))))
                continue
            key = str(key_node.value)
            if key in result:
                self.mistakes.append(Mistake("yaml-duplicate", Place(self.file, line, dotted((*path, key))), said=key))
                continue
            self.lines[(*path, key)] = line
            result[key] = self.build(value_node, (*path, key))
        return result


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
