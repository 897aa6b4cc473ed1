"""From the solved chain to its records: blocks, assignments, branches, losses."""

from collections import defaultdict

from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Unit, number_of
from designer.power.built import Built
from designer.power.circuits import Circuit
from designer.power.records import Assignment, Backup, Block, Branch, GeneratorStep
from designer.power.runs import Lane
from designer.power.wiring import tap
from designer.units import q

__all__ = ["assignments_of", "backup_of", "blocks_of", "branches_of", "losses_of", "power_factor_of"]


def blocks_of(built: Built) -> tuple[Block, ...]:
    """Every unit as a block with its system and letter."""
    groups = built.groups
    classes: dict[str, set[str]] = defaultdict(set)
    for lane in built.lanes:
        classes[lane.unit.transformer] |= {r.load_class.value for r in lane.racks}
    for supply in built.services.supplies:
        for side in supply.panel.sides:
            classes[supply.panel.unit(side).transformer].add(supply.load.load_class.value)
    ups = {side.upstream: side.board for side in built.plant.sides}
    return tuple(
        Block(
            f"BLK-{number_of(u.transformer):02d}",
            groups.system(u),
            groups.letter(u),
            u.transformer,
            u.board.tag,
            ups.get(u.board.tag, ""),
            u.plate.rating,
            tuple(sorted(classes[u.transformer])),
        )
        for u in groups.units
    )


def assignments_of(built: Built) -> tuple[Assignment, ...]:
    """Every load with its two blocks and the busways or panels between."""

    def block(unit: Unit) -> str:
        return f"BLK-{number_of(unit.transformer):02d}"

    lanes = {lane.tag: lane for lane in built.lanes}
    found = []
    for lane in built.lanes:
        if lane.path == "A":
            other = lanes.get(lane.partner, lane)
            found += [Assignment(r.tag, block(lane.unit), block(other.unit), lane.tag, other.tag) for r in lane.racks]
    for supply in built.services.supplies:
        a, b = (supply.panel.unit(side) for side in ("A", "B"))
        found.append(Assignment(supply.load.tag, block(a), block(b), supply.panel.tag("A"), supply.panel.tag("B")))
    return tuple(sorted(found, key=lambda x: x.load))


def branches_of(built: Built) -> tuple[Branch, ...]:
    """Feeders, busways, panel feeders and circuits with current, drop at their end and loss in normal service."""
    found = [*_segments(built), *_storing(built), *(_busway(built, lane) for lane in built.lanes)]
    return (*found, *(_cable(built, c) for c in built.circuits))


def _segments(built: Built) -> list[Branch]:
    main, found = built.wired.main, []
    for loop in built.mains.loops:
        for n, segment in enumerate(loop.segments):
            closed = n < len(loop.switches)
            bus = loop.switches[n] if closed else segment.target
            current, loss = (main.current(bus), main.loss(bus)) if closed else (0.0, 0.0)
            cable = loop.cable
            found.append(
                Branch(
                    segment.tag,
                    "feeder",
                    cable.catalog if cable else "",
                    cable.label if cable else "",
                    segment.source,
                    segment.target,
                    current,
                    cable.ampacity if cable else 0.0,
                    loop.breaker,
                    segment.length,
                    main.drop(bus) if closed else 0.0,
                    loss,
                    loop.letter,
                )
            )
    return found


def _storing(built: Built) -> list[Branch]:
    """The feeders of battery systems at full power; their drop is that of their section."""
    stored = built.stored
    if stored is None:
        return []
    catalog, label, ampacity = "", "", 0.0
    if stored.cable:
        catalog, label, ampacity = stored.cable.catalog, stored.cable.label, stored.cable.ampacity
    return [
        Branch(
            s.tag, "feeder", catalog, label, s.source, s.target, stored.current, ampacity, stored.breaker, s.length,
            built.wired.main.drop(s.source), 0.0, "A" if s.source.endswith("1") else "B",
        )
        for s in stored.segments
    ]  # fmt: skip


