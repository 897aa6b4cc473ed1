"""The same network at other sizes: what the rules count for fewer and more scalable units."""

from dataclasses import replace

from designer.fabric.ask import Ask, Unbuildable, dry
from designer.fabric.records import NetworkCounts, Size
from designer.fabric.topologies import topology

__all__ = ["counted", "most_units", "sizes_of"]

#: The largest table ends at so many units, or at so many times what is built.
_LEAST_END, _TIMES = 64, 4
#: No fabric of this house is searched beyond so many units.
_MOST_UNITS = 1 << 16


def counted(ask: Ask, units: int) -> NetworkCounts:
    """The counts of full units by the rules of an ask. Raises `Unbuildable`."""
    found = topology(ask.topology).build(dry(ask, units)).network.counts
    nodes = units * ask.services[0].positions
    each = ask.hosts.gpus // max(1, ask.hosts.serves)
    return replace(found, hosts=nodes, gpus=nodes * each, units=units, appliances=0)


def sizes_of(ask: Ask, built: NetworkCounts) -> tuple[Size, ...]:
    """One row for each doubling of a unit and of what is built; the first that cannot be built ends the table."""
    end = max(_LEAST_END, _TIMES * built.units)
    series = {1 << n for n in range(end.bit_length())} | {built.units << n for n in range(3)}
    each = ask.hosts.gpus // max(1, ask.hosts.serves)
    rows: list[Size] = []
    for units in sorted(u for u in series if 0 < u <= end):
        nodes = units * ask.services[0].positions
        head = (ask.network, units, nodes, nodes * each, units == built.units)
        try:
            rows.append(Size(*head, counted(ask, units)))
        except Unbuildable as trouble:
            rows.append(Size(*head, None, trouble.key))
            break
    return tuple(rows)


def most_units(ask: Ask) -> int:
    """The most units that the rules of an ask can join, by halving; 0 when not even one."""
    low, high = 0, 1
    while high <= _MOST_UNITS and _builds(ask, high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _builds(ask, middle) else (low, middle)
    return low


def _builds(ask: Ask, units: int) -> bool:
    try:
        counted(ask, units)
    except Unbuildable:
        return False
    return True
