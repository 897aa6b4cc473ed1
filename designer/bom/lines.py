"""From tallies and bulk items to numbered, priced lines."""

import math
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer.bom import formulas
from designer.bom.pricing import Priced, codes, mass_of, price, rating_of, record_of, size_of, sized
from designer.bom.records import BomLine
from designer.bom.tally import Tally
from designer.catalog import Catalog
from designer.ledger import Status, Step, Value
from designer.model import BulkItem, Fate, Trade
from designer.units import q

__all__ = ["MEASURED", "Lined", "bulk_line", "number_lines", "tally_line"]

_LETTERS = {Trade.SITE: "X", Trade.LAYOUT: "L", Trade.FABRIC: "F", Trade.COOLING: "C", Trade.POWER: "P"}
#: Fates that nobody pays for in this estimate.
_FREE = frozenset({Fate.REUSE, Fate.BY_TENANT, Fate.FUTURE})
#: A size that ends a key: a number, and its unit where that stands apart.
_NUMBERED = re.compile(r"-(\d[^-]*(?:-[A-Za-z]+\d?)?)\Z")
#: Begins the basis of a line that is paid for as a measured material.
MEASURED = "measured:"
#: What a line says before it is priced.
_BARE: dict[str, Any] = {
    "lead_low": None, "lead_high": None, "lead_source": "", "unit_cost": None, "year": None, "cost_source": "",
    "basis": "", "status": Status.DERIVED.value,
}


@dataclass(frozen=True, slots=True)
class Lined:
    """A line with the steps that made it."""

    line: BomLine
    steps: tuple[Step, ...] = ()


def tally_line(tally: Tally, catalog: Catalog, placed: Mapping[str, float], measured: Container[str] = ()) -> Lined:
    """The line of counted elements. Spares get tags of their own, so that the tags always sum to the total.

    What is `measured` as a material (a busway run, a feeder's cable) is paid for there, and says so in its basis.
    """
    record = record_of(catalog, tally.catalog)
    own = record if record is not None and _is(tally.kind, record.kind) else None
    priced = price(catalog, own if tally.fate is Fate.NEW else None, _kinds(catalog, tally), "each", tally.rating)
    csi, uniformat = (priced.csi, priced.uniformat) if priced.csi else codes(catalog, own, (tally.kind,))
    installed = tally.needed + tally.redundant
    steps = _spares(catalog, tally, installed)
    spare = int(steps[0].number) if steps else 0
    rating = tally.rating if tally.rating is not None else rating_of(own)
    line = BomLine(
        id="", tags=(*tally.tags, *_shelf(tally.tags, spare)) if tally.tags else (), trade=tally.trade,
        system=f"{tally.trade.value}.{tally.kind}", description=own.name if own else priced.name or tally.kind,
        catalog=tally.catalog, rating=f"{rating:.6g~P}" if rating is not None else "", needed=float(tally.needed),
        redundant=float(tally.redundant), spare=float(spare), total=float(installed + spare), unit="each",
        fate=tally.fate, group=", ".join(tally.groups), rule=", ".join(tally.rules), csi=csi,
        uniformat=uniformat, room=", ".join(tally.rooms), mass_kg=mass_of(own, placed, tally.tags, tally.rating),
        path=", ".join(tally.paths), voltage=tally.voltage, **_BARE,
    )
    basis = "" if tally.tags else ", ".join(f"survey:{tag}" for tag in tally.surveys)
    if priced.unit_cost is None and tally.catalog in measured:
        basis = f"{MEASURED}{tally.catalog}"
    return Lined(_with_prices(replace(line, basis=basis), priced), steps)


def _is(kind: str, product: str) -> bool:
    """Whether a product record is that of a kind, or of which it is one: a main transformer is a transformer."""
    return kind == product or kind.endswith(f"-{product}")


def _kinds(catalog: Catalog, tally: Tally) -> tuple[str, ...]:
    """Price records to look for, by what is done to the thing; above 1 kV those of high or medium voltage first,
    below it the one of its size.
    """
    special = {Fate.DEMOLISH: "demolition", Fate.RELOCATE: "relocation", Fate.REFURBISH: "refurbishment"}
    if tally.fate not in special:
        if tally.voltage.endswith("kV"):
            high = q(float(tally.voltage.split()[0]), "kV") >= catalog.threshold("power", "substation_from").q
            return *((f"{tally.kind}-hv",) if high else ()), f"{tally.kind}-mv", tally.kind
        return *sized(catalog, tally.kind, tally.rating), tally.kind
    work = special[tally.fate]
    return (f"{work}-{tally.kind}", work)


