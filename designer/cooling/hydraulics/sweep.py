"""Many states of one network at once: a few branches closed in each.

All states start from the solved whole and share its factorisation; closing branches is a low-rank change of it
(Woodbury). The slopes of the whole are kept, so that an iteration costs one evaluation of the losses and one
back-substitution for all states together. A state that does not settle so, or that cuts a part off, is solved by
Newton's method. Every state passes the same gates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from designer.cooling.hydraulics.linear import sums
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Solution
from designer.cooling.hydraulics.newton import HEAD_GATE, MASS_GATE, Engine
from designer.sizing.coolant import FluidState

__all__ = ["Swept", "sweep"]

_BATCH = 32
_ROUNDS = 14
_CLOSE = 1e-9
_BRIDGE = 1e-9
_LOST = 3.0


@dataclass(frozen=True, slots=True)
class Swept:
    """Flows [kg/s] by state and branch, worst mass [kg/s] and head residual [Pa] of all."""

    flow: Floats
    mass_residual: float
    head_residual: float


def sweep(engine: Engine, state: FluidState, base: Solution, closings: Sequence[Sequence[int]]) -> Swept:
    """Solve the network once for each set of closed branches. Raises `Unsolved` for a state without a solution.

    Args:
        engine: the network made ready; without check and pressure-independent valves.
        state: the coolant.
        base: its solution with nothing closed.
        closings: indices of the branches closed in each state.
    """
    flows = np.zeros((len(closings), len(engine.net.branches)))
    worst = np.zeros(2)
    single = Losses.of(engine.net, state)
    common = _Common(engine, single, base)
    for rows, closed, still in _groups(engine, closings):
        found, settled, residuals = _Batch(common, state, closed, still).run()
        for row in np.flatnonzero(~settled):
            shut = engine.net.closed.copy()
            shut[list(closings[rows[row]])] = True
            solved = engine.solve(single, base.flow, shut)
            found[row] = solved.flow
            residuals[row] = solved.mass_residual, solved.head_residual
        flows[rows] = found
        worst = np.maximum(worst, residuals.max(axis=0))
    return Swept(flows, float(worst[0]), float(worst[1]))


def _groups(engine: Engine, closings: Sequence[Sequence[int]]) -> Iterator[tuple[Ints, Ints, Bools]]:
    """Batches of states with as many closed branches each: their rows, those branches, what stands still.

    A part that is cut off stays hanging on one of its closed branches: nothing flows there, and nothing is singular.
    """
    net = engine.net
    degree = np.bincount(np.concatenate([net.start, net.end]), minlength=len(net.nodes)).astype(np.int64)
    found: dict[int, list[tuple[int, list[int], Bools]]] = {}
    for row, closing in enumerate(closings):
        shut = net.closed.copy()
        shut[list(closing)] = True
        closed, still = list(closing), np.zeros(shut.size, dtype=np.bool_)
        if len(closing) > 1 or not _rung(engine, degree, closing[0]):
            live = engine.reached(shut, keep=False)
            if not live.all():
                still = ~live[net.start] | ~live[net.end]
                closed = [c for c in closed if still[c]][1:] + [c for c in closed if not still[c]]
        found.setdefault(len(closed), []).append((row, closed, still))
    for each, states in sorted(found.items()):
        for begin in range(0, len(states), _BATCH):
            part = states[begin : begin + _BATCH]
            rows = np.array([r for r, _, _ in part], dtype=np.int64)
            yield rows, np.array([c for _, c, _ in part], dtype=np.int64).reshape(-1, each), np.stack(
                [s for _, _, s in part]
            )


def _rung(engine: Engine, degree: Ints, branch: int) -> bool:
    """Whether a branch ends at nodes of three branches at least, so that closing it isolates neither."""
    net = engine.net
    return bool(min(degree[net.start[branch]], degree[net.end[branch]]) >= 3 and net.minor[branch] > 0.0)


class _Common:
    """What all states share: weights of the whole, and the effect of every branch on the pressures."""

    def __init__(self, engine: Engine, losses: Losses, base: Solution) -> None:
        self.engine, self.base = engine, base
        loss, slope = losses.at(base.flow, exact=True)
        del loss
        self.weight = 1.0 / slope
        self.x = losses.friction.x
        self.factor = engine.pattern.factor(self.weight)


class _Batch:
    """So many states as one long network of their copies."""

    def __init__(self, common: _Common, state: FluidState, closed: Ints, still: Bools) -> None:
        engine = common.engine
        self.common, self.engine, self.closed = common, engine, closed
        self.count, self.width = closed.shape[0], len(engine.net.branches)
        self.nodes = len(engine.net.nodes)
        self.net = _copies(engine.net, self.count, self.nodes)
        self.losses = Losses.of(self.net, state)
        if common.x is not None:
            self.losses.friction.x = np.tile(common.x, self.count)
        open_ = np.ones((self.count, self.width), dtype=np.bool_)
        open_[np.arange(self.count)[:, None], closed] = False
        self.open: Bools = open_.ravel()
        self.weight = np.where(self.open, np.tile(common.weight, self.count), 0.0)
        self.slot: Ints = (np.arange(self.count)[:, None] * self.nodes + engine.free[None, :]).ravel()
        self.still: Bools = still.ravel()
        self._low_rank()

    def _low_rank(self) -> None:
        """Columns that undo the closed branches, and the small matrices that go with them."""
        pattern, free = self.engine.pattern, self.engine.pattern.count
        each = self.closed.shape[1]
        if not each:
            self.bridged: Bools = np.zeros(self.count, dtype=np.bool_)
            return
        ends = np.zeros((self.closed.size, free))
        row = np.arange(self.closed.size)
        for sign, place in ((1.0, pattern.start), (-1.0, pattern.end)):
            at = place[self.closed.ravel()]
            ends[row[at >= 0], at[at >= 0]] += sign
        undone = self.common.factor(ends)
        self.ends = ends.reshape(self.count, each, free)
        self.undone = undone.reshape(self.count, each, free).transpose(0, 2, 1)
        inner = self.ends @ self.undone
        own = 1.0 / self.common.weight[self.closed]
        small = -inner
        small[:, np.arange(each), np.arange(each)] += own
        scale = own.min(axis=1)
        self.bridged = np.abs(np.linalg.det(small)) < _BRIDGE * scale**each
        small[self.bridged] = np.eye(each)
        self.small = np.linalg.inv(small)

    def _solve(self, right: Floats) -> Floats:
        """Pressure changes of all states for right sides (state, free node)."""
        plain = self.common.factor(right)
        if not self.closed.shape[1]:
            return plain
        pull = self.small @ (self.ends @ plain[:, :, None])
        return np.asarray(plain + (self.undone @ pull)[:, :, 0])

    def run(self) -> tuple[Floats, Bools, Floats]:
        """Flows by state, whether each settled, and residuals of mass and head by state."""
        net, base = self.net, self.common.base
        flow = np.where(self.open & ~self.still, np.tile(base.flow, self.count), 0.0)
        pressure = np.tile(base.pressure, self.count)
        demand = np.tile(self.engine.net.demand, self.count)
        rise = np.zeros(pressure.size)
        scale = 1.0 + float(np.max(np.abs(base.flow)))
        for _ in range(_ROUNDS):
            loss, _ = self.losses.at(flow)
            shift = self.weight * (pressure[net.start] - pressure[net.end] - loss)
            leaving = sums(net.start, flow + shift, demand.size) - sums(net.end, flow + shift, demand.size)
            right = -(demand + leaving)[self.slot].reshape(self.count, -1)
            rise[self.slot] = self._solve(right).ravel()
            pressure += rise
            change = shift + self.weight * (rise[net.start] - rise[net.end])
            flow += change
            moved = np.abs(change).reshape(self.count, -1).max(axis=1)
            if float(moved.max()) <= _CLOSE * scale:
                break
            lost = moved > _LOST * scale
            if lost.any():
                self._drop(lost, flow, base.flow)
        return self._judged(flow, pressure, demand, moved <= 10.0 * _CLOSE * scale)

    def _drop(self, lost: Bools, flow: Floats, back: Floats) -> None:
        """Leave states that run away to Newton's method: they stand where they began."""
        rows = np.repeat(lost, self.width)
        self.weight[rows] = 0.0
        flow[rows] = np.tile(back, int(lost.sum()))

    def _judged(self, flow: Floats, pressure: Floats, demand: Floats, still: Bools) -> tuple[Floats, Bools, Floats]:
        net = self.net
        loss, _ = self.losses.at(flow, exact=True)
        gap = np.where(self.open, np.abs(pressure[net.start] - pressure[net.end] - loss), 0.0)
        balance = np.abs(demand + sums(net.start, flow, demand.size) - sums(net.end, flow, demand.size))
        balance = np.where(np.isnan(net.fixed), balance, 0.0)
        head = gap.reshape(self.count, -1).max(axis=1)
        mass = balance.reshape(self.count, -1).max(axis=1)
        settled = still & ~self.bridged & (head < HEAD_GATE * 1e-3) & (mass < MASS_GATE * 1e-1)
        return flow.reshape(self.count, -1), settled, np.stack([mass, head], axis=1)


def _copies(net: Network, count: int, nodes: int) -> Network:
    """The network so many times over, side by side."""
    offset = np.repeat(np.arange(count) * nodes, len(net.branches))
    steps = np.arange(count)[:, None] * len(net.branches)

    def again(array: Floats) -> Floats:
        return np.tile(array, count)

    return replace(
        net,
        branches=net.branches * count,
        start=np.tile(net.start, count) + offset,
        end=np.tile(net.end, count) + offset,
        length=again(net.length),
        bore=again(net.bore),
        roughness=again(net.roughness),
        minor=again(net.minor),
        coefficient=again(net.coefficient),
        exponent=again(net.exponent),
        pump=np.tile(net.pump, (count, 1)),
        fixed=again(net.fixed),
        demand=again(net.demand),
        check=np.tile(net.check, count),
        limit=again(net.limit),
        closed=np.tile(net.closed, count),
        lift=again(net.lift),
        curve_of=(steps + net.curve_of[None, :]).ravel(),
        curve_flow=np.tile(net.curve_flow, (count, 1)),
        curve_head=np.tile(net.curve_head, (count, 1)),
    )
