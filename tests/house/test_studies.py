"""The studies kept beside the briefs are what the tool finds now: rows are designed again and compared, each figure."""

import csv
from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.documents.printing import MEASURES as PRINTED
from designer.study.evaluating import evaluate
from designer.study.measures import MEASURES
from designer.study.reading import read_study

STUDIES = Path(__file__).resolve().parents[2] / "outputs" / "studies"


@pytest.mark.parametrize(("study", "name"), [("prairie-25", "V0112"), ("portfolio", "V0002")])
def test_a_kept_row_is_what_is_designed_now(study, name):
    """Verdict, binding limit, reasons and every measure of a variant stand in the kept table as they come out."""
    read = read_study(STUDIES / study / "study.yaml", Catalog())
    variant = next(one for one in read.variants if one.name == name)
    with (STUDIES / study / "result" / "table.csv").open(encoding="utf-8") as file:
        kept = next(row for row in csv.DictReader(file) if row["variant"] == name)
    row = evaluate(read.task(variant))
    units = {key: PRINTED[measure.printed].base for key, measure in MEASURES.items()}
    found = {f"{key} [{unit}]" if unit else key: row.values.get(key) for key, unit in units.items()}
    assert {key: kept[key] for key in found} == {k: "" if v is None else repr(v) for k, v in found.items()}
    assert (kept["status"], kept["verdict"], kept["binding"]) == (row.status, row.verdict, row.binding)
