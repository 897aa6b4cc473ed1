"""Counting from the model."""

import math
from dataclasses import replace
from datetime import date, timedelta
from types import ModuleType

import pytest

from designer import bom, redundancy
from designer.bom.lines import _size, bulk_line
from designer.bom.pricing import rating_of, record_of
from designer.bom.records import BillOfMaterials, BomLine
from designer.bom.siting import grid_range
from designer.bom.tally import duties
from designer.catalog import Catalog, Cost
from designer.ledger import Evidence, Status, Value, given
from designer.model import BulkItem, Commodity, Element, Fate, Link, Position, RedundancyGroup, Trade
from designer.power.records import ReuseLine
from designer.redundancy.records import Trades
from designer.site.case_records import Case, Standing, Tenant
from designer.units import q


def _count(trades: Trades) -> BillOfMaterials:
    return bom.count(trades, redundancy.prove(trades))


@pytest.fixture(scope="module")
def trades(example: ModuleType) -> Trades:
    """The example's trades."""
    made: Trades = example.make_trades()
    return made


@pytest.fixture(scope="module")
def counted(trades: Trades) -> BillOfMaterials:
    """The example's bill of materials."""
    return _count(trades)


def _line(counted: BillOfMaterials, system: str, fate: Fate | None = None) -> BomLine:
    return next(x for x in counted.lines if x.system == system and fate in (None, x.fate))


def test_everything_adds_up(trades: Trades, counted: BillOfMaterials) -> None:
    """N + R + S is the total, tags sum to it, each element has one line, each tag an element, each price its year."""
    assert bom.unbalanced(counted.lines) == ()
    assert bom.elements_without_line(trades, counted.lines) == ()
    assert bom.tags_without_element(trades, counted.lines) == ()
    assert bom.unsurveyed(trades) == ()
    assert bom.lines_without_evidence(counted.lines) == ()


def test_redundant_units_follow_the_group(counted: BillOfMaterials) -> None:
    """Two CDUs of which one is needed are one needed and one redundant; a pump spare stands on the shelf with a tag."""
    cdus, pumps = _line(counted, "cooling.cdu"), _line(counted, "cooling.pump")
    assert (cdus.needed, cdus.redundant, cdus.spare, cdus.rule) == (1, 1, 0, "1 of 2")
    assert (pumps.needed, pumps.redundant, pumps.spare) == (1, 1, 1)
    assert pumps.tags == ("FWP-01", "FWP-02", "SPARE-FWP-01-01")


def test_members_marked_redundant_are_the_redundant_ones() -> None:
    """The trade's own mark decides which member is redundant; without one it is the last by tag."""
    elements = [Element(t, "pump", Trade.COOLING, duty=d) for t, d in (("P-1", "R"), ("P-2", "N"), ("P-3", "N"))]
    group = RedundancyGroup("G", Trade.COOLING, "pump", 2, ("P-1", "P-2", "P-3"))
    assert duties(elements, [group]) == {"P-1": "R", "P-2": "N", "P-3": "N"}
    assert duties([replace(e, duty="N") for e in elements], [group])["P-3"] == "R"


def test_materials_keep_their_measure(counted: BillOfMaterials) -> None:
    """400 L of coolant with a tenth spare is 440 L; jumpers are bought whole: 16 and 5 % make 17."""
    coolant = _line(counted, "cooling.coolant")
    jumpers = next(x for x in counted.lines if x.catalog == "cable/mpo-mm-om4")
    assert (coolant.needed, coolant.spare, coolant.total, coolant.unit) == (400, 40, 440, "L")
    assert (jumpers.needed, jumpers.spare, jumpers.total) == (16, 1, 17)


