"""Bench of a study: reuse, shelf and pool against designing each variant afresh, and the overhead of a task.

    python tests/benchmarks/bench_study.py [--variants 12] [--workers 2] [--tasks 100000] [--full]

Variants are neighbours from evenly spread places of the 2,000 of a grid on prairie-25 (all of them with --full, which
takes hours afresh). The ways take turns on the same chunk of variants, so that a busy machine slows them alike; only
ratios of one run count. Parallel efficiency is the share of the workers' time that is spent in variants: seconds inside
tasks over workers times the span from the first start to the last end, so that what else runs does not count. Memory is
the peak resident set of each worker, asked in the worker. The overhead is measured with tasks that do nothing,
in growing numbers, rows kept, ranked and written as those of a real study.
"""

import argparse
import itertools
import json
import os
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import yaml

from designer.catalog import Catalog
from designer.study import Means, issuing, read_study, run
from designer.study.evaluating import evaluate, row_of, with_reuse
from designer.study.records import Row, Task
from designer.study.reuse import Reuse
from designer.study.shelf import Shelf

ROOT = Path(__file__).resolve().parents[2]
AXES = {
    ("compute", "racks"): [12, 24, 36, 48, 60],
    ("power", "architecture", "gpu"): ["N+1", "2N", "3-to-make-2", "4-to-make-3"],
    ("cooling", "supply_temperature"): [f"{t} degC" for t in range(35, 45)],
    ("cooling", "rejection"): [["dry", "adiabatic"], ["adiabatic"]],
    ("cooling", "ride_through"): [f"{s} s" for s in (60, 90, 120, 180, 240)],
}
CHUNK = 4
#: What a measured row says of itself.
OWN = ("begin", "end", "cpu", "memory", "worker")


def nothing(task: Task) -> Row:
    """A task without work, with numbers to be ranked."""
    seed = int(task.key[:8], 16)
    return Row(task.key, "designed", "go", (), {"gpus": float(seed % 97), "pue": 1.0 + seed % 89 / 100.0})


def measured(task: Task) -> Row:
    """A variant with when it ran, its processor time and the memory of its worker."""
    begin, cpu = time.monotonic(), time.process_time()
    row = with_reuse(task)
    own = (begin, time.monotonic(), time.process_time() - cpu,
           resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, float(os.getpid()))  # fmt: skip
    return replace(row, values={**row.values, **dict(zip(OWN, own, strict=True))})


def plain(row: Row) -> Row:
    """The row without what it says of itself."""
    return replace(row, values={key: value for key, value in row.values.items() if key not in OWN})


