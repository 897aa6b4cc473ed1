"""``designer check``, ``design``, ``fabric``, ``loop``: the order of work, how far it is, the verdict at the end."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.status import Status

from designer.checks.records import Finding, Findings, Verdict
from designer.cli import seam
from designer.cli.guard import REFUSED, message
from designer.cli.packs import load
from designer.cli.words import label, language, listen, mistake_facts, say
from designer.documents.folder import refuse_foreign
from designer.documents.wording import translated
from designer.errors import Mistake, Place, Refused

__all__ = ["check", "design", "fabric", "loop"]


def check(brief: Path, as_json: bool) -> int:
    """Judge a brief and write nothing; 0 when nothing fails, 1 when findings fail."""
    listen(brief)
    try:
        with _Progress() as progress:
            judged = seam.design(brief, progress.step)
    except Refused as refused:
        if not as_json:
            raise
        _print_json({"refused": [mistake_facts(mistake) for mistake in refused.mistakes]})
        return REFUSED
    findings = judged.findings
    if as_json:
        _print_json({
            "conclusion": findings.conclusion, "reasons": list(findings.reasons),
            "findings": [_facts(finding) for finding in findings.findings],
        })
    else:
        _tell(findings)
    return 1 if findings.failed else 0


def design(brief: Path, pack: Path, pdf: bool, deep: bool = False, since: Path | None = None) -> int:
    """Issue the pack; 0 when nothing fails, 1 when it was issued with failing findings."""
    listen(brief)
    _refuse_file(pack)
    refuse_foreign(pack)
    earlier = load(since) if since is not None else None
    with _Progress() as progress:
        judged = seam.design(brief, progress.step, deep)
        progress.step("write")
        seam.issue(judged, pack, pdf, earlier)
    print(say("issued", pack=str(pack)))
    headline = _headline(pack)
    if headline:
        print(headline)
    _tell(judged.findings)
    return 1 if judged.findings.failed else 0


def fabric(brief: Path, pack: Path) -> int:
    """Issue the fabric alone."""
    listen(brief)
    _refuse_file(pack)
    refuse_foreign(pack)
    with _Progress() as progress:
        seam.fabric(brief, pack, progress.step)
    print(say("issued_fabric", pack=str(pack)))
    return 0


def loop(brief: Path, folder: Path) -> int:
    """Solve a loop brief and write its tables."""
    listen(brief)
    _refuse_file(folder)
    with _Progress() as progress:
        seam.loop(brief, folder, progress.step)
    print(say("issued_loop", pack=str(folder)))
    return 0


class _Progress:
    """The step at hand on stderr: one moving line on a terminal, one line a step elsewhere."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, markup=False, highlight=False)
        self.status: Status | None = None
        self.seen: dict[str, int] = {}

    def __enter__(self) -> "_Progress":
        if self.console.is_terminal:
            self.status = self.console.status("")
            self.status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is not None:
            self.status.stop()

    def step(self, name: str) -> None:
        """Say that a step begins; a step that comes again is numbered."""
        self.seen[name] = self.seen.get(name, 0) + 1
        text = label("steps", name)
        if self.seen[name] > 1:
            text += f" ({say('round', number=str(self.seen[name]))})"
        if self.status is not None:
            self.status.update(text)
        else:
            message(text)


#: Subjects of a finding that are named on the terminal; the pack names all.
_NAMED = 8


def _refuse_file(pack: Path) -> None:
    if pack.exists() and not pack.is_dir():
        raise Refused([Mistake("place-unwritable", Place(str(pack)))])


def _tell(findings: Findings) -> None:
    """The conclusion and counts on stdout, each failing finding on stderr."""
    for one in findings.failed:
        more = len(one.subjects) - _NAMED
        subjects = ", ".join(one.subjects[:_NAMED]) + (say("more", number=str(more)) if more > 0 else "")
        held = {key: translated(getattr(one, key), language()) for key in ("value", "limit", "clause")}
        facts = {"subjects": subjects, **held}
        message(say("failed", rule=one.rule, **facts).removesuffix(" ()"))
    passed = sum(f.verdict is Verdict.PASS for f in findings.findings)
    failed = len(findings.failed)
    print(label("conclusions", findings.conclusion))
    other = len(findings.findings) - passed - failed
    print(say("counts", passed=str(passed), failed=str(failed), other=str(other)))


def _facts(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "verdict": str(finding.verdict), "severity": finding.severity, "trade": finding.trade,
        "subjects": list(finding.subjects), "value": finding.value, "limit": finding.limit, "clause": finding.clause,
        "source": finding.source, "status": finding.status, "requirement": finding.requirement,
    }


def _headline(pack: Path) -> str:
    """Racks, GPUs and IT power from the pack itself; empty when the pack does not say them."""
    try:
        summary = json.loads((pack / "design.json").read_bytes())["summary"]
        power = summary["it_power"]
        told = f"{power['value']:.6g} {power['unit']}"
        return say("headline", racks=str(summary["racks"]), gpus=str(summary["gpus"]), it_power=told)
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _print_json(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
