"""The reuse ledger: what becomes of each surveyed item, and the test that decided."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Switchboard
from designer.layout.records import Placed
from designer.ledger import Value
from designer.model import Fate, NoteKind
from designer.power.basis import Basis
from designer.power.records import ReuseLine
from designer.site.records import PlantItem, Site
from designer.sizing.kept import failed_shape, failed_test, left_to_mine
from designer.sizing.records import Standing
from designer.sizing.standing import fate_of
from designer.units import q

__all__ = ["Verdict", "board_of", "judge_board", "judge_set", "judge_transformer", "ledger", "survey_of"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an item becomes, the deciding test (a words key), its value against its limit as texts."""

    fate: Fate
    test: str
    value: str
    limit: str


def survey_of(site: Site, tag: str, kind: str) -> PlantItem | None:
    """The survey line that holds a tag of a kind."""
    return next((p for p in site.plant if p.kind == kind and tag in p.tags), None)


def judge_transformer(basis: Basis, item: PlantItem) -> Verdict:
    """Voltages, rating, a board for it, age, condition; the first that fails decides, else it is kept."""
    failed = failed_test(basis.site, basis.catalog, item)
    if failed is not None:
        fate = Fate.RELOCATE if failed.test in ("rating", "no_board") else Fate.DEMOLISH
        return Verdict(fate, failed.test, failed.value, failed.limit)
    if item.condition != "good":
        return Verdict(Fate.REFURBISH, "condition", item.condition, "good")
    return Verdict(Fate.REUSE, "loading", "", "")


def judge_board(basis: Basis, item: PlantItem, amperes: float, fault_ka: float) -> Verdict:
    """Voltage, fault level with the transformer's impedance at its tolerance, main rating, maintainability."""
    wished = basis.site.wishes.power.voltage
    if item.secondary.known and not _same(basis, item.secondary, wished, "V"):
        return Verdict(Fate.DEMOLISH, "voltage", f"{item.secondary.si('V'):g} V", f"{wished.si('V'):g} V")
    if not item.interrupting.known:
        return Verdict(Fate.DEMOLISH, "fault_unknown", "", f">= {fault_ka:.1f} kA")
    if item.interrupting.si("kA") < fault_ka:
        return Verdict(Fate.DEMOLISH, "fault_level", f"{item.interrupting.si('kA'):g} kA", f">= {fault_ka:.1f} kA")
    record = _record(basis, item)
    share = record.main_rating_share.si("") if record else 1.0 / basis.pack.continuous_factor.si("")
    if item.bus_current.known and item.bus_current.si("A") * share < amperes:
        return Verdict(Fate.DEMOLISH, "main_rating", f"{item.bus_current.si('A') * share:.0f} A", f">= {amperes:.0f} A")
    if record is None or not record.draw_out:
        return Verdict(Fate.DEMOLISH, "maintainability", "", "")
    fate = Fate.REUSE if item.condition == "good" else Fate.REFURBISH
    return Verdict(fate, "fault_level", f"{item.interrupting.si('kA'):g} kA", f">= {fault_ka:.1f} kA")


def board_of(basis: Basis, amperes: float, fault_ka: float) -> Switchboard | None:
    """The smallest low-voltage board of the rule pack for a current [A] and a fault level [kA]; None when there is
    none.
    """
    volts = basis.site.wishes.power.voltage.si("V")
    fit = [
        b
        for b in basis.catalog.all(Switchboard)
        if b.rules == basis.pack.name
        and b.level == "LV"
        and abs(b.voltage.si("V") - volts) < 1.0
        and b.bus_current.si("A") * b.main_rating_share.si("") >= amperes
        and b.interrupting.si("kA") >= fault_ka
    ]
    return min(fit, key=lambda b: (b.bus_current.si("A"), b.interrupting.si("kA"), b.slug), default=None)


#: A main transformer of another voltage than the utility's, in poor condition, or where no substation is wanted.
_UNUSED = Verdict(Fate.DEMOLISH, "main_voltage", "", "")
#: What carries the mine that the brief keeps.
_MINES = Verdict(Fate.REUSE, "mine_keeps", "", "")


