"""What the one-line diagram shows, cut from the power chain: loops of transformers in order, boards, what hangs on
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from designer.power.blocks import switch_of
from designer.power.records import Block, Branch, BusState, Loading, PowerChain
from designer.site.records import Site

__all__ = ["Backup", "Column", "Loop", "MainUnit", "OneLine", "downstream", "one_line"]


@dataclass(frozen=True, slots=True)
class Column:
    """One transformer with its board: the block, its bus, loadings, and the branches that leave the board."""

    block: Block
    switch: str
    bus: BusState | None
    loadings: tuple[Loading, ...]
    branches: tuple[Branch, ...]
    fed: int


@dataclass(frozen=True, slots=True)
class Loop:
    """Transformers on one medium-voltage loop between two bus sections, and its feeders in order."""

    letter: str
    near: str
    far: str
    feeders: tuple[Branch, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """Generators on one bus, its sections, which boards each section can take over, and which of them have a second way
    from another.
    """

    generators: tuple[str, ...]
    buses: tuple[str, ...]
    boards: dict[str, str]
    second: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MainUnit:
    """A main transformer of the substation, its rating [kVA], the bus section that it feeds, and the section of the
    high-voltage bus that feeds it.
    """

    tag: str
    rating_kva: float
    section: str
    bus: str


@dataclass(frozen=True, slots=True)
class OneLine:
    """The whole diagram; `catchers` are boards that stand in, each with the board that it can be closed onto."""

    utilities: tuple[str, ...]
    sections: tuple[BusState, ...]
    loops: tuple[Loop, ...]
    backups: tuple[Backup, ...]
    ties: tuple[str, ...]
    mains: tuple[MainUnit, ...] = ()
    catchers: tuple[tuple[str, str], ...] = ()
    high_ties: tuple[str, ...] = ()


def one_line(chain: PowerChain, site: Site) -> OneLine:
    """Cut the diagram from the chain. Blocks on no loop stand alone, each as a loop of one."""
    by_switch = {switch_of(b.transformer): b for b in chain.blocks}
    looped = [b for b in chain.branches if b.kind == "feeder" and b.path]
    feeders = sorted(looped, key=lambda b: (b.path, len(b.tag), b.tag))
    loops: list[Loop] = []
    seen: set[str] = set()
    for letter, group in groupby(feeders, key=lambda b: b.path):
        members = tuple(group)
        switches = [b.target for b in members if b.target in by_switch]
        columns = tuple(_column(chain, by_switch[s], s) for s in switches)
        seen |= {c.block.tag for c in columns}
        if columns:
            loops.append(
                Loop(
                    letter,
                    members[0].source,
                    members[-1].target if members[-1].target not in by_switch else "",
                    members,
                    columns,
                )
            )
    for block in chain.blocks:
        if block.tag not in seen:
            loops.append(Loop(block.letter, "", "", (), (_column(chain, block, ""),)))
    utilities = tuple(e.tag for e in chain.elements if e.kind == "utility") or tuple(
        f"UTILITY-{n}" for n in range(1, site.feed.feeds + 1)
    )
    high_ties, low_ties = _ties(chain)
    return OneLine(
        utilities,
        _sections(chain),
        tuple(loops),
        _backups(chain),
        low_ties,
        _mains(chain),
        _catchers(chain),
        high_ties,
    )


def _catchers(chain: PowerChain) -> tuple[tuple[str, str], ...]:
    """Reserve and caught boards: over a tie, or over the breaker that waits at a static switch of what it feeds."""
    boards = {b.switchboard: b.switchboard for b in chain.blocks}
    boards |= {b.ups: b.switchboard for b in chain.blocks if b.ups}
    above: dict[str, list[str]] = {}
    for link in chain.links:
        above.setdefault(link.target, []).append(link.source)
    found = []
    for link in (k for k in chain.links if k.normally_open):
        reserve = next((boards[s] for s in _beyond(above, link.source) if s in boards), "")
        if not reserve:
            continue
        if link.source.startswith("TIE-") and link.target in boards:
            found.append((reserve, boards[link.target]))
        elif link.source.endswith("-R") and link.target.startswith("STS-"):
            own = [s for k in above[link.target] if k != link.source for s in above.get(k, ()) if s in boards]
            found += [(reserve, boards[s]) for s in own]
    return tuple(dict.fromkeys(pair for pair in found if pair[0] != pair[1]))


def _beyond(above: Mapping[str, Sequence[str]], tag: str) -> list[str]:
    """What stands before an element, past feeders and their breakers."""
    found = []
    for source in above.get(tag, ()):
        found += _beyond(above, source) if source.startswith(("LF-", "CB-")) else [source]
    return found


def _mains(chain: PowerChain) -> tuple[MainUnit, ...]:
    feeds = {b.source: b.target for b in chain.branches if b.kind == "feeder"}
    fed = {link.target: link.source for link in chain.links}
    ratings = {x.tag: x.rating for x in chain.loadings}
    mains = [e.tag for e in chain.elements if e.kind == "main-transformer"]
    return tuple(
        MainUnit(tag, ratings.get(tag, 0.0), feeds.get(tag, ""), fed.get(f"CB-{tag}", "")) for tag in mains
    )


def _ties(chain: PowerChain) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ties between sections of the high-voltage bus, and those between the sections of the feeders."""
    buses = {main.bus for main in _mains(chain)}
    high = {link.target for link in chain.links if link.source in buses}
    ties = [e.tag for e in chain.elements if e.kind == "bus-tie"]
    return tuple(t for t in ties if t in high), tuple(t for t in ties if t not in high)


def _sections(chain: PowerChain) -> tuple[BusState, ...]:
    """Buses above one kilovolt."""
    return tuple(b for b in chain.buses if b.voltage > 1000)


def _column(chain: PowerChain, block: Block, switch: str) -> Column:
    bus = next((b for b in chain.buses if b.tag == block.switchboard), None)
    loadings = tuple(x for x in chain.loadings if x.tag in (block.transformer, block.switchboard))
    branches = tuple(b for b in chain.branches if b.source == block.switchboard and b.kind != "lv-feeder")
    fed = sum(block.tag in (a.block_a, a.block_b) for a in chain.assignments)
    return Column(block, switch, bus, loadings, branches, fed)


def _backups(chain: PowerChain) -> tuple[Backup, ...]:
    """One for each group of generating sets."""
    found = []
    for group in sorted((g for g in chain.groups if g.kind == "generator"), key=lambda g: g.tag):
        feeders = [b for b in chain.branches if b.kind == "lv-feeder"]
        buses = tuple(sorted({b.target for b in feeders if b.source in group.members}))
        ready = [(b.target, b.source) for b in feeders if b.source in buses]
        boards, second = dict(reversed(ready)), {t: s for n, (t, s) in enumerate(ready) if t in dict(ready[:n])}
        found.append(Backup(tuple(sorted(group.members)), buses, boards, second))
    return tuple(found)


def downstream(chain: PowerChain, source: str) -> Sequence[Branch]:
    """Branches that leave a bus or panel."""
    return [b for b in chain.branches if b.source == source]
