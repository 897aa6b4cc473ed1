"""The demo as a whole process: time and peak memory by room, the PDF's share, and the start of the command line.

Run with ``make bench``. Prints medians and ratios; asserts nothing about the clock.
"""

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


def child(pdf: bool) -> None:
    """Design and issue once, timing each step; prints a JSON line."""
    begun = time.perf_counter()
    from designer import pipeline

    marks: list[tuple[str, float]] = [("import", begun)]
    judged = pipeline.design(BRIEF, on_step=lambda step: marks.append((step, time.perf_counter())))
    marks.append(("write", time.perf_counter()))
    with tempfile.TemporaryDirectory() as folder:
        pipeline.issue(judged, Path(folder) / "pack", pdf)
    marks.append(("end", time.perf_counter()))
    spent: dict[str, float] = {}
    for (step, at), (_, until) in pairwise(marks):
        spent[step] = spent.get(step, 0.0) + until - at
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"steps": spent, "peak_mb": peak, "rounds": judged.design.rounds}))


def run(*arguments: str) -> tuple[float, str]:
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, done.stdout


def main() -> None:
    for pdf in (False, True):
        walls, lines = zip(*(run(__file__, "child", str(int(pdf))) for _ in range(RUNS)), strict=True)
        rows = [json.loads(line) for line in lines]
        print(
            f"prairie-25 {'with' if pdf else 'without'} PDF: {statistics.median(walls):.2f} s whole process, "
            f"{max(r['peak_mb'] for r in rows):.0f} MB peak, {rows[0]['rounds']} rounds of sizing"
        )
        for step in rows[0]["steps"]:
            seconds = statistics.median(r["steps"][step] for r in rows)
            print(f"  {step:8s} {seconds:7.3f} s  {100 * seconds / statistics.median(walls):5.1f} %")
    bare = statistics.median(run("-c", "import typer")[0] for _ in range(5))
    interpreter = statistics.median(run("-c", "pass")[0] for _ in range(5))
    asked = statistics.median(run("-m", "designer", "--help")[0] for _ in range(5))
    print(
        f"designer --help: {asked:.3f} s = {asked / (bare):.2f} x (interpreter and Typer's import, {bare:.3f} s); "
        f"limit {(5 * interpreter + bare - interpreter) / bare:.1f} x"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2] == "1")
    else:
        main()
