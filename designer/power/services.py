"""How everything that is no GPU rack is fed: core and controls from the UPS of their units, plant through transfer
switches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.model import Load, LoadClass, NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Group, Groups, Unit
from designer.power.places import Places
from designer.power.rack_feed import usable_apparent
from designer.power.sharing import Table
from designer.power.three_phase import PER_VA, vector_of

__all__ = ["Panel", "Services", "Supply", "core_classes", "serve", "vector"]

#: Classes that stand behind a UPS.
core_classes = (LoadClass.CONTROL, LoadClass.CORE)


@dataclass(frozen=True, slots=True)
class Panel:
    """Distribution panels A and B with the loads on both, and the units that feed them; `core` behind the UPS of those
    units. A `single` panel has no partner.
    """

    name: str
    core: bool
    loads: tuple[Load, ...]
    units: tuple[Unit, Unit]
    single: bool = False

    @property
    def power(self) -> complex:
        """Load of both sides together [kVA]."""
        return sum((vector(load) for load in self.loads), 0j)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that have a panel."""
        return ("A",) if self.single else ("A", "B")

    def tag(self, side: str) -> str:
        """The tag of the panel that a side's circuits leave."""
        return f"{self.name}{side if side in self.sides else 'A'}"

    def unit(self, side: str) -> Unit:
        """The unit that feeds a side."""
        return self.units[0 if side == "A" else 1]


@dataclass(frozen=True, slots=True)
class Supply:
    """One load on a panel pair: with two cords, or of one cord on `side`, with a transfer switch where it has one."""

    load: Load
    panel: Panel
    side: str
    transfers: bool


    @property
    def sides(self) -> tuple[str, ...]:
        """The sides from which circuits run to the load."""
        return ("A", "B") if self.transfers or self.load.cords > 1 else (self.side,)


@dataclass(frozen=True, slots=True)
class Services:
    """Panels and supplies, and whether a UPS stands before the core."""

    panels: tuple[Panel, ...]
    supplies: tuple[Supply, ...]
    has_ups: bool


def vector(load: Load) -> complex:
    """A load as complex apparent power [kVA]."""
    return vector_of(load.design_kw, load.power_factor)


def serve(basis: Basis, groups: Groups, loads: Sequence[Load], places: Places) -> Services:
    """Panels for every load that is no GPU rack, shared out over the pairs of their group so that the worst loss is
    least.
    """
    minutes = basis.site.wishes.power.core_ups
    has_ups = minutes.known and minutes.si("min") > 0.0
    core = _panels(basis, [x for x in loads if x.load_class in core_classes], "PDP", places)
    plant = _panels(basis, [x for x in loads if x.load_class not in core_classes], "MDP", places)
    if not groups.services:
        if core or plant:
            basis.note(NoteKind.RISK, "services_without_block")
        return Services((), (), has_ups)
    if len(groups.services) == 1:
        basis.note(NoteKind.RISK, "services_single_path", groups.services[0].transformer)
    shared = groups.core.units == groups.plant.units
    table = Table(groups.core.units)
    panels = _share_out(core, groups.core, table)
    panels += _share_out(plant, groups.plant, table if shared else Table(groups.plant.units))
    return Services(panels, tuple(s for panel in panels for s in _supplies(panel)), has_ups)


def _panels(basis: Basis, loads: Sequence[Load], prefix: str, places: Places) -> list[tuple[str, tuple[Load, ...]]]:
    """Loads in the order of the hall, filled into panels up to their rating; a large load has a panel of its own."""
    volts = basis.site.wishes.power.voltage
    most = usable_apparent(
        V=volts, I_whip=basis.rule("panel_current"), f_cont=basis.circuit_factor, k_VA=PER_VA
    ).magnitude
    ordered = sorted(loads, key=lambda x: (x.kind, _along(x, places), x.tag))
    bins: list[list[Load]] = []
    for load in ordered:
        here = bins[-1] if bins else None
        same = here is not None and here[0].kind == load.kind
        if here is not None and same and abs(sum(map(vector, [*here, load]), 0j)) <= most:
            here.append(load)
        else:
            bins.append([load])
    return [(f"{prefix}-{n:02d}", tuple(b)) for n, b in enumerate(bins, 1)]


def _along(load: Load, places: Places) -> tuple[float, float]:
    at = load.position or places.at.get(load.tag)
    return (at.x, at.y) if at else (0.0, 0.0)


def _share_out(
    panels: Sequence[tuple[str, tuple[Load, ...]]], group: Group, table: Table
) -> tuple[Panel, ...]:
    """Largest first, each on the pair (and side) that leaves the least worst loading after any loss."""
    index = {u.transformer: n for n, u in enumerate(table.units)}
    core = group.part == "core"
    pairs = [(index[a.transformer], index[b.transformer]) for a, b in group.pairs()]
    if not core and not group.transfers:
        pairs = list(dict.fromkeys(way for a, b in pairs for way in ((a, b), (b, a))))
    found: dict[str, Panel] = {}
    for name, loads in sorted(panels, key=lambda x: (-abs(sum(map(vector, x[1]), 0j)), x[0])):
        a, b = table.lay(pairs, sum(map(vector, loads), 0j), moves=not core)
        units = table.units[a], table.units[b]
        found[name] = Panel(name, core, loads, units, group.shape.single and a == b)
    return tuple(found[name] for name, _ in panels)


def _supplies(panel: Panel) -> list[Supply]:
    """Plant stands on side A of its pair; core loads of one cord take turns, so that both UPS sides carry alike."""
    double, sides = not panel.single, "AB" if panel.core and not panel.single else "A"
    return [
        Supply(load, panel, sides[turn % len(sides)], double and load.cords < 2)
        for turn, load in enumerate(panel.loads)
    ]
