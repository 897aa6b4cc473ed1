"""What one failure leaves: every switch, link, optic, bundle, tray section, cabinet and feed out of service in turn.

Bandwidth of a host port is its share of what its leaf can still send upwards. A leaf whose uplinks exceed its host
ports may lose some without loss. `worst` is the least share left to any one host that the network serves (appliances
not), `rail` the least share left to any one rail or side, `overall` the least share left to all.

Hosts with the same leaves are one class, failures that take as much from the same switches are another, so that the
work grows with the switches and not with hosts times failures.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from designer.fabric.outages import Outage, Plant, outages
from designer.fabric.records import Network

__all__ = ["ClassLoss", "loss_table"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Layer of the links between switches of one tier.
_PEERS = 3


@dataclass(frozen=True, slots=True)
class ClassLoss:
    """One class of elements: how many were taken out one by one; least share left to a host, to a rail and to all
    together; the failure that leaves a host least."""

    element: str
    count: int
    worst: float
    overall: float
    rail: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The links of a network, column by column: both ends, layer, speed."""

    a: Ints
    b: Ints
    layer: Ints
    speed: Floats

    def of(self, link: Ints) -> "Columns":
        """Some links."""
        return Columns(self.a[link], self.b[link], self.layer[link], self.speed[link])


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A network as seen by failures.

    `down`, `up`: speed of each leaf's host ports and uplinks; `spine_up` of each spine's links upwards or to its peers,
    `spine_down` to its leaves; `capacity` the speed between each leaf (rows) and spine (columns).
    `kind`: class of each host by its leaves (-1 = appliance); `classes`: share of each class's bandwidth by leaf.
    `host_share`, `all_share`, `rail_share`: share of each link in the bandwidth of its host, of all, of its rail.
    """

    links: Columns
    first: int
    leaves: int
    down: Floats
    up: Floats
    spine_up: Floats
    spine_down: Floats
    capacity: csr_matrix
    kind: Ints
    classes: csr_matrix
    by_leaf: csr_matrix
    host_share: Floats
    all_share: Floats
    rail_share: Floats
    rail: Ints
    rails: int


@dataclass(frozen=True, slots=True, eq=False)
class _Shares:
    """Losses of failures: the greatest of a host, and of which failure; by rail and over all, the greatest of each."""

    worst: float
    which: int
    rail: float
    overall: float


def loss_table(network: Network, plant: Plant | None = None) -> tuple[ClassLoss, ...]:
    """Loss by element class: switches by tier, links by layer, optics, bundles, tray sections, cabinets, feeds."""
    shape = _shape(network)
    if shape is None:
        return ()
    return tuple(_class_loss(shape, outage) for outage in outages(network, plant or Plant()))


def _shape(network: Network) -> Shape | None:
    tiers = network.devices["tier"]
    cables = network.cables
    links = Columns(
        cables["a"].astype(np.int64), cables["b"].astype(np.int64), cables["layer"].astype(np.int64),
        cables["speed"].astype(np.float64),
    )
    host = links.layer == 0
    if not host.any():
        return None
    first, leaves = int(np.argmax(tiers > 0)), int(np.count_nonzero(tiers == 1))
    spines = int(np.count_nonzero(tiers == 2))
    own = np.bincount(links.a[host], links.speed[host], minlength=first)[:first]
    rail = np.maximum(network.cables["rail"].astype(np.int64), 0)
    by_rail = np.bincount(rail[host], links.speed[host])
    share = np.where(host, links.speed / np.maximum(own[np.minimum(links.a, first - 1)], 1e-9), 0.0)
    leaf = links.b - first
    kind, classes = _classes(network, host, share, leaf, leaves)
    everyone = np.where(host, links.speed / links.speed[host].sum(), 0.0)
    of_rail = np.where(host, links.speed / np.maximum(by_rail[np.minimum(rail, len(by_rail) - 1)], 1e-9), 0.0)
    low, (lower, _, above) = links.layer == 1, _tops(links, first + leaves)
    return Shape(
        links, first, leaves, _sums(leaf[host], links.speed[host], leaves),
        _sums(links.a[low] - first, links.speed[low], leaves), _sums(lower, above, spines),
        _sums(links.b[low] - first - leaves, links.speed[low], spines), _capacity(links, low, first, (leaves, spines)),
        kind, classes, _by_leaf(host, everyone, of_rail, rail, leaf, leaves), share, everyone, of_rail, rail,
        len(by_rail),
    )


def _classes(network: Network, host: Mask, share: Floats, leaf: Ints, leaves: int) -> tuple[Ints, csr_matrix]:
    """Class of each host by the leaves that it hangs on, and the share of each class's bandwidth by leaf."""
    served = network.counts.hosts
    a = network.cables["a"].astype(np.int64)
    mine = np.flatnonzero(host & (a < served))
    mark = np.random.default_rng(0).random((2, leaves))
    sums = [np.bincount(a[mine], m[leaf[mine]] * share[mine], minlength=served) for m in mark]
    _, first, number = np.unique(np.round(sums, 9), axis=1, return_index=True, return_inverse=True)
    number = number.reshape(-1)
    kept = mine[first[number[a[mine]]] == a[mine]]
    shape = (len(first), leaves)
    made = coo_matrix((share[kept], (number[a[kept]], leaf[kept])), shape=shape).tocsr()
    kind = np.full(len(network.devices), -1)
    kind[:served] = number
    return kind, made


