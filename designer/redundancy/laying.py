"""A design made in the axes of its hall, laid back into the plan of its brief: every place, and no other number."""

from collections.abc import Iterable
from dataclasses import replace

from designer.cooling.fall_records import Fall
from designer.layout import laid_back
from designer.model import Element, Load, Motion
from designer.redundancy.records import Trades
from designer.site.records import Site

__all__ = ["trades_laid_back"]


def trades_laid_back(trades: Trades, site: Site, motion: Motion) -> Trades:
    """What the trades made in axes of the hall, in the plan of the site that they were made for."""
    if motion == Motion():
        return replace(trades, site=site)
    fabric, cooling, power = trades.fabric, trades.cooling, trades.power
    return replace(
        trades,
        site=site,
        layout=laid_back(motion, trades.layout),
        loads=_loads(motion, trades.loads),
        fabric=replace(
            fabric, loads=_loads(motion, fabric.loads), elements=_elements(motion, fabric.elements),
            entries=tuple(e if e.at is None else replace(e, at=motion.back(e.at)) for e in fabric.entries),
        ),
        cooling=replace(
            cooling, loads=_loads(motion, cooling.loads), elements=_elements(motion, cooling.elements),
            pipes=tuple(replace(p, points=tuple(map(motion.back, p.points))) for p in cooling.pipes),
            passings=tuple(replace(p, points=tuple(map(motion.back, p.points))) for p in cooling.passings),
            falls=tuple(_fall(motion, f) for f in cooling.falls),
        ),
        power=replace(
            power, loads=_loads(motion, power.loads), elements=_elements(motion, power.elements),
            routes=tuple(replace(r, line=motion.line_back(r.line)) for r in power.routes),
            openings=tuple(
                replace(o, x=at[0], y=at[1]) for o in power.openings for at in [motion.back((o.x, o.y))]
            ),
        ),
    )  # fmt: skip


def _fall(motion: Motion, fall: Fall) -> Fall:
    stubs = tuple(replace(s, at=motion.back(s.at)) for s in fall.stubs)
    return replace(fall, way=tuple(map(motion.back, fall.way)), stubs=stubs)


def _loads(motion: Motion, loads: Iterable[Load]) -> tuple[Load, ...]:
    return tuple(o if o.position is None else replace(o, position=motion.position_back(o.position)) for o in loads)


def _elements(motion: Motion, elements: Iterable[Element]) -> tuple[Element, ...]:
    return tuple(e if e.position is None else replace(e, position=motion.position_back(e.position)) for e in elements)
