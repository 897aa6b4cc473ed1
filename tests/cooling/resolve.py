"""A second proof of the liquid side from the files of an issued pack alone: every row of the outage proof solved again.

Nothing of the tool is imported. `loops/*.yaml` are the loops, `states.json` what each element takes with it, the
products' figures and what the tool found. Flows come from Newton's method on flows and pressures together (not the
global-gradient form) with Colebrook's equation in closed form (Wright's omega function), 64/Re below Re 2300 and the
cubic blend of both up to 4000; valves by turning those that contradict. The flow of the CDUs comes from a bracketing
search. Rides are closed forms and an ODE of cells by Runge and Kutta's method.

Run: ``python tests/cooling/resolve.py PACK ...``. Prints what differs, pack by pack, and the largest differences.
"""

import csv
import itertools
import json
import math
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.sparse import coo_array, csc_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu
from scipy.special import wrightomega

NO = math.inf
#: Shares by which a rack may have less than it needs, or a machine be over its envelope.
SLACK = 1e-4
#: Differences that count: share of a flow or duty, kelvins, kilopascals, metres a second, bar, seconds.
ALLOWED = {"flow": 2e-6, "heat": 1e-6, "supply": 1e-5, "head": 1e-2, "velocity": 1e-5, "pressure": 1e-4, "ride": 0.02,
           "closed form": 0.004, "pipe": 0.02}

#: Flow [kg/s] that counts as none where nothing drives it.
STILL = 1e-3

PLAIN = {"kPa": 1.0, "bar": 100.0, "LPM": 1.0, "kg/s": 1.0, "m": 1.0, "mm": 1e-3, "kW": 1.0, "m3/h": 1.0, "degC": 1.0}


def amount(text):
    """The number of a text with its unit, in kPa, LPM, kg/s, m, kW, m3/h, degC."""
    number, unit = str(text).split()
    return float(number) * PLAIN[unit]


