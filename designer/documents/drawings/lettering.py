"""How wide and high a text is on paper, measured with the advance widths of the shipped font.

The font is metric-compatible with Arial, so that a text keeps its width in viewers that substitute it.
"""

import math
from functools import lru_cache

from designer import folders
from designer.documents.drawings.drawing import Text

__all__ = ["FONT_FAMILY", "em_of", "extent", "text_width", "wrapped"]

FONT_FAMILY = "Liberation Sans, Arial, Noto Sans CJK JP, Helvetica, sans-serif"
#: Letters from here on are as wide as the font is high: kana, ideographs, full-width forms.
_WIDE = 0x2E80
#: Height of capitals over the em of the font.
_CAPITALS = 1409 / 2048
#: What begins no line.
_CLOSING = "、。，．・：；？！ー々」』）］｝〉》】ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_DESCENT, _ASCENT = 0.31, 1.06

Extent = tuple[float, float, float, float]


@lru_cache(maxsize=2)
def _advances(bold: bool) -> dict[int, float]:
    """Advance width of each character in ems."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # read once, only when drawings are made

    path = folders.templates() / "fonts" / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"
    with TTFont(path, lazy=True) as font:
        metrics, cmap, em = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
        return {code: metrics[name][0] / em for code, name in cmap.items()}


def em_of(height: float) -> float:
    """The font size whose capitals have this height."""
    return height / _CAPITALS


@lru_cache(maxsize=20000)
def text_width(text: str, height: float, bold: bool = False) -> float:
    """The width of a text [mm] at a height of capitals [mm]."""
    advances = _advances(bold)
    return sum(advances.get(ord(c), 1.0 if ord(c) >= _WIDE else 0.6) for c in text) * em_of(height)


def extent(text: Text) -> Extent:
    """The rectangle around a text on paper: left, bottom, right, top [mm]; for any rotation, the box around it."""
    width = text_width(text.text, text.height, text.bold)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    if not text.rotation:
        low, high = text.y - _DESCENT * text.height, text.y + _ASCENT * text.height
        return text.x + left, low, text.x + left + width, high
    corners = [(left + u * width, v * text.height) for u in (0, 1) for v in (-_DESCENT, _ASCENT)]
    c, s = math.cos(math.radians(text.rotation)), math.sin(math.radians(text.rotation))
    xs = [text.x + c * x - s * y for x, y in corners]
    ys = [text.y + s * x + c * y for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def wrapped(text: str, height: float, width: float, bold: bool = False) -> list[str]:
    """A text in lines that fit a width; a word that is longer than a line is cut, but not before a closing mark.

    >>> wrapped("投入する。", 2.5, 15.0)
    ['投入す', 'る。']
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        trial = f"{line} {word}".strip(" ")
        if text_width(trial, height, bold) <= width:
            line = trial
            continue
        if line:
            lines.append(line)
        while text_width(word, height, bold) > width and len(word) > 1:
            cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], height, bold) <= width)
            while cut > 1 and word[cut] in _CLOSING:
                cut -= 1
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line else lines
