"""Published CDUs, exchangers, coolers, air units, chillers and a whole reference design."""

import math
from collections.abc import Iterator

import yaml

from designer.catalog import AirUnit, Catalog, Cdu, Coolant, Cooler
from designer.cooling import air, cdu, pipes, rejection, technology, trim
from designer.cooling.bench import air_pressure_ratio
from designer.cooling.loop import LoopAnswer, read_loop_bytes, solve_loop_brief
from designer.sizing import exchanger
from designer.sizing.coolant import FluidState, fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

CDU_SOURCE = {
    "xdu1350": ("Vertiv guide SL-71309", "secondary"),
    "chx2000": ("CoolIT product page", "secondary"),
    "deschutes": ("OCP Deschutes v0.8, as LBNL's record has it", "read"),
}
#: Data sheets calculated back with balanced flows of PG25: rise [K], effectiveness, UA [kW/K].
RATINGS = {"xdu1350": (17.1, 0.81, 342), "chx2000": (14.1, 0.74, 400), "deschutes": (15.8, 0.84, 667)}


def cdu_rows(catalog: Catalog) -> Iterator[Row]:
    """Ratings calculated back, head curve, the flow that a heat rating hides."""
    state = fluid_of(catalog.get(Coolant, "pg25")).at(45.0)
    for slug, (rise, effectiveness, size) in RATINGS.items():
        record = catalog.get(Cdu, slug)
        rate = q(state.kw_per_k(record.tcs_flow_rated.si("LPM")), "kW/K")
        eps = exchanger.rated_effectiveness(Q_r=record.heat_rated, ATD=record.approach_rated, C_tcs=rate, C_min=rate)
        units = exchanger.transfer_units(epsilon=eps, C_r=q(1.0))
        source, status = CDU_SOURCE[slug]
        case = ("CDUs", f"{record.name}: rise, effectiveness, UA at the rating", f"{source}; cooling reference, 2.2",
                status)  # fmt: skip
        got = (record.heat_rated.si("kW") / magnitude(rate, "kW/K"), magnitude(eps, ""),
               magnitude(exchanger.exchanger_size(NTU=units, C_min=rate), "kW/K"))  # fmt: skip
        yield Row.of(case, ("K; -; kW/K", (rise, effectiveness, size), got), 0.012)
    vertiv = catalog.get(Cdu, "xdu1350")
    heads = sorted((p.flow.si("LPM"), p.head.si("kPa")) for p in vertiv.head_curve)
    model = cdu.CduModel(vertiv, 1368.0, 4.0, exchanger.Plates(342.0, (1200.0, 1200.0), 0.7),
                         *(tuple(x) for x in zip(*heads, strict=True)), 0.0, 13.7)  # fmt: skip
    yield Row.of(("CDUs", "XDU1350: head at 1,200 LPM", "Vertiv guide SL-71309, p. 15-23", "secondary"),
                 ("kPa", 250.0, cdu.head_at(model, 1200.0)), 1e-3)  # fmt: skip
    flows = (600.0, 900.0, 1050.0, 1200.0)
    yield Row.of(("CDUs", "XDU1350: head at 600, 900, 1,050, 1,200 LPM", "third-party fit, cooling reference, 2.2",
                  "secondary"),
                 ("kPa", [476.457 + 0.092063 * f - 2.34e-4 * f**2 for f in flows],
                  [cdu.head_at(model, f) for f in flows]), 0.06,
                 "linear in flow squared between the points")  # fmt: skip
    yield Row.of(("CDUs", "XDU1350 at 1.5 LPM/kW: heat by flow against 1,368 kW rated", "cooling reference, 2.2",
                  "derived"), ("kW", 800.0, vertiv.tcs_flow_rated.si("LPM") / 1.5), 1e-3)  # fmt: skip
    water = FluidState(20.0, 998.0, 4180.0, 1e-3, 0.6)
    supply = 45.0 - 2000.0 / water.kw_per_k(31.48 / 0.998 * 60.0)
    cold = technology.facility_supply(T_tcs=q(supply, "degC"), dT=q(3, "delta_degC"))
    yield Row.of(("CDUs", "Deschutes, 2 MW on 31.48 kg/s of water back at 45 degC: rise, supply, facility supply",
                  "LBNL Buildings, record GoogleProjectDeschutes, 2026-04", "read"),
                 ("K; degC; degC", (15.2, 29.8, 26.8), (45.0 - supply, supply, magnitude(cold, "degC"))),
                 2e-3)  # fmt: skip
    yield from _hypercube(catalog)
    yield from _lbl_cdu()


