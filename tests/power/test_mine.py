"""The mine beside the AI: never above the import, priced where a price is known, absent where nobody asks."""

from dataclasses import replace

import numpy as np
import pytest

from designer.ledger import Evidence, Status, Value
from designer.power import feed
from designer.power.basis import Basis
from designer.power.dispatch import HOURS, profile
from designer.units import q

UNKNOWN = Value(None, Evidence("brief", Status.UNKNOWN), "brief:x")


def said(number, unit):
    """A value of the brief."""
    return Value(q(number, unit), Evidence("brief", Status.READ), "brief:x")


@pytest.fixture(scope="module")
def fed(build, prairie, catalog):
    """Feeds 54 racks with a mining wish and an import limit."""
    layout = replace(build["hall"](racks=54, rows=4), capacity=80)
    racks = [replace(x, idle_kw=26.0) for x in build["racks"](layout)]
    loads = [*racks, *build["plant"]()]

    def run(limit=12.0, **wish):
        mining = replace(prairie.wishes.mining, **wish)
        feed_ = replace(prairie.feed, import_limit=said(limit, "MW"))
        site = replace(prairie, feed=feed_, wishes=replace(prairie.wishes, mining=mining))
        return feed(site, build["programme"](54, 4), layout, loads, catalog)

    return run


def test_nobody_asks(fed):
    """No mine kept, no price, no ramp limit: neither wave nor dispatch."""
    chain = fed()
    assert chain.dispatch is None
    assert chain.volatility is None


@pytest.mark.parametrize("limit", [9.3, 9.8, 11.0, 14.0])
def test_never_above_the_import(fed, limit):
    """In each of 8,760 hours the mine takes what is left, no more, and nothing where the AI takes all."""
    year = fed(limit, hash_price=said(75, "USD/MWh"), keep=said(2.0, "MW")).dispatch
    ai, mine = np.array(year.ai_kw), np.array(year.mine_kw)
    assert len(ai) == len(mine) == HOURS
    assert np.all(mine >= 0.0)
    assert np.all(mine[ai >= year.limit_kw] == 0.0)
    assert np.all(ai + mine <= year.limit_kw + 1e-3)
    assert np.all(mine <= year.installed_kw)
    assert year.mined_mwh == pytest.approx(mine.sum() / 1000, abs=1.0)
    assert year.flatness >= year.flatness_ai


def test_what_the_limit_curtails(fed):
    """Energy is neither lost nor made: what the AI asks for is served or curtailed, and curtailing is said."""
    wide, tight = (fed(limit, hash_price=said(75, "USD/MWh")) for limit in (14.0, 9.0))
    assert wide.dispatch.curtailed_mwh == 0.0
    assert tight.dispatch.curtailed_mwh > 0.0
    assert tight.dispatch.ai_mwh + tight.dispatch.curtailed_mwh == pytest.approx(wide.dispatch.ai_mwh, rel=1e-6)
    assert any(n.key == "power.ai_above_import" for n in tight.notes)


def test_miners_in_the_hall_take_no_more_than_racks_leave(fed, basis):
    """In free positions miners and racks together stay within the power and coolant of the racks' design day."""
    year = fed(14.0, hash_price=said(75, "USD/MWh")).dispatch
    racks = 54 * 132.0
    taken = np.array(year.mine_kw) + racks * profile(basis)
    assert year.asic_racks > 0
    assert taken.max() <= racks + 1e-3
    assert np.array(year.mine_kw).max() > 0.0


@pytest.mark.parametrize(("slug", "kilowatts"), [("hgx-h100-air", 40.8), ("legacy-40kw", 40.0)])
def test_miners_do_not_fit_small_positions(build, prairie, catalog, slug, kilowatts):
    """A position of 40 kW or without liquid takes no miner of 112 kW: free positions stay empty, and it is said."""
    layout = replace(build["hall"](racks=54, rows=4, rack=f"rack/{slug}"), capacity=80)
    mining = replace(prairie.wishes.mining, hash_price=said(75, "USD/MWh"))
    site = replace(prairie, wishes=replace(prairie.wishes, mining=mining))
    racks = [replace(x, catalog=f"rack/{slug}") for x in build["racks"](layout, kilowatts)]
    chain = feed(site, build["programme"](54, 4), layout, [*racks, *build["plant"]()], catalog)
    assert (chain.dispatch.asic_racks, chain.dispatch.mined_mwh) == (0, 0.0)
    assert any(n.key == "power.asic_does_not_fit" for n in chain.notes)


def test_rack_shaped_miners_fit(fed):
    """Without a mine that is kept, whole racks stand in free positions, within what the import leaves on average."""
    year = fed(12.0, hash_price=said(75, "USD/MWh")).dispatch
    assert year.free_positions == 26
    assert 0 < year.asic_racks <= 26
    assert year.installed_kw == year.asic_racks * 112.0
    assert year.installed_kw <= 12000.0 - np.mean(year.ai_kw) + 1.0


def test_prices(fed):
    """Income needs a price, margin needs both; energy dearer than the income mines nothing; no price is a question."""
    kept = {"keep": said(2.0, "MW")}
    both = fed(hash_price=said(75, "USD/MWh"), power_price=said(40, "USD/MWh"), **kept).dispatch
    assert both.margin_kusd == pytest.approx(both.mined_mwh * 35 / 1000, rel=1e-6)
    one = fed(hash_price=said(75, "USD/MWh"), power_price=UNKNOWN, **kept).dispatch
    assert one.margin_kusd is None
    assert one.revenue_kusd == pytest.approx(both.revenue_kusd)
    dear = fed(hash_price=said(30, "USD/MWh"), power_price=said(40, "USD/MWh"), **kept).dispatch
    assert dear.mined_mwh == 0.0
    chain = fed(hash_price=UNKNOWN, **kept)
    assert chain.dispatch.revenue_kusd is None
    assert any(n.key == "power.mining_price" for n in chain.notes)
    assert any(n.key == "power.ramp_limit_unknown" for n in chain.notes)


def test_wave(fed):
    """The import never moves faster than the ramp; the storage holds the rest; the swing is full less idle power."""
    chain = fed(hash_price=said(75, "USD/MWh"))
    swing = chain.volatility
    assert swing.swing_kw == pytest.approx(54 * 106.0)
    smooth, raw = np.array(swing.smooth_kw), np.array(swing.raw_kw)
    step = swing.seconds[1] - swing.seconds[0]
    assert np.abs(np.diff(smooth)).max() <= swing.ramp_kw_s * step * (1 + 1e-9)
    level = np.cumsum(raw - smooth) * step / 3600
    assert level.max() - level.min() == pytest.approx(swing.storage_kwh)
    assert [t.tier for t in swing.tiers] == ["rack", "battery", "battery-step", "mine"]
    assert not swing.tiers[0].there
    assert swing.tiers[3].kw == min(chain.dispatch.installed_kw, swing.swing_kw)


def test_profile(basis):
    """Between nought and one in every hour, least at night, less at weekends."""
    hours = profile(basis)
    assert len(hours) == HOURS
    assert 0.5 < hours.min() < hours.max() <= 1.0
    assert hours[15] == pytest.approx(hours[:24].max())
    assert hours[5 * 24 + 15] < hours[15]
    assert isinstance(basis, Basis)
