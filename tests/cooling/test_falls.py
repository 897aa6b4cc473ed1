"""Slopes, vents and drains: what the model holds, and that list, bill, diagrams and plans of a pack show the same."""

import csv
import html
import itertools
import math
import re
import xml.etree.ElementTree as Tree
from dataclasses import replace

import pytest
from shapely.geometry import LineString

from designer.cooling import carry, passed_of, with_passings
from designer.layout.records import Route
from designer.model import Polyline

SVG = "{http://www.w3.org/2000/svg}"
KINDS = {"air vent": "M-VENT-N", "drain": "M-DRAN-N"}
HEADERS = ("ring section", "leg", "row header", "far connection")


def rows(pack, name):
    """A schedule as dictionaries, units cut from the headers."""
    read = iter(list(csv.reader((pack / "schedules" / f"{name}.csv").read_text().splitlines())))
    heads = [h.split(" [")[0] for h in next(read)]
    return [dict(zip(heads, row, strict=True)) for row in read]


def shapes(path, layer):
    """How many shapes a drawing holds on a layer."""
    groups = [g for g in Tree.parse(path).iter(f"{SVG}g") if g.get("data-layer") == layer]
    return sum(len(list(group)) for group in groups)


def texts(path):
    """Every text of a drawing in its order."""
    return [html.unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text())]


def stubs_of(plan, kind):
    """Tags of the vents or drains of all pipes."""
    return [stub.tag for fall in plan.falls for stub in fall.stubs if stub.kind == kind]


def test_every_header_falls_by_the_named_slope_towards_its_drain(fjord_plan, catalog):
    """Each header segment falls, by the rule's slope at least and no further than the layers leave; the way that the
    model holds begins at its vent and ends at its drain.
    """
    slope, most = (catalog.threshold("cooling", key) for key in ("slope", "fall_most"))
    graded = {fall.segment for fall in fjord_plan.falls}
    for segment in fjord_plan.segments:
        if segment.kind in ("section", "leg", "header", "far-section"):
            assert segment.tag in graded
            own = [s.tag for fall in fjord_plan.falls if fall.segment == segment.tag for s in fall.stubs]
            assert {*segment.vents, *segment.drains} <= set(own)
    for fall in fjord_plan.falls:
        length = sum(math.dist(a, b) for a, b in itertools.pairwise(fall.way))
        assert fall.fall >= slope.si("") * length - 1e-9, fall.segment
        assert fall.fall <= most.si("m") + 1e-9, fall.segment
        if not any(stub.more for stub in fall.stubs) and len(fall.stubs) == 2:
            vent, drain = sorted(fall.stubs, key=lambda stub: stub.kind)
            assert math.dist(vent.at, fall.way[0]) < 1e-6
            assert math.dist(drain.at, fall.way[-1]) < 1e-6


def test_rings_come_back_to_their_own_level(fjord_plan):
    """Round each ring the falls one way make up for the falls the other way: one pipe, no steps."""
    rings = {fall.run for fall in fjord_plan.falls if "-RING-" in fall.run}
    assert rings
    points = {run.tag: run.points for run in fjord_plan.pipes}
    for run in rings:
        level, parts = 0.0, [fall for fall in fjord_plan.falls if fall.run == run]
        for fall in parts:
            line = LineString(fall.way)
            ends = [line.interpolate(share, normalized=True) for share in (0.4, 0.6)]
            at = [LineString(points[run]).project(end) for end in ends]
            level += fall.fall if at[1] > at[0] else -fall.fall
        assert level == pytest.approx(0.0, abs=1e-9), run


def test_a_passing_has_a_vent_and_a_drain_where_it_makes_a_high_and_a_low_point(fjord, fjord_plan, build, catalog):
    """A planted busway that a ring passes adds a high and a low point to the model, and just those to list and bill."""
    programme, layout, loads = build()
    ring = next(p for p in fjord_plan.pipes if p.tag.startswith("TCS-01-RING-S"))
    (ax, ay), (bx, by) = max(itertools.pairwise(ring.points), key=lambda ends: math.dist(*ends))
    x, y, upright = (ax + bx) / 2, (ay + by) / 2, abs(bx - ax) < abs(by - ay)
    across = ((x - 1.0, y), (x + 1.0, y)) if upright else ((x, y - 1.0), (x, y + 1.0))
    busway = Route("BW-X", "busway", Polyline(across, ring.z), "A")
    plans = []
    for routes in ((), (busway,)):
        told = with_passings(fjord_plan, _routed(layout, routes), fjord.hall, catalog)
        kept = [p for p in told.passings if "BW-X" in p.over and p.tag == ring.tag]
        plans.append(carry(fjord, programme, layout, loads, catalog, passed_of(kept, [p.tag for p in told.pipes])))
    for kind in KINDS:
        tags = [stubs_of(plan, kind) for plan in plans]
        assert len(set(tags[1])) == len(tags[1]) == len(tags[0]) + 1, kind
        for plan, own in zip(plans, tags, strict=True):
            listed = [tag for tag, sort, _ in plan.valves if sort == kind]
            assert set(own) <= set(listed)
            billed = [i for i in plan.bulk if i.key.startswith(f"valve.{kind.replace(' ', '-')}")]
            assert sum(i.quantity.si("") for i in billed) == len(listed)


def _routed(layout, routes):
    """A layout with other routes."""
    return replace(layout, routes=routes)


def test_list_bill_diagrams_and_plans_hold_the_same_vents_and_drains(pack):
    """Read back from the files: as many in the valve list as in the bill; each shown on a diagram by its tag or the one
    drawn in its place; those of pipes marked on the piping plans and the riser, whose tables tell the whole.
    """
    listed = {kind: [row for row in rows(pack, "valves") if row["Type"] == kind] for kind in KINDS}
    bill = rows(pack, "bom")
    drawings = pack / "drawings"
    plans = sorted(path for name in ("M-101", "M-102") for path in drawings.glob(f"{name}.svg"))
    for kind, layer in KINDS.items():
        count = len(listed[kind])
        assert count > 20
        system = f"cooling.{kind.replace(' ', '-')}"
        assert sum(float(row["Total"]) for row in bill if row["System"] == system) == count
        for row in listed[kind]:
            shown = row["Drawn as"] or row["Tag"]
            assert any(shown in text for text in texts(drawings / f"{row['Diagram']}.svg")), row["Tag"]
        machines = {s["Tag"] for s in rows(pack, "segments") if s["Kind"] not in HEADERS}
        on_pipes = [row for row in listed[kind] if row["Tag"].partition("-")[2] not in machines]
        assert sum(shapes(path, layer) - 1 for path in plans) == len(on_pipes)
        assert shapes(drawings / "M-701.svg", layer) - 1 == len(on_pipes)
        column = 1 if kind == "air vent" else 2
        for path in (*plans, drawings / "M-701.svg"):
            said = texts(path)
            at = said.index("All, as in the valve list")
            assert said[at + column] == str(count), path.name


def test_segments_tell_their_falls_and_the_plans_their_arrows(pack):
    """Each header segment of the schedule has its fall, a drain and a vent; arrows stand on both piping plans."""
    for row in rows(pack, "segments"):
        if row["Kind"] in HEADERS:
            assert float(row["Falls by"]) > 0.0, row["Tag"]
            assert row["Drain"], row["Tag"]
            assert row["Vent"], row["Tag"]
    for name in ("M-101", "M-102", "M-701"):
        assert shapes(pack / "drawings" / f"{name}.svg", "M-SLOP-N") > 6, name
