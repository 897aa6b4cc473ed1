"""Fault current on the generating sets alone: at their sections and at the boards that these stand ready for."""

from collections.abc import Mapping, Sequence

from designer.catalog import Generator
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.duty import generator_correction, set_impedance, sets_current
from designer.power.short_circuit import initial_current
from designer.power.three_phase import amperes
from designer.units import q

__all__ = ["set_faults"]


def set_faults(basis: Basis, built: Built) -> tuple[dict[str, float], dict[str, float]]:
    """Fault current of the sets [kA] by bus: of all sets, and the least, between two lines, with the sets that are
    needed behind the longest ways. Cables between sets, sections and boards are counted.
    """
    sets = built.plant.sets
    if sets is None:
        return {}, {}
    record = basis.catalog.get(Generator, sets.catalog.removeprefix("generator/"))
    each = q(amperes(sets.rating / record.power_factor.si(""), basis.volts) / 1000.0, "kA")
    c, rated, x_d = basis.rule("voltage_factor_lv"), q(basis.volts, "V"), record.subtransient_reactance
    sine = q((1.0 - record.power_factor.si("") ** 2) ** 0.5)
    factor = basis.keep(generator_correction, "set_correction", U_n=rated, U_r=rated, c=c, x_d=x_d, sin_phi=sine)
    own = basis.keep(set_impedance, "set_impedance", V_n=rated, I_r=each, x_d=x_d, K_G=factor)
    ohms = complex(0.0, own.si("ohm"))
    ways = {(f.source, f.target): f.ohms for f in built.feeders if f.duty in ("set", "standby")}
    least_c = basis.number("voltage_factor_least_lv")
    whole: dict[str, float] = {}
    least: dict[str, float] = {}
    for plant in sets.plants:
        count = float(len(plant.tags))
        key = f"sets_fault[{plant.name}]"
        basis.keep(sets_current, key, c=c, n=count, I_r=each, x_d=x_d, K_G=factor)
        for section, units in zip(plant.sections, plant.units, strict=True):
            paths = sorted((ohms + ways.get((tag, section), 0j) for tag in plant.tags), key=abs)
            beyond = {section: 0j, **{u.board.tag: ways.get((section, u.board.tag), 0j) for u in units}}
            whole |= _at(basis, paths, beyond, c.si(""))
            few = _at(basis, paths[-plant.needed :], beyond, least_c)
            least |= {bus: current * 3.0**0.5 / 2.0 for bus, current in few.items()}
    return whole, least


def _at(basis: Basis, paths: Sequence[complex], beyond: Mapping[str, complex], c: float) -> dict[str, float]:
    """Three-phase fault [kA] at each bus behind so many sets in parallel."""
    behind = 1.0 / sum(1.0 / z for z in paths)
    return {
        bus: float(initial_current.function(c=c, V_n=basis.volts, Z_k=abs(behind + z) * 1000.0))
        for bus, z in beyond.items()
    }
