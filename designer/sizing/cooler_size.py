"""Coolers that suit a small hall: none of which one unit carries more than the whole hall gives off."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from designer.catalog import Cooler
from designer.ledger import Step
from designer.sizing.basis import Basis, wanted_racks
from designer.sizing.import_share import ai_import
from designer.units import q

__all__ = ["most_heat", "no_larger"]

Option = TypeVar("Option")


def most_heat(basis: Basis, served: Sequence[tuple[str, int]] = ()) -> float | None:
    """The most heat that the hall can give off [kW]: what the racks `served` (kind, number) draw at the upper end of
    the usual site factors. Where none are told, what it may import, or what racks wanted by number draw; None where
    neither is known.
    """
    factor = basis.catalog.threshold("site", "peak_site_factor_high").si("")
    wanted = wanted_racks(basis.site, basis.catalog)
    if any(number for _, number in served):
        pairs = zip(wanted, served, strict=True)
        return factor * sum(number * kind.rack.power_design.si("kW") for kind, (_, number) in pairs)
    limit = ai_import(basis.site)
    known = isinstance(limit, Step) or limit.known
    bounds = [limit.si("kW")] if known else []
    if all(kind.racks is not None for kind in wanted):
        bounds.append(factor * sum((kind.racks or 0) * kind.rack.power_design.si("kW") for kind in wanted))
    return min(bounds, default=None)


def no_larger(
    basis: Basis,
    most: float | None,
    units: Sequence[tuple[Cooler, Step]],
    without: Callable[[Sequence[Cooler]], list[Option]],
) -> list[Option]:
    """Options without the coolers of which a single one would carry more than the whole hall's heat, where their type
    has a smaller one: their fans would run for a fraction of what they carry. `units` are coolers with their capacity;
    `most` is that heat [kW], None where it is not known; what is passed over is said.
    """
    if most is None:
        return without(())
    passed = []
    for cooler, unit in units:
        smallest = min(u.si("kW") for c, u in units if c.type == cooler.type)
        if unit.si("kW") > max(most, smallest):
            passed.append(cooler)
            basis.decide("cooler_too_large", cooler.key, cooler=cooler.name, capacity=unit.result, heat=q(most, "kW"))
    return without(passed)
