"""A small whole design made by hand, in which every rule passes: four GPU racks on two power paths, everything in twos.

Tests spoil one thing at a time with `dataclasses.replace` (see `spoil.py`). Nothing here comes from other rooms.
"""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import Polygon, box

from designer import bom, conversion, redundancy
from designer.catalog import Catalog, Climate
from designer.checks.records import Design
from designer.conversion import records as case
from designer.cooling import records as cooling
from designer.fabric import records as fabric
from designer.layout import records as layout
from designer.ledger import Evidence, Ledger, Limit, Status, Step, Value
from designer.model import (
    Box,
    BulkItem,
    Commodity,
    Element,
    Fate,
    Link,
    Load,
    LoadClass,
    Polyline,
    Position,
    RedundancyGroup,
    Trade,
)
from designer.power import records as power
from designer.redundancy.records import Trades
from designer.requirements.records import Requirement, Requirements
from designer.site import records as site
from designer.sizing import records as sizing
from designer.units import q

P, C, A, K = Commodity.POWER, Commodity.COOLANT, Commodity.AIR, Commodity.PACKETS
CATALOG = Catalog()
GPU_RACKS = ("R-0101", "R-0102", "R-0103", "R-0104")
CORE_RACKS = ("N-01", "N-02", "S-01", "S-02")


def v(number: float | None, unit: str = "", name: str = "") -> Value:
    """A value that the brief states, or one that it does not."""
    if number is None:
        return Value(None, Evidence("brief", Status.UNKNOWN), f"brief:{name}")
    return Value(q(number, unit), Evidence("brief", Status.READ), f"brief:{name}")


def make_site() -> site.Site:
    """A hall of 40 m by 20 m with a good slab, two fibre routes, a feed of 1.2 MW and two transformers."""
    corners = Polygon([(0, 0), (40, 0), (40, 20), (0, 20)])
    hall = site.Hall(
        polygon=corners,
        clear_height=v(7.0, "m", "hall.clear_height"),
        slab=site.Slab(v(0.25, "m"), v(28, "MPa"), v(50, "MN/m3"), v(20, "kPa"), v(30, "kN")),
        columns=(),
        doors=(
            site.Door("D-1", 0, 10, 3.0, 3.6, "roll-up", False),
            site.Door("D-2", 40, 10, 1.2, 2.2, "personnel", True),
            site.Door("D-3", 20, 0, 1.2, 2.2, "personnel", True),
        ),
        openings=(),
        keep_outs=(),
        yards=(box(0, 25, 40, 45),),
        sprinklered=True,
    )
    tags = ("TX-01", "TX-02")
    plant = site.PlantItem(
        "TX",
        tags,
        "transformer",
        "padmount-1500-34500-415",
        2,
        v(1500, "kVA"),
        v(34.5, "kV"),
        v(415, "V"),
        v(5.75, "%"),
        v(None),
        v(None),
        v(2021),
        "good",
        "",
        None,
        None,
    )
    shelves = site.PlantItem(
        "SH",
        tuple(f"SH-{n:02d}" for n in range(1, 41)),
        "shelf",
        "",
        40,
        v(None),
        v(None),
        v(None),
        v(None),
        v(None),
        v(None),
        v(None),
        "good",
        "",
        None,
        None,
    )
    net = site.NetworkWish()
    wishes = site.Wishes(
        compute=(site.ComputeWish("gb200-nvl72", "", 4, None),),
        fabric=site.FabricWish(
            site.NetworkWish("rail-optimised", "qm9700", oversubscription=1.0, planes=1, tiers=2),
            net,
            net,
            net,
            metro="town",
            rtt_target=v(6, "ms"),
        ),
        power=site.PowerWish(
            "NEC",
            v(415, "V"),
            "2N",
            "2(N+1)",
            "N+1",
            v(5, "min"),
            v(0, "min"),
            True,
            v(24, "h"),
            False,
            v(0, "%"),
        ),
        cooling=site.CoolingWish(
            v(40, "degC"),
            "pg25",
            "pg40",
            "N+1",
            ("dry",),
            False,
            v(24, "degC"),
            v(5, "min"),
            None,
            None,
            rear_door="chilleddoor",
        ),
        mining=site.MiningWish(v(0, "MW"), v(None), v(None)),
        requirements=(),
    )
    return site.Site(
        project=site.Project("Example", "1", "Owner", "A", "2026-11-23", "concept", "SI"),
        location="Example",
        elevation=v(100, "m"),
        climate=CATALOG.get(Climate, CATALOG.slugs("climate")[0]),
        feed=site.Feed(
            v(34.5, "kV"),
            v(60, "Hz"),
            v(1.2, "MW", "site.utility.import_limit"),
            v(1500, "MVA"),
            v(10),
            1,
            v(0.98),
            v(300, "m"),
            v(1, "MW/s", "site.utility.ramp_limit"),
        ),
        water=site.Water(False, v(None), v(None)),
        fibre=(
            site.FibreRoute("north", v(80, "km"), "town", "north", (0, 5)),
            site.FibreRoute("south", v(120, "km"), "town", "south", (40, 5)),
        ),
        permits="granted",
        labour="",
        hall=hall,
        plant=(plant, shelves),
        wishes=wishes,
        notes=(),
        given={"site.utility.import_limit": v(1.2, "MW", "site.utility.import_limit")},
        brief_digest="",
    )


