"""Architectures and module sizes beside one another; catchers of a block-redundant hall."""

from dataclasses import replace

import pytest

from designer.power import feed
from designer.power.architectures import shape_of


@pytest.fixture(scope="module")
def chain(build, prairie, catalog):
    """The chain of 108 racks on twelve transformers."""
    layout = build["hall"](racks=108)
    return feed(prairie, build["programme"](108), layout, [*build["racks"](layout), *build["plant"]()], catalog)


def test_every_architecture_in_every_size(chain):
    """Seven architectures in every module size of the catalog at 415 V, for racks, core and plant; then the mix."""
    gpu = [o for o in chain.options if o.load_class == "C3"]
    sizes = {o.size_kva for o in gpu}
    assert sizes == {500.0, 750.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0}
    assert len(gpu) == 7 * len(sizes)
    rest = [o.load_class for o in chain.options[len(gpu) :]]
    assert rest == ["C2"] * len(gpu) + ["C4"] * len(gpu) + [""]


def test_sums_of_an_option(chain):
    """Installed = blocks x size; stranded = installed less the load; what is bought is what is not kept."""
    load = 108 * 132.0 / 0.98
    for option in chain.options:
        if option.load_class == "C3":
            assert option.installed_kva == option.blocks * option.size_kva
            assert option.stranded_kva == pytest.approx(option.installed_kva - load)
            kept = 10 if option.size_kva == 2500.0 else 0
            assert option.bought == max(0, option.blocks - kept)
            assert min(option.loss_kw, option.floor_m2, option.cost_usd) > 0


def test_n_never_meets(chain):
    """N keeps nothing fed after a loss; every other architecture does within its rating; in normal service all keep
    their share.
    """
    for option in chain.options:
        if option.load_class == "C3":
            assert option.meets == (option.name != "N" and option.worst_share <= 1.0)
        assert option.normal_share <= 0.8 + 1e-9


def test_mix_is_the_sum_of_its_classes(chain):
    """The mix holds the blocks of racks, core and plant, each by the architecture of the brief."""
    mix = chain.options[-1]
    parts = [o for o in chain.options[:-1] if o.chosen]
    assert [o.name for o in parts] == ["4-to-make-3", "2N", "N+1"]
    assert mix.name == "mix"
    assert mix.blocks == sum(o.blocks for o in parts)
    assert mix.cost_usd == pytest.approx(sum(o.cost_usd for o in parts))
    assert mix.meets


def test_decision_says_who_chose(build, prairie, catalog, chain):
    """A brief that names the architecture fixes it; one that does not is told what was taken and what was cheapest."""
    assert any(n.key == "power.architecture_fixed" for n in chain.notes)
    open_brief = replace(prairie, said=tuple(s for s in prairie.said if s != "power.architecture.gpu"))
    layout = build["hall"](racks=54, rows=4)
    other = feed(open_brief, build["programme"](54), layout, [*build["racks"](layout), *build["plant"]()], catalog)
    assert any(n.key == "power.architecture_proposed" for n in other.notes)


@pytest.mark.parametrize(("active", "systems", "catchers"), [(3, 3, 1), (3, 4, 2), (4, 8, 2), (2, 1, 1)])
def test_catchers(active, systems, catchers):
    """One catcher for so many active blocks, begun ones included; whole systems fit into what is there."""
    shape = shape_of(f"block-redundant-{active}")
    assert shape.reserves_for(systems) == catchers
    assert shape.systems_in(systems + catchers) == systems
    assert shape.systems_in(systems + catchers - 1) < systems


def test_catcher_carries_the_largest_block(build, prairie, catalog):
    """A catcher is idle in normal service and carries at worst the largest block that it stands for."""
    power = replace(prairie.wishes.power, gpu_architecture="block-redundant-3")
    site = replace(prairie, wishes=replace(prairie.wishes, power=power))
    layout = build["hall"](racks=30, rows=3, units=12)
    loads = [*build["racks"](layout), *build["plant"](4, 2, 4, 2, 8, 4)]
    chain = feed(site, build["programme"](30, 4), layout, loads, catalog)
    shares = {x.tag: x for x in chain.loadings if x.kind == "transformer"}
    assert [b.system for b in chain.blocks[:4]].count("SYS-RESERVE") == 1
    catcher = next(b.transformer for b in chain.blocks[:4] if b.system == "SYS-RESERVE")
    active = [b.transformer for b in chain.blocks[:4] if b.transformer != catcher]
    assert shares[catcher].normal < 50.0
    assert shares[catcher].worst == pytest.approx(max(shares[t].normal for t in active), rel=0.02)
    ways = [k for k in chain.links if k.target.startswith("STS-BWY") and k.source.endswith("-R")]
    assert len(ways) == sum(e.kind == "busway" for e in chain.elements)
    assert all(k.normally_open and k.switching_seconds == pytest.approx(0.004) for k in ways)
