"""The known traps of units, each closed; conversions held against published factors."""

import math

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.units import (
    HOUSE_UNITS,
    UnitTrouble,
    apparent_power,
    as_json,
    dimension_name,
    magnitude,
    parse,
    q,
    registry,
    same_dimension,
)

MULTIPLICATIVE = sorted(set(HOUSE_UNITS) - {"degC", "degF"})
SENSIBLE = st.floats(min_value=1e-6, max_value=1e9, allow_nan=False, allow_infinity=False)


def trouble(text: str, like: str | None = None) -> str:
    """The code of the trouble that a text makes."""
    with pytest.raises(UnitTrouble) as caught:
        parse(text, like)
    return caught.value.code


def test_apparent_power_never_becomes_real_power():
    """A kVA is not a kW: it neither converts nor adds."""
    with pytest.raises(pint.DimensionalityError):
        q(1, "kVA").to("kilowatt")
    with pytest.raises(pint.DimensionalityError):
        q(1, "kVA") + q(1, "kW")
    with pytest.raises(UnitTrouble):
        magnitude(q(1, "kVA"), "kW")
    assert trouble("2500 kVA", "kW") == "unit-dimension"
    assert trouble("10 kvar", "kVA") == "unit-dimension"


def test_volts_times_amperes_are_watts_and_apparent_power_has_its_own_function():
    """V x A is a real power by dimension; only the named function gives kVA."""
    assert magnitude(q(415, "V") * q(100, "A"), "kW") == pytest.approx(41.5)
    assert magnitude(apparent_power(q(415, "V"), q(100, "A")), "kVA") == pytest.approx(math.sqrt(3) * 41.5)
    assert magnitude(apparent_power(q(240, "V"), q(30, "A"), phases=1), "kVA") == pytest.approx(7.2)


def test_bit_rates_are_not_frequencies():
    """Gbit/s is not Hz, and a byte has eight bits."""
    assert trouble("400 Gbit/s", "Hz") == "unit-dimension"
    assert trouble("50 Hz", "Gbit/s") == "unit-dimension"
    assert trouble("3 MW", "") == "unit-unwanted"
    assert magnitude(q(40, "GB/s"), "Gbit/s") == pytest.approx(320)
    assert magnitude(q(51.2, "Tb/s"), "Gbit/s") == pytest.approx(51200)


def test_revolutions_are_not_cycles():
    """An rpm never becomes a Hz (nor a radian per second)."""
    with pytest.raises(pint.DimensionalityError):
        q(60, "rpm").to("hertz")
    assert trouble("3600 rpm", "Hz") == "unit-dimension"


@pytest.mark.parametrize(
    "text", ['24 "', "5 TR", "3 hp", "100 kw", "20 Celsius", "1 mW!", "7 C", "4 tons", "9 lbm", "0x10 m"]
)
def test_units_off_the_house_list_are_refused(text: str):
    """What is not on the house list is refused, not guessed: inch marks, TR, horsepower, wrong case."""
    assert trouble(text) == "unit-unknown"


@pytest.mark.parametrize(("printed", "written"), [
    ("40 °C", "40 degC"), ("104°F", "104 degF"), ("12 m³/h", "12 m3/h"), ("350 m²", "350 m2"), ("5 µS/cm", "5 uS/cm"),
    ("300 MW/min", "5 MW/s"),
])  # fmt: skip
def test_units_read_as_they_are_printed(printed, written):
    """What a pack prints (degree signs, raised digits) can stand in a brief; a ramp is told by the minute too."""
    assert parse(printed).m_as(parse(written).units) == pytest.approx(parse(written).magnitude)


@pytest.mark.parametrize(
    "text", ["", "kW", "about 5 kW", "1,5 kW", "12 345 kW", "1.2.3 m", "5..2 m", "nan kW", "inf kW"]
)
def test_what_is_no_quantity_is_refused(text: str):
    """A text that is not one number and one unit is refused, the decimal comma among them."""
    assert trouble(text) == "quantity-unreadable"


def test_a_number_without_its_unit_is_refused_where_a_unit_is_due():
    """A bare number passes only as a plain number or a share."""
    assert trouble("132", "kW") == "unit-missing"
    assert magnitude(parse("0.87", ""), "") == 0.87
    assert magnitude(parse("5.75 %", "%"), "") == pytest.approx(0.0575)


def test_overflow_is_refused():
    """A number beyond the floats is refused."""
    assert trouble("1e999 kW") == "quantity-not-finite"


