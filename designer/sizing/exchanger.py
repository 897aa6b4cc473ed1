"""The exchanger of a CDU: its size from the published rating, and what that rating is worth with other coolants.

A scalar kilowatt holds only at the published flows, approach and coolants. Counterflow effectiveness-NTU; both films
carry half the resistance at the rating and follow flow and coolant as in a plate exchanger.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from designer.catalog import Catalog, Cdu, Coolant
from designer.ledger import Step, Value, exp, formula, ln
from designer.sizing.coolant import FluidState, density_of, fluid_of, heat_capacity_of
from designer.units import Quantity, q

__all__ = [
    "Pair",
    "Plates",
    "Rating",
    "approach_with_coolants",
    "counterflow",
    "effectiveness",
    "exchanger_size",
    "facility_rated",
    "film_ratio",
    "plates_of",
    "rated_effectiveness",
    "rated_states",
    "restated",
    "transfer_units",
]

Pair = tuple[FluidState, FluidState]

#: What makers rate the facility side of a CDU with where they do not tell.
_FACILITY_RATED = "water"


@formula("epsilon", unit="", source="textbook", clause="counterflow exchanger")
def effectiveness(NTU: Quantity, C_r: Quantity) -> Quantity:
    """Effectiveness of a counterflow exchanger."""
    return NTU / (1 + NTU) if abs(1 - C_r) < 1e-9 else (1 - exp(-NTU * (1 - C_r))) / (1 - C_r * exp(-NTU * (1 - C_r)))


@formula("NTU", unit="", source="textbook", clause="counterflow exchanger, inverted")
def transfer_units(epsilon: Quantity, C_r: Quantity) -> Quantity:
    """Transfer units of a counterflow exchanger of known effectiveness."""
    return epsilon / (1 - epsilon) if abs(1 - C_r) < 1e-9 else ln((1 - epsilon * C_r) / (1 - epsilon)) / (1 - C_r)


@formula("epsilon_r", unit="", source="textbook", clause="at the published rating")
def rated_effectiveness(Q_r: Quantity, ATD: Quantity, C_tcs: Quantity, C_min: Quantity) -> Quantity:
    """Effectiveness of a CDU back-calculated from its rating."""
    return Q_r / (C_min * (ATD + Q_r / C_tcs))


@formula("UA", unit="kW/K", source="textbook")
def exchanger_size(NTU: Quantity, C_min: Quantity) -> Quantity:
    """Exchanger size."""
    return NTU * C_min


@formula("phi", unit="", source="kumar-plates", clause="Nu = C Re^m Pr^(1/3), same passages and volume flow")
def film_ratio(
    k: Quantity, k_r: Quantity, rho: Quantity, rho_r: Quantity, c_p: Quantity, c_pr: Quantity, mu: Quantity,
    mu_r: Quantity, m: Quantity,
) -> Quantity:
    """Film coefficient of a plate exchanger with a coolant over that with the coolant of its rating."""
    return (k / k_r) ** (2 / 3) * (rho / rho_r) ** m * (c_p / c_pr) ** (1 / 3) * (mu / mu_r) ** (1 / 3 - m)


@formula("ATD", unit="delta_degC", source="textbook", clause="rated heat and flows with the coolants of the loops")
def approach_with_coolants(
    Q_r: Quantity, epsilon: Quantity, C_min: Quantity, C_tcs: Quantity
) -> Quantity:
    """Approach at which a CDU carries its rated heat with other coolants."""
    return Q_r / (epsilon * C_min) - Q_r / C_tcs


def counterflow(ntu: float, ratio: float) -> float:
    """Effectiveness as plain numbers, for loops.

    >>> round(counterflow(4.0, 1.0), 3)
    0.8
    """
    if abs(1.0 - ratio) < 1e-9:
        return ntu / (1.0 + ntu)
    decay = math.exp(-ntu * (1.0 - ratio))
    return (1.0 - decay) / (1.0 - ratio * decay)


@dataclass(frozen=True, slots=True)
class Rating:
    """The published point of a CDU: slug, heat, approach, technology and facility flow [LPM], the films' exponent."""

    slug: str
    heat: Value
    approach: Value
    flows: tuple[float, float]
    exponent: Value


