"""A second judgement of an issued layout from its files alone: `plan.geojson`, `graph.json` and the schedules.

Nothing of the tool is imported. Ways are walked on a visibility graph over the floor less what stands, widened by half
of who walks (the tool walks a grid); loads, areas and levels are counted out plainly.

Run: ``python tests/layout/rederive.py PACK ...``. Prints what does not hold, pack by pack.
"""

import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, MultiPoint, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

#: Metres (kilopascals, kilonewtons, kilograms) of the units that schedules are written in.
UNITS = {
    "m": 1.0, "ft": 0.3048, "in": 0.0254, "mm": 0.001, "m²": 1.0, "ft²": 0.09290304, "kPa": 1.0, "psf": 0.04788025898,
    "kN": 1.0, "kW": 1.0, "lbf": 0.0044482216, "kg": 1.0, "lb": 0.45359237, "": 1.0, "°": 1.0,
}  # fmt: skip
#: Lengths and areas that are none [m, m2].
NEAR, SPECK = 2e-3, 1e-3
#: Pipes that share a place over no more than that [m] are a joint; they run side by side up to this sine.
JOINT, SKEW = 0.6, 0.1
#: A grid of eight directions walks this much longer than the straight way, at most.
OCTILE = 1.0 / math.cos(math.pi / 8)


