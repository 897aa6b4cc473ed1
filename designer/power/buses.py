"""Voltage, drop and fault levels of every bus, held against its ratings; and what becomes of surveyed boards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.ledger import Limit
from designer.model import Constraint, NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Unit, number_of
from designer.power.built import Built
from designer.power.circuits import Circuit
from designer.power.duty import equivalent_duty, multiplying_factor, symmetrical_duty
from designer.power.fault_study import FaultAt, FaultStudy
from designer.power.records import BusState
from designer.power.reuse import Verdict, judge_board
from designer.power.short_circuit import initial_current, kappa, peak_current
from designer.power.wiring import tap, terminals
from designer.units import q

__all__ = ["board_verdicts", "buses_of"]


@dataclass(frozen=True, slots=True)
class _Where:
    """A bus to report: its name in the network, rating [kA] (0 = chosen from the ladder), test X/R, voltage, drop."""

    bus: str
    rating: float
    tested: float
    voltage: float
    drop: float


def buses_of(basis: Basis, built: Built, study: FaultStudy) -> tuple[BusState, ...]:
    """Fault level and drop at the switchgear, every board, every busway, every panel and the generators' buses."""
    main, found = built.wired.main, []
    medium, draw_out, moulded = (basis.number(f"test_x_over_r_{k}") for k in ("mv", "draw_out", "moulded"))
    for section in built.mains.sections:
        where = _Where(section, built.mains.interrupting, medium, main.voltage(section), main.drop(section))
        found.append(_state(basis, study, section, where))
    for unit in built.groups.units:
        tag = unit.board.tag
        tested = draw_out if unit.board.draw_out else moulded
        where = _Where(tag, unit.board.interrupting, tested, main.voltage(tag), main.drop(tag))
        state = _state(basis, study, tag, where)
        found.append(state)
        _keep_fault(basis, built, study, unit, state)
    for lane in built.lanes:
        last = tap(lane, len(lane.racks) - 1)
        where = _Where(tap(lane, 0), lane.track.withstand, moulded, main.voltage(last), main.drop(last))
        found.append(_state(basis, study, lane.tag, where))
    inner = built.wired.behind_ups
    if inner is not None:
        for tag in (s.board for s in built.plant.sides):
            found.append(_state(basis, study, tag, _Where(tag, -1.0, moulded, inner.voltage(tag), inner.drop(tag))))
    found += [_panel(basis, built, study, c) for c in built.circuits if c.kind == "panel"]
    found += _generator_buses(basis, built, study)
    _judge(basis, found, frozenset(unit.board.tag for unit in built.groups.units))
    if not main.carried:
        basis.short("flow", "site", q(0.0), q(1.0))
    return tuple(found)


def _state(basis: Basis, study: FaultStudy, tag: str, where: _Where) -> BusState:
    fault = study.at(where.bus, where.rating, where.tested)
    rating = where.rating
    if rating < 0.0:
        rating = basis.pack.fault_rating(max(fault.most, fault.duty))
        fault = study.at(where.bus, rating, where.tested)
    tested = study.tested(rating, where.voltage, where.tested)
    return _made(tag, replace(where, tested=tested), fault, rating)


def _made(tag: str, where: _Where, fault: FaultAt, rating: float) -> BusState:
    return BusState(
        tag,
        where.voltage,
        fault.current,
        fault.peak,
        rating,
        fault.x_over_r,
        where.drop,
        fault.most,
        motor_ka=fault.motors,
        inverter_ka=fault.inverters,
        generator_ka=fault.sets,
        least_ka=fault.least,
        earth_ka=fault.earth,
        duty_ka=fault.duty,
        most_peak_ka=fault.most_peak,
        peak_rating_ka=rating * fault.making,
        tested_x_over_r=where.tested,
    )


def _panel(basis: Basis, built: Built, study: FaultStudy, circuit: Circuit) -> BusState:
    """A panel; behind a UPS its fault level is that of the bypass, and its drop counts from the UPS output."""
    main, inner = built.wired.main, built.wired.behind_ups
    solved = inner if circuit.upstream and inner is not None else main
    tested = basis.number("test_x_over_r_moulded")
    where = _Where(circuit.tag, -1.0, tested, solved.voltage(circuit.tag), solved.drop(circuit.tag))
    return _state(basis, study, circuit.tag, where)


