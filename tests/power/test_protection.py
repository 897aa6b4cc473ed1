"""Selectivity, harmonics, autonomy and steps of a whole hall; cords that share unequally."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from designer.model import LoadClass
from designer.power import feed
from designer.power.loading import block_loads


@pytest.fixture(scope="module")
def chain(build, prairie, catalog):
    """The chain of 108 racks on twelve transformers."""
    layout = build["hall"](racks=108)
    return feed(prairie, build["programme"](108), layout, [*build["racks"](layout), *build["plant"]()], catalog)


def test_every_pair_in_series_is_screened(chain):
    """As many pairs as busways, panels and circuits, but of panels of one load; draw-out mains wait, moulded cases
    do not.
    """
    kinds = [b for b in chain.branches if not b.kind.endswith("feeder")]
    counts = Counter(b.source for b in kinds)
    below = [b for b in kinds if b.kind in ("busway", "panel") or counts[b.source] > 1]
    assert sum(s.pairs for s in chain.selectivity) == len(below)
    for row in chain.selectivity:
        assert row.ratio == pytest.approx(row.upstream_a / row.downstream_a)
        if row.upstream == "main":
            assert row.verdict == "full"
        elif row.ratio < 1.6:
            assert row.verdict == "none"
        else:
            assert row.limit_ka == pytest.approx(10 * row.upstream_a / 1000)
            assert (row.verdict == "full") == (row.fault_ka <= row.limit_ka)
    assert any(n.key == "power.selectivity" for n in chain.notes)


def test_harmonics(chain):
    """GPU transformers see the shelves alone; where fans hang the K-factor is higher and less may be used."""
    blocks = {b.transformer: b for b in chain.blocks}
    rows = {h.transformer: h for h in chain.harmonics}
    assert set(rows) == set(blocks)
    gpu = {round(rows[t].k_factor, 6) for t, b in blocks.items() if b.load_classes == ("C3",)}
    assert len(gpu) == 1
    assert all(1.0 <= h.k_factor < 6.0 and 0.8 < h.usable <= 1.0 for h in rows.values())
    drives = [t for t, b in blocks.items() if "C4" in b.load_classes]
    assert all(rows[t].k_factor > max(gpu) for t in drives)


def test_backup(chain):
    """The battery holds what is wished, the steps add up to what the sets carry, none is above what they take."""
    backup = chain.backup
    assert backup.ups_minutes >= backup.ups_wished == 5.0
    assert sum(s.kw for s in backup.steps) == pytest.approx(chain_load(chain))
    assert all(0.0 < s.share <= s.limit for s in backup.steps)
    assert [s.number for s in backup.steps] == list(range(1, len(backup.steps) + 1))
    assert backup.fuel_hours == 24.0
    assert backup.fuel_l == pytest.approx(chain_load(chain) * 24.0 * 0.265)


def chain_load(chain):
    """What the generating sets carry [kW]."""
    return next(s for s in chain.steps if s.key == "power.generator_load").si("kW")


def test_short_battery_is_said(build, prairie, catalog):
    """Two cabinets where ten are needed: a risk with the minutes that are left."""
    layout = build["hall"](racks=54, rows=4, batteries=4)
    chain = feed(prairie, build["programme"](54), layout, [*build["racks"](layout), *build["plant"]()], catalog)
    assert chain.backup.ups_minutes < 5.0
    assert any(n.key == "power.autonomy_short" for n in chain.notes)


def test_leaning_by_hand():
    """Three pairs of 100 among three blocks at 55 %: normal 110, after a loss 55 of the pair that is left and 100."""
    first, second = np.array([0, 0, 1]), np.array([1, 2, 2])
    table = block_loads(first, second, np.full(3, 100.0 + 0j), 3)
    assert table.leaning(0.5) == pytest.approx(table.worst()[0])
    assert table.leaning(0.55) == pytest.approx([155.0] * 3)


def test_leaning_bounds(chain):
    """Cords that lean make a block worse by a tenth of its shared load at most."""
    for loading in chain.loadings:
        if loading.kind == "transformer":
            assert loading.worst <= loading.leaning <= 1.1 * loading.worst
            if loading.tag in ("TX-01", "TX-08"):
                assert loading.leaning / loading.worst == pytest.approx(1 + 0.1 * 2 / 4, abs=0.002)


def test_tight_blocks_lean_over(build, prairie, catalog):
    """Blocks that just pass with equal cords fail with leaning ones: a risk, not a shortfall."""
    layout = build["hall"](racks=108)
    racks = [replace(x, design_kw=134.0, heat_air_kw=134.0) for x in build["racks"](layout)]
    chain = feed(prairie, build["programme"](108), layout, [*racks, *build["plant"]()], catalog)
    note = next(n for n in chain.notes if n.key == "power.cords_leaning")
    assert note.facts["count"] >= 1
    assert not [s for s in chain.shortfalls if s.key == "power.block_after_loss"]


def test_least_fault_trips(chain):
    """Every branch knows the least fault at its end; it falls along a run and never exceeds the board's."""
    boards = {b.tag: b.least_ka for b in chain.buses}
    for branch in chain.branches:
        if branch.kind == "busway":
            assert 0.0 < branch.end_fault_ka < boards[branch.source]
    assert math.isfinite(sum(b.end_fault_ka for b in chain.branches))
    assert {x.load_class for x in chain.loads} >= {LoadClass.GPU}
