"""Pipe networks of many racks that every engine can solve: ladder, ring, random mesh, hall; all of pipes.

A rack is a hose with its loss coefficient; headers are tapered to about one velocity, so that no piece is laminar.
"""

import math
import random
from typing import Any

from designer.cooling.hydraulics import Builder, Network
from designer.sizing.coolant import FluidState

__all__ = ["STATE", "TOPOLOGIES", "as_json", "network_of"]

STATE = FluidState(40.0, 1010.455, 3960.0, 1.384399e-3, 0.482)
RACK = (4.0, 0.02786, 4.5e-5, 16.0)
SUPPLY, RETURN = 4.0e5, 2.5e5
PER_RACK, SPEED, ROUGH = 2.4, 2.0, 4.5e-5

Pipe = tuple[int, int, float, float, float, float]


def _bore(racks: float) -> float:
    """Bore [m] that carries so many racks at the design speed, never below a rack's own hose."""
    return max(0.05, math.sqrt(4.0 * max(racks, 1.0) * PER_RACK / STATE.density / SPEED / math.pi))


def ladder(count: int) -> tuple[int, list[Pipe]]:
    """Two headers, a rack between them at every step: number of nodes, pipes. Nodes 0 and 1 are held."""
    pipes: list[Pipe] = []
    for i in range(count):
        s, r = 2 * i + 2, 2 * i + 3
        size = _bore(count - i)
        pipes.append((s - 2, s, 0.7, size, ROUGH, 0.0))
        pipes.append((r, r - 2, 0.7, size, ROUGH, 0.0))
        pipes.append((s, r, *RACK))
    return 2 * count + 2, pipes


def ring(count: int) -> tuple[int, list[Pipe]]:
    """Both headers closed to rings; the null point lies off the middle, since one side is longer."""
    pipes: list[Pipe] = []
    for i in range(count):
        s, r = 2 * i + 2, 2 * i + 3
        size = _bore(max(count * 0.47 - i, i - count * 0.47, 3.0))
        pipes.append((s - 2, s, 0.7, size, ROUGH, 0.0))
        pipes.append((r, r - 2, 0.7, size, ROUGH, 0.0))
        pipes.append((s, r, *RACK))
    size = _bore(count * 0.53)
    pipes.append((0, 2 * count, 4.0, size, ROUGH, 0.0))
    pipes.append((2 * count + 1, 1, 4.0, size, ROUGH, 0.0))
    return 2 * count + 2, pipes


def mesh(count: int, seed: int = 7) -> tuple[int, list[Pipe]]:
    """Rows of twenty racks off two ring mains, their headers cross-linked at random places; elements shuffled."""
    rng = random.Random(seed)
    pipes: list[Pipe] = []
    row_size = 20
    rows = max(1, count // row_size)
    main = 2
    first = main + 2 * rows
    whole = _bore(count * 0.6)
    for row in range(rows):
        a = (0, 1) if row == 0 else (main + 2 * row - 2, main + 2 * row - 1)
        b = (main + 2 * row, main + 2 * row + 1)
        pipes.append((a[0], b[0], rng.uniform(2.0, 4.0), whole, ROUGH, 0.5))
        pipes.append((b[1], a[1], rng.uniform(2.0, 4.0), whole, ROUGH, 0.5))
    pipes.append((0, main + 2 * rows - 2, 5.0, whole, ROUGH, 0.0))
    pipes.append((main + 2 * rows - 1, 1, 5.0, whole, ROUGH, 0.0))
    for row in range(rows):
        last = (main + 2 * row, main + 2 * row + 1)
        for slot in range(row_size):
            node = first + 2 * (row * row_size + slot)
            size = _bore(row_size - slot)
            pipes.append((last[0], node, rng.uniform(0.6, 1.2), size, ROUGH, 0.1))
            pipes.append((node + 1, last[1], rng.uniform(0.6, 1.2), size, ROUGH, 0.1))
            pipes.append((node, node + 1, RACK[0] * rng.uniform(0.7, 1.5), *RACK[1:]))
            last = (node, node + 1)
    for row in range(rows - 1):
        slot, other = rng.randrange(row_size), rng.randrange(row_size)
        a, b = first + 2 * (row * row_size + slot), first + 2 * ((row + 1) * row_size + other)
        pipes.append((a, b, rng.uniform(2.0, 4.0), 0.06, ROUGH, 1.0))
        pipes.append((b + 1, a + 1, rng.uniform(2.0, 4.0), 0.06, ROUGH, 1.0))
    rng.shuffle(pipes)
    return first + 2 * rows * row_size, pipes


def hall(count: int) -> tuple[int, list[Pipe]]:
    """A hall as built: two ring mains, dead-end rows of twenty racks."""
    pipes: list[Pipe] = []
    row_size = 20
    rows = max(1, count // row_size)
    first, whole = 2 + 2 * rows, _bore(count * 0.6)
    for row in range(rows):
        a, b = (2 * row, 2 * row + 1), (2 * row + 2, 2 * row + 3)
        pipes.append((a[0], b[0], 3.0 + 0.1 * row, whole, ROUGH, 0.5))
        pipes.append((b[1], a[1], 3.0 + 0.1 * row, whole, ROUGH, 0.5))
    pipes.append((0, 2 * rows, 9.0, whole, ROUGH, 0.0))
    pipes.append((2 * rows + 1, 1, 9.0, whole, ROUGH, 0.0))
    for row in range(rows):
        last = (2 * row + 2, 2 * row + 3)
        for slot in range(row_size):
            node = first + 2 * (row * row_size + slot)
            size = _bore(row_size - slot)
            pipes.append((last[0], node, 0.7, size, ROUGH, 0.1))
            pipes.append((node + 1, last[1], 0.7, size, ROUGH, 0.1))
            pipes.append((node, node + 1, *RACK))
            last = (node, node + 1)
    return first + 2 * rows * row_size, pipes


TOPOLOGIES = {"ladder": ladder, "ring": ring, "mesh": mesh, "hall": hall}


def network_of(topology: str, count: int) -> tuple[Network, dict[str, Any]]:
    """A network for our solver and the same for the oracles."""
    nodes, pipes = TOPOLOGIES[topology](count)
    builder = Builder()
    for i in range(nodes):
        builder.node(str(i), SUPPLY if i == 0 else RETURN if i == 1 else None)
    for i, (a, b, length, bore, rough, minor) in enumerate(pipes):
        builder.pipe(f"p{i}", (str(a), str(b)), length, (bore, rough), minor)
    return builder.network(), as_json(nodes, pipes)


def as_json(nodes: int, pipes: list[Pipe]) -> dict[str, Any]:
    """The network as the oracles read it."""
    held = {0: SUPPLY, 1: RETURN}
    return {
        "nodes": [[held.get(i), 0.0] for i in range(nodes)],
        "pipes": [list(p) for p in pipes],
        "density": STATE.density,
        "viscosity": STATE.viscosity,
    }
