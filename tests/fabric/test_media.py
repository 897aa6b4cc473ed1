"""Hard rules of cables and optics, each shown by a link that must not be made."""

from dataclasses import replace

import numpy as np
import pytest

from designer.catalog import System
from designer.fabric.media import End, adapter_end, media, switch_end
from designer.fabric.proposals import port_of

SWITCH = End("osfp", "switch", False, 100, 2)
XDR = End("osfp", "switch", False, 200, 2)


def nic(catalog, system: str, network: str, planes: int = 1) -> End:
    """The end at a system's port."""
    return adapter_end(catalog, port_of(catalog.get(System, system), network), planes)


def kinds(found) -> list[str]:
    """Kinds of media in order."""
    return [m.kind for m in found]


def test_no_copper_multimode_or_active_optics_at_200g_lanes(catalog):
    """Lanes of 200G run over linear active copper and single mode only."""
    for far in (XDR, nic(catalog, "gb300-compute-tray", "compute")):
        assert set(kinds(media(catalog, far, XDR, 800.0))) == {"lacc", "singlemode"}


def test_nothing_beyond_its_reach(catalog):
    """Passive copper ends at 3 m, 100G-lane multimode at 50 m, a splitter at 50 m."""
    straight = media(catalog, nic(catalog, "gb200-compute-tray", "compute"), SWITCH, 400.0)
    assert {m.reach_m for m in straight if m.kind == "dac"} == {3.0}
    assert {m.reach_m for m in straight if m.kind == "multimode"} == {50.0}
    split = media(catalog, nic(catalog, "gb200-compute-tray", "storage"), replace(SWITCH, links=4), 200.0)
    assert {m.reach_m for m in split if m.kind in ("multimode", "singlemode")} == {50.0}
    assert all("splitter" in m.cable.slug for m in split if m.a is not None)


def test_finned_only_in_air_cooled_switches(catalog):
    """Machines and liquid-cooled cages take flat optics, air-cooled switches finned ones."""
    for medium in media(catalog, nic(catalog, "dgx-h100", "compute"), SWITCH, 400.0):
        if medium.a is not None and medium.b is not None:
            assert medium.a.thermal_form == "flat"
            assert medium.b.thermal_form == "finned"
    wet = replace(SWITCH, liquid=True)
    assert all(m.b is None or m.b.thermal_form != "finned" for m in media(catalog, SWITCH, wet, 400.0))


def test_no_qsfp112_in_an_osfp_switch(catalog):
    """A 100G-lane QSFP port of 25G lanes has no cable to an OSFP cage, and no QSFP optic goes into one."""
    assert media(catalog, nic(catalog, "storage-node", "in_band"), replace(SWITCH, links=4), 100.0) == ()
    for medium in media(catalog, nic(catalog, "dgx-h100", "storage"), SWITCH, 400.0):
        assert medium.b is None or medium.b.cage == "osfp"


def test_both_ends_agree(catalog):
    """Optics of one link share medium, connector and speed, and two switches take the same optic at both ends."""
    for medium in media(catalog, SWITCH, SWITCH, 400.0):
        if medium.a is not None:
            assert medium.a.slug == medium.b.slug
            assert medium.cable.medium == medium.a.medium
            assert medium.cable.ends == medium.a.connector


@pytest.mark.parametrize("racks", [2])
def test_cage_shares_one_optic(wired, racks):
    """All links of a cage have one cable type, and one optic at that end."""
    from designer.fabric.cabling import cage_numbers

    for network in wired.networks:
        a, b = cage_numbers(network)
        for cage, optic in ((a, network.cables["a_optic"]), (b, network.cables["b_optic"])):
            for value in (optic, network.cables["cable"]):
                low, high = {}, {}
                for key, one in zip(cage.tolist(), value.tolist(), strict=True):
                    low[key] = min(one, low.get(key, one))
                    high[key] = max(one, high.get(key, one))
                assert low == high, network.name


def test_every_cable_reaches(wired, catalog):
    """Length <= stock length <= reach for every cable of the small hall."""
    from designer.catalog import Cable

    for network in wired.networks:
        cables = network.cables
        assert (cables["cable"] >= 0).all()
        reach = np.array([catalog.get(Cable, k.partition("/")[2]).reach.si("m") for k in network.cable_types])
        assert (cables["length"] > 0).all()
        assert (cables["length"] <= cables["stock"] + 1e-3).all()
        assert (cables["stock"] <= reach[cables["cable"]] + 1e-6).all()


def test_switch_ends_know_their_split(catalog):
    """An 800G cage carries one, two or four links."""
    from designer.catalog import Switch
    from designer.fabric.forms import form_of

    switch = catalog.get(Switch, "sn5600")
    assert [form_of(switch).per_cage(v) for v in (800.0, 400.0, 200.0, 1600.0)] == [1, 2, 4, 0]
    assert switch_end(switch, 4).links == 4
