"""The fault study: every bus at once, fed by the grid, motors, inverters and, without the utility, generating sets.

The network is that of the load flow with the UPS on its bypass, so that panels behind a UPS see the whole fault level.
Motors stand on both sides of every transfer switch, for a load may be on either. Behind inverters and drives nothing
feeds back unless the share of motors says so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.blocks import UnitTransformer
from designer.power.built import Built
from designer.power.circuits import Circuit
from designer.power.driving_point import Seen, seen_from
from designer.power.duty import (
    earth_fault,
    equivalent_duty,
    least_fault,
    machine_impedance,
    making_factor,
    multiplying_factor,
    symmetrical_duty,
)
from designer.power.inverter_faults import Inverters, added, battery_alone, inverters_of
from designer.power.load_flow import BASE_KVA, Tree
from designer.power.network import Network
from designer.power.set_faults import set_faults
from designer.power.short_circuit import initial_current, kappa, peak_current
from designer.power.wiring import modules_of
from designer.units import q

__all__ = ["FaultAt", "FaultStudy", "study_faults"]

Complex = NDArray[np.complex128]
#: Kinds of load that are motors.
_MOTORS = ("air-unit", "chiller", "cooler", "cdu", "pump")


@dataclass(frozen=True, slots=True)
class FaultAt:
    """Fault levels of one bus [kA]: greatest by IEC 60909 (`current`, of it `motors`; `peak`), greatest with impedances
    at the low end of their tolerance (`most`, `most_peak`), duty by the rule pack's test, least between two lines,
    line to earth (0 where no transformer earths the star), from the generating sets alone; X/R of the path;
    `inverters` is what these add to the current.
    """

    current: float
    motors: float
    peak: float
    x_over_r: float
    most: float
    most_peak: float
    duty: float
    making: float
    least: float
    earth: float
    sets: float
    inverters: float


@dataclass(frozen=True, slots=True)
class _Case:
    """What all buses see in one case, its voltage factor by bus, and what inverters add to each [kA]."""

    seen: Seen
    factor: NDArray[np.float64]
    inverters: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FaultStudy:
    """The solved cases of one network; ask with `at`."""

    basis: Basis
    index: dict[str, int]
    volts: NDArray[np.float64]
    usual: _Case
    most: _Case
    test: _Case
    least: _Case
    sets_ka: dict[str, float]
    sets_least_ka: dict[str, float]
    plates: dict[str, tuple[UnitTransformer, complex]]

    def at(self, bus: str, rating: float, tested: float) -> FaultAt:
        """Fault levels of a bus; `rating` [kA] is that of its device (0 unknown), tested at an X/R of `tested`."""
        n, volts = self.index[bus], float(self.volts[self.index[bus]])
        current, motors, peak, ratio = self._split(self.usual, n)
        low, _, low_peak, _ = self._split(self.most, n)
        most, most_peak = max(current, low), max(peak, low_peak)
        making = self._making(rating, volts) if rating > 0.0 else 0.0
        if self.basis.pack.name == "NEC":
            path = self._ohms(self.test, n)
            factor = multiplying_factor.function(x_r=path.imag / path.real, x_t=tested)
            duty = symmetrical_duty.function(V_n=volts, Z_k=abs(path) * 1000.0, f_m=factor) + self.test.inverters[n]
        else:
            duty = equivalent_duty.function(i_p=most_peak, n=making) if making else most
        sets = self.sets_ka.get(bus, 0.0)
        least = min(self.least_at(bus), self.sets_least_ka.get(bus, float("inf")))
        return FaultAt(
            current, motors, peak, ratio, most, most_peak, float(duty), making, least, self._earth(bus, n), sets,
            float(self.usual.inverters[n]),
        )  # fmt: skip

    def least_at(self, bus: str) -> float:
        """Least fault at a bus, between two lines of a weak grid or on the sets that are needed [kA]."""
        n = self.index[bus]
        path, volts = abs(self._ohms(self.least, n)) * 1000.0, float(self.volts[n])
        return float(least_fault.function(c=float(self.least.factor[n]), V_n=volts, Z_k=path))

    def path(self, bus: str) -> complex:
        """Impedance of the pack's test case at a bus [mohm]."""
        return self._ohms(self.test, self.index[bus]) * 1000.0

    def _making(self, rating: float, volts: float) -> float:
        """Peak over rms that a device is tested for; 0 where the rule pack's test knows no peak of its own."""
        if volts > 1000.0:
            return self.basis.number(f"making_mv_{self.basis.pack.name.lower()}")
        return making_factor(rating, self._steps()) if self.basis.pack.name == "IEC" else 0.0

    def tested(self, rating: float, volts: float, tested: float) -> float:
        """X/R that a device of a rating [kA] is tested at: by IEC what belongs to the rating, else what is `tested`."""
        if self.basis.pack.name != "IEC":
            return tested
        if volts > 1000.0:
            return self.basis.number("test_x_over_r_mv_iec")
        return making_factor(rating, self._steps("test_x_over_r_iec"))

    def _steps(self, name: str = "making") -> list[tuple[float, float]]:
        keys = (("to_10", 10.0), ("to_20", 20.0), ("to_50", 50.0), ("above", 1e9))
        return [(upper, self.basis.number(f"{name}_{key}")) for key, upper in keys]

    def _ohms(self, case: _Case, n: int) -> complex:
        """Impedance of the network at a bus [ohm]."""
        return complex(1.0 / case.seen.total[n]) * _base(self.volts[n])

    def _split(self, case: _Case, n: int) -> tuple[float, float, float, float]:
        """Whole current, motors' part, peak (each part with its own factor) [kA], X/R of the whole path."""
        volts, c = float(self.volts[n]), float(case.factor[n])
        peak = motors = 0.0
        for part in (case.seen.above[n], case.seen.below[n]):
            if abs(part) > 0.0:
                path = complex(1.0 / part) * _base(volts) * 1000.0
                current = float(initial_current.function(c=c, V_n=volts, Z_k=abs(path)))
                factor = kappa.function(R=path.real, X=path.imag)
                peak += float(peak_current.function(kappa=factor, I_k=current))
                motors = current
        whole = self._ohms(case, n) * 1000.0
        current = float(initial_current.function(c=c, V_n=volts, Z_k=abs(whole)))
        fed_back, held = motors if abs(case.seen.below[n]) > 0.0 else 0.0, float(case.inverters[n])
        return current + held, fed_back, peak + 2.0**0.5 * held, whole.imag / whole.real

    def _earth(self, bus: str, n: int) -> float:
        """Line to earth at a board: twice the positive sequence and the transformer's own zero sequence."""
        if bus not in self.plates:
            return 0.0
        plate, way = self.plates[bus]
        own = complex(plate.resistance, plate.reactance) / 100.0 * plate.secondary**2 / (plate.rating * 1000.0)
        loop = 2 * self._ohms(self.usual, n) + own * self.basis.number("zero_sequence_share")
        loop += way * self.basis.number("zero_sequence_feeder")
        factor = float(self.usual.factor[n])
        return float(earth_fault.function(c=factor, V_n=float(self.volts[n]), Z_e=abs(loop) * 1000.0))


