"""Published whole blocks: racks of 27 trays with headers, couplings and cold plates, their CDU and its facility water,
each given as a loop brief of its own and solved.

The source is a public study of an NVL72-class rack that prints every input and every answer. It is another solver:
Haaland's friction, properties at mean temperatures, one segment of header a tray.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from designer.catalog import Catalog, Cdu, Coolant
from designer.cooling import pipes
from designer.cooling.cdu import CduModel, head_at
from designer.cooling.loop import LoopAnswer, read_loop_bytes, solve_loop_brief
from designer.sizing import exchanger
from designer.sizing.coolant import Fluid, fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

SOURCE = "jasonsimon999/NVL72-Manifold-Optimization, results/{}.md, commit {}"
STUDY, EXTENSION = "b2da0db3", "509f9df4"
#: Kinds of tray from the lowest up; heat [kW]; tube bore [mm] and length [m]; cold plates and couplings [Pa s2/kg2].
TRAYS = "C" * 9 + "S" * 9 + "C" * 9
HEAT = {"C": 5.8, "S": 1.24}
TUBE = {"C": (8.0, 1.5), "S": (6.0, 1.0)}
INSIDE = {"C": 5.5e6 + 2.3e6, "S": 20e6 + 5e6}
HEIGHT, ROUGH = 1.8, "0.0015 mm"
#: Loss coefficients: a header's tee, its entrance or exit; a branch's tee, entrance, exit, bends, fittings, valve.
TEE, END, BRANCH = 0.08, 0.2, 1.0 + 0.5 + 1.0 + 1.2 + 0.5 + 0.3
#: What a header loses more where its bore changes.
TAPER = 0.05


class Block(NamedTuple):
    """What the source states: coolant, its supply [degC] and mass flow a rack [kg/s]; number of racks; bore of the
    headers [mm] at the CDU and at the far end; extra resistance of trays [Pa s2/kg2]; pipe, fittings and equipment
    outside the rack; the CDU's UA [kW/K], its facility flow [LPM] and temperature [degC].
    """

    coolant: str
    supply: float
    flow: float
    racks: int = 1
    bores: tuple[float, float] = (38.0, 38.0)
    back: tuple[float, float] = (38.0, 38.0)
    extra: tuple[float, float] = (0.0, 0.0)
    outside: tuple[float, float, float, float] | None = None
    exchanger: tuple[float, float, float] | None = None


def _bore(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


def _drop(coefficient: float, fluid: Fluid, celsius: float) -> dict[str, str]:
    """A component of a drop by mass flow squared."""
    flow = fluid.at(celsius).kg_s(5.0)
    return {"flow": "5 LPM", "drop": f"{coefficient * flow**2 / 1000.0!r} kPa"}


def _rack(name: str, block: Block, fluid: Fluid) -> dict[str, list[dict[str, Any]]]:
    """Nodes, pipes and components of a rack."""
    step = HEIGHT / len(TRAYS)
    nodes: list[dict[str, Any]] = [{"tag": f"{name}S0"}, {"tag": f"{name}R0"}]
    pipes: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for i, kind in enumerate(TRAYS, start=1):
        share, minor = (i - 0.5) / len(TRAYS), TEE + (END if i == 1 else TAPER * (block.bores[0] != block.bores[1]))
        high = f"{step * i!r} m"
        nodes += [{"tag": f"{name}{side}{i}", "elevation": high} for side in "SRab"]
        for side, ends, bores in (("S", (i - 1, i), block.bores), ("R", (i, i - 1), block.back)):
            pipes.append({"tag": f"{name}H{side}{i}", "from": f"{name}{side}{ends[0]}", "to": f"{name}{side}{ends[1]}",
                          "length": f"{step!r} m", "bore": f"{_bore(bores, share)!r} mm", "roughness": ROUGH,
                          "loss": repr(minor)})  # fmt: skip
        bore, length = TUBE[kind]
        for tag, start, end in ((f"{name}T{i}", "S", "a"), (f"{name}U{i}", "b", "R")):
            pipes.append({"tag": tag, "from": f"{name}{start}{i}", "to": f"{name}{end}{i}", "length": f"{length / 2} m",
                          "bore": f"{bore} mm", "roughness": ROUGH, "loss": repr(BRANCH / 2)})  # fmt: skip
        inside = INSIDE[kind] + block.extra[kind == "S"]
        parts.append({"tag": f"{name}{kind}{i}", "from": f"{name}a{i}", "to": f"{name}b{i}", "heat": f"{HEAT[kind]} kW",
                      **_drop(inside, fluid, block.supply)})  # fmt: skip
    return {"nodes": nodes, "pipes": pipes, "components": parts}


def _outside(name: str, block: Block, fluid: Fluid) -> dict[str, list[dict[str, Any]]]:
    """From the CDU to a rack and back, half of what lies outside on either side."""
    said: dict[str, list[dict[str, Any]]] = {"nodes": [], "pipes": [], "components": []}
    if block.outside is None:
        for side, ends in (("F", ("in", f"{name}S0")), ("B", (f"{name}R0", "out"))):
            said["pipes"].append({"tag": f"{name}{side}", "from": ends[0], "to": ends[1], "length": "0.001 m",
                                  "bore": "500 mm", "roughness": ROUGH})  # fmt: skip
        return said
    length, bore, minor, equipment = block.outside
    for side, start, end in (("F", "in", f"{name}S0"), ("B", f"{name}R0", "out")):
        said["nodes"].append({"tag": f"{name}{side}m"})
        said["pipes"].append(
            {"tag": f"{name}{side}", "from": start, "to": f"{name}{side}m", "length": f"{length / 2} m",
             "bore": f"{bore} mm", "roughness": ROUGH, "loss": repr(minor / 2)}
        )  # fmt: skip
        said["components"].append({"tag": f"{name}{side}e", "from": f"{name}{side}m", "to": end,
                                   **_drop(equipment / 2, fluid, block.supply)})  # fmt: skip
    return said


def brief(block: Block) -> bytes:
    """The loop brief of a block: coolant put in at the supply temperature, the CDU's exchanger on what comes back."""
    fluid = fluid_of(Catalog().get(Coolant, block.coolant))
    said: dict[str, Any] = {
        "coolant": block.coolant, "temperature": f"{block.supply} degC",
        "nodes": [{"tag": "in", "demand": f"{-block.flow * block.racks!r} kg/s", "temperature": f"{block.supply} degC"},
                  {"tag": "out"}, {"tag": "cold", "pressure": "0 kPa"}],
        "pipes": [], "components": [],
    }  # fmt: skip
    for number in range(1, block.racks + 1):
        for part in (_rack(f"{number}-", block, fluid), _outside(f"{number}-", block, fluid)):
            for kind, items in part.items():
                said[kind] += items
    end: dict[str, Any] = {"tag": "cdu", "from": "out", "to": "cold", "flow": "100 LPM", "drop": "0 kPa"}
    if block.exchanger is not None:
        size, flow, cold = block.exchanger
        end["exchanger"] = {"size": f"{size} kW/K", "flow": f"{flow} LPM", "temperature": f"{cold} degC",
                            "coolant": "water"}  # fmt: skip
    said["components"].append(end)
    return yaml.safe_dump({"loop": said}, sort_keys=False).encode()


