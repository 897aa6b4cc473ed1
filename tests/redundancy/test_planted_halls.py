"""Single points planted in the graph of a hall as it is designed: each is named, the hall as designed is clean."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from designer.model import Commodity, Element, Link, Trade
from designer.redundancy import join, prove_graph, rules_of
from designer.redundancy.records import Proof, Trades

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
P, C, K = Commodity.POWER, Commodity.COOLANT, Commodity.CONTROL


class Hall:
    """The parts of a designed hall that a test can spoil before they are proved."""

    def __init__(self, trades: Trades) -> None:
        rooms = (trades.layout, trades.fabric, trades.cooling, trades.power)
        self.trades = trades
        self.elements = {e.tag: e for room in rooms for e in room.elements}
        self.links = [k for room in rooms[1:] for k in room.links]

    def change(self, tag: str, **fields: object) -> None:
        """Replace fields of an element."""
        self.elements[tag] = replace(self.elements[tag], **fields)  # type: ignore[arg-type]

    def add(self, tag: str, kind: str, **fields: object) -> None:
        """A new element of the power trade."""
        self.elements[tag] = Element(tag, kind, Trade.POWER, **fields)  # type: ignore[arg-type]

    def feed(self, source: str, target: str, commodity: Commodity = P, **fields: object) -> None:
        """A new link."""
        self.links.append(Link(source, target, commodity, **fields))  # type: ignore[arg-type]

    def refeed(self, target: str, source: str) -> None:
        """Hang an element on another feeder."""
        self.links = [replace(k, source=source) if k.target == target else k for k in self.links]

    def drop(self, tag: str) -> None:
        """Take an element and its links away."""
        del self.elements[tag]
        self.links = [k for k in self.links if tag not in (k.source, k.target)]

    def feeder(self, target: str) -> str:
        """What feeds an element with power."""
        return next(k.source for k in self.links if k.target == target and k.commodity is P)

    def first(self, kind: str) -> str:
        """The first tag of a kind."""
        return min(t for t, e in self.elements.items() if e.kind == kind)

    def prove(self) -> Proof:
        """Prove the parts as they stand."""
        groups = [g for room in (self.trades.fabric, self.trades.cooling, self.trades.power) for g in room.groups]
        whole = join(self.elements.values(), self.links, groups, self.trades.power.loads)
        return prove_graph(whole, rules_of(self.trades.catalog), pairs=False)


def test_the_hall_as_designed_is_clean(two_feeds: Trades) -> None:
    """No single point, no shared or swapped cord, the core maintainable on the utility and on generators."""
    proof = Hall(two_feeds).prove()
    assert (proof.single_points, proof.cords, proof.connection) == ((), (), ())
    assert proof.single_points_on_generators == ()
    assert {"no-single-point", "core-maintainable-on-utility", "core-maintainable-on-generators"} <= set(proof.claims)


def _closed_tie(hall: Hall) -> str:
    hall.add("TIE-X", "bus-tie", needs={P: 1})
    for board in ("UPB-A", "UPB-B"):
        hall.feed(board, "TIE-X")
        hall.feed("TIE-X", board)
    return "TIE-X"


def _one_panel(hall: Hall) -> str:
    hall.refeed("CK-MCP-01-B", hall.feeder("CK-MCP-01-A"))
    hall.refeed("CK-MCP-02-B", hall.feeder("CK-MCP-01-A"))
    hall.refeed("CK-MCP-02-A", hall.feeder("CK-MCP-01-A"))
    return hall.feeder("CK-MCP-01-A")


def _sts_output(hall: Hall) -> str:
    rack = min(k.target for k in hall.links if k.source.startswith("CK-N-") or k.source.startswith("WH-N-"))
    hall.add("STS-X", "sts", needs={P: 1})
    hall.links = [replace(k, target="STS-X") if k.target == rack and k.commodity is P else k for k in hall.links]
    hall.feed("STS-X", rack)
    return "STS-X"


def _shared_controller(hall: Hall) -> str:
    for tag, element in list(hall.elements.items()):
        if element.kind == "pump":
            hall.change(tag, controller="PLC-X")
    return "PLC-X"


def _one_panel_of_controls(hall: Hall) -> str:
    hall.drop("MCP-02")
    return "MCP-01"


def _one_vessel(hall: Hall) -> str:
    hall.drop("EXP-FWS-B")
    return "EXP-FWS-A"


@pytest.mark.parametrize(
    "plant", [_closed_tie, _one_panel, _sts_output, _shared_controller, _one_panel_of_controls, _one_vessel]
)
def test_planted_points_are_named(two_feeds: Trades, plant: Callable[[Hall], str]) -> None:
    """A tie closed between the sides, one panel, a static switch's output, one controller, one vessel."""
    hall = Hall(two_feeds)
    point = plant(hall)
    proof = hall.prove()
    assert point in (*proof.single_points, *proof.contained)
    core = any(r.tag == point and r.lost_kw.keys() & {"C1", "C2"} for r in proof.removals)
    assert (point in proof.single_points) == core


def test_one_fuel_header(two_feeds: Trades) -> None:
    """All sets on one header: single on generators, and named when the utility is lost with it."""
    hall = Hall(two_feeds)
    hall.add("FH-X", "fuel-header", needs={P: 1})
    for tank in [t for t, e in hall.elements.items() if e.kind == "fuel-tank"]:
        hall.links = [replace(k, target="FH-X") if k.source == tank else k for k in hall.links]
    for tag in [t for t, e in hall.elements.items() if e.kind == "generator"]:
        hall.feed("FH-X", tag)
    proof = hall.prove()
    assert "FH-X" in proof.single_points_on_generators
    assert "core-maintainable-on-generators" not in proof.claims


def test_both_cords_on_one_busway(two_feeds: Trades) -> None:
    """The B cords of a GPU rack on the A busway: the rack and the busway's way up are named, few as the racks are."""
    hall = Hall(two_feeds)
    rack = min(t for t, e in hall.elements.items() if e.kind == "rack" and t.startswith("R-"))
    busway = hall.feeder(f"WH-{rack}-A")
    hall.refeed(f"WH-{rack}-B", busway)
    faults = {f.fault: f for f in hall.prove().cords}
    assert faults["shared"].element == busway
    assert faults["shared"].tags == (rack,)
    assert faults["swapped"].tags == (f"WH-{rack}-B",)


def test_both_busways_through_one_opening(two_feeds: Trades) -> None:
    """The two busways of a row in one wall opening: the opening is named with the racks that it takes."""
    hall = Hall(two_feeds)
    rack = min(t for t, e in hall.elements.items() if e.kind == "rack" and t.startswith("R-"))
    for side in "AB":
        hall.change(hall.feeder(f"WH-{rack}-{side}"), shares=("OPENING-X",))
    proof = hall.prove()
    assert "OPENING-X" in (*proof.single_points, *proof.contained)
    assert next(r for r in proof.removals if r.tag == "OPENING-X").racks > 0


def test_cords_swapped_at_a_tap(two_feeds: Trades) -> None:
    """A and B of one rack change places: nothing is lost, and both cords are named with what feeds them."""
    hall = Hall(two_feeds)
    rack = min(t for t, e in hall.elements.items() if e.kind == "rack" and t.startswith("R-"))
    a, b = (hall.feeder(f"WH-{rack}-{side}") for side in "AB")
    hall.refeed(f"WH-{rack}-A", b)
    hall.refeed(f"WH-{rack}-B", a)
    proof = hall.prove()
    assert {(f.fault, f.tags) for f in proof.cords} == {("swapped", (f"WH-{rack}-{s}",)) for s in "AB"}
    assert proof.single_points == ()
