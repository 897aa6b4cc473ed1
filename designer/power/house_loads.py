"""The loads of the hall itself: lighting and small power, and the controls that watch everything else."""

from designer.ledger import formula
from designer.model import Load, LoadClass, Trade
from designer.power.basis import Basis
from designer.units import Quantity, q

__all__ = ["house_loads", "house_power", "lighting_power"]


@formula("P_house", unit="kW", source="derived")
def house_power(A_hall: Quantity, p_house: Quantity) -> Quantity:
    """Lighting, small power and controls of the hall."""
    return A_hall * p_house


@formula("P_light", unit="kW", source="derived")
def lighting_power(P_house: Quantity, P_ctrl: Quantity) -> Quantity:
    """Lighting and small power: what is left of the house power beside the controls."""
    return P_house - P_ctrl


def house_loads(basis: Basis) -> tuple[Load, ...]:
    """Lighting and small power on two panels (class C4, through transfer switches) and controls (class C1, two
    cords).
    """
    area = q(basis.site.hall.polygon.area, "m2")
    whole = basis.keep(house_power, "house", A_hall=area, p_house=basis.catalog.threshold("sizing", "house_load"))
    controls = min(basis.number("controls_kw", "kW"), whole.si("kW") / 2.0)
    light = basis.keep(lighting_power, "lighting", P_house=whole, P_ctrl=q(controls, "kW"))
    return (
        _load(basis, "EPMS-01", "controls", LoadClass.CONTROL, controls, 2),
        *(_load(basis, f"HLP-0{n}", "house", LoadClass.MECHANICAL, light.si("kW") / 2, 1) for n in (1, 2)),
    )


def _load(basis: Basis, tag: str, kind: str, load_class: LoadClass, kilowatts: float, cords: int) -> Load:
    factor = basis.number("house_power_factor")
    return Load(
        tag, kind, Trade.POWER, load_class, kilowatts, kilowatts, kilowatts, factor, heat_air_kw=kilowatts, cords=cords
    )
