"""What stands in for what along the chain: the redundancy groups of its boards, breakers, cables and panels."""

from collections.abc import Iterator, Mapping, Sequence

from designer.model import RedundancyGroup, Trade
from designer.power.backup import Plant
from designer.power.blocks import Group, Groups, Unit, group_tag, switch_of
from designer.power.circuits import Circuit
from designer.power.medium_voltage import Mains
from designer.power.runs import Lane
from designer.power.set_plants import SetPlant

__all__ = ["spare_groups"]


def spare_groups(
    groups: Groups, plant: Plant, mains: Mains, lanes: Sequence[Lane], circuits: Sequence[Circuit]
) -> tuple[RedundancyGroup, ...]:
    """The groups beside those of the transformers and sets: k of n of like elements on different paths."""
    found = [
        *(g for n, system in enumerate(groups.core.systems, 1) for g in _sides(plant, groups.core, n, system)),
        *(g for group in groups.every for n, system in enumerate(group.systems, 1) for g in _system(group, n, system)),
        *_mains(mains),
        *(g for plant_ in (plant.sets.plants if plant.sets else ()) for g in _sets(plant_)),
        *(_pair(name, kind, tags) for kind, name, tags in _paired(lanes, circuits)),
    ]
    return tuple(g for g in found if g.members)


def _group(tag: str, kind: str, needed: int, members: Sequence[str], basis: str = "") -> RedundancyGroup:
    return RedundancyGroup(tag, Trade.POWER, kind, needed, tuple(members), basis)


def _pair(tag: str, kind: str, members: Sequence[str]) -> RedundancyGroup:
    return _group(tag, kind, 1, members)


def _sides(plant: Plant, group: Group, number: int, system: Sequence[Unit]) -> Iterator[RedundancyGroup]:
    """The UPS sides of a system of the core stand in for one another: so many carry it."""
    caught = [reserve for unit, reserve in group.caught() if unit in system]
    sides = [s for s in map(plant.side_of, dict.fromkeys([*system, *caught])) if s]
    if len(sides) < 2:
        return
    carrying, name = min(group.shape.carrying, len(system)), f"-{number}" if len(group.systems) > 1 else ""
    needed = carrying * max(s.needed for s in sides)
    stores = carrying * max(min(s.batteries_needed, len(s.batteries)) for s in sides)
    modules, cabinets = [m for s in sides for m in s.modules], [b for s in sides for b in s.batteries]
    yield _group(f"UPS{name}", "ups", min(needed, len(modules)), modules, "power.ups_modules")
    yield _group(f"BAT{name}", "battery", min(stores, len(cabinets)), cabinets, "power.battery_cabinets")
    yield _group(f"UPS-BOARDS{name}", "switchboard", carrying, [s.board for s in sides])
    for end in ("IN", "OUT"):
        tags = [f"LF-{m}-{end}" for m in modules]
        yield _group(f"UPS-{end}{name}", "lv-feeder", min(needed, len(tags)), tags, "power.ups_modules")
        tags = [f"CB-{tag}" for tag in tags]
        yield _group(f"UPS-{end}-BREAKERS{name}", "breaker", min(needed, len(tags)), tags, "power.ups_modules")


def _system(group: Group, number: int, system: Sequence[Unit]) -> Iterator[RedundancyGroup]:
    caught = [reserve for unit, reserve in group.caught() if unit in system]
    units = list(dict.fromkeys([*system, *caught]))
    needed = min(group.shape.carrying, len(system))
    if len(units) > needed:
        yield from _columns(group_tag(group, number), needed, units)


def _columns(tag: str, needed: int, units: Sequence[Unit]) -> Iterator[RedundancyGroup]:
    """Loop switches, main breakers and boards of units that stand in for one another."""
    basis = "power.block_after_loss"
    yield _group(f"{tag}-BOARDS", "switchboard", needed, [u.board.tag for u in units], basis)
    yield _group(f"{tag}-MAINS", "breaker", needed, [f"CB-{u.board.tag}" for u in units], basis)
    yield _group(f"{tag}-SECONDARIES", "lv-feeder", needed, [f"LF-{u.transformer}" for u in units], basis)
    yield _group(f"{tag}-SWITCHES", "switch-mv", needed, [switch_of(u.transformer) for u in units])


def _sets(plant: SetPlant) -> Iterator[RedundancyGroup]:
    """The feeders and breakers of the sets on each section: as many as the sets that are needed."""
    for side in "AB":
        tags = [f"LF-{tag}-{side}" for tag in plant.tags]
        yield _group(f"{plant.name}-FEEDERS-{side}", "lv-feeder", plant.needed, tags, "power.generator_sets")
        breakers = [f"CB-{tag}" for tag in tags]
        yield _group(f"{plant.name}-BREAKERS-{side}", "breaker", plant.needed, breakers, "power.generator_sets")


def _mains(mains: Mains) -> Iterator[RedundancyGroup]:
    """Bus sections of the medium voltage, their breakers, and the rings: one segment or end may be open."""
    yield _pair("MVS", "switchboard", mains.sections)
    yield _pair("MVS-METERING", "metering", [f"MTR-{section}" for section in mains.sections])
    yield _pair("MVS-MAINS", "breaker", [f"CB-{section}" for section in mains.sections])
    if len(mains.mains) > 1:
        tags = [r.segment.tag for r in mains.mains]
        yield _group("MAIN-FEEDERS", "feeder", len(tags) - 1, tags, "power.main_transformers")
    if len(mains.entrances) > 1:
        yield _group("ENTRANCES", "service", 1, mains.entrances)
    for loop in mains.loops:
        ends = (f"CB-{loop.letter}1", f"CB-{loop.letter}2")
        yield _pair(f"LOOP-{loop.letter}-ENDS", "breaker", ends)
        segments = [s.tag for s in loop.segments]
        yield _group(f"LOOP-{loop.letter}", "feeder", len(segments) - 1, segments)


def _paired(lanes: Sequence[Lane], circuits: Sequence[Circuit]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Kind, name and members of what comes in twos: busways with their cords, panels and circuits of sides A and B."""
    for lane in lanes:
        if lane.partner and lane.tag < lane.partner:
            both = (lane.tag, lane.partner)
            yield "busway", f"PAIR-{lane.tag}", both
            yield "breaker", f"PAIR-CB-{lane.tag}", [f"CB-{tag}" for tag in both]
        for rack in lane.racks if lane.partner < lane.tag else ():
            if rack.cords > 1:
                yield "cord", f"PAIR-{rack.tag}", [f"WH-{rack.tag}-{side}" for side in "AB"]
    for name, (kind, tags) in _by_target(circuits).items():
        if len(tags) > 1:
            yield kind, f"PAIR-{name}", tags
            if kind == "panel":
                yield "breaker", f"PAIR-CB-{name}", [f"CB-{tag}" for tag in tags]


def _by_target(circuits: Sequence[Circuit]) -> Mapping[str, tuple[str, list[str]]]:
    found: dict[str, tuple[str, list[str]]] = {}
    for circuit in circuits:
        name = circuit.tag.removesuffix(circuit.side) if circuit.kind == "panel" else circuit.target
        found.setdefault(name, (circuit.kind, []))[1].append(circuit.tag)
    return found
