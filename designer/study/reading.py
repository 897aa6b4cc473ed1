"""From a study's file to its variants: every mistake at once, each with its line, and nothing run before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from designer import folders, units
from designer.catalog import Catalog
from designer.catalog.reading import Document
from designer.catalog.store import mistakes_of
from designer.documents.printing import MEASURES as PRINTED
from designer.errors import Mistake, Refused, refuse_if_any
from designer.ledger import Evidence, Status
from designer.site.draft import near
from designer.site.opening import bytes_of, mapping_of
from designer.site.records import Project
from designer.study.axes import UnknownPath, parse_path, placed, spoken
from designer.study.brief import AxisBrief, BoundBrief, ObjectiveBrief, StudyBrief, StudyProjectBrief
from designer.study.measures import MEASURES, USUAL
from designer.study.records import Axis, Bound, Objective, Study, Variant
from designer.study.sampling import grid, grid_size, hypercube, steps_of

__all__ = ["read_study"]

Path_ = tuple[str | int, ...]
_FORM = TypeAdapter(StudyBrief)
#: Endings of files that a folder of briefs may hold.
_BRIEFS = (".yaml", ".yml")


@dataclass
class _Draft:
    """What is collected while one study is read."""

    document: Document
    folder: Path
    catalog: Catalog
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, code: str, path: Path_, said: object = "", expected: object = "", **facts: str) -> None:
        self.mistakes.append(Mistake(code, self.document.place(path), str(said)[:80], str(expected), facts))


def read_study(path: Path, catalog: Catalog) -> Study:
    """Read a study. Raises `Refused` with every mistake located."""
    text = bytes_of(path)
    document = mapping_of(text, str(path))
    draft = _Draft(document, path.parent, catalog)
    context = {"default": Evidence("brief", Status.READ)}
    try:
        said = _FORM.validate_python(document.data, context=context)
    except ValidationError as trouble:
        raise Refused(_sharpened(m) for m in mistakes_of(trouble, document)) from None
    briefs = _briefs(draft, said)
    axes = tuple(axis for n, one in enumerate(said.axes) if (axis := _axis(draft, one, n)) is not None)
    _twice(draft, said)
    bounds = tuple(b for n, one in enumerate(said.constraints) if (b := _bound(draft, one, n)) is not None)
    wanted = said.objectives or [ObjectiveBrief(measure=key) for key in USUAL]
    objectives = tuple(o for n, one in enumerate(wanted) if (o := _objective(draft, one, n)) is not None)
    refuse_if_any(draft.mistakes)
    _size(draft, said, axes, len(briefs))
    refuse_if_any(draft.mistakes)
    variants = _variants(draft, said, axes, {name: document for name, (_, document) in briefs.items()})
    refuse_if_any(draft.mistakes)
    return Study(
        _project(said.study), axes, bounds, objectives, variants, {name: str(at) for name, (at, _) in briefs.items()},
        said.sampling.method, said.sampling.seed, hashlib.sha256(text).hexdigest(),
    )  # fmt: skip


def _sharpened(mistake: Mistake) -> Mistake:
    """The same mistake with the keys that were possible."""
    if mistake.code != "extra_forbidden":
        return mistake
    keys = tuple(StudyBrief.model_fields)
    said = mistake.place.path.rsplit(".", 1)[-1]
    return Mistake(mistake.code, mistake.place, said, "", {"near": near(said, keys), "keys": ", ".join(keys)})


def _project(said: StudyProjectBrief) -> Project:
    return Project(said.name, said.number, said.client, said.revision, said.date, "concept", said.units)


def _briefs(draft: _Draft, said: StudyBrief) -> dict[str, tuple[Path, Document]]:
    """The briefs by name, with the folder of each."""
    if (said.brief is None) == (said.briefs is None):
        draft.wrong("study-which-brief", ("brief",))
        return {}
    key: Path_ = ("brief",) if said.brief is not None else ("briefs",)
    named = [said.brief] if said.brief is not None else [said.briefs] if isinstance(said.briefs, str) else said.briefs
    found: dict[str, tuple[Path, Document]] = {}
    for name in named or ():
        for file in _files(draft.folder / str(name)):
            label = file.stem if file.stem != "site" else file.parent.name or file.stem
            if label in found:
                label = f"{file.parent.name}-{label}"
            try:
                found[label] = (file.parent, mapping_of(bytes_of(file), str(file)))
            except Refused as refused:
                draft.mistakes.extend(refused.mistakes)
    if not found and not draft.mistakes:
        draft.wrong("study-no-brief", key, said.brief or said.briefs)
    return found


def _files(place: Path) -> list[Path]:
    """A brief, or those of a folder: its YAML files, and the site.yaml of each folder in it."""
    if not place.is_dir():
        return [place]
    inside = [p for p in place.iterdir() if p.suffix in _BRIEFS]
    return sorted([*inside, *place.glob("*/site.yaml")])


def _axis(draft: _Draft, said: AxisBrief, number: int) -> Axis | None:
    at: Path_ = ("axes", number)
    try:
        path = parse_path(said.path)
    except UnknownPath as trouble:
        facts = {"near": trouble.near, "keys": trouble.keys, "at": trouble.at}
        draft.wrong("study-axis-unknown", (*at, "path"), said.path, **facts)
        return None
    ranged = said.low is not None or said.high is not None
    if ranged is (said.values is not None):
        draft.wrong("study-axis-values", at, said.key)
        return None
    if not ranged:
        return Axis(said.key, path, tuple(said.values or ()))
    return _range(draft, said, at, path)


def _range(draft: _Draft, said: AxisBrief, at: Path_, path: Path_) -> Axis | None:
    if said.low is None or said.high is None:
        draft.wrong("missing", (*at, "high" if said.high is None else "low"), expected="high" if said.low else "low")
        return None
    unit = said.low.strip().lstrip("+-0123456789.,eE").strip()
    try:
        low, high = (units.magnitude(units.parse(text, unit), unit) for text in (said.low, said.high))
    except units.UnitTrouble as trouble:
        draft.wrong(trouble.code, (*at, "high"), said.high, unit)
        return None
    if low >= high:
        draft.wrong("study-range-empty", (*at, "high"), said.high, said.low)
        return None
    return Axis(said.key, path, steps_of(low, high, said.steps or 2, unit), low, high, unit)


def _twice(draft: _Draft, said: StudyBrief) -> None:
    """Keys and paths of axes, and measures of objectives, that stand twice."""
    seen: set[tuple[str, str]] = set()
    told = [("axes", n, key, text) for n, axis in enumerate(said.axes) for key, text in (
        ("key", axis.key), ("path", axis.path))]  # fmt: skip
    told += [("objectives", n, "measure", one.measure) for n, one in enumerate(said.objectives)]
    for group, number, key, text in told:
        if (key, text) in seen:
            draft.wrong("tag-twice", (group, number, key), text)
        seen.add((key, text))


def _bound(draft: _Draft, said: BoundBrief, number: int) -> Bound | None:
    measure = _known(draft, said.measure, ("constraints", number, "measure"))
    if measure is None:
        return None
    base = PRINTED[MEASURES[measure].printed].base
    try:
        limit = said.value.si(base)
    except units.UnitTrouble:
        code = "unit-dimension"
        if not base:
            code = "unit-unwanted"
        draft.wrong(code, ("constraints", number, "value"), f"{said.value.q:~P}", base)
        return None
    return Bound(measure, said.relation, limit, f"{said.value.q:.6g~P}")


def _objective(draft: _Draft, said: ObjectiveBrief, number: int) -> Objective | None:
    measure = _known(draft, said.measure, ("objectives", number, "measure"))
    if measure is None:
        return None
    return Objective(measure, said.goal or MEASURES[measure].goal, float(said.weight))


def _known(draft: _Draft, key: str, path: Path_) -> str | None:
    if key in MEASURES:
        return key
    draft.wrong("study-measure-unknown", path, key, ", ".join(MEASURES), near=near(key, tuple(MEASURES)))
    return None


def _size(draft: _Draft, said: StudyBrief, axes: tuple[Axis, ...], briefs: int) -> None:
    """A hypercube needs its number of variants, and no study more than can be meant."""
    most = int(draft.catalog.threshold("study", "variants_most").si(""))
    asked = said.sampling.variants
    if said.sampling.method == "latin-hypercube" and asked is None:
        draft.wrong("missing", ("sampling", "variants"), expected="variants")
    size = asked or 0 if said.sampling.method == "latin-hypercube" else grid_size(axes, briefs)
    if size > most:
        draft.wrong("study-too-large", ("sampling",), size, most)


def _variants(
    draft: _Draft, said: StudyBrief, axes: tuple[Axis, ...], briefs: Mapping[str, Document]
) -> tuple[Variant, ...]:
    names = tuple(briefs)
    sampled = said.sampling.method == "latin-hypercube"
    chosen = hypercube(axes, names, said.sampling.variants or 1, said.sampling.seed) if sampled else grid(axes, names)
    base = hashlib.sha256(f"{folders.code_digest()}\0{draft.catalog.digest}\0".encode())
    made: dict[str, Variant] = {}
    for brief, values in chosen:
        data: dict[str, Any] = dict(briefs[brief].data)
        for number, (axis, value) in enumerate(zip(axes, values, strict=True)):
            try:
                data = placed(data, axis.path, value)
            except LookupError as trouble:
                draft.wrong("study-axis-nowhere", ("axes", number, "path"), str(trouble.args[0]), briefs[brief].file)
                return ()
        text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(", ", ": ")).encode()
        key = base.copy()
        key.update(text + _beside(data, Path(briefs[brief].file).parent))
        choice = {axis.key: spoken(value) for axis, value in zip(axes, values, strict=True)}
        digest = key.hexdigest()[:24]
        made.setdefault(digest, Variant(len(made) + 1, brief, choice, text, digest))
    return tuple(made.values())


def _beside(data: Any, folder: Path) -> bytes:
    """The digests of the weather file and the drawing that a brief names, as far as they can be read."""
    site, hall = data.get("site"), data.get("hall")
    named = [
        group.get(key, {}).get(kind)
        for group, key, kind in ((site, "climate", "epw"), (hall, "footprint", "dxf"))
        if isinstance(group, dict) and isinstance(group.get(key), dict)
    ]
    found = b""
    for name in named:
        path = folder / str(name)
        found += hashlib.sha256(path.read_bytes()).digest() if name and path.is_file() else b"-"
    return found
