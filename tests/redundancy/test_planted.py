"""Planted single points are caught, and the clean design passes."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy.records import Proof

P, C, A, K = Commodity.POWER, Commodity.COOLANT, Commodity.AIR, Commodity.PACKETS


@dataclass
class Hall:
    """A small hall in parts that a test can spoil before it is proved."""

    elements: dict[str, Element] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    groups: list[RedundancyGroup] = field(default_factory=list)

    def feed(self, start: str, end: str, commodity: Commodity = P, **fields: object) -> None:
        """Add a link."""
        self.links.append(Link(start, end, commodity, **fields))  # type: ignore[arg-type]

    def unfeed(self, start: str, end: str, commodity: Commodity = P) -> None:
        """Take a link away; it must be there."""
        before = len(self.links)
        self.links = [k for k in self.links if (k.source, k.target, k.commodity) != (start, end, commodity)]
        assert len(self.links) == before - 1

    def change(self, tag: str, **fields: object) -> None:
        """Replace fields of an element."""
        self.elements[tag] = replace(self.elements[tag], **fields)  # type: ignore[arg-type]


def _load(tag: str, kind: str, kilowatts: float, load_class: LoadClass) -> Load:
    return Load(tag, kind, Trade.POWER, load_class, kilowatts, kilowatts, 0.0, 1.0, heat_air_kw=kilowatts)


def clean(kit: SimpleNamespace) -> Hall:
    """Two power paths with generators; coolers, pumps, headers, CDUs, air units, leaves in twos, cross-connected."""
    hall = Hall()

    def add(tag: str, kind: str, needs: dict[Commodity, int], **fields: object) -> None:
        hall.elements[tag] = kit.element(tag, kind, needs, **fields)

    add("UTIL", "utility", {}, sources=(P,))
    for side in "AB":
        add(f"GEN-{side}", "generator", {}, sources=(P,), capacity=600.0, room="YARD")
        add(f"TX-{side}", "transformer", {P: 1}, capacity=600.0, room=f"YARD-{side}")
        add(f"MSB-{side}", "switchboard", {P: 1}, capacity=600.0, room=f"ELEC-{side}")
        add(f"UPS-{side}", "ups", {P: 1}, capacity=200.0, room=f"ELEC-{side}")
        hall.feed("UTIL", f"TX-{side}")
        hall.feed(f"TX-{side}", f"MSB-{side}")
        hall.feed(f"GEN-{side}", f"MSB-{side}", normally_open=True, switching_seconds=10.0)
        hall.feed(f"MSB-{side}", f"UPS-{side}")
        for tag, kind, supplies, needs, kilowatts in (
            ("CLR", "cooler", (C,), {P: 1}, 20.0),
            ("FWP", "pump", (), {P: 1, C: 1}, 10.0),
            ("CDU", "cdu", (), {P: 1, C: 1}, 5.0),
            ("ACU", "air-unit", (A,), {P: 1}, 8.0),
        ):
            add(f"{tag}-{side}", kind, needs, sources=supplies, room=f"MECH-{side}")
            hall.feed(f"UPS-{side}", f"{tag}-{side}")
            hall.loads.append(_load(f"{tag}-{side}", kind, kilowatts, LoadClass.CORE))
        add(f"HDR-{side}", "header", {C: 1}, room=f"MECH-{side}")
        add(f"LEAF-{side}", "switch", {P: 1}, sources=(K,), room="HALL")
    for tag in ("CLR", "FWP", "CDU", "ACU"):
        hall.groups.append(RedundancyGroup(f"G-{tag}", Trade.COOLING, tag.lower(), 1, (f"{tag}-A", f"{tag}-B")))
    for near in "AB":
        for far in "AB":
            hall.feed(f"CLR-{near}", f"FWP-{far}", C)
            hall.feed(f"FWP-{near}", f"HDR-{far}", C)
            hall.feed(f"HDR-{near}", f"CDU-{far}", C)
    for rack in ("N-01", "N-02"):
        add(rack, "rack", {P: 1, A: 1}, room="HALL")
        hall.loads.append(_load(rack, "rack", 15.0, LoadClass.CORE))
        for side in "AB":
            hall.feed(f"UPS-{side}", rack)
            hall.feed(f"ACU-{side}", rack, A)
    hall.feed("N-01", "LEAF-A")
    hall.feed("N-02", "LEAF-B")
    for n in range(1, 4):
        add(f"R-01{n:02d}", "rack", {P: 1, C: 1, A: 1, K: 1}, room="HALL")
        hall.loads.append(_load(f"R-01{n:02d}", "rack", 132.0, LoadClass.GPU))
        for side in "AB":
            hall.feed(f"MSB-{side}", f"R-01{n:02d}")
            hall.feed(f"CDU-{side}", f"R-01{n:02d}", C)
            hall.feed(f"ACU-{side}", f"R-01{n:02d}", A)
            hall.feed(f"LEAF-{side}", f"R-01{n:02d}", K)
    return hall


def prove(kit: SimpleNamespace, hall: Hall) -> Proof:
    """Prove the hall as it stands."""
    proof: Proof = kit.prove(hall.elements.values(), hall.links, hall.loads, hall.groups)
    return proof


def test_the_clean_hall_passes(kit: SimpleNamespace) -> None:
    """No single point, everything maintainable on utility and on generators, loss of the utility survived."""
    proof = prove(kit, clean(kit))
    assert proof.single_points == ()
    assert proof.notes[0].key == "redundancy.automatic_switching"
    assert set(proof.claims) >= {
        "concurrently-maintainable-on-utility",
        "concurrently-maintainable-on-generators",
        "single-fault-served-on-utility",
        "utility-loss-served",
        "compartments-independent",
        "no-single-point",
        "gpu-faults-contained",
    }


def _bus_tie(hall: Hall) -> None:
    hall.elements["TIE"] = replace(hall.elements["MSB-A"], tag="TIE", kind="bus-tie", capacity=None, needs={P: 1})
    for side in "AB":
        hall.feed(f"MSB-{side}", "TIE")
        hall.feed("TIE", f"MSB-{side}")


def _one_panel(hall: Hall) -> None:
    hall.elements["RPP-1"] = replace(hall.elements["MSB-A"], tag="RPP-1", kind="panel")
    hall.feed("UPS-A", "RPP-1")
    for side in "AB":
        hall.unfeed(f"UPS-{side}", "N-01")
        hall.feed("RPP-1", "N-01", path=side)


def _both_cords_on_one_pair(hall: Hall) -> None:
    hall.unfeed("UPS-B", "N-02")
    hall.feed("UPS-A", "N-02", path="B")


def _single_tank(hall: Hall) -> None:
    hall.elements["EXP-1"] = replace(hall.elements["HDR-A"], tag="EXP-1", kind="expansion", needs={C: 1})
    for near in "AB":
        hall.feed(f"FWP-{near}", "EXP-1", C)
        for far in "AB":
            hall.unfeed(f"FWP-{near}", f"HDR-{far}", C)
        hall.feed("EXP-1", f"HDR-{near}", C)


def _single_header(hall: Hall) -> None:
    for near in "AB":
        hall.unfeed("HDR-B", f"CDU-{near}", C)


def _shared_controller(hall: Hall) -> None:
    hall.change("FWP-A", controller="PLC-1")
    hall.change("FWP-B", controller="PLC-1")


def _controller_in_the_graph(hall: Hall) -> None:
    hall.elements["PLC-1"] = replace(hall.elements["MSB-A"], tag="PLC-1", kind="controller", capacity=None)
    hall.feed("UPS-A", "PLC-1")
    hall.feed("UPS-B", "PLC-1")
    _shared_controller(hall)


def _swapped_pair(hall: Hall) -> None:
    """Side B of the pumps' feed is taken from A as well: both pumps stand on one UPS."""
    hall.unfeed("UPS-B", "FWP-B")
    hall.feed("UPS-A", "FWP-B")


