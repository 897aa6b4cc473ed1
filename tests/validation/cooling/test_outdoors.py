"""The design day by hand: air, return, bank capacity, chillers; the lowest supply against a direct search."""

from dataclasses import replace

import pytest

from designer.catalog import Cooler
from designer.cooling import outdoors, rejection
from designer.cooling.cooler_set import CoolerSet
from designer.sizing import plant
from designer.units import magnitude, q


def test_by_hand():
    """36 + 1 degC; 12,600 kW on 1,000 kW/K is 12.6 K; 0.6 x 1,000 x 20 K is 12 MW; 3,300 kW by 964 is four."""
    assert magnitude(outdoors.air_entering(T_db=q(36, "degC"), dT_rec=q(1, "delta_degC")), "degC") == pytest.approx(37)
    warm = outdoors.facility_return(T_s=q(36, "degC"), Q=q(12_600, "kW"), C=q(1000, "kW/K"))
    assert magnitude(warm, "degC") == pytest.approx(48.6)
    bank = outdoors.bank_capacity(eps=q(0.6), C=q(1000, "kW/K"), T_ret=q(48, "degC"), T_air=q(28, "degC"))
    assert magnitude(bank, "kW") == pytest.approx(12_000)
    assert magnitude(plant.chillers_by_heat(Q=q(3300, "kW"), Q_unit=q(964, "kW")), "") == 4


def test_lowest_supply_is_what_the_outlet_says(bench, catalog):
    """The closed form for the settled supply: a cooler bank fed at that return leaves exactly at that supply."""
    model = rejection.cooler_model(bench, catalog.get(Cooler, "adiabatic-1500"))
    bank = CoolerSet.alike(model, 8)
    supply = outdoors.lowest_supply(bench, bank, 13_000.0, 1000.0)
    entering = outdoors.air_temperatures(bench, bank)[2][model.key]
    leaving = float(rejection.outlet(model, supply + 13.0, 1000.0 / 8, entering))
    assert leaving == pytest.approx(supply, abs=1e-9)
    assert supply > entering


def test_a_bank_of_two_products_mixes_their_outlets(bench, catalog):
    """Two large coolers beside three small ones, by their outlets alone: at the supply that the bank says it holds,
    each fed its share of the flow by rated flow, the mixed water has given off exactly the heat; the weakest four
    leave it as warm as the worst of any four.
    """
    large, small = (
        replace(rejection.cooler_model(bench, catalog.get(Cooler, slug)), approach=0.0)
        for slug in ("adiabatic-1500", "dry-1000-nordic")
    )
    units = tuple((f"A-{i}", large) for i in range(2)) + tuple((f"B-{i}", small) for i in range(3))
    bank, heat, rate = CoolerSet(units, large), 3_000.0, 260.0
    supply = outdoors.lowest_supply(bench, bank, heat, rate)
    airs = outdoors.air_temperatures(bench, bank)[2]
    assert airs[large.key] < airs[small.key]
    warm = supply + heat / rate
    leaving = 0.0
    for _, model in bank.units:
        share = model.fluid_rate_rated / (2 * large.fluid_rate_rated + 3 * small.fluid_rate_rated)
        leaving += share * float(rejection.outlet(model, warm, rate * share, airs[model.key]))
    assert leaving == pytest.approx(supply, abs=1e-9)
    left = [bank.only({t for t, _ in units} - {out}) for out, _ in units]
    reached = [outdoors.lowest_supply(bench, four, heat, rate) for four in left]
    assert outdoors.lowest_supply(bench, bank.least(4), heat, rate) == pytest.approx(max(reached))
    assert bank.least(5).rated_flow == pytest.approx(bank.rated_flow)


@pytest.mark.parametrize("count", [3, 30])
def test_a_dry_coil_comes_no_nearer_to_its_air_than_it_is_credited_with(bench, catalog, count):
    """Ever more coolers bring the supply towards their air by effectiveness alone; it is held 4 K above it, and no
    number of coolers is enough for less.
    """
    model = rejection.cooler_model(bench, catalog.get(Cooler, "dry-1000-nordic"))
    bank, heat, rate = CoolerSet.alike(model, count), 3_000.0, 260.0
    air = outdoors.air_temperatures(bench, bank)[1][model.key]
    free = CoolerSet.alike(replace(model, approach=0.0), count)
    reached = [outdoors.dry_reach(bench, b, heat, rate) for b in (bank, free)]
    assert reached[0] == pytest.approx(max(reached[1], air + 4.0), abs=1e-9)
    assert (reached[1] < air + 4.0) == (count == 30)
    for supply, enough in ((air + 4.0, True), (air + 3.9, False)):
        job = (rate, supply + heat / rate, supply)
        assert bool(rejection.coolers_needed(model, job, air)) == enough


def test_drops_of_a_bank_are_balanced(bench, catalog):
    """At their rated flows all coolers of a bank lose what the worst product does."""
    models = [rejection.cooler_model(bench, catalog.get(Cooler, s)) for s in ("adiabatic-1500", "dry-1000-nordic")]
    bank = CoolerSet(tuple(zip("AB", models, strict=True)), models[0])
    found = bank.drops(4000.0)
    worst = max(m.fluid_drop for m in models) * 1000.0
    for tag, model in bank.units:
        assert found[tag] * (model.fluid_rate_rated / 4.0) ** 2 == pytest.approx(worst)
