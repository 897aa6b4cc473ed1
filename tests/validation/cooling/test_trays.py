"""Heat inside a rack against the published tray budget and the rack's own split."""

from dataclasses import replace

import pytest

from designer.cooling.trays import tray_lines
from designer.model import Load, LoadClass, Trade


def rack(slug: str, power: float, liquid: float) -> Load:
    heat = (power * liquid, power * (1.0 - liquid))
    return Load("R-0101", "rack", Trade.LAYOUT, LoadClass.GPU, power, power, 0.0, 1.0, *heat, catalog=f"rack/{slug}")


@pytest.mark.parametrize(
    ("slug", "power", "liquid"),
    [("gb200-nvl72", 132.0, 0.87), ("gb300-nvl72", 135.0, 0.9), ("hgx-b200-liquid", 106.0, 0.8)],
)
def test_trays_shelves_and_rest_are_the_rack(catalog, slug, power, liquid):
    """Power and liquid heat of the lines inside sum to the rack's own, each line splits exactly, none is negative."""
    lines = tray_lines(catalog, [rack(slug, power, liquid)])
    assert sum(line.power for line in lines) == pytest.approx(power)
    assert sum(line.liquid for line in lines) == pytest.approx(power * liquid)
    assert all(line.liquid + line.air == pytest.approx(line.power) for line in lines)
    assert all(line.liquid >= 0.0 and line.air >= -1e-9 for line in lines)


def test_gb200_tray_budget(catalog):
    """NVIDIA tray budgets against HPE: 18 and 9 trays; 115.56 kW of cold-plate budget, 114.8 kW of liquid heat."""
    lines = {line.subject.partition("/")[2]: line for line in tray_lines(catalog, [rack("gb200-nvl72", 132.0, 0.87)])}
    assert lines["gb200-compute-tray"].count == 18
    assert lines["nvlink-switch-tray"].count == 9
    wet = lines["gb200-compute-tray"].liquid + lines["nvlink-switch-tray"].liquid
    assert wet == pytest.approx(18 * 5.8 + 9 * 1.24, rel=0.01)
    assert lines["power-shelf"].power == pytest.approx(132.0 * 0.03)


def test_racks_without_systems_are_one_line(catalog):
    """A network rack is what the fabric puts into it: where that is not told no tray class is invented."""
    (line,) = tray_lines(catalog, [rack("network-rack", 30.0, 0.0)] * 2)
    assert (line.subject, line.count, line.power, line.air) == ("network-rack/rack-gear", 2, 60.0, 60.0)


def test_racks_hold_the_parts_that_their_loads_name(catalog):
    """13 nodes of 1.2 kW in two racks of a tenth of a kilowatt: 15.8 kW, 15.6 of them in 13 nodes and not in 32."""
    held = [((("system/storage-node", n, 1.2 * n), ("rack-gear", 1, 0.1)), 1.2 * n + 0.1) for n in (8, 5)]
    loads = [replace(rack("storage-rack", power, 0.0), parts=parts) for parts, power in held]
    lines = {x.subject.partition("/")[2]: x for x in tray_lines(catalog, loads)}
    assert (lines["system/storage-node"].count, lines["system/storage-node"].power) == (13, pytest.approx(15.6))
    assert lines["rack-gear"].power == pytest.approx(0.2)
    assert all(line.air == pytest.approx(line.power) for line in lines.values())
