"""The next rack, unit and megawatt: what sizing again finds, what designing again confirms, and the brief that says it.
"""

import copy
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from shapely.geometry import Point

from designer import conversion, pipeline
from designer.catalog import Catalog
from designer.conversion.further.growing import longer, wider_yard
from designer.conversion.further.looking import _between
from designer.conversion.further.records import Further, Move, Sketch
from designer.documents.facts.case_further import further
from designer.documents.printing import Printer
from designer.documents.wording import Words
from designer.fabric import topologies
from designer.site.case_records import Case
from designer.site.reading import read_bytes

pytestmark = pytest.mark.slow

BRIEF = yaml.safe_load((Path(__file__).parent / "case.yaml").read_text())
BRIEF.pop("economics")
BRIEF.pop("phasing")
BRIEF["compute"]["racks"] = "max"
CATALOG = Catalog()


def read(**places):
    """The brief with other things said at dotted places."""
    data = copy.deepcopy(BRIEF)
    for path, value in places.items():
        *groups, last = path.split("__")
        spot = data
        for group in groups:
            spot = spot[group]
        spot[last] = value
    return read_bytes(json.dumps(data).encode(), "case", CATALOG, None, topologies.names())


@pytest.fixture(scope="module")
def judged():
    return pipeline.develop(read(), CATALOG)


@pytest.fixture(scope="module")
def deep(judged):
    """Every single upgrade of the hall designed whole."""
    return pipeline.look_further(judged).design.conversion.further


def test_the_upgrade_put_into_the_brief_frees_what_it_says(judged, deep):
    """The least import for one more rack, said in the brief, gives that rack; a step less does not."""
    had = judged.design.trades.programme.gpu_racks
    assert judged.design.trades.programme.binding == "import"
    move = next(m for m in deep.moves if m.upgrade == "import" and m.target == "rack")
    assert (move.asked, move.frees, move.found) == (had + 1, True, "designed")
    said = pipeline.develop(replace(read(site__utility__import_limit=move.said), case=Case()), CATALOG)
    assert said.design.trades.programme.gpu_racks == move.racks >= had + 1
    assert said.design.bom.total[1] - judged.design.bom.total[1] == pytest.approx(move.plant[1], rel=1e-9)
    step = CATALOG.threshold("conversion", "next_import").si("kW")
    short = float(move.said.split()[0]) - step / 1000.0
    if move.rounds == 1 and short > 5.0:
        less = pipeline.develop(replace(read(site__utility__import_limit=f"{short} MW"), case=Case()), CATALOG)
        assert less.design.trades.programme.gpu_racks < move.asked


def test_targets_grow_and_each_names_what_comes_with_it(deep):
    """A rack, a unit and a megawatt take no less import each; cost, weeks and side effects stand with every one."""
    moves = [m for m in deep.moves if m.upgrade == "import"]
    assert [m.target for m in moves] == ["rack", "unit", "megawatt"]
    assert [m.amount for m in moves] == sorted(m.amount for m in moves)
    for move in moves:
        assert move.cost[0] < move.cost[1] < move.cost[2]
        assert move.weeks[0] <= move.weeks[1]
        assert "site_peak" in {key for key, _, _ in move.effects}
    assert moves[-1].plant[1] > moves[0].plant[1] > 0.0


def test_an_upgrade_of_what_does_not_bind_frees_nothing(deep):
    """More yard does not help a hall that its import holds, and the table says what holds it."""
    move = next(m for m in deep.moves if m.upgrade == "yard")
    assert not move.frees
    assert move.held_by == "import"


def test_sizing_alone_asks_for_no_more_than_the_design(judged, deep):
    """Without designing again the same upgrades are found, none larger than what the whole design then takes."""
    sized = conversion.seek(judged.design.trades)
    assert {m.found for m in sized} == {"sized"}
    whole = {(m.upgrade, m.target): m.amount for m in deep.moves}
    for move in sized:
        if move.frees:
            assert move.amount <= whole[move.upgrade, move.target] + 1e-9


def test_more_racks_wanted_cost_their_plant_only(deep):
    """Where the brief's own number binds, wanting one more is the upgrade, and the import holds the rest."""
    few = pipeline.develop(read(compute__racks=12), CATALOG)
    moves = conversion.seek(few.design.trades)
    move = moves[conversion.look_further(deep.base, moves).best["rack"]]
    assert (move.constraint, move.upgrade, move.said) == ("wanted", "wanted", "13")


def test_a_longer_hall_keeps_its_walls_and_bays(judged):
    """The far wall moves with its door, columns follow at their pitch, a yard is deeper away from the hall."""
    site = judged.design.trades.site
    grown = longer(site, 10.0)
    assert grown.hall.polygon.area == pytest.approx(site.hall.polygon.area + 10.0 * 24.0)
    ends = {d.tag: d.x for d in grown.hall.doors}
    assert ends == {"D1": 0.0, "D2": 70.0, "D3": 30.0}
    assert all(grown.hall.polygon.distance(Point(d.x, d.y)) < 1e-9 for d in grown.hall.doors)
    yard = wider_yard(site, 100.0).hall.yards[0]
    assert yard.area == pytest.approx(site.hall.yards[0].area + 100.0)
    assert yard.bounds[1] == site.hall.yards[0].bounds[1]


@pytest.mark.parametrize(
    ("least", "first", "most"), [(1, 1, 256), (31, 1, 256), (34, 31, 256), (256, 3, 256), (999, 2, 64)]
)
def test_the_least_steps_are_found_however_far_they_are(least, first, most):
    """Doubling and halving end at the least number of steps that is enough, or at the most that there are."""
    asked = []

    def enough(steps):
        asked.append(steps)
        return steps >= least

    assert _between(enough, first - 1, first, most) == min(least, most)
    assert len(asked) <= 18
    assert max(asked) <= most


def test_sizing_finds_an_import_that_frees_the_megawatt(judged):
    """The least import for a megawatt more is found by sizing alone too, though the networks grow with it."""
    moves = conversion.seek(judged.design.trades)
    assert {m.target for m in moves if m.upgrade == "import" and m.frees} == {"rack", "unit", "megawatt"}


@pytest.mark.parametrize(("upgrade", "racks", "said"), [
    ("hall", 142, "fewer than now"), ("hall", 143, "holds it at 143 racks"), ("warmer", 142, "holds it at 142 racks"),
])  # fmt: skip
def test_a_longer_hall_that_takes_a_rack_says_why(upgrade, racks, said):
    """Only where a larger floor leaves fewer racks than now to the import does its lighting stand as the reason."""
    move = Move("area", 400, upgrade, "rack", 144, racks, 1.0, "m", "hall", "", "import", None, None, None, ())
    found = Further(Sketch(143, "import", {}, (0.0, 0.0, 0.0)), (move,), {})
    printer = Printer("SI")
    design = SimpleNamespace(trades=SimpleNamespace(programme=SimpleNamespace(limits=())))
    subject = SimpleNamespace(words=Words(printer), printer=printer, design=design)
    (row,) = further(subject, found)["holding"].rows
    assert str(row[-1]).endswith("out of the import") is (said == "fewer than now")
    assert said in str(row[-1])
