"""All electrical products follow the rule pack of the brief.

Remedy: take the product of the other pack; NEC and IEC sizes do not mix.
"""

from collections.abc import Iterator

from designer.catalog import Busway, Catalog, Conductor, Switchboard, Transformer
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-16", "power", "block", ("power.one_rule_pack", "power.rules"), clause="one rule pack")

_SCHEMAS: dict[str, type[Transformer] | type[Switchboard] | type[Conductor] | type[Busway]] = {
    "transformer": Transformer,
    "switchboard": Switchboard,
    "conductor": Conductor,
    "busway": Busway,
}


def judge(design: Design) -> Iterator[Ruling]:
    """Every product of a kind that belongs to one pack."""
    wanted = design.trades.site.wishes.power.rules
    used = sorted({e.catalog for e in design.trades.power.elements if e.catalog})
    found = [(address, _pack(design.trades.catalog, address)) for address in used]
    yield from every((address, pack == wanted) for address, pack in found if pack)


def _pack(catalog: Catalog, address: str) -> str:
    kind, _, name = address.partition("/")
    schema = _SCHEMAS.get(kind)
    return catalog.get(schema, name).rules if schema is not None and name in catalog.slugs(kind) else ""
