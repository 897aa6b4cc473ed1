"""A hand-made design of a hall like prairie-25, complete enough that every sheet and drawing has something to show."""

import numpy as np
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from designer.bom.records import BillOfMaterials, BomLine
from designer.catalog import Catalog
from designer.checks.records import Design, Finding, Findings, Verdict
from designer.cooling import records as cool
from designer.fabric.records import CABLE, DEVICE, Bundle, Fabric, Network, NetworkCounts, Seat
from designer.layout.records import Aisle, Gallery, Layout, Placed, Route, Row, TrayEdge, TrayNetwork
from designer.ledger import Evidence, Ledger, Limit, Status, Value, ceil, formula
from designer.model import (
    Box,
    Constraint,
    Fate,
    Load,
    LoadClass,
    Note,
    NoteKind,
    Polyline,
    Position,
    Trade,
)
from designer.power import records as pwr
from designer.redundancy.records import DesignGraph, Proof, Removal, Trades
from designer.requirements.records import Requirement, Requirements
from designer.site import records as site
from designer.sizing.records import CapacityLimit, Module, NetworkNeed, Programme, RackGroup
from designer.units import Quantity, q

FT = 0.3048


@formula("Q_liq", unit="kW", source="derived", clause="heat split of the rack")
def liquid_heat(P_rack: Quantity, f_liq: Quantity) -> Quantity:
    """Heat of a rack that goes into the liquid."""
    return P_rack * f_liq


@formula("n_racks", unit="", source="derived")
def racks_by_import(P_import: Quantity, P_house: Quantity, P_rack: Quantity, f_site: Quantity) -> Quantity:
    """Racks that the import limit allows."""
    return (P_import - P_house) / (P_rack * f_site)


@formula("dp", unit="kPa", source="derived", clause="Darcy-Weisbach")
def friction(lambda_: Quantity, L: Quantity, D: Quantity, rho: Quantity, v: Quantity) -> Quantity:
    """Pressure drop of a straight pipe."""
    return lambda_ * L / D * rho * v**2 / 2


@formula("n_cdu", unit="", source="derived", clause="N+1")
def cdus_needed(Q_liq: Quantity, Q_cdu: Quantity) -> Quantity:
    """CDUs with one spare."""
    return ceil(Q_liq / Q_cdu) + 1


def value(text_number: float | None, unit: str, status: Status = Status.ASSUMPTION, name: str = "") -> Value:
    quantity = None if text_number is None else q(text_number, unit)
    return Value(quantity, Evidence("brief", status if quantity is not None else Status.UNKNOWN), name)