def tasks(wanted: int) -> list[Task]:
    """Neighbouring variants of the grid, the last axis fastest, from evenly spread places."""
    base = yaml.safe_load((ROOT / "outputs" / "prairie-25" / "site.yaml").read_text())
    every = list(itertools.product(*AXES.values()))
    starts = range(0, len(every), max(CHUNK, len(every) * CHUNK // max(wanted, CHUNK)))
    chosen = [every[n] for start in starts for n in range(start, min(start + CHUNK, len(every)))][:wanted]
    made = []
    for number, values in enumerate(chosen):
        data = json.loads(json.dumps(base))
        for path, value in zip(AXES, values, strict=True):
            spot = data
            for key in path[:-1]:
                spot = spot[key]
            spot[path[-1]] = value
        made.append(Task(f"v{number}", json.dumps(data).encode(), str(ROOT / "outputs" / "prairie-25")))
    return made


def timed(work):
    """Seconds and result of some work."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def compare(wanted: int, workers: int) -> None:
    """Afresh, with what is remembered, from a shelf: chunk by chunk in turn; then the pool on all of them."""
    names = ("afresh", "remembered", "shelf filled", "shelf found")
    spent = dict.fromkeys(names, 0.0)
    every = tasks(wanted)
    evaluate(every[0])  # what only the first pays
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "stages" / "bench"
        for at in range(0, len(every), CHUNK):
            part = every[at : at + CHUNK]
            memory, filled = Reuse(), Reuse(Shelf(shelf, 10**10))
            found = None
            ways = (evaluate, lambda t, m=memory: row_of(t, m), lambda t, m=filled: row_of(t, m))
            for name, way in zip(names, ways, strict=False):
                seconds, rows = timed(lambda part=part, way=way: [way(t) for t in part])
                spent[name] += seconds
                assert found is None or rows == found
                found = rows
            again = Reuse(Shelf(shelf, 10**10))
            seconds, rows = timed(lambda part=part, again=again: [row_of(t, again) for t in part])
            spent[names[3]] += seconds
            assert rows == found
    print(f"{len(every)} variants of {len(list(itertools.product(*AXES.values())))}")
    for name, seconds in spent.items():
        print(f"{name:14} {len(every) / seconds:8.3f} variants/s, {spent['afresh'] / seconds:6.2f} x afresh")
    pools(every, workers, len(every) / spent["afresh"])


def pools(every: list[Task], workers: int, afresh: float) -> None:
    """A pool of one and one of several on the same variants; start of the workers is counted apart."""
    rates, rows = {}, {}
    for count in (1, workers):
        whole, made = timed(lambda count=count: list(run(every, Means("pool", count), measured)))
        rows[count] = sorted((plain(row) for row in made), key=lambda row: row.key)
        span = max(r.values["end"] for r in made) - min(r.values["begin"] for r in made)
        inside = sum(r.values["end"] - r.values["begin"] for r in made)
        rates[count] = len(made) / span
        print(f"pool of {count}: {rates[count]:.3f} variants/s ({rates[count] / afresh:.2f} x serial afresh), "
              f"start {whole - span:.1f} s, efficiency {inside / span / count:.2f}, "
              f"processor time {sum(r.values['cpu'] for r in made) / inside:.2f} of the time in variants")
        peaks: dict[float, float] = {}
        for r in made:
            peaks[r.values["worker"]] = max(peaks.get(r.values["worker"], 0.0), r.values["memory"])
        print("  memory of each worker at its peak: " + ", ".join(f"{mb:.0f} MB" for mb in peaks.values()))
    assert rows[1] == rows[workers]
    print(f"pool of {workers} over pool of 1: {rates[workers] / rates[1]:.2f}")


def overhead(most: int, workers: int) -> None:
    """Time for each task without work, in growing numbers: handed out, kept, ranked, written."""
    count = 1000
    while count <= most:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "brief.yaml").write_text("project: {name: A}\ncompute: {rack: gb200-nvl72}\n")
            axis = f"[{{key: r, path: compute.racks, low: '1', high: '{count}', steps: {min(count, 10_000)}}}"
            more = f", {{key: n, path: compute.nodes, values: {list(range(1, count // 10_000 + 1))}}}]" if (
                count > 10_000) else "]"  # fmt: skip
            (place / "study.yaml").write_text(
                f"study: {{name: S}}\nbrief: brief.yaml\naxes: {axis}{more}\n"
                "objectives: [{measure: gpus}, {measure: pue}]\n"
            )
            seconds, study = timed(lambda place=place: read_study(place / "study.yaml", Catalog()))
            spent, rows = timed(lambda study=study: sum(1 for _ in run(
                (study.task(v) for v in study.variants), Means("pool", workers), nothing)))
            assert rows == count == len(study.variants)
            kept, _ = timed(lambda study=study, place=place: issuing.conduct(
                study, place / "out", lambda missing: (nothing(study.task(v)) for v in missing)))
            ranked, _ = timed(lambda study=study, place=place: issuing.rank(
                study, {v.key: nothing(study.task(v)) for v in study.variants}))
            each = [1e6 * one / count for one in (seconds, spent, kept, ranked)]
        print(f"{count:8d} empty tasks, us a task: read {each[0]:.0f}, handed out by a pool {each[1]:.0f}, "
              f"kept on disk with the table {each[2]:.0f}, ranked {each[3]:.0f}")
        count *= 10


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--variants", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="all 2,000 variants")
    said = parser.parse_args()
    overhead(said.tasks, said.workers)
    compare(2000 if said.full else said.variants, said.workers)
