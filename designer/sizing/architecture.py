"""Reading the names of architectures: ``N``, ``N+1``, ``2N``, of power ``4-to-make-3``, ``block-redundant-4``..."""

import re
from dataclasses import dataclass

from designer.errors import Mistake, Place, Refused

__all__ = ["Architecture", "Spare", "read_architecture", "spare_of"]

_MAKE = re.compile(r"(\d+)-(?:to-)?make-(\d+)\Z")

_SPARE = re.compile(r"N\+(\d)\Z")

_CATCHER = re.compile(r"block-redundant-([2-8])\Z")


@dataclass(frozen=True, slots=True)
class Architecture:
    """`sides` multiplies the needed units, `extra` adds spares to each side; `system` > 0 is m of m-to-make-(m-1).

    `catches` > 0 adds a spare for each so many units.
    """

    name: str
    sides: int
    extra: int
    system: int = 0
    catches: int = 0

    @property
    def pairs(self) -> int:
        """Feed pairs of one system, m(m-1)/2.

        >>> read_architecture("4-to-make-3").pairs
        6
        """
        return self.system * (self.system - 1) // 2


def read_architecture(name: str) -> Architecture:
    """The meaning of an architecture's name. Raises `Refused` (`architecture-unknown`)."""
    plain = {"N": (1, 0), "N+1": (1, 1), "2N": (2, 0), "2(N+1)": (2, 1)}
    if name in plain:
        return Architecture(name, *plain[name])
    match = _MAKE.match(name)
    if match and int(match[1]) == int(match[2]) + 1 and 3 <= int(match[1]) <= 8:
        return Architecture(name, 1, 0, int(match[1]))
    catcher = _CATCHER.match(name)
    if catcher:
        return Architecture(name, 1, 0, catches=int(catcher[1]))
    expected = ", ".join([*plain, "4-to-make-3", "block-redundant-4"])
    raise Refused([Mistake("architecture-unknown", Place(path="power.architecture"), said=name, expected=expected)])


@dataclass(frozen=True, slots=True)
class Spare:
    """How many units stand beside the needed ones: `extra` more, or as many again for each of `sides`."""

    name: str
    extra: int
    sides: int = 1

    def total(self, needed: int) -> int:
        """Units to install.

        >>> Spare("N+1", 1).total(3), Spare("2N", 0, 2).total(3)
        (4, 6)
        """
        return (needed + self.extra) * self.sides if needed else 0

    def running(self, standing: int) -> int:
        """Units left with the spares out, at least one.

        >>> Spare("N+1", 1).running(4), Spare("2N", 0, 2).running(6)
        (3, 3)
        """
        return max(1, standing // self.sides - self.extra)


def spare_of(architecture: str) -> Spare:
    """The meaning of ``N``, ``N+1``, ``N+2``, ``2N``. Raises `Refused` (`architecture-unknown`)."""
    plain = {"N": (0, 1), "2N": (0, 2), "2(N+1)": (1, 2)}
    if architecture in plain:
        extra, sides = plain[architecture]
        return Spare(architecture, extra, sides)
    match = _SPARE.match(architecture)
    if match:
        return Spare(architecture, int(match[1]))
    expected = "N, N+1, N+2, 2N"
    raise Refused(
        [Mistake("architecture-unknown", Place(path="cooling.architecture"), said=architecture, expected=expected)]
    )