def make_programme() -> sizing.Programme:
    """Four GPU racks of the five that the feed allows."""
    return sizing.Programme(
        racks=(
            sizing.RackGroup("gb200-nvl72", "gpu", 4, 4, 132.0, LoadClass.GPU),
            sizing.RackGroup("network-rack", "network", 2, 0, 12.0, LoadClass.CORE),
            sizing.RackGroup("storage-rack", "storage", 2, 0, 8.0, LoadClass.CORE),
        ),
        gpus=288,
        limits=(
            sizing.CapacityLimit("import", Trade.POWER, 5, "sizing.import"),
            sizing.CapacityLimit("slab", Trade.LAYOUT, 60, "sizing.slab"),
        ),
        binding="import",
        next_binding="slab",
        network=sizing.NetworkNeed(4, 8, 24.0, 2),
        modules=(),
        estimates={"it": 568.0, "site_peak": 740.0},
        blocks=2,
        constraints=(),
        round=0,
        notes=(),
        steps=(),
        storage_nodes=12,
    )


def make_layout() -> layout.Layout:
    """One row of four GPU racks between a cold and a hot aisle, plant in rooms of its own."""
    placed = []
    for n, tag in enumerate(GPU_RACKS):
        where = Box(Position(10.0 + 0.6 * n, 10.0), 0.6, 1.2, 2.236)
        placed.append(layout.Placed(tag, "rack", "rack/gb200-nvl72", where, 1553.0, "gpu", "ROW-A", n + 1, 1))
    for n, tag in enumerate(CORE_RACKS):
        slug, purpose = ("network-rack", "network") if tag[0] == "N" else ("storage-rack", "storage")
        where = Box(Position(14.0 + 0.6 * n, 10.0), 0.6, 1.2, 2.236)
        placed.append(layout.Placed(tag, "rack", f"rack/{slug}", where, 900.0, purpose, "ROW-A", n + 5))
    for n, (tag, kind, address, room) in enumerate(PLANT):
        where = Box(Position(5.0 + 2.5 * n, 16.0), 1.0, 1.0, 2.0)
        placed.append(layout.Placed(tag, kind, address, where, 900.0, room=room))
    aisles = (
        layout.Aisle("CA-1", "cold", box(9, 7.5, 17, 9.4), 1.8),
        layout.Aisle("HA-1", "hot", box(9, 10.6, 17, 12), 1.2, True),
        layout.Aisle("XA-1", "cross", box(7, 7, 9, 13), 1.5),
    )
    elements = tuple(
        Element(
            p.tag,
            "rack",
            Trade.LAYOUT,
            p.catalog,
            p.box.at,
            "HALL",
            load_class=LoadClass.GPU if p.purpose == "gpu" else LoadClass.CORE,
            needs={P: 1, C: 1, A: 1, K: 1} if p.purpose == "gpu" else {P: 1, A: 1},
        )
        for p in placed
        if p.kind == "rack"
    )
    return layout.Layout(
        placed=tuple(placed),
        rows=(layout.Row("ROW-A", (*GPU_RACKS, *CORE_RACKS), 0.0, 0.0, "CA-1", "HA-1"),),
        aisles=aisles,
        galleries=(
            layout.Gallery("ELEC-A", "electrical", box(0, 14, 5, 20)),
            layout.Gallery("ELEC-B", "electrical", box(35, 14, 40, 20)),
        ),
        trays=(layout.TrayNetwork("A", 3.5, ((9, 10), (17, 10)), (layout.TrayEdge("T-A1", 0, 1, 8.0),), {"N-01": 1}),),
        routes=(layout.Route("EG-1", "egress", Polyline(((20, 10), (40, 10)))),),
        heights=(
            ("rack", 0.0, 2.236),
            ("busway", 2.5, 2.75),
            ("tray", 3.0, 3.6),
            ("pipe", 3.7, 4.2),
            ("sprinkler", 4.3, 4.8),
        ),
        capacity=60,
        bound=64,
        gap=0.0625,
        egress_distance=28.0,
        breaches=(),
        elements=elements,
        shortfalls=(),
        notes=(),
        steps=(slab_step(1.0),),
    )