def ledger(
    basis: Basis,
    used: Mapping[str, tuple[str, float]],
    boards: Mapping[str, Verdict],
    mains: Mapping[str, Verdict],
    sets_kw: float = 0.0,
    machines: tuple[Sequence[Standing], Sequence[Placed]] = ((), ()),
) -> tuple[ReuseLine, ...]:
    """One line for each surveyed item and fate; `mains` gives the verdict on main transformers by survey tag.

    `used` maps a transformer's tag to the block that it becomes and its worst loading share; `boards` gives the verdict
    of surveyed boards by tag; `sets_kw` is the rating of one of the generating sets, 0 without; `machines` are the
    verdicts on the mine's cooling plant, and everything placed.
    """
    judged, seats = {line.survey: line for line in machines[0]}, {p.tag: p for p in machines[1] if p.existing}
    mine = left_to_mine(basis.site, basis.catalog)
    free = len(mine)
    lines: list[ReuseLine] = []
    for item in basis.site.plant:
        if item.feeds_hall:
            lines += _transformer_lines(basis, item, used, frozenset(mine))
        elif item.is_main:
            lines.append(_line(item, item.count, mains.get(item.tag, _UNUSED), item.tag))
        elif item.kind == "switchboard":
            stay = min(free, sum(tag not in boards for tag in item.tags))
            lines += _board_lines(item, boards, stay)
            free -= stay
        elif item.tag in judged:
            lines += _machine_lines(basis.site, item, judged[item.tag], seats)
        else:
            lines.append(_other(basis, item, sets_kw))
    return tuple(lines)


def _transformer_lines(
    basis: Basis, item: PlantItem, used: Mapping[str, tuple[str, float]], mine: frozenset[str]
) -> list[ReuseLine]:
    verdict = judge_transformer(basis, item)
    stay = [t for t in item.tags if t in mine]
    lines = [_line(item, len(stay), _MINES, stay[0], f"{stay[0]} - {stay[-1]}")] if stay else []
    if not verdict.fate.stands or verdict.fate is Fate.RELOCATE:
        left = [t for t in item.tags if t not in mine]
        return [*lines, *([_line(item, len(left), verdict, left[0] if stay else item.tag)] if left else [])]
    kept = [t for t in item.tags if t in used]
    spare = [t for t in item.tags if t not in used and t not in mine]
    if kept:
        worst = max(used[t][1] for t in kept)
        limit = basis.number("block_share_after_loss")
        shown = Verdict(verdict.fate, "loading", f"{worst:.0%}", f"<= {limit:.0%}")
        shown = verdict if verdict.test != "loading" else shown
        lines.append(_line(item, len(kept), shown, item.tag, f"{used[kept[0]][0]} - {used[kept[-1]][0]}"))
    if spare:
        lines.append(_line(item, len(spare), Verdict(Fate.RELOCATE, "not_needed", str(len(spare)), "0"), spare[0]))
    return lines


def _board_lines(item: PlantItem, boards: Mapping[str, Verdict], stay: int) -> list[ReuseLine]:
    found = [boards[t] for t in item.tags if t in boards]
    alike: dict[tuple[Fate, str], list[Verdict]] = {}
    for verdict in found:
        alike.setdefault((verdict.fate, verdict.test), []).append(verdict)
    lines = [_line(item, len(group), max(group, key=lambda v: v.limit), item.tag) for group in alike.values()]
    if stay:
        lines.append(_line(item, stay, _MINES, item.tag))
    missing = item.count - len(found) - stay
    if missing > 0:
        lines.append(_line(item, missing, Verdict(Fate.DEMOLISH, "not_needed", str(missing), "0"), item.tag))
    return lines


