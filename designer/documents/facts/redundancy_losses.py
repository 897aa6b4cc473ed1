"""Tables of what removals lose: single points, contained losses, the matrix of elements, pairs; alike rows together."""

from collections.abc import Iterable, Sequence
from typing import Any

from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.model import Element, LoadClass
from designer.redundancy.hanging import controllers, serves
from designer.redundancy.records import CutSet, Proof, Removal

__all__ = ["all_removals", "kind_of", "loss_facts", "margin_of"]

_BAD = ("lost", "overload")
_CLASSES = ("C1", "C2", "C3", "C4", "C5")
_TESTS = ("T1", "T1G", "T2", "T5")


def loss_facts(subject: Subject, proof: Proof) -> dict[str, Any]:
    """Grids by name."""
    by_tag: dict[str, list[Removal]] = {}
    for removal in proof.removals:
        by_tag.setdefault(removal.tag, []).append(removal)
    return {
        "by_test": _by_test(subject, proof),
        "by_kind": _by_kind(subject, proof),
        "matrix": _matrix(subject, proof, by_tag),
        "single_points": _points(subject, proof, by_tag, "single_points", proof.single_points),
        "generator_points": _points(subject, proof, by_tag, "generator_points", proof.single_points_on_generators),
        "contained": _contained(subject, proof, by_tag),
        "cords": _cords(subject, proof),
        "worst": _worst(subject, proof),
        "coupled": _coupled(subject, proof),
        "cut_kinds": _cut_kinds(subject, proof),
        "cut_sets": _cut_sets(subject, proof),
    }


def kind_of(subject: Subject, proof: Proof, tag: str) -> str:
    """The word of an element's kind, or of what else was removed under this tag."""
    element = proof.graph.elements.get(tag)
    found = element.kind if element else next((r.kind for r in proof.removals if r.tag == tag), "")
    return subject.words.label(f"kinds.{found}") if found else ""


def margin_of(subject: Subject, share: float) -> float:
    """What a loading leaves of the share that it may reach; none above it, where only the tolerance is used."""
    return max(0.0, subject.catalog.threshold("redundancy", "loading_after_loss").si("") - share)


def _kilowatts(removal: Removal) -> float:
    return sum(removal.lost_kw.values())


def _by_test(subject: Subject, proof: Proof) -> Grid:
    """How many removals of each test lose nothing, only redundancy, or load."""
    rows: list[tuple[Raw, ...]] = []
    for test in sorted(proof.served):
        tried = [r for r in proof.removals if r.test == test]
        counts = [sum(r.verdict == v for r in tried) for v in ("served", "degraded", "overload", "lost")]
        rows.append((
            subject.words.label(f"tests.{test}"), len(tried), *counts, max(map(_kilowatts, tried), default=0.0),
            proof.served[test],
        ))
    columns = "test,removed:count,served:count,degraded:count,overload:count,lost:count,worst:power,kept:share"
    return Grid.of("by_test", columns, rows)


def _by_kind(subject: Subject, proof: Proof) -> Grid:
    """One row for each kind of element: how many lose load in each test, the worst loss and loading, the method."""
    kinds: dict[str, list[Removal]] = {}
    for removal in proof.removals:
        if removal.test in _TESTS:
            kinds.setdefault(removal.kind, []).append(removal)
    rows: list[tuple[Raw, ...]] = []
    for kind, removals in sorted(kinds.items()):
        tags = {r.tag for r in removals}
        bad = [sum(r.test == test and r.verdict in _BAD for r in removals) for test in _TESTS]
        worst = max(removals, key=lambda r: r.worst_share)
        rows.append((
            subject.words.label(f"kinds.{kind}"), len(tags), *bad, max(map(_kilowatts, removals)),
            max(r.racks for r in removals), worst.worst_share, margin_of(subject, worst.worst_share), worst.worst_tag,
        ))
    columns = (
        "kind,elements:count,bad_t1:count,bad_t1g:count,bad_t2:count,bad_t5:count,worst:power,racks:count,"
        "loading:share,margin:share,worst_tag"
    )
    return Grid.of("by_kind", columns, rows, schedule=True)


