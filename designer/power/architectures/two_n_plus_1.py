"""2(N+1): two sides, each with a reserve block of its own behind normally-open ties."""

from designer.power.architectures.shape import Shape

__all__ = ["compared", "shape"]

#: The name under which this architecture is compared with others.
compared = "2(N+1)"


def shape(name: str) -> Shape | None:
    """The shape when the name is this architecture's."""
    return Shape("2(N+1)", 2, 1, ((0, 1),), reserves=2, spare=1) if name == "2(N+1)" else None
