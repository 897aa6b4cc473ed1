"""Pipes in parallel lie beside one another: their ways by the closed form of moved lines, and those of a real main."""

import itertools
import math

import pytest
from shapely.geometry import LineString, Polygon

from designer.cooling.bundles import beside_way, offsets
from designer.cooling.insulated import lane_m, thick_m
from designer.cooling.runs import Way, run_pipes

RING = ((0.0, 0.0), (20.0, 0.0), (20.0, 9.0), (12.0, 9.0), (12.0, 4.0), (0.0, 4.0), (0.0, 0.0))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_pipes_lie_a_pitch_apart_about_the_middle(count):
    """So many places a pitch apart whose sum is nil."""
    places = offsets(count, 0.7)
    assert math.fsum(places) == pytest.approx(0.0)
    assert [b - a for a, b in itertools.pairwise(sorted(places))] == pytest.approx([0.7] * (count - 1))


def test_a_closed_way_moves_to_all_sides():
    """Moved to its left a ring bounds what mitred erosion leaves; to its right what dilation makes; shapely's own."""
    for off in (0.5, -0.5):
        moved = Polygon(beside_way(RING, off))
        assert moved.equals(Polygon(RING).buffer(-off, join_style="mitre")), off
        assert beside_way(RING, off)[0] == pytest.approx(beside_way(RING, off)[-1])


def test_an_open_way_keeps_its_ends_square():
    """Ends move square to their own piece; a way that turns back keeps its distance there too."""
    way = ((0.0, 0.0), (5.0, 0.0), (5.0, 3.0))
    moved = beside_way(way, 0.25)
    assert moved == pytest.approx(LineString(way).offset_curve(0.25, join_style="mitre").coords)
    back = beside_way(((0.0, 0.0), (5.0, 0.0), (2.0, 0.0)), 0.25)
    assert back == ((0.0, 0.25), (5.0, 0.25), (5.0, -0.25), (2.0, -0.25))


def test_a_main_too_large_for_one_pipe_is_a_bundle(bench):
    """A main of three pipes: equal flows that add up, axes a pipe and its hanger apart, insulation never shared."""
    state = bench.fws.at(35.0)
    runs = run_pipes(bench, Way("FWS-RING-S", "FWS", "fws-supply", 90000.0, RING, 5.0), state)
    assert len(runs) > 1
    assert math.fsum(r.flow for r in runs) == pytest.approx(90000.0)
    bore = next(b for b in bench.fws_bores if b.nominal == runs[0].nominal)
    lines = sorted((LineString(r.points) for r in runs), key=lambda line: line.length)
    gaps = [a.distance(b) for a, b in itertools.pairwise(lines)]
    assert gaps == pytest.approx([lane_m(bench, "FWS", bore)] * len(gaps))
    assert min(gaps) > thick_m(bench, "FWS", bore)
