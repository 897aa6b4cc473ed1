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
    return _mixed(basis, parts, (choice, found), extra)


def _mixed(
    basis: Basis, parts: tuple[Part, ...], pair: tuple[PlantChoice, PlantChoice], extra: Mapping[str, int]
) -> PlantChoice:
    """The choice with every cooler of the mine that passes beside new ones, where fewer are bought so."""
    bought, found = pair
    beside, lines = found.mixed
    if not beside or not parts or bought.cooler is None:
        return found
    pairs = {line.survey: line for line in lines}
    trial = replace(
        found, beside=beside, cooler=bought.cooler, cooler_air=bought.cooler_air, cooler_unit=bought.cooler_unit,
        standing=tuple(pairs.get(x.survey, x) for x in found.standing),
    )
    told = [(_bank(basis, parts, choice, extra, "cooler"), choice) for choice in (found, trial)]
    one, several = (_bought(bank) for bank, _ in told)
    if several is None or (one is not None and several >= one):
        return found
    surveyed = {line.survey for line in lines}
    basis.notes[:] = [n for n in basis.notes if n.key != "sizing.standing_kept" or n.subject not in surveyed]
    for line in lines:
        if line.kept:
            basis.decide(
                "standing_mixed", line.survey, tag=line.survey, count=len(line.kept), capacity=line.value,
                bought=several, instead=q(float(one or 0)),
            )
    return trial


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
) -> tuple[Module, ...]:
    """The modules of a kind, sized beside the workbench."""
    desk = Basis(basis.site, basis.catalog, list(basis.steps))
    return tuple(m for m in cooling_plant(desk, parts, choice, extra).modules if m.prefix == _PREFIX[kind])


def _bought(bank: tuple[Module, ...]) -> int | None:
    return sum(m.count - len(m.existing_tags) for m in bank) if bank else None


def _passed_over(line: Standing, kept: int, bought: int) -> Standing:
    return replace(line, test="duty_count", value=f"{kept}", limit=f"<= {bought}", kept=())