def solved(block: Block) -> LoopAnswer:
    """The state of a block."""
    return solve_loop_brief(read_loop_bytes(brief(block), "block.yaml", Catalog()))


#: Printed: flow [LPM at the supply's density] and outlet [degC] of the 27 trays from the lowest up.
WATER_FLOWS = (
    5.2837, 5.2721, 5.2616, 5.2519, 5.2432, 5.2353, 5.2282, 5.2219, 5.2163, 2.9185, 2.9160, 2.9136, 2.9114, 2.9094,
    2.9076, 2.9060, 2.9044, 2.9031, 5.1817, 5.1799, 5.1785, 5.1774, 5.1765, 5.1759, 5.1755, 5.1752, 5.1750,
)  # fmt: skip
WATER_OUTLETS = (
    55.882, 55.917, 55.949, 55.978, 56.005, 56.029, 56.051, 56.070, 56.087, 46.148, 46.154, 46.159, 46.163, 46.168,
    46.171, 46.175, 46.178, 46.181, 56.195, 56.200, 56.205, 56.208, 56.211, 56.213, 56.214, 56.215, 56.216,
)  # fmt: skip
GLYCOL_FLOWS = (
    5.2854, 5.2738, 5.2631, 5.2534, 5.2446, 5.2366, 5.2295, 5.2231, 5.2174, 2.9169, 2.9143, 2.9119, 2.9097, 2.9077,
    2.9058, 2.9041, 2.9026, 2.9012, 5.1822, 5.1803, 5.1789, 5.1777, 5.1769, 5.1763, 5.1758, 5.1755, 5.1753,
)  # fmt: skip
BALANCED_FLOWS = (
    6.1051, 6.0924, 6.0808, 6.0702, 6.0608, 6.0523, 6.0447, 6.0381, 6.0324, 1.2914, 1.2904, 1.2894, 1.2884, 1.2875,
    1.2866, 1.2857, 1.2848, 1.2840, 5.9884, 5.9853, 5.9828, 5.9809, 5.9795, 5.9786, 5.9779, 5.9776, 5.9774,
)  # fmt: skip
#: Density [kg/m3] at the supply as the source has it: water; PG25 at 40 and at 38 degC.
WATER_DENSITY, GLYCOL_DENSITY, COOLER_DENSITY = 992.2236782, 1020.0, 1021.0
FRICTION = "Colebrook here, Haaland there"
THICK = "the source's PG25 holds 4.12 kJ/(kg K), CoolProp's 3.96 and Dow's 3.92: its coolant warms by 4 % less"


