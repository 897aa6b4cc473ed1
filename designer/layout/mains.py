"""How thick and wide the facility mains will be: their place overhead is kept before the cooling room sizes them."""

from dataclasses import replace
from math import ceil, floor, pi

from designer.catalog import Catalog, Pipe
from designer.ledger import Step, formula
from designer.sizing.records import Programme
from designer.units import Quantity, q

__all__ = ["as_laid", "chilled_flow", "chilled_outside", "main_bore", "main_outside", "main_pipes", "main_step"]

#: Parts of a kilowatt that a heat is rounded down to.
_PARTS = 100


@formula("D_main", unit="m", source="textbook", clause="whole flow of the facility loop in one pipe")
def main_bore(V: Quantity, v: Quantity) -> Quantity:
    """Bore that carries a flow at a velocity."""
    return (4 * V / (pi * v)) ** 0.5


@formula("V_main", unit="m3/s", source="textbook", clause="heat of the chilled water over its usual rise")
def chilled_flow(Q: Quantity, rho_cp: Quantity, dT: Quantity) -> Quantity:
    """Flow that carries a heat."""
    return Q / (rho_cp * dT)


def main_step(programme: Programme, catalog: Catalog) -> Step | None:
    """The bore that the facility mains ask for by the flow that sized their pumps, or by the heat of the chillers where
    they alone make cold water; none without either."""
    if not programme.facility_flow:
        return _chilled_step(programme, catalog)
    velocity = catalog.threshold("cooling", "velocity_header")
    return main_bore.step("layout.main_bore", V=q(programme.facility_flow, "m3/s"), v=velocity)


def _chilled_step(programme: Programme, catalog: Catalog) -> Step | None:
    """The bore that the heat of the chillers asks for; none without any."""
    if not programme.chilled_heat:
        return None
    velocity = catalog.threshold("cooling", "velocity_header")
    rise, carried = (catalog.threshold("sizing", key) for key in ("fws_rise", "water_rho_cp"))
    flow = chilled_flow.step("layout.chilled_flow", Q=q(programme.chilled_heat, "kW"), rho_cp=carried, dT=rise).q
    return main_bore.step("layout.main_bore", V=flow, v=velocity)


def chilled_outside(programme: Programme, catalog: Catalog) -> float:
    """Outside of an insulated pipe of the chilled mains [m]; 0 without chillers beside a facility loop."""
    if not programme.facility_flow:
        return 0.0
    return main_outside(_chilled_step(programme, catalog), catalog, "insulation_chilled")


def main_pipes(step: Step | None, catalog: Catalog) -> int:
    """How many pipes side by side a main is: one up to the largest that is laid, else as many as have its area."""
    largest = catalog.threshold("cooling", "largest_bore_facility").si("m")
    return 1 if step is None else max(1, ceil((step.si("m") / largest) ** 2))


def main_outside(step: Step | None, catalog: Catalog, insulation: str = "insulation_facility") -> float:
    """Outside of an insulated main [m], or of one of its pipes where it has several: the least size of a facility pipe
    with that bore, or the bore where none has it; 0 without a main."""
    if step is None:
        return 0.0
    outside, _ = _pipe(_each_bore(step, catalog), catalog)
    return outside + 2 * catalog.threshold("cooling", insulation).si("m")


def _each_bore(step: Step, catalog: Catalog) -> float:
    """The bore that each pipe of a main needs [m]."""
    return step.si("m") / main_pipes(step, catalog) ** 0.5


def _pipe(bore: float, catalog: Catalog) -> tuple[float, float]:
    """Outside and bore [m] of the least facility pipe of at least a bore; that bore itself where none has it."""
    sizes = (size for pipe in catalog.all(Pipe) if "fws" in pipe.loops for size in pipe.sizes)
    wide = ((size.outside.si("m"), size.bore.si("m")) for size in sizes if size.bore.si("m") >= bore)
    return min(wide, default=(bore, bore))


def as_laid(programme: Programme, catalog: Catalog) -> Programme:
    """The programme with the heat of its chillers as the most that their pipes carry, where they have a facility loop
    beside them: all that is placed for is how thick these are.
    """
    step = _chilled_step(programme, catalog) if programme.facility_flow else None
    if step is None:
        return programme
    bore = _each_bore(step, catalog)
    _, widest = _pipe(bore, catalog)
    most = floor(programme.chilled_heat * (widest / bore) ** 2 * _PARTS) / _PARTS
    laid = replace(programme, chilled_heat=most)
    return laid if chilled_outside(laid, catalog) == chilled_outside(programme, catalog) else programme
