"""What can be taken out for work, and the valves that let it: two bounds, a drain at its foot, a vent at its head.

A dead-end header and a rack drop are bounded by the valves at their tap on supply and return; a ring section by two
sectional valves on each side; a machine by its own two. Every valve here is in the valve list once.
"""

from collections.abc import Iterator, Mapping, Sequence

from designer.cooling.demand import PlantPower
from designer.cooling.fall_records import Fall
from designer.cooling.records import PipeRun, Segment
from designer.cooling.technology_loop import SolvedLoop

__all__ = ["Row", "far_tag", "mains_of", "segments_of", "valves_of"]

Row = tuple[str, str, str]

_SIDES = (("S", "supply"), ("R", "return"))


def segments_of(plant: PlantPower, runs: Sequence[PipeRun]) -> tuple[Segment, ...]:
    """Every maintainable segment, in the order of the flow: coolers, legs, pumps, ring, CDUs, loops, rows, racks."""
    loops = (s for loop in plant.technology.loops for s in _loop(loop))
    hung = (s for loop in _closed(plant, runs) for s in _hung(loop))
    return (*_facility(plant, runs), *_air(plant, runs), *loops, *hung)


def _closed(plant: PlantPower, runs: Sequence[PipeRun]) -> tuple[str, ...]:
    """The closed loops with pumps of their own."""
    found = {"FWS": bool(plant.pumps.duties), "CHW": any(r.loop == "CHW" for r in runs)}
    return (*(s.loop.tag for s in plant.technology.loops), *(loop for loop, there in found.items() if there))


def _hung(loop: str) -> Iterator[Segment]:
    """What hangs on a loop beside its flow: side-stream filter and dosing pot between two valves, which drain through
    their own cocks, make-up set and vessels behind one, their only pipe.
    """
    for letters, kind in (("FLT", "side-filter"), ("DOS", "dosing")):
        yield Segment(f"{letters}-{loop}", kind, loop, tuple(f"HV-{letters}-{loop}-{n}" for n in "12"), (), (), 0)
    for tag, kind in ((f"MUP-{loop}", "make-up"), *((f"EXP-{loop}-{letter}", "expansion") for letter in "AB")):
        yield Segment(tag, kind, loop, (f"HV-{tag}",), (), (), 0)


def _machine(tag: str, kind: str, loop: str, ports: Sequence[str], blast: int = 0) -> Segment:
    """A machine between isolation valves at its ports."""
    bounds = tuple(f"HV-{tag}-{port}" for port in ports)
    return Segment(tag, kind, loop, bounds, (f"DV-{tag}",), (f"AV-{tag}",), blast)


def _section(tag: str, loop: str, kind: str = "section") -> Iterator[Segment]:
    """Supply and return of a section between sectional valves."""
    for side, _ in _SIDES:
        bounds = (f"HV-{tag}{side}1", f"HV-{tag}{side}2")
        yield Segment(f"{tag}{side}", kind, loop, bounds, (f"DV-{tag}{side}",), (f"AV-{tag}{side}",), 0)


def _facility(plant: PlantPower, runs: Sequence[PipeRun]) -> Iterator[Segment]:
    for duty in plant.coolers.duties:
        yield _machine(duty.tag, "cooler", "FWS", "12")
    if any(r.loop == "FWS" for r in runs):
        for leg in "AB":
            yield from _section(f"FWS-LEG-{leg}", "FWS", "leg")
        for number in range(1, _facility_users(plant) + 1):
            yield from _section(f"FWS-S{number}", "FWS")
    for twin in plant.exchangers.duties:
        yield _machine(twin.tag, "exchanger", "FWS", ("FS", "FR", "CS", "CR"))
    for pump in plant.pumps.duties:
        yield _machine(pump.tag, "pump", "FWS", "12")
    if plant.buffered:
        yield _machine("BUF-FWS", "buffer", "FWS", "12")


def _facility_users(plant: PlantPower) -> int:
    """Consumers on the facility ring; fewer than two make no sections."""
    users = sum(len(s.loop.cdus) for s in plant.technology.loops)
    users += len(plant.air.coils) if plant.air.source == "facility" else 0
    return users if users > 1 else 0


def _air(plant: PlantPower, runs: Sequence[PipeRun]) -> Iterator[Segment]:
    standing = "CHW" if plant.air.source == "chilled" else "FWS"
    for duty in plant.chillers.duties:
        yield _machine(duty.tag, "chiller", standing, "12")
    if plant.air.source not in ("facility", "chilled"):
        return
    loop = "CHW" if plant.air.source == "chilled" else "FWS"
    if loop == "CHW" and any(r.loop == "CHW" for r in runs):
        for leg in "AB":
            yield from _section(f"CHW-LEG-{leg}", "CHW", "leg")
    if loop == "CHW" and len(plant.on_chilled) > 1 and any(r.loop == "CHW" for r in runs):
        for number in range(1, len(plant.on_chilled) + 1):
            yield from _section(f"CHW-S{number}", "CHW")
    for unit in plant.air.units:
        yield _machine(unit.tag, "air-unit", loop, "12")
    for door in plant.air.doors:
        yield _machine(door.tag, "rear-door", loop, "12")


