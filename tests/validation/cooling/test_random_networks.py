"""Random networks of pipes, racks, pumps, check and control valves: the answer must fit the law of every element.

The state of such a network is unique where one exists (the losses rise with flow, so its energy is convex), and one
exists where some flow keeps every node in balance and every valve within what it lets pass. Whether one exists is
asked of a linear programme, not of the solver.
"""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from designer.cooling.hydraulics import HEAD_GATE, MASS_GATE, Builder, Engine, Network, Solution, Unsolved
from designer.cooling.hydraulics.losses import Losses
from designer.sizing.coolant import FluidState

WARM = FluidState(40.0, 1010.455, 3960.0, 1.384399e-3, 0.482)
COLD = FluidState(5.0, 1028.0, 3850.0, 5.5e-3, 0.45)
BORES = (0.012, 0.02786, 0.0548, 0.108, 0.3)


def element(builder: Builder, rng: np.random.Generator, name: str, ends: tuple[str, str]) -> None:
    """One element of any kind, every seventh of them a valve or pump that can hold or limit."""
    head, flow = rng.uniform(3e4, 4e5), 10.0 ** rng.uniform(-2, 1.5)
    match rng.choice(["pipe", "rack", "picv", "check", "pump"], p=[0.5, 0.2, 0.15, 0.1, 0.05]):
        case "pipe":
            builder.pipe(name, ends, 10.0 ** rng.uniform(-1, 2), (rng.choice(BORES), 4.5e-5), rng.choice([0.0, 10.0]))
        case "rack":
            builder.component(name, ends, 10.0 ** rng.uniform(2, 6), rng.choice([1.0, 1.75, 1.9, 2.0]))
        case "picv":
            builder.valve(name, ends, head / 8.0 / flow**2, flow)
        case "check":
            builder.fitting(name, ends, rng.choice(BORES), rng.uniform(0.5, 5.0), check=True)
        case _:
            builder.curve_pump(name, ends, ((0.0, head), (flow, head * 0.6), (flow * 1.5, 0.0)), rng.choice([1.0, 0.6]))
    if rng.random() < 0.05:
        builder.close(name)


def network(seed: int) -> Network:
    """A tree with chords over 12 to 40 nodes, two of them held, a few with a demand or a height."""
    rng, builder = np.random.default_rng(seed), Builder()
    count = int(rng.integers(12, 40))
    for i in range(1, count):
        ends = (f"n{rng.integers(max(0, i - 8), i)}", f"n{i}")
        element(builder, rng, f"t{i}", ends if rng.random() < 0.7 else ends[::-1])
    for i in range(count // 2):
        a, b = rng.choice(count, 2, replace=False)
        element(builder, rng, f"c{i}", (f"n{a}", f"n{b}"))
    builder.node("n0", pressure=rng.uniform(2e5, 6e5))
    builder.node(f"n{count - 1}", pressure=rng.uniform(5e4, 2e5))
    for i in rng.choice(np.arange(1, count - 1), 3, replace=False):
        builder.node(f"n{i}", demand=rng.uniform(-0.02, 0.05) * (seed % 2), elevation=rng.choice([0.0, 3.0]))
    return builder.network()


def solvable(net: Network, shut) -> bool:
    """Whether flows exist that balance every node and pass every valve."""
    count, branches = len(net.nodes), np.arange(len(net.branches))
    ends = (np.concatenate([net.start, net.end]), np.concatenate([branches, branches]))
    signs = np.concatenate([np.ones(branches.size), -np.ones(branches.size)])
    balance = sparse.coo_matrix((signs, ends), shape=(count, branches.size)).tocsr()[np.isnan(net.fixed)]
    low = np.where(shut, 0.0, np.where(net.check, 0.0, -1e4))
    high = np.where(shut, 0.0, np.minimum(net.limit, 1e4))
    wanted = -net.demand[np.isnan(net.fixed)]
    bounds = np.stack([low, high], axis=1)
    return bool(linprog(np.zeros(branches.size), A_eq=balance, b_eq=wanted, bounds=bounds, method="highs").status == 0)


def fits(net: Network, state: FluidState, found: Solution, shut) -> None:
    """Every element by its law: closed ones pass nothing, holding and limiting valves have reason to."""
    flow, drop = found.flow, found.pressure[net.start] - found.pressure[net.end]
    live = ~shut & ~np.isnan(drop)
    loss, _ = Losses.of(net, state).at(flow, exact=True)
    rest, _ = Losses.of(net, state).at(np.zeros(flow.size), exact=True)
    assert np.all(flow[~live] == 0.0)
    assert np.all(flow[net.check] > -MASS_GATE)
    assert np.all(flow <= net.limit * (1.0 + 1e-6) + 1e-9)
    holding = live & net.check & (np.abs(flow) < 1e-9)
    limiting = live & np.isfinite(net.limit) & (flow >= net.limit * (1.0 - 1e-7)) & ~holding
    assert np.all((drop - rest)[holding] < HEAD_GATE)
    assert np.all((loss - drop)[limiting] < HEAD_GATE)
    plain = live & ~holding & ~limiting
    assert np.all(np.abs(drop - loss)[plain] < HEAD_GATE)


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_every_solvable_network_is_solved_cold_and_warm(first):
    """160 random networks: solved where a balance exists, else refused by name; a start elsewhere changes nothing."""
    refused = []
    for seed in range(first, first + 20):
        net = network(seed)
        engine, rng, flow = Engine(net), np.random.default_rng(seed), None
        for state in (WARM, COLD, WARM):
            shut = net.closed.copy()
            turned = rng.choice(shut.size, 2, replace=False)
            shut[turned] = ~shut[turned]
            try:
                found = engine.solve(Losses.of(net, state), flow, shut)
            except Unsolved as trouble:
                refused.append((seed, trouble.reason, solvable(net, shut)))
                continue
            fits(net, state, found, shut)
            plain = engine.solve(Losses.of(net, state), None, shut)
            assert np.max(np.abs(plain.flow - found.flow)) < 1e-5 * (1.0 + np.max(np.abs(found.flow))), seed
            flow = found.flow
    assert [r for r in refused if r[1] not in ("blocked", "starved") or r[2]] == []


@pytest.mark.parametrize(("seed", "solved"), [(799, True), (900, True), (924, True), (345, False), (663, False)])
def test_hanging_parts_settle(seed, solved):
    """Parts that hang between limiting valves, some with nothing to flow: solved, or refused by the valve's name."""
    net = network(seed)
    engine, rng = Engine(net), np.random.default_rng(seed)
    for _ in range(3):
        shut = net.closed.copy()
        turned = rng.choice(shut.size, 2, replace=False)
        shut[turned] = ~shut[turned]
        if solvable(net, shut):
            fits(net, WARM, engine.solve(Losses.of(net, WARM), None, shut), shut)
        else:
            assert not solved
            with pytest.raises(Unsolved, match=r"blocked|starved"):
                engine.solve(Losses.of(net, WARM), None, shut)
