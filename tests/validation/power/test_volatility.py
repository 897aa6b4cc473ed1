"""Storage for swings against the worked figures of the reference and the integral of the wave itself."""

import numpy as np
import pytest

from designer.power.volatility import (
    held_seconds,
    held_to_ramp,
    mine_energy,
    rack_storage,
    ramp_energy,
    swing_energy,
    swing_of,
)
from designer.units import magnitude, q


def test_ramp_limited_step():
    """20 MW at 1 MW/s asks for 200 MJ = 55.6 kWh, over 20 s."""
    energy = ramp_energy(dP=q(20, "MW"), r=q(1, "MW/s"))
    assert magnitude(energy, "MJ") == pytest.approx(200.0)
    assert magnitude(energy, "kWh") == pytest.approx(55.56, abs=0.01)


def test_ramp_against_the_integral():
    """The closed form is the area between the step and an import that follows at the ramp."""
    raw = np.where(np.arange(4000) * 0.01 < 1.0, 0.0, 20.0)
    stored = np.sum(raw - held_to_ramp(raw, 1.0, 0.01)) * 0.01
    assert stored == pytest.approx(20.0**2 / 2.0, rel=1e-3)


def test_square_wave_against_the_integral():
    """Storage between empty and full over one period of a square wave about its mean."""
    duty, period = 0.8, 2.0
    seconds = np.arange(0, period, 1e-4)
    wave = np.where(seconds < duty * period, 1000.0, 0.0)
    level = np.cumsum(wave - wave.mean()) * 1e-4 / 3600
    energy = swing_energy(dP=q(1000, "kW"), d=duty, T=q(period, "s"))
    assert magnitude(energy, "kWh") == pytest.approx(level.max() - level.min(), rel=1e-3)


def test_rack_storage():
    """65 J for each of 72 GPUs is 4.7 kJ: 35 ms of 132 kW."""
    held = rack_storage(n_gpu=72.0, e_gpu=q(65, "J"))
    assert magnitude(held, "kJ") == pytest.approx(4.68)
    swing = swing_of(P_design=q(132, "kW"), P_idle=q(0, "kW"))
    assert magnitude(held_seconds(E=held, dP=swing), "ms") == pytest.approx(35.45, abs=0.01)


def test_mine_energy():
    """2 MW at 100 kW/s are there after 20 s: over an hour 2,000 kWh less 2,000 x 10 s, 1,994.4 kWh."""
    energy = mine_energy(P_mine=q(2000, "kW"), r_mine=q(100, "kW/s"), t=q(1, "h"))
    assert magnitude(energy, "kWh") == pytest.approx(2000 - 2000 * 10 / 3600, rel=1e-9)
