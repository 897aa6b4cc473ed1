"""In every state of the work the mine has the power that the brief promises it.

Remedy: promise the mine no more than the value, which it has in its worst state; or leave it more transformers, or
take its floor in a later phase.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-04", "conversion", "block", clause="phases beside a live mine", source="brief")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    phasing = design.conversion.phasing
    if phasing is None:
        yield from breaches(design, ("mine-floor",), any(b.key == "mine-floor" for b in design.trades.layout.breaches))
        return
    short = [s for s in phasing.states if "mine-short" in s.exceptions]
    if short:
        yield from ratio_kept(design, [(s.name, s.mine_kw, s.promised_kw) for s in short], ">=", "kW")
    starved = [(s.name, "mine-starved" not in s.exceptions) for s in phasing.states]
    if not short or not all(kept for _, kept in starved):
        yield from every(starved)
