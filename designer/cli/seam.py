"""The one place where the command line touches the order of work."""

from collections.abc import Callable
from pathlib import Path

from designer import pipeline
from designer.pipeline import Judged

__all__ = ["design", "fabric", "issue"]


def design(brief: Path, on_step: Callable[[str], None]) -> Judged:
    """Design and judge a brief. Raises `Refused`."""
    return pipeline.design(brief, None, on_step)


def issue(judged: Judged, pack: Path, pdf: bool) -> None:
    """Write the pack."""
    pipeline.issue(judged, pack, pdf)


def fabric(brief: Path, pack: Path, on_step: Callable[[str], None]) -> None:
    """Design and write the fabric alone. Raises `Refused`."""
    pipeline.design_fabric(brief, pack, None, on_step)
