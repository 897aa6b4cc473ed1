"""The cables of every network are as many as its counted links.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-07", "consistency", "block", ("fabric.ports_and_optics",), clause="counts against the graph")


def judge(design: Design) -> Iterator[Ruling]:
    """Cable rows against the sum of all link classes."""
    rows = []
    for network in design.trades.fabric.networks:
        c = network.counts
        links = c.host_links + c.leaf_spine_links + c.spine_core_links + c.appliance_links + c.peer_links
        rows.append((network.name, len(network.cables) == links))
    yield from every(rows)
