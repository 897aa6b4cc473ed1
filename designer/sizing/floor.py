"""How many racks find floor beside the plant that they need."""

from collections.abc import Callable

from designer.ledger import Step
from designer.model import Constraint, Trade
from designer.sizing import formulas as f
from designer.sizing.basis import Basis
from designer.sizing.demand import Demand, Part, PlantChoice
from designer.sizing.modules import floor_area, plan_modules
from designer.sizing.network import network_of, storage_for
from designer.sizing.plant import racks_beside_plant
from designer.sizing.records import CapacityLimit, NetworkNeed
from designer.units import q

__all__ = ["area_limit", "most_that"]


def area_limit(
    basis: Basis,
    demand: Demand,
    held: tuple[Part, ...],
    given: tuple[PlantChoice, tuple[Constraint, ...], NetworkNeed | None],
) -> CapacityLimit:
    """The most racks of a kind that find floor beside the racks `held` of other kinds and beside the plant, the network
    and the storage that so many need, however many the import would carry.
    """

    def over(racks: int) -> int:
        aside = Basis(basis.site, basis.catalog, list(basis.steps))
        return round(_left_by(aside, demand, held, given, racks).number) - racks

    most = most_that(over)
    step = _left_by(basis, demand, held, given, most)
    if most != round(step.number):
        step = basis.keep(racks_beside_plant, "racks_beside_plant", N_area=step, N_most=q(float(most)))
    return CapacityLimit("area", Trade.LAYOUT, most, step.key)


def _left_by(
    basis: Basis,
    demand: Demand,
    held: tuple[Part, ...],
    given: tuple[PlantChoice, tuple[Constraint, ...], NetworkNeed | None],
    racks: int,
) -> Step:
    """Racks on the floor that the galleries, network and storage racks of so many leave; below nil where those are
    larger than the hall.
    """
    choice, constraints, need = given
    trial, aside = (*held, Part(demand, racks)), Basis(basis.site, basis.catalog, list(basis.steps))
    plan = plan_modules(aside, trial, choice, constraints)
    others = network_of(aside, trial, need, constraints).racks + storage_for(aside, trial).racks
    beside = demand.area.si("m2") * others + sum(part.demand.area.si("m2") * part.racks for part in held)
    side = basis.keep(f.side_area, "side_area", A_modules=q(floor_area(plan.modules), "m2"), A_racks=q(beside, "m2"))
    return basis.keep(
        f.racks_by_area,
        "racks_by_area",
        A_hall=q(basis.site.hall.polygon.area, "m2"),
        A_side=side,
        f_pack=basis.rule("packing"),
        A_rack=demand.area,
    )


def most_that(over: Callable[[int], int]) -> int:
    """The largest whole number, from nil, of which a falling function is not below nil: between two that enclose it
    the next is where a straight line would be nil, every third time the middle.

    >>> most_that(lambda n: 47 - 2 * n)
    23
    """
    low, above = 0, over(0)
    if above < 0:
        return 0
    high = above + 1
    below, turn = over(high), 0
    while high - low > 1:
        turn += 1
        there = low + (high - low) * above // (above - below) if turn % 3 else (low + high) // 2
        at = min(max(there, low + 1), high - 1)
        found = over(at)
        if found >= 0:
            low, above = at, found
        else:
            high, below = at, found
    return low
