"""How many racks find floor beside the plant that they need."""

from collections.abc import Callable
from math import ceil

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


#: Where the first look is taken, as a share of the racks that a hall without plant would hold: it decides only how soon
#: the answer is found.
_FIRST = 0.3


def most_that(over: Callable[[int], int]) -> int:
    """The largest whole number, from nil, of which a function that falls by one at least is not below nil: the next
    look is where a straight line from nil through the last would be nil, every eighth time the middle.

    >>> most_that(lambda n: 47 - 2 * n)
    23
    """
    low, above = 0, over(0)
    if above < 0:
        return 0
    high, at, turn = above + 1, int(above * _FIRST), 0
    while high - low > 1:
        turn += 1
        at = min(max(at if turn % 8 else (low + high) // 2, low + 1), high - 1)
        found = over(at)
        low, high = (at, high) if found >= 0 else (low, at)
        fall = max((above - found) / at, 1.0)
        at += int(found / fall) if found >= 0 else -ceil(-found / fall)
    return low
