"""Plant outdoors: where the wishes leave no room for all, the yard is packed."""

from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from shapely.affinity import rotate
from shapely.geometry import Polygon, box

from designer.catalog import Catalog
from designer.layout.equipment import Item
from designer.layout.floor import Floor
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.layout.rules import read_rules
from designer.layout.yard import Batch, Yard, pack_yard, place_yard
from designer.site.records import Hall
from designer.sizing.records import Module


def _batch(prefix: str, width: float, depth: float, count: int = 1, clear: tuple[float, ...] = (0, 0, 0)) -> Batch:
    """Boxes with working space to the front, rear and sides that wish for the middle of the hall."""
    size = width, depth, 3.0
    module = Module(prefix, "generator", "generator/test", count, count, *size, *clear, 900, "yard", 1, ())
    return Batch(tuple(Item(f"{prefix}-{n}", module, 0, False) for n in range(1, count + 1)), (12.0, 5.0))


def _free(placed: Sequence[Placed], yard: Polygon) -> bool:
    boxes = [Polygon(p.box.corners) for p in placed]
    apart = all(a.intersection(b).area < 1e-6 for a, b in combinations(boxes, 2))
    return apart and all(yard.buffer(1e-6).covers(b) for b in boxes)


@pytest.mark.parametrize("turn", [0.0, 90.0, 30.0])
def test_a_yard_that_the_wishes_fill_badly_is_packed(
    make_hall: Callable[..., Hall], catalog: Catalog, turn: float
) -> None:
    """A box in the middle of its yard leaves two places that are each too small: all draw to one end. Boxes deeper
    than the yard stand turned. What is larger than what is left stays out, and only that.
    """
    floor = Floor(make_hall(rotate(box(0, 0, 24, 10), turn, origin=(0, 0))), read_rules(catalog))
    ground, frame = rotate(box(0, -12, 24, -2), turn, origin=(0, 0)), Frame(turn)
    yards = [Yard("YARD-1", ground)]

    def both(*batches: Batch) -> tuple[int, int]:
        lefts = []
        for fill in (place_yard, pack_yard):
            wished = [Batch(b.items, frame.out(*b.wish)) for b in batches]
            placed, left = fill(floor, frame, yards, wished, ())
            assert _free(placed, ground)
            assert {p.tag for p in placed} | {i.tag for i in left} == {i.tag for b in batches for i in b.items}
            lefts.append(len(left))
        return lefts[0], lefts[1]

    assert both(_batch("A", 12, 10), _batch("B", 11, 10)) == (1, 0)
    assert both(_batch("A", 3, 14), _batch("B", 4, 4)) == (1, 0)
    assert both(_batch("A", 12, 10), _batch("B", 11, 10), _batch("C", 4, 4)) == (1, 1)


@pytest.mark.parametrize("turn", [0.0, 90.0, 30.0])
@pytest.mark.parametrize(
    ("wide", "deep", "clear", "lost"),
    [
        (6.5, 8.0, (0.5, 0.5, 1.0), 0),  # three abreast: 3 x 6.5 and four sides of 1 are 23.5 of 24 m
        (6.7, 8.0, (0.5, 0.5, 1.0), 1),  # 24.1 of 24 m
        (22.0, 2.1, (1.0, 0.5, 0.5), 0),  # three behind one another: 3 x 2.1, 0.5 behind and 1 before each
    ],
)
def test_neighbours_share_their_working_space_where_the_yard_is_small(
    make_hall: Callable[..., Hall], catalog: Catalog, turn: float,
    wide: float, deep: float, clear: tuple[float, float, float], lost: int,
) -> None:  # fmt: skip
    """Each with working space of its own, the third would find no place; shared, no box stands in the working space of
    another and all of it lies in the yard.
    """
    floor = Floor(make_hall(rotate(box(0, 0, 24, 10), turn, origin=(0, 0))), read_rules(catalog))
    ground, frame = rotate(box(0, -12, 24, -2), turn, origin=(0, 0)), Frame(turn)
    batches = [_batch(name, wide, deep, clear=clear) for name in "ABC"]
    wished = [Batch(b.items, frame.out(*b.wish)) for b in batches]
    _, left = place_yard(floor, frame, [Yard("YARD-1", ground)], wished, ())
    assert left
    placed, left = pack_yard(floor, frame, [Yard("YARD-1", ground)], wished, ())
    assert len(left) == lost
    spaces = [_with_space(p) for p in placed]
    assert all(ground.buffer(1e-6).covers(space) for space in spaces)
    bodies = [Polygon(p.box.corners) for p in placed]
    assert all(a.intersection(b).area < 1e-6 for n, a in enumerate(spaces) for m, b in enumerate(bodies) if n != m)


def _with_space(placed: Placed) -> Polygon:
    """A box with its working space, drawn from its own axes: the front is at -y of a box that is not turned."""
    side, at = placed.box.width / 2 + placed.clear_side, placed.box.at
    front, rear = (placed.box.depth / 2 + clear for clear in (placed.clear_front, placed.clear_rear))
    return rotate(box(at.x - side, at.y - front, at.x + side, at.y + rear), at.rotation, origin=(at.x, at.y))
