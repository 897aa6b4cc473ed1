"""How thick the facility mains will be: their level in the stack-up is kept before the cooling room sizes them."""

from math import pi

from designer.catalog import Catalog, Pipe
from designer.ledger import Step, formula
from designer.sizing.records import Programme
from designer.units import Quantity

__all__ = ["main_bore", "main_outside", "main_step"]


@formula("D_main", unit="m", source="textbook", clause="whole flow of the facility loop in one pipe")
def main_bore(V: Quantity, v: Quantity) -> Quantity:
    """Bore that carries a flow at a velocity."""
    return (4 * V / (pi * v)) ** 0.5


def main_step(programme: Programme, catalog: Catalog) -> Step | None:
    """The bore that the facility mains ask for by the flow that sized their pumps; none without a facility loop."""
    pumps = next((s for s in programme.steps if s.key == "sizing.pumps"), None)
    flow = next((i for i in pumps.inputs if i.symbol == "X_duty"), None) if pumps is not None else None
    if flow is None:
        return None
    return main_bore.step("layout.main_bore", V=flow.quantity, v=catalog.threshold("cooling", "velocity_header"))


def main_outside(step: Step | None, catalog: Catalog) -> float:
    """Outside of an insulated main [m]: the least size of a facility pipe with that bore, or the bore where none has
    it; 0 without a main."""
    if step is None:
        return 0.0
    bore = step.si("m")
    sizes = [size for pipe in catalog.all(Pipe) if "fws" in pipe.loops for size in pipe.sizes]
    wide = [size.outside.si("m") for size in sizes if size.bore.si("m") >= bore]
    return min(wide, default=bore) + 2 * catalog.threshold("cooling", "insulation_facility").si("m")
