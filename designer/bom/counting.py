"""Counting: every element and every measured material becomes one line, and nothing else does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from designer.bom.estimate import Estimate, estimate
from designer.bom.lines import bulk_line, number_lines, tally_line
from designer.bom.ordering import bought, dates_of, measured_out
from designer.bom.records import BillOfMaterials, BomLine
from designer.bom.reserve import reserve
from designer.bom.siting import grid_range, lines_of, places_of
from designer.bom.tally import tally_elements, tally_survey
from designer.catalog import RearDoor
from designer.ledger import given
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact
from designer.redundancy.records import Proof, Trades
from designer.units import q

__all__ = ["count"]


def count(trades: Trades, proof: Proof) -> BillOfMaterials:
    """The bill of materials of a design: needed, redundant and spare, prices, lead times, masses, estimate class."""
    doors = {d.rack: trades.catalog.get(RearDoor, d.catalog.partition("/")[2]) for d in trades.cooling.doors}
    placed = {
        p.tag: p.mass_kg - (doors[p.tag].mass.si("kg") if p.tag in doors else 0.0) for p in trades.layout.placed
    }
    standing = tally_elements(trades, proof.graph.elements)
    tallies = (*standing, *tally_survey(trades, standing))
    bulk = [item for room in (trades.fabric, trades.cooling, trades.power) for item in room.bulk]
    measured = {item.catalog for item in bulk if item.catalog}
    lined = number_lines([
        *(tally_line(t, trades.catalog, {} if t.trade is Trade.SITE else placed, measured) for t in tallies),
        *(bulk_line(item, trades.catalog) for item in bulk),
    ])
    dated = trades.site.project.date
    start = date.fromisoformat(dated) if dated else None
    owner = trades.catalog.threshold("bom", "owner_buys_from").si("week")
    heats = {x.tag: x.heat_liquid_kw + x.heat_air_kw + x.outside_kw for x in trades.loads or trades.power.loads}
    areas = {p.tag: p.box.width * p.box.depth for p in trades.layout.placed}
    dates = dates_of(trades, [one.line for one in lined], start)
    lines = _sited(trades, [measured_out(bought(one.line, dates, owner), heats, areas) for one in lined])
    guess = estimate(trades, lines)
    longest = max(((x.id, x.lead_high) for x in lines if x.lead_high), key=lambda x: (x[1], x[0]), default=("", 0.0))
    unknown = [item.key for item in bulk if not item.quantity.known]
    return BillOfMaterials(
        lines=lines, total=guess.total, priced_share=guess.priced_share, estimate_class=guess.estimate_class,
        longest_lead=longest, notes=_notes(guess, proof, unknown),
        steps=(*(step for one in lined for step in one.steps), *guess.steps), redundancy=reserve(proof),
    )


def _sited(trades: Trades, lines: Sequence[BomLine]) -> tuple[BomLine, ...]:
    """The lines with the bays of the building's grid that their members stand in."""
    places, grid = places_of(trades), lines_of(trades.site.hall)
    return tuple(replace(x, grid=grid_range(grid, x.tags, places)) for x in lines)


def _notes(guess: Estimate, proof: Proof, unknown: list[str]) -> tuple[Note, ...]:
    notes = [Note(
        NoteKind.ASSUMPTION, "bom.estimate", Trade.BOM, "",
        {"estimate": guess.estimate_class, "share": given(q(guess.priced_share * 100.0, "%"), "derived")},
    )]
    if guess.unpriced:
        notes.append(Note(NoteKind.RFI, "bom.unpriced", Trade.BOM, "", {
            "count": len(guess.unpriced), "lines": ", ".join(_names(guess.unpriced)),
        }))
    if unknown:
        facts: dict[str, Fact] = {"count": len(unknown), "items": ", ".join(sorted(unknown))}
        notes.append(Note(NoteKind.RFI, "bom.quantity_unknown", Trade.BOM, "", facts))
    singles = [tag for tag in proof.single_points if tag not in proof.connection]
    if singles:
        named: dict[str, Fact] = {"count": len(singles), "tags": ", ".join(singles[:8])}
        notes.append(Note(NoteKind.RISK, "bom.single_points", Trade.BOM, "", named))
    return tuple(notes)


def _names(lines: tuple[BomLine, ...]) -> list[str]:
    return sorted({line.description for line in lines})
