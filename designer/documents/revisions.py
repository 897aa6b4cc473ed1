"""What changed from one pack to the next: read from the packs' own data, told in tables.

Nothing is designed again: both packs are taken as they were issued.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["TABLES", "Change", "Revision", "changed_tags", "compare", "reasons"]

#: Lists of the design that hold things by tag, and the fields that make a change of the thing itself.
_EQUIPMENT = (
    ("layout", "racks", ("catalog", "kind", "row", "slot", "x", "y", "rotation")),
    ("layout", "equipment", ("kind", "name", "room", "state", "x", "y", "width", "depth")),
    ("power", "blocks", ("system", "letter", "transformer", "switchboard", "ups", "rating", "classes")),
    ("cooling", "cdus", ("name", "loop")),
    ("cooling", "pumps", ("name", "duty", "loop")),
    ("cooling", "rejection", ("name", "duty")),
    ("cooling", "air_units", ("name", "duty")),
)
#: Figures of the summary that are told in the headline.
_HEADLINE = (
    "racks", "gpus", "it_power", "site_power_peak", "import_limit", "peak_site_factor", "pue_annual",
    "binding_constraint", "next_constraint", "verdict",
)  # fmt: skip
_VERDICTS = ("fail", "not modelled", "not applicable", "pass")
#: Differences of a margin below this share are the same [points of a hundred].
_MARGIN = 0.05
#: From here on numbers are told whole.
_WHOLE = 1e5


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a table: what, before, after (empty where it is not there), and how it counts: ``better``,
    ``worse``, ``new``, ``gone`` or ``other``.
    """

    what: str
    before: str
    after: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Revision:
    """All changes by table, in the order of `TABLES`."""

    tables: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not any(self.tables.values())

    @property
    def lost(self) -> bool:
        """Whether a requirement is lost or a finding is worse than it was."""
        return any(c.kind == "worse" for key in ("requirements", "findings") for c in self.tables.get(key, ()))


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Revision:
    """What changed between the data files of two packs (by file name)."""
    before, after = old.get("design.json", {}), new.get("design.json", {})
    found = {key: tuple(read(before, after)) for key, read in _OF_DESIGN.items()}
    rules = old.get("findings.json", {}), new.get("findings.json", {})
    found["findings"] = tuple(_findings(*rules))
    return Revision({key: found[key] for key in TABLES})


