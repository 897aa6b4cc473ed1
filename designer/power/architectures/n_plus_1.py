"""N+1: for racks one reserve block behind normally-open ties stands in for any other, a property of the module, not of
the path: both cords of a rack hang on one block. Core and plant hang on any two blocks of their own, so that what is
left after the loss of one carries all.
"""

from designer.power.architectures.shape import Shape

__all__ = ["compared", "shape"]

#: The name under which this architecture is compared with others.
compared = "N+1"


def shape(name: str) -> Shape | None:
    """The shape when the name is this architecture's."""
    return Shape("N+1", 1, 1, ((0, 0),), reserves=1, roams=True) if name == "N+1" else None
