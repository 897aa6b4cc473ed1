"""The demo as a whole process: time and peak memory by room, the PDF's share, and the start of the command line.

Run with ``make bench``. Prints medians and ratios; asserts nothing about the clock. Times by room are processor time
of the process and of those beside it, so that what else runs on the machine counts for little; elapsed time stands
beside it. Then halls of growing size and the exponent of each step over the racks; ``--full`` adds the largest.
"""

import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BRIEF = ROOT / "outputs" / "prairie-25" / "site.yaml"
RUNS = 3
#: Halls of growing size: import limit [MW], length and width [m]; the last with ``--full`` only.
HALLS = ((12.5, 100, 25), (25.0, 140, 35), (50.0, 200, 50), (100.0, 300, 70))
#: Steps below this many seconds at the largest hall tell nothing of growth.
LEAST = 0.5
#: Steps that run once in every round of sizing.
ROUNDS = ("size", "place", "wire", "carry", "feed")
HALL = """
project: {{name: Growth, number: G-1, client: Bench, revision: A, date: "2026-11-23", issued_for: concept, units: SI}}
site:
  climate: texas-panhandle
  elevation: 100 m
  utility: {{voltage: 34.5 kV, frequency: 60 Hz, import_limit: {mw} MW, fault_level: 2500 MVA, feeds: 2}}
  water: {{available: true, daily_limit: {water} m3/day}}
hall:
  footprint: [[0, 0], [{length}, 0], [{length}, {width}], [0, {width}]]
  clear_height: 8 m
  yards: [[[0, {yard}], [{length}, {yard}], [{length}, {end}], [0, {end}]]]
compute: {{rack: gb200-nvl72, racks: max}}
power: {{rules: NEC, voltage: 415 V, architecture: {{gpu: 4-to-make-3, core: 2N, mechanical: N+1}}}}
"""


def peak_mb() -> float:
    """Peak memory of this process so far, or of the largest that worked beside it; they share most of their pages."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def spent() -> float:
    """Processor time of this process and of those that worked beside it and have ended."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def child(pdf: bool, brief: Path = BRIEF) -> None:
    """Design and issue once as the command does, timing each step; prints a JSON line."""
    begun = time.perf_counter()
    marks: list[tuple[str, float, float, float]] = [("start", 0.0, 0.0, 0.0)]

    def mark(step: str) -> None:
        marks.append((step, spent(), time.perf_counter() - begun, peak_mb()))

    mark("import")
    from designer import pipeline
    from designer.beside import collect_seldom

    collect_seldom()
    judged = pipeline.design(brief, on_step=mark)
    mark("write")
    with tempfile.TemporaryDirectory() as folder:
        pipeline.issue(judged, Path(folder) / "pack", pdf)
    mark("end")
    steps: dict[str, float] = {}
    elapsed: dict[str, float] = {}
    peaks: dict[str, float] = {}
    for (step, at, since, _), (_, until, now, peak) in pairwise(marks):
        steps[step] = steps.get(step, 0.0) + until - at
        elapsed[step] = elapsed.get(step, 0.0) + now - since
        peaks[step] = peak
    racks = judged.design.trades.programme.gpu_racks
    times = {"steps": steps, "elapsed": elapsed, "peaks": peaks}
    print(json.dumps({**times, "rounds": judged.design.rounds, "racks": racks}))


def run(*arguments: str) -> tuple[float, str]:
    """Elapsed seconds and output of one process."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, done.stdout


def demo() -> None:
    """The demo with and without PDF in turn; rooms by median."""
    found: dict[bool, list[tuple[float, dict[str, dict[str, float]]]]] = {False: [], True: []}
    for _ in range(RUNS):
        for pdf in found:
            elapsed, line = run(__file__, "child", str(int(pdf)))
            found[pdf].append((elapsed, json.loads(line)))
    totals = {}
    for pdf, runs in found.items():
        totals[pdf] = statistics.median(sum(row["steps"].values()) for _, row in runs)
        print(
            f"prairie-25 {'with' if pdf else 'without'} PDF: {totals[pdf]:.2f} s of processor time, "
            f"{statistics.median(e for e, _ in runs):.2f} s elapsed, "
            f"{max(row['peaks']['write'] for _, row in runs):.0f} MB peak, {runs[0][1]['rounds']} rounds of sizing"
        )
        for step in runs[0][1]["steps"]:
            seconds = statistics.median(row["steps"][step] for _, row in runs)
            waited = statistics.median(row["elapsed"][step] for _, row in runs)
            peak = max(row["peaks"][step] for _, row in runs)
            share = 100 * seconds / totals[pdf]
            print(f"  {step:8s} {seconds:7.3f} s  {share:5.1f} %  elapsed {waited:7.3f} s  peak so far {peak:5.0f} MB")
    print(f"share of the PDF: {100 * (1 - totals[False] / totals[True]):.1f} % of the processor time with it")


def growth(full: bool) -> None:
    """Halls of growing size, each once; the exponent of each step over all racks, between the first and the last."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for mw, length, width in HALLS if full else HALLS[:-1]:
            brief = Path(folder) / f"{mw}.yaml"
            facts = {"mw": mw, "water": 25 * mw, "length": length, "width": width, "yard": width + 4}
            brief.write_text(HALL.format(**facts, end=2 * width + 44))
            elapsed, line = run(__file__, "child", "0", str(brief))
            made = json.loads(line)
            steps = {s: t / made["rounds"] if s in ROUNDS else t for s, t in made["steps"].items()}
            found.append((made["racks"], steps))
            print(
                f"{mw} MW, {made['racks']} racks, {made['rounds']} rounds: {sum(made['steps'].values()):.1f} s of "
                f"processor time, {elapsed:.1f} s elapsed, {made['peaks']['write']:.0f} MB peak"
            )
    (few, small), (many, large) = found[0], found[-1]
    apart = math.log(many / few)
    steps = [s for s in large if large[s] >= LEAST and s != "import"]
    told = ", ".join(f"{s} {math.log(large[s] / small[s]) / apart:.2f}" for s in steps)
    one, other = (sum(t for s, t in spent.items() if s != "import") for spent in (small, large))
    exponent = math.log(other / one) / apart
    print(f"exponent from {few} to {many} racks, one round, without imports: {exponent:.2f} ({told})")


def start() -> None:
    """The start of the command line against the bare interpreter and Typer's own import."""
    asked, bare, interpreter = [], [], []
    for _ in range(5):
        asked.append(run("-m", "designer", "--help")[0])
        bare.append(run("-c", "import typer")[0])
        interpreter.append(run("-c", "pass")[0])
    helped, typer, nothing = (statistics.median(times) for times in (asked, bare, interpreter))
    print(
        f"designer --help: {helped:.3f} s = {helped / typer:.2f} x (interpreter and Typer's import, {typer:.3f} s); "
        f"limit {(5 * nothing + typer - nothing) / typer:.1f} x"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2] == "1", *map(Path, sys.argv[3:]))
    else:
        demo()
        start()
        growth("--full" in sys.argv)
