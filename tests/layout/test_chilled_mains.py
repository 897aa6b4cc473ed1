"""Chilled mains: all that is placed for is how thick their pipes are."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalog import Catalog
from designer.layout.mains import as_laid, chilled_outside
from designer.sizing.records import NetworkNeed, Programme

CATALOG = Catalog()
#: A programme of nothing but its mains.
_CHILLED = partial(
    Programme, racks=(), gpus=0, limits=(), binding="", next_binding="", network=NetworkNeed(0, 0, 0.0, 0), modules=(),
    estimates={}, blocks=0, constraints=(), round=0, notes=(), steps=(),
)  # fmt: skip


@given(st.floats(5.0, 60000.0))
def test_heat_is_told_by_the_pipe_that_carries_it(heat: float) -> None:
    """Every heat that the same pipes carry is told as one, the most they do: no less than it is, in pipes as thick;
    without a facility loop beside the chillers it stays as it is.
    """
    beside = _CHILLED(facility_flow=0.1, chilled_heat=heat)
    laid = as_laid(beside, CATALOG)
    assert chilled_outside(laid, CATALOG) == chilled_outside(beside, CATALOG) > 0.0
    assert laid.chilled_heat >= heat - 0.01
    more = replace(laid, chilled_heat=(heat + laid.chilled_heat) / 2)
    assert as_laid(more, CATALOG).chilled_heat == pytest.approx(laid.chilled_heat, abs=0.02)
    alone = _CHILLED(chilled_heat=heat)
    assert as_laid(alone, CATALOG) is alone
