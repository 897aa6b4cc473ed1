"""The catalog is whole: every record loads, every value is sourced, every reference leads somewhere."""

import re
import time
from pathlib import Path

import pytest

from designer import folders, units
from designer.catalog import KINDS, Catalog, Coolant, Rack, Record, System, Thresholds
from designer.catalog.kinds_power import RatingLadder
from designer.ledger import Status, Value

ROOT = folders.catalogs()
CATALOG = Catalog()
FILES = sorted(p for p in ROOT.rglob("*") if p.is_file() and p.name != "sources.yaml")
RECORDS: list[Record] = [record for schema in KINDS.values() for record in CATALOG.all(schema)]
#: What a price can be per; a quantity of the bill of materials has one of these measures.
MEASURES = {"each", "m", "ft", "kW", "kVA", "kWh", "L", "m2", "m3", "kg", "rack"}


def sourced() -> list[tuple[str, Value]]:
    """Every value of every record with its address, conflicting values included."""
    found = []
    for record in RECORDS:
        for path, value in record.values():
            found.append((f"{record.key}.{path}", value))
            found += [(f"{record.key}.{path} (conflict)", other) for other in value.conflicts]
    return found


VALUES = sourced()


def cited() -> dict[str, str]:
    """Every source that a value, threshold or ladder cites -> one address that does."""
    found = {value.evidence.source: address for address, value in VALUES if value.known}
    found |= {r.source: r.key for r in RECORDS if isinstance(r, RatingLadder)}
    return found | {i.source: f"{r.key}.{i.key}" for r in RECORDS if isinstance(r, Thresholds) for i in r.items}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_file_is_a_record_in_its_place(path: Path):
    """Every file loads, lies in the folder of its kind and is named as its slug."""
    assert path.suffix == ".yaml"
    assert path.parent.parent == ROOT
    record = CATALOG.get(KINDS[path.parent.name], path.stem)
    assert (record.kind, record.slug) == (path.parent.name, path.stem)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", record.slug)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", record.date)
    assert record.name.strip()
    assert record.version.strip()


def test_every_kind_has_records():
    """No kind of the schema stands empty."""
    assert [kind for kind in KINDS if not CATALOG.slugs(kind)] == []


def test_every_value_names_a_source_that_exists():
    """The source of every value, threshold and ladder is in the list of sources."""
    known = CATALOG.sources()
    assert {source: where for source, where in cited().items() if source not in known} == {}


def test_every_source_is_used_or_says_that_it_is_not():
    """A source that no value rests on is marked as cited by words only."""
    used = cited()
    idle = [s.id for s in CATALOG.sources().values() if s.id not in used and s.use == "value"]
    assert idle == []


def test_sources_are_complete():
    """Every source has a title, a kind and a date (or says that none is known)."""
    for source in CATALOG.sources().values():
        assert source.title.strip(), source.id
        assert source.kind.strip(), source.id
        assert re.match(r"n\.d\.|[Vv]?\d", source.date), source.id


def test_unknown_values_say_why():
    """A value without a quantity carries a note, and only such a value is unknown."""
    assert [a for a, v in VALUES if not v.known and not v.evidence.note] == []
    assert [a for a, v in VALUES if v.known and v.evidence.status is Status.UNKNOWN] == []


def test_status_and_source_agree():
    """Nothing from memory or from the house poses as read; what is assumed in a catalog is the house's."""
    ours, posing = ("unverified", "house"), (Status.READ, Status.SECONDARY)
    evidence = [(address, value.evidence) for address, value in VALUES]
    assert [a for a, e in evidence if e.source in ours and e.status in posing] == []
    assert [a for a, e in evidence if e.status is Status.ASSUMPTION and e.source not in ours] == []


def test_thresholds_parse_and_are_honest():
    """Every threshold is a quantity of its own unit under a key that stands once; house values are not read values."""
    for record in CATALOG.all(Thresholds):
        keys = [item.key for item in record.items]
        assert len(keys) == len(set(keys)), record.key
        for item in record.items:
            value = CATALOG.threshold(record.slug, item.key)
            assert units.same_dimension(value.q, item.unit), value.name
            assert re.fullmatch(r"[a-z][a-z0-9_.-]*", item.key), value.name
            assert not (item.source in ("house", "unverified") and item.status in ("read", "secondary")), value.name


