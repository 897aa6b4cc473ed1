"""Line weights (ISO 128), dashes, text heights (ISO 3098) and colours (Okabe-Ito) of the house."""

from dataclasses import dataclass

from designer.documents.drawings.drawing import Paper

__all__ = [
    "BLACK", "COARSEST", "COLOURS", "GREY", "LABEL", "NOTE", "OWN_PAPER", "PAPERS", "PENS", "SHRINK", "SMALL",
    "STATUS_PENS", "TITLE", "Pen", "layer_colour", "on_small_sheet",
]


@dataclass(frozen=True, slots=True)
class Pen:
    """A line: weight [mm] and dash pattern [mm]."""

    weight: float
    dash: tuple[float, ...] = ()


PENS: dict[str, Pen] = {
    "cut": Pen(0.70),
    "heavy": Pen(1.00),
    "outline": Pen(0.50),
    "service": Pen(0.50),
    "light": Pen(0.35),
    "thin": Pen(0.25),
    "fine": Pen(0.18),
    "hidden": Pen(0.25, (2.0, 1.0)),
    "return": Pen(0.50, (4.0, 1.5)),
    "heavy-return": Pen(1.00, (6.0, 1.8)),
    "cut-return": Pen(0.70, (5.0, 1.6)),
    "outline-return": Pen(0.50, (4.0, 1.5)),
    "light-return": Pen(0.35, (3.0, 1.2)),
    "overhead": Pen(0.35, (4.0, 2.0)),
    "grid": Pen(0.18, (8.0, 1.5, 1.0, 1.5)),
    "demolish": Pen(0.35, (7.0, 1.2, 0.8, 1.2, 0.8, 1.2)),
    "future": Pen(0.25, (0.6, 1.2)),
    "open": Pen(0.35, (1.5, 1.0)),
    "zone": Pen(0.25, (9.0, 3.0)),
    "match": Pen(0.70, (14.0, 2.0, 3.0, 2.0, 3.0, 2.0)),
}

#: The next finer line of ISO 128: a sheet of half the size is drawn with it, as its letters are smaller.
_FINER = {1.00: 0.70, 0.70: 0.50, 0.50: 0.35, 0.35: 0.25, 0.25: 0.18, 0.18: 0.13}
_SMALL = "-small"
_FINER_DASH = 0.72
PENS |= {
    f"{name}{_SMALL}": Pen(_FINER[pen.weight], tuple(round(d * _FINER_DASH, 2) for d in pen.dash))
    for name, pen in PENS.items()
}


def on_small_sheet(pen: str) -> str:
    """The name of a pen on a small sheet."""
    return f"{pen}{_SMALL}" if pen else ""


#: The pen of a new thing and of one that stands: two steps of ISO 128 apart, so that a print in black alone keeps them.
STATUS_PENS = {False: "light", True: "fine"}
BLACK, GREY = "#000000", "#808080"
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "yellow": "#F0E442",
    "black": BLACK,
    "grey": GREY,
    "light": "#C8C8C8",
    "warm-tint": "#FCEDE4",
    "cool-tint": "#E4F0F8",
    "grey-tint": "#F2F2F2",
    "network-tint": "#D3E7F5",
    "storage-tint": "#B8D7C6",
    "green-tint": "#E6F5F0",
    "white": "#FFFFFF",
}

#: Plans at this scale, one to so much, and finer are issued whole; coarser ones in parts as well, at it or finer.
COARSEST = 250
#: Capital heights on a large sheet [mm]: dense tags, notes, labels, titles.
SMALL, NOTE, LABEL, TITLE = 2.5, 3.0, 3.5, 5.0

PAPERS = {
    "D": Paper("ANSI D", 863.6, 558.8),
    "B": Paper("ANSI B", 431.8, 279.4),
    "A1": Paper("ISO A1", 841.0, 594.0),
    "A3": Paper("ISO A3", 420.0, 297.0),
}
#: The paper of a unit system where the brief names none.
OWN_PAPER = {"IP": "D", "SI": "A1"}
#: Letters on a small sheet over those on a large one: 1.8 mm instead of 2.5 mm.
SHRINK = {"D": 1.0, "A1": 1.0, "B": 0.72, "A3": 0.72}

#: Colour of a layer by its discipline letter, for CAD: AutoCAD colour index.
_LAYER_COLOURS = {"A": 7, "S": 8, "M": 4, "E": 1, "T": 5, "G": 7, "F": 3}


def layer_colour(layer: str) -> int:
    """The CAD colour index of a layer; existing things are grey."""
    return 8 if layer.endswith("-E") else _LAYER_COLOURS.get(layer[:1], 7)
