"""What one failure leaves: every switch, link, optic and tray section of a network out of service in turn.

Bandwidth of a host port is its share of what its leaf can still send upwards. A leaf whose uplinks exceed its host
ports may lose some without loss. `worst` is the least share left to any one host that the network serves (appliances
not), `overall` the least share left to all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from designer.fabric.cabling import cage_numbers
from designer.fabric.records import Network, Run

__all__ = ["ClassLoss", "loss_table"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassLoss:
    """One class of elements: how many were taken out one by one, least share left to a host, and to all together."""

    element: str
    count: int
    worst: float
    overall: float


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A network as seen by failures: host and leaf of each host link, uplinks by leaf and spine, uplinks by spine."""

    network: Network
    hosts: int
    first: int
    leaves: int
    links: NDArray[np.void]
    host_of: Ints
    leaf_of: Ints
    down: Floats
    up: Floats
    spine_up: Floats


def loss_table(network: Network, runs: Sequence[Run] = ()) -> tuple[ClassLoss, ...]:
    """Loss by element class: leaf, spine, core, host link, uplink, core link, optic, tray section."""
    shape = _shape(network)
    if shape is None:
        return ()
    found: list[ClassLoss | None] = [_leaf(shape)]
    found += [_upper(shape, tier, name) for tier, name in ((2, "spine"), (3, "core"))]
    found += [_groups(shape, "host_link", _each(network, 0)), _groups(shape, "uplink", _each(network, 1))]
    found += [_groups(shape, "core_link", _each(network, 2)), _groups(shape, "optic", _optics(network))]
    found.append(_groups(shape, "tray_section", _trays(network, runs)))
    return tuple(loss for loss in found if loss is not None)


def _shape(network: Network) -> Shape | None:
    tiers = network.devices["tier"]
    host = network.cables["layer"] == 0
    if not host.any():
        return None
    first, leaves = int(np.argmax(tiers > 0)), int(np.count_nonzero(tiers == 1))
    links = network.cables[host]
    speed = links["speed"].astype(float)
    down: Floats = np.bincount(links["b"] - first, speed, minlength=leaves)[:leaves].astype(float)
    up = _sum(network, 1, "a", first, leaves)
    spines = int(np.count_nonzero(tiers == 2))
    spine_up = _sum(network, 2, "a", first + leaves, spines)
    return Shape(
        network, first, first, leaves, links, links["a"].astype(np.int64), links["b"].astype(np.int64) - first,
        down, up, spine_up,
    )


def _sum(network: Network, layer: int, end: str, first: int, count: int) -> Floats:
    links = network.cables[network.cables["layer"] == layer]
    summed = np.bincount(links[end].astype(np.int64) - first, links["speed"].astype(float), minlength=count)
    return summed[:count].astype(float)


def _result(element: str, host_share: csr_matrix, shape: Shape, count: int) -> ClassLoss:
    """From the loss of each host (rows) under each failure (columns) to the worst and the overall share left."""
    if not count:
        return ClassLoss(element, 0, 1.0, 1.0)
    served = host_share[: shape.network.counts.hosts]
    worst = float(served.max()) if served.nnz else 0.0
    total = host_share.T @ _weights(shape)
    return ClassLoss(element, count, 1.0 - min(1.0, worst), 1.0 - min(1.0, float(total.max())))


def _weights(shape: Shape) -> Floats:
    """Share of each host in the bandwidth of all."""
    speed = np.bincount(shape.host_of, shape.links["speed"], minlength=shape.hosts)
    share: Floats = speed / speed.sum()
    return share


def _per_host(shape: Shape) -> csr_matrix:
    """Share of each host's bandwidth (rows) that goes through each leaf (columns)."""
    speed = shape.links["speed"].astype(float)
    own = np.bincount(shape.host_of, speed, minlength=shape.hosts)
    made = coo_matrix((speed / own[shape.host_of], (shape.host_of, shape.leaf_of)), shape=(shape.hosts, shape.leaves))
    return made.tocsr()


