"""Leaves: how many of them a service wants, and which leaf port each host port takes."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.fabric import formulas as f
from designer.fabric.ask import Ask, Attachments, Service, Unbuildable
from designer.fabric.forms import least_uplinks
from designer.ledger import Step
from designer.units import q

__all__ = ["LeafSet", "LeafShape", "leaf_set", "take_spare"]

Ints = NDArray[np.signedinteger]


@dataclass(frozen=True, slots=True)
class LeafShape:
    """The leaf of one service: leaves per group, host ports used on each, links per cage, range of uplinks.

    A group is one block, plane and `fold` rails side by side; with `aligned` False all rails of a block share its
    leaves (`rails` = 1). `rails` counts the groups of one block, `positions` the host ports of a group.
    """

    service: Service
    rails: int
    leaves: int
    used: int
    most: int
    per_cage: int
    least_up: int
    most_up: int
    aligned: bool
    fold: int
    positions: int

    @property
    def groups(self) -> int:
        """Groups of one plane."""
        return self.service.blocks * self.rails

    @property
    def count(self) -> int:
        """Leaves of one plane."""
        return self.groups * self.leaves


@dataclass(frozen=True, slots=True, eq=False)
class LeafSet:
    """The leaves of one network, plane after plane, and the leaf and logical port of each attachment.

    Per leaf: service, block, rail (-1 = all), plane, number within its group. Leaf rows count from 0.
    """

    shapes: tuple[LeafShape, ...]
    planes: int
    lanes: int
    service: Ints
    block: Ints
    rail: Ints
    plane: Ints
    sub: Ints
    of: Ints
    port: Ints

    def __len__(self) -> int:
        return len(self.service)

    @property
    def per_plane(self) -> int:
        """Leaves of one plane."""
        return len(self.service) // self.planes


def shape_of(ask: Ask, service: Service, aligned: bool, topless: bool = False) -> LeafShape:
    """The leaf of a service; `topless` leaves have no uplinks. Raises `Unbuildable` (`speed`, `radix`)."""
    speeds = (service.speed, ask.up_speed)
    per_cage = ask.leaf.per_cage(service.speed)
    if not per_cage or (not topless and not ask.leaf.uplink_cages and not ask.leaf.per_cage(ask.up_speed)):
        raise Unbuildable("speed", switch=ask.leaf.key, speed=int(service.speed), cage=int(ask.leaf.cage_speed))
    full = ask.leaf.radix(service.speed) if topless else ask.leaf.most_down(*speeds, service.oversubscription)
    most = int(full * (1.0 - ask.bounds.reserve) + 1e-9)
    if most < 1:
        raise Unbuildable("radix", nearest=ask.leaf.radix(service.speed), switch=ask.leaf.key)
    fold = min(max(1, ask.bounds.fold), ask.rails) if aligned else ask.rails
    positions = service.positions * fold
    leaves = min(positions, max(service.spread, -(-positions // most)))
    used = -(-positions // leaves)
    if topless:
        return LeafShape(service, -(-ask.rails // fold), leaves, used, most, per_cage, 0, 0, aligned, fold, positions)
    grown = min(full, math.ceil(used / (1.0 - ask.bounds.reserve) - 1e-9))
    least = ask.uplinks or least_uplinks(grown, speeds, service.oversubscription)
    top = ask.leaf.most_up(used, *speeds)
    ups = (least, ask.uplinks or max(top, least))
    return LeafShape(service, -(-ask.rails // fold), leaves, used, most, per_cage, *ups, aligned, fold, positions)


def leaf_set(ask: Ask, aligned: bool = True, topless: bool = False) -> LeafSet:
    """The leaves of a network with every attachment given its leaf and port. Raises `Unbuildable`."""
    shapes = tuple(shape_of(ask, service, aligned, topless) for service in ask.services)
    columns = [_rows(shape, index) for index, shape in enumerate(shapes)]
    service, block, rail, sub = (np.concatenate(part) for part in zip(*columns, strict=True))
    plane = np.repeat(np.arange(ask.planes), len(service))
    lanes = _lanes(ask, shapes, topless)
    of, index = _assign(ask, shapes, len(service))
    if all(shape.per_cage == lanes for shape in shapes):
        port: Ints = index + 1
    else:
        port = _port(index, np.array([shape.per_cage for shape in shapes])[ask.attachments.service], lanes)
    service, block, rail, sub = (np.tile(part, ask.planes) for part in (service, block, rail, sub))
    return LeafSet(shapes, ask.planes, lanes, service, block, rail, plane, sub, of, port)


def _lanes(ask: Ask, shapes: tuple[LeafShape, ...], topless: bool) -> int:
    """Logical ports per cage: the finest split in use, so that every split divides it."""
    up = 1 if ask.leaf.uplink_cages or topless else ask.leaf.per_cage(ask.up_speed)
    return int(np.lcm.reduce([*(shape.per_cage for shape in shapes), up]))


def _rows(shape: LeafShape, service: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Service, block, rail (the first of a fold) and number of each leaf of one plane, block by block."""
    block, rail, sub = np.unravel_index(np.arange(shape.count), (shape.service.blocks, shape.rails, shape.leaves))
    named = rail * shape.fold if shape.aligned else np.full(shape.count, -1)
    return np.full(shape.count, service), block.astype(np.int64), named.astype(np.int64), sub.astype(np.int64)