def make_site(catalog: Catalog, units: str = "IP") -> site.Site:
    hall = Polygon([(0, 0), (400 * FT, 0), (400 * FT, 75 * FT), (0, 75 * FT)])
    columns = tuple(
        site.Column(f"C{i + 1}{'AB'[j]}", (25 + 25 * i) * FT, (25 + 25 * j) * FT, 1 * FT, 1 * FT)
        for i in range(15)
        for j in range(2)
    )
    doors = (
        site.Door("D1", 0, 37.5 * FT, 14 * FT, 14 * FT, "roll-up", False),
        site.Door("D2", 400 * FT, 37.5 * FT, 3 * FT, 7 * FT, "personnel", True),
        site.Door("D3", 5 * FT, 0, 3 * FT, 7 * FT, "personnel", True),
        site.Door("D4", 200 * FT, 0, 3 * FT, 7 * FT, "personnel", True),
    )
    yards = (rectangle(0, 80 * FT, 400 * FT, 170 * FT), rectangle(0, -110 * FT, 400 * FT, -10 * FT))
    slab = site.Slab(value(6, "in"), value(4000, "psi"), value(150, "pci"), value(350, "psf"), value(None, "kN"))
    plant = tuple(
        site.PlantItem(
            tag,
            tuple(f"{tag}-{i:02d}" for i in range(1, count + 1)),
            kind,
            "",
            count,
            value(rating, unit),
            value(34.5, "kV"),
            value(415, "V"),
            value(5.75, "%"),
            value(65, "kA"),
            value(4000, "A"),
            value(None, "year"),
            "good",
            "",
            None,
            None,
        )
        for tag, kind, count, rating, unit in (
            ("TX", "transformer", 10, 2500, "kVA"),
            ("MSB", "switchboard", 10, 4000, "A"),
            ("ASIC", "miner", 6900, 3.1, "kW"),
            ("FAN", "air-unit", 120, 3, "kW"),
        )
    )
    project = site.Project(
        "Prairie 25",
        "P-0025",
        "Prairie Compute LLC",
        "A",
        "2026-11-23",
        "concept",
        units,  # type: ignore[arg-type]
        "J. Smith",
        "",
        "",
        "en",
        (("A", "2026-11-23", "First issue for review", "", ""),),
    )
    unknown = value(None, "kW")
    return site.Site(
        project,
        "Texas Panhandle, US",
        value(3600, "ft"),
        None,
        site.Feed(
            value(34.5, "kV"),
            value(60, "Hz"),
            value(25, "MW"),
            value(1500, "MVA"),
            value(10, ""),
            1,
            value(0.95, ""),
            value(300, "m"),
            unknown,
        ),
        site.Water(True, value(60000, "gal/day"), unknown, "municipal"),
        (
            site.FibreRoute("North route", value(62, "mi"), "Amarillo", "north", (400 * FT, 70 * FT)),
            site.FibreRoute("South route", value(71, "mi"), "Amarillo", "south", (400 * FT, 5 * FT)),
        ),
        "by right",
        "crews two hours away",
        site.Hall(
            hall,
            value(24, "ft"),
            slab,
            columns,
            doors,
            (site.Opening("L1", (10 * FT, 75 * FT), (390 * FT, 75 * FT), "louvre", 16 * FT),),
            (),
            yards,
            True,
            "steel portal frames",
            "ft",
        ),
        plant,
        site.Wishes(
            (site.ComputeWish("gb200-nvl72", "", None, None),),
            site.FabricWish(),
            site.PowerWish(
                "NEC",
                value(415, "V"),
                "4-to-make-3",
                "2N",
                "N+1",
                value(5, "min"),
                unknown,
                True,
                unknown,
                False,
                unknown,
            ),
            site.CoolingWish(
                value(40, "degC"), "pg25", "pg25", "N+1", ("dry",), False, value(25, "degC"), unknown, None, None
            ),
            site.MiningWish(value(0, "MW"), unknown, unknown),
            (),
        ),
        (),
        {},
        "0" * 64,
    )


