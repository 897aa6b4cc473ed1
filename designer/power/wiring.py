"""The chain as a network to solve: from the service entrance to every tap, panel and circuit, in normal service."""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.ledger import Value
from designer.power.backup import Plant, input_power
from designer.power.basis import Basis
from designer.power.blocks import Groups, UnitTransformer
from designer.power.circuits import Circuit
from designer.power.lv_feeder import LvFeeder
from designer.power.medium_voltage import Mains
from designer.power.network import Network, Solved
from designer.power.runs import Lane
from designer.power.services import vector
from designer.power.short_circuit import (
    grid_impedance,
    resistive_part,
    transformer_correction,
    transformer_impedance,
    transformer_reactance,
)
from designer.power.three_phase import PER_VA, vector_of
from designer.power.ups_sides import UpsSide
from designer.units import q

__all__ = ["Wired", "correction", "modules_of", "rectifier_of", "tap", "terminals", "wire"]


@dataclass(frozen=True, slots=True)
class Wired:
    """The solved network of the hall and, apart, that behind the UPS (its sources are the UPS output boards)."""

    main: Solved
    behind_ups: Solved | None


def tap(lane: Lane, number: int) -> str:
    """The network's name of a tap of a lane (0 = the first)."""
    return f"{lane.tag}:{number + 1}"


def terminals(transformer: str) -> str:
    """The network's name of the secondary terminals of a transformer."""
    return f"{transformer}:LV"


def rectifier_of(board: str) -> str:
    """The network's name of the inputs of the modules behind an output board."""
    return f"{board}:IN"


def modules_of(board: str) -> str:
    """The network's name of the outputs of the modules of an output board."""
    return f"{board}:OUT"


def wire(
    basis: Basis,
    hung: tuple[Groups, Mains, Sequence[Lane]],
    circuits: Sequence[Circuit],
    plant: Plant,
    feeders: Sequence[LvFeeder],
) -> Wired:
    """Build and solve both networks."""
    net, inner = Network(), Network()
    groups, mains, lanes = hung
    ways = {f.target: f for f in feeders if f.duty == "secondary"}
    _mains(basis, net, mains)
    for unit in groups.units:
        _transformer(basis, net, mains, unit.transformer, unit.plate)
        net.bus(unit.board.tag, terminals(unit.transformer), unit.plate.secondary, ways[unit.board.tag].ohms)
    for lane in lanes:
        _lane(net, lane)
    for side in plant.sides:
        volts = basis.volts
        net.bus(rectifier_of(side.board), side.upstream, volts, parallel(feeders, "ups-input", side))
        inner.root(modules_of(side.board), volts)
        inner.bus(side.board, modules_of(side.board), volts, parallel(feeders, "ups-output", side))
    behind = _circuits(basis, net, inner, circuits, plant)
    return Wired(net.solve(), behind)


def parallel(feeders: Sequence[LvFeeder], duty: str, side: UpsSide) -> complex:
    """Impedance of the feeders of a side's modules side by side [ohm]; nought where there are none."""
    ways = [f.ohms for f in feeders if f.duty == duty and {f.source, f.target} & set(side.modules)]
    admittance = sum(1.0 / z for z in ways if abs(z) > 0.0)
    return 1.0 / admittance if admittance else 0j


def _mains(basis: Basis, net: Network, mains: Mains) -> None:
    volts = basis.distribution.si("V")
    behind, least, line = _source(basis, mains)
    for entrance in mains.entrances:
        net.root(entrance, volts, behind, least)
    for n, section in enumerate(mains.sections):
        cables = sum(1.0 / r.ohms for r in mains.mains if r.segment.target == section and abs(r.ohms) > 0.0)
        net.bus(section, mains.entrances[n % len(mains.entrances)], volts, line + (1.0 / cables if cables else 0j))
    for loop in mains.loops:
        above = loop.near
        for switch, segment in zip(loop.switches, loop.segments, strict=False):
            ohms = 0j
            if loop.cable:
                ohms = complex(loop.cable.resistance, loop.cable.reactance) * segment.length / 1000.0
            net.bus(switch, above, volts, ohms)
            above = switch


