"""The medium-voltage switchgear cubicle by cubicle, and the duct banks in which its cables leave."""

from collections.abc import Iterator, Sequence

from designer.catalog import Conductor, Switchboard
from designer.layout.records import Layout
from designer.model import Constraint, NoteKind
from designer.power.basis import Basis
from designer.power.conductors import bank_factor, fullest_bank
from designer.power.medium_voltage import Loop, Mains, Segment
from designer.power.storing import Stored
from designer.power.switchgear_records import Cubicle, DuctBank
from designer.sizing.switchgear import rows_in
from designer.units import q

__all__ = ["cubicles_of", "ducts_of", "frame_of", "judge_floor"]


def frame_of(basis: Basis, setting: float) -> float:
    """The smallest current of standard switchgear of the rule pack at or above a setting [A]."""
    frames = {
        b.bus_current.si("A") for b in basis.catalog.all(Switchboard) if b.level == "MV" and b.rules == basis.pack.name
    }
    return min((f for f in frames if f >= setting), default=setting)


def cubicles_of(basis: Basis, mains: Mains, stored: Stored | None) -> tuple[Cubicle, ...]:
    """Each section: incomer, metering, feeders, battery systems, bus section (breaker on one side, riser on the other),
    and one to spare. The bus-section breaker is set for the cable between the sections, which it protects.
    """
    found = []
    for number, section in enumerate(mains.sections):
        bus = mains.bus_current
        tie = mains.tie.breaker if mains.tie else bus
        rows = [
            ("incomer", f"CB-{section}", f"MTR-{section}", bus, bus),
            ("metering", f"MTR-{section}", section, 0.0, 0.0),
            *_feeders(basis, mains, section),
            *_storing(basis, stored, section),
            ("bus-section", "TIE-MVS", mains.sections[1 - number], bus, tie) if number == 0
            else ("riser", "", mains.sections[1 - number], 0.0, 0.0),
            ("spare", "", "", 0.0, 0.0),
        ]  # fmt: skip
        found += [
            Cubicle(f"{section}.{n:02d}", section, *row, mains.interrupting if row[3] else 0.0)
            for n, row in enumerate(rows, 1)
        ]
    breakers = sum(c.setting > 0.0 for c in found)
    if breakers:
        basis.note(NoteKind.RFI, "protection_unknown", mains.sections[0], breakers=breakers)
    return tuple(found)


def judge_floor(basis: Basis, layout: Layout, cubicles: Sequence[Cubicle], catalog: str) -> None:
    """Cubicles for which an enclosure has no room are a shortfall: sizing sets room for more aside."""
    slug = catalog.removeprefix("switchboard/")
    gear = basis.catalog.get(Switchboard, slug) if slug else None
    width = gear.section_width.si("m") if gear else 0.0
    aisle = basis.catalog.threshold("sizing", "aisle_switchgear").si("m")
    for placed in (p for p in layout.of("switchboard") if p.tag.startswith("MVS-") and width > 0.0):
        wanted = sum(c.section == placed.tag for c in cubicles)
        got = rows_in(placed.box.depth, gear.depth.si("m") if gear else 0.0, aisle) * round(placed.box.width / width)
        if wanted > got:
            cure = Constraint("cubicles.extra", float(wanted - got), "power.cubicles")
            basis.short("cubicles", placed.tag, q(float(wanted)), q(float(got)), cure)


def _feeders(basis: Basis, mains: Mains, section: str) -> Iterator[tuple[str, str, str, float, float]]:
    for loop in mains.loops:
        for end, segment in _ends(loop):
            if section == (loop.near if end == 1 else loop.far):
                device = f"CB-{loop.letter}{end}"
                yield "feeder", device, segment.tag, frame_of(basis, loop.breaker), loop.breaker


def _storing(basis: Basis, stored: Stored | None, section: str) -> Iterator[tuple[str, str, str, float, float]]:
    for run in stored.runs if stored else ():
        if run.segment.source == section:
            yield "storage", f"CB-{run.segment.target}", run.segment.tag, frame_of(basis, run.breaker), run.breaker


def _ends(loop: Loop) -> tuple[tuple[int, Segment], tuple[int, Segment]]:
    """Number of an end of a loop with its segment: 1 near, 2 far."""
    return (1, loop.segments[0]), (2, loop.segments[-1])


def ducts_of(basis: Basis, mains: Mains, stored: Stored | None) -> tuple[DuctBank, ...]:
    """The banks of each section: the cables of its loops and battery systems, split where a bank would be too full."""
    rows = [(s, x, loop.cable) for loop in mains.loops for _, x in _ends(loop) for s in (x.source, x.target)]
    rows += [(x.segment.source, x.segment, x.cable) for x in stored.runs] if stored else []
    found = []
    for section in mains.sections:
        mine = [(x, cable) for s, x, cable in rows if s == section and cable is not None]
        total = sum(cable.parallel for _, cable in mine)
        if not total:
            continue
        most = fullest_bank(total)
        banks: list[list[tuple[Segment, int]]] = [[]]
        for segment, cable in mine:
            if sum(n for _, n in banks[-1]) + cable.parallel > most and banks[-1]:
                banks.append([])
            banks[-1].append((segment, cable.parallel))
        source = basis.catalog.get(Conductor, mine[0][1].catalog.removeprefix("conductor/"))
        for n, bank in enumerate(banks, 1):
            circuits = sum(sets for _, sets in bank)
            tags = tuple(s.tag for s, _ in bank)
            length, factor = max(s.length for s, _ in bank), bank_factor(source, circuits)
            found.append(DuctBank(f"DB-{section[-2:]}-{n}", section, tags, circuits, length, factor))
    return (*found, *_own_banks(basis, mains))


def _own_banks(basis: Basis, mains: Mains) -> Iterator[DuctBank]:
    """Banks of the cable between the sections and of those of the main transformers: one for each."""
    for run in (r for r in mains.runs if r.cable):
        source = basis.catalog.get(Conductor, run.cable.catalog.removeprefix("conductor/")) if run.cable else None
        if source and run.cable:
            sets, segment = run.cable.parallel, run.segment
            home = segment.source if segment.source in mains.sections else segment.target
            name = f"DB-{segment.tag.removeprefix('FDR-')}"
            yield DuctBank(name, home, (segment.tag,), sets, segment.length, bank_factor(source, sets))
