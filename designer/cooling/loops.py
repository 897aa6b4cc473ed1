"""Technology loops: which racks share a loop, which CDUs carry it, and how many of them it needs."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.cooling.bench import Bench
from designer.cooling.cdu import CduModel, head_at
from designer.cooling.rack_flow import RackNeed
from designer.layout.records import Placed
from designer.site.records import Hall
from designer.sizing.coolant import FluidState
from designer.sizing.loops import parted
from designer.sizing.plant import cdus_by_flow, cdus_by_heat, loop_count
from designer.units import q

__all__ = ["Duty", "Loop", "facility_flow", "loops_of", "needed_units", "row_axis", "shared"]


@dataclass(frozen=True, slots=True)
class Loop:
    """A technology loop: its racks by row (tag, racks in order), its CDUs and how many of them must run."""

    tag: str
    rows: tuple[tuple[str, tuple[RackNeed, ...]], ...]
    cdus: tuple[Placed, ...]
    needed: int

    @property
    def racks(self) -> tuple[RackNeed, ...]:
        """All racks of the loop."""
        return tuple(r for _, racks in self.rows for r in racks)

    @property
    def heat(self) -> float:
        """Liquid heat of its racks [kW]."""
        return math.fsum(r.heat for r in self.racks)

    @property
    def flow(self) -> float:
        """Required flow of its racks [LPM]."""
        return math.fsum(r.flow for r in self.racks)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a loop asks of its CDUs: heat [kW], flow [LPM], head [kPa], coolant states of both sides, approach [K]."""

    heat: float
    flow: float
    head: float
    states: tuple[FluidState, FluidState]
    approach: float


def facility_flow(bench: Bench, model: CduModel, flow_lpm: float, states: tuple[FluidState, FluidState]) -> float:
    """Facility flow of one running CDU [LPM]: matched heat capacity rates, never above the rated facility flow."""
    matched = flow_lpm * bench.rules.si("facility_flow_ratio") * states[0].volumetric / states[1].volumetric
    return min(model.fws_flow, matched)


def needed_units(bench: Bench, model: CduModel, duty: Duty, most: int = 200) -> int:
    """The fewest CDUs that carry a duty by flow, head and heat at once; `most` when none does."""
    if duty.heat <= 0.0:
        return 0
    for count in range(1, most):
        flow = duty.flow / count
        if flow > model.tcs_flow * (1.0 + 1e-9) and head_at(model, flow) <= 0.0:
            continue
        if model.flows and head_at(model, flow) < duty.head:
            continue
        eps, c_min = model.effect(flow, facility_flow(bench, model, flow, duty.states), *duty.states)
        rise = duty.heat / duty.states[0].kw_per_k(duty.flow)
        if eps * c_min * (duty.approach + rise) * count >= duty.heat * (1.0 - 1e-9):
            return count
    return most


def loops_of(
    bench: Bench,
    needs: Sequence[RackNeed],
    cdus: Sequence[Placed],
    model: CduModel,
    states: tuple[FluidState, FluidState],
) -> tuple[Loop, ...]:
    """Racks and CDUs grouped into loops. Rows stay whole while there are enough of them; CDUs follow the loop's need.

    The number of loops follows the stated blast radius; `needed` is by flow and heat with the rated head, the solved
    head corrects it later.
    """
    rows = _rows(needs)
    count = int(
        bench.keep(loop_count, "loops", n_racks=q(float(len(needs))), n_max=bench.rules["racks_per_loop"]).si("")
    )
    parts = _halls_apart(bench.site.hall, rows, count)
    loops = [Loop(f"TCS-{i + 1:02d}", part, (), 0) for i, part in enumerate(parts)]
    sized = []
    for loop in loops:
        duty = Duty(loop.heat, loop.flow, 0.0, states, model.approach_rated)
        by_flow = bench.keep(
            cdus_by_flow, f"cdus_by_flow[{loop.tag}]", V_loop=q(loop.flow, "LPM"), V_cdu=q(model.tcs_flow, "LPM")
        )
        by_heat = bench.keep(
            cdus_by_heat, f"cdus_by_heat[{loop.tag}]", Q_loop=q(loop.heat, "kW"), Q_cdu=model.record.heat_rated
        )
        sized.append(
            replace(loop, needed=max(int(by_flow.si("")), int(by_heat.si("")), needed_units(bench, model, duty)))
        )
    return shared(bench, sized, cdus)


