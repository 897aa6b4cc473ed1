"""How numbers are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer import units
from designer.documents.printing import MEASURES, NBSP, Printer, grouped, significant, symbol
from designer.ledger import Evidence, Status, Value


@pytest.mark.parametrize("system", ["IP", "SI"])
def test_every_measure_prints(system):
    """Every measure converts from the unit of the records and has a symbol in both systems."""
    for name, measure in MEASURES.items():
        assert units.same_dimension(units.q(1.0, measure.base), measure.unit(system)), name
        assert Printer(system).text(name, 1.0)


def test_published_conversions():
    """Feet, pounds, gallons and degrees against values any handbook prints."""
    ip = Printer("IP")
    assert ip.number("length", 121.92) == "400.0"
    assert ip.number("mass", 1000.0) == "2,205"
    assert ip.number("flow", 100.0) == "26"
    assert ip.number("temperature", 100.0) == "212.0"
    assert ip.number("difference", 10.0) == "18.0"
    assert ip.number("pressure", 100.0) == "14.50"


def test_daggers_follow_the_evidence():
    """A value that is assumed carries a dagger, one that is read does not, an unknown one is a dash."""
    printer = Printer("SI")

    def value(status: Status, number: float | None = 25.0) -> Value:
        return Value(None if number is None else units.q(number, "MW"), Evidence("brief", status))

    assert printer.fact(value(Status.ASSUMPTION)) == f"25{NBSP}MW†"
    assert printer.fact(value(Status.READ)) == f"25{NBSP}MW"
    assert printer.fact(value(Status.UNKNOWN, None)) == "–"


@given(st.floats(-1e9, 1e9, allow_nan=False), st.integers(0, 4))
def test_grouped_numbers_read_back(number, decimals):
    """A printed number read back is the number rounded, and zero never has a sign."""
    text = grouped(number, decimals)
    assert abs(float(text.replace(",", "")) - number) <= 0.5001 * 10.0**-decimals + 1e-6 + abs(number) * 1e-15
    assert text.strip("-0.,") or not text.startswith("-")


@given(st.floats(1e-6, 1e12))
def test_significant_digits_keep_the_value(number):
    """Four significant digits are within half a unit of the fourth."""
    assert abs(float(significant(number).replace(",", "")) - number) <= 0.00051 * number


def test_symbols_are_not_code_names():
    """No printed symbol shows a programmer's spelling."""
    for measure in MEASURES.values():
        for unit in (measure.si, measure.ip):
            assert not any(mark in symbol(unit) for mark in ("_", "deg", "**"))
