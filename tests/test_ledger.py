"""The ledger: the formula that runs is the formula that prints, and every number says where it came from."""

import pytest

from designer.ledger import (
    Evidence,
    Ledger,
    Limit,
    Status,
    UnknownValue,
    Value,
    ceil,
    floor,
    formula,
    given,
    maximum,
    minimum,
    sqrt,
)
from designer.units import Quantity, UnitTrouble, q


@formula("Q", unit="kW", source="textbook")
def heat(V: Quantity, rho: Quantity, c: Quantity, dT: Quantity) -> Quantity:
    """Heat that a flow carries.

    A second paragraph is not the title.
    """
    return V * rho * c * dT


@formula("n", unit="", source="derived")
def units_needed(P: Quantity, P_unit: Quantity) -> Quantity:
    """Units that carry a load."""
    return ceil(P / P_unit)


@formula("I", unit="A", source="textbook", clause="sqrt(3)")
def line_current(P: Quantity, U: Quantity, pf: Quantity) -> Quantity:
    """Line current of a three-phase load."""
    return P / (sqrt(3) * U * pf)


@formula("x", unit="", source="derived")
def two_statements(a: Quantity) -> Quantity:
    """Not a formula of one expression."""
    doubled = a * 2
    return doubled + a


def flow() -> dict[str, Quantity]:
    """119 LPM of water over 15 K."""
    return {"V": q(119, "LPM"), "rho": q(993, "kg/m3"), "c": q(4179, "J/kg/K"), "dT": q(15, "K")}


def test_the_formula_that_runs_is_the_formula_that_prints():
    """Symbolic text and number come from the same expression: evaluating the text gives the number."""
    step = heat.step("cooling.heat[a]", **flow())
    assert step.symbolic == "V * rho * c * dT"
    si = {"V": 119 / 60000, "rho": 993.0, "c": 4179.0, "dT": 15.0}
    assert step.number == pytest.approx(eval(step.symbolic, {}, si) / 1000.0)
    assert step.title == "Heat that a flow carries"


def test_substitution_replaces_whole_symbols():
    """`P` is replaced without touching `P_unit`; numbers keep their units."""
    step = units_needed.step("power.units", P=q(10, "MW"), P_unit=q(3.0, "MW"))
    assert step.symbolic == "ceil(P / P_unit)"
    assert step.substituted == "ceil(10 MW / 3 MW)"
    assert step.number == 4


def test_printed_precedence_is_kept():
    """Brackets of the expression survive printing."""
    step = line_current.step("power.current", P=q(132, "kW"), U=q(415, "V"), pf=0.99)
    assert step.symbolic == "P / (sqrt(3) * U * pf)"
    assert step.substituted == "132 kW / (sqrt(3) * 415 V * 0.99)"
    assert step.number == pytest.approx(185.5, abs=0.05)


def test_a_result_of_the_wrong_dimension_raises():
    """A formula declared in kW refuses inputs that make anything else, called or stepped."""
    wrong = {**flow(), "dT": q(15, "m")}
    with pytest.raises(UnitTrouble):
        heat(**wrong)
    with pytest.raises(UnitTrouble):
        heat.step("cooling.wrong", **wrong)
    with pytest.raises(UnitTrouble):
        line_current(P=q(132, "kVA"), U=q(415, "V"), pf=0.99)


def test_an_unknown_input_raises_with_its_name():
    """Nothing is computed from a value that nobody published."""
    unknown = Value(None, Evidence("", Status.UNKNOWN, note="not published"), "rack/x.power_peak")
    with pytest.raises(UnknownValue, match=r"rack/x\.power_peak"):
        units_needed.step("power.units", P=unknown, P_unit=q(1, "kW"))
    assert not unknown.known


