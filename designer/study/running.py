"""Running variants on any `concurrent.futures.Executor`: one process, a pool of processes, or a Dask cluster.

The results are the same whatever runs them: keyed by content, kept as they come, ordered at the end. When a worker
dies, what it had in hand is tried again; what kills its workers is at last tried alone, and then is a row that says so.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

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
    waiting = deque(_dealt(list(tasks), 1 if means.kind == "serial" else means.workers))
    tried: Counter[str] = Counter()
    while waiting:
        suspects: deque[Task] = deque()
        with _executor(means, alone=False) as (executor, width):
            yield from _rounds(executor, waiting, suspects, (width, work))
        while suspects:
            task = suspects.popleft()
            tried[task.key] += 1
            if tried[task.key] >= means.attempts:
                yield Row(task.key, "failed", reasons=(DIED,))
                continue
            with _executor(means, alone=True) as (executor, width):
                yield from _rounds(executor, deque([task]), suspects, (width, work))


def _dealt(tasks: list[Task], workers: int) -> Iterator[Task]:
    """The tasks so that neighbours, which share most of their steps, are made one after the other and not at once: each
    worker begins in a part of its own.
    """
    part = -(-len(tasks) // max(1, workers))
    return (tasks[n] for start in range(part) for n in range(start, len(tasks), part))


def _rounds(
    executor: Executor, waiting: deque[Task], suspects: deque[Task], how: tuple[int, Work]
) -> Iterator[Row]:
    """Rows until nothing waits or the pool breaks; what it then had in hand becomes suspect, the rest still waits."""
    width, work = how
    running: dict[Future[Row], Task] = {}
    whole = True
    while running or (waiting and whole):
        while waiting and whole and len(running) < width:
            try:
                running[executor.submit(work, waiting[0])] = waiting[0]
            except BrokenProcessPool:
                whole = False
            else:
                waiting.popleft()
        done, _ = wait(running, return_when=FIRST_COMPLETED) if running else ((), ())
        for future in done:
            task, row = running.pop(future), _result(future)
            if row is None:
                whole = False
                suspects.append(task)
            else:
                yield row


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
def _executor(means: Means, alone: bool) -> Iterator[tuple[Executor, int]]:
    """An executor with the tasks that it is to have in hand; `alone` gives each task its worker to itself."""
    if means.kind == "serial":
        yield Serial(), 1
    elif means.kind == "dask":
        with _dask(means) as executor:
            yield executor, _IN_HAND * means.workers
    else:
        workers = 1 if alone else means.workers
        pool = ProcessPoolExecutor(workers, mp_context=get_context("forkserver"), initializer=_end_with_parent)
        try:
            yield pool, 1 if alone else _IN_HAND * workers
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Let a worker end when the command is killed: it would wait for work for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _dask(means: Means) -> Iterator[Executor]:
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
    try:
        yield client.get_executor(pure=False, retries=means.attempts)
    finally:
        client.close()
        if cluster is not None:
            cluster.close()