def _hypercube(catalog: Catalog) -> Iterator[Row]:
    """A maker's unit of two plate exchangers: 1,250 kW, PG25 51 to 37 degC against water 35 to 46 degC."""
    source = ("Benmax HCU2500 (Alfa Laval AQ6T-BFM, 125 plates) in a public model of an operator", "secondary")
    pg25, water = (fluid_of(catalog.get(Coolant, s)).at(t) for s, t in (("pg25", 44.0), ("water", 40.5)))
    size = trim.exchanger_ua(Q=q(1250, "kW"), dT_a=q(5, "delta_degC"), dT_b=q(2, "delta_degC"))
    hot, cold = 1250.0 / 14.0, 1250.0 / 11.0
    found = exchanger.counterflow(magnitude(size, "kW/K") / hot, hot / cold)
    yield Row.of(("CDUs", "HCU2500: effectiveness 14 K of 16 K, from UA by the logarithmic mean", *source),
                 ("", 14.0 / 16.0, found), 1e-6)  # fmt: skip
    yield Row.of(("CDUs", "HCU2500, 2,500 kW: flow of PG25; of water", *source),
                 ("L/s", (44.86, 54.64), (2500.0 / 14.0 / pg25.kw_per_k(60.0), 2500.0 / 11.0 / water.kw_per_k(60.0))),
                 0.012, "the source's coolant has other properties")  # fmt: skip


def _lbl_cdu() -> Iterator[Row]:
    """48 racks of 132 kW on one CDU at full and at 60 % load."""
    water, glycol = FluidState(36.0, 1000.0, 4184.0, 7.1e-4, 0.62), FluidState(42.0, 1000.0, 3930.0, 1.3e-3, 0.48)
    power, design, rises, entries = 48 * 132.0, 5.0, [], []
    flows = [state.lpm(power / design / state.heat_capacity * 1000.0) for state in (glycol, water)]
    size = power / design * (design / 6.0)
    model = exchanger.Plates(size, (flows[0], flows[1]), 0.7)
    cases = ((1.0, 6411.482, 1.0, 5.05956, 47.7164), (0.6, 3877.08, 0.54589, 5.60476, 45.31060))
    warm = []
    for load, moved, plant, _, hot in cases:
        racks, facility = flows[0] * math.sqrt(65688.4 / 80000.0), flows[1] * plant
        eps, least = model.effect(racks, facility, glycol, water)
        entries.append(36.0 + moved / (eps * least))
        warm.append(hot + (moved - load * power) / glycol.kw_per_k(racks))
        rises.append(moved / water.kw_per_k(facility))
    lbl = ("LBNL Buildings, example CDU_epsNTU, reference results of 2026-06", "read")
    yield Row.of(("CDUs", "48 racks of 132 kW, 36 degC facility water, full and 60 % load: facility rise", *lbl),
                 ("K", [c[3] for c in cases], rises), 0.01, absolute=True)  # fmt: skip
    yield Row.of(("CDUs", "The same: warm entry", *lbl), ("degC", warm, entries), 0.2,
                 "films are half and half here, told apart by their properties there", absolute=True)  # fmt: skip


def loop(coolant: str, heat: float, flow: float, cold: tuple[float, float]) -> LoopAnswer:
    """A loop brief: one rack [kW] at a flow [LPM], an exchanger of balanced flows towards cold = (LPM, degC)."""
    said = {
        "coolant": coolant, "temperature": "45 degC",
        "nodes": [{"tag": "warm", "pressure": "1 bar"}, {"tag": "cool"}, {"tag": "pump out"}],
        "components": [
            {"tag": "racks", "from": "cool", "to": "warm", "flow": f"{flow} LPM", "drop": "60 kPa",
             "heat": f"{heat} kW"},
            {"tag": "exchanger", "from": "pump out", "to": "cool", "flow": f"{flow} LPM", "drop": "80 kPa",
             "exchanger": {"size": "333.333 kW/K", "flow": f"{cold[0]} LPM", "temperature": f"{cold[1]} degC",
                           "coolant": "water"}},
        ],
        "pumps": [{"tag": "pump", "from": "warm", "to": "pump out", "curve": [
            {"flow": f"{flow / 2} LPM", "head": "200 kPa"}, {"flow": f"{flow} LPM", "head": "140 kPa"},
            {"flow": f"{flow * 1.2} LPM", "head": "100 kPa"}]}],
    }  # fmt: skip
    text = yaml.safe_dump({"loop": said}, sort_keys=False).encode()
    return solve_loop_brief(read_loop_bytes(text, "loop.yaml", Catalog()))


