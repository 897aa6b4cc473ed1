"""What hangs on each element of the design graph, and what controls it."""

from collections.abc import Mapping

from designer.model import Commodity, LoadClass
from designer.redundancy.records import DesignGraph

__all__ = ["controllers", "serves"]


def serves(graph: DesignGraph, classes: Mapping[str, LoadClass]) -> dict[str, tuple[LoadClass, ...]]:
    """The classes of the loads (`classes` by tag) that hang on each element by any commodity, its own first of all."""
    order = list(LoadClass)
    found = dict.fromkeys(graph.elements, 0)
    feeds: dict[str, set[str]] = {}
    for link in graph.links:
        feeds.setdefault(link.target, set()).add(link.source)
    for tag, load_class in classes.items():
        bit = 1 << order.index(load_class)
        waiting = [tag] if tag in found else []
        while waiting:
            here = waiting.pop()
            if not found[here] & bit:
                found[here] |= bit
                waiting += feeds.get(here, ())
    return {tag: tuple(c for n, c in enumerate(order) if bits >> n & 1) for tag, bits in found.items()}


def controllers(graph: DesignGraph) -> dict[str, tuple[str, ...]]:
    """What controls each element that is controlled: its own controller, or the panels at its control links."""
    found: dict[str, set[str]] = {tag: {e.controller} for tag, e in graph.elements.items() if e.controller}
    for link in graph.links:
        if link.commodity is Commodity.CONTROL:
            found.setdefault(link.target, set()).add(link.source)
    return {tag: tuple(sorted(tags)) for tag, tags in found.items()}
