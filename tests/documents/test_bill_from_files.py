"""The bill of an issued pack, counted again from its files alone."""

import csv
import json
import math
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from designer import pipeline

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
#: From so many weeks on the owner buys ahead of the contract (threshold ``bom/owner_buys_from``).
OWNER_WEEKS = 40.0
#: Maturity from which an estimate may be called class 4, 3, 2, 1 (AACE 56R-08).
RIPE = {4: 0.02, 3: 0.15, 2: 0.4, 1: 0.75}
UNPAID = ("reuse in place", "by tenant", "future")


def _load(pack: Path, name: str) -> Any:
    return json.loads((pack / name).read_text(encoding="utf-8"))


def _rows(pack: Path, name: str) -> list[dict[str, str]]:
    with (pack / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _metres(row: dict[str, str], name: str) -> float:
    """A length of a schedule, whatever unit it prints in [m]."""
    column = next(c for c in row if c.startswith(f"{name} ["))
    return float(row[column].replace(",", "")) * (0.3048 if "[ft]" in column else 1.0)


def _spread(text: str) -> list[str]:
    """Tags of ``A-01 to A-03, B``."""
    found = []
    for part in filter(None, text.split(", ")):
        first, _, last = part.partition(" to ")
        ends = [re.findall(r"\d+|\D", tag) for tag in (first, last or first)]
        places = [n for n, (a, b) in enumerate(zip(*ends, strict=True)) if a != b]
        if not places:
            found.append(first)
            continue
        a, b = (end[places[0]] for end in ends)
        if a.isdigit():
            run = [f"{n:0{len(a)}d}" for n in range(int(a), int(b) + 1)]
        else:
            run = [chr(n) for n in range(ord(a), ord(b) + 1)]
        found += ["".join([*ends[0][: places[0]], one, *ends[0][places[0] + 1 :]]) for one in run]
    return found


@pytest.fixture(scope="module", params=["iec", "nec"])
def issued(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of the small hall, and of the same under American rules with two feeds and generators."""
    brief = yaml.safe_load(SMALL.read_text())
    if request.param == "nec":
        brief["site"]["utility"].update(voltage="13.8 kV", frequency="60 Hz", feeds=2)
        brief["plant"] = []
        brief["power"] = {
            "rules": "NEC", "voltage": "415 V", "generators": True,
            "architecture": {"gpu": "2N", "core": "2N", "mechanical": "N+1"},
        }  # fmt: skip
    folder = tmp_path_factory.mktemp("bill")
    (folder / "site.yaml").write_text(yaml.safe_dump(brief))
    pipeline.issue(pipeline.design(folder / "site.yaml"), folder / "pack", False)
    return folder / "pack"


@pytest.fixture(scope="module")
def lines(issued: Path) -> list[dict[str, Any]]:
    """The lines of the bill."""
    return list(_load(issued, "design.json")["bom"])


def test_tags_and_sums_and_the_graph_agree(issued, lines):
    """Needed, redundant and spare make the total, tags sum to it, and every removable element stands in one line."""
    elements = {e["tag"]: e for e in _load(issued, "graph.json")["elements"]}
    counted: Counter[str] = Counter()
    for x in lines:
        assert x["needed"] + x["redundant"] + x["spare"] == pytest.approx(x["total"]), x["id"]
        tags = _spread(x["tags"])
        assert not tags or len(tags) == round(x["total"]), x["id"]
        shelf = [tag for tag in tags if tag.startswith("SPARE-")]
        assert not tags or len(shelf) == round(x["spare"]), x["id"]
        if not x["id"].startswith("X-"):
            counted.update(tag for tag in tags if tag not in shelf)
    assert counted == Counter(tag for tag, e in elements.items() if e["removable"])


def test_prices_codes_and_dates_have_their_grounds(issued, lines):
    """Prices have year and source, codes their form, leads their buyer and their day; the totals are their sums."""
    cost = _load(issued, "design.json")["cost"]
    arrivals = set()
    for x in lines:
        assert re.fullmatch(r"\d\d \d\d \d\d(\.\d\d)?", x["csi"]), x["id"]
        assert re.fullmatch(r"[A-G]\d{4}", x["uniformat"]), x["id"]
        if x["cost_mid"]:
            assert x["year"], x["id"]
            assert x["cost_source"], x["id"]
        weeks = x["lead_high"]["value"] if x["lead_high"] else None
        if x["fate"] == "new":
            assert x["supply"] == ("OFCI" if weeks is not None and weeks >= OWNER_WEEKS else "CFCI"), x["id"]
            assert weeks is not None or not (x["cost_mid"] and x["cost_mid"]["value"]), (x["id"], "no lead time")
        if x["order_by"]:
            arrivals.add(date.fromisoformat(x["order_by"]) + timedelta(weeks=math.ceil(weeks or 0.0)))
    assert len(arrivals) <= 1
    for key in ("low", "mid", "high"):
        total = sum(x["total"] * x[f"cost_{key}"]["value"] for x in lines if x[f"cost_{key}"])
        assert total == pytest.approx(cost[key]["value"])


def test_the_class_follows_from_the_maturity(issued):
    """The class is that of the maturity in the ledger, and the maturity that of its two shares."""
    ripe = _load(issued, "ledger.json")["bom.maturity"]["result"]["value"]
    reached = min([5, *(level for level, least in RIPE.items() if ripe >= least)])
    assert _load(issued, "design.json")["cost"]["class"] == reached


def test_materials_follow_the_geometry(issued, lines):
    """Pipe of each size is as long as the drawn lines."""
    drawn: Counter[str] = Counter()
    pipes = _rows(issued, "schedules/pipes.csv")
    for row in pipes:
        drawn[row["Size"].replace("\u00a0", " ")] += _metres(row, "Length")
    billed: Counter[str] = Counter()
    for x in lines:
        if x["system"] == "cooling.pipe":
            billed[x["rating"].replace("\u00a0", " ")] += x["needed"]
    assert sum(billed.values()) == pytest.approx(sum(drawn.values()), abs=0.06 * len(pipes) + 1.0, rel=0.01)
    for size in set(billed) & set(drawn):
        assert billed[size] == pytest.approx(drawn[size], abs=0.06 * len(pipes) + 1.0, rel=0.01), size


def test_busways_follow_their_ways(issued, lines):
    """Busway and bus duct of each rating are as long as the runs and the feeders between equipment."""
    drawn: Counter[float] = Counter()
    for row in _rows(issued, "schedules/branches.csv"):
        size = re.fullmatch(r"(?:(\d+) × )?([\d,]+) A", row["Size"].replace("\u00a0", " "))
        if size:
            drawn[float(size[2].replace(",", ""))] += int(size[1] or 1) * _metres(row, "Length")
    billed = {
        float(x["rating"].split()[0].replace(",", "")): x["needed"]
        for x in lines if x["system"] == "power.busway" and x["unit"] == "m"
    }  # fmt: skip
    assert drawn
    assert billed == pytest.approx(drawn, abs=0.51 * len(_rows(issued, "schedules/branches.csv")), rel=0.01)


def test_coolant_is_what_the_loops_hold(issued, lines):
    """The lines of coolant are the totals of the printed contents, whose pipes are the sums of the pipe schedule."""
    sheet = (issued / "sheets" / "08-cooling.md").read_text()
    table = sheet[sheet.index("Coolant volumes**") :].split("\n\n")[1].splitlines()[2:]
    parts = {cells[1].strip(): float(cells[2].replace(",", "")) for cells in (row.split("|") for row in table)}
    pipes: Counter[str] = Counter()
    for row in _rows(issued, "schedules/pipes.csv"):
        loop = "Technology loops" if row["Loop"].startswith("TCS") else row["Loop"]
        pipes[loop] += float(row["Volume [L]"].replace(",", ""))
    assert parts["Technology loops: pipes"] == pytest.approx(pipes["Technology loops"], rel=0.01, abs=5.0)
    totals = [v for k, v in parts.items() if k.endswith(": total")]
    billed = [x["needed"] for x in lines if x["system"] == "cooling.coolant"]
    assert sum(billed) == pytest.approx(sum(totals), rel=1e-3, abs=1.0)


def test_masses_are_those_of_the_floor(issued, lines):
    """A line of placed things has the mass of the heaviest of them on the plan, by which the floor is judged."""
    placed = {
        row["Tag"]: float(row["Mass [kg]"].replace(",", ""))
        for name in ("equipment", "racks") for row in _rows(issued, f"schedules/{name}.csv") if row["Mass [kg]"]
    }  # fmt: skip
    met = set()
    for x in lines:
        tags = [tag for tag in _spread(x["tags"]) if placed.get(tag)]
        if tags:
            assert x["mass"]["value"] == pytest.approx(max(placed[tag] for tag in tags), abs=0.51), x["id"]
            met |= set(tags)
    assert {tag for tag, mass in placed.items() if mass} == met


def test_the_redundancy_view_is_that_of_the_graph_and_the_proof(issued):
    """Each rule counts groups of the graph, and the tests said to lose nothing lose nothing when one member is out."""
    groups = _load(issued, "graph.json")["groups"]
    rules = Counter(f"{g['needed']} of {len(g['members'])}" for g in groups)
    for row in _rows(issued, "schedules/reserve.csv"):
        assert int(row["Groups"]) <= rules[row["Rule"]], row
        units = {tag for tag in _spread(row["Units"].partition(" and ")[0]) if tag}
        assert units <= {m for g in groups for m in g["members"]}, row
