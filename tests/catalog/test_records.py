"""Records: strict, sourced, located mistakes; the store finds, names and refuses."""

from pathlib import Path

import pytest

from designer.catalog import (
    KINDS,
    Busway,
    Catalog,
    Conductor,
    Cost,
    Pipe,
    Pump,
    Rack,
    Switch,
    UnknownRecord,
)
from designer.catalog.sources import sources_of
from designer.errors import Refused
from designer.ledger import Status, UnknownValue

PUMP = """slug: p
kind: pump
name: A pump
maker: x
version: "1"
date: "2026-11-23"
head_curve:
  - {flow: {value: 100 LPM, source: house, status: assumption}, head: {value: 30 ftH2O, source: house}}
efficiency: {value: 0.75, source: house, status: assumption}
motor_efficiency: {value: null, note: not published}
motor_rating: {value: 20 kW, source: maker, status: read, at: p.3, conflicts: [{value: 22 kW, source: shop}]}
width: {value: 30 in, source: house, status: assumption}
depth: {value: 1 m, source: house, status: assumption}
height: {value: 1 m, source: house, status: assumption}
mass: {value: 1000 lb, source: house, status: assumption}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A catalog folder with one pump."""
    (tmp_path / "pump").mkdir()
    (tmp_path / "pump" / "p.yaml").write_text(PUMP)
    return tmp_path


def mistakes(shelf: Path, old: str, new: str) -> list[tuple[str, int, str]]:
    """Codes, lines and paths of the refusal after a change of the pump's text."""
    assert old in PUMP
    (shelf / "pump" / "p.yaml").write_text(PUMP.replace(old, new))
    with pytest.raises(Refused) as caught:
        Catalog(shelf).get(Pump, "p")
    return [(m.code, m.place.line, m.place.path) for m in caught.value.mistakes]


def test_a_record_reads_with_its_evidence(shelf: Path):
    """Quantity, unit, source, locator, status and conflicts of a value survive reading."""
    pump = Catalog(shelf).get(Pump, "p")
    rating = pump.motor_rating
    assert rating.si("kW") == 20
    assert (rating.evidence.source, rating.evidence.status, rating.evidence.locator) == ("maker", Status.READ, "p.3")
    assert [c.si("kW") for c in rating.conflicts] == [22]
    assert rating.name == "pump/p.motor_rating"
    assert pump.head_curve[0].head.name == "pump/p.head_curve[0].head"
    assert pump.head_curve[0].head.si("kPa") == pytest.approx(89.672)
    assert pump.mass.si("kg") == pytest.approx(453.59237)


def test_an_unknown_value_stays_unknown(shelf: Path):
    """A null reads as unknown with its note, and asking for the number raises its address."""
    value = Catalog(shelf).get(Pump, "p").motor_efficiency
    assert not value.known
    assert value.evidence.status is Status.UNKNOWN
    with pytest.raises(UnknownValue, match=r"pump/p\.motor_efficiency: not published"):
        value.si("")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("0.75", "1.75", ("quantity-range", 9, "efficiency")),
        ("20 kW", "20 kVA", ("unit-dimension", 11, "motor_rating")),
        ("20 kW", "20", ("unit-missing", 11, "motor_rating")),
        ("30 in", "30 inches", ("unit-unknown", 12, "width")),
        ("30 in", "about 30 in", ("quantity-unreadable", 12, "width")),
        ("30 in, source", "true, source", ("quantity-unreadable", 12, "width")),
        ("lb, source: house, status: assumption", "lb, source: house, status: sure", ("status-unknown", 15, "mass")),
        ("1000 lb, source", "1000 lb, sauce: x, source", ("extra_forbidden", 15, "mass")),
        ("22 kW", "22 m", ("unit-dimension", 11, "motor_rating")),
        ("kind: pump", "kind: rack", ("literal_error", 2, "kind")),
        ("100 LPM", "-5 LPM", ("quantity-range", 8, "head_curve[0].flow")),
        ("name: A pump", "name: 5", ("string_type", 3, "name")),
        ("maker: x\n", "", ("missing", 1, "maker")),
        ("maker: x\n", "maker: x\ncolour: red\n", ("extra_forbidden", 5, "colour")),
    ],
)
def test_a_wrong_record_is_refused_at_its_place(shelf: Path, old: str, new: str, expected: tuple[str, int, str]):
    """Out of range, wrong dimension, missing unit, unknown unit, status, key: each with its line and path."""
    assert mistakes(shelf, old, new) == [expected]