def _base(volts: float | np.float64) -> float:
    """Base impedance [ohm] at a voltage."""
    return float(volts) ** 2 / (BASE_KVA * 1000.0)


def study_faults(basis: Basis, built: Built) -> FaultStudy:
    """Solve all cases for the whole chain."""
    whole = _joined(basis, built)
    machines = _motors(basis, built.circuits, whole.index, whole.levels)
    inverters = inverters_of(basis, built)

    def case(kind: str, motors: Complex, prefix: str, fed: Inverters) -> _Case:
        ohms = np.array(_ohms(basis, whole.above, kind) + whole.below, dtype=np.complex128)
        tree = Tree(whole.parents, ohms / (whole.levels**2 / (BASE_KVA * 1000.0)), motors)
        low, high = (basis.number(f"{prefix}_{level}") for level in ("lv", "mv"))
        seen = seen_from(tree, motors)
        more = {bus: (current * whole.levels[whole.index[bus]], below) for bus, (current, below) in fed.items()}
        kiloamperes = added(tree, seen, whole.index, more) / whole.levels / 1000.0
        return _Case(seen, np.where(whole.levels > 1000.0, high, low), kiloamperes)

    none = np.zeros(len(whole.parents), dtype=np.complex128)
    sets, sets_least = set_faults(basis, built)
    battery_alone(basis, built)
    ways = {f.target: f.ohms for f in built.feeders if f.duty == "secondary"}
    return FaultStudy(
        basis,
        whole.index,
        whole.levels,
        case("usual", machines, "voltage_factor", inverters),
        case("most", machines, "voltage_factor", inverters),
        case("test", machines, "voltage_factor", inverters),
        case("least", none, "voltage_factor_least", {}),
        sets,
        sets_least,
        {u.board.tag: (u.plate, ways[u.board.tag]) for u in built.groups.units},
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """The network of the load flow with that behind the UPS on its bypasses: index, parents and voltages of all buses,
    the network above, impedances [ohm] behind the UPS.
    """

    index: dict[str, int]
    parents: NDArray[np.int64]
    levels: NDArray[np.float64]
    above: Network
    below: list[complex]


def _joined(basis: Basis, built: Built) -> _Whole:
    net, inner = built.wired.main.network, built.wired.behind_ups.network if built.wired.behind_ups else None
    index, parent, volts, below = dict(net.index), list(net.parent), list(net.volts), []
    if inner is not None:
        first = len(parent)
        index |= {name: first + n for name, n in inner.index.items()}
        parent += [first + above for above in inner.parent]
        volts += inner.volts
        below = list(inner.ohms)
        bypass = {f.target: f.ohms for f in built.feeders if f.duty == "bypass"}
        for side in built.plant.sides:
            board, modules = index[side.board], index[modules_of(side.board)]
            parent[board], parent[modules] = net.index[side.upstream], board
            below[modules - first], below[board - first] = below[board - first], bypass.get(side.board, 0j)
    return _Whole(index, np.array(parent, dtype=np.int64), np.array(volts), net, below)


def _ohms(basis: Basis, net: Network, kind: str) -> list[complex]:
    """Branch impedances [ohm] of a case: IEC with the correction factor, usual or at the low end of the tolerance; the
    pack's test without it; least with a weak grid and the tolerance upwards.
    """
    if kind == "usual":
        return list(net.fault)
    if kind == "most":
        return list(net.least)
    c, weak = basis.number("voltage_factor_mv"), basis.number("fault_level_least_share")
    found = []
    for above, own, usual, least in zip(net.parent, net.ohms, net.fault, net.least, strict=True):
        low = abs(least / usual) if abs(usual) > 0.0 else 1.0
        if kind == "test":
            found.append(usual / c if above < 0 else own * low)
        else:
            found.append(usual / weak if above < 0 else own * (2.0 - low))
    return found


def _motors(
    basis: Basis, circuits: tuple[Circuit, ...], index: dict[str, int], volts: NDArray[np.float64]
) -> Complex:
    """Admittance of the motors at the ends of their circuits, per unit."""
    found = np.zeros(len(volts), dtype=np.complex128)
    pack = basis.pack.name.lower()
    share, multiple = basis.number("motor_share"), basis.number(f"motor_multiple_{pack}")
    ratio = basis.number(f"motor_x_over_r_{pack}")
    turn = complex(1.0, ratio) / abs(complex(1.0, ratio))
    total = 0.0
    for circuit in circuits:
        if circuit.load_kind in _MOTORS and share > 0.0:
            n = index[circuit.tag]
            ohms = machine_impedance.function(
                V_n=float(volts[n]), S_r=circuit.alone * share, k_LR=multiple, k_VA=1000.0
            )
            found[n] += _base(volts[n]) / (float(ohms) * turn)
            total += circuit.alone * share / 2.0
    if total > 0.0:
        facts = {"multiple": basis.rule(f"motor_multiple_{pack}"), "share": basis.rule("motor_share")}
        basis.note(NoteKind.ASSUMPTION, "motors_feed_faults", "motors", total=q(total, "kVA"), **facts)
    return found
