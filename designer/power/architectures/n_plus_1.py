"""N+1: one reserve block behind normally-open ties stands in for any other. A property of the module, not of the
path: loads of two cords hang with both on one block. Plant of one cord shares the reserve by its transfer switches.
"""

from designer.power.architectures.shape import Shape

__all__ = ["compared", "shape"]

#: The name under which this architecture is compared with others.
compared = "N+1"


def shape(name: str) -> Shape | None:
    """The shape when the name is this architecture's."""
    return Shape("N+1", 1, 1, ((0, 0),), reserves=1, roams=True, spare=1) if name == "N+1" else None
