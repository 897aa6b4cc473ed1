"""Mistakes in what the user gave: collected, located, coded, hinted, said once.

A `Mistake` holds only a code, a place and facts; its words are in `templates/words/errors.yaml`, one entry per code
with a `message` and a `hint`. `Refused` carries all the mistakes of one reading.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Mistake", "Place", "Refused", "refuse_if_any"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was said: file name, line (1-based, 0 = unknown) and path inside the file (`hall.slab`)."""

    file: str = ""
    line: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: `code` keys its words; `said`, `expected` and `facts` fill them."""

    code: str
    place: Place = field(default_factory=Place)
    said: str = ""
    expected: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The input is refused; `mistakes` says everything that is wrong with it, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        ordered = sorted(set_once(mistakes), key=lambda m: (m.place.file, m.place.line, m.place.path, m.code))
        self.mistakes: tuple[Mistake, ...] = tuple(ordered)
        super().__init__("; ".join(f"{m.place.path}: {m.code} ({m.said})" for m in self.mistakes))


def set_once(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """Each mistake once: the same code at the same place, and where a file is named `at` the same item of it, is said a
    single time.
    """
    seen: dict[tuple[str, Place, str], Mistake] = {}
    for mistake in mistakes:
        seen.setdefault((mistake.code, mistake.place, mistake.facts.get("at", "")), mistake)
    return list(seen.values())


def refuse_if_any(mistakes: Iterable[Mistake]) -> None:
    """Raise `Refused` when there is at least one mistake."""
    found = list(mistakes)
    if found:
        raise Refused(found)
