"""m-to-make-(m-1): systems of m blocks, every pair of blocks feeding an equal share of dual-corded loads."""

import re

from designer.power.architectures.shape import Shape, pair_order

__all__ = ["compared", "shape"]

#: The names under which this architecture is compared with others.
compared = "4-to-make-3 3-to-make-2"
_NAME = re.compile(r"(\d+)-(?:to-)?make-(\d+)\Z")


def shape(name: str) -> Shape | None:
    """The shape when the name is this architecture's.

    >>> shape("4-to-make-3").members
    4
    """
    match = _NAME.match(name)
    if not match or int(match[1]) != int(match[2]) + 1 or int(match[1]) < 3:
        return None
    members = int(match[1])
    return Shape(f"{members}-to-make-{members - 1}", members, members - 1, pair_order(members))
