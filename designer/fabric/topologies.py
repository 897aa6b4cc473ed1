"""The topologies, found by their place: a module of this room that names a `TOPOLOGY` and builds it."""

import importlib
from functools import lru_cache
from pathlib import Path
from typing import cast

from designer.fabric.ask import Topology, Unbuildable

__all__ = ["names", "names_for", "topology", "trait"]

_ROOM = __name__.rpartition(".")[0]
#: The line that makes a module a topology.
_MARK = "\nTOPOLOGY = "


@lru_cache(maxsize=1)
def _found() -> dict[str, Topology]:
    files = sorted(path for path in Path(__file__).parent.glob("*.py") if _MARK in path.read_text(encoding="utf-8"))
    modules = [importlib.import_module(f"{_ROOM}.{path.stem}") for path in files]
    return {module.TOPOLOGY: cast(Topology, module) for module in modules if hasattr(module, "TOPOLOGY")}


def names() -> tuple[str, ...]:
    """The names of all topologies, sorted."""
    return tuple(sorted(_found()))


def names_for(network: str) -> tuple[str, ...]:
    """The names of the topologies that a network (`compute`, `storage`, `in_band`, `oob`) may be wished in, sorted."""
    return tuple(name for name, module in sorted(_found().items()) if network in module.NETWORKS)


def topology(name: str) -> Topology:
    """The topology of that name. Raises `Unbuildable` (`topology`)."""
    if name not in _found():
        raise Unbuildable("topology", topology=name, known=", ".join(names()))
    return _found()[name]


def trait(name: str, key: str, default: int) -> int:
    """A number that a topology's module states about itself, such as ``LEAST_PLANES``; the default for unknown ones."""
    return int(getattr(_found().get(name), key, default))
