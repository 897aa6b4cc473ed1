"""The fault study: every bus at once, fed by the grid, by motors and, with the utility gone, by the generating sets.

The network is that of the load flow with the UPS on its bypass, so that panels behind a UPS see the whole fault level.
Motors stand on both sides of every transfer switch, for a load may be on either. Behind inverters and drives nothing
feeds back unless the share of motors says so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Generator
from designer.model import NoteKind
from designer.power.backup import Plant
from designer.power.basis import Basis
from designer.power.blocks import Groups, UnitTransformer
from designer.power.circuits import Circuit
from designer.power.driving_point import Seen, seen_from
from designer.power.duty import (
    earth_fault,
    equivalent_duty,
    generator_correction,
    least_fault,
    machine_impedance,
    making_factor,
    multiplying_factor,
    sets_current,
    symmetrical_duty,
)
from designer.power.load_flow import BASE_KVA, Tree
from designer.power.network import Network
from designer.power.short_circuit import initial_current, kappa, peak_current
from designer.power.three_phase import amperes
from designer.power.wiring import Wired
from designer.units import q

__all__ = ["FaultAt", "FaultStudy", "study_faults"]

Complex = NDArray[np.complex128]
#: Kinds of load that are motors.
_MOTORS = ("air-unit", "chiller", "cooler", "cdu", "pump")


@dataclass(frozen=True, slots=True)
class FaultAt:
    """Fault levels of one bus [kA]: greatest by IEC 60909 (`current`, of it `motors`; `peak`), greatest with impedances
    at the low end of their tolerance (`most`, `most_peak`), duty by the rule pack's test, least between two lines,
    line to earth (0 where no transformer earths the star), from the generating sets alone; X/R of the path.
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


@dataclass(frozen=True, slots=True)
class _Case:
    """What all buses see in one case, and its voltage factor by bus."""

    seen: Seen
    factor: NDArray[np.float64]


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
    plates: dict[str, UnitTransformer]

    def at(self, bus: str, rating: float, tested: float) -> FaultAt:
        """Fault levels of a bus; `rating` [kA] is that of its device (0 unknown), tested at an X/R of `tested`."""
        n, volts = self.index[bus], float(self.volts[self.index[bus]])
        current, motors, peak, ratio = self._split(self.usual, n)
        most, _, most_peak, _ = self._split(self.most, n)
        making = self._making(rating, volts) if rating > 0.0 else 0.0
        if self.basis.pack.name == "NEC":
            path = self._ohms(self.test, n)
            factor = multiplying_factor.function(x_r=path.imag / path.real, x_t=tested)
            duty = symmetrical_duty.function(V_n=volts, Z_k=abs(path) * 1000.0, f_m=factor)
        else:
            duty = equivalent_duty.function(i_p=most_peak, n=making) if making else most
        sets = self.sets_ka.get(bus, 0.0)
        least = min(self.least_at(bus), self.sets_least_ka.get(bus, float("inf")))
        return FaultAt(
            current, motors, peak, ratio, most, most_peak, float(duty), making, least, self._earth(bus, n), sets
        )

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
        fed_back = motors if abs(case.seen.below[n]) > 0.0 else 0.0
        return current, fed_back, peak, whole.imag / whole.real

    def _earth(self, bus: str, n: int) -> float:
        """Line to earth at a board: twice the positive sequence and the transformer's own zero sequence."""
        plate = self.plates.get(bus)
        if plate is None:
            return 0.0
        own = complex(plate.resistance, plate.reactance) / 100.0 * plate.secondary**2 / (plate.rating * 1000.0)
        loop = 2 * self._ohms(self.usual, n) + own * self.basis.number("zero_sequence_share")
        factor = float(self.usual.factor[n])
        return float(earth_fault.function(c=factor, V_n=float(self.volts[n]), Z_e=abs(loop) * 1000.0))


def _base(volts: float | np.float64) -> float:
    """Base impedance [ohm] at a voltage."""
    return float(volts) ** 2 / (BASE_KVA * 1000.0)


def study_faults(
    basis: Basis, groups: Groups, wired: Wired, circuits: tuple[Circuit, ...], plant: Plant
) -> FaultStudy:
    """Solve all cases for the whole chain."""
    net, inner = wired.main.network, wired.behind_ups.network if wired.behind_ups else None
    index, parent, volts = dict(net.index), list(net.parent), list(net.volts)
    upstream = {side.board: side.upstream for side in plant.sides}
    if inner is not None:
        first = len(parent)
        index |= {name: first + n for name, n in inner.index.items()}
        for n, above in enumerate(inner.parent):
            parent.append(first + above if above >= 0 else net.index.get(upstream.get(inner.names[n], ""), -1))
        volts += inner.volts
    levels = np.array(volts)
    parents = np.array(parent, dtype=np.int64)
    machines = _motors(basis, circuits, index, levels)

    def case(kind: str, motors: Complex, prefix: str) -> _Case:
        ohms = np.array(_ohms(basis, net, kind) + (list(inner.ohms) if inner else []), dtype=np.complex128)
        tree = Tree(parents, ohms / (levels**2 / (BASE_KVA * 1000.0)), motors)
        low, high = (basis.number(f"{prefix}_{level}") for level in ("lv", "mv"))
        return _Case(seen_from(tree, motors), np.where(levels > 1000.0, high, low))

    none = np.zeros(len(parents), dtype=np.complex128)
    sets, sets_least = _sets(basis, plant)
    return FaultStudy(
        basis,
        index,
        levels,
        case("usual", machines, "voltage_factor"),
        case("most", machines, "voltage_factor"),
        case("test", machines, "voltage_factor"),
        case("least", none, "voltage_factor_least"),
        sets,
        sets_least,
        {u.board.tag: u.plate for u in groups.units},
    )


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


def _sets(basis: Basis, plant: Plant) -> tuple[dict[str, float], dict[str, float]]:
    """Fault current of the generating sets [kA] by bus: all sets, and the least with the sets that are needed.

    The way from the sets to the boards is not counted: greatest as it should be, least a little high.
    """
    sets = plant.sets
    if sets is None:
        return {}, {}
    record = basis.catalog.get(Generator, sets.catalog.removeprefix("generator/"))
    volts = basis.site.wishes.power.voltage.si("V")
    each = amperes(sets.rating / record.power_factor.si(""), volts) / 1000.0
    reactance = record.subtransient_reactance
    c = basis.rule("voltage_factor_lv")
    sine = q((1.0 - record.power_factor.si("") ** 2) ** 0.5)
    rated = q(basis.volts, "V")
    factor = basis.keep(generator_correction, "set_correction", U_n=rated, U_r=rated, c=c, x_d=reactance, sin_phi=sine)
    whole: dict[str, float] = {}
    least: dict[str, float] = {}
    for plant_ in sets.plants:
        key, count = f"sets_fault[{plant_.name}]", float(len(plant_.tags))
        most = basis.keep(sets_current, key, c=c, n=count, I_r=q(each, "kA"), x_d=reactance, K_G=factor).si("kA")
        low = sets_current.function(
            c=basis.number("voltage_factor_least_lv"), n=plant_.needed, I_r=each, x_d=reactance.si(""),
            K_G=factor.number,
        )
        buses = [*plant_.sections, *(u.board.tag for units in plant_.units for u in units)]
        whole |= dict.fromkeys(buses, most)
        least |= dict.fromkeys(buses, float(low) * 3.0**0.5 / 2.0)
    return whole, least
