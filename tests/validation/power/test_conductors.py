"""Ampacity against the rows of NEC table 310.16 and its factors (reference text on power, 5.1; secondary)."""

import pytest

from designer.catalog import Catalog, Conductor
from designer.power.conductors import (
    ambient_factor,
    bundling_factor,
    choose_cable,
    conductor_area,
    corrected_ampacity,
    protects,
    strands,
    withstand_area,
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


#: Copper, single-core, trefoil in single-way ducts: rows of IEC 60502-2 annex B as a public copy prints them.
COPPER_DUCTS = {50: 186, 70: 227, 95: 271, 120: 308, 150: 343, 185: 387, 240: 447, 300: 504, 400: 564}


def test_medium_voltage_iec_rows():
    """Table B.2, trefoil in single-way ducts, row by row."""
    family = CATALOG.get(Conductor, "iec-mv-copper-xlpe")
    rows = {int(size.size.split()[0]): size.ampacity.si("A") for size in family.sizes}
    assert {size: rows[size] for size in COPPER_DUCTS} == COPPER_DUCTS


#: Three single aluminium conductors in one underground duct, 5,001 to 35,000 V, 90 degC: NEC 310.60(C)(78) as a public
#: text transcribes it from Fehr, Industrial Power Distribution, appendix E.16.
ALUMINIUM_DUCTS = {"1/0": 155, "2/0": 175, "4/0": 230, "250 kcmil": 250, "500 kcmil": 370, "1000 kcmil": 525}


def test_medium_voltage_nec_rows():
    """Table 310.60(C)(78), row by row."""
    rows = {size.size: size.ampacity.si("A") for size in CATALOG.get(Conductor, "nec-mv-aluminium").sizes}
    assert {size: rows[size] for size in ALUMINIUM_DUCTS} == ALUMINIUM_DUCTS


#: Three loaded copper conductors, XLPE, method E: IEC 60364-5-52 table B.52.12 as several public texts agree.
METHOD_E = {
    10: 75, 16: 100, 25: 127, 35: 158, 50: 192, 70: 246, 95: 298, 120: 346, 150: 399, 185: 456, 240: 538, 300: 621,
}  # fmt: skip


def test_low_voltage_iec_rows():
    """Table B.52.12, method E, row by row; the ambient factors of table B.52.14."""
    family = CATALOG.get(Conductor, "iec-copper-xlpe")
    assert {int(s.size.split()[0]): s.ampacity.si("A") for s in family.sizes} == METHOD_E
    assert dict(family.ambient_factors) == {30: 1.0, 35: 0.96, 40: 0.91, 45: 0.87, 50: 0.82}


@pytest.mark.parametrize("slug", ["nec-mv-aluminium", "iec-mv-copper-xlpe"])
def test_earth_factors(slug):
    """The factors of the earth are the root of the temperature rises that are left, to two decimals."""
    family = CATALOG.get(Conductor, slug)
    for earth, factor in family.ambient_factors:
        assert factor == pytest.approx(((90.0 - earth) / 70.0) ** 0.5, abs=0.011)


@pytest.mark.parametrize(("size", "area"), [("#6", 13.30), ("1/0", 53.49), ("4/0", 107.2), ("500 kcmil", 253.4)])
def test_areas(size, area):
    """Areas of gauge and kcmil sizes as every table prints them."""
    assert conductor_area(size) == pytest.approx(area, rel=1e-3)


def test_withstand_area():
    """25 kA for half a second on aluminium asks for 25,000 x 0.7071 / 94 = 188 mm2; for one second for 266 mm2."""
    given = {"I_k": q(25, "kA"), "J_1": q(94, "A/mm2"), "t_1": q(1, "s")}
    assert magnitude(withstand_area(t=q(0.5, "s"), **given), "mm2") == pytest.approx(188.06, abs=0.01)
    assert magnitude(withstand_area(t=q(1, "s"), **given), "mm2") == pytest.approx(265.96, abs=0.01)


def test_withstand_decides():
    """A loop of small current takes a larger cable where the fault current asks for it."""
    pack = pack_of("NEC", CATALOG)
    stock = strands(pack.medium_voltage, 25.0)
    small, large = (choose_cable(pack, stock, 60.0, 42.0, area) for area in (0.0, 188.0))
    assert small is not None
    assert large is not None
    assert small.area < 188.0 <= large.area * large.parallel


def test_sets_on_one_tray():
    """Two sets side by side on a tray carry 0.88 of twice one set (IEC); in raceways of their own all of it (NEC)."""
    iec, nec = pack_of("IEC", CATALOG), pack_of("NEC", CATALOG)
    one = next(s for s in strands(iec.conductors, 30.0, True) if s.size == "240 mm2")
    assert one.of(2) == pytest.approx(538 * 2 * 0.88)
    assert one.of(3) == pytest.approx(538 * 3 * 0.82)
    other = next(s for s in strands(nec.conductors, 30.0) if s.size == "500 kcmil" and "copper" in s.catalog)
    assert other.of(3) == pytest.approx(3 * 380)
