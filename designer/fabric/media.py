"""Which cable and optics a link may have: hard rules of cage, lane rate, thermal form, medium and reach.

* An optic goes into a cage that accepts its form, on the side it is made for; finned optics only into air-cooled cages.
* Both optics of a link have one medium, connector and speed; a splitter joins a split cage to a whole one, a shuffle
  two cages that are split alike.
* An adapter of 200G lanes may run its links over 100G lanes where its cage is split or four of them carry the link.
* Lanes of 200G have no passive copper, no multimode and no active optical cable.
* What is attached at both ends (copper, active optical) joins one cage to one cage, or one cage to single-port cages.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from designer.catalog import Adapter, Cable, Catalog, ManagerPort, NicPort, Optic, Switch

__all__ = [
    "ACCEPTS", "PREFERENCE", "End", "Medium", "adapter_end", "manager_end", "media", "ports_in_cage", "switch_end",
    "uplink_end", "viable",
]

#: Cage -> the optic forms that it takes.
ACCEPTS: dict[str, tuple[str, ...]] = {
    "osfp": ("osfp",),
    "osfp-twin": ("osfp",),
    "osfp-rhs": ("osfp-rhs",),
    "qsfp-dd": ("qsfp-dd", "qsfp112", "qsfp56", "qsfp28"),
    "qsfp112": ("qsfp112", "qsfp56", "qsfp28"),
    "qsfp56": ("qsfp56", "qsfp28"),
    "qsfp28": ("qsfp28",),
    "rj45": (),
    "mpo-cpo": (),
}
#: Lane rate of an attached cable -> the optic forms whose cages its plug fits.
_PLUG = {25: ("qsfp28",), 50: ("qsfp56", "qsfp-dd"), 100: ("qsfp112", "osfp", "osfp-rhs"), 200: ("osfp", "osfp-rhs")}
#: Lane rate of a cage whose adapter is not named.
_LANES = {"rj45": 1, "qsfp28": 25, "qsfp56": 50, "qsfp112": 100, "osfp": 100, "osfp-twin": 100, "osfp-rhs": 100}
#: Media in the order in which they are taken.
PREFERENCE = ("category", "dac", "lacc", "aoc", "multimode", "singlemode")
#: Lane rate at which an adapter of 200G lanes may run a split cage, or a link of at most so many Gbit/s: four lanes.
_SLOWER, _SLOWER_MOST = 100, 400.0
#: Not made for lanes of 200G.
_NOT_AT_200 = ("dac", "aoc", "multimode", "category")


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: cage, side (switch or adapter), liquid-cooled cage or not, lane rate, links per cage."""

    cage: str
    side: str
    liquid: bool
    lane_rate: int
    links: int


@dataclass(frozen=True, slots=True)
class Medium:
    """One legal way to make a link. `links` is how many links an attached cable joins (0 = fibre or category)."""

    kind: str
    cable: Cable
    a: Optic | None
    b: Optic | None
    reach_m: float
    power_w: float
    links: int

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What all links that share a cage must have in common: cable medium, connector, switch-side optic, and how
        many links an attached cable joins."""
        return (self.cable.medium, self.cable.ends, self.b.slug if self.b else "", self.links)


def switch_end(switch: Switch, per_cage: int) -> End:
    """The end at a switch's main cages, `per_cage` links in each."""
    return End(switch.cage, "switch", switch.cage_cooling == "liquid", switch.lane_rate, per_cage)


def uplink_end() -> End:
    """The end at a management switch's own uplink cages: QSFP28, one link each."""
    return End("qsfp28", "switch", False, _LANES["qsfp28"], 1)


def manager_end(port: ManagerPort) -> End:
    """The end at a switch's port for fabric managers, one link."""
    return End(port.cage, "switch", False, port.lane_rate, 1)


def viable(medium: Medium, a: End, b: End) -> bool:
    """Whether a medium can make links that share a cage at one end and part at the other: fibres can; an attached cable
    has one plug for a whole cage, so that one of the ends must not be split."""
    return medium.links == 0 or (min(a.links, b.links) == 1 and max(a.links, b.links) <= medium.links)


def adapter_end(catalog: Catalog, port: NicPort, planes: int = 1) -> End:
    """The end at a machine's port, which is split over so many planes."""
    lane = catalog.get(Adapter, port.adapter).lane_rate if port.adapter else _LANES[port.cage]
    return End(port.cage, "adapter", False, lane, planes * ports_in_cage(port.cage))


