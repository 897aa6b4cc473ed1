"""Running variants on any `concurrent.futures.Executor`: one process, a pool of processes, or a Dask cluster.

The results are the same whatever runs them: keyed by content, kept as they come, ordered at the end. Each worker has
tasks of its own, so that neighbours find what they share. When a worker dies, what it was at is tried again; what kills
every worker that tries it is a row that says so.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from multiprocessing import active_children, current_process, get_context, parent_process
from threading import Thread
from typing import Any

from designer.beside import collect_seldom, step_aside
from designer.errors import Mistake, Place, Refused
from designer.study.evaluating import with_reuse
from designer.study.records import DIED, Row, Task

__all__ = ["Means", "Serial", "run"]

Work = Callable[[Task], Row]
#: Tasks in hand for each worker: one that runs and one that waits.
_IN_HAND = 2


@dataclass(frozen=True, slots=True)
class Means:
    """What runs the variants: ``serial``, ``pool`` or ``dask``, workers, the address of a scheduler (empty: a local
    cluster), and how often a variant is tried when its worker dies.
    """

    kind: str = "pool"
    workers: int = 1
    scheduler: str = ""
    attempts: int = 3


class Serial(Executor):
    """An executor that does the work when it is handed in."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as trouble:
            future.set_exception(trouble)
        return future


def run(tasks: Iterable[Task], means: Means, work: Work = with_reuse) -> Iterator[Row]:
    """The rows of the tasks as they come. Raises `Refused` when a scheduler cannot be reached."""
    tried: Counter[str] = Counter()
    every = list(tasks)
    if not every:
        return
    with _lanes(means, every) as lanes:
        while any(lane.tasks or lane.hand for lane in lanes):
            for lane in lanes:
                lane.fill(lanes, work)
            wait([future for lane in lanes for future in lane.hand], return_when=FIRST_COMPLETED)
            for lane in lanes:
                yield from lane.told(tried, means.attempts)


@dataclass(slots=True, eq=False)
class _Lane:
    """One worker with tasks of its own: neighbours share most of their steps, and so are made in one process."""

    tasks: deque[Task]
    begin: Callable[[], Executor]
    width: int = _IN_HAND
    executor: Executor | None = None
    hand: dict["Future[Row]", Task] = field(default_factory=dict)

    def fill(self, lanes: Sequence["_Lane"], work: Work) -> None:
        """Hand out the next tasks; a lane without any takes the last half of those of the longest."""
        while len(self.hand) < self.width:
            if not self.tasks:
                longest = max(lanes, key=lambda lane: len(lane.tasks)).tasks
                for _ in range(len(longest) // 2):
                    self.tasks.appendleft(longest.pop())
            if not self.tasks:
                return
            task = self.tasks.popleft()
            if self.executor is None:
                self.executor = self.begin()
            try:
                self.hand[self.executor.submit(work, task)] = task
            except BrokenProcessPool:
                self.tasks.appendleft(task)
                if self.hand:
                    return
                self.end()

    def told(self, tried: "Counter[str]", attempts: int) -> Iterator[Row]:
        """The rows that are there. What a worker died of is tried again by another, a few times; what it had not begun
        waits again.
        """
        for future in [one for one in self.hand if one.done()]:
            task = self.hand.pop(future)
            row = _result(future)
            if row is None:
                tried[task.key] += 1
                if tried[task.key] >= attempts:
                    row = Row(task.key, "failed", reasons=(DIED,))
                else:
                    self.tasks.appendleft(task)
                self._begin_again()
            if row is not None:
                yield row
            if self.executor is None:
                return

    def _begin_again(self) -> None:
        """Leave an executor whose worker has died, and take back what waited there."""
        if isinstance(self.executor, ProcessPoolExecutor):
            self.tasks.extendleft(reversed(self.hand.values()))
            self.hand.clear()
            self.end()

    def end(self) -> None:
        """Let the worker go."""
        if isinstance(self.executor, ProcessPoolExecutor):
            self.executor.shutdown(cancel_futures=True)
        self.executor = None


def _result(future: "Future[Row]") -> Row | None:
    """The row, or None when the worker died with it."""
    try:
        return future.result()
    except (BrokenProcessPool, CancelledError):
        return None
    except Exception as trouble:
        if type(trouble).__name__ in ("KilledWorker", "FutureCancelledError", "CommClosedError"):
            return None
        raise


@contextmanager
def _lanes(means: Means, tasks: list[Task]) -> Iterator[list[_Lane]]:
    """A lane for each worker, each with its part of the tasks."""
    if means.kind == "serial":
        yield [_Lane(deque(tasks), Serial, 1)]
    elif means.kind == "dask":
        with _dask(means) as begins:
            yield [_Lane(part, begin) for part, begin in zip(_parts(tasks, len(begins)), begins, strict=True)]
    else:
        lanes = [_Lane(part, _worker) for part in _parts(tasks, means.workers)]
        try:
            yield lanes
        except KeyboardInterrupt:
            for worker in active_children():
                worker.terminate()
            raise
        finally:
            for lane in lanes:
                lane.end()


def _parts(tasks: list[Task], count: int) -> list[deque[Task]]:
    """The tasks in so many parts of neighbours."""
    edges = [len(tasks) * n // count for n in range(count + 1)]
    return [deque(tasks[low:high]) for low, high in pairwise(edges)]


def _worker() -> Executor:
    """A process of its own, forked from one that has read the program already."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(1, mp_context=context, initializer=_set_up)


def _set_up() -> None:
    """Let a worker do all of its work itself, as other processors have workers of their own, and end when the command
    is killed: it would wait for work for ever.
    """
    current_process().daemon = True  # such a process has no children, and `beside` starts none
    collect_seldom()
    step_aside()
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _dask(means: Means) -> Iterator[list[Callable[[], Executor]]]:
    """How work is handed to each thread of each worker; to any, where that one is gone."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as trouble:
        raise Refused([Mistake("scheduler-unreachable", Place(), said=str(trouble))]) from None
    cluster = None
    try:
        if means.scheduler:
            client = Client(means.scheduler, timeout=10, set_as_default=False)
        else:
            cluster = LocalCluster(n_workers=means.workers, threads_per_worker=1, dashboard_address=None)
            client = Client(cluster, set_as_default=False)
    except (OSError, ValueError, TypeError) as trouble:
        said = means.scheduler or type(trouble).__name__
        raise Refused([Mistake("scheduler-unreachable", Place(), said=said)]) from None
    how: dict[str, Any] = {"pure": False, "retries": means.attempts}
    threads = [name for name, count in sorted(client.nthreads().items()) for _ in range(count)]
    begins: list[Callable[[], Executor]] = [
        partial(client.get_executor, workers=[name], allow_other_workers=True, **how) for name in threads
    ]
    try:
        yield begins or [partial(client.get_executor, **how)] * means.workers
    finally:
        client.close()
        if cluster is not None:
            cluster.close()