class Loop:
    """A written loop: pressures in kPa, flows in kg/s."""

    def __init__(self, path, coolant):
        said = yaml.safe_load(path.read_text())["loop"]
        self.density, self.viscosity = coolant["density"], coolant["viscosity"]
        self.nodes = {n["tag"]: i for i, n in enumerate(said["nodes"])}
        self.fixed = {self.nodes[n["tag"]]: amount(n["pressure"]) for n in said["nodes"] if "pressure" in n}
        self.demand, height = (
            np.array([amount(n.get(key, "0 m")) for n in said["nodes"]]) for key in ("demand", "elevation")
        )
        self.names, ends = [], []
        rows = defaultdict(dict)
        for kind in ("pipes", "components", "pumps", "valves"):
            for part in said.get(kind) or ():
                rows[kind][len(self.names)] = part
                self.names.append(part["tag"])
                ends.append((self.nodes[part["from"]], self.nodes[part["to"]]))
        self.at = {name: i for i, name in enumerate(self.names)}
        self.start, self.end = np.array(ends).T
        self.lift = coolant["density"] * 9.80665 * (height[self.end] - height[self.start]) / 1000.0
        self.shut = [part["tag"] for each in rows.values() for part in each.values() if part.get("closed")]
        self._pipes(rows["pipes"])
        self.parts = np.array(sorted(rows["components"]), dtype=int)
        said_parts = [rows["components"][i] for i in self.parts]
        self.exponent = np.array([float(p.get("exponent", 2.0)) for p in said_parts])
        self.drag = np.array([amount(p["drop"]) / self.mass(amount(p["flow"])) ** float(p.get("exponent", 2.0))
                              for p in said_parts])  # fmt: skip
        self.valves = np.array(sorted(rows["valves"]), dtype=int)
        said_valves = [rows["valves"][i] for i in self.valves]
        hourly = 3600.0 / self.density
        self.kv = np.array([100.0 * self.density / 1000.0 * (hourly / amount(v["kv"])) ** 2 for v in said_valves])
        self.limits = {v["tag"]: self.mass(amount(v["flow"])) for v in said_valves if "flow" in v}
        speed = {i: float(p.get("speed", 1.0)) for i, p in rows["pumps"].items()}
        self.pumps = {i: sorted((self.mass(amount(c["flow"])) * speed[i], amount(c["head"]) * speed[i] ** 2)
                                for c in p["curve"]) for i, p in rows["pumps"].items()}  # fmt: skip
        checks = [i for i, v in rows["valves"].items() if v["type"] == "check"]
        self.checks = np.isin(np.arange(len(self.names)), [*self.pumps, *checks])
        self.before = None

    def mass(self, lpm):
        """Mass flow of a volume flow [L/min]."""
        return lpm / 60000.0 * self.density

    def _pipes(self, said):
        self.pipe = np.array(sorted(said), dtype=int)
        bore, length, rough = (
            np.array([amount(said[i][key]) for i in self.pipe]) for key in ("bore", "length", "roughness")
        )
        self.area = math.pi * bore**2 / 4.0
        self.bore, self.length, self.rough = bore, length, rough / bore
        self.minor = np.array([float(said[i].get("loss", 0.0)) for i in self.pipe])

    def factor(self, re):
        """Darcy's factor: laminar, blended, Colebrook's."""
        re = np.maximum(re, 1e-9)
        whole = np.maximum(re, 2300.0)
        a, bc = self.rough / 3.7, 2.51 / whole * 2.0 / math.log(10.0)
        y = bc * np.real(wrightomega(a / bc - np.log(bc)))
        turbulent = (2.0 / math.log(10.0) * np.log(y)) ** -2
        s = np.clip((re - 2300.0) / 1700.0, 0.0, 1.0)
        weight = s * s * (3.0 - 2.0 * s)
        return (1.0 - weight) * 64.0 / re + weight * turbulent

    def speed(self, flow):
        """Velocities of the pipes [m/s]."""
        return np.abs(flow[self.pipe]) / self.density / self.area

    def loss(self, flow):
        """Loss of every branch [kPa]."""
        lost = np.zeros(len(self.names))
        at, v = flow[self.pipe], self.speed(flow)
        re = self.density * v * self.bore / self.viscosity
        friction = (self.factor(re) * self.length / self.bore + self.minor) * self.density * v * v / 2000.0
        lost[self.pipe] = np.sign(at) * friction
        at = flow[self.parts]
        lost[self.parts] = self.drag * np.abs(at) ** (self.exponent - 1.0) * at
        at = flow[self.valves]
        lost[self.valves] = self.kv * np.abs(at) * at
        for i, curve in self.pumps.items():
            lost[i] = -rise(curve, flow[i])
        return lost + self.lift

    def slope(self, flow):
        """Slope of the losses [kPa s/kg], from differences."""
        step = 1e-6 * np.maximum(np.abs(flow), 1e-2)
        return np.maximum((self.loss(flow + step) - self.loss(flow - step)) / (2.0 * step), 1e-7)

    def solve(self, shut=(), limits=None, demand=None, fixed=None, opened=()):
        """Flows by branch and pressures by node (NaN where cut off) with branches shut, and others opened."""
        count = len(self.names)
        most = np.full(count, NO)
        for name, value in (self.limits | (limits or {})).items():
            most[self.at[name]] = value
        fixed = self.fixed if fixed is None else fixed
        closed = np.zeros(count, dtype=bool)
        closed[[self.at[name] for name in (*self.shut, *shut)]] = True
        closed[[self.at[name] for name in opened]] = False
        live = self.reached(closed, fixed)
        closed |= ~live[self.start] | ~live[self.end]
        wanted = self.demand if demand is None else demand
        held, limited = closed.copy(), np.zeros(count, dtype=bool)
        flow = np.full(count, 1.0) if self.before is None else self.before.copy()
        for turns in range(200):
            flow, pressure = self._newton(flow, held, np.where(limited, most, NO), wanted, (live, fixed))
            drop, rest = pressure[self.start] - pressure[self.end], self.loss(np.zeros(count))
            wide = self.loss(np.where(np.isfinite(most), most, 0.0))
            turned = (~held & self.checks & (flow < -1e-8)) | (held & ~closed & (drop > rest + 1e-9))
            opening = limited & (drop < wide - 1e-9)
            limiting = ~held & ~limited & (flow > most * (1.0 + 1e-10))
            if not (turned | opening | limiting).any():
                break
            if turns > 100:
                first = int(np.flatnonzero(turned | opening | limiting)[0])
                for mask in (turned, opening, limiting):
                    mask[np.arange(count) != first] = False
            held ^= turned
            limited = (limited | limiting) & ~opening
        else:
            raise ArithmeticError("valves")
        self.before = flow
        return flow, np.where(live, pressure, np.nan)

    def reached(self, closed, fixed):
        """Nodes that hang on a held one."""
        ends = (self.start[~closed], self.end[~closed])
        size = (len(self.nodes),) * 2
        _, part = connected_components(coo_array((np.ones(ends[0].size), ends), size), directed=False)
        return np.isin(part, part[list(fixed)])

    def _newton(self, flow, held, limit, wanted, holds):
        """Flows and pressures for positions of the valves: all equations at once, steps halved while they worsen."""
        live, fixed = holds
        count, nodes = len(self.names), len(self.nodes)
        rows = np.arange(count)
        stuck = held | np.isfinite(limit)
        value = np.where(held, 0.0, np.where(np.isfinite(limit), limit, 0.0))
        free = live.copy()
        free[list(fixed)] = False
        flow = np.where(stuck, value, flow)
        pressure = np.zeros(nodes)
        pressure[list(fixed)] = list(fixed.values())

        def misses(flow, pressure):
            gap = pressure[self.start] - pressure[self.end] - self.loss(flow)
            gap = np.where(stuck, flow - value, gap)
            left = np.bincount(self.start, flow, nodes) - np.bincount(self.end, flow, nodes) + wanted
            rest = pressure - np.array([fixed.get(i, 0.0) for i in range(nodes)])
            return np.concatenate([gap, np.where(free, left, rest)])

        for number in range(300):
            miss = misses(flow, pressure)
            if np.abs(miss).max() < 1e-9 and number > 1:
                return flow, pressure
            slope = self.slope(flow)
            branch = coo_array((np.where(stuck, 1.0, -slope), (rows, rows)), (count, count))
            open_ = np.flatnonzero(~stuck)
            ends = coo_array(
                (np.repeat([1.0, -1.0], open_.size),
                 (np.tile(open_, 2), np.concatenate([self.start[open_], self.end[open_]]))), (count, nodes)
            )  # fmt: skip
            both = (np.concatenate([self.start, self.end]), np.tile(rows, 2))
            sign = np.where(free[both[0]], np.repeat([1.0, -1.0], count), 0.0)
            balance = coo_array((sign, both), (nodes, count))
            own = np.flatnonzero(~free)
            given = coo_array((np.ones(own.size), (own, own)), (nodes, nodes))
            matrix = blocks([[branch, ends], [balance, given]])
            step = splu(matrix).solve(-miss)
            share, worse = 1.0, np.abs(miss[:count]).sum()
            while number > 20 and share > 1e-3:
                tried = misses(flow + share * step[:count], pressure + share * step[count:])
                if np.abs(tried[:count]).sum() < worse:
                    break
                share /= 2.0
            flow, pressure = flow + share * step[:count], pressure + share * step[count:]
            still = number > 4 and np.abs(step[:count]).max() < 1e-13 * (1.0 + np.abs(flow).max())
            if still and np.abs(misses(flow, pressure)).max() < 1e-6:
                return flow, pressure
        raise ArithmeticError("newton")


