"""The design day by hand: air, return, bank capacity, chillers; the lowest supply against a direct search."""

import pytest

from designer.catalog import Cooler
from designer.cooling import outdoors, rejection
from designer.units import magnitude, q


def test_by_hand():
    """36 + 1 degC; 12,600 kW on 1,000 kW/K is 12.6 K; 0.6 x 1,000 x 20 K is 12 MW; 3,300 kW by 964 is four."""
    assert magnitude(outdoors.air_entering(T_db=q(36, "degC"), dT_rec=q(1, "delta_degC")), "degC") == pytest.approx(37)
    warm = outdoors.facility_return(T_s=q(36, "degC"), Q=q(12_600, "kW"), C=q(1000, "kW/K"))
    assert magnitude(warm, "degC") == pytest.approx(48.6)
    bank = outdoors.bank_capacity(eps=q(0.6), C=q(1000, "kW/K"), T_ret=q(48, "degC"), T_air=q(28, "degC"))
    assert magnitude(bank, "kW") == pytest.approx(12_000)
    assert magnitude(outdoors.chillers_by_heat(Q=q(3300, "kW"), Q_unit=q(964, "kW")), "") == 4


def test_lowest_supply_is_what_the_outlet_says(bench, catalog):
    """The closed form for the settled supply: a cooler bank fed at that return leaves exactly at that supply."""
    model = rejection.cooler_model(bench, catalog.get(Cooler, "adiabatic-1500"))
    supply = outdoors.lowest_supply(bench, model, 8, 13_000.0, 1000.0)
    entering = outdoors.air_temperatures(bench, model)[1]
    leaving = float(rejection.outlet(model, supply + 13.0, 1000.0 / 8, entering))
    assert leaving == pytest.approx(supply, abs=1e-9)
    assert supply > entering
