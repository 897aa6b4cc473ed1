"""How the load of the GPUs swings, and what smooths it: storage in the racks, batteries, what is left of the mine.

The wave is a training job: iterations at full and at idle power, and a checkpoint at idle power now and then. The grid
sees what is left after the storage has held the import to the ramp limit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack
from designer.ledger import Step, Value, formula
from designer.model import Load, LoadClass, NoteKind
from designer.power.basis import Basis
from designer.power.records import Smoothing, Volatility
from designer.units import Quantity, q

__all__ = [
    "asks_for_mine",
    "held_seconds",
    "held_to_ramp",
    "mine_energy",
    "rack_storage",
    "ramp_energy",
    "swing_energy",
    "swing_of",
    "volatility_of",
]

Reals = NDArray[np.float64]
#: Step of the wave [s] and length shown [s].
_STEP, _SPAN = 0.1, 120.0


@formula("ΔP", unit="kW", source="derived", clause="GPUs swing in step")
def swing_of(P_design: Quantity, P_idle: Quantity) -> Quantity:
    """Swing of all GPU racks between full and idle power."""
    return P_design - P_idle


@formula("E_swing", unit="kWh", source="derived", clause="square wave of duty d and period T")
def swing_energy(dP: Quantity, d: Quantity, T: Quantity) -> Quantity:
    """Storage that makes a square wave flat."""
    return dP * d * (1 - d) * T


@formula("E_ramp", unit="kWh", source="derived", clause="a step followed at the ramp limit")
def ramp_energy(dP: Quantity, r: Quantity) -> Quantity:
    """Storage that a step needs until the grid has followed at its ramp limit."""
    return dP**2 / (2 * r)


@formula("E_rack", unit="kWh", source="derived", clause="storage in the power shelves")
def rack_storage(n_gpu: Quantity, e_gpu: Quantity) -> Quantity:
    """Storage in the racks."""
    return n_gpu * e_gpu


@formula("t_hold", unit="s", source="derived")
def held_seconds(E: Quantity, dP: Quantity) -> Quantity:
    """Time that a storage holds a swing."""
    return E / dP


@formula("E_mine_1h", unit="kWh", source="derived", clause="shed or restarted at its ramp, then held")
def mine_energy(P_mine: Quantity, r_mine: Quantity, t: Quantity) -> Quantity:
    """Energy that the miners take over within a time, the ramp counted."""
    return P_mine * t - P_mine**2 / (2 * r_mine)


def held_to_ramp(wanted: Reals, ramp: float, step: float) -> Reals:
    """The import that follows a load [kW] no faster than `ramp` [kW/s], taking the mean of the load as its aim.

    >>> held_to_ramp(np.array([0.0, 10.0, 10.0, 10.0]), 2.0, 1.0).tolist()
    [0.0, 2.0, 4.0, 6.0]
    """
    found = np.empty_like(wanted)
    now = float(wanted[0])
    for n, aim in enumerate(wanted.tolist()):
        now += min(max(aim - now, -ramp * step), ramp * step) if n else 0.0
        found[n] = now
    return found


def volatility_of(basis: Basis, loads: Sequence[Load], mine_kw: float = 0.0) -> Volatility | None:
    """Swing, storage by time scale and the wave; None without GPU racks, or where neither grid nor mine asks for it.

    `mine_kw` is the power of the miners that can be shed and restarted.
    """
    racks = [x for x in loads if x.load_class is LoadClass.GPU]
    asked = basis.site.feed.ramp_limit.known or asks_for_mine(basis)
    if not racks or not asked:
        return None
    full, idle = sum(x.design_kw for x in racks), sum(x.idle_kw for x in racks)
    swing = basis.keep(swing_of, "swing", P_design=q(full, "kW"), P_idle=q(idle, "kW"))
    ramp = basis.known(basis.site.feed.ramp_limit, "ramp_limit", "site.utility.ramp_limit")
    duty, period = basis.rule("training_duty"), basis.rule("training_period")
    wave = basis.keep(swing_energy, "swing_energy", dP=swing, d=duty, T=period)
    step = basis.keep(ramp_energy, "checkpoint_energy", dP=swing, r=ramp)
    storing, each = _stored(basis, racks)
    held = basis.keep(rack_storage, "rack_storage", n_gpu=storing, e_gpu=each)
    time = basis.keep(held_seconds, "rack_storage_time", E=held, dP=swing)
    tiers = (
        Smoothing("rack", 0.0, time.si("s"), swing.si("kW"), held.si("kWh"), storing > 0.0),
        Smoothing("battery", time.si("s"), period.si("s"), swing.si("kW"), wave.si("kWh"), False),
        *_step_tier(period.si("s"), swing, ramp, step),
        *_mine_tier(basis, min(mine_kw, swing.si("kW"))),
    )  # fmt: skip
    seconds, raw = _wave(basis, full, idle)
    smooth = held_to_ramp(_mean(raw, round(period.si("s") / _STEP)), ramp.si("kW/s"), _STEP)
    stored = np.cumsum(raw - smooth) * _STEP / 3600.0
    need = float(stored.max() - stored.min())
    basis.note(
        NoteKind.DECISION, "smoothing", "C3", swing=swing.q, ramp=ramp, time=time.q, held=held.q, wave=wave.q,
        need=q(need, "kWh"), power=q(float(np.abs(raw - smooth).max()), "kW"),
    )
    return Volatility(
        swing.si("kW"), ramp.si("kW/s"), tiers, need, float(np.abs(raw - smooth).max()),
        tuple(seconds.tolist()), tuple(raw.tolist()), tuple(smooth.tolist()),
    )  # fmt: skip


def _stored(basis: Basis, racks: Sequence[Load]) -> tuple[float, Value]:
    """GPUs in racks whose shelves hold energy, and what they hold for each; several kinds with the least of them."""
    gpus, each = 0.0, []
    for slug in sorted({x.catalog.removeprefix("rack/") for x in racks}):
        rack = basis.catalog.get(Rack, slug) if slug in basis.catalog.slugs("rack") else None
        if rack and rack.shelf and rack.shelf.storage is not None and rack.shelf.storage.known:
            gpus += float(rack.gpus * sum(x.catalog == rack.key for x in racks))
            each.append(rack.shelf.storage)
    return gpus, min(each, key=lambda v: v.si("J"), default=basis.rule("no_storage"))


def _step_tier(period: float, swing: Step, ramp: Value, energy: Step) -> tuple[Smoothing, ...]:
    """What carries a step until the grid has followed at its ramp; nothing where it has within a period [s]."""
    until = swing.si("kW") / ramp.si("kW/s")
    if until <= period:
        return ()
    return (Smoothing("battery-step", period, until, swing.si("kW"), energy.si("kWh"), False),)


def _mine_tier(basis: Basis, power: float) -> tuple[Smoothing, ...]:
    """What the miners can take over once they have ramped, up to an hour; nothing without a mine."""
    if power <= 0.0:
        return ()
    ramp = basis.rule("miner_ramp")
    start, hour = power / ramp.si("kW/s"), q(1.0, "h")
    energy = basis.keep(mine_energy, "mine_energy", P_mine=q(power, "kW"), r_mine=ramp, t=hour)
    return (Smoothing("mine", start, hour.m_as("s"), power, energy.si("kWh"), False),)


def asks_for_mine(basis: Basis) -> bool:
    """Whether the brief keeps a mine or asks for one by naming what it earns."""
    wish = basis.site.wishes.mining
    return (wish.keep.known and wish.keep.si("MW") > 0.0) or wish.hash_price.known


def _wave(basis: Basis, full: float, idle: float) -> tuple[Reals, Reals]:
    """Seconds and power [kW] of a training job around one checkpoint."""
    seconds = np.arange(0.0, _SPAN, _STEP)
    duty, period = basis.number("training_duty"), basis.number("training_period", "s")
    low = full - (full - idle) * basis.number("training_depth")
    raw = np.where((seconds % period) < duty * period - 1e-9, full, low)
    start = _SPAN / 3.0
    stop = start + basis.number("checkpoint_time", "s")
    return seconds, np.where((seconds >= start) & (seconds < stop), idle, raw)


def _mean(wave: Reals, width: int) -> Reals:
    """The running mean over one period, the first values repeated before the start."""
    padded = np.concatenate([np.full(max(width - 1, 0), wave[: max(width, 1)].mean()), wave])
    return np.convolve(padded, np.full(max(width, 1), 1.0 / max(width, 1)), mode="valid")