def shared(bench: Bench, loops: Sequence[Loop], cdus: Sequence[Placed]) -> tuple[Loop, ...]:
    """The loops with the CDUs shared among them by what each needs: hall by hall, and in each hall both in their order
    across the rows, so that the CDUs of a loop stand together beside its rows. A loop takes CDUs of another hall
    through a link where its own has too few.
    """
    hall = bench.site.hall
    names = ["", *(part.name for part in hall.parts)]
    given = _shares(bench, [loop.needed for loop in loops], len(cdus))
    along = row_axis(loops)
    heart = math.fsum(r.point[along] for loop in loops for r in loop.racks) / sum(len(loop.racks) for loop in loops)

    ends = [math.fsum(r.point[1 - along] for r in loops[k].racks) / len(loops[k].racks) for k in (0, -1)]
    way = 1.0 if ends[0] <= ends[1] else -1.0

    def stands(cdu: Placed) -> tuple[int, float, float, str]:
        place = (cdu.box.at.x, cdu.box.at.y)
        apart = abs(place[along] - heart)
        return names.index(hall.part_at(*place)), round(way * place[1 - along], 3), round(apart, 3), cdu.tag

    def lies(index: int) -> tuple[int, float, str]:
        racks = loops[index].racks
        across = math.fsum(r.point[1 - along] for r in racks) / len(racks)
        return names.index(hall.part_at(*racks[0].point)), round(way * across, 3), loops[index].tag

    ordered = sorted(cdus, key=stands)
    result, taken = list(loops), 0
    for index in sorted(range(len(loops)), key=lies):
        result[index] = replace(loops[index], cdus=tuple(ordered[taken : taken + given[index]]))
        taken += given[index]
    return tuple(result)


def _rows(needs: Sequence[RackNeed]) -> list[tuple[str, tuple[RackNeed, ...]]]:
    found: dict[str, list[RackNeed]] = {}
    for need in needs:
        found.setdefault(need.row, []).append(need)
    return [(row, tuple(sorted(found[row], key=lambda r: (r.slot, r.tag)))) for row in sorted(found, key=_turn)]


def _turn(row: str) -> tuple[int, str]:
    """Where a row comes in the order of the layout, which goes on from ROW-Z to ROW-AA."""
    return len(row), row


def _halls_apart(
    hall: Hall, rows: list[tuple[str, tuple[RackNeed, ...]]], count: int
) -> list[tuple[tuple[str, tuple[RackNeed, ...]], ...]]:
    """The rows in parts, none of which reaches over two halls: each hall has its share of them, one at least."""
    if not hall.parts:
        return _parts(rows, count)
    total = sum(len(racks) for _, racks in rows)
    found = []
    for part in hall.parts:
        here = [row for row in rows if hall.part_at(*row[1][0].point) == part.name]
        share = round(count * sum(len(racks) for _, racks in here) / max(1, total))
        found += _parts(here, max(1, share))
    return found


def _parts(
    rows: list[tuple[str, tuple[RackNeed, ...]]], count: int
) -> list[tuple[tuple[str, tuple[RackNeed, ...]], ...]]:
    """Consecutive rows in `count` parts of nearly equal flow; with too few rows each is cut in equal pieces first."""
    if not rows:
        return []
    pieces = max(1, math.ceil(count / len(rows)))
    atoms: list[tuple[str, tuple[RackNeed, ...]]] = []
    for row, racks in rows:
        size = math.ceil(len(racks) / min(pieces, len(racks)))
        atoms += [(row, racks[i : i + size]) for i in range(0, len(racks), size)]
    parts: list[list[tuple[str, tuple[RackNeed, ...]]]] = [[] for _ in range(min(count, len(atoms)))]
    for atom, part in zip(atoms, parted([math.fsum(r.flow for r in a[1]) for a in atoms], count), strict=True):
        parts[part].append(atom)
    return [_joined(part) for part in parts if part]


def _joined(part: list[tuple[str, tuple[RackNeed, ...]]]) -> tuple[tuple[str, tuple[RackNeed, ...]], ...]:
    merged: dict[str, tuple[RackNeed, ...]] = {}
    for row, racks in part:
        merged[row] = (*merged.get(row, ()), *racks)
    return tuple(merged.items())


def _shares(bench: Bench, needed: Sequence[int], placed: int) -> list[int]:
    """CDUs for each loop: needed and spare while they last, shared evenly when they do not, leftovers in turn."""
    wanted = [bench.spare.total(n) for n in needed]
    if sum(wanted) <= placed:
        given = list(wanted)
    else:
        total = sum(wanted)
        given = [w * placed // total for w in wanted]
    index = 0
    while sum(given) < placed and given:
        given[index % len(given)] += 1
        index += 1
    return given


def row_axis(loops: Sequence[Loop]) -> int:
    """0 when the rows run along x, 1 along y; by the majority of racks."""
    votes: Counter[int] = Counter()
    for _, racks in (row for loop in loops for row in loop.rows):
        xs, ys = [r.point[0] for r in racks], [r.point[1] for r in racks]
        votes[0 if max(xs) - min(xs) >= max(ys) - min(ys) else 1] += len(racks)
    return 0 if votes[0] >= votes[1] else 1
