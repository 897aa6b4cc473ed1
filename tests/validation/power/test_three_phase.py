"""Racks that a transformer carries, against the printed line (reference text on power, section 2; derived, pf 0.98)."""

import pytest

from designer.power.three_phase import PER_VA, apparent_power, line_current, rated_current, real_power, vector_of
from designer.units import UnitTrouble, magnitude, q


@pytest.mark.parametrize(("rating", "full", "eighty"), [(2000, 14, 11), (2500, 18, 14), (3000, 22, 17), (3750, 27, 22)])
def test_racks_per_transformer(rating, full, eighty):
    """132 kW racks per 2,000/2,500/3,000/3,750 kVA: 14/18/22/27 at 100 %, 11/14/17/22 at 80 %."""
    power = magnitude(real_power(S=q(rating, "kVA"), pf=0.98, k_VA=PER_VA), "kW")
    assert (int(power / 132), int(0.8 * power / 132)) == (full, eighty)


def test_current_two_ways():
    """The current of a load and the rated current of its apparent power are one."""
    load = line_current(P=q(132, "kW"), V=q(415, "V"), pf=0.99)
    power = apparent_power(P=q(132, "kW"), pf=0.99, k_VA=PER_VA)
    assert magnitude(rated_current(S_r=power, V_r=q(415, "V"), k_VA=PER_VA), "A") == pytest.approx(magnitude(load, "A"))
    assert abs(vector_of(132.0, 0.99)) == pytest.approx(magnitude(power, "kVA"))


def test_apparent_power_never_becomes_real():
    """A rating in kVA without its unit factor is refused as a real power."""
    with pytest.raises(UnitTrouble):
        real_power(S=q(2500, "kVA"), pf=0.98, k_VA=1.0)