def make_layout(rows: int, per_row: int) -> Layout:
    placed: list[Placed] = []
    row_records: list[Row] = []
    aisles: list[Aisle] = []
    height = 2.236
    first_x = 34.0
    for index in range(rows):
        pair, upper = divmod(index, 2)
        block, lane = divmod(pair, 2)
        base_y = 3.6 + lane * 9.2
        y = base_y + (2.4 if upper else 0.0)
        rotation = 180.0 if upper else 0.0
        x0 = first_x + block * ((per_row + 3) * 0.6 + 1.6)
        name = f"ROW-{chr(65 + index)}"
        members = []
        for slot in range(1, per_row + 4):
            x = x0 + (slot - 0.5) * 0.6
            network = slot > per_row
            tag = f"N-{index * 3 + slot - per_row:02d}" if network else f"R-{index + 1:02d}{slot:02d}"
            members.append(tag)
            placed.append(
                Placed(
                    tag,
                    "rack",
                    "rack/network-48u" if network else "rack/gb200-nvl72",
                    Box(Position(x, y, 0, rotation), 0.6, 1.2, height),
                    1553.0,
                    "network" if network else "gpu",
                    name,
                    slot,
                    0 if network else 1 + (index * per_row + slot - 1) // 8,
                    "HALL",
                    clear_front=1.2,
                )
            )
        row_records.append(Row(name, tuple(members), 0.0, rotation, f"CA-{lane + 1}", f"HA-{pair + 1}"))
        if not upper:
            width = (per_row + 3) * 0.6
            aisles.append(Aisle(f"HA-{pair + 1}", "hot", rectangle(x0, y + 0.6, x0 + width, y + 1.8), 1.2, True))
            aisles.append(Aisle(f"CA-{2 * pair + 1}", "cold", rectangle(x0, y - 2.4, x0 + width, y - 0.6), 1.8))
            aisles.append(Aisle(f"CA-{2 * pair + 2}", "cold", rectangle(x0, y + 3.0, x0 + width, y + 4.8), 1.8))
    for number in range(1, 13):
        placed.append(
            Placed(
                f"CDU-{number:02d}",
                "cdu",
                "cdu/gallery-1500",
                Box(Position(84 + (number - 1) % 6 * 2.2, 4 if number <= 6 else 12, 0, 0), 1.2, 1.2, 2.2),
                1900,
                room="MECH-1",
                clear_front=1.2,
            )
        )
    for number in range(1, 5):
        placed.append(
            Placed(
                f"FWP-{number:02d}",
                "pump",
                "pump/end-suction",
                Box(Position(102 + number * 2.0, 6, 0, 0), 1.0, 1.8, 1.4),
                900,
                room="MECH-1",
            )
        )
    for number in range(1, 9):
        placed.append(
            Placed(
                f"ACU-{number:02d}",
                "air-unit",
                "air-unit/fan-wall",
                Box(Position(30 + number * 5.6, 21.8, 0, 180), 3.0, 1.2, 3.0),
                1500,
            )
        )
    for number in range(1, 11):
        placed.append(
            Placed(
                f"TX-{number:02d}",
                "transformer",
                "transformer/padmount-2500-34500-415",
                Box(Position(6 + number * 10, -8, 0, 0), 2.4, 2.2, 2.2),
                6000,
                room="YARD-2",
                existing=True,
            )
        )
        gallery = 4 if number <= 5 else 24
        placed.append(
            Placed(
                f"MSB-{number:02d}",
                "switchboard",
                "switchboard/lv-4000",
                Box(Position(gallery - 1 + (number - 1) % 5 * 1.0, 14 if number <= 5 else 3.0, 0, 90), 4.0, 0.9, 2.3),
                2500,
                room="ELEC-A" if number <= 5 else "ELEC-B",
                existing=True,
                clear_front=1.0,
            )
        )
    for number in range(1, 17):
        placed.append(
            Placed(
                f"CLR-{number:02d}",
                "cooler",
                "cooler/dry-1200",
                Box(Position(6 + (number - 1) % 8 * 14, 32 if number <= 8 else 42, 0, 0), 12.0, 2.4, 2.6),
                7000,
                room="YARD-1",
            )
        )
    for number in range(1, 4):
        placed.append(
            Placed(
                f"GEN-{number:02d}",
                "generator",
                "generator/diesel-2000",
                Box(Position(10 + number * 14, -22, 0, 0), 9.0, 3.0, 3.2),
                16000,
                room="YARD-2",
            )
        )
    galleries = (
        Gallery("ELEC-A", "electrical", rectangle(1, 10.5, 10, 21.8)),
        Gallery("ELEC-B", "electrical", rectangle(19, 0.5, 31, 8)),
        Gallery("MECH-1", "mechanical", rectangle(82, 1, 112, 14)),
        Gallery("YARD-1", "yard", rectangle(0, 80 * FT, 400 * FT, 170 * FT)),
        Gallery("RES-1", "reserve", rectangle(70, 15, 112, 20)),
    )
    xs = tuple(34.0 + 2.0 * i for i in range(24))
    nodes = tuple((x, 4.8) for x in xs) + tuple((x, 14.0) for x in xs)
    edges = (
        tuple(TrayEdge(f"TA-{i + 1:03d}", i, i + 1, 2.0) for i in range(23))
        + tuple(TrayEdge(f"TA-{i + 31:03d}", 24 + i, 25 + i, 2.0) for i in range(23))
        + (TrayEdge("TA-099", 0, 24, 9.2),)
    )
    drops = {
        p.tag: (0 if p.box.at.y < 9 else 24) + min(23, max(0, round((p.box.at.x - 34) / 2)))
        for p in placed
        if p.kind == "rack"
    }
    routes = (
        Route("FWS-S", "fws-supply", Polyline(((84, 5.5), (84, 20), (60, 28), (6, 28)), 4.0), "", "CLR-01"),
        Route("FWS-R", "fws-return", Polyline(((84.6, 5.5), (84.6, 20.6), (60, 28.6), (6, 28.6)), 4.2), "", "CDU-01"),
        Route(
            "TCS-S1", "tcs-supply", Polyline(((84, 4.4), (34, 4.4)), 3.2), "", "CDU-01", tuple(row_records[0].members)
        ),
        Route(
            "TCS-R1", "tcs-return", Polyline(((84, 4.9), (34, 4.9)), 3.4), "", "CDU-01", tuple(row_records[0].members)
        ),
        Route("BW-A1", "busway", Polyline(((24, 3.6), (58, 3.6)), 2.9), "A", "MSB-06", tuple(row_records[0].members)),
        Route(
            "BW-B1",
            "busway",
            Polyline(((6, 14), (6, 6.0), (58, 6.0)), 2.9),
            "B",
            "MSB-01",
            tuple(row_records[0].members),
        ),
        Route("EG-1", "egress", Polyline(((58, 9.4), (34, 9.4), (34, 0.0)), 0.0)),
    )
    notes = (Note(NoteKind.DECISION, "layout.orientation", Trade.LAYOUT, "HALL", {"rows": rows}),)
    return Layout(
        tuple(placed),
        tuple(row_records),
        tuple(aisles),
        galleries,
        (TrayNetwork("A", 2.9, nodes, edges, drops),),
        routes,
        (("rack", 0.0, 2.236), ("busway", 2.6, 2.9), ("tray", 3.1, 3.6), ("pipes", 3.8, 4.4), ("sprinkler", 6.4, 6.86)),
        448,
        480,
        0.067,
        41.5,
        (),
        (),
        (),
        notes,
        (),
    )