def bulk_line(item: BulkItem, catalog: Catalog) -> Lined:
    """The line of a material counted by measure; an unknown quantity gives a line of nothing that is not priced."""
    record = record_of(catalog, item.catalog)
    group, _, rest = item.key.partition(".")
    name = rest.partition(".")[0]
    kinds = tuple(k for k in (item.catalog.partition("/")[0], name, name.partition("-")[0], group) if k)
    unit = item.unit if item.unit not in ("", "pieces", "piece") else "each"
    needed = _amount(item.quantity, unit)
    steps = _bulk_spares(item, unit, needed)
    spare = round(steps[0].number, 3) if steps else 0.0
    priced = price(catalog, record, kinds, unit, None, size_of(record, item.key))
    kind = kinds[0] if item.catalog else priced.slug if priced.slug in kinds else group
    line = BomLine(
        id="", tags=(), trade=item.trade, system=f"{item.trade.value}.{kind}",
        description=record.name if record else priced.name or item.key, catalog=item.catalog, rating=_size(item),
        needed=needed, redundant=0.0, spare=spare, total=round(needed + spare, 3), unit=unit, fate=item.fate,
        group="", rule="", csi=priced.csi, uniformat=priced.uniformat, room="", mass_kg=None, **_BARE,
    )
    return Lined(_with_prices(replace(line, basis=item.basis or item.key), priced), steps)


def _size(item: BulkItem) -> str:
    """What a bulk item's key says of its size: ``12in`` of ``pipe.carbon-steel-40.12in``, metres of a stock length,
    ``10 mm2`` of ``power.lv-cable-10-mm2``, ``1in`` of ``valve.drain.1in``.
    """
    group, _, rest = item.key.partition(".")
    slug = item.catalog.rpartition("/")[2]
    if group == "valve":
        return rest.partition(".")[2]
    if slug and rest.startswith(f"{slug}."):
        size = rest.removeprefix(f"{slug}.")
        return f"{size} m" if item.catalog.startswith("cable/") else size
    if "-" in rest and rest != slug and group not in ("elbow", "coupling"):
        sized = _NUMBERED.search(rest)
        if sized:
            return sized[1].replace("-", " ")
        if item.catalog:
            return rest.rpartition("-")[2]
    return rest.replace(".", " ") if group in ("insulation", "elbow", "coupling") else ""


def number_lines(lined: Iterable[Lined]) -> tuple[Lined, ...]:
    """Sort and number the lines within their trade: ``P-001`` ...; each priced line gets the step of its cost."""
    ordered = sorted(lined, key=lambda d: _order(d.line))
    count: dict[str, int] = {}
    numbered = []
    for one in ordered:
        letter = _LETTERS.get(one.line.trade, "Z")
        count[letter] = count.get(letter, 0) + 1
        numbered.append(_numbered(one, f"{letter}-{count[letter]:03d}"))
    return tuple(numbered)


def _numbered(one: Lined, name: str) -> Lined:
    old = one.line
    steps = one.steps
    basis = old.basis
    if old.unit_cost is not None:
        total, unit = q(old.total), q(old.unit_cost[1], "USD")
        steps = (*steps, formulas.cost_of_line.step(f"bom.cost[{name}]", n_total=total, c_unit=unit))
        basis = basis or f"bom.cost[{name}]"
    return Lined(replace(old, id=name, basis=basis), steps)


def _order(line: BomLine) -> tuple[str, ...]:
    letter = _LETTERS.get(line.trade, "Z")
    return (letter, line.system, line.catalog, line.fate.value, line.rating, line.basis, *line.tags[:1])


def _bulk_spares(item: BulkItem, unit: str, needed: float) -> tuple[Step, ...]:
    if not needed or not item.spare_fraction:
        return ()
    key = _key("spare", f"{item.trade.value}.{item.key}")
    if unit == "each":
        return (formulas.spare_units.step(key, n_installed=needed, s_spare=item.spare_fraction),)
    return (formulas.spare_measure.step(key, q_needed=needed, s_spare=item.spare_fraction),)


def _spares(catalog: Catalog, tally: Tally, installed: int) -> tuple[Step, ...]:
    if tally.fate is not Fate.NEW:
        return ()
    try:
        share = catalog.threshold("bom", f"spare.{tally.kind}")
    except KeyError:
        return ()
    slug = tally.catalog.partition("/")[2] or tally.tags[0]
    key = _key("spare", f"{tally.kind}.{slug}.{tally.tags[0]}")
    step = formulas.spare_units.step(key, n_installed=installed, s_spare=share)
    return (step,) if step.number else ()


def _shelf(tags: tuple[str, ...], spare: int) -> tuple[str, ...]:
    """Tags of spares: ``SPARE-`` and the first installed tag, numbered."""
    return tuple(f"SPARE-{tags[0]}-{n + 1:02d}" for n in range(spare))


def _with_prices(line: BomLine, priced: Priced) -> BomLine:
    if line.fate is Fate.NEW and priced.lead is not None:
        low, high = priced.lead
        line = replace(line, lead_low=low, lead_high=high, lead_source=priced.lead_source)
    if line.fate in _FREE or priced.unit_cost is None:
        return line
    return replace(
        line, unit_cost=priced.unit_cost, year=priced.year, cost_source=priced.source, status=priced.status
    )


def _amount(quantity: Value, unit: str) -> float:
    if not quantity.known:
        return 0.0
    amount = quantity.si("" if unit == "each" else unit)
    return float(math.ceil(amount - 1e-9)) if unit == "each" else round(amount, 3)


def _key(what: str, subject: str) -> str:
    return f"bom.{what}[{subject}]"
