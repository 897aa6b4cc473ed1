"""Architectures side by side, for each part of the loads: every one with every module size, what it installs, strands,
loses, covers and costs.

All counts are closed forms; the architecture of the brief is then built and proved, the others are not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Catalog, Cost, RatingLadder, Switchboard, Transformer
from designer.ledger import formula
from designer.model import Load, LoadClass, NoteKind
from designer.power.architectures import Shape, blocks_for, compared_names, shape_of, share_after_loss, share_normal
from designer.power.architectures.mix_by_class import mixed
from designer.power.basis import Basis
from designer.power.records import Option
from designer.power.reuse import board_of, judge_transformer
from designer.power.services import core_classes
from designer.power.three_phase import PER_VA, amperes
from designer.power.transformers import losses
from designer.units import Quantity, q

__all__ = ["Row", "best_rows", "compare", "stranded"]

#: Name, blocks, installed kVA, worst loading share, stranded kVA, cost mid USD.
Row = tuple[str, int, float, float, float, float]


@formula("S_str", unit="kVA", source="derived", clause="installed power that the load never uses")
def stranded(n_blocks: Quantity, S_block: Quantity, P: Quantity, pf: Quantity, k_VA: Quantity) -> Quantity:
    """Installed apparent power above the load."""
    return n_blocks * S_block - P / (pf * k_VA)


@dataclass(frozen=True, slots=True)
class _Module:
    """A block size: rating [kVA], its transformer and board, losses [kW], floor [m2], prices [USD], units to keep."""

    rating: float
    no_load: float
    load_loss: float
    floor: float
    transformer_cost: float
    board_cost: float
    kept: int


#: Load class of each part of the loads.
_CLASSES = {"gpu": "C3", "core": "C2", "mechanical": "C4"}


def compare(basis: Basis, loads: Sequence[Load]) -> tuple[Option, ...]:
    """Every architecture with every module size for the GPU racks, then for the core and for the plant, then the
    brief's mix of the three; none without racks.

    The prices are those of transformers that must be bought and of all boards; switches of catchers are counted. Kept
    transformers go to the racks first, then to the core.
    """
    powers = dict.fromkeys(_CLASSES, 0.0)
    for load in loads:
        if load.load_class is LoadClass.GPU:
            powers["gpu"] += load.design_kw
        elif load.load_class is not LoadClass.FLEXIBLE:
            powers["core" if load.load_class in core_classes else "mechanical"] += load.design_kw
    modules = _modules(basis)
    if powers["gpu"] <= 0.0 or not modules:
        return ()
    wishes = basis.site.wishes.power
    names = {
        "gpu": wishes.gpu_architecture,
        "core": wishes.core_architecture,
        "mechanical": wishes.mechanical_architecture,
    }
    options: list[Option] = []
    built: list[Option] = []
    for part, name, power in mixed(powers, names):
        found = _compared(basis, part, power, (shape_of(name).name, modules))
        best = _chosen(found, shape_of(name).name, built[0].size_kva if built else 0.0, modules)
        found = [replace(o, chosen=o is best) for o in found]
        if part == "gpu":
            _say(basis, found)
            _keep_chosen(basis, best, power)
        options += found
        built.append(replace(best, chosen=True))
        modules = tuple(
            replace(m, kept=max(0, m.kept - best.blocks)) if m.rating == best.size_kva else m for m in modules
        )
    return (*options, *_sum_of(built))


def _compared(
    basis: Basis, part: str, power: float, chosen: tuple[str, Sequence[_Module]]
) -> list[Option]:
    """Every architecture in every size for one part of the loads."""
    name, modules = chosen
    names = sorted({*compared_names(), name})
    return [replace(_option(basis, shape_of(n), power, m), load_class=_CLASSES[part]) for n in names for m in modules]


def _chosen(found: Sequence[Option], name: str, size: float, modules: Sequence[_Module]) -> Option:
    """The option of the brief: its architecture, in the size of the racks' blocks where that is known, else in the one
    that stands there, else in the one that installs least.
    """
    mine = [o for o in found if o.name == name]
    kept = [size] if size else [m.rating for m in modules if m.kept]
    same = [o for o in mine if o.size_kva in kept]
    return min(same or mine, key=lambda o: (o.installed_kva, -o.size_kva))


def _option(basis: Basis, shape: Shape, load_kw: float, module: _Module) -> Option:
    block = module.rating * basis.number("power_factor")
    most = basis.number("block_share_after_loss")
    usable = min(most, basis.number("block_share_normal") * shape.members / shape.carrying)
    counted = {"P": load_kw, "P_block": block * usable, "carrying": shape.carrying, "members": shape.members}
    plain = round(float(blocks_for.function(**_q(counted), reserves=q(0.0)).m_as("")))
    systems = plain // shape.members
    reserves = shape.reserves_for(systems)
    count = plain + reserves
    normal = share_normal.function(P=load_kw, n_on=plain, P_block=block)
    worst = normal
    if shape.survives:
        worst = share_after_loss.function(P=load_kw, n_systems=systems, carrying=shape.carrying, P_block=block)
    idle = stranded.function(
        n_blocks=count, S_block=module.rating, P=load_kw, pf=basis.number("power_factor"), k_VA=1.0
    )
    loss = plain * losses.function(P_0=module.no_load, P_k=module.load_loss, S=normal, S_n=1.0)
    loss += reserves * module.no_load
    bought = max(0, count - module.kept)
    switches = plain * _switch_cost(basis, module.rating) if shape.static else 0.0
    return Option(
        shape.name, "C3", module.rating, count, bought, count * module.rating, float(normal), float(worst),
        float(idle), float(loss), count * module.floor,
        bought * module.transformer_cost + count * module.board_cost + switches,
        shape.survives and float(worst) <= most + 1e-9,
    )  # fmt: skip


def _q(numbers: Mapping[str, float]) -> dict[str, Quantity]:
    return {name: q(float(number)) for name, number in numbers.items()}


def _sum_of(rows: Sequence[Option]) -> list[Option]:
    """The brief's architectures of all classes together; nothing where there is only one."""
    if len(rows) < 2:
        return []
    worst = max(rows, key=lambda r: r.worst_share)
    installed = sum(r.installed_kva for r in rows)
    whole = Option(
        "mix", "", rows[0].size_kva, sum(r.blocks for r in rows), sum(r.bought for r in rows), installed,
        sum(r.normal_share * r.installed_kva for r in rows) / installed,
        worst.worst_share, sum(r.stranded_kva for r in rows), sum(r.loss_kw for r in rows),
        sum(r.floor_m2 for r in rows), sum(r.cost_usd for r in rows), all(r.meets for r in rows), True,
    )  # fmt: skip
    return [whole]


