"""T-601: the compute network as tiers of groups, one box for each scalable unit and rail group, parallel links as
numbers; T-602: the other networks in the same way, one above the other."""

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.fabric_groups import Band, Group, bands, links_between, rails_between, unit_stem
from designer.documents.drawings.lettering import text_width, wrapped
from designer.documents.drawings.styles import COLOURS, LABEL, NOTE, SMALL, TITLE
from designer.documents.subject import Voice
from designer.fabric.records import Network

__all__ = ["NUMBER", "draw", "folded"]

NUMBER = "T-601"
_OTHERS = "T-602"

_RAILS = ("blue", "vermillion", "green", "purple", "orange", "sky", "yellow", "grey")
#: Pens of the rails, so that a print in black tells them apart.
_RAIL_PENS = ("thin", "hidden", "demolish", "open", "overhead", "future", "return", "grid")
_HEIGHTS = {0: 26.0, 1: 22.0, 2: 15.0, 3: 13.0}
#: Most boxes of each tier side by side; more are drawn several to a box. Most single lines between two tiers; above, a
#: bundle is drawn.
_MOST_BOXES = {0: 34, 1: 34, 2: 24, 3: 16}
_MOST_LINES = 130
#: Room for the name of a tier, left of its boxes; widest box and the space between two [mm].
_NAMES = 46.0
_WIDEST, _GAP = 60.0, 1.6
#: Pair class that the switches of a tier join, and how many switches lie on the way.
_CLASSES = {1: "same_leaf", 2: "over_spine", 3: "over_core"}
#: The same for links between switches of one tier, and the room that their line needs above the boxes.
_PEERS, _PEER_ROOM = {1: "over_peer", 2: "over_groups"}, 26.0
#: Networks on one sheet of the others.
_ON_ONE = 3

Extent = tuple[float, float, float, float]
Links = dict[tuple[int, int], int]


def draw(subject: Voice) -> list[Board]:
    """The sheets; none without networks."""
    networks = subject.fabric.networks
    if not networks:
        return []
    main = next((n for n in networks if n.name == "compute"), networks[0])
    others = [n for n in networks if n is not main]
    board = Board.of(subject, NUMBER)
    left, bottom, right, top = board.area
    _main(board, main, (left + 4, bottom + 6, right - 4, top - 4))
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    rails = sorted({rail for band in bands(main) for g in band.groups for rail, _ in g.rails})
    board.legend = [LegendEntry(board.word("rail", rail=str(r + 1)), *_look(r)) for r in rails]
    board.tables = [_counts(board), _speeds(board)]
    return [board, *(_side_sheet(subject, others[i : i + _ON_ONE], i) for i in range(0, len(others), _ON_ONE))]


def _side_sheet(subject: Voice, networks: Sequence[Network], first: int) -> Board:
    """Some of the other networks, one above the other."""
    board = Board.of(subject, f"T-6{2 + first // _ON_ONE:02d}", _OTHERS)
    left, bottom, right, top = board.area
    step = (top - bottom - 4) / len(networks)
    for index, network in enumerate(networks):
        high = top - 4 - index * step
        _main(board, network, (left + 4, high - step + 12, right - 4, high))
        if index:
            board.line(((left + 4, high + 5), (right - 4, high + 5)), "T-TEXT-N", "thin", COLOURS["grey"])
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.tables = [_counts(board), _speeds(board)]
    return board