@pytest.mark.parametrize(
    ("spoil", "point"),
    [
        (_bus_tie, "TIE"),
        (_one_panel, "RPP-1"),
        (_both_cords_on_one_pair, "UPS-A"),
        (_single_tank, "EXP-1"),
        (_single_header, "HDR-A"),
        (_shared_controller, "PLC-1"),
        (_controller_in_the_graph, "PLC-1"),
        (_swapped_pair, "UPS-A"),
    ],
)
def test_planted_single_points_are_caught(kit: SimpleNamespace, spoil: object, point: str) -> None:
    """Each planted fault is named by its tag and takes the claims with it."""
    hall = clean(kit)
    spoil(hall)  # type: ignore[operator]
    proof = prove(kit, hall)
    assert point in proof.single_points
    assert "no-single-point" not in proof.claims


def test_a_member_that_its_group_can_spare_is_no_loss(kit: SimpleNamespace) -> None:
    """Losing UPS-A stops pump A, CDU A and air unit A; their groups still have one of one: only redundancy is gone."""
    proof = prove(kit, clean(kit))
    removal = kit.removal(proof, "T1", "UPS-A")
    assert (removal.verdict, removal.lost_kw, removal.lost_count) == ("degraded", {}, 0)


def test_the_subject_itself_is_not_a_loss(kit: SimpleNamespace) -> None:
    """A rack out for work loses nothing but itself."""
    removal = kit.removal(prove(kit, clean(kit)), "T1", "R-0102")
    assert (removal.verdict, removal.lost_count) == ("served", 0)