def make_cooling(layout: Layout) -> cool.CoolingPlan:
    gpu = [p.tag for p in layout.placed if p.purpose == "gpu"]
    count = len(gpu)
    hall = cool.HeatLine("hall", "HALL", count, 132.0 * count, 114.84 * count, 17.16 * count, 0.0)
    balance = (
        cool.HeatLine("rack kind", "gb200-nvl72", count, 132.0, 114.84, 17.16, 0.0),
        *(
            cool.HeatLine(
                "row",
                row.tag,
                len(row.members),
                132.0 * len(row.members),
                114.84 * len(row.members),
                17.16 * len(row.members),
                0.0,
            )
            for row in layout.rows
        ),
        hall,
        cool.HeatLine("total", "TOTAL", count, hall.power, hall.liquid, hall.air, 0.0),
    )
    cdus = tuple(
        cool.CduDuty(p.tag, "TCS-1" if i < 6 else "TCS-2", p.catalog, 1340.0, 1500.0, 4.2, 1480.0, 1600.0, 210.0, 260.0)
        for i, p in enumerate(layout.of("cdu"))
    )
    pipes = tuple(
        cool.PipeRun(
            f"TCS-{loop}-{service[0].upper()}{i}",
            f"TCS-{loop}",
            service,
            "pipe/stainless-10s",
            f"DN{dn}",
            dn * 1.0,
            9.6,
            flow,
            2.1,
            180.0,
            1.7,
            150.0,
            "turbulent",
            ((34 + 10 * (i - 1), 4.4 + (loop - 1) * 9.2), (44 + 10 * (i - 1), 4.4 + (loop - 1) * 9.2)),
            3.2,
        )
        for loop in (1, 2)
        for service in ("supply", "return")
        for i, dn, flow in ((1, 200, 4200.0), (2, 150, 2100.0), (3, 100, 1050.0))
    )
    pumps = tuple(
        cool.PumpDuty(p.tag, "FWS", p.catalog, 6000.0, 230.0, 32.0, "R" if i == 3 else "N")
        for i, p in enumerate(layout.of("pump"))
    )
    rejection = tuple(
        cool.RejectionDuty(p.tag, p.catalog, 980.0, 1210.0, 39.0, 50.0, 40.0, 22.0, 0.0, "R" if i > 13 else "N")
        for i, p in enumerate(layout.of("cooler"))
    )
    air = tuple(
        cool.AirUnitDuty(p.tag, p.catalog, 275.0, 350.0, 18.0, 11.0, "R" if i == 7 else "N")
        for i, p in enumerate(layout.of("air-unit"))
    )
    racks = tuple(cool.RackFlow(tag, "TCS-1", 114.84, 40.0, 52.0, 132.0, 69.0) for tag in gpu)
    return cool.CoolingPlan(
        balance,
        racks,
        pipes,
        cdus,
        pumps,
        rejection,
        air,
        {"tcs_supply": 40.0, "tcs_return": 52.0, "fws_supply": 36.0, "fws_return": 48.0, "air_supply": 25.0},
        {"tcs": 5200.0, "fws": 21000.0},
        {"rejection": 240.0, "fws-pumps": 95.0, "cdu-pumps": 11.0},
        cool.AnnualEnergy(
            152000.0,
            9100.0,
            5200.0,
            1.094,
            0.02,
            3000.0,
            1500.0,
            {"dry": 8100, "adiabatic": 660},
            tuple((m, 12700.0, 740.0, 430.0) for m in range(1, 13)),
            "screening",
        ),
        tuple((f"V-{i:03d}", "isolation butterfly", f"CDU-{1 + i // 4:02d}") for i in range(48)),
        tuple((f"TT-{i:03d}", "temperature", f"CDU-{1 + i // 2:02d}") for i in range(24)),
        (("tcs_supply", "40 degC"), ("tcs_head", "210 kPa")),
        (),
        (),
        (),
        (),
        (),
        (),
        (Note(NoteKind.RFI, "cooling.water_quality", Trade.COOLING, "FWS", {}),),
        (
            liquid_heat.step(
                "cooling.liquid_heat[gb200-nvl72]",
                P_rack=value(132, "kW", name="rack/gb200-nvl72.power_design"),
                f_liq=value(0.87, ""),
            ),
            friction.step(
                "cooling.friction[TCS-1]",
                lambda_=q(0.019),
                L=q(62, "m"),
                D=q(200, "mm"),
                rho=q(1018, "kg/m3"),
                v=q(2.1, "m/s"),
                limit=Limit("<=", q(20, "kPa"), "design gradient", "house"),
            ),
            cdus_needed.step(
                "cooling.cdus", Q_liq=q(14.7, "MW"), Q_cdu=q(1500, "kW"), limit=Limit("<=", q(10), "placed", "derived")
            ),
        ),
    )


