"""`designer discover`: the links of a listing of ibnetdiscover against those of a pack, as a Markdown table."""

import sys
from collections import Counter
from pathlib import Path

from designer.cli.words import label, say
from designer.errors import Mistake, Place, Refused
from designer.fabric.discovery import Difference, Link, differences, links_of

__all__ = ["discover"]


def discover(pack: Path, listings: list[Path]) -> int:
    """Print what differs; exit code 0 when the links are the designed ones, 1 when not. Raises `Refused`."""
    files = sorted(pack.glob("fabric/*.net")) if pack.is_dir() else []
    if not files:
        raise Refused([Mistake("net-missing", Place(str(pack)))])
    designed: Counter[Link] = sum((_links(path) for path in files), Counter())
    found: Counter[Link] = sum((_links(path) for path in listings), Counter())
    made = differences(designed, found)
    same = sum((designed & found).values())
    print(say("discover.head", designed=str(sum(designed.values())), found=str(sum(found.values())), same=str(same)))
    if made:
        print(say("discover.columns"))
        for one in made:
            print(_row(one))
    counts = Counter(one.kind for one in made)
    told = ", ".join(f"{counts[kind]} {label('discover.kinds', kind)}" for kind in sorted(counts))
    print(say("discover.differs", told=told) if made else say("discover.same"), file=sys.stderr)
    return 1 if made else 0


def _links(path: Path) -> Counter[Link]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        raise Refused([Mistake("file-missing", Place(str(path)))]) from None
    found = links_of(text)
    if not found:
        raise Refused([Mistake("listing-empty", Place(str(path)))])
    return found


def _row(one: Difference) -> str:
    links = ("<br>".join(map(_text, group)) for group in (one.designed, one.found))
    cells = [label("discover.kinds", one.kind), *links]
    return f"| {' | '.join(cells)} |"


def _text(link: Link) -> str:
    return " – ".join(f"{name}:{port}" for name, port in link)