def slab_step(stress: float) -> Step:
    """The bending of the slab under a rack's foot [MPa], allowed up to 2 MPa."""
    limit = Limit("<=", q(2.0, "MPa"), "screening", "unverified")
    return Step("layout.slab_bending[R-0101]", "", "", "sigma", "MPa", (), q(stress, "MPa"), "textbook", "", limit)


#: Tag, kind, catalog address and room of the plant.
PLANT = (
    ("CDU-01", "cdu", "cdu/xdu1350", "MECH-1"),
    ("CDU-02", "cdu", "cdu/xdu1350", "MECH-2"),
    ("FWP-01", "pump", "pump/facility-100", "MECH-1"),
    ("FWP-02", "pump", "pump/facility-100", "MECH-2"),
    ("ACU-01", "air-unit", "air-unit/fan-wall-400", "MECH-1"),
    ("ACU-02", "air-unit", "air-unit/fan-wall-400", "MECH-2"),
    ("CLR-01", "cooler", "cooler/dry-1000-nordic", "YARD-1"),
    ("CLR-02", "cooler", "cooler/dry-1000-nordic", "YARD-2"),
)


def make_loads() -> tuple[Load, ...]:
    """Every load of the hall: 696 kW in all."""

    def load(
        tag: str, kind: str, trade: Trade, cls: LoadClass, kw: float, liquid: float = 0.0, outside: float = 0.0
    ) -> Load:
        return Load(tag, kind, trade, cls, kw, kw, 0.2 * kw, 0.98, liquid, kw - liquid - outside, outside)

    racks = [load(t, "rack", Trade.LAYOUT, LoadClass.GPU, 132.0, liquid=114.84) for t in GPU_RACKS]
    core = [
        load(t, "rack", Trade.FABRIC if t[0] == "N" else Trade.LAYOUT, LoadClass.CORE, 12.0 if t[0] == "N" else 8.0)
        for t in CORE_RACKS
    ]
    plant = [load(f"CDU-0{n}", "cdu", Trade.COOLING, LoadClass.CORE, 4.0, liquid=3.6) for n in (1, 2)]
    plant += [load(f"FWP-0{n}", "pump", Trade.COOLING, LoadClass.CORE, 10.0, liquid=10.0) for n in (1, 2)]
    plant += [load(f"ACU-0{n}", "air-unit", Trade.COOLING, LoadClass.MECHANICAL, 6.0) for n in (1, 2)]
    plant += [load(f"CLR-0{n}", "cooler", Trade.COOLING, LoadClass.MECHANICAL, 40.0, outside=40.0) for n in (1, 2)]
    return (*racks, *core, *plant, load("HSE-01", "house", Trade.POWER, LoadClass.CONTROL, 8.0))


