"""What does not fit comes back as a named shortfall with the constraint that cures it."""

import math
from dataclasses import replace

import pytest

from designer.ledger import Evidence, Status, Value
from designer.model import LoadClass
from designer.power import feed
from designer.units import q


def brief(text_value, unit):
    """A value of the brief."""
    return Value(q(text_value, unit), Evidence("brief", Status.READ), "brief:test")


def fed(build, site, catalog, racks=108, units=12, losses=1200.0, plant=None):
    """The chain of a hand-built hall."""
    layout = build["hall"](racks=racks, units=units)
    loads = [*build["racks"](layout), *(build["plant"]() if plant is None else plant)]
    return feed(site, build["programme"](racks, 8, losses), layout, loads, catalog)


def cures(chain):
    """Cure keys and amounts by shortfall."""
    return {s.key: (s.cure.key, s.cure.amount) if s.cure else None for s in chain.shortfalls}


def test_clean_design_has_none(build, prairie, catalog):
    """The hall that fits has no shortfall."""
    assert fed(build, prairie, catalog).shortfalls == ()


def test_overloaded_blocks(build, prairie, catalog):
    """126 racks on two systems overload a block after a loss; the cure is the number that fits."""
    found = cures(fed(build, prairie, catalog, racks=126))
    key, amount = found["power.block_after_loss"]
    assert key == "racks.max"
    assert 108 <= amount < 120
    assert "power.block_after_loss" not in cures(fed(build, prairie, catalog, racks=int(amount)))


def test_over_import(build, prairie, catalog):
    """A site of 16 MW cannot import what 108 racks need; with the cured number it can."""
    site = replace(prairie, feed=replace(prairie.feed, import_limit=brief(16, "MW")))
    key, amount = cures(fed(build, site, catalog))["power.import"]
    assert key == "racks.max"
    assert 90 <= amount < 108


def test_more_losses_than_estimated(build, prairie, catalog):
    """Losses above the estimate are handed back, so that cooling gets their heat."""
    chain = fed(build, prairie, catalog, losses=100.0)
    assert cures(chain)["power.losses"] == ("losses.kw", pytest.approx(sum(chain.losses_kw.values())))


def test_overloaded_services(build, prairie, catalog):
    """Plant beyond two service blocks asks for another; without new transformers there is no cure."""
    plant = build["plant"](coolers=90)
    found = cures(fed(build, prairie, catalog, units=10, plant=plant))
    assert found["power.services_after_loss"] == ("side_blocks.extra", 1.0)
    power = replace(prairie.wishes.power, new_transformers=False)
    site = replace(prairie, wishes=replace(prairie.wishes, power=power))
    assert cures(fed(build, site, catalog, units=10, plant=plant))["power.services_after_loss"] is None


def test_low_voltage_breaks_the_whips(build, prairie, catalog):
    """At 400 V the shelf needs 62 A: the 60 A whip fails, and a rack of 140 kW breaks N+N."""
    power = replace(prairie.wishes.power, voltage=brief(400, "V"))
    site = replace(prairie, wishes=replace(prairie.wishes, power=power))
    layout = build["hall"](racks=20, rows=2)
    racks = build["racks"](layout, 140.0)
    chain = feed(site, build["programme"](20), layout, [*racks, *build["plant"]()], catalog)
    short = next(s for s in chain.shortfalls if s.key == "power.whip")
    assert short.wanted.m_as("A") == pytest.approx(62.0, abs=0.05)
    assert any(n.key == "power.shelves_not_n_plus_n" for n in chain.notes)


def test_weak_board(build, prairie, catalog):
    """A new 65 kA board behind 2.5 MVA at 415 V fails at the impedance tolerance where motors feed back."""
    layout = build["hall"](racks=20, rows=2, board="switchboard/lv-415-4000-65")
    chain = feed(prairie, build["programme"](20), layout, [*build["racks"](layout), *build["plant"]()], catalog)
    short = [s for s in chain.shortfalls if s.key == "power.fault_level"]
    assert short
    assert all(s.got.m_as("kA") == 65.0 and s.wanted.m_as("kA") > 65.0 for s in short)
    assert all(b.fault_ka - b.motor_ka < 65.0 for b in chain.buses if b.tag.startswith("MSB"))
    most = max(s.wanted.m_as("kA") for s in short)
    assert max(s.cure.amount for s in short if s.cure) == pytest.approx(most)
    assert {s.cure.key for s in short if s.cure} == {"boards.fault"}


def test_impossible_load_does_not_raise(build, prairie, catalog):
    """Plant far beyond any block: no solution of the load flow, and still an answer."""
    plant = [build["load"](f"CH-{n:02d}", "chiller", LoadClass.MECHANICAL, 30000.0, 1) for n in range(1, 5)]
    chain = fed(build, prairie, catalog, racks=8, plant=plant)
    assert {"power.flow"} <= {s.key for s in chain.shortfalls}


def test_missing_utility_data(build, prairie, catalog):
    """An unknown fault level becomes a question and a stated assumption with its range."""
    nothing = Value(None, Evidence("brief", Status.UNKNOWN), "brief:x")
    feed_ = replace(prairie.feed, fault_level=nothing, fault_x_over_r=nothing, line_length=nothing)
    keys = {n.key for n in fed(build, replace(prairie, feed=feed_), catalog, racks=8).notes}
    for name in ("fault_level", "fault_x_over_r", "line_length"):
        assert {f"power.{name}_unknown", f"power.{name}_assumed"} <= keys


def test_small_ups(build, prairie, catalog):
    """Core loads beyond the placed UPS modules ask sizing for the true core power of each rack, by apparent power."""
    layout = build["hall"](racks=20, rows=2, ups=2)
    plant = build["plant"](network=40)
    chain = feed(prairie, build["programme"](20), layout, [*build["racks"](layout), *plant], catalog)
    mine = [x for x in chain.loads if x.load_class in (LoadClass.CONTROL, LoadClass.CORE)]
    core = abs(sum(complex(x.design_kw, x.design_kw * math.tan(math.acos(x.power_factor))) for x in mine))
    key, amount = cures(chain)["power.ups"]
    assert key == "core.per_rack"
    assert amount == pytest.approx(core / 20)


@pytest.mark.parametrize("network", range(8, 32, 4))
def test_batteries_of_a_side(build, prairie, catalog, network):
    """A side of the core has as many cabinets as its energy and its power take, by hand, and not one more."""
    layout = build["hall"](racks=54, rows=4, ups=8, batteries=48)
    plant = build["plant"](network, 4, 6, 4, 8, 6)
    chain = feed(prairie, build["programme"](54, 8), layout, [*build["racks"](layout), *plant], catalog)
    steps = {s.key: s for s in chain.steps}
    by_hand = max(steps["power.battery_cabinets"].number, math.ceil(steps["power.ups_side"].si("kW") / 210.0))
    assert max(g.needed for g in chain.groups if g.tag.startswith("BAT-SIDE")) == by_hand
    assert not [s for s in chain.shortfalls if s.key == "power.batteries"]


def test_few_batteries(build, prairie, catalog):
    """Fewer cabinets than a side's power takes ask sizing for the true core power of each rack."""
    layout = build["hall"](racks=54, rows=4, batteries=2)
    chain = feed(prairie, build["programme"](54), layout, [*build["racks"](layout), *build["plant"]()], catalog)
    assert cures(chain)["power.batteries"][0] == "core.per_rack"
