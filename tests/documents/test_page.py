"""The page for a browser: whole in itself, safe against its own data, and alive in a real browser."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from designer.documents.drawings.catalogue import with_drawings
from designer.documents.page import page_html
from designer.documents.subject import Subject
from designer.model import Commodity, Link

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
VISIT = Path(__file__).with_name("page_visit.js").read_text(encoding="utf-8")
VOID = {"meta", "input", "br", "link"}


@pytest.fixture(scope="module")
def subject(judged):
    """A drawn design whose first CDU is fed with power and coolant."""
    design, findings = judged
    links = (Link("MSB-01", "CDU-01", Commodity.POWER), Link("CLR-01", "CDU-01", Commodity.COOLANT))
    graph = replace(design.proof.graph, links=links)
    fed = replace(design, proof=replace(design.proof, graph=graph))
    return with_drawings(Subject.of(fed, findings))


@pytest.fixture(scope="module")
def page(subject):
    return page_html(subject).decode()


class Reader(HTMLParser):
    """Keeps open elements, every reference and every element with a tag."""

    def __init__(self):
        super().__init__()
        self.open, self.references, self.tagged = [], [], []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.references += [known[k] for k in ("src", "href") if k in known]
        self.tagged += [known["data-tag"]] if "data-tag" in known else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def data_of(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL).group(1))


def test_page_is_whole_in_itself(page):
    """The page is well formed, refers to nothing outside and forbids it."""
    reader = read(page)
    assert reader.open == []
    assert reader.references == []
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:https?:)?//(?!www\.w3\.org)[a-z]+\.[a-z]", page)
    assert "[[" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_page_holds_every_rack_and_removal(page, judged):
    """Every rack can be chosen on the plan, and every removal of the proof is known, number for number."""
    design = judged[0]
    assert {p.tag for p in design.trades.layout.of("rack")} <= set(read(page).tagged)
    known = data_of(page)
    rows = [(tag, row[0], row[1], row[2]) for tag, found in known["removals"].items() for row in found]
    assert sorted(rows) == sorted((r.tag, r.test, r.verdict, r.lost_count) for r in design.proof.removals)
    assert sum(len(found) for found in known["feeds"]) == 2


def test_same_design_same_page(subject, page):
    """The page is the same, byte for byte, when it is made again."""
    assert page_html(subject).decode() == page


def test_names_cannot_break_out(subject):
    """A project name with markup stays text."""
    site = subject.site
    named = replace(site, project=replace(site.project, name="</script><img src=x onerror=alert(1)>"))
    trades = replace(subject.design.trades, site=named)
    other = replace(subject, site=named, design=replace(subject.design, trades=trades))
    assert read(page_html(other).decode()).references == []


def browse(page, tmp_path, place, *options):
    """The page's elements after its script ran in a headless browser, opened at a place."""
    file = tmp_path / "index.html"
    file.write_text(page, encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", *options]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"{file.as_uri()}#{place}"]
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=True)
    return re.search(r'<section id="detail".*?</section>', done.stdout, re.DOTALL).group(), done.stdout


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
class TestBrowser:
    """The page in headless Chromium."""

    def test_choosing_an_item_shows_what_feeds_it(self, page, tmp_path):
        """A chosen item shows its feeds by name and is marked on the plan."""
        known, drawn = data_of(page), set(read(page).tagged)
        tag, feeds = next((t, f) for t, f in zip(known["tags"], known["feeds"], strict=True) if f and t in drawn)
        detail, whole = browse(page, tmp_path, tag)
        for source, _ in feeds:
            assert known["tags"][source] in detail
        assert re.search(rf'data-tag="{re.escape(tag)}"[^>]*class="sel"', whole)

    def test_taking_an_element_out_reads_the_proof(self, page, tmp_path):
        """An element taken out shows each test of the proof with its outcome."""
        known = data_of(page)
        tag = next(t for t, rows in sorted(known["removals"].items()) if any(row[2] for row in rows))
        detail, _ = browse(page, tmp_path, f"out={tag}")
        for test, verdict, *_ in known["removals"][tag]:
            assert known["tests"][test] in detail
            assert known["outcomes"][verdict] in detail

    def test_the_tag_of_what_is_out_can_be_read(self, page, tmp_path):
        """What is taken out is pale with its tag struck on it, not a black patch; put back, the tag is as before."""
        written = set(re.findall(r">([^<]+)</text>", page))
        tags = sorted(set(data_of(page)["removals"]) & set(read(page).tagged) & written)
        script = """<script>setTimeout(() => {
          const one = [...document.querySelectorAll("svg.plan [data-tag]")].find(m => m.dataset.tag === "TAG");
          const tag = [...document.querySelectorAll("svg.plan text")].find(t => t.textContent === "TAG");
          const light = n => getComputedStyle(n).fill.match(/[0-9]+/g).reduce((a, b) => a + Number(b), 0) / 3;
          const line = () => getComputedStyle(tag).textDecorationLine, before = line();
          const after = Boolean(one.compareDocumentPosition(tag) & Node.DOCUMENT_POSITION_FOLLOWING);
          one.dispatchEvent(new MouseEvent("click", { bubbles: true }));
          document.querySelector("#detail button").click();
          const out = [light(one) - light(tag) > 150, line() === "line-through", after];
          [...document.querySelectorAll("#detail button")].pop().click();
          document.body.dataset.found = JSON.stringify([before, ...out, line()]);
        }, 50);</script></body>"""
        _, whole = browse(page.replace("</body>", script.replace("TAG", tags[0])), tmp_path, "")
        found = json.loads(html.unescape(re.search(r'data-found="([^"]*)"', whole).group(1)))
        assert found == ["none", True, True, True, "none"]

    def test_keyboard_reaches_the_plan(self, page, tmp_path):
        """One item of the plan stands in the tab order, all others can be reached from it."""
        _, whole = browse(page, tmp_path, "")
        plan = re.search(r'<svg class="plan".*?</svg>', whole, re.DOTALL).group()
        assert len(re.findall(r'data-tag="[^"]+"[^>]*tabindex="0"', plan)) == 1
        assert len(re.findall(r'data-tag="[^"]+"[^>]*tabindex="-1"', plan)) == len(re.findall("data-tag=", plan)) - 1

    def test_every_behaviour_answers_to_its_event(self, page, tmp_path):
        """Wheel and drag, keys, layers, a click, taking out and putting back do what they say, in one visit."""
        script = f"<script>{VISIT}</script></body>"
        tag = next(t for t in data_of(page)["tags"] if t in read(page).tagged)
        _, whole = browse(page.replace("</body>", script.replace("TAG", tag)), tmp_path, "")
        found = json.loads(html.unescape(re.search(r'data-found="([^"]*)"', whole).group(1)))
        assert found == dict.fromkeys(
            (
                *("zoom", "nearer", "whole", "pan", "home", "keyZoom", "keyPan", "layerOff", "layerOn"),
                *("click", "out", "back", "arrow", "enter"),
            ),
            True,
        )

    @pytest.mark.parametrize("width", [1400, 800, 400])
    def test_nothing_lies_over_the_plan(self, page, tmp_path, width):
        """On a wide screen and a narrow one the whole plan stands clear of hint and buttons, and the answer to a click
        stands in the window.
        """
        script = """<script>setTimeout(() => {
          const box = q => document.querySelector(q).getBoundingClientRect(), plan = box("svg.plan");
          const apart = r => r.top >= plan.bottom || r.bottom <= plan.top;
          document.querySelector("svg.plan [data-tag]").dispatchEvent(new MouseEvent("click", { bubbles: true }));
          document.body.dataset.found = JSON.stringify([apart(box(".keys")), apart(box(".zoom")),
            plan.height > 200 && plan.bottom <= innerHeight && plan.right <= innerWidth,
            box("#detail h2").bottom < innerHeight, document.documentElement.scrollWidth <= innerWidth]);
        }, 50);</script></body>"""
        _, whole = browse(page.replace("</body>", script), tmp_path, "", f"--window-size={width},1000")
        assert json.loads(html.unescape(re.search(r'data-found="([^"]*)"', whole).group(1))) == [True] * 5

    def test_the_page_prints(self, page, tmp_path):
        """Printed, the page is a PDF of at least one sheet, without its controls and with the plan."""
        file = tmp_path / "index.html"
        file.write_text(page, encoding="utf-8")
        made = tmp_path / "page.pdf"
        command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={made}", file.as_uri()]
        environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        subprocess.run(command, capture_output=True, timeout=120, env=environment, check=True)
        pages = pypdf.PdfReader(made).pages
        text = pages[0].extract_text()
        assert len(pages[0].get_contents().get_data()) > 2000
        assert data_of(page)["text"]["take"] not in text
