"""Power architectures, one file each, found by place: a module here with a function `shape(name)`."""

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

from designer.errors import Mistake, Place, Refused
from designer.power.architectures.shape import Shape, Size, blocks_for, pair_order, share_after_loss, share_normal

__all__ = [
    "Shape",
    "Size",
    "blocks_for",
    "compared_names",
    "pair_order",
    "shape_of",
    "share_after_loss",
    "share_normal",
]


@lru_cache(maxsize=1)
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "shape")
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def shape_of(name: str) -> Shape:
    """The shape of a named architecture. Raises `Refused` (`architecture-unknown`).

    >>> shape_of("3-to-make-2").carrying
    2
    """
    for module in _modules():
        found: Shape | None = module.shape(name)
        if found:
            return found
    place = Place(path="power.architecture")
    raise Refused([Mistake("architecture-unknown", place, said=name, expected=", ".join(compared_names()))])


def compared_names() -> tuple[str, ...]:
    """Names of the architectures that are compared with one another, sorted."""
    return tuple(sorted(name for module in _modules() for name in module.compared.split()))
