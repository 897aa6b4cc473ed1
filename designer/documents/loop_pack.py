"""The tables of a loop solved on its own: Markdown, CSV and JSON, whole or not at all."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import jinja2

import designer
from designer import folders
from designer.cooling.loop import LoopAnswer
from designer.documents.folder import Content, refuse_foreign, write_whole
from designer.documents.jsons import dump

__all__ = ["issue_loop"]

#: Units of the columns, in the order in which they are printed; texts have none.
_UNITS = {
    "pressure": "kPa",
    "temperature": "degC",
    "leaving": "kg/s",
    "flow": "kg/s",
    "volume_flow": "L/min",
    "drop": "kPa",
    "inlet": "degC",
    "outlet": "degC",
    "heat": "kW",
    "velocity": "m/s",
    "content": "L",
    "mass_residual": "kg/s",
    "head_residual": "Pa",
}
_DIGITS = 6


def issue_loop(answer: LoopAnswer, catalog_digest: str, out: Path) -> None:
    """Write the answer to `out`: README.md, loop.json, nodes.csv, branches.csv and the manifest."""
    refuse_foreign(out)
    told = {
        "tool": "designer",
        "version": designer.__version__,
        "brief_digest": answer.digest,
        "catalog_digest": catalog_digest,
    }
    write_whole(_files(answer), out, lambda files: dump({**told, "files": dict(sorted(files.items()))}), _trusted)


def _trusted(folder: Path) -> None:
    """Nothing more to compare: every file is made from the same rows."""


def _files(answer: LoopAnswer) -> Iterator[tuple[str, Content]]:
    yield "README.md", _page(answer).encode()
    yield "loop.json", dump(_plain(asdict(answer)))
    yield "nodes.csv", _table(answer.nodes)
    yield "branches.csv", _table(answer.branches)


def _page(answer: LoopAnswer) -> str:
    text = (folders.templates() / "markdown" / "loop.md.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["shown"] = shown
    loose = sorted({b.regime for b in answer.branches} - {"", "turbulent"})
    flagged = [b.tag for b in answer.branches if b.regime == "transition"]
    beyond = [b.tag for b in answer.branches if b.position == "beyond-curve"]
    return environment.from_string(text).render(answer=answer, regimes=loose, flagged=flagged, beyond=beyond)


def shown(number: Any) -> str:
    """A number in six significant digits; a dash where there is none.

    >>> shown(0.0312345678), shown(float("nan")), shown(7)
    ('0.0312346', '–', '7')
    """
    if isinstance(number, float):
        return f"{number:.{_DIGITS}g}" if math.isfinite(number) else "–"
    return str(number)


def _table(rows: Sequence[Any]) -> bytes:
    names = [f.name for f in fields(rows[0])] if rows else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([f"{n} [{_UNITS[n]}]" if n in _UNITS else n for n in names])
    for row in rows:
        writer.writerow([_cell(getattr(row, n)) for n in names])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}" if math.isfinite(value) else ""
    return str(value)


def _plain(thing: Any, name: str = "") -> Any:
    """JSON data: numbers with a unit where the column has one, null where there is none."""
    if isinstance(thing, dict):
        return {key: _plain(value, key) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_plain(item) for item in thing]
    if isinstance(thing, float):
        number = float(f"{thing:.12g}") if math.isfinite(thing) else None
        return {"value": number, "unit": _UNITS[name]} if name in _UNITS else number
    return thing
