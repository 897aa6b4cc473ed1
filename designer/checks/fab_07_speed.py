"""No link is billed faster than its optics and cable carry.

Remedy: a link runs at the slower of both ends; choose the same speed class on both.
"""

from collections.abc import Iterator

from designer.catalog import Cable, Catalog, Optic, UnknownRecord
from designer.checks.reading import dressings, slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept
from designer.fabric.records import Network

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-07", "fabric", "block", ("fabric.ports_and_optics",), clause="speed of optic and cable")


def judge(design: Design) -> Iterator[Ruling]:
    """The fastest link of each combination of cable and optics."""
    rows = [row for network in design.trades.fabric.networks for row in _rows(network, design.trades.catalog)]
    yield from ratio_kept(design, rows, "<=", "Gbit/s")


def _rows(network: Network, catalog: Catalog) -> Iterator[tuple[str, float, float]]:
    kinds, of = dressings(network)
    for kind, (cable, a_optic, b_optic) in enumerate(kinds):
        speeds = [_speed(catalog, network.optic_types, n) for n in (a_optic, b_optic)]
        if cable >= 0:
            speeds.append(_cable_speed(catalog, slug(network.cable_types[cable])))
        known = [s for s in speeds if s is not None]
        if known:
            fastest = float(network.cables["speed"][of == kind].max())
            yield f"{network.name}: {slug(network.cable_types[cable]) if cable >= 0 else '-'}", fastest, min(known)


def _speed(catalog: Catalog, names: tuple[str, ...], index: int) -> float | None:
    if index < 0 or slug(names[index]) not in catalog.slugs("optic"):
        return None
    value = catalog.get(Optic, slug(names[index])).speed
    return value.si("Gbit/s") if value.known else None


def _cable_speed(catalog: Catalog, name: str) -> float | None:
    try:
        value = catalog.get(Cable, name).speed_max
    except UnknownRecord:
        return None
    return value.si("Gbit/s") if value.known else None
