"""The most racks that stand: sizing and placing in turn, bit by bit."""

import copy
from pathlib import Path
from types import SimpleNamespace

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from designer import pipeline
from designer.catalog import Catalog
from designer.fabric import topologies
from designer.fitting import fitted
from designer.model import Constraint, Shortfall, Trade
from designer.site.reading import read_site
from designer.units import q

SMALL = yaml.safe_load((Path(__file__).parent / "pipeline" / "small.yaml").read_text())
CATALOG = Catalog()


def hall(stands, import_racks, breaks=lambda count: ()):
    """A hall in which so many racks stand as `stands` says, behind an import for so many."""

    def stand(constraints):
        caps = [int(c.amount) for c in constraints if c.key == "racks.max"]
        racks = min([import_racks, *caps])
        cure = Constraint("racks.max", max(0, racks - 1), "layout.gpu_racks")
        short = Shortfall(Trade.LAYOUT, "layout.gpu_racks", "", q(racks), q(0), cure)
        breaches = tuple(SimpleNamespace(key=key) for key in breaks(racks))
        homeless = () if stands(racks) else (short,)
        return (
            SimpleNamespace(gpu_racks=racks, constraints=constraints),
            SimpleNamespace(shortfalls=homeless, breaches=breaches),
        )

    return stand


def count(stand):
    asked = Constraint("racks.max", 1, "layout.single")
    programme, layout, constraints = fitted(stand, lambda: stand((asked,))[1], (), 1)
    assert programme.constraints == constraints
    return programme.gpu_racks, layout


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_most_that_stand_are_found(most, import_racks):
    """Where every count up to one stands and none above, that one is found, or what the import carries."""
    racks, layout = count(hall(lambda n: n <= most, import_racks))
    assert racks == min(most, import_racks)
    assert not layout.shortfalls


@given(st.sets(st.integers(1, 60)), st.integers(1, 60), st.integers(1, 60))
@example({60}, 59, 60)
def test_among_failing_imports_more_never_ends_with_less(good, first, second):
    """However oddly counts stand: of two imports that the hall cannot hold, the higher never ends with fewer racks."""
    low, high = sorted((first, second))
    if low in good or high in good:
        return
    found = [count(hall(lambda n: n in good or n == 0, n))[0] for n in (low, high)]
    assert found[0] <= found[1]


def test_a_rule_that_one_rack_keeps_is_kept_by_all():
    """Services stacked too high over many racks take racks away; a hall with too few exits for one rack keeps all."""
    racks, layout = count(hall(lambda n: True, 100, lambda n: ("height-stack",) if n > 41 else ()))
    assert (racks, layout.breaches) == (41, ())
    racks, layout = count(hall(lambda n: True, 100, lambda n: ("egress-exits",)))
    assert racks == 100
    assert layout.breaches


def test_a_rule_broken_at_one_count_does_not_hide_more_racks():
    """Where services clash at 64 to 70 racks and nowhere else, the 98 that stand are found."""
    stand = hall(lambda n: n <= 98, 120, lambda n: ("service-clash",) if 64 <= n <= 70 else ())
    assert count(stand)[0] == 98


def test_the_origin_is_what_the_next_rack_would_break():
    """The constraint names what stood in the way nearest above."""
    stand = hall(lambda n: n <= 70, 100, lambda n: ("height-stack",) if n > 41 else ())
    _, _, (cap,) = fitted(stand, lambda: stand((Constraint("racks.max", 1, "x"),))[1], (), 3)
    assert (cap.amount, cap.origin, cap.round) == (41, "layout.height_stack", 3)


def test_a_hall_that_is_full_holds_no_fewer_racks_behind_a_larger_import(tmp_path):
    """Three imports, two of them large: racks never fall, every rack stands, no rule is broken."""
    found = []
    for times in (1, 8, 16):
        plain = copy.deepcopy(SMALL)
        number, unit = str(plain["site"]["utility"]["import_limit"]).split()
        plain["site"]["utility"]["import_limit"] = f"{float(number) * times:g} {unit}"
        plain["compute"].pop("racks", None)
        brief = tmp_path / f"{times}.yaml"
        brief.write_text(yaml.safe_dump(plain, sort_keys=False))
        read = read_site(brief, CATALOG, topologies.names(), needs_hall=True)
        trades, _ = pipeline._agreed(read, CATALOG, lambda step: None)
        racks = [p for p in trades.layout.placed if p.kind == "rack" and p.purpose == "gpu"]
        assert len(racks) == trades.programme.gpu_racks
        assert trades.layout.breaches == ()
        found.append(len(racks))
    assert found == sorted(found)
    assert found[1] > found[0]
