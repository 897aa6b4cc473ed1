"""The page of the pack for a browser: the plan with its layers, every item with its feeds, every removal of the proof.

One file that needs nothing else: styles, script and data stand in it, and a policy in its head forbids anything from
outside.
"""

import json
from collections.abc import Iterable
from typing import Any

import jinja2
from markupsafe import Markup

from designer import folders
from designer.documents.drawings.drawing import Circle, Drawing, Item, Path, Stamp
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.piping_ways import drawn_pipes
from designer.documents.drawings.styles import COLOURS
from designer.documents.drawings.svg import write_fragment
from designer.documents.facts.summary import headline_rows
from designer.documents.subject import Subject

__all__ = ["page_html"]

#: The plan that the page shows.
_PLAN = "A-103"
#: Layers of what stands around the hall: bubbles of the grid, figures of the dimensions, marks of sections and views.
_AROUND = ("S-GRID-E", "G-ANNO-DIMS", "G-ANNO-SECT", "G-ANNO-REFR")
#: Of these, what is drawn with points of its own around a bubble: the heads of sections and views.
_MARKS = ("G-ANNO-SECT", "G-ANNO-REFR")
#: Layers of the page: word key, beginnings of CAD layers, shown at first.
_LAYERS = (
    ("building", "A-WALL A-DOOR A-SITE S- G-ANNO A-EQPM", True),
    ("areas", "A-AREA", True),
    ("racks", "T-RACK", True),
    ("mechanical", "M-CDUS M-PUMP M-ACUS M-COOL M-CHIL M-TANK M-EXCH", True),
    ("electrical", "E-TRNF E-SWBD E-UPSS E-BATT E-GENR", True),
    ("busways", "E-POWR", False),
    ("pipes", "M-PIPE", False),
    ("trays", "T-TRAY", False),
    ("ways", "F-WAYS", False),
)


def page_html(subject: Subject) -> bytes:
    """The page, or nothing to show as an empty file for a design without a plan."""
    drawing = subject.drawings.get(_PLAN)
    if drawing is None:
        return b""
    words, project = subject.words, subject.project
    findings = subject.findings
    template = _environment().get_template("index.j2")
    text = template.render(
        title=words.label("pdf.title", name=project.name),
        tone="pass" if findings.conclusion == "go" else "",
        verdict=words.label(f"conclusions.{findings.conclusion}.title"),
        status=words.stage(project.issued_for, "status"),
        revision=words.label("pdf.revision", revision=project.revision, date=project.date),
        headline=[row[:2] for row in headline_rows(subject)],
        layers=[
            {"name": words.label(f"page.{key}"), "prefixes": prefixes, "shown": shown}
            for key, prefixes, shown in _LAYERS
        ],
        language=project.language,
        text=words.group("page.text"),
        plan=Markup(_plan(subject, drawing)),
        data=Markup(_data(subject)),
    )
    return text.encode()


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(folders.templates() / "html")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )


def _plan(subject: Subject, drawing: Drawing) -> str:
    """The plan as one SVG element: what is built first, then the services over it."""
    items = [item for item in drawing.items if item.space == "model"]
    left, bottom, right, top = _shown(drawing)
    fragment = write_fragment([*items, *_services(subject, drawing)], drawing.paper.height)
    box = f"{left:.2f} {drawing.paper.height - top:.2f} {right - left:.2f} {top - bottom:.2f}"
    label = subject.words.label("page.plan")
    return f'<svg class="plan" tabindex="0" role="group" aria-label="{label}" viewBox="{box}">\n{fragment}</svg>'


