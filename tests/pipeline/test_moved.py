"""A whole design does not know how its hall was drawn: every length, count and finding is the same."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from designer import pipeline
from designer.catalog import Catalog
from designer.checks.records import Design
from designer.layout.lengths import lengths_of
from designer.site import read_site
from designer.site.records import Site
from designer.site.squaring import squared
from tests.layout import moved_halls

HERE = Path(__file__).resolve().parent
CATALOG = Catalog()


def facts(design: Design, failing: tuple[object, ...]) -> dict[str, object]:
    """Lengths of services and cables, every line of the bill, the peak, what fails."""
    trades = design.trades
    found: dict[str, object] = {f"layout {key}": made for key, (made, _) in lengths_of(trades.layout).items()}
    found |= {f"network {name}": float(metres) for name, metres in trades.fabric.total_m.items()}
    found["pipes"] = float(sum(pipe.length for pipe in trades.cooling.pipes))
    found["busways"] = float(sum(route.line.length for route in trades.power.routes))
    found["peak"], found["egress"] = trades.power.site_power_peak_kw, trades.layout.egress_distance
    found["rooms"] = tuple((p.tag, p.room) for p in trades.layout.placed)
    doors, inlets = trades.cooling.doors, [o.inlet for o in trades.cooling.outages if math.isfinite(o.inlet)]
    found["doors"] = tuple((d.tag, d.rack, d.catalog, round(d.heat, 9), round(d.flow, 9)) for d in doors)
    found["settings"] = float(sum(s.takes for s in trades.cooling.door_settings))
    found["inlets"], found["lost"] = float(sum(inlets)), sum(len(o.lost) for o in trades.cooling.outages)
    found["bill"] = tuple((b.description, b.catalog, b.rating, b.tags, round(b.total, 3)) for b in design.bom.lines)
    found["fails"] = tuple(sorted(map(str, failing)))
    return found


def designed(site: Site) -> dict[str, object]:
    """The facts of the design of a site."""
    judged = pipeline.develop(site, CATALOG)
    return facts(judged.design, tuple(judged.findings.failing))


@pytest.mark.slow
def test_a_moved_hall_with_rear_doors_gets_the_same_doors() -> None:
    """Doors with heat and water, settings of their valves, air behind lost doors, racks lost, lengths and the bill of a
    hall with rear doors, mirrored, turned and in feet.
    """
    site = read_site(HERE / "rear_doors.yaml", CATALOG)
    base = designed(site)
    assert base["doors"]
    assert base["inlets"]
    for how in ("mirror x", "turn 90", "feet"):
        other = moved_halls.moved(site, how)
        hall, fibre, plant = squared(other.hall, other.fibre, other.plant)
        assert moved_halls.changed(base, designed(replace(other, hall=hall, fibre=fibre, plant=plant))) == [], how


@pytest.mark.slow
def test_a_moved_hall_gets_the_same_design() -> None:
    """Pipes, cables, busways, conductors and the bill of materials of one small hall, drawn in five ways."""
    site = read_site(HERE / "small.yaml", CATALOG)
    base = designed(site)
    assert base["pipes"]
    for how in ("mirror x", "turn 90", "shift", "turn 33"):
        other = moved_halls.moved(site, how)
        hall, fibre, plant = squared(other.hall, other.fibre, other.plant)
        assert moved_halls.changed(base, designed(replace(other, hall=hall, fibre=fibre, plant=plant))) == [], how
