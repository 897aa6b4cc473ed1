"""Line numbers of pipes: size, service, number and class, each once."""

from collections.abc import Sequence

from designer.catalog import Catalog, Pipe
from designer.cooling.records import PipeRun
from designer.documents.printing import System
from designer.documents.trade_sizes import trade_size

__all__ = ["line_numbers", "service_code"]

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
