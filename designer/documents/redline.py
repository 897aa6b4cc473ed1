"""The redline between two packs: a page of tables with the revision block, and the clouded drawings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from designer.catalog import Catalog
from designer.documents.bare import BareVoice
from designer.documents.clouds import cloud, clouds_of
from designer.documents.drawings.drawing import Drawing
from designer.documents.facts.rules import rule_title
from designer.documents.grid import Grid
from designer.documents.model import Sheet
from designer.documents.printing import UNKNOWN
from designer.documents.revisions import TABLES, Revision, changed_tags, compare, reasons
from designer.documents.sheets import build_page
from designer.documents.subject import Voice
from designer.documents.writers.markdown import MarkdownWriter
from designer.site.records import Project

__all__ = ["CLOUDED", "Redline", "clouded", "drawings_of", "redline", "with_clouds"]

#: Drawings that are clouded: the plan and the one-line, with their parts.
CLOUDED = re.compile(r"A-103|A-11\d|E-60\d")
#: The sheet of the revisions, after all others.
_NUMBER = "20"


class Redline:
    """What changed between two packs, ready to be told."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.revision: Revision = compare(old, new)
        self.why = reasons(old, new)
        self.project = _project(new)
        self.before = _project(old)

    @property
    def empty(self) -> bool:
        """Whether the packs say the same."""
        return self.revision.empty

    def page(self, catalog: Catalog) -> str:
        """The page in Markdown."""
        voice = BareVoice.of(self.project, catalog)
        return MarkdownWriter(voice.words, {}, root="").sheet(self._built(voice))

    def sheet(self, voice: Voice) -> Sheet:
        """The page as the last sheet of the new pack."""
        return replace(self._built(voice), number=_NUMBER, slug=f"{_NUMBER}-revisions")

    def schedule(self, voice: Voice) -> Grid:
        """Every change in one table."""
        titles = {key: voice.words.table(f"revision_{key}")[0] for key in TABLES}
        rows = [(titles[key], *row) for key in TABLES for row in _grid(voice, key, self.revision).rows]
        return Grid.of("revision_all", "table,what,before,after,kind", rows, schedule=True)

    def _built(self, voice: Voice) -> Sheet:
        label = voice.words.label
        tables = [_grid(voice, key, self.revision) for key in TABLES]
        worse, better = ([change for key in TABLES for change in self.revision.tables[key] if change.kind == kind]
                         for kind in ("worse", "better"))  # fmt: skip
        facts = {
            "why": ", ".join(label(f"revisions.why.{key}") for key in self.why) or label("revisions.why.nothing"),
            "before": self.before.revision, "after": self.project.revision,
            "told": any((self.before.revision, self.project.revision)),
            "block": Grid.of("revision_block", "revision,date,title", [
                (p.revision or UNKNOWN, p.date, p.name) for p in (self.before, self.project)
            ]),
            "tables": [table for table in tables if table.rows], "empty": self.empty,
            "worse": str(len(worse)), "better": str(len(better)),
        }  # fmt: skip
        return build_page("revisions", voice, {"redline": SimpleNamespace(**facts)})


def _project(data: Mapping[str, Any]) -> Project:
    said = data.get("design.json", {}).get("site", {}).get("project", {})
    units: Literal["IP", "SI"] = "IP" if said.get("units") == "IP" else "SI"
    text = {key: str(said.get(key, "")) for key in ("name", "number", "client", "revision", "date")}
    return Project(text["name"], text["number"], text["client"], text["revision"], text["date"], "concept", units)


def _grid(voice: Voice, key: str, revision: Revision) -> Grid:
    label = voice.words.label
    rows = []
    for change in revision.tables[key]:
        what = change.what
        if key in ("headline", "cost"):
            what = label(f"revisions.{key}.{what}")
        elif key == "findings":
            what = f"{what} {_title(what)}".strip()
        rows.append((what, change.before, change.after, label(f"revisions.kinds.{change.kind}")))
    return Grid.of(f"revision_{key}", "what,before,after,kind", rows)


def _title(rule: str) -> str:
    try:
        return rule_title(rule)
    except KeyError:
        return ""


def redline(old: Mapping[str, Any], new: Mapping[str, Any]) -> Redline:
    """What changed between the data of two packs."""
    return Redline(old, new)


def clouded(one: Redline, drawings: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The plan and the one-line of the new pack, by number, with a cloud around each thing that changed."""
    tags = changed_tags(one.revision)
    mark = (one.project.revision or "?")[:2]
    for number in sorted(drawings) if tags else ():
        if CLOUDED.fullmatch(number):
            marked, count = cloud(drawings[number], tags, mark)
            if count:
                yield number, marked


def with_clouds(one: Redline, drawings: Mapping[str, Drawing]) -> dict[str, Drawing]:
    """Drawings with the clouds of the same sheets as items, for CAD."""
    tags, mark = changed_tags(one.revision), (one.project.revision or "?")[:2]
    return {
        number: replace(drawing, items=(*drawing.items, *clouds_of(drawing, tags, mark)))
        if CLOUDED.fullmatch(number) else drawing
        for number, drawing in drawings.items()
    }  # fmt: skip


def drawings_of(pack: Path) -> dict[str, bytes]:
    """The drawings of a pack that are clouded, by number."""
    paths = sorted((pack / "drawings").glob("*.svg"))
    return {path.stem: path.read_bytes() for path in paths if CLOUDED.fullmatch(path.stem)}