def _machine_lines(
    site: Site, item: PlantItem, judged: Standing, seats: Mapping[str, Placed]
) -> Iterator[ReuseLine]:
    """A line of coolers, chillers or air units: those that serve on, by their fate, and the rest."""
    sound = judged.test in ("duty", "duty_count", "other_product", "other_wished")
    verdict = Verdict(Fate.RELOCATE if sound else Fate.DEMOLISH, judged.test, judged.value, judged.limit)
    kept: dict[Fate, list[str]] = {}
    for tag in item.tags:
        if tag in seats:
            at = seats[tag].box.at
            kept.setdefault(fate_of(site, tag, (at.x, at.y)), []).append(tag)
    for fate, tags in kept.items():
        yield _line(item, len(tags), replace(verdict, fate=fate), tags[0], f"{tags[0]} - {tags[-1]}")
    left = [tag for tag in item.tags if tag not in seats]
    if left and (kept or judged.kept):
        spare = Verdict(Fate.RELOCATE, "not_needed", str(len(left)), "0")
        yield _line(item, len(left), spare, left[0] if kept else item.tag)
    elif left:
        yield _line(item, item.count, verdict, item.tag)


def judge_set(basis: Basis, item: PlantItem, sets_kw: float) -> Verdict:
    """A generating set: wanted at all, voltage, age, condition, and of one rating [kW] with the new ones, since sets on
    one bus share alike. One that passes may take the place of a new set once its maker has been asked.
    """
    wished = basis.site.wishes.power.voltage
    if sets_kw <= 0.0:
        return Verdict(Fate.RELOCATE, "no_sets_wanted", "", "")
    if item.secondary.known and not _same(basis, item.secondary, wished, "V"):
        return Verdict(Fate.DEMOLISH, "voltage", f"{item.secondary.si('V'):g} V", f"{wished.si('V'):g} V")
    worn = failed_shape(basis.site, basis.catalog, item)
    if worn is not None:
        return Verdict(Fate.DEMOLISH, worn.test, worn.value, worn.limit)
    if not item.rating.known:
        return Verdict(Fate.RELOCATE, "not_surveyed_for_duty", "", f"{sets_kw:g} kW")
    rating = item.rating.si("kW")
    if not math.isclose(rating, sets_kw):
        return Verdict(Fate.RELOCATE, "sets_unlike", f"{rating:g} kW", f"{sets_kw:g} kW")
    basis.note(NoteKind.RFI, "set_may_stay", item.tag, count=item.count, rating=q(rating, "kW"))
    return Verdict(Fate.RELOCATE, "sets_alike", f"{rating:g} kW", f"{sets_kw:g} kW")


def _other(basis: Basis, item: PlantItem, sets_kw: float) -> ReuseLine:
    """Everything that is no part of the new chain: relocated to the remaining mine, or taken down."""
    keep = basis.site.wishes.mining.keep
    stays = keep.known and keep.si("MW") > 0.0
    if item.kind in ("miner", "shelf", "panel"):
        fate = Fate.RELOCATE if stays or item.kind == "miner" else Fate.DEMOLISH
        return _line(item, item.count, Verdict(fate, "no_place_in_hall", "", ""), item.tag)
    if item.kind == "generator":
        return _line(item, item.count, judge_set(basis, item, sets_kw), item.tag)
    if item.kind in ("ups", "battery"):
        return _line(item, item.count, Verdict(Fate.RELOCATE, "not_surveyed_for_duty", "", ""), item.tag)
    return _line(item, item.count, Verdict(Fate.DEMOLISH, "other_duty", "", ""), item.tag)


def _line(item: PlantItem, count: int, verdict: Verdict, tag: str, becomes: str = "") -> ReuseLine:
    return ReuseLine(tag, item.kind, count, verdict.fate, verdict.test, verdict.value, verdict.limit, becomes)


def _same(basis: Basis, found: Value, wanted: Value, unit: str) -> bool:
    return abs(found.si(unit) / wanted.si(unit) - 1.0) <= basis.number("voltage_match")


def _record(basis: Basis, item: PlantItem) -> Switchboard | None:
    return basis.catalog.get(Switchboard, item.catalog) if item.catalog in basis.catalog.slugs("switchboard") else None
