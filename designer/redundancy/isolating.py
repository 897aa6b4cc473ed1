"""How each element is taken out for work: the devices that open around it, and what goes off with it.

A device opens without taking another thing off; between an element and its devices upstream everything is dead as well.
"""

from collections.abc import Iterable, Mapping

from designer.model import Commodity, Element, Link, Trade
from designer.redundancy.records import Isolation

__all__ = ["isolations"]

#: Kinds that open a circuit under load or isolate it.
_DEVICES = frozenset({"breaker", "switch-mv", "ats", "sts", "bus-tie", "tie", "circuit", "service"})
_METHODS = {
    "cord": "unplug", "whip": "unplug", "rack": "unplug", "generator": "own-breaker", "battery": "own-breaker",
    "utility": "by-utility", "system": "unplug",
}
_BY_TRADE = {Trade.FABRIC: "drain-and-unplug", Trade.COOLING: "valves-and-breaker", Trade.LAYOUT: "unplug"}


def isolations(elements: Mapping[str, Element], links: Iterable[Link]) -> dict[str, Isolation]:
    """The isolation of every removable element by tag."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for link in links:
        if link.commodity is Commodity.POWER and not link.normally_open:
            above.setdefault(link.target, []).append(link.source)
            below.setdefault(link.source, []).append(link.target)
    return {tag: _isolation(e, elements, above, below) for tag, e in elements.items() if e.removable}


def _isolation(
    element: Element, elements: Mapping[str, Element], above: Mapping[str, list[str]], below: Mapping[str, list[str]]
) -> Isolation:
    devices, between = _upstream(element.tag, elements, above)
    also = [t for tag in between for t in (tag, *below.get(tag, ())) if t != element.tag and t not in devices]
    shown = tuple(dict.fromkeys(t for t in sorted(also) if elements[t].kind not in _DEVICES))
    if element.kind in _DEVICES:
        return Isolation("withdraw", devices, shown)
    method = _METHODS.get(element.kind) or _BY_TRADE.get(element.trade, "")
    if method:
        return Isolation(method, devices, ())
    return Isolation("open-devices" if devices else "at-source", devices, shown)


def _upstream(
    tag: str, elements: Mapping[str, Element], above: Mapping[str, list[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The nearest devices on every way up, and what stands between."""
    devices: list[str] = []
    between: list[str] = []
    waiting, seen = list(above.get(tag, ())), {tag}
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if elements[here].kind in _DEVICES or not above.get(here):
            devices.append(here)
        else:
            between.append(here)
            waiting += above[here]
    return tuple(sorted(devices)), tuple(sorted(between))
