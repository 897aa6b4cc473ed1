"""What the layout has to say: decisions, questions, and what it could not place."""

from collections.abc import Iterator, Sequence

from designer.layout.equipment import Item
from designer.layout.records import Breach, Layout
from designer.model import Constraint, Note, NoteKind, Shortfall, Trade
from designer.model.notes import Fact
from designer.site.records import Site
from designer.sizing.records import Programme
from designer.units import Quantity, q

__all__ = ["notes_of", "shortfalls_of"]

#: Breaches that no number of racks cures: they come back as shortfalls without a cure.
_INCURABLE = ("height-stack", "height-box", "floor-uniform", "floor-point", "floor-bending", "floor-punching")


def shortfalls_of(
    layout: Layout, programme: Programme, left_over: Sequence[Item], afar: int = 0
) -> tuple[Shortfall, ...]:
    """Racks and plant without a place, which fewer racks than those wanted would give them.

    Racks `afar`, fed from another hall by services that clash on their way through its link, have no place either. A
    hall too low or a floor too weak is a shortfall without a cure: fewer racks would stand on the same floor.
    """
    clash = any(breach.key == "service-clash" for breach in layout.breaches)
    found = [*_rack_shortfalls(layout, programme), *_plant_shortfalls(programme, left_over)]
    if afar and clash and not found:
        found.append(_lacking(programme, "gpu", programme.gpu_racks, programme.gpu_racks - afar))
    return (*found, *(_incurable(b) for b in layout.breaches if b.key in _INCURABLE))


def _rack_shortfalls(layout: Layout, programme: Programme) -> Iterator[Shortfall]:
    for purpose in ("gpu", "network", "storage"):
        asked = sum(g.count for g in programme.racks if g.purpose == purpose)
        got = sum(p.purpose == purpose for p in layout.placed if p.kind == "rack")
        if got < asked:
            yield _lacking(programme, purpose, asked, got)


def _lacking(programme: Programme, purpose: str, asked: int, got: int) -> Shortfall:
    """Racks of a purpose wanted and got."""
    key = f"layout.{purpose}_racks"
    return Shortfall(Trade.LAYOUT, key, "", q(float(asked)), q(float(got)), _fewer(programme, key))


def _fewer(programme: Programme, key: str) -> Constraint:
    """Fewer racks than those of the programme."""
    return Constraint("racks.max", float(max(0, programme.gpu_racks - 1)), key, programme.round)


#: Plant of which fewer racks need no less: battery systems, and the switchgear of the medium voltage.
_BESIDE = frozenset({"BESS", "MVS"})


def _plant_shortfalls(programme: Programme, left_over: Sequence[Item]) -> Iterator[Shortfall]:
    """Plant that found no place, indoors or outdoors: fewer racks need less of it."""
    for module in programme.modules:
        lost = sum(item.module == module for item in left_over)
        if lost:
            cure = _fewer(programme, f"layout.{module.prefix.lower()}") if module.prefix not in _BESIDE else None
            wants, got = q(float(module.count)), q(float(module.count - lost))
            yield Shortfall(Trade.LAYOUT, "layout.plant", module.prefix, wants, got, cure)


def _incurable(breach: Breach) -> Shortfall:
    return Shortfall(
        Trade.LAYOUT,
        f"layout.{breach.key.replace('-', '_')}",
        breach.subjects[0] if breach.subjects else "",
        q(breach.limit, breach.unit),
        q(breach.value, breach.unit),
    )


def notes_of(layout: Layout, site: Site, assumed: Sequence[str]) -> tuple[Note, ...]:
    """Decisions taken, questions open, values assumed and risks seen."""
    return (*_decisions(layout), *_questions(layout, site), *_risks(layout, assumed))


def _note(kind: NoteKind, key: str, subject: str = "", **facts: Fact) -> Note:
    return Note(kind, f"layout.{key}", Trade.LAYOUT, subject, facts)


def _area(square_metres: float) -> Quantity:
    return q(square_metres, "m2")


