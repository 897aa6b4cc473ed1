"""From the solved chain to its records: blocks, assignments, branches, losses."""

from collections import Counter, defaultdict

from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit, number_of
from designer.power.built import Built
from designer.power.circuits import Circuit
from designer.power.lv_feeder import LvFeeder
from designer.power.records import Assignment, Backup, Block, Branch, GeneratorStep
from designer.power.runs import Lane
from designer.power.wiring import modules_of, rectifier_of, tap, terminals
from designer.units import q

__all__ = ["assignments_of", "backup_of", "block_tags", "blocks_of", "branches_of", "losses_of", "power_factor_of"]


def blocks_of(built: Built) -> tuple[Block, ...]:
    """Every unit as a block with its system and letter."""
    groups = built.groups
    classes: dict[str, set[str]] = defaultdict(set)
    for lane in built.lanes:
        classes[lane.unit.transformer] |= {r.load_class.value for r in lane.racks}
    for supply in built.services.supplies:
        for side in supply.panel.sides:
            classes[supply.panel.unit(side).transformer].add(supply.load.load_class.value)
    ups, names = {side.upstream: side.board for side in built.plant.sides}, block_tags(groups)
    return tuple(
        Block(
            names[u.transformer],
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


def block_tags(groups: Groups) -> dict[str, str]:
    """The tag of each block by its transformer: that one's number, and its whole tag where others have the same number
    (the survey may list transformers of two makes).
    """
    shared = Counter(number_of(u.transformer) for u in groups.units)
    return {
        u.transformer: f"BLK-{n:02d}" if shared[n := number_of(u.transformer)] == 1 else f"BLK-{u.transformer}"
        for u in groups.units
    }


def assignments_of(built: Built) -> tuple[Assignment, ...]:
    """Every load with its two blocks and the busways or panels between."""
    names = block_tags(built.groups)

    def block(unit: Unit) -> str:
        return names[unit.transformer]

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
    found = [*_segments(built), *_runs(built), *(_feeder(built, f) for f in built.feeders)]
    found += [_busway(built, lane) for lane in built.lanes]
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


def _runs(built: Built) -> list[Branch]:
    """Battery systems, the cable between the sections and those of the main transformers, at what they carry when
    called on; their drop is that of their section.
    """
    main, found = built.wired.main, []
    for run in (*built.mains.runs, *(built.stored.runs if built.stored else ())):
        catalog, label, ampacity = "", "", 0.0
        if run.cable:
            catalog, label, ampacity = run.cable.catalog, run.cable.label, run.cable.ampacity
        at, feeds, loss = run.segment, run in built.mains.mains, 0.0
        section = at.target if feeds else at.source
        if feeds:
            loss = main.loss(section) / sum(r.segment.target == section for r in built.mains.mains)
        path = "" if run in built.mains.runs else "A" if section.endswith("1") else "B"
        found.append(
            Branch(
                at.tag, "feeder", catalog, label, at.source, at.target, run.current, ampacity, run.breaker, at.length,
                main.drop(section), loss, path,
            )
        )  # fmt: skip
    return found


def _feeder(built: Built, feeder: LvFeeder) -> Branch:
    """A feeder as it is loaded in normal service; one that stands by at what it carries when called on."""
    main, inner = built.wired.main, built.wired.behind_ups
    current, loss = feeder.current, 0.0
    drop = 3.0**0.5 * current * abs(feeder.ohms) / built.volts
    side = next((s for s in built.plant.sides if {feeder.source, feeder.target} & set(s.modules)), None)
    solved, bus, share = main, feeder.target, 1
    if side is not None and inner is not None and feeder.duty in ("ups-input", "ups-output"):
        outwards, share = feeder.duty == "ups-output", len(side.modules)
        solved, bus = (inner, side.board) if outwards else (main, rectifier_of(side.board))
    if not feeder.stands_by:
        above = {"secondary": terminals(feeder.source), "ups-output": modules_of(bus)}.get(feeder.duty, feeder.source)
        current, loss = solved.current(bus) / share, solved.loss(bus) / share
        drop = solved.drop(bus) - solved.drop(above)
    return Branch(
        feeder.tag, "lv-feeder", feeder.catalog, feeder.label, feeder.source, feeder.target, current, feeder.ampacity,
        feeder.breaker, feeder.length, drop, loss, feeder.path,
    )  # fmt: skip


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
        "transformer": sum(u.plate.no_load_loss + main.loss(terminals(u.transformer)) for u in built.groups.units),
        "busway": sum(main.loss(tap(lane, n)) for lane in built.lanes for n in range(len(lane.racks))),
        "circuit": sum(
            (inner if inner is not None and c.tag in inner.network.index else main).loss(c.tag) for c in built.circuits
        ),
        "lv-feeder": _feeder_loss(built),
        "cord": whips,
        "ups": built.plant.loss,
    }
    if built.mains.substation:
        found["main-transformer"] = built.mains.substation.loss(abs(sum(main.power(s) for s in built.mains.sections)))
    return {kind: loss for kind, loss in sorted(found.items()) if loss > 0.0}


def _feeder_loss(built: Built) -> float:
    """Losses between transformers and boards, and in and out of the UPS [kW]."""
    main, inner = built.wired.main, built.wired.behind_ups
    found = sum(main.loss(u.board.tag) for u in built.groups.units)
    for side in built.plant.sides:
        found += main.loss(rectifier_of(side.board)) + (inner.loss(side.board) if inner else 0.0)
    return found


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
