"""Programme, plan, load list and bill of materials count the same racks.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections import Counter
from collections.abc import Iterator

from designer.checks.reading import racks, slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-01", "consistency", "block", ("layout.racks_for_shelves",), clause="one model, many projections")


def judge(design: Design) -> Iterator[Ruling]:
    """Each rack product in the plan, in the bill of materials and among the loads."""
    placed = Counter(slug(p.catalog) for p in racks(design))
    billed: Counter[str] = Counter()
    for line in design.bom.lines:
        if line.catalog.startswith("rack/"):
            billed[slug(line.catalog)] += round(line.needed + line.redundant)
    loads = {load.tag for load in design.trades.loads}
    rows = [(name, placed[name] == billed[name]) for name in sorted({*placed, *billed})]
    rows += [(p.tag, p.tag in loads) for p in racks(design) if p.purpose == "gpu"]
    yield from every(rows)
