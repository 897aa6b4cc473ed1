"""Conductors between the equipment: transformer to board, UPS, generating sets, reserves."""

from dataclasses import replace

import pytest

from designer.catalog import Conductor
from designer.power import feed


@pytest.fixture(scope="module")
def chain(build, prairie, catalog):
    """The chain of 54 racks with UPS and sets."""
    layout = build["hall"](racks=54, rows=4)
    loads = [*build["racks"](layout), *build["plant"](8, 4, 6, 4, 12, 6)]
    return feed(prairie, build["programme"](54), layout, loads, catalog)


def ways(chain):
    """The feeders by tag."""
    return {b.tag: b for b in chain.branches if b.kind == "lv-feeder"}


def test_every_piece_has_its_conductors(chain):
    """Each transformer, UPS module, output board, set and board with sets behind it."""
    kinds = {k: [e.tag for e in chain.elements if e.kind == k] for k in ("transformer", "ups", "generator")}
    wanted = {f"LF-{tag}" for tag in kinds["transformer"]}
    wanted |= {f"LF-{tag}-{end}" for tag in kinds["ups"] for end in ("IN", "OUT")}
    wanted |= {f"LF-{tag}-{side}" for tag in kinds["generator"] for side in "AB"}
    wanted |= {f"LF-{e.tag}-BY" for e in chain.elements if e.tag.startswith("UPB")}
    wanted |= {f"LF-{e.tag}" for e in chain.elements if e.tag.startswith("ATS-MSB")}
    assert set(ways(chain)) == wanted
    assert {e.tag for e in chain.elements if e.kind == "lv-feeder"} == wanted


def test_sizes(chain, catalog):
    """The breaker is no less than the current and no more than the ampacity (next size up to 800 A); large ones are bus
    duct; small ones cable whose ampacity is that of the table with the ambient of 40 degC.
    """
    for way in ways(chain).values():
        assert way.current <= way.breaker
        assert way.breaker <= way.ampacity or way.breaker <= 800.0
        assert way.catalog.startswith("busway/") == (way.breaker > 1250.0)
        if way.catalog.startswith("conductor/"):
            sets, _, size = way.size.rpartition(" x ")
            record = catalog.get(Conductor, way.catalog.removeprefix("conductor/"))
            row = next(s for s in record.sizes if s.size == size)
            assert way.ampacity == pytest.approx(float(sets or 1) * row.ampacity.si("A") * 0.88)


def test_drop_and_loss_by_hand(chain):
    """Three times the square of the current through the duct's resistance; the drop by R cos phi + X sin phi."""
    way = ways(chain)["LF-TX-01"]
    assert way.size == "4000 A"
    ohm = complex(0.38, 0.24) / 30480.0 * way.length
    assert way.loss == pytest.approx(3 * way.current**2 * ohm.real / 1000.0, rel=1e-9)
    drop = 3**0.5 * way.current * (ohm.real * 0.99 + ohm.imag * (1 - 0.99**2) ** 0.5) / 415
    assert way.drop == pytest.approx(drop, rel=0.05)
    assert chain.losses_kw["lv-feeder"] == pytest.approx(sum(w.loss for w in ways(chain).values()), rel=1e-9)


def test_boards_stand_behind_their_feeders(chain):
    """The drop to a board counts its feeder, and its transformer carries what the feeder loses."""
    loads = {x.tag: x for x in chain.loadings}
    block = next(b for b in chain.blocks if b.transformer == "TX-01")
    assert loads[block.transformer].normal > loads[block.switchboard].normal
    above = {k.target: k.source for k in chain.links if k.target in ("LF-TX-01", "CB-MSB-01", "MSB-01")}
    assert above == {"LF-TX-01": "TX-01", "CB-MSB-01": "LF-TX-01", "MSB-01": "CB-MSB-01"}


def test_lengths_are_those_of_the_places(chain, build):
    """Along the axes from the transformer to its board, and six metres of ends."""
    layout = build["hall"](racks=54, rows=4)
    at = {p.tag: p.box.at for p in layout.placed}
    for tag, board in (("TX-01", "MSB-01"), ("TX-05", "MSB-05")):
        a, b = at[tag], at[board]
        assert ways(chain)[f"LF-{tag}"].length == pytest.approx(abs(a.x - b.x) + abs(a.y - b.y) + 6.0)


def test_metres_are_counted(chain):
    """Cable and duct of these feeders stand in the bulk of their size."""
    duct = [b for b in chain.branches if b.catalog.startswith("busway/") and b.size.endswith("4000 A")]
    bulk = {b.key: b.quantity.si("m") for b in chain.bulk if b.unit == "m"}
    runs = sum(b.length * float(b.size.rpartition(" x ")[0] or 1) for b in duct)
    assert bulk["power.busway-4000A"] == pytest.approx(runs)


@pytest.mark.parametrize("name", ["N+1", "block-redundant-2"])
def test_reserves_have_theirs(build, prairie, catalog, name):
    """A tie has one feeder, static switches one each to the catcher's board."""
    power = replace(prairie.wishes.power, gpu_architecture=name)
    site = replace(prairie, wishes=replace(prairie.wishes, power=power))
    layout = build["hall"](racks=40, rows=4)
    loads = [*build["racks"](layout), *build["plant"](4, 2, 4, 2, 6, 4)]
    made = feed(site, build["programme"](40, 5 if name == "N+1" else 6), layout, loads, catalog)
    stand = {tag for tag in ways(made) if tag.endswith("-R") or tag.startswith("LF-TIE")}
    ties = [e.tag for e in made.elements if e.kind == "tie"]
    static = [e.tag for e in made.elements if e.kind == "sts" and f"CB-{e.tag.removeprefix('STS-')}-R" in
              {x.tag for x in made.elements}]  # fmt: skip
    assert len(stand) == len(ties) + len(static) > 0
