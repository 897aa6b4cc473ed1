"""Cable circuits: from boards and UPS outputs to panels, and from panels to loads, with size, breaker and length."""

from dataclasses import dataclass

from designer.model import NoteKind
from designer.power.backup import Plant
from designer.power.basis import Basis
from designer.power.blocks import Groups
from designer.power.conductors import Cable
from designer.power.places import Places
from designer.power.services import Panel, Services, Supply, vector
from designer.power.three_phase import amperes
from designer.units import q

__all__ = ["Circuit", "circuits_of"]


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


def circuits_of(basis: Basis, groups: Groups, services: Services, plant: Plant, places: Places) -> tuple[Circuit, ...]:
    """Panel feeders first, then the circuits of every load, so that what feeds comes before what is fed."""
    feeders = [_feeder(basis, groups, plant, panel, side, places) for panel in services.panels for side in "AB"]
    branches = [_branch(basis, supply, side, places) for supply in services.supplies for side in "AB"]
    return (*feeders, *branches)


def _feeder(basis: Basis, groups: Groups, plant: Plant, panel: Panel, side: str, places: Places) -> Circuit:
    unit = groups.services[panel.unit(side)]
    ups = next((s for s in plant.sides if s.side == side), None) if panel.core else None
    source = ups.board if ups else unit.board.tag
    start = unit.board.tag
    end = next((x.tag for x in panel.loads if x.tag in places.at), "")
    length = places.way(start, end, basis.number("core_cord_length", "m")) + basis.number("busway_rise", "m")
    tag = panel.tag(side)
    made = _sized(basis, tag, abs(panel.power), length)
    return Circuit(tag, "panel", source, tag, side, *made, upstream=unit.board.tag if ups else "", panel=tag)


def _branch(basis: Basis, supply: Supply, side: str, places: Places) -> Circuit:
    load, panel = supply.load, supply.panel
    own = vector(load)
    normal = own / 2 if not supply.transfers else (own if side == supply.side else 0j)
    first = next((x.tag for x in panel.loads if x.tag in places.at), "")
    length = places.way(first, load.tag, basis.number("core_cord_length", "m")) + basis.number("busway_rise", "m")
    kind = "cord" if load.kind == "rack" else "circuit"
    prefix = "WH" if kind == "cord" else "CK"
    volts, _, alone, current, breaker, cable, _ = _sized(basis, load.tag, abs(own), length)
    tag = f"{prefix}-{load.tag}-{side}"
    return Circuit(
        tag,
        kind,
        panel.tag(side),
        load.tag,
        side,
        volts,
        normal,
        alone,
        current,
        breaker,
        cable,
        length,
        panel=panel.tag(side),
        load_kind=load.kind,
    )


def _sized(
    basis: Basis, tag: str, kva: float, length: float
) -> tuple[float, complex, float, float, float, Cable | None, float]:
    """Voltage, own load, load alone, current, breaker, cable and length of a circuit that carries so much [kVA]."""
    pack = basis.pack
    volts = basis.site.wishes.power.voltage.si("V")
    current = amperes(kva, volts)
    breaker = pack.breaker(current * pack.continuous_factor.si(""))
    cable = basis.cable(breaker, current)
    if cable is None:
        basis.note(NoteKind.RISK, "cable_beyond_table", tag, current=q(current, "A"))
    return volts, 0j, kva, current, breaker, cable, length
