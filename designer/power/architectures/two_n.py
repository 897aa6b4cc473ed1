"""2N: two sides, each able to carry the whole load alone; each load has a cord on both."""

from designer.power.architectures.shape import Shape

__all__ = ["compared", "shape"]

#: The name under which this architecture is compared with others.
compared = "2N"


def shape(name: str) -> Shape | None:
    """The shape when the name is this architecture's."""
    return Shape("2N", 2, 1, ((0, 1),)) if name == "2N" else None
