"""Facts of the summary: the verdict, the headline figures with their margins, what fails and what must be asked."""

from collections import Counter
from typing import Any

from designer.checks.records import Finding, Verdict
from designer.documents.facts.bom import described
from designer.documents.facts.common import limit_name, name_of, notes_of, pairs
from designer.documents.facts.rules import rule_title
from designer.documents.grid import Grid
from designer.documents.printing import UNKNOWN
from designer.documents.subject import Subject
from designer.model import NoteKind

__all__ = ["facts", "headline_rows", "quoted_rules"]

Row = tuple[str, str, str, str]

_TONES = {"go": "pass", "go-with-conditions": "caution"}


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the summary sheet."""
    findings, words = subject.findings, subject.words
    verdicts = [f.verdict for f in findings.findings]
    return {
        "tone": _TONES.get(findings.conclusion, "fail"),
        "conclusion": words.label(f"conclusions.{findings.conclusion}.title"),
        "meaning": words.label(f"conclusions.{findings.conclusion}.text"),
        "reasons": quoted_rules(subject),
        **_lead(subject),
        "headline": Grid.of("headline", "figure,value,limit,margin", _beside_the_lead(subject)),
        "failed": failed_grid(subject),
        "counts": {v.name.lower(): str(verdicts.count(v)) for v in Verdict},
        "total": str(len(verdicts)),
        "daggers": str(subject.daggers),
        "outlook": _outlook(subject),
    }


def quoted_rules(subject: Subject) -> str:
    """The rules that decide the conclusion, each in quotation marks."""
    words = subject.words
    return words.label("quoted_join").join(
        words.label("quoted", text=rule_title(rule, words).rstrip(".。")) for rule in subject.findings.reasons
    )


def _lead(subject: Subject) -> dict[str, Any]:
    """What the hall becomes, in one sentence's worth of facts."""
    p, site, trades = subject.printer, subject.site, subject.design.trades
    west, south, east, north = site.hall.polygon.bounds
    programme, cooling = trades.programme, trades.cooling
    machines = Counter({name_of(subject, f"rack/{g.rack}"): g.count for g in programme.racks if g.purpose == "gpu"})
    coolers = Counter(name_of(subject, r.catalog) for r in cooling.rejection)
    allowed = {limit.key: limit.racks for limit in programme.limits}.get(programme.next_binding)
    supply, air = (cooling.temperatures.get(k) for k in ("tcs_supply", "air_supply"))
    return {
        "name": subject.project.name, "location": site.location,
        "extent": f"{p.text('length', east - west)} × {p.text('length', north - south)}",
        "racks": _numbered(subject, machines), "gpus": p.number("count", programme.gpus),
        "it": p.text("power_mw", trades.power.critical_it_kw),
        "limit": p.text("power_mw", trades.power.import_limit_kw),
        "binding": limit_name(subject, programme.binding) if programme.binding else "",
        "following": limit_name(subject, programme.next_binding) if allowed is not None else "",
        "allowed": p.number("count", allowed) if allowed is not None else "",
        "rejection": _numbered(subject, coolers), "supply": p.both("temperature", supply) if supply is not None else "",
        "outdoor": cooling.air_source == "outdoor" and supply is None,
        "air": p.both("temperature", air) if air is not None else "",
    }  # fmt: skip


def _beside_the_lead(subject: Subject) -> list[Row]:
    """The headline figures but those that the first sentence says."""
    said = {subject.words.label(f"headline.{key}") for key in ("gpus", "it")}
    return [row for row in headline_rows(subject) if row[0] not in said]


def _numbered(subject: Subject, counts: Counter[str]) -> str:
    """``27 × NVIDIA GB200 NVL72, 4 × ...``."""
    return ", ".join(f"{subject.printer.number('count', n)} × {name}" for name, n in counts.items())


def _outlook(subject: Subject) -> Grid:
    """What must be asked, what may go wrong, what the proof allows to be said, how many rules were judged."""
    words = subject.words
    listed = {
        "questions": [words.note(note).title for note in notes_of(subject, NoteKind.RFI)],
        "risks": [words.note(note).title for note in notes_of(subject, NoteKind.RISK)],
        "claims": [words.claim(claim).title for claim in subject.design.proof.claims],
    }
    verdicts = [f.verdict for f in subject.findings.findings]
    counts = {v.name.lower(): str(verdicts.count(v)) for v in Verdict}
    judged = words.label("outlook.counted", total=str(len(verdicts)), daggers=str(subject.daggers), **counts)
    rows = [(key, "; ".join(dict.fromkeys(titles))) for key, titles in listed.items()]
    return pairs(subject, "outlook", [*rows, ("judged", judged)])