def far_tag(loop: str, number: int) -> str:
    """The name of a far connection between two row headers of a ladder."""
    return f"{loop}-F{number}"


def _loop(solved: SolvedLoop) -> Iterator[Segment]:
    loop = solved.loop.tag
    for cdu in solved.loop.cdus:
        yield _machine(cdu.tag, "cdu", loop, ("FS", "FR", "TS", "TR"))
    for index in range(1, len(solved.ways.sections) + 1):
        yield from _section(f"{loop}-S{index}", loop)
    if solved.style == "ladder":
        for index in range(1, len(solved.ways.far_sections) + 1):
            yield from _section(far_tag(loop, index), loop, "far-section")
    for way in solved.ways.rows:
        header = f"{loop}-{way.row}"
        for side, _ in _SIDES:
            bounds = (f"HV-{header}-{side}", *(f"HV-{rack.tag}-{side}" for rack in way.racks))
            ends = (f"DV-{header}-{side}",), (f"AV-{header}-{side}",)
            yield Segment(f"{header}-{side}", "header", loop, bounds, *ends, len(way.racks))
        for rack in way.racks:
            yield Segment(rack.tag, "rack", loop, (f"HV-{rack.tag}-S", f"HV-{rack.tag}-R"), (), (), 1)


def mains_of(circuit: str, runs: Mapping[str, PipeRun]) -> Iterator[tuple[str, PipeRun]]:
    """Source headers and legs of a circuit, by the name of the segment that each is; runs by their tags."""
    for part, segment in (("HEAD", "HEAD-"), ("LEG-A", "LEG-A"), ("LEG-B", "LEG-B")):
        for side, _ in _SIDES:
            run = runs.get(f"{circuit}-{part}-{side}")
            if run is not None:
                yield f"{circuit}-{segment}{side}", run


def valves_of(plant: PlantPower, runs: Sequence[PipeRun], falls: Sequence[Fall]) -> tuple[Row, ...]:
    """All valves: bounds, drains and vents of every segment; vents and drains of source headers and passings;
    balancing, control and check valves; reliefs.
    """
    found: dict[str, Row] = {}
    for segment in segments_of(plant, runs):
        place = segment.tag.removesuffix("-S").removesuffix("-R") if segment.kind == "header" else segment.tag
        if segment.kind in ("section", "leg", "far-section"):
            place = segment.tag[:-1]
        kind = "sectional" if segment.kind in ("section", "leg", "far-section") else "isolation"
        bounds = segment.bounds[:1] if segment.kind == "header" else segment.bounds
        rows = [(tag, kind, place) for tag in bounds]
        rows += [(tag, "drain", place) for tag in segment.drains] + [(tag, "air vent", place) for tag in segment.vents]
        for row in rows:
            found.setdefault(row[0], row)
    stubs = ((stub.tag, stub.kind, stub.place) for fall in falls for stub in fall.stubs)
    for row in (*stubs, *_acting(plant), *_reliefs(plant, runs)):
        found.setdefault(row[0], row)
    return tuple(sorted(found.values()))


def _acting(plant: PlantPower) -> Iterator[Row]:
    """Valves that control, balance or check."""
    for solved in plant.technology.loops:
        for rack in solved.loop.racks:
            yield (f"FV-{rack.tag}", "balancing", rack.tag)
        for cdu in solved.loop.cdus:
            yield (f"TV-{cdu.tag}", "control", cdu.tag)
            yield (f"CV-{cdu.tag}", "check", cdu.tag)
    for pump in plant.pumps.duties:
        yield (f"CV-{pump.tag}", "check", pump.tag)
    if plant.air.source in ("facility", "chilled"):
        for tag in plant.air.coils:
            yield (f"TV-{tag}", "control", tag)
    if plant.coolers.duties:
        yield ("TV-FWS", "control", "FWS")
    for twin in plant.exchangers.duties:
        yield (f"TV-{twin.tag}", "control", twin.tag)
    if plant.buffered:
        yield ("HV-BUF-FWS-BP", "bypass", "BUF-FWS")


def _reliefs(plant: PlantPower, runs: Sequence[PipeRun]) -> Iterator[Row]:
    """One relief valve for each closed loop, and one for each CDU, whose content can be shut in."""
    for solved in plant.technology.loops:
        yield (f"PSV-{solved.loop.tag}", "relief", solved.loop.tag)
        for cdu in solved.loop.cdus:
            yield (f"PSV-{cdu.tag}", "relief", cdu.tag)
    for loop in ("FWS", "CHW"):
        if any(r.loop == loop for r in runs):
            yield (f"PSV-{loop}", "relief", loop)
