"""The one place where the command line touches the order of work."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from designer import pipeline
from designer.catalog.reading import dotted, read
from designer.errors import Place, Refused
from designer.pipeline import Judged

__all__ = ["design", "fabric", "issue", "located", "loop"]


def design(brief: Path, on_step: Callable[[str], None], deep: bool = False) -> Judged:
    """Design and judge a brief, `deep` with each single upgrade designed whole. Raises `Refused`."""
    try:
        return pipeline.design(brief, None, on_step, deep)
    except Refused as refused:
        raise located(refused, brief) from None


def issue(judged: Judged, pack: Path, pdf: bool, since: Mapping[str, Any] | None = None) -> None:
    """Write the pack, with what changed since the data of an earlier one."""
    pipeline.issue(judged, pack, pdf, since)


def fabric(brief: Path, pack: Path, on_step: Callable[[str], None]) -> None:
    """Design and write the fabric alone. Raises `Refused`."""
    try:
        pipeline.design_fabric(brief, pack, None, on_step)
    except Refused as refused:
        raise located(refused, brief) from None


def loop(brief: Path, folder: Path, on_step: Callable[[str], None]) -> None:
    """Solve a loop brief and write its tables. Raises `Refused`."""
    pipeline.solve_loop(brief, folder, None, on_step)


def located(refused: Refused, brief: Path) -> Refused:
    """The same mistakes, those that a later room found given the brief's file and line."""
    if all(mistake.place.file for mistake in refused.mistakes):
        return refused
    lines = {dotted(path): line for path, line in read(brief.read_bytes(), str(brief)).lines.items()}
    told = refused.mistakes
    return Refused(m if m.place.file else replace(m, place=_place(m.place.path, lines, brief)) for m in told)


def _place(path: str, lines: dict[str, int], brief: Path) -> Place:
    """The line of a path or of its nearest parent; the only member of a list may be said without the list."""
    said = path
    while said and said not in lines and said.replace("[0]", "", 1) not in lines:
        said = said.rpartition(".")[0] if "." in said else said.partition("[")[0] if "[" in said else ""
    return Place(str(brief), lines.get(said, lines.get(said.replace("[0]", "", 1), 0)), path)
