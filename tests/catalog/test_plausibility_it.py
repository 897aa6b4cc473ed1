"""Racks, systems, switches, optics and cables agree with themselves and with one another."""

import pytest

from designer.catalog import Adapter, Cable, Catalog, Coolant, Miner, Optic, Rack, Switch, System
from designer.ledger import Value

#: Cages that take the same module.
SAME_CAGE = {"osfp-twin": {"osfp-rhs", "osfp"}}


def known(*values: Value, unit: str) -> list[float]:
    """The numbers of the known ones among values."""
    return [value.si(unit) for value in values if value.known]


def test_power_rises_from_idle_to_peak(catalog: Catalog):
    """Idle <= typical <= design <= peak of every rack, where known; the same for systems and switches."""
    for rack in catalog.all(Rack):
        figures = known(rack.power_idle, rack.power_typical, rack.power_design, rack.power_peak, unit="kW")
        assert figures == sorted(figures), rack.key
    for system in catalog.all(System):
        figures = known(system.power_design, system.power_peak, unit="kW")
        assert figures == sorted(figures), system.key
    for switch in catalog.all(Switch):
        figures = known(switch.power_typical, switch.power_max, unit="W")
        assert figures == sorted(figures), switch.key


def test_heat_goes_into_liquid_or_air(catalog: Catalog):
    """An air-cooled rack has no liquid share, a hybrid one both, and the two make the whole."""
    for rack in catalog.all(Rack):
        liquid = rack.liquid_fraction.si("")
        assert (liquid == 0) == (rack.cooling == "air"), rack.key
        assert 0 <= liquid < 1 or rack.cooling == "liquid", rack.key
        power = rack.power_design.si("kW")
        assert power * liquid + power * (1 - liquid) == pytest.approx(power)


def test_liquid_racks_carry_their_heat_within_their_limits(catalog: Catalog):
    """The design flow of a liquid-cooled rack returns below its limit when supplied at 40 degC or its limit."""
    for rack in (r for r in catalog.all(Rack) if r.cooling != "air"):
        water = catalog.get(Coolant, rack.coolants[0]).points[-6]
        heat = rack.power_design.si("kW") * rack.liquid_fraction.si("")
        flow = rack.flow_per_power.si("LPM/kW") * rack.power_design.si("kW") / 60000
        rise = heat * 1000 / (flow * water.density.si("kg/m3") * water.heat_capacity.si("J/kg/K"))
        assert 5 < rise < 20, rack.key
        assert min(40, rack.supply_temperature_max.si("degC")) + rise < rack.return_temperature_max.si("degC"), rack.key
        assert rack.pressure_drop_flow.si("LPM") == pytest.approx(flow * 60000, rel=0.03), rack.key


def test_the_published_flow_table_holds_its_return_temperature(catalog: Catalog):
    """Lenovo LP2357 table 27: 90 % of 135 kW into water returns at 55 degC within 1.5 % of flow, and the drop follows
    the power law 9.93e-4 V^1.897 psi within 1.5 % (both fits derived in the reference)."""
    rack, water = catalog.get(Rack, "gb300-nvl72"), catalog.get(Coolant, "water")
    heat = rack.power_design.si("kW") * rack.liquid_fraction.si("") * 1000
    assert [p.supply.si("degC") for p in rack.flow_curve] == [25, 30, 35, 40, 45]
    for point in rack.flow_curve:
        supply, flow = point.supply.si("degC"), point.flow.si("LPM")
        mean = min(water.points, key=lambda p: abs(p.at.si("degC") - (supply + 55) / 2))
        volumetric = mean.density.si("kg/m3") * mean.heat_capacity.si("J/kg/K")
        assert heat / (volumetric * (55 - supply)) * 60000 == pytest.approx(flow, rel=0.015)
        assert 9.93e-4 * flow**1.897 == pytest.approx(point.drop.si("psi"), rel=0.015)


