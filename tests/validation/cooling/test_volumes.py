"""Thermal inertia, buffer and expansion against the derived figures of the reference."""

import pytest

from designer.cooling import volumes
from designer.units import magnitude, q


def test_seconds_per_kelvin_of_a_row(pg25):
    """Arithmetic of a mixed volume: 1.15 m3 of PG25 on 1.94 MW is 2.4 s per K, 12 s for 5 K."""
    state = pg25.at(45)
    ride = volumes.ride_seconds(
        V=q(1.15, "m3"),
        rho=q(state.density, "kg/m3"),
        c_p=q(state.heat_capacity, "J/kg/K"),
        dT=q(1, "delta_degC"),
        Q=q(1.94, "MW"),
    )
    assert magnitude(ride, "s") == pytest.approx(2.4, abs=0.05)
    assert 5 * magnitude(ride, "s") == pytest.approx(12, abs=0.3)


@pytest.mark.parametrize(("minutes", "heat", "cubic_metres"), [(5, 4.15e6, 7.2), (5, 4.0e6, 7.5), (7, 4.15e6, 10.1)])
def test_buffer(minutes, heat, cubic_metres):
    """Arithmetic of a buffer: 5 min at 10 K takes 7.2 m3/MW of water, 7.5 of PG25; 7 min 10.1."""
    volume = volumes.buffer_volume(
        Q=q(1, "MW"),
        t=q(minutes, "min"),
        rho=q(1000, "kg/m3"),
        c_p=q(heat / 1000, "J/kg/K"),
        dT=q(10, "delta_degC"),
        V_loop=q(0, "m3"),
    )
    assert magnitude(volume, "m3") == pytest.approx(cubic_metres, abs=0.05)


def test_no_negative_buffer():
    """A loop that holds enough needs no tank."""
    volume = volumes.buffer_volume(
        Q=q(1, "MW"),
        t=q(1, "min"),
        rho=q(1000, "kg/m3"),
        c_p=q(4150, "J/kg/K"),
        dT=q(10, "delta_degC"),
        V_loop=q(50, "m3"),
    )
    assert magnitude(volume, "m3") == 0.0


@pytest.mark.parametrize(("capacity", "rate"), [(3, 2.0), (30, 0.2)])
def test_a_tray_without_flow(capacity, rate):
    """Arithmetic of a tray: 5.8 kW on 3 to 30 kJ/K is 0.2 to 2 K/s."""
    still = volumes.still_seconds(C_tray=q(capacity, "kJ/K"), dT=q(1, "delta_degC"), P_tray=q(5.8, "kW"))
    assert 1 / magnitude(still, "s") == pytest.approx(rate, rel=0.04)


def test_expansion_tank():
    """By hand: 10 m3 that grow by 2.5 % between 2.0 and 4.5 bar absolute take 450 L."""
    tank = volumes.expansion_tank(
        V_s=q(10, "m3"), rho_cold=q(1025, "kg/m3"), rho_hot=q(1000, "kg/m3"), p_fill=q(2, "bar"), p_max=q(4.5, "bar")
    )
    assert magnitude(tank, "L") == pytest.approx(450.0)