def make_fabric() -> fabric.Fabric:
    """One compute network: four hosts on two leaves and two spines, without oversubscription."""
    names = (*(f"NODE-{n}" for n in range(4)), "LEAF-1", "LEAF-2", "SPINE-1", "SPINE-2")
    devices = np.zeros(8, dtype=fabric.DEVICE)
    devices["tier"] = (0, 0, 0, 0, 1, 1, 2, 2)
    devices["model"] = (0, 0, 0, 0, 1, 1, 1, 1)
    devices["seat"] = (-1, -1, -1, -1, 0, 1, 2, 3)
    rows = [(h, leaf - 3, leaf, h + 1, 0) for h in range(4) for leaf in (4, 5)]
    rows += [
        (leaf, 5 + 2 * (spine - 6) + k, spine, 1 + 2 * (leaf - 4) + k, 1)
        for leaf in (4, 5)
        for spine in (6, 7)
        for k in (0, 1)
    ]
    cables = np.zeros(len(rows), dtype=fabric.CABLE)
    for n, (a, a_port, b, b_port, layer) in enumerate(rows):
        cables[n]["a"], cables[n]["a_port"], cables[n]["b"], cables[n]["b_port"], cables[n]["layer"] = (
            a,
            a_port,
            b,
            b_port,
            layer,
        )
    cables["speed"], cables["length"], cables["stock"] = 400.0, 12.0, 15.0
    cables["a_optic"], cables["b_optic"], cables["cable"], cables["route"] = 0, 1, 0, 0
    cables["a_optic"][cables["layer"] == 1] = 1
    counts = fabric.NetworkCounts(4, 288, 2, 2, 0, 8, 8, 0, 1, 2, 1, 1.0, optics=16)
    network = fabric.Network(
        "compute",
        "rail-optimised",
        counts,
        counts,
        400.0,
        names,
        devices,
        cables,
        ("system/gb200-compute-tray", "switch/qm9700"),
        ("cable/mpo-mm-om4",),
        ("optic/mma4z00-ns400", "optic/mma4z00-ns"),
        lanes=(4, 2),
        cages=(4, 32),
        racks=(*GPU_RACKS, "N-01", "N-02", "N-01", "N-02"),
    )
    seats = tuple(
        fabric.Seat(tag, rack, unit, 1, "switch/qm9700", 1.7, 14.8, ("compute",))
        for tag, rack, unit in (
            ("LEAF-1", "N-01", 40),
            ("LEAF-2", "N-02", 40),
            ("SPINE-1", "N-01", 38),
            ("SPINE-2", "N-02", 38),
        )
    )
    seats += tuple(
        fabric.Seat(f"STOR-{n + 1:03d}", f"S-0{n // 6 + 1}", 1 + n % 6 * 2, 2, "system/storage-node", 7.9 / 6, 35.0,
                    ("storage", "in_band", "oob"))
        for n in range(12)
    )
    needs = {P: 1, A: 1}
    elements = [
        Element(f"LEAF-{n}", "switch", Trade.FABRIC, "switch/qm9700", room="HALL", needs={**needs, K: 1})
        for n in (1, 2)
    ]
    elements += [
        Element(f"SPINE-{n}", "switch", Trade.FABRIC, "switch/qm9700", room="HALL", needs=needs, sources=(K,))
        for n in (1, 2)
    ]
    links = [Link(f"N-0{n}", f"{kind}-{n}", c) for n in (1, 2) for kind in ("LEAF", "SPINE") for c in (P, A)]
    links += [Link(f"SPINE-{s}", f"LEAF-{n}", K) for n in (1, 2) for s in (1, 2)]
    links += [Link(f"LEAF-{n}", rack, K) for n in (1, 2) for rack in GPU_RACKS]
    return fabric.Fabric(
        networks=(network, *(_other_network(name) for name in ("storage", "in_band", "oob"))),
        seats=seats,
        bundles=(fabric.Bundle("A", "T-A1", 16, 0.2),),
        latency_ns={"compute/far": (800.0, 1500.0)},
        failures=(("compute", "leaf", 2, 0.5, 0.5), ("compute", "spine", 2, 0.5, 0.5)),
        total_m={"compute": 192.0},
        longest_m={"compute": 12.0},
        loads=(),
        elements=tuple(elements),
        links=tuple(links),
        groups=(RedundancyGroup("G-LEAF", Trade.FABRIC, "leaf", 1, ("LEAF-1", "LEAF-2")),),
        bulk=(
            BulkItem("cables.mpo-mm-om4.15", Trade.FABRIC, "cable/mpo-mm-om4", v(16), "each", spare_fraction=0.05),
            BulkItem("cables.cat6a.5", Trade.FABRIC, "cable/cat6a", v(6), "each"),
            BulkItem("optics.mma4z00-ns", Trade.FABRIC, "optic/mma4z00-ns", v(12), "each", spare_fraction=0.02),
            BulkItem("optics.mma4z00-ns400", Trade.FABRIC, "optic/mma4z00-ns400", v(8), "each", spare_fraction=0.02),
        ),
        shortfalls=(),
        notes=(),
        steps=(),
        runs=(fabric.Run("A", "N-01", "R-0101", ("T-A1",), 8.0),),
    )


