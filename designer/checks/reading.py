"""What several rules read from a design: racks, plant by group, breaches of the layout checker."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Catalog, Rack, UnknownRecord
from designer.checks.records import Design, Verdict
from designer.checks.rule import Ruling
from designer.checks.ruling import not_applicable
from designer.checks.saying import counted, say
from designer.fabric.records import Network
from designer.layout.records import Placed
from designer.ledger import Value

__all__ = [
    "breaches",
    "dressings",
    "gpu_racks",
    "group_of",
    "heaviest_racks",
    "rack_of",
    "racks",
    "slug",
    "wished_networks",
]


def racks(design: Design) -> tuple[Placed, ...]:
    """All placed racks in tag order."""
    return design.trades.layout.of("rack")


def gpu_racks(design: Design) -> tuple[Placed, ...]:
    """The placed GPU racks in tag order."""
    return tuple(p for p in racks(design) if p.purpose == "gpu")


def slug(address: str) -> str:
    """``gb200-nvl72`` of ``rack/gb200-nvl72``."""
    return address.rpartition("/")[2]


def rack_of(catalog: Catalog, address: str) -> Rack | None:
    """The rack record behind an address, None when there is none."""
    try:
        return catalog.get(Rack, slug(address))
    except UnknownRecord:
        return None


def heaviest_racks(design: Design) -> tuple[Placed, ...]:
    """The heaviest placed rack of each product."""
    found: dict[str, Placed] = {}
    for placed in racks(design):
        if placed.catalog not in found or placed.mass_kg > found[placed.catalog].mass_kg:
            found[placed.catalog] = placed
    return tuple(found[key] for key in sorted(found))


def group_of(design: Design, kind: str) -> tuple[tuple[str, int, int], ...]:
    """Redundancy groups of a kind: tag, needed, members."""
    return tuple((g.tag, g.needed, len(g.members)) for g in design.proof.graph.groups if g.kind == kind)


def wished_networks(design: Design, name: str) -> tuple[Network, ...]:
    """The networks of a name: ``compute``, and ``compute-2`` onwards for further kinds of racks."""
    return tuple(n for n in design.trades.fabric.networks if n.name.partition("-")[0] == name)


def dressings(network: Network) -> tuple[list[tuple[int, int, int]], NDArray[np.int64]]:
    """Combinations of cable, lower and upper optic in use, sorted, and the combination of each link."""
    columns = [network.cables[key].astype(np.int64) + 1 for key in ("cable", "a_optic", "b_optic")]
    shape = (len(network.cable_types) + 1, len(network.optic_types) + 1, len(network.optic_types) + 1)
    kinds, of = np.unique(np.ravel_multi_index(columns, shape), return_inverse=True)
    found = np.stack(np.unravel_index(kinds, shape), axis=1) - 1
    return [tuple(row) for row in found.tolist()], np.asarray(of, dtype=np.int64)


def breaches(
    design: Design, keys: Iterable[str], present: bool = True, *, limits: Mapping[str, Value] | None = None
) -> Iterator[Ruling]:
    """What the independent layout checker found under these keys: one failing ruling for each key, else one passing.

    With nothing `present` to check, the rule does not apply. `limits` say where the limit of a key comes from.
    """
    wanted = tuple(keys)
    if not present:
        yield not_applicable()
        return
    found = [b for b in design.trades.layout.breaches if b.key in wanted]
    for key in sorted({b.key for b in found}):
        own = [b for b in found if b.key == key]
        worst = max(own, key=lambda b: (abs(b.value - b.limit), b.subjects))
        subjects = dict.fromkeys(s for s in (*worst.subjects, *(s for b in own for s in b.subjects)) if s)
        limit, origin = say(design, worst.limit, worst.unit), (limits or {}).get(key)
        yield Ruling(
            Verdict.FAIL, tuple(subjects) or ("HALL",), say(design, worst.value, worst.unit), limit, origin
        )
    if not found:
        yield Ruling(Verdict.PASS, (), counted(0, len(racks(design))))
