"""Closed forms of sizing against published and hand-computed figures."""

import pytest

from designer.sizing import formulas as f
from designer.units import magnitude, q


def number(quantity, unit=""):
    return magnitude(quantity, unit)


def test_unit_area_of_an_nvl72_rack():
    """Arithmetic of a row: (0.6 + 1.2/20) x (1.2 + 3.0/2) = 1.782 m2, 74 kW/m2."""
    area = f.area_per_rack(
        w_rack=q(0.6, "m"), d_rack=q(1.2, "m"), hot=q(1.2, "m"), cold=q(1.8, "m"), cross=q(1.2, "m"), n_row=20
    )
    assert number(area, "m2") == pytest.approx(1.782, abs=1e-9)
    assert 132 / number(area, "m2") == pytest.approx(74, abs=0.1)


@pytest.mark.parametrize(("mass", "printed"), [(1361, 8.2), (1553, 9.4), (3629, 22.0)])
def test_spread_load_table(mass, printed):
    """Masses of three makers: rack and half aisles (1.62 m2) load the floor with 8.2, 9.4 and 22.0 kPa."""
    load = f.spread_load(m_rack=q(mass, "kg"), g=q(9.80665, "N/kg"), A_rack=q(1.62, "m2"))
    assert number(load, "kPa") == pytest.approx(printed, abs=0.05)


@pytest.mark.parametrize(("unit", "n", "n1", "two_n", "two_n1"), [(2500, 4, 5, 8, 10), (3000, 4, 5, 8, 10)])
def test_topology_counts(unit, n, n1, two_n, two_n1):
    """Worked count of modules: P = 10 MW on 2.5 and 3.0 MW units, N 4, N+1 5, 2N 8, 2(N+1) 10."""

    def blocks(factor, extra):
        count = f.blocks_plain(
            P_load=q(10, "MW"), S_block=q(unit, "kVA"), pf=q(1, "kW/kVA"), f_max=1.0, k_factor=factor, k_extra=extra
        )
        return number(count)

    assert [blocks(1, 0), blocks(1, 1), blocks(2, 0), blocks(2, 2)] == [n, n1, two_n, two_n1]


def test_clean_four_to_make_three():
    """Worked 4-to-make-3: 60 racks of 132 kW, ten per pair, are exactly what three blocks of 2,640 kW carry."""
    racks = f.racks_per_system(
        m_blocks=4, n_pairs=6, S_block=q(2640, "kVA"), pf=q(1, "kW/kVA"), f_max=1.0, P_rack=q(132, "kW")
    )
    assert number(racks) == 60


def test_three_tier_capacity():
    """Folded Clos, closed form: radix 64 joins 65,536 hosts and radix 128 joins 524,288 at 1:1."""
    assert number(f.racks_by_ports(R_switch=64, n_ports=1, o_sub=1)) == 65_536
    assert number(f.racks_by_ports(R_switch=128, n_ports=1, o_sub=1)) == 524_288


@pytest.mark.parametrize(("hosts", "stages", "switches"), [(1024, 3, 48), (4096, 5, 320), (16384, 5, 1280)])
def test_switches_of_the_published_fabrics(hosts, stages, switches):
    """DGX SuperPOD H100, RA-11333-001, Table 3: 4 SU 32 + 16, 16 SU 128 + 128 + 64, 64 SU 512 + 512 + 256 switches."""
    assert hosts * number(f.switches_per_rack(n_ports=1, n_stages=stages, R_switch=64)) == switches


def test_racks_of_a_twenty_megawatt_building():
    """Arithmetic: 20 MW at 132 kW and a factor of 1.25 carry 121 racks."""
    racks = f.racks_by_import(P_import=q(20, "MW"), f_reserve=0, P_house=q(0, "kW"), P_gross=q(132 * 1.25, "kW"))
    assert number(racks) == 121


def test_storage_nodes():
    """576 GPUs at 0.217 GB/s want the printed 125 GB/s, four nodes of 40 GB/s; 56 nodes at 16 a rack fill four racks
    that draw 56 x 1.2 + 4 x 0.1 = 67.6 kW.
    """
    assert pytest.approx(125, rel=0.001) == 576 * 0.217
    assert number(f.storage_nodes(n_gpu=576, b_gpu=q(0.217, "GB/s"), b_node=q(40, "GB/s"), n_least=2)) == 4
    racks = f.storage_racks(n_st=56, n_rack=16, n_least=2)
    power = f.storage_power(n_st=56, P_node=q(1.2, "kW"), N_st=racks, P_base=q(0.1, "kW"))
    assert (number(racks), number(power, "kW")) == (4, pytest.approx(67.6))


