"""Vents, drains and relief valves have a size of their own, in the list and in the bill."""

import math
from collections import Counter

import pytest

from designer.catalog import Pipe

OWN = ("air vent", "drain", "relief")


@pytest.fixture(scope="module")
def dn(catalog):
    """DN of a nominal size."""
    return {size.nominal: size.dn for size in catalog.get(Pipe, "carbon-steel-40").sizes}


def test_small_valves_do_not_take_the_size_of_their_pipe(fjord_plan, plan, dn):
    """Vents DN 20; drains DN 25 on lines from DN 100, else DN 20; reliefs DN 25; none wider than its line."""
    for each in (fjord_plan, plan):
        sizes = {v.tag: dn[v.nominal] for v in each.valve_lines}
        lines = {r.tag.rstrip("ABCD"): dn[r.nominal] for r in each.pipes}
        found = {kind: {sizes[t] for t, k, _ in each.valves if k == kind and t in sizes} for kind in OWN}
        assert found == {"air vent": {20}, "drain": {20, 25}, "relief": {25}}
        headers = [(t, p) for t, k, p in each.valves if k == "drain" and f"{p}-S1" in lines]
        assert headers
        assert all(sizes[t] == (25 if lines[f"{p}-S1"] >= 100 else 20) for t, p in headers)
        others = {sizes[t] for t, k, _ in each.valves if k == "sectional"}
        assert min(others) > 25


def test_the_bill_counts_the_sizes_of_the_list(fjord_plan):
    """Each type and size of the valve list is a line of the bill with that many pieces."""
    size = {v.tag: "." + v.nominal.replace('"', "in").replace("/", "-") for v in fjord_plan.valve_lines}
    listed = Counter(f"valve.{kind.replace(' ', '-')}{size.get(tag, '')}" for tag, kind, _ in fjord_plan.valves)
    billed = {i.key: round(i.quantity.si("")) for i in fjord_plan.bulk if i.key.startswith("valve.")}
    assert billed == dict(listed)


def test_a_relief_valve_passes_what_the_heat_expands(plan):
    """Shut in at full heat, water of a loop expands by beta Q / (rho c); DN 25 at 2.5 bar lets out more."""
    heat = max(sum(d.heat for d in plan.cdus if d.loop == loop) for loop in {d.loop for d in plan.cdus})
    swelling = 6e-4 * heat / (1020.0 * 3.9)
    passing = 0.6 * math.pi * 0.02**2 / 4.0 * math.sqrt(2.0 * 2.5e5 / 1020.0)
    assert swelling < passing


def test_insulation_is_one_thickness_a_loop_and_lines_fall_to_drains(plan, catalog):
    """Every loop states its slope and its insulation: of cold lines the thick one with the barrier, else its own."""
    said = {(x.loop, x.key): x.value for x in plan.specification}
    rule = {"TCS": "technology", "FWS": "facility", "CHW": "chilled"}
    for loop in {x.loop for x in plan.specification}:
        assert said[loop, "slope"].si("") == catalog.threshold("cooling", "slope").si("") == pytest.approx(0.002)
        barred = any(n.key == "cooling.vapour_barrier" and n.subject == loop for n in plan.notes)
        key = f"insulation_{'chilled' if barred else rule[loop]}"
        assert said[loop, "insulation"].si("mm") == catalog.threshold("cooling", key).si("mm")


def test_dew_on_insulation_is_asked_where_it_would_form(plan):
    """The surface of each cold loop's insulation against the moistest design air."""
    surfaces = {s.key.split("[")[1][:-1]: s for s in plan.steps if s.key.startswith("cooling.insulation_surface[")}
    asked = {n.subject: n.facts for n in plan.notes if n.key == "cooling.insulation_surface"}
    assert set(asked) <= set(surfaces)
    assert "CHW" in surfaces
    for loop, facts in asked.items():
        assert surfaces[loop].si("degC") < facts["moist"].si("degC")