def _other_network(name: str) -> fabric.Network:
    """A small network of two nodes on one switch, by copper cables of its own."""
    devices = np.zeros(3, dtype=fabric.DEVICE)
    devices["tier"], devices["model"] = (0, 0, 1), (0, 0, 1)
    cables = np.zeros(2, dtype=fabric.CABLE)
    cables["a"], cables["b"], cables["a_port"], cables["b_port"] = (0, 1), 2, 1, (1, 2)
    cables["speed"], cables["length"], cables["stock"], cables["a_optic"], cables["b_optic"] = 1.0, 4.0, 5.0, -1, -1
    counts = fabric.NetworkCounts(2, 0, 1, 0, 0, 2, 0, 0, 1, 1, 1, 1.0)
    return fabric.Network(
        name,
        "top-of-rack",
        counts,
        counts,
        1.0,
        (f"{name}-a", f"{name}-b", f"{name}-switch"),
        devices,
        cables,
        ("system/storage-node", "switch/sn2201"),
        ("cable/cat6a",),
        (),
        lanes=(1, 1),
        cages=(4, 48),
        racks=("S-01", "S-02", "N-01"),
    )


def make_cooling() -> cooling.CoolingPlan:
    """Two of everything, one needed: coolers, pumps, CDUs, air units."""
    liquid, outside = 4 * 114.84 + 7.2 + 20.0, 80.0
    air = 696.0 - liquid - outside
    balance = (
        cooling.HeatLine("rack", "gb200-nvl72", 4, 528.0, 459.36, 68.64, 0.0),
        cooling.HeatLine("total", "hall", 1, 696.0, liquid, air, outside),
    )
    elements = []
    for tag, kind, address, room in PLANT:
        needs = {P: 1} if kind in ("cooler", "air-unit") else {P: 1, C: 1}
        sources = {"cooler": (C,), "air-unit": (A,)}.get(kind, ())
        cls = LoadClass.CORE if kind in ("pump", "cdu") else LoadClass.MECHANICAL
        elements.append(
            Element(
                tag,
                kind,
                Trade.COOLING,
                address,
                room=room,
                needs=needs,
                sources=sources,
                load_class=cls,
                duty="R" if tag.endswith("2") else "N",
            )
        )
    elements.append(Element("AIR-HALL", "zone", Trade.COOLING, needs={A: 1}, removable=False))
    links = [Link(f"CLR-0{a}", f"FWP-0{b}", C) for a in (1, 2) for b in (1, 2)]
    links += [Link(f"FWP-0{a}", f"CDU-0{b}", C) for a in (1, 2) for b in (1, 2)]
    links += [Link(f"CDU-0{a}", rack, C) for a in (1, 2) for rack in GPU_RACKS]
    links += [Link(f"ACU-0{a}", "AIR-HALL", A) for a in (1, 2)]
    links += [Link("AIR-HALL", rack, A) for rack in (*GPU_RACKS, *CORE_RACKS)]
    groups = tuple(
        RedundancyGroup(f"G-{p}", Trade.COOLING, kind, 1, (f"{p}-01", f"{p}-02"))
        for p, kind in (("CDU", "cdu"), ("FWP", "pump"), ("ACU", "air-unit"), ("CLR", "cooler"))
    )
    return cooling.CoolingPlan(
        balance=balance,
        racks=tuple(cooling.RackFlow(t, "TCS-1", 114.84, 40.0, 52.0, 140.0, 80.0) for t in GPU_RACKS),
        pipes=(
            cooling.PipeRun(
                "TCS-S1",
                "TCS-1",
                "tcs-supply",
                "pipe/stainless",
                "DN100",
                102.3,
                20.0,
                560.0,
                1.14,
                130.0,
                5.0,
                160.0,
                "turbulent",
            ),
        ),
        cdus=tuple(
            cooling.CduDuty(f"CDU-0{n}", "TCS-1", "cdu/xdu1350", 459.4, 900.0, 4.0, 560.0, 500.0, 150.0, 250.0)
            for n in (1, 2)
        ),
        pumps=tuple(
            cooling.PumpDuty(f"FWP-0{n}", "FWS", "pump/facility-100", 900.0, 250.0, 10.0, d)
            for n, d in ((1, "N"), (2, "R"))
        ),
        rejection=tuple(
            cooling.RejectionDuty(f"CLR-0{n}", "cooler/dry-1000-nordic", 487.0, 700.0, 32.0, 44.0, 36.0, 40.0, 0.0, d)
            for n, d in ((1, "N"), (2, "R"))
        ),
        air_units=tuple(
            cooling.AirUnitDuty(f"ACU-0{n}", "air-unit/fan-wall-400", 129.4, 300.0, 12.0, 6.0, d)
            for n, d in ((1, "N"), (2, "R"))
        ),
        doors=tuple(
            cooling.DoorDuty(
                f"RD-{t}", t, "rear-door/chilleddoor", 17.0, 17.0, 0.0, 40.0, 60.0, 30.0, 35.0, 36.0, 24.0, 0.0
            )
            for t in (*GPU_RACKS, *CORE_RACKS)
        ),
        temperatures={
            "tcs_supply": 40.0,
            "tcs_return": 52.0,
            "fws_supply": 36.0,
            "fws_return": 44.0,
            "air_supply": 24.0,
            "hot_aisle": 36.0,
        },
        volumes={"tcs": 400.0, "fws": 2000.0},
        ride_through={"rejection": 400.0, "fws-pumps": 320.0, "cdu-pumps": 310.0},
        annual=cooling.AnnualEnergy(4900.0, 420.0, 200.0, 1.13, 0.0, 0.0, 128.0, {"dry": 8760}, (), "screening"),
        valves=(),
        instruments=(),
        setpoints=(),
        loads=tuple(x for x in make_loads() if x.trade is Trade.COOLING),
        elements=tuple(elements),
        links=tuple(links),
        groups=groups,
        bulk=(
            BulkItem("pipe.tcs", Trade.COOLING, "", v(80, "m"), "m"),
            BulkItem("coolant.pg25", Trade.COOLING, "coolant/pg25", v(400, "L"), "L", spare_fraction=0.1),
        ),
        shortfalls=(),
        notes=(),
        steps=(),
        worst_path=("CDU-01", "R-0104"),
        rejected={"cooler": 696.0},
        pressures=(cooling.LoopPressure("TCS", 1.013, 2.0, 4.5, 4.2, 6.3, 5.0, 0.6, 1.3, 0.2),),
        suctions=(cooling.Suction("FWP-01", "FWS", "pump/facility-100", 60.0, 19.9, 2.0, 17.0, 4.0, 4.6, False),),
        outages=(_outage("T0", (), "normal"), *(_outage(test, ("CDU-01",), "cdu") for test in ("T1", "T2"))),
        valve_lines=(cooling.ValveLine("HV-FWP-01-1", '6"', 0.6, "gear", 15.0),),
    )