def make_power(layout: Layout, catalog: Catalog) -> pwr.PowerChain:
    gpu = [p.tag for p in layout.placed if p.purpose == "gpu"]
    network = [p.tag for p in layout.placed if p.purpose == "network"]
    loads = tuple(
        [Load(t, "rack", Trade.LAYOUT, LoadClass.GPU, 132.0, 140.0, 18.0, 0.98, 114.84, 17.16) for t in gpu]
        + [Load(t, "rack", Trade.FABRIC, LoadClass.CORE, 22.0, 24.0, 10.0, 0.97, 0.0, 22.0) for t in network]
        + [
            Load(p.tag, p.kind, Trade.COOLING, LoadClass.MECHANICAL, 22.0, 22.0, 4.0, 0.9, 0.0, 22.0, cords=1)
            for p in layout.placed
            if p.kind in ("cdu", "pump", "cooler", "air-unit")
        ]
    )
    blocks = tuple(
        pwr.Block(
            f"BLK-{i:02d}",
            "SYS-1" if i <= 4 else "SYS-2" if i <= 8 else "CORE",
            "ABCDABCDAB"[i - 1],
            f"TX-{i:02d}",
            f"MSB-{i:02d}",
            f"UPS-{i:02d}" if i > 8 else "",
            2500.0,
            ("C3",) if i <= 8 else ("C1", "C2", "C4"),
        )
        for i in range(1, 11)
    )
    pairs = ((0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2))
    assignments = tuple(
        pwr.Assignment(
            t,
            f"BLK-{4 * (i % 2) + pairs[i % 6][0] + 1:02d}",
            f"BLK-{4 * (i % 2) + pairs[i % 6][1] + 1:02d}",
            "BW-A1",
            "BW-B1",
        )
        for i, t in enumerate(gpu)
    )
    loadings = tuple(
        pwr.Loading(
            tag,
            kind,
            1650.0 + 20 * i,
            2200.0 + 25 * i,
            2500.0 if kind == "transformer" else 2875.0,
            f"TX-{(i % 10) + 1:02d}",
        )
        for i in range(10)
        for tag, kind in ((f"TX-{i + 1:02d}", "transformer"), (f"MSB-{i + 1:02d}", "switchboard"))
    )
    buses = (
        pwr.BusState("MVB-01", 34500.0, 25.1, 64.0, 31.5, 10.0, 0.001),
        *(pwr.BusState(f"MSB-{i:02d}", 415.0, 52.3, 110.0, 65.0, 7.2, 0.021) for i in range(1, 11)),
    )
    branches = tuple(
        pwr.Branch(
            f"BW-{x}{i}",
            "busway",
            "busway/copper",
            "1200 A",
            f"MSB-{i:02d}",
            f"ROW-{chr(64 + i)}",
            740.0,
            960.0,
            1200.0,
            42.0,
            0.011,
            3.1,
            x,
        )
        for i in range(1, 9)
        for x in "AB"
    )
    reuse = (
        pwr.ReuseLine("TX", "transformer", 10, Fate.REUSE, "worst-loading", "2,425 kVA", "2,500 kVA", "TX-01 to TX-10"),
        pwr.ReuseLine("MSB", "switchboard", 10, Fate.REUSE, "interrupting", "52.3 kA", "65 kA", "MSB-01 to MSB-10"),
        pwr.ReuseLine("ASIC", "miner", 6900, Fate.DEMOLISH, "no-load-left", "0 MW", "0 MW", ""),
        pwr.ReuseLine("FAN", "air-unit", 120, Fate.DEMOLISH, "no-duty", "", "", ""),
    )
    return pwr.PowerChain(
        reuse,
        blocks,
        assignments,
        loadings,
        buses,
        branches,
        (pwr.Whip("gb200-nvl72", 8, 8, 24.0, 60.0, 132.0, 140.0, 132.0, 231.0, 211.2, 0.99),),
        (("4-to-make-3", 8, 20000.0, 0.98, 4100.0, 3.1e6), ("2N", 12, 30000.0, 0.7, 12000.0, 6.4e6)),
        loads,
        {"transformer": 190.0, "busway": 60.0, "ups": 80.0},
        132.0 * len(gpu) + 22.0 * len(network),
        19800.0,
        1.22,
        25000.0,
        6000.0,
        1500.0,
        (),
        (),
        (),
        (),
        (),
        (Note(NoteKind.RFI, "power.short_circuit_data", Trade.POWER, "utility", {"fault": value(1500, "MVA")}),),
        (
            racks_by_import.step(
                "power.racks_by_import",
                P_import=value(25, "MW"),
                P_house=q(300, "kW"),
                P_rack=q(132, "kW"),
                f_site=q(1.22),
                limit=Limit(">=", q(len(gpu)), "wanted", "brief"),
            ),
        ),
    )


