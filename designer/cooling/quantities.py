"""Materials counted by measure: pipe, insulation and coolant; elbows by size, at corners and of passings; valves by
type and size.
"""

from collections import Counter
from collections.abc import Sequence

from designer.catalog import Pipe
from designer.cooling.bench import Bench
from designer.cooling.pressure_records import ValveLine
from designer.cooling.records import DoorDuty, PipeRun
from designer.cooling.volumes import Contents
from designer.ledger import Evidence, Status, Value
from designer.model import BulkItem, Trade
from designer.units import Quantity, q

__all__ = ["bulk_of", "door_connections", "valves_counted"]

#: The hose by which doors and racks are joined.
_HOSE = "hose"


def bulk_of(
    bench: Bench,
    runs: Sequence[PipeRun],
    contents: tuple[Contents, dict[str, float]],
) -> tuple[BulkItem, ...]:
    """Every bulk line but the valves, sorted by key; `contents` are what the loops hold and the volumes by name [L]."""
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
    for fluid, litres in ((bench.tcs, held.tcs), (bench.fws, held.fws + held.chw_pipes + volumes.get("buffer", 0.0))):
        if litres > 0.0:
            name = "technology" if litres == held.tcs else "facility"
            reserve = bench.rules.si("make_up_reserve")
            items.append(_item(f"coolant.{name}", fluid.key, q(litres, "L"), "L", reserve))
    if volumes.get("buffer", 0.0) > 0.0:
        items.append(_item("tank.volume", "", q(volumes["buffer"], "L"), "L"))
    return tuple(sorted(items, key=lambda i: i.key))


def valves_counted(valves: Sequence[tuple[str, str, str]], sizes: Sequence[ValveLine]) -> tuple[BulkItem, ...]:
    """Valves by type and size; without a size where the line is not drawn."""
    known = {one.tag: one.nominal for one in sizes}
    counts = Counter((kind, known.get(tag, "")) for tag, kind, _ in valves)
    return tuple(
        _item(".".join(filter(None, ("valve", _plain(kind), _plain(size)))), "", q(float(count)), "pieces")
        for (kind, size), count in sorted(counts.items()) if count
    )  # fmt: skip


def door_connections(bench: Bench, doors: Sequence[DoorDuty], runs: Sequence[PipeRun]) -> tuple[BulkItem, ...]:
    """Hoses [m] and couplings of rear doors by size: two hoses a door, no narrower than the pipe to it where the hose
    comes so wide.
    """
    hose = bench.catalog.get(Pipe, _HOSE)
    sizes = sorted(hose.sizes, key=lambda s: s.dn)
    bores = {(b.catalog, b.nominal): b.dn for b in bench.fws_bores}
    lines = {run.tag: bores.get((run.catalog, run.nominal), 0.0) for run in runs}
    found = Counter[str]()
    for door in doors:
        wide = max((dn for tag, dn in lines.items() if tag.endswith((f"-{door.tag}-S", f"-{door.tag}-R"))), default=0.0)
        found[next((s for s in sizes if s.dn >= wide), sizes[-1]).nominal] += 1
    length, couplings = bench.rules.si("door_hose_length", "m"), bench.rules.si("door_couplings")
    items = []
    for nominal, count in sorted(found.items()):
        size = _plain(nominal)
        items.append(_item(f"pipe.{_HOSE}.{size}", hose.key, q(2.0 * length * count, "m"), "m"))
        items.append(_item(f"coupling.{size}", "", q(couplings * count), "pieces"))
    return tuple(items)


def _item(key: str, catalog: str, quantity: Quantity, unit: str, spare: float = 0.0) -> BulkItem:
    value = Value(quantity, Evidence("derived", Status.DERIVED), f"cooling.bulk.{key}")
    return BulkItem(key, Trade.COOLING, catalog, value, unit, spare_fraction=spare)


def _plain(text: str) -> str:
    """A size or type as part of a key: ``1-1/2"`` as ``1-1-2in``."""
    return text.replace('"', "in").replace("/", "-").replace(" ", "-")
