"""Redundancy groups with more members down than they can spare: k of n as one block."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.redundancy.drawing import chances_of
from designer.redundancy.joint import above
from designer.redundancy.scenarios import Scenario
from designer.redundancy.trying import Bench

__all__ = ["Exhausted", "Parts", "exhausted"]

Floats = NDArray[np.float64]
Table = NDArray[np.bool_]
#: More members down at once than this are not tried.
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """Failure rate [1/year] and unavailability of each element by index; kinds whose figures are assumptions."""

    rates: Floats
    down: Floats
    assumed: Table
    kinds: tuple[str, ...]
    beta: float


@dataclass(frozen=True, slots=True)
class Exhausted:
    """A group with one member more down than it can spare: the scenario, the chance of that many or more, its members
    by index.

    `closed`: the members are alike to everything and hang on nothing that fails, so that no cut set holds fewer of
    them. `assumed`: some figure of theirs is an assumption.
    """

    scenario: Scenario
    chance: float
    members: tuple[int, ...]
    closed: bool
    assumed: bool


def exhausted(bench: Bench, parts: Parts, least: float) -> tuple[Exhausted, ...]:
    """Every group that can spare some member and is exhausted with a chance of `least` or more, by tag."""
    return tuple(_exhausted(bench, parts, least))


def _exhausted(bench: Bench, parts: Parts, least: float) -> Iterator[Exhausted]:
    fed = _fed(bench)
    for group in bench.joined.graph.groups:
        members = tuple(bench.index[m] for m in group.members if m in bench.index)
        down = parts.down[list(members)]
        order = len(members) - group.needed + 1
        if not 1 < order <= min(_DEEPEST, len(members)) or not down.all():
            continue
        chance = max(0.0, 1.0 - float(chances_of(down, order - 1).sum()))
        if chance < least:
            continue
        tags = tuple(bench.ordered[m].tag for m in members)
        closed = len({fed.get(m, frozenset()) for m in members}) == 1 and len(set(down.tolist())) == 1
        yield Exhausted(
            Scenario("T1", group.tag, group.kind, tags[:order]), chance, members,
            closed and not _hangs(bench, parts, members), bool(parts.assumed[list(members)].any()),
        )


def _fed(bench: Bench) -> dict[int, frozenset[tuple[str, str]]]:
    """What each element feeds, by target and commodity."""
    found: dict[int, set[tuple[str, str]]] = {}
    for link in bench.joined.graph.links:
        found.setdefault(bench.index[link.source], set()).add((link.target, link.commodity.value))
    return {node: frozenset(ends) for node, ends in found.items()}


def _hangs(bench: Bench, parts: Parts, members: tuple[int, ...]) -> bool:
    """Whether some member hangs on something that can fail."""
    hung = above(len(bench.ordered), bench.wired(float("inf")), members)
    hung[list(members)] = False
    return bool((parts.down[hung] > 0.0).any())
