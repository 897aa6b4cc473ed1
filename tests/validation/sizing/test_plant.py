"""What a unit of plant carries at the site, against published tables and arithmetic."""

import pytest

from designer.catalog import Catalog
from designer.sizing import plant
from designer.units import magnitude, q

CATALOG = Catalog()


@pytest.mark.parametrize(("feet", "printed"), [(2500, 0.98), (5000, 0.97), (7500, 0.95), (10000, 0.93)])
def test_chillers_at_height(feet, printed):
    """Carrier altitude table 4-2, air-cooled condensing units; a straight line through the row, within 0.01."""
    slope = CATALOG.threshold("cooling", "chiller_altitude")
    found = plant.chiller_altitude(Q_r=q(1, "MW"), k=slope.q, z=q(feet, "ft"))
    assert magnitude(found, "MW") == pytest.approx(printed, abs=0.01)


def test_air_side_of_the_plains():
    """Hand calculation at 3,600 ft: density 0.8766 of sea level, 400 kW at 17 K over water carry 344.4 kW at 16.7 K,
    and 4,694 kW with fans of 20 kW take 15 units.
    """
    sigma = plant.air_pressure_ratio(z=q(3600, "ft"))
    assert magnitude(sigma, "") == pytest.approx(0.8766, abs=5e-5)
    unit = plant.coil_heat(
        Q_rated=q(400, "kW"),
        T_hot=q(35.7, "degC"),
        T_water=q(19, "degC"),
        dT_rated=q(17, "delta_degC"),
        sigma=sigma,
    )
    assert magnitude(unit, "kW") == pytest.approx(344.4, abs=0.1)
    assert magnitude(plant.units_by_heat(Q_room=q(4694, "kW"), Q_unit=unit, P_fan=q(20, "kW")), "") == 15


def test_chillers_of_a_hot_day():
    """1.2 % a kelvin: 974.8 kW at 35 degC are 939.7 kW at 38 degC; 5,044 kW then take six."""
    unit = plant.chiller_capacity(Q_r=q(974.8, "kW"), s=0.012, T_air=q(38, "degC"), T_r=q(35, "degC"))
    assert magnitude(unit, "kW") == pytest.approx(939.7, abs=0.1)
    assert magnitude(plant.chillers_by_heat(Q=q(5044, "kW"), Q_unit=unit), "") == 6


def test_loops_and_their_units():
    """142 racks of which a loop may hold 40 take four loops; 5,174 LPM take five CDUs of 1,200, 4,594 kW four."""
    assert magnitude(plant.loop_count(n_racks=142, n_max=40), "") == 4
    assert magnitude(plant.cdus_by_flow(V_loop=q(5174, "LPM"), V_cdu=q(1200, "LPM")), "") == 5
    assert magnitude(plant.cdus_by_heat(Q_loop=q(4594, "kW"), Q_cdu=q(1368, "kW")), "") == 4


@pytest.mark.parametrize(
    ("standing", "largest", "found"), [(5e3, 2930.0, 1), (7.6e3, 2930.0, 0), (2e3, 1000.0, 2), (5.9e3, 995.0, 0)]
)
def test_coolers_beside_those_of_the_mine(standing, largest, found):
    """By hand for 4,434 kW, one spare, new ones of 2,930 kW: what stands less its largest does alone, else new ones are
    added until all less the largest carry the duty.
    """
    made = plant.coolers_beside(
        Q=q(4434, "kW"), Q_S=q(standing, "kW"), Q_L=q(largest, "kW"), Q_U=q(2930, "kW"), k_spare=q(1.0)
    )
    count = round(magnitude(made, ""))
    assert count == found
    assert standing + count * 2930 - max(largest, 2930 if count else 0) >= 4434
    assert not count or standing + (count - 1) * 2930 - max(largest, 2930 if count > 1 else 0) < 4434


def test_floor_beside_plant():
    """By hand: the plant of 40 racks leaves floor for 47, that of 41 for 38: the floor holds 40; galleries larger than
    the hall leave none.
    """
    assert magnitude(plant.racks_beside_plant(N_area=q(47.0), N_most=q(40.0)), "") == 40.0
    assert magnitude(plant.racks_beside_plant(N_area=q(40.0), N_most=q(44.0)), "") == 40.0
    assert magnitude(plant.racks_beside_plant(N_area=q(-5.0), N_most=q(0.0)), "") == 0.0
