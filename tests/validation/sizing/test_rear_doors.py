"""Rear doors: the rating, an exchanger cut into cells, a published door, and what less air and water do."""

import math

import numpy as np
import pytest

from designer.catalog import Catalog, RearDoor
from designer.sizing.rear_doors import (
    DoorModel,
    crossflow,
    door_capacity,
    door_heat,
    door_model,
    fewest_water,
    room_left,
)
from designer.units import magnitude, q

#: Heat capacity of a litre of water per minute [kW/K].
WATER = 4.18 / 60.0
HOT, RISE = 35.7, 11.7


def model_of(slug: str = "chilleddoor") -> DoorModel:
    """A door of the catalog in air of 35.7 degC that has warmed by 11.7 K."""
    found = door_model(Catalog().get(RearDoor, slug), (HOT, RISE), WATER, (0.6, 3.0))
    assert found is not None
    return found


def in_cells(ua: float, air: float, water: float, cells: int = 120) -> float:
    """Effectiveness of an unmixed crossflow exchanger, cut into cells that are solved one after the other."""
    cold, warm = np.zeros(cells), 1.0
    left = 0.0
    each = ua / cells / cells
    for _ in range(cells):
        hot = warm
        for j in range(cells):
            moved = each * (hot - cold[j]) / (1.0 + each * cells / 2.0 * (1.0 / air + 1.0 / water))
            hot -= moved * cells / air
            cold[j] += moved * cells / water
        left += hot / cells
    return (1.0 - left) * air / min(air, water)


@pytest.mark.parametrize("slug", Catalog().slugs("rear-door"))
def test_a_door_at_its_rating_takes_its_rated_heat(slug):
    """Rated water, and the air that leaves as cold as the room: heat of the rating, energy closed on both sides."""
    record, model = Catalog().get(RearDoor, slug), model_of(slug)
    heat = door_capacity(model, model.air, model.water, HOT - record.water_in_rated.si("degC"))
    assert heat == pytest.approx(record.heat_rated.si("kW"), rel=1e-9)
    assert HOT - heat / model.air == pytest.approx(HOT - RISE)
    assert heat / model.water == pytest.approx(record.heat_rated.si("kW") / (record.water_flow.si("LPM") * WATER))


@pytest.mark.parametrize(("units", "ratio"), [(0.8, 0.4), (1.5, 0.8), (2.5, 0.6)])
def test_the_effectiveness_is_that_of_an_exchanger_in_cells(units, ratio):
    """The textbook's approximation against the exchanger cut into 120 by 120 cells: within 1.2 per cent."""
    assert float(crossflow(units, ratio)) == pytest.approx(in_cells(units, 1.0, 1.0 / ratio), rel=1.2e-2)


def test_a_published_passive_door():
    """63.4 kW and 2.6 kW of fans, air of 41.7 degC, water of 25 degC: air leaves at 29.67, water at 35.3 degC (LBNL
    Buildings, AirRearDoorHexPassive); the door sized by its water's rise of 10 of 15 K.
    """
    heat, rate = 63.36 + 2.584, 63.36 * 1.04 / 10.0
    air, low, high = heat / 11.7, 0.0, 20.0
    for _ in range(80):
        units = (low + high) / 2.0
        low, high = (units, high) if float(crossflow(units, 1.0)) < 10.0 / 15.0 else (low, units)
    moved = door_capacity(DoorModel("x", high * rate, air, rate, 0.0, 0.0, 0.6, 3.0), air, rate, 41.7 - 25.0)
    assert 41.7 - moved / air == pytest.approx(29.67, abs=0.5)
    assert 25.0 + moved / rate == pytest.approx(35.3, abs=0.5)


def test_less_air_less_water_and_warmer_water_take_less():
    """Each falls monotonously, to nil without any; no door takes more than its air or its water can give."""
    model = model_of()
    for span in (5.0, 10.0, 18.0):
        heats = [door_capacity(model, share * model.air, model.water, span) for share in (0.0, 0.2, 0.5, 1.0, 1.4)]
        assert heats == sorted(heats)
        assert heats[0] == 0.0
        watered = [door_capacity(model, model.air, share * model.water, span) for share in (0.0, 0.2, 0.5, 1.0)]
        assert watered == sorted(watered)
        assert all(h <= share * model.air * span for h, share in zip(heats, (0.0, 0.2, 0.5, 1.0, 1.4), strict=True))
    assert door_capacity(model, model.air, model.water, -3.0) == 0.0


def test_the_fewest_water_takes_the_heat_and_no_less_would():
    """Between its bounds the heat is met exactly, with a per cent less water it is missed; beyond them the bound."""
    model, bounds = model_of(), (0.3 * model_of().water, model_of().water)
    air, span = 57.2 / RISE, HOT - 17.3
    found = fewest_water(model, air, span, 58.0, bounds)
    assert bounds[0] < found < bounds[1]
    assert door_capacity(model, air, found, span) == pytest.approx(58.0, rel=1e-9)
    assert door_capacity(model, air, 0.99 * found, span) < 58.0
    assert fewest_water(model, air, span, 1.0, bounds) == bounds[0]
    assert fewest_water(model, air, span, 500.0, bounds) == bounds[1]


def test_fans_follow_the_fan_law_and_never_exceed_their_rating():
    """Half the air an eighth of the power; all of it from the rated air up."""
    model = model_of()
    assert model.fans_at(model.air / 2.0) == pytest.approx(model.fans / 8.0)
    assert model.fans_at(model.air) == model.fans == model.fans_at(2.0 * model.air)


def test_a_rating_that_no_exchanger_has_gives_no_door():
    """75 kW with water as warm as the air that it should leave: no size does it."""
    record = Catalog().get(RearDoor, "chilleddoor")
    warm = record.model_copy(update={"water_in_rated": record.water_in_rated.__class__(
        q(30.0, "degC"), record.water_in_rated.evidence, "x")})  # fmt: skip
    assert door_model(warm, (HOT, RISE), WATER, (0.6, 3.0)) is None
    assert door_model(record, (17.0, RISE), WATER, (0.6, 3.0)) is None


def test_the_formulas_of_the_calculation_sheets():
    """Heat of an effectiveness; what doors leave of the room's heat, their fans added."""
    heat = door_heat(eps=q(0.7), C_min=q(5.0, "kW/K"), T_hot=q(35.0, "degC"), T_w=q(17.0, "degC"))
    assert magnitude(heat, "kW") == pytest.approx(63.0)
    left = room_left(Q_room=q(100.0, "kW"), Q_doors=q(80.0, "kW"), P_fans=q(2.0, "kW"))
    assert magnitude(left, "kW") == pytest.approx(22.0)
    assert math.isclose(float(crossflow(1.0, 1.0)), 0.469, abs_tol=5e-4)