class Balanced(Loop):
    """A technology loop with its balancing valves at their printed settings (one that takes nothing is in no brief)."""

    def __init__(self, path, coolant, said, wide):
        super().__init__(path, coolant)
        is_valve = np.array([self.names[i].startswith("valve ") for i in self.parts])
        racks = [self.names[i].removeprefix("valve ") for i in self.parts[is_valve]]
        set_, open_ = np.array([(float(said[r]["Kv"]), wide[r]) for r in racks]).T
        more = 100.0 * self.density / 1000.0 * (3600.0 / self.density) ** 2 * (set_**-2.0 - open_**-2.0)
        self.drag[is_valve] = more


def _line_of(tag):
    """The line that a run of the schedule belongs to: its tag without letter of equal pipes and number of its stretch.
    """
    loop, _, name = re.sub(r"(?<=-[SR])[A-T]$", "", tag).partition("-")
    if loop == "TCS":
        number, _, name = name.partition("-")
        loop = f"TCS-{number}"
        name = re.sub(r"(?<=-[SR])\d+$", "", name)
        name = re.sub(r"^(ROW-\w+)-2-", r"\1-", name)
    return f"{loop}-{name}"


def _piece_of(branch, rows):
    """The line that a branch of a written loop is a piece of; pieces of nothing have a name that no line has."""
    kind, *rest = branch.split()
    if kind in "SR":
        return f"{rows[rest[0]]}-{kind}"
    names = {
        "ring": lambda: f"RING-{rest[0][0]}", "cdu": lambda: f"{rest[1]}-{rest[0]}", "far": lambda: f"FAR-{rest[-1]}",
        "back": lambda: f"{rest[0]}-RB", "way": lambda: f"RING-{rest[0]}", "head": lambda: f"HEAD-{rest[1]}",
        "leg": lambda: f"LEG-{rest[0]}-{rest[1]}", "buffer": lambda: f"BUF-FWS-{rest[0]}-S",
        "user": lambda: f"{rest[0]}-S", "source": lambda: f"{rest[0]}-R", "pump": lambda: f"{rest[0]}-OUT-S",
    }  # fmt: skip
    return names[kind]() if kind in names else branch


def blocks(parts):
    """One sparse matrix of four."""
    rows, columns, values = [], [], []
    down = 0
    for line in parts:
        across = 0
        for part in line:
            rows.append(part.coords[0] + down)
            columns.append(part.coords[1] + across)
            values.append(part.data)
            across += part.shape[1]
        down += line[0].shape[0]
    size = (down, down)
    return csc_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), size)


def rise(curve, flow):
    """Head of a pump: linear in flow squared between points, level below the first, falling on past the last."""
    if len(curve) == 1 or flow <= curve[0][0]:
        return curve[0][1]
    at = next((i for i in range(1, len(curve)) if flow <= curve[i][0]), len(curve) - 1)
    (a, high), (b, low) = curve[at - 1], curve[at]
    return high + (low - high) * (flow**2 - a**2) / (b**2 - a**2)


def size_of(cooler, fluid):
    """UA of a cooler for a heat capacity rate of its fluid: two films in a row, each by a power of its own flow."""
    films = cooler.get("films")
    if not films:
        return cooler["size"]
    whole = 1.0 / cooler["size"]
    outside = whole / (1.0 + films["ratio"]) * (cooler["air_rate"] / films["air"]) ** -films["air_exponent"]
    inside = whole * films["ratio"] / (1.0 + films["ratio"])
    return 1.0 / (outside + inside * (fluid / cooler["rated_rate"]) ** -films["fluid_exponent"])


def counterflow(units, ratio):
    """Effectiveness of a counterflow exchanger."""
    if abs(1.0 - ratio) < 1e-9:
        return units / (1.0 + units)
    decay = math.exp(-units * (1.0 - ratio))
    return (1.0 - decay) / (1.0 - ratio * decay)


def crossflow(units, ratio):
    """Effectiveness of a crossflow exchanger, both streams unmixed."""
    return 1.0 - math.exp(units**0.22 / ratio * (math.exp(-ratio * units**0.78) - 1.0))


def past_curve(points, at):
    """Needed flow over supply temperature: straight in the logarithm, its last slope held beyond."""
    pairs = [(t, math.log(flow)) for t, flow in points]
    if at <= pairs[0][0]:
        return pairs[0][1]
    for (a, low), (b, high) in itertools.pairwise(pairs):
        if at <= b or (b, high) == pairs[-1]:
            return low + (high - low) * (at - a) / (b - a)
    return pairs[0][1]


