"""Mix by load class: racks, core, and plant each by an architecture of their own, on blocks of their own."""

from collections.abc import Mapping

from designer.power.architectures.shape import Shape

__all__ = ["compared", "mixed", "shape"]

#: A mix is made of the others and is not compared by a name of its own.
compared = ""


def shape(name: str) -> Shape | None:
    """No name alone is a mix."""
    return None


def mixed(powers: Mapping[str, float], names: Mapping[str, str]) -> tuple[tuple[str, str, float], ...]:
    """Class, architecture and power [kW] of every class that has any, in the order of the classes.

    >>> mixed({"gpu": 900.0, "core": 0.0}, {"gpu": "2N", "core": "N+1"})
    (('gpu', '2N', 900.0),)
    """
    return tuple((part, names[part], powers[part]) for part in powers if powers[part] > 0.0)
