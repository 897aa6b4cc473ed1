"""Cable circuits: from boards and UPS outputs to panels, and from panels to loads, with size, breaker and length."""

from collections.abc import Mapping
from dataclasses import dataclass

from designer.model import NoteKind
from designer.power.backup import Plant
from designer.power.basis import Basis
from designer.power.conductors import Cable, Reach
from designer.power.lv_feeder import LvFeeder
from designer.power.places import Places
from designer.power.services import Panel, Services, Supply, vector
from designer.power.three_phase import amperes
from designer.units import q

__all__ = ["Circuit", "circuits_of"]


#: Share of the voltage that a circuit always may lose.
_LEAST = 0.005


@dataclass(frozen=True, slots=True)
class Circuit:
    """One cable circuit on one side. `kva` is what it draws itself in normal service (0 for a panel feeder), `alone`
    what it carries with the other side lost [kVA]; `upstream` is the board that feeds the UPS side above it, if any;
    `load_kind` is the kind of its load.
    """

    tag: str
    kind: str
    source: str
    target: str
    side: str
    volts: float
    kva: complex
    alone: float
    current: float
    breaker: float
    cable: Cable | None
    length: float
    upstream: str = ""
    panel: str = ""
    load_kind: str = ""

    @property
    def ohms(self) -> complex:
        """Impedance of the cable [ohm]."""
        if self.cable is None:
            return 0j
        return complex(self.cable.resistance, self.cable.reactance) * self.length / 1000.0


def circuits_of(
    basis: Basis, services: Services, plant: Plant, places: Places, ways: Mapping[str, LvFeeder]
) -> tuple[Circuit, ...]:
    """Panel feeders first, then the circuits of every load, so that what feeds comes before what is fed; `ways` lead to
    the boards.
    """
    supplies = services.supplies
    branches = [_branch(basis, plant, supply, side, (places, ways)) for supply in supplies for side in supply.sides]
    largest: dict[str, float] = {}
    for circuit in branches:
        largest[circuit.panel] = max(largest.get(circuit.panel, 0.0), circuit.breaker)
    ratio = basis.number("selectivity_ratio")
    feeders = []
    for panel in services.panels:
        apart = ratio * largest[panel.tag("A")] if len(panel.loads) > 1 else 0.0
        feeders += [_feeder(basis, plant, panel, side, places, apart) for side in panel.sides]
    return (*feeders, *branches)


def _feeder(basis: Basis, plant: Plant, panel: Panel, side: str, places: Places, apart: float) -> Circuit:
    """The feeder of a panel; its breaker is no smaller than `apart` [A], to stay closed when a circuit's opens."""
    unit = panel.unit(side)
    ups = plant.side_of(unit) if panel.core else None
    start = unit.board.tag
    end = next((x.tag for x in panel.loads if x.tag in places.at), "")
    length = places.way(start, end, basis.number("core_cord_length", "m")) + basis.number("busway_rise", "m")
    tag, power = panel.tag(side), panel.power
    share = basis.pack.drop_total.si("") - basis.pack.drop_branch.si("")
    made = _sized(basis, tag, power, length, (apart, share))
    return Circuit(
        tag, "panel", ups.board if ups else start, tag, side, basis.volts, 0j, abs(power), *made, length,
        upstream=start if ups else "", panel=tag,
    )  # fmt: skip


def _left(basis: Basis, plant: Plant, at: tuple[Panel, str], factor: float, ways: Mapping[str, LvFeeder]) -> float:
    """Share of the voltage that a circuit may lose: that of a branch, and no more than transformer and panel feeder
    leave of the whole; behind a UPS the transformer does not count.
    """
    panel, side = at
    pack, unit = basis.pack, panel.unit(side)
    if panel.core and plant.side_of(unit) is not None:
        return pack.drop_branch.si("")
    plate, turn = unit.plate, (1.0 - factor**2) ** 0.5
    lost = (plate.resistance * factor + plate.reactance * turn) / 100.0
    if unit.board.tag in ways:
        ohms = ways[unit.board.tag].ohms
        lost += 3.0**0.5 * plate.amperes * (ohms.real * factor + ohms.imag * turn) / basis.volts
    lost *= basis.number("block_share_normal")
    feeder = pack.drop_total.si("") - pack.drop_branch.si("")
    return min(pack.drop_branch.si(""), max(pack.drop_total.si("") - feeder - lost, _LEAST))


def _branch(
    basis: Basis, plant: Plant, supply: Supply, side: str, found: tuple[Places, Mapping[str, LvFeeder]]
) -> Circuit:
    load, panel, (places, ways) = supply.load, supply.panel, found
    own = vector(load)
    normal = own / 2 if load.cords > 1 else (own if side == supply.side else 0j)
    first = next((x.tag for x in panel.loads if x.tag in places.at), "")
    length = places.way(first, load.tag, basis.number("core_cord_length", "m")) + basis.number("busway_rise", "m")
    kind = "cord" if load.kind == "rack" else "circuit"
    prefix = "WH" if kind == "cord" else "CK"
    made = _sized(basis, load.tag, own, length, (0.0, _left(basis, plant, (panel, side), load.power_factor, ways)))
    return Circuit(
        f"{prefix}-{load.tag}-{side}", kind, panel.tag(side), load.tag, side, basis.volts, normal, abs(own), *made,
        length, panel=panel.tag(side), load_kind=load.kind,
    )  # fmt: skip


def _sized(
    basis: Basis, tag: str, power: complex, length: float, asked: tuple[float, float]
) -> tuple[float, float, Cable | None]:
    """Current, breaker and cable of a circuit that carries so much alone [kVA]; `asked` are the least breaker [A] and
    the share of the voltage that it may lose.
    """
    pack, volts, (least, share) = basis.pack, basis.volts, asked
    current = amperes(abs(power), volts)
    breaker = pack.breaker(max(least, current * basis.circuit_factor.si("")))
    factor = abs(power.real) / abs(power) if power else 1.0
    ohms = share * volts / (3.0**0.5 * max(current, 1e-9) * length / 1000.0)
    cable = basis.cable(breaker, current, Reach(ohms, factor))
    if cable is None:
        basis.note(NoteKind.RISK, "cable_beyond_table", tag, current=q(current, "A"))
    return current, breaker, cable
