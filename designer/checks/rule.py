"""What a rule is: one file, found by its place, with its statement and remedy in its own docstring.

A rule module holds ``ABOUT`` (`About`) and ``judge(design)``, which yields `Ruling`s. Its docstring's first paragraph
is the statement, the paragraph that begins with ``Remedy:`` says what cures it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from designer.checks.records import Design, Verdict
from designer.ledger import Value

__all__ = ["About", "Judge", "Part", "Rule", "Ruling"]

Severity = Literal["block", "advise"]
#: What a failing rule speaks against when the conclusion is drawn: the shell, the site itself, or neither.
Part = Literal["", "shell", "site"]


@dataclass(frozen=True, slots=True)
class About:
    """Facts of a rule. `clause` and `source` stand where no threshold gives them; `requirements` are keys it judges.

    With `part`, a failure of a blocking rule speaks against the shell or against the site; a `fatal` one against any
    conversion, a `void` one means that the design as briefed does not work. `needed` rules must be decided before
    anything else can be concluded.
    """

    id: str
    trade: str
    severity: Severity
    requirements: tuple[str, ...] = ()
    clause: str = ""
    source: str = "house"
    status: str = "derived"
    part: Part = ""
    needed: bool = False
    fatal: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict on a group of subjects. `limit_from` is the threshold or brief value that the limit came from."""

    verdict: Verdict
    subjects: tuple[str, ...] = ()
    value: str = ""
    limit: str = ""
    limit_from: Value | None = None
    basis: str = ""
    requirement: str = ""


Judge = Callable[[Design], Iterable[Ruling]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as found: its facts, what it says, what cures it, and its judge."""

    about: About
    statement: str
    remedy: str
    judge: Judge
