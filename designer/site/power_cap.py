"""The cap on a rack's power: said in the brief, or proposed where one side's shelves carry less than the rack draws."""

from collections.abc import Sequence

from designer.catalog import Catalog, Rack
from designer.ledger import Value, formula
from designer.model import Trade
from designer.site.brief_wishes import ComputeBrief
from designer.site.draft import Draft, Path_
from designer.site.records import ComputeWish, Site
from designer.units import Quantity, q

__all__ = ["build_compute", "capped", "side_capacity"]

#: Cords of a rack of which either alone must carry it.
_BOTH_SIDES = 2


@formula("P_side", unit="kW", source="nv-shelf", clause="N+N shelves")
def side_capacity(n_shelves: Quantity, P_shelf: Quantity) -> Quantity:
    """What the shelves of one side can deliver with the other side lost."""
    return n_shelves / 2 * P_shelf


def build_compute(
    draft: Draft, brief: Sequence[ComputeBrief], racks: Sequence[Rack], single: bool, hall: bool
) -> tuple[ComputeWish, ...]:
    """The kinds of compute wanted, each with the cap on its racks; a proposed one is kept as a decision."""
    known = {rack.slug: rack for rack in racks}
    found = []
    for index, said in enumerate(brief):
        path: Path_ = ("compute",) if single else ("compute", index)
        rack = known.get(said.rack or "")
        cap = said.power_cap
        if cap is not None and rack is not None and rack.power_idle.known and cap.q < rack.power_idle.q:
            draft.wrong("power-cap-below-idle", (*path, "power_cap"), f"{cap.q:~}", f"{rack.power_idle.q:~}")
        if cap is None and rack is not None and hall:
            cap = _proposed(draft, rack)
        found.append(ComputeWish(said.rack or "", said.system or "", said.racks, said.nodes, cap))
    return tuple(found)


def _proposed(draft: Draft, rack: Rack) -> Value | None:
    """What one side's shelves carry, where that is at least the rack's typical power but less than its design power."""
    if rack.shelf is None or rack.cords < _BOTH_SIDES or not rack.power_typical.known:
        return None
    side = side_capacity(n_shelves=float(rack.shelf.count), P_shelf=rack.shelf.rating)
    if not rack.power_typical.q <= side < rack.power_design.q:
        return None
    draft.decide(
        "power_cap_proposed", rack.slug, Trade.POWER, cap=side, design=rack.power_design,
        less=q(100.0 * (1.0 - (side / rack.power_design.q).m_as("")), "%"),
    )  # fmt: skip
    return Value(side, rack.shelf.rating.evidence, f"rack/{rack.slug}.shelf.rating")


def capped(site: Site, catalog: Catalog) -> Catalog:
    """The catalog with the racks of the brief held to their caps: typical, design and never the transient peak."""
    racks = []
    for wish in site.wishes.compute:
        if wish.power_cap is None or wish.rack not in catalog.slugs("rack"):
            continue
        rack = catalog.get(Rack, wish.rack)
        held = {
            name: wish.power_cap
            for name in ("power_typical", "power_design")
            if getattr(rack, name).known and getattr(rack, name).q > wish.power_cap.q
        }
        if held:
            racks.append(rack.model_copy(update=held))
    return catalog.with_records(racks) if racks else catalog
