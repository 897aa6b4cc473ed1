"""What binds next comes true once what binds now is raised, and raising a limit loses no rack."""

from dataclasses import replace

import pytest

from designer.model import Constraint, Trade
from designer.requirements import derive
from designer.sizing import followed, size
from tests.sizing.random_sites import CATALOG, forecast, losses, next_comes_true, raised, said, site_of, sized

#: Sites in which plant was chosen for the racks that import or floor would carry, not for those that stand: more of a
#: limit then chose other coolant units, whose pumps took a rack, and the next limit was told one rack too high.
OTHER_PLANT = (2015, 2054, 2097)
ONE_TOO_MANY = (2024, 2092)


@pytest.mark.parametrize("seed", [1000, 1003, 1005, 1008, *ONE_TOO_MANY])
def test_the_next_limit_comes_true(seed: int) -> None:
    """Raised past the next one, the binding limit gives way to it, at as many racks as were forecast (112 seeds:
    ``python tests/sizing/random_sites.py 2000 2112``).
    """
    told = next_comes_true(seed)
    assert told is not None
    assert told[0] == told[1]


@pytest.mark.parametrize("seed", [1003, *OTHER_PLANT])
def test_a_bigger_limit_never_loses_a_rack(seed: int) -> None:
    """Each limit raised by a quarter and to its fourfold."""
    assert list(losses(seed)) == []


@pytest.mark.parametrize("seed", OTHER_PLANT)
def test_plant_is_chosen_for_the_racks_that_stand(seed: int) -> None:
    """More import than another limit lets a hall use changes no product and no number of racks."""
    site = replace(site_of(seed), feed=replace(site_of(seed).feed, import_limit=said(1.0, "GW")))
    more = raised(site, "import", 4.0)
    assert more is not None
    here, there = sized(site), sized(more)
    assert here.gpu_racks == there.gpu_racks
    assert [(m.prefix, m.catalog, m.count) for m in here.modules] == [
        (m.prefix, m.catalog, m.count) for m in there.modules
    ]


def test_limits_beside_the_binding_one_have_steps_of_their_own() -> None:
    """What they allow is what their step says, counted with networks for as many racks as the next one allows."""
    programme = forecast(site_of(1003))
    steps = {step.key: step for step in programme.steps}
    assert len(steps) == len(programme.steps)
    for limit in programme.limits:
        assert round(steps[limit.basis].number) == limit.racks
    note = next(note for note in programme.notes if note.key == "sizing.binding")
    allowed = {limit.key: limit.racks for limit in programme.limits}
    assert (note.facts["following"], note.facts["following_racks"]) == (
        programme.next_binding, allowed[programme.next_binding]
    )  # fmt: skip


def test_nothing_follows_where_nothing_else_limits() -> None:
    """A programme whose only limit is lifted stays as it was."""
    programme = sized(site_of(1003))
    alone = replace(programme, limits=programme.limits[:1])
    assert followed(programme, alone) == programme
    assert raised(site_of(1003), "found", 2.0) is None


def test_what_a_trade_could_not_meet_is_its_limit() -> None:
    """A cap that the layout asked for binds as a limit of the layout, and says what found no place."""
    site = site_of(1003)
    programme = size(site, derive(site, CATALOG), CATALOG, (Constraint("racks.max", 1.0, "layout.plant"),), 1)
    limit = programme.limits[0]
    assert (limit.key, limit.trade, limit.racks, limit.told) == ("found", Trade.LAYOUT, 1, "found:layout.plant")
    assert programme.limits[1].told == programme.limits[1].key
    assert next(n for n in programme.notes if n.key == "sizing.binding").facts["limit"] == limit.told
