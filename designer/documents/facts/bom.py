"""Facts of the bill of materials: lines, totals by system, long lead items."""

from collections.abc import Sequence
from typing import Any

from designer.bom.records import BomLine, Redundant
from designer.documents.facts.common import catalogued
from designer.documents.grid import Grid, Marked, Raw
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.ledger import Status
from designer.model import Trade

__all__ = ["described", "facts"]

#: Units of a redundant system that are all named.
_NAMED = 24
#: Where what stands in no room is told: spares, and materials or things of the site.
_SHELF, _NOWHERE = "shelf", "nowhere"
#: Units of bulk items that are printed in the units of the pack.
_MEASURED = {"m": "run", "L": "volume"}


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the bill of materials."""
    bom, p, words = subject.design.bom, subject.printer, subject.words
    leads = sorted((x for x in bom.lines if x.lead_high), key=lambda x: (-(x.lead_high or 0.0), x.id))
    return {
        "lines": _lines(subject),
        "full": _full(subject),
        "line_count": p.number("count", len(bom.lines)),
        "low": p.text("money_m", bom.total[0]),
        "mid": p.text("money_m", bom.total[1]),
        "high": p.text("money_m", bom.total[2]),
        "priced": p.text("share", bom.priced_share),
        "estimate_class": str(bom.estimate_class),
        "systems": _systems(subject),
        "leads": Grid.of(
            "leads",
            "id,description,low:week,high:week,earliest,order_by,supply,source",
            [
                (
                    x.id,
                    described(subject, x),
                    x.lead_low,
                    x.lead_high,
                    x.earliest,
                    x.order_by,
                    x.supply,
                    words.source(x.lead_source),
                )
                for x in leads
            ],
            schedule=True,
        ),
        "last": max((x.earliest for x in bom.lines), default=""),
        "order_rule": _order_rule(subject),
        "by_status": _by_status(subject),
        "by_room": _by_room(subject),
        "reserve": _reserve(subject),
        "longest": p.text("week", bom.longest_lead[1]) if bom.longest_lead[0] else "",
        "longest_line": next(
            (described(subject, x) for x in bom.lines if x.id == bom.longest_lead[0]), bom.longest_lead[0]
        ),
    }


def _order_rule(subject: Subject) -> str:
    """What the last day to order holds to: the phases of the work, else the tenant's start, else the longest lead."""
    standing = subject.site.case.standing
    start = standing.tenant.start if standing and standing.tenant else ""
    held = "phases" if subject.design.conversion.phasing else "tenant" if start else "longest"
    return subject.words.label(f"order_rule.{held}", start=start)


def _by_status(subject: Subject) -> Grid:
    """Lines by what becomes of the item."""
    rows: dict[str, list[BomLine]] = {}
    for line in subject.design.bom.lines:
        rows.setdefault(line.fate.value, []).append(line)
    made = [
        (
            subject.words.label(f"fates.{fate}"),
            len(lines),
            sum(x.total for x in lines if x.unit == "each"),
            sum(x.unit_cost[1] * x.total for x in lines if x.unit_cost),
        )
        for fate, lines in sorted(rows.items())
    ]
    return Grid.of("by_status", "fate,lines:count,pieces:count,mid:money_m", made)


def _by_room(subject: Subject) -> Grid:
    """What stands in each room, piece by piece; then spares on the shelf, what is measured or belongs to no room, and
    all of it.
    """
    words = subject.words
    parts: dict[str, list[tuple[BomLine, float]]] = {}
    for line in subject.design.bom.lines:
        for room, pieces in _rooms(subject, line).items():
            parts.setdefault(room, []).append((line, pieces))
    last = {key: words.label(f"bom_rooms.{key}") for key in (_SHELF, _NOWHERE)}
    ordered = sorted(parts, key=lambda room: (room in last, room))
    made = [_room_row(last.get(room, room), parts[room]) for room in ordered]
    columns = "room,lines:count,pieces:count,mass:mass,mid:money_m"
    return Grid.of("by_room", columns, made).summed(words.label("total"), "pieces", "mass", "mid")