def design_rows(catalog: Catalog) -> Iterator[Row]:
    """LBNL's reference design of 1 MW: dry cooler 39, plant 42, racks 45 to 50 degC, as loop briefs."""
    pg25, water = (fluid_of(catalog.get(Coolant, s)) for s in ("pg25", "water"))
    flows = [1000.0 / 5.0 / f.at(t).kw_per_k(1.0) for f, t in ((pg25, 47.5), (water, 44.5), (water, 41.5))]
    racks = loop("pg25", 1000.0, flows[0], (flows[1], 42.0))
    plant = loop("water", 1000.0, flows[1], (flows[2], 39.0))
    lbl = ("LBNL Buildings, ChillerWSEDesignConditionsGlycol, reference results of 2026-07", "read")
    got = [n.temperature for n in (*racks.nodes[1::-1], *plant.nodes[1::-1])]
    yield Row.of(("Reference designs", "1 MW, full economiser, as two loop briefs: rack supply and return, plant "
                  "supply and return", *lbl), ("degC", (45.0, 50.0, 42.001, 47.003), got), 0.03,
                 "the tower loop's PG40 is water here", absolute=True)  # fmt: skip
    head = -sum(b.drop for b in racks.branches if b.kind == "pump")
    yield Row.of(("Reference designs", "The same: flow of the rack loop; head of the CDU's pump",
                  "LBNL Buildings, ChillerWSE: 1 MW over 5 K; 60 and 80 kPa", "read"),
                 ("kg/s; kPa", (1000.0 / 5.0 / 3.977, 140.0), (racks.branches[0].flow, head)), 3e-3,
                 "heat capacity of PG25 at 47.5 degC, 3.977 kJ/(kg K)")  # fmt: skip


def exchanger_rows(catalog: Catalog) -> Iterator[Row]:
    """Textbook exchangers."""
    incropera = "Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, example {}"
    heat = 0.1 * 2131 * 40.0
    ends = (100.0 - 30.0 - heat / (0.2 * 4178), 30.0)
    size = magnitude(trim.exchanger_ua(Q=q(heat, "W"), dT_a=q(ends[0], "delta_degC"), dT_b=q(ends[1], "delta_degC")),
                     "kW/K") * 1e3  # fmt: skip
    yield Row.of(("Exchangers", "Oil 100 to 60 degC, 0.1 kg/s, by water of 30 degC, 0.2 kg/s: heat; mean difference",
                  incropera.format("11.1"), "memory"), ("W; K", (8524, 43.2), (heat, heat / size)), 2e-3)  # fmt: skip
    yield Row.of(("Exchangers", "Gas 300 to 100 degC heats water, crossflow unmixed, NTU 2.1, ratio 0.5: effectiveness",
                  incropera.format("11.4"), "memory"), ("", 0.75, float(rejection.crossflow(2.1, 0.5))), 0.02,
                 "NTU is read off a chart there")  # fmt: skip
    ratio, units = 10.1 / 29.26, 220.0 * 250.0 / 10_100.0
    leaving = 125.0 - float(rejection.crossflow(units, ratio)) * 105.0
    yield Row.of(("Exchangers", "Air 10 kg/s of 125 degC by water 7 kg/s of 20 degC, 250 m2 of 220 W/(m2 K): air out",
                  "Som, Introduction to Heat Transfer, example 10.7 (FOSSEE Scilab companion 1910)", "read"),
                 ("degC", 26.0, leaving), 1.1, "the book rounds the heat to 1 MW", absolute=True)  # fmt: skip
    yield Row.of(("Exchangers", "Counterflow: NTU 1 balanced; NTU 3 at 0.5; a condenser at NTU 2",
                  "charts of textbooks",
                  "memory"), ("", (0.5, 0.874, 0.865), (exchanger.counterflow(1, 1), exchanger.counterflow(3, 0.5),
                                                        exchanger.counterflow(2, 1e-9))), 1e-3)  # fmt: skip
    yield Row.of(("Exchangers", "Crossflow unmixed, NTU 1, balanced", "tables of textbooks (exact series)", "memory"),
                 ("", 0.476, float(rejection.crossflow(1.0, 1.0))), 0.02, "textbook approximation of the series",
                 )  # fmt: skip
    dry = catalog.get(Cooler, "bac-trillium-tdfs1238n")
    rate = dry.heat_rated.si("kW") / (dry.fluid_in_rated.si("degC") - dry.fluid_out_rated.si("degC"))
    eps = 5.56 / (46.11 - 35.0)
    yield Row.of(("Coolers", "BAC Trillium, 2,931 kW, air 35, fluid 46.11 to 40.55 degC: fluid rate; effectiveness",
                  "LBNL Buildings, record of the dry cooler", "read"),
                 ("kW/K; -", (2931 / 5.56, eps), (rate, dry.heat_rated.si("kW") / rate / 11.11)), 2e-3)  # fmt: skip


