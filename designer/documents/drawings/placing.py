"""Places for labels: boxes that may not overlap, found on a grid of cells."""

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from designer.documents.drawings.drawing import Drawing, Text
from designer.documents.drawings.lettering import Extent, extent

__all__ = ["Occupied", "overlapping_texts", "overlaps"]

#: Side of a cell [mm].
_CELL = 20.0


def overlaps(a: Extent, b: Extent, gap: float = 0.0) -> bool:
    """Whether two rectangles overlap by more than rounding, or come closer than a gap."""
    tight = 1e-6 - gap
    return a[0] < b[2] - tight and b[0] < a[2] - tight and a[1] < b[3] - tight and b[1] < a[3] - tight


@dataclass(slots=True)
class Occupied:
    """Rectangles that are taken, by cells of the sheet."""

    cells: dict[tuple[int, int], list[Extent]] = field(default_factory=dict)

    def take(self, box: Extent) -> None:
        """Mark a rectangle as taken."""
        for cell in _cells(box):
            self.cells.setdefault(cell, []).append(box)

    def take_line(self, points: Iterable[tuple[float, float]], width: float = 0.6, step: float = 4.0) -> None:
        """Mark the neighbourhood of a line as taken, in short pieces."""
        half = width / 2
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            pieces = 1 if ax == bx or ay == by else max(1, math.ceil(math.hypot(bx - ax, by - ay) / step))
            for i in range(pieces):
                x0, y0 = ax + (bx - ax) * i / pieces, ay + (by - ay) * i / pieces
                x1, y1 = ax + (bx - ax) * (i + 1) / pieces, ay + (by - ay) * (i + 1) / pieces
                if x1 < x0:
                    x0, x1 = x1, x0
                if y1 < y0:
                    y0, y1 = y1, y0
                self.take((x0 - half, y0 - half, x1 + half, y1 + half))

    def free(self, box: Extent, gap: float = 0.3) -> bool:
        """Whether a rectangle overlaps nothing taken, and comes no closer to it than a gap."""
        return self.met(box, gap) is None

    def met(self, box: Extent, gap: float = 0.3) -> Extent | None:
        """What is taken and in the way of a rectangle, or closer to it than a gap."""
        tight, cells = 1e-6 - gap, self.cells
        left, bottom, right, top = box[0] + tight, box[1] + tight, box[2] - tight, box[3] - tight
        rows = range(math.floor(bottom / _CELL), math.floor(top / _CELL) + 1)
        for i in range(math.floor(left / _CELL), math.floor(right / _CELL) + 1):
            for j in rows:
                for other in cells.get((i, j), ()):
                    if left < other[2] and other[0] < right and bottom < other[3] and other[1] < top:
                        return other
        return None


def _cells(box: Extent) -> Iterator[tuple[int, int]]:
    for i in range(math.floor(box[0] / _CELL), math.floor(box[2] / _CELL) + 1):
        for j in range(math.floor(box[1] / _CELL), math.floor(box[3] / _CELL) + 1):
            yield i, j


def overlapping_texts(drawing: Drawing) -> list[tuple[Text, Text]]:
    """Pairs of texts of a drawing whose boxes overlap; a good drawing has none."""
    found = []
    texts = [(extent(text), text) for text in drawing.texts if text.text]
    order = sorted(texts, key=lambda one: (one[0], one[1].text))
    for i, (box, text) in enumerate(order):
        for other_box, other in order[i + 1 :]:
            if other_box[0] >= box[2]:
                break
            if overlaps(box, other_box):
                found.append((text, other))
    return found
