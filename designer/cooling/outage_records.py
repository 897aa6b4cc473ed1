"""What the outage proof is told and tells: feeds, states with something out, rides through a loss."""

from dataclasses import dataclass

from designer.model import Element, Link

__all__ = ["Feeds", "Outage", "PipeFlow", "Ride"]


@dataclass(frozen=True, slots=True)
class PipeFlow:
    """What the solved states send through a run of pipe [LPM], in the piece of it that carries most: `normal` with
    nothing out (None where that has no solution), `most` of all states, with the elements `out` then (`test` and tags
    of the first such state).
    """

    tag: str
    normal: float | None
    most: float
    test: str
    out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outage:
    """A solved state of the liquid side with something out; `test` T0 normal, T1 out for work, T2 failed.

    `tags` are the elements out (valves alike in effect together), `reaction` what the controls do by themselves.
    `flow_share` is the smallest rack flow over what that rack (`worst`) needs at the `supply` reached [degC], to be at
    most `supply_limit`; `facility_supply` [degC]. `cdu_heat`, `cdu_flow`, `pump_flow` and `air` are shares of what the
    busiest one carries (heat at the design supply, flow at the end of the curve); `cdu_head` and `valve_margin` what is
    left [kPa], NaN where unknown. `velocity` [m/s], `pressure` [bar gauge]. `lost` racks have no coolant or too warm
    air, those `below` less than they need. `verdict`: met, strained (served, something outside its envelope), short,
    lost; unsolved where the solver refused the state (`worst` is then the element that it named, the numbers NaN).
    `inlet` is the warmest air at the racks of the aisles behind rear doors [degC], NaN without doors.
    """

    test: str
    tags: tuple[str, ...]
    kind: str
    reaction: str
    flow_share: float
    worst: str
    supply: float
    supply_limit: float
    facility_supply: float
    cdu_heat: float
    cdu_head: float
    cdu_flow: float
    pump_flow: float
    valve_margin: float
    velocity: float
    pressure: float
    air: float
    lost: tuple[str, ...]
    below: tuple[str, ...]
    verdict: str
    inlet: float = float("nan")


@dataclass(frozen=True, slots=True)
class Feeds:
    """What the power trade tells the outage proof: its elements and links, seconds that the UPS lasts, seconds until
    the generating sets carry load (infinite without sets).
    """

    elements: tuple[Element, ...] = ()
    links: tuple[Link, ...] = ()
    ups_seconds: float = 0.0
    start_seconds: float = float("inf")


@dataclass(frozen=True, slots=True)
class Ride:
    """What happens after a loss (``rejection``, ``fws-pumps``, ``cdu-pumps``): seconds until the supply passes `limit`
    [degC] followed cell by cell (infinite beyond the horizon), those of a mixed loop, seconds until power is back
    (`gap`; nil on a UPS that lasts, infinite without generating sets), whether it is `held`, and the supply over time
    as (s, degC).
    """

    lost: str
    seconds: float
    mixed: float
    limit: float
    gap: float
    held: bool
    curve: tuple[tuple[float, float], ...]
