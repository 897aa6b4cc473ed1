"""Solves every state of a pack again from its files alone, the loops' briefs and ``states.json``.

Newton's method on flows and pressures together (the product eliminates the flows), slopes by differences, Colebrook's
equation in closed form by Lambert's W (the product iterates), valves and pumps settled by trying.

``python tests/oracles/again.py PACK`` prints the largest differences by kind and every state beyond its gate.
"""

import json
import math
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu
from scipy.special import lambertw

Floats = np.ndarray
Coolant = Mapping[str, float]
#: Steps of Newton's method, what ends it (share of the largest flow), tries of valve positions.
STEPS, STILL, TRIES = 80, 1e-12, 40


def number(said: Any) -> float:
    """The number of a quantity."""
    return float(str(said).split()[0])


def friction(re: Floats, relative: Floats) -> Floats:
    """Darcy factor: 64/Re to 2300, Colebrook's equation from 4000, a smooth step between."""
    turbulent = np.maximum(re, 2300.0)
    c = 2.0 / math.log(10.0) * 2.51 / turbulent
    z = relative / 3.7 / c - np.log(c)
    big = z > 500.0
    w = np.where(big, z - np.log(np.maximum(z, 1.0)), lambertw(np.exp(np.minimum(z, 500.0))).real)
    for _ in range(3):
        w = w - (w + np.log(w) - z) / (1.0 + 1.0 / w)
    inner = c * w
    factor = 0.25 / np.log10(inner) ** 2
    share = np.clip((re - 2300.0) / 1700.0, 0.0, 1.0)
    weight = share**2 * (3.0 - 2.0 * share)
    return weight * factor + (1.0 - weight) * 64.0 / np.maximum(re, 1e-9)


class Loop:
    """A loop of a pack by its brief, with its coolant; every branch has its place."""

    def __init__(self, brief: Mapping[str, Any], coolant: Coolant) -> None:
        said = brief["loop"]
        self.rho, self.mu = coolant["density"], coolant["viscosity"]
        self.nodes = [n["tag"] for n in said["nodes"]]
        self.at = {tag: i for i, tag in enumerate(self.nodes)}
        self.held = {n["tag"] for n in said["nodes"] if "pressure" in n}
        self.pipes, self.parts = said.get("pipes", []), said.get("components", [])
        self.pumps, self.valves = said.get("pumps", []), said.get("valves", [])
        self.branches = [*self.pipes, *self.parts, *self.pumps, *self.valves]
        self.names = [b["tag"] for b in self.branches]
        self.of = {tag: i for i, tag in enumerate(self.names)}
        self.start = np.array([self.at[b["from"]] for b in self.branches])
        self.end = np.array([self.at[b["to"]] for b in self.branches])
        self.closed = {b["tag"] for b in self.branches if b.get("closed")}
        self._sizes()

    def kg_s(self, lpm: float) -> float:
        """Mass flow of a volume flow."""
        return lpm / 60000.0 * self.rho

    def _sizes(self) -> None:
        size = {k: np.array([number(p[k]) for p in self.pipes]) for k in ("length", "bore", "roughness")}
        self.bore = size["bore"] / 1000.0
        self.relative = size["roughness"] / size["bore"]
        self.long = size["length"] / self.bore
        self.minor = np.array([number(p.get("loss", 0.0)) for p in self.pipes])
        self.area = math.pi / 4.0 * self.bore**2
        flows = np.array([self.kg_s(number(c["flow"])) for c in self.parts])
        self.power = np.array([number(c.get("exponent", 2.0)) for c in self.parts])
        self.drag = np.array([number(c["drop"]) * 1000.0 for c in self.parts]) / flows**self.power
        self.curves = [
            ([self.kg_s(number(p["flow"])) for p in u["curve"]], [number(p["head"]) * 1000.0 for p in u["curve"]])
            for u in self.pumps
        ]
        self.limit = np.array([self.kg_s(number(v["flow"])) for v in self.valves])
        wide = [1e5 * (self.rho / 1000.0) * (3600.0 / self.rho / number(v["kv"])) ** 2 for v in self.valves]
        self.wide = np.array(wide)

    def losses(self, flow: Floats) -> Floats:
        """Loss of every branch [Pa] at its flow; a pump's is its head, negative; a valve's that of it wide open."""
        a = len(self.pipes)
        b, c = a + len(self.parts), a + len(self.parts) + len(self.pumps)
        q = flow[:a]
        speed = q / self.rho / self.area
        re = np.abs(speed) * self.bore * self.rho / self.mu
        pipe = (friction(re, self.relative) * self.long + self.minor) * self.rho / 2.0 * speed * np.abs(speed)
        part = self.drag * np.sign(flow[a:b]) * np.abs(flow[a:b]) ** self.power
        pump = [-head(curve, m) for curve, m in zip(self.curves, flow[b:c], strict=True)]
        return np.concatenate([pipe, part, pump, self.wide * flow[c:] * np.abs(flow[c:])])


