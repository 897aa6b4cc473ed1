"""The bore of the facility mains against the handbook's velocity of water in schedule 40 pipe."""

import pytest

from designer.catalog import Catalog
from designer.layout.mains import chilled_flow, main_bore, main_outside, main_pipes
from designer.units import q


def test_crane_velocity() -> None:
    """Crane TP-410: v [ft/s] = 0.4085 Q [US gpm] / d^2 [in]; 5,133 gpm at 2.4 m/s asks for 16.3 in."""
    bore = main_bore(V=q(5133.0, "gpm"), v=q(2.4, "m/s")).m_as("inch")
    assert 0.4085 * 5133.0 / bore**2 == pytest.approx(2.4 / 0.3048, rel=1e-3)


def test_the_next_size_is_taken() -> None:
    """16.3 in of bore needs 18 in pipe (457 mm outside) and 25 mm of insulation all around; no loop needs nothing."""
    step = main_bore.step("layout.main_bore", V=q(5133.0, "gpm"), v=q(2.4, "m/s"))
    assert main_outside(step, Catalog()) == pytest.approx(0.457 + 0.05, abs=1e-3)
    assert main_outside(None, Catalog()) == 0.0


def test_heat_of_chilled_water() -> None:
    """The trade's q [Btu/h] = 500 gpm dT [degF]: 100 tons at a rise of 14.4 degF (8 K) is 166.7 gpm, within 1 %."""
    flow = chilled_flow(Q=q(351.685, "kW"), rho_cp=q(4186.0, "kJ/K/m3"), dT=q(8.0, "delta_degC"))
    assert flow.m_as("gpm") == pytest.approx(166.7, rel=0.01)


def test_a_main_beyond_the_largest_pipe_is_several() -> None:
    """A bore of 1.0 m is three pipes of 0.577 m, no larger than is laid: 24 in pipe (610 mm); together they have its
    area, two would not.
    """
    step = main_bore.step("layout.main_bore", V=q(2.4 * 3.141592653589793 / 4.0, "m3/s"), v=q(2.4, "m/s"))
    largest = Catalog().threshold("cooling", "largest_bore_facility").si("m")
    count = main_pipes(step, Catalog())
    assert count == 3
    assert count * largest**2 >= step.si("m") ** 2 > (count - 1) * largest**2
    assert main_outside(step, Catalog()) == pytest.approx(0.610 + 0.05, abs=1e-3)
    assert main_pipes(None, Catalog()) == 1
