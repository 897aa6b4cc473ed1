"""Where pipes of the cooling plant meet columns: solids that share floor; and how thick pipes are with insulation."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from shapely import STRtree
from shapely.geometry import LineString

from designer.catalog import Catalog, Pipe
from designer.cooling.records import PipeRun
from designer.layout.checker_services import Service
from designer.site.records import Hall

__all__ = ["at_columns", "insulation_m", "outside_m"]

#: Ways and shares of floor smaller than this are none [m, m2].
_TOUCH = 1e-3
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


def _solids(runs: Sequence[PipeRun], hall: Hall, catalog: Catalog) -> Iterator[Service]:
    """Every straight piece of a pipe indoors as a solid with its insulation, one loop one system."""
    for run in runs:
        thick = outside_m(run, catalog)
        for a, b in pairwise(run.points):
            line = LineString([a, b]).intersection(hall.polygon)
            if isinstance(line, LineString) and line.length > _TOUCH:
                yield Service(run.tag, run.loop, line, thick / 2.0, run.z, run.z + thick)


def at_columns(runs: Sequence[PipeRun], hall: Hall, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """Pipes that meet a column: tags of pipe and column."""
    own = list(_solids(runs, hall, catalog))
    if not own or not hall.columns:
        return ()
    shapes = [one.shape for one in own]
    outlines = [column.outline() for column in hall.columns]
    near, met = STRtree(outlines).query(shapes, predicate="intersects")
    return tuple(
        sorted(
            {
                (own[i].name, hall.columns[k].tag)
                for i, k in zip(near.tolist(), met.tolist(), strict=True)
                if shapes[i].intersection(outlines[k]).area > _TOUCH
            }
        )
    )
