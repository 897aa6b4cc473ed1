"""Lists of tags in few words."""

import re
from collections.abc import Iterable

__all__ = ["kind_of", "ranged"]

#: Fewest tags that are told as every second one.
_FEWEST = 4


def kind_of(tag: str) -> str:
    """A tag without the numbers of machines and the letters of rows and twins.

    >>> kind_of("HV-TCS-02-ROW-C-S"), kind_of("TT-CDU-07-FS")
    ('HV-TCS-#-ROW-@-S', 'TT-CDU-#-FS')
    """
    return re.sub(r"(?<=ROW)-[A-Z]+(?=-|$)|(?<=\d)-[A-P]$", "-@", re.sub(r"\d+", "#", tag))


def ranged(tags: Iterable[str], between: str = " to ") -> str:
    """Tags shortened to runs; `between` stands between first and last of one.

    >>> ranged(["TX-01", "TX-02", "TX-03", "TX-07", "GEN-01"])
    'GEN-01, TX-01 to TX-03, TX-07'
    >>> ranged(["TX-01", "TX-03", "TX-05", "TX-07", "TX-09"])
    'TX-01, TX-03 ... TX-09'
    >>> ranged(["ROW-A", "ROW-B", "ROW-C", "ROW-E"])
    'ROW-A to ROW-C, ROW-E'
    """
    runs: list[list[str]] = []
    for tag in sorted(tags):
        if runs and _next(runs[-1][-1]) == tag:
            runs[-1].append(tag)
        else:
            runs.append([tag])
    return ", ".join(_run(run, between) for run in _skipping(runs))


def _skipping(runs: list[list[str]]) -> list[list[str]]:
    """Runs with single tags joined where at least four of them are every second one."""
    joined: list[list[str]] = []
    for run in runs:
        last = joined[-1] if joined else []
        single = len(run) == 1 and last and (len(last) == 1 or _next(last[0]) != last[1])
        if single and _next(last[-1], 2) == run[0]:
            last.append(run[0])
        else:
            joined.append(list(run))
    return [part for run in joined for part in (_apart(run) if len(run) < _FEWEST else [run])]


def _apart(run: list[str]) -> list[list[str]]:
    """A short run of every second tag as single tags again."""
    return [[tag] for tag in run] if len(run) > 1 and _next(run[0]) != run[1] else [run]


def _run(run: list[str], between: str) -> str:
    if len(run) < 3:
        return ", ".join(run)
    return f"{run[0]}{between}{run[-1]}" if _next(run[0]) == run[1] else f"{run[0]}, {run[1]} ... {run[-1]}"


def _next(tag: str, step: int = 1) -> str:
    head = tag.rstrip("0123456789")
    digits = tag[len(head) :]
    if not digits and len(tag) > 2 and tag[-2] == "-" and "A" <= tag[-1] < "Z":
        return f"{tag[:-1]}{chr(ord(tag[-1]) + step)}"
    return f"{head}{int(digits) + step:0{len(digits)}d}" if digits else ""