class Pack:
    """The written plant, solved again in any state."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.told = json.loads((self.folder / "states.json").read_text())
        self.technology, self.facility = self.told["technology"], self.told["facility"]
        self.air, self.chilled = self.told["air"], self.told["chilled"]
        read = {"FWS": self.facility, "CHW": self.chilled}
        self.loops = {}
        for path in sorted((self.folder / "loops").glob("*.yaml")):
            self.loops[path.stem] = Loop(path, read.get(path.stem, self.technology)["coolant"])
        self.kept = {}
        self.largest = defaultdict(float)
        self.wrong = []
        self.normal, self.most, self.lines = {}, {}, 0

    def once(self, key, made):
        """What is asked for again, solved once."""
        if key not in self.kept:
            self.kept[key] = made()
        return self.kept[key]

    # The facility side.

    def side(self, case):
        """Flows of users and pumps, and the supply that the coolers reach."""
        out = tuple(sorted(case["out"]))
        return self.once(("side", out), lambda: self._side(set(out)))

    def _side(self, out):
        told = self.facility
        if not told:
            return {"users": {}, "pumps": {}, "supply": NO, "speed": 0.0}
        loop, coolant = self.loops["FWS"], told["coolant"]
        limits = dict(told["coils"]) | self.cdu_flows(out)
        shut = [name for tag in out for name in told["takes"].get(tag, ())]
        opened = [name for tag in out for name in told["opens"].get(tag, ())]
        passed = {f"user {tag}": value for tag, value in limits.items() if tag not in out}
        flow, _ = loop.solve(shut, passed, opened=opened)
        users = {n.removeprefix("user "): float(flow[i]) for n, i in loop.at.items() if n.startswith("user ")}
        users = {tag: flow if flow > STILL else 0.0 for tag, flow in users.items()}
        pumps = {n.removeprefix("pump "): float(flow[i]) for n, i in loop.at.items() if n.startswith("pump ")}
        found = {"users": users, "pumps": pumps, "speed": float(loop.speed(flow).max()), "branches": flow}
        rate = sum(users.values()) * coolant["heat_capacity"] / 1000.0
        return found | {"supply": self.supply(out, rate)}

    def supply(self, out, rate):
        """What coolers and chillers that are left make of the facility supply [degC]."""
        told = self.facility
        running = [told["coolers"][tag] for tag in told["running"] if tag not in out]
        if rate <= 0.0 or not running:
            return NO
        chilled = 0.0
        if told["chillers"]:
            standing = sum(kw for tag, kw in told["chillers"].items() if tag not in out)
            chilled = min(told["heat"], max(0.0, standing - told["chilled_air"]))
            if told["exchangers"]:
                left = sum(tag not in out for tag in told["exchangers"])
                chilled *= min(1.0, left / told["exchangers_needed"])
            if chilled >= told["heat"]:
                return told["supply"]
        whole = sum(c["rated_rate"] for c in running)
        pulled = warmed = 0.0
        for each in running:
            fluid = rate * each["rated_rate"] / whole
            least, most = sorted((each["air_rate"], fluid))
            one = crossflow(size_of(each, fluid) / least, least / most) * least
            pulled, warmed = pulled + one, warmed + one * each["air"]
        left = told["heat"] - chilled
        approach = sum(c["rated_rate"] * c["approach"] for c in running) / whole
        credited = min(pulled, rate * left / rate / (left / rate + approach)) if left > 0.0 else pulled
        reached = warmed / pulled + left / credited - left / rate
        return max(told["supply"], reached - chilled / rate)

    def running(self, tag, out):
        """CDUs of a loop that are in."""
        return [c for c in self.technology["loops"][tag]["standing"] if c not in out]

    def cdu_flows(self, out):
        """What each CDU's control valve passes [kg/s]: as much heat capacity as its share of the loop's flow."""
        told, flows = self.technology, {}
        if not told:
            return {}
        hot, cold = told["coolant"], self.facility["coolant"]
        per = [c["density"] * c["heat_capacity"] for c in (hot, cold)]
        for tag, loop in told["loops"].items():
            running = self.running(tag, out)
            for cdu in running:
                matched = loop["flow"] / len(running) * told["cdu"]["facility_ratio"] * per[0] / per[1]
                lpm = min(told["cdu"]["facility_flow"], matched)
                flows[cdu] = lpm / 60000.0 * cold["density"]
        return flows

    # The technology loops.

    def loop(self, tag, case, side):
        """A technology loop in a state."""
        running = self.running(tag, case["out"])
        flows = tuple(round(side["users"].get(cdu, 0.0), 6) for cdu in running)
        fed = tuple(cdu for cdu, flow in zip(running, flows, strict=True) if flow > 0.0)
        closed = tuple(sorted(case["closed"].get(tag, ())))
        key = ("loop", tag, fed, closed, round(side["supply"], 9), flows)
        return self.once(key, lambda: self._loop(tag, fed, closed, side))

    def _loop(self, tag, fed, closed, side):
        told, tech = self.technology["loops"][tag], self.technology
        racks = list(told["racks"])
        limit = min(NO if v is None else v for v in told["limits"].values())
        nothing = dict.fromkeys(racks, 0.0)
        lost = {"lost": racks, "share": 0.0, "supply": NO, "limit": limit, "below": [], "flows": nothing}
        part = self.parts(tag, fed, closed)
        if part is None:
            return lost
        supply, need = tech["supply"], 1.0
        for _ in range(60):
            state = self.meet(tag, part, need)
            reached, heat = self.exchange(told, side, state)
            moved, supply = abs(max(tech["supply"], reached) - supply), max(tech["supply"], reached)
            need = self.need(told, min(supply, limit))
            if moved < 1e-9 or supply > limit:
                break
        curve = tech["cdu"]["curve"]
        given = state
        if curve and self.head(state) < max(state["heads"].values()) - 1e-6:
            total = brentq(lambda flow: self._spare(tag, part, flow), 1e-3 * state["total"], state["total"], xtol=1e-9)
            given = self.at_flow(tag, part, total)
        shares = {r: m / (told["racks"][r]["required"] * need) for r, m in given["flows"].items() if m > 0.0}
        return given | {
            "supply": supply, "limit": limit, "heat": heat, "share": min(shares.values()),
            "lost": [r for r in racks if given["flows"][r] <= 0.0],
            "below": [r for r, s in shares.items() if s < 1.0 - SLACK],
            "left": self.head(given) - max(given["heads"].values()) if curve else NO,
        }  # fmt: skip

    def _spare(self, tag, part, flow):
        state = self.at_flow(tag, part, flow)
        return self.head(state) - max(state["heads"].values())

    def parts(self, tag, fed, closed):
        """Shut branches, feeding CDUs, racks served, the node that holds the pressure; None where no rack is left."""
        told, loop = self.technology["loops"][tag], self.loops[tag]
        shut = [name for element in closed for name in told["takes"][element]]
        mask = np.zeros(len(loop.names), dtype=bool)
        mask[[loop.at[name] for name in shut]] = True
        for cdu in fed:
            node = loop.nodes[f"R {cdu}"]
            live = loop.reached(mask, {node: 0.0})
            ends = {r: (loop.start[loop.at[f"rack {r}"]], loop.end[loop.at[f"rack {r}"]]) for r in told["racks"]}
            if not any(live[a] for a, _ in ends.values()):
                continue
            feeding = [c for c in fed if live[loop.nodes[f"S {c}"]] and live[loop.nodes[f"R {c}"]]]
            served = [r for r, (a, b) in ends.items() if live[a] and live[b] and not mask[loop.at[f"rack {r}"]]]
            return (shut, feeding, served, node) if feeding and served else None
        return None

    def at_flow(self, tag, part, total):
        """A loop with a total flow of its CDUs [kg/s], each giving the same."""
        shut, feeding, served, node = part
        told, loop = self.technology["loops"][tag], self.loops[tag]
        demand = np.zeros(len(loop.nodes))
        for cdu in feeding:
            demand[loop.nodes[f"S {cdu}"]] -= total / len(feeding)
            demand[loop.nodes[f"R {cdu}"]] += total / len(feeding)
        flow, at = loop.solve(shut, demand=demand, fixed={node: 0.0})
        flows = {r: float(flow[loop.at[f"rack {r}"]]) if r in served else 0.0 for r in told["racks"]}
        heads = {c: float(at[loop.nodes[f"S {c}"]] - at[loop.nodes[f"R {c}"]]) for c in feeding}
        high = float(np.nanmax(at)) - min(float(at[loop.nodes[f"R {c}"]]) for c in feeding)
        speed = float(loop.speed(flow).max())
        return {"flows": flows, "heads": heads, "total": total, "speed": speed, "high": high, "branches": flow}

    def meet(self, tag, part, need):
        """The least flow of the CDUs with which every rack that is served has what it needs."""
        key = ("meet", tag, tuple(part[0]), tuple(part[1]), round(need, 12))
        return self.once(key, lambda: self._meet(tag, part, need))

    def _meet(self, tag, part, need):
        racks = self.technology["loops"][tag]["racks"]
        whole = sum(racks[r]["required"] for r in part[2]) * need

        def over(total):
            state = self.at_flow(tag, part, total)
            return min(state["flows"][r] / (racks[r]["required"] * need) for r in part[2]) - 1.0

        high = whole * 1.05
        while over(high) < 0.0:
            high *= 1.2
        low = 0.95 * whole
        if over(low) > 0.0:
            return self.at_flow(tag, part, low)
        return self.at_flow(tag, part, brentq(over, low, high, xtol=1e-10, rtol=1e-12))

    def lpm(self, mass):
        """Volume flow [L/min] of a mass flow of the technology coolant."""
        return mass / self.technology["coolant"]["density"] * 60000.0

    def head(self, state):
        """What a CDU's pumps can give at their share of the flow [kPa]: nothing past the end of the curve."""
        curve, flow = self.technology["cdu"]["curve"], self.lpm(state["total"] / len(state["heads"]))
        return rise(curve, flow) if flow <= curve[-1][0] * (1.0 + 1e-9) else 0.0

    def exchange(self, told, side, state):
        """The supply that the exchangers reach, and the heat of a CDU over what it carries at the design supply."""
        tech, cdu = self.technology, self.technology["cdu"]
        served = sum(r["heat"] for tag, r in told["racks"].items() if state["flows"][tag] > 0.0)
        heat = served / len(state["heads"])
        mass = state["total"] / len(state["heads"])
        hot = mass * tech["coolant"]["heat_capacity"] / 1000.0
        state["cdu_heat"] = heat
        found = []
        for tag in state["heads"]:
            other = side["users"].get(tag, 0.0)
            if other <= 0.0 or not math.isfinite(side["supply"]):
                return NO, NO
            cold = other * self.facility["coolant"]["heat_capacity"] / 1000.0
            flows = (self.lpm(mass), other / self.facility["coolant"]["density"] * 60000.0)
            films = [(r / f) ** cdu["exponent"] / k for r, f, k in zip(cdu["flows"], flows, cdu["films"], strict=True)]
            size = 2.0 * cdu["size"] / sum(films)
            least, most = sorted((hot, cold))
            pull = counterflow(size / least, least / most) * least
            design = tech["supply"] + heat / hot - side["supply"]
            found.append((side["supply"] + heat / pull - heat / hot, heat / (pull * design)))
        return max(f[0] for f in found), max(f[1] for f in found)

    def need(self, told, supply):
        """Flow that the racks need at a supply over that at the design supply."""
        shares = [1.0]
        for points in told["curves"].values():
            if points:
                shares.append(math.exp(past_curve(points, supply) - past_curve(points, self.technology["supply"])))
        return max(shares)

    # The air.

    def air_share(self, case, side):
        """Heat of the hall's air over what the units that are left carry."""
        told, out = self.air, set(case["out"])
        if not told["units"] or told["heat"] <= 0.0:
            return 0.0
        units = {tag: kw for tag, kw in told["units"].items() if tag not in out}
        if not units:
            return NO
        share = (told["heat"] + self.doors(case, side)) / sum(units.values())
        if told["source"] == "facility" and self.facility:
            got = min(side["users"][tag] / self.facility["coils"][tag] for tag in units)
            return share / got if got > 0.0 else NO
        return max(share, self.chillers(case)) if told["source"] == "chilled" else share

    def doors(self, case, side):
        """Heat that rear doors leave undone."""
        shares = self.undone(case, side)
        return sum(heat * shares[tag] for tag, heat in self.air.get("doors", {}).items())

    def breathed(self, case, side):
        """Warmest inlet of the racks of an aisle behind doors, and the racks too warm, going round and round: what
        comes back warms the intake, and the next round is blown out warmer.
        """
        told = self.air.get("breathing")
        if not told:
            return NO, []
        shares = self.undone(case, side)
        hot = {a["tag"]: sum(shares[d] * a["racks"][r][0] for d, r in a["doors"].items()) for a in told["aisles"]}
        moved = sum(rate for tag, rate in told["units"].items() if tag not in case["out"]) - told["through"]
        total, warmest, racks = sum(hot.values()), [], []
        for aisle in told["aisles"]:
            intake = sum(rate for rate, _ in aisle["racks"].values())
            back = max(told["leak"], (total - max(moved, 0.0)) / total) * hot[aisle["tag"]] if total else 0.0
            inlet = told["supply"]
            for _ in range(4000):
                inlet = ((intake - back) * told["supply"] + back * (inlet + told["rise"])) / intake
            warmest.append(inlet if back < intake else NO)
            racks += [r for r, (_, most) in aisle["racks"].items() if warmest[-1] > (NO if most is None else most)]
        return max(warmest), sorted(racks)

    def undone(self, case, side):
        """Share that each rear door leaves undone: one that is out all of it, the others what their water lacks."""
        told, undone = self.air, {}
        for tag in told.get("doors", {}):
            got = 1.0
            if told["source"] == "facility" and self.facility:
                got = side["users"][tag] / self.facility["coils"][tag]
            elif told["source"] == "chilled" and any(c not in case["out"] for c in self.chilled.get("chillers", {})):
                users, wanted, *_ = self.cold(case)
                got = users[tag] / wanted[tag] if tag in wanted else 0.0
            undone[tag] = 1.0 if tag in case["out"] else 1.0 - min(1.0, got)
        return undone

    def chillers(self, case):
        """Heat of the chilled circuit over what its chillers carry or its flows let through."""
        told, out = self.chilled, set(case["out"])
        left = [kw for tag, kw in told.get("chillers", {}).items() if tag not in out]
        if not left:
            return NO
        share = self.air["carried"] / sum(left)
        users, wanted, *_ = self.cold(case)
        got = min(users[tag] / wanted[tag] for tag in wanted)
        return share if got >= 1.0 - SLACK else max(share, 1.0 / got) if got > 0.0 else NO

    def cold(self, case):
        """The chilled circuit: what its users get, what they want, its greatest velocity."""
        told = self.chilled
        out = {t for t in (*case["out"], *case["chilled"]) if t in told["takes"]}
        out |= {f"{t}-P" for t in out if f"{t}-P" in told["takes"]}
        return self.once(("cold", tuple(sorted(out))), lambda: self._cold(out))

    def _cold(self, out):
        told, loop = self.chilled, self.loops["CHW"]
        wanted = {tag: flow for tag, flow in told["users"].items() if tag not in out}
        twins = [tag for tag in told["exchangers"] if tag in wanted]
        wanted |= {tag: wanted[tag] * len(told["exchangers"]) / len(twins) for tag in twins}
        shut = [name for tag in out for name in told["takes"][tag]]
        flow, _ = loop.solve(shut, {f"user {tag}": value for tag, value in wanted.items()})
        users = {tag: float(flow[loop.at[f"user {tag}"]]) for tag in told["users"]}
        return users, wanted, float(loop.speed(flow).max()), flow

    # Balancing.

    def balanced(self):
        """Largest share by which a rack's flow misses its set flow, every valve at its printed Kv (its own drop fully
        open is in the rack's branch) and the CDUs giving the sum of the set flows.
        """
        rows = list(csv.DictReader((self.folder / "schedules" / "settings.csv").read_text().splitlines()))
        said = {row["Rack"]: {key.split(" [")[0]: text for key, text in row.items()} for row in rows}
        for row in said.values():
            if "Cv" in row:
                row["Kv"], row["Set flow"] = float(row["Cv"]) * 0.8649786, float(row["Set flow"]) * 3.785411784
        worst = 0.0
        for tag, told in self.technology["loops"].items():
            path = self.folder / "loops" / f"{tag}.yaml"
            loop = Balanced(path, self.technology["coolant"], said, self.technology["balancing"])
            kept, self.loops[tag] = self.loops[tag], loop
            wanted = {r: loop.mass(float(said[r]["Set flow"])) for r in told["racks"]}
            part = self.parts(tag, tuple(told["standing"]), ())
            got = self.at_flow(tag, part, sum(wanted.values()))["flows"]
            self.loops[tag] = kept
            worst = max(worst, *(abs(got[r] / wanted[r] - 1.0) for r in wanted))
        return worst

    # Cases.

    def judge(self, case):
        """The verdict on a case, and the numbers that it rests on."""
        side = self.side(case)
        loops = {tag: self.loop(tag, case, side) for tag in self.technology.get("loops", {})}
        air = self.air_share(case, side)
        speeds = [r["speed"] for r in loops.values() if "speed" in r]
        speeds += [side["speed"]] if side["users"] else []
        if self.chilled and any(tag not in case["out"] for tag in self.chilled["chillers"]):
            speeds.append(self.cold(case)[2])
        lost, below = ([t for r in loops.values() for t in r[key]] for key in ("lost", "below"))
        inlet, warm = self.breathed(case, side)
        lost = list(dict.fromkeys((*lost, *warm)))
        high = max((r.get("high", 0.0) for r in loops.values()), default=0.0) / 100.0
        found = {
            "air": air, "lost": lost, "all": air > 1.0 + SLACK, "below": below, "velocity": max(speeds, default=0.0),
            "loops": loops, "side": side, "inlet": inlet, "pressure": self.told["limits"]["fill"] + high,
        }  # fmt: skip
        return found | {"verdict": self.verdict(found)}

    def verdict(self, found):
        """Lost, short, strained or met."""
        loops, limits = found["loops"].values(), self.told["limits"]
        if found["lost"] or found["all"]:
            return "lost"
        if found["below"] or any(r["supply"] > r["limit"] + 1e-6 for r in loops):
            return "short"
        ends = self.ends()
        pumped = max((m / ends[tag] for tag, m in found["side"]["pumps"].items()), default=0.0)
        curve = (self.technology.get("cdu") or {}).get("curve")
        strains = [
            any(r["heat"] > 1.0 + SLACK for r in loops), any(r["left"] < -SLACK for r in loops),
            curve and any(self.lpm(r["total"] / len(r["heads"])) > curve[-1][0] * (1.0 + SLACK) for r in loops),
            pumped > 1.0 + SLACK, found["velocity"] > limits["velocity"], found["pressure"] > limits["pressure"],
        ]  # fmt: skip
        return "strained" if any(strains) else "met"

    def ends(self):
        """Where the curves of the facility pumps end [kg/s]."""
        if not self.facility:
            return {}
        loop = self.loops["FWS"]
        return {loop.names[i].removeprefix("pump "): curve[-1][0] for i, curve in loop.pumps.items()}

    # Comparison.

    def near(self, what, kind, one, two, share=False):
        """Note how far two numbers lie apart, and complain where that is too much."""
        one, two = (NO if x is None or math.isnan(x) else x for x in (one, two))
        if one == two:
            return
        apart = abs(one - two) / (max(abs(one), abs(two), 1e-3) if share else 1.0)
        self.largest[kind] = max(self.largest[kind], apart)
        if not apart <= ALLOWED[kind]:
            self.wrong.append(f"{what}: {kind} {two:.9g} here, {one:.9g} there")

    def same(self, what, one, two):
        """Complain where two lists or words differ."""
        if one != two:
            self.wrong.append(f"{what}: {two} here, {one} there")

    def compare(self):
        """Every case, and every ride."""
        for case in self.told["cases"]:
            name = " ".join((case["test"], case["kind"], *case["tags"][:2]))
            if case["verdict"] == "unsolved":
                self.wrong.append(f"{name}: unsolved there")
                continue
            found = self.judge(case)
            self.same(name, (case["verdict"], case["all_lost"]), (found["verdict"], found["all"]))
            for key in ("lost", "below"):
                self.same(f"{name} {key}", sorted(case[key]), sorted(found[key]))
            self.near(name, "heat", case["air"], found["air"], share=True)
            self.near(name, "velocity", case["velocity"], found["velocity"])
            self.near(name, "supply", case.get("inlet"), found["inlet"])
            if found["loops"]:
                self.near(name, "pressure", case["pressure"], found["pressure"])
            self.states(name, case, found)
            self.sends(case, found)
        self.rides()
        self.piped()
        return self.wrong

    # Pipes.

    def sends(self, case, found):
        """Keep what each branch carries with nothing out, and at most."""
        sent = {tag: state.get("branches") for tag, state in found["loops"].items()}
        sent["FWS"] = found["side"].get("branches")
        if "chilled_state" in case:
            sent["CHW"] = self.cold(case)[3]
        for tag, flow in sent.items():
            if flow is None:
                continue
            if case["test"] == "T0":
                self.normal[tag] = np.abs(flow)
            self.most[tag] = np.maximum(self.most.get(tag, 0.0), np.abs(flow))

    def piped(self):
        """The printed normal flow and highest velocity of each run of pipe against the branches that are its pieces;
        how many such lines there are. Arms and stretches of a header, and pipes that join far ends, are held together.
        """
        folder = self.folder / "schedules"
        if not (folder / "pipes.csv").exists():
            return 0
        read = csv.DictReader((folder / "racks.csv").read_text().splitlines())
        rows = {row["Tag"]: row["Row"] for row in read}
        said = defaultdict(lambda: [0.0, 0.0])
        for row in csv.DictReader((folder / "pipes.csv").read_text().splitlines()):
            flow, fast, sized, speed = (
                next(text for key, text in row.items() if key.split(" [")[0] == name)
                for name in ("Normal flow", "Fastest", "Flow", "Velocity")
            )
            if fast:
                unit = 3.785411784 if "Flow [gpm]" in row else 1.0
                each = float(flow or 0.0) * unit, float(fast) / float(speed) * float(sized) * unit
                key = _line_of(row["Tag"])
                said[key] = [max(pair) for pair in zip(said[key], each, strict=True)]
        for loop, flows in self.normal.items():
            mine = defaultdict(lambda: [0.0, 0.0])
            hourly = 60000.0 / self.loops[loop].density
            for name, one, two in zip(self.loops[loop].names, flows, self.most[loop], strict=True):
                key = f"{loop}-{_piece_of(name, rows)}"
                mine[key] = [max(mine[key][0], one * hourly), max(mine[key][1], two * hourly)]
            for key, (one, two) in mine.items():
                if key in said:
                    for what, printed, own in (("normal", said[key][0], one), ("most", said[key][1], two)):
                        if abs(printed - own) > 0.5 * 3.785411784:
                            self.near(f"{key} {what}", "pipe", printed, own, share=True)
                    self.lines += 1
        return self.lines

    def states(self, name, case, found):
        """The flows, heads, duties and temperatures behind a case."""
        side = self.told["facility_states"][case["facility"]]
        for tag, flow in side["users"].items():
            flow = 0.0 if abs(flow) < STILL else flow
            self.near(f"{name}: {tag}", "flow", flow, found["side"]["users"][tag], share=True)
        for tag, flow in side.get("pumps", {}).items():
            mine = found["side"]["pumps"][tag]
            self.near(f"{name}: {tag}", "flow", *(0.0 if abs(m) < STILL else m for m in (flow, mine)), share=True)
        self.near(name, "supply", side["supply"], found["side"]["supply"])
        for number in case["loops"]:
            told = self.told["loop_states"][number]
            mine = found["loops"][told["loop"]]
            self.near(f"{name}: {told['loop']}", "supply", told["supply"], mine["supply"])
            for tag, flow in told["flows"].items():
                self.near(f"{name}: {tag}", "flow", flow, mine["flows"][tag], share=True)
            for tag, head in told["heads"].items():
                self.near(f"{name}: {tag}", "head", head, mine.get("heads", {}).get(tag, NO))
            if told["heads"] and "cdu_heat" in mine:
                self.near(f"{name}: {told['loop']}", "heat", told["cdu_heat"], mine["cdu_heat"], share=True)
        if "chilled_state" in case:
            cold = self.told["chilled_states"][case["chilled_state"]]
            for tag, flow in cold["users"].items():
                self.near(f"{name}: {tag}", "flow", flow, self.cold(case)[0][tag], share=True)

    # Rides.

    def rides(self):
        """Seconds until the supply leaves its class."""
        for told in self.told["rides"]:
            if told["lost"].startswith("door-") or told["lost"] in ("air-water", "hall-air"):
                continue  # closed forms of contents: `test_door_parts`, `test_air_halls`
            found = self.ride(told["lost"], told["limit"])
            self.near(f"ride {told['lost']}", "ride", told["seconds"], found, share=True)
            if told["lost"] == "fws-pumps" and math.isfinite(self.still(told["limit"])):
                self.near("ride fws-pumps", "closed form", told["seconds"], self.still(told["limit"]), share=True)
            gap = self.gap(told["lost"])
            self.near(f"gap {told['lost']}", "ride", told["gap"], gap, share=True)
            seconds = NO if told["seconds"] is None else told["seconds"]
            self.same(f"ride {told['lost']} held", told["held"], seconds >= gap)

    def still(self, limit):
        """Seconds in closed form without facility flow, while the return is as warm as it was: the CDUs warm towards
        it, and the pipes carry that to the racks. Infinite where the racks' rise is less than the margin.
        """
        told = self.told["ride"]
        rate, margin, whole = told["tcs_rate"], limit - told["tcs_supply"], told["heat"] / told["tcs_rate"]
        if margin >= whole:
            return NO
        mixed = told["cdus"] / rate * math.log(whole / (whole - margin))
        turn = (told["tcs_pipes"] + told["racks"]) / rate
        return mixed + told["tcs_pipes"] / 2.0 / rate if mixed < turn else NO

    def gap(self, lost):
        """Seconds without power: rejection waits for the sets, pumps only where the UPS does not last until them."""
        told = self.told["ride"]
        ups, start = (NO if told[key] is None else told[key] for key in ("ups_seconds", "start_seconds"))
        if lost == "rejection":
            return start
        return 0.0 if ups >= start or (ups > 0.0 and math.isinf(start)) else start

    @cache  # noqa: B019
    def ride(self, lost, limit, cells=200):
        """Both loops as cells in the order of flow, integrated until the supply passes its limit."""
        told = self.told["ride"]
        margin = limit - told["tcs_supply"]
        if lost == "cdu-pumps":
            return told["tray_heat_capacity"] * margin / told["tray_power"]
        tcs = cells_of((told["cdus"], told["tcs_pipes"] / 2.0, told["racks"], told["tcs_pipes"] / 2.0), cells)
        tank = (told["buffer"],) if told["buffer"] > 0.0 else ()
        fws = cells_of((told["coolers"], *tank, told["fws_pipes"] / 2.0, told["fws_pipes"] / 2.0), cells)
        capacity = np.concatenate([tcs[0], fws[0]])
        size = tcs[0].size
        before = np.concatenate([np.roll(np.arange(size), 1), size + np.roll(np.arange(fws[0].size), 1)])
        flow = 0.0 if lost == "fws-pumps" else told["fws_rate"]
        rate = np.concatenate([np.full(size, told["tcs_rate"]), np.full(fws[0].size, flow)])
        last, rack = tcs[1][1][-1], tcs[1][2][0]
        heated, cold = fws[1][-1][0] + size, fws[1][-1][0] - 1 + size

        def change(_, temperature):
            pull = min(told["exchange"] * (temperature[size - 1] - temperature[cold]),
                       told["tcs_rate"] * (temperature[size - 1] - told["tcs_supply"]))  # fmt: skip
            moved = 0.0 if flow == 0.0 else max(0.0, pull)
            power = rate * (temperature[before] - temperature)
            power[0] -= moved
            power[rack] += told["heat"]
            power[heated] += moved
            return power / capacity

        warm = told["tcs_supply"] + told["heat"] / told["tcs_rate"]
        hot = told["fws_supply"] + told["heat"] / told["fws_rate"]
        begin = np.concatenate([
            np.where(np.arange(size) < rack, told["tcs_supply"], warm),
            np.where(np.arange(fws[0].size) + size < heated, told["fws_supply"], hot),
        ])  # fmt: skip

        def passes(_, temperature):
            return temperature[last] - limit

        passes.terminal = True
        found = solve_ivp(change, (0.0, told["horizon"]), begin, events=passes, rtol=1e-7, atol=1e-7)
        return float(found.t_events[0][0]) if found.t_events[0].size else NO


def cells_of(contents, count):
    """Heat capacities in the order of flow, pipes (at odd places behind a machine) in cells; where each stands."""
    made, places = [], []
    machines = {0} if len(contents) == 3 else {0, 1 if len(contents) == 4 and contents[-1] == contents[-2] else 2}
    for number, content in enumerate(contents):
        parts = [content] if number in machines else [content / count] * count
        places.append(list(range(len(made), len(made) + len(parts))))
        made += parts
    return np.array(made), places


def main(folders):
    """Compare packs; the number of those that differ."""
    bad = 0
    for folder in folders:
        pack = Pack(folder)
        wrong = pack.compare()
        pack.largest["balancing"] = pack.balanced() if pack.technology else 0.0
        apart = ", ".join(f"{kind} {value:.1e}" for kind, value in sorted(pack.largest.items()))
        kinds = sorted({case["kind"] for case in pack.told["cases"]})
        print(f"{folder}: {len(pack.told['cases'])} cases ({', '.join(kinds)}), {len(wrong)} differ; largest {apart}")
        print("".join(f"  {line}\n" for line in wrong[:40]), end="")
        bad += bool(wrong)
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