def test_reuse_ledger_makes_lines(trades: Trades, counted: BillOfMaterials) -> None:
    """Kept transformers stand once, as elements; demolished shelves are a line of their own with the survey's tags."""
    kept, gone = _line(counted, "power.transformer"), _line(counted, "site.shelf")
    assert (kept.fate, kept.tags, kept.unit_cost) == (Fate.REUSE, ("TX-01", "TX-02"), None)
    assert (gone.fate, gone.total, gone.tags[0]) == (Fate.DEMOLISH, 40, "SH-01")
    assert not [x for x in counted.lines if x.trade is Trade.SITE and x.system.endswith("transformer")]
    assert gone.unit_cost is not None


def test_a_split_survey_line_is_counted_once(trades: Trades) -> None:
    """With one transformer kept and one not needed, the second is moved, and no tag stands twice."""
    spared = tuple(e for e in trades.power.elements if e.tag != "TX-02")
    kept, moved = trades.power.reuse[0], ReuseLine("TX-02", "transformer", 1, Fate.RELOCATE, "not_needed", "1", "0")
    changed = replace(trades.power, elements=spared, reuse=(replace(kept, count=1), moved, trades.power.reuse[1]))
    counted = _count(replace(trades, power=changed))
    assert _line(counted, "site.transformer").tags == ("TX-02",)
    assert _line(counted, "power.transformer").tags == ("TX-01",)
    assert bom.elements_without_line(replace(trades, power=changed), counted.lines) == ()


def test_prices_follow_rating_and_length(counted: BillOfMaterials) -> None:
    """A generator is priced per kW of its rating, a busway per foot: 1000 kW x 475, 1 m = 3.2808 ft x 650."""
    generator, busway = _line(counted, "power.generator"), _line(counted, "power.busway")
    assert generator.unit_cost is not None
    assert busway.unit_cost is not None
    assert generator.unit_cost[1] == pytest.approx(475_000)
    assert busway.unit_cost[1] == pytest.approx(650 / 0.3048)


def test_totals_are_the_sum_of_the_priced_lines(counted: BillOfMaterials) -> None:
    """Low, mid and high totals equal the lines, and low <= mid <= high."""
    for index in range(3):
        lines = [x.total * x.unit_cost[index] for x in counted.lines if x.unit_cost is not None]
        assert counted.total[index] == pytest.approx(sum(lines))
    assert counted.total[0] <= counted.total[1] <= counted.total[2]


def test_what_has_no_price_is_asked_for(counted: BillOfMaterials) -> None:
    """GPU racks have no public price: the line stays outside the totals and a question is put."""
    racks = next(x for x in counted.lines if x.catalog == "rack/gb200-nvl72")
    assert racks.unit_cost is None
    question = next(n for n in counted.notes if n.key == "bom.unpriced")
    assert racks.description in str(question.facts["lines"])
    assert counted.priced_share < 1.0


def test_estimate_is_class_five_without_read_prices(counted: BillOfMaterials) -> None:
    """Prices from memory and assumption leave the estimate at class 5, however much of the brief is confirmed."""
    assert counted.estimate_class == 5


def test_longest_lead_names_its_line(counted: BillOfMaterials) -> None:
    """The longest lead is a line's own high lead time."""
    name, weeks = counted.longest_lead
    assert max(x.lead_high or 0.0 for x in counted.lines) == weeks
    assert next(x for x in counted.lines if x.id == name).lead_high == weeks


def test_unknown_quantity_is_asked_for(trades: Trades) -> None:
    """A pipe of unknown length gives a line of nothing and a question, never a guess."""
    lost = Value(None, Evidence("brief", Status.UNKNOWN), "brief:x")
    bulk = (*trades.cooling.bulk, BulkItem("pipe.lost", Trade.COOLING, "", lost, "m"))
    counted = _count(replace(trades, cooling=replace(trades.cooling, bulk=bulk)))
    assert next(x for x in counted.lines if x.basis == "pipe.lost").total == 0.0
    assert any(n.key == "bom.quantity_unknown" for n in counted.notes)


def test_ids_are_stable_and_unique(trades: Trades, counted: BillOfMaterials) -> None:
    """Counting twice gives the same lines; ids stand once."""
    assert _count(trades) == counted
    assert len({x.id for x in counted.lines}) == len(counted.lines)


