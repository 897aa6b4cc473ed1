"""Monte Carlo: seeded random states of the whole graph, settled 64 to a word, by load class and number down.

Of each class only what its loads hang on may fail. States with one element down are all of them tried, each with its
own chance; states with two and more are drawn (`drawing`) and weighed, so that rare classes are met as well. Nothing is
taken from the proof's own tables: what is down settles anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, LoadClass, Trade
from designer.redundancy.drawing import chances_of, draw, lots_of
from designer.redundancy.joint import Bits, Joint, above, joint_of, settle, votes
from designer.redundancy.losses import grouped
from designer.redundancy.pairing import twins
from designer.redundancy.propagation import Wirings, unpack
from designer.redundancy.trying import Bench

__all__ = ["SEED", "STATES", "Estimate", "Trial", "trials"]

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Table = NDArray[np.bool_]
SEED = 5
#: States drawn for each load class.
STATES = 32_768
#: Elements down at once that are drawn, and the share of the states for each.
_SHARES = {2: 0.5, 3: 0.25, 4: 0.15, 5: 0.1}
_MOST = max(_SHARES)
#: States settled at a time: what stays in the processor's cache.
_CHUNK = 4_096
_ALL = np.iinfo(np.uint64).max


@dataclass(frozen=True, slots=True)
class Estimate:
    """Expected share of a class's power not served, its standard error, and the chance of what was never drawn.

    `nodes` are the elements that may fail, by index.
    """

    mean: float
    error: float
    beyond: float
    states: int
    nodes: Index


def trials(
    bench: Bench, down: Floats, states: int = STATES, seed: int = SEED, classes: Iterable[LoadClass] = LoadClass
) -> dict[LoadClass, Estimate]:
    """The estimate of every class that has loads; `down` is the chance of each element to be down."""
    failing = np.where([e.trade is Trade.FABRIC for e in bench.ordered], 0.0, down)
    found = {}
    for load_class in classes:
        trial = Trial(bench, load_class, failing)
        if trial.loads:
            found[load_class] = trial.estimate(np.random.default_rng([seed, *load_class.value.encode()]), states)
    return found


class Trial:
    """The states of one class: which of its loads are lost in each."""

    def __init__(self, bench: Bench, load_class: LoadClass, down: Floats) -> None:
        normal = bench.normal if bench.normal is not None else np.ones(len(down), dtype=np.bool_)
        self.loads = [x for x in bench.joined.loads if x.load_class is load_class and normal[bench.index[x.tag]]]
        self.power = np.array([x.design_kw for x in self.loads])
        self.total = sum(x.design_kw for x in bench.joined.loads if x.load_class is load_class)
        self.rows = np.array([bench.index[x.tag] for x in self.loads], dtype=np.int64)
        self.groups = _groups(bench, self.rows)
        self.dark = load_class in bench.shed
        self.every = np.array([bench.index[x.tag] for x in bench.joined.loads], dtype=np.int64)
        self.generators = np.array(bench.indices(bench.generators), dtype=np.int64)
        wirings = bench.wired(float("inf"))
        wanted = above(len(down), wirings, self._asked())
        self.nodes = np.flatnonzero(wanted & (down > 0.0))
        self.down = down[self.nodes]
        self.joint, self.mains = self._orders(bench, wirings, wanted, normal)
        self.count = len(down)

    def _asked(self) -> list[int]:
        """Whose states decide what is lost: the loads, members of their groups, all loads where darkness sheds."""
        members = [m for _, sets in self.groups for rows, _ in sets for m in rows]
        return [*self.rows.tolist(), *members, *(self.every.tolist() if self.dark else ())]

    def _orders(self, bench: Bench, wirings: Wirings, wanted: Table, normal: Table) -> tuple[Joint, Joint | None]:
        """The joint order of what is wanted, and that of power alone; what never fails stands for its like."""
        idle = wanted & normal
        idle[self.nodes] = False
        idle[self._asked()] = False
        alike = twins(wirings, idle)
        whole = joint_of(len(wanted), wirings, alike, wanted)
        if not self.dark:
            return whole, None
        power = {Commodity.POWER: wirings[Commodity.POWER]}
        return whole, joint_of(len(wanted), power, (), above(len(wanted), power, self.every))

    def estimate(self, rng: np.random.Generator, states: int) -> Estimate:
        """The sum over the number of elements down: one by one, then drawn."""
        chances = chances_of(self.down, _MOST)
        ones = np.arange(len(self.nodes), dtype=np.int64)[:, None]
        odds = self.down / (1.0 - self.down)
        single = self.lost_kw(ones)
        mean, variance, tried = float(chances[0] * odds @ single), 0.0, len(ones)
        lots = lots_of(self.down, _MOST)
        for k, share in _SHARES.items():
            if k > len(self.nodes):
                continue
            number = max(1, round(states * share))
            sets, weights = draw(rng, lots, number, k)
            drawn = weights * self.lost_kw(sets)
            mean += float(chances[k] * drawn.mean())
            variance += float(chances[k] ** 2 * drawn.var() / number)
            tried += number
        beyond = max(0.0, 1.0 - float(chances.sum()))
        return Estimate(mean / self.total, variance**0.5 / self.total, beyond, tried, self.nodes)

    def lost_kw(self, sets: Index) -> Floats:
        """Power of this class lost [kW] in each state; `sets` are the places in `nodes` that are down."""
        parts = [self._lost_kw(sets[start : start + _CHUNK]) for start in range(0, len(sets), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _lost_kw(self, sets: Index) -> Floats:
        count, size = sets.shape
        bits = np.full((self.count, -(-count // 64)), _ALL, dtype=np.uint64)
        columns = np.repeat(np.arange(count), size)
        masks = ~(np.uint64(1) << (columns % 64).astype(np.uint64))
        np.bitwise_and.at(bits, (self.nodes[sets.reshape(-1)], columns // 64), masks)
        own = bits[self.rows]
        dark = self._dark(bits)
        settle(bits, self.joint)
        lost = np.bitwise_and(np.invert(bits[self.rows]), own)
        for place, sets_of in self.groups:
            enough = np.bitwise_and.reduce([votes(needed, bits[rows]) for rows, needed in sets_of], axis=0)
            lost[place] &= ~enough
        if dark is not None:
            lost |= dark
        return _weighed(lost, self.power, count)

    def _dark(self, bits: Bits) -> Bits | None:
        """States in which no load has power from the utility, so that this class is shed."""
        if self.mains is None:
            return None
        powered = bits.copy()
        powered[self.generators] = 0
        return ~np.bitwise_or.reduce(settle(powered, self.mains)[self.every], axis=0)


def _groups(bench: Bench, rows: Index) -> list[tuple[int, list[tuple[list[int], int]]]]:
    """For each load (by place) that stands in groups, the members and the need of each."""
    found: dict[int, list[tuple[list[int], int]]] = {}
    place = {node: n for n, node in enumerate(rows.tolist())}
    for _, members, needed in grouped(bench.joined.graph, bench.index):
        for node in members:
            if node in place:
                found.setdefault(place[node], []).append((members, needed))
    return list(found.items())


def _weighed(lost: Bits, power: Sequence[float] | Floats, count: int) -> Floats:
    """Power of the set bits of each column [kW]; rows alike are unpacked once."""
    weighed = np.zeros(lost.shape[1] * 64)
    words = np.flatnonzero(np.bitwise_or.reduce(lost, axis=0))
    if not len(words):
        return weighed[:count]
    some = lost[:, words]
    _, first, of = np.unique(_names(some), return_index=True, return_inverse=True)
    weights = np.bincount(of, weights=power, minlength=len(first)).astype(np.float32)
    columns = (words[:, None] * 64 + np.arange(64)).reshape(-1)
    weighed[columns] = weights @ unpack(some[first], len(words) * 64).astype(np.float32)
    return weighed[:count]


def _names(rows: Bits) -> NDArray[np.uint64]:
    """A number for each row, the same for rows alike: every word mixed and weighed by its place."""
    mixed = (rows ^ (rows >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    weights = np.random.default_rng(SEED).integers(1, 2**63, size=rows.shape[1], dtype=np.uint64)
    return np.asarray((mixed ^ (mixed >> np.uint64(32))) @ weights)
