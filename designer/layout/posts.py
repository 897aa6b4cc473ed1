"""Columns in the frame of the rows, and the line nearest to a wanted one along which a service clears them all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.layout.frame import Frame
from designer.site.records import Column

__all__ = ["Posts"]

Span = tuple[float, float]

#: Places closer than this are one; levels are rounded to so much [m].
_SAME, _TIGHT, _DIGITS = 1e-6, 1e-4, 4


@dataclass(frozen=True, slots=True)
class Posts:
    """Columns as rectangles (u0, v0, u1, v1) of the frame in which rows run along u [m]."""

    boxes: tuple[tuple[float, float, float, float], ...] = ()

    @classmethod
    def of(cls, columns: Iterable[Column], ground: Frame) -> "Posts":
        """The columns of a hall, each with the smallest rectangle of the frame around it."""
        corners = [ground.into(list(column.outline().exterior.coords)) for column in columns]
        return cls(tuple((*map(float, c.min(axis=0)), *map(float, c.max(axis=0))) for c in corners))  # type: ignore[misc]

    def turned(self) -> "Posts":
        """The same with u and v exchanged, for what runs across the rows."""
        return Posts(tuple((v0, u0, v1, u1) for u0, v0, u1, v1 in self.boxes))

    def clear(
        self,
        wanted: float,
        half: float,
        along: tuple[float, float],
        within: tuple[float, float],
        taken: Sequence[float] = (),
    ) -> float:
        """The level v nearest to the wanted one at which a service clears every column; that one where none does.

        Args:
            wanted: where it would hang were there no columns [m].
            half: half of what it takes beside its line, with its hangers [m].
            along: from where to where along u it runs [m].
            within: levels between which it may hang [m].
            taken: levels of services of its kind beside it, from which it keeps twice the half [m].
        """
        shut = [*self._shut(half, along), *((v - 2.0 * half, v + 2.0 * half) for v in taken)]
        if not _inside(wanted, shut):
            return wanted
        edges = (round(edge, _DIGITS) for pair in shut for edge in pair)
        free = [
            v for v in edges
            if within[0] - _SAME <= v <= within[1] + _SAME and not _inside(v, shut)
        ]  # fmt: skip
        return min(free, key=lambda v: (round(abs(v - wanted), _DIGITS), v), default=wanted)

    def bar(self, wanted: float, half: float, along: tuple[float, float]) -> bool:
        """Whether a column stands in a service that hangs where it is wanted."""
        return _inside(wanted, self._shut(half, along))

    def _shut(self, half: float, along: tuple[float, float]) -> list[Span]:
        """Levels that columns bar to a service."""
        low, high = min(along), max(along)
        return [(v0 - half, v1 + half) for u0, v0, u1, v1 in self.boxes if u1 > low + _SAME and u0 < high - _SAME]


def _inside(v: float, shut: Iterable[Span]) -> bool:
    return any(low + _TIGHT < v < high - _TIGHT for low, high in shut)