def _decisions(layout: Layout) -> Iterator[Note]:
    racks = [p for p in layout.placed if p.kind == "rack"]
    if not racks:
        yield _note(NoteKind.RISK, "no_racks", "", capacity=layout.capacity)
        return
    facts: dict[str, Fact] = {"racks": len(racks), "rows": len(layout.rows)}
    yield _note(NoteKind.DECISION, "placed", "", **facts, capacity=layout.capacity, bound=layout.bound)
    along = len({row.direction for row in layout.rows}) == 1
    if along:
        yield _note(NoteKind.DECISION, "rows", "", direction=q(layout.rows[0].direction, "deg"), rows=len(layout.rows))
    if any(p.purpose == "network" for p in racks):
        rows = sorted({p.row for p in racks if p.purpose == "network"})
        yield _note(NoteKind.DECISION, "network_middle", rows[0], rows=", ".join(rows))
    galleries = {g.kind: g for g in layout.galleries}
    if "electrical" in galleries:
        yield _note(
            NoteKind.DECISION, "galleries", "", tags=", ".join(g.tag for g in layout.galleries if g.kind != "yard")
        )
    if "reserve" in galleries:
        yield _note(
            NoteKind.DECISION, "reserve", galleries["reserve"].tag, area=_area(galleries["reserve"].polygon.area)
        )
    stack = {s.key: s for s in layout.steps if s.key.startswith("layout.stack[")}
    line, zones = stack.get("layout.stack[in-line]"), stack.get("layout.stack[zones]")
    if line and zones and line.verdict is None and zones.verdict:
        yield _note(NoteKind.DECISION, "stacked_by_zone", "hall.clear_height", line=line.result, zones=zones.result)
    close = stack.get("layout.stack[close]")
    between = stack.get("layout.stack[between]")
    if zones and between:
        yield _note(
            NoteKind.DECISION, "stacked_between", "hall.clear_height", zones=zones.result, between=between.result
        )
    elif zones and close and zones.limit is None:
        yield _note(NoteKind.DECISION, "stacked_close", "hall.clear_height", zones=zones.result, close=close.result)
    elif zones and close:
        yield _note(NoteKind.RISK, "roof_low", "hall.clear_height", zones=zones.result, close=close.result)


def _questions(layout: Layout, site: Site) -> Iterator[Note]:
    hall = site.hall
    if not hall.yards and any(p.room.startswith("YARD") for p in layout.placed):
        yield _note(NoteKind.ASSUMPTION, "yard_assumed", "hall.yards")
    if hall.doors and not any(d.exit for d in hall.doors):
        yield _note(NoteKind.RFI, "exits_unknown", "hall.doors")
    unplaced = sorted(p.tag for p in layout.placed if p.existing and not _surveyed(site, p.tag))
    if unplaced:
        yield _note(NoteKind.RFI, "places_unknown", "plant", first=unplaced[0], last=unplaced[-1], count=len(unplaced))
    if not hall.clear_height.known:
        yield _note(NoteKind.RISK, "height_not_judged", "hall.clear_height")
    lights = next(((low, high) for name, low, high in layout.heights if name == "lights"), None)
    if lights is not None:
        yield _note(NoteKind.RFI, "lighting", "hall.lighting", low=q(lights[0], "m"), high=q(lights[1], "m"))
    if not hall.slab.point_load.known:
        yield _note(NoteKind.RISK, "point_load_not_judged", "hall.slab.point_load")


def _surveyed(site: Site, tag: str) -> bool:
    return any(item.position is not None and item.tags == (tag,) for item in site.plant)


def _risks(layout: Layout, assumed: Sequence[str]) -> Iterator[Note]:
    for name in assumed:
        yield _note(NoteKind.ASSUMPTION, "rack_size_assumed", name)
    keys = sorted({b.key for b in layout.breaches})
    if keys:
        yield _note(NoteKind.RISK, "breaches", "", count=len(layout.breaches), keys=", ".join(keys))
