"""Facts behind the cooling plan: trays, other states, options, outages, segments, valves, settings, procedures."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from designer.catalog import Coolant, Thresholds, Wetted
from designer.cooling.records import CoolingPlan, Outage, Procedure
from designer.documents.facts.common import name_of
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.documents.trade_sizes import flow_coefficient, trade_size
from designer.ledger import Value
from designer.model.notes import Fact

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the cooling plant's own tables."""
    plan = subject.design.trades.cooling
    return {
        "trays": _trays(subject, plan),
        "cases": _cases(subject, plan),
        "cases_close": all(abs(c.rejected + c.lost - c.put_in) < 1e-6 * max(1.0, c.put_in) for c in plan.cases),
        "losses": _losses(subject),
        "options": _options(subject, plan),
        "pump_options": _pump_options(subject, plan),
        "outage_kinds": _outage_kinds(subject, plan.outages),
        "outages": _outages(subject, plan.outages),
        "rides": _rides(subject, plan),
        "outage_count": f"{len(plan.outages):,}",
        "outages_met": sum(o.verdict == "met" for o in plan.outages),
        **_parts(subject, plan),
        **_air(subject, plan),
        "valve_kinds": _by_type(subject, "valve_kinds", plan.valves),
        "instrument_kinds": _by_type(subject, "instrument_kinds", plan.instruments),
        "dew_hours": f"{plan.annual.dew_hours:,}" if plan.annual.dew_hours else "",
        "dew_known": plan.annual.dew_hours is not None,
        "materials": _materials(subject),
        "quality": _quality(subject, plan),
        "sequences": _procedures(subject, "sequences", plan.sequences, ("when", "does")),
        "control_failures": _procedures(subject, "control_failures", plan.control_failures, ("seen", "does")),
        "commissioning": _procedures(subject, "commissioning", plan.commissioning, ("shows",)),
    }


def _trays(subject: Subject, plan: CoolingPlan) -> Grid:
    words = subject.words
    rows = [
        (
            subject.tag_or_name(rack),
            _part(subject, part),
            x.count,
            x.power,
            x.liquid,
            x.air,
            x.liquid / x.power if x.power else None,
        )
        for x in plan.trays
        for rack, _, part in [x.subject.partition("/")]
    ]
    columns = "rack,part,count:count,power:power,liquid:power,air:power,liquid_share:share"
    return Grid.of("trays", columns, rows, schedule=True).summed(words.label("total"), "power", "liquid", "air")


def _part(subject: Subject, part: str) -> str:
    """What a rack consists of: the name of a system or of any other record, else of a house word."""
    if part in subject.catalog.slugs("system"):
        return subject.record_name("system", part)
    kind, _, slug = part.partition("/")
    return subject.record_name(kind, slug) if slug else subject.words.label(f"trays.{part}")


def _cases(subject: Subject, plan: CoolingPlan) -> Grid:
    words = subject.words
    rows = [
        (
            words.label(f"cases.{c.key}"),
            c.outdoors,
            c.it,
            c.put_in,
            c.rejected,
            c.lost if c.lost > 1e-6 else None,
            c.facility_supply,
            c.facility_return,
            c.technology_supply,
            words.label(f"modes.{c.mode}"),
            c.fan_speed,
            c.mechanical,
            c.water,
            None if c.lost > 1e-6 else c.pue,
        )
        for c in plan.cases
    ]
    columns = (
        "case,outdoors:temperature,it:power,put_in:power,rejected:power,lost:power,fws_supply:temperature,"
        "fws_return:temperature,tcs_supply:temperature,mode,fan_speed:share,mechanical:power,water:water_rate,pue:ratio"
    )
    return Grid.of("cases", columns, rows, schedule=True)


def _losses(subject: Subject) -> Grid:
    """Electrical losses by kind of element, as the power chain has them."""
    words = subject.words
    rows = [(words.label(f"kinds.{kind}"), kw) for kind, kw in sorted(subject.design.trades.power.losses_kw.items())]
    grid = Grid.of("heat_losses", "kind,loss:power", rows)
    return grid.summed(words.label("total"), "loss") if rows else grid