def head(curve: tuple[list[float], list[float]], flow: float) -> float:
    """Head of a pump [Pa]: by points, linear in flow squared, level before the first, going on beyond the last."""
    flows, heads = curve
    if flow <= flows[0] or len(flows) == 1:
        return heads[0]
    i = min(max(int(np.searchsorted(flows, flow)) - 1, 0), len(flows) - 2)
    low, high = flows[i] ** 2, flows[i + 1] ** 2
    return heads[i] + (heads[i + 1] - heads[i]) * (flow**2 - low) / (high - low)


@dataclass
class Found:
    """Flows [kg/s] by branch and pressures [Pa] by node, over the held one."""

    loop: Loop
    flow: Floats
    pressure: Floats

    def of(self, tag: str) -> float:
        """Flow of a branch."""
        return float(self.flow[self.loop.of[tag]])

    def lift(self, tag: str) -> float:
        """Supply over return of a CDU [kPa]."""
        supply, back = (float(self.pressure[self.loop.at[f"{side} {tag}"]]) for side in "SR")
        return (supply - back) / 1e3

    def fastest(self) -> float:
        """Velocity of the fastest pipe [m/s]."""
        return float(np.max(np.abs(self.flow[: self.loop.area.size]) / self.loop.rho / self.loop.area, initial=0.0))


def solved(
    loop: Loop, demand: Mapping[str, float], shut: Collection[str], held: str, limit: Mapping[str, float] | None = None
) -> Found:
    """The state with branches shut, so much taken out of nodes, one pressure held, valves passing so much at most."""
    count = len(loop.branches)
    most = loop.limit.copy()
    first = count - len(loop.valves)
    for tag, value in (limit or {}).items():
        most[loop.of[tag] - first] = value
    pumps = range(first - len(loop.pumps), first)
    live = np.array([n not in shut for n in loop.names])
    free = np.zeros(count, dtype=bool)  # valves wide open
    stopped = np.zeros(count, dtype=bool)  # pumps whose check valve holds
    taken = np.zeros(len(loop.nodes))
    for tag, value in demand.items():
        taken[loop.at[tag]] += value
    for _ in range(TRIES):
        given = np.zeros(count, dtype=bool)
        given[first:] = (live & fed(loop, live & ~stopped, held))[first:] & ~free[first:]
        on = live & ~given & ~stopped
        out = taken.copy()
        for i in np.flatnonzero(given):
            out[loop.start[i]] += most[i - first]
            out[loop.end[i]] -= most[i - first]
        found = newton(loop, on, out, held)
        found.flow[given] = most[given[first:].nonzero()[0]]
        drop = found.pressure[loop.start] - found.pressure[loop.end]
        loss = loop.losses(found.flow)
        turned = False
        for i in range(first, count):
            if given[i] and drop[i] < loss[i] - 1e-6:
                free[i] = turned = True
            elif live[i] and free[i] and found.flow[i] > most[i - first] * (1.0 + 1e-9):
                free[i], turned = False, True
        for i in pumps:
            if on[i] and found.flow[i] < -1e-9:
                stopped[i] = turned = True
        if not turned:
            return found
    raise RuntimeError("valves do not settle")


