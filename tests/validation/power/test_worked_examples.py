"""Worked examples of handbooks and makers with printed answers: fault levels by impedances, drop of a motor feeder.

Sources are public copies: Cooper Bussmann, Electrical Plan Review, point-to-point method, fault 1
(scribd.com/document/325386963); a public point-to-point work sheet of three single-phase runs
(scribd.com/document/230809087); table of fault levels behind cast-resin transformers of 6 % (Electrical Installation
Guide, copied at myelectrical.com/notes/entryid/193); Sheldrake, Handbook of Electrical Engineering, table 9.33 and the
page before it (issuhub.com, id 4395, page 255); a generating set of 250 kW (industrialmonitordirect.com, point-to-point
fault current for standby generators). Values are printed to three to five figures; the methods add magnitudes, which is
kept here, so tolerances are half a printed digit.
"""

import pytest

from designer.power.duty import least_fault, machine_impedance
from designer.power.short_circuit import grid_impedance, initial_current, transformer_impedance
from designer.power.three_phase import line_current, rated_current
from designer.power.voltage_drop import drop_share, line_drop
from designer.units import magnitude, q

PER_VA = q(1.0, "kW/kVA")


def _ohms(volts, kva, percent):
    return float(transformer_impedance.function(u_k=percent / 100, V_r=volts, S_r=kva * 1e3, k_VA=1.0))


def _fault(volts, ohms):
    return float(initial_current.function(c=1.0, V_n=volts, Z_k=ohms))


def test_point_to_point_of_a_plan_review():
    """300 kVA of 2 % (taken as 1.8) at 208 V: 833 A, 46,273 A at the transformer (rounded factors: 3e-4); behind 20 ft
    of two 500 kcmil in steel (22,185) the multiplier is 0.852.
    """
    assert float(rated_current.function(S_r=300e3, V_r=208.0, k_VA=1.0)) == pytest.approx(833, abs=0.5)
    source = _ohms(208.0, 300, 1.8)
    assert _fault(208.0, source) == pytest.approx(46_273, rel=3e-4)
    assert _fault(208.0, source + 20 / (22_185 * 2)) / _fault(208.0, source) == pytest.approx(0.852, abs=5e-4)


def test_line_to_line_runs_of_a_work_sheet():
    """300 kVA of 3 % (2.7) at 240 V single-phase: 46,296 A, then 8,978, 4,024 and 1,530 A behind 150 ft of 13,923, 40
    of 2,430 and 30 of 617.
    """
    volts, at_source = 240.0, 1250 * 100 / (3 * 0.9)
    assert at_source == pytest.approx(46_296, abs=0.5)
    ohms = volts / (2 * at_source)
    for feet, constant, printed in ((150, 13_923, 8_978), (40, 2_430, 4_024), (30, 617, 1_530)):
        ohms += feet / constant
        assert float(least_fault.function(c=1.0, V_n=volts, Z_k=ohms)) == pytest.approx(printed, abs=1)


#: Rated power [kVA] -> fault current [kA] behind a grid of 250 and of 500 MVA.
CAST_RESIN = {
    50: (1.14, 1.14), 100: (2.28, 2.28), 160: (3.63, 3.65), 250: (5.63, 5.68), 315: (7.07, 7.14), 400: (8.93, 9.04),
    500: (11.1, 11.3), 630: (13.9, 14.1), 800: (17.4, 17.9), 1000: (21.5, 22.2), 1250: (26.4, 27.5),
    1600: (33.1, 34.8), 2000: (40.4, 43.0), 2500: (49.1, 52.9),
}  # fmt: skip


@pytest.mark.parametrize("kva", sorted(CAST_RESIN))
def test_fault_levels_behind_cast_resin_transformers(kva):
    """Fourteen ratings of 6 % at 420 V behind 250 and 500 MVA: all 28 printed values to half a digit and 0.4 %."""
    for mva, printed in zip((250, 500), CAST_RESIN[kva], strict=True):
        grid = float(grid_impedance.function(c=1.0, V_n=420.0, S_k=mva * 1e6, t_r=1.0, k_VA=1.0))
        found = _fault(420.0, grid + _ohms(420.0, kva, 6.0)) / 1e3
        assert found == pytest.approx(printed, rel=4e-3, abs=5e-3)


def test_drop_of_a_motor_feeder():
    """65.82 A at 0.85 over 0.2960 + j0.0268 ohm lose 7.299 % of 415 V, 460.74 A of the start at 0.45 lose 30.216 %."""
    for amperes, cosine, sine, printed in ((65.82, 0.85, 0.5268, 7.299), (460.74, 0.45, 0.8930, 30.216)):
        lost = line_drop(
            I_L=q(amperes, "A"), L=q(1, "km"), r=q(0.2960, "ohm/km"), x=q(0.0268, "ohm/km"), cosφ=cosine, sinφ=sine
        )
        assert magnitude(drop_share(ΔV=lost, V_n=q(415, "V")), "%") == pytest.approx(printed, abs=2e-3)


def test_generating_set_of_a_panel():
    """250 kW at 0.8 and 480 V carry 376 A; 12 % of 312.5 kVA are 88.5 mohm (printed as ohm by a slip of units)."""
    assert magnitude(line_current(P=q(250, "kW"), V=q(480, "V"), pf=0.8), "A") == pytest.approx(376, abs=0.5)
    found = float(machine_impedance.function(V_n=480.0, S_r=312.5e3, k_LR=1 / 0.12, k_VA=1.0))
    assert found * 1e3 == pytest.approx(88.5, abs=0.05)
