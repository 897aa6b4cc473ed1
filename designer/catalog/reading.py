"""YAML with line numbers, and nothing of YAML that can hurt.

Anchors, aliases, tags, merge keys, duplicate keys, several documents, more than `MAX_BYTES` or deeper than `MAX_DEPTH`
are refused with their line. Scalars are null, true/false, integers, floats or text; dates and ``1:30`` stay text.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from designer.errors import Mistake, Place, Refused

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "read"]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

_INT = re.compile(r"[+-]?\d{1,18}\Z")
_FLOAT = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d+)?\Z")
#: What the reader of YAML says of a second document.
_ANOTHER = "but found another document"
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
        events = _events(text, file)
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        said = str(getattr(trouble, "problem", None) or "").strip()
        place = Place(file, mark.line + 1 if mark else 0)
        if "nesting depth" in said:  # newer readers of YAML stop by themselves
            raise Refused([Mistake("yaml-too-deep", place, expected=str(MAX_DEPTH))]) from None
        raise Refused([Mistake("yaml-syntax", place, said=said)]) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise Refused([Mistake("yaml-syntax", Place(file))]) from None
    builder = _Builder(file, iter(events))
    data = builder.build(()) if events else None
    if builder.mistakes:
        raise Refused(builder.mistakes)
    return Document(file, data, builder.lines)


def _events(text: bytes, file: str) -> list[Any]:
    """What stands in the one document of a file, in order. Raises `Refused` for what is forbidden, `yaml.YAMLError`."""
    found: list[Any] = []
    mistakes: list[Mistake] = []
    another: list[Mistake] = []
    depth = 0
    events: Iterable[Any] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        line, tag = event.start_mark.line + 1, getattr(event, "tag", None)
        if isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.events.NodeEvent):
            if isinstance(event, yaml.events.AliasEvent) or event.anchor:
                mistakes.append(Mistake("yaml-alias", Place(file, line)))
            elif tag:
                mistakes.append(Mistake("yaml-tag", Place(file, line), said=str(tag)))
            depth += isinstance(event, yaml.events.CollectionStartEvent)
            if depth > MAX_DEPTH:
                raise Refused([*mistakes, Mistake("yaml-too-deep", Place(file, line), expected=str(MAX_DEPTH))])
        else:
            if found and isinstance(event, yaml.events.DocumentStartEvent):
                another.append(Mistake("yaml-syntax", Place(file, line), said=_ANOTHER))
            continue
        found.append(event)
    if mistakes or another:
        raise Refused(mistakes or another[:1])
    return found


class _Builder:
    """Data and lines from the events of a document."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file, self.events = file, events
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.mistakes: list[Mistake] = []

    def build(self, path: tuple[str | int, ...]) -> Any:
        """What the next event begins."""
        return self._of(next(self.events), path)

    def _of(self, event: Any, path: tuple[str | int, ...]) -> Any:
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.events.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.events.SequenceStartEvent):
            return [self._of(one, (*path, i)) for i, one in enumerate(self._until_end())]
        return _scalar(event)

    def _until_end(self) -> Iterator[Any]:
        """The first event of each part of a collection, until it ends."""
        while not isinstance(event := next(self.events), yaml.events.CollectionEndEvent):
            yield event

    def _mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self._until_end():
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.events.ScalarEvent):
                self.mistakes.append(Mistake("yaml-key", Place(self.file, line, dotted(path))))
                self._skip(event)
                self._skip(next(self.events))
                continue
            key = str(event.value)
            if key in result:
                self.mistakes.append(Mistake("yaml-duplicate", Place(self.file, line, dotted((*path, key))), said=key))
                self._skip(next(self.events))
                continue
            self.lines[(*path, key)] = line
            result[key] = self.build((*path, key))
        return result

    def _skip(self, event: Any) -> None:
        """Pass over what an event begins."""
        depth = int(isinstance(event, yaml.events.CollectionStartEvent))
        while depth:
            event = next(self.events)
            depth += isinstance(event, yaml.events.CollectionStartEvent)
            depth -= isinstance(event, yaml.events.CollectionEndEvent)


def _scalar(event: Any) -> Any:
    text = event.value
    if event.style in ("'", '"', "|", ">"):
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