def air_rows(catalog: Catalog) -> Iterator[Row]:
    """Air units by both of their sides, containment air, elevation."""
    script = ("data centre sizing script", "secondary")
    water = fluid_of(catalog.get(Coolant, "water"))
    for slug, (heat, cold, warm, flow, fan) in {
        "pw170": (233.0, 18.0, 38.0, 175.0, 13.5), "fa069hc": (252.4, 18.0, 25.0, 548.4, 15.0),
        "fa096hc": (351.7, 18.0, 25.0, 761.0, 19.5),
    }.items():  # fmt: skip
        record = catalog.get(AirUnit, slug)
        carried = water.at((cold + warm) / 2).kw_per_k(flow) * (warm - cold)
        yield Row.of(("Air units", f"{record.name}: net heat and fans against what its water carries", *script),
                     ("kW", heat + fan, carried), 0.016, "flow and temperatures are printed rounded")  # fmt: skip
    rise = air.hot_aisle(T_supply=q(24, "degC"), Q=q(233, "kW"), V=q(29_081, "CFM"), rho=q(1.2, "kg/m3"))
    yield Row.of(("Air units", "PW170: rise of 29,081 CFM by 233 kW", *script),
                 ("K", 14.0, magnitude(rise, "degC") - 24.0), 0.15, absolute=True)  # fmt: skip
    flow = air.rack_airflow(Q_air=q(1, "kW"), rho=q(1.2, "kg/m3"), dT=q(11.7, "delta_degC"), f_leak=q(0))
    yield Row.of(("Air units", "Hot-aisle containment at 11.7 K", "NVIDIA DSX facilities guide, p. 62", "secondary"),
                 ("CFM/kW", 150, magnitude(flow, "CFM")), 5e-3)  # fmt: skip
    dense = air.air_density(p=q(101.325, "kPa"), T=q(20, "degC"))
    yield Row.of(("Air units", "Dry air at 20 degC", "ASHRAE Fundamentals", "memory"),
                 ("kg/m3", 1.2041, magnitude(dense, "kg/m3")), 2e-4)  # fmt: skip
    heights = {0: 101.325, 1000: 89.874, 2000: 79.495, 3000: 70.108}
    yield Row.of(("Air units", "Atmosphere at 0, 1,000, 2,000, 3,000 m", "US Standard Atmosphere 1976", "read"),
                 ("kPa", list(heights.values()),
                  [101.325 * magnitude(air_pressure_ratio(z=q(z, "m")), "") for z in heights]), 2e-4)  # fmt: skip
    slope = catalog.threshold("cooling", "chiller_altitude")
    feet = {2500: 0.98, 5000: 0.97, 7500: 0.95, 10_000: 0.93}
    got = [magnitude(rejection.chiller_altitude(Q_r=q(1, "kW"), k=slope.q, z=q(z, "ft")), "kW") for z in feet]
    yield Row.of(("Chillers", "Air-cooled condensing at 2,500 to 10,000 ft: share of capacity",
                  "Carrier, Engineering Guide for Altitude Effects, table 4-2", "read"), ("", list(feet.values()), got),
                 0.0055, "printed to 0.01", absolute=True)  # fmt: skip
    power = rejection.chiller_capacity(Q_r=q(1000, "kW"), s=q(0.012), T_air=q(40, "degC"), T_r=q(35, "degC"))
    yield Row.of(("Chillers", "Air-cooled, 1,000 kW at 35 degC, at 40 degC", "screening factor of a public tool",
                  "secondary"), ("kW", 940, magnitude(power, "kW")), 1e-6)  # fmt: skip


def valve_rows() -> Iterator[Row]:
    """Balancing by flow factors."""
    kv = magnitude(pipes.valve_kv(V=q(65.0 / 60.0, "LPM"), dp=q(0.03, "bar"), rho=q(1000, "kg/m3")), "m3/h")
    yield Row.of(("Balancing", "65 kg/h at 30 mbar: Kv; the maker's setting 4 of eight has 0.38",
                  "Korado, example of calculation, two-pipe system", "read"), ("m3/h", 0.38, kv), 5.5e-3,
                 "the nearest setting is taken", absolute=True)  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published piece of plant."""
    catalog = Catalog()
    yield from cdu_rows(catalog)
    yield from design_rows(catalog)
    yield from exchanger_rows(catalog)
    yield from air_rows(catalog)
    yield from valve_rows()
