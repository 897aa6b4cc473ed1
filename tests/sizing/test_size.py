"""Sizing answers to its limits: the binding one is named, constraints tighten, nothing grows when a limit shrinks."""

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Polygon

from designer.catalog import Catalog, Chiller, Climate, Rack, Switchboard, Transformer
from designer.errors import Refused
from designer.ledger import Evidence, Status, Value, given
from designer.model import Constraint, Shortfall, Trade
from designer.requirements.records import Requirements
from designer.site import read_site
from designer.site.records import ComputeWish
from designer.sizing import curable, size, tighten
from designer.sizing.architecture import read_architecture
from designer.sizing.kept import failed_test
from designer.sizing.standby import mechanical_of_units
from designer.units import q

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()
NONE = Requirements(())


@pytest.fixture(scope="module")
def starter():
    return read_site(ROOT / "templates" / "brief" / "site.yaml", CATALOG)


@pytest.fixture(scope="module", params=["prairie-25", "fjord-5", "creek-8"])
def site(request):
    return read_site(ROOT / "outputs" / request.param / "site.yaml", CATALOG)


def test_binding_limit_is_the_smallest(site):
    """The racks designed are those of the binding limit, and no limit that can be met allows fewer."""
    programme = size(site, NONE, CATALOG)
    open_limits = [limit.racks for limit in programme.limits if not limit.fails]
    assert programme.gpu_racks == min(open_limits)
    assert programme.limits[0].key == programme.binding


def test_every_limit_has_its_step(site):
    """Each limit points to a step of the ledger whose result is its rack count, and step keys are unique."""
    programme = size(site, NONE, CATALOG)
    steps = {step.key: step for step in programme.steps}
    assert len(steps) == len(programme.steps)
    for limit in programme.limits:
        if not limit.fails and limit.basis in steps:
            assert round(steps[limit.basis].number) == limit.racks


def test_heat_estimates_close(site):
    """Liquid and air heat together are the IT power and the losses of the racks' share."""
    e = size(site, NONE, CATALOG).estimates
    share = CATALOG.threshold("sizing", "loss_share").si("")
    assert e["heat_liquid"] + e["heat_air"] == pytest.approx(e["it"] * (1 + share), rel=1e-9)


@pytest.mark.parametrize("cap", [0, 1, 7, 36])
def test_a_cap_on_racks_is_kept(site, cap):
    """A constraint found by a later room caps the racks, down to none at all."""
    programme = size(site, NONE, CATALOG, (Constraint("racks.max", cap, "layout.no_room", 1),), 1)
    assert programme.gpu_racks <= cap


def test_a_bigger_import_limit_never_loses_a_rack():
    """More power at the fence gives at least as many racks, step by step."""
    site = read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", CATALOG)
    counts = []
    for megawatts in (5, 10, 17, 25, 40):
        limit = Value(q(megawatts, "MW"), Evidence("brief", Status.READ), "brief:site.utility.import_limit")
        richer = replace(site, feed=replace(site.feed, import_limit=limit))
        counts.append(size(richer, NONE, CATALOG).gpu_racks)
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_the_floor_holds_as_many_racks_whatever_the_import():
    """A hall of 30 m x 30 m holds so many racks beside their plant; a hundred times the import takes none of them."""
    site = read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", CATALOG)
    small = replace(site, hall=replace(site.hall, polygon=Polygon([(0, 0), (30, 0), (30, 30), (0, 30)]), columns=()))
    found, counts = set(), []
    for megawatts in (4, 12, 40, 400):
        richer = replace(small, feed=replace(small.feed, import_limit=given(q(megawatts, "MW"), "brief")))
        programme = size(richer, NONE, CATALOG)
        found.add(next(limit.racks for limit in programme.limits if limit.key == "area"))
        counts.append(programme.gpu_racks)
    assert len(found) == 1
    assert counts == sorted(counts)
    assert 0 < counts[0] < counts[-1] == found.pop()


