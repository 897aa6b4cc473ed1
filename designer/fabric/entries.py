"""Dark-fibre entries: distance and round trip to the metro, diversity, and the way from the entry to the cabinets."""

import math
from collections.abc import Sequence

import numpy as np

from designer.fabric import budgets
from designer.fabric.basis import Basis
from designer.fabric.reports import Entry
from designer.model import NoteKind
from designer.site.records import FibreRoute
from designer.units import q

__all__ = ["entries"]


def entries(basis: Basis) -> tuple[Entry, ...]:
    """One entry for each route of the brief, and notes for what is missing: routes, diversity, lengths."""
    routes = basis.site.fibre
    made = tuple(_entry(basis, route, routes) for route in routes)
    paths = {_path(route) for route in routes}
    if basis.site.has_hall and len(paths) < int(basis.number("fibre_paths_least")):
        basis.note(NoteKind.RFI, "fibre_paths", "site.fibre", paths=len(paths), wanted=basis.rule("fibre_paths_least"))
    near = [one.apart_m for one in made if one.apart_m]
    apart = basis.rule("fibre_entries_apart")
    if near and min(near) < apart.si("m"):
        basis.note(NoteKind.RISK, "fibre_entries", "site.fibre", apart=q(min(near), "m"), wanted=apart)
    return made


def _entry(basis: Basis, route: FibreRoute, routes: Sequence[FibreRoute]) -> Entry:
    length = route.length.si("m") if route.length.known else 0.0
    trip = [0.0, 0.0]
    for place, end in enumerate(("low", "high")) if length else ():
        step = basis.keep(
            budgets.round_trip, f"round_trip_{end}[{route.name}]", L_route=route.length,
            t_m=basis.rule(f"propagation_{end}"),
        )
        trip[place] = step.si("s")
    return Entry(
        name=route.name, metro=route.metro, path=route.path, length_m=length, round_trip_s=(trip[0], trip[1]),
        at=route.entry, inside_m=_inside(basis, route.entry),
        diverse=len(routes) > 1 and all(one is route or _path(one) != _path(route) for one in routes),
        apart_m=_apart(route, routes),
    )


def _path(route: FibreRoute) -> str:
    return route.path or route.name


def _inside(basis: Basis, at: tuple[float, float] | None) -> float:
    """Way in the plan from the entry to the middle of the network cabinets [m]; 0 where either is unknown."""
    boxes = [b for b in basis.layout.of("rack") if b.purpose == "network"] if basis.layout is not None else []
    if at is None or not boxes:
        return 0.0
    x, y = np.mean([b.box.at.x for b in boxes]), np.mean([b.box.at.y for b in boxes])
    return float(abs(x - at[0]) + abs(y - at[1]))


def _apart(route: FibreRoute, routes: Sequence[FibreRoute]) -> float:
    """Distance in the plan to the nearest other entry [m]; 0 where none is known."""
    if route.entry is None:
        return 0.0
    others = [one.entry for one in routes if one is not route and one.entry is not None]
    return min((math.dist(route.entry, other) for other in others), default=0.0)