def test_racks_hold_what_they_hold(catalog: Catalog):
    """Systems fit in the units, units in the height, dry mass in the installed mass; GPUs and power add up."""
    for rack in catalog.all(Rack):
        assert rack.mass_dry.si("kg") <= rack.mass_installed.si("kg"), rack.key
        assert rack.units_high * 44.45 <= rack.height.si("mm"), rack.key
        assert rack.cords >= 1
        assert rack.feet >= 4
        if not rack.system:
            continue
        system = catalog.get(System, rack.system)
        assert rack.systems * system.units_high <= rack.units_high, rack.key
        assert rack.gpus == rack.systems * system.gpus, rack.key
        assert rack.gpu == system.gpu, rack.key
        assert rack.systems * system.power_design.si("kW") <= rack.power_design.si("kW") * 1.001, rack.key
        if system.mass.known:
            assert rack.systems * system.mass.si("kg") < rack.mass_dry.si("kg"), rack.key


def test_nvl72_racks_are_the_published_ones(catalog: Catalog):
    """72 GPUs in 18 trays of 4, 18 switch chips, eight shelves of 33 kW: half of them carry 132 kW, not 135 kW."""
    for slug, holds in (("gb200-nvl72", True), ("gb300-nvl72", False)):
        rack = catalog.get(Rack, slug)
        assert (rack.gpus, rack.systems, rack.nvlink_domain, rack.nvlink_switches) == (72, 18, 72, 18)
        assert rack.shelf is not None
        half = rack.shelf.count / 2 * rack.shelf.rating.si("kW")
        assert half == 132
        assert (half >= rack.power_design.si("kW")) is holds


def test_ports_fit_their_adapters(catalog: Catalog):
    """No port is faster than its adapter, no cage differs from it, and the adapters have ports enough."""
    for system in catalog.all(System):
        for port in system.ports:
            assert port.count > 0
            if port.adapter:
                adapter = catalog.get(Adapter, port.adapter)
                assert port.speed.si("Gbit/s") <= adapter.speed.si("Gbit/s"), system.key
                assert adapter.cage in SAME_CAGE.get(port.cage, {port.cage}), system.key


def test_published_node_ports(catalog: Catalog):
    """DGX H100: 8 + 2 + 2 + 1 ports, scalable unit of 32 nodes; GB200 tray: 4 + 2 + 2 ports, unit of 144 trays."""
    def counts(slug: str) -> dict[str, int]:
        return {p.network: p.count for p in catalog.get(System, slug).ports}

    assert counts("dgx-h100") == {"compute": 8, "storage": 2, "in_band": 2, "oob": 1}
    assert catalog.get(System, "dgx-h100").scalable_unit == 32
    assert counts("gb200-compute-tray") == {"compute": 4, "storage": 2, "in_band": 2, "oob": 3}
    assert catalog.get(System, "gb200-compute-tray").scalable_unit == 8 * 18


def test_every_port_has_a_module_or_a_cable(catalog: Catalog):
    """For every compute and storage port of a GPU system there is an optic of its speed and one that meets it."""
    optics = catalog.all(Optic)
    for system in (s for s in catalog.all(System) if s.purpose == "gpu"):
        for port in (p for p in system.ports if p.network in ("compute", "storage")):
            speed = port.speed.si("Gbit/s")
            near = [
                o for o in optics
                if o.fits != "switch"
                and o.cage in SAME_CAGE.get(port.cage, {port.cage})
                and o.speed.si("Gbit/s") >= speed
            ]
            far = [o for o in optics if o.fits != "adapter"]
            pairs = [(a, b) for a in near for b in far if (a.medium, a.lane_rate) == (b.medium, b.lane_rate)]
            assert pairs, f"{system.key} {port.network}"


def test_switches_are_plausible(catalog: Catalog):
    """Radix, depth, mass per rack unit and latency of switches lie where such machines lie."""
    for switch in catalog.all(Switch):
        assert switch.latency_low.si("ns") <= switch.latency_high.si("ns"), switch.key
        assert 5 <= switch.mass.si("kg") / switch.units_high <= 20, switch.key
        assert 1 in switch.splits, switch.key
        assert (switch.uplink_cages > 0) == (switch.uplink_speed is not None), switch.key
    radix = {s: catalog.get(Switch, s) for s in ("qm9700", "q3400-ra", "sn5600", "sn2201")}
    assert {s: r.cages * r.ports_per_cage for s, r in radix.items()} == {
        "qm9700": 64, "q3400-ra": 144, "sn5600": 64, "sn2201": 48,
    }