def test_lost_loads_are_counted_by_class(kit: SimpleNamespace) -> None:
    """With the only header gone the three GPU racks and nothing of the core are lost: 396 kW of class C3."""
    hall = clean(kit)
    _single_header(hall)
    removal = kit.removal(prove(kit, hall), "T2", "HDR-A")
    assert removal.lost_kw == {"C2": 10.0, "C3": 396.0}
    assert removal.lost == ("CDU-A", "CDU-B", "R-0101", "R-0102", "R-0103")


def test_no_word_on_generators_without_generators(kit: SimpleNamespace) -> None:
    """Without generators the same hall is maintainable on the utility only, and the utility is a single point."""
    hall = clean(kit)
    for side in "AB":
        del hall.elements[f"GEN-{side}"]
        hall.unfeed(f"GEN-{side}", f"MSB-{side}")
    proof = prove(kit, hall)
    assert proof.single_points == proof.connection == ("UTIL",)
    assert "no-generators" in proof.claims
    assert "concurrently-maintainable-on-utility" in proof.claims
    assert not [c for c in proof.claims if c.endswith(("on-generators", "loss-served"))]


def test_generators_that_carry_the_core_only(kit: SimpleNamespace) -> None:
    """With small generators the GPU racks are off without utility; 116 kW of core on two sets of 120 kW run on."""
    hall = clean(kit)
    for side in "AB":
        hall.change(f"GEN-{side}", capacity=120.0)
    proof = prove(kit, hall)
    assert proof.shed == ("C3", "C5")
    removal = kit.removal(proof, "T2", "UTIL")
    assert removal.lost_kw == {"C3": 396.0}
    assert removal.worst_share == pytest.approx(116 / 240)
    assert {"core-utility-loss-served", "core-maintainable-on-generators", "no-single-point"} <= set(proof.claims)
    assert "concurrently-maintainable-on-generators" not in proof.claims
    assert proof.served["T1G"] == 1.0
    assert any(note.key == "redundancy.shedding" for note in proof.notes)


def test_what_is_never_served_is_said_once(kit: SimpleNamespace) -> None:
    """A hall without coolers serves no GPU rack: the normal state says so, removals do not, nothing is claimed."""
    hall = clean(kit)
    for side in "AB":
        hall.change(f"CLR-{side}", sources=())
        hall.unfeed(f"UPS-{side}", f"CLR-{side}")
    proof = prove(kit, hall)
    assert kit.removal(proof, "T0", "").lost_kw["C3"] == 396.0
    assert proof.single_points == ()
    assert proof.claims == ()


def test_generators_too_slow_do_not_count_after_a_fault(kit: SimpleNamespace) -> None:
    """With a start of two minutes the loss of the utility is no longer served."""
    hall = clean(kit)
    hall.links = [replace(k, switching_seconds=120.0) if k.normally_open else k for k in hall.links]
    proof = prove(kit, hall)
    assert "utility-loss-served" not in proof.claims
    assert "concurrently-maintainable-on-generators" in proof.claims


def test_loose_ends_are_noted_not_fatal(kit: SimpleNamespace) -> None:
    """A link to nowhere, a load without element and a tag given twice become notes."""
    hall = clean(kit)
    hall.feed("UPS-A", "GHOST")
    hall.loads.append(_load("NOWHERE", "rack", 1.0, LoadClass.CORE))
    proof = kit.prove([*hall.elements.values(), hall.elements["UPS-A"]], hall.links, hall.loads, hall.groups)
    keys = {note.key for note in proof.notes}
    assert keys >= {"redundancy.loose_links", "redundancy.load_without_element", "redundancy.tag_twice"}
    assert proof.single_points == ()


def test_nothing_to_prove(kit: SimpleNamespace) -> None:
    """An empty design gives an empty proof without any positive word."""
    proof = kit.prove([], [], [])
    assert "no-generators" in proof.claims
    assert not [c for c in proof.claims if c not in ("served-in-normal-state", "no-generators")]
