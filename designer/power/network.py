"""The hall as a radial network in per unit: source, loops, transformers, boards, busway taps, panels, circuits."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from designer.power.load_flow import BASE_KVA, Flow, Tree, first_estimate, sweep

__all__ = ["Network", "Solved"]


@dataclass(slots=True)
class Network:
    """A growing radial network (local to one feeding): names, parents, impedances [ohm at the bus's own voltage],
    loads [kVA].

    `fault` are the impedances that count for fault levels (transformers corrected), `least` the same with the impedance
    of every transformer at the low end of its tolerance.
    """

    names: list[str] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)
    parent: list[int] = field(default_factory=list)
    volts: list[float] = field(default_factory=list)
    ohms: list[complex] = field(default_factory=list)
    fault: list[complex] = field(default_factory=list)
    least: list[complex] = field(default_factory=list)
    load: list[complex] = field(default_factory=list)

    def root(self, name: str, volts: float, fault: complex = 0j, least: complex | None = None) -> None:
        """A source that holds its nominal voltage; `fault` [ohm] is what stands behind it, `least` at its tolerance."""
        self._add(name, -1, volts, (0j, fault, fault if least is None else least))

    def bus(
        self, name: str, above: str, volts: float, ohms: complex, faults: tuple[complex, complex] | None = None
    ) -> None:
        """A bus below another one; `faults` are its branch's impedances for fault levels, usual and least [ohm].

        Impedances above a transformer are carried over to the new voltage.
        """
        self._add(name, self.index[above], volts, (ohms, *(faults or (ohms, ohms))))

    def draw(self, name: str, kva: complex) -> None:
        """Add a load to a bus."""
        self.load[self.index[name]] += kva

    def _add(self, name: str, parent: int, volts: float, ohms: tuple[complex, complex, complex]) -> None:
        if name in self.index:
            raise KeyError(name)
        self.index[name] = len(self.names)
        self.names.append(name)
        self.parent.append(parent)
        self.volts.append(volts)
        self.ohms.append(ohms[0])
        self.fault.append(ohms[1])
        self.least.append(ohms[2])
        self.load.append(0j)

    def solve(self) -> "Solved":
        """Load flow and fault impedances of the whole network; a first estimate where the loads cannot be carried at
        all.
        """
        base_ohms = np.array(self.volts) ** 2 / (BASE_KVA * 1000.0)
        parents = np.array(self.parent, dtype=np.int64)
        loads = np.array(self.load, dtype=np.complex128) / BASE_KVA
        tree = Tree(parents, np.array(self.ohms, dtype=np.complex128) / base_ohms, loads)
        try:
            flow = sweep(tree)
        except ArithmeticError:
            flow = first_estimate(tree)
        through, least = (
            Tree(parents, np.array(part, dtype=np.complex128) / base_ohms, loads).path_impedance() * base_ohms
            for part in (self.fault, self.least)
        )
        return Solved(self, flow, through, least)


@dataclass(frozen=True, slots=True)
class Solved:
    """A solved network: flow in per unit, and the impedance [ohm] of the fault path to each bus at its own voltage."""

    network: Network
    flow: Flow
    through: NDArray[np.complex128]
    least: NDArray[np.complex128]

    @property
    def carried(self) -> bool:
        """Whether the loads can be carried at all."""
        return self.flow.rounds > 0

    def drop(self, name: str) -> float:
        """Share of the nominal voltage missing at a bus."""
        return float(self.flow.drop[self.network.index[name]])

    def voltage(self, name: str) -> float:
        """Voltage of a bus [V]."""
        n = self.network.index[name]
        return float(abs(self.flow.voltage[n])) * self.network.volts[n]

    def current(self, name: str) -> float:
        """Current [A] in the branch above a bus."""
        n = self.network.index[name]
        base = BASE_KVA * 1000.0 / (3.0**0.5 * self.network.volts[n])
        return float(abs(self.flow.current[n])) * base

    def loss(self, name: str) -> float:
        """Loss [kW] in the branch above a bus."""
        return float(self.flow.loss[self.network.index[name]]) * BASE_KVA

    def power(self, name: str) -> complex:
        """Power [kVA] entering the branch above a bus, at the bus."""
        n = self.network.index[name]
        return complex(self.flow.voltage[n] * np.conj(self.flow.current[n])) * BASE_KVA

    def behind(self, name: str, least: bool = False) -> complex:
        """Fault-path impedance [mohm] at a bus; `least` with transformers at the low end of their tolerance."""
        table = self.least if least else self.through
        return complex(table[self.network.index[name]]) * 1000.0

    def beyond(self, prefix: str) -> float:
        """Sum of the losses [kW] in all branches whose bus begins with a prefix."""
        return float(sum(self.loss(n) for n in self.network.names if n.startswith(prefix)))