def _matrix(subject: Subject, proof: Proof, by_tag: dict[str, list[Removal]]) -> Grid:
    """One row for each element: where it stands, how it is taken out, what each test finds, the margin left."""
    words = subject.words
    rows: list[tuple[Raw, ...]] = []
    trades = subject.design.trades
    hung = serves(proof.graph, {x.tag: x.load_class for x in trades.loads or trades.power.loads})
    controlled = controllers(proof.graph)
    for tag, element in proof.graph.elements.items():
        tried = {r.test: r for r in by_tag.get(tag, ()) if r.test in _TESTS}
        if not tried:
            continue
        worst = max(tried.values(), key=lambda r: (_kilowatts(r), r.worst_share))
        loading = max(r.worst_share for r in tried.values())
        one = proof.isolation.get(tag)
        method = words.label(f"isolation.{one.method}", devices=subject.listed(one.devices)) if one else ""
        rows.append((
            tag, words.label(f"kinds.{element.kind}"), element.room, element.path,
            ", ".join(controlled.get(tag, ())), _classes_of(hung[tag], element), method,
            *(words.label(f"outcomes.{tried[t].verdict}") if t in tried else "" for t in _TESTS),
            _kilowatts(worst), worst.racks, subject.listed(worst.lost or worst.stopped), loading,
            margin_of(subject, loading),
        ))
    columns = (
        "tag,kind,room,path,controller,load_class,method,t1,t1g,t2,t5,worst:power,racks:count,affected,"
        "loading:share,margin:share"
    )
    return Grid.of("matrix", columns, rows, schedule=True)


def _classes_of(hung: Sequence[LoadClass], element: Element) -> str:
    """The classes of the loads that hang on an element, else its own."""
    return ", ".join(hung or ([element.load_class] if element.load_class else []))


def _points(
    subject: Subject, proof: Proof, by_tag: dict[str, list[Removal]], key: str, tags: Sequence[str]
) -> Grid:
    """Each point with the tests that show it, what it loses, and whether it is the connection itself."""
    rows: list[tuple[Raw, ...]] = []
    for tag in tags:
        tests = ("T1G",) if key == "generator_points" else ("T1", "T2", "T4")
        found = [r for r in by_tag.get(tag, ()) if r.test in tests and r.lost_kw]
        worst = max(found, key=_kilowatts, default=None)
        shown = "; ".join(subject.words.label(f"tests.{t}") for t in sorted({r.test for r in found}))
        where = subject.words.label("redundancy.connection") if tag in proof.connection else ""
        rows.append((
            tag, kind_of(subject, proof, tag), where, shown, *_classes(worst), worst.racks if worst else 0,
            subject.listed(worst.lost) if worst else "",
        ))
    columns = f"tag,kind,where,tests,{','.join(f'{c.lower()}:power' for c in _CLASSES[:4])},racks:count,names"
    return Grid.of(key, columns, rows, schedule=key == "single_points")


def _classes(removal: Removal | None) -> tuple[float, ...]:
    return tuple(removal.lost_kw.get(c, 0.0) if removal else 0.0 for c in _CLASSES[:4])


def _contained(subject: Subject, proof: Proof, by_tag: dict[str, list[Removal]]) -> Grid:
    """Elements that lose GPU racks within the blast radius; those of one kind and loss stand together."""
    like: dict[tuple[str, int], list[str]] = {}
    for tag in proof.contained:
        racks = max(r.racks for r in by_tag[tag])
        like.setdefault((kind_of(subject, proof, tag), racks), []).append(tag)
    rows = [
        (kind, len(tags), racks, max(_kilowatts(r) for r in by_tag[tags[0]]), subject.words.ranged(tags))
        for (kind, racks), tags in sorted(like.items(), key=lambda x: (-x[0][1], x[0][0]))
    ]
    return Grid.of("contained", "kind,elements:count,racks:count,worst:power,tags", rows, schedule=True)


def _cords(subject: Subject, proof: Proof) -> Grid:
    rows = [
        (
            subject.words.label(f"redundancy.cords.{f.fault}"), f.element, subject.words.label(f"kinds.{f.kind}"),
            f.load_class, len(f.tags), subject.words.ranged(f.tags),
        )
        for f in proof.cords
    ]
    return Grid.of("cords", "fault,element,kind,load_class,count:count,tags", rows, schedule=True)


