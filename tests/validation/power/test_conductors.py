"""Ampacity against the rows of NEC table 310.16 and its factors (reference text on power, 5.1; secondary)."""

import pytest

from designer.catalog import Catalog, Conductor
from designer.power.conductors import (
    ambient_factor,
    bundling_factor,
    choose_cable,
    corrected_ampacity,
    protects,
    strands,
)
from designer.power.rules import pack_of
from designer.units import magnitude, q

COPPER = {
    "#6": 65,
    "#4": 85,
    "#3": 100,
    "#2": 115,
    "#1": 130,
    "1/0": 150,
    "2/0": 175,
    "3/0": 200,
    "4/0": 230,
    "250 kcmil": 255,
    "300 kcmil": 285,
    "350 kcmil": 310,
    "400 kcmil": 335,
    "500 kcmil": 380,
    "600 kcmil": 420,
    "750 kcmil": 475,
    "1000 kcmil": 545,
}
ALUMINIUM = {"1/0": 120, "2/0": 135, "3/0": 155, "4/0": 180, "250 kcmil": 205, "500 kcmil": 310, "750 kcmil": 385}
CATALOG = Catalog()


@pytest.mark.parametrize(("slug", "rows"), [("nec-copper-75", COPPER), ("nec-aluminium-75", ALUMINIUM)])
def test_ampacity_rows(slug, rows):
    """The catalog holds the printed ampacities."""
    sizes = {s.size: s.ampacity.si("A") for s in CATALOG.get(Conductor, slug).sizes}
    assert {size: sizes[size] for size in rows} == rows


@pytest.mark.parametrize(("ambient", "factor"), [(30, 1.0), (33, 0.94), (40, 0.88), (41, 0.82), (50, 0.75)])
def test_ambient(ambient, factor):
    """Factors at 75 degC; beyond the table is refused."""
    copper = CATALOG.get(Conductor, "nec-copper-75")
    assert ambient_factor(copper, ambient) == factor
    with pytest.raises(ValueError, match="nec-copper-75"):
        ambient_factor(copper, 61)


@pytest.mark.parametrize(
    ("carrying", "factor"), [(3, 1.0), (4, 0.8), (6, 0.8), (7, 0.7), (9, 0.7), (12, 0.5), (24, 0.45)]
)
def test_bundling(carrying, factor):
    """More than three conductors in a raceway."""
    assert bundling_factor(CATALOG.get(Conductor, "nec-copper-75"), carrying) == factor


def test_worked_ampacity():
    """4/0 copper at 40 degC, six in a raceway: 230 x 0.88 x 0.8 = 161.9 A."""
    got = corrected_ampacity(n_par=1, I_0=q(230, "A"), f_amb=0.88, f_bund=0.8)
    assert magnitude(got, "A") == pytest.approx(161.92)


def test_next_size_up():
    """NEC lets 400 A protect 380 A of 500 kcmil; above 800 A the conductor must reach the breaker; IEC never rounds
    up.
    """
    nec, iec = pack_of("NEC", CATALOG), pack_of("IEC", CATALOG)
    assert protects(nec, 400.0, 380.0)
    assert not protects(nec, 1200.0, 1140.0)
    assert not protects(iec, 400.0, 380.0)


@pytest.mark.parametrize("breaker", [60.0, 100.0, 225.0, 400.0, 800.0, 1200.0, 2000.0])
def test_chosen_cable_holds(breaker):
    """A chosen cable carries the breaker by the rules, and no smaller one of the same number of sets does."""
    pack = pack_of("NEC", CATALOG)
    stock = strands([CATALOG.get(Conductor, "nec-copper-75")], 30.0)
    cable = choose_cable(pack, stock, breaker, breaker * 0.8)
    assert cable is not None
    assert protects(pack, breaker, cable.ampacity)
    smaller = [
        s for s in stock if s.ampacity * cable.parallel < cable.ampacity and (cable.parallel == 1 or s.base >= 150.0)
    ]
    assert not any(
        protects(pack, breaker, s.ampacity * cable.parallel) and s.ampacity * cable.parallel >= breaker * 0.8
        for s in smaller
    )
