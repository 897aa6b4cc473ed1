"""What is taken out in turn: the cases of the outage proof, from the plant, its valves and its power feeds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from designer.cooling.bench import Bench
from designer.cooling.circuit_network import BUFFER
from designer.cooling.demand import chilled_users, control_panels
from designer.cooling.drying import make_up_tags
from designer.cooling.plant_states import Works
from designer.cooling.technology_loop import SolvedLoop
from designer.layout.records import Layout
from designer.model import Commodity, Element, Link, Trade

__all__ = ["Case", "cases_of", "unpowered"]

#: Tests: normal, out for work, failed.
NORMAL, WORK, FAULT = "T0", "T1", "T2"


@dataclass(frozen=True, slots=True)
class Case:
    """One state to solve: test, kind and tags of what is out, the reaction's key.

    `out` are tags of machines and elements of the facility circuit, `closed` elements of technology loops by loop,
    `chilled` elements of the chilled circuit.
    """

    test: str
    kind: str
    tags: tuple[str, ...]
    reaction: str
    out: frozenset[str] = frozenset()
    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chilled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Out:
    """What an element takes with it."""

    out: frozenset[str] = frozenset()
    closed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    chilled: frozenset[str] = frozenset()


def cases_of(
    bench: Bench,
    layout: Layout,
    works: Works,
    valves: Sequence[tuple[str, str, str]],
    power: tuple[Sequence[Element], Sequence[Link]],
) -> tuple[Case, ...]:
    """Every case in order: normal, then each element for work and by fault. Valves alike in effect are one case."""
    elements = list(_elements(bench, layout, works, power))
    cases = [Case(NORMAL, "normal", (), "none")]
    for test in (WORK, FAULT):
        for kind, tag, taken in elements:
            cases.append(_case(test, kind, (tag,), taken))
        places = {tag: taken for _, tag, taken in elements}
        cases += _valves(test, works, valves, places)
    return tuple(cases)


def _case(test: str, kind: str, tags: tuple[str, ...], taken: _Out) -> Case:
    reaction = "isolated" if test == WORK else _REACTIONS.get(kind, "none")
    return Case(test, kind, tags, reaction, taken.out, dict(taken.closed), taken.chilled)


_REACTIONS = {
    "cdu": "group",
    "strainer": "group",
    "pump": "standby",
    "cooler": "group",
    "chiller": "group",
    "exchanger": "group",
    "buffer": "bypass",
    "air-unit": "group",
    "rear-door": "room",
    "make-up-air": "group",
    "section": "sections",
    "leg": "sections",
    "header": "sections",
    "control-panel": "panel",
    "feed": "cord",
}


def _elements(
    bench: Bench, layout: Layout, works: Works, power: tuple[Sequence[Element], Sequence[Link]]
) -> Iterator[tuple[str, str, _Out]]:
    """Kind, tag and effect of each element that is no valve."""
    for solved in works.side.loops:
        yield from _of_loop(solved)
    machines = [c.tag for s in works.side.loops for c in s.loop.cdus]
    for duty in works.pumps.duties:
        yield "pump", duty.tag, _Out(frozenset({duty.tag}))
        machines.append(duty.tag)
    for cooler in works.coolers.duties:
        yield "cooler", cooler.tag, _Out(frozenset({cooler.tag}))
        machines.append(cooler.tag)
    for chiller in works.chillers.duties:
        yield "chiller", chiller.tag, _Out(frozenset({chiller.tag}))
        machines.append(chiller.tag)
    for twin in works.exchangers.duties:
        yield "exchanger", twin.tag, _Out(frozenset({twin.tag}))
    if works.buffer:
        yield "buffer", BUFFER, _Out(frozenset({BUFFER}))
    for unit in works.air.units:
        yield "air-unit", unit.tag, _Out(frozenset({unit.tag}))
        machines.append(unit.tag)
    for door in works.air.doors:
        yield "rear-door", door.tag, _Out(frozenset({door.tag}))
        machines += [door.tag] if door.fan_power > 0.0 else []
    for name in make_up_tags(works.air.drying):
        yield "make-up-air", name, _Out(frozenset({name}))
        machines.append(name)
    yield from _of_circuits(works)
    for name, _ in control_panels(bench, layout):
        yield "control-panel", name, _Out()
    for tag, dark in _feeds(power, machines):
        yield "feed", tag, _Out(frozenset(dark))


def _of_loop(solved: SolvedLoop) -> Iterator[tuple[str, str, _Out]]:
    loop = solved.loop.tag
    for cdu in solved.loop.cdus:
        yield "cdu", cdu.tag, _Out(frozenset({cdu.tag}))
    for cdu in solved.loop.cdus:
        yield "strainer", f"{cdu.tag}-STR", _Out(frozenset({cdu.tag}))
    for number in range(1, len(solved.ways.sections) + 1):
        yield "section", f"{loop}-S{number}", _Out(closed=((loop, (f"S{number}",)),))
    for way in solved.ways.rows:
        yield "header", f"{loop}-{way.row}", _Out(closed=((loop, (way.row,)),))


def _of_circuits(works: Works) -> Iterator[tuple[str, str, _Out]]:
    """Legs and ring sections of the facility and the chilled circuit, by the tags of the design graph."""
    users = [c.tag for s in works.side.loops for c in s.loop.cdus]
    if works.pumps.duties:
        users += [*works.air.coils] if works.air.source == "facility" else []
        for leg in "AB":
            yield "leg", f"FWS-LEG-{leg}", _Out(frozenset({f"leg {leg}"}))
        for number in range(1, len(users) + 1):
            yield "section", f"FWS-S{number}", _Out(frozenset({f"ring S{number}"}))
    if works.air.source == "chilled":
        for leg in "AB":
            yield "leg", f"CHW-LEG-{leg}", _Out(chilled=frozenset({f"leg {leg}"}))
        for number in range(1, len(chilled_users(works.air, works.exchangers)) + 1):
            yield "section", f"CHW-S{number}", _Out(chilled=frozenset({f"ring S{number}"}))


def _valves(
    test: str, works: Works, valves: Sequence[tuple[str, str, str]], places: Mapping[str, _Out]
) -> list[Case]:
    """Valves by what they take with them: shut by fault the element that they belong to, for work both their sides."""
    taps = _taps(works)
    found: dict[_Out, list[str]] = {}
    for tag, kind, place in valves:
        if kind in ("air vent", "relief", "drain"):
            continue
        taken = places.get(place) or taps.get(("rack", place))
        if taken is None:
            continue
        if test == WORK and kind in ("isolation", "sectional"):
            taken = taps.get((tag, place)) or taps.get(("tap", place)) or taken
        found.setdefault(taken, []).append(tag)
    return [_case(test, "valve", tuple(tags), taken) for taken, tags in found.items()]


def _taps(works: Works) -> dict[tuple[str, str], _Out]:
    """What must be isolated to take out a valve: by (``tap``, element) the tap that its isolation valves stand on, by
    (valve, section) the tap at that end, by (``rack``, rack) the rack alone.
    """
    taps: dict[tuple[str, str], _Out] = {}
    for solved in works.side.loops:
        loop, sections = solved.loop.tag, solved.ways.sections
        cdus = {c.tag for c in solved.loop.cdus}
        beside: dict[str, list[str]] = {}
        for number, (a, b, _) in enumerate(sections, start=1):
            beside.setdefault(a, []).append(f"S{number}")
            beside.setdefault(b, []).append(f"S{number}")
        around = {}
        for name, numbers in beside.items():
            closed = tuple(sorted({*numbers, *(() if name in cdus else (name,))}))
            around[name] = _Out(frozenset({name} & cdus), ((loop, closed),))
            taps["tap", name if name in cdus else f"{loop}-{name}"] = around[name]
        for number, (a, b, _) in enumerate(sections, start=1):
            for side in "SR":
                for end, name in (("1", a), ("2", b)):
                    taps[f"HV-{loop}-S{number}{side}{end}", f"{loop}-S{number}"] = around[name]
        for way in solved.ways.rows:
            for rack in way.racks:
                taps["rack", rack.tag] = _Out(closed=((loop, (rack.tag,)),))
                taps["tap", rack.tag] = _Out(closed=((loop, (way.row,)),))
    return taps


def unpowered(elements: Sequence[Element], links: Sequence[Link], out: str) -> frozenset[str]:
    """Tags without power once an element is out, itself included."""
    return _Feeding(elements, links).dark(out)


class _Feeding:
    """Power as counts of live feeds."""

    def __init__(self, elements: Sequence[Element], links: Sequence[Link]) -> None:
        self.needs = {e.tag: e.needs.get(Commodity.POWER, 0) for e in elements}
        self.targets: dict[str, list[str]] = {}
        self.count: dict[str, int] = {}
        for link in links:
            if link.commodity is Commodity.POWER:
                self.targets.setdefault(link.source, []).append(link.target)
                self.count[link.target] = self.count.get(link.target, 0) + 1

    def dark(self, out: str) -> frozenset[str]:
        """What loses its power with an element."""
        fallen, waiting, left = {out}, [out], dict(self.count)
        while waiting:
            for target in self.targets.get(waiting.pop(), ()):
                left[target] -= 1
                if target not in fallen and left[target] < max(self.needs.get(target, 1), 1):
                    fallen.add(target)
                    waiting.append(target)
        return frozenset(fallen)


def _feeds(
    power: tuple[Sequence[Element], Sequence[Link]], machines: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each power element that feeds some machine of the plant, with the machines that go dark without it."""
    elements, links = power
    feeding = _Feeding(elements, links)
    ours = set(machines)
    sources: dict[str, set[str]] = {}
    for link in links:
        if link.commodity is Commodity.POWER:
            sources.setdefault(link.target, set()).add(link.source)
    near = {s for m in machines for s in sources.get(m, ())}
    near |= {s for tag in sorted(near) for s in sources.get(tag, ())}
    known = {e.tag for e in elements if e.trade is Trade.POWER and e.removable}
    for tag in sorted(near & known):
        yield tag, tuple(sorted(feeding.dark(tag) & ours))
