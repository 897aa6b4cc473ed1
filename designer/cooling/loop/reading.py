"""From a loop brief to its form, judged: every mistake at once, each with its line."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from designer.catalog import Catalog, Pipe, UnknownRecord
from designer.catalog.reading import Document
from designer.catalog.store import mistakes_of
from designer.cooling.hydraulics.fittings import FITTINGS
from designer.cooling.loop.form import LoopForm, PipeForm
from designer.errors import Mistake, Place, Refused, refuse_if_any
from designer.ledger import Evidence, Status
from designer.site.opening import bytes_of, mapping_of

__all__ = ["LoopBrief", "branches_of", "read_loop", "read_loop_bytes"]

_KINDS = ("pipes", "components", "pumps", "valves")
_TOP = ("loop",)


@dataclass(frozen=True, slots=True)
class LoopBrief:
    """A loop brief that was understood: its form, the document with its lines, the catalog that it refers to."""

    form: LoopForm
    document: Document
    catalog: Catalog

    def place(self, tag: str) -> Place:
        """Where a tag stands in the brief."""
        for kind in ("nodes", *_KINDS):
            for index, part in enumerate(getattr(self.form, kind)):
                if part.tag == tag:
                    return self.document.place(("loop", kind, index))
        return self.document.place(("loop",))


def branches_of(form: LoopForm) -> Iterator[tuple[str, int, Any]]:
    """Kind, index and form of every branch."""
    for kind in _KINDS:
        for index, part in enumerate(getattr(form, kind)):
            yield kind, index, part


def read_loop(path: Path, catalog: Catalog) -> LoopBrief:
    """Read a loop brief. Raises `Refused` with every mistake, located."""
    return read_loop_bytes(bytes_of(path), str(path), catalog)


def read_loop_bytes(text: bytes, file: str, catalog: Catalog) -> LoopBrief:
    """Read a loop brief from its bytes. Raises `Refused`."""
    document = mapping_of(text, file)
    said: Mapping[str, Any] = document.data
    mistakes = [
        Mistake("extra_forbidden", document.place((key,)), key, "", {"near": "loop", "keys": ", ".join(_TOP)})
        for key in said
        if key not in _TOP
    ]
    if "loop" not in said:
        raise Refused([*mistakes, Mistake("missing", Place(file, 1, "loop"), expected="loop")])
    context = {"default": Evidence("brief", Status.READ), "unit": "m"}
    try:
        form = LoopForm.model_validate(said["loop"], context=context)
    except ValidationError as trouble:
        raise Refused([*mistakes, *(_keyed(m) for m in mistakes_of(trouble, document, ("loop",)))]) from None
    brief = LoopBrief(form, document, catalog)
    refuse_if_any([*mistakes, *_sense(brief)])
    return brief


def _keyed(mistake: Mistake) -> Mistake:
    """An unknown key told with the keys that are known there."""
    if mistake.code != "extra_forbidden":
        return mistake
    said = mistake.place.path.rsplit(".", 1)[-1]
    kind = mistake.place.path.split(".")[1].split("[")[0] if "." in mistake.place.path else ""
    keys = _keys(kind)
    facts = {"near": ", ".join(difflib.get_close_matches(said, keys, 3)), "keys": ", ".join(keys)}
    return Mistake(mistake.code, mistake.place, said, "", facts)


def _keys(kind: str) -> list[str]:
    info = LoopForm.model_fields.get(kind)
    inner: Any = getattr(info.annotation, "__args__", (None,))[0] if info is not None else None
    fields = getattr(inner, "model_fields", LoopForm.model_fields)
    return sorted(f.alias or name for name, f in fields.items())


def _sense(brief: LoopBrief) -> Iterator[Mistake]:
    """What each part means beside the others: tags, ends, records, fittings, what a branch must say."""
    form, document = brief.form, brief.document
    nodes = [n.tag for n in form.nodes]
    yield from _twice(document, [("nodes", i, n.tag) for i, n in enumerate(form.nodes)])
    yield from _twice(document, [(kind, i, part.tag) for kind, i, part in branches_of(form)])
    for kind, index, part in branches_of(form):
        path = ("loop", kind, index)
        for key, end in (("from", part.start), ("to", part.end)):
            if end not in nodes:
                close = ", ".join(difflib.get_close_matches(end, nodes, 3))
                yield Mistake("loop-node-unknown", document.place((*path, key)), end, "", {"near": close})
        if part.start == part.end:
            yield Mistake("loop-ends-equal", document.place((*path, "to")), part.end)
    if not any(n.pressure is not None for n in form.nodes):
        yield Mistake("loop-no-pressure", document.place(("loop", "nodes")))
    yield from _coolants(brief)
    for index, pipe in enumerate(form.pipes):
        yield from _pipe(brief, index, pipe)
    for index, valve in enumerate(form.valves):
        if (valve.type == "control") != (valve.flow is not None):
            yield Mistake("loop-control-flow", document.place(("loop", "valves", index)), valve.tag)
    for index, part in enumerate(form.components):
        if sum(said is not None for said in (part.heat, part.outlet, part.exchanger)) > 1:
            yield Mistake("loop-one-heat", document.place(("loop", "components", index)), part.tag)


def _coolants(brief: LoopBrief) -> Iterator[Mistake]:
    said: list[tuple[str | None, tuple[str | int, ...]]] = [(brief.form.coolant, ("loop", "coolant"))]
    for index, part in enumerate(brief.form.components):
        if part.exchanger is not None:
            said.append((part.exchanger.coolant, ("loop", "components", index, "exchanger", "coolant")))
    for slug, path in said:
        if slug is not None and slug not in brief.catalog.slugs("coolant"):
            yield _record(brief, "coolant", slug, path)


def _twice(document: Document, tags: Sequence[tuple[str, int, str]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for kind, index, tag in tags:
        if tag in seen:
            yield Mistake("loop-tag-twice", document.place(("loop", kind, index, "tag")), tag)
        seen.add(tag)


def _record(brief: LoopBrief, name: str, slug: str, path: tuple[str | int, ...]) -> Mistake:
    near = ", ".join(difflib.get_close_matches(slug, brief.catalog.slugs(name), 3))
    return Mistake("record-unknown", brief.document.place(path), slug, name, {"near": near})


def _pipe(brief: LoopBrief, index: int, pipe: PipeForm) -> Iterator[Mistake]:
    document, path = brief.document, ("loop", "pipes", index)
    bare, recorded = pipe.bore is not None and pipe.roughness is not None, pipe.record is not None
    if bare == recorded or recorded != (pipe.size is not None):
        yield Mistake("loop-pipe-size", document.place(path), pipe.tag)
    for name in sorted(set(pipe.fittings) - set(FITTINGS)):
        near = ", ".join(difflib.get_close_matches(name, list(FITTINGS), 3))
        facts = {"near": near, "keys": ", ".join(sorted(FITTINGS))}
        yield Mistake("loop-fitting-unknown", document.place((*path, "fittings", name)), name, "", facts)
    if pipe.record is None:
        return
    try:
        sizes = [s.nominal for s in brief.catalog.get(Pipe, pipe.record).sizes if s.bore.known]
    except UnknownRecord:
        yield _record(brief, "pipe", pipe.record, (*path, "record"))
        return
    if pipe.size is not None and pipe.size not in sizes:
        yield Mistake("loop-size-unknown", document.place((*path, "size")), pipe.size, "", {"keys": ", ".join(sizes)})
