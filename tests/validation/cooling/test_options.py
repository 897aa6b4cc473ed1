"""Options judged by duty: rated points are met, and a name alone carries nothing."""

from dataclasses import replace

import pytest

from designer.catalog import Cooler
from designer.cooling.air import AirPlan
from designer.cooling.options import Duties, options_of
from designer.ledger import Evidence, Status, Value
from designer.units import q


def air_of(source: str, water: float = 13.0) -> AirPlan:
    """Air of 25 degC in, 37 degC back, 2 MW."""
    return AirPlan((), 5, source, 25.0, 37.0, water, water + 10.0, 3000.0, 150.0, 100.0, 2000.0)


def judged(bench, facility=(10_000.0, 1000.0, 36.0), pump=(15_000.0, 200.0), air=None, racks=(20.0, 60.0)):
    """Options by survey tag or address."""
    chosen = frozenset({"cooler/adiabatic-1500"})
    duties = Duties(facility, pump, air or air_of("chilled"), [("hgx-b200-air", kw) for kw in racks], chosen)
    return {o.survey or o.catalog: o for o in options_of(bench, duties)}


def celsius(number: float) -> Value:
    return Value(q(number, "degC"), Evidence("derived", Status.DERIVED), "test")


@pytest.mark.parametrize("slug", ["bac-trillium-tdfs1238n", "dry-1000-nordic"])
def test_a_cooler_at_its_rated_point_carries_its_rating(bench, catalog, slug):
    """Sea level, rated air and fluid: one cooler carries its rating, two are needed for one per cent more."""
    record = catalog.get(Cooler, slug)
    heat, cold = record.heat_rated.si("kW"), record.fluid_out_rated.si("degC")
    rate = heat / (record.fluid_in_rated.si("degC") - cold)
    bench.density_ratio = 1.0
    bench.dry_bulb = celsius(record.air_rated.si("degC") - bench.rules.si("recirculation", "delta_degC"))
    assert judged(bench, (heat * 0.999, rate, cold))[record.key].needed == 1
    assert judged(bench, (heat * 1.01, rate * 1.01, cold))[record.key].needed == 2


def test_a_cooler_that_cannot_says_from_which_supply_it_could(bench):
    """Facility water colder than the air: no dry cooler of any number; the nearest supply lies above the air."""
    option = judged(bench, (10_000.0, 1000.0, 30.0))["cooler/dry-1000-nordic"]
    assert (option.needed, option.verdict) == (0, "air-too-warm")
    assert option.nearest > bench.dry_bulb.si("degC")
    again = judged(bench, (10_000.0, 1000.0, option.nearest + 1.0))["cooler/dry-1000-nordic"]
    assert again.needed > 0


def test_wet_plant_needs_water(bench):
    """Without water no tower and no wetted pad fits, whatever it would carry; the chosen one stays chosen."""
    bench.site = replace(bench.site, water=replace(bench.site.water, available=False))
    found = judged(bench, (10_000.0, 1000.0, 34.0))
    assert found["cooler/tower-3000"].verdict == "no-water"
    assert found["cooler/hybrid-1200"].verdict == "no-water"
    assert found["cooler/adiabatic-1500"].verdict == "chosen"


def test_head_beyond_a_pump_names_the_head_that_it_has(bench):
    """A loop of 400 kPa is beyond every pump of the catalog; each says its own highest head."""
    found = judged(bench, pump=(15_000.0, 400.0))
    pumps = [o for o in found.values() if o.kind == "pump"]
    assert pumps
    assert all(o.verdict == "head-too-high" and o.nearest < 400.0 for o in pumps)
    assert judged(bench, pump=(15_000.0, 200.0))["pump/facility-500"].needed == 2


def test_fans_of_the_mine_are_judged_by_the_air_they_move(bench):
    """120 exhaust fans move much air, but the design day is warmer than racks may get: no reuse."""
    fans = judged(bench)["FAN"]
    assert (fans.standing, fans.verdict) == (120, "air-too-warm")
    bench.dry_bulb = celsius(20.0)
    cool = judged(bench)["FAN"]
    density = bench.pressure_pa() / (287.055 * 293.15)
    flow = 27000 * 0.3048**3 / 60
    assert cool.capacity == pytest.approx(flow * density * 1.006 * 17.0, rel=1e-3)
    assert cool.verdict == "fits"


def test_rear_doors_are_judged_by_the_hottest_rack(bench):
    """A door carries a rack of 60 kW; a rack of 90 kW to air is beyond its family maximum of 75 kW."""
    assert judged(bench)["rear-door/chilleddoor"].verdict in ("fits", "rest-remains")
    assert judged(bench, racks=(20.0, 90.0))["rear-door/chilleddoor"].verdict == "rack-too-hot"


def test_a_fan_wall_on_facility_water(bench):
    """Coils that want 20 degC take no water of 30 degC, and say which air that water gives."""
    warm = judged(bench, air=air_of("facility", 30.0))["air-unit/fan-wall-400"]
    assert warm.verdict == "water-too-warm"
    assert warm.nearest == pytest.approx(35.0)