def test_counted_networks_follow_the_racks():
    """63 cabinets counted for 142 racks are 63 for as many and 32 for half of them, never fewer than two."""
    assert number(f.network_racks_counted(n_counted=63, N_racks=142, N_counted=142)) == 63
    assert number(f.network_racks_counted(n_counted=63, N_racks=71, N_counted=142)) == 32
    assert number(f.network_racks_counted(n_counted=63, N_racks=1, N_counted=142)) == 2


@pytest.mark.parametrize(("spare", "sides", "total"), [(0, 1, 3), (1, 1, 4), (0, 2, 6), (1, 2, 8)])
def test_modules_by_architecture(spare, sides, total):
    """Worked counts of three needed modules: N 3, N+1 4, 2N 6, 2(N+1) 8."""
    assert number(f.modules_installed(X_duty=q(2.6, "MW"), X_unit=q(1, "MW"), k_spare=spare, k_sides=sides)) == total


def test_heat_is_split_without_loss():
    """Liquid and air heat of a rack and its network sum to their power plus losses."""
    liquid = f.liquid_per_rack(P_rack=q(132, "kW"), f_liq=0.87)
    air = f.air_per_rack(P_IT=q(144, "kW"), Q_liq=liquid, f_loss=0.03)
    assert number(liquid, "kW") + number(air, "kW") == pytest.approx(144 * 1.03, rel=1e-12)


def test_coolers_of_a_yard():
    """A yard of 100 m2 holds three coolers of 30 m2; two at 1,500 kW less 500 kW of other racks cool 25 of 100 kW."""
    room = f.coolers_in_yards(A_yard=q(100, "m2"), A_cooler=q(30, "m2"))
    racks = f.racks_by_coolers(n_yard=room, Q_cooler=q(1500, "kW"), Q_held=q(500, "kW"), Q_rack=q(100, "kW"))
    assert (float(room.m_as("")), float(racks.m_as(""))) == (3.0, 25.0)


def test_what_other_racks_leave():
    """Of 10 MW other racks leave 7.5; never less than none."""
    assert f.import_left(P_import=q(10, "MW"), P_held=q(2.5, "MW")).m_as("kW") == pytest.approx(7500.0)
    assert f.import_left(P_import=q(1, "MW"), P_held=q(2.5, "MW")).m_as("kW") == 0.0


def test_energy_of_a_chiller_over_the_year():
    """COP 3.9, 60 % of the heat by outdoor air with 12 % of the power left: 1/3.9 x (1 - 0.6 x 0.88) = 0.1210."""
    found = f.chiller_energy(COP=q(3.9), f_free=q(0.6), f_left=q(0.12))
    assert magnitude(found, "") == pytest.approx(0.121026, rel=1e-5)


@pytest.mark.parametrize(("load", "blocks"), [(1900, 2), (2027, 2), (2440, 2), (2460, 3), (4900, 3)])
def test_plant_blocks_of_n_plus_1(load, blocks):
    """Reference text on power, 5.3: at most 80 % of a rating in normal service, 100 % after a transfer. Blocks of
    2,500 kVA at 0.98 carry 2,450 kW: 2,027 kW stand on two, which share it at 41 % and carry it alone at 83 %.
    """
    block = {"S_block": q(2500, "kVA"), "pf": q(0.98, "kW/kVA"), "f_lost": 1, "f_normal": 0.8}
    found = f.blocks_pooled(P_load=q(load, "kW"), k_S=1, **block)
    assert number(found) == blocks


def test_cdus_run_by_heat_or_flow():
    """A CDU of 1,368 kW and 1,200 LPM draws 13.7 kW: 114.84 kW in 129.36 LPM are 0.0840 of it by heat and 0.1078 by
    flow, 1.477 kW; and warm facility water in step with them by 12.8 K.
    """
    share = f.cdu_share(
        P_cdu=q(13.7, "kW"), Q_liq=q(114.84, "kW"), Q_cdu=q(1368, "kW"), V_tcs=q(129.36, "LPM"), V_cdu=q(1200, "LPM")
    )
    rise = f.facility_rise(
        Q_liq=q(114.84, "kW"), V_tcs=q(129.36, "LPM"), k_flow=1.0, rho_cp=q(4150, "kJ/K/m3")
    )
    assert number(share) * 114.84 == pytest.approx(1.477, abs=1e-3)
    assert number(rise, "delta_degC") == pytest.approx(12.83, abs=0.02)