def test_references_lead_to_records():
    """Systems of racks, adapters of ports, coolants, prices and lead times exist."""
    missing = []
    for record in RECORDS:
        prices = [getattr(size, "cost", "") for size in getattr(record, "sizes", [])]
        wanted = {"cost": [record.cost, *prices], "lead": [record.lead]}
        if isinstance(record, Rack):
            wanted |= {"system": [record.system], "coolant": record.coolants}
        if isinstance(record, System):
            wanted["adapter"] = [port.adapter for port in record.ports]
        if hasattr(record, "coolant"):
            wanted["coolant"] = [record.coolant]
        missing += [
            f"{record.key} -> {kind}/{slug}"
            for kind, slugs in wanted.items()
            for slug in slugs
            if slug and slug not in CATALOG.slugs(kind)
        ]
    assert missing == []


def test_prices_have_a_measure_a_year_and_an_order():
    """Low <= mid <= high in one known measure, with the year that the estimate holds for; a kind without a public price
    says so and has none of the three, but its codes.
    """
    for record in CATALOG.all(KINDS["cost"]):
        assert re.fullmatch(r"\d\d \d\d \d\d", record.csi), record.key  # type: ignore[attr-defined]
        assert re.fullmatch(r"[A-G]\d{4}", record.uniformat), record.key  # type: ignore[attr-defined]
        if not record.mid.known:  # type: ignore[attr-defined]
            assert not record.low.known, record.key  # type: ignore[attr-defined]
            assert not record.high.known, record.key  # type: ignore[attr-defined]
            assert record.mid.evidence.note, record.key  # type: ignore[attr-defined]
            continue
        low, mid, high = (getattr(record, name).si("USD") for name in ("low", "mid", "high"))  # type: ignore[attr-defined]
        assert 0 <= low <= mid <= high, record.key
        assert high > 0 or record.low.evidence.note, record.key  # type: ignore[attr-defined]
        assert record.per in MEASURES, record.key  # type: ignore[attr-defined]
        assert 2019 <= record.year <= 2027, record.key  # type: ignore[attr-defined]


def test_lead_times_are_ordered():
    """The shortest lead time is not longer than the longest."""
    for record in CATALOG.all(KINDS["lead"]):
        assert record.low.si("week") <= record.high.si("week"), record.key  # type: ignore[attr-defined]


def test_no_unsourced_price_list():
    """The prices of the unsourced sizing script stay out of the bill of materials."""
    prices = [v for a, v in VALUES if a.startswith("cost/")]
    assert prices
    assert not [v.name for v in prices if v.evidence.source == "sizing-script"]


def test_addresses_resolve_to_the_same_values():
    """Every value's printed address leads back to it."""
    for record in RECORDS:
        for path, value in record.values():
            assert value.name == f"{record.key}.{path}"
            assert CATALOG.resolve(value.name) is value


def test_attribution_of_the_site_assessment():
    """The licence of the site assessment asks for its name: it stands with the values."""
    assert "CC BY 4.0" in CATALOG.sources()["ocp-ready-colo-2020a"].title


def test_both_glycols_and_water_are_there():
    """The coolants that the racks allow have their tables."""
    assert {"pg25", "water"} <= set(CATALOG.slugs("coolant"))
    assert all(len(record.points) > 5 for record in CATALOG.all(Coolant))


def test_a_design_reads_its_records_quickly():
    """Fifteen typical records load from cold in under a second on a busy machine (some 60 ms on an idle one)."""
    wanted = [
        ("rack", "gb200-nvl72"),
        ("rack", "network-rack"),
        ("system", "gb200-compute-tray"),
        ("switch", "qm9700"),
        ("switch", "sn5600"),
        ("switch", "sn2201"),
        ("optic", "mma4z00-ns"),
        ("cable", "mpo-mm-om4"),
        ("cdu", "xdu1350"),
        ("cooler", "bac-trillium-tdfs1238n"),
        ("coolant", "pg25"),
        ("pipe", "stainless-10s"),
        ("transformer", "padmount-2500-34500-415"),
        ("busway", "pow-r-way-iii-copper"),
        ("climate", "texas-panhandle"),
    ]
    times = []
    for _ in range(3):
        cold, start = Catalog(), time.perf_counter()
        for kind, slug in wanted:
            cold.get(KINDS[kind], slug)
        times.append(time.perf_counter() - start)
    assert min(times) < 1.0
