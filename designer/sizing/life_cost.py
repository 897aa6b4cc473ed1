"""Which product of the catalog suits a duty: that of least cost over its life, machines bought and energy drawn."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from designer.catalog import Cost, Record
from designer.ledger import Status, Step, Value, formula
from designer.sizing.architecture import spare_of
from designer.sizing.basis import Basis, best
from designer.units import Quantity, q

__all__ = ["cheapest", "life_cost"]

R = TypeVar("R", bound=Record)


@formula("C_life", unit="USD", source="derived", clause="machines bought and connected, and their energy")
def life_cost(
    n: Quantity, c_unit: Quantity, c_set: Quantity, P: Quantity, p_el: Quantity, t_worth: Quantity
) -> Quantity:
    """Cost of machines and their connections over their life."""
    return n * (c_unit + c_set) + P * t_worth * p_el


def cheapest(
    basis: Basis, kind: str, records: Iterable[R], duty: Callable[[R], tuple[int, float] | None], groups: int = 1
) -> R | None:
    """The record of least cost for a duty, every candidate's cost a step ``sizing.life_cost[kind/slug]``.

    Products whose deciding figures are published go before those of which some are assumed.

    Args:
        basis: the workbench.
        kind: folder of the records.
        records: the candidates.
        duty: units that must run in a group and what all of them draw [kW]; None where no number of them does it.
        groups: groups, each with a spare of its own.
    """
    spare = spare_of(basis.site.wishes.cooling.architecture or "N+1")
    price, worth = _price(basis), basis.rule("energy_worth")
    found: dict[str, tuple[R, Step]] = {}
    for record in records:
        job = duty(record)
        if job is None or not record.cost:
            continue
        step = life_cost.step(
            f"sizing.life_cost[{kind}/{record.slug}]", n=q(float(groups * spare.total(job[0]))),
            c_unit=basis.catalog.get(Cost, record.cost).mid, c_set=basis.rule("machine_connection"),
            P=q(job[1], "kW"), p_el=price, t_worth=worth,
        )  # fmt: skip
        found[record.slug] = record, step
    chosen = best([record for record, _ in found.values()], lambda r: (_assumed(r), found[r.slug][1].number))
    if chosen is None:
        return None
    basis.steps += [found[slug][1] for slug in sorted(found)]
    rest = [found[slug] for slug in found if slug != chosen.slug]
    if rest:
        second, its = min(rest, key=lambda one: (_assumed(one[0]), one[1].number, one[0].slug))
        basis.decide(
            "cheapest", chosen.key, chosen=chosen.name, cost=found[chosen.slug][1].result, count=len(found),
            second=second.name, its=its.result,
        )  # fmt: skip
    return chosen


def _assumed(record: Record) -> bool:
    """Whether a figure that a design needs of a record is assumed, not published."""
    found = (getattr(record, name) for name in record.needed)
    return any(isinstance(v, Value) and v.evidence.status is Status.ASSUMPTION for v in found)


def _price(basis: Basis) -> Value:
    """Price of power: the brief's, else the usual."""
    stated = basis.site.wishes.mining.power_price
    return stated if stated.known else basis.catalog.threshold("economics", "power_price.mid")
