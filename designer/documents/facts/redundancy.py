"""Facts of the proof: what stays served when each element is removed, single points of failure, claims."""

from collections import Counter
from typing import Any

from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.redundancy.records import Proof, Removal

__all__ = ["facts"]

_VERDICTS = ("served", "degraded", "overload", "lost")


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the redundancy sheet."""
    proof, words, p = subject.design.proof, subject.words, subject.printer
    worst = sorted(
        (r for r in proof.removals if r.verdict in ("lost", "overload") and not _only_shed(proof, r)),
        key=lambda r: (-sum(r.lost_kw.values()), r.test, r.tag),
    )
    return {
        "elements": p.number("count", len(proof.graph.elements)),
        "links": p.number("count", len(proof.graph.links)),
        "removals": p.number("count", len(proof.removals)),
        "served": [
            words.label("redundancy.served", test=words.label(f"tests.{test}"), share=p.text("share", share))
            for test, share in sorted(proof.served.items())
        ],
        "claims": [words.claim(claim) for claim in proof.claims],
        "by_kind": _by_kind(subject, proof),
        "worst": _removals(subject, "worst_removals", worst),
        "all": _removals(subject, "removals", proof.removals),
        "single_points": Grid.of(
            "single_points",
            "tag,kind",
            [(tag, _kind(subject, proof, tag)) for tag in proof.single_points],
            schedule=True,
        ),
        "single_point_count": p.number("count", len(proof.single_points)),
        "groups": Grid.of(
            "groups",
            "tag,kind,needed:count,members:count,spare:count,list",
            [
                (
                    g.tag,
                    words.label(f"kinds.{g.kind}"),
                    g.needed,
                    len(g.members),
                    g.spare_units,
                    subject.listed(g.members),
                )
                for g in proof.graph.groups
            ],
            schedule=True,
        ),
        "group_kinds": _group_kinds(subject, proof),
        "disagreements": proof.disagreements,
        **_deeper(subject, proof),
    }


def _deeper(subject: Subject, proof: Proof) -> dict[str, Any]:
    """What two losses at once, coupling, and time do; how elements are taken out."""
    return {
        "availability": _availability(subject, proof),
        "beta": subject.printer.text("share", proof.availability.beta) if proof.availability else "",
        "assumed_kinds": _assumed(subject, proof),
        "pairs": _pairs(subject, proof),
        "cut_sets": _cut_sets(subject, proof),
        "coupling": _coupling(subject, proof),
        "coupled": _coupled(subject, proof),
        "witnesses": _witnesses(subject, proof),
        "isolation": _isolation(subject, proof),
        "generator_points": Grid.of(
            "generator_points",
            "tag,kind",
            [(tag, _kind(subject, proof, tag)) for tag in proof.single_points_on_generators],
        ),
    }


def _assumed(subject: Subject, proof: Proof) -> str:
    kinds = proof.availability.assumed_kinds if proof.availability else ()
    return ", ".join(subject.words.label(f"kinds.{kind}") for kind in kinds)


def _only_shed(proof: Proof, removal: Removal) -> bool:
    """Whether a removal on generators loses nothing but what is shed there anyway, or repeats a fault (T5)."""
    shed = removal.test == "T1G" and removal.verdict == "lost" and set(removal.lost_kw) <= set(proof.shed)
    return shed or removal.test == "T5"


def _availability(subject: Subject, proof: Proof) -> Grid:
    """Expected downtime of each load class; very small numbers keep two figures."""
    rows: list[tuple[Raw, ...]] = []
    for one in proof.availability.classes if proof.availability else ():
        parts = (one.unserved, one.common_cause, one.switching, one.trials, one.error)
        verdict = ("agrees" if one.agrees else "differs") if one.decided else "undecided"
        word = subject.words.label(f"redundancy.{verdict}")
        texts = (f"{part:.2g}" for part in parts)
        hours = f"{one.hours:.2g}" if one.decided else f"≥ {one.hours:.2g}"
        rows.append((one.load_class, one.power_kw, *texts, word, hours, one.assumed_share))
    columns = "class,power:power,blocks,common,switching,trials,error,agrees,hours,assumed:share"
    return Grid.of("availability", columns, rows, schedule=True)


def _pairs(subject: Subject, proof: Proof) -> str:
    pairs, p, words = proof.pairs, subject.printer, subject.words
    if pairs is None:
        return ""
    counts = {key: p.number("count", getattr(pairs, key)) for key in ("tried", "judged", "losing", "core", "wide")}
    return words.label("redundancy.pairs", scope=words.label(f"redundancy.scopes.{pairs.scope}"), **counts)


def _cut_sets(subject: Subject, proof: Proof) -> Grid:
    rows: list[tuple[Raw, ...]] = []
    for cut in proof.pairs.cuts if proof.pairs else ():
        names = subject.listed(cut.lost)
        shown = subject.words.label("redundancy.islanded", lost=names) if cut.islanded else names
        sums = (sum(cut.lost_kw.values()), cut.racks, cut.lost_count)
        rows.append((cut.tags[0], cut.sizes[0], cut.tags[1], cut.sizes[1], *sums, shown))
    columns = "first,members:count,second,others:count,lost:power,gpus:count,loads:count,names"
    return Grid.of("cut_sets", columns, rows, schedule=True)


def _coupling(subject: Subject, proof: Proof) -> str:
    if not proof.coupled_only:
        return subject.words.label("redundancy.not_coupled")
    return subject.words.label("redundancy.coupled", count=subject.printer.number("count", len(proof.coupled_only)))


def _coupled(subject: Subject, proof: Proof) -> Grid:
    """Faults of test T5 that cost GPU power, the largest loss first."""
    hit = [r for r in proof.removals if r.test == "T5" and r.lost_kw]
    hit.sort(key=lambda r: (r.kept_kw["all"], r.kept_kw["alone"], r.tag))
    keys = ("power", "coolant", "air", "packets", "all", "alone")
    rows = [(r.tag, subject.words.label(f"kinds.{r.kind}"), *(r.kept_kw.get(key) for key in keys)) for r in hit]
    return Grid.of("coupled", f"tag,kind,{','.join(f'kept_{key}:power' for key in keys)}", rows, schedule=True)


def _witnesses(subject: Subject, proof: Proof) -> Grid:
    """One witness for each test and kind of element: the survived removal with the least margin."""
    least: dict[tuple[str, str], Removal] = {}
    for r in proof.removals:
        key = (r.test, r.kind)
        if r.witness and (key not in least or r.worst_share > least[key].worst_share):
            least[key] = r
    rows = [
        (subject.words.label(f"tests.{r.test}"), r.tag, proof.loading_limit - r.worst_share, " > ".join(r.witness))
        for _, r in sorted(least.items())
    ]
    return Grid.of("witnesses", "test,tag,margin:share,way", rows)


def _isolation(subject: Subject, proof: Proof) -> Grid:
    rows = [
        (
            tag,
            _kind(subject, proof, tag),
            subject.words.label(f"isolation.{one.method}", devices=subject.listed(one.devices)),
            subject.listed(one.also),
        )
        for tag, one in sorted(proof.isolation.items())
    ]
    return Grid.of("isolation", "tag,kind,method,also", rows, schedule=True)


def _group_kinds(subject: Subject, proof: Proof) -> Grid:
    """Redundancy groups of one trade that look the same, counted."""
    counts = Counter((str(g.trade), g.kind, g.needed, len(g.members)) for g in proof.graph.groups)
    rows = [
        (
            subject.words.label(f"trades.{trade}"),
            subject.words.label(f"kinds.{kind}"),
            needed,
            members,
            members - needed,
            count,
        )
        for (trade, kind, needed, members), count in sorted(counts.items())
    ]
    return Grid.of("group_kinds", "trade,kind,needed:count,members:count,spare:count,groups:count", rows)


def _kind(subject: Subject, proof: Proof, tag: str) -> str:
    element = proof.graph.elements.get(tag)
    if element is not None:
        return subject.words.label(f"kinds.{element.kind}")
    removed = next((r.kind for r in proof.removals if r.tag == tag), "")
    return subject.words.label(f"kinds.{removed}") if removed else ""


def _by_kind(subject: Subject, proof: Proof) -> Grid:
    removals = [r for r in proof.removals if r.test != "T5"]
    counts = Counter((r.test, r.kind, r.verdict) for r in removals)
    worst: dict[tuple[str, str], float] = {}
    for r in removals:
        worst[r.test, r.kind] = max(worst.get((r.test, r.kind), 0.0), sum(r.lost_kw.values()))
    rows: list[tuple[Raw, ...]] = [
        (
            subject.words.label(f"tests.{test}"),
            subject.words.label(f"kinds.{kind}"),
            sum(counts[test, kind, v] for v in _VERDICTS),
            *(counts[test, kind, v] for v in _VERDICTS),
            worst[test, kind],
        )
        for test, kind in sorted(worst)
    ]
    return Grid.of(
        "by_kind",
        "test,kind,removed:count,served:count,degraded:count,overload:count,lost:count,worst:power",
        rows,
        schedule=True,
    )


def _removals(subject: Subject, key: str, removals: tuple[Removal, ...] | list[Removal]) -> Grid:
    words = subject.words
    rows = [
        (
            words.label(f"tests.{r.test}"),
            r.tag,
            words.label(f"kinds.{r.kind}"),
            words.label(f"outcomes.{r.verdict}"),
            sum(r.lost_kw.values()),
            r.lost_count,
            r.worst_share,
            r.worst_tag,
        )
        for r in removals
    ]
    return Grid.of(
        key,
        "test,tag,kind,outcome,lost:power,loads:count,worst:share,worst_tag",
        rows,
        schedule=key == "removals",
        full="removals",
    )
