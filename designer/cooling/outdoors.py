"""The outdoor plant at the design day: how many coolers and chillers must run, in which mode, with what left over."""

from dataclasses import dataclass

from designer.catalog import Chiller, Cooler
from designer.cooling.bench import Bench, Spare, wished
from designer.cooling.cooler_hours import WET_MODES
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import RejectionDuty
from designer.cooling.rejection import (
    CoolerModel,
    Moist,
    adiabatic_air,
    cooler_model,
    coolers_needed,
)
from designer.layout.records import Layout
from designer.ledger import Limit, Value, formula
from designer.model import NoteKind
from designer.sizing.basis import Basis
from designer.sizing.choices import closest_approach
from designer.units import Quantity, q

__all__ = [
    "CoolerBank",
    "air_temperatures",
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


@formula(
    "Q_bank", unit="kW", source="derived",
    clause="effectiveness at the bank's flow, full fans, no nearer to the air than the least approach",
)
def bank_capacity(eps: Quantity, C: Quantity, T_ret: Quantity, T_air: Quantity) -> Quantity:
    """Capacity of the needed coolers at the design day."""
    return eps * C * (T_ret - T_air)


@dataclass(frozen=True, slots=True)
class CoolerBank:
    """Coolers at the design day: how many, any of them, must run, and how many must stand; mode, air entering [degC],
    fan power of all [kW].
    """

    coolers: CoolerSet | None
    duties: tuple[RejectionDuty, ...]
    needed: int
    mode: str
    entering_c: float
    fan_power: float
    missing: float
    short: bool
    total: int = 0


def coolers_of(bench: Bench, layout: Layout) -> CoolerSet | None:
    """The placed coolers; existing ones of the mine without a catalog record do not count. More would be of the product
    of the new ones, else of the first.
    """
    placed = sorted((p for p in layout.of("cooler") if p.catalog), key=lambda p: p.tag)
    if not placed:
        return None
    slugs = sorted({slug_of(p.catalog) for p in placed})
    models = {slug: cooler_model(bench, bench.catalog.get(Cooler, slug)) for slug in slugs}
    first = next((p for p in placed if not p.existing), placed[0])
    return CoolerSet(tuple((p.tag, models[slug_of(p.catalog)]) for p in placed), models[slug_of(first.catalog)])


def wet_allowed(bench: Bench, coolers: CoolerSet | None) -> bool:
    """Whether water may be evaporated: it is there, the brief permits it, and some cooler has pads."""
    rejection = set(bench.site.wishes.cooling.rejection)
    permitted = not rejection or bool(rejection & {"adiabatic", "tower", "hybrid"})
    return bool(coolers and coolers.wetted and bench.site.water.available and permitted)


Airs = dict[str, float]
#: Rounds in which the return settles that a wetted coil works with, and the change that counts as none [K].
_ROUNDS, _SETTLED = 60, 1e-10


def air_temperatures(bench: Bench, coolers: CoolerSet | None) -> tuple[float, Airs, Airs]:
    """Air of the design day at the bank, and by product what enters dry, and behind pads where permitted (else the
    same) [degC].
    """
    rise = bench.rules["recirculation"]
    air = bench.keep(air_entering, "cooler_air", T_db=bench.dry_bulb, dT_rec=rise)
    dry = {model.key: air.si("degC") for model, _ in (coolers.products if coolers else ())}
    if coolers is None or not wet_allowed(bench, coolers):
        return air.si("degC"), dry, dry
    wet_bulb = q(bench.wet_bulb.si("degC") + rise.si("delta_degC"), "degC")
    wet = dict(dry)
    for model, _ in coolers.products:
        if model.saturation > 0.0:
            key = "cooler_air_wet" if model == coolers.bought else f"cooler_air_wet[{slug_of(model.key)}]"
            step = bench.keep(adiabatic_air, key, T_db=air, eta=q(model.saturation), T_wb=wet_bulb)
            wet[model.key] = min(step.si("degC"), air.si("degC"))
    return air.si("degC"), dry, wet


def lowest_supply(bench: Bench, coolers: CoolerSet | None, heat: float, rate: float) -> float | None:
    """The lowest facility supply [degC] that these coolers hold at the design day; None without coolers."""
    if not coolers or rate <= 0.0:
        return None
    wetted = coolers.type == "tower" or wet_allowed(bench, coolers)
    return _lowest(coolers, air_temperatures(bench, coolers)[2], heat, rate, bench.pressure_pa() if wetted else 0.0)


def dry_reach(bench: Bench, coolers: CoolerSet, heat: float, rate: float) -> float:
    """The lowest facility supply [degC] that these coolers hold at the design day without water."""
    return _lowest(coolers, air_temperatures(bench, coolers)[1], heat, rate)


def _lowest(coolers: CoolerSet, airs: Airs, heat: float, rate: float, wet_pa: float = 0.0) -> float:
    """The lowest supply [degC]; `wet_pa` is the pressure of air that wetted coils work with [Pa], nil where dry."""
    warm = max(airs.values()) + heat / rate
    for _ in range(_ROUNDS):
        pulled, air = coolers.pull(rate, airs, _moist(coolers, (warm, warm - heat / rate), wet_pa))
        conductance = min(float(pulled), rate * float(coolers.most(heat / rate, wet_pa > 0.0)))
        before, warm = warm, float(air + heat / conductance)
        if abs(warm - before) < _SETTLED:
            break
    return warm - heat / rate


def _moist(coolers: CoolerSet, loop: tuple[float, float], wet_pa: float) -> Moist | None:
    """What wetted coils work with, for return and supply of the loop [degC]; None where none is wetted."""
    return Moist(*loop, wet_pa) if wet_pa and any(m.wet is not None for m, _ in coolers.products) else None


def _asked(
    spare: Spare, coolers: CoolerSet, airs: tuple[Airs, float], job: tuple[float, float, float], most: int = 100
) -> tuple[int, int]:
    """The fewest, any of them, that hold job = (heat [kW], rate [kW/K], supply [degC]), and how many must stand with
    the spares: those that do, or as many more of the bought product as are missing. Nil where no number does.
    `airs` come with the pressure of the air that wets, nil where dry.
    """
    heat, rate, supply = job
    entering, wet_pa = airs

    def fewest(bank: CoolerSet) -> int:
        counts = range(1, len(bank) + 1)
        return next((k for k in counts if _lowest(bank.least(k), entering, heat, rate, wet_pa) <= supply + 1e-9), 0)

    if len(coolers.products) == 1 and _near(coolers.bought, entering, supply, wet_pa > 0.0):
        needed = fewest(coolers) or fewest(coolers.more(most - min(most, len(coolers))))
        return needed, spare.total(needed)
    near = any(_near(m, entering, supply, wet_pa > 0.0) for m, _ in coolers.products)
    for extra in range(most if near else 0):
        bank = coolers.more(extra)
        needed = fewest(bank)
        if needed and spare.total(needed) <= len(bank):
            return needed, len(bank)
    return 0, 0


def _near(model: CoolerModel, entering: Airs, supply: float, wetted: bool) -> bool:
    """Whether a supply [degC] lies as far above the air that enters a product as it is credited with."""
    return entering[model.key] < supply and entering[model.key] + float(model.nearest(wetted)) <= supply + 1e-9


def cooler_bank(
    bench: Bench, coolers: CoolerSet | None, job: tuple[float, float, float], forced: int = 0
) -> CoolerBank:
    """The bank for job = (heat [kW], heat capacity rate [kW/K], supply [degC]).

    With `forced` so many coolers run, what they leave is left to chillers.
    """
    heat, rate, supply = job
    if heat <= 0.0 or rate <= 0.0:
        return CoolerBank(coolers, (), 0, "none", bench.dry_bulb.si("degC"), 0.0, 0.0, False)
    outdoors, dry, wet = air_temperatures(bench, coolers)
    if coolers is None:
        return CoolerBank(None, (), 0, "none", outdoors, 0.0, heat, True)
    warm = bench.keep(facility_return, "facility_return", T_s=q(supply, "degC"), Q=q(heat, "kW"), C=q(rate, "kW/K"))
    needed, total, mode, airs = _mode(bench, coolers, job, (dry, wet))
    count = len(coolers)
    running = coolers.least(forced or max(1, min(needed or count, count)))
    moist = _moist(running, (warm.si("degC"), supply), bench.pressure_pa() if mode != "dry" else 0.0)
    conductance, entering = (float(x) for x in running.pull(rate, airs, moist))
    conductance = min(conductance, rate * float(running.most(heat / rate, moist is not None)))
    day = _Day(rate, warm.si("degC"), airs, running, moist, heat / rate)
    if forced and entering >= warm.si("degC"):
        bench.made.pop("cooling.cooler_capacity", None)
        idle = _duties(coolers, day, 0.0, warm.si("degC"))
        return CoolerBank(coolers, idle, forced, mode, entering, running.fan_power, heat, True)
    capacity = bench.keep(
        bank_capacity,
        "cooler_capacity",
        limit=None if forced else Limit(">=", q(heat, "kW"), "heat of the facility loop", "derived"),
        eps=q(conductance / rate),
        C=q(rate, "kW/K"),
        T_ret=warm,
        T_air=q(entering, "degC"),
    ).si("kW")
    short = not needed or total > count
    missing = min(heat, max(0.0, heat - capacity)) if not needed or needed > len(running) else 0.0
    duties = _duties(coolers, day, heat - missing, supply + missing / rate)
    must = forced or needed or count
    return CoolerBank(coolers, duties, must, mode, entering, running.fan_power, missing, short, total)


@dataclass(frozen=True, slots=True)
class _Day:
    """The design day of a bank: heat capacity rate [kW/K], return [degC], air entering by product, what runs, what
    wetted coils work with, fall of the fluid [K].
    """

    rate: float
    warm: float
    airs: Airs
    running: CoolerSet
    moist: Moist | None
    fall: float

    def capacity(self, model: CoolerModel) -> float:
        """What one of a product rejects with its share of the running ones' flow [kW]."""
        alone = CoolerSet.alike(model, 1)
        rate = self.rate * self.running.share(model)
        pulled, air = alone.pull(rate, self.airs, self.moist)
        most = rate * float(alone.most(self.fall, self.moist is not None))
        return max(min(float(pulled), most) * (self.warm - float(air)), 0.0)


def _duties(coolers: CoolerSet, day: _Day, heat: float, left: float) -> tuple[RejectionDuty, ...]:
    """Duties of all coolers, which share the heat [kW] by what each rejects, the fluid leaving at `left` [degC]."""
    each = {model.key: day.capacity(model) for model, _ in coolers.products}
    whole = sum(each[model.key] for _, model in coolers.units)
    on = {tag for tag, _ in day.running.units}
    return tuple(
        RejectionDuty(
            tag, model.key, heat * each[model.key] / whole if whole else 0.0, each[model.key], day.airs[model.key],
            day.warm, left, day.running.fan_power * model.fan_power / coolers.fan_power, 0.0,
            "N" if tag in on else "R",
        )
        for tag, model in coolers.units
    )


def _mode(
    bench: Bench, coolers: CoolerSet, job: tuple[float, float, float], air: tuple[Airs, Airs]
) -> tuple[int, int, str, Airs]:
    """Coolers needed and asked for, mode and air entering: dry while the standing ones do it, else wet where that is
    permitted.
    """
    dry, wet = air
    pressure = bench.pressure_pa()
    if coolers.type == "tower":
        return *_asked(bench.spare, coolers, (wet, pressure), job), "tower", wet
    by_dry, total = _asked(bench.spare, coolers, (dry, 0.0), job)
    if by_dry and total <= len(coolers):
        return by_dry, total, "dry", dry
    by_wet, asked = _asked(bench.spare, coolers, (wet, pressure), job) if wet != dry else (0, 0)
    if by_wet:
        dries, wets = (q(min(airs.values()), "degC") for airs in air)
        bench.decide("adiabatic", coolers.name, dry=dries, wet=wets, supply=q(job[2], "degC"), coolers=by_wet)
        return by_wet, asked, WET_MODES.get(coolers.type, "adiabatic"), wet
    return by_dry, total, "dry", dry


def judge_coolers(bench: Bench, bank: CoolerBank, job: tuple[float, float, float]) -> None:
    """What is missing where no chiller finishes the work: coolers, or a supply that outdoor air allows."""
    heat, rate, supply = job
    if heat <= 0.0 or rate <= 0.0:
        return
    if bank.coolers is None:
        _no_coolers(bench, heat, supply, bank.entering_c)
        return
    standing, total = len(bank.coolers), bank.total or bench.spare.total(bank.needed)
    if total <= standing and not bank.missing:
        _say_over(bench, standing, total, bank.needed)
        return
    if in_reach(bank, job, bench.pressure_pa()):
        total = max(total, standing + 1)
        bench.fall_short(
            "coolers", "FWS", q(float(total)), q(float(standing)), ("coolers.extra", float(total - standing))
        )
        return
    reach = lowest_supply(bench, bank.coolers.least(bench.spare.running(standing)), heat, rate)
    _out_of_reach(bench, supply, reach if reach is not None else bank.entering_c, bank.entering_c)


def _say_over(bench: Bench, standing: int, asked: int, needed: int) -> None:
    """That more coolers stand than the solved design day and its spare ask for, since closed-form sizing counted so."""
    modules = bench.programme.modules if bench.programme else ()
    counted = sum(m.needed for m in modules if m.prefix == "CLR")
    if standing > asked and counted:
        bench.decide(
            "coolers_over", "FWS", standing=standing, counted=counted, needed=needed, asked=asked,
            over=standing - asked,
        )


def in_reach(bank: CoolerBank, job: tuple[float, float, float], pressure: float) -> bool:
    """Whether enough coolers would bring job = (heat [kW], rate [kW/K], supply [degC]) to its supply by themselves, at
    a pressure of the air [Pa].
    """
    heat, rate, supply = job
    if bank.coolers is None or bank.entering_c >= supply:
        return False
    model, warm = bank.coolers.bought, supply + heat / rate
    moist = Moist(warm, supply, pressure) if model.wet is not None and bank.mode != "dry" else None
    return coolers_needed(model, (rate, warm, supply), bank.entering_c, moist) > 0


def screen(bench: Bench) -> None:
    """Judge a hall without any placed liquid rack: whether outdoor air allows the supply that the brief wishes."""
    wish = bench.site.wishes.cooling.supply_temperature
    if not wish.known or "chiller" in bench.site.wishes.cooling.rejection:
        return
    air = _coldest_air(bench)
    supply = wish.si("degC") - (bench.approach or bench.rules.si("approach_screen", "delta_degC"))
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


def _closer(bench: Bench, supply: Value) -> float:
    """How much closer [K] CDUs of the catalog come to the facility water than those of the design are counted with."""
    return max(0.0, bench.approach - closest_approach(Basis(bench.site, bench.catalog), supply))


def _out_of_reach(bench: Bench, supply: float, reach: float, air: float) -> None:
    """The risk, with the nearest supply that outdoor air allows."""
    if reach <= supply:
        return
    bench.fall_short("facility_supply", "FWS", q(supply, "degC"), q(reach, "degC"), None)
    wish, limit = bench.site.wishes.cooling.supply_temperature, bench.rack_limits[0]
    nearest = wished(wish.si("degC") + reach - supply - _closer(bench, wish) if wish.known else reach)
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
