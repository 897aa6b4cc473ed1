"""Steps of the design that are not run again when what they read has not changed.

A step is given only the parts of site and programme that it reads (the rest is blanked out, so that reading it would
fail, not mislead), and its result is kept under the hash of their content. The proof leaves out pairs of faults, which
no rule and no measure reads.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import NoneType
from typing import Any

import numpy as np
from pint import Quantity
from shapely.geometry.base import BaseGeometry

from designer import conversion, cooling, fabric, layout, pipeline, power, redundancy
from designer.bom.records import BillOfMaterials
from designer.catalog import Catalog
from designer.catalog.fields import Part
from designer.fabric.quarters import PLACE_ASKED
from designer.redundancy.records import Trades
from designer.site.records import MiningWish, Project, Site, Wishes
from designer.sizing.records import Programme
from designer.study.shelf import Shelf

__all__ = ["Reuse", "content"]

#: Results kept of each step: neighbouring variants mostly differ in one axis.
_KEPT = 6


def _site(site: Site) -> Site:
    """The place, its fabric wishes and what the mine keeps, without the wishes of other trades, words and evidence."""
    blank: Any = None
    mining = MiningWish(site.wishes.mining.keep, blank, blank)
    wishes = Wishes(site.wishes.compute, site.wishes.fabric, blank, blank, mining, ())
    return replace(
        site, project=blank, climate=None, feed=blank, water=blank, permits="", labour="", wishes=wishes, notes=(),
        given={}, brief_digest="", said=(), weather=None, location="", elevation=blank, case=blank,
    )  # fmt: skip


def _bare(site: Site) -> Site:
    """The place and all wishes of the trades, without its words, its evidence and its case; of what the brief says
    itself only the power's, which is compared with other architectures unless the brief has chosen.
    """
    blank: Any = None
    said = site.project
    project = Project("", "", "", "", said.date, said.issued_for, said.units)
    told = tuple(path for path in site.said if path.startswith("power."))
    return replace(
        site, project=project, permits="", labour="", notes=(), given={}, brief_digest="", said=told, case=blank
    )


def _programme(programme: Programme) -> Programme:
    """What must be placed, without the limits and the working that led to it."""
    blank: Any = None
    return replace(
        programme, limits=blank, binding=blank, next_binding=blank, estimates=blank, constraints=(), notes=blank,
        steps=blank, approach=blank, chilled_heat=0.0,
    )  # fmt: skip


def _stepless(programme: Programme) -> Programme:
    """A programme without its words and working."""
    blank: Any = None
    return replace(programme, notes=blank, steps=blank)


Inputs = tuple[Any, ...]


def _wire(site: Site, programme: Programme, *rest: Any) -> Inputs:
    return _site(site), replace(_programme(programme), round=0), *rest


def _place(site: Site, programme: Programme, catalog: Catalog) -> Inputs:
    heat = layout.as_laid(programme, catalog).chilled_heat
    return _site(site), replace(_programme(programme), round=0, chilled_heat=heat), catalog


def _quarters(site: Site, programme: Programme, *rest: Any) -> Inputs:
    """What came of the places that the fabric asked for, and no other constraint."""
    turns = tuple(c for c in programme.constraints if c.key.startswith(PLACE_ASKED))
    return _site(site), replace(_programme(programme), constraints=turns), *rest


def _assess(site: Site, placed: Any, catalog: Catalog, wired: Any) -> Inputs:
    return _site(site), placed, catalog, wired


def _carry(site: Site, programme: Programme, *rest: Any) -> Inputs:
    return _bare(site), _stepless(programme), *rest


def _outages(made: tuple[Any, ...], *rest: Any) -> Inputs:
    site, programme, placed = made
    return (_bare(site), _stepless(programme), placed), *rest


def _prove(trades: Trades) -> Inputs:
    blank: Any = None
    programme = _stepless(trades.programme)
    return replace(trades, site=_bare(trades.site), requirements=blank, programme=programme), False


def _engineer(site: Site, wanted: Any, catalog: Catalog) -> Inputs:
    return _bare(site), wanted, catalog


def _phases(trades: Trades, proof: Any, bom: BillOfMaterials, *rest: Any) -> Inputs:
    blank: Any = None
    programme = _stepless(trades.programme)
    made = replace(trades, site=_bare(trades.site), requirements=blank, programme=programme)
    return made, proof, replace(bom, notes=(), steps=()), *rest


#: Step -> what it is given.
_PARTS: Mapping[Callable[..., Any], Callable[..., Inputs]] = {
    pipeline.engineer: _engineer, conversion.plan_phases: _phases, layout.place: _place, fabric.wire: _wire,
    fabric.seek_quarters: _quarters, fabric.assess: _assess, cooling.carry: _carry, power.feed: _carry,
    cooling.prove: _outages, redundancy.prove: _prove,
}
#: Steps whose result holds the catalog of its process: remembered, not put on a shelf (its parts are).
_BOUND = (pipeline.engineer,)


class Reuse:
    """A `pipeline.Via` that remembers, in this process and on a shelf. One catalog only: it is not part of the hash."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.known: dict[str, OrderedDict[bytes, Any]] = {}
        self.digests: dict[int, tuple[Any, bytes]] = {}
        self.shelf = shelf
        self.asked = 0
        self.found = 0

    def __call__(self, step: Callable[..., Any], *inputs: Any) -> Any:
        """Run a step, or give what it gave for the same content."""
        bare = getattr(step, "func", step)
        parts = _PARTS.get(bare)
        if parts is None:
            return step(*inputs)
        given = parts(*inputs)
        name = f"{bare.__module__}.{bare.__qualname__}".encode()
        key = hashlib.sha256(name + b"".join(self._digest(x) for x in given)).digest()
        kept = self.known.setdefault(name.decode(), OrderedDict())
        self.asked += 1
        if key in kept:
            self.found += 1
            kept.move_to_end(key)
            return kept[key]
        shelf = None if bare in _BOUND else self.shelf
        result = shelf.get(key) if shelf is not None else None
        if result is None:
            result = step(*given)
            if shelf is not None:
                shelf.keep(key, result)
        else:
            self.found += 1
        self._remember(kept, key, result)
        return result

    def _remember(self, kept: OrderedDict[bytes, Any], key: bytes, result: Any) -> None:
        kept[key] = result
        self.digests[id(result)] = (result, b"result" + key)
        if len(kept) > _KEPT:
            _, old = kept.popitem(last=False)
            self.digests.pop(id(old), None)

    def _digest(self, thing: Any) -> bytes:
        """A result that is kept goes by the key that led to it; everything else by its content."""
        known = self.digests.get(id(thing))
        if known is not None and known[0] is thing:
            return known[1]
        if isinstance(thing, Catalog):
            return b""
        if isinstance(thing, Trades):
            return b"".join(self._digest(getattr(thing, one.name)) for one in fields(thing))
        return content(thing)


