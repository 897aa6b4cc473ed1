"""The conclusion: ordered questions, the first that is answered yes decides; its reasons are rule ids."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from designer.checks.records import Finding, Verdict
from designer.checks.rule import About
from designer.model import Note, Shortfall, Trade

__all__ = ["QUESTIONS", "conclude", "named_cures"]

#: Site factors that may fail before a conversion is called unsupported by the place itself.
_SITE_FAILURES = 3
#: Notes that name a choice near the one asked for with which the plant carries the heat, and those that name none.
_CURES = frozenset({"cooling.facility_supply", "cooling.air_source"})
_NO_CURES = frozenset({"cooling.facility_supply_beyond", "cooling.air_source_beyond"})


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Ids of rules: blocking ones that fail by what they speak against, and needed ones that are undecided; whether the
    design names a choice near the one asked for that serves the normal state.
    """

    undecided: tuple[str, ...]
    fatal: tuple[str, ...]
    site: tuple[str, ...]
    shell: tuple[str, ...]
    void: tuple[str, ...]
    blocking: tuple[str, ...]
    advising: tuple[str, ...]
    cured: bool


Question = Callable[[_Evidence], tuple[str, ...]]

#: Conclusion -> the rule ids that lead to it, empty where it does not hold. First match wins.
QUESTIONS: tuple[tuple[str, Question], ...] = (
    ("not-decidable", lambda e: e.undecided),
    ("stay-a-mine", lambda e: (*e.fatal, *e.site) if e.fatal else ()),
    ("stay-a-mine", lambda e: (*e.site, *e.shell) if len(e.site) >= _SITE_FAILURES else ()),
    ("do-not-reuse-shell", lambda e: (*e.shell, *e.site) if e.shell else ()),
    ("not-as-asked", lambda e: (*e.void, *e.site) if e.void and e.cured else ()),
    ("stay-a-mine", lambda e: (*e.void, *e.site) if e.void else ()),
    ("go-with-conditions", lambda e: e.blocking),
    ("go-with-conditions", lambda e: e.advising),
)


def named_cures(notes: Iterable[Note], shortfalls: Iterable[Shortfall]) -> tuple[str, ...]:
    """Keys of the notes that name a choice near the one asked for with which the normal state is served; none where
    another trade than cooling falls short too, or for a part of the heat no choice is near.
    """
    keys = {note.key for note in notes}
    if keys & _NO_CURES or any(one.trade is not Trade.COOLING for one in shortfalls):
        return ()
    return tuple(sorted(keys & _CURES))


def conclude(
    findings: Sequence[Finding], about: Mapping[str, About], cures: Sequence[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """The conclusion and its reasons; ``go`` when no question is answered yes. `cures` are keys of `named_cures`."""
    evidence = _gather(findings, about, cures)
    for conclusion, question in QUESTIONS:
        reasons = question(evidence)
        if reasons:
            return conclusion, tuple(dict.fromkeys(reasons))
    return "go", ()


def _gather(findings: Sequence[Finding], about: Mapping[str, About], cures: Sequence[str]) -> _Evidence:
    failed = [f.rule for f in findings if f.verdict is Verdict.FAIL]
    ids = tuple(dict.fromkeys(failed))
    blocking = tuple(r for r in ids if about[r].severity == "block")
    unknown = {f.rule for f in findings if f.verdict is Verdict.NOT_MODELLED}
    return _Evidence(
        undecided=tuple(sorted(r for r in unknown if about[r].needed and r not in ids)),
        fatal=tuple(r for r in blocking if about[r].fatal),
        site=tuple(r for r in blocking if about[r].part == "site"),
        shell=tuple(r for r in blocking if about[r].part == "shell"),
        void=tuple(r for r in blocking if about[r].void),
        blocking=blocking,
        advising=tuple(r for r in ids if r not in blocking),
        cured=bool(cures),
    )
