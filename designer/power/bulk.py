"""Materials counted by measure: busway, cables, whips, fuel."""

from collections import defaultdict
from collections.abc import Sequence

from designer.ledger import given
from designer.model import BulkItem, Load, Trade
from designer.power.built import Built
from designer.power.records import Whip
from designer.units import q

__all__ = ["bulk_of"]


def bulk_of(built: Built, cubicles: int, whips: Sequence[Whip], racks: Sequence[Load]) -> tuple[BulkItem, ...]:
    """Busway by size, medium- and low-voltage cable by size (metres of single set), ducts, cubicles, whips, fuel."""
    mains, stored = built.mains, built.stored
    metres: dict[tuple[str, str], float] = defaultdict(float)
    for lane in built.lanes:
        metres[f"busway-{lane.track.rating:.0f}A", lane.track.catalog] += lane.length
    for loop in mains.loops:
        if loop.cable:
            size = f"mv-cable-{loop.cable.size}", loop.cable.catalog
            metres[size] += loop.cable.parallel * sum(s.length for s in loop.segments)
    for run in (*mains.runs, *(stored.runs if stored else ())):
        if run.cable:
            metres[f"mv-cable-{run.cable.size}", run.cable.catalog] += run.cable.parallel * run.segment.length
    for feeder in built.feeders:
        if feeder.catalog:
            metres[feeder.bulk, feeder.catalog] += feeder.runs * feeder.length
    for circuit in built.circuits:
        if circuit.cable:
            metres[f"lv-cable-{circuit.cable.size}", circuit.cable.catalog] += circuit.cable.parallel * circuit.length
    items = [
        _item(f"power.{name.replace(' ', '-')}", catalog, length, "m")
        for (name, catalog), length in sorted(metres.items())
    ]
    each = {f"rack/{w.rack}": w for w in whips if w.whips}
    counts: dict[float, int] = defaultdict(int)
    for whip in (each[r.catalog] for r in racks if r.catalog in each):
        counts[whip.rating] += whip.whips
    items += [_item(f"power.whip-{rating:g}-A", "", float(n), "") for rating, n in sorted(counts.items())]
    ducts = sum(bank.circuits * bank.length for bank in built.ducts)
    if ducts:
        items.append(_item("power.duct", "", ducts, "m"))
    if cubicles:
        items.append(_item("power.mv-cubicle", "", float(cubicles), ""))
    if built.plant.sets:
        items.append(_item("power.fuel", "", built.plant.sets.fuel, "L"))
    return tuple(items)


def _item(key: str, catalog: str, amount: float, unit: str) -> BulkItem:
    return BulkItem(key, Trade.POWER, catalog, given(q(amount, unit), "derived", name=key), unit, basis=key)
