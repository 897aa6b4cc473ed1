"""What the layout has to say: decisions, questions, and what it could not place."""

from collections.abc import Iterable, Iterator, Sequence

from designer.layout.equipment import Item
from designer.layout.records import Layout
from designer.layout.rules import Rules
from designer.model import Constraint, Note, NoteKind, Shortfall, Trade
from designer.site.records import Site
from designer.sizing.records import Programme
from designer.units import q

__all__ = ["notes_of", "shortfalls_of"]


def shortfalls_of(layout: Layout, programme: Programme, missing: Sequence[Item], rules: Rules) -> tuple[Shortfall, ...]:
    """Racks and plant without a place, each with the number of GPU racks that would cure it."""
    return (*_rack_shortfalls(layout, programme), *_plant_shortfalls(programme, missing))


def _rack_shortfalls(layout: Layout, programme: Programme) -> Iterator[Shortfall]:
    wanted = programme.gpu_racks
    for purpose in ("gpu", "network", "storage"):
        asked = sum(g.count for g in programme.racks if g.purpose == purpose)
        got = sum(p.purpose == purpose for p in layout.placed if p.kind == "rack")
        if got < asked:
            most = got if purpose == "gpu" else wanted * got // asked
            cure = Constraint(
                "racks.max", float(min(most, max(0, wanted - 1))), f"layout.{purpose}_racks", programme.round
            )
            yield Shortfall(Trade.LAYOUT, f"layout.{purpose}_racks", "", q(float(asked)), q(float(got)), cure)


def _plant_shortfalls(programme: Programme, missing: Sequence[Item]) -> Iterator[Shortfall]:
    """Plant that found no place: fewer racks need less of it, in proportion."""
    wanted = programme.gpu_racks
    for module in programme.modules:
        lost = sum(item.module == module for item in missing)
        if lost:
            most = min(wanted * (module.count - lost) // module.count, max(0, wanted - 1))
            cure = Constraint("racks.max", float(most), f"layout.{module.prefix.lower()}", programme.round)
            got = module.count - lost
            yield Shortfall(Trade.LAYOUT, "layout.plant", module.prefix, q(float(module.count)), q(float(got)), cure)


def _note(kind: NoteKind, key: str, subject: str = "", **facts: object) -> Note:
    return Note(kind, f"layout.{key}", Trade.LAYOUT, subject, dict(facts))  # type: ignore[arg-type]


def notes_of(layout: Layout, site: Site, programme: Programme, missing: Iterable[Item]) -> tuple[Note, ...]:
    """Decisions taken and questions open."""
    return tuple(_notes(layout, site, programme))


def _notes(layout: Layout, site: Site, programme: Programme) -> Iterator[Note]:
    racks = sum(p.kind == "rack" for p in layout.placed)
    if racks:
        yield _note(
            NoteKind.DECISION,
            "placed",
            racks=racks,
            rows=len(layout.rows),
            capacity=layout.capacity,
            bound=layout.bound,
        )
    reserve = next((g for g in layout.galleries if g.kind == "reserve"), None)
    if reserve is not None:
        yield _note(NoteKind.DECISION, "reserve", reserve.tag, area=q(reserve.polygon.area, "m2"))
    if not site.hall.yards and any(p.room.startswith("YARD") for p in layout.placed):
        yield _note(NoteKind.RFI, "yard_unknown", "hall.yards")
    if not any(d.exit for d in site.hall.doors):
        yield _note(NoteKind.RFI, "exits_unknown", "hall.doors")
    unsurveyed = [p.tag for p in layout.placed if p.existing]
    if unsurveyed and not any(item.position for item in site.plant if set(item.tags) & set(unsurveyed)):
        yield _note(
            NoteKind.RFI, "places_unknown", "plant", first=unsurveyed[0], last=unsurveyed[-1], count=len(unsurveyed)
        )
    if not site.hall.clear_height.known:
        yield _note(NoteKind.RFI, "height_unknown", "hall.clear_height")