def test_an_unknown_record_names_its_neighbours(catalog: Catalog):
    """A slug with a slip of the pen is answered with near slugs."""
    with pytest.raises(UnknownRecord) as caught:
        catalog.get(Rack, "gb200-nvl27")
    assert caught.value.near[0] == "gb200-nvl72"
    with pytest.raises(UnknownRecord):
        catalog.get(Switch, "../rack/gb200-nvl72")


def test_a_record_is_read_once(catalog: Catalog):
    """Asking twice gives the same record; a record cannot be changed."""
    rack = catalog.get(Rack, "gb200-nvl72")
    assert catalog.get(Rack, "gb200-nvl72") is rack
    with pytest.raises(ValueError, match="frozen"):
        rack.cords = 3


def test_thresholds_are_values_with_addresses(catalog: Catalog):
    """A threshold is a value with unit, source, status and address; an unknown key raises."""
    value = catalog.threshold("code", "working_depth_600_condition_2")
    assert value.si("mm") == pytest.approx(1066.8)
    assert value.name == "threshold/code.working_depth_600_condition_2"
    assert catalog.resolve(value.name).q == value.q
    with pytest.raises(KeyError):
        catalog.threshold("code", "nothing")


@pytest.mark.parametrize(
    "address", ["rack/none.width", "rack/gb200-nvl72.none", "nothing/x.y", "threshold/code.none", "rack"]
)
def test_an_address_that_leads_nowhere_raises(catalog: Catalog, address: str):
    """A wrong kind, slug or field raises `KeyError`."""
    with pytest.raises(KeyError):
        catalog.resolve(address)


def test_the_digest_follows_every_byte(shelf: Path, tmp_path_factory: pytest.TempPathFactory):
    """Two folders of the same bytes have one digest; a changed byte or name changes it."""
    digests = [Catalog(shelf).digest]
    for name, text in (("p", PUMP), ("p", PUMP.replace("0.75", "0.76")), ("r", PUMP)):
        folder = tmp_path_factory.mktemp("shelf")
        (folder / "pump").mkdir()
        (folder / "pump" / f"{name}.yaml").write_text(text)
        digests.append(Catalog(folder).digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_source_stands_once(tmp_path: Path):
    """Two sources of one id are refused."""
    row = '  - {id: a, title: "T", publisher: "P", kind: "k", date: "2026", address: "-"}\n'
    (tmp_path / "sources.yaml").write_text("sources:\n" + row * 2)
    with pytest.raises(ValueError, match="a"):
        sources_of(tmp_path / "sources.yaml")


def test_every_kind_has_a_schema_for_editors():
    """Every record class gives a JSON Schema that names its sourced fields."""
    for kind, schema in KINDS.items():
        assert "properties" in schema.model_json_schema(), kind


def test_sizes_have_prices_of_their_class(catalog: Catalog):
    """A larger pipe, busway or cable never costs less; a size without a price takes the record's."""
    for kind in (Pipe, Busway, Conductor):
        for record in catalog.all(kind):
            slugs = [size.cost or record.cost for size in record.sizes]
            mids = [catalog.get(Cost, slug).mid.si("USD") for slug in slugs]
            assert mids == sorted(mids), record.key
    assert catalog.get(Pipe, "stainless-10s").cost_of('8"') == "pipe-dn200"
    assert catalog.get(Busway, "pow-r-way-iii-copper").cost_of(4000.0) == "busway-5000a"
    assert catalog.get(Conductor, "nec-copper-75").cost_of("500 kcmil") == "lv-cable-500a"
    assert catalog.get(Pipe, "hose").cost_of('1"') == "hose"
