"""Distortion of the import by hand, and by the printed limits of IEEE 519 (reference text on power, section 5.2)."""

import pytest

from designer.catalog import Catalog
from designer.power.distortion import (
    demand_distortion,
    filter_current,
    planning_limit,
    short_circuit_ratio,
    voltage_distortion,
)
from designer.power.three_phase import PER_VA
from designer.units import magnitude, q

NONE = {"i_5": 0.0, "i_7": 0.0, "i_11": 0.0, "i_13": 0.0}
SIX_PULSE = {f"i_{h}": 1.0 / h for h in (5, 7, 11, 13)}


def test_pure_sine():
    """Without harmonics neither current nor voltage is distorted."""
    assert magnitude(demand_distortion(**NONE), "%") == 0.0
    assert magnitude(voltage_distortion(k_sc=20.0, **NONE), "%") == 0.0


def test_ideal_six_pulse():
    """Currents of 1/h up to the thirteenth distort by 27.31 %; each makes the same voltage, so that four of them on a
    grid of 40 times the demand make sqrt(4) / 40 = 5 %.
    """
    assert magnitude(demand_distortion(**SIX_PULSE), "%") == pytest.approx(27.31, abs=0.01)
    assert magnitude(voltage_distortion(k_sc=40.0, **SIX_PULSE), "%") == pytest.approx(5.0)


def test_ratio_and_share():
    """400 MVA over 16 MVA are 25; half of a planning level of 6.5 % is 3.25 %."""
    assert magnitude(short_circuit_ratio(S_sc=q(400, "MVA"), S_L=q(16, "MVA")), "") == pytest.approx(25.0)
    assert magnitude(planning_limit(THD_plan=q(6.5, "%"), f_site=0.5), "%") == pytest.approx(3.25)


def test_filters_close_the_gap_in_quadrature():
    """1 MVA at 400 V is 1,443 A; from 5 % to 3 % wants 4 % of it, as 3-4-5; nothing where the limit is kept."""
    asked = {"S_L": q(1000, "kVA"), "V": q(400, "V"), "TDD": q(5, "%"), "k_VA": PER_VA}
    found = filter_current(d=q(5, "%"), d_lim=q(3, "%"), **asked)
    assert magnitude(found, "A") == pytest.approx(1443.376 * 0.04, rel=1e-6)
    assert magnitude(filter_current(d=q(2, "%"), d_lim=q(3, "%"), **asked), "A") == 0.0


@pytest.mark.parametrize(("key", "printed"), [("tdd_20", 5.0), ("tdd_50", 8.0), ("tdd_100", 12.0), ("tdd_above", 15.0)])
def test_printed_limits(key, printed):
    """IEEE 519 up to 69 kV: 5, 8, 12 and 15 % (reference text, section 5.2); half of each above."""
    catalog = Catalog()
    assert catalog.threshold("power", key).si("%") == printed
    assert catalog.threshold("power", key.replace("tdd_", "tdd_high_")).si("%") == printed / 2.0