def _main(board: Board, network: Network, box: Extent) -> None:
    """One network, tier above tier, every group a box."""
    left, bottom, right, top = box
    words, p = board.subject.words, board.subject.printer
    title = board.word(
        "network",
        name=words.label(f"networks.{network.name.partition('-')[0]}"),
        topology=words.label(f"topologies.{network.topology}"),
        speed=p.text("bandwidth", network.speed_gbit_s),
    )
    if network.counts.planes > 1:
        title += board.word("planes", count=str(network.counts.planes))
    board.write((left, top - TITLE), title, "T-TEXT-N", TITLE, bold=True)
    highest = int(network.devices["tier"].max(initial=0))
    peers = links_between(network, highest, highest)
    top -= _PEER_ROOM if peers else 0.0
    tiers = [folded(band) for band in bands(network)]
    heights = [_HEIGHTS.get(band.tier, 14.0) for band, _ in tiers]
    gap = (top - bottom - 16 - sum(heights)) / max(1, len(tiers) - 1) if len(tiers) > 1 else 0.0
    low = max(len(band.groups) for band, _ in tiers[:2])
    places: dict[tuple[int, int], tuple[float, float, float]] = {}
    y = bottom
    for index, ((band, _), height) in enumerate(zip(tiers, heights, strict=True)):
        under = _over(network, tiers[index - 1], tiers[index], places) if band.tier > 1 and index else {}
        columns = low if band.tier < 2 else len(band.groups)
        stand = _centres(band.groups, (left + _NAMES, right), columns, under)
        _band(board, network, band, (left, y, right, y + height), stand, places)
        y += height + gap
    for lower, upper in itertools.pairwise(tiers):
        _layer(board, network, lower, upper, places)
    if peers:
        _peers(board, network, (highest, tiers[-1][1]), peers, places)


def _peers(
    board: Board, network: Network, tier: tuple[int, dict[int, int]], links: Links,
    places: dict[tuple[int, int], tuple[float, float, float]],
) -> None:
    """Links between the groups of the highest tier: a line above that joins every two, with their number."""
    number, box = tier
    ends = sorted({places[number, box[unit]] for pair in links for unit in pair})
    numbers = sorted({count for (a, b), count in links.items() if a != b} or {*links.values()})
    each = _said(board, numbers)
    high = max(top for _, _, top in ends) + _PEER_ROOM / 2
    if len(ends) > 1:
        board.line(((ends[0][0], high), (ends[-1][0], high)), "T-LINK-N", "heavy", COLOURS["grey"])
        for x, _, top in ends:
            board.line(((x, top), (x, high)), "T-LINK-N", "thin", COLOURS["grey"])
    texts = (
        board.word("links", count=board.subject.printer.number("count", sum(links.values()))),
        board.word("each_two", each=each),
        board.word("bandwidth", speed=f"{_bandwidth(network, number, number) / 1000:,.1f}"),
        *_way(board, network, _PEERS.get(number, "")),
    )
    for index, text in enumerate(texts):
        board.write((board.area[0] + 4, high + 8 - 3.6 * index), text, "T-TEXT-N", SMALL)


def _said(board: Board, numbers: Sequence[int]) -> str:
    """Sorted numbers as one, or as the least and the most."""
    low, high = (board.subject.printer.number("count", numbers[end]) for end in (0, -1))
    return low if low == high else f"{low} … {high}"