class Pack:
    """What the files say of the plan: features by kind, boxes by tag, rules in SI units, schedules."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        data = json.loads((folder / "plan.geojson").read_text())
        self.of: dict[str, list[tuple[BaseGeometry | None, dict]]] = defaultdict(list)
        for one in data["features"]:
            form = shape(one["geometry"]) if one["geometry"] else None
            self.of[one["properties"]["kind"]].append((form, one["properties"]))
        self.rules = {key: v["value"] * UNITS.get(v["unit"], 1.0) for key, v in data["rules"].items()}
        self.figures, self.phases = data["figures"], data["phases"]
        design = folder / "design.json"
        summary = json.loads(design.read_text())["summary"] if design.exists() else {}
        self.peak = summary.get("site_power_peak", {}).get("value", 0.0)
        self.hall, self.facts = self.of["footprint"][0]
        self.boxes = {p["tag"]: (g, p) for kind in ("rack", "plant") for g, p in self.of[kind]}
        self.racks = {p["tag"]: (g, p) for g, p in self.of["rack"]}
        self.indoors = {t: (g, p) for t, (g, p) in self.boxes.items() if not p["room"].startswith("YARD")}
        self.rooms = {p["tag"]: (g, p) for g, p in self.of["room"]}
        self.electrical = [g for g, p in self.of["room"] if p["room"] == "electrical"]
        self.shut = [g for g, p in self.of["keep-out"] if not p["passable"]]
        self.columns = [g for g, _ in self.of["column"]]
        self.exits = {p["tag"]: (g.x, g.y) for g, p in self.of["door"] if p["exit"]}
        self.solids = [*(g for g, _ in self.boxes.values()), *self.columns, *(g for g, _ in self.of["keep-out"])]
        self.names = [*self.boxes, *(p["tag"] for kind in ("column", "keep-out") for _, p in self.of[kind])]
        self.tree = STRtree(self.solids)
        self.barriers = [*(g for g, _ in self.indoors.values()), *self.columns, *self.shut, *self.electrical]

    def table(self, key: str) -> list[dict[str, str | float]]:
        """A schedule: numbers in SI units under their header without the unit, texts as they stand."""
        with (self.folder / "schedules" / f"{key}.csv").open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        heads = [(h.partition(" [")[0], h.partition(" [")[2].rstrip("]")) for h in rows[0]]
        return [{name: _cell(text, unit) for (name, unit), text in zip(heads, row, strict=True)} for row in rows[1:]]


def _cell(text: str, unit: str) -> str | float:
    try:
        return float(text.replace(",", "")) * UNITS[unit]
    except (ValueError, KeyError):
        return text


def side(box: Polygon, which: str, deep: float) -> tuple[LineString, Polygon]:
    """A side of a box and the floor before it; its front is the first side of its ring."""
    ring = list(box.exterior.coords)[:-1]
    if not box.exterior.is_ccw:
        ring = [ring[1], ring[0], *reversed(ring[2:])]
        which = {"left": "right", "right": "left"}.get(which, which)
    n = ("front", "right", "rear", "left").index(which)
    (ax, ay), (bx, by) = ring[n], ring[(n + 1) % 4]
    long = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / long, (by - ay) / long
    a, b = (ax + ux * NEAR, ay + uy * NEAR), (bx - ux * NEAR, by - uy * NEAR)
    out = uy * deep, -ux * deep
    return LineString([a, b]), Polygon([a, b, (b[0] + out[0], b[1] + out[1]), (a[0] + out[0], a[1] + out[1])])


def before(box: Polygon, off: float) -> tuple[float, float]:
    """The place before the middle of a front."""
    _, zone = side(box, "front", off)
    far = list(zone.exterior.coords)
    return (far[2][0] + far[3][0]) / 2, (far[2][1] + far[3][1]) / 2


# -- (a) what stands ---------------------------------------------------------------------------------------------


def standing(pack: Pack) -> Iterator[str]:
    """No overlaps, everything in its place, working space, landings of doors."""
    yards = unary_union([g for g, p in pack.of["room"] if p["room"] == "yard"])
    hall = pack.hall.buffer(NEAR)
    left, right = pack.tree.query([g for g, _ in pack.boxes.values()], predicate="intersects")
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a < b and pack.solids[a].intersection(pack.solids[b]).area > SPECK:
            yield f"overlap {pack.names[a]} {pack.names[b]}"
    for tag, (box, facts) in pack.boxes.items():
        home = hall if tag in pack.indoors else yards.buffer(NEAR)
        if box.difference(home).area > SPECK:
            yield f"outside {tag}"
        if abs(box.area - facts["width"] * facts["depth"]) > SPECK:
            yield f"size {tag}"
        for which, key in (("front", "front"), ("rear", "rear"), ("left", "side"), ("right", "side")):
            if facts.get(key, 0.0) > NEAR and not _clear(pack, tag, which, facts[key], yards):
                yield f"clearance {tag} {which}"
        if facts["what"] in ("switchboard", "panel", "cdu") and tag in pack.indoors and facts.get("front", 0) < 0.9:
            yield f"no working space stated {tag}"
    yield from _landings(pack)


def _clear(pack: Pack, tag: str, which: str, deep: float, yards: BaseGeometry) -> bool:
    """Whether the floor before a side is free to a depth."""
    box, facts = pack.boxes[tag]
    _, zone = side(box, which, deep - NEAR)
    yard = [g for g, p in pack.of["room"] if p["tag"] == facts["room"]]
    home = pack.hall if tag in pack.indoors else unary_union(yard)
    if zone.difference(home.buffer(NEAR)).area > SPECK:
        return False
    return not any(
        pack.names[i] != tag and zone.intersection(pack.solids[i]).area > SPECK
        for i in pack.tree.query(zone, predicate="intersects").tolist()
    )


def _landings(pack: Pack) -> Iterator[str]:
    """Inside each door a free square as deep as the leaf."""
    edge = pack.hall.exterior
    for door, facts in pack.of["door"]:
        along = edge.project(door)
        half = facts["width"] / 2 - NEAR
        a, b = edge.interpolate(max(along - half, 0.0)), edge.interpolate(min(along + half, edge.length))
        deep = max(pack.rules["layout.door_landing"], 0.0 if facts["door"] == "roll-up" else facts["width"])
        if a.distance(b) < 1.9 * half:
            continue
        zone = LineString([a, b]).buffer(deep - NEAR, cap_style="flat").intersection(pack.hall)
        for i in pack.tree.query(zone, predicate="intersects").tolist():
            if i < len(pack.boxes) and zone.intersection(pack.solids[i]).area > SPECK:
                yield f"landing {facts['tag']} {pack.names[i]}"


def aisles(pack: Pack) -> Iterator[str]:
    """Fronts look into their cold aisle, rears into their hot one; both as wide as they are said to be."""
    least = {
        "cold": pack.rules["sizing.aisle_cold"],
        "hot": pack.rules["sizing.aisle_hot"],
    }
    ways = {p["tag"]: (g, p) for g, p in pack.of["aisle"]}
    told = {row["Tag"]: row for row in pack.table("aisles")}
    if set(told) != set(ways):
        yield f"aisles of the schedule {sorted(set(told) ^ set(ways))}"
    for tag, (area, facts) in ways.items():
        row = told.get(tag)
        if row is None:
            continue
        if abs(row["Clear width"] - facts["width"]) > 0.02 or abs(row["Area"] - area.area) > 0.6:
            yield f"aisle printed {tag}"
        if facts["width"] < least.get(facts["aisle"], 0.0) - NEAR:
            yield f"aisle narrow {tag}"
        for i in pack.tree.query(area, predicate="intersects").tolist():
            if i < len(pack.boxes) and area.intersection(pack.solids[i]).area > SPECK:
                yield f"aisle holds {tag} {pack.names[i]}"
    for (one, p), (other, q) in combinations(ways.values(), 2):
        if one.intersection(other).area > SPECK:
            yield f"aisles overlap {p['tag']} {q['tag']}"
    for _, row in pack.of["row"]:
        yield from _row(pack, row, ways, least)


def _row(pack: Pack, row: dict, ways: dict, least: dict[str, float]) -> Iterator[str]:
    most = pack.rules["code.row_cabinets"]
    if len(row["members"]) > most:
        yield f"row too long {row['tag']}"
    for tag in row["members"]:
        box, facts = pack.racks.get(tag, (None, None))
        if box is None:
            yield f"row holds no rack {row['tag']} {tag}"
            continue
        if facts["row"] != row["tag"]:
            yield f"rack of another row {tag}"
        for which, kind in (("front", "cold"), ("rear", "hot")):
            _, zone = side(box, which, 0.1)
            area, said = ways.get(row[kind], (None, {}))
            # racks that are shallower than their row stand off its hot aisle
            _, reach = side(box, which, least[kind])
            if area is None or said["aisle"] != kind or reach.intersection(area.buffer(NEAR)).area < 0.5 * reach.area:
                yield f"facing {tag} {which} not into {kind} aisle {row[kind]}"
            if not _clear(pack, tag, which, least[kind], Polygon()):
                yield f"aisle {kind} narrow before {tag}"
            _, deep = side(box, which, said.get("width", 0.0) - NEAR)
            wrong = [pack.names[i] for i in pack.tree.query(deep, predicate="intersects").tolist()
                     if pack.names[i] != tag and i < len(pack.boxes) and deep.intersection(pack.solids[i]).area > SPECK]
            if wrong:
                yield f"aisle {row[kind]} holds {wrong[0]} before {tag}"
            meets = [x for x, p in ways.values() if p["aisle"] in least and p["aisle"] != kind]
            if any(zone.intersection(x).area > 0.1 * zone.area for x in meets):
                yield f"facing {tag} {which} into the other air"


# -- (b), (c) ways -----------------------------------------------------------------------------------------------


class Floor:
    """Where the middle of a walker of a width may be, and the shortest ways there: straight pieces between corners."""

    def __init__(self, hall: Polygon, barriers: Iterable[BaseGeometry], width: float) -> None:
        keep = width / 2 - NEAR
        solid = unary_union(list(barriers))
        self.free = hall.buffer(-keep).difference(solid.buffer(keep, quad_segs=1))
        self.parts = [p for p in getattr(self.free, "geoms", [self.free]) if not p.is_empty]
        self.graphs: dict[int, tuple[nx.Graph, list[tuple[float, float]]]] = {}

    def part(self, at: tuple[float, float], reach: float) -> int:
        """The piece of floor that a place belongs to, or the nearest within reach; -1 without."""
        spot = Point(at)
        found = [(p.distance(spot), n) for n, p in enumerate(self.parts)]
        return min((f for f in found if f[0] <= reach), default=(0.0, -1))[1]

    def nearest(self, n: int, at: tuple[float, float]) -> tuple[float, float]:
        """The place of a piece of floor nearest to another."""
        return shapely.shortest_line(self.parts[n], Point(at)).coords[0]

    def corners(self, n: int) -> list[tuple[float, float]]:
        """Corners around which a shortest way bends."""
        found = []
        for ring, sign in ((self.parts[n].exterior, 1), *((r, -1) for r in self.parts[n].interiors)):
            points = list(ring.simplify(NEAR / 4).coords)[:-1]
            turn = (1 if shapely.is_ccw(ring) else -1) * sign
            for a, b, c in zip([points[-1], *points], points, [*points[1:], points[0]], strict=False):
                cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
                if cross * turn * sign < -1e-9 if sign > 0 else cross * turn * sign > 1e-9:
                    found.append(b)
        return found

    def seen(self, n: int, ones: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]) -> np.ndarray:
        """Which places see which, as a table of distances; infinite where the floor does not reach straight."""
        one, other = np.array(ones).reshape(-1, 2), np.array(others).reshape(-1, 2)
        pairs = np.stack(
            [np.repeat(one, len(other), axis=0), np.tile(other, (len(one), 1))], axis=1
        )  # fmt: skip
        if not len(pairs):
            return np.full((len(one), len(other)), math.inf)
        wide = self.parts[n].buffer(NEAR)
        shapely.prepare(wide)
        same = np.abs(pairs[:, 0] - pairs[:, 1]).sum(axis=1) < NEAR
        clear = shapely.covers(wide, shapely.linestrings(pairs)) | same
        long = np.hypot(*(pairs[:, 0] - pairs[:, 1]).T)
        return np.where(clear, long, math.inf).reshape(len(one), len(other))

    def lengths(
        self, n: int, doors: Sequence[tuple[float, float]], places: Sequence[tuple[float, float]]
    ) -> np.ndarray:
        """Shortest ways from doors to places within a piece of floor (doors, places) [m]."""
        corners = self.corners(n)
        spots = [*corners, *doors, *places]
        own = self.seen(n, spots, [*corners, *doors])
        graph = nx.Graph()
        graph.add_nodes_from(range(len(spots)))
        for i, j in zip(*np.nonzero(np.isfinite(own)), strict=True):
            if i != j:
                graph.add_edge(int(i), int(j), weight=float(own[i, j]))
        start, end = len(corners), len(corners) + len(doors)
        found = np.full((len(doors), len(places)), math.inf)
        for d in range(len(doors)):
            reach = nx.single_source_dijkstra_path_length(graph, start + d)
            found[d] = [reach.get(end + k, math.inf) for k in range(len(places))]
        direct = self.seen(n, doors, places)
        return np.minimum(found, direct)


def egress(pack: Pack) -> Iterator[str]:
    """Two exits from every rack, travel, common path, dead ends; the printed figures against own ones."""
    if not pack.racks:
        return
    width, least = pack.rules["layout.egress_width"], pack.rules["layout.exits_least"]
    suffix = "_sprinklered" if pack.facts["sprinklered"] else ""
    limit, common = pack.rules[f"layout.egress_travel{suffix}"], pack.rules[f"code.common_path{suffix}"]
    told = {row["Rack"]: row for row in pack.table("ways_out")}
    broken = {b["key"]: set(b["subjects"]) for b in pack.figures["breaches"]}
    floor = Floor(pack.hall, pack.barriers, width)
    travel, reached = _travel(pack, floor, width)
    if set(told) != set(pack.racks):
        yield "ways_out does not name the racks"
    for tag, own in travel.items():
        row = told.get(tag, {})
        if reached[tag] != row.get("Exits reached"):
            yield f"exits {tag}: {reached[tag]} reached, {row.get('Exits reached')} printed"
        if reached[tag] < least and tag not in broken.get("egress-exits", ()):
            yield f"exits {tag}: {reached[tag]}"
        if own > limit and tag not in broken.get("egress-travel", ()):
            yield f"travel {tag}: {own:.1f} m of {limit:.1f}"
        said = row.get("Way to it")
        most = own * OCTILE + 4 * pack.rules["layout.path_grid"] + width
        if math.isfinite(own) and not (isinstance(said, float) and own - 0.06 <= said <= most):
            yield f"travel {tag}: {own:.2f} m, printed {said}"
        shared = row.get("Shared by two ways")
        if isinstance(shared, float) and shared > common + 0.05 and tag not in broken.get("egress-common", ()):
            yield f"common path {tag}: {shared}"
    yield from _common(pack, floor, width, common, broken)
    far = max((row["Way to it"] for row in told.values() if isinstance(row["Way to it"], float)), default=0.0)
    if abs(far - pack.figures["egress_distance"]) > 0.06:
        yield f"longest way out {far:.1f}, printed {pack.figures['egress_distance']:.1f}"
    yield from _dead_ends(pack, width, broken)


def _starts(pack: Pack, floor: Floor, width: float) -> dict[str, tuple[int, tuple[float, float], float]]:
    """Before each rack: the piece of floor, the place there, and how far it is from the front."""
    found = {}
    for tag, (box, _) in pack.racks.items():
        at = before(box, width / 2)
        n = floor.part(at, 0.3)
        near = floor.nearest(n, at) if n >= 0 else at
        found[tag] = (n, near, width / 2 + math.dist(at, near))
    return found


def _gates(pack: Pack, floor: Floor, doors: dict[str, tuple[float, float]], reach: float) -> dict[str, tuple]:
    """Inside each door: the piece of floor, the place there, and how far it is from the door."""
    found = {}
    for tag, at in doors.items():
        n = floor.part(at, reach)
        if n >= 0:
            near = floor.nearest(n, at)
            found[tag] = (n, near, math.dist(at, near))
    return found


def _travel(pack: Pack, floor: Floor, width: float) -> tuple[dict[str, float], dict[str, int]]:
    starts, gates = _starts(pack, floor, width), _gates(pack, floor, pack.exits, 1.5 * width)
    travel, reached = dict.fromkeys(pack.racks, math.inf), dict.fromkeys(pack.racks, 0)
    for n in range(len(floor.parts)):
        doors = [g for g in gates.values() if g[0] == n]
        racks = [t for t, s in starts.items() if s[0] == n]
        if not doors or not racks:
            continue
        ways = floor.lengths(n, [g[1] for g in doors], [starts[t][1] for t in racks])
        for k, tag in enumerate(racks):
            whole = [float(ways[d, k]) + doors[d][2] + starts[tag][2] for d in range(len(doors))]
            travel[tag], reached[tag] = min(whole), sum(map(math.isfinite, whole))
    return travel, reached


def _common(pack: Pack, floor: Floor, width: float, most: float, broken: dict[str, set[str]]) -> Iterator[str]:
    """Who has to walk further than allowed before two ways part: with the nearest door shut and the floor beyond the
    allowed length of the first way shut too, the racks must still get out."""
    starts, gates = _starts(pack, floor, width), _gates(pack, floor, pack.exits, 1.5 * width)
    for tag, (n, at, _) in starts.items():
        near = Point(at).buffer(most)
        doors = [g for g in gates.values() if g[0] == n]
        if n < 0 or len(doors) < 2 or tag in broken.get("egress-common", ()):
            continue
        # within the allowed length there is a place with two ways: the floor near the start, less no single point,
        # holds a door or is left through two openings
        around = floor.parts[n].intersection(near)
        piece = min(getattr(around, "geoms", [around]), key=lambda p: p.distance(Point(at)))
        rim = piece.boundary.difference(floor.parts[n].boundary.buffer(NEAR))
        ways = [x for x in getattr(rim, "geoms", [rim]) if not x.is_empty]
        merged = unary_union([x.buffer(NEAR) for x in ways]) if ways else Polygon()
        openings = len(getattr(merged, "geoms", [merged])) if not merged.is_empty else 0
        inside = sum(piece.distance(Point(g[1])) < NEAR for g in doors)
        if openings + inside < 2 and len(piece.interiors) == 0:
            yield f"common path {tag}: one way within {most:.1f} m"


def _dead_ends(pack: Pack, width: float, broken: dict[str, set[str]]) -> Iterator[str]:
    """With every long row's cold aisle shut in its middle, both its ends still get out."""
    most = pack.rules["code.dead_end_cabinets"]
    ways = {p["tag"]: p["width"] for _, p in pack.of["aisle"]}
    rows = [r for _, r in pack.of["row"] if len(r["members"]) > most]
    gates = []
    for row in rows:
        box = pack.racks[row["members"][len(row["members"]) // 2]][0]
        gates.append(side(box, "front", ways[row["cold"]])[1])
    floor = Floor(pack.hall, [*pack.barriers, *gates], width)
    out = {g[0] for g in _gates(pack, floor, pack.exits, 1.5 * width).values()}
    for row in rows:
        for tag in (row["members"][0], row["members"][-1]):
            n = floor.part(before(pack.racks[tag][0], width / 2), 0.3)
            if (n < 0 or n not in out) and not broken.get("dead-end"):
                yield f"dead end {row['tag']} {tag}"


def delivery(pack: Pack) -> Iterator[str]:
    """From a goods door to the front of every rack: height, width, ramp, corners, a free way as wide as wanted."""
    if not pack.racks:
        return
    rules, broken = pack.rules, {b["key"] for b in pack.figures["breaches"]}
    doors = [(g, p) for g, p in pack.of["door"]]
    goods = next(([d for d in doors if d[1]["door"] == kind] for kind in ("roll-up", "double")
                  if any(d[1]["door"] == kind for d in doors)), doors)
    tall = max(p["height"] for _, p in pack.racks.values()) + rules["layout.delivery_headroom"]
    slim = max(min(p["width"], p["depth"]) for _, p in pack.racks.values()) + rules["layout.delivery_headroom"]
    wide = rules["layout.delivery_width"]
    fits = {p["tag"]: (g.x, g.y) for g, p in goods if p["height"] >= tall - NEAR and p["width"] >= slim - NEAR}
    if not fits and not broken & {"goods-door", "goods-door-height", "goods-door-width"}:
        yield f"no goods door takes a rack of {tall:.2f} m"
    floor = Floor(pack.hall, pack.barriers, wide)
    told = {p["serves"][0]: (g, p) for g, p in pack.of["way"] if p["way"] == "delivery"}
    for tag, (line, facts) in ((p["tag"], (g, p)) for g, p in pack.of["way"] if p["way"] == "delivery"):
        if abs(line.length - facts["length"]) > 0.01:
            yield f"way in {tag}: drawn {line.length:.2f} m, said {facts['length']:.2f} m"
        if facts["source"] not in fits and fits:
            yield f"way in {tag} by {facts['source']}, which no rack passes"
        if not floor.free.buffer(0.25).covers(LineString(list(line.coords)[1:]) if len(line.coords) > 2 else line):
            yield f"way in {tag} leaves the free floor"
    gates = _gates(pack, floor, fits, 1.5 * wide)
    starts = {t: floor.part(before(g, wide / 2), 0.45) for t, (g, _) in pack.racks.items()}
    out = {g[0] for g in gates.values()}
    for tag, n in starts.items():
        if (n < 0 or n not in out) and "delivery-way" not in broken:
            yield f"no way in to {tag}"
    rows = {r["Row"]: r["Length"] for r in pack.table("ways_in")}
    for row, (_, facts) in told.items():
        if abs(rows.get(row, math.nan) - facts["length"]) > 0.06:
            yield f"way in to {row}: {facts['length']:.1f}, printed {rows.get(row)}"
    yield from _turning(pack, wide)


def _turning(pack: Pack, wide: float) -> Iterator[str]:
    """Every rack on its jack around a square corner of two passages, tried angle by angle."""
    jack = pack.rules["layout.jack_length"]
    for w, d in {(p["width"], p["depth"]) for _, p in pack.racks.values()}:
        long = d + jack
        angles = np.linspace(0.0, math.pi / 2, 901)
        s, c = np.sin(angles), np.cos(angles)
        # two passages of one width b: the outer corner clears the box when both its ends touch the outer walls
        need = float(np.max((w + long * s * c) / (s + c)))
        if need > wide + NEAR and not _told(pack, "LAY-16"):
            yield f"a rack of {w:.2f} by {d:.2f} m does not turn in {wide:.2f} m"


def _told(pack: Pack, rule: str) -> bool:
    """Whether the pack itself names a finding."""
    findings = json.loads((pack.folder / "findings.json").read_text())["findings"]
    return any(f["rule"] == rule and f["verdict"] == "fail" for f in findings)


# -- (d) floor ---------------------------------------------------------------------------------------------------


def floor_loads(pack: Pack) -> Iterator[str]:
    """Loads from masses and footprints against the schedule, the racks' against the slab's ratings."""
    g, half = pack.rules["sizing.gravity"], (pack.rules["sizing.aisle_hot"] + pack.rules["sizing.aisle_cold"]) / 2
    pair, caster = pack.rules["layout.feet_together"], pack.rules["code.moved_rack_caster_share"]
    told = {row["Tag"]: row for row in pack.table("floor_loads")}
    if set(told) != set(pack.indoors):
        yield f"floor_loads does not name what stands indoors: {sorted(set(told) ^ set(pack.indoors))[:3]}"
    rated, point = pack.facts.get("uniform_load"), pack.facts.get("point_load")
    for tag, (_, facts) in pack.indoors.items():
        weight, row = facts["mass"] * g / 1000.0, told.get(tag, {})
        own = {"Over the footprint": weight / (facts["width"] * facts["depth"])}
        if tag in pack.racks:
            own["Spread over half the aisles"] = weight / (facts["width"] * (facts["depth"] + half))
            own["Feet together"] = pair * weight / max(1, facts["feet"])
            own["One caster"] = caster * weight
            if rated is not None and own["Spread over half the aisles"] > rated + 0.01 and not _told(pack, "LAY-13"):
                yield f"spread load of {tag} over the rating"
            if point is not None and own["One caster"] > point + 0.01 and not _told(pack, "LAY-14"):
                yield f"caster of {tag} over the rating"
        for key, value in own.items():
            if not isinstance(row.get(key), float) or abs(row[key] - value) > 0.06 + 0.002 * value:
                yield f"{key} {tag}: {value:.2f}, printed {row.get(key)}"


def slab(pack: Pack) -> Iterator[str]:
    """The slab on ground under the feet of the heaviest rack: Westergaard's interior stress and punching, from the
    textbook, against what is printed and against the strength of the concrete.
    """
    known = [pack.facts.get(key) for key in ("thickness", "concrete", "subgrade")]
    told = pack.figures["slab"]
    if any(v is None for v in known) or not pack.racks:
        if told:
            yield "slab judged without its figures"
        return
    (h, fc, k), r = known, pack.rules
    k *= 1e6
    psi = 6894.757293168
    root = math.sqrt(fc * 1e6 / psi) * psi
    stiff, rupture = r["layout.concrete_stiffness"] * root, r["layout.concrete_rupture"] * root
    mu = r["layout.concrete_poisson"]
    heavy = max((f for _, f in pack.racks.values()), key=lambda f: (f["mass"], f["product"]))
    load = r["layout.feet_together"] * heavy["mass"] * r["sizing.gravity"] / max(1, heavy["feet"])
    a = r["layout.foot_side"] * math.sqrt(r["layout.feet_together"] / math.pi)
    b = math.sqrt(1.6 * a * a + h * h) - 0.675 * h if a < 1.724 * h else a
    reach = (stiff * h**3 / (12.0 * (1.0 - mu * mu) * k)) ** 0.25
    bend = 3.0 * (1.0 + mu) * load / (2.0 * math.pi * h * h) * (math.log(reach / b) + 0.6159)
    punch = load / (2.0 * math.pi * (a + h / 2.0) * h)
    limits = {"bending": rupture / r["layout.slab_safety"],
              "punching": r["layout.concrete_punching_phi"] * r["layout.concrete_punching"] * root}  # fmt: skip
    for name, own in (("bending", bend), ("punching", punch)):
        said = [v for key, v in told.items() if key.startswith(f"slab_{name}[")]
        if len(said) != 1 or abs(said[0] * 1e6 - own) > 0.005 * own:
            yield f"slab {name}: {own / 1e6:.3f} MPa, printed {said}"
        if own > limits[name] and not _told(pack, "LAY-15"):
            yield f"slab {name} of {own / 1e6:.2f} MPa over {limits[name] / 1e6:.2f}"


# -- (e) phases --------------------------------------------------------------------------------------------------


def phases(pack: Pack) -> Iterator[str]:
    """In each state: who is live is fed and gets out, what mines has floor, air, feeders and a way out of its own."""
    states: dict[str, dict] = {}
    for area, facts in pack.of["state"]:
        states.setdefault(facts["state"], {"facts": facts, "zones": {}})["zones"][facts["zone"]] = area
    if not states:
        return
    graph = json.loads((pack.folder / "graph.json").read_text())
    for tag in pack.racks:
        if tag not in pack.phases:
            yield f"no phase {tag}"
    for name, state in states.items():
        yield from _state(pack, graph, name, state)


def _state(pack: Pack, graph: dict, name: str, state: dict) -> Iterator[str]:
    facts, zones = state["facts"], state["zones"]
    number, stage = facts["number"], facts["stage"]
    live = {t for t, (_, on) in pack.phases.items() if on <= number} if number else set()
    there = {t for t, (put, _) in pack.phases.items() if put <= number}
    work = {t for t, (put, _) in pack.phases.items() if put == number + 1} if stage != "live" else set()
    mine = zones.get("mine", Polygon())
    for tag in (there | work) & set(pack.indoors):
        if mine.intersection(pack.boxes[tag][0]).area > SPECK:
            yield f"state {name}: the mine stands on {tag}"
    if any(mine.intersection(zones.get(key, Polygon())).area > SPECK for key in ("work", "live")):
        yield f"state {name}: the mine's floor is not its own"
    gone = {e.get("survey") or e["tag"] for e in graph["elements"] if e["kind"] == "transformer"
            and pack.phases.get(e["tag"], (9, 9))[1] <= number + (stage == "build")}
    both = gone & set(facts.get("left", ()))
    if both:
        yield f"state {name}: transformers left to the mine and taken {sorted(both)[:3]}"
    yield from _power_of_mine(pack, name, facts, mine)
    if facts["mine"] > 1.0:
        yield from _mine(pack, name, (mine, there | work))
    if number:
        starved = _starved(graph, live, set(pack.racks))
        if starved and name not in _subjects(pack, "CNV-03"):
            yield f"state {name}: live but not fed {sorted(starved)[:3]}"
        yield from _ways_of_state(pack, name, live, (there, zones, facts))


def _power_of_mine(pack: Pack, name: str, facts: dict, mine: BaseGeometry) -> Iterator[str]:
    """What the mine has: the least of its miners, their share of the floor, the transformers left, the import left."""
    has, r = pack.figures["mine"], pack.rules
    feed = sum(has["transformers"][t] for t in facts.get("left", ()))
    most = [has["miners"], has["miners"] * mine.area / pack.hall.area,
            feed * r["phasing.mine_share"] * r["phasing.mine_power_factor"]]  # fmt: skip
    if has["import"] is not None:
        most.append(max(0.0, has["import"] - facts["ai"]))
    if abs(min(most) - facts["mine"]) > 0.5 + 0.001 * min(most):
        yield f"state {name}: the mine has {min(most):.1f} kW, printed {facts['mine']:.1f}"
    keep = has["keep"] or 0.0
    if min(most) < keep - 1.5 and name not in _subjects(pack, "CNV-04"):
        yield f"state {name}: {min(most):.0f} kW of the mine's {keep:.0f}"
    live = [t for t, (_, on) in pack.phases.items() if on <= facts["number"]] if facts["number"] else []
    loads = {row["Tag"]: row["Design"] for row in pack.table("loads")}
    on = sum(v for t, v in loads.items() if t in set(live) or (live and t not in pack.phases))
    share = on / (sum(loads.values()) or 1.0)
    if abs(facts["ai"] - share * pack.peak) > 0.5 + 0.002 * pack.peak:
        yield f"state {name}: live loads import {share * pack.peak:.1f} kW, printed {facts['ai']:.1f}"


def _mine(pack: Pack, name: str, floor: tuple[BaseGeometry, set[str]]) -> Iterator[str]:
    """Air and ways out of what still mines."""
    mine, _ = floor
    parts = [p for p in getattr(mine, "geoms", [mine]) if p.area > SPECK]
    around = pack.rules["phasing.around"]
    openings = [g for g, p in pack.of["opening"] if p["opening"] == "louvre"]
    for n, part in enumerate(parts):
        if part.distance(pack.hall.exterior) > around + NEAR:
            yield f"state {name}: mine part {n} has no wall for its air"
        if openings and not any(part.distance(x) <= around + NEAR for x in openings):
            yield f"state {name}: mine part {n} ({part.area:.0f} m2) has no louvre"
    yield from _ways_of_mine(pack, name, parts, floor[1])


def _ways_of_mine(pack: Pack, name: str, parts: Sequence[Polygon], boxes: set[str]) -> Iterator[str]:
    """From each part of the mine's floor to an exit, past what stands and what is under work."""
    width = pack.rules["layout.egress_width"]
    stands = [pack.boxes[t][0] for t in boxes if t in pack.indoors]
    floor = Floor(pack.hall, [*stands, *pack.columns, *pack.shut], width)
    out = {g[0] for g in _gates(pack, floor, pack.exits, 1.5 * width).values()}
    for n, part in enumerate(parts):
        homes = {i for i, p in enumerate(floor.parts) if p.intersection(part).area > SPECK}
        if not homes & out:
            yield f"state {name}: mine part {n} has no way out"


def _starved(graph: dict, live: set[str], racks: set[str]) -> set[str]:
    """Racks of a state that something they need does not reach when only what is live stands."""
    elements = {e["tag"]: e for e in graph["elements"] if e["tag"] in live}
    feeds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for k in graph["links"]:
        if k["source"] in elements and k["target"] in elements and not k.get("normally_open"):
            feeds[k["target"], k["commodity"]].append(k["source"])
    kinds = sorted({k["commodity"] for k in graph["links"]})
    carried = {c: {t for t, e in elements.items() if not e.get("needs", {}).get(c)} for c in kinds}
    # life of a commodity spreads from its sources through what needs it
    for c in kinds:
        fed = {t for t, e in elements.items() if c in e.get("sources", ())}
        moved = True
        while moved:
            more = {t for t, e in elements.items() if t not in fed and (n := e.get("needs", {}).get(c, 0))
                    and sum(s in fed for s in feeds[t, c]) >= n}
            moved = bool(more)
            fed |= more
        carried[c] |= fed
    up = {t for t, e in elements.items() if all(t in carried[c] for c in e.get("needs", {}))}
    return (live & racks) - up


def _ways_of_state(pack: Pack, name: str, live: set[str], state: tuple[set[str], dict, dict]) -> Iterator[str]:
    """Live racks get out by as many exits as in the end, past the floor under work and the mine."""
    there, zones, facts = state
    width, least = pack.rules["layout.egress_width"], pack.rules["layout.exits_least"]
    stands = [pack.boxes[t][0] for t in there if t in pack.indoors]
    shut = [zones[key] for key in ("mine",) if key in zones and facts["mine"] > 1.0]
    floor = Floor(pack.hall, [*stands, *pack.electrical, *pack.columns, *pack.shut, *shut], width)
    gates = _gates(pack, floor, pack.exits, 1.5 * width)
    parts = {t: floor.part(before(pack.racks[t][0], width / 2), 0.3) for t in pack.racks if t in live}
    counts = {n: sum(g[0] == n for g in gates.values()) for n in set(parts.values())} | {-1: 0}
    lost = sorted(t for t, n in parts.items() if counts[n] < min(least, len(pack.exits)))
    if lost:
        yield f"state {name}: {len(lost)} live racks lose a way out ({lost[0]})"


def _subjects(pack: Pack, rule: str) -> set[str]:
    """What a failed rule of the pack names."""
    findings = json.loads((pack.folder / "findings.json").read_text())["findings"]
    return {s for f in findings if f["rule"] == rule and f["verdict"] == "fail" for s in f["subjects"]}


# -- (f) overhead ------------------------------------------------------------------------------------------------


def overhead(pack: Pack) -> Iterator[str]:
    """Layers against the clear height, services in their layers, and no two at one place and level."""
    clear = pack.facts.get("clear_height")
    layers = {name: (low, high) for name, low, high in pack.figures["heights"]}
    told = [(r["Underside"], r["Top"]) for r in pack.table("heights")]
    if len(told) != len(pack.figures["heights"]) or any(
        abs(a - b) > 0.03 for t, h in zip(told, layers.values(), strict=False) for a, b in zip(t, h, strict=True)
    ):
        yield "heights printed are not those of the plan"
    top = max((high for _, high in layers.values()), default=0.0)
    if clear is not None and top > clear + NEAR and not _told(pack, "LAY-10"):
        yield f"stack of {top:.2f} m in {clear:.2f} m"
    if layers and any(high < low for low, high in layers.values()):
        yield "a layer upside down"
    sprinkler = layers.get("sprinkler", (math.inf, math.inf))[0]
    pieces = [(g.intersection(pack.hall), p) for g, p in pack.of["service"]]
    pieces = [(g, p) for g, p in pieces if g.length > NEAR]
    for g, p in pack.of["service"]:
        indoors = len(pack.of["footprint"]) > 1 or g.difference(pack.hall).length <= 10 * NEAR
        if p["system"].startswith("TCS") and not indoors:
            yield f"{p['tag']} outside the hall"
    for _, p in pieces:
        if p["high"] > sprinkler + NEAR:
            yield f"{p['tag']} in the clearance of the sprinklers ({p['high']:.2f} over {sprinkler:.2f})"
    yield from _meetings(pack, pieces)
    yield from _abreast(pack, pieces)
    yield from _over_boxes(pack, pieces)


def _solid(g: BaseGeometry, p: dict) -> BaseGeometry:
    return g.buffer(p["width"] / 2, cap_style="flat")


def _meetings(pack: Pack, pieces: list) -> Iterator[str]:
    """Services of different systems that share floor and level; those that end at one place join there."""
    solids = [_solid(g, p) for g, p in pieces]
    left, right = STRtree(solids).query(solids, predicate="intersects")
    seen, named = set(), _subjects(pack, "LAY-02")
    for i, k in zip(left.tolist(), right.tolist(), strict=True):
        (g, p), (h, q) = pieces[i], pieces[k]
        if i >= k or p["system"] == q["system"] or min(p["high"], q["high"]) - max(p["low"], q["low"]) <= NEAR:
            continue
        if solids[i].intersection(solids[k]).area <= SPECK or _both_end(g, h):
            continue
        pair = tuple(sorted((p["tag"], q["tag"])))
        if pair not in seen and not set(pair) <= named:
            seen.add(pair)
            yield f"{pair[0]} meets {pair[1]} at {max(p['low'], q['low']):.2f} m"


def _abreast(pack: Pack, pieces: list) -> Iterator[str]:
    """Pipes of one system side by side at one level: their axes as far apart as both halves, each with its insulation,
    and the room of a hanger, over all that is longer than a joint; by pair of tags the metres over all its pieces.
    """
    lines = [
        (LineString(ends), p) for g, p in pieces if "service" in p
        for part in getattr(g, "geoms", [g]) for ends in zip(part.coords, part.coords[1:], strict=False)
    ]  # fmt: skip
    room, named = pack.rules["layout.hanger_side"], _subjects(pack, "LAY-02")
    tree, close = STRtree([g for g, _ in lines]), defaultdict(float)
    for i, (g, p) in enumerate(lines):
        for k in tree.query(g, predicate="dwithin", distance=p["width"] + room + 1.0).tolist():
            h, q = lines[k]
            if i == k or p["tag"] >= q["tag"] or p["system"] != q["system"]:
                continue
            if min(p["high"], q["high"]) - max(p["low"], q["low"]) <= NEAR or not _parallel(g, h):
                continue
            need = (p["width"] + q["width"]) / 2 + room - NEAR
            shared = g.intersection(h.buffer(need, cap_style="flat")).length
            if shared > JOINT + 2 * NEAR:
                close[p["tag"], q["tag"]] += shared
    for (one, other), shared in sorted(close.items()):
        if not {one, other} <= named:
            yield f"{one} and {other} in one place over {shared:.1f} m"


def _parallel(one: LineString, other: LineString) -> bool:
    (a, b), (c, d) = one.coords, other.coords
    cross = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    return abs(cross) <= SKEW * one.length * other.length


def _both_end(one: BaseGeometry, other: BaseGeometry) -> bool:
    plain = [g.geom_type == "LineString" for g in (one, other)]
    both = zip((one, other), plain, strict=True)
    ends = [MultiPoint([g.coords[0], g.coords[-1]]) if straight else g.boundary for g, straight in both]
    return ends[0].distance(ends[1]) <= NEAR and one.intersection(other).length <= NEAR


def _over_boxes(pack: Pack, pieces: list) -> Iterator[str]:
    """Nothing hangs where a box stands taller; what ends at a box is led down to it."""
    seen, named = set(), _subjects(pack, "LAY-02")
    for g, p in pieces:
        solid = _solid(g, p)
        for i in pack.tree.query(solid, predicate="intersects").tolist():
            if i >= len(pack.boxes):
                continue
            tag = pack.names[i]
            box, facts = pack.boxes[tag]
            high = facts["base"] + facts["height"]
            if high <= p["low"] + NEAR or solid.intersection(box).area <= SPECK or (p["tag"], tag) in seen:
                continue
            if {p["tag"], tag} <= named:
                continue
            ends = [Point(g.coords[0]), Point(g.coords[-1])] if g.geom_type == "LineString" else []
            if any(box.distance(e) <= 0.6 for e in ends):
                continue
            seen.add((p["tag"], tag))
            yield f"{p['tag']} at {p['low']:.2f} m hangs in {tag}, {high:.2f} m tall"


# -- the files against one another -------------------------------------------------------------------------------


def files(pack: Pack) -> Iterator[str]:
    """Places in the schedules and counts of the drawings are those of the plan."""
    plant = {t: b for t, b in pack.boxes.items() if t not in pack.racks}
    for key, boxes in (("racks", pack.racks), ("equipment", plant)):
        rows = {r["Tag"]: r for r in pack.table(key)}
        if set(rows) != set(boxes):
            yield f"{key} of the schedule {sorted(set(rows) ^ set(boxes))[:3]}"
        for tag, row in rows.items():
            if tag in boxes and math.dist((row["X"], row["Y"]), boxes[tag][0].centroid.coords[0]) > 0.05:
                yield f"place {tag}"
            if tag in boxes and abs(row["Mass"] - boxes[tag][1]["mass"]) > 0.6:
                yield f"mass {tag}: {boxes[tag][1]['mass']}, printed {row['Mass']}"
    yield from _drawn(pack)


def _drawn(pack: Pack) -> Iterator[str]:
    """The new plan in CAD: every rack and machine once, where the plan has it."""
    import ezdxf

    path = pack.folder / "drawings" / "A-103.dxf"
    if not path.exists():
        return
    places = {}
    for insert in ezdxf.readfile(path).modelspace().query("INSERT"):
        tag = next((a.dxf.text for a in insert.attribs if a.dxf.tag == "TAG"), "")
        if tag:
            places[tag] = (insert.dxf.insert.x, insert.dxf.insert.y)
    drawn = {t for t in pack.boxes if t in places}
    if drawn != set(pack.boxes):
        yield f"A-103 leaves out {sorted(set(pack.boxes) - drawn)[:3]}"
    unit = _drawing_unit(pack, places)
    for tag in drawn:
        x, y = pack.boxes[tag][0].centroid.coords[0]
        if math.dist((places[tag][0] * unit, places[tag][1] * unit), (x, y)) > 0.02:
            yield f"A-103 has {tag} elsewhere"
            break


def _drawing_unit(pack: Pack, places: dict[str, tuple[float, float]]) -> float:
    """Metres of a unit of the drawing: by how far apart two things stand in both."""
    tags = sorted(t for t in pack.boxes if t in places)
    own = {t: pack.boxes[t][0].centroid.coords[0] for t in tags}
    far = max(tags, key=lambda t: math.dist(own[t], own[tags[0]]))
    drawn = math.dist(places[far], places[tags[0]])
    return math.dist(own[far], own[tags[0]]) / drawn if drawn else 1.0


PARTS = (standing, aisles, egress, delivery, floor_loads, slab, phases, overhead, files)


def problems(folder: Path) -> list[str]:
    """Everything that does not hold in a pack."""
    pack = Pack(folder)
    return [f"{part.__name__}: {text}" for part in PARTS for text in part(pack)]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        found = problems(Path(name))
        print(name, "holds" if not found else f"{len(found)} do not hold")
        for text in found[:60]:
            print("  ", text)
