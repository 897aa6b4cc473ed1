"""Published tables and examples of hoses, headers, small networks, vessels, insulation and rack flows."""

from collections.abc import Iterator, Mapping

import numpy as np

from designer.catalog import Catalog, Cdu, Coolant, Pipe
from designer.cooling import air, pipes, volumes
from designer.cooling.hydraulics import Builder, solve
from designer.cooling.specification import surface_temperature
from designer.site.moist_air import dew_point, saturation_pressure
from designer.sizing import exchanger
from designer.sizing.coolant import FluidState, density_of, fluid_of, heat_capacity_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

#: Kv [m3/h] of a Cv of one.
KV_OF_CV = 0.865
GPM, INCH, PSI = 6.30902e-5, 0.0254, 6.894757
#: Oil of the hose chart: specific gravity 0.85, 20 cSt.
OIL = FluidState(38.0, 850.0, 1900.0, 850.0 * 20e-6, 0.13)
#: Drop [psi] of ten feet of hose: bore [in], flow [gpm].
LAMINAR = {
    (3 / 16, 0.25): 10, (3 / 16, 0.5): 19, (1 / 4, 0.25): 3.1, (1 / 4, 0.5): 6, (1 / 4, 1): 12, (5 / 16, 0.5): 2.7,
    (5 / 16, 1): 5.5, (3 / 8, 1): 2.4,
}  # fmt: skip
TURBULENT = {
    (1, 100): 33, (1.25, 100): 12, (1.5, 100): 4.7, (2, 100): 1.3, (1.25, 150): 22, (1.5, 150): 8.5, (2, 150): 2.2,
    (2, 200): 3.9,
}  # fmt: skip
#: Ten-kelvin heat of a header at about 2.3 m/s [kW], least and most, by nominal size.
HEADERS = {'1"': (55, 60), '2"': (215, 220), '4"': (840, 840), '6"': (1872, 1872)}
#: Expansion vessels [L] behind a relief valve of 3 bar at 1.0 and at 1.5 bar of initial pressure, by content [L].
VESSELS = {
    100: (10.9, 15.6), 200: (21.8, 31.2), 300: (32.7, 46.8), 400: (43.6, 62.4), 500: (54.5, 78.0),
}  # fmt: skip


def hose_rows() -> Iterator[Row]:
    """Hoses in laminar and in turbulent flow."""
    source = ("ContiTech hydraulics catalogue 2015, p. 356", "read")
    for name, chart, within, reason in (
        ("laminar", LAMINAR, 0.13, "the chart counts couplings and rounds"),
        ("turbulent", TURBULENT, 0.12, "the chart counts couplings"),
    ):  # fmt: skip
        got = []
        for inches, gallons in chart:
            bore, flow = inches * INCH, gallons * GPM
            speed = pipes.velocity(V=q(flow, "m3/s"), D=q(bore, "m"))
            re = pipes.reynolds(rho=q(850, "kg/m3"), v=speed, D=q(bore, "m"), mu=q(OIL.viscosity, "Pa*s"))
            factor = pipes.friction_factor(Re=re, eps=q(0.01, "mm"), D=q(bore, "m"))
            slope = pipes.gradient(f=factor, rho=q(850, "kg/m3"), v=speed, D=q(bore, "m"))
            loss = pipes.pipe_loss(R=slope, L=q(10, "ft"), k_fit=q(0))
            got.append(magnitude(loss, "psi"))
        yield Row.of(("Hoses", f"Ten feet of hose with oil of 20 cSt, {name}, eight bores and flows: drop", *source),
                     ("psi", list(chart.values()), got), within, reason)  # fmt: skip


def header_rows(catalog: Catalog) -> Iterator[Row]:
    """What headers carry."""
    state = fluid_of(catalog.get(Coolant, "pg25")).at(45.0)
    bores = {size.nominal: size.bore.q for size in catalog.get(Pipe, "stainless-10s").sizes}
    speeds = []
    for size, (least, most) in HEADERS.items():
        flow = (least + most) / 2.0 / 10.0 / state.kw_per_k(1.0)
        speeds.append(magnitude(pipes.velocity(V=q(flow, "LPM"), D=bores[size]), "m/s"))
    yield Row.of(("Pipes", "PG25 headers of 1, 2, 4, 6 in for 57.5, 217.5, 840, 1,872 kW over 10 K: speed",
                  "OCP, Modular TCS white paper, as a public catalogue of OCP figures quotes it", "secondary"),
                 ("m/s", [2.3] * 4, speeds), 0.065, "about 2.3 m/s; the smallest is a range of 55 to 60 kW",
                 absolute=True)  # fmt: skip