def _options(subject: Subject, plan: CoolingPlan) -> Grid:
    rows = [
        (
            subject.words.label(f"kinds.{o.kind}"),
            ": ".join(part for part in (o.survey, name_of(subject, o.catalog) if o.catalog else "") if part),
            o.standing or None,
            o.needed or None,
            o.capacity or None,
            o.power if o.needed else None,
            o.water or None,
            o.at if o.capacity or o.nearest is not None else None,
            subject.words.label(f"option_verdicts.{o.verdict}"),
            o.nearest,
        )
        for o in plan.options
        if o.kind != "pump"
    ]
    columns = (
        "kind,name,standing:count,needed:count,capacity:power,power:power,water:water_rate,at:temperature,"
        "verdict,nearest:temperature"
    )
    return Grid.of("options", columns, rows, schedule=True)


def _pump_options(subject: Subject, plan: CoolingPlan) -> Grid:
    rows = [
        (
            name_of(subject, o.catalog),
            o.at,
            o.capacity or None,
            o.needed or None,
            o.power if o.needed else None,
            subject.words.label(f"option_verdicts.{o.verdict}"),
            o.nearest,
        )
        for o in plan.options
        if o.kind == "pump"
    ]
    columns = "name,at:pressure,flow:flow,needed:count,power:power,verdict,nearest:pressure"
    return Grid.of("pump_options", columns, rows)


def _outage_kinds(subject: Subject, outages: Sequence[Outage]) -> Grid:
    """The worst of each kind of outage, for maintenance and by fault."""
    words = subject.words
    groups: dict[tuple[str, str], list[Outage]] = {}
    for outage in outages:
        groups.setdefault((outage.test, outage.kind), []).append(outage)
    rows: list[tuple[Raw, ...]] = []
    doors = bool(_finite(o.inlet for o in outages))
    for (test, kind), group in groups.items():
        lost = max(group, key=lambda o: (len(o.lost), len(o.below)))
        rows.append(
            (
                words.label(f"outage_tests.{test}"),
                words.label(f"outage_kinds.{kind}"),
                len(group),
                min(_finite(o.flow_share for o in group), default=None),
                max(_finite(o.supply for o in group), default=None),
                max(_finite(o.cdu_heat for o in group), default=None),
                max(_finite(o.air for o in group), default=None),
                max(_finite(o.velocity for o in group), default=None),
                len(lost.lost),
                subject.words.ranged(lost.tags[:3]) if lost.lost else "",
                sum(o.verdict == "met" for o in group),
                *([max(_finite(o.inlet for o in group), default=None)] if doors else []),
            )
        )
    columns = (
        "test,kind,count:count,flow_share:share,supply:temperature,cdu_heat:share,air:share,velocity:velocity,racks_lost:count,"
        "worst,met:count" + (",inlet:temperature" if doors else "")
    )
    return Grid.of("outage_kinds", columns, rows)


def _outages(subject: Subject, outages: Sequence[Outage]) -> Grid:
    words, doors = subject.words, bool(_finite(o.inlet for o in outages))
    rows = [
        (
            words.label(f"outage_tests.{o.test}"),
            words.label(f"outage_kinds.{o.kind}"),
            subject.words.ranged(o.tags),
            words.label(f"reactions.{o.reaction}"),
            _plain(o.flow_share),
            o.worst,
            _plain(o.supply),
            _plain(o.supply_limit),
            _plain(o.cdu_heat),
            _plain(o.cdu_head),
            _plain(o.pump_flow),
            _plain(o.air),
            _plain(o.velocity),
            _plain(o.pressure),
            subject.words.ranged(o.lost),
            words.label(f"outage_verdicts.{o.verdict}"),
            *([_plain(o.inlet)] if doors else []),
        )
        for o in outages
    ]
    columns = (
        "test,kind,out,reaction,flow_share:share,worst,supply:temperature,supply_limit:temperature,cdu_heat:share,"
        "cdu_head:pressure,pump_flow:share,air:share,velocity:velocity,pressure:pressure_bar,racks_lost,verdict"
        + (",inlet:temperature" if doors else "")
    )
    return Grid.of("outages", columns, rows, schedule=True)


