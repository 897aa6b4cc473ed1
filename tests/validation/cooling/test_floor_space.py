"""Floor of vessels and tanks by hand."""

from types import SimpleNamespace

import pytest

from designer.cooling import floor_space
from designer.cooling.records import LoopItem
from designer.units import magnitude, q


def test_an_upright_cylinder():
    """1,000 L at a height of twice the diameter: 4 V / (2 pi) = 0.6366 m3, its cube root 0.8603, in steps 0.9 m."""
    found = floor_space.cylinder(V=q(1000, "L"), r=q(2.0), s=q(0.05, "m"))
    assert magnitude(found, "m") == pytest.approx(0.9)


def test_box_of_a_vessel(bench):
    """With 0.1 m around it and feet of 0.3 m: 1.1 x 1.1 x 2.1 m; its content weighs about a tonne."""
    width, depth, height, mass = floor_space.cylinder_box(bench, "EXP-FWS", 1000.0, "expansion")
    assert (width, depth) == (pytest.approx(1.1),) * 2
    assert height == pytest.approx(2.1)
    assert mass == pytest.approx(1000.0, rel=0.05)


def test_vessels_of_technology_loops_choose_their_floor_first(bench):
    """Those whose CDUs stand indoors before those at pumps and chillers, one of every loop before a second; the latter
    may stand outdoors, the former may not.
    """
    tags = [(f"EXP-{loop}-{letter}", loop) for loop in ("CHW", "FWS", "TCS-01", "TCS-02") for letter in "AB"]
    size = bench.rules["vessel_margin"]
    items = tuple(LoopItem(tag, "expansion", loop, loop, size, (1.0, 1.0, 2.0, 9.0)) for tag, loop in tags)
    plan = SimpleNamespace(items=items, pumps=(), cdus=(), rejection=(), pipes=())
    wanted = floor_space.late_of(bench, plan)
    order = [one.tag.removeprefix("EXP-") for one in wanted]
    assert order == ["TCS-01-A", "TCS-02-A", "TCS-01-B", "TCS-02-B", "FWS-A", "FWS-B", "CHW-A", "CHW-B"]
    outdoors = {one.tag for one in wanted if any("yard" in kinds for kinds in one.rooms)}
    assert outdoors == {one.tag for one in wanted if "TCS" not in one.tag}
    assert {one.kind for one in wanted} == {"expansion"}
