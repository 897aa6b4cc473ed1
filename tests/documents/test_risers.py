"""Risers on the isometric of the piping: what the plan joins at different levels is joined by an upright piece."""

import math
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Point

from designer.documents.drawings.m701_riser import risers

#: The model lets a branch end this near to its run in the plan [m].
NEAR = 0.05


def _apart(pipes, upright):
    """The names of the runs that no way of runs and upright pieces joins to the first run of their loop and service."""
    groups, alone = {}, set()
    for pipe in pipes:
        groups.setdefault((pipe.loop, pipe.service), []).append(pipe)
    for group in groups.values():
        reached, waiting = {group[0].tag}, [group[0]]
        while waiting:
            one = waiting.pop()
            for other in group:
                if other.tag not in reached and _joined(one, other, upright):
                    reached.add(other.tag)
                    waiting.append(other)
        alone |= {pipe.tag for pipe in group} - reached
    return alone


def _joined(one, other, upright):
    """Whether two runs meet at one level, or where an upright piece stands between their levels."""
    for a, b in ((one, other), (other, one)):
        for end in (a.points[0], a.points[-1]):
            if LineString(b.points).distance(Point(end)) <= NEAR:
                levels = {round(a.z, 6), round(b.z, 6)}
                if abs(a.z - b.z) <= NEAR or any(
                    math.dist(at, end) <= NEAR and {round(pipe.z, 6), round(z, 6)} == levels for pipe, at, z in upright
                ):
                    return True
    return False


def _piped(design):
    """The runs that have a way, without the branches to vessels, of which each loop has two of its own, and without the
    connections of far ends, which begin beside the headers.
    """
    return [
        x
        for x in design.trades.cooling.pipes
        if len(x.points) > 1 and "-FAR-" not in x.tag and "expansion" not in x.service
    ]


@pytest.mark.parametrize("hall", ["tiny", "turned"])
def test_risers_join_every_run(odd_halls, hall):
    """With the risers every loop is one piece in space; without them its row headers hang beside the ring."""
    pipes = _piped(odd_halls[hall][0])
    assert any(x.loop.startswith("TCS") for x in pipes)
    assert _apart(pipes, risers(pipes)) == set()
    assert any("-ROW-" in tag for tag in _apart(pipes, []))


def test_no_riser_at_one_level(odd_halls):
    """Runs that all lie at one level need none."""
    pipes = [replace(x, z=3.0) for x in _piped(odd_halls["turned"][0])]
    assert risers(pipes) == []
