"""The demo as a whole process: time and peak memory by room, the PDF's share, and the start of the command line.

Run with ``make bench``. Prints medians and ratios; asserts nothing about the clock. Times by room are processor time
of the process, so that what else runs on the machine counts for little; the whole is given as elapsed time too.
"""

import gc
import json
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


def peak_mb() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def child(pdf: bool) -> None:
    """Design and issue once as the command does, timing each step; prints a JSON line."""
    marks: list[tuple[str, float, float]] = [("start", 0.0, 0.0)]

    def mark(step: str) -> None:
        marks.append((step, time.process_time(), peak_mb()))

    mark("import")
    from designer import cli, pipeline

    gc.set_threshold(*cli.COLLECTION)
    judged = pipeline.design(BRIEF, on_step=mark)
    mark("write")
    with tempfile.TemporaryDirectory() as folder:
        pipeline.issue(judged, Path(folder) / "pack", pdf)
    mark("end")
    spent: dict[str, float] = {}
    peaks: dict[str, float] = {}
    for (step, at, _), (_, until, peak) in pairwise(marks):
        spent[step] = spent.get(step, 0.0) + until - at
        peaks[step] = peak
    print(json.dumps({"steps": spent, "peaks": peaks, "rounds": judged.design.rounds}))


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
            peak = max(row["peaks"][step] for _, row in runs)
            print(f"  {step:8s} {seconds:7.3f} s  {100 * seconds / totals[pdf]:5.1f} %  peak so far {peak:5.0f} MB")
    print(f"share of the PDF: {100 * (1 - totals[False] / totals[True]):.1f} % of the processor time with it")


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
        child(sys.argv[2] == "1")
    else:
        demo()
        start()
