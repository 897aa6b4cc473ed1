"""Pressures of a loop by hand."""

import math

import numpy as np
import pytest

from designer.cooling import pressures
from designer.units import magnitude, q

AIR, G = q(1.01325, "bar"), pressures.GRAVITY


@pytest.mark.parametrize(("height", "fill"), [(3.6, 2.0), (20.0, 3.274955)])
def test_fill_pressure_keeps_the_top_above_the_air(height, fill):
    """1,000 kg/m3 under 20 m: 1.961 bar of column on 1.013 of air and 0.3; at 3.6 m the set 2 bar are more."""
    found = pressures.fill_pressure(
        p_set=q(2, "bar"), p_atm=AIR, dp_top=q(0.3, "bar"), p_low=q(20, "kPa"), dp_trip=q(60, "kPa"),
        rho=q(1000, "kg/m3"), g=G, z=q(height, "m"),
    )
    assert magnitude(found, "bar") == pytest.approx(fill, abs=5e-4)
    top = pressures.top_pressure(p_fill=found, p_atm=AIR, rho=q(1000, "kg/m3"), g=G, z=q(height, "m"))
    assert magnitude(top, "bar") >= 0.3 - 1e-9


@pytest.mark.parametrize(("head", "relief", "design"), [(100.0, 4.5, 4.48675), (200.0, 3.51325, 4.5)])
def test_relief_leaves_room_for_head_and_surge(head, relief, design):
    """Limit 5 bar gauge, a tenth kept: 100 kPa of head leave the set 4.5 bar absolute, 200 kPa take it down to 3.51."""
    found = pressures.relief_pressure(
        p_set=q(4.5, "bar"), p_limit=q(5, "bar"), s=q(0.1), p_atm=AIR, H=q(head, "kPa"), p_fill=q(2, "bar"),
        dp_least=q(0.5, "bar"),
    )
    assert magnitude(found, "bar") == pytest.approx(relief)
    worked = pressures.design_pressure(p_relief=found, p_atm=AIR, H=q(head, "kPa"))
    assert magnitude(worked, "bar") == pytest.approx(design)
    assert magnitude(pressures.test_pressure(k=q(1.5), p_design=worked), "bar") == pytest.approx(1.5 * design)


def test_the_vessel_keeps_a_span():
    """A head beyond the limit leaves the vessel its least span over the fill pressure: the rule then says no."""
    found = pressures.relief_pressure(
        p_set=q(4.5, "bar"), p_limit=q(5, "bar"), s=q(0.1), p_atm=AIR, H=q(400, "kPa"), p_fill=q(2, "bar"),
        dp_least=q(0.5, "bar"),
    )
    assert magnitude(found, "bar") == pytest.approx(2.5)


def lowest_behind_users(users: float, pipes: float, stop: float) -> float:
    """Lowest pressure [kPa] over that of the vessel behind the users of a loop whose pumps lose their head in so many
    seconds, by the method of characteristics: 100 m of supply, users, 100 m of return, water at 2 m/s, 1,300 m/s.
    """
    count, speed, density, wave = 40, 2.0, 1000.0, 1300.0
    step, impedance = 100.0 / count / wave, density * wave / 1000.0
    share, drag = pipes / 2.0 / speed**2 / count, users / speed**2
    along = np.linspace(0.0, pipes / 2.0, count + 1)
    supply, back = users + pipes - along, pipes / 2.0 - along
    first, second = np.full(count + 1, speed), np.full(count + 1, speed)
    lowest = float(back.min())
    for number in range(1, int(2.0 / step)):
        head = (users + pipes) * max(0.0, 1.0 - number * step / stop)
        down, up = ([p[:-1] + impedance * v[:-1] - share * v[:-1] * np.abs(v[:-1]) for p, v in
                     ((supply, first), (back, second))],
                    [p[1:] - impedance * v[1:] + share * v[1:] * np.abs(v[1:]) for p, v in
                     ((supply, first), (back, second))])  # fmt: skip
        pull = down[0][-1] - up[1][0]
        root = -impedance + math.sqrt(impedance**2 + drag * abs(pull))
        through = math.copysign(root / drag, pull)
        supply, first = ends(down[0], up[0], impedance, (head, (head - up[0][0]) / impedance),
                             (down[0][-1] - impedance * through, through))  # fmt: skip
        back, second = ends(down[1], up[1], impedance, (up[1][0] + impedance * through, through),
                            (0.0, down[1][-1] / impedance))  # fmt: skip
        lowest = min(lowest, float(back.min()))
    return lowest


def ends(down, up, impedance, left, right):
    """Pressures and velocities of a pipe from its characteristics and what holds at both ends."""
    pressure = np.concatenate([[left[0]], (down[:-1] + up[1:]) / 2.0, [right[0]]])
    velocity = np.concatenate([[left[1]], (down[:-1] - up[1:]) / 2.0 / impedance, [right[1]]])
    return pressure, velocity


@pytest.mark.parametrize(("users", "pipes"), [(60.0, 40.0), (120.0, 80.0), (100.0, 10.0)])
def test_a_trip_pulls_no_more_than_half_of_the_users_loss(users, pipes):
    """Pumps that run down in 0.3 s, a wave there and back, or in 1 s: waves solved by characteristics stay above the
    rigid column's bound, by no more than a third of it in the quicker case; stopped at once they would not.
    """
    bound = magnitude(pressures.trip_drop(dp_users=q(users, "kPa")), "kPa")
    quick, slow, sudden = (lowest_behind_users(users, pipes, stop) for stop in (0.31, 1.0, 1e-9))
    assert -bound <= quick <= -0.6 * bound
    assert quick <= slow <= 0.0
    assert sudden < -bound


def test_the_fill_keeps_the_column_whole():
    """Users that lose 400 kPa pull 200 kPa: the fill pressure leaves the top 0.2 bar over the vapour pressure."""
    column = {"rho": q(1000, "kg/m3"), "g": G, "z": q(3.6, "m")}
    fall = pressures.trip_drop(dp_users=q(400, "kPa"))
    vapour = pressures.vapour_pressure(T=q(60, "degC"))
    low = pressures.least_pressure(p_v=vapour, dp_v=q(0.2, "bar"))
    fill = pressures.fill_pressure(
        p_set=q(2, "bar"), p_atm=AIR, dp_top=q(0.3, "bar"), p_low=low, dp_trip=fall, **column
    )
    left = pressures.trip_pressure(p_fill=fill, dp_trip=fall, **column)
    assert magnitude(fill, "bar") > 2.0
    assert magnitude(left, "kPa") == pytest.approx(magnitude(vapour, "kPa") + 20.0)
