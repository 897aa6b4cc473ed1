"""What the estimate may be called: its totals, the share that is priced, its class from the maturity of the scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.bom import formulas
from designer.bom.lines import MEASURED
from designer.bom.records import BomLine
from designer.catalog import Catalog
from designer.ledger import Status, Step
from designer.model import Fate, Trade
from designer.redundancy.records import Trades
from designer.units import q

__all__ = ["Estimate", "estimate"]

#: Lines of these fates are nobody's cost in this estimate, so they need no price.
_UNPAID = frozenset({Fate.REUSE, Fate.BY_TENANT, Fate.FUTURE})
_LOWEST = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """Totals low/mid/high [USD], priced share, class, lines without a price, steps."""

    total: tuple[float, float, float]
    priced_share: float
    estimate_class: int
    unpriced: tuple[BomLine, ...]
    steps: tuple[Step, ...]


def estimate(trades: Trades, lines: Sequence[BomLine]) -> Estimate:
    """The estimate of these lines. The class is derived, never claimed: without read prices it stays class 5."""
    payable = [x for x in lines if _payable(x)]
    priced = [line for line in payable if line.unit_cost is not None]
    totals = tuple(_total(lines, index, name) for index, name in enumerate(("low", "mid", "high")))
    share = formulas.priced_share.step("bom.priced", n_priced=len(priced), n_lines=max(1, len(payable)))
    firm = sum(line.status == Status.READ.value for line in priced)
    ripe = formulas.maturity.step("bom.maturity", s_inputs=_confirmed(trades), s_prices=firm / max(1, len(payable)))
    return Estimate(
        (totals[0].number, totals[1].number, totals[2].number), share.number, _class(trades.catalog, ripe),
        tuple(line for line in payable if line.unit_cost is None), (*totals, share, ripe),
    )


def _payable(line: BomLine) -> bool:
    """Whether a line should have a price of its own: not what stays, and not what another line's price includes."""
    included = line.basis.startswith(MEASURED) or (line.unit_cost is not None and line.unit_cost[2] == 0.0)
    return line.fate not in _UNPAID and line.total > 0.0 and not included


def _total(lines: Iterable[BomLine], index: int, name: str) -> Step:
    sums = dict.fromkeys((Trade.SITE, Trade.LAYOUT, Trade.FABRIC, Trade.COOLING, Trade.POWER), 0.0)
    for line in lines:
        if line.unit_cost is not None and line.trade in sums:
            sums[line.trade] += line.total * line.unit_cost[index]
    dollars = [q(amount, "USD") for amount in sums.values()]
    site, layout, fabric, cooling, power = dollars
    return formulas.total_cost.step(
        f"bom.total[{name}]", C_site=site, C_layout=layout, C_fabric=fabric, C_cooling=cooling, C_power=power
    )


def _confirmed(trades: Trades) -> float:
    """Share of the distinct brief and catalog values used in the calculations that were read in their source."""
    used: dict[str, Status] = {name: value.evidence.status for name, value in trades.site.given.items()}
    rooms = (trades.programme, trades.layout, trades.fabric, trades.cooling, trades.power)
    for entry in (i for room in rooms for step in room.steps for i in step.inputs):
        if "/" in entry.origin or entry.origin.startswith("brief:"):
            used[entry.origin] = entry.status
    return sum(status is Status.READ for status in used.values()) / len(used) if used else 0.0


def _class(catalog: Catalog, ripe: Step) -> int:
    reached = _LOWEST
    for level in range(_LOWEST - 1, 0, -1):
        if ripe.number >= catalog.threshold("bom", f"maturity.{level}").si(""):
            reached = level
    return reached
