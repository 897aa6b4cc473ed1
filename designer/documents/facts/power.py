"""Facts of the power chain: loads by class, blocks, loading, buses, feeders, whips, losses, alternatives."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from designer.documents.facts.common import note_grid, notes_of, record_grid
from designer.documents.grid import Grid
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.model import Load, NoteKind
from designer.power.records import Branch, PowerChain

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the power sheet."""
    chain, p = subject.design.trades.power, subject.printer
    return {
        "critical": p.text("power_mw", chain.critical_it_kw),
        "peak": p.text("power_mw", chain.site_power_peak_kw),
        "limit": p.text("power_mw", chain.import_limit_kw),
        "margin": p.text("power_mw", chain.import_limit_kw - chain.site_power_peak_kw),
        "fits": chain.site_power_peak_kw <= chain.import_limit_kw,
        "factor": p.number("ratio", chain.peak_site_factor),
        "generators": p.text("power_mw", chain.generators_kw) if chain.generators_kw else "",
        "ups": p.text("power_mw", chain.ups_kw) if chain.ups_kw else "",
        "block_count": str(len(chain.blocks)),
        "classes": _classes(subject, chain),
        "kinds": _kinds(subject, chain.loads),
        "loads": _loads(subject, chain.loads),
        "losses": _losses(subject, chain),
        "decisions": note_grid(subject, "power_decisions", notes_of(subject, NoteKind.DECISION, ("power",)), "D"),
        **_worst(subject, chain),
        **_tables(subject, chain),
    }


def _worst(subject: Subject, chain: PowerChain) -> dict[str, str]:
    rated = [one for one in chain.loadings if one.rating]
    worst = max(rated, key=lambda one: (one.worst / one.rating, one.tag), default=None)
    if worst is None:
        return {"worst": "", "worst_share": ""}
    return {"worst": worst.tag, "worst_share": subject.printer.text("share", worst.worst / worst.rating)}


def _tables(subject: Subject, chain: PowerChain) -> dict[str, Grid]:
    branch = (
        "tag kind@kinds size source target path current:current ampacity:current breaker:current length:run"
        " drop:share loss:power"
    )
    whip = (
        "rack@name shelves:count whips:count current:current rating:current design=design_kw:power"
        " side=side_capacity_kw:power spared=spared_kw:power peak=peak_kw:power pulse=pulse_kw:power published@yesno"
    )
    bus = (
        "tag voltage:voltage fault=fault_ka:fault peak=peak_ka:fault rating=rating_ka:fault"
        " ratio=x_over_r:number drop:share"
    )
    feeds = "load block_a busway_a block_b busway_b"
    return {
        "blocks": _blocks(subject, chain),
        "loadings": _loadings(subject, chain),
        "buses": record_grid(subject, "buses", bus, chain.buses, schedule=True),
        "branch_kinds": _branch_kinds(subject, chain),
        "branches": record_grid(subject, "branches", branch, _printed(subject, chain.branches), schedule=True),
        "assignments": record_grid(subject, "assignments", feeds, chain.assignments, schedule=True),
        "whips": record_grid(subject, "whips", whip, chain.whips),
        "architectures": Grid.of(
            "architectures",
            "name,blocks:count,installed:apparent,loading:share,stranded:apparent,cost:money_m",
            chain.architectures,
        ),
    }


def _printed(subject: Subject, branches: Iterable[Branch]) -> list[Branch]:
    """The branches with their sizes as they are printed."""
    return [replace(b, size=trade_size(b.size, subject.printer.system)) for b in branches]