def folded(band: Band) -> tuple[Band, dict[int, int]]:
    """The band with several groups to a box where they are many, and the box of each unit."""
    most = _MOST_BOXES.get(band.tier, 16)
    units = [g for g in band.groups if g.unit >= 0]
    loose = [g for g in band.groups if g.unit < 0]
    each = -(-len(units) // most)
    if each < 2:
        return band, {g.unit: g.unit for g in band.groups}
    made, box = [], {g.unit: g.unit for g in loose}
    for start in range(0, len(units), each):
        part = units[start : start + each]
        rails = Counter[int]()
        for group in part:
            rails.update(dict(group.rails))
            box[group.unit] = part[0].unit
        made.append(
            Group(band.tier, part[0].unit, sum(g.count for g in part), tuple(sorted(rails.items())), part[0].first,
                  part[-1].last, part[-1].unit)
        )
    return Band(band.tier, (*made, *loose)), box


def _over(
    network: Network, below: tuple[Band, dict[int, int]], above: tuple[Band, dict[int, int]],
    places: dict[tuple[int, int], tuple[float, float, float]],
) -> dict[int, float]:
    """Where each box of a tier stands over the middle of the boxes that it joins; empty unless every box joins some of
    its own: where each joins all, their middles are one.
    """
    (lower, low_box), (upper, high_box) = below, above
    joined: dict[int, list[float]] = {}
    for a, b in _boxed(links_between(network, lower.tier, upper.tier), low_box, high_box):
        joined.setdefault(b, []).append(places[lower.tier, a][0])
    apart = len({tuple(xs) for xs in joined.values()}) == len(upper.groups)
    return {b: sum(xs) / len(xs) for b, xs in joined.items()} if apart else {}


def _centres(
    groups: Sequence[Group], ends: tuple[float, float], columns: int, under: dict[int, float]
) -> tuple[list[float], float]:
    """Where the boxes of a tier stand, over what they join where each then has its room, else in even columns; their
    width.
    """
    start, end = ends
    pitch = (end - start) / columns
    over = [under[g.unit] for g in groups if g.unit in under]
    least = min(pitch, _WIDEST + _GAP)
    width = least - _GAP
    if len(over) == len(groups) and all(b - a >= least for a, b in itertools.pairwise(over)):
        return over, width
    return [start + pitch * (index + 0.5) for index in range(len(groups))], width


def _band(
    board: Board, network: Network, band: Band, box: Extent, stand: tuple[list[float], float],
    places: dict[tuple[int, int], tuple[float, float, float]],
) -> None:
    """One tier: its name, count and reach at the left, its groups as boxes at the places and of the width where they
    `stand`.
    """
    left, bottom, _, top = box
    tier = board.subject.words.label(f"tiers.{band.tier}")
    board.write((left, (bottom + top) / 2 + 3), tier, "T-TEXT-N", LABEL, bold=True)
    board.write((left, (bottom + top) / 2 - 2), board.subject.printer.number("count", band.count), "T-TEXT-N", NOTE)
    for index, text in enumerate(_reach(board, network, band.tier)):
        board.write((left, (bottom + top) / 2 - 6.4 - 3.6 * index), text, "T-TEXT-N", SMALL)
    centres, width = stand
    for x, group in zip(centres, band.groups, strict=True):
        cell = (x - width / 2, bottom, x + width / 2, top)
        board.rectangle(cell, f"T-NETW-{network.name.upper().replace('_', '')[:8]}-N", "light", fill="#FFFFFF")
        board.occupied.take(cell)
        places[band.tier, group.unit] = (x, bottom, top)
        _group_text(board, network, group, cell)


def _reach(board: Board, network: Network, tier: int) -> tuple[str, ...]:
    """How many switches a way over this tier has, and the declared latency of the typical way."""
    return _way(board, network, _CLASSES.get(tier, ""))


def _way(board: Board, network: Network, pair: str) -> tuple[str, ...]:
    """The same for a class of pairs."""
    found = next((r for r in board.subject.fabric.reaches if r.network == network.name and r.pair == pair), None)
    if found is None:
        return ()
    p = board.subject.printer
    low, high = (p.number("nanoseconds", end) for end in found.typical_ns)
    return (
        board.word("hops" if found.switches > 1 else "hop", count=str(found.switches)),
        board.word("latency", low=low, high=high, unit=p.unit("nanoseconds")),
    )


def _group_text(board: Board, network: Network, group: Group, cell: Extent) -> None:
    left, bottom, right, top = cell
    middle = (left + right) / 2
    mesh = "_mesh" if group.tier == 2 and network.counts.pods and network.counts.peer_links else ""
    stem = unit_stem(network) if group.tier < 2 else board.word(f"unit_{group.tier}{mesh}")
    name = board.word("every" if group.tier > 1 else "loose") if group.unit < 0 else f"{stem}{group.unit + 1:02d}"
    if group.until > group.unit >= 0:
        name += f"–{group.until + 1:02d}"
    named = [name] if text_width(name, SMALL, True) <= right - left else name.replace("–", "\n–").split("\n")
    for line in named:
        top -= 4.2
        board.write((middle, top), line, "T-TEXT-N", SMALL, anchor="middle", bold=True)
    board.write((middle, top - 4.2), f"{group.count:,}", "T-TEXT-N", SMALL, anchor="middle")
    if group.rails and len(group.rails) > 1:
        _rail_cells(board, group, cell)
    elif group.tier == 0 and group.unit >= 0:
        racks = len(set(_racks(network, group)))
        lines = [board.word("rack") if racks == 1 else board.word("racks", count=str(racks))] if racks else []
        if network.counts.gpus and network.name.startswith("compute"):
            gpus = network.counts.gpus * group.count / max(1, network.counts.hosts)
            lines.append(board.word("gpus", count=f"{gpus:,.0f}"))
        fitting = [part for line in lines for part in wrapped(line, SMALL, right - left)]
        for index, line in enumerate(fitting[: int((top - 8.4 - bottom) / 4.2) + 1]):
            board.write((middle, top - 8.4 - 4.2 * index), line, "T-TEXT-N", SMALL, anchor="middle")


def _look(rail: int) -> tuple[str, str]:
    """Pen and colour of a rail."""
    return _RAIL_PENS[rail % 8], COLOURS[_RAILS[rail % 8]]


def _rail_cells(board: Board, group: Group, cell: Extent) -> None:
    """A cell for each rail with its number of switches."""
    left, bottom, right, _ = cell
    step = (right - left - 1.6) / len(group.rails)
    numbers = sorted({count for _, count in group.rails})
    wide = text_width(str(numbers[-1]), SMALL) + 0.8 <= step
    low = bottom + (1.2 if wide else 5.4)
    if not wide:
        text = f"{len(group.rails)} × {_said(board, numbers)}"
        board.write(((left + right) / 2, bottom + 1.6), text, "T-TEXT-N", SMALL, anchor="middle")
    for index, (rail, count) in enumerate(group.rails):
        x, colour = left + 0.8 + step * index, COLOURS[_RAILS[rail % 8]]
        ends = (x + min(0.3, step / 8), x + step - min(0.3, step / 8))
        board.rectangle((ends[0], low, ends[1], bottom + 8.2), "T-RAIL-N", "fine", colour=colour)
        board.line(((ends[0], bottom + 8.2), (ends[1], bottom + 8.2)), "T-RAIL-N", "cut", colour)
        if wide:
            board.write((x + step / 2, bottom + 3.4), str(count), "T-TEXT-N", SMALL, anchor="middle")


def _racks(network: Network, group: Group) -> list[str]:
    """The racks of the hosts of a group."""
    devices = network.devices
    last = max(group.unit, group.until)
    chosen = (devices["tier"] == 0) & (devices["unit"] >= group.unit) & (devices["unit"] <= last)
    return [network.racks[i] for i in np.flatnonzero(chosen).tolist() if network.racks and network.racks[i]]


def _boxed(links: Links, lower: dict[int, int], upper: dict[int, int]) -> Links:
    """Links between boxes, from links between units."""
    found: Links = {}
    for (a, b), count in links.items():
        key = (lower[a], upper[b])
        found[key] = found.get(key, 0) + count
    return found


def _layer(
    board: Board, network: Network, below: tuple[Band, dict[int, int]], above: tuple[Band, dict[int, int]],
    places: dict[tuple[int, int], tuple[float, float, float]],
) -> None:
    """Links between two tiers: single lines with their number, or a bundle where each joins each."""
    (lower, low_box), (upper, high_box) = below, above
    found = _boxed(links_between(network, lower.tier, upper.tier), low_box, high_box)
    if not found:
        return
    low_y = max(places[lower.tier, a][2] for a, _ in found)
    high_y = min(places[upper.tier, b][1] for _, b in found)
    numbers = sorted(set(found.values()))
    each = _said(board, numbers)
    ways = {a for a, _ in found}, {b for _, b in found}
    total = board.subject.printer.number("count", sum(found.values()))
    start = board.area[0] + 4
    if len(found) > _MOST_LINES and len(found) == len(ways[0]) * len(ways[1]):
        _bundle(
            board,
            [places[lower.tier, a][0] for a in ways[0]],
            [places[upper.tier, b][0] for b in ways[1]],
            (low_y, high_y),
        )
        text = board.word("each_to_each", each=each)
    else:
        rails: dict[tuple[int, int], set[int]] = {}
        for (a, b), own_rails in rails_between(network, lower.tier, upper.tier).items():
            rails.setdefault((low_box[a], high_box[b]), set()).update(own_rails)
        for a, b in found:
            own = sorted(rails.get((a, b), ()))
            pen, colour = _look(own[0]) if len(own) == 1 and own[0] >= 0 else ("fine", COLOURS["grey"])
            ends = (places[lower.tier, a][0], low_y), (places[upper.tier, b][0], high_y)
            board.line(ends, "T-LINK-N", pen, colour)
        text = board.word("each_line", each=each)
    middle = (low_y + high_y) / 2
    speed = _bandwidth(network, lower.tier, upper.tier)
    board.write((start, middle + 3), board.word("links", count=total), "T-TEXT-N", SMALL)
    board.write((start, middle - 0.6), text, "T-TEXT-N", SMALL)
    board.write((start, middle - 4.2), board.word("bandwidth", speed=f"{speed / 1000:,.1f}"), "T-TEXT-N", SMALL)


def _bandwidth(network: Network, lower: int, upper: int) -> float:
    """Speed of all links between two tiers [Gbit/s]."""
    tier, cables = network.devices["tier"], network.cables
    mine = (tier[cables["a"]] == lower) & (tier[cables["b"]] == upper)
    return float(cables["speed"][mine].sum(dtype=np.float64))


def _bundle(board: Board, below: Sequence[float], above: Sequence[float], edges: tuple[float, float]) -> None:
    low, high = edges
    middle = (low + high) / 2
    board.line(((min(*below, *above), middle), (max(*below, *above), middle)), "T-LINK-N", "heavy", COLOURS["grey"])
    for x in below:
        board.line(((x, low), (x, middle)), "T-LINK-N", "thin", COLOURS["grey"])
    for x in above:
        board.line(((x, middle), (x, high)), "T-LINK-N", "thin", COLOURS["grey"])


def _counts(board: Board) -> SideTable:
    p, words = board.subject.printer, board.subject.words
    rows = tuple(
        (
            words.label(f"networks.{n.name.partition('-')[0]}"),
            _hosts(board, n),
            *(p.number("count", c) for c in (n.counts.leaf, n.counts.spine, n.counts.core)),
            f"{n.counts.oversubscription:.3g}:1",
        )
        for n in board.subject.fabric.networks
    )
    headers = tuple(board.word(f"counts_{k}") for k in ("network", "hosts", "leaf", "spine", "core", "ratio"))
    return SideTable(board.word("counts"), headers, rows, (2.4, 1.4, 1.2, 1.2, 1.2, 1.2))


def _hosts(board: Board, network: Network) -> str:
    """The machines that a network serves and, beside them, its own fabric managers."""
    said = board.subject.printer.number("count", network.counts.hosts)
    return f"{said} + {network.counts.appliances}" if network.counts.appliances else said


def _speeds(board: Board) -> SideTable:
    p, fabric = board.subject.printer, board.subject.fabric
    rows = tuple(
        (
            board.subject.words.label(f"networks.{n.name.partition('-')[0]}"),
            p.number("bandwidth", n.speed_gbit_s),
            p.number("count", len(n.cables)),
            p.number("run", fabric.total_m.get(n.name) or None),
            p.number("length", fabric.longest_m.get(n.name) or None),
        )
        for n in fabric.networks
    )
    headers = (
        board.word("counts_network"),
        p.unit("bandwidth"),
        board.word("cables_count"),
        f"{board.word('cables_total')} {p.unit('run')}",
        f"{board.word('cables_longest')} {p.unit('length')}",
    )
    return SideTable(board.word("cables"), headers, rows, (2.4, 1.4, 1.6, 2, 2))
