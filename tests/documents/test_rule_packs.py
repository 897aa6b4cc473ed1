"""No hall of one rule pack holds a product, size, voltage or frame of the other: read from the written files."""

import csv
import re
from pathlib import Path

import pytest
import yaml

from designer import pipeline
from designer.catalog import Busway, Catalog, Conductor, RatingLadder, Switchboard, Transformer

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
#: Rule pack, low voltage, voltage of the utility, architectures, generating sets and a UPS or not.
HALLS = [
    ("NEC", "480 V", "13.8 kV", "2N", True),
    ("NEC", "415 V", "34.5 kV", "block-redundant-2", False),
    ("IEC", "400 V", "11 kV", "3-to-make-2", True),
]
#: What a file of one pack must not say: sizes, standards and connectors of the other.
FOREIGN = {
    "IEC": re.compile(r"kcmil|AWG|\d/0\b|(?<![\w.])#\d|NEMA|pad-?mount|\b(?:60|30) A (?:cord|whip)|UL 857|C37\.", re.I),
    "NEC": re.compile(r"mm²|mm2\b|oil-\d|canalis|IEC 60947|IEC 60309|IEC 61439|EN 50708", re.I),
}
#: Kinds of product that belong to a rule pack.
KINDS = {"transformer": Transformer, "switchboard": Switchboard, "conductor": Conductor, "busway": Busway}
#: Schedules of the power chain.
FILES = ("branches", "ways", "blocks", "transients", "selectivity", "cubicles", "ducts", "faults")


@pytest.fixture(scope="module", params=HALLS, ids=lambda case: "-".join(map(str, case[:4])).replace(" ", ""))
def pack(request, tmp_path_factory):
    """A hall's brief, and where its pack was written."""
    rules, low, high, architecture, backed = request.param
    brief = yaml.safe_load(SMALL.read_text())
    brief["power"] |= {"rules": rules, "voltage": low, "architecture": {"gpu": architecture}, "generators": backed}
    brief["site"]["utility"] |= {"voltage": high, "frequency": "60 Hz" if rules == "NEC" else "50 Hz"}
    brief["plant"] = []
    here = tmp_path_factory.mktemp("rules")
    (here / "site.yaml").write_text(yaml.safe_dump(brief))
    pipeline.issue(pipeline.design(here / "site.yaml", Catalog()), here / "pack", False)
    return rules, low, here / "pack"


def rows(pack, name):
    """A schedule."""
    path = pack / "schedules" / f"{name}.csv"
    return list(csv.DictReader(path.read_text().splitlines())) if path.exists() else []


def numbers(pack, name, column):
    """The numbers of a column that has any."""
    return {float(r[column].replace(",", "")) for r in rows(pack, name) if r.get(column, "").strip()}


def test_no_word_of_the_other(pack):
    """Schedules of the power chain, lines of the bill and the power drawings."""
    rules, _, path = pack
    files = [path / "schedules" / f"{name}.csv" for name in FILES]
    texts = {f.name: f.read_text() for f in files if f.exists()}
    for drawing in (path / "drawings").glob("E-[16]*.svg"):
        texts[drawing.name] = "\n".join(re.findall(r">([^<>]+)<", drawing.read_text()))
    texts["bom.csv"] = "\n".join(
        f"{r['Description']} {r['Catalog record']} {r['Rating']}" for r in rows(path, "bom") if r["Id"].startswith("P-")
    )
    found = {name: FOREIGN[rules].findall(text) for name, text in texts.items()}
    assert not {name: hits for name, hits in found.items() if hits}
    assert len(texts) > 7


def test_products_of_one_pack(pack):
    """Every product of the bill that belongs to a rule pack belongs to this one, and there are some of each kind."""
    rules, low, path = pack
    catalog, seen = Catalog(), set()
    for address in {r["Catalog record"] for r in rows(path, "bom")}:
        kind, _, slug = address.partition("/")
        if kind in KINDS:
            record = catalog.get(KINDS[kind], slug)
            assert record.rules in (rules, "any"), address
            seen.add(kind)
            if kind == "transformer":
                assert record.secondary.si("V") == float(low.split()[0])
    assert seen == set(KINDS)


def test_frames_and_ratings(pack):
    """Breakers stand on the pack's own ladder, transformers on its ladder of powers."""
    rules, _, path = pack
    ladders = [x for x in Catalog().all(RatingLadder) if x.rules in (rules, "any")]
    steps = {unit: {s for x in ladders if x.unit == unit for s in x.steps} for unit in ("A", "kVA")}
    found = numbers(path, "ways", "Breaker [A]") | numbers(path, "branches", "Breaker [A]")
    assert found
    assert found <= steps["A"], found - steps["A"]
    powers = numbers(path, "blocks", "Rating [kVA]")
    assert powers
    assert powers <= steps["kVA"]
    other = [x for x in Catalog().all(RatingLadder) if x.unit == "A" and x.rules not in (rules, "any")]
    assert not found <= {s for x in other for s in x.steps}