def _source(basis: Basis, mains: Mains) -> tuple[complex, complex, complex]:
    """What stands behind the bus of the feeders [ohm], usual and at the tolerance of main transformers, and the line
    to it.
    """
    if mains.substation is not None:
        return mains.substation.behind, mains.substation.behind_least, 0j
    feed = basis.site.feed
    level = basis.known(feed.fault_level, "fault_level", "site.utility.fault_level")
    ratio = basis.known(feed.fault_x_over_r, "fault_x_over_r", "site.utility.fault_x_over_r")
    grid = basis.keep(
        grid_impedance,
        "grid_impedance",
        c=basis.rule("voltage_factor_mv"),
        V_n=feed.voltage,
        S_k=level,
        t_r=q(1.0),
        k_VA=PER_VA,
    )
    resistance = basis.keep(resistive_part, "grid_resistance", Z=grid, x_r=ratio).si("ohm")
    behind = complex(resistance, (grid.si("ohm") ** 2 - resistance**2) ** 0.5)
    length = basis.known(feed.line_length, "line_length", "site.utility.line_length").si("km")
    line = complex(basis.number("mv_resistance", "ohm/km"), basis.number("mv_reactance", "ohm/km")) * length
    return behind, behind, line


def _transformer(basis: Basis, net: Network, mains: Mains, tag: str, plate: UnitTransformer) -> None:
    loop = mains.loop_of(tag)
    switch = loop.switches[[u.transformer for u in loop.units].index(tag)]
    base = plate.secondary**2 / (plate.rating * 1000.0)
    ohms = complex(plate.resistance, plate.reactance) / 100.0 * base
    factor = correction(basis, plate)
    net.draw(switch, complex(plate.no_load_loss, 0.0))
    least = 1.0 - plate.tolerance / 100.0
    net.bus(terminals(tag), switch, plate.secondary, ohms, (ohms * factor, ohms * factor * least))


def correction(basis: Basis, plate: UnitTransformer) -> float:
    """The correction factor K_T of a transformer; its steps are kept once for each nameplate."""
    key = f"{plate.rating:g} kVA {plate.impedance:g} %"
    found = next((s for s in basis.steps if s.key == f"power.correction[{key}]"), None)
    if found is None:
        u_k, u_r = q(plate.impedance, "%"), q(plate.resistance, "%")
        x = basis.keep(transformer_reactance, f"transformer_reactance[{key}]", u_k=u_k, u_r=u_r)
        basis.keep(
            transformer_impedance,
            f"transformer_impedance[{key}]",
            u_k=u_k,
            V_r=q(plate.secondary, "V"),
            S_r=q(plate.rating, "kVA"),
            k_VA=PER_VA,
        )
        c: Value = basis.rule("voltage_factor_lv")
        found = basis.keep(transformer_correction, f"correction[{key}]", c=c, x_T=x)
    return found.number


def _lane(net: Network, lane: Lane) -> None:
    """The ladder of taps; with a live partner each tap draws half of its rack here."""
    volts = lane.unit.plate.secondary
    share = 0.5 if lane.partner else 1.0
    above = lane.unit.board.tag
    for n, (rack, span) in enumerate(zip(lane.racks, (lane.lead, *lane.spans), strict=True)):
        net.bus(tap(lane, n), above, volts, lane.track.impedance * span)
        net.draw(tap(lane, n), vector(rack) * share)
        above = tap(lane, n)


def _circuits(basis: Basis, net: Network, inner: Network, circuits: Sequence[Circuit], plant: Plant) -> Solved | None:
    for circuit in circuits:
        where = inner if circuit.source in inner.index else net
        where.bus(circuit.tag, circuit.source, circuit.volts, circuit.ohms)
        if circuit.kva:
            where.draw(circuit.tag, circuit.kva)
    if not plant.sides:
        return None
    solved = inner.solve()
    for side in plant.sides:
        output = solved.power(side.board).real + solved.loss(side.board)
        factor = basis.number("ups_input_power_factor")
        kilowatts = input_power(output, side.efficiency)
        net.draw(rectifier_of(side.board), vector_of(kilowatts, factor))
    return solved
