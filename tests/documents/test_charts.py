"""Charts: the same bytes for the same numbers, no date, no machine fonts, words for all of them."""

import io
import itertools
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from designer.documents.charts import canvas, cooling_curves
from designer.documents.charts.canvas import in_print, paint
from designer.documents.charts.snug import Snug
from designer.documents.printing import Printer
from designer.documents.subject import Subject
from designer.documents.wording import Words

ROOT = Path(__file__).resolve().parents[2]
CHARTS = ROOT / "designer" / "documents" / "charts"


class Speaker:
    """As much of a subject as a chart's helpers need."""

    def __init__(self, system: str) -> None:
        self.printer = Printer(system)
        self.words = Words(self.printer)
        self.project = SimpleNamespace(language="en")


def simple(figure) -> None:
    """A line with a title and a limit."""
    axes = figure.subplots()
    axes.plot([0.0, 1.0, 2.0], [1.0, 3.0, 2.0])
    canvas.limit_line(axes, 2.5, "limit 2.5 °C")
    canvas.axis(axes, "across", "up", "Title")


def test_the_same_numbers_give_the_same_bytes():
    """Painted twice, a chart is the same file; another key changes only its ids."""
    assert paint(Speaker("SI"), "one", 60.0, simple) == paint(Speaker("SI"), "one", 60.0, simple)
    assert len(paint(Speaker("SI"), "one", 60.0, simple)) == len(paint(Speaker("SI"), "two", 60.0, simple))


def test_no_clock_and_no_font_of_the_machine():
    """No date is written, and letters are paths: no text element asks for a font."""
    svg = paint(Speaker("SI"), "one", 60.0, simple).decode()
    assert "<dc:date>" not in svg
    assert "<text" not in svg
    assert "font-family" not in svg
    assert "LiberationSans" in svg


def test_width_is_that_of_the_text():
    """A chart is as wide as the text block, 174 mm in points."""
    svg = paint(Speaker("SI"), "one", 60.0, simple).decode()
    assert float(re.search(r'width="([\d.]+)pt"', svg)[1]) == pytest.approx(174.0 / 25.4 * 72.0, abs=0.01)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 1), (1, 2), (3, 2)])
def test_panels_stand_beside_one_another(rows, columns):
    """With their labels, panels and the legend of a chart lie inside it, none over another, wide as asked."""
    figure = Figure(figsize=(6.9, 1.6 * rows + 0.6), layout=Snug())
    shares = (3, 2)[:columns]
    panels = np.atleast_1d(figure.subplots(rows, columns, width_ratios=shares)).ravel()
    for panel in panels:
        lines = panel.plot([0.0, 1.0, 2.0], [1e6, 3e6, 2e6])
        panel.yaxis.set_major_formatter("{x:,.0f}")
        canvas.axis(panel, "across", "up", "Title")
    legend = figure.legend(lines, ["a line"], loc="outside lower center")
    FigureCanvasSVG(figure).print_svg(io.BytesIO())
    renderer = figure._get_renderer()
    boxes = [one.get_tightbbox(renderer) for one in panels] + [legend.get_window_extent(renderer)]
    assert all(box.x0 >= -1 and box.y0 >= -1 for box in boxes)
    assert all(box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1 for box in boxes)
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    widths = [panel.get_position().width for panel in panels]
    assert len(widths) == 1 or columns == 1 or widths[0] / widths[1] == pytest.approx(1.5)


def test_labels_stay_inside_where_taller_panels_bear_more_ticks():
    """Panels that come out taller than they were measured get ticks of more digits, which push the label outwards: it
    keeps its clear space of three points.
    """

    def fill(figure):
        panels = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        for panel, most in zip(panels, (3.71, 2.15), strict=True):
            panel.plot([0.0, 60.0, 120.0], [most, 0.0, most])
            panel.set_ylim(bottom=0.0)
            canvas.axis(panel, "", "power [MW]")
        drawn.append(figure)

    drawn: list[Figure] = []
    paint(Speaker("SI"), "one", 88.0, fill)
    boxes = [panel.yaxis.label.get_window_extent(drawn[0]._get_renderer()) for panel in drawn[0].axes]
    assert all(box.x0 >= 2.0 * drawn[0].dpi / 72.0 for box in boxes)


@pytest.mark.parametrize(("system", "shown"), [("SI", [0.0, 40.0]), ("IP", [32.0, 104.0])])
def test_numbers_follow_the_unit_system(system, shown):
    """Celsius stays Celsius in SI and becomes Fahrenheit in IP, points with their offset."""
    assert in_print(Speaker(system), "temperature", [0.0, 40.0]) == pytest.approx(shown)
    slope = np.diff(in_print(Speaker(system), "difference", [0.0, 10.0]))[0]
    assert slope == pytest.approx(10.0 if system == "SI" else 18.0)


def test_every_chart_has_a_title_that_states_its_finding():
    """Each chart's words hold a title with a fact in it and an alternative text; no words are without a chart."""
    words = yaml.safe_load((ROOT / "templates" / "words" / "labels.yaml").read_text())["charts"]
    keys = {key for path in CHARTS.glob("*_*.py") for key in re.findall(r'= "([a-z]+-[a-z]+)"', path.read_text())}
    keys |= {key for path in CHARTS.glob("*_*.py") for key in re.findall(r', "([a-z]+-[a-z]+)"\n', path.read_text())}
    assert {k for k in words if k.startswith("cooling-")} <= keys
    for key, texts in words.items():
        assert "{" in texts["title"], key
        assert texts["alt"], key


@pytest.mark.parametrize("name", ["tiny", "turned"])
def test_a_head_without_fall_tells_no_speed(odd_halls, name, monkeypatch):
    """A CDU whose published head is the same at every flow has no speed at which it just meets its duty: none is told
    and no slower curve is drawn, only what is published and what the loop takes, with the duty on it.
    """
    made = {}

    def kept(subject, key, height, fill):
        made["figure"] = figure = Figure()
        fill(figure)
        return b""

    monkeypatch.setattr(cooling_curves, "paint", kept)
    subject = Subject.of(*odd_halls[name])
    assert cooling_curves.draw(subject)
    axes = made["figure"].axes[0]
    heads = axes.lines[0].get_ydata()
    assert heads[-1] == heads[0]
    assert not [text.get_text() for text in axes.texts if "%" in text.get_text()]
    loops = {duty.loop for duty in subject.design.trades.cooling.cdus}
    assert any(text.get_text() in loops for text in axes.texts)
    assert len(axes.lines) == 2 + len(loops)
