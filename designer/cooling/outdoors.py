"""The outdoor plant at the design day: how many coolers and chillers must run, in which mode, with what left over."""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog import Chiller, Cooler
from designer.cooling.bench import Bench
from designer.cooling.energy import WET_MODES, WETTED_COILS
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import RejectionDuty
from designer.cooling.rejection import (
    ChillerModel,
    CoolerModel,
    adiabatic_air,
    chiller_capacity,
    chiller_cop,
    chiller_model,
    cooler_model,
    coolers_needed,
    crossflow,
)
from designer.layout.records import Layout, Placed
from designer.ledger import Limit, formula
from designer.model import NoteKind
from designer.sizing.plant import chillers_by_heat
from designer.units import Quantity, q

__all__ = [
    "ChillerBank",
    "CoolerBank",
    "air_temperatures",
    "chiller_bank",
    "chillers_of",
    "cooler_bank",
    "coolers_of",
    "dry_reach",
    "in_reach",
    "judge_coolers",
    "lowest_supply",
    "screen",
]


@formula("T_air", unit="degC", source="derived", clause="design dry bulb and recirculation")
def air_entering(T_db: Quantity, dT_rec: Quantity) -> Quantity:
    """Air entering the cooler bank at the design day."""
    return T_db + dT_rec


@formula("T_ret", unit="degC", source="textbook")
def facility_return(T_s: Quantity, Q: Quantity, C: Quantity) -> Quantity:
    """Facility return temperature."""
    return T_s + (Q / C).to("delta_degC")


@formula("Q_bank", unit="kW", source="derived", clause="effectiveness at the bank's flow, full fans")
def bank_capacity(eps: Quantity, C: Quantity, T_ret: Quantity, T_air: Quantity) -> Quantity:
    """Capacity of the needed coolers at the design day."""
    return eps * C * (T_ret - T_air)


@dataclass(frozen=True, slots=True)
class CoolerBank:
    """Coolers at the design day: needed and standing, mode, air entering [degC], fan power of all [kW], vapour heat
    [kW].
    """

    model: CoolerModel | None
    duties: tuple[RejectionDuty, ...]
    needed: int
    mode: str
    entering_c: float
    fan_power: float
    vapour: float
    missing: float
    short: bool


@dataclass(frozen=True, slots=True)
class ChillerBank:
    """Chillers at the design day: needed, compressor power of all [kW]."""

    model: ChillerModel | None
    duties: tuple[RejectionDuty, ...]
    needed: int
    power: float


def coolers_of(bench: Bench, layout: Layout) -> tuple[CoolerModel | None, tuple[Placed, ...]]:
    """The cooler model and the placed coolers; existing ones of the mine without a catalog record do not count."""
    placed = tuple(p for p in layout.of("cooler") if p.catalog)
    if not placed:
        return None, ()
    return cooler_model(bench, bench.catalog.get(Cooler, slug_of(placed[0].catalog))), placed


def chillers_of(bench: Bench, layout: Layout) -> tuple[ChillerModel | None, tuple[Placed, ...]]:
    """The chiller model and the placed chillers, none where the brief forbids chillers."""
    placed = tuple(p for p in layout.of("chiller") if p.catalog)
    if not placed or not bench.site.wishes.cooling.chillers_allowed:
        return None, ()
    return chiller_model(bench, bench.catalog.get(Chiller, slug_of(placed[0].catalog))), placed


def wet_allowed(bench: Bench, model: CoolerModel | None) -> bool:
    """Whether water may be evaporated: it is there, the brief permits it, and the cooler has pads."""
    rejection = set(bench.site.wishes.cooling.rejection)
    permitted = not rejection or bool(rejection & {"adiabatic", "tower", "hybrid"})
    return bool(model and model.saturation > 0.0 and bench.site.water.available and permitted)


def air_temperatures(bench: Bench, model: CoolerModel | None) -> tuple[float, float]:
    """Air entering the bank dry, and behind pads where permitted (else the same) [degC]."""
    rise = bench.rules["recirculation"]
    dry = bench.keep(air_entering, "cooler_air", T_db=bench.dry_bulb, dT_rec=rise)
    if model is None or not wet_allowed(bench, model):
        return dry.si("degC"), dry.si("degC")
    wet = bench.keep(
        adiabatic_air,
        "cooler_air_wet",
        T_db=dry,
        eta=q(model.saturation),
        T_wb=q(bench.wet_bulb.si("degC") + rise.si("delta_degC"), "degC"),
    )
    return dry.si("degC"), min(wet.si("degC"), dry.si("degC"))


def lowest_supply(bench: Bench, model: CoolerModel | None, count: int, heat: float, rate: float) -> float | None:
    """The lowest facility supply [degC] that so many coolers hold at the design day; None without coolers."""
    if model is None or count <= 0 or rate <= 0.0:
        return None
    entering = air_temperatures(bench, model)[1]
    effect = _effect(model, rate / count)
    return float(entering + heat / rate * (1.0 / effect - 1.0))


