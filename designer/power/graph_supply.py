"""What supplies, as elements and links: utility, substation, switchgear, open loops, generating sets."""

from collections.abc import Mapping
from itertools import pairwise

from designer.model import Commodity, Fate
from designer.power.backup import Sets
from designer.power.collected import Graph, Rated
from designer.power.lineup import frame_of
from designer.power.lv_feeder import LvFeeder
from designer.power.medium_voltage import Loop, Mains, Run
from designer.power.storing import Stored
from designer.power.substation import Substation
from designer.units import q

__all__ = ["add_loop", "add_mains", "add_sets", "add_storage"]

#: What the brief says stands there, beside its plant items.
_GIVEN = "utility"


def add_mains(graph: Graph, mains: Mains, banks: Mapping[str, tuple[str, ...]]) -> None:
    """The utility, its entrances, the substation where there is one, and the two bus sections with their metering,
    incomers and tie.
    """
    transfer = graph.basis.number("mv_transfer", "s")
    for n, entrance in enumerate(mains.entrances, 1):
        graph.add(f"UTILITY-{n}", "utility", sources=(Commodity.POWER,), fate=Fate.REUSE, survey=_GIVEN)
        rating = graph.basis.site.feed.voltage.q
        graph.add(entrance, "service", rating=rating, fate=Fate.REUSE, survey=_GIVEN)
        graph.tie(f"UTILITY-{n}", entrance)
    station = mains.substation
    for n, section in enumerate(mains.sections):
        bus = q(mains.bus_current, "A") if mains.bus_current else None
        graph.add(f"MTR-{section}", "metering")
        graph.add(f"CB-{section}", "breaker", rating=bus)
        graph.add(section, "switchboard", catalog=mains.catalog, rating=bus)
        if station is None:
            graph.tie(mains.entrances[n % len(mains.entrances)], f"CB-{section}")
        graph.tie(f"CB-{section}", f"MTR-{section}")
        graph.tie(f"MTR-{section}", section)
    if station is not None:
        _substation(graph, mains, station, banks)
    a, b = mains.sections
    graph.add("TIE-MVS", "bus-tie", needs={Commodity.POWER: 1}, rating=bus)
    way = [a, "TIE-MVS", b]
    if mains.tie:
        way.insert(2, mains.tie.segment.tag)
        _run(graph, mains.tie, banks)
    for ordered in (way, way[::-1]):
        for one, other in pairwise(ordered):
            graph.tie(one, other, open_for=transfer)


def _run(graph: Graph, run: Run, banks: Mapping[str, tuple[str, ...]]) -> None:
    """A cable of its own as an element."""
    tag, catalog = run.segment.tag, run.cable.catalog if run.cable else ""
    rated = graph.rated(run.breaker, graph.basis.distribution.si("V"))
    graph.add(tag, "feeder", catalog=catalog, shares=banks.get(tag, ()), **rated)


def _substation(graph: Graph, mains: Mains, station: Substation, banks: Mapping[str, tuple[str, ...]]) -> None:
    """Sections of the high-voltage bus on their entrances, with a tie between two, and main transformers from there to
    the breakers of the sections below.
    """
    factor, buses = graph.basis.number("power_factor"), station.buses
    for bus in buses:
        graph.add(bus, "switchboard", rating=graph.basis.site.feed.voltage.q)
    for n, entrance in enumerate(mains.entrances):
        graph.tie(entrance, buses[n % len(buses)])
    if len(buses) > 1:
        transfer = graph.basis.number("mv_transfer", "s")
        graph.add("TIE-HVS", "bus-tie", needs={Commodity.POWER: 1}, rating=graph.basis.site.feed.voltage.q)
        for one, other in (buses, buses[::-1]):
            graph.tie(one, "TIE-HVS", open_for=transfer)
            graph.tie("TIE-HVS", other, open_for=transfer)
        graph.group("HVS", "switchboard", 1, buses)
    for main in station.transformers:
        graph.add(f"CB-{main.tag}", "breaker")
        graph.add(
            main.tag,
            "main-transformer",
            catalog=main.catalog,
            fate=main.verdict.fate,
            survey=main.survey,
            rating=q(main.rating, "kVA"),
            capacity=main.rating * factor,
        )
        graph.tie(main.bus, f"CB-{main.tag}")
        graph.tie(f"CB-{main.tag}", main.tag)
        run = next(r for r in mains.mains if r.segment.source == main.tag)
        _run(graph, run, banks)
        graph.tie(main.tag, run.segment.tag)
        graph.tie(run.segment.tag, f"CB-{mains.sections[main.section]}")
    tags = [main.tag for main in station.transformers]
    if len(tags) > 1:
        graph.group("MAIN-TRANSFORMERS", "main-transformer", len(tags) - 1, tags, "power.main_transformers")


