"""The buses of the generating sets: which boards each stands ready for, and which sets stand on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.power.blocks import Groups, Unit

__all__ = ["SetPlant", "dealt", "named"]


@dataclass(frozen=True, slots=True)
class SetPlant:
    """Generating sets on two bus sections: the sections, sets by tag, how many are needed, what they carry in normal
    service and at `worst`, with a board of another bus lost [kW], the units whose boards each section stands ready for.
    """

    name: str
    sections: tuple[str, str]
    tags: tuple[str, ...]
    needed: int
    carries: float
    units: tuple[tuple[Unit, ...], tuple[Unit, ...]]
    worst: float


def dealt(groups: Groups, asked: Mapping[str, float], plants: int) -> list[tuple[list[Unit], float]]:
    """The units of core and plant by bus, with what they ask of it [kW]: whole systems of the core first, largest on
    the bus that carries least; what carries no core follows in turns.
    """
    whole = [list(system) for system in groups.core.systems]
    systems = [[u] for system in whole for u in system] if groups.core.shape.members == 1 else whole
    systems += [[u] for u in groups.core.reserves]
    held = {u.transformer for system in systems for u in system}
    systems += [[u] for u in groups.plant.units if u.transformer not in held]
    found: list[tuple[list[Unit], float]] = [([], 0.0) for _ in range(max(1, min(plants, len(systems))))]
    for system in sorted(systems, key=lambda s: -sum(asked.get(u.board.tag, 0.0) for u in s)):
        n = min(range(len(found)), key=lambda i: (found[i][1], len(found[i][0])))
        units, kilowatts = found[n]
        found[n] = [*units, *system], kilowatts + sum(asked.get(u.board.tag, 0.0) for u in system)
    return found


def named(
    shares: Sequence[tuple[list[Unit], float]], worst: Sequence[float], tags: Sequence[str], needed: int
) -> tuple[SetPlant, ...]:
    """The buses with their sets: as even as the sets go, sections A and B for the units in turns."""
    found = []
    count = len(shares)
    for n, (units, kilowatts) in enumerate(shares):
        own = tuple(tags[len(tags) * n // count : len(tags) * (n + 1) // count])
        name = str(n + 1) if count > 1 else ""
        sides = tuple(units[0::2]), tuple(units[1::2])
        found.append(
            SetPlant(f"GENERATORS{f'-{name}' if name else ''}", (f"GPB-A{name}", f"GPB-B{name}"), own,
                     min(needed, max(len(own), 1)), kilowatts, sides, worst[n])
        )  # fmt: skip
    return tuple(found)
