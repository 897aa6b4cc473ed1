"""What hangs over the racks, layer by layer, held against the clear height.

Busways hang over the racks, coolant pipes over the cold aisles, data trays over the hot aisles; main trays cross above
both, so that nothing meets at one level.
"""

from dataclasses import dataclass, replace

from designer.layout.rules import Rules
from designer.ledger import Given, Limit, Step, Value, formula, maximum
from designer.units import Quantity, q

__all__ = ["Hung", "Overhead", "overhead_of", "stack_between", "stack_close", "stack_crossing", "stack_in_line"]

#: Levels are rounded to so many digits of a metre.
_DIGITS = 4
#: Busways of one path hang so many abreast where the hall is low.
_ABREAST = 2


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


@formula(
    "h_close", unit="m", source="derived",
    clause="busways two abreast, pipes and lights from walking height, mains on the level of the trays, access to the "
    "upper tray in the clearance of the sprinklers",
)
def stack_close(
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
    h_sprinkler: Quantity,
) -> Quantity:
    """Height that the services need in a low hall, where what does not cross shares a level."""
    return (
        maximum(h_rack + h_gap + n_bus * h_bus, h_walk + h_pipe)
        + h_space
        + maximum(n_tray * (h_tray + h_access) - h_access, h_main)
        + h_sprinkler
    )


@formula(
    "h_between", unit="m", source="derived",
    clause="as close as that, the mains between the lower tray and those above it, so that they pass one another",
)
def stack_between(
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
    h_fall: Quantity,
    h_sprinkler: Quantity,
) -> Quantity:
    """Height that the services need in a low hall where the mains, with their fall, pass over path A and under B."""
    return (
        maximum(h_rack + h_gap + n_bus * h_bus, h_walk + h_pipe)
        + h_space
        + n_tray * (h_tray + h_access) - 2 * h_access
        + h_main + h_fall
        + h_sprinkler
    )


@dataclass(frozen=True, slots=True)
class Hung:
    """What hangs over the racks: height of the racks [m], busways and headers over one another, outside of the facility
    mains [m] (0 for none), whether rows are fed by trunks across their ends, pipes side by side in each main, height of
    the `plant` that rings pass over, below the busways [m] (0 for no rings), outside of the chilled mains that hang on
    the level of the others in a low hall [m] (0 for none)."""

    racks: float
    busways: int
    headers: int = 2
    main: float = 0.0
    trunks: bool = False
    pipes: int = 1
    plant: float = 0.0
    chilled: float = 0.0

    @property
    def thickest(self) -> float:
        """Outside of the thickest main [m]."""
        return max(self.main, self.chilled)


@dataclass(frozen=True, slots=True)
class Overhead:
    """Layers (name, underside, top) [m], heights of the services [m], space between services over one another and
    beside one another [m], height needed, and the steps. `facility` is the height of facility supply and return, which
    pass over everything else, and `main` the outside of a pipe of either with its insulation, of which `pipes` lie side
    by side. So many busways of a path hang `abreast` before they lie over one another.
    """

    layers: tuple[tuple[str, float, float], ...]
    busway: float
    pipe: float
    tray_a: float
    tray_b: float
    facility: float
    main: float
    abreast: int
    pipe_one: float
    spacing: float
    hanger: float
    needed: float
    steps: tuple[Step, ...]
    pipes: int = 1

    @property
    def lane(self) -> float:
        """What a facility main takes beside another with its hangers [m]."""
        return self.pipes * (self.main + self.hanger)

    @property
    def by_zone(self) -> bool:
        """Whether the hall is high enough for services that hang by zone, as far as its height is known."""
        return self.abreast == 1 and self.steps[-1].verdict is not False


def overhead_of(rules: Rules, hung: Hung, clear: Value) -> Overhead:
    """The stack-up of the rack zone.

    Where rows are fed by trunks across their ends, paths A and B lie one above the other and coolant pipes above both,
    so that branches pass the trunks of others. Three tray levels where the clear height allows them, else two. All
    services over one another are held against the clear height only where they keep it: else zones are built, and in a
    hall too low for zones, unless it has trunks, the services hang close. Busways make room for the rings over racks
    and plant where the hall keeps its zones and trays all the same.
    """
    found = _overhead(rules, hung, clear)
    if not hung.plant:
        return found
    plain = _overhead(rules, replace(hung, plant=0.0), clear)
    return found if found.by_zone and len(found.layers) == len(plain.layers) else plain


def _fall(rules: Rules) -> Value:
    """What a main falls at most on its level [m]."""
    return rules.catalog.threshold("cooling", "fall_most")


def _gap(rules: Rules, hung: Hung) -> float:
    """From the racks to the busways [m]: service gap, or more where rings pass between."""
    ring = max(hung.plant - hung.racks, 0.0) + rules.value("stack_ring").si("m") if hung.plant else 0.0
    return max(rules.value("stack_service").si("m"), round(ring, _DIGITS))