def _branch_kinds(subject: Subject, chain: PowerChain) -> Grid:
    """Branches by kind and size: how many, how long, how far loaded, how much drop."""
    groups: dict[tuple[str, str], list[Branch]] = {}
    for branch in chain.branches:
        groups.setdefault((branch.kind, branch.size), []).append(branch)
    rows = []
    for (kind, size), found in sorted(groups.items()):
        loaded = max((b.current / b.ampacity for b in found if b.ampacity), default=None)
        length, drop, loss = sum(b.length for b in found), max(b.drop for b in found), sum(b.loss for b in found)
        size = trade_size(size, subject.printer.system)
        rows.append((subject.words.label(f"kinds.{kind}"), size, len(found), length, loaded, drop, loss))
    columns = "kind,size,count:count,length:run,share:share,drop:share,loss:power"
    grid = Grid.of("branch_kinds", columns, rows, schedule=True)
    return grid.summed(subject.words.label("total"), "count", "length", "loss")


def _blocks(subject: Subject, chain: PowerChain) -> Grid:
    rows = [
        (
            b.tag,
            b.system,
            b.letter,
            b.transformer,
            b.switchboard,
            b.ups,
            b.rating_kva,
            _class_names(subject, b.load_classes),
        )
        for b in chain.blocks
    ]
    return Grid.of(
        "blocks", "tag,system,letter,transformer,switchboard,ups,rating:apparent,classes", rows, schedule=True
    )


def _class_names(subject: Subject, classes: Iterable[str]) -> str:
    return ", ".join(subject.words.label(f"classes.{c}") for c in classes)


def _loadings(subject: Subject, chain: PowerChain) -> Grid:
    order = sorted(chain.loadings, key=lambda one: (-(one.worst / one.rating if one.rating else 0.0), one.tag))
    rows = [
        (
            x.tag,
            subject.words.label(f"kinds.{x.kind}"),
            x.normal,
            x.worst,
            x.rating,
            *_shares(x.worst, x.rating),
            x.worst_when,
        )
        for x in order
    ]
    columns = "tag,kind,normal:apparent,worst:apparent,rating:apparent,share:share,margin:share,worst_when"
    return Grid.of("loadings", columns, rows, schedule=True)


def _shares(worst: float, rating: float) -> tuple[float | None, float | None]:
    return (worst / rating, 1 - worst / rating) if rating else (None, None)


def _classes(subject: Subject, chain: PowerChain) -> Grid:
    classes = sorted({load.load_class for load in chain.loads})
    return _summed(
        subject,
        "classes",
        [(subject.words.label(f"classes.{c}"), [x for x in chain.loads if x.load_class is c]) for c in classes],
    )


def _kinds(subject: Subject, loads: tuple[Load, ...]) -> Grid:
    kinds = sorted({load.kind for load in loads})
    return _summed(
        subject,
        "load_kinds",
        [(subject.words.label(f"kinds.{kind}"), [x for x in loads if x.kind == kind]) for kind in kinds],
    )


def _summed(subject: Subject, key: str, groups: Iterable[tuple[str, list[Load]]]) -> Grid:
    rows = [
        (
            name,
            len(group),
            sum(x.design_kw for x in group),
            sum(x.peak_kw for x in group),
            sum(x.design_kw / x.power_factor for x in group if x.power_factor),
        )
        for name, group in groups
    ]
    grid = Grid.of(key, "name,count:count,design:power,peak:power,apparent:apparent", rows)
    return grid.summed(subject.words.label("total"), "count", "design", "peak", "apparent")


def _loads(subject: Subject, loads: tuple[Load, ...]) -> Grid:
    columns = (
        "tag kind@kinds load_class@classes design=design_kw:power peak=peak_kw:power idle=idle_kw:power"
        " factor=power_factor:ratio liquid=heat_liquid_kw:power air=heat_air_kw:power outside=outside_kw:power"
        " cords:count"
    )
    ordered = sorted(loads, key=lambda one: (one.kind, one.tag))
    grid = record_grid(subject, "loads", columns, ordered, schedule=True)
    return grid.summed(subject.words.label("total"), "design", "peak", "idle", "liquid", "air", "outside")


def _losses(subject: Subject, chain: PowerChain) -> Grid:
    rows = [(subject.words.label(f"kinds.{kind}"), loss) for kind, loss in sorted(chain.losses_kw.items())]
    return Grid.of("losses", "kind,loss:power", rows).summed(subject.words.label("total"), "loss")
