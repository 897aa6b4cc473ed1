"""Times the proof on a synthetic hall: singles beside plain search, shares beside maximum flow, pairs, random states.

Run: ``python tests/benchmarks/bench_redundancy.py [racks]``. Prints one line per engine, then how each grows with the
size of the hall. 372 racks make a hall of about 3,600 removable elements.
"""

import math
import sys
import time
from statistics import median

import networkx
import numpy as np

from designer.catalog import Catalog
from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy import join, prove_graph, rules_of
from designer.redundancy.availability import parts_of
from designer.redundancy.flowing import Mains
from designer.redundancy.merging import Joined
from designer.redundancy.overlapping import overlap
from designer.redundancy.propagation import column_bits, served, unpack
from designer.redundancy.scenarios import faults, maintenance, normal
from designer.redundancy.sharing import Feeds, patterns_of, share
from designer.redundancy.trials import trials
from designer.redundancy.trying import Bench, attempt, bench_of
from designer.redundancy.wiring import wire_up

P, C, A, K = Commodity.POWER, Commodity.COOLANT, Commodity.AIR, Commodity.PACKETS
SAMPLE = 40
ROUNDS = 5
#: Random states for each load class.
MANY = 400_000


class _Hall:
    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.links: list[Link] = []
        self.loads: list[Load] = []
        self.groups: list[RedundancyGroup] = []

    def add(self, tag: str, kind: str, needs: dict[Commodity, int], **fields: object) -> str:
        self.elements.append(Element(tag, kind, Trade.POWER, needs=needs, **fields))  # type: ignore[arg-type]
        return tag

    def feed(self, starts: list[str], end: str, commodity: Commodity = P, **fields: object) -> None:
        self.links += [Link(s, end, commodity, **fields) for s in starts]  # type: ignore[arg-type]

    def load(self, tag: str, kind: str, kilowatts: float, load_class: LoadClass) -> None:
        powers = (kilowatts, kilowatts, 0.0, 1.0)
        self.loads.append(Load(tag, kind, Trade.POWER, load_class, *powers, heat_air_kw=kilowatts))


