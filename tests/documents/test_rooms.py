"""Rooms on the plan and in their schedule: floor counted once, areas by a formula of the test's own, names in place."""

import itertools
from dataclasses import replace

import pytest
from shapely.geometry import Point, Polygon, box

from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Path, Text
from designer.documents.drawings.lettering import extent
from designer.documents.facts.rooms import room_grid, rooms_of
from designer.documents.subject import Subject
from designer.layout.records import Gallery

FEET = 0.3048


def _shoelace(ring):
    """Area within a closed ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))) / 2


def _area(polygon):
    return _shoelace(list(polygon.exterior.coords)) - sum(_shoelace(list(r.coords)) for r in polygon.interiors)


def _in(judged, language, units):
    design, findings = judged
    project = replace(design.trades.site.project, language=language, units=units)
    site = replace(design.trades.site, project=project)
    return Subject.of(replace(design, trades=replace(design.trades, site=site)), findings)


def _with(judged, *galleries):
    design, findings = judged
    layout = replace(design.trades.layout, galleries=(*design.trades.layout.galleries, *galleries))
    return Subject.of(replace(design, trades=replace(design.trades, layout=layout)), findings)


@pytest.fixture(scope="module", params=["tiny", "turned", "synthetic"])
def hall(request, odd_halls, judged):
    return judged if request.param == "synthetic" else odd_halls[request.param]


def test_areas_add_up_to_the_hall(hall):
    """The areas of the schedule are those of the outlines by the shoelace formula, and fill the hall's own outline."""
    subject = Subject.of(*hall)
    grid, whole = room_grid(subject), _area(subject.site.hall.polygon)
    areas = {row[0]: row[2] for row in grid.rows}
    assert sum(areas.values()) == pytest.approx(whole, rel=1e-9)
    assert grid.total[2] == pytest.approx(whole, rel=1e-9)
    indoors = [g for g in subject.design.trades.layout.galleries if g.kind != "yard"]
    assert indoors
    for gallery in indoors:
        # outlines of a turned hall are rounded: the last tenths of a millimetre lie beyond its wall
        assert areas[gallery.tag] == pytest.approx(_area(gallery.polygon), rel=1e-4), gallery.tag


def test_floor_that_is_marked_twice_counts_once(judged):
    """A gallery laid over another one, and half out of the hall, adds no floor that is not there."""
    plain = Subject.of(*judged)
    west, south, *_ = plain.site.hall.polygon.bounds
    first = next(g for g in plain.design.trades.layout.galleries if g.kind != "yard")
    seeded = _with(
        judged,
        Gallery("TWICE", "mining", first.polygon),
        Gallery("OUT", "reserve", box(west - 9, south - 9, west, south)),
    )
    assert [r.tag for r in rooms_of(seeded)] == [r.tag for r in rooms_of(plain)]
    assert sum(r.floor.area for r in rooms_of(seeded)) == pytest.approx(_area(plain.site.hall.polygon), rel=1e-9)


@pytest.mark.parametrize(("language", "units", "unit"), [("en", "IP", "ft²"), ("ja", "SI", "m²")])
def test_each_name_stands_on_its_own_floor_with_its_area(judged, language, units, unit):
    """On A-103 every room has number, name and area in the unit of the brief, wholly on its floor or led to it."""
    subject = with_drawings(_in(judged, language, units))
    drawing = subject.drawings["A-103"]
    named = [item for item in drawing.items if isinstance(item, Text) and item.layer == "A-AREA-IDEN-N"]
    led = [item for item in drawing.items if isinstance(item, Path) and item.layer == "A-AREA-IDEN-N"]
    side = FEET if units == "IP" else 1.0
    told = 0
    for room in rooms_of(subject):
        said = [t for t in named if t.text.startswith(f"{room.tag} {room.name}")]
        assert len(said) == 1, room.tag
        figure = said[0].text.removeprefix(f"{room.tag} {room.name}").strip()
        if figure:
            number = float(figure.removesuffix(unit).replace(",", "").strip())
            assert number == pytest.approx(_area_of(room) / side**2, abs=0.51), room.tag
            told += 1
            floor, model = room.floor.buffer(0.01), drawing.transform.to_model
            inside = floor.contains(box(*_capitals(said[0], model)))
            ends = [Point(model(*line.points[0])) for line in led if _meets(line, said[0])]
            assert inside or any(floor.contains(end) for end in ends)
    assert told >= 2


def _capitals(text, model):
    """The box of the capitals of a text that stands level or upright, in the model."""
    left, bottom, right, top = extent(text)
    low, high = ((left, text.y), (right, text.y + text.height)) if not text.rotation else (
        (text.x - text.height, bottom), (text.x, top))
    return *model(*low), *model(*high)


def _meets(line, text):
    """Whether a leader ends at a text."""
    return box(*extent(text)).buffer(0.1).contains(Point(line.points[-1]))


def _area_of(room):
    return sum(_area(p) for p in getattr(room.floor, "geoms", [room.floor]) if isinstance(p, Polygon))


def test_sheet_and_schedule_say_the_same(judged):
    """The table beside the plan has the rows of the schedule, cell by cell, and its total."""
    subject = with_drawings(Subject.of(*judged))
    texts = [item.text for item in subject.drawings["A-103"].items if isinstance(item, Text)]
    printer, grid = subject.printer, room_grid(subject)
    for tag, name, area in [*grid.rows, grid.total]:
        assert tag in texts, tag
        assert name in texts or name == "", name
        assert printer.number("area", area) in texts, tag


def test_the_name_of_the_hall_takes_no_aisle_its_tag(hall):
    """What an aisle says stands before the data hall's name, which keeps off the tinted aisles."""
    subject = with_drawings(Subject.of(*hall))
    drawing, aisles = subject.drawings["A-103"], subject.design.trades.layout.aisles
    names = [r.tag for r in rooms_of(subject) if not r.outlined]
    named = [t for t in drawing.items if isinstance(t, Text) and t.layer == "A-AREA-IDEN-N"]
    said = [t for t in named if t.text.startswith(tuple(names))]
    for text in said:
        at = Point(drawing.transform.to_model(text.x, text.y))
        assert not any(a.polygon.buffer(-0.01).contains(at) for a in aisles if a.kind in ("hot", "cold")), text.text
