"""From mistakes to exit codes: what a user did wrong ends as lines on stderr, never as a traceback."""

import os
import signal
import sys
from collections.abc import Callable

from designer.cli.words import render_all, say
from designer.errors import Mistake, Place, Refused

__all__ = ["INTERRUPTED", "REFUSED", "guarded", "message"]

REFUSED = 2
#: As a shell says that a signal ended a program: so much more than its number.
_SIGNALLED = 128
INTERRUPTED = _SIGNALLED + signal.SIGINT


def message(text: str) -> None:
    """A line for people."""
    print(text, file=sys.stderr)


def guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit code."""
    try:
        code = command()
        sys.stdout.flush()
    except Refused as refused:
        message(render_all(refused.mistakes))
        if len(refused.mistakes) > 1:
            message(say("refused", count=str(len(refused.mistakes))))
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as trouble:
        place = Place(str(trouble.filename or ""))
        message(render_all([Mistake("place-unwritable", place, said=trouble.strerror or "")]))
        return REFUSED
    except KeyboardInterrupt as stopped:
        return _SIGNALLED + stopped.args[0] if stopped.args else INTERRUPTED
    return code
