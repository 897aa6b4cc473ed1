"""The load flow of a whole hall built anew from its printed records in power-grid-model, another program.

Conventions: the source holds 1.0 p.u. behind the service line; transformers are pi models without magnetising branch,
their no-load loss a load before them; conductors have the resistance of their catalog row; loads draw constant power.
"""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import power_grid_model as pgm
import pytest

from designer.catalog import Busway, Conductor, Transformer
from designer.ledger import Evidence, Status, Value
from designer.power import feed
from designer.units import q


class Model:
    """The tables of the other program as they grow."""

    def __init__(self) -> None:
        self.nodes: dict[str, int] = {}
        self.volts: list[float] = []
        self.lines: list[tuple[int, int, float, float]] = []
        self.names: list[str] = []
        self.trafos: list[tuple[int, int, float, float, float]] = []
        self.loads: list[tuple[int, float, float]] = []

    def node(self, name: str, volts: float) -> int:
        """The number of a bus."""
        if name not in self.nodes:
            self.nodes[name] = len(self.volts)
            self.volts.append(volts)
        return self.nodes[name]

    def line(self, name: str, ends: tuple[int, int], ohms: complex) -> None:
        """A branch by its impedance."""
        self.names.append(name)
        self.lines.append((*ends, ohms.real, ohms.imag))

    def draw(self, bus: int, kilowatts: float, factor: float) -> None:
        """A load."""
        self.loads.append((bus, kilowatts * 1000.0, kilowatts * 1000.0 * math.sqrt(1.0 / factor**2 - 1.0)))

    def solve(self, source: int):
        """Its answer."""
        table = {}
        start = 0

        def rows(kind: str, count: int, **columns: object) -> None:
            nonlocal start
            made = pgm.initialize_array("input", kind, count)
            made["id"] = np.arange(start, start + count)
            for key, value in columns.items():
                made[key] = value
            table[kind], start = made, start + count

        rows("node", len(self.volts), u_rated=self.volts)
        a, b, r, x = zip(*self.lines, strict=True)
        rows("line", len(a), from_node=a, to_node=b, from_status=1, to_status=1, r1=r, x1=x, c1=0.0, tan1=0.0)
        a, b, rating, u_k, p_k = zip(*self.trafos, strict=True)
        rows(
            "transformer", len(a), from_node=a, to_node=b, from_status=1, to_status=1, sn=rating, uk=u_k, pk=p_k,
            u1=[self.volts[n] for n in a], u2=[self.volts[n] for n in b], i0=0.0, p0=0.0, winding_from=1, winding_to=1,
            clock=0, tap_side=0, tap_pos=0, tap_min=0, tap_max=0, tap_size=0.0,
        )  # fmt: skip
        a, p, r = zip(*self.loads, strict=True)
        rows("sym_load", len(a), node=a, status=1, type=0, p_specified=p, q_specified=r)
        rows("source", 1, node=[source], status=1, u_ref=1.0, sk=1e20)
        return pgm.PowerGridModel(table, 60.0).calculate_power_flow(error_tolerance=1e-12, max_iterations=50)


def cable(catalog, branch) -> complex:
    """Impedance of a cable from its printed size, length and catalog row [ohm]."""
    sets, _, size = branch.size.rpartition(" x ")
    row = next(s for s in catalog.get(Conductor, branch.catalog.removeprefix("conductor/")).sizes if s.size == size)
    return complex(row.resistance.si("ohm/km"), row.reactance.si("ohm/km")) * branch.length / 1000.0 / float(sets or 1)


def duct(catalog, branch) -> complex:
    """Impedance of bus duct from its printed size, length and catalog row [ohm]."""
    runs, _, size = branch.size.rpartition(" x ")
    rows = catalog.get(Busway, branch.catalog.removeprefix("busway/")).sizes
    row = next(s for s in rows if s.current.si("A") == float(size.split()[0]))
    return complex(row.resistance.si("ohm/km"), row.reactance.si("ohm/km")) * branch.length / 1000.0 / float(runs or 1)


