"""Floor of what has no product record: vessels and tanks as upright cylinders, plate exchangers by a stated frame.

The layout seats them where plant and its working space leave floor; their elements stand there.
"""

from collections.abc import Iterable
from dataclasses import replace

from designer.cooling.bench import Bench
from designer.cooling.records import CoolingPlan, LoopItem
from designer.layout.late import Late
from designer.layout.records import Layout, Placed
from designer.ledger import ceil, formula
from designer.model import Element
from designer.units import Quantity, q

__all__ = ["cylinder_box", "exchanger_box", "late_box", "late_of", "seated"]

#: Rooms that boxes may stand in: those wanted most first, alike in one group. A buffer tank stands outdoors as well as
#: it does on the reserve, whichever is nearer; a water tank stands in the yard, by the coolers.
_INDOORS = (("mechanical",), ("reserve",))
_ROOMS = {"buffer": (("mechanical",), ("reserve", "yard")), "water-tank": (("yard",),)}
#: Loops whose legs lead outdoors: their vessels stand as their buffer does.
_OUTWARDS = ("FWS", "CHW")
#: Mains outdoors, which hang over nothing; along the header of the coolers that of their make-up water leads.
_MAINS = tuple(f"{loop}-{kind}" for loop in _OUTWARDS for kind in ("HEAD", "LEG"))
_HEADER = "FWS-HEAD-S"
#: Order in which kinds choose their floor.
_ORDER = ("exchanger", "expansion", "buffer", "water-tank")


@formula("D", unit="m", source="textbook", clause="upright cylinder of a slenderness H/D, next size up")
def cylinder(V: Quantity, r: Quantity, s: Quantity) -> Quantity:
    """Diameter of a vessel."""
    return ceil((4 * V / (3.141592653589793 * r)) ** (1 / 3) / s) * s


def cylinder_box(bench: Bench, tag: str, litres: float, kind: str) -> tuple[float, ...]:
    """Width, depth and height [m] of a vessel or tank on its feet, and the mass of what it holds [kg]."""
    rules = bench.rules
    ratio = rules["tank_ratio" if kind == "water-tank" else "vessel_ratio"]
    size = bench.keep(cylinder, f"diameter[{tag}]", V=q(litres, "L"), r=ratio, s=rules["vessel_step"]).si("m")
    round_it = size + 2.0 * rules.si("vessel_margin", "m")
    tall = size * ratio.si("") + rules.si("vessel_feet", "m")
    return round_it, round_it, tall, litres * bench.fws.at(20.0).density / 1000.0


def exchanger_box(bench: Bench) -> tuple[float, ...]:
    """Width, depth and height [m] of a trim exchanger, and its mass [kg]."""
    rules = bench.rules
    sides = (rules.si(f"trim_{name}", "m") for name in ("width", "depth", "height"))
    return (*sides, rules.si("trim_mass", "kg"))


def late_of(bench: Bench, plan: CoolingPlan) -> tuple[Late, ...]:
    """What wants floor, in the order in which it chooses."""
    items = sorted((i for i in plan.items if i.box), key=_turn)
    return tuple(_late(bench, plan, item) for item in items)


def _turn(item: LoopItem) -> tuple[int, int, bool, str]:
    """When an item chooses its floor: vessels of technology loops first, whose CDUs stand indoors, then those at the
    pumps, then those at the chillers; of the vessels of a loop first the one that is enough.
    """
    vessel = item.kind == "expansion"
    place = _OUTWARDS.index(item.loop) + 1 if vessel and item.loop in _OUTWARDS else 0
    return _ORDER.index(item.kind), place, vessel and not item.tag.endswith("-A"), item.tag


def _late(bench: Bench, plan: CoolingPlan, item: LoopItem) -> Late:
    first = {"pump": (p.tag for p in plan.pumps), "cdu": (c.tag for c in plan.cdus if c.loop == item.loop)}
    near = next(first["cdu"], next(first["pump"], "")) if item.loop != "FWS" else next(first["pump"], "")
    mains = [run for run in plan.pipes if run.tag.startswith(_MAINS) and len(run.points) > 1]
    at = None
    if item.kind == "water-tank":
        near = next((r.tag for r in plan.rejection), "")
        at = next((run.points[0] for run in mains if run.tag.startswith(_HEADER)), None)
    kind = "buffer" if item.kind == "expansion" and item.loop in _OUTWARDS else item.kind
    late = late_box(bench, (item.tag, kind), item.box, near)
    return replace(late, kind=item.kind, at=at, under=tuple(run.points for run in mains))


def late_box(bench: Bench, name: tuple[str, str], box: tuple[float, ...], near: str) -> Late:
    """A box (tag and kind; width, depth, height [m] and mass [kg]) that wants floor near a machine."""
    (tag, kind), (width, depth, height, mass) = name, box
    front, rooms = bench.rules.si("vessel_front", "m"), _ROOMS.get(kind, _INDOORS)
    return Late(tag, kind, (width, depth, height), mass, front, rooms, near)


def seated(plan: CoolingPlan, layout: Layout) -> CoolingPlan:
    """The plan with those elements where the layout has seated them."""
    seats = {p.tag: p for p in layout.placed if p.kind in _ORDER}
    return replace(plan, elements=tuple(_at(plan.elements, seats)))


def _at(elements: Iterable[Element], seats: dict[str, Placed]) -> Iterable[Element]:
    for element in elements:
        seat = seats.get(element.tag)
        yield replace(element, position=seat.box.at, room=seat.room) if seat else element