def network(pipes_of: Mapping[str, tuple[str, str, float]], held: Mapping[str, float], taken: Mapping[str, float]
            ) -> dict[str, float]:  # fmt: skip
    """Flows of pipes {name: (from, to, K)} of head K Q^2, held = {node: head}, taken = {node: flow}, in one unit."""
    builder = Builder()
    for node in sorted({n for ends in pipes_of.values() for n in ends[:2]}):
        head = held.get(node)
        builder.node(node, None if head is None else head * 1e4, taken.get(node, 0.0))
    for name, (start, end, resistance) in pipes_of.items():
        builder.component(name, (start, end), resistance * 1e4, 2.0)
    net = builder.network()
    found = solve(net, FluidState(20.0, 1000.0, 4183.0, 1e-3, 0.6))
    return {name: float(found.flow[net.branches.index(name)]) for name in pipes_of}


def network_rows() -> Iterator[Row]:
    """Textbook networks with given resistances."""
    resistances = {"A-1": ("A", "1", 0.38), "1-2": ("1", "2", 2.89), "1-4": ("1", "4", 2.53), "4-2": ("4", "2", 12.13),
                   "3-2": ("3", "2", 2.17), "3-4": ("3", "4", 2.89), "B-3": ("B", "3", 0.94)}  # fmt: skip
    flows = network(resistances, {"A": 110.0, "B": 100.0}, {"1": 2.0, "2": 4.0, "3": 1.0, "4": 3.0})
    hardy = ("CE 3620 water resources engineering, lecture 9, 2013, iteration 16", "read")
    shown = ("1-2", "4-2", "1-4")
    yield Row.of(("Networks", "Hardy Cross, three loops, two reservoirs: flows of the first loop", *hardy),
                 ("ft3/s", (2.13, 0.32, 2.16), [flows[n] for n in shown]), 0.006,
                 "levels 10 ft apart: the printed sums of the loop through the reservoirs leave them out, its "
                 "corrections hold them", absolute=True)  # fmt: skip
    losses = [resistances[n][2] * flows[n] ** 2 for n in shown]
    yield Row.of(("Networks", "The same: losses", *hardy), ("ft", (13.10, 1.28, 11.81), losses), 0.05,
                 "resistances are printed to 0.01", absolute=True)  # fmt: skip
    three = network({"1": ("r1", "j", 0.7594), "2": ("j", "r2", 36.33), "3": ("j", "r3", 8.168)},
                    {"r1": 135.0, "r2": 120.0, "r3": 112.0}, {})  # fmt: skip
    yield Row.of(("Networks", "Three reservoirs at 135, 120, 112 m: level of the junction; flows",
                  "FOSSEE Scilab companion 1962, example 9.12, p. 340", "read"),
                 ("m; m3/s", (131.6, 2.116, 0.565, 1.549),
                  (135.0 - 0.7594 * three["1"] ** 2, three["1"], three["2"], three["3"])), 0.0025,
                 "the book's junction is tried to 0.1 m")  # fmt: skip
    yield from board_rows()


def _resistance(length: float, bore: float, factor: float) -> float:
    """Head [m] by flow squared [m3/s] of a pipe of a given friction factor."""
    speed = magnitude(pipes.velocity(V=q(1, "m3/s"), D=q(bore, "m")), "m/s")
    slope = pipes.gradient(f=q(factor), rho=q(1000, "kg/m3"), v=q(speed, "m/s"), D=q(bore, "m"))
    return magnitude(slope, "Pa/m") * length / 9810.0


