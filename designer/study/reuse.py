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

from designer import cooling, fabric, layout, power, redundancy
from designer.catalog import Catalog
from designer.catalog.fields import Part
from designer.fabric.quarters import PLACE_ASKED
from designer.redundancy.records import Trades
from designer.site.records import Project, Site, Wishes
from designer.sizing.records import Programme
from designer.study.shelf import Shelf

__all__ = ["Reuse", "content"]

#: Results kept of each step: neighbouring variants mostly differ in one axis.
_KEPT = 6


def _site(site: Site) -> Site:
    """The place and its fabric wishes, without the wishes of other trades, its words and its evidence."""
    blank: Any = None
    wishes = Wishes(site.wishes.compute, site.wishes.fabric, blank, blank, blank, ())
    return replace(
        site, project=blank, climate=None, feed=blank, water=blank, permits="", labour="", wishes=wishes, notes=(),
        given={}, brief_digest="", said=(), weather=None, location="", elevation=blank, case=blank,
    )  # fmt: skip


def _bare(site: Site) -> Site:
    """The place and all wishes of the trades, without its words, its evidence and its case."""
    blank: Any = None
    said = site.project
    project = Project("", "", "", "", said.date, said.issued_for, said.units)
    return replace(site, project=project, permits="", labour="", notes=(), given={}, brief_digest="", case=blank)


def _programme(programme: Programme) -> Programme:
    """What must be placed, without the limits and the working that led to it."""
    return replace(programme, limits=(), binding="", next_binding="", estimates={}, constraints=(), notes=(), steps=())


def _stepless(programme: Programme) -> Programme:
    """A programme without its words and working."""
    return replace(programme, notes=(), steps=())


Inputs = tuple[Any, ...]


def _place(site: Site, programme: Programme, *rest: Any) -> Inputs:
    return _site(site), replace(_programme(programme), round=0), *rest


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


#: Step -> what it is given.
_PARTS: Mapping[Callable[..., Any], Callable[..., Inputs]] = {
    layout.place: _place, fabric.wire: _place, fabric.seek_quarters: _quarters, fabric.assess: _assess,
    cooling.carry: _carry, power.feed: _carry, cooling.prove: _outages, redundancy.prove: _prove,
}


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
        parts = _PARTS.get(step)
        if parts is None:
            return step(*inputs)
        given = parts(*inputs)
        name = f"{step.__module__}.{step.__qualname__}".encode()
        key = hashlib.sha256(name + b"".join(self._digest(x) for x in given)).digest()
        kept = self.known.setdefault(name.decode(), OrderedDict())
        self.asked += 1
        if key in kept:
            self.found += 1
            kept.move_to_end(key)
            return kept[key]
        result = self.shelf.get(key) if self.shelf is not None else None
        if result is None:
            result = step(*given)
            if self.shelf is not None:
                self.shelf.keep(key, result)
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
    total = hashlib.sha256()
    _feed(total.update, thing)
    return total.digest()


def _feed(add: Callable[[bytes], None], thing: Any) -> None:
    if isinstance(thing, Enum):
        add(f"e{type(thing).__name__}.{thing.value};".encode())
    elif isinstance(thing, (NoneType, bool, int, float, str)):
        add(f"{type(thing).__name__}{thing!r};".encode())
    elif isinstance(thing, bytes):
        add(b"b" + thing + b";")
    elif isinstance(thing, (tuple, list)):
        add(f"[{len(thing)}:".encode())
        for one in thing:
            _feed(add, one)
    elif isinstance(thing, Mapping):
        add(f"m{len(thing)}:".encode())
        for key in sorted(thing, key=str):
            _feed(add, key)
            _feed(add, thing[key])
    elif isinstance(thing, (set, frozenset)):
        _feed(add, sorted(thing, key=str))
    elif isinstance(thing, BaseGeometry):
        add(b"g" + thing.wkb)
    elif isinstance(thing, np.ndarray):
        add(f"a{thing.dtype}{thing.shape}".encode() + np.ascontiguousarray(thing).tobytes())
    elif isinstance(thing, Quantity):
        add(f"q{thing.magnitude!r} {thing.units};".encode())
    elif isinstance(thing, Part):
        add(f"r{type(thing).__name__}".encode())
        for name in type(thing).model_fields:
            _feed(add, getattr(thing, name))
    elif is_dataclass(thing):
        add(f"d{type(thing).__name__}".encode())
        for one in fields(thing):
            _feed(add, getattr(thing, one.name))
    else:
        raise TypeError(type(thing).__name__)
