"""Main transformers: how many carry the site with one out, and the fault level behind them by hand."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog import Catalog, Transformer
from designer.ledger import Evidence, Status, Value
from designer.power.basis import Basis
from designer.power.rules import pack_of
from designer.power.substation import main_transformers, substation_of
from designer.site import read_site
from designer.units import magnitude, q

CATALOG = Catalog()
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("site", "each", "expected"), [(25.5, 60, 2), (61, 60, 3), (102, 60, 3), (102, 120, 2)])
def test_one_out(site, each, expected):
    """The largest out: as many of 60 or 120 MVA as carry the site, and one more (reference text on power, 1.3)."""
    count = main_transformers(S_site=q(site, "MVA"), S_main=q(each, "MVA"), f_main=q(1.0))
    assert magnitude(count, "") == expected


def test_fault_behind_two_transformers():
    """138 kV with 8,000 MVA and X/R 10, one transformer on each section: the impedance behind 34.5 kV by hand."""
    site = read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", CATALOG)

    def said(value, unit):
        return Value(q(value, unit), Evidence("brief", Status.READ), "brief:test")

    feed = replace(site.feed, voltage=said(138, "kV"), fault_level=said(8000, "MVA"), fault_x_over_r=said(10, ""))
    basis = Basis(replace(site, feed=feed), CATALOG, pack_of("NEC", CATALOG))
    station = substation_of(basis, 40000.0)
    assert station is not None
    record = CATALOG.get(Transformer, station.transformers[0].catalog.removeprefix("transformer/"))
    u_k, u_r = record.impedance.si(""), record.resistance.si("")
    x_t = math.sqrt(u_k**2 - u_r**2)
    own = 34.5**2 / (station.transformers[0].rating / 1000.0) * complex(u_r, x_t) * 0.95 * 1.1 / (1 + 0.6 * x_t)
    grid = 1.1 * 34.5**2 / 8000.0 * complex(1, 10) / math.sqrt(101)
    assert station.behind == pytest.approx(own + grid, rel=1e-9)
    assert len(station.transformers) == 2
    assert station.transformers[0].rating >= 25000 / 0.98
