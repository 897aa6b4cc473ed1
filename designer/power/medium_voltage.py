"""The medium-voltage side: service entrance, two bus sections, and open loops through the unit transformers.

A loop runs from one bus section through the transformers of one letter to the other section. Its far end is normally
open and closes by itself when the near section is lost; any segment can be taken out with all transformers fed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from designer.catalog import Conductor
from designer.ledger import Step
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit, switch_of
from designer.power.conductors import Cable, withstand_area
from designer.power.lineup_choice import switchgear_for
from designer.power.places import Places, along
from designer.power.short_circuit import initial_current
from designer.power.substation import Substation, substation_of
from designer.power.three_phase import PER_VA, amperes, rated_current
from designer.units import q

__all__ = ["Loop", "Mains", "Run", "Segment", "mains_of"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One cable of a loop between two nodes (a bus section or a loop switch)."""

    tag: str
    source: str
    target: str
    length: float


@dataclass(frozen=True, slots=True)
class Run:
    """A cable of its own between two pieces of medium-voltage gear: its segment, cable, setting and full load [A]."""

    segment: Segment
    cable: Cable | None
    breaker: float
    current: float

    @property
    def ohms(self) -> complex:
        """Impedance of the whole length [ohm]."""
        if self.cable is None:
            return 0j
        return complex(self.cable.resistance, self.cable.reactance) * self.segment.length / 1000.0


@dataclass(frozen=True, slots=True)
class Loop:
    """An open loop: near and far bus section, loop switches and units in order, segments, cable, breaker and full
    load [A].
    """

    letter: str
    near: str
    far: str
    switches: tuple[str, ...]
    units: tuple[Unit, ...]
    segments: tuple[Segment, ...]
    cable: Cable | None
    breaker: float
    current: float