@pytest.mark.parametrize(("relation", "sign"), [("<=", 1.0), (">=", -1.0)])
def test_what_was_chosen_to_meet_a_limit_meets_it(relation: str, sign: float):
    """Rounding of a difference (0.0303934751085992 bar against 3.03934751086 kPa) is no breach; a millionth is."""
    limit = Limit(relation, q(3.03934751086, "kPa"), "", "")
    assert limit.met(q(0.0303934751086 * (1.0 + sign * 1e-13), "bar"))
    assert not limit.met(q(0.0303934751086 * (1.0 + sign * 1e-6), "bar"))
    assert Limit(relation, q(40.0, "degC"), "", "").met(q(104.0, "degF"))
    assert not Limit(relation, q(40.0, "degC"), "", "").met(q(104.0 + sign, "degF"))
    assert Limit(relation, q(0.0, "kW"), "", "").met(q(0.0, "W"))


def test_inputs_remember_where_they_came_from():
    """A value gives its address and status, a step its key, a bare quantity nothing."""
    power = Value(q(132, "kW"), Evidence("hpe", Status.SECONDARY), "rack/gb200-nvl72.power_design")
    first = heat.step("cooling.heat", **flow())
    step = units_needed.step("power.units", P=first, P_unit=power)
    assert [(i.origin, i.status) for i in step.inputs] == [
        ("cooling.heat", Status.DERIVED), ("rack/gb200-nvl72.power_design", Status.SECONDARY),
    ]


def test_only_read_and_derived_go_without_a_dagger():
    """Every status but read and derived is marked in print."""
    assert [s for s in Status if not s.daggered] == [Status.READ, Status.DERIVED]


@pytest.mark.parametrize(
    ("relation", "bound", "met"), [("<=", 124, True), ("<=", 100, False), (">=", 100, True), (">=", 200, False)]
)
def test_limits_judge_in_units(relation: str, bound: float, met: bool):
    """A limit is held in quantities: a result in kW against a limit in W gives the same verdict."""
    result = heat(**flow())
    assert Limit(relation, q(bound, "kW"), "clause", "house").met(result) is met
    assert Limit(relation, q(bound * 1000, "W"), "clause", "house").met(result) is met
    assert heat.step("cooling.limited", limit=Limit(relation, q(bound, "kW"), "", ""), **flow()).verdict is met
    assert heat.step("cooling.free", **flow()).verdict is None


def test_a_key_stands_once():
    """Two steps of one key, in one room or in two, raise."""
    step = heat.step("cooling.heat", **flow())
    other = heat.step("cooling.other", **flow())
    with pytest.raises(KeyError, match=r"cooling\.heat"):
        Ledger.of([step], [other, step])
    ledger = Ledger.of([step], [other])
    assert len(ledger) == 2
    assert ledger["cooling.other"] is other
    assert [s.key for s in ledger] == ["cooling.heat", "cooling.other"]


def test_a_formula_is_one_expression():
    """A function of two statements cannot print its working."""
    assert two_statements(a=q(2)).m_as("") == 6
    with pytest.raises(TypeError):
        _ = two_statements.symbolic


def test_rounding_forgives_noise_but_not_parts():
    """3.0000000001 units are three, 3.001 are four; down the same."""
    assert [float(ceil(q(x)).m_as("")) for x in (3.0, 3.0000000001, 3.001)] == [3, 3, 4]
    assert [float(floor(q(x)).m_as("")) for x in (3.0, 2.9999999999, 2.999)] == [3, 3, 2]


def test_smallest_and_largest_compare_quantities():
    """Minimum and maximum compare through units."""
    assert minimum(q(1, "MW"), q(900, "kW")).m_as("kilowatt") == 900
    assert maximum(q(1, "MW"), q(900, "kW")).m_as("kilowatt") == 1000


def test_counts_made_on_the_way_are_derived():
    """A value given by a rule or count carries its source."""
    made = given(q(8), "derived", name="count")
    assert made.known
    assert made.si("") == 8
    assert made.evidence.status is Status.DERIVED


def test_what_a_formula_remembers_is_what_it_gives():
    """A result asked for again is the same; another number and another unit are worked out on their own."""
    one, again = (units_needed(P=q(7, "kW"), P_unit=q(2.0, "kW")) for _ in range(2))
    assert one == again == q(4.0)
    assert units_needed(P=q(7.0, "MW"), P_unit=q(2.0, "kW")) == q(3500.0)
