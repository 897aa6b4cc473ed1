"""How thick pipes are with their insulation, and how far apart two of them lie."""

from designer.catalog import Catalog, Pipe
from designer.cooling.bench import Bench
from designer.cooling.pipes import Bore, choose_bore
from designer.cooling.records import PipeRun
from designer.sizing.coolant import FluidState

__all__ = ["insulation_m", "lane_m", "outside_m", "pitch_m", "thick_m", "tier_m"]

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
    """Distance between the axes of two mains of a loop that run side by side, each for a flow [LPM]: what each takes,
    times its pipes in parallel [m].
    """
    bore, parallel = _main(bench, loop, flow, state)
    return lane_m(bench, loop, bore) * parallel


def tier_m(bench: Bench, loop: str, flow: float, state: FluidState) -> float:
    """How far one main of a loop for a flow [LPM] hangs above another: what one pipe takes [m]."""
    return lane_m(bench, loop, _main(bench, loop, flow, state)[0])


def _main(bench: Bench, loop: str, flow: float, state: FluidState) -> tuple[Bore, int]:
    """Size of a main of a loop for a flow [LPM], and how many lie in parallel."""
    facility = not loop.startswith("TCS")
    bores = bench.fws_bores if facility else bench.tcs_bores
    return choose_bore(flow / 60000.0, bores, state, bench.size_rule(facility))


def lane_m(bench: Bench, loop: str, bore: Bore) -> float:
    """What a pipe of a loop takes beside another: its outside with insulation, and room for the hangers [m]."""
    return thick_m(bench, loop, bore) + bench.catalog.threshold("layout", "hanger_side").si("m")


def thick_m(bench: Bench, loop: str, bore: Bore) -> float:
    """Outside of a size of pipe with the insulation of its loop [m]."""
    return bore.outside_m + 2.0 * _around(loop, bench.catalog)


def _around(loop: str, catalog: Catalog) -> float:
    return catalog.threshold("cooling", _INSULATION.get(loop[:3], "insulation_facility")).si("mm") / _MM