def ports_in_cage(cage: str) -> int:
    """Machine ports in one cage: two in a twin-port cage."""
    return 2 if cage == "osfp-twin" else 1


@lru_cache(maxsize=1024)
def media(catalog: Catalog, a: End, b: End, speed: float) -> tuple[Medium, ...]:
    """All legal media of a link between two ends at a speed [Gbit/s], best first; empty when there is none."""
    slower = a.side == "adapter" and a.lane_rate == 200 and (a.links > 1 or speed <= _SLOWER_MOST)
    ends = [a, replace(a, lane_rate=_SLOWER)] if slower else [a]
    found = [medium for end in ends for way in (_attached, _fibre) for medium in way(catalog, end, b, speed)]
    return tuple(sorted(found, key=lambda m: (PREFERENCE.index(m.kind), m.reach_m, m.power_w, m.cable.slug)))


def _attached(catalog: Catalog, a: End, b: End, speed: float) -> list[Medium]:
    found = []
    for cable in catalog.all(Cable):
        if cable.ends not in ("attached", "rj45") or cable.speed_max.si("Gbit/s") < speed:
            continue
        lanes = [n for n in cable.lane_rates if _lane_fits(n, cable, a, b)]
        if lanes:
            power = 2 * cable.power_per_end.si("W")
            links = 0 if cable.ends == "rj45" else cable.links
            found.append(Medium(cable.medium, cable, None, None, cable.reach.si("m"), power, links))
    return found


def _lane_fits(lane: int, cable: Cable, a: End, b: End) -> bool:
    if cable.ends == "rj45":
        return a.cage == b.cage == "rj45"
    if lane > min(a.lane_rate, b.lane_rate) or (lane == 200 and cable.medium in _NOT_AT_200):
        return False
    if lane == 100 and max(a.lane_rate, b.lane_rate) > 100:
        return False
    return all(set(_PLUG.get(lane, ())) & set(ACCEPTS[end.cage]) for end in (a, b))


def _fibre(catalog: Catalog, a: End, b: End, speed: float) -> list[Medium]:
    found = []
    optics = catalog.all(Optic)
    near = [o for o in optics if _goes_into(o, a)]
    far = [o for o in optics if _goes_into(o, b)]
    for one in near:
        for other in far:
            if (one.medium, one.connector) != (other.medium, other.connector) or not _same_speed(one, other):
                continue
            if a.side == b.side == "switch" and a.cage == b.cage and one.slug != other.slug:
                continue
            split = max(_split(one, a), _split(other, b))
            both = min(_split(one, a), _split(other, b)) > 1
            if (both and _split(one, a) != _split(other, b)) or one.speed.si("Gbit/s") / split < speed:
                continue
            cables = [cable for cable in catalog.all(Cable) if cable.shuffle == both]
            found += [m for cable in cables if (m := _joined(cable, one, other, split))]
    return found


def _joined(cable: Cable, a: Optic, b: Optic, split: int) -> Medium | None:
    lane = max(a.lane_rate, b.lane_rate)
    if cable.medium != a.medium or cable.ends != a.connector or cable.links != split or lane not in cable.lane_rates:
        return None
    if lane == 200 and cable.medium in _NOT_AT_200:
        return None
    reach = min(cable.reach.si("m"), a.reach.si("m"), b.reach.si("m"))
    return Medium(cable.medium, cable, a, b, reach, a.power_max.si("W") + b.power_max.si("W"), 0)


def _goes_into(optic: Optic, end: End) -> bool:
    if optic.cage not in ACCEPTS[end.cage] or optic.lane_rate > end.lane_rate:
        return False
    if "either" not in (optic.fits, end.side) and optic.fits != end.side:
        return False
    if end.lane_rate == 200 and optic.lane_rate < 200:
        return False
    if end.liquid:
        return optic.thermal_form != "finned"
    return end.side != "switch" or end.cage != "osfp" or optic.thermal_form == "finned"


def _same_speed(a: Optic, b: Optic) -> bool:
    return abs(a.speed.si("Gbit/s") - b.speed.si("Gbit/s")) < 1e-6


def _split(optic: Optic, end: End) -> int:
    return max(1, -(-end.links // optic.links))
