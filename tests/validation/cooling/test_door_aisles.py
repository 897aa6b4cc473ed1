"""Racks behind a lost rear door: what they breathe, by hand and by mixing again and again; who is named, who is not."""

import math

import pytest

from designer.cooling.door_aisles import Breathing, DoorAisle, inlet_of_aisle
from designer.units import magnitude, q

RISE, SUPPLY, LEAK = 11.7, 24.0, 0.1


def hall(units: float = 40.0, limit: float = 27.0, leak: float = LEAK) -> Breathing:
    """Two aisles of four racks of 5 kW/K each, and two air units that move `units` together."""
    aisles = []
    for name in "AB":
        racks = {f"{name}{i}": (5.0, limit) for i in range(4)}
        aisles.append(DoorAisle(f"AISLE-{name}", racks, {f"RD-{r}": r for r in racks}))
    return Breathing(tuple(aisles), SUPPLY, RISE, leak, 10.0, {"ACU-1": units / 2.0, "ACU-2": units / 2.0})


def mixed(back: float, intake: float, rounds: int = 2000) -> float:
    """The inlet when what comes back is mixed in again and again, each time as warm as it then leaves the racks."""
    inlet = SUPPLY
    for _ in range(rounds):
        inlet += ((intake - back) * SUPPLY + back * (inlet + RISE)) / intake - inlet
    return inlet


def test_the_closed_form_is_where_the_mixing_ends():
    """A share of the intake from nil to nine tenths: the closed form and the rounds agree to a micro-kelvin."""
    for back in (0.0, 0.5, 5.0, 10.0, 18.0):
        told = inlet_of_aisle(
            T_supply=q(SUPPLY, "degC"), dT=q(RISE, "delta_degC"), C_back=q(back, "kW/K"), C_racks=q(20.0, "kW/K")
        )
        assert magnitude(told, "degC") == pytest.approx(mixed(back, 20.0), abs=1e-6)


def test_a_lost_door_warms_its_own_aisle_alone():
    """One door out with air units that take its air: a tenth of its rack's air comes back to its own aisle, by hand
    0.30 K; the other aisle breathes the supply.
    """
    inlets = hall().inlets({"RD-A0": 1.0}, frozenset())
    assert inlets["AISLE-A"] == pytest.approx(24.0 + 11.7 * 0.5 / 19.5)
    assert inlets["AISLE-B"] == 24.0
    assert hall().too_warm(inlets) == ()


def test_without_air_units_the_racks_of_the_aisle_are_named():
    """All units out: all of the door's air comes back, 3.9 K; the four racks of its aisle are named and no other; racks
    that take 28 degC are not.
    """
    for limit, named in ((27.0, ("A0", "A1", "A2", "A3")), (28.0, ())):
        inlets = hall(limit=limit).inlets({"RD-A0": 1.0}, frozenset({"ACU-1", "ACU-2"}))
        assert inlets["AISLE-A"] == pytest.approx(24.0 + 11.7 * 5.0 / 15.0)
        assert hall(limit=limit).too_warm(inlets) == named


def test_air_units_take_what_they_move_beside_the_others():
    """Units of 40 kW/K, 10 of it for others, take six racks' air and no seventh: then a seventh of all comes back."""
    six = {f"RD-{name}{i}": 1.0 for name in "AB" for i in range(3)}
    assert hall(leak=0.0).inlets(six, frozenset())["AISLE-A"] == SUPPLY
    seven = six | {"RD-A3": 1.0}
    inlets = hall(leak=0.0).inlets(seven, frozenset())
    assert inlets["AISLE-A"] == pytest.approx(mixed(20.0 / 7.0, 20.0), abs=1e-6)
    assert inlets["AISLE-B"] == pytest.approx(mixed(15.0 / 7.0, 20.0), abs=1e-6)


def test_half_the_water_is_half_the_air_that_comes_back():
    """A door that lacks half of its water sends half as much back; a hall whose air all comes back has no inlet."""
    half = hall().inlets({"RD-A0": 0.5}, frozenset())["AISLE-A"]
    assert half == pytest.approx(mixed(0.25, 20.0), abs=1e-6)
    every = {f"RD-A{i}": 1.0 for i in range(4)}
    assert math.isinf(hall().inlets(every, frozenset({"ACU-1", "ACU-2"}))["AISLE-A"])
