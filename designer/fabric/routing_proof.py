"""Routing of a built network: no ring of waiting buffers, every pair reached, and the load that hashing expects.

Buffers can wait for one another only along turns that the routing allows: from one channel into the next. Upwards then
downwards is the rule of a tree; links between switches of one tier (pairs, dragonfly groups) are taken once, between
the way up and the way down. Channels into one switch of one kind allow the same turns, so the graph of all channel
dependencies has a ring exactly when the graph of states (switch, kind of the last channel, virtual lane) has one; that
graph is searched whole. Detours, as adaptive dragonfly routing takes them, are turns back up or into a second group;
the proof says how many virtual lanes they need.

References: Dally and Seitz 1987 (channel dependency graph); Shpiner et al. 2017 (dragonfly+).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from designer.fabric.basis import Basis
from designer.fabric.exports.infiniband import subnets
from designer.fabric.exports.interfaces import switch_of
from designer.fabric.records import Network
from designer.fabric.reports import RoutingProof
from designer.ledger import formula
from designer.model import NoteKind
from designer.units import Quantity, q

__all__ = [
    "expected_most",
    "groups_below",
    "has_ring",
    "lanes_needed",
    "prove_routing",
    "reached_share",
    "routing_proofs",
]

_RISE, _ACROSS, _FALL = range(3)
_KINDS = 3
#: Turns of shortest ways, as (kind of the last channel, kind of the next).
_TURNS = ((_RISE, _RISE), (_RISE, _ACROSS), (_RISE, _FALL), (_ACROSS, _FALL), (_FALL, _FALL))
#: Turns of a detour: up again in a group on the way, or straight on into a further group.
_DETOURS = ((_FALL, _RISE), (_ACROSS, _RISE), (_ACROSS, _ACROSS))
#: Most virtual lanes that are tried: the service levels of InfiniBand.
_MOST_LANES = 8
#: Layer of links between switches of one tier, and the lowest tier at which they make groups rather than pairs.
_PEERS, _GROUPS = 3, 2

#: How a family of switches spreads flows over equal ways, as a key for words.
_SPREADING = {"infiniband": "adaptive", "ethernet": "spray", "management": "hash"}

Ints = NDArray[np.int64]
#: Directed channels: from switch, to switch, kind.
Channels = tuple[Ints, Ints, Ints]


@formula("L_max", unit="", source="derived", clause="expected fullest of S links when F flows are hashed at random")
def hashed_load(F: Quantity, S: Quantity, v_flow: Quantity, v_link: Quantity) -> Quantity:
    """Expected load of the fullest uplink over its speed, every host port sending one flow at full rate."""
    return fullest(F, S) * v_flow / v_link


def fullest(F: Quantity, S: Quantity) -> Quantity:
    """Expected number of flows on the fullest of S links."""
    return q(expected_most(round(float(F.m_as(""))), round(float(S.m_as("")))))


def expected_most(flows: int, links: int) -> float:
    """The expected largest number of flows on one link when each of `flows` takes one of `links` at random.

    Exact: P(no link has more than k) is the coefficient of x^flows in the power of a truncated exponential series,
    taken with Poisson weights so that nothing overflows.

    >>> [round(expected_most(n, n), 4) for n in (1, 2, 3, 32)]
    [1.0, 1.5, 1.8889, 3.5329]
    """
    if not flows or not links:
        return 0.0
    mean = flows / links
    weights = _poisson(mean, flows)
    whole = _poisson(float(flows), flows)[flows]
    least = -(-flows // links)
    found = float(least)
    for most in range(least, flows):
        kept = _power(weights[: most + 1], links, flows)
        missed = 1.0 - (kept[flows] if len(kept) > flows else 0.0) / whole
        if missed < 1e-12:
            break
        found += missed
    return float(found)


def _poisson(mean: float, most: int) -> NDArray[np.float64]:
    counts = np.arange(most + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(counts[1:]))])
    return np.asarray(np.exp(counts * np.log(mean) - mean - logs))


def _power(series: NDArray[np.float64], times: int, most: int) -> NDArray[np.float64]:
    """A power of a series, terms above `most` cut off."""
    made, factor = np.ones(1), series
    while times:
        if times & 1:
            made = np.convolve(made, factor)[: most + 1]
        times >>= 1
        if times:
            factor = np.convolve(factor, factor)[: most + 1]
    return made


def channels_of(network: Network) -> Channels:
    """Both directions of every link between switches; parallel links are one channel here."""
    links = network.cables[network.cables["layer"] > 0]
    size = len(network.devices)
    keys = np.sort((links["a"].astype(np.int64) * size + links["b"]) * 2 + (links["layer"] == _PEERS))
    pairs, peers = np.divmod(keys[np.r_[True, keys[1:] != keys[:-1]]] if len(keys) else keys, 2)
    a, b = np.divmod(pairs, size)
    up = np.where(peers > 0, _ACROSS, _RISE)
    down = np.where(peers > 0, _ACROSS, _FALL)
    return np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([up, down])


def _states(channels: Channels, size: int, lanes: int, detours: bool) -> tuple[Ints, Ints]:
    """Allowed steps between states: a state is lane, kind of the last channel and switch, in one number."""
    source, target, kind = channels
    tails, heads = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for lane in range(lanes):
        turns = [(last, following, lane) for last, following in _TURNS]
        onward = lane if lanes == 1 else lane + 1
        if detours and onward < lanes:
            turns += [(last, following, onward) for last, following in _DETOURS]
        for last, following, to in turns:
            fitting = kind == following
            tails.append((lane * _KINDS + last) * size + source[fitting])
            heads.append((to * _KINDS + following) * size + target[fitting])
    return np.concatenate(tails), np.concatenate(heads)


def has_ring(network: Network, lanes: int = 1, detours: bool = False) -> bool:
    """Whether the channel dependencies of the allowed turns hold a ring, by a search of all states."""
    size = len(network.devices)
    tails, heads = _states(channels_of(network), size, lanes, detours)
    states = lanes * _KINDS * size
    graph = coo_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(states, states))
    return bool(connected_components(graph, connection="strong")[0] < states)


def lanes_needed(network: Network, detours: bool = False) -> int:
    """The least number of virtual lanes without a ring; 0 when none up to eight is enough."""
    return next((lanes for lanes in range(1, _MOST_LANES + 1) if not has_ring(network, lanes, detours)), 0)


def reached_share(network: Network) -> float:
    """Share of the pairs of leaves of one subnet that the allowed turns join, exactly.

    Leaves with the same neighbours reach the same; one of each such class is followed, all classes at once, bit by bit.
    """
    tier = network.devices["tier"]
    leaves = np.flatnonzero(tier == 1)
    if len(leaves) < 2 or not np.any(network.cables["layer"] > 0):
        return 1.0
    switches = np.flatnonzero(tier > 0)
    place = np.full(len(network.devices), -1)
    place[switches] = np.arange(len(switches))
    source, target, kind = channels_of(network)
    source, target, at = place[source], place[target], place[leaves]
    chosen, sizes = _classes(source, target, kind, at)
    seen = _seen((source, target, kind), len(switches), at[chosen])[at]
    own = np.zeros_like(seen, bool)
    own[chosen, np.arange(len(chosen))] = True
    pairs = int(((seen & ~own).sum(axis=0) * sizes).sum())
    return pairs / (len(leaves) * (len(leaves) - 1))


def _classes(source: Ints, target: Ints, kind: Ints, at: Ints) -> tuple[Ints, Ints]:
    """One leaf of each class of equal neighbours, by its number among the leaves, and the size of the class."""
    order = np.lexsort((kind, target, source))
    begin, end = (np.searchsorted(source[order], at, side) for side in ("left", "right"))
    around = np.stack([target[order], kind[order]], axis=1)
    found: dict[bytes, list[int]] = {}
    for leaf, (low, high) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        found.setdefault(around[low:high].tobytes(), []).append(leaf)
    return np.array([group[0] for group in found.values()]), np.array([len(group) for group in found.values()])


def _seen(channels: Channels, count: int, origins: Ints) -> NDArray[np.bool_]:
    """Which switches each origin reaches by allowed turns: switches by origins."""
    source, target, kind = channels
    numbers = np.arange(len(origins))
    first = np.zeros((count, -(-len(origins) // 64)), np.uint64)
    first[origins, numbers // 64] = np.uint64(1) << (numbers % 64).astype(np.uint64)
    reached = np.zeros((_KINDS * count, first.shape[1]), np.uint64)
    blocks = [reached[k * count : (k + 1) * count] for k in range(_KINDS)]
    into = [_Spread.of(source[kind == k], target[kind == k]) for k in range(_KINDS)]
    for out in (_RISE, _ACROSS):
        into[out].give(first, blocks[out])
    before = np.zeros_like(reached)
    while not np.array_equal(before, reached):
        before = reached.copy()
        for last, following in _TURNS:
            into[following].give(blocks[last], blocks[following])
    joined = np.bitwise_or.reduce([first, *blocks])
    return np.unpackbits(joined.view(np.uint8), axis=1, bitorder="little")[:, : len(origins)].astype(bool)


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """Channels of one kind ordered by the switch they lead to, ready to hand bits on."""

    source: Ints
    target: Ints
    starts: Ints

    @classmethod
    def of(cls, source: Ints, target: Ints) -> "_Spread":
        order = np.argsort(target, kind="stable")
        target = target[order]
        starts = np.flatnonzero(np.r_[True, np.diff(target) > 0]) if len(target) else np.zeros(0, np.int64)
        return cls(source[order], target[starts], starts)

    def give(self, held: NDArray[np.uint64], taken: NDArray[np.uint64]) -> None:
        """Give what the sources hold to the targets."""
        if len(self.starts):
            taken[self.target] |= np.bitwise_or.reduceat(held[self.source], self.starts, axis=0)


def _hashed(network: Network) -> Iterator[tuple[int, int, int, float, float]]:
    """Layer, flows, links, speed of a flow and of a link, for each kind of switch that deals flows upwards."""
    cables, size = network.cables, len(network.devices)
    for layer in (1, 2):
        up, below = cables[cables["layer"] == layer], cables[cables["layer"] == layer - 1]
        if not len(up) or not len(below):
            continue
        flows, links = np.bincount(below["b"], minlength=size), np.bincount(up["a"], minlength=size)
        speed = float(below["speed"].min()), float(up["speed"].min())
        for found, ways in np.unique(np.stack([flows, links])[:, links > 0], axis=1).T.tolist():
            yield layer, found, ways, *speed
    peers = cables[(cables["layer"] == _PEERS) & (network.devices["tier"][cables["a"]] >= _GROUPS)]
    if len(peers):
        yield _between_groups(network, peers)


def _between_groups(network: Network, peers: NDArray[np.void]) -> tuple[int, int, int, float, float]:
    """The hosts of the largest group, all sending to one other group over the fewest links that join two."""
    cables, size = network.cables, len(network.devices)
    inside = cables[cables["layer"] == 1]
    joined = coo_array((np.ones(len(inside), np.int8), (inside["a"], inside["b"])), shape=(size, size))
    group = connected_components(joined, directed=False)[1]
    hosts = cables[cables["layer"] == 0]
    ends = np.sort(np.stack([group[peers["a"]], group[peers["b"]]]), axis=0)
    fewest = int(np.unique(ends, axis=1, return_counts=True)[1].min())
    flows = int(np.bincount(group[hosts["b"]]).max())
    return _PEERS, flows, fewest, float(hosts["speed"].min()), float(peers["speed"].min())


def prove_routing(network: Network) -> RoutingProof:
    """The proof of one network; planes and rails that are apart are proved one by one."""
    parts = subnets(network)
    grouped = bool(np.any(network.devices["tier"][network.cables["a"][network.cables["layer"] == _PEERS]] >= _GROUPS))
    lanes = max((lanes_needed(part) for part in parts), key=lambda n: n or _MOST_LANES + 1)
    dealt = _hashed(network)
    hashed = ((expected_most(f, s) * flow / link, layer, f, s, flow, link) for layer, f, s, flow, link in dealt)
    load, layer, flows, links, flow, link = max(hashed, default=(0.0, 0, 0, 0, 0.0, 0.0))
    return RoutingProof(
        network=network.name,
        subnets=len(parts),
        channels=2 * int(np.count_nonzero(network.cables["layer"] > 0)),
        lanes=lanes,
        detour_lanes=max(lanes_needed(part, detours=True) for part in parts) if grouped else lanes,
        reached=min(reached_share(part) for part in parts),
        layer=layer,
        flows=flows,
        links=links,
        flow_gbit_s=flow,
        link_gbit_s=link,
        load=load,
        advice="adaptive-lanes" if grouped else "single-path" if links <= 1 else "spread",
    )


def _advised(basis: Basis, network: Network, proof: RoutingProof) -> RoutingProof:
    """The proof with the way of spreading that the switches of the network know."""
    if proof.advice != "spread":
        return proof
    leaf = int(network.devices["model"][np.argmax(network.devices["tier"] == 1)])
    switch = switch_of(basis.catalog, network.models[leaf])
    return replace(proof, advice=_SPREADING[switch.family] if switch is not None else _SPREADING["management"])


def groups_below(network: Network) -> tuple[int, int]:
    """The fewest and the most switches that hang below switches of one tier, of the tier where they differ most; the
    fat-tree engine of a subnet manager takes a tree only where they are as many, leaves aside.
    """
    links, tier = network.cables, network.devices["tier"]
    joined = links[(links["layer"] > 0) & (links["layer"] < _PEERS)]
    pairs = np.unique(np.stack([joined["b"], joined["a"]]).astype(np.int64), axis=1)
    below = np.bincount(pairs[0], minlength=len(network.devices))
    found = [below[(tier == level) & (below > 0)] for level in np.unique(tier[joined["b"]]).tolist()]
    ends = [(int(counts.min()), int(counts.max())) for counts in found if len(counts)]
    return max(ends, key=lambda pair: pair[1] - pair[0], default=(0, 0))


def _tell_uneven(basis: Basis, network: Network, proof: RoutingProof) -> None:
    """A decision where the fat-tree engine would not take the network: pods that are not alike."""
    few, many = groups_below(network)
    if proof.advice == _SPREADING["infiniband"] and few < many:
        basis.note(NoteKind.DECISION, "uneven_pods", network.name, network=network.name, few=few, many=many)


def routing_proofs(basis: Basis, networks: Iterable[Network]) -> tuple[RoutingProof, ...]:
    """The proof of every network, with the expected load of the compute networks as a step."""
    built = tuple(networks)
    made = tuple(_advised(basis, network, prove_routing(network)) for network in built)
    for network, proof in zip(built, made, strict=True):
        _tell_uneven(basis, network, proof)
        if proof.links and proof.network.startswith("compute"):
            basis.keep(
                hashed_load,
                f"hashed_load[{proof.network}]",
                F=q(float(proof.flows)),
                S=q(float(proof.links)),
                v_flow=q(proof.flow_gbit_s, "Gbit/s"),
                v_link=q(proof.link_gbit_s, "Gbit/s"),
            )
    return made
