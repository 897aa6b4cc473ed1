"""Facts of the next rack, unit and megawatt: what each single upgrade frees and what comes with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.conversion.further.records import TARGETS, Further, Move, Range
from designer.documents.facts.common import limit_name
from designer.documents.facts.rules import rule_title
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject

__all__ = ["further"]

#: Number of a sketch -> how it is printed; all others are counts.
_MEASURES: Mapping[str, str] = {
    "site_peak": "power_mw", "it": "power_mw", "pue": "ratio", "water_day": "volume", "generators_kw": "power_mw",
    "ups_kw": "power_mw",
}  # fmt: skip


def further(subject: Subject, found: Further) -> dict[str, Any]:
    """The facts of the next megawatt."""
    label = subject.words.label
    said = {}
    for target in TARGETS:
        place = found.best.get(target)
        if place is None:
            said[target] = label("further.none", target=label(f"further.targets.{target}"))
        else:
            move = found.moves[place]
            said[target] = label(
                "further.best", target=label(f"further.targets.{target}"), upgrade=_upgrade(subject, move),
                racks=subject.printer.text("count", float(move.racks)),
            )  # fmt: skip
    moves = Grid.of("case_further", "constraint,allowed:count,upgrade,frees,brief,own,plant,weeks,effects,found",
                    [_row(subject, found, move) for move in found.moves], schedule=True)  # fmt: skip
    return {
        "moves": moves, "freeing": _printed(moves, found, True), "holding": _printed(moves, found, False),
        "best": [said[target] for target in TARGETS], "racks": subject.printer.text("count", float(found.base.racks)),
        "designed": any(move.found == "designed" for move in found.moves), "any": bool(found.moves),
    }  # fmt: skip


def _printed(moves: Grid, found: Further, frees: bool) -> Grid:
    """The upgrades that free what was asked for with what they take, or those that do not with what holds them; how
    each was found is said above the table, the whole schedule has it row by row.
    """
    rows = tuple(row for row, move in zip(moves.rows, found.moves, strict=True) if bool(move.frees) is frees)
    columns = ["upgrade", "frees", "brief", "own", "plant", "weeks", "effects"] if frees else ["upgrade", "frees"]
    key = "case_further_free" if frees else "case_further_held"
    return replace(moves, key=key, rows=rows, schedule=False, full=moves.key).pick(["constraint", *columns])


def _row(subject: Subject, found: Further, move: Move) -> tuple[Raw, ...]:
    p, label = subject.printer, subject.words.label
    target = label(f"further.targets.{move.target}")
    racks = p.text("count", float(move.racks))
    if move.frees:
        frees = label("further.frees", target=target, racks=racks)
    else:
        lit = move.upgrade == "hall" and move.held_by == "import" and move.racks < found.base.racks
        frees = label(f"further.{'lit' if lit else 'holds'}", held=limit_name(subject, move.held_by), racks=racks,
                      target=target)  # fmt: skip
    weeks = "" if move.weeks is None or not move.frees else label(
        "further.weeks", low=p.number("week", move.weeks[0]), high=p.number("week", move.weeks[1]))  # fmt: skip
    return (
        limit_name(subject, move.constraint), move.allowed, _upgrade(subject, move), frees,
        f"{move.path}: {move.said}" if move.frees else "", _money(subject, move.cost), _money(subject, move.plant),
        weeks, _effects(subject, move) if move.frees else "", label(f"further.found.{move.found}"),
    )  # fmt: skip


def _upgrade(subject: Subject, move: Move) -> str:
    name = subject.words.label(f"further.upgrades.{move.upgrade}")
    if not move.amount:
        return name
    amount = f"{subject.printer.number('number', move.amount)} {move.unit}"
    return subject.words.label("further.by", upgrade=name, amount=amount)


def _money(subject: Subject, cost: Range | None) -> str:
    if cost is None:
        return ""
    low, mid, high = (subject.printer.number("money", number) for number in cost)
    unit = subject.printer.unit("money")
    return subject.words.label("further.money", low=low, mid=mid, high=high, unit=unit)


def _effects(subject: Subject, move: Move) -> str:
    p, label = subject.printer, subject.words.label
    told = []
    for key, before, after in move.effects:
        measure = _MEASURES.get(key, "count")
        told.append(label("further.effect", what=label(f"further.numbers.{key}"), before=p.number(measure, before),
                          after=p.text(measure, after)))  # fmt: skip
    told += [label("further.fails", rule=rule_title(rule, subject.words)) for rule in move.failing]
    told += [label("further.cures", rule=rule_title(rule, subject.words)) for rule in move.cured]
    return "; ".join(told)
