"""The two cords of each load: whether they share an element below the connection, and hang on the path they name."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from designer.model import Commodity, Element, Link
from designer.redundancy.joint import above, joint_of, settle
from designer.redundancy.propagation import column_bits, unpack
from designer.redundancy.records import CordFault
from designer.redundancy.trying import Bench

__all__ = ["cord_faults"]

#: What hangs at the end of a path, by its feed.
_ENDS = frozenset({"cord", "circuit", "tap", "whip"})
_CORDS = 2


def cord_faults(bench: Bench, connection: Sequence[str], seconds: float) -> tuple[CordFault, ...]:
    """Loads of two cords that lose their power with one element below the `connection`, and cords on a strange path.

    Loads alike stand together under the element nearest to them. Ties that close within `seconds` count.
    """
    return (*_grouped(bench, _shared(bench, connection, seconds)), *_swapped(bench))


def _shared(bench: Bench, connection: Sequence[str], seconds: float) -> dict[str, str]:
    """The nearest shared element of each load of two cords that has one."""
    loads = [x for x in bench.joined.loads if x.cords >= _CORDS]
    wiring = bench.wired(seconds)[Commodity.POWER]
    nodes = [bench.index[x.tag] for x in loads]
    count = len(bench.ordered)
    wanted = above(count, {Commodity.POWER: wiring}, nodes)
    given = {*bench.indices(connection), *nodes}
    tried = [n for n in np.flatnonzero(wanted).tolist() if n not in given and bench.ordered[n].removable]
    if not tried:
        return {}
    bits = settle(column_bits(count, [(n,) for n in tried]), joint_of(count, {Commodity.POWER: wiring}))
    table = unpack(bits, len(tried))
    below = (~table).sum(axis=0)
    found = {}
    for load, node in zip(loads, nodes, strict=True):
        fatal = np.flatnonzero(~table[node])
        if len(fatal) and len(fatal) < len(tried):
            found[load.tag] = bench.ordered[tried[int(fatal[np.argmin(below[fatal])])]].tag
    return found


def _grouped(bench: Bench, shared: Mapping[str, str]) -> Iterator[CordFault]:
    classes = {x.tag: x.load_class.value for x in bench.joined.loads}
    like: dict[tuple[str, str], list[str]] = {}
    for tag, element in shared.items():
        like.setdefault((element, classes[tag]), []).append(tag)
    for (element, load_class), tags in sorted(like.items()):
        kind = bench.joined.graph.elements[element].kind
        yield CordFault("shared", element, kind, load_class, tuple(sorted(tags)))


def _swapped(bench: Bench) -> Iterator[CordFault]:
    """Cords and circuits whose own path is not the path of what feeds them."""
    elements = bench.joined.graph.elements
    classes = {x.tag: x.load_class.value for x in bench.joined.loads}
    fed = {k.source: k.target for k in bench.joined.graph.links if k.commodity is Commodity.POWER}
    for link in bench.joined.graph.links:
        if link.commodity is Commodity.POWER and _strange(elements[link.source], elements[link.target], link):
            load_class = classes.get(fed.get(link.target, ""), "")
            yield CordFault("swapped", link.source, elements[link.source].kind, load_class, (link.target,))


def _strange(source: Element, target: Element, link: Link) -> bool:
    if target.kind not in _ENDS or not source.path:
        return False
    return any(path and path != source.path for path in (target.path, link.path))
