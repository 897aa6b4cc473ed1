"""Whole links reach across any hall: for every cage and speed of the catalog there are optics for half a kilometre, and
short links keep the shorter ones.
"""

import pytest

from designer.catalog import Catalog, Switch, System
from designer.fabric.forms import form_of
from designer.fabric.media import End, adapter_end, media, switch_end, viable

#: Lanes of a whole link.
_LANES = 4
FAR = 500.0


def whole_ends(catalog: Catalog) -> list[tuple[End, float]]:
    """Ends of switches with links of four lanes, and their speed [Gbit/s]."""
    found = []
    for switch in catalog.all(Switch):
        speed = float(_LANES * switch.lane_rate)
        links = form_of(switch).per_cage(speed)
        if switch.cage not in ("rj45", "mpo-cpo", "qsfp-dd") and links:
            found.append((switch_end(switch, links), speed))
    return sorted(set(found), key=str)


def reach(catalog: Catalog, a: End, b: End, speed: float) -> float:
    """The longest reach of the legal media [m]; 0 without any."""
    return max((m.reach_m for m in media(catalog, a, b, speed) if viable(m, a, b)), default=0.0)


def test_switches_reach_one_another() -> None:
    """Between switches of one kind of cage and speed."""
    catalog = Catalog()
    ends = whole_ends(catalog)
    assert ends
    assert [end for end in ends if reach(catalog, end[0], end[0], end[1]) < FAR] == []


@pytest.mark.parametrize(("slug", "speed"), [
    ("dgx-h100", 400.0), ("dgx-h200", 400.0), ("hgx-h100-node", 400.0), ("hgx-b300-node", 800.0), ("dgx-a100", 200.0),
])  # fmt: skip
def test_machines_reach_their_switches(slug: str, speed: float) -> None:
    """From a machine's compute port to a switch of its speed, as far as between switches."""
    catalog = Catalog()
    port = next(p for p in catalog.get(System, slug).ports if p.network == "compute")
    end = adapter_end(catalog, port)
    assert max(reach(catalog, end, other, speed) for other, own in whole_ends(catalog) if own == speed) >= FAR


def test_a_short_link_keeps_the_optics_of_short_reach() -> None:
    """Of media that differ in reach alone the first is that of the shortest reach."""
    catalog = Catalog()
    port = next(p for p in catalog.get(System, "hgx-h100-node").ports if p.network == "compute")
    far = next(end for end, speed in whole_ends(catalog) if speed == 400.0 and end.cage == "osfp" and end.links == 2)
    single = [m for m in media(catalog, adapter_end(catalog, port), far, 400.0) if m.kind == "singlemode"]
    assert [m.reach_m for m in single] == sorted(m.reach_m for m in single)
    assert single[0].reach_m == 100.0
    assert single[-1].reach_m == FAR
