"""Room on a diagram for a table that its column cannot hold whole."""

from collections.abc import Iterable

from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.column import Column, tall
from designer.documents.drawings.drawing import Circle, Item, Path, Picture, Stamp, Text
from designer.documents.drawings.lettering import Extent, extent

__all__ = ["fits_column", "height_of", "spare_room"]

#: What stays free around the table, and the steps in which a place is looked for [mm].
_CLEAR, _STEP = 8.0, 6.0


def fits_column(column: Column, table: SideTable) -> bool:
    """Whether the column has room for all rows of a table."""
    return column.room(height_of(column.board, column.right - column.left, table))


def spare_room(board: Board, items: Iterable[Item], width: float, table: SideTable) -> Extent | None:
    """A free box of the drawing area for a table so wide [mm], as near to the column and as low as there is one;
    nothing on a plan, over which no table may stand, or where there is no such room.
    """
    if board.scaled:
        return None
    tree = STRtree([_shape(item) for item in items])
    left, bottom, right, top = board.area
    high = height_of(board, width, table)
    x = right - _CLEAR - width
    while x >= left + _CLEAR:
        y = bottom + _CLEAR
        while y + high <= top - _CLEAR:
            tried = box(x - _CLEAR, y - _CLEAR, x + width + _CLEAR, y + high + _CLEAR)
            if not len(tree.query(tried, predicate="intersects")):
                return x, y, x + width, y + high
            y += _STEP
        x -= _STEP
    return None


def height_of(board: Board, width: float, table: SideTable) -> float:
    """How high a table of a width stands [mm]."""
    return tall(board, width, (table,))


def _shape(item: Item) -> BaseGeometry:
    """What an item covers of the sheet; of a closed outline all within it."""
    match item:
        case Text():
            return box(*extent(item))
        case Circle(x=x, y=y, radius=radius):
            return Point(x, y).buffer(radius)
        case Stamp():
            return Polygon(item.corners)
        case Picture(x=x, y=y, width=width, height=height):
            return box(x, y, x + width, y + height)
        case Path(points=points):
            return Polygon(points).envelope if item.closed and len(points) > 2 else LineString([*points, points[-1]])