def _outage(test: str, tags: tuple[str, ...], kind: str) -> cooling.Outage:
    """A solved state that is met in full."""
    shares = (1.0, "R-0104", 40.0, 45.0, 36.0, 0.8, 60.0, 0.7, 0.8, 20.0)
    return cooling.Outage(test, tags, kind, "none", *shares, 1.9, 1.8, 0.7, (), (), "met")


@dataclass
class _Chain:
    elements: list[Element]
    links: list[Link]


def _chain() -> _Chain:
    """Utility, two transformers with boards and UPS, a generator on each board; every load on both sides."""
    made = _Chain([Element("UTIL", "utility", Trade.POWER, sources=(P,), fate=Fate.REUSE)], [])
    for n, side in ((1, "A"), (2, "B")):
        room = f"ELEC-{side}"
        made.elements += [
            Element(
                f"TX-0{n}",
                "transformer",
                Trade.POWER,
                "transformer/padmount-1500-34500-415",
                room=f"YARD-{n}",
                path=side,
                needs={P: 1},
                capacity=1470.0,
                rating=q(1500, "kVA"),
                fate=Fate.REUSE,
                survey=f"TX-0{n}",
            ),
            Element(
                f"MSB-0{n}",
                "switchboard",
                Trade.POWER,
                "switchboard/lv-415-4000-65",
                room=room,
                path=side,
                needs={P: 1},
                capacity=1470.0,
            ),
            Element(
                f"UPS-0{n}",
                "ups",
                Trade.POWER,
                "ups/static-250",
                room=room,
                path=side,
                needs={P: 1},
                capacity=250.0,
                rating=q(250, "kVA"),
            ),
            Element(
                f"GEN-0{n}",
                "generator",
                Trade.POWER,
                "generator/diesel-1000",
                room=f"YARD-{n}",
                sources=(P,),
                capacity=1000.0,
                rating=q(1000, "kW"),
            ),
        ]
        made.links += [
            Link("UTIL", f"TX-0{n}", P),
            Link(f"TX-0{n}", f"MSB-0{n}", P),
            Link(f"MSB-0{n}", f"UPS-0{n}", P),
            Link(f"GEN-0{n}", f"MSB-0{n}", P, normally_open=True, switching_seconds=10.0),
        ]
    made.elements.append(
        Element("HSE-01", "panel", Trade.POWER, load_class=LoadClass.CONTROL, needs={P: 1}, room="HALL")
    )
    for load in make_loads():
        board = "UPS" if load.load_class in (LoadClass.CONTROL, LoadClass.CORE) else "MSB"
        made.links += [Link(f"{board}-0{n}", load.tag, P, path=side) for n, side in ((1, "A"), (2, "B"))]
    return made