def _rooms(subject: Subject, line: BomLine) -> dict[str, float]:
    """How much of a line belongs to each room."""
    elements = subject.design.proof.graph.elements
    if not line.tags or line.trade is Trade.SITE:
        return {_NOWHERE: line.total}
    found: dict[str, float] = {}
    for tag in line.tags:
        room = elements[tag].room if tag in elements else ""
        room = room or (_SHELF if tag.startswith("SPARE-") else _NOWHERE)
        found[room] = found.get(room, 0.0) + 1.0
    return found


def _room_row(room: str, parts: Sequence[tuple[BomLine, float]]) -> tuple[Raw, ...]:
    return (
        room,
        len(parts),
        sum(n for x, n in parts if x.unit == "each"),
        sum(x.mass_kg * n for x, n in parts if x.mass_kg is not None),
        sum(x.unit_cost[1] * n for x, n in parts if x.unit_cost),
    )


def _reserve(subject: Subject) -> Grid:
    """Each system's rule, its units and what the proof says when one of them is out."""
    words = subject.words
    rows = [
        (
            words.label(f"trades.{one.trade}"),
            words.label(f"kinds.{one.kind}"),
            words.label("redundancy.rule", needed=str(one.needed), members=str(one.members)),
            one.groups,
            subject.words.ranged(one.units) if len(one.units) <= _NAMED else subject.listed(one.units),
            _why(subject, one),
            _tests(subject, one.passed, not one.failed),
            _tests(subject, one.failed, False),
        )
        for one in subject.design.bom.redundancy
    ]
    return Grid.of("reserve", "trade,kind,rule,groups:count,units,why,passed,failed", rows, schedule=True)


def _tests(subject: Subject, tests: tuple[str, ...], whole: bool) -> str:
    """The tests in words; one word where it is all of them."""
    if whole and tests:
        return subject.words.label("redundancy.every_test")
    return "; ".join(subject.words.label(f"tests.{test}") for test in tests)


def _why(subject: Subject, one: Redundant) -> str:
    """Why there is more than the duty needs: by the step that counted it, else by the shape of the rule."""
    key = f"reserve_why.{one.basis.partition('[')[0].replace('.', '_')}"
    if one.basis and subject.words.has(key):
        return subject.words.label(key)
    shape = "none" if one.members <= one.needed else "path" if (one.needed, one.members) == (1, 2) else "unit"
    return subject.words.label(f"reserve_why.{shape}")


def described(subject: Subject, line: BomLine) -> str:
    """The description in words: the catalog's name, or the word of its kind with what follows its key."""
    head, _, rest = line.description.partition(".")
    label = f"bom_items.{head}"
    return subject.words.label(label, item=rest) if subject.words.has(label) else subject.words.term(line.description)


def _size(subject: Subject, line: BomLine) -> str:
    """The rating, or of bulk items the size that ends their key."""
    if line.rating.startswith("0 "):
        return ""
    if line.rating or line.basis.startswith("bom."):
        size = trade_size(line.rating, subject.printer.system)
        return size if size != line.rating else subject.printer.reread(line.rating)
    parts = line.basis.split(".", 2)
    return parts[2].removeprefix("-") if len(parts) == 3 else ""


def _dagger(line: BomLine) -> bool:
    return line.status in tuple(Status) and Status(line.status).daggered


def _cost(line: BomLine, index: int) -> Marked | None:
    return None if line.unit_cost is None else Marked(line.unit_cost[index] * line.total, _dagger(line))


def _summed(parts: Sequence[Marked]) -> Marked | None:
    """The sum of marked numbers, with a dagger where any of them has one; nothing without any."""
    return Marked(sum(p.number or 0.0 for p in parts), any(p.dagger for p in parts)) if parts else None


def _lines(subject: Subject) -> Grid:
    """The printed table: lines that differ only in size stand together; amounts in the units of the pack."""
    groups: dict[tuple[str, str, str], list[BomLine]] = {}
    for line in subject.design.bom.lines:
        groups.setdefault((described(subject, line), line.fate.value, line.unit), []).append(line)
    rows = [_line(subject, description, lines) for (description, _, _), lines in groups.items()]
    labels = tuple(f"bom-{lines[0].id}" for lines in groups.values())
    columns = (
        "id,description,rating,fate,needed:count,redundant:count,spare:count,total:count,unit,mass:mass,lead:week,"
        "cost:money"
    )
    return Grid.of("bom_print", columns, rows, labels=labels)


