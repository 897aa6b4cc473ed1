"""Facts of the basis of design: project, criteria given and proposed, what limits the number of racks, the rounds of
sizing.
"""

from typing import Any

from designer.documents.facts.common import catalogued, limit_name, name_of, note_grid, notes_of, pairs, record_grid
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.ledger import Value
from designer.model import NoteKind
from designer.units import q

__all__ = ["facts"]

#: Trades whose decisions stand on this sheet; the others tell theirs on their own.
_GENERAL = ("site", "requirements", "sizing", "redundancy", "bom")


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the basis of design."""
    programme, words = subject.design.trades.programme, subject.words
    return {
        "project": _project(subject),
        "site": _site(subject),
        "wishes": _wishes(subject),
        "racks": _racks(subject),
        "limits": _limits(subject),
        "binding": limit_name(subject, programme.binding),
        "next_binding": limit_name(subject, programme.next_binding),
        "gpu_racks": subject.printer.number("count", programme.gpu_racks),
        "rounds": str(subject.design.rounds),
        "constraints": _constraints(subject),
        "estimates": Grid.of(
            "estimates",
            "item,power:power",
            [(words.label(f"estimates.{key}"), number) for key, number in sorted(programme.estimates.items())],
        ),
        "modules": _modules(subject),
        "decisions": note_grid(subject, "decisions", notes_of(subject, NoteKind.DECISION), "D"),
        "general": note_grid(
            subject, "general_decisions", notes_of(subject, NoteKind.DECISION, _GENERAL), "D", schedule=False
        ),
    }


def _constraints(subject: Subject) -> Grid:
    """What the trades asked of sizing, round by round, in the units of the pack, and for how many racks."""
    asked = "round:count constraint=key@constraints origin=trade@trades racks:count"
    found = record_grid(subject, "constraints", asked, subject.design.trades.programme.constraints)
    amounts = [subject.printer.fact(q(c.amount, c.unit)) for c in subject.design.trades.programme.constraints]
    rows = [(row[0], row[1], amount, row[2], row[3] or None) for row, amount in zip(found.rows, amounts, strict=True)]
    return Grid.of("constraints", "round:count,constraint,amount,origin,racks:count", rows)


def _modules(subject: Subject) -> Grid:
    """The plant to be placed, kind by kind; sizes and masses carry the daggers of their records. What sizing left open
    is named by what power chose.
    """
    chosen = {e.tag.rpartition("-")[0]: e.catalog for e in subject.design.trades.power.elements if e.catalog}
    rows: list[tuple[Raw, ...]] = [
        (
            one.prefix,
            name_of(subject, one.catalog or chosen.get(one.prefix, "")) or subject.words.label(f"kinds.{one.kind}"),
            one.count,
            one.needed,
            *(catalogued(subject, one.catalog, side, getattr(one, side)) for side in ("width", "depth", "height")),
            catalogued(subject, one.catalog, "mass", one.mass_kg),
            subject.words.label(f"zones.{one.zone}"),
        )
        for one in subject.design.trades.programme.modules
    ]
    columns = "prefix,name,count:count,needed:count,width:size,depth:size,height:size,mass:mass,zone"
    return Grid.of("modules", columns, rows, schedule=True)


def _racks(subject: Subject) -> Grid:
    words = subject.words
    rows = [
        (
            name_of(subject, f"rack/{g.rack}"),
            words.label(f"purposes.{g.purpose}"),
            g.count,
            g.unit_racks,
            g.load_kw,
            g.load_kw * g.count,
            words.label(f"classes.{g.load_class}"),
        )
        for g in subject.design.trades.programme.racks
    ]
    columns = "rack,purpose,count:count,unit_racks:count,load:power,sum:power,load_class"
    return Grid.of("programme", columns, rows)


def _project(subject: Subject) -> Grid:
    project, site = subject.site.project, subject.site
    units = subject.words.label(f"systems.{project.units}")
    return pairs(
        subject,
        "project",
        [
            ("name", project.name),
            ("number", project.number),
            ("client", project.client),
            ("location", site.location),
            ("revision", project.revision),
            ("date", project.date),
            ("issued_for", subject.words.stage(project.issued_for, "name")),
            ("units", units),
            ("designed_by", project.designed_by),
            ("checked_by", project.checked_by),
            ("approved_by", project.approved_by),
        ],
    )


def _given(subject: Subject, measure: str, value: Value) -> str:
    return subject.printer.value(measure, value) if value.known else ""


def _site(subject: Subject) -> Grid:
    site, p = subject.site, subject.printer
    feed, water = site.feed, site.water
    climate = site.climate
    rows: list[tuple[str, str]] = [
        ("elevation", _given(subject, "length", site.elevation)),
        ("climate", subject.words.term(climate.name) if climate else ""),
        ("dry_bulb", p.value("temperature", climate.design_dry_bulb) if climate else ""),
        ("wet_bulb", p.value("temperature", climate.design_wet_bulb) if climate else ""),
        ("voltage", p.fact(feed.voltage)),
        ("frequency", p.fact(feed.frequency)),
        ("import_limit", p.fact(feed.import_limit)),
        ("fault_level", p.fact(feed.fault_level)),
        ("feeds", str(feed.feeds)),
        ("water", p.fact(water.daily_limit) if water.available else subject.words.label("no_water")),
        ("permits", site.permits),
        ("labour", site.labour),
        ("fibre", "; ".join(f"{route.name}, {p.fact(route.length)}, {route.metro}" for route in site.fibre)),
    ]
    return pairs(subject, "site", rows)


def _wishes(subject: Subject) -> Grid:
    wishes, p, words = subject.site.wishes, subject.printer, subject.words
    compute = "; ".join(
        words.label(
            "wishes.compute_racks",
            name=name_of(subject, f"rack/{w.rack}"),
            count=words.label("wishes.maximum") if w.racks is None else str(w.racks),
        )
        if w.rack
        else words.label("wishes.compute_nodes", name=subject.record_name("system", w.system), count=str(w.nodes or 0))
        for w in wishes.compute
    )
    power, cooling = wishes.power, wishes.cooling
    return pairs(
        subject,
        "wishes",
        [
            ("compute", compute),
            ("rules", power.rules),
            ("lv_voltage", p.fact(power.voltage) if power.voltage.known else ""),
            ("gpu_power", power.gpu_architecture),
            ("core_power", power.core_architecture),
            ("mechanical_power", power.mechanical_architecture),
            ("generators", words.label("yes" if power.generators else "no")),
            (
                "supply",
                p.both("temperature", cooling.supply_temperature.si("degC"))
                if cooling.supply_temperature.known
                else "",
            ),
            ("coolant", subject.record_name("coolant", cooling.coolant)),
            ("cooling", cooling.architecture),
            ("chillers", words.label("yes" if cooling.chillers_allowed else "no")),
        ],
    )


def _limits(subject: Subject) -> Grid:
    programme, words = subject.design.trades.programme, subject.words
    rows = []
    for limit in programme.limits:
        mark = (
            "binding"
            if limit.key == programme.binding
            else "next"
            if limit.key == programme.next_binding
            else "fails"
            if limit.fails
            else ""
        )
        role = words.label(f"limit_roles.{mark}") if mark else ""
        rows.append(
            (limit_name(subject, limit.key), words.label(f"trades.{limit.trade}"), limit.racks, role, limit.basis)
        )
    return Grid.of("limits", "limit,trade,racks:count,role,basis", rows, schedule=True)
