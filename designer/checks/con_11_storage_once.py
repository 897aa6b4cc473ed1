"""Programme, fabric and loads count the same storage: its nodes, the racks that hold them, and what these draw.

Remedy: this is a fault of the tool, not of the site; report it with the brief. Where the hall has no room for the
storage racks, the layout's shortfall says so too.
"""

from collections.abc import Iterator

from designer.catalog import System
from designer.checks.reading import racks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-11", "consistency", "block", clause="one model, many projections")


def judge(design: Design) -> Iterator[Ruling]:
    """Nodes and racks of the programme against those of the plan; the load of each storage rack against its nodes."""
    trades = design.trades
    wanted = trades.programme.storage_nodes
    groups = sum(g.count for g in trades.programme.racks if g.purpose == "storage")
    placed = [p.tag for p in racks(design) if p.purpose == "storage"]
    if not (wanted or groups or placed):
        yield not_applicable()
        return
    nodes = {s.key for s in trades.catalog.all(System) if s.purpose == "storage"}
    seated = [s for s in trades.fabric.seats if s.catalog in nodes]
    base = trades.catalog.threshold("fabric", "rack_base").si("kW")
    limit = trades.catalog.threshold("checks", "balance").si("")
    drawn = {load.tag: load.design_kw for load in trades.loads}
    rows = [("nodes", len(seated) == wanted), ("racks", len(placed) == groups)]
    for tag in placed:
        inside = base + sum(s.power_kw for s in seated if s.rack == tag)
        rows.append((tag, abs(drawn.get(tag, 0.0) - inside) <= limit * inside))
    yield from every(rows, value=counted(len(seated), wanted))
