"""T-601: the networks as tiers of groups, one box for each scalable unit and rail group, parallel links as numbers."""

import itertools
from collections.abc import Sequence

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.fabric_groups import Band, Group, bands, links_between, rails_between
from designer.documents.drawings.styles import COLOURS, LABEL, NOTE, SMALL, TITLE
from designer.documents.subject import Voice
from designer.fabric.records import Network

__all__ = ["NUMBER", "draw"]

NUMBER = "T-601"

_RAILS = ("blue", "vermillion", "green", "purple", "orange", "sky", "yellow", "grey")
_HEIGHTS = {0: 26.0, 1: 22.0, 2: 15.0, 3: 13.0}
#: Most boxes of one tier side by side, and most single lines between two tiers; above, a bundle is drawn.
_MOST_BOXES, _MOST_LINES = 34, 130


def draw(subject: Voice) -> Board | None:
    """The drawing, or nothing without networks."""
    networks = subject.fabric.networks
    if not networks:
        return None
    board = Board.of(subject, NUMBER)
    left, bottom, right, top = board.area
    main = next((n for n in networks if n.name == "compute"), networks[0])
    others = [n for n in networks if n is not main]
    floor = bottom + (150.0 if others else 10.0)
    _main(board, main, (left + 4, floor, right - 4, top - 4))
    for index, network in enumerate(others):
        width = (right - left - 8) / len(others)
        _small(board, network, (left + 4 + index * width, bottom + 2, left + (index + 1) * width - 4, floor - 14))
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    rails = sorted({rail for band in bands(main) for g in band.groups for rail, _ in g.rails})
    board.legend = [LegendEntry(board.word("rail", rail=str(r + 1)), "cut", COLOURS[_RAILS[r % 8]]) for r in rails]
    board.tables = [_counts(board), _speeds(board)]
    return board


def _main(board: Board, network: Network, box: tuple[float, float, float, float]) -> None:
    """The compute network, tier above tier, every group a box."""
    left, bottom, right, top = box
    words, p = board.subject.words, board.subject.printer
    title = board.word(
        "network",
        name=words.label(f"networks.{network.name}"),
        topology=words.label(f"topologies.{network.topology}"),
        speed=p.text("bandwidth", network.speed_gbit_s),
    )
    board.write((left, top - TITLE), title, "T-TEXT-N", TITLE, bold=True)
    tiers = bands(network)
    heights = [_HEIGHTS.get(band.tier, 14.0) for band in tiers]
    gap = (top - bottom - 16 - sum(heights)) / max(1, len(tiers) - 1) if len(tiers) > 1 else 0.0
    places: dict[tuple[int, int], tuple[float, float, float]] = {}
    y = bottom
    for band, height in zip(tiers, heights, strict=True):
        _band(board, network, band, (left, y, right, y + height), places)
        y += height + gap
    for lower, upper in itertools.pairwise(tiers):
        _layer(board, network, lower, upper, places)


def _band(
    board: Board,
    network: Network,
    band: Band,
    box: tuple[float, float, float, float],
    places: dict[tuple[int, int], tuple[float, float, float]],
) -> None:
    """One tier: its name and count at the left, its groups as boxes."""
    left, bottom, right, top = box
    tier = board.subject.words.label(f"tiers.{band.tier}")
    start = left + 34.0
    board.write((left, (bottom + top) / 2), tier, "T-TEXT-N", LABEL, bold=True)
    board.write((left, (bottom + top) / 2 - 5), board.subject.printer.number("count", band.count), "T-TEXT-N", NOTE)
    groups = band.groups if len(band.groups) <= _MOST_BOXES else band.groups[:_MOST_BOXES]
    pitch = (right - start) / len(groups)
    width = min(pitch - 1.6, 60.0)
    for index, group in enumerate(groups):
        x = start + pitch * (index + 0.5)
        cell = (x - width / 2, bottom, x + width / 2, top)
        board.rectangle(cell, f"T-NETW-{network.name.upper().replace('_', '')[:8]}-N", "light", fill="#FFFFFF")
        board.occupied.take(cell)
        places[band.tier, group.unit] = (x, bottom, top)
        _group_text(board, network, group, cell)


def _group_text(board: Board, network: Network, group: Group, cell: tuple[float, float, float, float]) -> None:
    left, bottom, right, top = cell
    name = board.word("loose") if group.unit < 0 else f"{board.word(f'unit_{group.tier}')}{group.unit + 1:02d}"
    board.write(((left + right) / 2, top - 4.2), name, "T-TEXT-N", SMALL, anchor="middle", bold=True)
    board.write(((left + right) / 2, top - 8.4), f"{group.count:,}", "T-TEXT-N", SMALL, anchor="middle")
    if group.rails and len(group.rails) > 1:
        step = (right - left - 1.6) / len(group.rails)
        for index, (rail, count) in enumerate(group.rails):
            x = left + 0.8 + step * index
            board.rectangle(
                (x + 0.3, bottom + 1.2, x + step - 0.3, bottom + 8.2),
                "T-RAIL-N",
                "fine",
                colour=COLOURS[_RAILS[rail % 8]],
            )
            board.line(
                ((x + 0.3, bottom + 8.2), (x + step - 0.3, bottom + 8.2)), "T-RAIL-N", "cut", COLOURS[_RAILS[rail % 8]]
            )
            board.write((x + step / 2, bottom + 3.4), str(count), "T-TEXT-N", SMALL, anchor="middle")
    elif group.tier == 0 and group.unit >= 0:
        racks = len({name.rsplit("-", 1)[0] for name in _names(network, group)})
        board.write(
            ((left + right) / 2, top - 12.6), board.word("racks", count=str(racks)), "T-TEXT-N", SMALL, anchor="middle"
        )
        gpus = network.counts.gpus * group.count / max(1, network.counts.hosts)
        board.write(
            ((left + right) / 2, top - 16.8),
            board.word("gpus", count=f"{gpus:,.0f}"),
            "T-TEXT-N",
            SMALL,
            anchor="middle",
        )