@pytest.mark.parametrize(
    ("megawatts", "kva"), [(1.2, 500.0), (3.0, 1500.0), (5.0, 2000.0), (7.0, 2500.0), (40.0, 2500.0)]
)
def test_a_small_feed_takes_small_blocks(starter, megawatts, kva):
    """Where nothing stands, three blocks of four carry the import: 1.2 MW / (3 x 0.98 x 1.0) = 408 kVA, so 500 kVA."""
    feed = replace(starter.feed, import_limit=given(q(megawatts, "MW"), "brief"))
    bare = replace(starter, feed=feed, plant=())
    rating = next(s for s in size(bare, NONE, CATALOG).steps if s.key == "sizing.block_rating")
    assert rating.si("kVA") == kva


def test_a_small_feed_keeps_small_units(starter):
    """1 MVA units are too small for 20 MW, and kept for 1.2 MW, which would buy 500 kVA."""
    unit = next(p for p in starter.plant if p.feeds_hall)
    small = replace(unit, rating=given(q(1.0, "MVA"), "brief"))
    for megawatts, kept in ((20.0, False), (1.2, True)):
        feed = replace(starter.feed, import_limit=given(q(megawatts, "MW"), "brief"))
        assert (failed_test(replace(starter, feed=feed, plant=(small,)), CATALOG, small) is None) == kept


def shortfall(key: str, amount: float) -> Shortfall:
    return Shortfall(Trade.COOLING, "short", "x", q(1), q(0), Constraint(key, amount, "cooling.short"))


def test_constraints_only_tighten():
    """racks.max takes the smallest asked for; extras of one round take the largest and add to earlier rounds."""
    first = tighten((), [shortfall("racks.max", 90), shortfall("racks.max", 80), shortfall("cdus.extra", 2)], 1)
    assert {c.key: c.amount for c in first} == {"racks.max": 80, "cdus.extra": 2}
    second = tighten(first, [shortfall("racks.max", 85), shortfall("cdus.extra", 1), shortfall("cdus.extra", 3)], 2)
    assert {c.key: c.amount for c in second} == {"racks.max": 80, "cdus.extra": 5}
    assert tighten(second, [], 3) == second


@pytest.mark.parametrize("name", ["4N3", "3-to-make-1", "N+N", "", "=2N"])
def test_unknown_architecture_is_refused(name):
    """An architecture that is not one is refused with the known ones named."""
    with pytest.raises(Refused) as refused:
        read_architecture(name)
    assert "4-to-make-3" in refused.value.mistakes[0].expected


@pytest.mark.parametrize("slug", [r.slug for r in CATALOG.all(Rack) if r.gpus])
def test_every_gpu_rack_is_sized(slug, starter):
    """Any GPU rack of the catalog, air-cooled ones included, gets a count, its limits and the plant that it needs."""
    rack = CATALOG.get(Rack, slug)
    site = replace(starter, wishes=replace(starter.wishes, compute=(ComputeWish(slug, "", None, None),)))
    programme = size(site, NONE, CATALOG)
    prefixes = {m.prefix for m in programme.modules}
    assert programme.gpu_racks > 0
    assert ("CDU" in prefixes) == (rack.liquid_fraction.known and rack.liquid_fraction.si("") > 0)


def test_no_cooler_for_the_design_day_is_a_limit(starter):
    """On a day of 47 degC and without water no cooler reaches the facility supply: the cooling limit forbids, unless
    chillers may carry the heat of the facility loop, which are then counted for all of it.
    """
    hot = starter.climate.model_copy(update={"design_dry_bulb": given(q(47, "degC"), "brief")})
    dry = replace(starter, climate=hot, water=replace(starter.water, available=False))
    wished = replace(dry.wishes.cooling, rejection=("dry",), chillers_allowed=False)
    bare = size(replace(dry, wishes=replace(dry.wishes, cooling=wished)), NONE, CATALOG)
    assert {limit.key: limit for limit in bare.limits}["cooling"].fails
    helped = size(dry, NONE, CATALOG)
    assert not {limit.key: limit for limit in helped.limits}["cooling"].fails
    chillers = next(m for m in helped.modules if m.prefix == "CH")
    assert chillers.needed * 1000.0 >= helped.gpu_racks * 100.0


def test_a_small_yard_limits_the_racks(starter):
    """With a yard for three coolers fewer racks are allowed than with the whole yard, and cooling binds."""
    yard = Polygon([(0, -14), (20, -14), (20, -4), (0, -4)])
    small = size(replace(starter, hall=replace(starter.hall, yards=(yard,))), NONE, CATALOG)
    assert (small.binding, small.gpu_racks < size(starter, NONE, CATALOG).gpu_racks) == ("cooling", True)


