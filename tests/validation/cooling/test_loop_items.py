"""Flushing, side stream and dosing by hand."""

import pytest

from designer.cooling import loop_items
from designer.units import magnitude, q


def test_flushing_flow_and_time():
    """1.5 m/s in a 200 mm bore is 2,827 L/min; 30 turnovers of 4 m3 at it take 42.4 min."""
    flow = loop_items.flush_flow(v=q(1.5, "m/s"), D=q(200, "mm"))
    assert magnitude(flow, "LPM") == pytest.approx(2827.43, rel=1e-5)
    time = loop_items.flush_hours(V_loop=q(4, "m3"), n=q(30.0), V_flush=flow)
    assert magnitude(time, "h") == pytest.approx(0.70736, rel=1e-4)


def test_side_stream_and_dosing():
    """5 % of 4,000 L/min are 200; 0.2 % of 2,000 L are below the smallest pot of 8 L."""
    assert magnitude(loop_items.side_stream(s=q(0.05), V=q(4000, "LPM")), "LPM") == pytest.approx(200.0)
    pot = loop_items.dosing_pot(k=q(0.002), V_loop=q(2000, "L"), V_least=q(8, "L"))
    assert magnitude(pot, "L") == pytest.approx(8.0)
    pot = loop_items.dosing_pot(k=q(0.002), V_loop=q(12_000, "L"), V_least=q(8, "L"))
    assert magnitude(pot, "L") == pytest.approx(24.0)