def _busway(built: Built, lane: Lane) -> Branch:
    main, last = built.wired.main, tap(lane, len(lane.racks) - 1)
    loss = sum(main.loss(tap(lane, n)) for n in range(len(lane.racks)))
    return Branch(
        lane.tag,
        "busway",
        lane.track.catalog,
        f"{lane.track.rating:.0f} A",
        lane.unit.board.tag,
        lane.row,
        main.current(tap(lane, 0)),
        lane.track.rating,
        lane.track.breaker,
        lane.length,
        main.drop(last) - main.drop(lane.unit.board.tag),
        loss,
        built.groups.letter(lane.unit),
    )


def _cable(built: Built, circuit: Circuit) -> Branch:
    main, inner = built.wired.main, built.wired.behind_ups
    solved = inner if inner is not None and circuit.tag in inner.network.index else main
    cable = circuit.cable
    drop = solved.drop(circuit.tag) - solved.drop(circuit.source)
    return Branch(
        circuit.tag,
        circuit.kind,
        cable.catalog if cable else "",
        cable.label if cable else "",
        circuit.source,
        circuit.target,
        solved.current(circuit.tag),
        cable.ampacity if cable else 0.0,
        circuit.breaker,
        circuit.length,
        drop,
        solved.loss(circuit.tag),
        circuit.side,
    )


def losses_of(built: Built, whips: float) -> dict[str, float]:
    """Losses in normal service by class [kW]."""
    main, inner = built.wired.main, built.wired.behind_ups
    feeders = [s for loop in built.mains.loops for s in loop.switches]
    found = {
        "feeder": sum(main.loss(n) for n in (*feeders, *built.mains.sections)),
        "transformer": sum(u.plate.no_load_loss + main.loss(u.board.tag) for u in built.groups.units),
        "busway": sum(main.loss(tap(lane, n)) for lane in built.lanes for n in range(len(lane.racks))),
        "circuit": sum(
            (inner if inner is not None and c.tag in inner.network.index else main).loss(c.tag) for c in built.circuits
        ),
        "cord": whips,
        "ups": built.plant.loss,
    }
    if built.mains.substation:
        found["main-transformer"] = built.mains.substation.loss(abs(sum(main.power(s) for s in built.mains.sections)))
    return {kind: loss for kind, loss in sorted(found.items()) if loss > 0.0}


def backup_of(basis: Basis, built: Built, wished_minutes: float) -> Backup | None:
    """Autonomy of the batteries, steps and fuel of the sets; None without either."""
    sides, sets = built.plant.sides, built.plant.sets
    if not sides and sets is None:
        return None
    minutes = min((s.minutes for s in sides), default=0.0)
    if sides and minutes < wished_minutes:
        side = min(sides, key=lambda s: s.minutes)
        cabinets, needed = len(side.batteries), side.batteries_needed
        facts = {"minutes": q(minutes, "min"), "wished": q(wished_minutes, "min")}
        basis.note(NoteKind.RISK, "autonomy_short", side.board, cabinets=cabinets, needed=needed, **facts)
    if sets is None:
        return Backup(minutes, wished_minutes, 0.0, (), 0.0, 0.0, 0, 0)
    running = sets.needed * sets.rating
    steps: list[GeneratorStep] = []
    for what, kw in sets.parts:
        pieces = max(1, -int(-kw // (running * sets.step_limit)))
        for _ in range(pieces):
            share = kw / pieces / running
            steps.append(GeneratorStep(len(steps) + 1, what, kw / pieces, share, sets.step_limit))
    return Backup(
        minutes, wished_minutes, sets.start, tuple(steps), sets.fuel, sets.hours, len(sets.tags), sets.needed
    )


def power_factor_of(built: Built) -> float:
    """Power factor of the import."""
    main = built.wired.main
    whole = sum((main.power(s) for s in built.mains.sections), 0j)
    return whole.real / abs(whole) if abs(whole) > 0.0 else 1.0