def _by_leaf(host: Mask, everyone: Floats, of_rail: Floats, rail: Ints, leaf: Ints, leaves: int) -> csr_matrix:
    """Share of each leaf in the bandwidth of all (row 0) and of each rail (rows from 1)."""
    links = np.flatnonzero(host)
    rows = np.concatenate([np.zeros(len(links), np.int64), 1 + rail[links]])
    values = np.concatenate([everyone[links], of_rail[links]])
    columns = np.tile(leaf[links], 2)
    return coo_matrix((values, (rows, columns)), shape=(int(rows.max()) + 1, leaves)).tocsr()


def _sums(row: Ints, value: Floats, count: int) -> Floats:
    found: Floats = np.bincount(row, value, minlength=count)[:count].astype(float)
    return found


def _capacity(links: Columns, low: Mask, first: int, size: tuple[int, int]) -> csr_matrix:
    """Speed between each leaf (rows) and spine (columns)."""
    return coo_matrix((links.speed[low], (links.a[low] - first, links.b[low] - first - size[0])), shape=size).tocsr()


def _tops(links: Columns, first: int) -> tuple[Ints, Ints, Floats]:
    """For links above the spines: the spine from `first` on that loses them, place in `links`, speed. A link between
    two spines counts for both."""
    core = np.flatnonzero(links.layer == 2)
    peers = np.flatnonzero((links.layer == _PEERS) & (links.a >= first))
    rows = np.concatenate([core, peers, peers])
    low = np.concatenate([links.a[core], links.a[peers], links.b[peers]])
    return low - first, rows, links.speed[rows]


def _class_loss(shape: Shape, outage: Outage) -> ClassLoss:
    """Failures of host links alone are counted; those of uplinks alone worked out once for each kind; the others one
    by one."""
    upper = shape.links.layer[outage.link] > 0
    has_upper, has_host = np.zeros(outage.count, bool), np.zeros(outage.count, bool)
    has_upper[outage.number[upper]] = True
    has_host[outage.number[~upper]] = True
    found = [_Shares(0.0, 0, 0.0, 0.0)]
    ways = ((has_host & ~has_upper, _hosts_lost), (has_upper & ~has_host, _kinds_lost), (has_host & has_upper, _lost))
    for mask, work in ways:
        if not mask.any():
            continue
        dense, mine = np.cumsum(mask) - 1, mask[outage.number]
        one = work(shape, outage.link[mine], dense[outage.number[mine]], int(mask.sum()))
        found.append(_Shares(one.worst, int(np.flatnonzero(mask)[one.which]), one.rail, one.overall))
    worst = max(found, key=lambda f: f.worst)
    left = [1.0 - min(1.0, max(getattr(f, key) for f in found)) for key in ("worst", "overall", "rail")]
    return ClassLoss(
        outage.element, outage.count, left[0], left[1], left[2], outage.name(worst.which) if worst.worst > 1e-9 else ""
    )


def _hosts_lost(shape: Shape, link: Ints, number: Ints, count: int) -> _Shares:
    """Losses when only host links are out: their share of each host, of its rail, and of all."""
    worst, which = _greatest(*_by_host(shape, link, number, shape.host_share[link]))
    overall = np.bincount(number, shape.all_share[link], minlength=count).max()
    rail = _by_rail(shape, link, number, shape.rail_share[link], None)
    return _Shares(worst, which, rail, float(overall))


def _by_host(shape: Shape, link: Ints, number: Ints, share: Floats) -> tuple[Ints, Ints, Floats]:
    """Host, failure and summed share, for the hosts that the network serves."""
    host = shape.links.a[link]
    served = shape.kind[host] >= 0
    keys, pair = np.unique(number[served] * len(shape.kind) + host[served], return_inverse=True)
    summed: Floats = np.bincount(pair.reshape(-1), share[served], minlength=len(keys)).astype(np.float64)
    return keys % len(shape.kind), keys // len(shape.kind), summed


def _greatest(_host: Ints, failure: Ints, loss: Floats) -> tuple[float, int]:
    if not len(loss):
        return 0.0, 0
    at = int(np.argmax(np.round(loss, 9)))
    return float(loss[at]), int(failure[at])


