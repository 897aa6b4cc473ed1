"""Facts of the existing conditions: the hall and its plant as surveyed, and what becomes of each item."""

import re
from dataclasses import replace
from typing import Any

from designer.documents.facts.common import note_grid, notes_of, pairs, record_grid, tally
from designer.documents.grid import Grid
from designer.documents.printing import NBSP
from designer.documents.subject import Subject
from designer.ledger import Value
from designer.model import Note, NoteKind

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the existing conditions and the reuse ledger."""
    site, words, p = subject.site, subject.words, subject.printer
    reuse = subject.design.trades.power.reuse
    plant = (
        "tag kind@kinds count:count rating@fact primary@fact secondary@fact impedance@fact interrupting@fact"
        " condition@conditions"
    )
    line = "tag kind@kinds count:count fate=fate.value@fates test@reuse_tests value@conditions limit@conditions becomes"
    return {
        "hall": _hall(subject),
        "openings": _openings(subject),
        "plant": record_grid(subject, "plant", plant, site.plant, schedule=True),
        "reuse": _signed(record_grid(subject, "reuse", line, reuse, schedule=True)),
        "fates": "; ".join(
            f"{words.label(f'fates.{fate}')} {p.number('count', count)}"
            for fate, count in tally(x.fate.value for x in reuse)
        ),
        "questions": note_grid(subject, "site_questions", _missing(subject), "RFI"),
        "surveyed": str(len(site.plant)),
    }


def _missing(subject: Subject) -> tuple[Note, ...]:
    """Questions about what the brief could say of site, hall and plant, whoever asks them."""
    asked = notes_of(subject, NoteKind.RFI)
    return tuple(n for n in asked if str(n.trade) == "site" or n.subject.startswith(("site.", "hall.")))


def _signed(grid: Grid) -> Grid:
    """The grid with relations and percent signs of its texts as they are printed."""
    return replace(grid, rows=tuple(tuple(_said(c) if isinstance(c, str) else c for c in row) for row in grid.rows))


def _said(text: str) -> str:
    return re.sub(r"(?<=\d)%", f"{NBSP}%", text.replace("<= ", f"≤{NBSP}").replace(">= ", f"≥{NBSP}"))


def _fact(subject: Subject, value: Value) -> str:
    return subject.printer.fact(value) if value.known else ""


def _hall(subject: Subject) -> Grid:
    hall, p, words = subject.site.hall, subject.printer, subject.words
    west, south, east, north = hall.polygon.bounds
    slab = hall.slab
    sprinklers = words.label("yes" if hall.sprinklered else "no")
    return pairs(
        subject,
        "hall",
        [
            ("extent", f"{p.text('length', east - west)} × {p.text('length', north - south)}"),
            ("area", p.both("area", hall.polygon.area)),
            ("structure", hall.structure),
            ("clear_height", p.fact(hall.clear_height)),
            ("slab", _fact(subject, slab.thickness)),
            ("concrete", _fact(subject, slab.concrete_strength)),
            ("subgrade", _fact(subject, slab.subgrade_modulus)),
            ("uniform", _fact(subject, slab.uniform_load)),
            ("point", _fact(subject, slab.point_load)),
            ("columns", str(len(hall.columns))),
            ("doors", str(len(hall.doors))),
            ("exits", str(sum(d.exit for d in hall.doors))),
            ("sprinklered", sprinklers),
            ("yards", p.text("area", sum(y.area for y in hall.yards))),
        ],
    )


def _openings(subject: Subject) -> Grid:
    hall, words = subject.site.hall, subject.words
    rows = [
        (
            d.tag,
            words.label(f"doors.{d.kind}"),
            *hall.given(d.x, d.y),
            d.width,
            d.height,
            words.label("yes" if d.exit else "no"),
        )
        for d in hall.doors
    ]
    for o in hall.openings:
        width = ((o.end[0] - o.start[0]) ** 2 + (o.end[1] - o.start[1]) ** 2) ** 0.5
        rows.append(
            (
                o.tag,
                words.label(f"doors.{o.kind}"),
                (o.start[0] + o.end[0]) / 2,
                (o.start[1] + o.end[1]) / 2,
                width,
                o.height,
                words.label("no"),
            )
        )
    return Grid.of("openings", "tag,kind,x:length,y:length,width:length,height:length,exit", rows, schedule=True)
