"""The mine as ballast: hour by hour over a year, it takes what the import limit leaves beside the AI load."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Miner, Rack
from designer.layout.records import Layout
from designer.ledger import floor, formula, minimum
from designer.model import Load, LoadClass, NoteKind
from designer.power.balance import Sums
from designer.power.basis import Basis
from designer.power.records import Dispatch
from designer.power.volatility import asks_for_mine
from designer.units import Quantity, q

__all__ = ["HOURS", "asic_racks", "dispatch_of", "flatness", "margin_of", "mined", "profile", "revenue"]

Reals = NDArray[np.float64]
#: Hours of the year that is run.
HOURS = 8760


@formula("n_asic", unit="", source="derived", clause="rack-shaped miners in positions not yet fitted")
def asic_racks(N_free: Quantity, P_left: Quantity, P_asic: Quantity) -> Quantity:
    """Rack-shaped miners that free positions and the import have room for."""
    return minimum(N_free, floor(P_left / P_asic))


@formula("E_mine", unit="MWh", source="derived")
def mined(P_mean: Quantity, t: Quantity) -> Quantity:
    """Energy mined over the year."""
    return P_mean * t


@formula("R", unit="kUSD", source="derived")
def revenue(E: Quantity, p: Quantity) -> Quantity:
    """Income at a price for each megawatt-hour mined."""
    return E * p


@formula("M", unit="kUSD", source="derived")
def margin_of(E: Quantity, p: Quantity, p_el: Quantity) -> Quantity:
    """What is left of the income after the energy is paid."""
    return E * (p - p_el)


@formula("φ", unit="", source="derived", clause="mean over greatest hour")
def flatness(P_mean: Quantity, P_most: Quantity) -> Quantity:
    """Flatness of the import."""
    return P_mean / P_most


def profile(basis: Basis) -> Reals:
    """Share of the racks' design power in each hour: training all day long, inference by the hour and the weekday."""
    hour = np.arange(HOURS)
    deep = basis.number("inference_swing")
    day = 1.0 - deep * (1.0 - np.cos(2.0 * np.pi * (hour % 24 - basis.number("inference_peak", "h")) / 24.0)) / 2.0
    weekend = np.where((hour // 24) % 7 >= 5, basis.number("inference_weekend"), 1.0)
    share = basis.number("inference_share")
    return share * day * weekend + (1.0 - share) * basis.number("training_use")


def dispatch_of(basis: Basis, layout: Layout, loads: Sequence[Load], sums: Sums) -> Dispatch | None:
    """The year of the mine; None where the brief neither keeps one nor asks for one, or gives no import limit.

    The import never exceeds its limit: what the AI alone would take above it is curtailed and said.
    """
    limit = basis.site.feed.import_limit
    racks = sum(x.design_kw for x in loads if x.load_class is LoadClass.GPU)
    if not asks_for_mine(basis) or not limit.known or racks <= 0.0:
        return None
    most = limit.si("kW")
    spread = sum(sums.losses.values()) / racks
    other = sums.peak - racks * (1.0 + spread)
    ai = other + racks * (1.0 + spread) * profile(basis)
    asics, free, installed = _installed(basis, layout, most, float(ai.mean()), loads)
    mine = _mined(basis, ai, racks, installed)
    wanted, ai = ai, np.minimum(ai, most)
    curtailed = float((wanted - ai).sum()) / 1000.0
    wish = basis.site.wishes.mining
    energy = basis.keep(mined, "mined", P_mean=q(float(mine.mean()), "kW"), t=q(float(HOURS), "h"))
    flat = [
        basis.keep(
            flatness, f"flatness[{name}]", P_mean=q(float(series.mean()), "kW"), P_most=q(float(series.max()), "kW")
        ).number
        for name, series in (("AI", ai), ("AI and mine", ai + mine))
    ]
    income = margin = None
    if wish.hash_price.known:
        income = basis.keep(revenue, "mining_revenue", E=energy, p=wish.hash_price).si("kUSD")
        if wish.power_price.known:
            step = basis.keep(margin_of, "mining_margin", E=energy, p=wish.hash_price, p_el=wish.power_price)
            margin = step.si("kUSD")
    _say(basis, wish.hash_price.known, energy.q, flat, (asics, free))
    if curtailed > 0.0:
        hours = int(np.sum(wanted > most))
        basis.note(NoteKind.RISK, "ai_above_import", "C3", hours=hours, energy=q(curtailed, "MWh"))
    return Dispatch(
        most, installed, asics, free, energy.number, float(ai.sum()) / 1000.0, int(np.sum(mine > 0.0)), flat[0],
        flat[1], income, margin, tuple(np.round(ai, 3).tolist()), tuple(np.round(mine, 3).tolist()),
        curtailed,
    )  # fmt: skip


def _mined(basis: Basis, ai: Reals, racks: float, installed: float) -> Reals:
    """What the miners take in each hour: what the import leaves; where they stand in the hall's own positions also no
    more than the racks leave of the power and coolant that the hall is made for. Nothing where it does not pay.
    """
    wish = basis.site.wishes.mining
    if wish.hash_price.known and wish.power_price.known and wish.hash_price.q <= wish.power_price.q:
        return np.zeros(HOURS)
    most = np.clip(basis.import_limit - ai, 0.0, installed)
    kept = wish.keep.known and wish.keep.si("kW") > 0.0
    return most if kept else np.minimum(most, racks * (1.0 - profile(basis)))


def _installed(
    basis: Basis, layout: Layout, limit: float, mean: float, loads: Sequence[Load]
) -> tuple[int, int, float]:
    """Rack-shaped miners, free positions, and power of all miners [kW]: what is kept, else what fits beside the AI."""
    record = basis.catalog.get(Miner, "rack-asic")
    gpus = [x for x in loads if x.load_class is LoadClass.GPU]
    free = max(0, layout.capacity - len(gpus))
    fit = free if _fits(basis, record, gpus) else 0
    keep = basis.site.wishes.mining.keep
    if keep.known and keep.si("kW") > 0.0:
        each = record.power.si("kW")
        return min(fit, int(keep.si("kW") // each)), free, keep.si("kW")
    left = q(max(0.0, limit - mean), "kW")
    step = basis.keep(asic_racks, "asic_racks", N_free=q(float(fit)), P_left=left, P_asic=record.power)
    count = round(step.number)
    return count, free, count * record.power.si("kW")


def _fits(basis: Basis, miner: Miner, gpus: Sequence[Load]) -> bool:
    """Whether a rack-shaped miner stands in the position of a GPU rack: envelope, mass and power; else it is said."""
    found = True
    for slug in sorted({x.catalog.removeprefix("rack/") for x in gpus if x.catalog.startswith("rack/")}):
        rack = basis.catalog.get(Rack, slug)
        sizes = [(getattr(miner, name), getattr(rack, name)) for name in ("width", "depth", "height")]
        sizes += [(miner.mass, rack.mass_installed), (miner.power, rack.power_design)]
        over = [a for a, b in sizes if a.known and b.known and a.q > b.q * (1.0 + 1e-9)]
        liquid = rack.liquid_fraction.known and rack.liquid_fraction.si("") > 0.0
        if over or not liquid:
            basis.note(NoteKind.DECISION, "asic_does_not_fit", slug, miner=miner.name, rack=rack.name)
            found = False
    return found


def _say(basis: Basis, priced: bool, energy: Quantity, flat: Sequence[float], places: tuple[int, int]) -> None:
    facts = {"flat": q(flat[0]), "with_mine": q(flat[1])}
    key = "ballast" if energy.magnitude else "no_ballast"
    basis.note(NoteKind.DECISION, key, "C5", energy=energy, racks=places[0], free=places[1], **facts)
    basis.note(
        NoteKind.ASSUMPTION, "load_profile", "C3", share=basis.rule("inference_share"),
        swing=basis.rule("inference_swing"), use=basis.rule("training_use"),
    )
    if not priced:
        basis.note(NoteKind.RFI, "mining_price", "C5")
