"""Builders of small graphs to prove."""

from collections.abc import Callable, Iterable
from types import ModuleType, SimpleNamespace

import pytest

from designer.catalog import Catalog
from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy import join, prove_graph, rules_of
from designer.redundancy.records import Proof
from tests.redundancy import rederive as second


def element(tag: str, kind: str = "bus", needs: dict[Commodity, int] | None = None, **fields: object) -> Element:
    """An element of the power trade that needs power once unless said otherwise."""
    wanted = {Commodity.POWER: 1} if needs is None else needs
    return Element(tag=tag, kind=kind, trade=Trade.POWER, needs=wanted, **fields)  # type: ignore[arg-type]


def source(tag: str, commodity: Commodity = Commodity.POWER, kind: str = "utility", **fields: object) -> Element:
    """A source that needs nothing."""
    return element(tag, kind, {}, sources=(commodity,), **fields)


def link(start: str, end: str, commodity: Commodity = Commodity.POWER, **fields: object) -> Link:
    """A link, of power unless said otherwise."""
    return Link(start, end, commodity, **fields)  # type: ignore[arg-type]


def load(tag: str, kilowatts: float, load_class: LoadClass = LoadClass.GPU, cords: int = 2) -> Load:
    """A load that heats the air."""
    powers = (kilowatts, kilowatts, 0.0, 1.0)
    return Load(tag, "rack", Trade.LAYOUT, load_class, *powers, heat_air_kw=kilowatts, cords=cords)


def prove_parts(
    elements: Iterable[Element], links: Iterable[Link], loads: Iterable[Load], groups: Iterable[RedundancyGroup] = ()
) -> Proof:
    """Join and prove under the house thresholds."""
    return prove_graph(join(elements, links, groups, loads), rules_of(Catalog()))


def _removal(proof: Proof, test: str, tag: str) -> object:
    return next(r for r in proof.removals if (r.test, r.tag) == (test, tag))


@pytest.fixture(scope="session")
def rederive() -> ModuleType:
    """The second proof, which reads files alone."""
    return second


@pytest.fixture
def kit() -> SimpleNamespace:
    """Builders under one name."""
    helpers: dict[str, Callable[..., object]] = {
        "element": element,
        "source": source,
        "link": link,
        "load": load,
        "prove": prove_parts,
        "removal": _removal,
    }
    return SimpleNamespace(**helpers)
