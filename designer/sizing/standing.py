"""Coolers, chillers and air units of the mine: each line of the survey judged by the duty of the new hall.

A line that passes sets the product of its bank, so that new machines of that product stand beside the old ones and
fewer are bought; coolers of several products stand beside new ones of another where that buys fewer still.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from designer.catalog import AirUnit, Chiller, Cooler, Record
from designer.ledger import Step, Value
from designer.model import Fate, Point
from designer.site.records import PlantItem, Site
from designer.sizing.basis import Basis
from designer.sizing.kept import failed_shape
from designer.sizing.records import Standing

__all__ = ["Beside", "CoolerOption", "fate_of", "kept_air_unit", "kept_chiller", "kept_cooler", "kept_tags"]

#: Rank (0 dry, above by the water that it takes), product, entering air, capacity at the design day.
CoolerOption = tuple[float, Cooler, Step, Step]

#: A product of the mine, what one of it rejects at the design day [kW], tags of those that pass.
Beside = tuple[Cooler, float, tuple[str, ...]]

Test = tuple[str, str, str]

#: A machine farther from its surveyed place has been moved [m].
_MOVED = 0.5


@dataclass(frozen=True, slots=True)
class _Judged:
    """A line with the test that decided; its product where it passes."""

    standing: Standing
    record: Record | None = None


def kept_tags(standing: Sequence[Standing], kind: str) -> tuple[str, ...]:
    """Tags of the machines of a kind that pass, in the order of the survey."""
    return tuple(tag for line in standing if line.kind == kind for tag in line.kept)


def fate_of(site: Site, tag: str, at: Point) -> Fate:
    """What becomes of a machine of the mine that serves on: moved where its surveyed place is another, overhauled where
    its condition is not good.
    """
    item = next((p for p in site.plant if tag in p.tags), None)
    if item is None:
        return Fate.REUSE
    alone = item.position is not None and len(item.tags) == 1
    if alone and math.dist(item.position or at, at) > _MOVED:
        return Fate.RELOCATE
    return Fate.REUSE if item.condition == "good" else Fate.REFURBISH


def kept_cooler(
    basis: Basis, options: Sequence[CoolerOption], best: CoolerOption | None
) -> tuple[CoolerOption | None, tuple[Standing, ...], tuple[tuple[Beside, ...], tuple[Standing, ...]]]:
    """The option of the standing coolers that pass, and every line with its test; all products that pass, the largest
    first, and the lines as they are where all of those stand in one bank.

    Args:
        basis: the workbench.
        options: the permitted coolers that hold the facility supply at the design day.
        best: the one that would be bought.
    """
    by_slug = {option[1].slug: option for option in options}

    def duty(record: Record) -> Test | None:
        option = by_slug.get(record.slug)
        if option is None or best is None:
            return _out_of_reach(basis, record)
        if int(option[0]) > int(best[0]):
            return "duty_water", option[1].type, best[1].type
        return _small(basis, option[3].si("kW"), best[3].si("kW"))

    def capacity(record: Record) -> float:
        return by_slug[record.slug][3].si("kW")

    known = basis.catalog.slugs("cooler")
    lines = list(_lines(basis, "cooler", known, lambda slug: basis.catalog.get(Cooler, slug), duty))
    slug, told = _one_product(lines, capacity)
    tags: dict[str, tuple[str, ...]] = {}
    for one in lines:
        if one.record is not None:
            tags[one.record.slug] = (*tags.get(one.record.slug, ()), *one.standing.kept)
    every = [(by_slug[name][1], by_slug[name][3].si("kW"), tags[name]) for name in tags]
    ordered = tuple(sorted(every, key=lambda b: (-b[1], b[0].slug)))
    alone = tuple(_told(x, x.record.slug if x.record else "", capacity) for x in lines)
    return by_slug.get(slug), told, (ordered, alone)


def _out_of_reach(basis: Basis, record: Record) -> Test:
    wish = basis.site.wishes.cooling
    if wish.cooler and wish.cooler != record.slug:
        return "other_wished", record.slug, wish.cooler
    return "duty_air", record.slug, ""


def kept_air_unit(basis: Basis, fws: Step, best: AirUnit) -> tuple[AirUnit | None, tuple[Standing, ...]]:
    """The standing air unit that passes, and every line; it may not want colder water than the new one would."""
    supply = basis.site.wishes.cooling.air_supply.si("degC")

    def water(unit: AirUnit) -> float:
        return supply - (unit.air_out_rated.si("degC") - unit.water_in_rated.si("degC"))

    def duty(record: Record) -> Test | None:
        assert isinstance(record, AirUnit)
        if water(record) < fws.si("degC") - 1e-6 <= water(best):
            return "duty_cold", f"{water(record):.1f} degC", f">= {fws.si('degC'):.1f} degC"
        return _small(basis, record.heat_rated.si("kW"), best.heat_rated.si("kW"))

    units = {r.slug: r for r in basis.catalog.all(AirUnit)}
    lines = _lines(basis, "air-unit", list(units), units.__getitem__, duty)
    slug, told = _one_product(lines, lambda record: units[record.slug].heat_rated.si("kW"))
    return units.get(slug), told


def kept_chiller(basis: Basis, best: Chiller | None) -> tuple[Chiller | None, tuple[Standing, ...]]:
    """The standing chiller that passes where chillers are wanted at all, and every line."""

    def duty(record: Record) -> Test | None:
        assert isinstance(record, Chiller)
        if best is None:
            return "no-duty", "", ""
        wish = basis.site.wishes.cooling.chiller
        if wish and wish != record.slug:
            return "other_wished", record.slug, wish
        if record.type == "water-cooled":
            return "duty_tower", record.type, best.type
        return _small(basis, record.heat_rated.si("kW"), best.heat_rated.si("kW"))

    units = {r.slug: r for r in basis.catalog.all(Chiller)}
    lines = _lines(basis, "chiller", list(units), units.__getitem__, duty)
    slug, told = _one_product(lines, lambda record: units[record.slug].heat_rated.si("kW"))
    return units.get(slug), told


def _small(basis: Basis, capacity: float, bought: float) -> Test | None:
    """A machine much smaller than a new one is not worth its pipes, valves and feeds."""
    least = basis.catalog.threshold("cooling", "standing_share").si("") * bought
    return ("duty_small", f"{capacity:.0f} kW", f">= {least:.0f} kW") if capacity < least else None


def _lines(
    basis: Basis, kind: str, known: Sequence[str], get: Callable[[str], Record], duty: Callable[[Record], Test | None]
) -> Iterator[_Judged]:
    """Every surveyed line of a kind with the first test that fails: record, coil, age, condition, duty."""
    most = basis.catalog.threshold("cooling", "standing_age")
    for item in basis.site.plant:
        if item.kind != kind:
            continue
        record = get(item.catalog) if item.catalog in known else None
        failed = _unfit(record) or _worn(basis, item, most) or (duty(record) if record else None)
        if failed or record is None:
            test, value, limit = failed or ("not_surveyed_for_duty", "", "")
            yield _Judged(Standing(item.tag, kind, test, value, limit))
        else:
            yield _Judged(Standing(item.tag, kind, "duty", "", "", item.tags), record)


def _unfit(record: Record | None) -> Test | None:
    """A product that is not known, has no coil, or whose rated point or size is not told."""
    if record is None:
        return "not_surveyed_for_duty", "", ""
    if getattr(record, "type", "") == "exhaust-fan":
        return "no_coil", "", ""
    missing = record.missing()
    return ("not_surveyed_for_duty", ", ".join(missing[:2]), "") if missing else None


def _worn(basis: Basis, item: PlantItem, most: Value) -> Test | None:
    failed = failed_shape(basis.site, basis.catalog, item, most)
    return (failed.test, failed.value, failed.limit) if failed else None


def _one_product(
    lines: Iterable[_Judged], capacity: Callable[[Record], float]
) -> tuple[str, tuple[Standing, ...]]:
    """The product of the most standing capacity among lines that pass; the others stay out of its bank."""
    judged = list(lines)
    sums: dict[str, float] = {}
    for one in judged:
        if one.record is not None:
            sums[one.record.slug] = sums.get(one.record.slug, 0.0) + len(one.standing.kept) * capacity(one.record)
    chosen = max(sorted(sums), key=lambda slug: sums[slug], default="")
    return chosen, tuple(_told(one, chosen, capacity) for one in judged)


def _told(one: _Judged, chosen: str, capacity: Callable[[Record], float]) -> Standing:
    if one.record is None:
        return one.standing
    if one.record.slug != chosen:
        return replace(one.standing, test="other_product", value=one.record.slug, limit=chosen, kept=())
    return replace(one.standing, value=f"{capacity(one.record):.0f} kW")
