"""The transient peak of racks in a fed hall: tap-offs, busway breakers and mains, and the shelves of one side."""

from dataclasses import replace

import pytest

from designer.power import feed

KW = {"gb200-nvl72": 132.0, "gb300-nvl72": 135.0}


@pytest.fixture(scope="module", params=sorted(KW))
def chain(request, build, prairie, catalog):
    """Twenty racks of a kind on four blocks."""
    layout = build["hall"](racks=20, rows=2, rack=f"rack/{request.param}")
    racks = [replace(x, catalog=f"rack/{request.param}") for x in build["racks"](layout, KW[request.param])]
    return feed(prairie, build["programme"](20), layout, [*racks, *build["plant"]()], catalog)


def test_every_place_is_judged(chain):
    """Whips, busway breakers of every rating and board mains are all there, and count every breaker once."""
    assert {x.place for x in chain.transients} == {"whip", "busway", "main"}
    lanes = [b for b in chain.branches if b.kind == "busway"]
    assert sum(x.count for x in chain.transients if x.place == "busway") == len(lanes)
    assert {x.breaker for x in chain.transients if x.place == "busway"} == {b.breaker for b in lanes}


def test_peak_by_hand(chain):
    """A run's peak is that of all its racks alone; 155 kW where it is published, 1.57 of the design where not."""
    whip = chain.whips[0]
    factor = 155.0 / 135.0 if whip.rack.startswith("gb300") else 1.57
    assert whip.published == whip.rack.startswith("gb300")
    assert whip.peak_kw == pytest.approx(factor * whip.design_kw)
    for row in (x for x in chain.transients if x.place == "busway"):
        assert row.peak == pytest.approx(row.worst * factor)
        assert row.release == 5.0 * row.breaker
    assert all(row.peak < row.release for row in chain.transients)


def test_shelves(chain):
    """One side: 132 kW for good, 211 for a moment; seven shelves 231. GB300 at 135 kW must be capped on one side."""
    whip = chain.whips[0]
    assert (whip.side_capacity_kw, whip.spared_kw) == (132.0, 231.0)
    assert whip.pulse_kw == pytest.approx(211.2)
    assert whip.peak_kw <= whip.pulse_kw
    short = any(n.key == "power.shelves_not_n_plus_n" for n in chain.notes)
    assert short == whip.rack.startswith("gb300")
