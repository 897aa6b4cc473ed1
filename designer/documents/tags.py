"""Lists of tags in few words."""

from collections.abc import Iterable

__all__ = ["ranged"]


def ranged(tags: Iterable[str]) -> str:
    """Tags shortened to runs.

    >>> ranged(["TX-01", "TX-02", "TX-03", "TX-07", "GEN-01"])
    'GEN-01, TX-01 to TX-03, TX-07'
    """
    runs: list[list[str]] = []
    for tag in sorted(tags):
        if runs and _next(runs[-1][-1]) == tag:
            runs[-1].append(tag)
        else:
            runs.append([tag])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}, {run[1]}" if len(run) == 2 else f"{run[0]} to {run[-1]}"


def _next(tag: str) -> str:
    head = tag.rstrip("0123456789")
    digits = tag[len(head) :]
    return f"{head}{int(digits) + 1:0{len(digits)}d}" if digits else ""