@dataclass(frozen=True, slots=True)
class Plates:
    """An exchanger ready to calculate: UA [kW/K] at the rated flows [LPM] and coolants; `films` are the film
    coefficients of both loops' coolants over those of the rating's.
    """

    ua: float
    flows: tuple[float, float]
    exponent: float
    films: tuple[float, float] = (1.0, 1.0)

    def ua_at(self, tcs_lpm: float, fws_lpm: float) -> float:
        """UA [kW/K] at other flows, with the loops' coolants: both films carry half the resistance at the rating."""
        hot = (self.flows[0] / max(tcs_lpm, 1e-9)) ** self.exponent / self.films[0]
        cold = (self.flows[1] / max(fws_lpm, 1e-9)) ** self.exponent / self.films[1]
        return 2.0 * self.ua / (hot + cold)

    def effect(self, tcs_lpm: float, fws_lpm: float, tcs: FluidState, fws: FluidState) -> tuple[float, float]:
        """Effectiveness and smaller heat capacity rate [kW/K] at given flows."""
        rates = sorted((tcs.kw_per_k(tcs_lpm), fws.kw_per_k(fws_lpm)))
        return counterflow(self.ua_at(tcs_lpm, fws_lpm) / rates[0], rates[0] / rates[1]), rates[0]


def facility_rated(record: Cdu, flow_lpm: float, ratio: Value) -> float:
    """The facility flow of a rating [LPM]: the published one, else a ratio of the technology flow."""
    return record.fws_flow_rated.si("LPM") if record.fws_flow_rated.known else flow_lpm * ratio.si("")


def rated_states(catalog: Catalog, record: Cdu, loops: Pair) -> Pair:
    """The coolants of a rating at the temperatures of the loops; the facility side is taken as water unless told."""
    slugs = (record.coolant, record.facility_coolant or _FACILITY_RATED)
    fluids = [fluid_of(catalog.get(Coolant, slug)) for slug in slugs]
    hot, cold = (fluid.at(state.temperature_c) for fluid, state in zip(fluids, loops, strict=True))
    return hot, cold


def plates_of(keep: Callable[..., Step], rating: Rating, rated: Pair, loops: Pair) -> Plates:
    """The exchanger of a rating.

    Args:
        keep: the workbench's way to run a formula and keep its step under a key.
        rating: the published point.
        rated: technology and facility coolant of the rating, at the temperatures of the loops.
        loops: the coolants of the loops.
    """
    slug = rating.slug
    c_t, c_f = (q(state.kw_per_k(flow), "kW/K") for state, flow in zip(rated, rating.flows, strict=True))
    c_min, c_max = sorted((c_t, c_f))
    eps = keep(
        rated_effectiveness, f"cdu_effectiveness[{slug}]", Q_r=rating.heat, ATD=rating.approach, C_tcs=c_t, C_min=c_min
    )
    units = keep(transfer_units, f"cdu_transfer_units[{slug}]", epsilon=eps, C_r=c_min / c_max)
    size = keep(exchanger_size, f"cdu_size[{slug}]", NTU=units, C_min=c_min).si("kW/K")
    pairs = zip(("TCS", "FWS"), loops, rated, strict=True)
    films = [_film(keep, f"cdu_film[{slug}:{name}]", own, other, rating.exponent) for name, own, other in pairs]
    return Plates(size, rating.flows, rating.exponent.si(""), (films[0], films[1]))


def _film(keep: Callable[..., Step], key: str, own: FluidState, rated: FluidState, exponent: Value) -> float:
    """Film coefficient with a loop's coolant over that with the rating's; one, and no step, where they are alike."""
    if own == rated:
        return 1.0
    return keep(
        film_ratio,
        key,
        k=q(own.conductivity, "W/m/K"),
        k_r=q(rated.conductivity, "W/m/K"),
        rho=density_of(own),
        rho_r=density_of(rated),
        c_p=heat_capacity_of(own),
        c_pr=heat_capacity_of(rated),
        mu=q(own.viscosity * 1000.0, "mPa*s"),
        mu_r=q(rated.viscosity * 1000.0, "mPa*s"),
        m=exponent,
    ).si("")


def restated(keep: Callable[..., Step], rating: Rating, plates: Plates, loops: Pair) -> Value | Step:
    """The approach at which the unit carries its rated heat at its rated flows with the loops' coolants: the published
    one where those are the coolants of the rating.
    """
    if plates.films == (1.0, 1.0):
        return rating.approach
    eps, least = plates.effect(*rating.flows, *loops)
    technology = loops[0].kw_per_k(rating.flows[0])
    return keep(
        approach_with_coolants, f"cdu_approach[{rating.slug}]", Q_r=rating.heat, epsilon=q(eps),
        C_min=q(least, "kW/K"), C_tcs=q(technology, "kW/K"),
    )
