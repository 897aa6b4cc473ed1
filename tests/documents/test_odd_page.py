"""The page of halls that nobody drew by hand, in a real browser: what it says of every element taken out is what the
file of the proof says, in both languages; all of it can be reached and told without a mouse.
"""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Circle, Stamp
from designer.documents.exports import proof_json
from designer.documents.page import page_html
from designer.documents.subject import Subject

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PROOF = Path(__file__).with_name("page_proof.js").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def in_language(judged, language):
    """A design drawn in a language."""
    design, findings = judged
    site = replace(design.trades.site, project=replace(design.trades.site.project, language=language))
    return with_drawings(Subject.of(replace(design, trades=replace(design.trades, site=site)), findings))


@pytest.fixture(scope="module", params=[("tiny", "en"), ("turned", "ja")], ids="-".join)
def visited(request, odd_halls, tmp_path_factory):
    """The subject, what its page says of each element taken out, and what is wrong with the page."""
    subject = in_language(odd_halls[request.param[0]], request.param[1])
    folder = tmp_path_factory.mktemp("page")
    page = page_html(subject).decode().replace("</body>", f"<script>{PROOF}</script></body>")
    (folder / "index.html").write_text(page, encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000"]
    command += [f"--user-data-dir={folder / 'profile'}", "--dump-dom", (folder / "index.html").as_uri()]
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment, check=True)
    said, faults = (
        json.loads(html.unescape(re.search(rf'data-{key}="([^"]*)"', done.stdout).group(1)))
        for key in ("said", "faults")
    )
    return subject, said, faults


def test_the_page_says_of_every_element_what_the_proof_says(visited):
    """Each removal of the file of the proof, and no other: its test, its outcome, the load lost and what is lost."""
    subject, said, _ = visited
    words, wanted = subject.words, {}
    for one in json.loads(proof_json(subject))["removals"]:
        lost = sum(power["value"] for power in one["lost_power"].values())
        text = words.label("page.text.none")
        if one["lost_count"]:
            rest = one["lost_count"] - len(one["lost"])
            more = words.group("page.text")["more"]
            listed = ", ".join(one["lost"])
            told = more.replace("{first}", listed).replace("{count}", str(rest)) if rest else listed
            text = f"{subject.printer.text('power', lost)}: {told}"
        row = [words.label(f"tests.{one['test']}"), words.label(f"outcomes.{one['verdict']}"), text]
        wanted.setdefault(one["tag"], []).append(row)
    wanted.pop("", None)
    told = {tag: [row[:3] for row in rows] for tag, rows in said.items() if rows and tag}
    assert len(wanted) > 100
    assert {tag: sorted(rows) for tag, rows in told.items()} == {tag: sorted(rows) for tag, rows in wanted.items()}


def test_everything_on_the_page_has_a_name_and_shows_its_focus(visited):
    """What the keyboard reaches has a name and a visible focus; marks are buttons, headers have a scope."""
    assert visited[2] == []


def test_the_page_opens_with_all_plant_in_view(visited):
    """The first view holds every mark of the plan, those in the yards too: so does a print."""
    subject = visited[0]
    box = re.search(r'class="plan"[^>]*viewBox="([^"]+)"', page_html(subject).decode()).group(1)
    left, top, width, height = map(float, box.split())
    drawing = subject.drawings["A-103"]
    for stamp in (item for item in drawing.items if isinstance(item, Stamp)):
        assert left <= stamp.x <= left + width, stamp.tag
        assert top <= drawing.paper.height - stamp.y <= top + height, stamp.tag
    layers = ("S-GRID-E", "G-ANNO-DIMS", "G-ANNO-SECT", "G-ANNO-REFR")
    around = [t for t in drawing.texts if t.space == "model" and t.layer in layers]
    assert around
    for one in (i for i in drawing.items if isinstance(i, Circle) and i.space == "model" and i.layer in layers):
        assert left <= one.x - one.radius, one.layer
        assert one.x + one.radius <= left + width, one.layer
    for text in around:
        assert left <= text.x <= left + width, text.text
        assert top <= drawing.paper.height - text.y <= top + height, text.text