def _leaf(shape: Shape) -> ClassLoss:
    """A leaf lost takes its host links with it."""
    return _result("leaf", _per_host(shape), shape, shape.leaves)


def _upper(shape: Shape, tier: int, element: str) -> ClassLoss | None:
    """A spine or core lost takes its links with it."""
    network = shape.network
    rows = np.flatnonzero(network.devices["tier"] == tier)
    if not len(rows):
        return None
    cables = network.cables
    link = np.flatnonzero(cables["layer"] == tier - 1)
    number = cables["b"][link].astype(np.int64) - rows[0]
    return _lost(shape, element, link, number, len(rows))


def _each(network: Network, layer: int) -> tuple[Ints, Ints, int]:
    link = np.flatnonzero(network.cables["layer"] == layer)
    return link, np.arange(len(link)), len(link)


def _optics(network: Network) -> tuple[Ints, Ints, int]:
    """Links by the cage that holds their transceiver, at either end; without optics by cage all the same."""
    a, b = cage_numbers(network)
    _, number = np.unique(np.concatenate([a, b]), return_inverse=True)
    links = np.tile(np.arange(len(a)), 2)
    optic = np.concatenate([network.cables["a_optic"], network.cables["b_optic"]]) >= 0
    if not optic.any():
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    _, dense = np.unique(number[optic], return_inverse=True)
    return links[optic], dense.astype(np.int64), int(dense.max()) + 1


def _trays(network: Network, runs: Sequence[Run]) -> tuple[Ints, Ints, int]:
    """Links by the tray section that they lie in."""
    sections = sorted({(run.path, edge) for run in runs for edge in run.edges})
    index = {section: i for i, section in enumerate(sections)}
    by_run = [np.array([index[run.path, edge] for edge in run.edges], np.int64) for run in runs]
    route = network.cables["route"].astype(np.int64)
    good = np.flatnonzero(route >= 0)
    if not len(good) or not sections:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    size = np.array([len(r) for r in by_run])
    flat, start = np.concatenate(by_run), np.cumsum(size) - size
    each = size[route[good]]
    offset = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    number = flat[np.repeat(start[route[good]], each) + offset]
    used, dense = np.unique(number, return_inverse=True)
    return np.repeat(good, each), dense.astype(np.int64), len(used)


def _groups(shape: Shape, element: str, group: tuple[Ints, Ints, int]) -> ClassLoss | None:
    """Losses of many failures: those of host links alone by counting, those of uplinks alone once for each kind."""
    link, number, count = group
    if not count:
        return None
    upper = shape.network.cables["layer"][link] > 0
    has_upper, has_host = np.zeros(count, bool), np.zeros(count, bool)
    has_upper[number[upper]] = True
    has_host[number[~upper]] = True
    found = []
    ways = ((has_host & ~has_upper, _hosts_lost), (has_upper & ~has_host, _kinds_lost), (has_host & has_upper, _lost))
    for mask, work in ways:
        if mask.any():
            dense = np.cumsum(mask) - 1
            mine = mask[number]
            found.append(work(shape, element, link[mine], dense[number[mine]], int(mask.sum())))
    return ClassLoss(element, count, min(f.worst for f in found), min(f.overall for f in found))


def _hosts_lost(shape: Shape, element: str, link: Ints, number: Ints, count: int) -> ClassLoss:
    """Losses when only host links are out: their share of each host, and of all."""
    cables, hosts = shape.network.cables, shape.network.counts.hosts
    own = np.bincount(shape.host_of, shape.links["speed"], minlength=shape.hosts)
    host, speed = cables["a"][link].astype(np.int64), cables["speed"][link].astype(float)
    served = host < hosts
    _, pair = np.unique(number[served] * shape.hosts + host[served], return_inverse=True)
    worst = float(np.bincount(pair, (speed / own[host])[served]).max()) if served.any() else 0.0
    overall = float(np.bincount(number, speed, minlength=count).max() / own.sum())
    return ClassLoss(element, count, 1.0 - worst, 1.0 - overall)


