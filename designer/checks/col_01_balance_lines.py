"""Liquid, air and outdoor heat of every line of the balance add up to its power.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-01", "cooling", "block", ("cooling.residual_air",), clause="liquid + air + outside = power")


def judge(design: Design) -> Iterator[Ruling]:
    """The relative remainder of each line."""
    limit = design.trades.catalog.threshold("checks", "balance")
    rows = [
        (line.subject, abs(line.liquid + line.air + line.outside - line.power) / max(line.power, 1e-9))
        for line in design.trades.cooling.balance
    ]
    yield from compare(design, rows, "<=", limit, "share")