def _flows(found: LoopAnswer, density: float, name: str = "1-") -> list[float]:
    branches = {b.tag: b for b in found.branches}
    return [branches[f"{name}{kind}{i}"].flow / density * 6e4 for i, kind in enumerate(TRAYS, start=1)]


def _outlets(found: LoopAnswer) -> list[float]:
    nodes = {n.tag: n.temperature for n in found.nodes}
    return [nodes[f"1-b{i}"] for i in range(1, len(TRAYS) + 1)]


def _between(found: LoopAnswer, start: str, end: str) -> float:
    nodes = {n.tag: n.pressure for n in found.nodes}
    return nodes[start] - nodes[end]


def _heat(found: LoopAnswer, tag: str = "cdu") -> float:
    return next(-b.heat for b in found.branches if b.tag == tag)


def _case(name: str, report: str, commit: str) -> tuple[str, str, str, str]:
    return ("Whole blocks", name, SOURCE.format(report, commit), "read")


def water_rows() -> Iterator[Row]:
    """A rack with water on its CDU and facility water."""
    report = ("extension_study/reports/baseline_water", EXTENSION)
    size, flow, cold = 21.89682712613286, 150.0, 36.0
    found = solved(Block("water", 40.0, WATER_DENSITY * 0.002, exchanger=(size, flow, cold)))
    yield Row.of(_case("Rack of 27 trays, 115.56 kW, 120 LPM of water of 40 degC, CDU and facility water as one loop "
                       "brief: flows of the trays", *report),
                 ("LPM", WATER_FLOWS, _flows(found, WATER_DENSITY)), 8e-4, FRICTION, absolute=True)  # fmt: skip
    yield Row.of(_case("The same: outlets of the trays", *report), ("degC", WATER_OUTLETS, _outlets(found)), 0.006,
                 FRICTION, absolute=True)  # fmt: skip
    drop = _between(found, "in", "out")
    power = pipes.pump_power(V=q(120, "LPM"), dp=q(drop, "kPa"), eta=q(0.6))
    fastest = max(b.velocity for b in found.branches if b.kind == "pipe" and b.tag.startswith("1-H"))
    yield Row.of(_case("The same: drop; pump at 0.6; fastest header", *report),
                 ("kPa; W; m/s", (74.50315, 248.3438, 1.774251), (drop, magnitude(power, "W"), fastest)), 1.3e-3,
                 FRICTION)  # fmt: skip
    heat, water = _heat(found), fluid_of(Catalog().get(Coolant, "water"))
    rate = water.at(cold).kg_s(flow) * water.at(cold + 5.6).heat_capacity / 1000.0
    nodes = {n.tag: n.temperature for n in found.nodes}
    warm = nodes["out"]
    yield Row.of(_case("The same: coolant back at the CDU, after it; facility water back; effectiveness", *report),
                 ("degC; -", (53.93382, 40.0, 47.13213, 0.776988),
                  (warm, nodes["cold"], cold + heat / rate, (warm - nodes["cold"]) / (warm - cold))), 6e-3,
                 absolute=True)  # fmt: skip


