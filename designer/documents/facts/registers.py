"""Facts of the registers: questions, assumptions, risks, and every value that is not read from its source."""

from typing import Any

from designer.documents.facts.common import note_grid, notes_of
from designer.documents.grid import Grid
from designer.documents.subject import Subject
from designer.ledger import Status
from designer.model import NoteKind

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the registers."""
    return {
        "questions": note_grid(subject, "rfis", notes_of(subject, NoteKind.RFI), "RFI"),
        "assumptions": note_grid(subject, "assumptions", notes_of(subject, NoteKind.ASSUMPTION), "A"),
        "risks": note_grid(subject, "risks", notes_of(subject, NoteKind.RISK), "RK"),
        "values": _values(subject),
        "value_count": str(subject.daggers),
    }


def _values(subject: Subject) -> Grid:
    """Every brief or catalog value behind the ledger that carries a dagger, and how many steps use it."""
    used: dict[str, list[Any]] = {}
    for step in subject.design.ledger:
        for one in step.inputs:
            if one.status.daggered and one.origin:
                used.setdefault(one.origin, [subject.printer.quantity(one.quantity), one.status, 0])[2] += 1
    rows = [
        (
            origin,
            text,
            subject.words.label(f"statuses.{Status(status).value}"),
            subject.words.source(_source(subject, origin)),
            count,
        )
        for origin, (text, status, count) in sorted(used.items(), key=lambda one: (-one[1][2], one[0]))
    ]
    return Grid.of("daggered", "origin,value,status,source,uses:count", rows, schedule=True)


def _source(subject: Subject, origin: str) -> str:
    if origin.startswith("brief:"):
        return "brief"
    try:
        return subject.catalog.resolve(origin).evidence.source
    except (KeyError, ValueError):
        return ""
