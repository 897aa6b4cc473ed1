"""The approach that CDUs are counted with: by the outdoor plant, between the published and the restated one."""

import pytest

from designer.sizing.approach import fitted, heat_at
from designer.units import magnitude, q


@pytest.mark.parametrize(("lowest", "found"), [(28.0, 6.9), (30.0, 5.0), (31.5, 4.0)])
def test_the_outdoor_plant_decides(lowest, found):
    """Plain arithmetic at 35 degC: 28 degC water leaves room for the restated 6.9 K, 30 degC for 5 K; at 31.5 degC the
    published 4 K is as close as it gets.
    """
    rated, own = q(4.0, "K"), q(6.9, "delta_degC")
    step = fitted(T_tcs=q(35.0, "degC"), T_low=q(lowest, "degC"), ATD_r=rated, ATD=own)
    assert magnitude(step, "delta_degC") == pytest.approx(found)


def test_heat_follows_the_approach():
    """At fixed flows: 1,368 kW at 6.84 K are 800 kW at 4 K."""
    heat = heat_at(Q_r=q(1368.0, "kW"), ATD=q(4.0, "delta_degC"), ATD_r=q(6.84, "delta_degC"))
    assert magnitude(heat, "kW") == pytest.approx(800.0)
