"""Fault levels of a whole hall: motors, generating sets, the tests of both rule packs."""

import math
from dataclasses import replace

import pytest

from designer.power import feed


@pytest.fixture(scope="module")
def chain(build, prairie, catalog):
    """The chain of 108 racks on twelve transformers."""
    layout = build["hall"](racks=108)
    return feed(prairie, build["programme"](108), layout, [*build["racks"](layout), *build["plant"]()], catalog)


def bus(chain, tag):
    """A bus by its tag."""
    return next(b for b in chain.buses if b.tag == tag)


def test_motors_feed_service_boards(chain):
    """Pumps and fans raise the fault level of the service boards and leave the GPU boards as they are."""
    services = {b.switchboard for b in chain.blocks if b.system.startswith(("SYS-CORE", "SYS-PLANT"))}
    gpu = {b.switchboard for b in chain.blocks} - services
    assert all(bus(chain, t).motor_ka > 1.0 for t in services)
    assert all(bus(chain, t).motor_ka == 0.0 for t in gpu)
    assert all(bus(chain, t).fault_ka < 63.76 for t in gpu)


def test_motor_part_by_hand(chain):
    """Each motor feeds four times its rated current on both boards that it may stand on, less what cables take."""
    motors = [x for x in chain.loads if x.kind in ("pump", "cdu", "cooler", "air-unit")]
    most = 2 * 1.10 * 4 * sum(x.design_kw / x.power_factor for x in motors) / (math.sqrt(3) * 415)
    services = [b.switchboard for b in chain.blocks if b.system.startswith(("SYS-CORE", "SYS-PLANT"))]
    assert 0.8 * most < sum(bus(chain, tag).motor_ka for tag in services) < most


def test_sets(chain):
    """Three sets of 2.5 MW at 0.8 and 15 % behind K_G of 1.009: 1.09 x 3 x 4,348 / 0.15 = 94.8 kA less what their ducts
    take, so 100 kA; less again at the boards.
    """
    section = bus(chain, "GPB-A")
    own = 0.15 * 1.10 / 1.09 * 415**2 / 3125e3
    ways = [b for b in chain.branches if b.target == "GPB-A"]
    assert {b.size for b in ways} == {"2 x 2500 A"}
    paths = [own * 1j + complex(0.55, 0.26) / 30480.0 * b.length / 2 for b in ways]
    assert section.generator_ka == pytest.approx(1.10 * 415 / 3**0.5 * abs(sum(1 / z for z in paths)) / 1e3, rel=1e-9)
    assert 0.97 < section.generator_ka / (1.09 * 3 * 3125 / (math.sqrt(3) * 415) / 0.15) < 1.0
    assert section.rating_ka == 100.0
    services = next(b.switchboard for b in chain.blocks if b.system.startswith(("SYS-CORE", "SYS-PLANT")))
    assert bus(chain, services).least_ka < bus(chain, "MSB-01").least_ka


def test_order_of_levels(chain):
    """Least < earth, usual < most; a duty under the pack's test for every bus; peaks within 1.02 to 2 root two."""
    for state in chain.buses:
        assert 0.0 < state.least_ka < state.fault_ka <= state.fault_most_ka <= state.rating_ka
        assert 0.0 < state.duty_ka <= state.rating_ka
        held = state.inverter_ka
        ratio = (state.peak_ka - math.sqrt(2) * held) / (state.fault_ka - held)
        assert 1.02 * math.sqrt(2) <= ratio <= 2 * math.sqrt(2)


def test_earth_fault_near_the_three_phase_fault(chain):
    """Behind a delta-star transformer the earth fault is near the three-phase fault: less the grid, and the return of
    the duct.
    """
    state = bus(chain, "MSB-01")
    assert 0.95 < state.earth_ka / state.fault_ka < 1.02


def test_packs_have_their_own_test(build, prairie, fjord, catalog):
    """NEC duties come from E/Z and X/R, IEC duties from peak and making factor; the ledger says which."""
    layout = build["hall"](racks=24, rows=3, units=8)
    loads = [*build["racks"](layout), *build["plant"](4, 2, 4, 2, 6, 4)]
    nec = feed(prairie, build["programme"](24, 4), layout, loads, catalog)
    other = build["hall"](
        racks=24, rows=3, units=8, prefix="T", rack="rack/hgx-b200-liquid",
        transformer="transformer/oil-1600-22000-400", board="switchboard/lv-400-4000-65", generators=2,
    )  # fmt: skip
    loads = [*build["racks"](other, 106.0, 1.0), *build["plant"](4, 2, 4, 2, 6, 4)]
    iec = feed(fjord, build["programme"](24, 4), other, loads, catalog)
    used = [{s.source for s in c.steps if s.key.startswith("power.duty[")} for c in (nec, iec)]
    assert used == [{"ieee-c37"}, {"iec-60947"}]
    for state in iec.buses:
        if state.peak_rating_ka:
            assert state.most_peak_ka <= state.peak_rating_ka


def test_a_weak_board_is_found(build, prairie, catalog):
    """A board of 65 kA behind 2.5 MVA at 415 V is a shortfall of fault level."""
    layout = build["hall"](racks=30, rows=3, units=8, board="switchboard/lv-415-4000-65")
    loads = [*build["racks"](layout), *build["plant"](4, 2, 4, 2, 6, 4)]
    chain = feed(prairie, build["programme"](30, 4), layout, loads, catalog)
    short = [s.subject for s in chain.shortfalls if s.key == "power.fault_level"]
    assert "MSB-01" in short


def test_motor_share_of_nought(build, prairie, catalog):
    """With drives throughout no motor feeds back."""
    loads = [replace(x, kind="heater") for x in build["plant"]()]
    layout = build["hall"](racks=54, rows=4)
    chain = feed(prairie, build["programme"](54), layout, [*build["racks"](layout), *loads], catalog)
    assert all(b.motor_ka == 0.0 for b in chain.buses)
