"""How many power blocks each part of the loads wants, and how many UPS boards of what share stand behind those of the
core.
"""

from dataclasses import dataclass

from designer.catalog import Ups
from designer.sizing import formulas as f
from designer.sizing.architecture import Architecture
from designer.sizing.basis import Basis
from designer.sizing.demand import Part
from designer.sizing.harmonic_share import usable_of
from designer.sizing.limits import block_rating, block_share, system_size
from designer.units import q

__all__ = ["Blocks", "blocks_of", "core_input", "gpu_blocks", "plant_blocks"]


#: What draws the current of a part that stands behind no UPS.
_SOURCES = {"gpu": "rack", "core": "drive", "mechanical": "drive"}


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of a part; boards that carry it (reserves behind ties left out) and the share of it on one at worst."""

    blocks: int
    boards: int
    share: float


def core_input(basis: Basis, core_kw: float) -> float:
    """Power that the core draws from its blocks: through the UPS, where there is one [kW]."""
    minutes = basis.site.wishes.power.core_ups
    if not minutes.known or minutes.si("min") <= 0.0:
        return core_kw
    return core_kw / min(u.efficiency.si("") for u in basis.catalog.all(Ups) if u.efficiency.known)


def gpu_blocks(basis: Basis, parts: tuple[Part, ...], gpu: Architecture, more: int = 0) -> int:
    """Blocks for the GPU racks with `more` that an earlier round asked for; each kind has systems of its own."""
    if not gpu.system:
        each = [part.demand.wanted.rack.power_design.si("kW") for part in parts]
        load = sum(part.racks * kilowatts for part, kilowatts in zip(parts, each, strict=True))
        return blocks_of(basis, "gpu", load, gpu, more, max(each)).blocks
    blocks = 0
    for part in parts:
        key = f"gpu_blocks[{part.demand.wanted.rack.slug}]" if part is not parts[-1] else "gpu_blocks"
        size = system_size(basis, part.demand, gpu)
        if size is not None:
            racks, members = q(float(part.racks)), q(float(gpu.system))
            blocks += round(basis.keep(f.blocks_systems, key, N_racks=racks, N_sys=size, m_blocks=members).number)
    return blocks + _whole(more, gpu)


def plant_blocks(basis: Basis, load_kw: float, kind: Architecture, more: int = 0) -> int:
    """Blocks of the mechanical plant."""
    return blocks_of(basis, "mechanical", load_kw, kind, more).blocks


def _pooled(basis: Basis, name: str, load_kw: float, source: str, more: int) -> Blocks:
    """Blocks of N+1 for core or plant: all share the load in normal service, as loads of two cords hang on any two of
    them and those of one cord stand behind transfer switches between any two; so that the spare is no idle one.
    """
    apart = load_kw > block_rating(basis).si("kVA")
    fill = basis.rule("panel_fill").si("") if apart else 1.0
    factor, usable = usable_of(basis.catalog, source)
    basis.steps.extend((factor, usable))
    step = basis.keep(
        f.blocks_pooled,
        f"{name}_blocks",
        P_load=q(load_kw, "kW"),
        S_block=q(block_rating(basis).si("kVA") * fill, "kVA"),
        pf=basis.rule("power_factor_kw_per_kva"),
        f_lost=basis.rule("block_share_after_loss"),
        k_S=usable,
        f_normal=basis.rule("block_share_normal"),
    )
    blocks = max(2, round(step.number)) + more
    return Blocks(blocks, blocks, 1.0 / (blocks - 1) / (fill if apart else 1.0))


def blocks_of(
    basis: Basis, name: str, load_kw: float, kind: Architecture, more: int = 0, whole_kw: float = 0.0
) -> Blocks:
    """Blocks of a part by its architecture, with `more` that an earlier round asked for.

    Loads on panels do not share out evenly over several blocks: there the blocks count with `panel_fill` of their
    rating. Loads of `whole_kw` each hang on a block whole.
    """
    behind_ups = name == "core" and core_input(basis, load_kw) > load_kw
    source = "ups" if behind_ups else _SOURCES[name]
    if name != "gpu" and kind.name == "N+1":
        return _pooled(basis, name, load_kw, source, more)
    most = block_share(basis, kind, source)
    apart = name != "gpu" and load_kw > block_rating(basis).si("kVA") * (kind.system - 1 if kind.system else 1)
    fill = basis.rule("panel_fill").si("") if apart else 1.0
    if whole_kw > 0.0:
        usable = block_rating(basis).si("kVA") * basis.rule("power_factor_kw_per_kva").si("kW/kVA") * most.number
        fill = max(1.0, usable / whole_kw // 1.0) * whole_kw / usable
    carrying = float(kind.system - 1) if kind.system else 1.0
    step = basis.keep(
        f.blocks_plain,
        f"{name}_blocks",
        P_load=q(load_kw, "kW"),
        S_block=q(block_rating(basis).si("kVA") * carrying * fill, "kVA"),
        pf=basis.rule("power_factor_kw_per_kva"),
        f_max=most,
        k_factor=q(float(kind.system or kind.sides)),
        k_extra=q(float(0 if kind.system else kind.extra * kind.sides)),
    )
    reserves = 0 if kind.system else kind.extra * kind.sides
    active = round(step.number) - reserves + _whole(more, kind)
    if kind.name != "N":
        active = max(active, kind.system or kind.sides, 1 if reserves or kind.catches else 2)
    active = max(active, 1)
    catchers = -(-active // kind.catches) if kind.catches else 0
    systems = active // (kind.system or kind.sides)
    share = 1.0 / (max(1, systems) * carrying) / (fill if active > (kind.system or kind.sides) else 1.0)
    return Blocks(active + reserves + catchers, active + catchers, share)


def _whole(more: int, kind: Architecture) -> int:
    """Blocks asked for beside, in whole systems: fewer racks may want a part of what was asked for more."""
    members = kind.system or kind.sides
    return -(-more // members) * members