def _kinds_lost(shape: Shape, element: str, link: Ints, number: Ints, count: int) -> ClassLoss:
    """Losses when only uplinks are out. What they take depends on the lower switches alone, so failures that take as
    much from the same switches are worked out once."""
    cables = shape.network.cables
    lower = cables["a"][link].astype(np.int64)
    weight = np.random.default_rng(0).random((2, len(shape.network.devices)))
    marks = [np.bincount(number, w[lower] * cables["speed"][link], minlength=count) for w in weight]
    _, first, kind = np.unique(np.round(marks, 6), axis=1, return_index=True, return_inverse=True)
    kind = kind.reshape(-1)
    keep = first[kind[number]] == number
    loss = _lost(shape, element, link[keep], kind[number[keep]], len(first))
    return ClassLoss(element, count, loss.worst, loss.overall)


def _lost(shape: Shape, element: str, link: Ints, number: Ints, count: int) -> ClassLoss:
    """Losses of each host when the links of each failure are out."""
    layer = shape.network.cables["layer"][link]
    leaf_loss = _leaf_loss(shape, link[layer > 0], number[layer > 0], count)
    direct = _direct(shape, link[layer == 0], number[layer == 0], leaf_loss)
    return _result(element, (direct + _per_host(shape) @ leaf_loss).tocsr(), shape, count)


def _direct(shape: Shape, link: Ints, number: Ints, leaf_loss: csr_matrix) -> csr_matrix:
    """Share of each host's links (rows) lost under each failure (columns), less what their leaves lose anyhow."""
    cables = shape.network.cables
    own = np.bincount(shape.host_of, shape.links["speed"], minlength=shape.hosts)
    host, leaf = cables["a"][link].astype(np.int64), cables["b"][link].astype(np.int64) - shape.first
    anyhow = np.asarray(leaf_loss[leaf, number]).ravel() if len(link) else np.zeros(0)
    share = cables["speed"][link] / own[host] * (1.0 - anyhow)
    return coo_matrix((share, (host, number)), shape=(shape.hosts, leaf_loss.shape[1])).tocsr()


def _leaf_loss(shape: Shape, link: Ints, number: Ints, count: int) -> csr_matrix:
    """Share of each leaf's upward bandwidth (rows) lost under each failure (columns)."""
    cables = shape.network.cables
    layer = cables["layer"][link]
    spines = len(shape.spine_up)
    spine_first = shape.first + shape.leaves
    first = link[layer == 1]
    lost = coo_matrix(
        (cables["speed"][first], (cables["a"][first].astype(np.int64) - shape.first, number[layer == 1])),
        shape=(shape.leaves, count),
    ).tocsr()
    top = link[layer == 2]
    if spines and len(top):
        spine_lost = coo_matrix(
            (cables["speed"][top], (cables["a"][top].astype(np.int64) - spine_first, number[layer == 2])),
            shape=(spines, count),
        ).tocsr()
        down = _sum(shape.network, 1, "b", spine_first, spines)
        lost = lost + _capacity(shape, spines, spine_first) @ _short(spine_lost, shape.spine_up, down)
    return _short(lost, shape.up, np.minimum(shape.down, shape.up))


def _capacity(shape: Shape, spines: int, spine_first: int) -> csr_matrix:
    """Speed between each leaf (rows) and spine (columns)."""
    links = shape.network.cables[shape.network.cables["layer"] == 1]
    rows, columns = links["a"].astype(np.int64) - shape.first, links["b"].astype(np.int64) - spine_first
    return coo_matrix((links["speed"].astype(float), (rows, columns)), shape=(shape.leaves, spines)).tocsr()


def _short(lost: csr_matrix, up: Floats, wanted: Floats) -> csr_matrix:
    """Share of the wanted upward bandwidth that is missing when `lost` of `up` is gone (rows: switches)."""
    made = lost.tocoo()
    left = up[made.row] - made.data
    need = np.maximum(np.minimum(wanted, up)[made.row], 1e-9)
    share = np.clip((need - left) / need, 0.0, 1.0)
    return coo_matrix((share, (made.row, made.col)), shape=made.shape).tocsr()