def test_rack_units_and_refrigeration_tons_are_themselves():
    """RU is 44.45 mm of height; a ton is 12,000 BTU/h and not a mass."""
    assert magnitude(parse("48 RU"), "mm") == pytest.approx(2133.6)
    assert magnitude(parse("1 ton"), "kW") == pytest.approx(3.516853, rel=1e-6)
    assert trouble("1 ton", "kg") == "unit-dimension"
    assert magnitude(parse("1 t"), "lb") == pytest.approx(2204.62262, rel=1e-8)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1 gpm", "L/min", 3.785411784),
        ("1000 CFM", "m3/s", 0.4719474432),
        ("250 psf", "kPa", 11.970065),
        ("200 psi/in", "MN/m3", 54.28942),
        ("54 MPa/m", "pci", 198.9338),
        ("4 ksi", "MPa", 27.57903),
        ("20 kN/m2", "psf", 417.7087),
        ("30 N/mm2", "psi", 4351.132),
        ("3 kip", "kN", 13.34466),
        ("1 psi", "kPa", 6.894757),
        ("10 ftH2O", "kPa", 29.8906692),
        ("4 ft/100ft", "Pa/m", 392.2660),
        ("500 kcmil", "mm2", 253.3537),
        ("0.38 mohm/100ft", "ohm/km", 0.01246719),
        ("1 acre", "m2", 4046.8564224),
        ("1,368 kW", "MW", 1.368),
        ("100 pci", "MN/m3", 27.14471),
        ("3500 BTU/h", "kW", 1.025749),
        ("1 kWh", "MJ", 3.6),
        ("17.5 J/TH", "J/TH", 17.5),
        ("2 kUSD", "USD", 2000),
    ],
)
def test_trade_units_convert_as_published(text: str, unit: str, value: float):
    """Trade units agree with published factors."""
    assert magnitude(parse(text), unit) == pytest.approx(value, rel=2e-6)


def test_money_and_racks_are_dimensions_of_their_own():
    """A dollar, a rack and a GPU do not pass as plain numbers."""
    for text in ("5 USD", "5 racks", "5 gpu"):
        assert trouble(text, "") == "unit-unwanted"
    assert trouble("3 USD/kW", "USD/kVA") == "unit-dimension"


@pytest.mark.parametrize(
    ("text", "metres"),
    [("400 ft", 121.92), ("12'-6\"", 3.81), ("6' 7 1/2\"", 2.0193), ("24'", 7.3152), ("5'6\"", 1.6764)],
)
def test_feet_and_inches(text: str, metres: float):
    """Feet and inches are read as builders write them."""
    assert magnitude(parse(text, "m"), "m") == pytest.approx(metres)


def test_temperature_points_and_differences_stay_apart():
    """A point is not a difference: 20 degC is refused where K is due and the reverse; points do not add."""
    assert trouble("20 degC", "K") == "unit-dimension"
    assert trouble("20 K", "degC") == "unit-dimension"
    assert trouble("9 delta_degF", "degF") == "unit-dimension"
    assert magnitude(parse("50 degF"), "degC") == pytest.approx(10)
    assert magnitude(parse("9 delta_degF"), "K") == pytest.approx(5)
    with pytest.raises(pint.OffsetUnitCalculusError):
        q(20, "degC") + q(20, "degC")
    assert magnitude(q(40, "degC") - q(35, "degC"), "K") == pytest.approx(5)
    assert magnitude(q(40, "degC") + q(4, "delta_degC"), "degC") == pytest.approx(44)


def test_every_house_unit_has_a_dimension():
    """Every unit of the house list is known to the registry and is its own dimension."""
    for name in HOUSE_UNITS:
        assert dimension_name(name)
        assert same_dimension(q(1, name), name)


@given(SENSIBLE, st.sampled_from(MULTIPLICATIVE))
def test_text_and_quantity_round_trip(number: float, unit: str):
    """What is written is what is read: text to quantity to number in the same unit."""
    assert magnitude(parse(f"{number!r} {unit}", unit), unit) == pytest.approx(number, rel=1e-12)


@settings(max_examples=200)
@given(SENSIBLE, st.sampled_from(MULTIPLICATIVE), st.sampled_from(MULTIPLICATIVE))
def test_units_of_one_dimension_convert_there_and_back(number: float, one: str, other: str):
    """Units of one dimension convert there and back; units of two dimensions never convert."""
    quantity = q(number, one)
    if same_dimension(quantity, other):
        assert magnitude(q(magnitude(quantity, other), other), one) == pytest.approx(number, rel=1e-9)
    else:
        with pytest.raises(UnitTrouble):
            magnitude(quantity, other)


@given(st.floats(min_value=-60, max_value=150))
def test_temperature_scales_round_trip(celsius: float):
    """Points of temperature convert between the two scales without loss."""
    assert magnitude(q(magnitude(q(celsius, "degC"), "degF"), "degF"), "degC") == pytest.approx(celsius, abs=1e-9)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str):
    """No text makes anything but a finite quantity or a named trouble."""
    try:
        quantity = parse(text)
    except UnitTrouble:
        return
    assert math.isfinite(quantity.magnitude)


def test_stored_numbers_carry_no_rounding_noise():
    """A foot is stored as 304.8 mm, not 304.79999999999995."""
    assert as_json(parse("2 ft"), "mm") == {"value": 609.6, "unit": "mm"}
    assert as_json(q(132, "kW"), "kW") == {"value": 132.0, "unit": "kW"}


def test_quantities_of_all_doors_share_one_registry():
    """A parsed quantity adds to a made one, and pickled applications find the same registry."""
    assert (parse("1 kW") + q(1, "kW")).m_as("kilowatt") == 2
    assert pint.get_application_registry().get() is registry
