"""Racks that one busway run carries, against the printed table (reference text on power, section 2; derived, pf
0.99).
"""

import pytest

from designer.catalog import Busway, Catalog
from designer.power.busway import choose_track, racks_per_run, run_current
from designer.power.rules import pack_of
from designer.units import magnitude, q

# run A: racks of 132 kW (142 kW) at 415 V 80 %, 415 V 100 %, 480 V 80 %, 480 V 100 %
TABLE = {
    800: ((3, 3), (4, 4), (3, 3), (4, 4)),
    1000: ((4, 4), (5, 5), (4, 4), (6, 5)),
    1200: ((5, 4), (6, 6), (5, 5), (7, 6)),
    1600: ((6, 6), (8, 8), (7, 7), (9, 9)),
    2000: ((8, 8), (10, 10), (9, 9), (12, 11)),
    2500: ((10, 10), (13, 12), (12, 11), (15, 14)),
}
COLUMNS = ((415, 0.8), (415, 1.0), (480, 0.8), (480, 1.0))
CELLS = [(run, *COLUMNS[c], kw, TABLE[run][c][k]) for run in TABLE for c in range(4) for k, kw in enumerate((132, 142))]


@pytest.mark.parametrize(("run", "volts", "share", "kilowatts", "printed"), CELLS)
def test_racks_per_run(run, volts, share, kilowatts, printed):
    """Each of the 48 cells; the table counts at nominal voltage."""
    supply = {"V": q(volts, "V"), "f_drop": 0.0, "pf": 0.99}
    racks = racks_per_run(I_run=q(run, "A"), f_ocpd=share, **supply, P_rack=q(kilowatts, "kW"))
    assert magnitude(racks, "") == printed


@pytest.mark.parametrize(
    ("racks", "share", "expected"), [(10, 1.0, 2000), (8, 0.8, 2000), (4, 1.0, 800), (1, 1.0, 800)]
)
def test_track_of_a_run(racks, share, expected):
    """The chosen run is the smallest of the family that its racks need: the table read backwards."""
    catalog = Catalog()
    current = magnitude(run_current(P_run=q(132.0 * racks, "kW"), V=q(415, "V"), f_drop=0.0, pf=0.99), "A")
    track = choose_track(pack_of("NEC", catalog), catalog.get(Busway, "pow-r-way-iii-copper"), current, share)
    assert track is not None
    assert track.rating == expected
    assert track.breaker * share >= current


def test_a_run_at_the_lowest_voltage_carries_a_rack_less():
    """Eight racks of 135 kW take 1,575 A at 400 V, and 1,623 A at the 3 % less that the taps may have: seven remain."""
    said = {"I_run": q(1600, "A"), "f_ocpd": 1.0, "V": q(400, "V"), "pf": 0.99, "P_rack": q(135, "kW")}
    assert [magnitude(racks_per_run(**said, f_drop=drop), "") for drop in (0.0, 0.03)] == [8, 7]


def test_busway_impedance():
    """0.76 mohm per 100 ft of the 2,000 A size is 24.9 microhm per metre."""
    catalog = Catalog()
    track = choose_track(pack_of("NEC", catalog), catalog.get(Busway, "pow-r-way-iii-copper"), 1900.0, 1.0)
    assert track is not None
    assert track.impedance.real == pytest.approx(0.76e-3 / 30.48)
    assert track.withstand == 150.0