def _rides(subject: Subject, plan: CoolingPlan) -> Grid:
    """What happens after each loss, followed second by second; a dash is longer than was followed."""
    words = subject.words
    rows = [
        (
            words.label(f"functions.{r.lost}"),
            _plain(r.seconds),
            _plain(r.mixed),
            _plain(r.gap),
            words.label("yes" if r.held else "no"),
        )
        for r in plan.rides
    ]
    return Grid.of("rides", "function,time:seconds,mixed:seconds,gap:seconds,held", rows)


def _plain(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _finite(numbers: Iterable[float]) -> list[float]:
    return [number for number in numbers if math.isfinite(number)]


def _parts(subject: Subject, plan: CoolingPlan) -> dict[str, Grid]:
    """Segments, valves, items, specification, balancing settings."""
    words, fact = subject.words, subject.printer.fact
    drained, vented = (_stubs(plan, kind) for kind in ("drain", "air vent"))
    steepest: dict[str, float] = {}
    for fall in plan.falls:
        steepest[fall.segment] = max(steepest.get(fall.segment, 0.0), fall.fall * 1000.0)
    segments = [
        (
            s.tag,
            words.label(f"segments.{s.kind}"),
            s.loop,
            subject.listed(s.bounds, 4),
            ", ".join(drained.get(s.tag, s.drains)),
            ", ".join(vented.get(s.tag, s.vents)),
            steepest.get(s.tag),
            s.blast,
        )
        for s in plan.segments
    ]
    system = subject.printer.system
    coefficient = "kv:kv" if system == "SI" else "cv:cv"
    settings = [
        (
            s.tag, s.rack, trade_size(s.nominal, system), s.flow, s.unbalanced, s.drop,
            flow_coefficient(s.kv, system), s.opening,
        )
        for s in plan.settings
    ]
    spec = [
        (words.label(f"spec_loops.{x.loop}"), words.label(f"spec.{x.key}"), fact(x.value)) for x in plan.specification
    ]
    zones = [(tag, place) for tag, kind, place in plan.instruments if kind == "leak detection zone"]
    return {
        "segments": Grid.of(
            "segments", "tag,kind,loop,bounds,drains,vents,falls:bore,racks_out:count", segments, schedule=True
        ),
        "settings": Grid.of(
            "settings",
            f"tag,rack,nominal,flow:rack_flow,unbalanced:rack_flow,drop:pressure,{coefficient},opening:share",
            settings,
            schedule=True,
        ),
        "door_settings": _door_settings(subject, plan, coefficient),
        "specification": Grid.of("specification", "loop,item,value", spec),
        "zones": Grid.of("leak_zones", "tag,place", zones, schedule=True),
    }


def _stubs(plan: CoolingPlan, kind: str) -> dict[str, list[str]]:
    """Drains or vents of each header segment, from its beginning to its end."""
    found: dict[str, list[str]] = {}
    for fall in plan.falls:
        found.setdefault(fall.segment, []).extend(stub.tag for stub in fall.stubs if stub.kind == kind)
    return found


def _door_settings(subject: Subject, plan: CoolingPlan, coefficient: str) -> Grid:
    """The valve of each rear door: size, flow set and least, what the ring offers and the valve takes."""
    system, sizes = subject.printer.system, {v.tag: v.nominal for v in plan.valve_lines}
    rows = [
        (
            s.tag, s.door, trade_size(sizes.get(s.tag, ""), system), s.flow, s.least, s.offered, s.takes,
            flow_coefficient(s.kv, system),
        )
        for s in plan.door_settings
    ]  # fmt: skip
    columns = f"tag,door,nominal,flow:flow,least:flow,offered:pressure,takes:pressure,{coefficient}"
    return Grid.of("door_settings", columns, rows, schedule=True)


def _by_type(subject: Subject, key: str, rows: Sequence[tuple[str, str, str]]) -> Grid:
    """How many there are of each type, with the letters of their tags and their tags in short."""
    groups: dict[tuple[str, str], list[str]] = {}
    for tag, kind, _ in rows:
        groups.setdefault((kind, tag.partition("-")[0]), []).append(tag)
    listed = [
        (subject.words.term(kind), letters, len(tags), subject.listed(tags, 3))
        for (kind, letters), tags in sorted(groups.items())
    ]
    return Grid.of(key, "type,letters,count:count,list", listed)


def _air(subject: Subject, plan: CoolingPlan) -> dict[str, Any]:
    words = subject.words
    rows = [(words.label(f"air_balance.{key}"), flow) for key, flow in plan.air_balance.items()]
    return {"air_balance": Grid.of("air_balance", "item,airflow:airflow", rows)}


def _materials(subject: Subject) -> Grid:
    words = subject.words
    rows = [
        (
            words.term(material.name),
            words.label("materials.allowed" if material.allowed else "materials.forbidden"),
            ", ".join(part for part in (words.source(material.source), words.term(material.at)) if part),
            words.label(f"statuses.{material.status}"),
        )
        for record in subject.catalog.all(Wetted)
        for material in record.materials
    ]
    return Grid.of("materials", "material,use,source,status", rows)


def _quality(subject: Subject, plan: CoolingPlan) -> Grid:
    """Limits of the coolants of the loops, those of water or those of inhibited glycol."""
    wishes = subject.site.wishes.cooling
    outside = wishes.facility_coolant or wishes.coolant or "pg25"
    loops = [("TCS", wishes.coolant or "pg25"), ("FWS", outside), ("CHW", outside)]
    rows: list[tuple[Raw, ...]] = []
    for loop, slug in loops:
        if slug in subject.catalog.slugs("coolant") and any(p.loop.startswith(loop) for p in plan.pipes):
            limits = _limits(subject, subject.catalog.get(Coolant, slug))
            rows += [(subject.words.label(f"spec_loops.{loop}"), *row) for row in limits]
    return Grid.of("quality", "loop,item,least,most", rows, schedule=True)


def _limits(subject: Subject, coolant: Coolant) -> Iterable[tuple[str, str, str]]:
    """Name, least and most of each quantity; glycol in use no less than what it was filled with where the limits are
    those of another strength.
    """
    basis = "water" if coolant.basis == "water" else "glycol"
    found: dict[str, dict[str, Value]] = {}
    for item in subject.catalog.get(Thresholds, "water-quality").items:
        kind, name, end = item.key.split(".")
        if kind == basis:
            found.setdefault(name, {})[end] = subject.catalog.threshold("water-quality", item.key)
    for name, ends in found.items():
        share = coolant.glycol_fraction
        if name == "fraction" and share.known:
            low, high = (ends[end].si("") for end in ("least", "most"))
            ends = ends if low <= share.si("") <= high else {"least": share}
        said = [_percent(subject, ends[end], name) if end in ends else "" for end in ("least", "most")]
        yield subject.words.label(f"quality.{name}"), said[0], said[1]


def _percent(subject: Subject, value: Value, name: str) -> str:
    """A limit in print; shares in per cent."""
    if name != "fraction" or value.quantity is None:
        return subject.printer.fact(value)
    return subject.printer.fact(Value(value.quantity.to("percent"), value.evidence, value.name))


def _procedures(subject: Subject, group: str, procedures: Sequence[Procedure], texts: Sequence[str]) -> Grid:
    plan, rows = subject.design.trades.cooling, []
    places = {
        "TCS": subject.words.ranged({c.loop for c in plan.cdus}),
        "MCP": subject.words.ranged(load.tag for load in plan.loads if load.kind == "control-panel"),
    }
    for number, one in enumerate(procedures, 1):
        said = {name: _said(subject, fact) for name, fact in one.facts.items()}
        cells = [subject.words.label(f"{group}.{one.key}.{text}", **said) for text in texts]
        title = subject.words.label(f"{group}.{one.key}.title")
        rows.append((str(number), places.get(one.place) or one.place, title, *cells))
    return Grid.of(group, ",".join(("id", "place", "title", *texts)), rows, schedule=True)


def _said(subject: Subject, fact: Fact) -> str:
    return subject.words.fact(fact)
