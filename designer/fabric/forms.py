"""The form of a switch: cages, how a cage splits, and where its logical ports stand.

A cage holds `n` links of a speed when its speed divided by `n` still carries one link and `n` is an allowed split.
Logical ports are numbered from 1 over the finest split that a network uses on the switch, so that a port number always
names a cage: cage = (port - 1) // lanes.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Switch

__all__ = ["SwitchForm", "form_of", "logical_ports"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SwitchForm:
    """Cages of a switch, speed of a cage [Gbit/s], allowed links per cage; own uplink cages where it has them.

    `manager_cage` is the number, from 0, of a cage for fabric managers behind all others (0 = none), `manager_speed`
    the speed of its link [Gbit/s]. `most` is how many ports may be in use at once, whatever the cages could hold
    (0 = all).
    """

    key: str
    family: str
    cages: int
    cage_speed: float
    splits: tuple[int, ...]
    uplink_cages: int = 0
    uplink_speed: float = 0.0
    manager_cage: int = 0
    manager_speed: float = 0.0
    most: int = 0

    def per_cage(self, speed: float) -> int:
        """The most links of a speed [Gbit/s] in one cage; 0 when a cage cannot carry one.

        >>> SwitchForm("switch/x", "ethernet", 64, 800.0, (1, 2, 4)).per_cage(400.0)
        2
        """
        return max((n for n in self.splits if self.cage_speed / n >= speed - 1e-9), default=0)

    def radix(self, speed: float) -> int:
        """Ports of that speed when all cages are used for it."""
        whole = self.cages * self.per_cage(speed)
        return min(whole, self.most) if self.most else whole

    def most_down(self, down: float, up: float, oversubscription: float) -> int:
        """The most host ports that leave room for the uplinks they need. Speeds in Gbit/s."""
        n_down = self.per_cage(down)
        if self.uplink_cages:
            return self.cages * n_down
        if not n_down or not self.per_cage(up):
            return 0
        ports = self.cages * n_down
        while ports and not self._holds(ports, least_uplinks(ports, (down, up), oversubscription), (down, up)):
            ports -= 1
        return ports

    def most_up(self, used: int, down: float, up: float) -> int:
        """The most uplinks beside so many host ports. Speeds in Gbit/s."""
        if self.uplink_cages:
            return self.uplink_cages
        free = (self.cages - math.ceil(used / self.per_cage(down))) * self.per_cage(up)
        return min(free, self.most - used) if self.most else free

    def _holds(self, ports: int, uplinks: int, speeds: tuple[float, float]) -> bool:
        """Whether the cages, and the numbers of ports, hold host ports and uplinks at once."""
        cages = math.ceil(ports / self.per_cage(speeds[0])) + math.ceil(uplinks / self.per_cage(speeds[1]))
        return cages <= self.cages and (not self.most or ports + uplinks <= self.most)


def least_uplinks(ports: int, speeds: tuple[float, float], oversubscription: float) -> int:
    """Uplinks whose bandwidth is at least the host ports' over the oversubscription. Speeds (down, up) in Gbit/s."""
    return math.ceil(ports * speeds[0] / (oversubscription * speeds[1]) - 1e-9)


def form_of(switch: Switch) -> SwitchForm:
    """The form of a catalog switch."""
    speed = switch.port_speed.si("Gbit/s")
    up = switch.uplink_speed.si("Gbit/s") if switch.uplink_speed is not None else 0.0
    splits = tuple(sorted({switch.ports_per_cage * n for n in switch.splits}))
    own = switch.manager_port
    apart = (switch.cages + switch.uplink_cages, own.speed.si("Gbit/s")) if own is not None else (0, 0.0)
    return SwitchForm(
        switch.key, switch.family, switch.cages, speed * switch.ports_per_cage, splits, switch.uplink_cages, up, *apart,
        (switch.port_numbers or 0) - (1 if switch.port_numbers and own else 0),
    )


def logical_ports(index: Ints, per_cage: int, lanes: int, first_cage: int = 0) -> Ints:
    """Logical ports (1-based) of the links `index` (0-based, any shape) that fill cages from `first_cage` on.

    >>> logical_ports(np.arange(4), 2, 4).tolist()
    [1, 3, 5, 7]
    """
    cage = first_cage + index // per_cage
    return cage * lanes + (index % per_cage) * (lanes // per_cage) + 1
