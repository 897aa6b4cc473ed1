"""Facts of pressures, suctions and surges of the liquid loops, and their lists with the diagrams of every tag."""

import math
from typing import Any

from designer.cooling.records import CoolingPlan, Suction, Surge
from designer.documents.facts.common import name_of, record_grid
from designer.documents.grid import Grid, Marked, Raw
from designer.documents.subject import Subject
from designer.documents.tag_places import TagPlaces
from designer.documents.trade_sizes import trade_size

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of what pressures do."""
    plan, places = subject.design.trades.cooling, TagPlaces(subject.drawings)
    term = subject.words.term
    instruments = [(tag, term(kind), place, *places.of(tag)) for tag, kind, place in plan.instruments]
    return {
        "pressures": _pressures(subject, plan),
        "suctions": _suctions(subject, plan.suctions),
        "surges": Grid.of("surges", _SURGE, [_surge(subject, s) for s in plan.surges], schedule=True),
        "valves": _valves(subject, plan, places),
        "instruments": Grid.of("instruments", "tag,type,place,sheet,drawn_as", instruments, schedule=True),
        "items": _items(subject, plan, places),
        "drops": record_grid(subject, "drops", _DROP, plan.drops, schedule=True),
        "drop_paths": _drop_paths(subject, plan),
        "slowest": subject.printer.text(
            "tenths", max((s.closing for s in plan.surges if math.isfinite(s.closing)), default=0.0)
        ),
        "limited": any(s.closing > 0.0 for s in plan.surges),
        "npsh_asked": any(not s.known for s in plan.suctions),
    }


#: Columns of the parts of the loops.
_DROP = "loop tag kind@drop_kinds serves start end flow:rack_flow drop:fine_pressure"


def _drop_paths(subject: Subject, plan: CoolingPlan) -> Grid:
    """The closed paths that decide: what the head is lost in, then the head itself."""
    label, rows = subject.words.label, list[tuple[Raw, ...]]()
    for path in plan.drop_paths:
        along = f"{path.giver} → {path.through}" if path.giver else ""
        head = (path.loop, label(f"drop_states.{path.state}"), along)
        for kind, count, drop in path.lost:
            many = count if path.state == "normal" else None
            rows.append((*head, label(f"drop_kinds.{kind}"), many, drop, drop / path.head if path.head else None))
        rows.append((*head, label("drop_kinds.head"), None, path.head, None))
    columns = "loop,state,along,kind,count:count,drop:fine_pressure,share:share"
    return Grid.of("drop_paths", columns, rows, schedule=True)


def _pressures(subject: Subject, plan: CoolingPlan) -> Grid:
    rows = [
        (
            subject.words.label(f"spec_loops.{x.loop}"),
            x.fill - x.air,
            x.top,
            x.trip - x.air,
            x.vapour - x.air,
            x.relief - x.air,
            x.design,
            x.limit,
            x.test,
        )
        for x in plan.pressures
    ]
    columns = (
        "loop,fill:pressure_bar,top:pressure_bar,trip:pressure_bar,vapour:pressure_bar,relief:pressure_bar,"
        "design:pressure_bar,limit:pressure_bar,test:pressure_bar"
    )
    return Grid.of("loop_pressures", columns, rows, schedule=True)


def _suctions(subject: Subject, suctions: tuple[Suction, ...]) -> Grid:
    rows: list[tuple[Raw, ...]] = [
        (
            s.tag,
            s.loop,
            name_of(subject, s.catalog),
            s.temperature,
            s.vapour,
            s.loss,
            s.available,
            Marked(s.required, not s.known),
            Marked(s.needed, not s.known),
            s.available - s.needed,
        )
        for s in suctions
    ]
    columns = (
        "tag,loop,name,temperature:temperature,vapour:pressure,loss:pressure,available:length,required:length,"
        "needed:length,margin:length"
    )
    return Grid.of("suctions", columns, rows, schedule=True)


_SURGE = (
    "loop,nominal,velocity:velocity,length:length,wave:speed,sudden:pressure_bar,spare:pressure_bar,closing:tenths,"
    "reverse:velocity"
)


def _surge(subject: Subject, s: Surge) -> tuple[Raw, ...]:
    size = trade_size(s.nominal, subject.printer.system)
    closing = s.closing if math.isfinite(s.closing) else None
    return (
        subject.words.label(f"spec_loops.{s.loop}"), size, s.velocity, s.length, s.wave, s.sudden, s.spare, closing,
        s.reverse,
    )


def _valves(subject: Subject, plan: CoolingPlan, places: TagPlaces) -> Grid:
    """Every valve with the size of the line it stands in, how it is moved and how slowly it must close."""
    lines, words = {v.tag: v for v in plan.valve_lines}, subject.words
    rows: list[tuple[Raw, ...]] = []
    for tag, kind, place in plan.valves:
        line = lines.get(tag)
        moved = words.label(f"operators.{line.operator}") if line and line.operator else ""
        size = trade_size(line.nominal, subject.printer.system) if line else ""
        closing = line.closing if line and line.closing is not None and math.isfinite(line.closing) else None
        said = words.term(kind)
        rows.append((tag, said, place, size, moved, closing, line.stroke if line else None, *places.of(tag)))
    columns = "tag,type,place,nominal,operator,closing:tenths,stroke:tenths,sheet,drawn_as"
    return Grid.of("valves", columns, rows, schedule=True)


def _items(subject: Subject, plan: CoolingPlan, places: TagPlaces) -> Grid:
    words, fact = subject.words, subject.printer.fact
    rows = [
        (i.tag, words.label(f"items.{i.kind}"), i.loop, i.place, fact(i.size), *places.of(i.tag)) for i in plan.items
    ]
    return Grid.of("loop_items", "tag,type,loop,place,size,sheet,drawn_as", rows, schedule=True)
