"""Materials counted by measure: pipe, insulation and coolant; elbows by size, at corners and of passings; valves by
type and size of what they serve.
"""

from collections import Counter
from collections.abc import Sequence

from designer.cooling.bench import Bench
from designer.cooling.records import PipeRun
from designer.cooling.volumes import Contents
from designer.ledger import Evidence, Status, Value
from designer.model import BulkItem, Trade
from designer.units import Quantity, q

__all__ = ["bulk_of"]


def bulk_of(
    bench: Bench,
    runs: Sequence[PipeRun],
    contents: tuple[Contents, dict[str, float]],
    valves: Sequence[tuple[str, str, str]],
) -> tuple[BulkItem, ...]:
    """Every bulk line, sorted by key; `contents` are what the loops hold and the volumes by name [L]."""
    held, volumes = contents
    metres: dict[tuple[str, str], float] = {}
    insulated: dict[str, float] = {}
    elbows: Counter[tuple[str, str]] = Counter()
    for run in runs:
        size = (run.catalog, run.nominal)
        metres[size] = metres.get(size, 0.0) + run.length
        elbows[size] += run.elbows + max(0, len(run.points) - 2)
        insulated[run.nominal] = insulated.get(run.nominal, 0.0) + run.length
    items = [
        _item(f"pipe.{catalog.rpartition('/')[2]}.{_plain(nominal)}", catalog, q(length, "m"), "m")
        for (catalog, nominal), length in metres.items()
    ]
    items += [_item(f"insulation.{_plain(nominal)}", "", q(length, "m"), "m") for nominal, length in insulated.items()]
    items += [
        _item(f"elbow.{_plain(nominal)}.{catalog.rpartition('/')[2]}", "", q(float(count)), "pieces")
        for (catalog, nominal), count in elbows.items() if count
    ]  # fmt: skip
    for fluid, litres in ((bench.tcs, held.tcs), (bench.fws, held.fws + held.chw_pipes)):
        if litres > 0.0:
            name = "technology" if litres == held.tcs else "facility"
            reserve = bench.rules.si("make_up_reserve")
            items.append(_item(f"coolant.{name}", fluid.key, q(litres, "L"), "L", reserve))
    if volumes.get("buffer", 0.0) > 0.0:
        items.append(_item("tank.buffer", "", q(volumes["buffer"], "L"), "L"))
    if volumes.get("water_storage", 0.0) > 0.0:
        items.append(_item("tank.water", "", q(volumes["water_storage"], "L"), "L"))
    counts = Counter(kind for _, kind, _ in valves)
    counts += Counter({"air vent": bench.passed.count(over=True), "drain": bench.passed.count(over=False)})
    items += [_item(f"valve.{_plain(kind)}", "", q(float(count)), "pieces") for kind, count in counts.items()]
    return tuple(sorted(items, key=lambda i: i.key))


def _item(key: str, catalog: str, quantity: Quantity, unit: str, spare: float = 0.0) -> BulkItem:
    value = Value(quantity, Evidence("derived", Status.DERIVED), f"cooling.bulk.{key}")
    return BulkItem(key, Trade.COOLING, catalog, value, unit, spare_fraction=spare)


def _plain(text: str) -> str:
    """A size or type as part of a key: ``1-1/2"`` as ``1-1-2in``."""
    return text.replace('"', "in").replace("/", "-").replace(" ", "-")
