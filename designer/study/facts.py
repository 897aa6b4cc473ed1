"""The facts of the comparison: what was varied, what came of it, the fronts, the ranking with its reasons."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from designer.documents.bare import BareVoice
from designer.documents.facts.rules import rule_title
from designer.documents.grid import Grid
from designer.study.comparing import Ranked
from designer.study.measures import MEASURES
from designer.study.records import DIED, Row, Study

__all__ = ["facts", "reasons_of"]

Tell = Callable[[str, str, str, str], str]
#: Variants of each pair of objectives that are named in the text.
_NAMED = 8


def facts(study: Study, ranked: Sequence[Ranked], voice: BareVoice, tell: Tell) -> dict[str, Any]:
    """The facts of the page of a study."""
    able = [one for one in ranked if one.rank]
    first = [one for one in able if one.front == 1]
    states = Counter(one.row.status for one in ranked)
    label = voice.words.label
    return {
        "counts": {
            "total": str(len(study.variants)), "done": str(len(ranked)), "designed": str(states["designed"]),
            "refused": str(states["refused"]), "failed": str(states["failed"]), "able": str(len(able)),
            "front": str(len(first)),
        },
        "method": label(f"study.methods.{study.method}"), "seed": str(study.seed), "sampled": study.method != "grid",
        "whole": len(ranked) == len(study.variants),
        "axes": Grid.of("study_axes", "axis,path,values", [_axis(a) for a in study.axes]),
        "bounds": Grid.of("study_bounds", "measure,limit,kept:count", [
            (label(f"study.measures.{b.measure}"), f"{label(f'relations.{b.relation}')} {b.said}",
             sum(b not in one.broken for one in ranked if one.row.status == "designed")) for b in study.bounds
        ]),
        "objectives": _objectives(study, able, voice),
        "front": _listing("study_front", study, first, voice, tell),
        "ranking": _listing("study_ranking", study, able, voice, tell),
        "unfit": _listing("study_unfit", study, [one for one in ranked if not one.rank], voice, tell),
        "verdicts": Grid.of("study_verdicts", "verdict,count:count", [
            (label(f"conclusions.{verdict}.title"), count)
            for verdict, count in sorted(Counter(o.row.verdict for o in ranked if o.row.verdict).items())
        ]),
        "best": _best(able, voice),
    }  # fmt: skip


def _axis(axis: Any) -> tuple[str, str, str]:
    path = ".".join(str(part) for part in axis.path)
    shown = ", ".join(str(value) for value in axis.values[:12])
    return axis.key, path, shown


def _objectives(study: Study, able: Sequence[Ranked], voice: BareVoice) -> Grid:
    label, printer = voice.words.label, voice.printer
    rows = []
    for one in study.objectives:
        measure = MEASURES[one.measure]
        numbers = [float(r.row.values[one.measure] or 0.0) for r in able]
        best = (min if one.goal == "least" else max)(numbers, default=None)
        worst = (max if one.goal == "least" else min)(numbers, default=None)
        said = [printer.text(measure.printed, x) if x is not None else "" for x in (best, worst)]
        leaders = [r.variant.name for r in able if one.measure in r.best]
        weight = f"{one.weight:g}"
        goal = label(f"study.goals.{one.goal}")
        rows.append((label(f"study.measures.{one.measure}"), goal, weight, *said, voice.listed(leaders)))
    return Grid.of("study_objectives", "measure,goal,weight,best,worst,leaders", rows)


def _listing(key: str, study: Study, ranked: Sequence[Ranked], voice: BareVoice, tell: Tell) -> Grid:
    """Variants with their choices, the objectives and the reasons for their place."""
    wanted = tuple(dict.fromkeys(o.measure for o in study.objectives))
    many = len({one.variant.brief for one in ranked}) > 1 or len(study.folders) > 1
    columns = ["rank:count" if ranked and ranked[0].rank else "status", "variant"]
    columns += ["brief"] if many else []
    columns += [*(f"axis_{n}" for n in range(len(study.axes))), *(f"{m}:{MEASURES[m].printed}" for m in wanted)]
    rows = []
    for one in ranked:
        head: list[Any] = [one.rank if one.rank else voice.words.label(f"study.statuses.{one.row.status}")]
        row = [*head, one.variant.name, *([one.variant.brief] if many else [])]
        row += [one.variant.choice[a.key] for a in study.axes]
        row += [one.row.values.get(m) for m in wanted]
        rows.append((*row, " ".join(reasons_of(one, voice, tell))))
    return Grid.of(key, " ".join([*columns, "why"]), rows)


def reasons_of(one: Ranked, voice: BareVoice, tell: Tell) -> list[str]:
    """Why a variant stands where it stands, in words."""
    label = voice.words.label
    if one.row.reasons[:1] == (DIED,):
        return [label("study.why.died")]
    if one.row.status != "designed":
        return [tell(*_parts(reason)) for reason in one.row.reasons]
    found = []
    if one.broken:
        broken = "; ".join(_broken(one.row, bound, voice) for bound in one.broken)
        found.append(label("study.why.broken", bounds=broken))
    if not one.rank:
        rules = " ".join(rule_title(rule) for rule in one.row.reasons[:4])
        return [*found, label("study.why.verdict", verdict=label(f"conclusions.{one.row.verdict}.title"), rules=rules)]
    if one.best:
        names = ", ".join(label(f"study.measures.{key}") for key in one.best)
        found.append(label("study.why.best", measures=names))
    if one.front == 1:
        found.append(label("study.why.front", score=voice.printer.number("ratio", one.score)))
    else:
        beaten = f"V{one.beaten_by:04d}"
        found.append(label("study.why.beaten", variant=beaten, front=str(one.front)))
    return found


def _broken(row: Row, bound: Any, voice: BareVoice) -> str:
    printed = MEASURES[bound.measure].printed
    number = row.values.get(bound.measure)
    value = voice.printer.text(printed, number) if number is not None else voice.words.label("study.unknown")
    relation = voice.words.label(f"relations.{bound.relation}")
    limit = voice.printer.text(printed, bound.number)
    return f"{voice.words.label(f'study.measures.{bound.measure}')} {value}, {relation} {limit}"


def _parts(reason: str) -> tuple[str, str, str, str]:
    parts = [part.strip() for part in reason.split("|")]
    code, path, said, expected = [*parts, "", "", "", ""][:4]
    return code, path, said, expected


def _best(able: Sequence[Ranked], voice: BareVoice) -> str:
    if not able:
        return ""
    top = able[0]
    chosen = ", ".join(f"{key} {value}" for key, value in top.variant.choice.items())
    return voice.words.label("study.best", variant=top.variant.name, brief=top.variant.brief, choice=chosen)


