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
    needed = ("balance", "cases", "pipes", "racks", "rack_flows", "settings", "cdus")
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
    """The head that a CDU must give lies between the drop of the worst rack, and that with all of its row's headers, of
    the whole ring and of both branches of the CDU, each at the flow that enters it.
    """
    drops = {row["Tag"]: number(row["Drop"]) for row in rows(pack, "pipes")}
    places = {row["Tag"]: row["Row"] for row in rows(pack, "racks")}
    flows = rows(pack, "rack_flows")
    for loop in sorted({row["Loop"] for row in flows}):
        need = [number(row["Head needed"]) for row in rows(pack, "cdus") if row["Loop"] == loop]
        least = max(number(row["Drop"]) for row in flows if row["Loop"] == loop)
        tops = []
        for row in {places[r["Tag"]] for r in flows if r["Loop"] == loop}:
            own = [d for tag, d in drops.items() if tag.startswith(f"{loop}-{row}-")]
            racks = [number(r["Drop"]) for r in flows if r["Loop"] == loop and places[r["Tag"]] == row]
            tops.append(max(racks) + sum(own))
        mains = [(tag.rstrip("ABCD"), drop) for tag, drop in drops.items()]
        ring = sum(max((d for tag, d in mains if tag == f"{loop}-RING-{side}"), default=0.0) for side in "SR")
        branch = 2.0 * max((d for t, d in drops.items() if t.startswith(f"{loop}-CDU-")), default=0.0)
        valves = [number(r["Valve takes"]) for r in rows(pack, "settings")]
        most = max(tops) + ring + branch + min(valves, default=0.0)
        if not all(least <= one <= most * (1.0 + CLOSE) for one in need):
            yield f"head of {loop}: {need} not between {least} and {most}"
        if any(number(r["Head available"]) < number(r["Head needed"]) for r in rows(pack, "cdus")):
            yield f"head of {loop}: more needed than there is"
