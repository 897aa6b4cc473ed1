"""Feed pairs of one system hold equal numbers of GPU racks.

Remedy: swap racks between pairs; an uneven pair overloads the worst block after a loss.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-11", "power", "advise", clause="pair balance of m to make m-1")


def judge(design: Design) -> Iterator[Ruling]:
    """Largest less smallest number of racks over all pairs of each system."""
    power = design.trades.power
    gpu = {load.tag for load in power.loads if load.load_class.value == "C3"}
    count = Counter(frozenset((a.block_a, a.block_b)) for a in power.assignments if a.load in gpu)
    systems: dict[str, list[str]] = {}
    for block in power.blocks:
        systems.setdefault(block.system, []).append(block.tag)
    rows = []
    for system, blocks in sorted(systems.items()):
        pairs = [count[frozenset(pair)] for pair in combinations(sorted(blocks), 2)]
        if sum(pairs):
            rows.append((system, float(max(pairs) - min(pairs))))
    yield from compare(design, rows, "<=", design.trades.catalog.threshold("checks", "pair_spread"), "")