def _say(basis: Basis, options: Sequence[Option]) -> None:
    """The brief's choice beside the cheapest that keeps every rack fed after any loss."""
    mine = next(o for o in options if o.chosen)
    fit = [o for o in options if o.meets]
    if not fit:
        return
    cheapest = min(fit, key=lambda o: (o.cost_usd, o.installed_kva, o.name))
    fixed = "power.architecture.gpu" in basis.site.said
    basis.note(
        NoteKind.DECISION, "architecture_fixed" if fixed else "architecture_proposed", "C3", name=mine.name,
        size=q(mine.size_kva, "kVA"), cost=q(mine.cost_usd / 1e6, "MUSD"), options=len(options), fit=len(fit),
        cheapest=cheapest.name, least_size=q(cheapest.size_kva, "kVA"), least=q(cheapest.cost_usd / 1e6, "MUSD"),
        stranded=q(mine.stranded_kva, "kVA"), least_stranded=q(cheapest.stranded_kva, "kVA"),
    )


def best_rows(options: Sequence[Option]) -> tuple[Row, ...]:
    """One row for each architecture, with the size that installs least (ties to the larger)."""
    rows = []
    for name in sorted({o.name for o in options if o.load_class == "C3"}):
        mine = [o for o in options if o.name == name and o.load_class == "C3"]
        best = min(mine, key=lambda o: (o.installed_kva, -o.size_kva))
        rows.append((name, best.blocks, best.installed_kva, best.worst_share, best.stranded_kva, best.cost_usd))
    return tuple(rows)


