"""From the solved chain to its records: blocks, assignments, buses with fault levels, branches, losses."""

from collections import defaultdict
from collections.abc import Sequence

from designer.ledger import Limit
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Unit, number_of
from designer.power.built import Built
from designer.power.circuits import Circuit
from designer.power.records import Assignment, Block, Branch, BusState
from designer.power.reuse import Verdict, judge_board
from designer.power.runs import Lane
from designer.power.short_circuit import fault_at, initial_current, kappa, peak_current
from designer.power.wiring import tap
from designer.units import q

__all__ = ["assignments_of", "blocks_of", "board_verdicts", "branches_of", "buses_of", "losses_of", "power_factor_of"]


def blocks_of(built: Built) -> tuple[Block, ...]:
    """Every unit as a block with its system and letter."""
    groups = built.groups
    classes: dict[str, set[str]] = defaultdict(set)
    for lane in built.lanes:
        classes[lane.unit.transformer] |= {r.load_class.value for r in lane.racks}
    for supply in built.services.supplies:
        for side in ("A", "B"):
            unit = groups.services[supply.panel.unit(side)]
            classes[unit.transformer].add(supply.load.load_class.value)
    ups = {c.upstream: c.side for c in built.circuits if c.upstream}
    boards = {s.side: s.board for s in built.plant.sides}
    system = {u.transformer: f"SYS-{n}" for n, s in enumerate(groups.systems, 1) for u in s}
    return tuple(
        Block(
            f"BLK-{number_of(u.transformer):02d}",
            system.get(u.transformer, "SYS-SERVICES"),
            groups.letter(u),
            u.transformer,
            u.board.tag,
            boards.get(ups.get(u.board.tag, ""), ""),
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
        a, b = (built.groups.services[supply.panel.unit(side)] for side in ("A", "B"))
        found.append(Assignment(supply.load.tag, block(a), block(b), supply.panel.tag("A"), supply.panel.tag("B")))
    return tuple(sorted(found, key=lambda x: x.load))


def buses_of(basis: Basis, built: Built) -> tuple[BusState, ...]:
    """Fault level and drop at the switchgear, every board, every busway and every panel."""
    main, found = built.wired.main, []
    for section in built.mains.sections:
        found.append(_state(basis, built, section, section, built.mains.interrupting))
    for unit in built.groups.units:
        state = _state(basis, built, unit.board.tag, unit.board.tag, unit.board.interrupting)
        found.append(state)
        _keep_fault(basis, built, unit, state)
    for lane in built.lanes:
        last = tap(lane, len(lane.racks) - 1)
        state = _state(basis, built, lane.tag, tap(lane, 0), lane.track.withstand, last)
        found.append(state)
    for circuit in built.circuits:
        if circuit.kind == "panel":
            found.append(_panel(basis, built, circuit))
    for state in found:
        if state.fault_most_ka > state.rating_ka:
            basis.note(
                NoteKind.RISK,
                "fault_above_rating",
                state.tag,
                fault=q(state.fault_most_ka, "kA"),
                rating=q(state.rating_ka, "kA"),
            )
            basis.short("fault_level", state.tag, q(state.fault_most_ka, "kA"), q(state.rating_ka, "kA"))
    worst = max((s.drop for s in found), default=0.0)
    if worst > basis.pack.drop_total.si(""):
        basis.note(NoteKind.RISK, "drop_above_limit", max(found, key=lambda s: s.drop).tag, drop=q(worst))
    if not main.carried:
        basis.short("flow", "site", q(0.0), q(1.0))
    return tuple(found)


def _state(basis: Basis, built: Built, tag: str, bus: str, rating: float, last: str = "") -> BusState:
    level = "mv" if bus in built.mains.sections else "lv"
    main, c = built.wired.main, basis.number(f"voltage_factor_{level}")
    volts = main.network.volts[main.network.index[bus]]
    usual = fault_at(main.behind(bus), volts, c)
    most = fault_at(main.behind(bus, least=True), volts, c)
    end = last or bus
    return BusState(
        tag, main.voltage(end), usual.current, usual.peak, rating, usual.x_over_r, main.drop(end), most.current
    )


def _panel(basis: Basis, built: Built, circuit: Circuit) -> BusState:
    """A panel; behind a UPS its fault level is that of the wrap-around bypass, and its drop counts from the UPS
    output.
    """
    main, inner, c = built.wired.main, built.wired.behind_ups, basis.number("voltage_factor_lv")
    if circuit.upstream and inner is not None:
        own = inner.behind(circuit.tag)
        paths = [main.behind(circuit.upstream, least) + own for least in (False, True)]
        volts, drop = inner.voltage(circuit.tag), inner.drop(circuit.tag)
    else:
        paths = [main.behind(circuit.tag, least) for least in (False, True)]
        volts, drop = main.voltage(circuit.tag), main.drop(circuit.tag)
    usual, most = (fault_at(path, circuit.volts, c) for path in paths)
    rating = basis.pack.fault_rating(most.current)
    return BusState(circuit.tag, volts, usual.current, usual.peak, rating, usual.x_over_r, drop, most.current)


def _keep_fault(basis: Basis, built: Built, unit: Unit, state: BusState) -> None:
    """The working of a board's fault level; once for boards that are alike."""
    tag, c = unit.board.tag, basis.rule("voltage_factor_lv")
    path, least = (built.wired.main.behind(tag, x) for x in (False, True))
    volts = q(unit.plate.secondary, "V")
    limit = Limit("<=", q(state.rating_ka, "kA"), basis.pack.fault_clause, basis.pack.source)
    current = basis.keep(initial_current, f"fault[{tag}]", c=c, V_n=volts, Z_k=q(abs(path), "mohm"))
    peak = basis.keep(kappa, f"kappa[{tag}]", R=q(path.real, "mohm"), X=q(path.imag, "mohm"))
    basis.keep(peak_current, f"peak[{tag}]", kappa=peak, I_k=current)
    basis.keep(initial_current, f"fault_most[{tag}]", limit=limit, c=c, V_n=volts, Z_k=q(abs(least), "mohm"))
    if state.x_over_r > basis.number("breaker_x_over_r"):
        basis.note(NoteKind.RISK, "x_over_r", "MSB", ratio=q(state.x_over_r), tested=basis.rule("breaker_x_over_r"))


def board_verdicts(basis: Basis, built: Built, buses: Sequence[BusState]) -> dict[str, tuple[Verdict, str]]:
    """Verdict of each surveyed board by its tag, with the tag of the board that stands in its place."""
    units = {number_of(u.board.tag): u for u in built.groups.units}
    faults = {b.tag: b.fault_most_ka for b in buses}
    found: dict[str, tuple[Verdict, str]] = {}
    for item in basis.site.plant:
        if item.kind == "switchboard":
            for tag in item.tags:
                unit = units.get(number_of(tag))
                if unit is not None:
                    verdict = judge_board(basis, item, unit.plate.amperes, faults[unit.board.tag])
                    found[tag] = (verdict, unit.board.tag)
    return found


def branches_of(built: Built) -> tuple[Branch, ...]:
    """Feeders, busways, panel feeders and circuits with current, drop at their end and loss in normal service."""
    found = [*_segments(built), *(_busway(built, lane) for lane in built.lanes)]
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
    return {kind: loss for kind, loss in sorted(found.items()) if loss > 0.0}


def power_factor_of(built: Built) -> float:
    """Power factor of the import."""
    main = built.wired.main
    whole = sum((main.power(s) for s in built.mains.sections), 0j)
    return whole.real / abs(whole) if abs(whole) > 0.0 else 1.0
