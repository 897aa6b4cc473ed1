"""Chillers at the design day: how many must run, and what they draw."""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog import Chiller
from designer.cooling.bench import Bench
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import RejectionDuty
from designer.cooling.rejection import ChillerModel, chiller_capacity, chiller_cop
from designer.layout.records import Layout, Placed
from designer.sizing.plant import chillers_by_heat
from designer.units import q

__all__ = ["ChillerBank", "chiller_bank", "chillers_of"]


@dataclass(frozen=True, slots=True)
class ChillerBank:
    """Chillers at the design day: needed, compressor power of all [kW]."""

    model: ChillerModel | None
    duties: tuple[RejectionDuty, ...]
    needed: int
    power: float


def chillers_of(bench: Bench, layout: Layout) -> tuple[Chiller | None, tuple[Placed, ...]]:
    """The chillers' record and the placed chillers, none where the brief forbids chillers."""
    placed = tuple(p for p in layout.of("chiller") if p.catalog)
    if not placed or not bench.site.wishes.cooling.chillers_allowed:
        return None, ()
    return bench.catalog.get(Chiller, slug_of(placed[0].catalog)), placed


def chiller_bank(
    bench: Bench, model: ChillerModel | None, placed: Sequence[Placed], heat: float, temperatures: tuple[float, float]
) -> ChillerBank:
    """Chillers for a heat [kW] at temperatures = (chilled return, chilled supply) [degC]."""
    if model is None or not placed or heat <= 0.0:
        return ChillerBank(model, (), 0, 0.0)
    air = bench.dry_bulb.si("degC") + bench.rules.si("recirculation", "delta_degC")
    air = max(air, model.least_air_c)
    slope, rated = q(model.slope), q(model.air_c, "degC")
    unit = bench.keep(
        chiller_capacity, "chiller_capacity", Q_r=q(model.capacity, "kW"), s=slope, T_air=q(air, "degC"), T_r=rated
    )
    capacity = unit.si("kW")
    fall = q(model.cop_fall)
    cop = bench.keep(chiller_cop, "chiller_cop", COP_r=q(model.cop), s=fall, T_air=q(air, "degC"), T_r=rated).si("")
    needed = int(bench.keep(chillers_by_heat, "chillers", Q=q(heat, "kW"), Q_unit=unit).si(""))
    total = bench.spare.total(needed)
    if total > len(placed):
        bench.fall_short(
            "chillers", "CHW", q(float(total)), q(float(len(placed))), ("chillers.extra", float(total - len(placed)))
        )
    power = heat / cop
    duties = tuple(
        RejectionDuty(
            p.tag,
            model.key,
            heat / len(placed),
            capacity,
            air,
            temperatures[0],
            temperatures[1],
            power / len(placed),
            0.0,
            "N" if i < needed else "R",
        )
        for i, p in enumerate(sorted(placed, key=lambda p: p.tag))
    )
    return ChillerBank(model, duties, needed, power)