def _by_rail(shape: Shape, link: Ints, number: Ints, share: Floats, base: csr_matrix | None) -> float:
    """The greatest loss of a rail: what its leaves lose, and the links that are out beyond that."""
    width = int(number.max(initial=0)) + 1
    key = shape.rail[link] * width + number
    keys, pair = np.unique(key, return_inverse=True)
    summed = np.bincount(pair.reshape(-1), share, minlength=len(keys))
    if base is None:
        return float(summed.max(initial=0.0))
    more = _look_up(base, keys // width + 1, keys % width)
    alone = base[1:].max() if base.nnz else 0.0
    return max(float((summed + more).max(initial=0.0)), float(alone))


def _kinds_lost(shape: Shape, link: Ints, number: Ints, count: int) -> _Shares:
    """Losses when only uplinks are out. What they take depends on the switches at their ends alone, so failures that
    take as much from the same switches are worked out once."""
    links = shape.links.of(link)
    weight = np.random.default_rng(0).random((2, len(shape.kind)))
    peers = links.layer == _PEERS
    marks = []
    for w in weight:
        mark = w[links.a] + np.where(peers, w[links.b], 0.0) if peers.any() else w[links.a]
        marks.append(np.bincount(number, mark * links.speed, minlength=count))
    _, first, kind = np.unique(np.round(marks, 6), axis=1, return_index=True, return_inverse=True)
    kind = kind.reshape(-1)
    keep = first[kind[number]] == number
    one = _lost(shape, link[keep], kind[number[keep]], len(first))
    return _Shares(one.worst, int(first[one.which]), one.rail, one.overall)


def _lost(shape: Shape, link: Ints, number: Ints, count: int) -> _Shares:
    """Losses when links of any layer are out: what each leaf lacks upwards, and the host links cut besides."""
    layer = shape.links.layer[link]
    leaf_loss = _leaf_loss(shape, link[layer > 0], number[layer > 0], count)
    base = (shape.classes @ leaf_loss).tocsr()
    groups = (shape.by_leaf @ leaf_loss).tocsr()
    cut, failure = link[layer == 0], number[layer == 0]
    leaf = shape.links.b[cut] - shape.first
    whole = 1.0 - _look_up(leaf_loss, leaf, failure)
    host, which, loss = _by_host(shape, cut, failure, shape.host_share[cut] * whole)
    loss = loss + _look_up(base, shape.kind[host], which)
    worst = max(_greatest(host, which, loss), _highest(base), key=lambda one: one[0])
    overall = np.bincount(failure, shape.all_share[cut] * whole, minlength=count)
    overall = overall + np.asarray(groups[0].todense()).ravel()
    rail = _by_rail(shape, cut, failure, shape.rail_share[cut] * whole, groups) if count else 0.0
    return _Shares(worst[0], worst[1], rail, float(overall.max(initial=0.0)))


def _highest(made: csr_matrix) -> tuple[float, int]:
    """The greatest entry of a matrix and its column."""
    if not made.nnz:
        return 0.0, 0
    at = int(np.argmax(np.round(made.data, 9)))
    return float(made.data[at]), int(made.indices[at])


def _look_up(made: csr_matrix, row: Ints, column: Ints) -> Floats:
    """Entries of a sparse matrix at many places; 0 where it holds none."""
    if not made.nnz or not len(row):
        return np.zeros(len(row))
    made.sort_indices()
    width = made.shape[1]
    keys = np.repeat(np.arange(made.shape[0]), np.diff(made.indptr)) * width + made.indices
    wanted = row * width + column
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, made.data[at], 0.0)


def _leaf_loss(shape: Shape, link: Ints, number: Ints, count: int) -> csr_matrix:
    """Share of each leaf's upward bandwidth (rows) lost under each failure (columns): links that are out, and what
    their spines cannot send on of the links that are left."""
    links = shape.links.of(link)
    low = links.layer == 1
    size = (shape.leaves, count)
    lost = coo_matrix((links.speed[low], (links.a[low] - shape.first, number[low])), shape=size).tocsr()
    spine, place, speed = _tops(links, shape.first + shape.leaves)
    if len(spine):
        spine_lost = coo_matrix((speed, (spine, number[place])), shape=(len(shape.spine_up), count)).tocsr()
        short = _short(spine_lost, shape.spine_up, shape.spine_down)
        below = links.b[low] - shape.first - shape.leaves
        twice = links.speed[low] * _look_up(short, below, number[low])
        gone = coo_matrix((twice, (links.a[low] - shape.first, number[low])), shape=size).tocsr()
        lost = lost + shape.capacity @ short - gone
    return _short(lost, shape.up, np.minimum(shape.down, shape.up))


def _short(lost: csr_matrix, up: Floats, wanted: Floats) -> csr_matrix:
    """Share of the wanted upward bandwidth that is missing when `lost` of `up` is gone (rows: switches)."""
    made = lost.tocoo()
    left = up[made.row] - made.data
    need = np.maximum(np.minimum(wanted, up)[made.row], 1e-9)
    share = np.clip((need - left) / need, 0.0, 1.0)
    return coo_matrix((share, (made.row, made.col)), shape=made.shape).tocsr()
