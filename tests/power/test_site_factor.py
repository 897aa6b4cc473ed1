"""The site factor of a hall that carries what disclosed deals carry, and of one that does not."""

import pytest

from designer.model import LoadClass
from designer.power import feed


def test_a_chilled_hall_stands_where_the_deals_stand(build, prairie, catalog):
    """With chillers for all of the heat (work of a fourth of it) gross over critical IT is inside 1.25 to 1.52."""
    layout = build["hall"](racks=54, rows=4)
    racks, plant = build["racks"](layout), build["plant"]()
    critical = sum(x.design_kw for x in (*racks, *plant) if x.trade.value in ("layout", "fabric"))
    chillers = [build["load"](f"CH-{n:02d}", "chiller", LoadClass.MECHANICAL, critical / 4 / 8, 1) for n in range(1, 9)]
    chain = feed(prairie, build["programme"](54, 4), layout, [*racks, *plant, *chillers], catalog)
    assert 1.25 <= chain.peak_site_factor <= 1.52
    assert not any(n.key.startswith("power.site_factor") for n in chain.notes)
    assert chain.critical_it_kw == pytest.approx(critical)


def test_a_warm_water_hall_says_what_is_outside(build, prairie, catalog):
    """Below the range the reason names what the sum leaves out: chillers that do not run, UPS that the racks lack."""
    layout = build["hall"](racks=54, rows=4)
    chain = feed(prairie, build["programme"](54), layout, build["racks"](layout), catalog)
    note = next(n for n in chain.notes if n.key == "power.site_factor_low")
    assert note.facts["chillers"] == 0
    assert note.facts["autonomy"].si("min") == 0.0