def _names(network: Network, group: Group) -> list[str]:
    chosen = (network.devices["tier"] == group.tier) & (network.devices["unit"] == group.unit)
    return [name for name, keep in zip(network.names, chosen.tolist(), strict=True) if keep]


def _layer(
    board: Board, network: Network, lower: Band, upper: Band, places: dict[tuple[int, int], tuple[float, float, float]]
) -> None:
    """Links between two tiers: single lines with their number, or a bundle where each joins each."""
    found = {
        k: n
        for k, n in links_between(network, lower.tier, upper.tier).items()
        if (lower.tier, k[0]) in places and (upper.tier, k[1]) in places
    }
    if not found:
        return
    low_y = max(places[lower.tier, a][2] for a, _ in found)
    high_y = min(places[upper.tier, b][1] for _, b in found)
    numbers = sorted(set(found.values()))
    each = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}"
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
        rails = rails_between(network, lower.tier, upper.tier)
        for a, b in found:
            own = rails.get((a, b), ())
            colour = COLOURS[_RAILS[own[0] % 8]] if len(own) == 1 and own[0] >= 0 else COLOURS["grey"]
            board.line(
                ((places[lower.tier, a][0], low_y), (places[upper.tier, b][0], high_y)), "T-LINK-N", "fine", colour
            )
        text = board.word("each_line", each=each)
    middle = (low_y + high_y) / 2
    board.write((start, middle + 1), board.word("links", count=total), "T-TEXT-N", SMALL)
    board.write((start, middle - 3.4), text, "T-TEXT-N", SMALL)


def _bundle(board: Board, below: Sequence[float], above: Sequence[float], edges: tuple[float, float]) -> None:
    low, high = edges
    middle = (low + high) / 2
    board.line(((min(*below, *above), middle), (max(*below, *above), middle)), "T-LINK-N", "heavy", COLOURS["grey"])
    for x in below:
        board.line(((x, low), (x, middle)), "T-LINK-N", "thin", COLOURS["grey"])
    for x in above:
        board.line(((x, middle), (x, high)), "T-LINK-N", "thin", COLOURS["grey"])


def _small(board: Board, network: Network, box: tuple[float, float, float, float]) -> None:
    """Another network as one box for each tier, with the numbers between them."""
    left, bottom, right, top = box
    words, p = board.subject.words, board.subject.printer
    board.line(((left, top + 4), (right, top + 4)), "T-TEXT-N", "thin", COLOURS["grey"])
    title = board.word(
        "network",
        name=words.label(f"networks.{network.name}"),
        topology=words.label(f"topologies.{network.topology}"),
        speed=p.text("bandwidth", network.speed_gbit_s),
    )
    board.write((left, top - 3), title, "T-TEXT-N", LABEL, bold=True)
    tiers = bands(network)
    step = (top - bottom - 12) / max(1, len(tiers))
    middle = (left + right) / 2
    for index, band in enumerate(tiers):
        y = bottom + step * index
        cell = (middle - 46, y, middle + 46, y + 15)
        board.rectangle(cell, "T-NETW-SMAL-N", "light", fill="#FFFFFF")
        text = board.word(
            "tier",
            count=p.number("count", band.count),
            tier=words.label(f"tiers.{band.tier}"),
            groups=str(len([g for g in band.groups if g.unit >= 0]) or 1),
        )
        board.write((middle, y + 8.4), text, "T-TEXT-N", NOTE, anchor="middle", bold=True)
        board.write((middle, y + 3.4), f"{band.groups[0].first} …", "T-TEXT-N", SMALL, anchor="middle")
        if index:
            links = sum(links_between(network, tiers[index - 1].tier, band.tier).values())
            board.line(((middle, y - step + 15), (middle, y)), "T-LINK-N", "cut", COLOURS["grey"])
            board.write(
                (middle + 3, y - (step - 15) / 2 - SMALL / 2),
                board.word("links", count=p.number("count", links)),
                "T-TEXT-N",
                SMALL,
            )


def _counts(board: Board) -> SideTable:
    p, words = board.subject.printer, board.subject.words
    rows = tuple(
        (
            words.label(f"networks.{n.name}"),
            *(p.number("count", c) for c in (n.counts.hosts, n.counts.leaf, n.counts.spine, n.counts.core)),
            f"{n.counts.oversubscription:.3g}:1",
        )
        for n in board.subject.fabric.networks
    )
    headers = tuple(board.word(f"counts_{k}") for k in ("network", "hosts", "leaf", "spine", "core", "ratio"))
    return SideTable(board.word("counts"), headers, rows, (2.4, 1.4, 1.2, 1.2, 1.2, 1.2))


def _speeds(board: Board) -> SideTable:
    p, fabric = board.subject.printer, board.subject.fabric
    rows = tuple(
        (
            board.subject.words.label(f"networks.{n.name}"),
            p.number("bandwidth", n.speed_gbit_s),
            p.number("count", len(n.cables)),
            p.number("run", fabric.total_m.get(n.name)),
            p.number("length", fabric.longest_m.get(n.name)),
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
