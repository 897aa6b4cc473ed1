"""The cooling room: the network solver beside its peers, an outage sweep, a whole plan, the hours of a year.

Run with ``python tests/benchmarks/bench_cooling.py``: about a minute and a half on a quiet machine, and each network
stops after its share of time on a busy one (three rounds at least). ``--full`` runs more rounds without that limit and
the peers on the largest networks too. Prints medians of interleaved runs, ratios and exponents; asserts nothing about
the clock. Peers run where their environment is (``tests/oracles/client.py``).
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))

from client import ABSENT, Oracles, python
from networks import STATE, network_of

from designer import layout, requirements, sizing
from designer import site as site_room
from designer.catalog import Catalog, Climate
from designer.cooling import carry
from designer.cooling.bench import bench_of
from designer.cooling.hydraulics import Engine, Network, solve
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.sweep import sweep
from designer.cooling.pipes import TURBULENT
from designer.cooling.weather import screening_year
from designer.sizing.coolant import FluidState

ROOT = Path(__file__).resolve().parents[2]
FULL = "--full" in sys.argv[1:]
RUNS = 9 if FULL else 5
#: Rounds at least, and seconds after which a network's rounds end.
LEAST, BUDGET = 3, float("inf") if FULL else 12.0
SIZES = (50, 600, 5000, 30000)
PEERS = ("pandapipes", "wntr", "epanet")
#: Largest network for the peers.
LARGEST = 30000 if FULL else 5000


def clock(call: Callable[[], object]) -> float:
    """Seconds of a call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def median(call: Callable[[], object]) -> float:
    """Median seconds of a call."""
    return statistics.median(clock(call) for _ in range(RUNS))


def agreement(net: Network, oracles: Oracles) -> str:
    """Largest difference of flow over flow with each peer under its own friction law: pandapipes has Colebrook's at
    every Reynolds number, EPANET its explicit one.
    """
    plain = solve(net, STATE)
    still = float(np.min(Losses.of(net, STATE).reynolds(plain.flow)))
    told = [] if still >= TURBULENT else [f"lowest Reynolds number {still:.0f}"]
    for peer in ("pandapipes", "epanet"):
        if peer == "pandapipes":
            same = replace(net, roughness=net.roughness * 3.7 / 3.71)
            own = Engine(same).solve(Losses.of(same, STATE, "colebrook-throughout"))
        else:
            own = Engine(net).solve(Losses.of(net, STATE, "swamee-jain"))
        theirs = np.array(oracles.solve(peer, flows=True)[1])
        floor = 1e-3 * float(np.max(np.abs(own.flow)))
        told.append(f"{peer} {np.max(np.abs(theirs - own.flow) / np.maximum(np.abs(own.flow), floor)):.1e}")
    return ", ".join(told)


def ladder_of_sizes(topology: str, oracles: Oracles | None) -> None:
    """One topology at every size, own solver and peers in turn."""
    own: list[tuple[int, float]] = []
    for size in SIZES:
        net, said = network_of(topology, size)
        engine = Engine(net)
        losses = Losses.of(net, STATE)
        peers = PEERS if oracles is not None and size <= LARGEST else ()
        spent: dict[str, list[float]] = {name: [] for name in ("own", "own with set-up", *peers)}
        close = ""
        if oracles is not None and peers:
            oracles.load(said)
            close = agreement(net, oracles)
        begun = time.perf_counter()
        for number in range(RUNS):
            if number >= LEAST and time.perf_counter() - begun > BUDGET:
                break
            spent["own"].append(clock(lambda engine=engine, losses=losses: engine.solve(fresh(losses), cut=False)))
            spent["own with set-up"].append(clock(lambda net=net: solve(net, STATE)))
            for name in peers:
                assert oracles is not None
                spent[name].append(oracles.solve(name)[0])
        middle = {name: statistics.median(values) for name, values in spent.items()}
        own.append((size, middle["own"]))
        parts = [f"{name} {seconds * 1e3:.2f} ms" for name, seconds in middle.items()]
        whole = middle["own with set-up"]
        parts += [
            f"{name} / own {middle[name] / middle['own']:.1f}, with set-up {middle[name] / whole:.1f}" for name in peers
        ]
        print(f"{topology} of {size} racks: " + ", ".join(parts) + (f"; flows within {close}" if close else ""))
    exponent = np.polyfit(np.log([s for s, _ in own]), np.log([t for _, t in own]), 1)[0]
    print(f"{topology}: exponent {exponent:.2f} from {own[0][0]} to {own[-1][0]} racks")


def fresh(losses: Losses) -> Losses:
    """The losses as if never used: the friction law starts from its explicit guess."""
    losses.friction.x = None
    return losses


def outages(oracles: Oracles | None) -> None:
    """Every rack, header piece and ring section of a hall of 600 racks out in turn: flows and temperatures."""
    net, said = network_of("hall", 600)
    ring = 62
    count = len(net.branches)
    racks = np.arange(ring + 2, count, 3)
    closings = [[i] for i in racks] + [[i, i + 1] for i in (*range(ring, count, 3), *range(0, ring, 2))]
    heat = np.full(racks.size, 100e3)

    def whole() -> None:
        engine = Engine(net)
        swept = sweep(engine, STATE, engine.solve(Losses.of(net, STATE)), closings)
        flow = swept.flow[:, racks]
        served = flow > 1e-6
        rises = np.where(served, heat / np.where(served, flow, 1.0) / STATE.heat_capacity, np.nan)
        total = np.where(served, flow, 0.0).sum(axis=1)
        mixed = np.nansum(flow * rises, axis=1) / total
        assert np.allclose(mixed * total * STATE.heat_capacity, (served * heat).sum(axis=1))

    own = statistics.median(clock(whole) for _ in range(3))
    print(f"outage sweep of a hall of 600 racks, {len(closings)} states: {own:.2f} s")
    if oracles is not None:
        oracles.load(said)
        first = clock(lambda: oracles.solve("pandapipes"))
        warm = oracles.solve("pandapipes")[0]
        print(f"one pandapipes solve: network made and solved {first:.2f} s, warm {warm:.3f} s")
        cold = []
        for _ in range(2 if FULL else 1):
            other = Oracles()
            other.load(said)
            cold.append(clock(lambda other=other: other.solve("pandapipes")))
            other.close()
        print(f"twenty pandapipes solves, each in a process of its own: {20 * statistics.median(cold):.0f} s")


def plan() -> None:
    """A whole plan and the hours of a year."""
    catalog = Catalog()
    prairie = site_room.read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog)
    print(f"workbench: {median(lambda: bench_of(prairie, catalog)) * 1e3:.1f} ms")
    programme = sizing.size(prairie, requirements.derive(prairie, catalog), catalog)
    placed = layout.place(prairie, programme, catalog)
    loads = layout.rack_loads(placed, programme, catalog)
    whole = median(lambda: carry(prairie, programme, placed, loads, catalog))
    print(f"whole plan of prairie-25, {programme.gpu_racks} racks: {whole * 1e3:.0f} ms")
    climate = catalog.get(Climate, "texas-panhandle")
    print(f"screening year: {median(lambda: screening_year(climate)) * 1e3:.1f} ms")


def main() -> None:
    """Print the figures."""
    assert isinstance(STATE, FluidState)
    oracles = Oracles() if python() else None
    if oracles is None:
        print(ABSENT)
    for topology in ("ladder", "ring", "mesh"):
        ladder_of_sizes(topology, oracles)
    outages(oracles)
    plan()
    if oracles is not None:
        oracles.close()


if __name__ == "__main__":
    main()