def add_loop(graph: Graph, loop: Loop, banks: Mapping[str, tuple[str, ...]]) -> None:
    """An open loop: closed from the near section, normally open at the far end, running backwards after its
    transfer. `banks` are the duct banks of each segment.
    """
    transfer = graph.basis.number("mv_transfer", "s")
    near, far = f"CB-{loop.letter}1", f"CB-{loop.letter}2"
    catalog = loop.cable.catalog if loop.cable else ""
    rated = graph.rated(loop.breaker, graph.basis.distribution.si("V"))
    for breaker, section in ((near, loop.near), (far, loop.far)):
        framed: Rated = {"rating": q(frame_of(graph.basis, loop.breaker), "A"), "capacity": rated["capacity"]}
        graph.add(breaker, "breaker", path=loop.letter, **framed)
        graph.tie(section, breaker, loop.letter)
    for switch, unit in zip(loop.switches, loop.units, strict=True):
        graph.add(switch, "switch-mv", path=loop.letter, position=unit.position, room=unit.room)
    last = len(loop.segments) - 1
    for n, segment in enumerate(loop.segments):
        graph.add(
            segment.tag, "feeder", catalog=catalog, path=loop.letter, shares=banks.get(segment.tag, ()), **rated
        )
        before = near if n == 0 else segment.source
        after = far if n == last else segment.target
        if n < last:
            graph.tie(before, segment.tag, loop.letter)
            graph.tie(segment.tag, after, loop.letter)
        if n > 0:
            graph.tie(after, segment.tag, loop.letter, transfer)
            graph.tie(segment.tag, before, loop.letter, transfer)


def add_storage(graph: Graph, stored: Stored, banks: Mapping[str, tuple[str, ...]]) -> None:
    """Battery systems, each behind a breaker and a cable of its own on its section: beside the loads, not before
    them.
    """
    volts, storage = graph.basis.distribution.si("V"), stored.storage
    for run in stored.runs:
        segment, catalog, rated = run.segment, run.cable.catalog if run.cable else "", graph.rated(run.breaker, volts)
        framed: Rated = {"rating": q(frame_of(graph.basis, run.breaker), "A"), "capacity": rated["capacity"]}
        side = "A" if segment.source.endswith("1") else "B"
        breaker, tag = f"CB-{segment.target}", segment.target
        graph.add(breaker, "breaker", path=side, **framed)
        graph.add(segment.tag, "feeder", catalog=catalog, path=side, shares=banks.get(segment.tag, ()), **rated)
        graph.add(tag, "storage-system", catalog=storage.catalog, path=side, rating=q(storage.power_kw, "kW"))
        graph.tie(segment.source, breaker, side)
        graph.tie(breaker, segment.tag, side)
        graph.tie(segment.tag, tag, side)
    graph.group("SMOOTHING", "storage-system", storage.needed, storage.tags, "power.smoothing")
    helpers = [f"{tag}-AUX" for tag in storage.tags]
    graph.group("SMOOTHING-AUX", "storage-auxiliary", storage.needed, helpers, "power.smoothing")


def _second_way(graph: Graph, section: str, transfer: str, way: LvFeeder) -> None:
    """A breaker and a feeder on the other section of the sets, so that the loss of a section takes one block of the
    system.
    """
    breaker = f"CB-{transfer}-R"
    graph.add(breaker, "breaker", path=way.path, **graph.rated(way.breaker))
    graph.feeder(way)
    graph.tie(section, breaker)
    graph.tie(breaker, way.tag)
    graph.tie(way.tag, transfer, open_for=graph.basis.number("ats_transfer", "s"))


def add_sets(graph: Graph, sets: Sets, ways: Mapping[str, LvFeeder]) -> None:
    """Sets on two sections of their bus, each behind a feeder and a breaker of its own on both; each section stands
    ready for the service boards of its side.
    """
    for plant in sets.plants:
        for section, side in zip(plant.sections, "AB", strict=True):
            graph.add(section, "switchboard", path=side, needs={Commodity.POWER: plant.needed})
        for tag in plant.tags:
            tank = f"FT-{tag.rsplit('-', 1)[-1]}"
            at, room = graph.places.at.get(tag), graph.places.room.get(tag, "")
            share = q(sets.fuel / len(sets.tags), "L")
            graph.add(tank, "fuel-tank", sources=(Commodity.POWER,), position=at, room=room, rating=share)
            graph.tie(tank, tag)
            graph.add(
                tag,
                "generator",
                catalog=sets.catalog,
                rating=q(sets.rating, "kW"),
                capacity=sets.rating,
            )
            for section, side in zip(plant.sections, "AB", strict=True):
                way = ways[f"LF-{tag}-{side}"]
                graph.feeder(way, room, at)
                graph.add(f"CB-{way.tag}", "breaker", path=side, **graph.rated(way.breaker))
                graph.tie(tag, way.tag, side, sets.start)
                graph.tie(way.tag, f"CB-{way.tag}", side)
                graph.tie(f"CB-{way.tag}", section, side)
        for section, side, units in zip(plant.sections, "AB", plant.units, strict=True):
            for unit in units:
                transfer = f"ATS-{unit.board.tag}"
                graph.add(transfer, "ats", path=side, room=unit.board.room, rating=q(unit.board.bus_current, "A"))
                graph.chain(section, ways[f"LF-{transfer}"], transfer)
                seconds = graph.basis.number("ats_transfer", "s") + sets.start
                graph.tie(transfer, unit.board.tag, side, seconds)
                if graph.groups_of.third(unit):
                    _second_way(graph, plant.sections["BA".index(side)], transfer, ways[f"LF-{transfer}-R"])
        graph.group(plant.name, "generator", plant.needed, plant.tags, "power.generator_sets")
        tanks = [f"FT-{tag.rsplit('-', 1)[-1]}" for tag in plant.tags]
        graph.group(f"{plant.name}-FUEL", "fuel-tank", plant.needed, tanks, "power.generator_sets")
