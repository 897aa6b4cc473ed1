"""What hangs over the racks, layer by layer, held against the clear height.

Busways hang over the racks, coolant pipes over the cold aisles, data trays over the hot aisles; main trays cross above
both, so that nothing meets at one level.
"""

from dataclasses import dataclass, replace

from designer.layout.rules import Rules
from designer.ledger import Given, Limit, Step, Value, formula, maximum
from designer.units import Quantity, q

__all__ = ["Hung", "Overhead", "overhead_of", "stack_crossing", "stack_in_line"]


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
    h_main: Quantity,
    h_light: Quantity,
    h_sprinkler: Quantity,
) -> Quantity:
    """Height that the services need when all lie over one another."""
    return (
        h_rack
        + h_gap
        + n_bus * h_bus
        + h_space
        + n_tray * (h_tray + h_access)
        + h_pipe
        + h_main
        + h_light
        + h_sprinkler
    )


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
    h_main: Quantity,
    h_light: Quantity,
    h_sprinkler: Quantity,
) -> Quantity:
    """Height that the services need when each zone has its own and the main trays and facility pipes cross above."""
    return (
        maximum(h_rack + h_gap + n_bus * h_bus, maximum(h_rack + h_gap, h_walk) + h_pipe)
        + h_space
        + n_tray * (h_tray + h_access)
        + h_main
        + h_light
        + h_sprinkler
    )


@dataclass(frozen=True, slots=True)
class Hung:
    """What hangs over the racks: height of the racks [m], busways and headers over one another, outside of the facility
    mains [m] (0 for none), whether rows are fed by trunks across their ends."""

    racks: float
    busways: int
    headers: int = 2
    main: float = 0.0
    trunks: bool = False


@dataclass(frozen=True, slots=True)
class Overhead:
    """Layers (name, underside, top) [m], heights of the services [m], space between services over one another and
    beside one another [m], height needed, and the steps. `facility` is the height of facility supply and return, which
    pass over everything else, and `main` the outside of either with its insulation.
    """

    layers: tuple[tuple[str, float, float], ...]
    busway: float
    pipe: float
    tray_a: float
    tray_b: float
    facility: float
    main: float
    pipe_one: float
    spacing: float
    hanger: float
    needed: float
    steps: tuple[Step, ...]


def overhead_of(rules: Rules, hung: Hung, clear: Value) -> Overhead:
    """The stack-up of the rack zone.

    Where rows are fed by trunks across their ends, paths A and B lie one above the other and coolant pipes above both,
    so that branches pass the trunks of others. Three tray levels where the clear height allows them, else two. All
    services over one another are held against the clear height only where they keep it: else zones are built.
    """
    most = round(rules.value("stack_tray_levels").si(""))
    limit = Limit("<=", clear.q, "clear height of the hall", "brief") if clear.known else None
    steps: list[Step] = []
    busways = max(2, 2 * hung.busways) if hung.trunks else hung.busways
    over = hung.racks + rules.value("stack_service").si("m")
    above = q(over + busways * rules.value("stack_busway").si("m"), "m")
    walk: Given = above if hung.trunks else rules.code("circulation_height")
    for levels in dict.fromkeys((most, max(2, most - 1))):
        common: dict[str, Given] = {
            "h_rack": q(hung.racks, "m"),
            "h_gap": rules.value("stack_service"),
            "n_bus": q(float(busways)),
            "h_bus": rules.value("stack_busway"),
            "h_space": rules.value("stack_space"),
            "n_tray": q(float(levels)),
            "h_tray": rules.value("stack_tray"),
            "h_access": rules.value("stack_tray_access"),
            "h_pipe": _pipes(rules, hung)[0],
            "h_main": q(hung.main, "m"),
            "h_light": rules.value("stack_lights"),
            "h_sprinkler": rules.code("sprinkler_clearance"),
        }
        line = stack_in_line.step("layout.stack[in-line]", limit=None, **common)
        if limit and limit.met(line.q):
            line = replace(line, limit=limit)
        zones = stack_crossing.step("layout.stack[zones]", limit=limit, h_walk=walk, **common)
        steps = [line, zones]
        if zones.verdict is not False:
            break
    pipe = max(over, above.m_as("m") if hung.trunks else rules.code("circulation_height").si("m"))
    return _layers(rules, replace(hung, busways=busways), float(pipe), levels, tuple(steps))


def _pipes(rules: Rules, hung: Hung) -> tuple[Given, float]:
    """Height of the coolant headers, with its evidence and in metres: as planned, or more where more of them hang over
    one another; none over racks without."""
    if not hung.headers:
        return q(0.0, "m"), 0.0
    planned = rules.value("stack_pipe")
    needed = hung.headers * rules.value("stack_pipe_one").si("m")
    return (planned, planned.si("m")) if needed <= planned.si("m") + 1e-9 else (q(needed, "m"), needed)


def _layers(rules: Rules, hung: Hung, pipe: float, levels: int, steps: tuple[Step, ...]) -> Overhead:
    """The layers over the racks with the headers at a height [m] and so many levels of trays."""

    def metres(key: str) -> float:
        return rules.value(key).si("m")

    over = hung.racks + metres("stack_service")
    bus_top = over + hung.busways * metres("stack_busway")
    pipe_top = pipe + _pipes(rules, hung)[1]
    layers = [("rack", 0.0, hung.racks), ("busway", over, bus_top)]
    layers += [("tcs-pipe", pipe, pipe_top)] if hung.headers else []
    level = max(bus_top, pipe_top) + metres("stack_space")
    trays = []
    for number in range(1, levels + 1):
        trays.append(level)
        layers.append((f"tray-{number}", level, level + metres("stack_tray")))
        level += metres("stack_tray") + metres("stack_tray_access")
    top = level
    if hung.main:
        layers.append(("fws-pipe", level, level + hung.main))
        level += hung.main
    layers.append(("lights", level, level + metres("stack_lights")))
    level += metres("stack_lights")
    layers.append(("sprinkler", level, level + rules.code("sprinkler_clearance").si("m")))
    rounded = tuple((name, round(low, 4), round(high, 4)) for name, low, high in layers)
    apart = metres("stack_pipe_one"), metres("stack_space"), metres("hanger_side")
    return Overhead(rounded, over, pipe, trays[0], trays[1], top, hung.main, *apart, steps[1].number, steps)