def make_fabric(layout: Layout) -> "Fabric":
    hosts = [p.tag for p in layout.placed if p.purpose == "gpu"]
    seats_in = [p.tag for p in layout.placed if p.purpose == "network"]
    rails, units = 4, max(1, len(hosts) // 8)
    leaves = [f"LEAF-SU{u + 1:02d}-R{r + 1}" for u in range(units) for r in range(rails)]
    spines = [f"SPINE-{s + 1:02d}" for s in range(max(2, len(leaves) // 2))]
    names = (*hosts, *leaves, *spines)
    devices = np.zeros(len(names), dtype=DEVICE)
    devices["index"] = np.arange(len(names))
    devices["seat"] = -1
    for i, _name in enumerate(names):
        devices[i]["tier"] = 0 if i < len(hosts) else 1 if i < len(hosts) + len(leaves) else 2
        devices[i]["unit"] = (
            i // 8 if i < len(hosts) else (i - len(hosts)) // rails if i < len(hosts) + len(leaves) else -1
        )
        devices[i]["rail"] = (i - len(hosts)) % rails if len(hosts) <= i < len(hosts) + len(leaves) else -1
        devices[i]["model"] = 0 if i < len(hosts) else 1
    rows = []
    for h in range(len(hosts)):
        for port in range(72):
            leaf = len(hosts) + (h // 8) * rails + port % rails
            rows.append(
                (h, port + 1, leaf, (h % 8) * 18 + port // rails + 1, 0, 0, port % rails, 12.0, 15.0, 0, 0, 0, -1)
            )
    for leaf in range(len(leaves)):
        for s in range(len(spines)):
            rows.append(
                (len(hosts) + leaf, 64 + s, len(hosts) + len(leaves) + s, leaf + 1, 1, 0, -1, 21.0, 25.0, 0, 0, 0, -1)
            )
    cables = np.zeros(len(rows), dtype=CABLE)
    named = (
        "a",
        "a_port",
        "b",
        "b_port",
        "layer",
        "plane",
        "rail",
        "length",
        "stock",
        "cable",
        "a_optic",
        "b_optic",
        "route",
    )
    for position, field in enumerate(named):
        cables[field] = [row[position] for row in rows]
    counts = NetworkCounts(
        len(hosts),
        72 * len(hosts),
        len(leaves),
        len(spines),
        0,
        72 * len(hosts),
        len(leaves) * len(spines),
        0,
        1,
        2,
        units,
        1.0,
    )
    compute = Network(
        "compute",
        "rail-optimised",
        counts,
        counts,
        400.0,
        names,
        devices,
        cables,
        ("rack/gb200-nvl72", "switch/qm9700"),
        ("cable/mpo-mm-om4",),
        ("optic/mma4z00-ns",),
        lanes=(1, 2),
        cages=(72, 32),
    )
    seats = []
    for i, leaf in enumerate((*leaves, *spines)):
        rack = seats_in[i * len(seats_in) // (len(leaves) + len(spines))]
        below = sum(1 for s in seats if s.rack == rack)
        seats.append(Seat(leaf, rack, 2 + 2 * below, 1, "switch/qm9700", 1.7, 23.0, ("compute",)))
    bundles = tuple(
        Bundle("A", edge.tag, 240 + 11 * i, 0.08 + 0.006 * i) for i, edge in enumerate(layout.trays[0].edges)
    )
    return Fabric(
        (compute,),
        tuple(seats),
        bundles,
        {"same leaf": (600.0, 1200.0), "same rail": (1500.0, 3000.0)},
        (("compute", "leaf", len(leaves), 0.75, 0.98), ("compute", "spine", len(spines), 0.95, 0.97)),
        {"compute": 120000.0},
        {"compute": 46.0},
        (),
        (),
        (),
        (),
        (),
        (),
        (Note(NoteKind.DECISION, "fabric.topology", Trade.FABRIC, "compute", {"topology": "rail-optimised"}),),
        (),
    )


def make_programme(layout: Layout) -> Programme:
    gpu = sum(1 for p in layout.placed if p.purpose == "gpu")
    network = sum(1 for p in layout.placed if p.purpose == "network")
    limits = tuple(
        CapacityLimit(key, trade, racks, basis)
        for key, trade, racks, basis in (
            ("import", Trade.POWER, gpu, "power.racks_by_import"),
            ("transformers", Trade.POWER, gpu + 8, ""),
            ("area", Trade.LAYOUT, 448, ""),
            ("cooling", Trade.COOLING, 300, ""),
            ("radix", Trade.FABRIC, 1024, ""),
            ("slab", Trade.LAYOUT, 2000, ""),
        )
    )
    return Programme(
        (
            RackGroup("gb200-nvl72", "gpu", gpu, 8, 132.0, LoadClass.GPU),
            RackGroup("network-48u", "network", network, 1, 22.0, LoadClass.CORE),
        ),
        72 * gpu,
        limits,
        "import",
        "transformers",
        NetworkNeed(96, 120, 160.0, network),
        (Module("CDU", "cdu", "cdu/gallery-1500", 12, 11, 1.2, 1.2, 2.2, 1.2, 0.6, 0.1, 1900.0, "mechanical"),),
        {
            "it": 132.0 * gpu,
            "network": 400.0,
            "mechanical": 1400.0,
            "losses": 330.0,
            "house": 120.0,
            "site_peak": 19800.0,
        },
        8,
        (Constraint("blocks.extra", 1.0, "power"),),
        1,
        (),
        (),
    )


def make_proof() -> Proof:
    removals = tuple(
        Removal(
            test,
            f"{prefix}-{i:02d}",
            kind,
            {"C3": lost} if lost else {},
            ("R-0101",) if lost else (),
            12 if lost else 0,
            0.97,
            "TX-02",
            verdict,
        )
        for test in ("T1", "T2")
        for prefix, kind, count, lost, verdict in (
            ("TX", "transformer", 10, 0.0, "served"),
            ("MSB", "switchboard", 10, 0.0, "served"),
            ("CDU", "cdu", 12, 0.0, "degraded"),
            ("CLR", "cooler", 16, 0.0, "degraded"),
            ("UTIL", "utility", 1, 17000.0, "lost"),
        )
        for i in range(1, count + 1)
    )
    return Proof(
        DesignGraph({}, (), (), {}),
        removals,
        ("UTIL-01",),
        (),
        {"T1": 0.98, "T2": 0.98},
        ("concurrently-maintainable-on-utility",),
        (),
        (),
    )


def make_bom(layout: Layout) -> BillOfMaterials:
    lines = []
    spec = (
        ("rack", "gpu", "GPU rack", "rack/gb200-nvl72", Fate.BY_TENANT, 0, 1553.0, None),
        ("rack", "network", "Network rack", "rack/network-48u", Fate.NEW, 0, 900.0, (6e3, 8e3, 1.1e4)),
        ("cdu", "", "Coolant distribution unit", "cdu/gallery-1500", Fate.NEW, 1, 1900.0, (1.1e5, 1.5e5, 2.1e5)),
        ("pump", "", "Facility pump", "pump/end-suction", Fate.NEW, 1, 900.0, (2e4, 3e4, 4e4)),
        ("cooler", "", "Dry cooler", "cooler/dry-1200", Fate.NEW, 2, 7000.0, (1.2e5, 1.6e5, 2.2e5)),
        ("air-unit", "", "Fan wall module", "air-unit/fan-wall", Fate.NEW, 1, 1500.0, None),
        (
            "transformer",
            "",
            "Pad-mounted transformer",
            "transformer/padmount-2500-34500-415",
            Fate.REUSE,
            0,
            6000.0,
            (0.0, 0.0, 0.0),
        ),
        ("switchboard", "", "Switchboard", "switchboard/lv-4000", Fate.REUSE, 0, 2500.0, (0.0, 0.0, 0.0)),
        ("generator", "", "Generator", "generator/diesel-2000", Fate.NEW, 1, 16000.0, (7e5, 9e5, 1.2e6)),
    )
    for number, (kind, purpose, description, catalog, fate, redundant, mass, cost) in enumerate(spec, 1):
        tags = tuple(sorted(p.tag for p in layout.placed if p.kind == kind and (not purpose or p.purpose == purpose)))
        total = float(len(tags))
        lines.append(
            BomLine(
                f"B-{number:03d}",
                tags,
                Trade.LAYOUT,
                kind,
                description,
                catalog,
                "",
                total - redundant,
                float(redundant),
                0.0,
                total,
                "each",
                fate,
                "",
                "counted by tag",
                "26 12 13",
                "D5010",
                "",
                mass,
                20.0,
                40.0,
                "house",
                cost,
                2025 if cost else None,
                "house" if cost else "",
                "",
                "assumption",
            )
        )
    return BillOfMaterials(tuple(lines), (4.6e6, 6.1e6, 8.4e6), 0.78, 5, ("B-009", 90.0), (), ())


def make_findings(gpu: int) -> Findings:
    def finding(
        rule: str, verdict: Verdict, trade: str, subject: str, found: str, limit: str, requirement: str = ""
    ) -> Finding:
        return Finding(
            rule,
            verdict,
            "block" if verdict is Verdict.FAIL else "advise",
            trade,
            (subject,),
            found,
            limit,
            "section 3",
            "house",
            "assumption",
            "",
            requirement,
        )

    rows = (
        finding("power-import", Verdict.PASS, "power", "utility", "19.8 MW", "25 MW", "REQ-001"),
        finding("layout-egress", Verdict.PASS, "layout", "HALL", "41.5 m", "76 m", "REQ-002"),
        finding("power-spof-utility", Verdict.FAIL, "redundancy", "UTIL-01", "1 feed", "2 feeds", "REQ-003"),
        finding("cooling-supply", Verdict.PASS, "cooling", "TCS-1", "40 degC", "45 degC", "REQ-004"),
        finding("layout-seismic", Verdict.NOT_MODELLED, "layout", "HALL", "", ""),
        finding("power-iec-rccb", Verdict.NOT_APPLICABLE, "power", "HALL", "", ""),
    )
    return Findings(
        rows,
        "go-with-conditions",
        ("power-spof-utility",),
        {
            "REQ-001": ("power-import",),
            "REQ-002": ("layout-egress",),
            "REQ-003": ("power-spof-utility",),
            "REQ-004": ("cooling-supply",),
        },
    )


def make_design(rows: int = 8, per_row: int = 16, units: str = "IP") -> tuple[Design, Findings]:
    catalog = Catalog()
    layout = make_layout(rows, per_row)
    requirements = Requirements(
        tuple(
            Requirement(
                f"REQ-{i:03d}", key, trade, "brief:site.utility.import_limit", {}, relation, quantity, rules, text
            )
            for i, (key, trade, relation, quantity, rules, text) in enumerate(
                (
                    ("import", Trade.POWER, "<=", value(25, "MW"), ("power-import",), ""),
                    ("egress", Trade.LAYOUT, "<=", value(76, "m"), ("layout-egress",), ""),
                    ("feeds", Trade.POWER, ">=", value(2, ""), ("power-spof-utility",), "Two feeds are wanted"),
                    ("supply", Trade.COOLING, "<=", value(45, "degC"), ("cooling-supply",), ""),
                ),
                1,
            )
        )
    )
    cooling = make_cooling(layout)
    power = make_power(layout, catalog)
    fabric = make_fabric(layout)
    programme = make_programme(layout)
    trades = Trades(
        catalog, make_site(catalog, units), requirements, programme, layout, power.loads, fabric, cooling, power
    )
    proof, bom = make_proof(), make_bom(layout)
    notes = (*layout.notes, *fabric.notes, *cooling.notes, *power.notes)
    ledger = Ledger.of(cooling.steps, power.steps)
    gpu = sum(1 for p in layout.placed if p.purpose == "gpu")
    return Design(trades, proof, bom, ledger, notes, 2), make_findings(gpu)
