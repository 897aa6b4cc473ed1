"""Networks are built as the brief wishes: topology, switch, planes, tiers.

Remedy: the fabric's decisions say why it left the wish; change the wish or the number of nodes.
"""

from collections.abc import Iterator

from designer.checks.reading import slug, wished_networks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.fabric.records import Network
from designer.site.records import NetworkWish

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "FAB-15",
    "fabric",
    "block",
    ("fabric.topology", "fabric.switch", "fabric.spine_switch", "fabric.planes", "fabric.tiers"),
    clause="wish of the brief",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Every stated wish of every network."""
    rows: list[tuple[str, bool]] = []
    for name in ("compute", "storage", "in_band", "oob"):
        for network in wished_networks(design, name):
            rows += _rows(network.name, getattr(design.trades.site.wishes.fabric, name), network)
    yield from every(rows)


def _rows(name: str, wish: NetworkWish, network: Network) -> Iterator[tuple[str, bool]]:
    models = {slug(model) for model in network.models}
    if wish.topology is not None:
        yield f"{name}.topology", network.topology == wish.topology
    for key, switch in (("switch", wish.switch), ("spine_switch", wish.spine_switch)):
        if switch is not None:
            yield f"{name}.{key}", switch in models
    if wish.planes is not None:
        counts = network.counts
        yield f"{name}.planes", wish.planes in (counts.planes, counts.sides * (network.topology == "dual-tor"))
    if wish.tiers is not None:
        yield f"{name}.tiers", network.counts.tiers == wish.tiers
