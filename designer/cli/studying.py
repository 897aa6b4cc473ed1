"""``designer study``: how far it is, what it found, and a second run that goes on where the first was broken off."""

import sys
import time
from pathlib import Path

from rich.console import Console

from designer.beside import processors
from designer.catalog import Catalog
from designer.cli.guard import message
from designer.cli.words import render, say
from designer.errors import Mistake, Place
from designer.study import Means, issuing, read_study, run
from designer.study.comparing import Ranked
from designer.study.records import Study

__all__ = ["study"]

_BEST = 5


def study(path: Path, out: Path, by: tuple[int, bool, str], pdf: bool) -> int:
    """Run a study; 0 when some variant works and keeps every constraint, 1 when none does."""
    catalog = Catalog()
    read = read_study(path, catalog)
    issuing.refuse_taken(out)
    means = _means(by, catalog)
    shelf = issuing.shelf_of(out, catalog)
    with _Progress() as progress:
        rows = issuing.conduct(
            read, out, lambda missing: run((read.task(v, shelf) for v in missing), means), progress.told
        )
    ranked = issuing.write_comparison(read, rows, out, catalog, (_told, pdf))
    if not (out / "table.parquet").is_file():
        message(say("study.no_parquet"))
    print(say("study.done", folder=str(out)))
    _tell(read, ranked)
    return 0 if any(one.rank for one in ranked) else 1


def _means(by: tuple[int, bool, str], catalog: Catalog) -> Means:
    workers, dask, scheduler = by
    attempts = int(catalog.threshold("study", "attempts").si(""))
    count = workers or processors()
    kind = "dask" if dask or scheduler else "serial" if count == 1 else "pool"
    return Means(kind, count, scheduler, attempts)


def _told(code: str, path: str, said: str, expected: str) -> str:
    """A mistake of a variant's brief in words."""
    return render(Mistake(code, Place("", 0, path), said, expected))


def _tell(study: Study, ranked: tuple[Ranked, ...]) -> None:
    able = [one for one in ranked if one.rank]
    front = sum(one.front == 1 for one in able)
    other = len(ranked) - len(able)
    print(say("study.counts", able=str(len(able)), all=str(len(ranked)), front=str(front), other=str(other)))
    for one in able[:_BEST]:
        choice = ", ".join(f"{key} {value}" for key, value in one.variant.choice.items())
        facts = {"rank": str(one.rank), "variant": one.variant.name, "brief": one.variant.brief, "choice": choice}
        print(say("study.best", **facts))


class _Progress:
    """Variants done, how many a minute, and the time that is left, on stderr."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, markup=False, highlight=False)
        self.status = self.console.status("") if self.console.is_terminal else None
        self.start = time.monotonic()
        self.said = 0.0

    def __enter__(self) -> "_Progress":
        if self.status is not None:
            self.status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is not None:
            self.status.stop()

    def told(self, done: int, total: int, known: int, broken: int) -> None:
        """Say how far it is: at once when it begins and ends, at most every few seconds between on a pipe."""
        now = time.monotonic()
        if done == known:
            if broken:
                message(say("study.broken", count=str(broken)))
            message(say("study.begun", count=str(total), known=str(known), missing=str(total - known)))
            return
        rate = (done - known) / max(now - self.start, 1e-9)
        left = (total - done) / rate
        unit, number = ("minutes", left / 60.0) if left > 120.0 else ("seconds", left)
        facts = {"done": str(done), "all": str(total), "rate": f"{rate * 60.0:.1f}"}
        text = say("study.rate", **facts, left=say(f"study.left.{unit}", number=f"{number:.0f}"))
        if self.status is not None:
            self.status.update(text)
        elif now - self.said > 5.0 or done == total:
            self.said = now
            print(text, file=sys.stderr)
