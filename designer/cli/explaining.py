"""``designer explain``: where a tag, a requirement, a rule or a number of a pack comes from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from designer.catalog import Catalog
from designer.cli import looking
from designer.cli.packs import Entry, entries, flat, load, quantity
from designer.cli.words import say
from designer.errors import Mistake, Place, Refused
from designer.ledger import Value
from designer.site.draft import near

__all__ = ["explain"]

#: How many steps back a number is followed.
_DEPTH = 6
#: How many fields of one thing are printed.
_LINES = 80
#: How many places of a number are printed.
_PLACES = 40


def explain(pack: Path, key: str) -> int:
    """Print everything the pack says of a key, its formula and where each input came from; 2 when it is unknown."""
    data = load(pack)
    known: dict[str, list[Entry]] = {}
    for entry in entries(data):
        known.setdefault(entry.name, []).append(entry)
    if not key:
        print("\n".join(sorted(name for name in known if "." not in name or "/" in name or "[" in name)))
        return 0
    found = known.get(key) or _loosely(known, key) or list(looking.rows(pack, key)) or _printed(pack, data, key)
    if not found:
        facts = {"near": near(key, tuple(known))}
        raise Refused([Mistake("key-unknown", Place(str(pack)), said=key, facts=facts)])
    for entry in found[:_PLACES]:
        print(say("explain.found", key=entry.name, file=f"{entry.file}: {entry.path}"))
        print(_told(entry.data, known, 0))
    if len(found) > _PLACES:
        print(say("explain.more", count=str(len(found) - _PLACES)))
    return 0


def _printed(pack: Path, data: dict[str, Any], key: str) -> list[Entry]:
    """What a number may come from, then where the sheets print it."""
    return [*looking.numbers(data, key), *looking.printed(pack, key)]


def _loosely(known: dict[str, list[Entry]], key: str) -> list[Entry]:
    """The same key in other letters, or a catalog address."""
    same = [entry for name, found in known.items() if name.lower() == key.lower() for entry in found]
    if same or "/" not in key or "." not in key:
        return same
    try:
        return [Entry(key, "catalog", key, _value(Catalog().resolve(key)))]
    except (KeyError, Refused):
        return []


def _told(data: Any, known: dict[str, list[Entry]], depth: int) -> str:
    """A thing in words: a step with its working and inputs, anything else as its fields."""
    indent = "  " * (depth + 1)
    if not isinstance(data, dict) or "inputs" not in data:
        lines = [f"{indent}{path}: {text}" if path else f"{indent}{text}" for path, text in flat(data)]
        more = [indent + say("explain.more", count=str(len(lines) - _LINES))] if len(lines) > _LINES else []
        return "\n".join([*lines[:_LINES], *more])
    lines = [f"{indent}{line}" for line in _working(data)]
    for one in _inputs(data):
        origin = str(one.get("origin", ""))
        told = say("explain.origin", symbol=str(one.get("symbol", "")), value=_amount(one), origin=origin,
                   status=str(one.get("status", "")))
        lines.append(f"{indent}{told}")
        lines.extend(_behind(origin, known, depth))
    return "\n".join(lines)


def _working(step: dict[str, Any]) -> Sequence[str]:
    """Title, formula, numbers and result of a step, and its limit."""
    worked = say("explain.step", symbol=str(step.get("symbol", "")), formula=str(step.get("formula", "")),
                 numbers=str(step.get("numbers", "")), result=_amount(step.get("result")))
    source = " ".join(str(step[k]) for k in ("source", "clause") if step.get(k))
    limit = step.get("limit")
    lines = [str(step.get("title", "")), *worked.splitlines(), f"[{source}]" if source else ""]
    if isinstance(limit, dict):
        lines.append(say("explain.limit", relation=str(limit.get("relation", "")), value=_amount(limit),
                         clause=str(limit.get("clause", "")), source=str(limit.get("source", ""))))
    return [line for line in lines if line]


def _amount(content: Any) -> str:
    """Value and unit of an input, a result or a limit, whatever else is said of it."""
    return quantity({k: content[k] for k in ("value", "unit") if k in content}) if isinstance(content, dict) else ""


def _inputs(step: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in step["inputs"] if isinstance(one, dict)] if isinstance(step["inputs"], list) else []


def _behind(origin: str, known: dict[str, list[Entry]], depth: int) -> list[str]:
    """What stands behind an input: another step, or a catalog value with its source."""
    if not origin or depth >= _DEPTH:
        return []
    step = next((e for e in known.get(origin, ()) if isinstance(e.data, dict) and "inputs" in e.data), None)
    if step is not None:
        return [_told(step.data, known, depth + 1)]
    if "/" not in origin or origin.startswith("brief:"):
        return []
    try:
        found = Catalog().resolve(origin)
    except (KeyError, Refused):
        return []
    return ["  " * (depth + 2) + f"{path}: {text}" for path, text in flat(_value(found)) if text]


def _value(value: Value) -> dict[str, Any]:
    told = {"source": value.evidence.source, "status": str(value.evidence.status)}
    told.update({k: v for k, v in (("at", value.evidence.locator), ("note", value.evidence.note)) if v})
    return {"value": f"{value.quantity:.6g~P}" if value.quantity is not None else say("show.unknown"), **told}
