"""Power, coolant, air and packets together: GPU power that keeps all of them, and what each alone would keep.

A lost panel leaves every rack its power and may yet stop the pumps: only the coupled count shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, Element
from designer.redundancy.losses import count_of
from designer.redundancy.propagation import Wirings, column_bits, served, unpack

__all__ = ["Coupled", "couple"]

Table = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coupled:
    """Per scenario, power of the racks [kW] that keep every commodity (`together`), and that keep each one (`kept`).

    `alone` is what each commodity's own graph would keep if no other commodity were touched.
    """

    together: Floats
    kept: dict[Commodity, Floats]
    alone: dict[Commodity, Floats]

    @property
    def least_alone(self) -> Floats:
        """The most that a proof of one commodity at a time could promise [kW]."""
        return np.asarray(np.min(list(self.alone.values()), axis=0)) if self.alone else self.together


def couple(
    table: Table, removed: Sequence[Sequence[int]], wirings: Wirings, elements: Sequence[Element],
    demands: Mapping[int, float],
) -> Coupled:
    """Judge racks (`demands` by index [kW]) in settled scenarios `table` with these elements removed."""
    nodes = sorted(demands)
    power = np.array([demands[n] for n in nodes])
    bits = column_bits(len(elements), removed)
    taken = unpack(bits[nodes], len(removed))
    kept, alone = {}, {}
    for commodity, wiring in wirings.items():
        if any(elements[n].needs.get(commodity, 0) for n in nodes):
            by_itself = unpack(served(wiring, bits), len(removed))
            kept[commodity] = power @ (_reached(commodity, nodes, elements, table, wirings) & taken)
            alone[commodity] = power @ (by_itself[nodes] & taken)
    return Coupled(power @ table[nodes], kept, alone)


def _reached(
    commodity: Commodity, nodes: Sequence[int], elements: Sequence[Element], table: Table, wirings: Wirings
) -> Table:
    """Racks x scenarios: whether enough feeds of this commodity work."""
    wiring = wirings[commodity]
    least = np.array([elements[n].needs.get(commodity, 0) for n in nodes])
    order = np.argsort(wiring.targets, kind="stable")
    starts, ends = (np.searchsorted(wiring.targets[order], nodes, side) for side in ("left", "right"))
    found = np.ones((len(nodes), table.shape[1]), dtype=np.bool_)
    for place, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if least[place]:
            found[place] = count_of(table[wiring.sources[order[start:end]]]) >= least[place]
    return found
