"""Facts of the layout: counts, rows, aisles, galleries, overhead stack-up, bounds, what the checker found."""

from collections import Counter
from typing import Any

from designer.documents.facts.common import catalogued, feet_of, name_of, note_grid, notes_of, record_grid
from designer.documents.facts.rooms import room_grid
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.layout.records import Layout
from designer.layout.slab import caster_load, foot_load, footprint_load, spread_load
from designer.model import NoteKind
from designer.units import magnitude, q

__all__ = ["equipment_grid", "facts", "rack_grid"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the layout sheet."""
    layout, p = subject.design.trades.layout, subject.printer
    racks = layout.of("rack")
    return {
        "racks": rack_grid(subject),
        "rooms": room_grid(subject),
        "equipment": equipment_grid(subject),
        "rack_count": p.number("count", len(racks)),
        "gpu_racks": p.number("count", sum(r.purpose == "gpu" for r in racks)),
        "row_count": p.number("count", len(layout.rows)),
        "capacity": p.number("count", layout.capacity),
        "bound": p.number("count", layout.bound),
        "gap": p.text("share", layout.gap),
        "egress": p.text("length", layout.egress_distance),
        "rows": _rows(subject, layout),
        "decisions": note_grid(subject, "layout_decisions", notes_of(subject, NoteKind.DECISION, ("layout",)), "D"),
        **_tables(subject, layout),
    }


def _tables(subject: Subject, layout: Layout) -> dict[str, Grid]:
    words = subject.words
    aisle = "tag kind@aisles width:metres area=polygon.area:area contained@yesno"
    gallery = "tag kind@galleries area=polygon.area:area"
    heights = [(words.label(f"layers.{name}"), low, high) for name, low, high in layout.heights]
    breaches = [
        (
            words.label(f"breaches.{b.key}"),
            subject.listed([words.named("layers", one) for one in b.subjects]),
            _said(subject, b.value, b.unit),
            _said(subject, b.limit, b.unit),
        )
        for b in layout.breaches
    ]
    return {
        "aisles": record_grid(subject, "aisles", aisle, layout.aisles, schedule=True),
        "galleries": record_grid(subject, "galleries", gallery, layout.galleries, schedule=True),
        "heights": Grid.of("heights", "layer,underside:metres,top:metres", heights, schedule=True),
        "ways_out": record_grid(
            subject, "ways_out", "rack exits:count nearest travel:length common:length", layout.walks, schedule=True
        ),
        "ways_in": _ways_in(layout),
        "floor_loads": _floor_loads(subject, layout),
        "breaches": Grid.of("breaches", "rule,subjects,value,limit", breaches),
    }


def _ways_in(layout: Layout) -> Grid:
    """The way of a rack from the goods door to each row."""
    ways = sorted((r for r in layout.routes if r.kind == "delivery"), key=lambda r: r.tag)
    rows = [(", ".join(r.serves), r.source, r.line.length) for r in ways]
    return Grid.of("ways_in", "row,door,length:length", rows, schedule=True)


def _floor_loads(subject: Subject, layout: Layout) -> Grid:
    """What stands indoors with its load over its footprint; racks spread over half their aisles too, with the load
    where feet stand together and under a caster while they are moved.
    """
    rule = subject.catalog.threshold
    gravity, hot, cold = (rule("sizing", key) for key in ("gravity", "aisle_hot", "aisle_cold"))
    together, share = rule("layout", "feet_together").q, rule("code", "moved_rack_caster_share").q
    rows: list[tuple[Raw, ...]] = []
    for one in sorted(layout.placed, key=lambda p: p.tag):
        if one.room.startswith("YARD"):
            continue
        m, w, d = q(one.mass_kg, "kg"), q(one.box.width, "m"), q(one.box.depth, "m")
        found = [magnitude(footprint_load(m=m, g=gravity.q, w=w, d=d), "kPa")]
        if one.kind == "rack":
            feet = q(float(max(1, feet_of(subject.catalog, one.catalog))))
            spread = spread_load(m=m, g=gravity.q, w=w, d=d, hot=hot.q, cold=cold.q)
            pair = foot_load(m=m, g=gravity.q, n_feet=feet, n_pair=together)
            moved = caster_load(m=m, g=gravity.q, f_caster=share)
            found += [magnitude(spread, "kPa"), magnitude(pair, "kN"), magnitude(moved, "kN")]
        cells: list[Raw] = [*found, *((None,) * (4 - len(found)))]
        rows.append((one.tag, catalogued(subject, one.catalog, "mass", one.mass_kg), *cells))
    columns = "tag,mass:mass,footprint:floor,spread:floor,feet:force,caster:force"
    return Grid.of("floor_loads", columns, rows, schedule=True)


def _said(subject: Subject, number: float, unit: str) -> str:
    """A number of the checker in the units of the pack; pressures are those on the floor."""
    measure = {"": "number", "m": "metres", "m2": "area", "kPa": "floor", "kN": "force"}.get(unit)
    return subject.printer.text(measure, number) if measure else subject.printer.quantity(q(number, unit))


def rack_grid(subject: Subject) -> Grid:
    """Every rack of the hall: place, row, unit, power, mass."""
    trades, words = subject.design.trades, subject.words
    loads = {load.tag: load for load in trades.power.loads}
    rows = []
    for rack in trades.layout.of("rack"):
        load = loads.get(rack.tag)
        at, hall = rack.box.at, trades.site.hall
        x, y = hall.given(at.x, at.y)
        rows.append(
            (
                rack.tag,
                name_of(subject, rack.catalog),
                words.label(f"purposes.{rack.purpose}"),
                rack.row,
                rack.slot,
                rack.unit or None,
                x,
                y,
                round((at.rotation + hall.turn) % 360.0) % 360,
                catalogued(subject, rack.catalog, "mass", rack.mass_kg),
                *((load.design_kw, load.peak_kw, load.heat_liquid_kw, load.heat_air_kw) if load else (None,) * 4),
            )
        )
    totals = [sum(rack.mass_kg for rack in trades.layout.of("rack"))]
    totals += [sum(row[i] for row in rows if isinstance(row[i], float)) for i in range(10, 14)]
    columns = (
        "tag,name,purpose,row,slot:count,unit:count,x:metres,y:metres,rotation:count,mass:mass,design:power,peak:power,"
        "liquid:power,air:power"
    )
    total = (words.label("total"), str(len(rows)), "", "", *(None,) * 5, *totals)
    return Grid.of("racks", columns, rows, total if rows else (), schedule=True)


def equipment_grid(subject: Subject) -> Grid:
    """Every placed item that is not a rack; what sizing left open is named by what power chose."""
    words, chosen = subject.words, {e.tag: e.catalog for e in subject.design.trades.power.elements}
    rows: list[tuple[Raw, ...]] = [
        (
            e.tag,
            words.label(f"kinds.{e.kind}"),
            name_of(subject, e.catalog or chosen.get(e.tag, "")),
            e.room,
            *subject.site.hall.given(e.box.at.x, e.box.at.y),
            *(catalogued(subject, e.catalog, side, getattr(e.box, side)) for side in ("width", "depth", "height")),
            catalogued(subject, e.catalog, "mass", e.mass_kg),
            words.label("existing" if e.existing else "new"),
        )
        for e in sorted(subject.design.trades.layout.placed, key=lambda one: (one.kind, one.tag))
        if e.kind != "rack"
    ]
    columns = "tag,kind,name,room,x:metres,y:metres,width:size,depth:size,height:size,mass:mass,state"
    return Grid.of("equipment", columns, rows, schedule=True)


def _rows(subject: Subject, layout: Layout) -> Grid:
    loads = {load.tag: load.design_kw for load in subject.design.trades.power.loads}
    purposes = {r.tag: r.purpose for r in layout.of("rack")}
    rows = []
    for row in layout.rows:
        kinds = Counter(purposes.get(tag, "") for tag in row.members)
        mix = ", ".join(f"{n} {subject.words.label(f'purposes.{kind}')}" for kind, n in sorted(kinds.items()))
        first_last = f"{row.members[0]} … {row.members[-1]}" if row.members else ""
        rows.append(
            (
                row.tag,
                first_last,
                len(row.members),
                mix,
                row.cold_aisle,
                row.hot_aisle,
                sum(loads.get(t, 0.0) for t in row.members),
            )
        )
    total = (subject.words.label("total"), "", sum(r[2] for r in rows), "", "", "", sum(r[6] for r in rows))
    return Grid.of(
        "rows", "row,members,count:count,mix,cold,hot,power:power", rows, total if rows else (), schedule=True
    )
