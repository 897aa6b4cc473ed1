"""Labels to be placed, and the lines that lead from them to what they name."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from designer.documents.drawings.drawing import Text
from designer.documents.drawings.lettering import Extent

__all__ = ["Label", "leader", "middled"]

XY = tuple[float, float]


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


def leader(at: XY, box: Extent, own: Extent | None) -> tuple[XY, ...]:
    """The line from a point, or from the edge of the box around it, to the nearest point of a label's box; none where
    they are as good as beside one another.
    """
    end = (min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3]))
    if own is None:
        return at, end
    start = (min(max(end[0], own[0]), own[2]), min(max(end[1], own[1]), own[3]))
    return () if math.dist(start, end) < 1.0 else (start, end)