def _overhead(rules: Rules, hung: Hung, clear: Value) -> Overhead:
    """The stack-up with the gap over the racks that its plant asks for."""
    most = round(rules.value("stack_tray_levels").si(""))
    limit = Limit("<=", clear.q, "clear height of the hall", "brief") if clear.known else None
    steps: list[Step] = []
    busways = max(2, 2 * hung.busways) if hung.trunks else hung.busways
    over = hung.racks + _gap(rules, hung)
    above = q(over + busways * rules.value("stack_busway").si("m"), "m")
    walk: Given = above if hung.trunks else rules.code("circulation_height")
    for levels in dict.fromkeys((most, max(2, most - 1))):
        common = _heights(rules, hung, busways, levels)
        line = stack_in_line.step("layout.stack[in-line]", limit=None, **common)
        if limit and limit.met(line.q):
            line = replace(line, limit=limit)
        zones = stack_crossing.step("layout.stack[zones]", limit=limit, h_walk=walk, **common)
        steps = [line, zones]
        if zones.verdict is not False:
            break
    if steps[-1].verdict is False and not hung.trunks:
        pairs = _heights(rules, hung, -(-busways // _ABREAST), levels)
        pairs.pop("h_light")
        close = stack_close.step("layout.stack[close]", limit=limit, h_walk=walk, **pairs)
        pairs["h_main"] = q(hung.thickest, "m")
        between = stack_between.step(
            "layout.stack[between]", limit=limit, h_walk=walk, h_fall=_fall(rules), **pairs
        )
        hung_close = replace(hung, busways=-(-busways // _ABREAST))
        if hung.main and between.verdict:
            steps = [line, replace(zones, limit=None), close, between]
            spare = clear.si("m") - between.si("m")
            return _under(clear, _close(rules, hung_close, levels, tuple(steps), max(0.0, spare) / 2))
        if close.verdict:
            steps = [line, replace(zones, limit=None), close]
            return _under(clear, _close(rules, hung_close, levels, tuple(steps)))
        steps = [line, zones, close]
    pipe = max(over, above.m_as("m") if hung.trunks else rules.code("circulation_height").si("m"))
    return _under(clear, _layers(rules, replace(hung, busways=busways), float(pipe), levels, tuple(steps)))


def _under(roof: Value, overhead: Overhead) -> Overhead:
    """The same with its sprinklers under the roof, where its height is known and leaves room over the services."""
    if not roof.known:
        return overhead
    *services, (name, low, high) = overhead.layers
    deflectors = max(low, round(roof.si("m") - (high - low), _DIGITS))
    return replace(overhead, layers=(*services, (name, deflectors, round(deflectors + high - low, _DIGITS))))


def _heights(rules: Rules, hung: Hung, busways: int, levels: int) -> dict[str, Given]:
    """What the formulas of a stack take, with so many levels of busways and of trays."""
    gap, service = _gap(rules, hung), rules.value("stack_service")
    return {
        "h_rack": q(hung.racks, "m"),
        "h_gap": service if gap <= service.si("m") else q(gap, "m"),
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

    over = hung.racks + _gap(rules, hung)
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
    heights = (over, pipe, trays[0], trays[1], top, hung.main)
    return Overhead(_rounded(layers), *heights, 1, *_apart(rules), steps[1].number, steps, hung.pipes)


def _close(
    rules: Rules, hung: Hung, levels: int, steps: tuple[Step, ...], spare: float | None = None
) -> Overhead:
    """The layers of a low hall: coolant pipes and lights over the cold aisles from walking height, facility mains on
    the level of the trays, which end at the rack zone; with `spare` height [m] under and over the mains, between the
    lower tray and the others.
    """

    def metres(key: str) -> float:
        return rules.value(key).si("m")

    over, walk = hung.racks + _gap(rules, hung), rules.code("circulation_height").si("m")
    bus_top, pipe_top = over + hung.busways * metres("stack_busway"), walk + _pipes(rules, hung)[1]
    layers = [("rack", 0.0, hung.racks), ("busway", over, bus_top)]
    layers += [("tcs-pipe", walk, pipe_top)] if hung.headers else []
    layers.append(("lights", walk, walk + metres("stack_lights")))
    level, tray = max(bus_top, pipe_top) + metres("stack_space"), metres("stack_tray")
    main, second = level, level + tray + metres("stack_tray_access")
    if spare is not None:
        gap = min(spare, metres("stack_space"))
        main = level + tray + gap
        second = main + hung.thickest + _fall(rules).si("m") + gap
    trays = [level, *(second + k * (tray + metres("stack_tray_access")) for k in range(levels - 1))]
    layers += [(f"tray-{number}", at, at + tray) for number, at in enumerate(trays, 1)]
    layers += [("fws-pipe", main, main + hung.main)] if hung.main else []
    top = max(trays[-1] + tray, main + hung.main)
    layers.append(("sprinkler", top, top + rules.code("sprinkler_clearance").si("m")))
    heights = (over, walk, trays[0], trays[1], main, hung.main)
    return Overhead(_rounded(layers), *heights, _ABREAST, *_apart(rules), steps[-1].number, steps, hung.pipes)


def _rounded(layers: list[tuple[str, float, float]]) -> tuple[tuple[str, float, float], ...]:
    return tuple((name, round(low, _DIGITS), round(high, _DIGITS)) for name, low, high in layers)


def _apart(rules: Rules) -> tuple[float, float, float]:
    """Room of a header, space between services over one another and beside one another [m]."""
    return rules.value("stack_pipe_one").si("m"), rules.value("stack_space").si("m"), rules.value("hanger_side").si("m")
