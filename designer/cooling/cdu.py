"""Coolant distribution units: heat exchanger by effectiveness-NTU, pumps by their head curve.

A scalar kilowatt is not a rating: it holds only at the published flows and approach. The exchanger's UA is calculated
back from that point and used at the flows of the duty; the pumps must give the head at the flow.
"""

import math
from dataclasses import dataclass

import numpy as np

from designer.catalog import Cdu
from designer.cooling.bench import Bench
from designer.cooling.coolant import FluidState
from designer.ledger import Value, exp, formula, ln
from designer.model import NoteKind
from designer.units import Quantity, q

__all__ = [
    "CduModel",
    "approach_needed",
    "counterflow",
    "effectiveness",
    "exchanger_heat",
    "exchanger_size",
    "head_at",
    "model_of",
    "transfer_units",
]


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


@formula("Q_avail", unit="kW", source="textbook")
def exchanger_heat(epsilon: Quantity, C_min: Quantity, T_hot: Quantity, T_cold: Quantity) -> Quantity:
    """Heat that an exchanger moves between its two entering temperatures."""
    return epsilon * C_min * (T_hot - T_cold)


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
class CduModel:
    """A CDU ready to calculate: rated flows [LPM], UA [kW/K], head points (flow [LPM], head [kPa]) by flow."""

    record: Cdu
    heat_rated: float
    approach_rated: float
    tcs_flow: float
    fws_flow: float
    ua: float
    exponent: float
    flows: tuple[float, ...]
    heads: tuple[float, ...]
    fws_drop: float
    power: float

    def ua_at(self, tcs_lpm: float, fws_lpm: float) -> float:
        """UA [kW/K] at other flows: both films carry half the resistance at the rating."""
        hot = (self.tcs_flow / max(tcs_lpm, 1e-9)) ** self.exponent
        cold = (self.fws_flow / max(fws_lpm, 1e-9)) ** self.exponent
        return 2.0 * self.ua / (hot + cold)

    def effect(self, tcs_lpm: float, fws_lpm: float, tcs: FluidState, fws: FluidState) -> tuple[float, float]:
        """Effectiveness and smaller heat capacity rate [kW/K] at given flows."""
        rates = sorted((tcs.kw_per_k(tcs_lpm), fws.kw_per_k(fws_lpm)))
        return counterflow(self.ua_at(tcs_lpm, fws_lpm) / rates[0], rates[0] / rates[1]), rates[0]


def model_of(bench: Bench, record: Cdu, tcs: FluidState, fws: FluidState) -> CduModel:
    """The model of a CDU record; unknown facility values are asked for and assumed."""
    heat = record.heat_rated.si("kW")
    flow_t = _known(bench, record.tcs_flow_rated, "cdu_flow", "LPM", heat * bench.rules.si("cdu_flow", "LPM/kW"))
    flow_f = _known(
        bench, record.fws_flow_rated, "facility_flow_ratio", "LPM", flow_t * bench.rules.si("facility_flow_ratio")
    )
    drop = _known(bench, record.fws_drop, "fws_drop_default", "kPa", bench.rules.si("fws_drop_default", "kPa"))
    power = _known(bench, record.power, "cdu_power", "kW", heat * bench.rules.si("cdu_power"))
    approach = record.approach_rated
    if not approach.known:
        approach = bench.rules["approach_screen"]
        bench.ask("cdu_approach", record.key, approach)
    slug = record.slug
    c_t, c_f = q(tcs.kw_per_k(flow_t), "kW/K"), q(fws.kw_per_k(flow_f), "kW/K")
    c_min, c_max = sorted((c_t, c_f))
    eps = bench.keep(
        rated_effectiveness,
        f"cdu_effectiveness[{slug}]",
        Q_r=record.heat_rated,
        ATD=approach,
        C_tcs=c_t,
        C_min=c_min,
    )
    units = bench.keep(transfer_units, f"cdu_transfer_units[{slug}]", epsilon=eps, C_r=c_min / c_max)
    size = bench.keep(exchanger_size, f"cdu_size[{slug}]", NTU=units, C_min=c_min)
    points = sorted((p.flow.si("LPM"), p.head.si("kPa")) for p in record.head_curve if p.flow.known and p.head.known)
    if not points:
        bench.note(NoteKind.RFI, "cdu_head_curve", record.key)
    return CduModel(
        record,
        record.heat_rated.si("kW"),
        approach.si("K"),
        flow_t,
        flow_f,
        size.si("kW/K"),
        bench.rules.si("plate_exponent"),
        tuple(p[0] for p in points),
        tuple(p[1] for p in points),
        drop,
        power,
    )


def _known(bench: Bench, value: Value, rule: str, unit: str, assumed: float) -> float:
    """A published value in a unit, or the assumed one, which is then asked for."""
    if value.known:
        return value.si(unit)
    bench.ask("cdu_value", value.name, Value(q(assumed, unit), bench.rules[rule].evidence, bench.rules[rule].name))
    return assumed


def head_at(model: CduModel, flow_lpm: float) -> float:
    """External head [kPa] at a flow: linear in flow squared between points, never above the first, zero past the last.

    With a single published point its head is taken for every smaller flow: pump curves fall with flow, so this is safe.
    """
    if not model.flows:
        return 0.0
    if flow_lpm > model.flows[-1] * (1.0 + 1e-9):
        return 0.0
    squares = np.square(model.flows)
    return float(np.interp(flow_lpm**2, squares, model.heads))


def approach_needed(
    model: CduModel, heat_kw: float, flows: tuple[float, float], states: tuple[FluidState, FluidState]
) -> float:
    """Supply approach [K] that a heat needs at given technology and facility flows [LPM]."""
    eps, c_min = model.effect(*flows, *states)
    return heat_kw / (eps * c_min) - heat_kw / states[0].kw_per_k(flows[0])