def within(loop: Loop, on: np.ndarray, held: str) -> np.ndarray:
    """Nodes that the held one reaches by branches that are on."""
    nodes = len(loop.nodes)
    links = sparse.coo_matrix((np.ones(on.sum()), (loop.start[on], loop.end[on])), shape=(nodes, nodes))
    part = connected_components(links, directed=False)[1]
    return part == part[loop.at[held]]


def fed(loop: Loop, on: np.ndarray, held: str) -> np.ndarray:
    """Branches both of whose ends the held node reaches by what is not a valve: through others nothing flows."""
    reached = within(loop, on & (np.arange(on.size) < on.size - len(loop.valves)), held)
    return reached[loop.start] & reached[loop.end]


def newton(loop: Loop, on: np.ndarray, out: Floats, held: str) -> Found:
    """Flows and pressures of the branches that are on; nodes cut off from the held one keep no pressure."""
    nodes, reached = len(loop.nodes), within(loop, on, held)
    assert np.all(np.abs(out[~reached]) < 1e-9), "flow asked where nothing comes"
    run = np.flatnonzero(on & reached[loop.start])
    unknown = np.flatnonzero(reached & (np.arange(nodes) != loop.at[held]))
    column = {n: i for i, n in enumerate(unknown)}
    rows, cols, values = [], [], []
    for k, i in enumerate(run):
        for node, sign in ((loop.start[i], 1.0), (loop.end[i], -1.0)):
            if node in column:
                rows.append(k), cols.append(column[node]), values.append(sign)
    incidence = sparse.csr_matrix((values, (rows, cols)), shape=(run.size, unknown.size))
    flow = np.zeros(len(loop.branches))
    flow[: loop.area.size] = loop.rho * loop.area
    flow[loop.area.size :] = 1.0
    flow[~on] = 0.0
    pressure = np.zeros(unknown.size)
    wanted = -out[unknown]
    for step in range(STEPS):
        size = np.maximum(np.abs(flow) * 1e-6, 1e-8)
        slope = np.maximum((loop.losses(flow + size) - loop.losses(flow - size))[run] / (2.0 * size[run]), 1e-3)
        top = loop.losses(flow)[run] - incidence @ pressure
        bottom = incidence.T @ flow[run] - wanted
        whole = sparse.bmat([[sparse.diags(slope), -incidence], [incidence.T, None]]).tocsc()
        move = splu(whole).solve(-np.concatenate([top, bottom]))
        share = 1.0 if step < 12 else 0.5 if step < 40 else 0.25
        flow[run] += share * move[: run.size]
        pressure += share * move[run.size :]
        still = STILL * max(1.0, float(np.max(np.abs(flow)))) * (1.0 if step < 60 else 1e3)
        if np.max(np.abs(move[: run.size])) < still:
            break
    else:
        raise RuntimeError(f"no convergence: {np.max(np.abs(move[: run.size]))}")
    whole_pressure = np.full(nodes, np.nan)
    whole_pressure[unknown], whole_pressure[loop.at[held]] = pressure, 0.0
    flow[np.setdiff1d(np.arange(flow.size), run)] = 0.0
    return Found(loop, flow, whole_pressure)


@dataclass
class Difference:
    """What a state says and what is found, by kind; how far apart they may be."""

    state: str
    kind: str
    said: float
    found: float
    gate: float
    scale: float = 0.0

    def apart(self) -> float:
        """Share of the larger of what is said and a scale of the state."""
        return abs(self.found - self.said) / max(abs(self.said), self.scale, 1e-12)


