"""Labels to be placed, and the lines that lead from them to what they name."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from designer.documents.drawings.drawing import Text
from designer.documents.drawings.lettering import Extent, extent, text_width
from designer.documents.drawings.styles import SMALL

__all__ = ["Label", "dimension_texts", "inside", "leader", "middled", "within"]

XY = tuple[float, float]
#: How far from the middle of its line the figure of a dimension may stand, as a share of it.
_OFF_MIDDLE = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)


@dataclass(frozen=True, slots=True)
class Label:
    """A label to be placed: text, layer, height, how far it may stand, the box it belongs to, its further style."""

    text: str
    layer: str
    height: float
    reach: float
    own: Extent | None
    style: Mapping[str, object]


def middled(at: XY, label: Label) -> Text:
    """The text of a label with the middle of its base line at a place."""
    return Text(*at, label.text, label.height, label.layer, "middle", **label.style)  # type: ignore[arg-type]


def dimension_texts(a: XY, b: XY, text: str, layer: str) -> Iterator[Text]:
    """Where the figure of a dimension line may stand, the best first: over its middle, over the rest of it, under it;
    where it is longer than its line, beyond either end.
    """
    upright = abs(b[0] - a[0]) < abs(b[1] - a[1])
    length, width = max(math.dist(a, b), 1e-9), text_width(text, SMALL)
    spare = (1.0 - (width + 1.0) / length) / 2
    ends = (1.0 + (width / 2 + 2.0) / length, -(width / 2 + 2.0) / length)
    shares = ends if spare < 0.0 else (0.5, *(0.5 + sign * min(spare, off) for off in _OFF_MIDDLE for sign in (-1, 1)))
    for away in (1.2, -1.2 - SMALL):
        for share in shares:
            x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
            at = (x - away, y) if upright else (x, y + away)
            yield Text(*at, text, SMALL, layer, "middle", 90.0 if upright else 0.0)


def inside(at: XY, area: Extent) -> bool:
    """Whether a point lies in an area."""
    return area[0] < at[0] < area[2] and area[1] < at[1] < area[3]


def within(text: Text, area: Extent) -> bool:
    """Whether all of a text lies in an area."""
    left, bottom, right, top = extent(text)
    return left >= area[0] and bottom >= area[1] and right <= area[2] and top <= area[3]


def leader(at: XY, box: Extent, own: Extent | None) -> tuple[XY, ...]:
    """The line from a point, or from the edge of the box around it, to the nearest point of a label's box; none where
    they are as good as beside one another.
    """
    end = (min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3]))
    if own is None:
        return at, end
    start = (min(max(end[0], own[0]), own[2]), min(max(end[1], own[1]), own[3]))
    return () if math.dist(start, end) < 1.0 else (start, end)
