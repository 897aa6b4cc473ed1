"""Block redundant: catchers behind static transfer switches, one for so many active blocks, idle until one is lost."""

import re

from designer.power.architectures.shape import Shape

__all__ = ["compared", "shape"]

#: The name under which this architecture is compared with others.
compared = "block-redundant-4"
_NAME = re.compile(r"block-redundant-([2-8])\Z")


def shape(name: str) -> Shape | None:
    """The shape when the name is this architecture's: the number is the active blocks of one catcher.

    >>> shape("block-redundant-4").reserves_for(6)
    2
    """
    match = _NAME.match(name)
    return Shape(name, 1, 1, ((0, 0),), catches=int(match[1]), static=True) if match else None
