"""Bench of a study: reuse, shelf and pool against designing each variant afresh, and the overhead of a task.

    python tests/benchmarks/bench_study.py [--variants 80] [--workers 2] [--tasks 100000] [--all]

The grid has 2,000 variants of prairie-25: a hundred designs (racks, feed, coolant temperature), each with twenty cases
(order of the phases, lease, price of power). Whole designs with their cases are taken from evenly spread places of it;
with --all a pool makes every one of the 2,000, and the rate is told as they grow. The ways take turns on the same
variants, so that a busy machine slows them alike; only ratios of one run count. A variant is designed afresh for a few
cases of each design only, as it takes as long for each. Efficiency is by the clock: what a pool of several makes in a
second over what a pool of one does, over their number; beside it stands how much of the time the workers were in
variants. Start of the workers is counted apart. Memory is the peak resident set of each worker, asked in the worker.
The overhead is measured with tasks that do nothing, in growing numbers, rows kept, ranked and written as those of a
real study.
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
    ("cooling", "supply_temperature"): [f"{t} degC" for t in (36, 38, 40, 42, 44)],
    ("phasing", "aim"): ["earliest-ai", "most-mining"],
    ("economics", "lease"): ["triple-net", "gross"],
    ("economics", "power_price"): [f"{price} USD/MWh" for price in (30, 36, 42, 48, 54)],
}
#: Cases of a design, and how many of them are designed afresh; variants of a turn of the pools.
CHUNK, AFRESH, TURN = 20, 2, 240
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


def compare(every: list[Task]) -> float:
    """Afresh, with what is remembered, from a shelf: design by design in turn. Gives the rate afresh."""
    spent: dict[str, list[float]] = {"afresh": [], "remembered": [], "shelf filled": [], "shelf found": []}
    evaluate(every[0])  # what only the first pays
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "stages" / "bench"
        for at in range(0, len(every), CHUNK):
            part = every[at : at + CHUNK]
            few = part[:: max(1, len(part) // AFRESH)]
            seconds, fresh = timed(lambda few=few: [evaluate(t) for t in few])
            spent["afresh"].append(seconds * len(part) / len(few))
            for name in ("remembered", "shelf filled", "shelf found"):
                memory = Reuse(Shelf(shelf, 10**10) if name.startswith("shelf") else None)
                seconds, rows = timed(lambda part=part, memory=memory: [row_of(t, memory) for t in part])
                spent[name].append(seconds)
                assert [row for row in rows if row.key in {one.key for one in fresh}] == fresh
    print(f"{len(every)} variants of {len(list(itertools.product(*AXES.values())))}")
    for name, seconds in spent.items():
        rate = len(every) / sum(seconds)
        print(f"{name:14} {rate:8.3f} variants/s, {sum(spent['afresh']) / sum(seconds):6.2f} x afresh")
    return len(every) / sum(spent["afresh"])


def pools(every: list[Task], workers: int, afresh: float) -> None:
    """A pool of one and one of several by turns on the same variants."""
    spans: dict[int, float] = {1: 0.0, workers: 0.0}
    inside, cpu = dict(spans), dict(spans)
    for at in range(0, len(every), TURN):
        part = every[at : at + TURN]
        rows = {}
        for count in spans:
            made = list(run(part, Means("pool", count), measured))
            rows[count] = sorted((plain(row) for row in made), key=lambda row: row.key)
            spans[count] += span_of(made)
            inside[count] += sum(r.values["end"] - r.values["begin"] for r in made)
            cpu[count] += sum(r.values["cpu"] for r in made)
            tell_memory(count, made)
        assert rows[1] == rows[workers]
    for count, span in spans.items():
        rate = len(every) / span
        print(f"pool of {count}: {rate:.3f} variants/s ({rate / afresh:.2f} x serial afresh), "
              f"in variants {inside[count] / span / count:.2f} of the time, "
              f"processor time {cpu[count] / inside[count]:.2f} of that")  # fmt: skip
    print(f"efficiency of {workers} workers by the clock: {spans[1] / spans[workers] / workers:.2f} "
          f"(by processor time a variant: {cpu[1] / cpu[workers]:.2f})")  # fmt: skip


def span_of(made: list[Row]) -> float:
    """Seconds from the first start to the last end."""
    return max(r.values["end"] for r in made) - min(r.values["begin"] for r in made)


def tell_memory(count: int, made: list[Row]) -> None:
    """The peak of each worker."""
    peaks: dict[float, float] = {}
    for r in made:
        peaks[r.values["worker"]] = max(peaks.get(r.values["worker"], 0.0), r.values["memory"])
    told = ", ".join(f"{mb:.0f} MB" for mb in peaks.values())
    print(f"  pool of {count}, memory of each worker at its peak: {told}")


def whole(workers: int, afresh: float) -> None:
    """Every variant by a pool: the rate as they grow."""
    every = tasks(2000)
    made: list[Row] = []
    for row in run(every, Means("pool", workers), measured):
        made.append(row)
        if len(made) in (250, 500, 1000, len(every)):
            rate = len(made) / span_of(made)
            each = sum(r.values["cpu"] for r in made) / len(made)
            print(f"{len(made):5d} variants by a pool of {workers}: {rate:.3f} variants/s ({rate / afresh:.2f} x "
                  f"serial afresh), {each:.3f} s of processor time each")  # fmt: skip
    states = sorted({row.status for row in made})
    print(f"  states {states}")
    tell_memory(workers, made)


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
    parser.add_argument("--variants", type=int, default=80)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--all", action="store_true", help="all 2,000 variants by a pool too")
    said = parser.parse_args()
    if said.tasks:
        overhead(said.tasks, said.workers)
    chosen = tasks(said.variants)
    rate = compare(chosen)
    pools(chosen, said.workers, rate)
    if said.all:
        whole(said.workers, rate)