def rebuilt(chain, site, layout, catalog) -> tuple[Model, int]:
    """The hall in normal service from blocks, branches, assignments and loads."""
    model, loads = Model(), {x.tag: x for x in chain.loads}
    high, low = site.feed.voltage.si("V"), site.wishes.power.voltage.si("V")
    source = model.node("SE-1", high)
    line = complex(0.08, 0.12) * site.feed.line_length.si("km")
    for section in ("MVS-01", "MVS-02"):
        model.line("", (source, model.node(section, high)), line)
    for branch in (b for b in chain.branches if b.kind == "feeder" and b.path and b.current > 0.0):
        ends = model.node(branch.source, high), model.node(branch.target, high)
        model.line(branch.tag, ends, cable(catalog, branch))
    record = catalog.get(Transformer, "padmount-2500-34500-415")
    for block in chain.blocks:
        switch = model.node(f"LSW-{block.transformer[-2:]}", high)
        rating = block.rating_kva * 1000.0
        share = record.resistance.si("")
        made = switch, model.node(block.transformer, low), rating, record.impedance.si(""), share * rating
        model.trafos.append(made)
        model.draw(switch, record.no_load_loss.si("kW"), 1.0)
    for branch in (b for b in chain.branches if b.kind == "lv-feeder" and b.source in model.nodes):
        ohms = (duct if branch.catalog.startswith("busway") else cable)(catalog, branch)
        model.line(branch.tag, (model.nodes[branch.source], model.node(branch.target, low)), ohms)
    at, boards = {p.tag: p.box.at for p in layout.placed}, {b.switchboard for b in chain.blocks}
    on = {}
    for line_ in chain.assignments:
        for lane in (line_.busway_a, line_.busway_b):
            on.setdefault(lane, []).append(line_.load)
    for branch in chain.branches:
        if branch.kind == "busway":
            racks = sorted(on[branch.tag], key=lambda tag: at[tag].x)
            board = at[branch.source].x
            racks = racks if abs(at[racks[0]].x - board) <= abs(at[racks[-1]].x - board) else racks[::-1]
            spans = [abs(at[a].x - at[b].x) for a, b in pairwise(racks)]
            size = next(
                s
                for s in catalog.get(Busway, branch.catalog.removeprefix("busway/")).sizes
                if s.current.si("A") == float(branch.size.split()[0])
            )
            metre = complex(size.resistance.si("ohm/km"), size.reactance.si("ohm/km")) / 1000.0
            above = model.nodes[branch.source]
            for n, (rack, span) in enumerate(zip(racks, (branch.length - sum(spans), *spans), strict=True)):
                here = model.node(f"{branch.tag}:{n + 1}", low)
                model.line(branch.tag if n == 0 else "", (above, here), metre * span)
                model.draw(here, loads[rack].design_kw / 2.0, loads[rack].power_factor)
                above = here
        elif branch.kind in ("panel", "circuit", "cord"):
            ends = model.nodes[branch.source], model.node(branch.tag, low)
            model.line(branch.tag, ends, cable(catalog, branch))
            load = loads.get(branch.target)
            if load and branch.current > 0.0:
                model.draw(ends[1], load.design_kw / (2.0 if load.cords > 1 else 1.0), load.power_factor)
    assert boards <= set(model.nodes)
    return model, source


def test_whole_hall(build, prairie, catalog):
    """Voltages of all buses to 1e-9 of nominal, currents of all branches to 1e-9 relative, losses to 1e-7."""
    none = Value(q(0.0, "min"), Evidence("brief", Status.READ), "brief:test")
    site = replace(prairie, wishes=replace(prairie.wishes, power=replace(prairie.wishes.power, core_ups=none)))
    layout = build["hall"](racks=54, rows=4)
    loads = [*build["racks"](layout), *build["plant"](8, 4, 6, 4, 12, 6)]
    chain = feed(site, build["programme"](54), layout, loads, catalog)
    model, source = rebuilt(chain, site, layout, catalog)
    answer = model.solve(source)
    volts = dict(zip(model.nodes, answer["node"]["u"], strict=True))
    taps = {b.tag: max((n for n in volts if n.startswith(f"{b.tag}:")), key=lambda n: int(n.split(":")[1]), default="")
            for b in chain.branches}  # fmt: skip
    for state in chain.buses:
        name = taps.get(state.tag) or state.tag
        if name in volts:
            assert volts[name] / state.voltage == pytest.approx(1.0, abs=1e-9), state.tag
    currents = dict(zip(model.names, answer["line"]["i_to"], strict=True))
    for branch in chain.branches:
        if branch.current > 1.0 and branch.tag in currents:
            assert currents[branch.tag] == pytest.approx(branch.current, rel=1e-9), branch.tag
    lost = float(np.sum(answer["transformer"]["p_from"] + answer["transformer"]["p_to"])) / 1000.0
    idle = len(chain.blocks) * catalog.get(Transformer, "padmount-2500-34500-415").no_load_loss.si("kW")
    assert lost + idle == pytest.approx(chain.losses_kw["transformer"], rel=1e-7)
