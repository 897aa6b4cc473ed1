"""One variant from its brief's bytes to its row, in whatever process runs it. A design that fails is a row too."""

from functools import cache
from pathlib import Path
from threading import get_ident

from designer import pipeline
from designer.catalog import Catalog
from designer.errors import Mistake, Place, Refused
from designer.fabric import topologies
from designer.site.reading import read_bytes
from designer.study.measures import measured
from designer.study.records import Row, Task
from designer.study.reuse import Reuse
from designer.study.shelf import Shelf

__all__ = ["REASONS", "evaluate", "reuse_of", "row_of", "with_reuse"]

#: Reasons kept of a variant.
REASONS = 12
_FILE = "brief"


@cache
def _catalog() -> Catalog:
    """The catalog of this process."""
    return Catalog()


def reuse_of(shelf: str = "") -> Reuse:
    """What this thread of this process remembers, and the shelf of a folder."""
    return _reuse(shelf, get_ident())


@cache
def _reuse(shelf: str, thread: int) -> Reuse:
    most = int(_catalog().threshold("study", "shelf_most").si("") * 1e6)
    return Reuse(Shelf(Path(shelf), most) if shelf else None)


def evaluate(task: Task) -> Row:
    """Design a variant afresh, nothing reused."""
    return row_of(task, pipeline.at_once)


def with_reuse(task: Task) -> Row:
    """Design a variant; steps whose inputs did not change are taken from what this process has made before,
    or what lies on the shelf of the study.
    """
    return row_of(task, reuse_of(task.shelf))


def row_of(task: Task, via: pipeline.Via) -> Row:
    """Design a variant, its steps run by `via`."""
    try:
        catalog = _catalog()
        read = read_bytes(task.text, _FILE, catalog, Path(task.folder), topologies.names())
        if not read.has_hall:
            raise Refused([Mistake("hall-missing", Place(_FILE, 1, "hall"))])
        judged = pipeline.develop(read, catalog, via=via)
    except Refused as refused:
        return Row(task.key, "refused", reasons=tuple(_said(m) for m in refused.mistakes[:REASONS]))
    except Exception as trouble:  # a variant that breaks the tool is a row, not the end of the study
        return Row(task.key, "failed", reasons=(f"{type(trouble).__name__} | | {str(trouble)[:160]} | ",))
    findings = judged.findings
    return Row(
        task.key, "designed", findings.conclusion, findings.reasons[:REASONS], measured(judged),
        judged.design.trades.programme.binding,
    )  # fmt: skip


def _said(mistake: Mistake) -> str:
    return " | ".join((mistake.code, mistake.place.path, mistake.said, mistake.expected))
