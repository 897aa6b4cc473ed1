"""Reading a study: grids, hypercubes, portfolios, and every mistake at once with its line."""

import json

import numpy as np
import pytest

from designer.catalog import Catalog
from designer.errors import Refused
from designer.study import read_study
from designer.study.axes import parse_path, placed

BRIEF = "project: {name: A}\ncompute: {rack: gb200-nvl72, racks: 3}\nsite: {fibre: [{name: n, length: 5 km}]}\n"


def study_of(folder, text):
    (folder / "brief.yaml").write_text(BRIEF)
    path = folder / "study.yaml"
    path.write_text("study: {name: S}\n" + text)
    return read_study(path, Catalog())


def test_a_grid_is_every_combination(tmp_path):
    """Two axes of three and two values give six briefs, each with both values in its place, each once."""
    study = study_of(tmp_path, """
brief: brief.yaml
axes:
  - {key: racks, path: compute.racks, values: [1, 2, 3]}
  - {key: length, path: 'site.fibre[0].length', values: [5 km, 9 km]}
""")
    said = [json.loads(v.text) for v in study.variants]
    made = {(d["compute"]["racks"], d["site"]["fibre"][0]["length"]) for d in said}
    assert made == {(r, x) for r in (1, 2, 3) for x in ("5 km", "9 km")}
    assert len({v.key for v in study.variants}) == 6


def test_a_hypercube_hits_every_slice_once(tmp_path):
    """Twelve samples of a range fall into twelve different slices, the same for the same seed, others for another."""
    text = """
brief: brief.yaml
axes: [{key: supply, path: cooling.supply_temperature, low: 30 degC, high: 42 degC}]
sampling: {method: latin-hypercube, variants: 12, seed: SEED}
"""
    def numbers(seed):
        study = study_of(tmp_path, text.replace("SEED", str(seed)))
        return [float(v.choice["supply"].split()[0]) for v in study.variants]

    one = numbers(3)
    assert sorted(int(np.floor(x - 30.0)) for x in one) == list(range(12))
    assert numbers(3) == one
    assert numbers(4) != one


def test_a_portfolio_is_a_folder_of_briefs(tmp_path):
    """Each brief of a folder is a hall of the portfolio, by its name or that of its folder."""
    for name in ("north", "south"):
        (tmp_path / "sites" / name).mkdir(parents=True)
        (tmp_path / "sites" / name / "site.yaml").write_text(BRIEF.replace("name: A", f"name: {name}"))
    study = study_of(tmp_path, "briefs: sites\n")
    assert [v.brief for v in study.variants] == ["north", "south"]


def test_every_mistake_at_once(tmp_path):
    """Axes that name nothing, ranges without an end, unknown measures: each is one located mistake."""
    with pytest.raises(Refused) as refused:
        study_of(tmp_path, """
brief: brief.yaml
axes:
  - {key: a, path: cooling.suply_temperature, values: [1]}
  - {key: b, path: compute.racks, low: 1}
  - {key: c, path: compute.rack, values: [x], low: 2, high: 3}
  - {key: d, path: site.elevation, low: 9 m, high: 3 m}
constraints: [{measure: pue, relation: "<=", value: 3 kW}]
objectives: [{measure: gpu}]
""")
    found = {(m.place.path, m.code): m for m in refused.value.mistakes}
    assert set(found) == {
        ("axes[0].path", "study-axis-unknown"), ("axes[1].high", "missing"), ("axes[2]", "study-axis-values"),
        ("axes[3].high", "study-range-empty"), ("constraints[0].value", "unit-unwanted"),
        ("objectives[0].measure", "study-measure-unknown"),
    }
    assert all(m.place.line for m in refused.value.mistakes)
    assert found["axes[0].path", "study-axis-unknown"].facts["near"] == "supply_temperature"


def test_a_place_that_the_brief_lacks_is_made_or_refused():
    """Groups that are missing are made; members of lists are not."""
    data = {"compute": {"rack": "x"}}
    assert placed(data, parse_path("power.ups.gpu"), "5 min")["power"] == {"ups": {"gpu": "5 min"}}
    assert data == {"compute": {"rack": "x"}}
    with pytest.raises(LookupError):
        placed(data, parse_path("site.fibre[0].length"), "1 km")


def test_a_measure_is_wanted_once(tmp_path):
    """Most and least of the same measure contradict each other: one mistake, at the second."""
    with pytest.raises(Refused) as refused:
        study_of(tmp_path, "brief: brief.yaml\naxes: [{key: r, path: compute.racks, values: [1]}]\n"
                           "objectives: [{measure: gpus, goal: most}, {measure: gpus, goal: least}]\n")  # fmt: skip
    assert [(m.code, m.place.path) for m in refused.value.mistakes] == [("tag-twice", "objectives[1].measure")]
