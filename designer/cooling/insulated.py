"""How thick pipes are with their insulation."""

from designer.catalog import Catalog, Pipe
from designer.cooling.records import PipeRun

__all__ = ["insulation_m", "outside_m"]

_MM = 1000.0
#: Rule of the insulation by the first letters of a loop.
_INSULATION = {"TCS": "insulation_technology", "CHW": "insulation_chilled"}


def outside_m(run: PipeRun, catalog: Catalog) -> float:
    """Outside of a pipe with its insulation [m]; its bore stands for a size whose outside no record tells."""
    pipe = catalog.get(Pipe, run.catalog.removeprefix("pipe/"))
    size = next((s.outside for s in pipe.sizes if s.nominal == run.nominal), None)
    bare = size.si("mm") if size is not None and size.known else run.bore
    return bare / _MM + 2.0 * insulation_m(run, catalog)


def insulation_m(run: PipeRun, catalog: Catalog) -> float:
    """Thickness of the insulation of a pipe [m]."""
    return catalog.threshold("cooling", _INSULATION.get(run.loop[:3], "insulation_facility")).si("mm") / _MM