def make_power() -> power.PowerChain:
    """Two equal paths, 2N for everything; 736 kW from the utility at the design day."""
    chain, loads = _chain(), make_loads()
    return power.PowerChain(
        reuse=(
            power.ReuseLine("TX", "transformer", 2, Fate.REUSE, "loading", "50%", "<= 100%", "TX-01 - TX-02"),
            power.ReuseLine("SH", "shelf", 40, Fate.DEMOLISH, "no_place_in_hall", "", ""),
        ),
        blocks=tuple(
            power.Block(f"BLK-{s}", "S1", s, f"TX-0{n}", f"MSB-0{n}", f"UPS-0{n}", 1500.0, ("C1", "C2", "C3", "C4"))
            for n, s in ((1, "A"), (2, "B"))
        ),
        assignments=tuple(power.Assignment(x.tag, "BLK-A", "BLK-B", "BW-A1", "BW-B1") for x in loads),
        loadings=(
            *(power.Loading(f"TX-0{n}", "transformer", 376.0, 752.0, 1500.0, f"TX-0{3 - n}") for n in (1, 2)),
            power.Loading("BWY-A1", "busway", 200.0, 400.0, 575.0, "BWY-B1"),
            power.Loading("GENERATORS", "generator", 0.0, 600.0, 1000.0, "UTILITY-1"),
        ),
        buses=tuple(power.BusState(f"MSB-0{n}", 415.0, 38.0, 88.0, 65.0, 7.0, 0.012) for n in (1, 2)),
        branches=tuple(
            power.Branch(
                f"BW-{s}1",
                "busway",
                "busway/pow-r-way-iii-copper",
                "1200 A",
                f"MSB-0{n}",
                "ROW-A",
                390.0,
                1200.0,
                1200.0,
                20.0,
                0.004,
                1.0,
                s,
            )
            for n, s in ((1, "A"), (2, "B"))
        ),
        whips=(power.Whip("gb200-nvl72", 8, 8, 47.8, 60.0, 132.0, 155.0, 132.0, 231.0, 211.2, 0.99),),
        distortion=power.Distortion(60.0, 0.04, 0.01, 0.12, "current", "drive", 0.04, 0.0),
        transients=(power.Transient("busway", "BW-A1", 1200.0, 390.0, 460.0, 6000.0, 2),),
        architectures=(("2N", 2, 3000.0, 0.5, 0.0, 0.0),),
        loads=loads,
        losses_kw={"transformer": 18.0, "ups": 14.0, "cable": 8.0},
        critical_it_kw=568.0,
        site_power_peak_kw=736.0,
        peak_site_factor=736.0 / 568.0,
        import_limit_kw=1200.0,
        generators_kw=2000.0,
        ups_kw=500.0,
        elements=tuple(chain.elements),
        links=tuple(chain.links),
        groups=tuple(
            RedundancyGroup(f"G-{p}", Trade.POWER, kind, 1, (f"{p}-01", f"{p}-02"))
            for p, kind in (("TX", "transformer"), ("UPS", "ups"), ("GEN", "generator"))
        ),
        bulk=(BulkItem("busway.1200", Trade.POWER, "busway/pow-r-way-iii-copper", v(40, "m"), "m"),),
        shortfalls=(),
        notes=(),
        steps=(),
    )