def test_prices_are_in_order() -> None:
    """Every price has low <= mid <= high, or none of the three."""
    catalog = Catalog()
    costs = [catalog.get(Cost, slug) for slug in catalog.slugs("cost")]
    for cost in costs:
        known = [x.si("USD") for x in (cost.low, cost.mid, cost.high) if x.known]
        assert known == sorted(known), cost.slug
        assert len(known) in (0, 3), cost.slug


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda x: replace(x, total=x.total + 1), "unbalanced"),
        (lambda x: replace(x, tags=x.tags[:-1]), "elements_without_line"),
        (lambda x: replace(x, tags=(*x.tags[:-1], "GHOST")), "tags_without_element"),
    ],
)
def test_spoiled_lines_are_caught(trades: Trades, counted: BillOfMaterials, spoil: object, found: str) -> None:
    """A wrong total, a missing tag and a tag without element are each found by their check."""
    bad = tuple(spoil(x) if x.system == "cooling.cdu" else x for x in counted.lines)  # type: ignore[operator]
    checks = {
        "unbalanced": bom.unbalanced(bad),
        "elements_without_line": bom.elements_without_line(trades, bad),
        "tags_without_element": bom.tags_without_element(trades, bad),
    }
    assert checks[found]


def test_long_leads_are_dated_and_given_a_buyer(counted: BillOfMaterials) -> None:
    """Weeks turn into a date after the brief's; long leads go to the owner; what stays is bought by nobody."""
    for line in counted.lines:
        assert bool(line.supply) == (line.fate is Fate.NEW)
        assert bool(line.earliest) == (line.fate is Fate.NEW and line.lead_high is not None)
    dated = [x for x in counted.lines if x.earliest]
    latest = max(dated, key=lambda x: x.lead_high or 0.0)
    assert latest.earliest == max(x.earliest for x in dated)
    assert {x.supply for x in dated if (x.lead_high or 0.0) >= 40.0} <= {"OFCI"}


def test_every_group_stands_in_the_redundancy_view(counted: BillOfMaterials, trades: Trades) -> None:
    """The view holds each redundancy group once and each test either passed or failed; a side whose units a wider
    group spares is told there.
    """
    groups = {g.tag: g for g in (*trades.fabric.groups, *trades.cooling.groups, *trades.power.groups)}
    spare = [{*g.members} for g in groups.values() if g.spare_units > 0]
    told = [g for g in groups.values() if g.spare_units > 0 or not any(s.issuperset(g.members) for s in spare)]
    assert sum(x.groups for x in counted.redundancy) == len(told)
    assert len({tuple(sorted((*x.passed, *x.failed))) for x in counted.redundancy}) == 1


def test_order_by_dates_follow_the_tenants_start(trades: Trades) -> None:
    """With a tenant from March 2029 and half a year of work everything is on site in August 2028; without a tenant it
    arrives with the longest lead.
    """
    lines = _count(trades).lines
    longest = max(x.lead_high or 0.0 for x in lines)
    for line in (x for x in lines if x.order_by):
        assert date.fromisoformat(line.order_by) - date.fromisoformat(trades.site.project.date) == timedelta(
            weeks=math.ceil(longest) - math.ceil(line.lead_high or 0.0)
        )
    standing = Standing(tenant=Tenant("signed", "", None, "2029-03"))
    let = replace(trades, site=replace(trades.site, case=Case(standing=standing)))
    for line in (x for x in _count(let).lines if x.order_by):
        arrival = date.fromisoformat(line.order_by) + timedelta(weeks=math.ceil(line.lead_high or 0.0))
        assert arrival == date(2029, 3, 1) - timedelta(weeks=26)


