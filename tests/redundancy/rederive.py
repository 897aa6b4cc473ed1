"""A second proof of an issued pack from its files alone: `graph.json` is tried again and `proof.json` held to it.

Nothing of the tool is imported. Sets of scenarios are Python integers, one bit for each; the maximum flow is a linear
programme; everything else is counted out plainly.

Run: ``python tests/redundancy/rederive.py PACK ...``. Prints what differs, pack by pack.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_
from pathlib import Path

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

OWN = {"generator", "battery", "ups", "fuel", "fuel-tank", "fuel-header"}
BREAKERS = {"breaker", "bus-tie", "tie", "sts", "ats"}
CLASSES = ("C1", "C2", "C3", "C4", "C5")
CORE = ("C1", "C2")
EVER = float("inf")
#: Powers [kW] and shares closer than this are the same: the files keep twelve digits.
NEAR = 1e-6


def at_least(least: int, rows: Sequence[int]) -> int:
    """Bits that so many rows have."""
    if least == 1:
        return reduce(or_, rows, 0)
    reached = [0] * least
    for row in rows:
        for n in range(least - 1, 0, -1):
            reached[n] |= reached[n - 1] & row
        reached[0] |= row
    return reached[-1]


class Written:
    """The graph and the verdicts as they stand in the files of one pack."""

    def __init__(self, pack: Path) -> None:
        self.graph = json.loads((pack / "graph.json").read_text())
        self.proof = json.loads((pack / "proof.json").read_text())
        self.elements = {e["tag"]: e for e in self.graph["elements"]}
        self.links = self.graph["links"]
        self.loads = {x["tag"]: x for x in self.graph["loads"]}
        self.power = {t: x["design_power"]["value"] for t, x in self.loads.items()}
        limits = {key: one["value"] for key, one in self.graph["thresholds"].items()}
        self.seconds, self.radius = limits["automatic_switching"], limits["gpu_blast_radius"]
        self.most = limits["loading_after_loss"] * (1.0 + limits["loading_tolerance"])
        self.shed = set(self.graph["on_generators"]["shed"])
        self.plant_share = self.graph["on_generators"]["plant_share"]
        self.commodities = sorted({k["commodity"] for k in self.links})
        self.utilities = [
            t for t, e in self.elements.items() if "power" in e.get("sources", ()) and e["kind"] not in OWN
        ]
        self.generators = [
            t for t, e in self.elements.items() if e["kind"] == "generator" and (e.get("needs") or e.get("sources"))
        ]
        groups_of: dict[str, list[dict]] = defaultdict(list)
        for group in self.graph["groups"]:
            for member in group["members"]:
                groups_of[member].append(group)
        self.groups_of = dict(groups_of)
        self._rings: dict[float, list[set[str]]] = {}
        self._wired: dict[tuple[str, float], tuple[dict[str, list[str]], list[str]]] = {}
        self.powered = {
            t for t, e in self.elements.items() if self.need(t, "power") or "power" in e.get("sources", ())
        }
        self.normal = {t for t, bits in self.settle([()], -1.0).items() if bits}

    def need(self, tag: str, commodity: str) -> int:
        """Links of a commodity that an element needs from others."""
        element = self.elements[tag]
        return 0 if commodity in element.get("sources", ()) else element.get("needs", {}).get(commodity, 0)

    def used(self, commodity: str, seconds: float) -> list[dict]:
        """The links that carry a commodity when ties may close within so many seconds."""
        return [
            k for k in self.links
            if k["commodity"] == commodity
            and (not k.get("normally_open") or k["switching_time"]["value"] <= seconds)
        ]  # fmt: skip

    def wired(self, commodity: str, seconds: float) -> tuple[dict[str, list[str]], list[str]]:
        """What feeds each element, and the elements that need the commodity, feeders first as far as there is one."""
        if (commodity, seconds) not in self._wired:
            feeds: dict[str, list[str]] = defaultdict(list)
            graph = nx.DiGraph()
            for k in self.used(commodity, seconds):
                feeds[k["target"]].append(k["source"])
                graph.add_edge(k["source"], k["target"])
            packed = nx.condensation(graph)
            order = [t for part in nx.topological_sort(packed) for t in sorted(packed.nodes[part]["members"])]
            order += sorted(set(self.elements) - set(order))
            self._wired[commodity, seconds] = feeds, [t for t in order if self.need(t, commodity)]
        return self._wired[commodity, seconds]

    def columns(self, removed: Sequence[Iterable[str]]) -> dict[str, int]:
        """For each element the scenarios that leave it in."""
        bits = dict.fromkeys(self.elements, (1 << len(removed)) - 1)
        for n, tags in enumerate(removed):
            for tag in tags:
                bits[tag] &= ~(1 << n)
        return bits

    def fed(self, bits: dict[str, int], commodity: str, seconds: float) -> dict[str, int]:
        """Who gets one commodity among those that are in: life spreads from its sources."""
        feeds, needing = self.wired(commodity, seconds)
        live = bits | dict.fromkeys(needing, 0)
        moved = True
        while moved:
            moved = False
            for tag in needing:
                if bits[tag] != live[tag]:
                    row = bits[tag] & at_least(self.need(tag, commodity), [live[s] for s in feeds[tag]])
                    moved, live[tag] = moved or row != live[tag], row
        return live

    def settle(self, removed: Sequence[Iterable[str]], seconds: float) -> dict[str, int]:
        """For each element the scenarios in which it works, all commodities together."""
        bits, quiet = self.columns(removed), 0
        while quiet < len(self.commodities):
            for commodity in self.commodities:
                live = self.fed(bits, commodity, seconds)
                quiet = quiet + 1 if live == bits else 1
                bits = live
        return bits

    def by_search(self, removed: Iterable[str], seconds: float) -> set[str]:
        """The working elements after one removal by plain search and counting."""
        inside = set(self.elements) - set(removed)
        while True:
            before = len(inside)
            for commodity in self.commodities:
                counts: Counter[str] = Counter()
                after: dict[str, list[str]] = defaultdict(list)
                for k in self.used(commodity, seconds):
                    after[k["source"]].append(k["target"])
                found = {t for t in inside if not self.need(t, commodity)}
                waiting = list(found)
                while waiting:
                    for target in after[waiting.pop()]:
                        counts[target] += 1
                        if target in inside - found and counts[target] >= self.need(target, commodity):
                            found.add(target)
                            waiting.append(target)
                inside = found
            if len(inside) == before:
                return inside

    # what is tried

    def scenarios(self) -> dict[str, list[tuple[str, str, set[str]]]]:
        """Test -> tag, kind and elements removed."""
        ins = [(t, e["kind"]) for t, e in self.elements.items() if e["removable"]]
        outside = set(self.utilities)
        above, below = defaultdict(set), defaultdict(set)
        for k in self.links:
            if k["commodity"] == "power" and not k.get("normally_open"):
                above[k["target"]].add(k["source"])
        for tag, e in self.elements.items():
            if e.get("controller"):
                below[e["controller"]].add(tag)
        failed = []
        for tag, kind in ins:
            zone = {u for u in above[tag] if kind in BREAKERS or self.elements[u]["kind"] in BREAKERS}
            failed.append((tag, kind, {tag} | zone | below[tag]))
        work = [(t, kind, {t}) for t, kind in ins if t not in outside]
        tests = {"T0": [("", "", set())], "T1": work, "T2": failed, "T4": self.common_causes(), "T5": []}
        if any(self.loads[t]["class"] == "C3" for t in self.loads):
            tests["T5"] = failed
        if self.generators:
            tests["T1G"] = [(t, kind, {t, *outside}) for t, kind, _ in work]
        return tests

    def common_causes(self) -> list[tuple[str, str, set[str]]]:
        """Rooms without racks, controllers that are no element, and whatever else elements share."""
        white = {e.get("room") for e in self.elements.values() if e["kind"] == "rack"}
        sets: dict[tuple[str, str], set[str]] = defaultdict(set)
        for tag, e in self.elements.items():
            if e.get("room") and e["room"] not in white:
                sets["room", e["room"]].add(tag)
            if e.get("controller") and e["controller"] not in self.elements:
                sets["controller", e["controller"]].add(tag)
            for name in e.get("shares", ()):
                sets["passage", name].add(tag)
        return [(name, kind, tags) for (kind, name), tags in sets.items()]

    def dark(self, removed: Sequence[set[str]], seconds: float) -> list[bool]:
        """Whether no load has power without the generators."""
        bits = self.columns([tags | set(self.generators) for tags in removed])
        live = self.fed(bits, "power", seconds)
        some = reduce(or_, (live[t] for t in self.loads), 0)
        return [bool(self.loads) and not some >> n & 1 for n in range(len(removed))]

    def lost(self, alive: set[str], own: set[str], dark: bool, off: bool = False) -> set[str]:
        """Loads lost in one scenario: not those removed themselves, nor what every group of theirs can spare."""
        gone = {t for t in self.loads if t not in alive and t not in own}
        gone = {
            t for t in gone
            if t not in self.groups_of or any(
                sum(m in alive for m in g["members"]) < g["needed"] for g in self.groups_of[t]
            )
        }  # fmt: skip
        if dark or off:
            shed = {t for t, x in self.loads.items() if x["class"] in self.shed}
            gone = gone - shed if off else gone | shed
        return gone

    def by_class(self, tags: Iterable[str]) -> dict[str, float]:
        """Power of loads [kW] by class."""
        found: dict[str, float] = defaultdict(float)
        for tag in tags:
            if self.power[tag]:
                found[self.loads[tag]["class"]] += self.power[tag]
        return dict(found)

    # how much what is left carries

    def demands(self, on_generators: bool) -> dict[str, float]:
        """Power asked of the chain [kW]."""
        found = {}
        for tag, x in self.loads.items():
            kw = self.power[tag]
            if on_generators:
                kw *= 0.0 if x["class"] in self.shed else self.plant_share if x["class"] == "C4" else 1.0
            if kw:
                found[tag] = kw
        return found

    def rated(self, tag: str) -> float:
        """What an element of the power trade may carry [kW], 0 where nothing is said."""
        e = self.elements[tag]
        return e.get("capacity", {}).get("value", 0.0) if e["trade"] == "power" else 0.0

    def shares(self, alive: set[str], seconds: float, on_generators: bool) -> tuple[float, str]:
        """The worst loading when every element shares equally over its live feeds; ties only where they are needed."""
        inward: dict[str, list[dict]] = defaultdict(list)
        for k in self.used("power", seconds):
            if k["source"] in alive:
                inward[k["target"]].append(k)
        flow: dict[str, float] = defaultdict(float, self.demands(on_generators))
        above = set(flow)
        waiting = list(above)
        while waiting:
            for k in inward[waiting.pop()]:
                if k["source"] not in above:
                    above.add(k["source"])
                    waiting.append(k["source"])
        worst = (0.0, "")
        for ring in self.rings(seconds):
            for tag, links in self._outward(ring, inward) if ring & above else ():
                for k in links:
                    flow[k["source"]] += flow[tag] / len(links)
                    if k.get("capacity", {}).get("value"):
                        own = flow[tag] / len(links) / k["capacity"]["value"]
                        worst = max(worst, (own, f"{k['source']} > {k['target']}"))
        for tag in {k["source"] for t in above for k in inward[t]}:
            if self.rated(tag):
                worst = max(worst, (flow[tag] / self.rated(tag), tag))
        return worst

    def rings(self, seconds: float) -> list[set[str]]:
        """Elements that feed one another with power, each set before what feeds it; most are of one."""
        if seconds not in self._rings:
            packed = nx.condensation(nx.DiGraph((k["source"], k["target"]) for k in self.used("power", seconds)))
            order = reversed(list(nx.topological_sort(packed)))
            self._rings[seconds] = [packed.nodes[part]["members"] for part in order]
        return self._rings[seconds]

    def _outward(self, ring: set[str], inward: dict[str, list[dict]]) -> Iterable[tuple[str, list[dict]]]:
        """Members of a ring, those farthest from where power enters it first, with the links that carry to them."""
        looped = len(ring) > 1
        rank: dict[str, float] = {}
        for ties in (False, True) if looped else (True,):
            start = float(len(ring)) if looped and ties else 0.0
            moved = True
            while moved:
                moved = False
                for tag in sorted(set(ring) - set(rank)):
                    ways = [k for k in inward[tag] if ties or not k.get("normally_open")]
                    found = [rank.get(k["source"], EVER) + 1 if k["source"] in ring else start for k in ways]
                    if min(found, default=EVER) < EVER:
                        rank[tag] = min(found)
                        moved = True
        for tag in sorted(rank, key=lambda t: -rank[t]):
            links = [k for k in inward[tag] if k["source"] not in ring or rank.get(k["source"], EVER) < rank[tag]]
            closed = [k for k in links if not k.get("normally_open")]
            links = closed if len(closed) >= max(1, self.need(tag, "power")) else links
            if links:
                yield tag, links

    def could_carry(self, alive: set[str], seconds: float, on_generators: bool) -> bool:
        """Whether some division of the flows serves every load with a live feed within all ratings."""
        used = [k for k in self.used("power", seconds) if k["source"] in alive]
        demands = self.demands(on_generators)
        fed = {k["target"] for k in used}
        place = {t: n for n, t in enumerate(self.elements)}
        count = len(used)
        sources = [t for t in alive if "power" in self.elements[t].get("sources", ())]
        rows, columns, signs = [], [], []
        for n, k in enumerate(used):
            rows += [place[k["target"]], place[k["source"]]]
            columns += [n, n]
            signs += [1.0, -1.0]
        for n, tag in enumerate(sources):
            rows.append(place[tag])
            columns.append(count + n)
            signs.append(1.0)
        size = (len(place), count + len(sources))
        balance = coo_array((signs, (rows, columns)), shape=size).tocsr()
        wanted = np.array([demands.get(t, 0.0) if t in fed else 0.0 for t in place])
        capped = [t for t in place if self.rated(t)]
        out = coo_array((-np.minimum(balance.tocoo().data, 0.0), balance.tocoo().coords), shape=size).tocsr()
        bounds = [(0.0, k.get("capacity", {}).get("value")) for k in used] + [(0.0, None)] * len(sources)
        found = linprog(
            np.zeros(size[1]), A_eq=balance, b_eq=wanted, bounds=bounds,
            A_ub=out[[place[t] for t in capped]], b_ub=[self.rated(t) * (1 + 1e-7) + 1e-3 for t in capped],
        )  # fmt: skip
        return found.status == 0

    # what is said

    def judge(self) -> list[str]:
        """What differs between the verdicts written and those found again."""
        return [*self.differences(), *self.summary(), *self.coupled(), *self.cords(), *self.witnesses(), *self.pairs()]

    def differences(self) -> list[str]:
        """Every removal of every test but T5: losses, what stopped, loading, verdict."""
        said = {(r["test"], r["tag"], r["kind"]): r for r in self.proof["removals"]}
        wrong, self.found = [], {}
        for test, tried in self.scenarios().items():
            keys = {(test, tag, kind) for tag, kind, _ in tried}
            if keys != {key for key in said if key[0] == test}:
                wrong.append(f"{test}: other removals: {sorted(keys ^ {k for k in said if k[0] == test})[:5]}")
            if test == "T5" or not tried:
                continue
            seconds = {"T0": -1.0, "T2": self.seconds, "T4": self.seconds}.get(test, EVER)
            always = set(self.utilities) if test == "T1G" else set()
            bits = self.settle([tags for _, _, tags in tried], seconds)
            base = {t for t, row in self.settle([always], seconds).items() if row}
            dark = self.dark([tags for _, _, tags in tried], seconds) if test in ("T1", "T2", "T4") else ()
            loaded: dict[tuple[frozenset[str], bool], tuple[float, str, bool]] = {}
            for n, (tag, kind, removed) in enumerate(tried):
                alive = {t for t, row in bits.items() if row >> n & 1}
                island = test == "T1G" or bool(dark and dark[n])
                own = removed if test == "T4" else {tag}
                lost = self.lost(alive, own, island and test != "T1G", test == "T1G")
                lost = lost if test == "T0" else lost & self.normal
                key = frozenset(t for t in alive if t in self.powered), island
                if key not in loaded:
                    worst = self.shares(alive, seconds, island)
                    carried = worst[0] <= self.most or self.could_carry(alive, seconds, island)
                    loaded[key] = (*worst, carried)
                row = self._row(lost, base, alive, removed, loaded[key])
                self.found[test, tag, kind] = row
                one = said.get((test, tag, kind))
                if one is not None:
                    wrong += [f"{test} {tag}: {d}" for d in self._against(row, one)]
        return wrong

    def _row(self, lost: set[str], base: set[str], alive: set[str], removed: set[str], load: tuple) -> dict:
        feeding = {k["source"] for k in self.links} | set(self.groups_of)
        stopped = base - alive - removed
        by_class = self.by_class(lost)
        worst, at, carried = load
        touched = bool(stopped or (removed & base & feeding))
        verdict = "degraded" if touched or by_class else "served"
        if by_class and set(by_class) != {"C5"}:
            verdict = "lost"
        elif worst > self.most:
            verdict = "overload"
        return {
            "lost": lost, "alive": alive, "by_class": by_class, "stopped": stopped, "worst": worst, "at": at,
            "carried": carried, "verdict": verdict, "racks": sum(self.loads[t]["class"] == "C3" for t in lost),
        }  # fmt: skip

    @staticmethod
    def _against(row: dict, said: dict) -> Iterable[str]:
        kw = {c: v["value"] for c, v in said["lost_power"].items()}
        if set(kw) != set(row["by_class"]) or any(abs(kw[c] - row["by_class"][c]) > NEAR * max(1, kw[c]) for c in kw):
            yield f"lost {kw}, found {row['by_class']}"
        for key, found in (("verdict", row["verdict"]), ("lost_count", len(row["lost"])), ("racks", row["racks"]),
                           ("stopped_count", len(row["stopped"])), ("could_carry", row["carried"])):
            if said[key] != found:
                yield f"{key} {said[key]}, found {found}"
        if not set(said["lost"]) <= row["lost"] or not set(said.get("stopped", ())) <= row["stopped"]:
            yield "names others than those found"
        if abs(said["worst_share"] - row["worst"]) > NEAR:
            yield f"loading {said['worst_share']} at {said['worst_tag']}, found {row['worst']} at {row['at']}"

    def _loses(self, row: dict, classes: Iterable[str]) -> bool:
        return row["verdict"] == "overload" or any(row["by_class"].get(c, 0.0) > 0 for c in classes)

    def summary(self) -> list[str]:
        """Single points, the connection, what is contained, disagreements, shares served, and the words."""
        rows, wide = self.found, {}
        for (test, tag, kind), row in rows.items():
            wide.setdefault((test, kind == "room"), []).append((tag, row))
        named = [(t, x) for (test, room), part in wide.items() if test in ("T1", "T2") or (test == "T4" and not room)
                 for t, x in part]
        singles = {t for t, x in named if x["by_class"].keys() & set(CORE) or x["racks"] > self.radius}
        entry = set(self.utilities) | {t for t, e in self.elements.items() if e["kind"] == "service"}
        tried = self.scenarios()
        gone = {
            tag for test, seconds in (("T1", EVER), ("T2", self.seconds))
            for (tag, _, tags), out in zip(
                tried[test], self.dark([tags for *_, tags in tried[test]], seconds) if tried[test] else [], strict=True
            ) if out and tags & entry
        }  # fmt: skip
        on_sets = {t for t, x in wide.get(("T1G", False), ())
                   if x["by_class"].keys() & set(CORE) or ("C3" not in self.shed and x["racks"] > self.radius)}
        found = {
            "single_points": singles, "connection": gone & singles,
            "contained": {t for t, x in named if x["racks"]} - singles,
            "single_points_on_generators": on_sets,
            "disagreements": {f"{test}:{tag}" for (test, tag, _), x in rows.items()
                              if x["worst"] > self.most and x["carried"]},
        }
        wrong = [f"{key}: {sorted(set(self.proof[key]) ^ tags)[:8]}" for key, tags in found.items()
                 if set(self.proof[key]) != tags]
        critical = ("C1", "C2", "C3", "C4")
        for test, share in self.proof["served"].items():
            part = [x for (t, _, _), x in rows.items() if t == test]
            classes = [c for c in critical if test != "T1G" or c not in self.shed]
            if part and abs(share - sum(not self._loses(x, classes) for x in part) / len(part)) > 1e-9:
                wrong.append(f"served[{test}] {share}")
        return wrong + self._words(found["single_points"], found["connection"])

    def _words(self, singles: set[str], connection: set[str]) -> list[str]:
        """The words that the results allow: nothing of generators where there are none."""
        entry = connection or set(self.utilities)
        inside: dict[str, list[dict]] = defaultdict(list)
        for (test, tag, _), row in self.found.items():
            if tag not in entry:
                inside[test].append(row)
        outage = self.outage()
        feeds = [row for (test, tag, kind), row in self.found.items() if test == "T2" and kind == "utility"]
        critical = ("C1", "C2", "C3", "C4")
        holds = {
            (test, kind): bool(inside[test]) and not any(self._loses(x, kind) for x in inside[test])
            for test in ("T0", "T1", "T1G", "T2", "T4") for kind in (critical, CORE)
        }  # fmt: skip
        sets, whole = bool(self.generators), bool(self.generators) and not self.shed & set(critical)
        allowed = {
            "served-in-normal-state": holds["T0", critical],
            "concurrently-maintainable-on-utility": holds["T1", critical],
            "core-maintainable-on-utility": holds["T1", CORE],
            "concurrently-maintainable-on-generators": whole and holds["T1G", critical],
            "core-maintainable-on-generators": holds["T1G", CORE],
            "single-fault-served-on-utility": holds["T2", critical],
            "core-single-fault-served-on-utility": holds["T2", CORE],
            "gpu-faults-contained": bool(inside["T2"]) and all(x["racks"] <= self.radius for x in inside["T2"]),
            "compartments-independent": holds["T4", critical],
            "feed-loss-served": len(feeds) > 1 and not any(self._loses(x, critical) for x in feeds),
            "utility-loss-served": sets and outage is not None and not self._loses(outage, critical),
            "core-utility-loss-served": sets and outage is not None and not self._loses(outage, CORE),
            "no-single-point": not singles - connection and any(test == "T2" for test, _, _ in self.found),
        }
        words = {key for key, true in allowed.items() if true} if holds["T0", critical] else set()
        words |= set() if sets else {"no-generators"}
        wrong = [f"words: {sorted(words ^ set(self.proof['claims']))}"] if words != set(self.proof["claims"]) else []
        if (outage is None) != (self.proof["outage"] is None):
            return [*wrong, "outage of the utility"]
        return [*wrong, *(f"outage: {d}" for d in (self._against(outage, self.proof["outage"]) if outage else ()))]

    def outage(self) -> dict | None:
        """All feeds of the utility lost at once, automatic actions only."""
        if not self.utilities:
            return None
        gone = set(self.utilities)
        alive, base = (
            {t for t, row in self.settle([tags], self.seconds).items() if row} for tags in (gone, set())
        )
        worst = self.shares(alive, self.seconds, True)
        carried = worst[0] <= self.most or self.could_carry(alive, self.seconds, True)
        return self._row(self.lost(alive, set(), True) & self.normal, base, alive, gone, (*worst, carried))

    def coupled(self) -> list[str]:
        """T5: GPU power that keeps each commodity, all of them, and what each would keep by itself."""
        tried = self.scenarios()["T5"]
        racks = {t: self.power[t] for t, x in self.loads.items() if x["class"] == "C3"}
        if not tried or not racks:
            return []
        asked = [c for c in self.commodities if any(self.elements[t].get("needs", {}).get(c) for t in racks)]
        removed = [tags for *_, tags in tried]
        bits, inside = self.settle(removed, self.seconds), self.columns(removed)
        alone = {c: self.fed(inside, c, self.seconds) for c in asked}
        feeds = {c: self.wired(c, self.seconds)[0] for c in asked}
        said = {r["tag"]: r for r in self.proof["removals"] if r["test"] == "T5"}
        got = {
            c: {t: inside[t] & (at_least(n, [bits[s] for s in feeds[c][t]])
                                if (n := self.elements[t].get("needs", {}).get(c, 0)) else inside[t]) for t in racks}
            for c in asked
        }  # fmt: skip
        wrong, hidden = [], set()
        for n, (tag, kind, _) in enumerate(tried):
            kept = {c: sum(kw for t, kw in racks.items() if got[c][t] >> n & 1) for c in asked}
            single = {c: sum(kw for t, kw in racks.items() if alone[c][t] >> n & 1) for c in asked}
            kept |= {"all": sum(kw for t, kw in racks.items() if bits[t] >> n & 1), "alone": min(single.values())}
            if kept["all"] and self.found["T2", tag, kind]["by_class"].get("C3", 0.0) >= sum(racks.values()) - NEAR:
                kept = dict.fromkeys(kept, 0.0)
            told = {c: v["value"] for c, v in said[tag]["kept_power"].items()}
            if set(told) != set(kept) or any(abs(told[c] - kept[c]) > NEAR * max(1.0, kept[c]) for c in kept):
                wrong.append(f"T5 {tag}: kept {told}, found {kept}")
            if kept["all"] < kept["alone"] - 1e-3:
                hidden.add(tag)
        if hidden != set(self.proof["coupled_only"]):
            wrong.append(f"coupled only: {sorted(hidden ^ set(self.proof['coupled_only']))[:8]}")
        return wrong

    def cords(self) -> list[str]:
        """Loads of two cords that one element below the connection stops; cords on a path that is not theirs."""
        entry = set(self.utilities) | {t for t, e in self.elements.items() if e["kind"] == "service"}
        asked = [t for t, x in self.loads.items() if x["cords"] > 1]
        tried = [t for t, e in self.elements.items() if e["removable"] and t not in entry and t not in asked]
        live = self.fed(self.columns([(t,) for t in tried]), "power", self.seconds)
        fatal = {t: {tried[n] for n in range(len(tried)) if not live[t] >> n & 1} for t in asked}
        shared = {t for t, tags in fatal.items() if tags and len(tags) < len(tried)}
        ends = {"cord", "circuit", "tap", "whip"}
        swapped = set()
        for k in self.links:
            source, target = self.elements[k["source"]], self.elements[k["target"]]
            named = {p for p in (target.get("path"), k.get("path")) if p}
            if k["commodity"] == "power" and target["kind"] in ends and source.get("path") and named - {source["path"]}:
                swapped.add(k["target"])
        wrong = []
        for fault, found in (("shared", shared), ("swapped", swapped)):
            told = {t: c["element"] for c in self.proof["cords"] if c["fault"] == fault for t in c["tags"]}
            if set(told) != found:
                wrong.append(f"cords {fault}: {sorted(set(told) ^ found)[:8]}")
            if fault == "shared":
                wrong += [f"cords of {t}: {e} does not stop it" for t, e in told.items() if e not in fatal.get(t, ())]
        return wrong

    def witnesses(self) -> list[str]:
        """Every witness is a live way over links from a source of power to a load that lost a feed."""
        tried = {(test, tag): tags for test, part in self.scenarios().items() for tag, _, tags in part}
        wrong = []
        for r in self.proof["removals"]:
            way = r.get("witness", "").split(" > ") if r.get("witness") else []
            if not way:
                if r["test"] in ("T1", "T2", "T4") and r["verdict"] in ("served", "degraded") and self._asks(r, tried):
                    wrong.append(f"{r['test']} {r['tag']}: survived without a witness")
                continue
            seconds = EVER if r["test"] == "T1" else self.seconds
            ways = {(k["source"], k["target"]) for k in self.used("power", seconds)}
            row = self.found[r["test"], r["tag"], r["kind"]]
            dead = (row["stopped"] | tried[r["test"], r["tag"]]) & self.normal
            good = all(step in ways for step in pairwise(way)) and not dead & set(way) and way[-1] in self.loads
            good = good and not self.need(way[0], "power")
            good = good and any(k["source"] in dead for k in self.used("power", seconds) if k["target"] == way[-1])
            if not good:
                wrong.append(f"{r['test']} {r['tag']}: no way {way}")
        return wrong

    def _asks(self, r: dict, tried: dict) -> bool:
        """Whether some working load lost a feed of power."""
        row = self.found[r["test"], r["tag"], r["kind"]]
        dead = (row["stopped"] | tried[r["test"], r["tag"]]) & self.normal
        seconds = EVER if r["test"] == "T1" else self.seconds
        return any(k["source"] in dead and k["target"] in self.loads
                   and k["target"] not in row["stopped"] | tried[r["test"], r["tag"]] and k["target"] in row["alive"]
                   for k in self.used("power", seconds))  # fmt: skip

    def pairs(self, most: int = 10**9) -> list[str]:
        """T3: every pair of one out for work and one failed, tried one by one (or every so many, `most` at most)."""
        told = self.proof["pairs"]
        if told is None:
            return []
        tests = self.scenarios()
        scope = [
            [(t, tags) for t, _, tags in tests[test] if self.elements[t]["trade"] != "fabric" or told["scope"] == "all"]
            for test in ("T1", "T2")
        ]  # fmt: skip
        planned, failed = scope
        if told["tried"] != len(planned) * len(failed):
            return [f"pairs tried {told['tried']}, are {len(planned) * len(failed)}"]
        step = max(1, -(-len(planned) * len(failed) // most))
        listed = {}
        for cut in self.proof["cut_sets"]:
            a, b = (self.proof["stretches"][cut[key]] for key in ("planned", "failed"))
            for one, other in ((a, b), (b, a)):
                for p in one["planned"]:
                    listed |= {(p, f): cut for f in other["failed"]}
        wrong, losing = [], Counter()
        alone = self.settle([tags for _, tags in failed], self.seconds)
        dark = self.dark([tags for _, tags in failed], self.seconds)
        single = [self.lost({t for t, row in alone.items() if row >> n & 1}, {t0}, d)
                  for n, ((t0, _), d) in enumerate(zip(failed, dark, strict=True))]  # fmt: skip
        for p, out in planned[::step]:
            bits = self.settle([tags | out for _, tags in failed] + [out], self.seconds)
            both_dark = self.dark([tags | out for _, tags in failed] + [out], self.seconds)
            first = self.lost({t for t, row in bits.items() if row >> len(failed) & 1}, {p}, both_dark[-1])
            for n, (f, _) in enumerate(failed):
                alive = {t for t in self.loads if bits[t] >> n & 1}
                if len(alive) == len(self.loads) and not both_dark[n]:
                    continue
                alive = {t for t, row in bits.items() if row >> n & 1}
                more = self.lost(alive, {p, f}, both_dark[n]) & self.normal - first - single[n]
                cut = listed.get((p, f))
                if bool(more) != bool(cut):
                    wrong.append(f"pair {p}, {f}: lost {sorted(more)[:4]}, listed {bool(cut)}")
                if more:
                    losing["losing"] += 1
                    classes = self.by_class(more)
                    losing["core"] += bool(classes.keys() & {"C1", "C2", "C4"})
                    losing["wide"] += sum(self.loads[t]["class"] == "C3" for t in more) > self.radius
                    total = sum(v["value"] for v in cut["lost_power"].values()) if cut else 0.0
                    if sum(classes.values()) > total * (1 + NEAR) + NEAR:
                        wrong.append(f"pair {p}, {f}: loses {sum(classes.values())}, said {total}")
        if step == 1:
            wrong += [f"pairs {key}: {told[key]}, found {losing[key]}" for key in ("losing", "core", "wide")
                      if told[key] != losing[key]]
        return wrong


def main() -> None:
    """Print what differs, pack by pack; ends in 1 if anything does."""
    any_wrong = False
    for name in sys.argv[1:]:
        written = Written(Path(name))
        wrong = written.judge()
        any_wrong |= bool(wrong)
        print(f"{name}: {len(written.elements)} elements, {len(written.found)} removals, {len(wrong)} differ")
        for line in wrong[:20]:
            print("   ", line)
    sys.exit(any_wrong)


if __name__ == "__main__":
    main()