def content(thing: Any) -> bytes:
    """SHA-256 of the content of records, numbers, texts, quantities, geometry and arrays.

    Equal content gives equal bytes in every process. Raises `TypeError` for what it does not know.

    >>> content((1, "a", {"b": 2.0})) == content((1, "a", {"b": 2.0}))
    True
    >>> content(1) == content(1.0)
    False
    """
    parts: list[bytes] = []
    _feed(parts.append, thing)
    return hashlib.sha256(b"".join(parts)).digest()


Add = Callable[[bytes], None]
Feeder = Callable[[Add, Any], None]


def _feed(add: Add, thing: Any) -> None:
    kind = type(thing)
    feeder = _FEEDERS.get(kind)
    if feeder is None:
        feeder = _FEEDERS[kind] = _feeder(kind)
    feeder(add, thing)


def _feeder(kind: type) -> Feeder:
    """How a kind of thing is told."""
    for base, feeder in _BASES:
        if issubclass(kind, base):
            return feeder
    if issubclass(kind, Part):
        return _record(f"r{kind.__name__}", tuple(kind.model_fields))
    if is_dataclass(kind):
        return _record(f"d{kind.__name__}", tuple(one.name for one in fields(kind)))
    raise TypeError(kind.__name__)


def _record(head: str, names: tuple[str, ...]) -> Feeder:
    mark = head.encode()

    def feed(add: Add, thing: Any) -> None:
        add(mark)
        for name in names:
            _feed(add, getattr(thing, name))

    return feed


def _simple(add: Add, thing: Any) -> None:
    add(f"{type(thing).__name__}{thing!r};".encode())


def _several(add: Add, thing: Any) -> None:
    add(b"[%d:" % len(thing))
    for one in thing:
        _feed(add, one)


def _mapping(add: Add, thing: Any) -> None:
    add(b"m%d:" % len(thing))
    for key in sorted(thing, key=str):
        _feed(add, key)
        _feed(add, thing[key])


def _array(add: Add, thing: Any) -> None:
    add(f"a{thing.dtype}{thing.shape}".encode() + np.ascontiguousarray(thing).tobytes())


_FEEDERS: dict[type, Feeder] = {}
_BASES: tuple[tuple[type | tuple[type, ...], Feeder], ...] = (
    (Enum, lambda add, one: add(f"e{type(one).__name__}.{one.value};".encode())),
    ((NoneType, bool, int, float, str), _simple),
    (bytes, lambda add, one: add(b"b" + one + b";")),
    ((tuple, list), _several),
    (Mapping, _mapping),
    ((set, frozenset), lambda add, one: _several(add, sorted(one, key=str))),
    (BaseGeometry, lambda add, one: add(b"g" + one.wkb)),
    (np.ndarray, _array),
    (Quantity, lambda add, one: add(f"q{one.magnitude!r} {one.units};".encode())),
)
