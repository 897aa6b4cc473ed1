"""Services led straight past columns: the nearest clear line, held against every line there is; a hall full of them."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from designer.catalog import Catalog
from designer.layout import place
from designer.layout.checker_services import services_of
from designer.layout.frame import Frame
from designer.layout.posts import Posts
from designer.site.records import Column, Hall, Site
from designer.sizing.records import Programme

EIGHTH = st.integers(0, 40).map(lambda k: k / 8)
COLUMNS = st.lists(st.tuples(EIGHTH, EIGHTH), max_size=6)


def stands(boxes: tuple[tuple[float, float, float, float], ...], v: float, half: float) -> bool:
    """Whether a service at a level over 0 to 5 m meets no column, by areas."""
    strip = box(0.0, v - half, 5.0, v + half)
    return all(strip.intersection(box(*one)).area < 1e-6 for one in boxes)


@given(COLUMNS, EIGHTH, st.lists(EIGHTH, max_size=2))
def test_the_nearest_clear_line_is_found(spots: list[tuple[float, float]], wanted: float, taken: list[float]) -> None:
    """No line of a fine sweep is clear and nearer; where none is clear the wanted one stays."""
    half = 0.125
    posts = Posts.of([Column(f"C{i}", u, v, 0.25, 0.25) for i, (u, v) in enumerate(spots)], Frame(0.0))
    found = posts.clear(wanted, half, (0.0, 5.0), (0.0, 5.0), taken)
    free = [
        float(v) for v in np.arange(0.0, 5.0001, 0.0625)
        if stands(posts.boxes, float(v), half) and all(abs(v - t) >= 2 * half - 1e-9 for t in taken)
    ]  # fmt: skip
    if not free:
        assert found == wanted
        return
    assert stands(posts.boxes, found, half)
    assert abs(found - wanted) <= min(abs(v - wanted) for v in free) + 1e-9


@pytest.mark.parametrize("turn", [0.0, 90.0, 30.0])
def test_columns_between_racks_stand_in_no_service(
    turn: float,
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """Busways and trays past columns that stand in the rows and in the aisles hang clear of them, in turned halls too.
    """
    frame = Frame(turn)
    spots = [frame.out(u, v) for u in (15.0, 25.0, 35.0, 45.0) for v in (8.0, 15.0, 22.0)]
    columns = [Column(f"C{i}", x, y, 0.4, 0.4, turn) for i, (x, y) in enumerate(spots)]
    hall = make_hall(frame.rectangle(0.0, 0.0, 60.0, 30.0), columns=columns)
    layout = place(make_site(hall), make_programme(40, 6, 2, plant=0.3), catalog)
    assert sum(p.kind == "rack" for p in layout.placed) == 48
    hung = [one for one in services_of(layout, catalog) if one.system != "FWS"]
    assert not [s.name for s in hung for c in columns if s.shape.intersection(c.outline()).area > 1e-3]
    assert [b for b in layout.breaches if b.key == "service-clash"] == []