def _shown(drawing: Drawing) -> tuple[float, float, float, float]:
    """The part of the sheet that the page opens with: the hall with its grid and dimensions, and the yards as far as
    plant stands in them.
    """
    left, bottom, right, top = drawing.focus or drawing.area
    stamps = [item for item in drawing.items if isinstance(item, Stamp)]
    reach = [(s.x, s.y, max(s.width, s.depth) / 2 if s.rotation % 180 else s.width / 2,
              max(s.width, s.depth) / 2 if s.rotation % 180 else s.depth / 2) for s in stamps]  # fmt: skip
    boxes = [(x - w, y - d, x + w, y + d) for x, y, w, d in reach]
    boxes += [extent(t) for t in drawing.texts if t.space == "model" and t.layer in _AROUND]
    rounds = [one for one in drawing.items if isinstance(one, Circle) and one.space == "model" and one.layer in _AROUND]
    boxes += [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in rounds]
    marks = [one for one in drawing.items if isinstance(one, Path) and one.space == "model" and one.layer in _MARKS]
    boxes += [(x, y, x, y) for one in marks for x, y in one.points]
    return (
        min([left, *(b[0] for b in boxes)]), min([bottom, *(b[1] for b in boxes)]),
        max([right, *(b[2] for b in boxes)]), max([top, *(b[3] for b in boxes)]),
    )  # fmt: skip


def _services(subject: Subject, drawing: Drawing) -> Iterable[Item]:
    """Busways, pipes, trays and ways over the plan."""
    trades, to_paper = subject.design.trades, drawing.transform.to_paper

    def path(points: Iterable[tuple[float, float]], layer: str, colour: str, pen: str = "service") -> Path:
        return Path(tuple(to_paper(*p) for p in points), layer, pen, COLOURS[colour])

    for route in trades.power.routes:
        yield path(route.line.points, f"E-POWR-BUSW-{route.path}-N", "blue" if route.path == "A" else "vermillion")
    for one in drawn_pipes(trades):
        back = "return" in one.pipe.service
        yield path(one.way, "M-PIPE-N", "green", "return" if back else "service")
    for network in trades.layout.trays:
        for edge in network.edges:
            ends = (network.nodes[edge.a], network.nodes[edge.b])
            yield path(ends, f"T-TRAY-{network.path}-N", "purple" if network.path == "A" else "orange")
    for route in trades.layout.routes:
        if route.kind in ("egress", "delivery"):
            yield path(route.line.points, "F-WAYS-N", "green" if route.kind == "egress" else "orange", "overhead")


def _data(subject: Subject) -> str:
    """What the page knows, as JSON that no tag can close."""
    text = json.dumps(_known(subject), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _known(subject: Subject) -> dict[str, Any]:
    words, p, proof = subject.words, subject.printer, subject.design.proof
    graph = proof.graph
    tags = sorted({*graph.elements, *(r.tag for r in proof.removals), *graph.loads})
    index = {tag: i for i, tag in enumerate(tags)}
    kinds = {r.tag: r.kind for r in proof.removals} | {tag: e.kind for tag, e in graph.elements.items()}
    commodities = sorted({str(link.commodity.value) for link in graph.links})
    feeds: list[list[list[int]]] = [[] for _ in tags]
    for link in graph.links:
        if link.target in index and link.source in index:
            feeds[index[link.target]].append([index[link.source], commodities.index(str(link.commodity.value))])
    removals: dict[str, list[list[Any]]] = {}
    for r in sorted(proof.removals, key=lambda r: (r.tag, r.test)):
        lost = p.text("power", sum(r.lost_kw.values()))
        share = p.text("share", r.worst_share) if r.worst_tag else ""
        removals.setdefault(r.tag, []).append([r.test, r.verdict, r.lost_count, list(r.lost), lost, share, r.worst_tag])
    return {
        "text": words.group("page.text"),
        "tags": tags,
        "kind": [kinds.get(tag, "") for tag in tags],
        "kinds": {kind: words.label(f"kinds.{kind}") if kind else "" for kind in sorted({*kinds.values(), ""})},
        "keys": commodities,
        "commodities": [words.label(f"page.fed_{key}") for key in commodities],
        "feeds": [sorted(row) for row in feeds],
        "facts": {load.tag: p.text("power", load.design_kw) for load in subject.design.trades.power.loads},
        "tests": {test: words.label(f"tests.{test}") for test in sorted({r.test for r in proof.removals})},
        "outcomes": {v: words.label(f"outcomes.{v}") for v in sorted({r.verdict for r in proof.removals})},
        "removals": removals,
    }