def _worst(subject: Subject, proof: Proof) -> Grid:
    """Removals that lose load or overload an element; those of one test, kind and loss stand together."""
    like: dict[tuple[Raw, ...], list[Removal]] = {}
    for r in proof.removals:
        if r.verdict in _BAD and r.test != "T5":
            key = (r.test, r.kind, r.verdict, round(_kilowatts(r), 1), r.racks)
            like.setdefault(key, []).append(r)
    rows: list[tuple[Raw, ...]] = []
    ordered = sorted(like.items(), key=lambda x: (-float(str(x[0][3])), x[1][0].tag))
    for (test, kind, verdict, lost, racks), found in ordered:
        worst = max(found, key=lambda r: r.worst_share)
        rows.append((
            subject.words.label(f"tests.{test}"), subject.words.label(f"kinds.{kind}"), len(found),
            subject.words.ranged(r.tag for r in found), subject.words.label(f"outcomes.{verdict}"), lost, racks,
            max(r.lost_count for r in found), worst.worst_share, worst.worst_tag,
        ))
    columns = "test,kind,count:count,tags,outcome,lost:power,racks:count,loads:count,loading:share,worst_tag"
    return Grid.of("worst_removals", columns, rows, full="removals")


def _coupled(subject: Subject, proof: Proof) -> Grid:
    """Faults of test T5 that cost GPU power, the largest loss first; those that keep the same stand together."""
    keys = ("power", "coolant", "air", "packets", "all", "alone")
    like: dict[tuple[Raw, ...], list[str]] = {}
    for r in proof.removals:
        if r.test == "T5" and r.lost_kw:
            like.setdefault((r.kind, *(r.kept_kw.get(key) for key in keys)), []).append(r.tag)
    rows = [
        (subject.words.ranged(tags), subject.words.label(f"kinds.{kept[0]}"), *kept[1:])
        for kept, tags in sorted(like.items(), key=lambda x: (float(str(x[0][5])), x[1]))
    ]
    return Grid.of("coupled", f"tag,kind,{','.join(f'kept_{key}:power' for key in keys)}", rows, schedule=True)


def _cut_kinds(subject: Subject, proof: Proof) -> Grid:
    """Cut sets of two by the kinds of their elements: how many, the worst loss, and one of them."""
    like: dict[tuple[str, ...], list[CutSet]] = {}
    for cut in proof.pairs.cuts if proof.pairs else ():
        like.setdefault(tuple(sorted(cut.kinds)), []).append(cut)
    rows: list[tuple[Raw, ...]] = []
    for kinds, cuts in like.items():
        worst = max(cuts, key=lambda c: sum(c.lost_kw.values()))
        said = [subject.words.label(f"kinds.{kind}") for kind in kinds]
        shown = subject.words.label("redundancy.and", first=worst.tags[0], second=worst.tags[1])
        pairs = sum(c.sizes[0] * c.sizes[1] for c in cuts)
        most = max(c.racks for c in cuts)
        rows.append((*said, len(cuts), pairs, sum(worst.lost_kw.values()), most, shown))
    rows.sort(key=lambda row: (-float(str(row[4])), str(row[0]), str(row[1])))
    columns = "first,second,cuts:count,pairs:count,lost:power,gpus:count,example"
    return Grid.of("cut_kinds", columns, rows, full="cut_sets")


def _cut_sets(subject: Subject, proof: Proof) -> Grid:
    rows: list[tuple[Raw, ...]] = []
    for cut in proof.pairs.cuts if proof.pairs else ():
        names = subject.listed(cut.lost)
        shown = subject.words.label("redundancy.islanded", lost=names) if cut.islanded else names
        sums = (sum(cut.lost_kw.values()), cut.racks, cut.lost_count)
        rows.append((cut.tags[0], cut.sizes[0], cut.tags[1], cut.sizes[1], *sums, shown))
    columns = "first,members:count,second,others:count,lost:power,gpus:count,loads:count,names"
    return Grid.of("cut_sets", columns, rows, schedule=True)


def all_removals(subject: Subject, removals: Iterable[Removal]) -> Grid:
    """Every removal, one by one."""
    words = subject.words
    rows = [
        (
            words.label(f"tests.{r.test}"), r.tag, words.label(f"kinds.{r.kind}"),
            words.label(f"outcomes.{r.verdict}"), _kilowatts(r), r.racks, r.lost_count, r.worst_share, r.worst_tag,
        )
        for r in removals
    ]
    columns = "test,tag,kind,outcome,lost:power,racks:count,loads:count,worst:share,worst_tag"
    return Grid.of("removals", columns, rows, schedule=True)
