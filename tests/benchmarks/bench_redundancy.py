"""Times the removal proof on a synthetic hall beside networkx removal by removal (a sample, scaled up).

Run: ``python tests/benchmarks/bench_redundancy.py [racks]``. Prints one line per engine.
"""

import sys
import time

import networkx

from designer.catalog import Catalog
from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy import join, prove_graph, rules_of
from designer.redundancy.merging import Joined

P, C, A, K = Commodity.POWER, Commodity.COOLANT, Commodity.AIR, Commodity.PACKETS
SAMPLE = 40


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


def main() -> None:
    """Print the size of the hall and the time of each engine."""
    joined = hall(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
    graph = joined.graph
    print(f"{len(graph.elements)} elements, {len(graph.links)} links, {len(joined.loads)} loads")
    rules = rules_of(Catalog())
    start = time.perf_counter()
    proof = prove_graph(joined, rules)
    print(f"prove_graph, {len(proof.removals)} removals with loading: {time.perf_counter() - start:.2f} s")
    whole = networkx.DiGraph((k.source, k.target) for k in graph.links)
    start = time.perf_counter()
    for tag in list(graph.elements)[:SAMPLE]:
        cut = whole.copy()
        cut.remove_node(tag)
        for root in [t for t, e in graph.elements.items() if e.sources and t in cut]:
            networkx.descendants(cut, root)
    spent = (time.perf_counter() - start) / SAMPLE * len(graph.elements)
    print(f"networkx copy + descendants, T1 reachability only (scaled from {SAMPLE}): {spent:.0f} s")


if __name__ == "__main__":
    main()