def hall(racks: int) -> Joined:
    """A 4-to-make-3 hall: blocks, busways, taps and cords, CDU loops of 40 racks, leaves on eight rails, spines."""
    made = _Hall()
    made.add("UTIL", "utility", {}, sources=(P,))
    blocks = []
    for n in range(-(-racks * 132 // 5400) * 4):
        tx = made.add(f"TX-{n:02d}", "transformer", {P: 1}, capacity=2450.0)
        made.feed(["UTIL"], tx)
        blocks.append(made.add(f"MSB-{n:02d}", "switchboard", {P: 1}, capacity=2450.0))
        made.feed([tx], blocks[-1])
        made.feed([made.add(f"GEN-{n:02d}", "generator", {}, sources=(P,))], blocks[-1], normally_open=True)
    plant = _plant(made, blocks, racks)
    spines = [made.add(f"SPINE-{n:03d}", "switch", {P: 1}, sources=(K,)) for n in range(max(2, racks * 72 // 64))]
    nets = []
    for n in range(len(spines) // 8 + 2):
        nets.append(_corded(made, f"N-{n:02d}", 25.0, LoadClass.CORE, blocks, n))
    for n, spine in enumerate(spines):
        made.feed([nets[n % len(nets)]], spine)
    for n in range(racks):
        rack = _corded(made, f"R-{n:04d}", 132.0, LoadClass.GPU, blocks, n)
        made.elements[-1] = Element(rack, "rack", Trade.LAYOUT, needs={P: 1, C: 1, A: 1, K: 1}, room="HALL")
        made.feed([plant[0][n // 40]], rack, C)
        made.feed([plant[1]], rack, A)
        leaves = [f"LEAF-{n // 4:03d}-{r}" for r in range(8)]
        for r, leaf in enumerate(leaves if n % 4 == 0 else ()):
            made.add(leaf, "switch", {P: 1, K: 1})
            made.feed([nets[(n + r) % len(nets)]], leaf)
            made.feed([spines[(32 * r + k) % len(spines)] for k in range(32)], leaf, K)
        made.feed(leaves, rack, K)
    return join(made.elements, made.links, made.groups, made.loads)


def _corded(made: _Hall, tag: str, kilowatts: float, load_class: LoadClass, blocks: list[str], n: int) -> str:
    system = n // 6 % (len(blocks) // 4) * 4
    a, b = [(0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2)][n % 6]
    for side, block in (("A", blocks[system + a]), ("B", blocks[system + b])):
        tap = made.add(f"TAP-{tag}-{side}", "tap", {P: 1}, capacity=140.0)
        cord = made.add(f"CORD-{tag}-{side}", "cord", {P: 1}, capacity=140.0)
        made.feed([block], tap)
        made.feed([tap], cord)
        made.feed([cord], tag)
    made.load(tag, "rack", kilowatts, load_class)
    return made.add(tag, "rack", {P: 1}, room="HALL")


def _plant(made: _Hall, blocks: list[str], racks: int) -> tuple[list[str], str]:
    loops = []
    units = [made.add(f"ACU-{n:02d}", "air-unit", {P: 1}, sources=(A,)) for n in range(racks // 8 + 2)]
    zone = made.add("AIR-HALL", "zone", {A: len(units) - 1})
    made.feed(units, zone, A)
    made.groups.append(RedundancyGroup("G-ACU", Trade.COOLING, "air-unit", len(units) - 1, tuple(units)))
    coolers = [made.add(f"CLR-{n:02d}", "cooler", {P: 1}, sources=(C,)) for n in range(racks // 8 + 2)]
    main = made.add("FWS", "header", {C: len(coolers) - 1})
    made.feed(coolers, main, C)
    for loop in range(-(-racks // 40)):
        cdus = [made.add(f"CDU-{loop}-{n}", "cdu", {P: 1, C: 1}) for n in range(6)]
        loops.append(made.add(f"TCS-{loop}", "header", {C: 5}))
        made.feed(cdus, loops[-1], C)
        for cdu in cdus:
            made.feed([main], cdu, C)
        made.groups.append(RedundancyGroup(f"G-CDU-{loop}", Trade.COOLING, "cdu", 5, tuple(cdus)))
        units = units + cdus
    for n, unit in enumerate([*units, *coolers]):
        made.load(unit, "plant", 15.0, LoadClass.CORE)
        made.feed([blocks[n % len(blocks)], blocks[(n + 1) % len(blocks)]], unit)
    return loops, zone


def _power_only(joined: Joined) -> tuple[list[list[int]], list[int]]:
    """Plain adjacency of the power graph, and its sources."""
    index = {tag: n for n, tag in enumerate(joined.graph.elements)}
    out: list[list[int]] = [[] for _ in index]
    for k in joined.graph.links:
        if k.commodity is P and not k.normally_open:
            out[index[k.source]].append(index[k.target])
    return out, [index["UTIL"]]


def _plain(out: list[list[int]], roots: list[int], removed: int) -> set[int]:
    """One removal by plain breadth-first search."""
    seen = {n for n in roots if n != removed}
    ready = list(seen)
    while ready:
        for n in out[ready.pop()]:
            if n != removed and n not in seen:
                seen.add(n)
                ready.append(n)
    return seen


def single_removals(joined: Joined) -> float:
    """All single removals by reachability: bits against plain search (sampled), held to the dominators."""
    elements = joined.graph.elements
    out, roots = _power_only(joined)
    wiring = wire_up(P, elements, [k for k in joined.graph.links if k.commodity is P], -1.0)
    count = len(elements)
    fast, slow = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        bits = served(wiring, column_bits(count, [(n,) for n in range(count)]))
        fast.append(time.perf_counter() - start)
        start = time.perf_counter()
        for n in range(0, count, max(1, count // SAMPLE)):
            _plain(out, roots, n)
        slow.append((time.perf_counter() - start) * max(1, count // SAMPLE))
    table = unpack(bits, count)
    graph = networkx.DiGraph((a, b) for a, after in enumerate(out) for b in after)
    above = networkx.immediate_dominators(graph, roots[0])
    reached = [n for n in range(count) if n in above and n not in roots]
    wrong = 0
    for n in reached:
        chain, here = {n}, n
        while here not in roots:
            here = above[here]
            chain.add(here)
        wrong += set(np.flatnonzero(~table[n]).tolist()) != chain
    a, b = median(fast), median(slow)
    print(f"singles: {count} removals, bits {a * 1e3:.1f} ms, plain search {b:.2f} s: {b / a:.0f} times; "
          f"{len(reached)} elements, {wrong} differ from the dominators")
    return a


def capacity(joined: Joined) -> float:
    """Whether every removal can be carried: shares of all in one array pass and maximum flows where they overload,
    against networkx maximum flow (sampled), with the same answers.
    """
    bench = bench_of(joined, rules_of(Catalog()))
    demands = bench.demands(False)
    settled = bench.settle([(tag,) for tag in joined.graph.elements], 60.0)
    feeds = bench.fed(settled, 60.0, demands)
    mains = Mains(feeds, bench.ordered, demands)
    asked = feeds.carriers[:: max(1, len(feeds.carriers) // 4)][:4]
    graph, slow, fast = _plain_flow(bench, feeds, demands), 0.0, []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        patterns = patterns_of(settled, feeds)
        shares = share(feeds, patterns, bench.ordered, demands)
        over = np.flatnonzero(shares.worst > bench.rules.most).tolist()
        short = {p for p in over if not mains.could_carry(patterns.live[:, p])}
        fast.append(time.perf_counter() - start)
    wrong = 0
    for n in asked:
        live = patterns.live[:, patterns.of[n]]
        start = time.perf_counter()
        cut = graph.copy()
        cut.remove_nodes_from([("o", m) for m in feeds.carriers if not live[m]])
        value = networkx.maximum_flow_value(cut, "start", "end")
        slow += (time.perf_counter() - start) / len(asked) * len(feeds.carriers)
        fed = sum(kw for node, kw in demands.items()
                  if any(live[int(feeds.wiring.sources[k])] for k in feeds.inward.get(node, ())))
        wrong += (value < fed - 1e-3) != (int(patterns.of[n]) in short)
    a = median(fast)
    print(f"capacity: {len(feeds.carriers)} carriers, {patterns.live.shape[1]} patterns, shares {a * 1e3:.0f} ms with "
          f"{len(over)} maximum flows, networkx {slow:.0f} s (scaled from 4, {wrong} differ): {slow / a:.0f} times")
    return a


def _plain_flow(bench: Bench, feeds: Feeds, demands: dict[int, float]) -> networkx.DiGraph:
    graph = networkx.DiGraph()
    for n in feeds.carriers:
        rated = bench.ordered[n].capacity
        graph.add_edge(("i", n), ("o", n), **({"capacity": rated} if rated else {}))
        if P in bench.ordered[n].sources:
            graph.add_edge("start", ("i", n))
    for links in feeds.inward.values():
        for k in links:
            graph.add_edge(("o", int(feeds.wiring.sources[k])), ("i", int(feeds.wiring.targets[k])))
    for n, kw in demands.items():
        graph.add_edge(("i", n), "end", capacity=kw)
    return graph


def pairs(joined: Joined) -> float:
    """All pairs, one planned and one failed, exactly."""
    bench = bench_of(joined, rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    elements = joined.graph.elements
    failing = faults(elements, joined.graph.links)
    table = bench.settle([s.removed for s in failing], 60.0).table()
    start = time.perf_counter()
    found = overlap(bench, maintenance(elements), failing, table, 60.0, False)
    spent = time.perf_counter() - start
    print(f"pairs: {found.tried} in {spent:.2f} s: {found.tried / spent:,.0f} a second, {len(found.names)} stretches")
    return spent / found.tried


def monte_carlo(joined: Joined) -> float:
    """Random states of the whole graph, with two and more elements down, drawn, settled and judged class by class."""
    bench = bench_of(joined, rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    down = parts_of(bench, Catalog()).down
    spent = []
    for seed in range(ROUNDS):
        start = time.process_time()
        found = trials(bench, down, MANY, seed)
        spent.append(time.process_time() - start)
    states = sum(one.states for one in found.values())
    each = ", ".join(f"{c.value} {one.mean:.2g} +- {one.error:.1g}" for c, one in found.items())
    rate = states / median(spent)
    print(f"trials: {states} states in {median(spent):.2f} s of one core: {rate:,.0f} a second ({each})")
    return 1.0 / rate


def whole(joined: Joined) -> float:
    """The whole proof with pairs and availability."""
    start = time.process_time()
    proof = prove_graph(joined, rules_of(Catalog()), True, Catalog())
    spent = time.process_time() - start
    print(f"whole proof with pairs and availability, {len(proof.removals)} removals: {spent:.2f} s of one core")
    return spent


ENGINES = (single_removals, capacity, whole, pairs, monte_carlo)


def main() -> None:
    """Print the sizes of the halls, the time of each engine, and the exponents of their growth."""
    racks = int(sys.argv[1]) if len(sys.argv) > 1 else 372
    sizes, spent = [], []
    for part in (4, 2, 1):
        joined = hall(racks // part)
        graph = joined.graph
        print(f"{len(graph.elements)} elements, {len(graph.links)} links, {len(joined.loads)} loads")
        sizes.append(len(graph.elements))
        spent.append([engine(joined) for engine in ENGINES])
    names = ("singles", "shares", "whole proof", "one pair", "one state")
    for name, first, last in zip(names, spent[0], spent[-1], strict=True):
        print(f"growth of {name}: elements ^ {math.log(last / first) / math.log(sizes[-1] / sizes[0]):.2f}")


if __name__ == "__main__":
    main()
