"""Falls of pipes and their high and low points, against closed forms and a walk along the pipe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.cooling.fall_points import profile, turns
from designer.cooling.falls import least_fall
from designer.units import q

RAISED = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 4), st.sampled_from((-0.4, -0.2, 0.2, 0.4))), max_size=4,
    unique_by=lambda each: each[0] // 5,
)  # fmt: skip


@given(RAISED)
def test_turns_are_what_a_walk_along_the_pipe_finds(some):
    """Against a walk in steps of a centimetre over the sloping pipe with its raised parts: as many highs and lows."""
    length, fall = 100.0, 0.04
    parts = [(a // 5 * 5 + 0.5, a // 5 * 5 + 0.5 + long, by) for a, long, by in some]
    levels = []
    for step in range(10001):
        at = step / 100.0
        levels.append(fall * (1.0 - at / length) + sum(by for a, b, by in parts if a < at < b))
    walked = [levels[0] > levels[1]]
    for a, b, c in zip(levels, levels[1:], levels[2:], strict=False):
        if (b - a) * (c - b) < 0.0:
            walked.append(b > a)
    walked.append(levels[-1] > levels[-2])
    assert [high for _, high in turns(profile(length, fall, parts))] == walked


@pytest.mark.parametrize(("length", "fall"), [(5.0, 10.0), (25.0, 50.0), (31.25, 62.5)])
def test_one_in_five_hundred(length, fall):
    """At a slope of 1 in 500 a pipe falls two millimetres on every metre."""
    assert least_fall(s=q(0.2, "%"), L=q(length, "m")).m_as("mm") == pytest.approx(fall, rel=1e-12)