def _line(subject: Subject, description: str, lines: list[BomLine]) -> tuple[Raw, ...]:
    words, printer, first = subject.words, subject.printer, lines[0]
    measure = _MEASURED.get(first.unit)
    sums = [sum(getattr(x, name) for x in lines) for name in ("needed", "redundant", "spare", "total")]
    amounts = [printer.rounded(measure, n) if measure else n for n in sums]
    unit = printer.unit(measure) if measure else words.named("bom_units", first.unit)
    sizes = list(dict.fromkeys(filter(None, (_size(subject, x) for x in lines))))
    size = sizes[0] if len(sizes) == 1 else words.label("bom_sizes", count=str(len(sizes))) if sizes else ""
    masses = [catalogued(subject, x.catalog, "mass", x.mass_kg * x.total) for x in lines if x.mass_kg is not None]
    leads = [x.lead_high for x in lines if x.lead_high is not None]
    costs = [cost for x in lines if (cost := _cost(x, 1)) is not None]
    fate = words.label(f"fates.{first.fate.value}")
    return (
        first.id,
        description,
        size,
        fate,
        *amounts,
        unit,
        _summed(masses),
        max(leads, default=None),
        _summed(costs),
    )


def _full(subject: Subject) -> Grid:
    columns = (
        "id,system,description,catalog,rating,voltage,fate,needed:number,redundant:number,spare:number,total:number,unit,"
        "mass:mass,lead_low:week,lead_high:week,cost_low:dollars,cost_mid:dollars,cost_high:dollars,year,cost_source,"
        "csi,uniformat,room,grid,path,group,rule,footprint:area,heat:power,supply,earliest,order_by,lead_source,currency,"
        "basis,status,tags"
    )
    rows = [(*_counted(subject, x), *_procured(subject, x)) for x in subject.design.bom.lines]
    return Grid.of("bom", columns, rows, schedule=True)


def _counted(subject: Subject, x: BomLine) -> tuple[Raw, ...]:
    """What a line is, how many, how heavy, how long it takes and what it costs."""
    words = subject.words
    costs = [Marked(cost, _dagger(x)) for cost in x.unit_cost or (None, None, None)]
    return (
        x.id, words.named("systems_bom", x.system), described(subject, x), x.catalog, _size(subject, x),
        x.voltage, words.label(f"fates.{x.fate.value}"), x.needed, x.redundant, x.spare, x.total,
        words.key("bom_units", x.unit),
        None if x.mass_kg is None else catalogued(subject, x.catalog, "mass", x.mass_kg), x.lead_low, x.lead_high,
        *costs,
    )  # fmt: skip


def _procured(subject: Subject, x: BomLine) -> tuple[Raw, ...]:
    """Codes, place, redundancy, dates and evidence of a line."""
    words = subject.words
    return (
        None if x.year is None else str(x.year), words.key("sources", x.cost_source), x.csi, x.uniformat, x.room,
        x.grid, x.path, x.group, x.rule, x.area_m2, x.heat_kw, x.supply, x.earliest, x.order_by,
        words.key("sources", x.lead_source), "USD" if x.unit_cost else "", x.basis,
        words.key("statuses", x.status), subject.words.ranged(x.tags),
    )  # fmt: skip


def _systems(subject: Subject) -> Grid:
    bom, words = subject.design.bom, subject.words
    rows = []
    for trade in sorted({x.trade for x in bom.lines}):
        lines = [x for x in bom.lines if x.trade is trade]
        priced = [x for x in lines if x.unit_cost is not None]
        sums = [sum(x.unit_cost[i] * x.total for x in priced if x.unit_cost) for i in range(3)]
        rows.append((words.label(f"trades.{trade}"), len(lines), len(priced), *sums))
    total = (words.label("total"), len(bom.lines), sum(x.unit_cost is not None for x in bom.lines), *bom.total)
    return Grid.of(
        "cost_by_trade",
        "trade,lines:count,priced:count,low:money_m,mid:money_m,high:money_m",
        rows,
        total if rows else (),
    )
