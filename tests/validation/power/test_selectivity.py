"""The instantaneous setting by hand."""

from designer.power.selectivity import instantaneous_setting
from designer.units import magnitude, q


def test_setting():
    """Ten times 400 A is 4 kA."""
    assert magnitude(instantaneous_setting(k_i=10.0, I_n=q(400, "A")), "kA") == 4.0