def _keep_chosen(basis: Basis, mine: Option, load_kw: float) -> None:
    """The working of the chosen option in the ledger."""
    shape = shape_of(mine.name)
    load, block = q(load_kw, "kW"), q(mine.size_kva * basis.number("power_factor"), "kW")
    usable = min(
        basis.number("block_share_after_loss"), basis.number("block_share_normal") * shape.members / shape.carrying
    )
    plain = mine.blocks - shape.reserves_for(shape.systems_in(mine.blocks))
    basis.keep(
        blocks_for, f"blocks[{mine.name}]", P=load, P_block=block * usable, carrying=float(shape.carrying),
        members=float(shape.members), reserves=float(mine.blocks - plain),
    )  # fmt: skip
    basis.keep(share_normal, f"share_normal[{mine.name}]", P=load, n_on=float(plain), P_block=block)
    if shape.survives:
        systems = float(plain // shape.members)
        basis.keep(
            share_after_loss, f"share_after_loss[{mine.name}]", P=load, n_systems=systems,
            carrying=float(shape.carrying), P_block=block,
        )  # fmt: skip
    basis.keep(
        stranded, f"stranded[{mine.name}]", n_blocks=float(mine.blocks), S_block=q(mine.size_kva, "kVA"), P=load,
        pf=basis.rule("power_factor"), k_VA=PER_VA,
    )  # fmt: skip


def _modules(basis: Basis) -> tuple[_Module, ...]:
    """Ladder ratings that stand in the catalog for these voltages, with a board that takes their full load."""
    steps = {
        s for r in basis.catalog.all(RatingLadder) if r.unit == "kVA" and r.rules == basis.pack.name for s in r.steps
    }
    volts = basis.site.wishes.power.voltage.si("V")
    found = {}
    for record in _transformers(basis):
        rating = record.rating.si("kVA")
        board = board_of(basis, amperes(rating, volts), 0.0)
        if rating in steps and board is not None and rating not in found:
            found[rating] = _module(basis, record, board)
    return tuple(found[rating] for rating in sorted(found))


def _module(basis: Basis, record: Transformer, board: Switchboard) -> _Module:
    rating = record.rating.si("kVA")
    kept = sum(
        p.count
        for p in basis.site.plant
        if p.feeds_hall
        and p.rating.known
        and p.rating.si("kVA") == rating
        and judge_transformer(basis, p).fate.stands
    )
    floor = record.width.si("m") * record.depth.si("m")
    floor += board.sections * board.section_width.si("m") * board.depth.si("m")
    return _Module(
        rating, record.no_load_loss.si("kW"), record.load_loss.si("kW"), floor,
        _mid(basis.catalog, record.cost, rating), _mid(basis.catalog, board.cost, rating), kept,
    )  # fmt: skip


def _transformers(basis: Basis) -> list[Transformer]:
    """Unit transformers down to the hall's voltage, those of its feeders' voltage first."""
    volts, kilovolts = basis.volts, basis.distribution.si("kV")
    fit = [
        t
        for t in basis.catalog.all(Transformer)
        if t.rules == basis.pack.name and t.secondary.known and abs(t.secondary.si("V") - volts) < 1.0
    ]
    return sorted(fit, key=lambda t: (abs(t.primary.si("kV") - kilovolts), t.slug))


def _switch_cost(basis: Basis, rating: float) -> float:
    """Static switches for the full load of a block [USD]."""
    current = amperes(rating, basis.site.wishes.power.voltage.si("V"))
    return -(-current // basis.number("sts_current", "A")) * _mid(basis.catalog, "sts", 0.0)


def _mid(catalog: Catalog, slug: str, rating: float) -> float:
    """Mid price [USD] of one piece; 0 where the catalog has no price."""
    if slug not in catalog.slugs("cost"):
        return 0.0
    cost = catalog.get(Cost, slug)
    if not cost.mid.known:
        return 0.0
    return cost.mid.si("USD") * (rating if cost.per == "kVA" else 1.0)
