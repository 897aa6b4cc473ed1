"""Bench of a study: reuse and pool against designing each variant afresh, and the overhead of a task.

    python tests/benchmarks/bench_study.py [--variants 24] [--workers 2] [--tasks 20000]

Variants are sampled from the 2,000 of a grid on prairie-25 (all of them with --variants 2000). The ways take turns
on the same chunk of variants, so that a busy machine slows them alike; only ratios of one run count. Memory is the peak
of a worker's resident set. The overhead is measured with tasks that do nothing, in growing numbers.
"""

import argparse
import itertools
import json
import resource
import time
from pathlib import Path

import yaml

from designer.study import Means, run
from designer.study.evaluating import evaluate, reuse_of, with_reuse
from designer.study.records import Row, Task

ROOT = Path(__file__).resolve().parents[2]
AXES = {
    ("compute", "racks"): [12, 24, 36, 48, 60],
    ("power", "architecture", "gpu"): ["N+1", "2N", "3-to-make-2", "4-to-make-3"],
    ("cooling", "supply_temperature"): [f"{t} degC" for t in range(35, 45)],
    ("cooling", "rejection"): [["dry", "adiabatic"], ["adiabatic"]],
    ("cooling", "ride_through"): [f"{s} s" for s in (60, 90, 120, 180, 240)],
}


def nothing(task: Task) -> Row:
    """A task without work."""
    return Row(task.key, "designed")


def tasks(wanted: int) -> list[Task]:
    """Neighbouring variants of the grid, the last axis fastest, from evenly spread places."""
    base = yaml.safe_load((ROOT / "outputs" / "prairie-25" / "site.yaml").read_text())
    every = list(itertools.product(*AXES.values()))
    chunk = 4
    starts = range(0, len(every), max(chunk, len(every) * chunk // max(wanted, chunk)))
    chosen = [every[n] for start in starts for n in range(start, min(start + chunk, len(every)))][:wanted]
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
    """Afresh, with reuse, and in a pool of one and of several, chunk by chunk in turn."""
    spent = dict.fromkeys(("afresh", "reuse", "pool of 1", f"pool of {workers}"), 0.0)
    every = tasks(wanted)
    chunk = max(4, len(every) // 4)
    for at in range(0, len(every), chunk):
        part = every[at : at + chunk]
        seconds, fresh = timed(lambda part=part: [evaluate(t) for t in part])
        spent["afresh"] += seconds
        seconds, reused = timed(lambda part=part: [with_reuse(t) for t in part])
        spent["reuse"] += seconds
        assert fresh == reused
        for count in (1, workers):
            seconds, _ = timed(lambda part=part, count=count: list(run(part, Means("pool", count))))
            spent[f"pool of {count}"] += seconds
    print(f"{len(every)} variants of {len(list(itertools.product(*AXES.values())))}")
    for name, seconds in spent.items():
        print(f"{name:12} {len(every) / seconds:8.3f} variants/s, {spent['afresh'] / seconds:5.2f} x afresh")
    efficiency = spent["pool of 1"] / spent[f"pool of {workers}"] / workers
    print(f"parallel efficiency on {workers} workers (pool of 1 over {workers} pools): {efficiency:.2f}")
    print(f"steps asked {reuse_of().asked}, reused {reuse_of().found}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024.0
    print(f"peak memory of a worker: {peak:.0f} MB")


def overhead(most: int, workers: int) -> None:
    """Time for each task without work, in growing numbers."""
    count = 1000
    while count <= most:
        empty = [Task(f"t{n}", b"{}", ".") for n in range(count)]
        seconds, rows = timed(lambda empty=empty: sum(1 for _ in run(empty, Means("pool", workers), nothing)))
        assert rows == count
        print(f"{count:8d} empty tasks: {seconds / count * 1e6:8.1f} us a task")
        count *= 10


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--variants", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tasks", type=int, default=100_000)
    said = parser.parse_args()
    overhead(said.tasks, said.workers)
    compare(said.variants, said.workers)
