"""A study in its folder: rows as they come, a table that can be read at any time, the comparison at the end."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import designer
from designer import folders
from designer.catalog import Catalog
from designer.documents.bare import BareVoice
from designer.documents.jsons import dump
from designer.documents.pdf import bind
from designer.documents.sheets import build_page
from designer.documents.writers.markdown import MarkdownWriter
from designer.errors import Mistake, Place, Refused
from designer.study.charts import draw
from designer.study.comparing import Ranked, rank
from designer.study.facts import Tell, facts
from designer.study.records import Row, Study, Variant
from designer.study.shelf import FOLDER, clear_others
from designer.study.store import FILE, Store, replace_file
from designer.study.tabling import columns, csv_of, parquet_of

__all__ = ["Told", "conduct", "refuse_taken", "shelf_of", "write_comparison"]

#: Files of a finished study that come and go with its results.
_MARK = "study.json"
#: Rows up to which the table is ranked while more come.
_RANKED = 2000
Runner = Callable[[Iterable[Variant]], Iterable[Row]]
#: What is told as rows come: done, all, taken from earlier runs, broken lines found.
Told = Callable[[int, int, int, int], None]


def refuse_taken(out: Path) -> None:
    """Refuse a folder that holds something that is not a study, so that no one's files are ever replaced."""
    if out.exists() and not out.is_dir():
        raise Refused([Mistake("place-unwritable", Place(str(out)))])
    if out.is_dir() and any(out.iterdir()) and not (out / _MARK).is_file():
        raise Refused([Mistake("not-a-study", Place(str(out)))])


def conduct(study: Study, out: Path, runner: Runner, told: Told = lambda *_: None) -> Mapping[str, Row]:
    """Run what has no row yet, keep each row at once, and keep the table up to date. Gives all rows by key."""
    refuse_taken(out)
    out.mkdir(parents=True, exist_ok=True)
    replace_file(out / _MARK, _mark(study))
    with Store(out) as store:
        missing = [v for v in study.variants if v.key not in store.rows]
        known = len(study.variants) - len(missing)
        done = written = known
        told(done, len(study.variants), known, store.broken)
        for row in runner(missing) if missing else ():
            store.add(row)
            done += 1
            told(done, len(study.variants), known, store.broken)
            if done >= written * 1.1 + 1:
                replace_file(out / "table.csv", csv_of(columns(study, _interim(study, store.rows))))
                written = done
        store.order(v.key for v in study.variants)
        return {v.key: store.rows[v.key] for v in study.variants if v.key in store.rows}


def _interim(study: Study, rows: Mapping[str, Row]) -> tuple[Ranked, ...]:
    """What is there so far: ranked while that is quick, else as it came."""
    if len(rows) <= _RANKED:
        return rank(study, rows)
    return tuple(Ranked(v, rows[v.key]) for v in study.variants if v.key in rows)


def shelf_of(out: Path, catalog: Catalog) -> str:
    """The shelf for results of steps in the folder of a study, rid of those of other tools and catalogs."""
    name = hashlib.sha256(f"{folders.code_digest()}\0{catalog.digest}".encode()).hexdigest()[:16]
    clear_others(out / FOLDER, name)
    return str(out.absolute() / FOLDER / name)


def _mark(study: Study) -> bytes:
    return dump({"study": study.project.name, "digest": study.digest, "variants": len(study.variants)})


def write_comparison(
    study: Study, rows: Mapping[str, Row], out: Path, catalog: Catalog, how: tuple[Tell, bool]
) -> tuple[Ranked, ...]:
    """Write the table, the page, the PDF (when wanted) and the manifest. Gives the ranking."""
    tell, pdf = how
    voice = BareVoice.of(study.project, catalog, {f"axis_{n}": axis.key for n, axis in enumerate(study.axes)})
    ranked = rank(study, rows)
    voice = replace(voice, charts=draw(study, ranked, voice))
    table = columns(study, ranked)
    page = build_page("study", voice, {"study": SimpleNamespace(**facts(study, ranked, voice, tell))})
    files: dict[str, bytes] = {"README.md": MarkdownWriter(voice.words, {}, root="").sheet(page).encode()}
    files |= {f"charts/{key}.svg": chart.svg for key, chart in voice.charts.items()}
    files["table.csv"] = csv_of(table)
    parquet = parquet_of(table)
    if parquet is not None:
        files["table.parquet"] = parquet
    if pdf:
        files["study.pdf"] = bind(voice, [page], {}, {})
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        replace_file(out / name, content)
    files[FILE] = (out / FILE).read_bytes()
    replace_file(out / "manifest.json", _manifest(study, catalog, files))
    return ranked


def _manifest(study: Study, catalog: Catalog, files: Mapping[str, bytes]) -> bytes:
    told: dict[str, Any] = {
        "tool": "designer", "version": designer.__version__, "tool_digest": folders.code_digest(),
        "brief_digest": study.digest, "catalog_digest": catalog.digest,
    }  # fmt: skip
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return dump({**told, "files": digests})
