"""Coolers that are bought above the duty work in every hour of the year and in every state, not on paper alone."""

import numpy as np
import pytest

from designer.cooling import carry, prove
from designer.cooling.records import Feeds

PRODUCTS = {
    "cdu": "xdu1350", "pump": "facility-500", "air-unit": "fan-wall-warm-400", "cooler": "dry-1000-nordic",
    "chiller": "1mw-air-cooled",
}  # fmt: skip


@pytest.fixture(scope="module")
def two(fjord, build, other, said, catalog):
    """A hall on a coast behind dry coolers, and the same with three coolers more, each proven."""
    found = []
    site = other(fjord, supply_temperature=said(37, "degC"))
    for count in (8, 11):
        plant = {"cdu": 5, "pump": 3, "air-unit": 8, "cooler": count, "chiller": 0}
        programme, layout, loads = build(32, "hgx-b200-liquid", (106.0, 0.8), plant, PRODUCTS)
        plan = carry(site, programme, layout, loads, catalog)
        found.append(prove((site, programme, layout), loads, catalog, plan, Feeds()))
    return found


def test_every_hour_has_the_bought_coolers(two):
    """In no hour do the fans turn faster or is the water warmer, and over the year all of them together take less than
    the fewer ones do: power falls with the cube of their speed.
    """
    few, many = (plan.annual.hourly for plan in two)
    assert np.all(np.array(many.fan_speed) <= np.array(few.fan_speed) + 1e-9)
    assert np.all(np.array(many.facility) <= np.array(few.facility) + 1e-9)
    assert np.mean(many.fan_speed) < 0.9 * np.mean(few.fan_speed)
    taken = [11 * np.sum(np.array(many.fan_speed) ** 3), 8 * np.sum(np.array(few.fan_speed) ** 3)]
    fans = [dict(plan.annual.parts)["cooler-fans"] for plan in reversed(two)]
    assert fans[0] < fans[1]
    assert fans[0] / fans[1] == pytest.approx(taken[0] / taken[1], rel=0.02)


def test_every_state_has_the_bought_coolers(two):
    """Balance of other states, the extreme hour, and each outage: with more coolers never warmer; one of eleven out
    reaches what ten do. The coolers of the proof are those of the schedule.
    """
    few, many = two
    for one, other_ in zip(few.cases, many.cases, strict=True):
        assert one.key == other_.key
        assert other_.facility_supply <= one.facility_supply + 1e-9
        assert other_.fan_speed <= one.fan_speed + 1e-9
    assert many.temperatures["fws_supply_extreme"] < few.temperatures["fws_supply_extreme"]
    for plan, count in ((few, 8), (many, 11)):
        coolers = [duty.tag for duty in plan.rejection]
        assert len(coolers) == count == len(plan.states["facility"]["running"])
        assert set(plan.states["facility"]["running"]) == set(coolers)
        out = {o.tags for o in plan.outages if o.kind == "cooler" and o.test == "T2"}
        assert out == {(tag,) for tag in coolers}
    warmest = [max(o.facility_supply for o in plan.outages if o.kind == "cooler") for plan in two]
    assert warmest[1] <= warmest[0]