def test_what_serves_a_spare_alone_is_redundant() -> None:
    """The transfer switch of the spare pump is redundant as the pump is, those of the others are needed."""
    pumps = [Element(f"P-{n}", "pump", Trade.COOLING) for n in (1, 2, 3)]
    switches = [Element(f"ATS-{n}", "ats", Trade.POWER) for n in (1, 2, 3)]
    group = RedundancyGroup("G", Trade.COOLING, "pump", 2, ("P-1", "P-2", "P-3"))
    links = [Link(f"ATS-{n}", f"P-{n}", Commodity.POWER) for n in (1, 2, 3)]
    found = duties([*pumps, *switches], [group], links)
    assert [found[f"ATS-{n}"] for n in (1, 2, 3)] == ["N", "N", "R"]


def test_voltage_and_grid(counted: BillOfMaterials) -> None:
    """A transformer stands between two voltages, a board at the lower one; what is placed says its bay."""
    by_system = {x.system: x for x in counted.lines if x.trade is Trade.POWER and x.tags}
    assert by_system["power.transformer"].voltage.endswith(" / 415 V")
    assert by_system["power.switchboard"].voltage == "415 V"
    assert not [x for x in counted.lines if x.voltage and not x.tags]


@pytest.mark.parametrize(
    ("spots", "bays"),
    [(((0.0, 0.0),), "A1"), (((9.0, 9.0),), "B3"), (((0.1, 0.0), (9.0, 9.0)), "A1-B3"), (((400.0, -50.0),), "A3")],
)
def test_bays(spots: tuple[tuple[float, float], ...], bays: str) -> None:
    """The nearest lines name the bay, edge lines what lies beyond; several things give the first and the last."""
    lines = ((("1", 0.0), ("2", 4.0), ("3", 8.0)), (("A", 0.0), ("B", 6.0)))
    places = {f"T{n}": Position(x, y) for n, (x, y) in enumerate(spots)}
    assert grid_range(lines, places, places) == bays
    assert grid_range(lines, ["unknown"], places) == ""


@pytest.mark.parametrize(
    ("key", "catalog", "size"),
    [
        ("power.lv-cable-10-mm2", "conductor/iec-copper-xlpe", "10 mm2"),
        ("power.mv-cable-500-kcmil", "conductor/nec-mv-aluminium", "500 kcmil"),
        ("power.lv-cable-4/0", "conductor/nec-copper-75", "4/0"),
        ("power.busway-1600A", "busway/any", "1600A"),
        ("cooling.technology-hose", "pipe/hose", "hose"),
    ],
)
def test_a_bulk_item_is_billed_with_its_whole_size(key: str, catalog: str, size: str) -> None:
    """A cable's size is a number and a unit: metres of another size are another line."""
    assert _size(BulkItem(key, Trade.POWER, catalog, given(q(1.0, "m"), "derived"), "m", basis=key)) == size


def test_a_lead_of_what_is_in_hand_is_not_the_longest(counted):
    """With what waits longest on order the next one waits longest; an order-by date alone puts nothing in hand."""
    line_id, weeks = counted.longest_lead
    same = bom.ordered_by(counted, {line_id: ("2027-01-18", "")})
    assert same.longest_lead == (line_id, weeks)
    rest = [(x.lead_high, x.id) for x in counted.lines if x.lead_high and x.id != line_id]
    other = bom.ordered_by(counted, {line_id: ("2028-04-17", "2027-10-04")})
    assert other.longest_lead == max(rest)[::-1]


def test_vessels_are_priced_by_their_volume(trades):
    """A buffer vessel is paid for by the litre, under its own name."""
    volume = BulkItem("tank.volume", Trade.COOLING, "", given(q(3000.0, "L"), "house"), "L")
    line = bulk_line(volume, trades.catalog).line
    assert (line.description, line.unit_cost) == ("Buffer vessel, installed", (3.0, 6.0, 12.0))


def test_a_cdu_is_rated_by_its_heat(trades):
    """The bill names what a CDU carries and not what its pumps draw."""
    rated = rating_of(record_of(trades.catalog, "cdu/cdu800"))
    assert rated.m_as("kW") == pytest.approx(800.0)
