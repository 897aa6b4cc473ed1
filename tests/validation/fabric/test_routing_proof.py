"""The expected fullest of hashed links against full enumeration and drawing at random."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from designer.fabric.routing_proof import expected_most, hashed_load
from designer.units import magnitude, q


@pytest.mark.parametrize(("flows", "links"), [(1, 5), (2, 2), (3, 3), (4, 4), (6, 3), (5, 2), (7, 4), (3, 8)])
def test_every_way_of_dealing(flows, links):
    """All links^flows ways of dealing, each as likely as another, give the same mean of the fullest link."""
    ways = itertools.product(range(links), repeat=flows)
    total = sum(max(way.count(link) for link in range(links)) for way in ways)
    assert expected_most(flows, links) == pytest.approx(float(Fraction(total, links**flows)), rel=1e-12)


@pytest.mark.parametrize(("flows", "links"), [(32, 32), (64, 64), (512, 64), (32, 4)])
def test_drawing_at_random(flows, links):
    """Twenty thousand draws agree within four standard errors."""
    draw = np.random.default_rng(1).integers(0, links, (20_000, flows))
    most = np.array([np.bincount(row, minlength=links).max() for row in draw])
    error = most.std() / np.sqrt(len(most))
    assert abs(expected_most(flows, links) - most.mean()) < 4 * error


def test_hashed_load():
    """32 flows of 400 Gbit/s on 32 links of 400 Gbit/s load one 3.53 times; on 800 Gbit/s half that."""
    same = hashed_load(F=q(32), S=q(32), v_flow=q(400, "Gbit/s"), v_link=q(400, "Gbit/s"))
    double = hashed_load(F=q(32), S=q(32), v_flow=q(400, "Gbit/s"), v_link=q(800, "Gbit/s"))
    assert magnitude(same, "") == pytest.approx(3.5329, abs=1e-4)
    assert magnitude(double, "") == pytest.approx(3.5329 / 2, abs=1e-4)
