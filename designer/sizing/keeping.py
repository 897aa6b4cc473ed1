"""Whether the mine's cooling plant that passes its duty serves on: where fewer machines are bought for it."""

from collections.abc import Mapping
from dataclasses import replace

from designer.sizing.basis import Basis
from designer.sizing.cooling import cooling_plant
from designer.sizing.demand import Part, PlantChoice
from designer.sizing.records import Module, Standing
from designer.units import q

__all__ = ["with_kept"]

#: Prefix of the modules of each kind of the survey.
_PREFIX = {"cooler": "CLR", "air-unit": "ACU", "chiller": "CH"}


def with_kept(basis: Basis, parts: tuple[Part, ...], choice: PlantChoice, extra: Mapping[str, int]) -> PlantChoice:
    """The choice with the mine's products in the banks for which no more machines are bought then.

    Args:
        basis: the workbench.
        parts: the racks.
        choice: the products that would be bought, with those of the mine that pass.
        extra: what earlier rounds asked for.
    """
    parts = tuple(part for part in parts if part.racks)
    cooler, unit, chiller = choice.kept
    trials = {
        "cooler": {"cooler": cooler[1], "cooler_air": cooler[2], "cooler_unit": cooler[3]} if cooler else None,
        "air-unit": {"air_unit": unit} if unit else None,
        "chiller": {"chiller": chiller} if chiller else None,
    }
    plain = replace(choice, standing=tuple(replace(x, kept=()) for x in choice.standing))
    found = plain
    for kind, fields in trials.items():
        if fields is None or not parts:
            continue
        pairs = zip(choice.standing, found.standing, strict=True)
        lines = tuple(new if new.kind == kind else old for new, old in pairs)
        trial = replace(found, standing=lines, **fields)
        found = _fewer(basis, parts, (found, trial), kind, extra)
    return found


def _fewer(
    basis: Basis, parts: tuple[Part, ...], pair: tuple[PlantChoice, PlantChoice], kind: str, extra: Mapping[str, int]
) -> PlantChoice:
    """Of a bank of new machines and one with the standing ones that for which less is bought, told as a decision."""
    counts = [_bought(_bank(basis, parts, choice, extra, kind)) for choice in pair]
    bought, kept = counts
    lines = [x for x in pair[1].standing if x.kind == kind and x.kept]
    if kept is None or (bought is not None and kept > bought):
        told = {x.survey: _passed_over(x, kept or 0, bought or 0) for x in lines}
        return replace(pair[0], standing=tuple(told.get(x.survey, x) for x in pair[0].standing))
    for line in lines:
        basis.decide(
            "standing_kept", line.survey, tag=line.survey, count=len(line.kept), capacity=line.value, bought=kept,
            instead=q(float(bought or 0)),
        )
    return pair[1]


def _bank(
    basis: Basis, parts: tuple[Part, ...], choice: PlantChoice, extra: Mapping[str, int], kind: str
) -> Module | None:
    """The module of a kind, sized beside the workbench."""
    desk = Basis(basis.site, basis.catalog, list(basis.steps))
    return next((m for m in cooling_plant(desk, parts, choice, extra).modules if m.prefix == _PREFIX[kind]), None)


def _bought(bank: Module | None) -> int | None:
    return bank.count - len(bank.existing_tags) if bank else None


def _passed_over(line: Standing, kept: int, bought: int) -> Standing:
    return replace(line, test="duty_count", value=f"{kept}", limit=f"<= {bought}", kept=())
