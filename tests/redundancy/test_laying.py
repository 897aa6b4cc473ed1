"""Every place that a design holds is laid back into the plan of its brief: whatever record comes to hold one."""

import dataclasses
import enum
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from designer.model import Motion
from designer.redundancy import trades_laid_back
from designer.redundancy.records import Trades
from designer.units import Quantity, q

#: A motion that leaves no place and no direction where it was.
MOTION = Motion(33.0, True, (17.0, -5.0))
#: What the trades are given and hold as they were given it: the brief, the catalog, what sizing counted (no places).
GIVEN = {"catalog", "site", "requirements", "programme"}
#: Pairs of numbers that are no places, and why.
NO_PLACES = {
    "Entry.round_trip_s": "seconds, low and high",
    "Fabric.latency_ns": "nanoseconds, low and high",
    "Reach.typical_ns": "nanoseconds, low and high",
    "Reach.worst_ns": "nanoseconds, low and high",
    "Ride.curve": "seconds and share of power",
    "Split.latency_ns": "nanoseconds, low and high",
}
#: Numbers that are one coordinate or a direction, by their names.
COORDINATES, DIRECTIONS = {"x", "y"}, {"direction", "facing", "rotation"}
#: Where a place of the pattern lies, and which way what stands there looks [m, deg].
SPOT, ANGLE = (2.5, 1.25), 20.0
SHAPE = Polygon([(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (1.0, 3.0)])

Leaf = tuple[str, Any]


def pattern(kind: Any, name: str, within: tuple[Any, ...] = ()) -> Any:
    """A value of a type of the records with one of everything in it, every place of it at one spot."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{f.name: pattern(hints[f.name], f.name, (*within, kind)) for f in dataclasses.fields(kind)})
    if origin in (typing.Union, types.UnionType):
        real = [one for one in arguments if one is not type(None)]
        return pattern(next((one for one in real if one not in within), real[0]), name, within)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return () if arguments[0] in within else (pattern(arguments[0], name, within),)
    if origin is tuple:
        return SPOT if arguments == (float, float) else tuple(pattern(one, name, within) for one in arguments)
    if origin is typing.Literal:
        return arguments[0]
    if origin is not None and issubclass(origin, Mapping):
        return {pattern(arguments[0], name, within): pattern(arguments[1], name, within)}
    if origin is not None and issubclass(origin, (Sequence, frozenset)):
        return [pattern(arguments[0], name, within)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, BaseGeometry):
        return SHAPE
    return _single(kind, name)


def _single(kind: Any, name: str) -> Any:
    """A value of a type that holds no other."""
    if kind is float:
        return ANGLE if name in DIRECTIONS else dict(zip(("x", "y"), SPOT, strict=True)).get(name, 0.0)
    plain = {str: "name", int: 1, bool: True, Any: None, type(None): None}
    if kind in plain:
        return plain[kind]
    assert kind is Quantity or np.ndarray in (kind, typing.get_origin(kind)), f"{name}: can {kind} hold a place?"
    return q(1.0) if kind is Quantity else None


def places(value: Any, hint: Any, path: str) -> Iterator[Leaf]:
    """Every place and direction in a value, with the record and the field that hold it."""
    if dataclasses.is_dataclass(value):
        hints = typing.get_type_hints(type(value))
        for field in dataclasses.fields(value):
            if isinstance(value, Trades) and field.name in GIVEN:
                continue
            inner, here = getattr(value, field.name), f"{type(value).__name__}.{field.name}"
            if field.name in COORDINATES | DIRECTIONS and isinstance(inner, float):
                yield f"{path}>{here}", inner
            else:
                yield from places(inner, hints[field.name], f"{path}>{here}")
    elif isinstance(value, BaseGeometry):
        yield path, tuple(value.exterior.coords)
    elif value == SPOT or (isinstance(value, tuple) and len(value) == 2 and all(type(x) is float for x in value)):
        yield path, value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from places(one, None, path)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from places(one, None, path)


def unmoved(trades: Trades) -> list[str]:
    """The places of trades that are where they were once the trades are laid back, but those that are none."""
    back = trades_laid_back(trades, trades.site, MOTION)
    before, after = list(places(trades, None, "")), list(places(back, None, ""))
    assert [path for path, _ in before] == [path for path, _ in after]
    return sorted({
        path for (path, was), (_, now) in zip(before, after, strict=True)
        if was == now and path.rpartition(">")[2] not in NO_PLACES
    })  # fmt: skip


@pytest.fixture(scope="module")
def trades() -> Trades:
    """Trades with one of everything that they could hold."""
    hints = typing.get_type_hints(Trades)
    made: dict[str, Any] = {
        f.name: None if f.name in GIVEN else pattern(hints[f.name], f.name) for f in dataclasses.fields(Trades)
    }
    return Trades(**made)


def test_every_record_that_holds_a_place_is_laid_back(trades: Trades) -> None:
    """Of one of everything that the trades could hold, no place and no direction stays: a record that newly holds
    points is laid back, or said here to hold none.
    """
    assert unmoved(trades) == []


def test_a_place_is_laid_back_by_the_motion_and_once(trades: Trades) -> None:
    """Each place comes to where the motion takes it, each shape too."""
    back = trades_laid_back(trades, trades.site, MOTION)
    there, shape = MOTION.back(SPOT), tuple(MOTION.shape_back(SHAPE).exterior.coords)
    seen = 0
    for path, now in places(back, None, ""):
        last = path.rpartition(">")[2]
        if last in NO_PLACES or last.rpartition(".")[2] in DIRECTIONS:
            continue
        whole = there if len(np.shape(now)) == 1 else shape
        wanted = {"x": there[0], "y": there[1]}.get(last.rpartition(".")[2], whole)
        assert np.allclose(now, wanted, rtol=0.0, atol=1e-6), path
        seen += 1
    assert seen > 20


def test_what_holds_places_is_found(trades: Trades) -> None:
    """The walk meets the records known to hold places, and nothing is excused that is not there."""
    paths = [path for path, _ in places(trades, None, "")]
    held = {path.rpartition(">")[2] for path in paths}
    assert {"Aisle.polygon", "Position.x", "Row.facing", "PipeRun.points", "Polyline.points", "Entry.at"} <= held
    assert set(NO_PLACES) <= held


@pytest.mark.parametrize("name", ["polygon", "place", "direction"])
def test_a_place_forgotten_is_found(trades: Trades, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded faults: a motion that forgets shapes, points or directions is caught."""
    broken = {
        "polygon": ("shape_back", lambda self, polygon: polygon),
        "place": ("position_back", lambda self, at: at),
        "direction": ("rotation_back", lambda self, degrees: degrees),
    }
    monkeypatch.setattr(Motion, *broken[name])
    found = unmoved(trades)
    wanted = {"polygon": "Aisle.polygon", "place": "Position.x", "direction": "Row.direction"}[name]
    assert any(path.endswith(wanted) for path in found)
