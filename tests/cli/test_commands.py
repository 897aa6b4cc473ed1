"""The commands: what they print, where, and with which exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from designer import folders
from designer.catalog import KINDS, Catalog
from designer.checks.measures import MEASURES
from designer.checks.records import Verdict
from designer.cli import Kind, app
from designer.cooling.loop import read_loop, solve_loop_brief
from designer.requirements import derive
from designer.site import read_site
from designer.study import read_study


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_new_writes_a_brief_that_reads(tmp_path: Path) -> None:
    """The starter brief reads without an edit, with a catalog record for every name it uses."""
    result = _run("new", tmp_path / "mine")
    assert result.exit_code == 0
    path = Path(result.stdout.strip())
    site = read_site(path, Catalog(), needs_hall=True)
    assert derive(site, Catalog()).items
    assert "#" in path.read_text(encoding="utf-8")


def test_every_kind_of_brief_has_a_starter_that_reads_and_a_schema(tmp_path: Path) -> None:
    """The starters of a fabric, a loop and a study read without an edit; each kind's schema knows its sections."""
    assert {path.stem for path in (folders.templates() / "brief").glob("*.yaml")} == {kind.value for kind in Kind}
    readers: dict[str, Callable[[Path], object]] = {
        "site": lambda path: read_site(path, Catalog(), needs_hall=True),
        "fabric": lambda path: read_site(path, Catalog(), needs_hall=False),
        "loop": lambda path: solve_loop_brief(read_loop(path, Catalog())),
        "study": lambda path: read_study(path, Catalog()),
    }
    for kind, read in readers.items():
        path = Path(_run("new", tmp_path / kind, "--kind", kind).stdout.strip())
        assert path.name == f"{kind}.yaml"
        assert read(path)
        known = json.loads(_run("schema", "--kind", kind).stdout)["properties"]
        assert set(yaml.safe_load(path.read_text(encoding="utf-8"))) <= set(known), kind
    assert _run("new", tmp_path / "loop", "--kind", "loop").exit_code == 2


@pytest.mark.parametrize(("verdict", "code"), [(Verdict.PASS, 0), (Verdict.FAIL, 1), (Verdict.NOT_MODELLED, 0)])
def test_design_issues_and_says_the_verdict(
    verdict: Verdict, code: int, answers: dict[str, Any], tmp_path: Path
) -> None:
    """`design` issues the pack and ends with 1 only when a finding fails; failing findings go to stderr."""
    answers["verdict"] = verdict
    result = _run("design", "site.yaml", "-o", tmp_path / "pack", "--no-pdf")
    assert result.exit_code == code
    assert answers["issued"] == [(tmp_path / "pack", False)]
    assert "96 racks, 6912 GPUs, 12.672 MW of IT" in result.stdout
    assert ("RED-01 TX-01: 3, limit 2 (4.1)" in result.stderr) is (verdict is Verdict.FAIL)
    assert "Sizing (round 2)" in result.stderr