def _assign(ask: Ask, shapes: tuple[LeafShape, ...], per_plane: int) -> tuple[Ints, Ints]:
    """Leaf row and index of the host port on the leaf for each attachment. A fold's rails follow one another on the
    leaf; where several leaves take all rails, the ports of a machine are dealt over them, rail by rail."""
    given = ask.attachments
    of, index = np.zeros(len(given), np.int32), np.zeros(len(given), np.int32)
    first = 0
    for number, shape in enumerate(shapes):
        mine = slice(None) if len(shapes) == 1 else np.flatnonzero(given.service == number)
        rail, place = given.rail[mine].astype(np.int32), given.position[mine]
        if not shape.aligned:
            many = shape.leaves > 1
            place = rail * shape.service.positions + place if many else place * shape.fold + rail
            rail = 0 * rail
        elif shape.fold > 1:
            place = rail % shape.fold * shape.service.positions + place
            rail = rail // shape.fold
        leaf = (given.block[mine] * shape.rails + rail) * shape.leaves
        if shape.leaves > 1:
            leaf += place // shape.used
            place = place % shape.used
        of[mine] = leaf + first if ask.planes == 1 else given.plane[mine].astype(np.int32) * per_plane + (leaf + first)
        index[mine] = place
        first += shape.count
    return of, index


def _port(index: Ints, per_cage: Ints, lanes: int) -> Ints:
    return (index // per_cage) * lanes + (index % per_cage) * (lanes // per_cage) + 1


def take_spare(ask: Ask, leaves: LeafSet, up_cages: Ints) -> tuple[Attachments | None, Ints, Ints, int]:
    """Leaf and port for the attachments without a position, on different leaves of their plane: on the leaves' own
    ports for them, or else on free host ports.

    `up_cages` are the cages that each leaf keeps for uplinks. Also gives how many found no port.
    """
    spare = ask.spare
    none = np.zeros(0, np.int64)
    if spare is None or not len(spare):
        return None, none, none, 0
    room, taken = _free(ask, leaves, up_cages)
    found: list[tuple[int, int, int]] = []
    start = np.zeros(ask.planes, np.int64)
    rank = np.unique(leaves.rail, return_inverse=True)[1]
    for row, (plane, rail) in enumerate(zip(spare.plane.tolist(), spare.rail.tolist(), strict=True)):
        order = np.roll(np.arange(len(leaves)), -int(start[plane]))
        mine = (leaves.plane == plane) & ((rank == rail) | (not ask.spare_by_rail))
        free = order[((room > taken) & mine)[order]]
        if len(free):
            leaf = int(free[0])
            found.append((row, leaf, int(taken[leaf])))
            taken[leaf] += 1
            start[plane] = leaf + 1
    kept, of, index = (np.array([one[i] for one in found], np.int64) for i in range(3))
    if ask.leaf.manager_cage:
        port: Ints = (ask.leaf.manager_cage + index) * leaves.lanes + 1
    else:
        port = _port(index, _per_cage(leaves)[of], leaves.lanes) if len(of) else none
    return _some(spare, kept), of, port, len(spare) - len(found)


def _per_cage(leaves: LeafSet) -> Ints:
    """Host links in a cage of each leaf."""
    return np.array([shape.per_cage for shape in leaves.shapes])[leaves.service]


def _free(ask: Ask, leaves: LeafSet, up_cages: Ints) -> tuple[Ints, Ints]:
    """Ports of each leaf that may take something without a position, and how many of them are taken."""
    taken = np.zeros(len(leaves), np.int64)
    if ask.leaf.manager_cage:
        return np.ones(len(leaves), np.int64), taken
    per_cage = _per_cage(leaves)
    place = (leaves.port - 1) % leaves.lanes // (leaves.lanes // per_cage[leaves.of])
    np.maximum.at(taken, leaves.of, (leaves.port - 1) // leaves.lanes * per_cage[leaves.of] + place + 1)
    return (ask.leaf.cages - up_cages) * per_cage, taken


def _some(given: Attachments, rows: Ints) -> Attachments:
    return replace(
        given,
        host=given.host[rows],
        port=given.port[rows],
        service=given.service[rows],
        block=given.block[rows],
        rail=given.rail[rows],
        plane=given.plane[rows],
        position=given.position[rows],
    )


def leaf_steps(ask: Ask, leaves: LeafSet, up: tuple[int, ...]) -> list[Step]:
    """The steps that gave leaves and uplinks of each service."""
    steps: list[Step] = []
    for shape, count in zip(leaves.shapes, up, strict=True):
        service = shape.service
        name = ask.network if len(leaves.shapes) == 1 else f"{ask.network}.{service.name}"
        steps.append(
            f.leaves_per_group.step(
                f"fabric.leaves_per_group[{name}]", P=q(float(shape.positions)), d=q(float(shape.most))
            )
        )
        if not ask.uplinks and shape.least_up and ask.bounds.reserve == 0:
            steps.append(
                f.uplinks.step(
                    f"fabric.least_uplinks[{name}]",
                    d_used=q(float(shape.used)),
                    v_down=q(service.speed, "Gbit/s"),
                    v_up=q(ask.up_speed, "Gbit/s"),
                    o=q(service.oversubscription),
                )
            )
        steps.append(
            f.links_up.step(
                f"fabric.leaf_uplinks[{name}]", n=q(float(shape.count * ask.planes)), u=q(float(count))
            )
        )
    return steps
