"""What inverters add to a fault: UPS behind their output boards, battery systems everywhere below the utility.

An inverter is a source of limited current, not of voltage behind an impedance (IEC 60909-0:2016, stations with
full-size converters): its current divides over the network as the impedances have it and adds to that of the grid. A
UPS in double conversion feeds nothing back through its rectifier; behind it, its inverter adds to what comes through
the bypass. Rectifiers of racks and drives with diode fronts feed nothing back.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Ups
from designer.ledger import formula
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.driving_point import Seen, transferred
from designer.power.load_flow import Tree
from designer.power.three_phase import amperes
from designer.units import Quantity, q

__all__ = ["Inverters", "added", "battery_alone", "inverter_current", "inverters_of"]

#: Buses by current [A] that inverters feed in there, and whether it reaches only what lies below.
Inverters = Mapping[str, tuple[float, bool]]


@formula("I_skPF", unit="kA", source="iec-60909", clause="60909-0:2016, full-size converters: a source of current")
def inverter_current(n_inv: Quantity, I_r: Quantity, k_inv: Quantity) -> Quantity:
    """Current that inverters hold into a fault at most."""
    return n_inv * I_r * k_inv


def inverters_of(basis: Basis, built: Built) -> dict[str, tuple[float, bool]]:
    """The inverters of a hall: current [A] at the voltage of their bus."""
    found: dict[str, tuple[float, bool]] = {}
    for side in built.plant.sides:
        step = basis.keep(
            inverter_current, f"inverters[{side.board}]", n_inv=float(len(side.modules)),
            I_r=q(_module(basis, side.catalog), "A"), k_inv=basis.rule("ups_inverter_most"),
        )  # fmt: skip
        found[side.board] = step.si("A"), True
    if built.stored is not None:
        volts, storage = basis.distribution.si("V"), built.stored.storage
        for section in built.mains.sections:
            count = float(sum(home == section for _, home in storage.units))
            step = basis.keep(
                inverter_current, f"inverters[{section}]", n_inv=count, I_r=q(amperes(storage.power_kw, volts), "A"),
                k_inv=basis.rule("storage_inverter_most"),
            )  # fmt: skip
            found[section] = step.si("A"), False
    if found:
        facts = {"ups": basis.rule("ups_inverter_most"), "storage": basis.rule("storage_inverter_most")}
        basis.note(NoteKind.ASSUMPTION, "inverters_feed_faults", "inverters", **facts)
    return found


def _module(basis: Basis, catalog: str) -> float:
    """Rated current of a module [A]."""
    return amperes(basis.catalog.get(Ups, catalog.removeprefix("ups/")).rating.si("kVA"), basis.volts)


def added(tree: Tree, seen: Seen, index: Mapping[str, int], inverters: Inverters) -> NDArray[np.float64]:
    """What the inverters add to a fault at each bus [A, at the voltage of the inverters' bus]: their current times the
    transfer over the driving-point impedance.
    """
    found = np.zeros(len(tree.parent))
    for bus, (current, below) in inverters.items():
        if not current:
            continue
        reached = np.abs(transferred(tree, seen, index[bus])) * np.abs(seen.total)
        if below:
            reached[~_under(tree, index[bus])] = 0.0
        found += current * reached
    return found


def _under(tree: Tree, bus: int) -> NDArray[np.bool_]:
    """The bus and all below it."""
    found = np.zeros(len(tree.parent), dtype=np.bool_)
    found[bus] = True
    for level in tree.levels()[1:]:
        found[level] |= found[tree.parent[level]]
    return found


def battery_alone(basis: Basis, built: Built) -> None:
    """With the bypass dead, a fault behind a UPS gets no more than its inverters give: breakers that would not open at
    once are a risk.
    """
    least, slow = basis.number("instantaneous_least"), []
    for side in built.plant.sides:
        alone = side.needed * _module(basis, side.catalog) * basis.number("ups_inverter_least")
        panels = {c.tag for c in built.circuits if c.kind == "panel" and c.source == side.board}
        slow += [(c.breaker, alone, c.tag) for c in built.circuits if c.panel in panels and c.breaker * least > alone]
    if slow:
        breaker, alone, tag = max(slow)
        basis.note(
            NoteKind.RISK, "battery_alone_trip", tag, branches=len(slow), fault=q(alone / 1000.0, "kA"),
            breaker=q(breaker, "A"), multiple=q(least),
        )  # fmt: skip
