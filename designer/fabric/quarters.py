"""Where the network cabinets should stand: the shortest way of the cables, asked for and then held against what came.

The fabric looks where else its cabinets could stand and asks for the place where its links would be shortest. What came
of it is measured in the next round over all networks; a place that is longer in truth, or for which the hall has no
room, is given up again, and no other is asked for: what was counted on did not come. Each place is asked for once, so
that the rounds end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.catalog import Catalog
from designer.fabric.arrangements import arrangements
from designer.fabric.basis import Basis
from designer.fabric.records import Fabric
from designer.fabric.reports import Arrangement
from designer.layout.records import Layout
from designer.model import Constraint, Note, NoteKind, Shortfall, Trade
from designer.site.records import Site
from designer.sizing.records import Programme
from designer.units import q

__all__ = ["PLACE_ASKED", "Quarters", "quartered", "seek_quarters"]

#: What the brief and the layout call an arrangement.
_PLACES = {"end_of_row": "end-of-row", "middle_of_row": "in-row", "central_block": "central-block"}
#: What the keys of the constraints begin with that ask for a place.
PLACE_ASKED = "network_place."
#: Number of a turn, the place asked for, mean way of a cable before [m].
Turn = tuple[int, str, float]
#: No new place is asked for after this round of sizing, so that the last one can still be given up.
_LAST_ROUND = 6


@dataclass(frozen=True, slots=True)
class Quarters:
    """Other places of the cabinets that were looked at, the request for another one, and what earlier ones brought."""

    arrangements: tuple[Arrangement, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    notes: tuple[Note, ...] = ()


def seek_quarters(site: Site, programme: Programme, layout: Layout, catalog: Catalog, wired: Fabric) -> Quarters:
    """Where the network cabinets of a wired hall should rather stand. Nothing is sought where the brief says where, or
    while cabinets are missing."""
    if site.hall.network_racks or any(short.key == "network_racks" for short in wired.shortfalls):
        return Quarters()
    basis = Basis(site, catalog, programme, layout)
    turns = sorted(_turn(c) for c in programme.constraints if c.key.startswith(PLACE_ASKED))
    mean = _mean_way(wired)
    asked = _tell(basis, turns, mean)
    found: tuple[Arrangement, ...] = ()
    if asked is None and programme.round <= _LAST_ROUND:
        found = arrangements(basis, wired)
        asked = _better(basis, found, turns, mean)
    return Quarters(found, (asked,) if asked is not None else (), tuple(basis.notes))


def quartered(wired: Fabric, found: Quarters) -> Fabric:
    """The fabric with what was found of the places of its cabinets."""
    return replace(
        wired, arrangements=found.arrangements, shortfalls=(*wired.shortfalls, *found.shortfalls),
        notes=(*wired.notes, *found.notes),
    )  # fmt: skip


def _turn(constraint: Constraint) -> Turn:
    number, _, place = constraint.key.removeprefix(PLACE_ASKED).partition(".")
    return int(number), place, constraint.amount


def _mean_way(wired: Fabric) -> float:
    """Mean way of a cable over all networks [m]."""
    count = sum(len(network.cables) for network in wired.networks)
    return sum(float(n.cables["length"].sum(dtype=float)) for n in wired.networks) / count if count else 0.0


def _tell(basis: Basis, turns: Sequence[Turn], mean: float) -> Shortfall | None:
    """Notes of what each turn brought; the request to go back when the last one brought no shorter way."""
    stood, back = "middle", None
    built = basis.layout.network_racks if basis.layout is not None else ""
    means = [was for _, _, was in turns] + [mean]
    for (number, place, was), now in zip(turns, means[1:], strict=True):
        if back is not None:
            stood, back = place, None
            continue
        if number == len(turns) and built != place:
            basis.note(NoteKind.DECISION, "place_no_room", place, place=place, before=built)
            continue
        key = "place_taken" if now < was else "place_longer"
        basis.note(NoteKind.DECISION, key, place, place=place, before=stood, was=q(was, "m"), now=q(now, "m"))
        if now < was:
            stood = place
        else:
            back = _asked(stood, turns, now, was)
    return back


def _better(
    basis: Basis, arranged: Sequence[Arrangement], turns: Sequence[Turn], mean: float
) -> Shortfall | None:
    """The request for the place where the compute links would be shortest, of those not asked for yet; none once a
    place had to be given up again."""
    tried = {place for _, place, _ in turns}
    if len(tried | {"middle"}) <= len(turns):
        return None
    found = {one.name: one for one in arranged}
    built = found.pop("placed", None)
    left: list[Arrangement] = [one for name, one in found.items() if _PLACES[name] not in tried]
    best = min(left, key=lambda one: one.total_m, default=None)
    if built is None or best is None or best.total_m > built.total_m * (1.0 - basis.number("network_place_gain")):
        return None
    return _asked(_PLACES[best.name], turns, mean, mean * best.total_m / built.total_m)


def _asked(place: str, turns: Sequence[Turn], mean: float, wanted: float) -> Shortfall:
    cure = Constraint(f"{PLACE_ASKED}{len(turns) + 1}.{place}", mean, "fabric.quarters")
    return Shortfall(Trade.FABRIC, "network_place", place, q(wanted, "m"), q(mean, "m"), cure)
