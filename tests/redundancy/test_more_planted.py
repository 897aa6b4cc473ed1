"""Single points that only another test of the proof shows: fuel, openings, static switches, second faults, coupling."""

import itertools
from types import ModuleType, SimpleNamespace

import pytest

from designer.model import Commodity
from tests.redundancy import test_planted

P, C, A, K = Commodity.POWER, Commodity.COOLANT, Commodity.AIR, Commodity.PACKETS


@pytest.fixture(scope="module")
def planted() -> ModuleType:
    """The module with the clean hall."""
    return test_planted


def test_one_fuel_header_is_a_single_point_on_generators(kit: SimpleNamespace, planted: ModuleType) -> None:
    """Both generators on one fuel header: nothing on the utility shows it, the proof on generators names it."""
    hall = planted.clean(kit)
    hall.elements["FUEL-1"] = kit.element("FUEL-1", "fuel", {}, sources=(P,))
    for side in "AB":
        hall.change(f"GEN-{side}", sources=(), needs={P: 1})
        hall.feed("FUEL-1", f"GEN-{side}")
    proof = planted.prove(kit, hall)
    assert "FUEL-1" in proof.single_points_on_generators
    assert "concurrently-maintainable-on-generators" not in proof.claims


def test_both_busways_through_one_opening(kit: SimpleNamespace, planted: ModuleType) -> None:
    """Busways of both sides share a wall opening: its loss takes every rack, the two busways alone take none."""
    hall = planted.clean(kit)
    for side in "AB":
        hall.elements[f"BW-{side}"] = kit.element(f"BW-{side}", "busway", shares=("OPENING-1",))
        hall.feed(f"MSB-{side}", f"BW-{side}")
        for n in range(1, 4):
            hall.unfeed(f"MSB-{side}", f"R-01{n:02d}")
            hall.feed(f"BW-{side}", f"R-01{n:02d}")
        for rack in ("N-01", "N-02"):
            hall.unfeed(f"UPS-{side}", rack)
            hall.feed(f"BW-{side}", rack)
    proof = planted.prove(kit, hall)
    assert kit.removal(proof, "T4", "OPENING-1").lost_kw == {"C2": 30.0, "C3": 396.0}
    assert proof.single_points == ("OPENING-1",)
    assert "compartments-independent" not in proof.claims


def test_an_sts_output_is_a_single_point(kit: SimpleNamespace, planted: ModuleType) -> None:
    """A network rack behind one static switch keeps both inputs and yet hangs on the output."""
    hall = planted.clean(kit)
    hall.elements["STS-1"] = kit.element("STS-1", "sts")
    for side in "AB":
        hall.unfeed(f"UPS-{side}", "N-01")
        hall.feed(f"UPS-{side}", "STS-1")
    hall.feed("STS-1", "N-01")
    proof = planted.prove(kit, hall)
    assert "STS-1" in proof.single_points
    assert {"UPS-A", "UPS-B"}.isdisjoint(t for t in proof.single_points)


def test_cords_swapped_at_one_tap(kit: SimpleNamespace, planted: ModuleType) -> None:
    """The B cord of a network rack hung on the A side: UPS A becomes a single point, UPS B does not."""
    hall = planted.clean(kit)
    hall.unfeed("UPS-B", "N-01")
    hall.elements["TAP-B"] = kit.element("TAP-B", "tap", path="B")
    hall.feed("UPS-A", "TAP-B")
    hall.feed("TAP-B", "N-01", path="B")
    proof = planted.prove(kit, hall)
    assert "UPS-A" in proof.single_points
    assert "UPS-B" not in proof.single_points


def test_a_fault_during_maintenance_is_reported(kit: SimpleNamespace, planted: ModuleType) -> None:
    """The clean hall survives each single loss and names the pairs that stop it: both boards lose every rack."""
    proof = planted.prove(kit, planted.clean(kit))
    assert proof.pairs is not None
    cuts = {frozenset(c.tags): c for c in proof.pairs.cuts}
    boards = next(c for tags, c in cuts.items() if any("TX-A" in t or "MSB-A" in t for t in tags) and c.racks == 3)
    assert boards.lost_kw["C3"] == 396.0
    assert proof.pairs.losing > 0
    assert not any({"CLR-A", "MSB-A"} == set(c.tags) for c in proof.pairs.cuts if not c.lost_kw)


def test_coupling_shows_what_no_commodity_shows_alone(kit: SimpleNamespace, planted: ModuleType) -> None:
    """Both pumps on one UPS: its loss leaves every rack its power and stops the coolant of all three."""
    hall = planted.clean(kit)
    hall.unfeed("UPS-B", "FWP-B")
    hall.feed("UPS-A", "FWP-B")
    proof = planted.prove(kit, hall)
    told = kit.removal(proof, "T5", "UPS-A")
    assert (told.kept_kw["power"], told.kept_kw["coolant"], told.kept_kw["all"]) == (396.0, 0.0, 0.0)
    assert told.kept_kw["alone"] == 396.0
    assert "UPS-A" in proof.coupled_only
    assert planted.prove(kit, planted.clean(kit)).coupled_only == ()


def test_every_survived_loss_of_a_feed_has_a_witness(kit: SimpleNamespace, planted: ModuleType) -> None:
    """The way named after the loss of UPS A avoids it and starts at a source."""
    hall = planted.clean(kit)
    proof = planted.prove(kit, hall)
    way = kit.removal(proof, "T2", "UPS-A").witness
    assert "UPS-A" not in way
    assert hall.elements[way[0]].sources == (P,)
    links = {(k.source, k.target) for k in hall.links}
    assert all(pair in links for pair in itertools.pairwise(way))


def test_isolation_names_the_devices_upstream(kit: SimpleNamespace, planted: ModuleType) -> None:
    """A busway behind a breaker is isolated there; a board straight behind a transformer only at the source."""
    hall = planted.clean(kit)
    hall.elements["CB-1"] = kit.element("CB-1", "breaker")
    hall.elements["BW-1"] = kit.element("BW-1", "busway")
    hall.feed("MSB-A", "CB-1")
    hall.feed("CB-1", "BW-1")
    isolation = planted.prove(kit, hall).isolation
    assert (isolation["BW-1"].method, isolation["BW-1"].devices) == ("open-devices", ("CB-1",))
    assert (isolation["MSB-A"].method, isolation["MSB-A"].devices) == ("open-devices", ("UTIL",))
    assert isolation["MSB-A"].also == ("TX-A",)
