"""Where the network cabinets should stand: the shortest way of the cables, asked for and then held against what came.

The fabric looks where else its cabinets could stand and asks for the place where its links would be shortest. What came
of it is measured in the next round over all networks; a place that is longer in truth, or for which the hall has no
room, is given up again. Each place is asked for once, so that the rounds end.
"""

from collections.abc import Sequence
from dataclasses import replace

from designer.fabric.arrangements import arrangements
from designer.fabric.basis import Basis
from designer.fabric.records import Fabric
from designer.fabric.reports import Arrangement
from designer.model import Constraint, NoteKind, Shortfall, Trade
from designer.units import q

__all__ = ["PLACE_ASKED", "settled"]

#: What the brief and the layout call an arrangement.
_PLACES = {"end_of_row": "end-of-row", "middle_of_row": "in-row", "central_block": "central-block"}
#: What the keys of the constraints begin with that ask for a place.
PLACE_ASKED = "network_place."
#: Number of a turn, the place asked for, mean way of a cable before [m].
Turn = tuple[int, str, float]
#: No new place is asked for after this round of sizing, so that the last one can still be given up.
_LAST_ROUND = 6


def settled(basis: Basis, wired: Fabric) -> Fabric:
    """The fabric with its request for another place of the cabinets, if any, what earlier ones brought, and what other
    places would give where it was looked for one.
    """
    if basis.programme is None or basis.layout is None or basis.site.hall.network_racks:
        return wired
    if any(short.key == "network_racks" for short in wired.shortfalls):
        return wired
    turns = sorted(_turn(c) for c in basis.programme.constraints if c.key.startswith(PLACE_ASKED))
    mean = _mean_way(wired)
    asked = _tell(basis, turns, mean)
    if asked is None and basis.programme.round <= _LAST_ROUND:
        wired = replace(wired, arrangements=arrangements(basis, wired))
        asked = _better(basis, wired, turns, mean)
    shortfalls = (*wired.shortfalls, asked) if asked is not None else wired.shortfalls
    return replace(wired, shortfalls=shortfalls, notes=tuple(basis.notes))


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


def _better(basis: Basis, wired: Fabric, turns: Sequence[Turn], mean: float) -> Shortfall | None:
    """The request for the place where the compute links would be shortest, of those not asked for yet."""
    tried = {place for _, place, _ in turns}
    found = {one.name: one for one in wired.arrangements}
    built = found.pop("placed", None)
    left: list[Arrangement] = [one for name, one in found.items() if _PLACES[name] not in tried]
    best = min(left, key=lambda one: one.total_m, default=None)
    if built is None or best is None or best.total_m > built.total_m * (1.0 - basis.number("network_place_gain")):
        return None
    return _asked(_PLACES[best.name], turns, mean, mean * best.total_m / built.total_m)


def _asked(place: str, turns: Sequence[Turn], mean: float, wanted: float) -> Shortfall:
    cure = Constraint(f"{PLACE_ASKED}{len(turns) + 1}.{place}", mean, "fabric.quarters")
    return Shortfall(Trade.FABRIC, "network_place", place, q(wanted, "m"), q(mean, "m"), cure)
