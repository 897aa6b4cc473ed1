"""K-factor and derating by hand and by the printed six-pulse example."""

import pytest

from designer.catalog import Catalog
from designer.sizing.harmonic_share import harmonic_loss_factor, spectrum, usable_of, usable_share
from designer.units import magnitude

NONE = {"i_5": 0.0, "i_7": 0.0, "i_11": 0.0, "i_13": 0.0}


def test_pure_sine():
    """Without harmonics the K-factor is one and the whole nameplate may be used."""
    assert magnitude(harmonic_loss_factor(**NONE), "") == 1.0
    assert magnitude(usable_share(P_EC=0.08, K=1.0), "") == 1.0


def test_ideal_six_pulse():
    """Harmonics of 1/h up to the thirteenth: each order adds one to the upper sum, so K = 5 / (1 + sum of 1/h^2)."""
    shares = {f"i_{h}": 1.0 / h for h in (5, 7, 11, 13)}
    expected = 5.0 / (1.0 + sum(1.0 / h**2 for h in (5, 7, 11, 13)))
    assert magnitude(harmonic_loss_factor(**shares), "") == pytest.approx(expected)


def test_derating():
    """K of 4 with 10 % of eddy loss leaves the root of 1.1 / 1.4 = 88.6 % of the nameplate."""
    assert magnitude(usable_share(P_EC=0.1, K=4.0), "") == pytest.approx(0.8864, abs=1e-4)


def test_sources():
    """Half shelves and half drives distort by the mean of both; drives leave less than shelves."""
    catalog = Catalog()
    assert spectrum(catalog, {"rack": 50.0, "drive": 50.0})["i_5"] == pytest.approx((0.025 + 0.30) / 2.0)
    assert spectrum(catalog, {}) == NONE
    shelves, drives = (usable_of(catalog, source)[1].number for source in ("rack", "drive"))
    assert drives == pytest.approx((1.08 / (1.0 + 0.08 * usable_of(catalog, "drive")[0].number)) ** 0.5)
    assert 0.85 < drives < 0.9 < shelves < 1.0
