"""How thick pipes are with their insulation, and how far apart two of them lie."""

from designer.catalog import Catalog, Pipe
from designer.cooling.bench import Bench
from designer.cooling.pipes import choose_bore
from designer.cooling.records import PipeRun
from designer.sizing.coolant import FluidState

__all__ = ["insulation_m", "outside_m", "pitch_m"]

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
    return _around(run.loop, catalog)


def pitch_m(bench: Bench, loop: str, flow: float, state: FluidState) -> float:
    """Distance between the axes of two mains of a loop that run side by side, each for a flow [LPM]: outside with
    insulation, and room for the hangers [m].
    """
    facility = not loop.startswith("TCS")
    bores = bench.fws_bores if facility else bench.tcs_bores
    bore, _ = choose_bore(flow / 60000.0, bores, state, bench.size_rule(facility))
    beside = bench.catalog.threshold("layout", "hanger_side").si("m")
    return bore.outside_m + 2.0 * _around(loop, bench.catalog) + beside


def _around(loop: str, catalog: Catalog) -> float:
    return catalog.threshold("cooling", _INSULATION.get(loop[:3], "insulation_facility")).si("mm") / _MM