def glycol_rows() -> Iterator[Row]:
    """The rack with PG25, as it stands and balanced."""
    plain = solved(Block("pg25", 40.0, GLYCOL_DENSITY * 0.002))
    report = ("reports/baseline", STUDY)
    yield Row.of(_case("The rack with PG25 of 40 degC: flows of the trays", *report),
                 ("LPM", GLYCOL_FLOWS, _flows(plain, GLYCOL_DENSITY)), 2e-3, FRICTION, absolute=True)  # fmt: skip
    warm = next(n.temperature for n in plain.nodes if n.tag == "out")
    yield Row.of(_case("The same: drop", *report), ("kPa", 79.83385, _between(plain, "in", "out")), 2e-3)
    yield Row.of(_case("The same: rise of the rack", *report), ("K", 13.72642, warm - 40.0), 0.04, THICK)
    balanced = solved(BALANCED)
    report = ("reports/design_D", STUDY)
    yield Row.of(_case("The rack with tapered headers and a restriction in each tray: flows", *report),
                 ("LPM", BALANCED_FLOWS, _flows(balanced, GLYCOL_DENSITY)), 2e-3, FRICTION, absolute=True)  # fmt: skip
    yield Row.of(_case("The same: drop", *report), ("kPa", 114.4611, _between(balanced, "in", "out")), 2e-3)


#: Its headers change their bore at every tray.
BALANCED = Block(
    "pg25", 40.0, GLYCOL_DENSITY * 119.99337567015172 / 6e4, bores=(38.40001129995187, 35.260164829076075),
    back=(38.488037593577065, 35.27341388801198), extra=(806675.5141017016, 197949995.54695335),
)  # fmt: skip


def hall_rows() -> Iterator[Row]:
    """Eight racks on a CDU of 1,200 LPM with 12 m of 40 mm to each, facility water of 34 degC."""
    report = ("reports/inrow", STUDY)
    found = solved(Block("pg25", 38.0, COOLER_DENSITY * 0.002, 8, outside=(12.0, 40.0, 8.0, 3000.0)))
    racks = [sum(_flows(found, COOLER_DENSITY, f"{n}-")) for n in range(1, 9)]
    yield Row.of(_case("Eight racks, 924.48 kW, one CDU of 1,200 LPM, 12 m of 40 mm each, as one loop brief: flows of "
                       "the racks", *report), ("LPM", [120.0] * 8, racks), 1e-6)  # fmt: skip
    drop = _between(found, "in", "out")
    yield Row.of(_case("The same: drop of a rack; of the loop", *report),
                 ("kPa", (80.09155, 111.087), (_between(found, "1-S0", "1-R0"), drop)), 3e-3)  # fmt: skip
    record = Catalog().get(Cdu, "xdu1350")
    model = CduModel(record, 1368.0, 4.0, exchanger.Plates(1.0, (1.0, 1.0), 0.7), (1e-6, 1200.0), (330.0, 244.0), 0.0,
                     0.0)  # fmt: skip
    yield Row.of(_case("The same: head left at 960 LPM of a pump of 330 kPa at rest, 244 kPa at 1,200 LPM", *report),
                 ("kPa", 163.873, head_at(model, 960.0) - drop), 3e-3)  # fmt: skip
    heat = sum(b.heat for b in found.branches)
    water = fluid_of(Catalog().get(Coolant, "water"))
    rate = water.at(34.0).kg_s(1200.0) * water.at(39.6).heat_capacity / 1000.0
    yield Row.of(_case("The same: heat; facility water of 1,200 LPM back", *report),
                 ("kW; degC", (924.48, 45.12444), (heat, 34.0 + heat / rate)), 2e-4)  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published block."""
    yield from water_rows()
    yield from glycol_rows()
    yield from hall_rows()