def reasons(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """What moved the numbers by the manifests: ``tool``, ``catalog``, ``brief``; ``unknown`` for packs without them."""
    one, other = old.get("manifest.json"), new.get("manifest.json")
    if not one or not other:
        return ("unknown",)
    tool = any(one.get(key) != other.get(key) for key in ("version", "tool_digest"))
    return tuple(
        name for name, moved in (
            ("tool", tool), ("catalog", one.get("catalog_digest") != other.get("catalog_digest")),
            ("brief", one.get("brief_digest") != other.get("brief_digest")),
        ) if moved
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, dict) and {"value", "unit"} <= set(value):
        return "" if value["value"] is None else f"{_text(value['value'])} {value['unit']}".strip()
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return "" if value is None else str(value)


def _number(value: Any) -> float | None:
    number = value.get("value") if isinstance(value, dict) else value
    return float(number) if isinstance(number, (int, float)) and not isinstance(number, bool) else None


def _headline(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    one, other = old.get("summary", {}), new.get("summary", {})
    for key in _HEADLINE:
        if one.get(key) != other.get(key):
            yield Change(key, _text(one.get(key)), _text(other.get(key)))


def _cost(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    one, other = old.get("cost", {}), new.get("cost", {})
    for key in ("low", "mid", "high", "class"):
        before, after = one.get(key), other.get(key)
        if before != after:
            numbers = _number(before), _number(after)
            dearer = None not in numbers and numbers[1] > numbers[0]  # type: ignore[operator]
            yield Change(key, _text(before), _text(after), "worse" if dearer else "better")


def _rows(data: Mapping[str, Any], group: str, key: str) -> list[dict[str, Any]]:
    rows = data.get(group, {}).get(key, []) if key else data.get(group, [])
    return [row for row in rows if isinstance(row, dict)]


def _equipment(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    for group, key, kept in _EQUIPMENT:
        one, other = ({row.get("tag"): row for row in _rows(data, group, key)} for data in (old, new))
        for tag in sorted({str(tag) for tag in {*one, *other} if tag}):
            before, after = one.get(tag), other.get(tag)
            if before is None:
                yield Change(tag, "", _said(after or {}, kept), "new")
            elif after is None:
                yield Change(tag, _said(before, kept), "", "gone")
            else:
                moved = [name for name in kept if before.get(name) != after.get(name)]
                if moved:
                    yield Change(tag, _said(before, moved), _said(after, moved))


def _said(row: Mapping[str, Any], names: Sequence[str]) -> str:
    shown = [(name, _text(row.get(name))) for name in names if name not in ("x", "y", "rotation") or len(names) < 4]
    return ", ".join(f"{name} {text}" for name, text in shown if text)


def _quantities(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    """Totals of the bill of materials by description, rating and fate: line numbers may shift."""

    def totals(data: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[float, str]]:
        found: dict[tuple[str, ...], tuple[float, str]] = {}
        for row in _rows(data, "bom", ""):
            name = tuple(str(row.get(key, "")) for key in ("description", "rating", "fate"))
            known = found.get(name, (0.0, ""))[0]
            found[name] = (known + (_number(row.get("total")) or 0.0), str(row.get("unit", "")))
        return found

    one, other = totals(old), totals(new)
    for name in sorted({*one, *other}):
        before, after = one.get(name), other.get(name)
        if before != after:
            said = ["" if x is None else f"{x[0]:g} {x[1]}" for x in (before, after)]
            kind = "new" if before is None else "gone" if after is None else "other"
            yield Change(", ".join(part for part in name if part), said[0], said[1], kind)


def _margins(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    """Loading margins by tag that moved, the worse ones told as such."""
    one, other = (
        {row.get("tag"): _number(row.get("margin")) for row in _rows(data, "power", "loadings")} for data in (old, new)
    )
    for tag in sorted({*one} & {*other}, key=str):
        before, after = one[tag], other[tag]
        if before is not None and after is not None and abs(before - after) > _MARGIN:
            yield Change(str(tag), f"{before:.1f} %", f"{after:.1f} %", "worse" if after < before else "better")


def _requirements(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    """Requirements by their words: met or lost, new or gone."""
    one, other = ({row.get("text"): row.get("verdict") for row in _rows(d, "requirements", "")} for d in (old, new))
    for text in sorted({*one, *other}, key=str):
        before, after = one.get(text), other.get(text)
        if before != after:
            kind = "new" if text not in one else "gone" if text not in other else _turn(str(before), str(after))
            yield Change(str(text), _text(before), _text(after), kind)


def _turn(before: str, after: str) -> str:
    order = {name: n for n, name in enumerate(_VERDICTS)}
    one, other = order.get(before, 1), order.get(after, 1)
    return "better" if other > one else "worse" if other < one else "other"


def _decisions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    def by_key(data: Mapping[str, Any]) -> dict[tuple[str, str], str]:
        return {(row["key"], row.get("subject", "")): row.get("text", "") for row in _rows(data, "decisions", "")}

    one, other = by_key(old), by_key(new)
    for key in sorted({*one, *other}):
        before, after = one.get(key, ""), other.get(key, "")
        if before != after:
            kind = "new" if key not in one else "gone" if key not in other else "other"
            yield Change(" ".join(part for part in key if part), before, after, kind)


def _findings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    """Each rule by its worst verdict, with the value of that verdict."""

    def worst(data: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for row in data.get("findings", []):
            verdict, value = str(row.get("verdict", "")), str(row.get("value", ""))
            known = found.get(row["rule"])
            if known is None or _turn(known[0], verdict) == "worse":
                found[row["rule"]] = (verdict, value)
        return found

    one, other = worst(old), worst(new)
    for rule in sorted({*one, *other}):
        before, after = one.get(rule, ("", "")), other.get(rule, ("", ""))
        if before[0] != after[0] or (before != after and "fail" in (before[0], after[0])):
            kind = "new" if rule not in one else "gone" if rule not in other else _turn(before[0], after[0])
            yield Change(rule, " ".join(before).strip(), " ".join(after).strip(), kind)


_OF_DESIGN: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Iterable[Change]]] = {
    "headline": _headline, "cost": _cost, "requirements": _requirements, "decisions": _decisions,
    "equipment": _equipment, "quantities": _quantities, "margins": _margins,
}  # fmt: skip
#: Tables in the order in which they are told.
TABLES = ("headline", "cost", "findings", "requirements", "decisions", "equipment", "quantities", "margins")


def changed_tags(revision: Revision) -> dict[str, str]:
    """Tags of equipment that changed, with how."""
    return {change.what: change.kind for change in revision.tables.get("equipment", ())}