def dry_reach(bench: Bench, model: CoolerModel, count: int, heat: float, rate: float) -> float:
    """The lowest facility supply [degC] that so many coolers hold at the design day without water."""
    air = bench.dry_bulb.si("degC") + bench.rules.si("recirculation", "delta_degC")
    return air + heat / rate * (1.0 / _effect(model, rate / count) - 1.0)


def _effect(model: CoolerModel, fluid: float) -> float:
    smaller, larger = min(model.air_rate, fluid), max(model.air_rate, fluid)
    return float(crossflow(model.ua / smaller, smaller / larger)) * smaller / fluid


def cooler_bank(
    bench: Bench,
    model: CoolerModel | None,
    placed: Sequence[Placed],
    job: tuple[float, float, float],
    forced: int = 0,
) -> CoolerBank:
    """The bank for job = (heat [kW], heat capacity rate [kW/K], supply [degC]).

    With `forced` so many coolers run, what they leave is left to chillers.
    """
    heat, rate, supply = job
    if heat <= 0.0 or rate <= 0.0:
        return CoolerBank(model, (), 0, "none", bench.dry_bulb.si("degC"), 0.0, 0.0, 0.0, False)
    dry, wet = air_temperatures(bench, model)
    if model is None:
        return CoolerBank(None, (), 0, "none", dry, 0.0, 0.0, heat, True)
    warm = bench.keep(facility_return, "facility_return", T_s=q(supply, "degC"), Q=q(heat, "kW"), C=q(rate, "kW/K"))
    needed, mode, entering = _mode(bench, model, len(placed), (rate, warm.si("degC"), supply), (dry, wet))
    running = forced or max(1, min(needed or len(placed), len(placed)))
    if forced and entering >= warm.si("degC"):
        bench.made.pop("cooling.cooler_capacity", None)
        fans = running * model.fan_power
        idle = _duties(model, placed, (0.0, 0.0, entering, warm.si("degC"), warm.si("degC"), fans), running)
        return CoolerBank(model, idle, forced, mode, entering, fans, 0.0, heat, True)
    capacity = bench.keep(
        bank_capacity,
        "cooler_capacity",
        limit=None if forced else Limit(">=", q(heat, "kW"), "heat of the facility loop", "derived"),
        eps=q(_effect(model, rate / running)),
        C=q(rate, "kW/K"),
        T_ret=warm,
        T_air=q(entering, "degC"),
    ).si("kW")
    short = not needed or bench.spare.total(needed) > len(placed)
    missing = min(heat, max(0.0, heat - capacity)) if not needed or needed > running else 0.0
    fans = running * model.fan_power
    vapour = _vapour(bench, model, (dry, entering), (running, heat - missing), mode)
    each = (heat - missing, capacity / running, entering, warm.si("degC"), supply + missing / rate, fans)
    count = forced or needed or len(placed)
    duties = _duties(model, placed, each, running)
    return CoolerBank(model, duties, count, mode, entering, fans, vapour, missing, short)


def _vapour(
    bench: Bench, model: CoolerModel, air: tuple[float, float], job: tuple[int, float], mode: str
) -> float:
    """Heat that leaves as vapour [kW]: cooling of the air behind pads, or a share of the heat of a wetted coil.

    air = (dry, entering) [degC]; job = (coolers running, heat [kW]).
    """
    if mode == "dry":
        return 0.0
    if model.type in WETTED_COILS:
        return job[1] * bench.rules.si("latent_share")
    return float(job[0] * model.air_rate * (air[0] - air[1]))


def _duties(
    model: CoolerModel, placed: Sequence[Placed], each: tuple[float, ...], running: int
) -> tuple[RejectionDuty, ...]:
    """Duties of all coolers, sharing each = (heat, capacity of one, air, fluid in and out, fan power of all)."""
    heat, capacity, air, warm, left, fans = each
    count = len(placed)
    return tuple(
        RejectionDuty(
            p.tag, model.key, heat / count, capacity, air, warm, left, fans / count, 0.0, "N" if i < running else "R"
        )
        for i, p in enumerate(sorted(placed, key=lambda p: p.tag))
    )


def _mode(
    bench: Bench, model: CoolerModel, standing: int, job: tuple[float, float, float], air: tuple[float, float]
) -> tuple[int, str, float]:
    """Coolers needed, mode and air entering: dry while the standing ones do it, else wet where that is permitted."""
    dry, wet = air
    if model.type == "tower":
        return coolers_needed(model, job, wet), "tower", wet
    by_dry = coolers_needed(model, job, dry)
    if by_dry and bench.spare.total(by_dry) <= standing:
        return by_dry, "dry", dry
    by_wet = coolers_needed(model, job, wet) if wet < dry else 0
    if by_wet:
        bench.decide(
            "adiabatic", model.key, dry=q(dry, "degC"), wet=q(wet, "degC"), supply=q(job[2], "degC"), coolers=by_wet
        )
        return by_wet, WET_MODES.get(model.type, "adiabatic"), wet
    return by_dry, "dry", dry