def failed_grid(subject: Subject) -> Grid:
    """The rules that fail, each once, those that block first; the value is that of its first finding."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in sorted(subject.findings.failed, key=lambda f: (f.severity != "block", f.rule)):
        by_rule.setdefault(finding.rule, []).append(finding)
    rows = []
    for rule, found in by_rule.items():
        tags = list(dict.fromkeys(tag for finding in found for tag in finding.subjects))
        severity = subject.words.label(f"severities.{found[0].severity}")
        title = rule_title(rule, subject.words)
        about = subject.listed([*map(subject.tag_or_name, tags)], 4)
        rows.append((title, about, found[0].value, found[0].limit, len(found), severity))
    return Grid.of("failed", "rule,subject,value,limit,findings:count,severity", rows, full="findings")


def headline_rows(subject: Subject) -> list[tuple[str, str, str, str]]:
    """Eight figures and the cost, each with what it is held against and the margin left."""
    rows = [*_size(subject), *_margins(subject), *_outcome(subject)]
    return [(subject.words.label(f"headline.{key}"), value, limit, margin) for key, value, limit, margin in rows]


def _size(subject: Subject) -> list[Row]:
    p, words, programme = subject.printer, subject.words, subject.design.trades.programme
    power = subject.design.trades.power
    allowed = {limit.key: limit.racks for limit in programme.limits}
    bound = (
        words.label("headline.bound_by", limit=limit_name(subject, programme.binding)) if programme.binding else ""
    )
    after = ""
    if programme.next_binding in allowed:
        following = limit_name(subject, programme.next_binding)
        after = words.label("headline.next", limit=following, racks=p.number("count", allowed[programme.next_binding]))
    peak, limit = power.site_power_peak_kw, power.import_limit_kw
    return [
        ("racks", p.number("count", programme.gpu_racks), bound, after),
        ("gpus", p.number("count", programme.gpus), "", ""),
        ("it", p.text("power_mw", power.critical_it_kw), "", ""),
        ("import", p.text("power_mw", peak), p.text("power_mw", limit), p.text("power_mw", limit - peak)),
    ]


def _margins(subject: Subject) -> list[Row]:
    p, trades = subject.printer, subject.design.trades
    rows: list[Row] = []
    loadings = [(x.worst / x.rating, x.tag) for x in trades.power.loadings if x.rating]
    if loadings:
        share, tag = max(loadings)
        rows.append(("loading", f"{p.text('share', share)} ({tag})", p.text("share", 1.0), p.text("share", 1 - share)))
    duties = [(c.heat / c.heat_available, c) for c in trades.cooling.cdus if c.heat_available]
    if duties:
        share, cdu = max(duties, key=lambda one: (one[0], one[1].tag))
        heat, available = p.text("power", cdu.heat), p.text("power", cdu.heat_available)
        rows.append(("cdu", f"{heat} ({cdu.tag})", available, p.text("share", 1 - share)))
    return rows


def _outcome(subject: Subject) -> list[Row]:
    p, words, proof, bom = subject.printer, subject.words, subject.design.proof, subject.design.bom
    behind = [tag for tag in proof.single_points if tag not in proof.connection]
    points = words.label("headline.single_points", count=p.number("count", len(behind)))
    served = p.text("share", proof.served["T1"]) if "T1" in proof.served else ""
    if proof.served.get("T0", 1.0) < 1.0:
        served, points = words.label("headline.unserved"), ""
    low, mid, high = bom.total
    spread = f"{p.number('money_m', low)} – {p.text('money_m', high)}"
    estimate = words.label(
        "headline.estimate", estimate=str(bom.estimate_class), share=p.text("share", bom.priced_share)
    )
    cooling, lead = subject.design.trades.cooling, bom.longest_lead
    pue, year = p.number("ratio", cooling.annual.pue), words.label(f"headline.years.{cooling.annual.label}")
    if cooling.not_carried:
        pue, year = UNKNOWN, words.label("headline.not_carried", heat=p.text("power_mw", cooling.not_carried))
    last = next((described(subject, line) for line in bom.lines if line.id == lead[0]), lead[0])
    return [
        ("pue", pue, year, ""),
        ("served", served, p.text("share", 1.0), points),
        ("cost", p.text("money_m", mid), spread, estimate),
        *([("lead", p.text("week", lead[1]), last, "")] if lead[0] else []),
    ]