def test_a_full_ndr_switch_stays_within_its_power(catalog: Catalog):
    """QM9700: passive power plus 32 optics of 17 W is below the maximum with active cables."""
    switch, optic = catalog.get(Switch, "qm9700"), catalog.get(Optic, "mma4z00-ns")
    assert switch.power_typical.si("W") + switch.cages * optic.power_max.si("W") < switch.power_max.si("W")


def test_published_optic_power_of_four_units(catalog: Catalog):
    """Four scalable units: (1,536 + 508) twin-port transceivers of 17 W make 34.7 kW (derived in the reference)."""
    assert (1536 + 508) * catalog.get(Optic, "mma4z00-ns").power_max.si("kW") == pytest.approx(34.7, abs=0.05)


def test_optics_obey_the_hard_rules(catalog: Catalog):
    """No multimode at 200G lanes, no QSFP112 in a switch, finned only in switches, media and connectors in pairs."""
    for optic in catalog.all(Optic):
        assert not (optic.lane_rate == 200 and optic.medium != "singlemode"), optic.key
        assert not (optic.cage in ("qsfp112", "osfp-rhs") and optic.fits != "adapter"), optic.key
        assert not (optic.thermal_form == "finned" and optic.fits != "switch"), optic.key
        assert not (optic.cage == "osfp-rhs" and optic.thermal_form != "flat"), optic.key
        assert optic.connector != "lc-duplex" or optic.medium == "singlemode", optic.key
        assert optic.medium != "multimode" or optic.reach.si("m") <= 100, optic.key
        assert optic.links in (1, 2)


def test_every_optic_finds_its_fibre(catalog: Catalog):
    """For every optic there is a fibre of its medium, connector and lane rate that is at least as fast."""
    for optic in catalog.all(Optic):
        fitting = [
            c for c in catalog.all(Cable)
            if c.medium == optic.medium and c.ends == optic.connector and optic.lane_rate in c.lane_rates
            and c.speed_max.si("Gbit/s") >= optic.speed.si("Gbit/s")
        ]
        assert fitting, optic.key


def test_cables_obey_the_hard_rules(catalog: Catalog):
    """Copper within its reach, 200G lanes on neither passive copper nor multimode, stock lengths within reach."""
    for cable in catalog.all(Cable):
        assert cable.stock_lengths == sorted(set(cable.stock_lengths)), cable.key
        assert cable.stock_lengths[-1] <= cable.reach.si("m"), cable.key
        if 200 in cable.lane_rates:
            assert cable.medium in ("singlemode", "lacc"), cable.key
        if cable.medium in ("dac", "lacc"):
            assert cable.reach.si("m") <= {"dac": 3, "lacc": 5}[cable.medium], cable.key
        if cable.medium == "multimode" and 100 in cable.lane_rates:
            assert cable.reach.si("m") <= 50, cable.key
        if cable.medium in ("singlemode", "multimode", "category"):
            assert cable.power_per_end.si("W") == 0, cable.key


def test_miners_have_sensible_efficiency_and_air(catalog: Catalog):
    """Power over hash rate lies between 10 and 40 J/TH; an air-cooled box warms its air by 10 to 25 K."""
    for miner in catalog.all(Miner):
        assert 10 <= miner.power.si("W") / miner.hash_rate.si("TH/s") <= 40, miner.key
        if miner.cooling == "air":
            rise = miner.power.si("W") / (miner.airflow.si("m3/s") * 1.15 * 1006)
            assert 10 < rise < 25, miner.key
        else:
            assert miner.airflow.si("CFM") == 0, miner.key


def test_the_rack_miner_fills_a_rack_position(catalog: Catalog):
    """The rack-shaped ASIC and its rack record agree in envelope, power and mass."""
    rack, miner = catalog.get(Rack, "asic-rack"), catalog.get(Miner, "rack-asic")
    gpu = catalog.get(Rack, "gb200-nvl72")
    assert miner.power.si("kW") == rack.power_design.si("kW") < gpu.power_design.si("kW")
    assert miner.mass.si("kg") == rack.mass_installed.si("kg") < gpu.mass_installed.si("kg")
    for side in ("width", "depth", "height"):
        assert getattr(miner, side).si("mm") == getattr(rack, side).si("mm") <= getattr(gpu, side).si("mm")