def board_rows() -> Iterator[Row]:
    """Pipes in series and side by side."""
    source = ("ceboardexamgenerator.com, hydraulics, pipes in series and parallel", "read")
    first, second = _resistance(200, 0.2, 0.020), _resistance(150, 0.15, 0.020)
    yield Row.of(("Networks", "200 m of 200 mm and 150 m of 150 mm in series, 50 L/s: loss", *source),
                 ("m", 10.70, (first + second) * 0.05**2), 5e-3)  # fmt: skip
    row = [_resistance(*p) for p in ((500, 0.3, 0.020), (400, 0.25, 0.022), (300, 0.2, 0.018))]
    chain = network({"a": ("0", "1", row[0]), "b": ("1", "2", row[1]), "c": ("2", "3", row[2])},
                    {"0": 25.0, "3": 0.0}, {})  # fmt: skip
    yield Row.of(("Networks", "Three pipes in series under 25 m: flow", *source), ("m3/s", 0.100, chain["a"]), 5e-3)
    twin = network({"a": ("0", "1", _resistance(100, 0.3, 0.02)), "b": ("0", "1", _resistance(400, 0.3, 0.02))},
                   {"1": 0.0}, {"0": -0.12})  # fmt: skip
    yield Row.of(("Networks", "0.12 m3/s through 100 m and 400 m of one bore side by side", *source),
                 ("m3/s", (0.080, 0.040), (twin["a"], twin["b"])), 1e-6)  # fmt: skip


def vessel_rows() -> Iterator[Row]:
    """Vessels at two initial pressures."""
    hot = 1000.0 / (1.0 + 0.049)
    got: list[float] = []
    for content in VESSELS:
        for fill in (1.0, 1.5):
            pressures = {"p_fill": q(fill + 1.013, "bar"), "p_max": q(3.0 - 0.35 + 1.013, "bar")}
            tank = volumes.expansion_tank(
                V_s=q(content, "L"), rho_cold=q(1000, "kg/m3"), rho_hot=q(hot, "kg/m3"), **pressures
            )
            got.append(magnitude(tank, "L"))
    yield Row.of(("Tanks", "Vessels for 100 to 500 L at 1.0 and 1.5 bar behind a relief valve of 3 bar",
                  "Vaillant, Turbomax pro 28/2 E, table R.2", "read"),
                 ("L", [v for pair in VESSELS.values() for v in pair], got), 4e-3,
                 "the table does not tell its expansion, 4.9 % here, nor its margin under the relief valve, 0.35 bar "
                 "as BS 7074 has it")  # fmt: skip


def insulation_rows() -> Iterator[Row]:
    """A chilled main outdoors."""
    vapour = 0.85 * saturation_pressure(np.array([35.0]))
    surface = surface_temperature(T_air=q(35, "degC"), T_c=q(3, "degC"), d=q(25, "mm"), lam=q(0.033, "W/m/K"),
                                  h=q(14.07, "W/m2/K"))  # fmt: skip
    yield Row.of(("Insulation", "DN 350 of 3 degC in 25 mm of 0.033 W/(m K), air 35 degC, 85 %: surface; dew point",
                  "calculation by EN ISO 12241 for a plant in the Philippines (scribd.com/document/372987621)", "read"),
                 ("degC", (32.24, 32.09), (magnitude(surface, "degC"), float(dew_point(vapour)[0]))), 0.02,
                 "a plane wall stands for the pipe", absolute=True)  # fmt: skip


def rack_rows(catalog: Catalog) -> Iterator[Row]:
    """Flow and heat of racks."""
    water = fluid_of(catalog.get(Coolant, "water")).at(45.0)
    yield Row.of(("Racks", "Rack of 500 kW: 46 servers, 13 LPM of water each, 40 to 50 degC: heat in the water",
                  "Chilldyne, direct-to-chip requirements for 500 kW racks, 2024", "read"),
                 ("kW", 414, 46 * 10.0 * water.kw_per_k(13.0)), 7e-3)  # fmt: skip
    flow = air.rack_airflow(Q_air=q(1, "kW"), rho=q(1.2, "kg/m3"), dT=q(20 / 1.8, "delta_degC"), f_leak=q(0))
    yield Row.of(("Racks", "Air: kelvins times airflow of a kilowatt, 3,162 degF CFM/kW",
                  "APC, application note 126, 2006", "read"), ("degF CFM/kW", 3162, 20 * magnitude(flow, "CFM")),
                 5e-3)  # fmt: skip


