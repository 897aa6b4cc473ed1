"""Line numbers of pipes: size, service, number and class, each once."""

import re
from collections.abc import Iterable, Sequence

from designer.catalog import Catalog, Pipe
from designer.cooling.records import PipeRun
from designer.documents.printing import System
from designer.documents.trade_sizes import trade_size

__all__ = ["line_numbers", "lines_alike", "service_code"]

#: What stands before the running number of a line, the number, what stands after it.
_PARTS = re.compile(r"(.*-[A-Z]{2}-)(\d+)(.*)")
_LOOPS = {"TCS": "T", "FWS": "F", "CHW": "C"}


def service_code(pipe: PipeRun) -> str:
    """Two letters: T, F or C for technology, facility or chilled water; S or R for supply or return."""
    return _LOOPS.get(pipe.loop[:3], pipe.loop[:1]) + ("R" if "return" in pipe.service else "S")


def line_numbers(pipes: Sequence[PipeRun], catalog: Catalog, system: System) -> dict[str, str]:
    """The line number of every pipe by its tag, such as ``8"-TS-101-PN10``, in metric packs
    ``DN200-TS-101-PN10``; numbers run by service."""
    counts: dict[str, int] = {}
    found = {}
    for pipe in pipes:
        code = service_code(pipe)
        counts[code] = counts.get(code, 100) + 1
        slug = pipe.catalog.rpartition("/")[2]
        pressure = catalog.get(Pipe, slug).pressure_class if slug in catalog.slugs("pipe") else None
        grade = f"-PN{pressure.si('bar'):.0f}" if pressure is not None and pressure.known else ""
        size = trade_size(pipe.nominal, system).replace(" ", "")
        found[pipe.tag] = f"{size}-{code}-{counts[code]}{grade}"
    return found


def lines_alike(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows that begin with a line number, those of one size, service and class joined whose other cells are the same.

    >>> lines_alike([('8"-TS-101-PN10', "5"), ('8"-TR-101-PN10', "5"), ('8"-TS-102-PN10', "5")])
    [('8"-TS-101 … 102-PN10', '5'), ('8"-TR-101-PN10', '5')]
    >>> lines_alike([("3-FS-101", "5"), ("3-FS-102", "5"), ("3-FS-104", "5")])
    [('3-FS-101 … 102, 104', '5')]
    """
    groups: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
    for line, *cells in rows:
        found = _PARTS.fullmatch(line)
        before, number, after = found.groups() if found else (line, "", "")
        groups.setdefault((before, after, tuple(cells)), []).extend([int(number)] if number else [])
    return [(f"{before}{_spans(numbers)}{after}", *cells) for (before, after, cells), numbers in groups.items()]


def _spans(numbers: Sequence[int]) -> str:
    """Numbers with their unbroken spans as first and last."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a} … {b}" for a, b in spans)
