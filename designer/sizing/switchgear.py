"""The medium-voltage switchgear as two walk-in enclosures in the yard, one for each bus section."""

from dataclasses import replace
from math import ceil

from designer.catalog import Switchboard
from designer.site.distribution import distribution_voltage
from designer.sizing.architecture import Architecture
from designer.sizing.basis import Basis, best
from designer.sizing.boxes import Where, module_of
from designer.sizing.records import Module

__all__ = ["letters_of", "rows_in", "rows_of", "switchgear_modules"]

#: Cubicles of a section beside its feeders: metering, incomer, bus section, spare.
_OTHERS = 4
#: Cubicles that stand in one row; more stand in two that face one another.
_ROW = 12


def rows_of(cubicles: int) -> int:
    """Rows in which so many cubicles stand."""
    return max(1, ceil(cubicles / _ROW))


def rows_in(depth: float, cubicle: float, aisle: float) -> int:
    """Rows of cubicles, facing one another in pairs, that an enclosure of a depth [m] holds.

    >>> [rows_in(d, 1.5, 2.0) for d in (3.5, 5.0, 8.5, 10.0)]
    [1, 2, 3, 4]
    """
    rows = 1
    while (rows + 1) * cubicle + ceil((rows + 1) / 2) * aisle <= depth + _ROUNDING:
        rows += 1
    return rows


#: What sums of depths may be off by [m].
_ROUNDING = 1e-6


def letters_of(gpu: tuple[Architecture, int], services: int) -> int:
    """Loops at most: a letter for each unit of a system of the GPU racks and for its reserves; each block of core and
    plant may have its own.
    """
    kind, blocks = gpu
    members = kind.system or kind.sides
    reserves = ceil(blocks / (kind.catches + 1)) if kind.catches else kind.extra * kind.sides
    return min(blocks, members + reserves) + services


def switchgear_modules(basis: Basis, letters: int, systems: int) -> list[Module]:
    """Both sections with a cubicle for each loop's end and each battery system on it."""
    volts, rules = distribution_voltage(basis.site, basis.catalog).si("V"), basis.site.wishes.power.rules
    fit = [
        b for b in basis.catalog.all(Switchboard)
        if b.level == "MV" and b.rules == rules and b.voltage.si("V") >= volts * (1.0 - 1e-9)
    ]  # fmt: skip
    gear = best(fit, lambda b: (b.voltage.si("V"), b.bus_current.si("A"), b.interrupting.si("kA")))
    if gear is None or not letters:
        return []
    cubicles = _OTHERS + letters + ceil(systems / 2)
    rows = rows_of(cubicles)
    clear, aisle = basis.rule("clear_switchgear").si("m"), basis.rule("aisle_switchgear").si("m")
    where = Where("yard", (clear, clear, clear), groups=2, sections=ceil(cubicles / rows))
    box = module_of("MVS", gear, 2, 2, where)
    depth = rows * box.depth + ceil(rows / 2) * aisle
    return [replace(box, catalog="", depth=depth, mass_kg=box.mass_kg / gear.sections * cubicles)]
