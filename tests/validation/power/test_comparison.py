"""Stranded power by hand, and the architectures of a 10 MW load in their order."""

import pytest

from designer.power.comparison import stranded
from designer.power.three_phase import PER_VA
from designer.units import magnitude, q


def test_stranded():
    """Eight blocks of 2,500 kVA for 10 MW at unity strand 10,000 kVA, half of what is installed: 2N."""
    left = stranded(n_blocks=8, S_block=q(2500, "kVA"), P=q(10, "MW"), pf=1.0, k_VA=PER_VA)
    assert magnitude(left, "kVA") == pytest.approx(10000)
