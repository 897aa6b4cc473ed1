"""Low-voltage conductors between the equipment: transformer to board, UPS, generating sets, reserves.

Small ones are cables, large ones bus duct, as many runs side by side as their breaker asks for. They run along the axes
of the hall between the places of what they join; a bus that has no place of its own stands beside what feeds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Busway, Generator, Ups
from designer.model import NoteKind
from designer.power.backup import Plant, Sets, input_power
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit
from designer.power.busway import family_of, track_of
from designer.power.circuits import Circuit
from designer.power.conductors import Reach
from designer.power.lv_feeder import LvFeeder
from designer.power.places import Places
from designer.power.runs import Lane
from designer.power.three_phase import amperes
from designer.power.ups_sides import UpsSide
from designer.units import q

__all__ = ["feeders_of", "secondaries_of"]

#: Most runs of bus duct side by side.
_RUNS = 4


def secondaries_of(basis: Basis, groups: Groups, places: Places) -> tuple[LvFeeder, ...]:
    """From every unit transformer to the main breaker of its board."""
    found = []
    for unit in groups.units:
        tag, board = f"LF-{unit.transformer}", unit.board.tag
        length = _way(basis, places, unit.transformer, board, "busway_lead")
        ends = _Ends(tag, "secondary", unit.transformer, board, groups.letter(unit))
        found.append(_made(basis, ends, unit.plate.amperes, unit.main_breaker(basis.pack), length))
    return tuple(found)


def feeders_of(
    basis: Basis, groups: Groups, plant: Plant, fed: tuple[Sequence[Lane], Sequence[Circuit]], places: Places
) -> tuple[LvFeeder, ...]:
    """In and out of every UPS and past it, from the sets to their sections and on to the boards, and from reserves."""
    return (
        *(f for side in plant.sides for f in _of_ups(basis, side, places)),
        *(_of_sets(basis, groups, plant.sets, places) if plant.sets else ()),
        *_of_reserves(basis, groups, plant, fed, places),
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    """What a feeder joins."""

    tag: str
    duty: str
    source: str
    target: str
    path: str


def _way(basis: Basis, places: Places, a: str, b: str, otherwise: str) -> float:
    return places.way(a, b, basis.number(otherwise, "m")) + basis.number("busway_rise", "m")


def _of_ups(basis: Basis, side: UpsSide, places: Places) -> Iterator[LvFeeder]:
    """Each module's input with its recharge, its output, and the way past all of them."""
    record, volts = basis.catalog.get(Ups, side.catalog.removeprefix("ups/")), basis.volts
    factor, apart = basis.number("ups_input_power_factor"), basis.number("busway_rise", "m")
    taken = input_power(side.power, side.efficiency) + side.power * record.recharge.si("")
    given_out = amperes(record.rating.si("kVA"), volts)
    for module in side.modules:
        ends = _Ends(f"LF-{module}-IN", "ups-input", side.upstream, module, side.side)
        length = _way(basis, places, side.upstream, module, "lv_feeder_beside")
        yield _circuit(basis, ends, amperes(taken / factor, volts), length)
        ends = _Ends(f"LF-{module}-OUT", "ups-output", module, side.board, side.side)
        first = places.way(module, side.modules[0], basis.number("lv_feeder_beside", "m"))
        yield _circuit(basis, ends, given_out, first + apart)
    ends = _Ends(f"LF-{side.board}-BY", "bypass", side.upstream, side.board, side.side)
    length = _way(basis, places, side.upstream, side.modules[0], "lv_feeder_beside") if side.modules else apart
    yield _circuit(basis, ends, given_out * max(side.needed, 1), length)


def _of_sets(basis: Basis, groups: Groups, sets: Sets, places: Places) -> Iterator[LvFeeder]:
    """From each set to both sections of its bus, which stand beside the first set, and on to the boards."""
    record = basis.catalog.get(Generator, sets.catalog.removeprefix("generator/"))
    current = amperes(sets.rating / record.power_factor.si(""), basis.volts)
    breaker = basis.pack.breaker(current * basis.number("set_feeder_factor"))
    for plant in sets.plants:
        home = plant.tags[0] if plant.tags else ""
        for section, side, units in zip(plant.sections, "AB", plant.units, strict=True):
            for tag in plant.tags:
                ends = _Ends(f"LF-{tag}-{side}", "set", tag, section, side)
                yield _made(basis, ends, current, breaker, _way(basis, places, tag, home, "lv_feeder_beside"))
            for unit in units:
                other = plant.sections["BA".index(side)]
                yield _standby(basis, unit, (section, home, side), places)
                if groups.third(unit):
                    again = _standby(basis, unit, (other, home, groups.letter(unit)), places)
                    yield replace(again, tag=f"{again.tag}-R")


