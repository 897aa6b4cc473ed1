"""Links as discovered against links as designed, by name and port: what is missing, swapped, moved or not designed.

A listing of ``ibnetdiscover``, like the ``.net`` file of a pack, names every link twice. Links that differ are put
together by the ends that they share: two cables whose far ends were exchanged are one mistake, not four links.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Difference", "End", "Link", "differences", "links_of"]

End = tuple[str, int]
#: The two ends of a link, sorted.
Link = tuple[End, End]

_NODE = re.compile(r'^(?:Switch|Hca|Ca|Rt)\s+\d+\s+"([^"]+)"(?:\s*#\s*"([^"]*)")?')
_PORT = re.compile(r'^\[(\d+)\](?:\([0-9a-fx]+\))?\s+"([^"]+)"\[(\d+)\]')


@dataclass(frozen=True, slots=True)
class Difference:
    """One mistake: its kind (`missing`, `extra`, `swapped`, `moved`), the links as designed and as found."""

    kind: str
    designed: tuple[Link, ...]
    found: tuple[Link, ...]


def links_of(text: str) -> Counter[Link]:
    """The links of a listing, each once, nodes by the name in their comment, else by what the listing calls them.

    >>> text = 'Hca 1 "a" # "n1"\\n[1] "b"[7]\\n\\nSwitch 36 "b" # "leaf"\\n[7] "a"[1]\\n'
    >>> dict(links_of(text))
    {(('leaf', 7), ('n1', 1)): 1}
    """
    lines = text.splitlines()
    names: dict[str, str] = {}
    for line in lines:
        if head := _NODE.match(line):
            names[head[1]] = head[2] or head[1]
    ends: Counter[Link] = Counter()
    own = ""
    for line in lines:
        if head := _NODE.match(line):
            own = names[head[1]]
        elif link := _PORT.match(line):
            one, other = sorted([(own, int(link[1])), (names.get(link[2], link[2]), int(link[3]))])
            ends[one, other] += 1
    return Counter({pair: max(1, count // 2) for pair, count in ends.items()})


def differences(designed: Mapping[Link, int], found: Mapping[Link, int]) -> tuple[Difference, ...]:
    """Every mistake, by the first end that it touches; empty when the links are the same."""
    gone, new = Counter(designed) - Counter(found), Counter(found) - Counter(designed)
    group = _groups([*gone, *new])
    made: dict[End, tuple[list[Link], list[Link]]] = {}
    for place, links in enumerate((gone, new)):
        for link in links:
            made.setdefault(group[link[0]], ([], []))[place].append(link)
    judged = [Difference(_kind(old, now), tuple(sorted(old)), tuple(sorted(now))) for old, now in made.values()]
    return tuple(sorted(judged, key=lambda one: min([*one.designed, *one.found])))


def _groups(links: Iterable[Link]) -> dict[End, End]:
    """One end that stands for all ends that links join, for each end."""
    above: dict[End, End] = {}

    def top(end: End) -> End:
        while above.setdefault(end, end) != end:
            above[end] = end = above[above[end]]
        return end

    for one, other in links:
        above[top(one)] = top(other)
    return {end: top(end) for end in list(above)}


def _kind(designed: list[Link], found: list[Link]) -> str:
    """Swapped where the same ends are used in another way; moved where a cable left an end free or took a new one."""
    if not found:
        return "missing"
    if not designed:
        return "extra"
    same = Counter(end for link in designed for end in link) == Counter(end for link in found for end in link)
    return "swapped" if same else "moved"
