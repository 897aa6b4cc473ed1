"""Briefs of odd halls: tiny with long tags and hostile names, and an L turned by thirty degrees."""

import math
from pathlib import Path

import yaml

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M2 2H38V18H2Z" fill="#0072B2"/></svg>'


def tiny():
    """The least hall that holds its three racks, with tags as long as people write them."""
    brief = yaml.safe_load(SMALL.read_text())
    hall = brief["hall"]
    hall["footprint"] = [[0, 0], [26, 0], [26, 16], [0, 16]]
    hall["yards"] = [[[0, 20], [26, 20], [26, 42], [0, 42]]]
    for door, (tag, at) in zip(
        hall["doors"],
        (("GOODS-DOOR-NORTH-WEST-01", [0, 7]), ("PERSONNEL-DOOR-EAST-02", [26, 7]), ("DOOR-SOUTH-03", [13, 0])),
        strict=True,
    ):
        door |= {"tag": tag, "at": at}
    for route in brief["site"]["fibre"]:
        del route["entry"]
    brief["project"] |= {
        "client": "A | client =whose+ name is longer than the field of any title block holds GmbH & Co. <KG>",
        "name": "Retrofit of the former mining hall at the old paper mill",
        "issued_for": "client comment",
        "revision": "B",
        "revisions": [
            {"revision": "A", "date": "2026-10-01", "description": "First issue", "by": "RM", "approved": "JK"},
            {"revision": "B", "date": "2026-11-01", "description": "Door | moved", "by": "TS", "approved": "JK"},
        ],
        "designed_by": "R. Mason",
        "sheets": {
            "logo": "logo.svg",
            "fields": {"Contract": "C-17/4"},
            "notes": ["Keep the crane rail."],
            "texts": {"labels.drawing.rev": "Index", "drawings.A-103.title": "Layout of the new hall"},
        },
    }
    return brief


def turned():
    """A hall in the form of an L, turned by thirty degrees, with columns."""
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))

    def at(x, y):
        return [round(x * c - y * s, 3), round(x * s + y * c, 3)]

    brief = yaml.safe_load(SMALL.read_text())
    brief["site"]["utility"] |= {"import_limit": "4 MW", "feeds": 2}
    brief["compute"]["racks"] = "max"
    brief["plant"] = []
    hall = brief["hall"]
    del hall["yards"]
    for route in brief["site"]["fibre"]:
        del route["entry"]
    hall["footprint"] = [at(*p) for p in ((0, 0), (48, 0), (48, 18), (30, 18), (30, 34), (0, 34))]
    hall["columns"] = [{"tag": f"C{x}", "at": at(x, 9), "size": [0.5, 0.5]} for x in (12, 24, 36)]
    for door, place in zip(hall["doors"], ((0, 20), (48, 9), (15, 34)), strict=True):
        door["at"] = at(*place)
    return brief
