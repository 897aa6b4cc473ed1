"""The little arithmetic that rules need of their own."""

from designer.fabric.budgets import round_trip
from designer.ledger import formula, maximum, sqrt
from designer.units import Quantity

__all__ = ["caster_load", "flow_heat", "round_trip", "spread_load", "step_of_ramp", "turning_width"]


@formula("Q_flow", unit="kW", source="textbook", clause="heat carried by a flow")
def flow_heat(V: Quantity, rho: Quantity, c_p: Quantity, dT: Quantity) -> Quantity:
    """Heat that a flow carries over a temperature rise."""
    return V * rho * c_p * dT


@formula("p_floor", unit="kPa", source="derived", clause="mass over its own area and half of each aisle beside it")
def spread_load(m_rack: Quantity, g: Quantity, w_rack: Quantity, d_rack: Quantity, w_aisles: Quantity) -> Quantity:
    """Load of a rack spread over its footprint and half of both aisles."""
    return m_rack * g / (w_rack * (d_rack + w_aisles / 2))


@formula("F_caster", unit="kN", source="ibm-floor", clause="one caster may carry half the rack while it is moved")
def caster_load(m_rack: Quantity, g: Quantity, s_caster: Quantity) -> Quantity:
    """Heaviest load on one caster of a rack while it is moved."""
    return m_rack * g * s_caster


@formula("W_turn", unit="m", source="derived", clause="a rectangle round a right angle between passages of one width")
def turning_width(w: Quantity, d: Quantity) -> Quantity:
    """Width of passages in which a rack of a width and a depth on its way turns a square corner.

    At an angle a of its turn it needs (w + d sin a cos a) / (sin a + cos a), which is convex in sin a + cos a: greatest
    where the rack lies along a passage, or at 45 degrees.
    """
    return maximum(w, (w + d / 2) / sqrt(2))


@formula("P_step", unit="MW", source="derived")
def step_of_ramp(r_limit: Quantity, t_step: Quantity) -> Quantity:
    """Change of power that a ramp limit allows within the time of a load step."""
    return r_limit * t_step