def make_trades() -> Trades:
    """The whole example before it is proved."""
    wanted = Requirements(
        (
            Requirement(
                "REQ-001", "power.import_limit", Trade.POWER, "brief:site.utility.import_limit", {}, "<=", v(1.2, "MW")
            ),
            Requirement("REQ-002", "fabric.two_entries", Trade.FABRIC, "rule:galaxy-miners-ai E2"),
            Requirement(
                "REQ-003",
                "user.rtt",
                Trade.FABRIC,
                "brief:requirements[0]",
                {"key": "rtt", "subject": "fabric.rtt"},
                "<=",
                v(1, "ms"),
                text="Round trip below 1 ms",
            ),
        )
    )
    return Trades(
        CATALOG,
        make_site(),
        wanted,
        make_programme(),
        make_layout(),
        make_loads(),
        make_fabric(),
        make_cooling(),
        make_power(),
    )


def make_conversion() -> conversion.Conversion:
    """A case without a fault: a ready place, one phase beside a mine, a conversion that is worth more than mining."""
    factors = tuple(
        case.Factor(key, 3.0, 1.0, f"{key}_ready", "yes", "", f"conversion.{key}")
        for key in ("land", "power", "permits", "tenant")
    )
    held = case.Suitability(factors, 1.0, 1.0, (), (), 500.0, "import", "area")
    served = {"T0": 1.0, "T1": 1.0, "T2": 1.0}
    states = tuple(
        case.State(
            n, stage, ("SYS-1",), (), ("TX-02",), 4 * n, 800.0 * n, 100.0, "import", 50.0, {}, served, 0.8, "MSB-01",
            (), 2.0,
        )
        for n, stage in ((0, "clear"), (0, "build"), (1, "live"))
    )  # fmt: skip
    tasks = (case.Task("live.1", 1, "live", 0.0, (), 60.0, 60.0, 0.0),)
    orders = (case.Order("P-001", "Board", 1, 48.0, 50.0, 2.0, "2026-12-07", False),)
    phases = case.Phasing(
        "earliest-ai", "2026-11-23", states, tasks, orders, 60.0, 60.0, (60.0,), (4,), (1.0,), (900.0,),
        ((9e3, 1e4, 2e4),), (1.0,), (0.5,), (("SYS-1", 60.0, 900.0),),
    )  # fmt: skip
    outcome = case.Outcome(2e6, 0.2, 90, 0.15, None, 1e6, (-1e7, 2e7))
    worst = case.Outcome(-1e6, None, None, 0.05, None, 5e5, (-1e7, 5e6))
    best = case.Outcome(8e6, 0.4, 50, 0.3, None, 2e6, (-1e7, 4e7))
    earned = case.Economics(
        "colocation", "triple-net", 2026, {}, (8e6, 1e7, 1.3e7), (1e7, 1.2e7, 1.5e7), (8e6, 9e6, 1.1e7), 5,
        (5e5, 1.5e6, 3e6), (worst, outcome, best), (case.Swing("rate", 100.0, 160.0, 1e6, 3e6, "USD/kW/month"),), 180,
        (0.0, 20.0, 40.0),
    )  # fmt: skip
    return conversion.Conversion(held, phases, earned)


def make_design(trades: Trades | None = None) -> Design:
    """The example, proved and counted."""
    trades = trades or make_trades()
    proof = redundancy.prove(trades)
    counted = bom.count(trades, proof)
    rooms = (trades.programme, trades.layout, trades.fabric, trades.cooling, trades.power, proof, counted)
    notes = tuple(n for r in rooms for n in r.notes)
    return Design(trades, proof, counted, Ledger.of(*(r.steps for r in rooms)), notes, 1, make_conversion())