def test_check_writes_nothing_and_speaks_json(answers: dict[str, Any], tmp_path: Path) -> None:
    """`check --json` prints the findings as JSON and issues nothing."""
    answers["verdict"] = Verdict.FAIL
    result = _run("check", "site.yaml", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["conclusion"] == "go-with-conditions"
    assert told["findings"][0]["rule"] == "RED-01"
    assert answers["issued"] == []


def test_check_json_of_a_refused_brief(tmp_path: Path) -> None:
    """A refused brief is JSON too: each mistake with code, file, line, path, message and hint; exit code 2."""
    brief = tmp_path / "site.yaml"
    brief.write_text("project: {name: A}\ncompute: {rack: gb200-nvl27, racks: 2}\n")
    result = _run("check", brief, "--json")
    assert result.exit_code == 2
    mistakes = json.loads(result.stdout)["refused"]
    assert [(m["code"], m["line"], m["path"]) for m in mistakes] == [("record-unknown", 2, "compute.rack")]
    assert "gb200-nvl72" in mistakes[0]["hint"]


def test_a_refused_brief_writes_nothing(tmp_path: Path) -> None:
    """`design` of a bad brief ends with 2 and leaves no pack behind."""
    brief = tmp_path / "site.yaml"
    brief.write_text("project: {name: A}\n")
    assert _run("design", brief, "-o", tmp_path / "pack").exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["site.yaml"]


def test_a_later_rooms_mistake_is_given_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake found after reading, known only by its path, is located in the brief; a lone entry counts as a list."""
    from designer import pipeline
    from designer.errors import Mistake, Place, Refused

    brief = tmp_path / "site.yaml"
    brief.write_text("project: {name: A}\ncompute:\n  system: dgx-h100\n  nodes: 4\n")

    def refuse(*_: object) -> None:
        raise Refused([Mistake("system-without-rack", Place(path="compute[0].system"), said="dgx-h100")])

    monkeypatch.setattr(pipeline, "design", refuse)
    result = _run("check", brief)
    assert result.exit_code == 2
    assert f"{brief}:3: compute[0].system: " in result.stderr


@pytest.mark.parametrize("kind", [*sorted(KINDS), "topology", "rule", "sheet", "source"])
def test_show_lists_every_kind(kind: str) -> None:
    """Each kind lists its records with names, in singular and plural."""
    for said in (kind, f"{kind}s" if kind != "topology" else "topologies"):
        result = _run("show", said)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines()[0].startswith("Name\t")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_show_prints_every_value_of_a_record(kind: str) -> None:
    """The first record of each kind is printed with all its values, their status and source."""
    catalog = Catalog()
    for slug in catalog.slugs(kind)[:1]:
        result = _run("show", kind, slug)
        assert result.exit_code == 0, result.stderr
        fields = {line.split("\t")[0] for line in result.stdout.splitlines()}
        wanted = {path for path, _ in catalog.get(KINDS[kind], slug).values()}
        assert wanted <= fields


def test_show_marks_unknown_values_and_daggers() -> None:
    """What nobody published is said to be so; what is not read or derived carries a dagger."""
    lines = {line.split("\t")[0]: line for line in _run("show", "rack", "gb200-nvl72").stdout.splitlines()}
    assert "not published" in lines["power_peak"]
    assert "132 kW†" in lines["power_design"]
    assert "†" not in lines["mass_dry"].split("\t")[1]


def test_explain_follows_a_number_to_its_source(pack: Path) -> None:
    """A step is printed with formula, numbers, result and limit; its inputs lead to a step and to a catalog value."""
    result = _run("explain", pack, "cooling.liquid_heat[R-0101]")
    assert result.exit_code == 0
    for text in (
        "Q_liq = P_rack * f_liq",
        "132 kW * 0.8712",
        "= 115 kW",
        "limit: <= 250 kW [2.1] house",
        "P_rack = 132 kW from rack/gb200-nvl72.power_design (secondary)",
        "f_liq = 0.871212 from sizing.share (derived)",
        "s = n_served / n_removals",
        "115 / 132",
        "rack/gb200-nvl72.power_design",
        "source: ",
    ):
        assert text in result.stdout


def test_explain_knows_tags_rules_and_paths(pack: Path) -> None:
    """A tag, a rule, a path into the design and a catalog address are all answered."""
    assert "rating: 2500 kVA" in _run("explain", pack, "TX-01").stdout
    assert "verdict: fail" in _run("explain", pack, "red-01").stdout
    assert "96" in _run("explain", pack, "summary.racks").stdout
    assert "source: " in _run("explain", pack, "rack/gb200-nvl72.power_design").stdout
    assert "TX-01" in _run("explain", pack).stdout.splitlines()


@pytest.mark.parametrize("said", ["115 kW", "115.0 kW", "0.115 MW", "115\u00a0kW†", "115.0", "115", "0.115"])
def test_explain_finds_a_number_as_it_is_printed(pack: Path, said: str) -> None:
    """A printed number, in whichever unit, as in a cell whose unit stands above, leads to the step that made it."""
    told = _run("explain", pack, said).stdout
    assert told.startswith("cooling.liquid_heat[R-0101] in ledger.json")
    assert "Q_liq = P_rack * f_liq" in told


def test_explain_finds_counts_and_refuses_what_prints_nowhere(pack: Path) -> None:
    """A plain count is found in the design by its place; a number of no step and no value is unknown."""
    assert "summary.racks in design.json" in _run("explain", pack, "96").stdout
    assert _run("explain", pack, "115.2 kW").exit_code == 2
    assert _run("explain", pack, "115 kVA").exit_code == 2


def test_explain_finds_what_only_a_schedule_names(pack: Path) -> None:
    """A door, a valve or one of a range of alike items is answered by its row of a schedule."""
    (pack / "schedules").mkdir()
    (pack / "schedules" / "bom.csv").write_text("Tags,Kind\n\"ASIC-0001 to ASIC-3000, ASIC-X1\",miner\nD1,door\n")
    assert "Kind: door" in _run("explain", pack, "D1").stdout
    for tag in ("ASIC-0100", "ASIC-X1"):
        assert "Kind: miner" in _run("explain", pack, tag).stdout
    assert _run("explain", pack, "ASIC-3001").exit_code == 2


def test_explain_offers_near_names(pack: Path) -> None:
    """An unknown key ends with 2 and with names like it."""
    result = _run("explain", pack, "TX-011")
    assert result.exit_code == 2
    assert "TX-01" in result.stderr


def test_diff_of_a_pack_with_itself_is_nothing(pack: Path) -> None:
    """Equal packs end with 0."""
    assert _run("diff", pack, pack).exit_code == 0


def test_diff_tells_changed_numbers_and_new_tags(pack: Path, other: Path) -> None:
    """A changed figure and a new item are rows of their section's table; exit code 1."""
    result = _run("diff", pack, other, "--all")
    assert result.exit_code == 1
    assert "| GPU racks | 96 | 95 |" in result.stdout
    assert "| summary.racks | 96 | 95 |" in result.stdout
    assert "| power.transformers[TX-11].fate | (none) | NEW |" in result.stdout
    assert result.stdout.index("## Headline") < result.stdout.index("## Power")


@pytest.mark.parametrize(("before", "after", "code"), [
    ("pass", "fail", 1), ("fail", "pass", 0), ("not modelled", "fail", 1), ("fail", "fail", 0),
])  # fmt: skip
def test_diff_worse_ends_with_1_only_for_a_loss(
    before: str, after: str, code: int, pack: Path, other: Path
) -> None:
    """With `--worse` a finding or a requirement that is worse gives 1; a better one and other numbers give 0."""
    for folder, verdict in ((pack, before), (other, after)):
        told = json.loads((folder / "findings.json").read_text())
        told["findings"][0]["verdict"] = verdict
        (folder / "findings.json").write_text(json.dumps(told))
        design = json.loads((folder / "design.json").read_text())
        design["requirements"] = [{"id": "R-001", "text": "Racks stay fed.", "verdict": "pass"}]
        (folder / "design.json").write_text(json.dumps(design))
    assert _run("diff", pack, other, "--worse").exit_code == code
    assert _run("diff", pack, other).exit_code == 1
    design["requirements"][0]["verdict"] = "fail"
    (other / "design.json").write_text(json.dumps(design))
    assert _run("diff", pack, other, "--worse").exit_code == 1


def test_schema_describes_every_key_of_the_reference_briefs() -> None:
    """The schema is JSON, strict, and names each key that the reference briefs use."""
    told = json.loads(_run("schema").stdout)
    assert told["additionalProperties"] is False
    assert set(told["required"]) == {"project", "compute"}
    named = {key for part in (told, *told["$defs"].values()) for key in part.get("properties", {})}
    for path in sorted((Path(__file__).resolve().parents[2] / "outputs").glob("*/site.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        used = _keys(data) - {"value", "status", "note", "source", "low", "mid", "high"}
        assert used <= named


def _keys(data: Any) -> set[str]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    found = set(data) if isinstance(data, dict) else set()
    return found.union(*(_keys(item) for item in inner)) if inner else found


def test_explain_finds_what_only_a_cable_names(pack: Path) -> None:
    """A machine that stands nowhere but in the tables of the fabric is found with its cables and ports."""
    (pack / "fabric").mkdir()
    (pack / "fabric" / "cables.csv").write_text("network,device_a,port_a\ncompute,R-0101-07,3\ncompute,R-0101-08,3\n")
    told = _run("explain", pack, "R-0101-07")
    assert told.exit_code == 0
    assert "fabric/cables.csv: 2" in told.stdout
    assert "port_a: 3" in told.stdout
    assert "R-0101-08" not in told.stdout


def test_show_names_what_a_wish_may_be_judged_by() -> None:
    """`show subjects` lists every measure of the requirements in the user's own words, each with what it is."""
    told = _run("show", "subjects")
    assert told.exit_code == 0
    assert {line.split("\t")[0] for line in told.stdout.splitlines()[1:]} == set(MEASURES)
