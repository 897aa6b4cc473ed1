"""Work beside this process: done by a copy of it on another processor while this one goes on.

A copy is forked, so that the work sees all records as they stand and only its answer travels back. Where a process
cannot be forked, or may use one processor only, the work is done when its answer is asked for: the answer is the same.
So it is where a library is loaded whose threads a copy would wait for in vain: they do not live on in it.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["COLLECTION", "Lost", "beside", "collect_seldom", "processors", "step_aside"]

#: Thresholds of the cycle collector. A design is millions of records that live to its end and hold no cycles: looking
#: them through as often as the interpreter does by itself costs a tenth of the time and frees nothing.
COLLECTION = (100_000, 50, 100)

T = TypeVar("T")
#: Libraries that keep threads of their own from their first use on.
_THREADED = ("typst",)
#: How far patient work steps back: a third of the share of other work.
_PATIENCE = 5


class Lost(RuntimeError):
    """A process beside this one ended without an answer."""


def collect_seldom() -> None:
    """Let this process, which makes designs, look for cycles seldom."""
    gc.set_threshold(*COLLECTION)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def beside(work: Callable[[], T], patient: bool = False) -> Callable[[], T]:
    """Begin work in a process of its own; what comes back gives its answer, and waits for it. `patient` work, whose
    answer is asked for late, gives way to all other.

    The answer must be picklable. What the work raises is raised where the answer is asked for; `Lost` when the process
    died. Nothing is left running when this process ends.
    """
    from multiprocessing import current_process, get_all_start_methods, get_context  # not for a command that only helps

    alone = "fork" not in get_all_start_methods() or current_process().daemon or processors() == 1
    if alone or any(name in sys.modules for name in _THREADED):
        return work
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, here, there, patient), daemon=True)
    process.start()
    there.close()

    def answer() -> T:
        try:
            done, found = here.recv()
        except EOFError as trouble:
            raise Lost(process.name) from trouble
        finally:
            here.close()
            process.join()
        if not done:
            raise found
        return found

    return answer


def step_aside() -> None:
    """Leave a keyboard's interrupt to the process that asked for this one, which ends it; end quietly when asked to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def _do(work: Callable[[], object], here: "Connection", there: "Connection", patient: bool) -> None:
    """The other side: an answer or what was raised; silence when no one listens any more."""
    here.close()
    step_aside()
    if patient:
        os.nice(_PATIENCE)
    gc.disable()  # a short life; a collection would copy every page that is shared with the parent
    try:
        found: tuple[bool, object] = True, work()
    except Exception as trouble:
        found = False, trouble
    with suppress(BrokenPipeError):
        there.send(found)