def judge_coolers(bench: Bench, bank: CoolerBank, standing: int, job: tuple[float, float, float]) -> None:
    """What is missing where no chiller finishes the work: coolers, or a supply that outdoor air allows."""
    heat, rate, supply = job
    if heat <= 0.0 or rate <= 0.0:
        return
    if bank.model is None:
        _no_coolers(bench, heat, supply, bank.entering_c)
        return
    total = bench.spare.total(bank.needed)
    if total <= standing and not bank.missing:
        return
    if in_reach(bank, job):
        bench.fall_short(
            "coolers", "FWS", q(float(total)), q(float(standing)), ("coolers.extra", float(total - standing))
        )
        return
    reach = lowest_supply(bench, bank.model, bench.spare.running(standing), heat, rate)
    _out_of_reach(bench, supply, reach if reach is not None else bank.entering_c, bank.entering_c)


def in_reach(bank: CoolerBank, job: tuple[float, float, float]) -> bool:
    """Whether enough coolers would bring job = (heat [kW], rate [kW/K], supply [degC]) to its supply by themselves."""
    heat, rate, supply = job
    if bank.model is None or bank.entering_c >= supply:
        return False
    return coolers_needed(bank.model, (rate, supply + heat / rate, supply), bank.entering_c) > 0


def screen(bench: Bench) -> None:
    """Judge a hall without any placed liquid rack: whether outdoor air allows the supply that the brief wishes."""
    wish = bench.site.wishes.cooling.supply_temperature
    if not wish.known or "chiller" in bench.site.wishes.cooling.rejection:
        return
    air = _coldest_air(bench)
    supply = wish.si("degC") - bench.rules.si("approach_screen", "delta_degC")
    _out_of_reach(bench, supply, air + bench.rules.si("least_approach", "delta_degC"), air)


def _coldest_air(bench: Bench) -> float:
    """The air [degC] that the permitted coolers of the catalog work with: dry, or wetted where water may evaporate."""
    permitted = set(bench.site.wishes.cooling.rejection) or {"dry", "adiabatic"}
    ways = [_air_of(bench, c) for c in bench.catalog.all(Cooler) if c.type in permitted]
    wet = bench.site.water.available
    dry = float(bench.dry_bulb.si("degC") + bench.rules.si("recirculation", "delta_degC"))
    return min((air for air, type_ in ways if wet or type_ == "dry"), default=dry)


def _air_of(bench: Bench, cooler: Cooler) -> tuple[float, str]:
    """The air [degC] that a cooler works with at the design day, and its type."""
    share = cooler.saturation_effectiveness.si("") if cooler.saturation_effectiveness.known else 0.0
    dry, wet = bench.dry_bulb.si("degC"), bench.wet_bulb.si("degC")
    return dry + bench.rules.si("recirculation", "delta_degC") - share * (dry - wet), cooler.type


def _in_its_place(bench: Bench, supply: float) -> str:
    """The first of the catalog that holds a facility supply [degC] at the design day: a cooler without water, one with
    it where the site has any, a chiller.
    """
    least = bench.rules.si("least_approach", "delta_degC")
    order = ("dry", "adiabatic", "hybrid", "tower") if bench.site.water.available else ("dry",)
    rated = [c for c in bench.catalog.all(Cooler) if c.heat_rated.known and c.fan_power.known]
    fit = [c for c in rated if c.type in order and _air_of(bench, c)[0] + least <= supply]
    first = min(fit, key=lambda c: (order.index(c.type), c.slug), default=None)
    machines = [c.slug for c in bench.catalog.all(Chiller) if c.type == "air-cooled"]
    return first.slug if first else next(iter(machines), "-")


def _no_coolers(bench: Bench, heat: float, supply: float, air: float) -> None:
    air = min(air, _coldest_air(bench))
    bench.fall_short("coolers", "FWS", q(heat, "kW"), q(0.0, "kW"), ("coolers.extra", 2.0) if air < supply else None)
    _out_of_reach(bench, supply, air + bench.rules.si("least_approach", "delta_degC"), air)


def _out_of_reach(bench: Bench, supply: float, reach: float, air: float) -> None:
    """The risk, with the nearest supply that outdoor air allows."""
    if reach <= supply:
        return
    bench.fall_short("facility_supply", "FWS", q(supply, "degC"), q(reach, "degC"), None)
    wish, limit = bench.site.wishes.cooling.supply_temperature, bench.rack_limits[0]
    nearest = q(wish.si("degC") + reach - supply, "degC") if wish.known else q(reach, "degC")
    wanted, reached, entering = (q(t, "degC") for t in (supply, reach, air))
    choice, water = _in_its_place(bench, supply), "yes" if bench.site.water.available else "no"
    if limit is not None and nearest.m_as("degC") > limit.si("degC"):
        bench.note(
            NoteKind.RISK, "facility_supply_beyond", "FWS", supply=wanted, reach=reached, air=entering,
            nearest=nearest, limit=limit, choice=choice, water=water,
        )
        return
    bench.note(
        NoteKind.RISK, "facility_supply", "FWS", supply=wanted, reach=reached, air=entering,
        nearest=nearest, limit=limit if limit is not None else "-", choice=choice, water=water,
    )


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
    cop = bench.keep(chiller_cop, "chiller_cop", COP_r=q(model.cop), s=slope, T_air=q(air, "degC"), T_r=rated).si("")
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
