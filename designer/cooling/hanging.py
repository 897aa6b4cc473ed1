"""At which heights the pipes of a hall hang, by the stack-up over its racks."""

from designer.cooling.bench import Bench
from designer.layout.records import Layout, Placed

__all__ = ["bare", "hang_pipes"]

#: How the rooms of mechanical plant are called.
_GALLERY = "MECH"
#: Rooms over whose plant no main should hang: electrical galleries, and yards, where it blows and is lifted upwards.
_BARE = ("ELEC", "YARD")


def hang_pipes(bench: Bench, layout: Layout) -> None:
    """Set the undersides of headers and of rings, which lie over the racks and over the CDUs of a gallery [m]; the
    stated height of pipes where the layout tells no stack; and what no main should hang over.
    """
    rack = next((top for name, _, top in layout.heights if name == "rack"), None)
    plant = max((p.box.height for p in layout.of("cdu") if p.room.startswith(_GALLERY)), default=0.0)
    bench.pipe_height = next(
        (low for name, low, _ in layout.heights if "pipe" in name), bench.rules.si("pipe_height", "m")
    )
    bench.standing = tuple(tuple(p.box.corners) for p in layout.placed if bare(p))
    bench.ring_height = bench.pipe_height if rack is None else max(rack, plant)


def bare(placed: Placed) -> bool:
    """Whether no main should hang over a machine, for the room that it stands in."""
    return placed.room.startswith(_BARE)
