"""How findings say their numbers: enough figures that a broken limit looks broken."""

from types import SimpleNamespace

import pytest

from designer.checks.records import Verdict
from designer.checks.ruling import compare, ratio_kept
from designer.checks.saying import SHARE, say_against, say_quantity
from designer.units import q


def of(units):
    """A design of which only the units of print matter."""
    return SimpleNamespace(trades=SimpleNamespace(site=SimpleNamespace(project=SimpleNamespace(units=units))))


@pytest.mark.parametrize(("number", "limit", "unit", "system", "said", "held"), [
    (1.5234, 1.52, "", "SI", "1.523", "1.520"), (1.5264, 1.526, "", "SI", "1.5264", "1.5260"),
    (5.001, 5.0, "m", "SI", "5.001 m", "5.0 m"), (5.001, 5.0, "m", "IP", "16.41 ft", "16.40 ft"),
    (0.15004, 0.15, SHARE, "SI", "15.004 %", "15.0 %"), (1000.2, 1000.0, "kW", "SI", "1,000.2 kW", "1,000.0 kW"),
    (3010.0, 500.0, "kW", "SI", "3,010 kW", "500 kW"), (0.00012346, 0.00012345, "", "SI", "0.0001235", "0.0001234"),
])  # fmt: skip
def test_a_broken_limit_looks_broken(number, limit, unit, system, said, held):
    """What breaks a limit by little is said with the figures that show it; what keeps it in the usual ones."""
    found = next(compare(of(system), [("x", number)], "<=", limit, unit))
    assert found.verdict is Verdict.FAIL
    assert (found.value, found.limit) == (said.replace(" ", "\u00a0"), "≤ " + held.replace(" ", "\u00a0"))
    other = next(ratio_kept(of(system), [("x", number, limit)], "<=", unit))
    assert (other.value, other.limit) == (found.value, found.limit)
    kept = next(compare(of(system), [("x", limit)], "<=", number, unit))
    assert kept.verdict is Verdict.PASS
    assert len(kept.value) <= len(found.limit)


def test_quantities_too():
    """A wish missed by a hair, in the unit in which it was wished."""
    assert say_against(of("SI"), q(9.9996, "MW"), q(10.0, "MW")) == ("9.9996\u00a0MW", "10.00\u00a0MW")
    assert say_quantity(of("SI"), q(9.9996, "MW")) == "10.00\u00a0MW"