def test_kinds_are_served_in_turn(starter):
    """Wanted numbers come first, the endless kind takes what is left of the feed; together they fill what one did."""
    wishes = (ComputeWish("gb200-nvl72", "", None, None), ComputeWish("hgx-b200-liquid", "", 8, None))
    mixed = size(replace(starter, wishes=replace(starter.wishes, compute=wishes)), NONE, CATALOG)
    counts = {g.rack: g.count for g in mixed.racks if g.purpose == "gpu"}
    alone = size(starter, NONE, CATALOG)
    assert counts["hgx-b200-liquid"] == 8
    assert 0 < counts["gb200-nvl72"] < alone.gpu_racks
    assert mixed.estimates["site_peak"] <= starter.feed.import_limit.si("kW")
    assert mixed.gpus == 8 * 64 + 72 * counts["gb200-nvl72"]
    assert len({step.key for step in mixed.steps}) == len(mixed.steps)


def test_plant_that_does_not_help_is_not_added_again():
    """A shortage as large as the round before, after more plant, is left to the findings; one that shrinks is not."""
    cure = Constraint("side_blocks.extra", 1.0, "power.services", 0)
    short = Shortfall(Trade.POWER, "power.services", "TX-01", q(9000, "kVA"), q(2500, "kVA"), cure)
    better = replace(short, subject="TX-02", wanted=q(6000, "kVA"))
    assert curable([short], []) == (short,)
    assert curable([replace(short, subject="TX-02")], [short]) == ()
    assert curable([better], [short]) == (better,)


@pytest.mark.parametrize(
    ("climate", "wish", "chosen"),
    [
        ("norway-west-coast", None, "1mw-free-cooling"),  # most hours below 12 degC: 0.06 of the heat against 0.25
        ("always-warm", None, "carrier-30rb110"),  # never colder than the returning water; small machines suit the heat
        ("norway-west-coast", "1mw-air-cooled", "1mw-air-cooled"),
    ],
)
def test_the_chiller_of_least_cost_over_its_life_is_chosen(starter, climate, wish, chosen):
    """Free cooling is worth its lower efficiency on the hot day where the year is cold, unless the brief names one."""
    wishes = replace(starter.wishes.cooling, chiller=wish, chillers_allowed=True)
    place = CATALOG.get(Climate, "norway-west-coast")
    if climate == "always-warm":
        place = place.model_copy(update={"monthly_mean": [given(q(34, "degC"), "brief")] * 12})
    site = replace(starter, wishes=replace(starter.wishes, cooling=wishes), climate=place)
    programme = size(site, NONE, CATALOG)
    assert next(m.catalog for m in programme.modules if m.prefix == "CH") == f"chiller/{chosen}"
    if wish is None:
        costs = {s.key: s.si("USD") for s in programme.steps if s.key.startswith("sizing.life_cost[chiller/")}
        assert min(costs, key=costs.get) == f"sizing.life_cost[chiller/{chosen}]"


AIR = """
project: {name: Air, number: A-1, client: T, revision: A, date: "2026-11-01", issued_for: concept, units: SI}
site:
  elevation: 100 m
  climate: greensboro-nc
  utility: {voltage: 13.8 kV, frequency: 60 Hz, import_limit: 1.5 MW, fault_level: 400 MVA, feeds: 2}
hall:
  footprint: [[0 m, 0 m], [40 m, 0 m], [40 m, 24 m], [0 m, 24 m]]
  clear_height: 7 m
compute: {rack: hgx-h100-air, racks: max}
power: {rules: NEC, voltage: 480 V, architecture: {gpu: block-redundant-4}}
"""


@pytest.fixture(scope="module")
def air(tmp_path_factory):
    path = tmp_path_factory.mktemp("air") / "site.yaml"
    path.write_text(AIR)
    return read_site(path, CATALOG, needs_hall=True)


