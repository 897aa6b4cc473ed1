"""Plant between the coolers and the pumps: trim exchangers, evaporators, buffer and make-up water, each taken out."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from designer.cooling import CoolingPlan, carry
from designer.cooling.bench import bench_of
from designer.cooling.technology import technology_side
from designer.cooling.volumes import Contents, volumes_of
from designer.model import Commodity


def served(plan: CoolingPlan, *out: str) -> set[str]:
    """Racks that keep coolant with elements out."""
    return live(plan, *out) & {r.tag for r in plan.racks}


def live(plan: CoolingPlan, *out: str) -> set[str]:
    """Everything that keeps coolant and water with elements out: feeds counted again until nothing changes."""
    wet = (Commodity.COOLANT, Commodity.WATER)
    needs = {e.tag: {c: n for c, n in e.needs.items() if c in wet} for e in plan.elements}
    sources = {e.tag: set(e.sources) for e in plan.elements}
    racks = {r.tag for r in plan.racks}
    needs |= {tag: {Commodity.COOLANT: 1} for tag in racks}
    left = set(needs) - set(out)
    while True:
        fed: dict[tuple[str, Commodity], int] = {}
        for link in plan.links:
            if link.source in left:
                fed[link.target, link.commodity] = fed.get((link.target, link.commodity), 0) + 1
        fallen = {
            tag for tag in left for c, n in needs[tag].items()
            if c not in sources.get(tag, ()) and fed.get((tag, c), 0) < n
        }
        if not fallen:
            return left
        left -= fallen


def tags(plan: CoolingPlan, kind: str) -> list[str]:
    """Elements of a kind."""
    return [e.tag for e in plan.elements if e.kind == kind]


def lose_all(plan: CoolingPlan, each: Iterable[str]) -> bool:
    """Whether every one of these alone keeps all racks, and all of them together lose all."""
    every = {r.tag for r in plan.racks}
    names = list(each)
    return all(served(plan, name) == every for name in names) and not served(plan, *names)


@pytest.fixture(scope="module")
def trimmed(prairie, build, catalog, other, said) -> CoolingPlan:
    """Dry coolers in a hot place, finished by chillers through exchangers on the coils' chilled water."""
    site = other(prairie, rejection=("dry", "chiller"), ride_through=said(600, "s"))
    return carry(site, *build(40, plant={"cooler": 8, "chiller": 6}), catalog)


@pytest.fixture(scope="module")
def straight(prairie, build, catalog, other, said) -> CoolingPlan:
    """A supply so cold that the coils live on facility water: chillers stand in its supply themselves."""
    site = other(prairie, rejection=("dry", "chiller"), supply_temperature=said(21, "degC"))
    return carry(site, *build(40, plant={"cooler": 8, "chiller": 14, "pump": 8}), catalog)


def test_trim_exchangers_are_in_the_graph(trimmed):
    """Each exchanger may be taken out, all of them may not; each needs the coolers' water and the chillers'."""
    assert trimmed.mode == "chiller-trim"
    assert [d.tag for d in trimmed.trim] == tags(trimmed, "exchanger")
    assert lose_all(trimmed, tags(trimmed, "exchanger"))


def test_chillers_beyond_their_spare_lose_the_racks(trimmed):
    """One chiller out is spare; so many that the trim is not carried lose every rack."""
    chillers = tags(trimmed, "chiller")
    needed = next(g.needed for g in trimmed.groups if g.kind == "chiller")
    every = {r.tag for r in trimmed.racks}
    assert served(trimmed, *chillers[: len(chillers) - needed]) == every
    assert not served(trimmed, *chillers[: len(chillers) - needed + 1])


def test_chillers_of_the_supply_alone_are_in_the_graph(straight):
    """Without a chilled-water loop the chillers stand behind the coolers: too many out lose every rack."""
    assert straight.air_source == "facility"
    assert straight.mode == "chiller-trim"
    assert not straight.trim
    chillers = tags(straight, "chiller")
    needed = next(g.needed for g in straight.groups if g.kind == "chiller")
    assert served(straight, *chillers[: len(chillers) - needed]) == {r.tag for r in straight.racks}
    assert not served(straight, *chillers[: len(chillers) - needed + 1])
    duty = next(d for d in straight.rejection if d.tag == chillers[0])
    assert duty.fluid_in > duty.fluid_out == pytest.approx(straight.temperatures["fws_supply"])


def test_a_far_buffer_does_not_do_away_with_itself(prairie, build, other, said, catalog):
    """What the tank's own lines hold, however long they are, takes nothing off the tank."""
    site = other(prairie, ride_through=said(600, "s"))
    programme, layout, loads = build()
    bench = bench_of(site, catalog)
    bench.programme, bench.approach = programme, programme.approach
    side = technology_side(bench, loads, layout)
    held = Contents(1000.0, 500.0, 500.0, 4000.0, 2000.0, 0.0)
    far = replace(held, fws_pipes=held.fws_pipes + 1e6, to_buffer=1e6)
    near, with_lines = (volumes_of(bench, side, each, (8000.0, 0.0), {})[0]["buffer"] for each in (held, far))
    assert with_lines == near > 0.0


def test_the_buffer_has_a_bypass(trimmed):
    """The buffer tank out for work loses nobody, tank and bypass out lose all."""
    assert trimmed.volumes["buffer"] > 0.0
    assert lose_all(trimmed, ("BUF-FWS", "BUF-FWS-BP"))
    assert ("HV-BUF-FWS-BP", "bypass", "BUF-FWS") in trimmed.valves


def test_wet_coolers_need_water(plan):
    """The main or any tank feeds the coolers that evaporate on the design day; none of them loses every rack."""
    assert plan.mode == "adiabatic"
    assert lose_all(plan, ("WATER-MAIN", *tags(plan, "water-tank")))
    day = next(s for s in plan.steps if s.key == "cooling.water_storage").si("L")
    assert plan.daily_water / 2.0 < day <= plan.daily_water * (1.0 + 1e-9)
    assert not [item for item in plan.bulk if item.key.startswith("tank.water")]


def test_the_chilled_loop_is_whole(plan):
    """Chilled water has its legs, vessel, filter, dosing, make-up and gauges like the facility loop; a leg out loses
    nobody of the air units, both lose the hall's air.
    """
    assert plan.air_source == "chilled"
    kinds = {i.kind for i in plan.items if i.loop == "CHW"}
    assert kinds == {i.kind for i in plan.items if i.loop == "FWS"} - {"buffer", "water-tank", "exchanger"}
    assert plan.volumes["expansion_chw"] > 0.0
    assert {"CHW-LEG-AS", "CHW-LEG-AR", "CHW-LEG-BS", "CHW-LEG-BR"} <= {s.tag for s in plan.segments}
    units = {u.tag for u in plan.air_units}
    assert units <= live(plan, "CHW-LEG-A")
    assert not units & live(plan, "CHW-LEG-A", "CHW-LEG-B")
    assert {"LT-CHW", "TT-CHW-R"} <= {tag for tag, _, _ in plan.instruments}
