"""Coolant distribution units: heat exchanger by effectiveness-NTU, pumps by their head curve.

A scalar kilowatt is not a rating: it holds only at the published flows, approach and coolant. The exchanger's UA is
calculated back from that point with the coolants of the rating, and used at the flows and coolants of the duty;
the pumps must give the head at the flow.
"""

from dataclasses import dataclass

import numpy as np

from designer.catalog import Cdu
from designer.cooling.bench import Bench
from designer.ledger import Value, formula
from designer.model import NoteKind
from designer.sizing.coolant import FluidState
from designer.sizing.exchanger import Plates, Rating, facility_rated, plates_of, rated_states, restated
from designer.units import Quantity, q

__all__ = ["CduModel", "approach_needed", "exchanger_heat", "head_at", "model_of"]


@formula("Q_avail", unit="kW", source="textbook")
def exchanger_heat(epsilon: Quantity, C_min: Quantity, T_hot: Quantity, T_cold: Quantity) -> Quantity:
    """Heat that an exchanger moves between its two entering temperatures."""
    return epsilon * C_min * (T_hot - T_cold)


@dataclass(frozen=True, slots=True)
class CduModel:
    """A CDU ready to calculate: rated heat [kW], approach that sizing counted with [K] (else at its rated heat with
    the loops' coolants), exchanger, head points (flow [LPM], head [kPa]) by flow.
    """

    record: Cdu
    heat_rated: float
    approach_rated: float
    plates: Plates
    flows: tuple[float, ...]
    heads: tuple[float, ...]
    fws_drop: float
    power: float

    @property
    def tcs_flow(self) -> float:
        """Rated technology flow [LPM]."""
        return self.plates.flows[0]

    @property
    def fws_flow(self) -> float:
        """Rated facility flow [LPM]."""
        return self.plates.flows[1]

    def effect(self, tcs_lpm: float, fws_lpm: float, tcs: FluidState, fws: FluidState) -> tuple[float, float]:
        """Effectiveness and smaller heat capacity rate [kW/K] at given flows."""
        return self.plates.effect(tcs_lpm, fws_lpm, tcs, fws)


def model_of(bench: Bench, record: Cdu, tcs: FluidState, fws: FluidState) -> CduModel:
    """The model of a CDU record with the loops' coolants; unknown facility values are asked for and assumed."""
    heat, rules = record.heat_rated.si("kW"), bench.rules
    flow_t = _known(bench, record.tcs_flow_rated, "cdu_flow", "LPM", heat * rules.si("cdu_flow", "LPM/kW"))
    assumed = facility_rated(record, flow_t, rules["facility_flow_ratio"])
    flow_f = _known(bench, record.fws_flow_rated, "facility_flow_ratio", "LPM", assumed)
    drop = _known(bench, record.fws_drop, "fws_drop_default", "kPa", rules.si("fws_drop_default", "kPa"))
    power = _known(bench, record.power, "cdu_power", "kW", heat * rules.si("cdu_power"))
    approach = record.approach_rated
    if not approach.known:
        approach = rules["approach_screen"]
        bench.ask("cdu_approach", record.key, approach)
    rating = Rating(record.slug, record.heat_rated, approach, (flow_t, flow_f), rules["plate_exponent"])
    rated = rated_states(bench.catalog, record, (tcs, fws))
    if not record.facility_coolant and rated[1] != fws:
        bench.note(NoteKind.ASSUMPTION, "cdu_facility_coolant", record.key, rated="water", loop=bench.fws.name)
    plates = plates_of(bench.keep, rating, rated, (tcs, fws))
    own = restated(bench.keep, rating, plates, (tcs, fws)).si("delta_degC")
    counted = bench.approach or min(own, rules.si("approach_max", "delta_degC"))
    points = sorted((p.flow.si("LPM"), p.head.si("kPa")) for p in record.head_curve if p.flow.known and p.head.known)
    if not points:
        bench.note(NoteKind.RFI, "cdu_head_curve", record.key)
    flows, heads = tuple(p[0] for p in points), tuple(p[1] for p in points)
    return CduModel(record, heat, counted, plates, flows, heads, drop, power)


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
