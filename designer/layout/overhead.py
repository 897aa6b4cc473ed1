"""What hangs over the racks, layer by layer, held against the clear height.

Busways hang over the racks, coolant pipes over the cold aisles, data trays over the hot aisles; main trays cross above
both, so that nothing meets at one level.
"""

from dataclasses import dataclass

from designer.layout.rules import Rules
from designer.ledger import Given, Limit, Step, Value, formula, maximum
from designer.units import Quantity, q

__all__ = ["Overhead", "overhead_of", "stack_crossing", "stack_in_line"]


@formula("h_line", unit="m", source="derived", clause="all services in one line over the rack")
def stack_in_line(
    h_rack: Quantity,
    h_gap: Quantity,
    n_bus: Quantity,
    h_bus: Quantity,
    h_space: Quantity,
    n_tray: Quantity,
    h_tray: Quantity,
    h_access: Quantity,
    h_pipe: Quantity,
    h_light: Quantity,
    h_sprinkler: Quantity,
) -> Quantity:
    """Height that the services need when all lie over one another."""
    return h_rack + h_gap + n_bus * h_bus + h_space + n_tray * (h_tray + h_access) + h_pipe + h_light + h_sprinkler


@formula("h_zone", unit="m", source="derived", clause="busway over racks, pipes over cold aisles, trays above both")
def stack_crossing(
    h_rack: Quantity,
    h_gap: Quantity,
    n_bus: Quantity,
    h_bus: Quantity,
    h_walk: Quantity,
    h_pipe: Quantity,
    h_space: Quantity,
    n_tray: Quantity,
    h_tray: Quantity,
    h_access: Quantity,
    h_light: Quantity,
    h_sprinkler: Quantity,
) -> Quantity:
    """Height that the services need when each zone has its own and the main trays cross above."""
    return (
        maximum(h_rack + h_gap + n_bus * h_bus, maximum(h_rack + h_gap, h_walk) + h_pipe)
        + h_space
        + n_tray * (h_tray + h_access)
        + h_light
        + h_sprinkler
    )


@dataclass(frozen=True, slots=True)
class Overhead:
    """Layers (name, underside, top) [m], heights of the services [m], space between services [m], height needed,
    and the steps.
    """

    layers: tuple[tuple[str, float, float], ...]
    busway: float
    pipe: float
    tray_a: float
    tray_b: float
    spacing: float
    needed: float
    steps: tuple[Step, ...]


def overhead_of(rules: Rules, rack_height: float, busway_levels: int, clear: Value) -> Overhead:
    """The stack-up of the rack zone for racks of a height [m] and that many busways over one another.

    Three tray levels where the clear height allows them, else two.
    """
    most = round(rules.value("stack_tray_levels").si(""))
    limit = Limit("<=", clear.q, "clear height of the hall", "brief") if clear.known else None
    steps: list[Step] = []
    for levels in dict.fromkeys((most, max(2, most - 1))):
        common: dict[str, Given] = {
            "h_rack": q(rack_height, "m"),
            "h_gap": rules.value("stack_service"),
            "n_bus": q(float(busway_levels)),
            "h_bus": rules.value("stack_busway"),
            "h_space": rules.value("stack_space"),
            "n_tray": q(float(levels)),
            "h_tray": rules.value("stack_tray"),
            "h_access": rules.value("stack_tray_access"),
            "h_pipe": rules.value("stack_pipe"),
            "h_light": rules.value("stack_lights"),
            "h_sprinkler": rules.code("sprinkler_clearance"),
        }
        line = stack_in_line.step("layout.stack[in-line]", limit=limit, **common)
        zones = stack_crossing.step(
            "layout.stack[zones]", limit=limit, h_walk=rules.code("circulation_height"), **common
        )
        steps = [line, zones]
        if zones.verdict is not False:
            break
    return _layers(rules, rack_height, busway_levels, levels, tuple(steps))


def _layers(rules: Rules, rack_height: float, busway_levels: int, levels: int, steps: tuple[Step, ...]) -> Overhead:
    def metres(key: str) -> float:
        return rules.value(key).si("m")

    hung = rack_height + metres("stack_service")
    bus_top = hung + busway_levels * metres("stack_busway")
    pipe = max(hung, rules.code("circulation_height").si("m"))
    pipe_top = pipe + metres("stack_pipe")
    layers = [("rack", 0.0, rack_height), ("busway", hung, bus_top), ("tcs-pipe", pipe, pipe_top)]
    level = max(bus_top, pipe_top) + metres("stack_space")
    trays = []
    for number in range(1, levels + 1):
        trays.append(level)
        layers.append((f"tray-{number}", level, level + metres("stack_tray")))
        level += metres("stack_tray") + metres("stack_tray_access")
    layers.append(("lights", level, level + metres("stack_lights")))
    level += metres("stack_lights")
    layers.append(("sprinkler", level, level + rules.code("sprinkler_clearance").si("m")))
    rounded = tuple((name, round(low, 4), round(high, 4)) for name, low, high in layers)
    return Overhead(rounded, hung, pipe, trays[0], trays[1], metres("stack_space"), steps[1].number, steps)