def test_heat_to_air_is_carried_by_one_chiller_alone(air):
    """Plant for a rack of air only is heat times fans, pumps and 1/COP; nothing is counted for a cooler beside it."""
    steps = {step.key: step for step in size(air, NONE, CATALOG).steps}
    made = {one.symbol: one.quantity for one in steps["sizing.mechanical[hgx-h100-air]"].inputs}
    chiller = next(m for m in size(air, NONE, CATALOG).modules if m.prefix == "CH")
    cop = CATALOG.get(Chiller, chiller.catalog.partition("/")[2]).cop_rated.si("")
    wanted = made["Q_air"].m_as("kW") * (made["f_air"].m_as("") + made["f_pump"].m_as("") + 1.0 / cop)
    assert made["Q_liq"].m_as("kW") == pytest.approx(0.0)
    assert steps["sizing.mechanical[hgx-h100-air]"].si("kW") == pytest.approx(wanted)


def test_blocks_of_a_catcher_share_the_import_and_boards_carry_them(air):
    """Four blocks behind a catcher share 1.5 MW, and each board's main carries its transformer's full load."""
    modules = {m.prefix: m for m in size(air, NONE, CATALOG).modules}
    block = CATALOG.get(Transformer, modules["TX"].catalog.partition("/")[2]).rating.si("kVA")
    board = CATALOG.get(Switchboard, modules["MSB"].catalog.partition("/")[2])
    assert block <= 750.0
    assert board.bus_current.si("A") * board.main_rating_share.si("") >= block * 1000.0 / (3.0**0.5 * 480.0)


def test_what_the_mine_keeps_is_no_import_of_the_hall(starter):
    """A mine that keeps 1 MW takes from the hall what a feed of 1 MW less would; both say the same racks."""
    mining = replace(starter.wishes.mining, keep=given(q(1.0, "MW"), "brief"))
    kept = size(replace(starter, wishes=replace(starter.wishes, mining=mining)), NONE, CATALOG)
    less = given(q(starter.feed.import_limit.si("MW") - 1.0, "MW"), "brief")
    smaller = size(replace(starter, feed=replace(starter.feed, import_limit=less)), NONE, CATALOG)

    def by_import(programme):
        return next(limit.racks for limit in programme.limits if limit.key == "import")

    assert by_import(kept) == by_import(smaller) < by_import(size(starter, NONE, CATALOG))


def test_few_racks_need_whole_units():
    """One CDU, one cooler and one air unit run for a single rack: 13.7 + 117.7 + 20 + 143 / 3.9 = 188.1 kW."""
    given_ = {"n_cdu": q(1.0), "P_cdu": q(13.7, "kW"), "n_clr": q(1.0), "P_clr": q(117.7, "kW"), "n_acu": q(1.0)}
    found = mechanical_of_units(**given_, P_acu=q(20.0, "kW"), Q_source=q(143.0, "kW"), f_source=q(1 / 3.9))
    assert found.m_as("kW") == pytest.approx(188.07, abs=0.01)


@pytest.mark.parametrize(("roof", "racks"), [(1.98, False), (2.23, False), (2.24, True)])
def test_a_roof_lower_than_the_rack_allows_none(starter, roof, racks):
    """A rack of 2.236 m stands upright from 2.24 m on; under a lower roof none does, and the roof is named."""
    low = replace(starter, hall=replace(starter.hall, clear_height=given(q(roof, "m"), "brief")))
    programme = size(low, NONE, CATALOG)
    assert (programme.gpu_racks > 0, programme.binding == "height") == (racks, not racks)
    if not racks:
        step = next(s for s in programme.steps if s.key.startswith("sizing.height_left"))
        assert step.si("m") == pytest.approx(roof - 2.236)
        assert step.verdict is False


def test_boards_are_bought_for_the_fault_current_found():
    """Asked for more than a board interrupts, the next one that does is bought; where none does, the strongest."""
    small = read_site(ROOT / "tests" / "pipeline" / "small.yaml", CATALOG)

    def board(amount):
        asked = (Constraint("boards.fault", amount, "power.fault_level", 1),) if amount else ()
        slug = next(m for m in size(small, NONE, CATALOG, asked, 1).modules if m.prefix == "MSB").catalog
        return CATALOG.get(Switchboard, slug.partition("/")[2])

    assert board(0.0).slug == board(64.0).slug == "lv-400-2500-65"
    assert board(66.0).slug == board(250.0).slug == "lv-400-4000-100"
