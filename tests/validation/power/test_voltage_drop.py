"""The drop formula against a table-style case by hand and against the load flow."""

import math

import numpy as np
import pytest

from designer.power.load_flow import Tree, sweep
from designer.power.voltage_drop import drop_share, evenly_tapped, line_drop
from designer.units import magnitude, q

SIN = math.sqrt(1 - 0.99**2)


def test_by_hand():
    """100 A over 50 m of 0.2 + j0.1 ohm/km at 0.9: sqrt(3) x 100 x 0.05 x (0.18 + 0.0436) = 1.936 V, 0.47 % of 415
    V.
    """
    drop = line_drop(
        I_L=q(100, "A"), L=q(50, "m"), r=q(0.2, "ohm/km"), x=q(0.1, "ohm/km"), cosφ=0.9, sinφ=math.sqrt(0.19)
    )
    assert magnitude(drop, "V") == pytest.approx(1.936, abs=0.001)
    assert magnitude(drop_share(ΔV=drop, V_n=q(415, "V")), "%") == pytest.approx(0.4665, abs=0.001)


def test_even_taps_against_the_load_flow():
    """Twelve equal taps: the closed form agrees with walking the ladder to 2 % (it holds the taps at nominal
    voltage).
    """
    base, metre, kva = 415.0**2 / 1e6, complex(0.76, 0.39) * 1e-3 / 30.48, 33.0 / 0.99
    tree = Tree(
        np.arange(-1, 12),
        np.array([0j, *([metre * 2.0 / base] * 12)]),
        np.array([0j, *([complex(33.0, kva * SIN) / 1e3] * 12)]),
    )
    exact = float(sweep(tree).drop[-1])
    current = 12 * kva * 1e3 / (math.sqrt(3) * 415)
    drop = evenly_tapped(
        I_L=q(current, "A"),
        L=q(24, "m"),
        n=12,
        r=q(metre.real * 1e3, "ohm/km"),
        x=q(metre.imag * 1e3, "ohm/km"),
        cosφ=0.99,
        sinφ=SIN,
    )
    assert magnitude(drop, "V") / 415.0 == pytest.approx(exact, rel=0.02)
