"""Tags: US practice with zero padding, generated from the model, unique and stable."""

from collections.abc import Iterable

__all__ = ["check_unique", "tag"]


def tag(prefix: str, number: int, digits: int = 2, suffix: str = "") -> str:
    """A tag such as ``CDU-03`` or ``TX-01A``.

    >>> tag("TX", 1, suffix="A")
    'TX-01A'
    """
    return f"{prefix}-{number:0{digits}d}{suffix}"


def check_unique(tags: Iterable[str]) -> None:
    """Raises `KeyError` with the first tag that exists twice."""
    seen: set[str] = set()
    for one in tags:
        if one in seen:
            raise KeyError(one)
        seen.add(one)