class Pack:
    """The files of a pack: briefs of its loops, states."""

    def __init__(self, states: Mapping[str, Any], briefs: Mapping[str, str]) -> None:
        self.states = states
        self.briefs = {tag: yaml.safe_load(text) for tag, text in briefs.items()}

    @classmethod
    def of(cls, folder: Path) -> "Pack":
        """From the folder of a pack."""
        briefs = {p.stem: p.read_text() for p in sorted((folder / "loops").glob("*.yaml"))}
        return cls(json.loads((folder / "states.json").read_text()), briefs)

    def differences(self, every: int = 1) -> Iterator[Difference]:
        """Of every so-manieth state of each side."""
        cases = self.states["cases"]
        seen: set[tuple[str, int]] = set()
        for case in cases:
            todo = [("loop", i) for i in case["loops"]] + [
                (side, case[key]) for side, key in (("facility", "facility"), ("chilled", "chilled_state"))
                if case.get(key) is not None and self.states.get(f"{side}_states")
            ]  # fmt: skip
            for side, i in todo:
                if (side, i) in seen or i % every:
                    continue
                seen.add((side, i))
                yield from getattr(self, side)(case, i)

    def loop(self, case: Mapping[str, Any], i: int) -> Iterator[Difference]:
        """A technology loop: flows of the racks, heads of the CDUs, the worst share, fastest pipe."""
        said, known = self.states["loop_states"][i], self.states["technology"]
        tag = said["loop"]
        if not said["flows"] or not said["heads"]:
            return
        loop, facts = Loop(self.briefs[tag], known["coolant"]), known["loops"][tag]
        shut = {b for name in case["closed"].get(tag, ()) for b in facts["takes"][name]} | loop.closed
        total, feeding = math.fsum(said["flows"].values()), list(said["heads"])
        demand: dict[str, float] = {}
        for cdu in feeding:
            demand[f"S {cdu}"] = -total / len(feeding)
            demand[f"R {cdu}"] = total / len(feeding)
        demand[f"R {feeding[0]}"] = 0.0
        found = solved(loop, demand, shut, f"R {feeding[0]}")
        name = f"loop {i} ({case['kind']} {','.join([*case['tags'], *case['out']])[:60]})"
        for rack, flow in said["flows"].items():
            yield Difference(name, "rack flow", flow, found.of(f"rack {rack}"), 1e-6, total / len(facts["racks"]))
        for cdu, kpa in said["heads"].items():
            yield Difference(name, "head of a CDU", kpa, found.lift(cdu), 1e-6)
        racks = facts["racks"]
        shares = {r: found.of(f"rack {r}") / racks[r]["required"] for r, m in said["flows"].items() if m > 0.0}
        if said["supply"] is not None and abs(said["supply"] - known["supply"]) < 1e-9:
            yield Difference(name, "worst share", said["share"], min(shares.values()), 1e-6)
        yield Difference(name, "velocity", said["velocity"], found.fastest(), 1e-6)
        served = math.fsum(racks[r]["heat"] for r, m in said["flows"].items() if m > 0.0)
        yield Difference(name, "heat of CDUs and racks", said["cdu_heat"] * len(feeding), served, 1e-9)
        if said["supply"] is not None and case.get("facility") is not None and min(shares.values()) > 1.0 - 1e-6:
            facility = self.states["facility_states"][case["facility"]]
            reached = max(self._reached(cdu, served, total, len(feeding), facility) for cdu in feeding)
            yield Difference(name, "supply", said["supply"], max(known["supply"], reached), 1e-6)

    def _reached(self, cdu: str, heat: float, total: float, count: int, facility: Mapping[str, Any]) -> float:
        """Supply [degC] that a CDU's exchanger reaches with its share of heat [kW] and flow [kg/s]: counterflow, half
        of the resistance in either film at the rating, films by a power of flow.
        """
        known = self.states["technology"]
        made, hot, cold = known["cdu"], known["coolant"], self.states["facility"]["coolant"]
        flows = (total / count, facility["users"][cdu])
        films = [
            (rated / (m / state["density"] * 60000.0)) ** made["exponent"] / film
            for rated, m, state, film in zip(made["flows"], flows, (hot, cold), made["films"], strict=True)
        ]
        rates = [m * state["heat_capacity"] / 1000.0 for m, state in zip(flows, (hot, cold), strict=True)]
        least, most = sorted(rates)
        units, ratio = 2.0 * made["size"] / math.fsum(films) / least, least / most
        decay = math.exp(-units * (1.0 - ratio))
        effect = units / (1.0 + units) if ratio > 1.0 - 1e-9 else (1.0 - decay) / (1.0 - ratio * decay)
        each = heat / count
        return float(facility["supply"]) + each / (effect * least) - each / rates[0]

    def _circuit(self, name: str, loop: Loop, said: Mapping[str, Any], limit: Mapping[str, float], shut: Collection[str]
                 ) -> Iterator[Difference]:  # fmt: skip
        held = next(iter(loop.held))
        found = solved(loop, {}, shut, held, limit)
        scale = max([abs(m) for m in said["users"].values()] or [1.0])
        for kind in ("user", "pump"):
            for tag, flow in said[f"{kind}s"].items():
                yield Difference(name, f"{kind} flow", flow, found.of(f"{kind} {tag}"), 1e-6, scale)
        yield Difference(name, "velocity", said["velocity"], found.fastest(), 1e-6)
        drop = found.pressure[loop.start] - found.pressure[loop.end]
        first = len(loop.branches) - len(loop.valves)
        margins = []
        for i, valve in enumerate(loop.valves):
            if valve["tag"] not in shut:
                most = (limit or {}).get(valve["tag"], loop.limit[i])
                margins.append(float(np.nan_to_num(drop[first + i] - loop.wide[i] * most**2, nan=-np.inf)))
        if said["margin"] is not None and margins:
            yield Difference(name, "valve margin", said["margin"], min(margins), 1e-6, 1e4)

    def facility(self, case: Mapping[str, Any], i: int) -> Iterator[Difference]:
        """The facility circuit: flows of users and pumps, fastest pipe, margin of the worst control valve."""
        said, known = self.states["facility_states"][i], self.states["facility"]
        if "pumps" not in said:
            return
        loop = Loop(self.briefs["FWS"], known["coolant"])
        shut = set(loop.closed)
        for name in case["out"]:
            shut |= set(known["takes"].get(name, ()))
            shut -= set(known["opens"].get(name, ()))
        yield from self._circuit(f"facility {i} ({case['kind']} {','.join(case['out'])[:60]})", loop, said,
                                 self._limits(loop, case), shut)  # fmt: skip

    def _limits(self, loop: Loop, case: Mapping[str, Any]) -> dict[str, float]:
        """What the valves of CDUs pass when some of their group are out: the same for the loop, by fewer."""
        limit = {}
        normal = {v["tag"]: m for v, m in zip(loop.valves, loop.limit, strict=True)}
        for facts in self.states["technology"].get("loops", {}).values():
            running = [c for c in facts["standing"] if c not in case["out"]]
            for cdu in running:
                key = f"user {cdu}"
                if key in normal:
                    limit[key] = normal[key] * len(facts["standing"]) / len(running)
        return limit

    def chilled(self, case: Mapping[str, Any], i: int) -> Iterator[Difference]:
        """The chilled circuit likewise."""
        said, known = self.states["chilled_states"][i], self.states["chilled"]
        loop = Loop(self.briefs["CHW"], known["coolant"])
        out = {t for t in (*case["out"], *case["chilled"]) if t in known["takes"]}
        out |= {f"{t}-P" for t in out if f"{t}-P" in known["takes"]}
        shut = set(loop.closed) | {b for name in out for b in known["takes"][name]}
        named = f"chilled {i} ({case['kind']} {','.join([*case['out'], *case['chilled']])[:60]})"
        yield from self._circuit(named, loop, said, self._coils(loop, out), shut)

    def _coils(self, loop: Loop, out: Collection[str]) -> dict[str, float]:
        """What trim exchangers pass when some of them are out: the same between those that are left."""
        twins = self.states["chilled"]["exchangers"]
        left = [tag for tag in twins if tag not in out]
        normal = {v["tag"]: m for v, m in zip(loop.valves, loop.limit, strict=True)}
        return {f"user {tag}": normal[f"user {tag}"] * len(twins) / len(left) for tag in left}


def main(folders: list[str]) -> int:
    """Every pack: largest differences; how many states are beyond a gate."""
    wrong = 0
    for folder in folders:
        found = list(Pack.of(Path(folder)).differences())
        beyond = {one.state for one in found if not one.apart() <= one.gate}
        print(folder, len({one.state for one in found}), "states,", len(beyond), "beyond")
        for kind in dict.fromkeys(one.kind for one in found):
            worst = max((one for one in found if one.kind == kind), key=Difference.apart)
            print(f"  {kind}: {worst.apart():.2e} at {worst.state}")
        for state in sorted(beyond)[:20]:
            print("   beyond:", state)
        wrong += len(beyond)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
