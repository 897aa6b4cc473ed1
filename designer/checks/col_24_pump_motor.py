"""No point of its curve overloads the motor of a facility pump: with others out it runs out along it.

Remedy: the next larger motor.
"""

from collections.abc import Iterator

from designer.catalog import Pump
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled, ratio_kept
from designer.cooling.pipes import pump_power
from designer.ledger import Value

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-24", "cooling", "block", clause="motor rating against the largest shaft power of the curve")


def judge(design: Design) -> Iterator[Ruling]:
    """Largest shaft power of each pump's curve at full speed against its motor."""
    catalog = design.trades.catalog
    pumps = [(p.tag, catalog.get(Pump, p.catalog.rpartition("/")[2])) for p in design.trades.cooling.pumps]
    stated = catalog.threshold("cooling", "pump_efficiency_default")
    known = [(tag, pump) for tag, pump in pumps if pump.motor_rating.known]
    if pumps and not known:
        yield not_modelled("pump.motor_rating")
        return
    yield from ratio_kept(design, [(tag, _most(pump, stated), pump.motor_rating.si("kW")) for tag, pump in known],
                          "<=", "kW")


def _most(pump: Pump, stated: Value) -> float:
    eta = (pump.efficiency if pump.efficiency.known else stated).q
    return max(pump_power(V=point.flow.q, dp=point.head.q, eta=eta).m_as("kW") for point in pump.head_curve)
