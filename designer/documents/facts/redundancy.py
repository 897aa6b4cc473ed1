"""Facts of the proof: what stays served when each element is removed, single points of failure, claims."""

from typing import Any

from designer.documents.facts.redundancy_losses import all_removals, kind_of, loss_facts, margin_of
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.redundancy.records import Proof, Removal

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the redundancy sheet."""
    proof, words, p = subject.design.proof, subject.words, subject.printer
    behind = [tag for tag in proof.single_points if tag not in proof.connection]
    radius = subject.catalog.threshold("redundancy", "gpu_blast_radius").si("rack")
    return {
        "elements": p.number("count", len(proof.graph.elements)),
        "links": p.number("count", len(proof.graph.links)),
        "removals": p.number("count", len(proof.removals)),
        "claims": [words.claim(claim) for claim in proof.claims],
        "points": bool(behind),
        "contained_some": bool(proof.contained),
        "point_count": p.number("count", len(behind)),
        "connection": bool(proof.connection),
        "connection_count": p.number("count", len(proof.connection)),
        "contained_count": p.number("count", len(proof.contained)),
        "radius": p.number("count", radius),
        "all": all_removals(subject, proof.removals),
        **loss_facts(subject, proof),
        **_deeper(subject, proof),
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
        "disagreements": proof.disagreements,
    }


def _deeper(subject: Subject, proof: Proof) -> dict[str, Any]:
    """What two losses at once, coupling, and time do; how elements are taken out."""
    known, p = proof.availability, subject.printer
    return {
        "availability": _availability(subject, proof),
        "beta": p.text("share", known.beta) if known else "",
        "states": p.number("count", known.states) if known else "",
        "seed": str(known.seed) if known else "",
        "assumed_kinds": _assumed(subject, proof),
        "pairs": _pairs(subject, proof),
        "coupling": _coupling(subject, proof),
        "witnesses": _witnesses(subject, proof),
        "isolation": _isolation(subject, proof),
    }


def _assumed(subject: Subject, proof: Proof) -> str:
    kinds = proof.availability.assumed_kinds if proof.availability else ()
    return ", ".join(subject.words.label(f"kinds.{kind}") for kind in kinds)


def _availability(subject: Subject, proof: Proof) -> Grid:
    """Expected downtime of each load class; very small numbers keep two figures. Hours that are not decided are the
    least that they can be: the column of agreement says so.
    """
    rows: list[tuple[Raw, ...]] = []
    for one in proof.availability.classes if proof.availability else ():
        parts = (one.unserved, one.neglected, one.trials, one.error)
        verdict = ("agrees" if one.agrees else "differs") if one.decided else "undecided"
        rows.append((
            one.load_class, one.power_kw, *parts, subject.words.label(f"redundancy.{verdict}"),
            one.common_cause, one.switching, one.hours, one.interruptions, one.assumed_share,
        ))  # fmt: skip
    columns = (
        "class,power:power,blocks:chance,left:chance,trials:chance,error:chance,agrees,common:chance,"
        "switching:chance,hours:chance,interruptions:chance,assumed:share"
    )
    return Grid.of("availability", columns, rows, schedule=True)


def _pairs(subject: Subject, proof: Proof) -> str:
    pairs, p, words = proof.pairs, subject.printer, subject.words
    if pairs is None:
        return ""
    counts = {key: p.number("count", getattr(pairs, key)) for key in ("tried", "judged", "losing", "core", "wide")}
    return words.label("redundancy.pairs", scope=words.label(f"redundancy.scopes.{pairs.scope}"), **counts)


def _coupling(subject: Subject, proof: Proof) -> str:
    if not proof.coupled_only:
        return subject.words.label("redundancy.not_coupled")
    return subject.words.label("redundancy.coupled", count=subject.printer.number("count", len(proof.coupled_only)))


def _witnesses(subject: Subject, proof: Proof) -> Grid:
    """Of each test and kind of element the survived removal with the least margin; alike ways stand together."""
    least: dict[tuple[str, str], Removal] = {}
    for r in proof.removals:
        key = (r.test, r.kind)
        if r.witness and (key not in least or r.worst_share > least[key].worst_share):
            least[key] = r
    like: dict[tuple[str, ...], list[Removal]] = {}
    for _, r in sorted(least.items()):
        like.setdefault(r.witness, []).append(r)
    rows = [
        (
            ", ".join(dict.fromkeys(r.tag for r in found)),
            "; ".join(dict.fromkeys(subject.words.label(f"tests.{r.test}") for r in found)),
            margin_of(subject, max(r.worst_share for r in found)), " > ".join(way),
        )
        for way, found in like.items()
    ]
    return Grid.of("witnesses", "tag,test,margin:share,way", rows)


def _isolation(subject: Subject, proof: Proof) -> Grid:
    rows = [
        (
            tag,
            kind_of(subject, proof, tag),
            subject.words.label(f"isolation.{one.method}", devices=subject.listed(one.devices)),
            subject.listed(one.also),
        )
        for tag, one in sorted(proof.isolation.items())
    ]
    return Grid.of("isolation", "tag,kind,method,also", rows, schedule=True)
