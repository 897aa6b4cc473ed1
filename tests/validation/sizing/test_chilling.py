"""What chillers carry beside coolers, against hand calculation."""

import pytest

from designer.sizing.chilling import trim_share, water_for_air
from designer.units import magnitude, q


def share(day: float, free: float = 30.0, supply: float = 36.0, rise: float = 10.0) -> float:
    """The share in air of `day` [degC], of coolers that do the work alone in air of `free`."""
    return trim_share(
        T_fws=q(supply, "degC"), dT_fws=q(rise, "delta_degC"), T_day=q(day, "degC"), T_free=q(free, "degC")
    ).m_as("")


def test_share_by_hand() -> None:
    """Water enters coolers at 46 degC. In air of 30 they see 16 K and carry all, in air of 38 but 8 K: half is left; in
    air of 46 nothing is carried, in colder air nothing left.
    """
    assert share(38.0) == pytest.approx(0.5)
    assert share(30.0) == 0.0
    assert share(20.0) == 0.0
    assert share(46.0) == pytest.approx(1.0)
    assert share(50.0) == 1.0


def test_water_for_the_coils() -> None:
    """Air of 33 degC by coils that come within 5 K asks for water of 28 degC."""
    found = water_for_air(T_air=q(33, "degC"), dT_coil=q(5, "delta_degC"))
    assert magnitude(found, "degC") == pytest.approx(28.0)
