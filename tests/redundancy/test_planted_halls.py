"""Single points planted in the graphs of halls as they are designed (2N under IEC and NEC, block redundant under IEC,
N+1): each is named, the halls as designed are clean.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml

from designer import pipeline
from designer.documents.exports import proof_json
from designer.documents.graph_json import graph_json
from designer.model import Commodity, Element, Link, Trade
from designer.redundancy import join, prove_graph, rules_of
from designer.redundancy.records import Proof, Trades

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
P, C, K = Commodity.POWER, Commodity.COOLANT, Commodity.CONTROL
NEC = {"voltage": "13.8 kV", "frequency": "60 Hz"}
#: The halls: rule pack, architecture of the racks, of the core.
HALLS = {
    "nec-2n": ("NEC", "2N", "2N"),
    "iec-block-redundant": ("IEC", "block-redundant-2", "block-redundant-2"),
    "iec-n+1": ("IEC", "N+1", "N+1"),
}


@pytest.fixture(scope="module", params=["two-feeds", *HALLS])
def trades(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trades:
    """The small hall with two utility feeds and generators, as it is and by other rules and architectures."""
    if request.param == "two-feeds":
        return request.getfixturevalue("two_feeds")  # type: ignore[no-any-return]
    rules, racks, core = HALLS[request.param]
    brief = yaml.safe_load(SMALL.read_text())
    brief["site"]["utility"]["feeds"] = 2
    if rules == "NEC":
        brief["site"]["utility"].update(NEC)
        brief["plant"] = []
    brief["power"] = {
        "rules": rules, "voltage": "415 V" if rules == "NEC" else "400 V", "generators": True,
        "architecture": {"gpu": racks, "core": core, "mechanical": "N+1"},
    }  # fmt: skip
    path = tmp_path_factory.mktemp("hall") / "site.yaml"
    path.write_text(yaml.safe_dump(brief))
    return pipeline.design(path).design.trades


def on_two_paths(trades: Trades) -> tuple[str, str]:
    """A rack whose two cords hang on two feeders, and the stem of its cords: of GPUs where there is one, else of the
    network.
    """
    feeders = {k.target: k.source for k in trades.power.links if k.target[:3] in ("WH-", "CK-")}
    racks = {x.tag for x in trades.power.loads if x.cords > 1 and x.tag[:2] in ("R-", "N-")}
    stems = [t[:-2] for t in feeders if t.endswith("-A") and t[3:-2] in racks]
    stems.sort(key=lambda s: (s[:3] != "WH-", s))
    stem = next(s for s in stems if feeders[f"{s}-A"] != feeders.get(f"{s}-B", feeders[f"{s}-A"]))
    return stem[3:], stem


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

    def prove(self, pairs: bool = False) -> Proof:
        """Prove the parts as they stand."""
        groups = [g for room in (self.trades.fabric, self.trades.cooling, self.trades.power) for g in room.groups]
        whole = join(self.elements.values(), self.links, groups, self.trades.power.loads)
        return prove_graph(whole, rules_of(self.trades.catalog), pairs=pairs)


def test_the_hall_as_designed_is_clean(trades: Trades) -> None:
    """No single point, no shared or swapped cord, the core maintainable on the utility and on generators."""
    proof = Hall(trades).prove()
    assert (proof.single_points, proof.connection) == ((), ())
    single = {x.busway_a for x in trades.power.assignments if x.busway_a == x.busway_b}
    assert {f.element for f in proof.cords} == single
    assert proof.single_points_on_generators == ()
    assert {"no-single-point", "core-maintainable-on-utility", "core-maintainable-on-generators"} <= set(proof.claims)


def _closed_tie(hall: Hall) -> str:
    hall.add("TIE-X", "bus-tie", needs={P: 1})
    for board in sorted(t for t in hall.elements if t.startswith("UPB-")):
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


def _tags(hall: Hall, *kinds: str) -> list[str]:
    return sorted(t for t, e in hall.elements.items() if e.kind in kinds)


def _asks(hall: Hall, tags: list[str], of: str, commodity: Commodity) -> None:
    """Each of these asks one link of a commodity from one element more than it did."""
    for tag in tags:
        needs = dict(hall.elements[tag].needs)
        hall.change(tag, needs={**needs, commodity: needs.get(commodity, 0) + 1})
        hall.feed(of, tag, commodity)


def _control_battery(hall: Hall) -> str:
    """The breakers of both sides close on one direct-current battery."""
    hall.add("DCB-X", "battery", sources=(K,))
    _asks(hall, _tags(hall, "switchboard"), "DCB-X", K)
    return "DCB-X"


def _time_and_names(hall: Hall) -> str:
    """Every control panel asks one server for time and names."""
    hall.add("NTP-X", "system", sources=(Commodity.PACKETS,))
    _asks(hall, _tags(hall, "control-panel"), "NTP-X", Commodity.PACKETS)
    return "NTP-X"


def _earthing_link(hall: Hall) -> str:
    """All unit transformers and boards are earthed through one link."""
    for tag in _tags(hall, "transformer", "switchboard"):
        hall.change(tag, shares=(*hall.elements[tag].shares, "EARTH-X"))
    return "EARTH-X"


def _shared_tray(hall: Hall) -> str:
    """Both circuits of each control panel in one length of tray."""
    for tag in [t for t in hall.elements if t.startswith("CK-MCP-")]:
        hall.change(tag, shares=(*hall.elements[tag].shares, "TRAY-X"))
    return "TRAY-X"


def _one_valve(hall: Hall) -> str:
    """The water of every CDU, or the power of every one of their panels, through one valve."""
    hall.add("V-X", "valve", needs={C: 1})
    cdus = set(_tags(hall, "cdu"))
    mains = {k.source for k in hall.links if k.target in cdus and k.commodity is C}
    hall.links = [k for k in hall.links if not (k.target in cdus and k.commodity is C)]
    for main in sorted(mains):
        hall.feed(main, "V-X", C)
    for cdu in sorted(cdus):
        hall.feed("V-X", cdu, C)
    return "V-X"


def _one_basin(hall: Hall) -> str:
    """All coolers stand over one basin."""
    hall.add("BASIN-X", "basin", sources=(C,))
    coolers = _tags(hall, "cooler", "chiller")
    for tag in coolers:
        hall.change(tag, sources=())
    _asks(hall, coolers, "BASIN-X", C)
    return "BASIN-X"


LISTED = [_closed_tie, _one_panel, _sts_output, _shared_controller, _one_panel_of_controls, _one_vessel]
MORE = [_control_battery, _time_and_names, _earthing_link, _shared_tray, _one_valve, _one_basin]


@pytest.mark.parametrize("plant", [*LISTED, *MORE])
def test_planted_points_are_named(trades: Trades, plant: Callable[[Hall], str]) -> None:
    """A tie closed between the sides, one panel, a static switch's output, one controller, one vessel; one battery of
    the controls, one server of time, one earthing link, one tray, one valve, one basin.
    """
    hall = Hall(trades)
    point = plant(hall)
    proof = hall.prove()
    assert point in (*proof.single_points, *proof.contained)
    core = any(r.tag == point and r.lost_kw.keys() & {"C1", "C2"} for r in proof.removals)
    assert (point in proof.single_points) == core


def test_one_fuel_header(trades: Trades) -> None:
    """All sets on one header: single on generators, and named when the utility is lost with it."""
    hall = Hall(trades)
    hall.add("FH-X", "fuel-header", needs={P: 1})
    for tank in [t for t, e in hall.elements.items() if e.kind == "fuel-tank"]:
        hall.links = [replace(k, target="FH-X") if k.source == tank else k for k in hall.links]
    for tag in [t for t, e in hall.elements.items() if e.kind == "generator"]:
        hall.feed("FH-X", tag)
    proof = hall.prove()
    assert "FH-X" in proof.single_points_on_generators
    assert "core-maintainable-on-generators" not in proof.claims


def test_one_charger_of_the_starting_batteries(trades: Trades) -> None:
    """No set starts without the one charger: it is single on generators, and the words on them go."""
    hall = Hall(trades)
    hall.add("CHG-X", "charger", sources=(K,))
    _asks(hall, _tags(hall, "generator"), "CHG-X", K)
    proof = hall.prove()
    assert "CHG-X" in proof.single_points_on_generators
    assert "core-maintainable-on-generators" not in proof.claims
    assert "core-maintainable-on-generators" in Hall(trades).prove().claims


@pytest.mark.parametrize("plant", [None, _closed_tie])
def test_a_second_proof_from_the_files_agrees(
    trades: Trades, plant: Callable[[Hall], str] | None, tmp_path: Path, rederive: ModuleType
) -> None:
    """What is written of the hall, clean and spoiled, gives another program the same verdicts, points and words."""
    hall = Hall(trades)
    point = plant(hall) if plant else ""
    proof = hall.prove(pairs=True)
    subject = SimpleNamespace(design=SimpleNamespace(trades=trades, proof=proof), catalog=trades.catalog)
    (tmp_path / "graph.json").write_bytes(graph_json(subject))  # type: ignore[arg-type]
    (tmp_path / "proof.json").write_bytes(proof_json(subject))  # type: ignore[arg-type]
    written = rederive.Written(tmp_path)
    found = [*written.differences(), *written.summary(), *written.coupled(), *written.cords(), *written.witnesses()]
    assert [*found, *written.pairs(500)] == []
    if point:
        assert any(tag == point and row["lost"] for (_, tag, _), row in written.found.items())


def test_both_cords_on_one_busway(trades: Trades) -> None:
    """The B cords of a GPU rack on the A busway: the rack and the busway's way up are named, few as the racks are."""
    hall = Hall(trades)
    rack, stem = on_two_paths(trades)
    busway = hall.feeder(f"{stem}-A")
    hall.refeed(f"{stem}-B", busway)
    found = hall.prove().cords
    shared = next(f for f in found if f.fault == "shared" and f.element == busway)
    assert rack in shared.tags
    assert any(f.fault == "swapped" and f.tags == (f"{stem}-B",) for f in found)


def test_both_busways_through_one_opening(trades: Trades) -> None:
    """The two busways of a row in one wall opening: the opening is named with the racks that it takes."""
    hall = Hall(trades)
    _, stem = on_two_paths(trades)
    for side in "AB":
        hall.change(hall.feeder(f"{stem}-{side}"), shares=("OPENING-X",))
    proof = hall.prove()
    assert "OPENING-X" in (*proof.single_points, *proof.contained)
    taken = next(r for r in proof.removals if r.tag == "OPENING-X")
    assert taken.lost_kw
    assert taken.racks > 0


def test_cords_swapped_at_a_tap(trades: Trades) -> None:
    """A and B of one rack change places: nothing is lost, and both cords are named with what feeds them."""
    hall = Hall(trades)
    _, stem = on_two_paths(trades)
    a, b = (hall.feeder(f"{stem}-{side}") for side in "AB")
    hall.refeed(f"{stem}-A", b)
    hall.refeed(f"{stem}-B", a)
    proof = hall.prove()
    swapped = {f.tags for f in proof.cords if f.fault == "swapped"}
    assert swapped == {(f"{stem}-{s}",) for s in "AB"}
    assert proof.single_points == ()
