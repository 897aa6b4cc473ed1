"""Lengths, tray fill, latency and power against hand calculations."""

import math

import pytest

from designer.fabric import budgets as b
from designer.units import magnitude, q


def test_cable_length():
    """Two drops of 2.5 m, a run of 12 m and 1 m of slack are 18 m."""
    found = b.cable_length(l_a=q(2.5, "m"), l_run=q(12, "m"), l_b=q(2.5, "m"), l_slack=q(1, "m"))
    assert magnitude(found, "m") == pytest.approx(18.0)


def test_tray_fill():
    """Two thousand 3 mm jumpers fill a 600 mm x 100 mm tray to pi * 9 / 4 * 2,000 / 60,000 = 23.6 %."""
    area = 2000 * b.cross_section_m2(0.003)
    assert area == pytest.approx(2000 * math.pi * 0.003**2 / 4)
    fill = b.tray_fill(A_cables=q(area * 1e6, "mm2"), w_tray=q(600, "mm"), h_tray=q(100, "mm"))
    assert magnitude(fill, "") == pytest.approx(0.2356, abs=1e-4)
    assert magnitude(b.tray_layers(f_fill=q(0.9), f_design=q(0.4)), "") == 3


def test_latency_over_a_spine():
    """Three switches of 130 ns and 40 m at 5 ns/m are 590 ns without error correction."""
    found = b.latency(n_sw=3, t_sw=q(130, "ns"), l_path=q(40, "m"), t_m=q(5, "ns/m"), n_fec=4, t_fec=q(0, "ns"))
    assert magnitude(found, "ns") == pytest.approx(590.0)


def test_power():
    """(1,536 + 508) transceivers of 17 W are the derived 34.7 kW; a rack's parts add up."""
    assert magnitude(b.optic_power(n_opt=1536 + 508, P_each=q(17, "W")), "kW") == pytest.approx(34.748)
    total = b.network_power(P_base=q(0.1, "kW"), P_switch=q(17, "kW"), P_server=q(2, "kW"), P_optic=q(0.5, "kW"))
    assert magnitude(total, "kW") == pytest.approx(19.6)


def test_share_left():
    """One of 16 equal uplinks lost leaves 15/16."""
    assert magnitude(b.share_left(n_up=16, n_lost=1), "") == pytest.approx(0.9375)


def test_round_trip_of_a_route():
    """One hundred kilometres of fibre at 5 ns/m: 1 ms there and back, the usual rule of 10 us for each kilometre."""
    assert b.round_trip(L_route=q(100, "km"), t_m=q(5, "ns/m")).to("ms").magnitude == pytest.approx(1.0)


def test_split_over_two_sites():
    """5,112 host ports over 512 channels: 9.98 to one, by hand."""
    assert float(b.split_ratio(N_full=5112, N_given=512).magnitude) == pytest.approx(9.984, abs=1e-3)


def test_gap_to_a_bound():
    """A way of 110 over a bound of 100 lies ten per cent above."""
    assert float(b.way_gap(L_routed=q(110, "m"), L_bound=q(100, "m")).magnitude) == pytest.approx(0.1)
