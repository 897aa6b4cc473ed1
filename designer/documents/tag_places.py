"""Where a tag of a list stands on the diagrams: printed there itself, or shown by one drawn alike."""

from collections.abc import Mapping

from designer.documents.drawings.drawing import Drawing, Text
from designer.documents.tags import kind_of

__all__ = ["TagPlaces"]

#: Diagrams in the order in which a reader looks for a tag.
_DIAGRAMS = ("M-602", "M-603", "M-604", "M-502", "M-6")


class TagPlaces:
    """The tags on the diagrams of cooling, by drawing number."""

    def __init__(self, drawings: Mapping[str, Drawing]) -> None:
        self.printed: dict[str, str] = {}
        self.alike: dict[str, tuple[str, str]] = {}
        for start in _DIAGRAMS:
            for number in sorted(n for n in drawings if n.startswith(start)):
                for item in drawings[number].items:
                    for word in item.text.split() if isinstance(item, Text) else ():
                        self.printed.setdefault(word.strip(",;"), number)
        for tag, number in self.printed.items():
            self.alike.setdefault(kind_of(tag), (number, tag))

    def of(self, tag: str) -> tuple[str, str]:
        """The diagram of a tag, and the tag drawn there in its place where it is not printed itself; empty for one that
        stands nowhere.
        """
        if tag in self.printed:
            return self.printed[tag], ""
        return self.alike.get(kind_of(tag), ("", ""))