def _generator_buses(basis: Basis, built: Built, study: FaultStudy) -> list[BusState]:
    """The sections that the generating sets feed, with the rating that they ask for."""
    if built.plant.sets is None:
        return []
    volts = basis.site.wishes.power.voltage.si("V")
    found = []
    for tag in (section for plant in built.plant.sets.plants for section in plant.sections):
        current = study.sets_ka.get(tag, 0.0)
        least, ratio = study.sets_least_ka.get(tag, 0.0), basis.number("generator_x_over_r")
        peak = current * 2.0**0.5 * float(kappa.function(R=1.0, X=ratio))
        rating = basis.pack.fault_rating(current)
        found.append(
            BusState(
                tag, volts, current, peak, rating, ratio, 0.0, current, generator_ka=current, least_ka=least,
                duty_ka=current, most_peak_ka=peak,
            )
        )
    return found


def _judge(basis: Basis, found: Sequence[BusState], boards: frozenset[str]) -> None:
    for state in found:
        asked = max(state.fault_most_ka, state.duty_ka)
        if state.rating_ka and asked > state.rating_ka:
            facts = {"fault": q(state.fault_most_ka, "kA"), "duty": q(state.duty_ka, "kA")}
            basis.note(NoteKind.RISK, "fault_above_rating", state.tag, rating=q(state.rating_ka, "kA"), **facts)
            cure = Constraint("boards.fault", asked, "power.fault_level") if state.tag in boards else None
            basis.short("fault_level", state.tag, q(asked, "kA"), q(state.rating_ka, "kA"), cure)
    worst = max((s.drop for s in found), default=0.0)
    if worst > basis.pack.drop_total.si(""):
        basis.note(NoteKind.RISK, "drop_above_limit", max(found, key=lambda s: s.drop).tag, drop=q(worst))
    steep = [s for s in found if s.rating_ka and s.x_over_r > s.tested_x_over_r > 0.0]
    if steep:
        state = max(steep, key=lambda s: s.x_over_r / s.tested_x_over_r)
        key = "x_over_r" if basis.pack.name == "NEC" else "x_over_r_iec"
        basis.note(
            NoteKind.RISK, key, "MSB", buses=len(steep), worst=state.tag, ratio=q(state.x_over_r),
            tested=q(state.tested_x_over_r), fault=q(state.fault_most_ka, "kA"), duty=q(state.duty_ka, "kA"),
        )


def _keep_fault(basis: Basis, built: Built, study: FaultStudy, unit: Unit, state: BusState) -> None:
    """The working of a board's fault level: the grid's part, the peak, the impedance at its tolerance, the duty."""
    tag, c = unit.board.tag, basis.rule("voltage_factor_lv")
    path, least = (built.wired.main.behind(tag, x) for x in (False, True))
    volts = q(unit.plate.secondary, "V")
    limit = Limit("<=", q(state.rating_ka, "kA"), basis.pack.fault_clause, basis.pack.source)
    current = basis.keep(initial_current, f"fault[{tag}]", c=c, V_n=volts, Z_k=q(abs(path), "mohm"))
    factor = basis.keep(kappa, f"kappa[{tag}]", R=q(path.real, "mohm"), X=q(path.imag, "mohm"))
    basis.keep(peak_current, f"peak[{tag}]", kappa=factor, I_k=current)
    basis.keep(initial_current, f"fault_most[{tag}]", limit=limit, c=c, V_n=volts, Z_k=q(abs(least), "mohm"))
    if basis.pack.name == "NEC":
        test = study.path(tag)
        x_r, x_t = q(test.imag / test.real), q(state.tested_x_over_r)
        more = basis.keep(multiplying_factor, f"multiplying_factor[{tag}]", x_r=x_r, x_t=x_t)
        basis.keep(symmetrical_duty, f"duty[{tag}]", limit, V_n=volts, Z_k=q(abs(test), "mohm"), f_m=more)
    elif state.peak_rating_ka:
        making = q(state.peak_rating_ka / state.rating_ka)
        basis.keep(equivalent_duty, f"duty[{tag}]", limit, i_p=q(state.most_peak_ka, "kA"), n=making)


def board_verdicts(basis: Basis, built: Built, study: FaultStudy) -> dict[str, tuple[Verdict, str]]:
    """Verdict of each surveyed board by its tag, with the tag of the board that stands in its place. What the survey
    found stands at its transformer: its fault level is that of the terminals.
    """
    units = {number_of(u.board.tag): u for u in built.groups.units}
    found: dict[str, tuple[Verdict, str]] = {}
    for item in basis.site.plant:
        if item.kind == "switchboard":
            for tag in item.tags:
                unit = units.get(number_of(tag))
                if unit is not None:
                    fault = study.at(terminals(unit.transformer), 0.0, 1.0).most
                    verdict = judge_board(basis, item, unit.plate.amperes, fault)
                    found[tag] = (verdict, unit.board.tag)
    return found
