"""Closes mass, energy and head of the liquid loops from the schedules of a pack alone, with sums and products of
printed numbers: what a reviewer does with a pocket calculator. Each check yields what does not close.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

#: Of a sum, what the rounding of its printed terms may make; of a term, half of its last digit is far less [-].
CLOSE = 0.006


def rows(pack: Path, name: str) -> list[dict[str, str]]:
    """A schedule as dictionaries, units cut from the headers."""
    path = pack / "schedules" / f"{name}.csv"
    if not path.exists():
        return []
    read = iter(list(csv.reader(path.read_text(encoding="utf-8").splitlines())))
    heads = [head.split(" [")[0] for head in next(read)]
    return [dict(zip(heads, row, strict=True)) for row in read]


def number(text: str) -> float:
    """A printed number; nothing printed is nil."""
    return float(text.replace(",", "")) if text.strip(" –") else 0.0


def off(one: float, other: float, digits: float = 0.0) -> bool:
    """Whether two sums differ by more than the rounding of their terms."""
    return abs(one - other) > CLOSE * max(abs(one), abs(other)) + digits


def faults(pack: Path) -> list[str]:
    """Everything that does not close, and what is not there to be closed."""
    needed = ("balance", "cases", "pipes", "racks", "rack_flows", "settings", "cdus", "drops", "drop_paths")
    missing = [f"no schedule {name}" for name in needed if not rows(pack, name)]
    return [*missing, *mass(pack), *energy(pack), *head(pack)]


def mass(pack: Path) -> Iterator[str]:
    """Set flows of racks against row headers, rings and CDUs of the technology loops; users against ring, source header
    and pumps of the facility loop.
    """
    pipes: dict[str, float] = defaultdict(float)
    for row in rows(pack, "pipes"):
        pipes[row["Tag"].rstrip("ABCD")] += number(row["Flow"])
    places = {row["Tag"]: row["Row"] for row in rows(pack, "racks")}
    loops = {row["Tag"]: row["Loop"] for row in rows(pack, "rack_flows")}
    by_row: dict[str, float] = defaultdict(float)
    by_loop: dict[str, float] = defaultdict(float)
    for row in rows(pack, "settings"):
        by_loop[loops[row["Rack"]]] += number(row["Set flow"])
        by_row[f"{loops[row['Rack']]}-{places[row['Rack']]}"] += number(row["Set flow"])
    for loop, flow in by_loop.items():
        for side in "SR":
            if off(pipes[f"{loop}-RING-{side}"], flow, 1.0):
                yield f"ring {loop}-{side}: {pipes[f'{loop}-RING-{side}']} against racks {flow}"
        cdus = [row for row in rows(pack, "cdus") if row["Loop"] == loop]
        each = pipes[f"{loop}-{cdus[0]['Tag']}-S"] if cdus else 0.0
        needed = round(flow / each) if each else 0
        if not 0 < needed <= len(cdus) or off(each * needed, flow, 1.0):
            yield f"CDUs of {loop}: {each} each against {flow}"
    for name, flow in by_row.items():
        arms = [pipes[tag] for tag in (f"{name}-S1", f"{name}-2-S1") if tag in pipes]
        if off(sum(arms), flow, 1.0):
            yield f"header {name}: {arms} against racks {flow}"
    yield from _facility(pack, pipes)


def _facility(pack: Path, pipes: dict[str, float]) -> Iterator[str]:
    """The facility loop: its needed CDUs and its coils take what the ring carries, and what the pumps on duty give."""
    ring = pipes.get("FWS-RING-S", 0.0)
    if not ring:
        return
    cdus = rows(pack, "cdus")
    racks = sum(number(row["Heat"]) for row in rows(pack, "rack_flows"))
    needed = racks / number(cdus[0]["Heat"]) if cdus else 0.0
    users = needed * number(cdus[0]["FWS flow"]) if cdus else 0.0
    coils = [flow for tag, flow in pipes.items() if tag.startswith(("FWS-ACU", "FWS-RD")) and tag.endswith("-S")]
    if off(ring, users + sum(coils), 2.0):
        yield f"facility ring: {ring} against users {users} and coils {sum(coils)}"
    for part in ("RING-R", "HEAD-S", "HEAD-R"):
        if f"FWS-{part}" in pipes and off(pipes[f"FWS-{part}"], ring, 1.0):
            yield f"facility {part}: {pipes[f'FWS-{part}']} against ring {ring}"
    duty = [number(row["Flow"]) for row in rows(pack, "pumps") if row["Loop"] == "FWS" and row["Duty"] == "duty"]
    if duty and off(sum(duty), ring, 1.0):
        yield f"facility pumps on duty: {duty} against ring {ring}"


def energy(pack: Path) -> Iterator[str]:
    """What goes in comes out: every line and sum of the balance, every state, racks against CDUs, and one heat capacity
    for all racks of a loop.
    """
    lines = rows(pack, "balance")
    ways = ("To liquid", "To air", "Outdoors")
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in lines:
        if off(number(row["Power"]), sum(number(row[way]) for way in ways), 0.2):
            yield f"balance {row['Subject']}: {row}"
        for key in ("Power", *ways):
            sums[row["Level"]][key] += number(row[key])
    for key in ("Power", *ways):
        if off(sums["rack kind"][key], sums["hall"][key], 0.5) or off(sums["row"][key], sums["hall"][key], 0.5):
            yield f"balance of the hall, {key}: {sums['rack kind'][key]}, {sums['row'][key]}, {sums['hall'][key]}"
        if off(sums["hall"][key] + sums["plant"][key], sums["total"][key], 0.5):
            yield f"balance of the site, {key}: {sums['hall'][key]} + {sums['plant'][key]}, {sums['total'][key]}"
    trays = rows(pack, "trays")
    for key in ("Power", "To liquid", "To air"):
        parts = sum(number(row[key]) for row in trays)
        if abs(parts - sums["hall"][key]) > 0.05 * len(trays) + 0.05:
            yield f"parts of the racks, {key}: {parts} against the hall {sums['hall'][key]}"
    for row in rows(pack, "cases"):
        out = number(row["Heat out"]) + number(row.get("Not carried", ""))
        if off(number(row["Power in"]), out, 0.2):
            yield f"state {row['State']}: in {row['Power in']}, out {out}"
    racks: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows(pack, "rack_flows"):
        racks[row["Loop"]].append(row)
    liquid = sum(number(row["Heat"]) for each in racks.values() for row in each)
    if off(liquid, sums["rack kind"]["To liquid"], 0.5):
        yield f"heat of the racks' coolant {liquid} against the balance {sums['rack kind']['To liquid']}"
    for loop, each in racks.items():
        heat = sum(number(row["Heat"]) for row in each)
        cdus = [number(row["Heat"]) for row in rows(pack, "cdus") if row["Loop"] == loop]
        needed = round(heat / cdus[0])
        if not 0 < needed <= len(cdus) or off(needed * cdus[0], heat, 0.1 * needed):
            yield f"CDUs of {loop}: {cdus[0]} each against racks {heat}"
        carried = sum(number(r["Flow"]) * (number(r["Return"]) - number(r["Supply"])) for r in each)
        for row in each:
            own = number(row["Flow"]) * (number(row["Return"]) - number(row["Supply"])) * heat / carried
            if abs(own - number(row["Heat"])) > 0.02 * number(row["Heat"]):
                yield f"{row['Tag']}: flow and temperatures carry {own}, its heat is {row['Heat']}"


def head(pack: Path) -> Iterator[str]:
    """From the schedule of the loops' parts: mass at every node, and one pressure at every node by whatever path it is
    reached, so that along any closed path the drops add up to the head given; the flows of racks, CDUs and pumps are
    those of their own schedules, runs are those of the pipe schedule; the head of pumps is that of the longest path.
    """
    parts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows(pack, "drops"):
        parts[row["Loop"]].append(row)
    loops = {row["Loop"] for name in ("rack_flows", "pumps") for row in rows(pack, name)}
    yield from (f"head of {loop}: no parts" for loop in sorted(loops - set(parts)))
    runs = {row["Tag"] for row in rows(pack, "pipes")}
    for loop, each in parts.items():
        counted = [row for row in each if row["Drop"].strip(" –")]
        yield from _nodes(loop, counted)
        yield from _pressures(loop, counted)
        pipes = {row["Tag"] for row in counted if row["Kind"] == "pipes"}
        strange = sorted(pipes - runs - {f"{loop}-BANK"})
        yield from (f"head of {loop}: {tag} is in no pipe schedule" for tag in strange)
    yield from _racks(pack, parts)
    yield from _paths(pack, parts)


def _nodes(loop: str, parts: list[dict[str, str]]) -> Iterator[str]:
    """What enters a node leaves it."""
    left: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    for row in parts:
        for end, sign in (("From", -1.0), ("To", 1.0)):
            left[row[end]] += sign * number(row["Flow"])
            count[row[end]] += 1
    for node, flow in left.items():
        if abs(flow) > 0.051 * count[node]:
            yield f"head of {loop}: {flow} stay at {node}"


def _pressures(loop: str, parts: list[dict[str, str]]) -> Iterator[str]:
    """Walks from node to node in the fewest steps, with what rounding may have made; every other part closes a path."""
    ways: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in parts:
        ways[row["From"]].append((row["To"], number(row["Drop"])))
        ways[row["To"]].append((row["From"], -number(row["Drop"])))
    digits = max((len(row["Drop"].partition(".")[2]) for row in parts), default=0)
    begin = parts[0]["From"]
    at, steps, line = {begin: 0.0}, {begin: 0}, [begin]
    for here in line:
        for there, drop in ways[here]:
            if there not in at:
                at[there], steps[there] = at[here] - drop, steps[here] + 1
                line.append(there)
    for row in parts:
        off_by = at[row["From"]] - number(row["Drop"]) - at[row["To"]] if {row["From"], row["To"]} <= at.keys() else 1e9
        if abs(off_by) > 0.6 * 10.0**-digits * (steps.get(row["From"], 0) + steps.get(row["To"], 0) + 1):
            yield f"head of {loop}: {off_by} left over at {row['Tag']}"


def _racks(pack: Path, parts: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    """Racks have their printed flow and drop; the head of CDUs with nothing out is at most what they need."""
    said = {row["Tag"]: row for row in rows(pack, "rack_flows")}
    for loop, each in parts.items():
        for row in each:
            own = said.get(row["Tag"], {}) if row["Kind"] == "rack" else {}
            for key in ("Flow", "Drop"):
                if own and off(number(own[key]), number(row[key]), 0.1):
                    yield f"head of {loop}: {row['Tag']} {key} {own[key]} against {row[key]}"
    for row in rows(pack, "cdus"):
        gives = [-number(x["Drop"]) for x in parts[row["Loop"]] if x["Tag"] == row["Tag"] and number(x["Drop"]) < 0.0]
        if not gives or max(gives) > number(row["Head needed"]) + 0.06:
            yield f"head of {row['Loop']}: {row['Tag']} gives {gives} and needs {row['Head needed']}"
        if number(row["Head available"]) < number(row["Head needed"]):
            yield f"head of {row['Loop']}: more needed than there is"


def _paths(pack: Path, parts: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    """The printed paths: their terms add up to their heads; that of the design is the pumps' head, and its pipes are
    leg, ring, header and dearest branches of the pipe schedule; a solved one is the head of its machine.
    """
    terms: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows(pack, "drop_paths"):
        terms[row["Loop"], row["State"], row["Path"]].append(row)
    drops = {row["Tag"].rstrip("ABCD"): number(row["Drop"]) for row in rows(pack, "pipes")}
    for (loop, state, along), each in terms.items():
        *lost, last = each
        head = number(last["Drop"])
        if abs(sum(number(row["Drop"]) for row in lost) - head) > 0.0006 * (len(each) + 1):
            yield f"head of {loop}: {state}, the terms do not make {head}"
        if along:
            by = along.split(" ")[0]
            gives = [-number(x["Drop"]) for x in parts[loop] if x["Tag"] == by and number(x["Drop"]) < 0.0]
            if not gives or abs(gives[0] - head) > 0.001:
                yield f"head of {loop}: {along} {head} against {gives}"
            continue
        said = {number(row["Head"]) for row in rows(pack, "pumps") if row["Loop"] == loop}
        if said and off(max(said), head, 0.06):
            yield f"head of {loop}: the pumps' {said} against {head}"
        pipes = number(next(row["Drop"] for row in lost if row["Lost in"] == "pipes"))
        if off(_longest(loop, drops), pipes, 0.3):
            yield f"head of {loop}: pipes {pipes} against {_longest(loop, drops)} of the schedule"


def _longest(loop: str, drops: dict[str, float]) -> float:
    """Leg, ring and header there and back, links and headers past what stands in the supply, and the dearest branch of
    each kind of machine, there and back.
    """
    mains = ("LEG-A", "RING", "HEAD", "TRIM-IN", "TRIM-OUT", "TRIM-IN-A", "TRIM-OUT-A")
    found = sum(drops.get(f"{loop}-{name}-{side}", 0.0) for name in mains for side in "SR")
    both: dict[str, float] = defaultdict(float)
    for tag, drop in drops.items():
        name = tag.removeprefix(f"{loop}-")[:-2]
        others = ("LEG-B", "TRIM-IN-B", "TRIM-OUT-B")
        if tag.startswith(f"{loop}-") and name not in (*mains, *others) and not name.startswith(("BUF", "EXP")):
            both[name] += drop
    banks: dict[str, float] = defaultdict(float)
    for name, drop in both.items():
        kind = name.partition("-")[0] + "-OUT" * name.endswith("-OUT")
        kind = "user" if kind in ("CDU", "ACU", "RD") else kind
        banks[kind] = max(banks[kind], drop)
    return found + sum(banks.values())