@dataclass(frozen=True, slots=True)
class Mains:
    """Service entrances (one for each utility feed), bus sections, loops; board record and ratings of the switchgear;
    metal that a cable needs for the fault current [mm2]; the cable between the sections (behind their tie) and those
    of the main transformers.
    """

    entrances: tuple[str, ...]
    sections: tuple[str, str]
    loops: tuple[Loop, ...]
    catalog: str
    bus_current: float
    interrupting: float
    substation: Substation | None = None
    area: float = 0.0
    tie: Run | None = None
    mains: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The cables that are no part of a loop."""
        return (*((self.tie,) if self.tie else ()), *self.mains)

    def loop_of(self, transformer: str) -> Loop:
        """The loop of a transformer."""
        return next(loop for loop in self.loops if any(u.transformer == transformer for u in loop.units))


def mains_of(basis: Basis, groups: Groups, places: Places) -> Mains:
    """Loops by letter, taking turns on the two bus sections."""
    sections = ("MVS-01", "MVS-02")
    chains: dict[str, list[Unit]] = {}
    for unit in groups.units:
        chains.setdefault(groups.letter(unit), []).append(unit)
    installed = sum(u.plate.rating for u in groups.units)
    station = substation_of(basis, installed)
    fault = _service_fault(basis, station)
    area = _withstand(basis, fault) if chains else 0.0
    loops = tuple(
        _loop(basis, letter, chains[letter], sections if turn % 2 == 0 else sections[::-1], (places, area, len(chains)))
        for turn, letter in enumerate(sorted(chains))
    )
    if loops:
        times = {"transfer": basis.rule("mv_transfer"), "switching": basis.rule("mv_switching")}
        basis.note(NoteKind.DECISION, "loops", "FDR", loops=len(loops), **times)
    full = _full_load(basis, installed)
    gear = switchgear_for(basis, full, fault.si("kA"))
    entrances = tuple(f"SE-{n}" for n in range(1, max(basis.site.feed.feeds, 1) + 1))
    volts = basis.distribution.si("V")
    if len(entrances) == 1:
        basis.note(NoteKind.RISK, "single_utility", entrances[0])
    return Mains(
        entrances,
        sections,
        loops,
        gear.key if gear else "",
        gear.bus_current.si("A") if gear else 0.0,
        gear.interrupting.si("kA") if gear else 0.0,
        station,
        area,
        _run(basis, places, ("FDR-TIE", *sections), full, area) if chains else None,
        tuple(
            _run(basis, places, (f"FDR-{x.tag}", x.tag, sections[x.section]), amperes(x.rating, volts), area)
            for x in (station.transformers if station else ())
        ),
    )


def _run(basis: Basis, places: Places, ends: tuple[str, str, str], full: float, area: float) -> Run:
    """A cable in ducts of its own for a full load [A]: tag, source and target in `ends`."""
    breaker = basis.pack.breaker(full)
    cable = basis.cable_mv(breaker, full, area, 1)
    _say_cable(basis, cable, full)
    length = places.way(ends[1], ends[2], basis.number("mv_segment", "m")) + basis.number("mv_riser", "m")
    return Run(Segment(*ends, length), cable, breaker, full)


def _full_load(basis: Basis, installed_kva: float) -> float:
    """Current that one section carries alone [A]: that of the import, or of all that is installed where there is no
    limit.
    """
    limit = basis.site.feed.import_limit
    demand = limit.si("kW") / basis.number("power_factor") if limit.known else installed_kva
    return amperes(min(demand, installed_kva) if installed_kva else demand, basis.distribution.si("V"))


def _loop(
    basis: Basis, letter: str, units: Sequence[Unit], ends: tuple[str, str], way: tuple[Places, float, int]
) -> Loop:
    places, area, beside = way
    volts = basis.distribution
    full = amperes(sum(u.plate.rating for u in units), volts.si("V"))
    breaker = basis.pack.breaker(full * basis.number("mv_breaker_factor"))
    cable = basis.cable_mv(breaker, full, area, beside)
    _say_cable(basis, cable, full)
    switches = tuple(switch_of(u.transformer) for u in units)
    nodes = [ends[0], *switches, ends[1]]
    spots = [None, *(u.position for u in units), None]
    segments = []
    for n, (a, b) in enumerate(pairwise(nodes), 1):
        end = places.at.get(a) or spots[n - 1], places.at.get(b) or spots[n]
        length = along(*end, basis.number("mv_segment", "m")) + basis.number("mv_riser", "m")
        segments.append(Segment(f"FDR-{letter}{n}", a, b, length))
    return Loop(letter, ends[0], ends[1], switches, tuple(units), tuple(segments), cable, breaker, full)


def _service_fault(basis: Basis, station: Substation | None) -> Step:
    """Greatest fault current at the bus of the feeders, before motors."""
    feed = basis.site.feed
    if station is not None:
        c, path = basis.rule("voltage_factor_mv"), q(abs(station.behind_least), "ohm")
        return basis.keep(initial_current, "service_fault", c=c, V_n=basis.distribution, Z_k=path)
    level = basis.known(feed.fault_level, "fault_level", "site.utility.fault_level")
    return basis.keep(rated_current, "service_fault", S_r=level, V_r=feed.voltage, k_VA=PER_VA)


def _withstand(basis: Basis, fault: Step) -> float:
    """Area [mm2] that the fault current of the service does not overheat before the back-up clears it."""
    step = basis.keep(
        withstand_area,
        "mv_withstand_area",
        I_k=fault,
        J_1=basis.rule(f"thermal_density_{basis.pack.medium_voltage[0].material}"),
        t=basis.rule("mv_clearing_time"),
        t_1=q(1.0, "s"),
    )
    return step.si("mm2")


def _say_cable(basis: Basis, cable: Cable | None, full: float) -> None:
    if cable is None:
        basis.note(NoteKind.RISK, "cable_beyond_table", "FDR", current=q(full, "A"))
        return
    source = basis.catalog.get(Conductor, cable.catalog.removeprefix("conductor/"))
    basis.note(
        NoteKind.ASSUMPTION,
        "mv_ampacity",
        "FDR",
        table=source.name,
        earth=basis.rule("earth"),
        clearing=basis.rule("mv_clearing_time"),
    )
