"""Switches come whole: the most racks that stand with theirs are found, and more import never has fewer."""

import math

import pytest

from designer import fabric
from designer.model import LoadClass
from designer.sizing import Programme
from designer.sizing.records import NetworkNeed, RackGroup

#: Power of a rack, of a switch, and how many racks a set of so many switches serves [kW].
_RACK, _SWITCH = 132.0, 3.0


def _programme(racks: int) -> Programme:
    groups = (RackGroup("gb200-nvl72", "gpu", racks, 8, _RACK, LoadClass.GPU),)
    none = NetworkNeed(0, 0, 0.0, 0)
    return Programme(
        racks=groups, gpus=72 * racks, limits=(), binding="import", next_binding="", network=none, modules=(),
        estimates={}, blocks=1, constraints=(), round=0, notes=(), steps=(),
    )  # fmt: skip


def _switches(racks: int, serves: int, each: int) -> int:
    """Whole sets of switches."""
    return each * math.ceil(racks / serves)


def _counting(serves: int, each: int):
    def counting(programme: Programme) -> NetworkNeed:
        racks = programme.gpu_racks
        count = _switches(racks, serves, each)
        return NetworkNeed(count, count, _SWITCH * count, 1, served=(("gb200-nvl72", racks),))

    return counting


def _size(limit: float):
    """In proportion to what was counted, as sizing does; by a closed form where nothing was."""

    def size(need: NetworkNeed | None) -> Programme:
        served = sum(n for _, n in need.served) if need is not None else 0
        share = need.power_kw / served if need is not None and served else 0.02 * _RACK
        racks = math.floor(limit / (_RACK + share) + 1e-9)
        most = need.most if need is not None and need.most is not None else racks
        return _programme(min(racks, most))

    return size


@pytest.mark.parametrize(("serves", "each"), [(8, 9), (16, 36), (5, 2), (32, 40), (64, 200)])
def test_no_limit_gives_fewer_than_the_most_that_stand(serves: int, each: int) -> None:
    """Beside every number of racks tried in turn, for imports a fifth of a rack apart; from earlier counts too."""
    earlier, counting = None, _counting(serves, each)
    for step in range(10, 700):
        limit = step * _RACK / 5
        most = max(n for n in range(200) if n * _RACK + _SWITCH * _switches(n, serves, each) <= limit + 1e-6)
        for before in (None, earlier):
            programme, earlier = fabric.sized_as_counted(_size(limit), counting, before)
            assert programme.gpu_racks == most, (limit, before)