def _standby(basis: Basis, unit: Unit, start: tuple[str, str, str], places: Places) -> LvFeeder:
    """From a section of the sets, which stands at `home`, to the transfer switch of a board."""
    section, home, path = start
    ends = _Ends(f"LF-ATS-{unit.board.tag}", "standby", section, unit.board.tag, path)
    length = _way(basis, places, home, unit.board.tag, "busway_lead")
    return _made(basis, ends, unit.plate.amperes, unit.main_breaker(basis.pack), length)


def _of_reserves(
    basis: Basis, groups: Groups, plant: Plant, fed: tuple[Sequence[Lane], Sequence[Circuit]], places: Places
) -> Iterator[LvFeeder]:
    """From a reserve to each board that it stands for, or to the static switches of all that leaves that board."""
    lanes, circuits = fed
    for group in (g for g in groups.every if not g.transfers):
        for unit, reserve in group.caught():
            near, far = plant.ends_of(unit, reserve)
            length = _way(basis, places, reserve.board.tag, unit.board.tag, "busway_lead")
            path = groups.letter(reserve)
            if not group.shape.static:
                ends = _Ends(f"LF-TIE-{near}", "reserve", far, near, path)
                yield _made(basis, ends, unit.plate.amperes, unit.main_breaker(basis.pack), length)
                continue
            behind = [(x.tag, x.current, x.track.breaker) for x in lanes if x.unit.board.tag == near]
            behind += [(c.tag, c.current, c.breaker) for c in circuits if c.kind == "panel" and c.source == near]
            for tag, current, breaker in behind:
                yield _made(basis, _Ends(f"LF-{tag}-R", "reserve", far, tag, path), current, breaker, length)


def _circuit(basis: Basis, ends: _Ends, current: float, length: float) -> LvFeeder:
    return _made(basis, ends, current, basis.pack.breaker(current * basis.circuit_factor.si("")), length)


def _made(basis: Basis, ends: _Ends, current: float, breaker: float, length: float) -> LvFeeder:
    """Cable up to the current at which bus duct is taken, or where no duct reaches; else duct."""
    lost = basis.number("lv_feeder_drop") * basis.volts / (3.0**0.5 * max(current, 1.0) * max(length, 1.0) / 1000.0)
    made = None
    if breaker > basis.number("lv_feeder_cable_most", "A"):
        made = _duct(basis, breaker, Reach(lost, basis.number("power_factor")))
    if made is not None:
        catalog, rating, runs, ohms = made
        return LvFeeder(
            *_words(ends), catalog, f"{rating:g} A", runs, rating * runs, breaker, current, length, ohms / runs
        )
    cable = basis.cable(breaker, current, Reach(lost, basis.number("power_factor")))
    if cable is None:
        basis.note(NoteKind.RISK, "cable_beyond_table", ends.tag, current=q(current, "A"))
        return LvFeeder(*_words(ends), "", "", 1, 0.0, breaker, current, length, 0j)
    return LvFeeder(
        *_words(ends), cable.catalog, cable.size, cable.parallel, cable.ampacity, breaker, current, length,
        complex(cable.resistance, cable.reactance),
    )  # fmt: skip


def _words(ends: _Ends) -> tuple[str, str, str, str, str]:
    return ends.tag, ends.duty, ends.source, ends.target, ends.path


def _duct(basis: Basis, breaker: float, reach: Reach) -> tuple[str, float, int, complex] | None:
    """Record, rating [A], runs and impedance of one run [ohm/km]: the fewest runs, and of these the smallest size that
    the breaker protects and that keeps the drop; the largest where none does.
    """
    busway: Busway = family_of(basis.catalog, basis.pack.name)
    for runs in range(1, _RUNS + 1):
        fit = [s for s in busway.sizes if s.current.si("A") * busway.continuous_share.si("") * runs >= breaker]
        tracks = [track_of(busway, s, breaker) for s in sorted(fit, key=lambda s: s.current.si("A"))]
        if tracks:
            near = [t for t in tracks if t.effective(reach.factor) / runs <= reach.ohms]
            track = (near or tracks[-1:])[0]
            return track.catalog, track.rating, runs, track.impedance * 1000.0
    return None
