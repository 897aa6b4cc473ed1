"""Architectures side by side for the GPU load: blocks, installed power, worst loading, stranded power, cost."""

from designer.catalog import Catalog, Cost, RatingLadder, Transformer
from designer.ledger import Step, formula
from designer.power.architectures import Shape, blocks_for, compared_names, shape_of, share_after_loss, share_normal
from designer.power.basis import Basis
from designer.power.reuse import board_of
from designer.power.three_phase import PER_VA, amperes, real_power
from designer.units import Quantity, q

__all__ = ["Row", "compare", "stranded"]

#: Name, blocks, installed kVA, worst loading share, stranded kVA, cost mid USD.
Row = tuple[str, int, float, float, float, float]


@formula("S_str", unit="kVA", source="derived", clause="installed power that the load never uses")
def stranded(n_blocks: Quantity, S_block: Quantity, P: Quantity, pf: Quantity, k_VA: Quantity) -> Quantity:
    """Installed apparent power above the load."""
    return n_blocks * S_block - P / (pf * k_VA)


def compare(basis: Basis, load_kw: float) -> tuple[Row, ...]:
    """One row for each architecture with the block size of the ladder that installs least; ties to the larger block."""
    if load_kw <= 0.0:
        return ()
    sizes = _sizes(basis)
    return tuple(_best(basis, shape_of(name), load_kw, sizes) for name in compared_names()) if sizes else ()


def _best(basis: Basis, shape: Shape, load_kw: float, sizes: tuple[float, ...]) -> Row:
    rows = [(_size(basis, shape, load_kw, rating), rating) for rating in sizes]
    count, rating = min(rows, key=lambda r: (r[0] * r[1], -r[1]))
    return _row(basis, shape, load_kw, rating, count)


def _size(basis: Basis, shape: Shape, load_kw: float, rating: float) -> int:
    blocks = blocks_for(
        P=q(load_kw, "kW"),
        P_block=_block(basis, rating),
        carrying=float(shape.carrying),
        members=float(shape.members),
        reserves=float(shape.reserves),
    )
    return round(blocks.magnitude)


def _row(basis: Basis, shape: Shape, load_kw: float, rating: float, count: int) -> Row:
    load, block = q(load_kw, "kW"), _block(basis, rating)
    name, systems = shape.name, (count - shape.reserves) // shape.members
    basis.keep(
        blocks_for,
        f"blocks[{name}]",
        P=load,
        P_block=block,
        carrying=float(shape.carrying),
        members=float(shape.members),
        reserves=float(shape.reserves),
    )
    worst: Step
    if shape.survives:
        worst = basis.keep(
            share_after_loss,
            f"share_after_loss[{name}]",
            P=load,
            n_systems=float(systems),
            carrying=float(shape.carrying),
            P_block=block,
        )
    else:
        worst = basis.keep(
            share_normal, f"share_normal[{name}]", P=load, n_on=float(count - shape.reserves), P_block=block
        )
    spare = basis.keep(
        stranded,
        f"stranded[{name}]",
        n_blocks=float(count),
        S_block=q(rating, "kVA"),
        P=load,
        pf=basis.rule("power_factor"),
        k_VA=PER_VA,
    )
    return name, count, count * rating, worst.number, spare.number, count * _cost(basis, rating)


def _block(basis: Basis, rating: float) -> Quantity:
    return real_power(S=q(rating, "kVA"), pf=basis.rule("power_factor"), k_VA=PER_VA)


def _sizes(basis: Basis) -> tuple[float, ...]:
    """Ladder ratings that stand in the catalog for these voltages, with a board that takes their full load."""
    steps = {
        s for r in basis.catalog.all(RatingLadder) if r.unit == "kVA" and r.rules == basis.pack.name for s in r.steps
    }
    volts = basis.site.wishes.power.voltage.si("V")
    ratings = {t.rating.si("kVA") for t in _transformers(basis)} & steps
    return tuple(sorted(r for r in ratings if board_of(basis, amperes(r, volts), 0.0) is not None))


def _transformers(basis: Basis) -> list[Transformer]:
    volts = basis.site.wishes.power.voltage.si("V")
    return [
        t
        for t in basis.catalog.all(Transformer)
        if t.rules == basis.pack.name and t.secondary.known and abs(t.secondary.si("V") - volts) < 1.0
    ]


def _cost(basis: Basis, rating: float) -> float:
    """Mid price [USD] of a transformer with its board; 0 where the catalog has no price."""
    transformer = next((t for t in _transformers(basis) if t.rating.si("kVA") == rating), None)
    board = board_of(basis, amperes(rating, basis.site.wishes.power.voltage.si("V")), 0.0)
    records = [r for r in (transformer, board) if r is not None]
    return sum(_mid(basis.catalog, r.cost, rating) for r in records)


def _mid(catalog: Catalog, slug: str, rating: float) -> float:
    if slug not in catalog.slugs("cost"):
        return 0.0
    cost = catalog.get(Cost, slug)
    if not cost.mid.known:
        return 0.0
    return cost.mid.si("USD") * (rating if cost.per == "kVA" else 1.0)