def _film(own: FluidState, rated: FluidState, exponent: float) -> float:
    ratio = exchanger.film_ratio(
        k=q(own.conductivity, "W/m/K"), k_r=q(rated.conductivity, "W/m/K"), rho=density_of(own),
        rho_r=density_of(rated), c_p=heat_capacity_of(own), c_pr=heat_capacity_of(rated),
        mu=q(own.viscosity * 1e3, "mPa*s"), mu_r=q(rated.viscosity * 1e3, "mPa*s"), m=q(exponent),
    )  # fmt: skip
    return magnitude(ratio, "")


def second_rating(catalog: Catalog, facility: float, ratio: float = 1.0) -> float:
    """Heat [kW] of the XDU1350 at 8 K, its films at the coolants' own mean temperatures, for facility water of a
    temperature [degC] and of a flow over the technology flow.
    """
    record = catalog.get(Cdu, "xdu1350")
    glycol, water = (fluid_of(catalog.get(Coolant, s)) for s in ("pg25", "water"))
    exponent = catalog.threshold("cooling", "plate_exponent").si("")
    flow, heat, approach = (record.tcs_flow_rated.si("LPM"), record.heat_rated.si("kW"), record.approach_rated.si("K"))
    flows = (flow, flow * ratio)

    def means(given: float, apart: float) -> tuple[FluidState, FluidState]:
        hot, cold = glycol.at(45.0).kw_per_k(flows[0]), water.at(40.0).kw_per_k(flows[1])
        return glycol.at(facility + apart + given / hot / 2.0), water.at(facility + given / cold / 2.0)

    rated = means(heat, approach)
    hot, cold = rated[0].kw_per_k(flows[0]), rated[1].kw_per_k(flows[1])
    least, most = min(hot, cold), max(hot, cold)
    effect = heat / (least * (approach + heat / hot))
    size = least * magnitude(exchanger.transfer_units(epsilon=q(effect), C_r=q(least / most)), "")
    moved = 2.0 * heat
    for _ in range(80):
        states = means(moved, 2.0 * approach)
        films = (_film(states[0], rated[0], exponent), _film(states[1], rated[1], exponent))
        share, smaller = exchanger.Plates(size, flows, exponent, films).effect(*flows, *states)
        moved = share * smaller * 2.0 * approach / (1.0 - share * smaller / states[0].kw_per_k(flows[0]))
    return moved


def rating_rows(catalog: Catalog) -> Iterator[Row]:
    """The second rating of a CDU, told by the coolants' temperatures."""
    yield Row.of(("CDUs", "XDU1350 at 8 K of approach: films at the coolants' own temperatures, facility water of 32 "
                  "degC", "equipment list of a design program, maker's sheet", "secondary"),
                 ("kW", 2912, second_rating(catalog, 32.0)), 0.04,
                 "neither the facility water's temperature nor its flow is told: 15 to 40 degC give 3,125 to 2,984 kW; "
                 "the coolant warms by 36 K instead of 17 and its films carry more")  # fmt: skip


def coupling_rows() -> Iterator[Row]:
    """Couplings by their least flow factor."""
    sizes = {"02": (0.55, 0.25, 33), "04": (1.7, 0.8, 31), "06": (3.0, 1.6, 24), "08": (4.7, 2.5, 24)}
    got = []
    for flow, factor, _ in sizes.values():
        kv = pipes.valve_kv(V=q(flow, "gpm"), dp=q(1, "psi"), rho=q(1000, "kg/m3"))
        got.append((magnitude(kv, "m3/h") / (KV_OF_CV * factor)) ** 2 * PSI)
    yield Row.of(("Couplings", "UQD 02, 04, 06, 08 at their rated flow and least Cv: drop",
                  "OCP, universal quick disconnect 1.0, as a public catalogue of OCP figures quotes it", "secondary"),
                 ("kPa", [s[2] for s in sizes.values()], got), 0.02, "printed to 1 kPa")  # fmt: skip


def rows() -> Iterator[Row]:
    """Every table."""
    catalog = Catalog()
    yield from hose_rows()
    yield from header_rows(catalog)
    yield from network_rows()
    yield from vessel_rows()
    yield from insulation_rows()
    yield from rack_rows(catalog)
    yield from rating_rows(catalog)
    yield from coupling_rows()
