"""One way to break each rule: functions from a whole design to a spoiled one, by rule id, with the verdict to expect.

Every rule stands here at least once with `fail`; its other answers (not applicable, not modelled) are shown too.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from designer.catalog import Catalog, Pump
from designer.checks.records import Design, Verdict
from designer.conversion import Conversion
from designer.cooling.records import PipeFlow
from designer.layout.records import Breach
from designer.ledger import Evidence, Status, Value
from designer.model import Commodity, Link, Note, NoteKind, RedundancyGroup, Shortfall, Trade
from designer.power.records import Distortion
from designer.redundancy.records import CordFault
from designer.units import q

__all__ = ["CASES"]

FAIL, NOT_APPLICABLE, NOT_MODELLED = Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.NOT_MODELLED
PASS = Verdict.PASS
Spoil = Callable[[Design], Design]


def known(number: float, unit: str = "") -> Value:
    """A value of the brief."""
    return Value(q(number, unit), Evidence("brief", Status.READ), "brief:x")


UNKNOWN = Value(None, Evidence("brief", Status.UNKNOWN), "brief:x")


def room(name: str, **changes: Any) -> Spoil:
    """Change fields of one trade's record."""
    return lambda d: replace(d, trades=replace(d.trades, **{name: replace(getattr(d.trades, name), **changes)}))


def solved_flow(normal: float, most: float) -> Spoil:
    """Pipes that the solved loops send shares of their sized flows through: with nothing out, and at most."""

    def made(design: Design) -> Design:
        pipes = design.trades.cooling.pipes
        found = tuple(PipeFlow(p.tag, normal * p.flow, most * p.flow, "T1", ("CDU-01",)) for p in pipes)
        return room("cooling", pipe_flows=found)(design)

    return made


def each(name: str, field: str, **changes: Any) -> Spoil:
    """Change fields of every row of a trade's table."""

    def spoil(d: Design) -> Design:
        rows = tuple(replace(row, **changes) for row in getattr(getattr(d.trades, name), field))
        return room(name, **{field: rows})(d)

    return spoil


def first(name: str, field: str, **changes: Any) -> Spoil:
    """Change fields of the first row of a trade's table."""

    def spoil(d: Design) -> Design:
        rows = getattr(getattr(d.trades, name), field)
        return room(name, **{field: (replace(rows[0], **changes), *rows[1:])})(d)

    return spoil


def no_storage(d: Design) -> Design:
    """A hall without storage: neither nodes nor racks for them."""
    placed = tuple(p for p in d.trades.layout.placed if p.purpose != "storage")
    groups = tuple(g for g in d.trades.programme.racks if g.purpose != "storage")
    return room("layout", placed=placed)(room("programme", storage_nodes=0, racks=groups)(d))


def hall(**changes: Any) -> Spoil:
    """Change fields of the hall."""
    return lambda d: room("site", hall=replace(d.trades.site.hall, **changes))(d)


def slab(**changes: Any) -> Spoil:
    """Change fields of the slab."""
    return lambda d: hall(slab=replace(d.trades.site.hall.slab, **changes))(d)


def feed(**changes: Any) -> Spoil:
    """Change fields of the utility connection."""
    return lambda d: room("site", feed=replace(d.trades.site.feed, **changes))(d)


def wish(part: str, **changes: Any) -> Spoil:
    """Change fields of one part of the wishes."""

    def spoil(d: Design) -> Design:
        wishes = d.trades.site.wishes
        return room("site", wishes=replace(wishes, **{part: replace(getattr(wishes, part), **changes)}))(d)

    return spoil


def compute_wish(**changes: Any) -> Spoil:
    """Change the wish for the compute network."""
    return lambda d: wish("fabric", compute=replace(d.trades.site.wishes.fabric.compute, **changes))(d)


def breach(key: str, value: float, limit: float, unit: str = "m") -> Spoil:
    """Let the layout checker have found something."""
    return room("layout", breaches=(Breach(key, ("R-0101",), value, limit, unit),))


def network(**changes: Any) -> Spoil:
    """Change fields of the compute network."""
    return first("fabric", "networks", **changes)


def behind_all_cages(apart: int) -> Spoil:
    """Move the last link to the first port behind all cages of its switch, which it may keep for fabric managers."""

    def spoil(d: Design) -> Design:
        made = d.trades.fabric.networks[0]
        table = made.cables.copy()
        table["b_port"][-1] = made.cages[1] * made.lanes[1] + 1
        return network(cables=table, apart=(0, apart))(d)

    return spoil


def cables(**columns: Any) -> Spoil:
    """Change columns of the compute network's cables."""

    def spoil(d: Design) -> Design:
        table = d.trades.fabric.networks[0].cables.copy()
        for name, values in columns.items():
            table[name] = values
        return network(cables=table)(d)

    return spoil


def counts(**changes: Any) -> Spoil:
    """Change counts of the compute network."""

    def spoil(d: Design) -> Design:
        made = replace(d.trades.fabric.networks[0].counts, **changes)
        return network(counts=made, per_plane=made)(d)

    return spoil


def temperatures(**changes: float) -> Spoil:
    """Change design temperatures of the cooling plan."""
    return lambda d: room("cooling", temperatures={**d.trades.cooling.temperatures, **changes})(d)


def proof(**changes: Any) -> Spoil:
    """Change fields of the proof."""
    return lambda d: replace(d, proof=replace(d.proof, **changes))


def one_cord(d: Design) -> Design:
    """Let every load have one cord."""
    return replace(d, trades=replace(d.trades, loads=tuple(replace(x, cords=1) for x in d.trades.loads)))


def removal(test: str, tag: str, **changes: Any) -> Spoil:
    """Change one removal of the proof."""

    def spoil(d: Design) -> Design:
        rows = tuple(replace(r, **changes) if (r.test, r.tag) == (test, tag) else r for r in d.proof.removals)
        assert rows != d.proof.removals
        return proof(removals=rows)(d)

    return spoil


def line(index: int, **changes: Any) -> Spoil:
    """Change one line of the bill of materials."""

    def spoil(d: Design) -> Design:
        lines = list(d.bom.lines)
        lines[index] = replace(lines[index], **changes)
        return replace(d, bom=replace(d.bom, lines=tuple(lines)))

    return spoil


def billed_less(d: Design) -> Design:
    """Bill one jumper less than there are links."""
    index = next(n for n, x in enumerate(d.bom.lines) if x.catalog == "cable/mpo-mm-om4")
    return line(index, needed=15.0)(d)


def survey_lost(d: Design) -> Design:
    """A reused transformer that the brief does not know."""
    elements = tuple(replace(e, survey="TX-99") if e.tag == "TX-01" else e for e in d.trades.power.elements)
    return room("power", elements=elements)(d)


def ups_in_one_room(d: Design) -> Design:
    """Both UPS sides in one gallery."""
    elements = {t: replace(e, room="ELEC-A") if e.kind == "ups" else e for t, e in d.proof.graph.elements.items()}
    return proof(graph=replace(d.proof.graph, elements=elements))(d)


def one_feed(d: Design) -> Design:
    """One of two feeds of a rack is missing."""
    links = tuple(k for k in d.proof.graph.links if (k.source, k.target) != ("MSB-01", "R-0102"))
    return proof(graph=replace(d.proof.graph, links=links))(d)


def other_pack(d: Design) -> Design:
    """A transformer of the IEC pack in an NEC chain."""
    elements = tuple(
        replace(e, catalog="transformer/oil-1600-22000-400") if e.tag == "TX-01" else e for e in d.trades.power.elements
    )
    return room("power", elements=elements)(d)


def other_voltage(d: Design) -> Design:
    """Transformers surveyed at 480 V where 415 V is wished."""
    plant = tuple(replace(p, secondary=known(480, "V")) if p.tag == "TX" else p for p in d.trades.site.plant)
    return room("site", plant=plant)(d)


def one_pair(d: Design) -> Design:
    """A third block whose pairs hold no rack."""
    power = d.trades.power
    return room("power", blocks=(*power.blocks, replace(power.blocks[0], tag="BLK-C", letter="C")))(d)


def rack_moved_load(d: Design) -> Design:
    """The power chain feeds a pump with another power than cooling stated."""
    loads = tuple(
        replace(x, design_kw=11.0, heat_liquid_kw=11.0) if x.tag == "FWP-01" else x for x in d.trades.power.loads
    )
    return room("power", loads=loads)(d)


def group(**changes: Any) -> Spoil:
    """Change the first redundancy group of a trade."""
    return lambda d: first("cooling", "groups", **changes)(d)


def step_over(d: Design) -> Design:
    """A slab step over its limit, in the layout and in the ledger."""
    step = replace(d.trades.layout.steps[0], result=q(3.0, "MPa"))
    ledger = replace(d.ledger, steps={**d.ledger.steps, step.key: step})
    return replace(room("layout", steps=(step,))(d), ledger=ledger)


def asked(**changes: Any) -> Spoil:
    """Change the owner's own requirement."""

    def spoil(d: Design) -> Design:
        items = tuple(replace(r, **changes) if r.id == "REQ-003" else r for r in d.trades.requirements.items)
        return replace(d, trades=replace(d.trades, requirements=replace(d.trades.requirements, items=items)))

    return spoil


def note(key: str) -> Spoil:
    """A note of the proof."""
    return proof(notes=(Note(NoteKind.RISK, key, Trade.REDUNDANCY, "X-1, X-2", {"count": 2}),))


def _solved_lost(d: Design, test: str, lost: tuple[str, ...]) -> Design:
    """The solved states of a test lose racks that the proof keeps."""
    outages = tuple(replace(o, lost=lost) if o.test == test else o for o in d.trades.cooling.outages)
    return room("cooling", outages=outages)(d)


def _too_warm(design: Design, *, known: bool) -> Design:
    """Coolers that fall short at a place without water, or with a brief that leaves water open."""
    short = Shortfall(Trade.COOLING, "cooling.coolers", "FWS", q(900, "kW"), q(0, "kW"))
    dry = room("site", water=replace(design.trades.site.water, available=False))(
        room("cooling", shortfalls=(short,))(design)
    )
    asked = Note(NoteKind.RFI, "site.water_unknown", Trade.SITE, "site.water")
    return dry if known else replace(dry, notes=(*dry.notes, asked))


_SHORT = Shortfall(Trade.POWER, "power.block", "BLK-A", q(700, "kW"), q(650, "kW"))
_NO_RACKS = room("layout", placed=(), rows=(), aisles=(), heights=())
_WHIP = {"shelves": 6, "side_capacity_kw": 99.0}


def weak_sets(d: Design) -> Design:
    """Generating sets that carry less than stands behind them."""
    rows = tuple(replace(x, rating=100.0) if x.kind == "generator" else x for x in d.trades.power.loadings)
    return room("power", loadings=rows)(d)


def one_block_behind_a_tie(d: Design) -> Design:
    """Both cords of a rack on one block, behind a tie that takes ten seconds to close."""
    rows = tuple(replace(x, block_b=x.block_a, busway_b=x.busway_a) for x in d.trades.power.assignments)
    busway = d.trades.power.assignments[0].busway_a
    tie = Link("TIE", busway, Commodity.POWER, normally_open=True, switching_seconds=10.0)
    return room("power", assignments=rows, links=(*d.trades.power.links, tie))(d)


def no_case(d: Design) -> Design:
    """A brief that asks for no conversion case."""
    return replace(d, conversion=Conversion())


def factor(key: str, **changes: Any) -> Spoil:
    """Change one factor of the scorecard."""

    def spoil(d: Design) -> Design:
        card = d.conversion.suitability
        assert card
        factors = tuple(replace(f, **changes) if f.key == key else f for f in card.factors)
        return replace(d, conversion=replace(d.conversion, suitability=replace(card, factors=factors)))

    return spoil


def state(**changes: Any) -> Spoil:
    """Change the second state of the work."""

    def spoil(d: Design) -> Design:
        plan = d.conversion.phasing
        assert plan
        states = (plan.states[0], replace(plan.states[1], **changes), *plan.states[2:])
        return replace(d, conversion=replace(d.conversion, phasing=replace(plan, states=states)))

    return spoil


def steep(d: Design) -> Design:
    """Every door behind a ramp of one in five."""
    return hall(doors=tuple(replace(x, ramp=known(20.0, "%")) for x in d.trades.site.hall.doors))(d)


def long_racks(d: Design) -> Design:
    """Racks too long to turn from a passage into another."""
    made = (
        replace(p, box=replace(p.box, depth=3.0)) if p.kind == "rack" else p for p in d.trades.layout.placed
    )
    return room("layout", placed=tuple(made))(d)


def weak_motors(d: Design) -> Design:
    """Facility pumps whose motors carry a part of their curves."""
    catalog = Catalog()
    for pump in catalog.all(Pump):
        catalog._records[Pump, pump.slug] = pump.model_copy(update={"motor_rating": known(3.0, "kW")})
    return replace(d, trades=replace(d.trades, catalog=catalog))


def late(d: Design) -> Design:
    """An item that had to be ordered before the start."""
    plan = d.conversion.phasing
    assert plan
    orders = (replace(plan.orders[0], late=True, order_week=-4.0),)
    return replace(d, conversion=replace(d.conversion, phasing=replace(plan, orders=orders)))


def outcomes(moved: float) -> Spoil:
    """Move every outcome by so much."""

    def spoil(d: Design) -> Design:
        earned = d.conversion.economics
        assert earned
        low, mid, high = (replace(o, npv=o.npv + 2.0 * moved) for o in earned.outcomes)
        return replace(d, conversion=replace(d.conversion, economics=replace(earned, outcomes=(low, mid, high))))

    return spoil


CASES: tuple[tuple[str, Verdict, Spoil], ...] = (
    ("SIT-01", FAIL, feed(import_limit=known(0.1, "MW"))),
    ("SIT-01", NOT_MODELLED, feed(import_limit=UNKNOWN)),
    ("SIT-02", FAIL, lambda d: room("site", fibre=d.trades.site.fibre[:1])(d)),
    ("SIT-02", FAIL, each("site", "fibre", path="north")),
    ("SIT-02", NOT_MODELLED, room("site", fibre=())),
    ("SIT-03", FAIL, room("site", permits="none applied for; flood plain review open")),
    ("SIT-03", NOT_MODELLED, room("site", permits="change of use applied for")),
    ("SIT-04", FAIL, hall(clear_height=UNKNOWN)),
    (
        "SIT-05",
        FAIL,
        lambda d: room("site", climate=d.trades.site.climate.model_copy(update={"design_wet_bulb": UNKNOWN}))(d),
    ),
    ("SIT-05", NOT_MODELLED, room("site", climate=None)),
    ("SIT-06", FAIL, lambda d: _too_warm(d, known=True)),
    ("SIT-06", NOT_MODELLED, lambda d: _too_warm(d, known=False)),
    ("SIZ-01", FAIL, room("programme", racks=())),
    ("SIZ-02", FAIL, lambda d: room("programme", racks=(replace(d.trades.programme.racks[0], count=3),))(d)),
    ("SIZ-02", NOT_APPLICABLE, lambda d: room("site", wishes=replace(d.trades.site.wishes, compute=()))(d)),
    ("SIZ-03", FAIL, first("programme", "limits", key="slab", fails=True)),
    ("SIZ-03", FAIL, first("programme", "limits", key="area", racks=0)),
    ("SIZ-04", FAIL, room("power", shortfalls=(_SHORT,))),
    ("SIZ-05", FAIL, room("programme", estimates={"site_peak": 500.0})),
    ("SIZ-05", NOT_MODELLED, room("programme", estimates={})),
    ("SIZ-06", FAIL, each("power", "loadings", rating=180.0)),
    ("SIZ-06", NOT_APPLICABLE, room("power", loadings=())),
    ("LAY-01", FAIL, lambda d: room("layout", placed=d.trades.layout.placed[1:])(d)),
    ("LAY-02", FAIL, breach("overlap", 0.3, 0.0, "m2")),
    ("LAY-02", NOT_APPLICABLE, _NO_RACKS),
    ("LAY-03", FAIL, first("layout", "aisles", width=1.7)),
    ("LAY-03", FAIL, breach("aisle-cold", 1.7, 1.8)),
    ("LAY-03", NOT_APPLICABLE, _NO_RACKS),
    ("LAY-04", FAIL, breach("aisle-hot", 1.1, 1.2)),
    ("LAY-05", FAIL, breach("row-end", 0.4, 1.2)),
    ("LAY-06", FAIL, first("layout", "rows", members=tuple(f"R-{n}" for n in range(21)))),
    ("LAY-07", FAIL, breach("clearance-front", 0.8, 1.07)),
    ("LAY-08", FAIL, room("layout", egress_distance=90.0)),
    ("LAY-08", NOT_APPLICABLE, _NO_RACKS),
    ("LAY-09", FAIL, lambda d: hall(doors=d.trades.site.hall.doors[:2])(d)),
    ("LAY-10", FAIL, hall(clear_height=known(4.5, "m"))),
    ("LAY-10", NOT_MODELLED, hall(clear_height=UNKNOWN)),
    ("LAY-11", FAIL, hall(clear_height=known(3.0, "m"))),
    ("LAY-12", FAIL, slab(uniform_load=known(6, "kPa"))),
    ("LAY-12", NOT_MODELLED, slab(uniform_load=UNKNOWN)),
    ("LAY-13", FAIL, slab(uniform_load=known(6, "kPa"))),
    ("LAY-13", NOT_MODELLED, slab(uniform_load=UNKNOWN)),
    ("LAY-14", FAIL, slab(point_load=known(5, "kN"))),
    ("LAY-14", NOT_APPLICABLE, _NO_RACKS),
    ("LAY-15", FAIL, step_over),
    ("LAY-15", NOT_MODELLED, room("layout", steps=())),
    ("LAY-16", FAIL, lambda d: hall(doors=d.trades.site.hall.doors[1:])(d)),
    ("LAY-16", FAIL, breach("delivery-way", 0.0, 1.2)),
    ("LAY-16", FAIL, steep),
    ("LAY-16", FAIL, long_racks),
    ("LAY-17", FAIL, ups_in_one_room),
    ("LAY-18", FAIL, each("layout", "aisles", contained=False)),
    ("LAY-19", FAIL, room("layout", capacity=65)),
    ("FAB-01", FAIL, counts(gpus=216)),
    ("FAB-01", NOT_MODELLED, room("fabric", networks=())),
    ("FAB-02", FAIL, cables(b_port=1)),
    ("FAB-03", FAIL, network(cages=(4, 2))),
    ("FAB-03", PASS, behind_all_cages(apart=32)),
    ("FAB-03", FAIL, behind_all_cages(apart=0)),
    ("FAB-04", FAIL, counts(oversubscription=1.5)),
    ("FAB-04", NOT_APPLICABLE, compute_wish(oversubscription=None)),
    ("FAB-05", FAIL, cables(length=60.0)),
    ("FAB-06", FAIL, network(cable_types=("cable/mpo-sm",))),
    ("FAB-07", FAIL, cables(speed=800.0)),
    ("FAB-08", FAIL, each("fabric", "bundles", fill=0.55)),
    ("FAB-08", NOT_APPLICABLE, room("fabric", bundles=())),
    ("FAB-09", FAIL, first("fabric", "seats", rack="")),
    ("FAB-10", FAIL, first("fabric", "seats", rack_unit=38)),
    ("FAB-10", FAIL, first("fabric", "seats", units_high=20)),
    (
        "FAB-11",
        FAIL,
        lambda d: replace(
            d,
            trades=replace(
                d.trades,
                loads=tuple(
                    replace(x, design_kw=40.0, heat_air_kw=40.0) if x.tag == "N-01" else x for x in d.trades.loads
                ),
            ),
        ),
    ),
    ("FAB-12", FAIL, room("fabric", failures=(("storage", "leaf", 1, 0.0, 0.5),))),
    ("FAB-12", NOT_APPLICABLE, room("fabric", failures=())),
    ("FAB-13", FAIL, wish("fabric", rtt_target=known(0.5, "ms"))),
    ("FAB-13", NOT_APPLICABLE, wish("fabric", rtt_target=None)),
    ("FAB-13", NOT_MODELLED, room("site", fibre=())),
    ("FAB-14", FAIL, counts(spine=1)),
    ("FAB-15", FAIL, compute_wish(topology="folded-clos")),
    ("FAB-15", FAIL, compute_wish(switch="q3400-ra")),
    ("FAB-16", FAIL, lambda d: room("fabric", networks=d.trades.fabric.networks[:2])(d)),
    ("FAB-17", FAIL, lambda d: network(racks=tuple("N-01" for _ in d.trades.fabric.networks[0].racks))(d)),
    ("FAB-18", FAIL, each("fabric", "bundles", load=90.0)),
    ("FAB-18", NOT_MODELLED, each("fabric", "bundles", load=float("nan"))),
    ("FAB-17", NOT_APPLICABLE, room("fabric", networks=())),
    ("COL-01", FAIL, each("cooling", "balance", air=0.0)),
    ("COL-02", FAIL, room("cooling", rejected={"cooler": 500.0})),
    ("COL-02", NOT_MODELLED, room("cooling", rejected={})),
    ("COL-03", FAIL, first("cooling", "cdus", heat=950.0)),
    ("COL-04", FAIL, first("cooling", "cdus", head_needed=260.0)),
    ("COL-05", FAIL, each("cooling", "cdus", approach=9.0)),
    ("COL-06", FAIL, first("cooling", "racks", supply=47.0)),
    ("COL-06", FAIL, first("cooling", "racks", supply=42.0)),
    ("COL-07", FAIL, first("cooling", "racks", returned=67.0)),
    ("COL-08", FAIL, first("cooling", "racks", flow=90.0)),
    ("COL-08", NOT_MODELLED, wish("cooling", coolant="unobtainium")),
    ("COL-09", FAIL, each("cooling", "pipes", velocity=2.6)),
    ("COL-09", FAIL, each("cooling", "pipes", velocity=1.5, bore=40.0)),
    ("COL-09", FAIL, solved_flow(2.2, 2.2)),
    ("COL-09", FAIL, solved_flow(0.5, 2.8)),
    ("COL-10", FAIL, each("cooling", "rejection", capacity=400.0)),
    ("COL-11", FAIL, each("cooling", "air_units", capacity=100.0)),
    ("COL-12", FAIL, wish("cooling", facility_coolant="water")),
    ("COL-12", NOT_APPLICABLE, room("cooling", rejection=())),
    ("COL-12", NOT_MODELLED, room("site", climate=None)),
    ("COL-13", FAIL, temperatures(tcs_supply=18.0)),
    ("COL-13", NOT_MODELLED, room("site", climate=None)),
    ("COL-14", FAIL, room("cooling", ride_through={"rejection": 120.0})),
    ("COL-15", FAIL, room("cooling", daily_water=5000.0)),
    ("COL-15", NOT_APPLICABLE, room("cooling", rejection=())),
    ("COL-16", FAIL, each("cooling", "rejection", catalog="chiller/x")),
    ("COL-16", FAIL, each("cooling", "rejection", catalog="cooler/adiabatic-1500")),
    ("COL-17", FAIL, temperatures(hot_aisle=29.0)),
    ("COL-18", FAIL, temperatures(air_supply=26.0)),
    ("COL-19", FAIL, group(needed=2)),
    ("COL-19", NOT_APPLICABLE, wish("cooling", architecture="N")),
    ("COL-20", FAIL, wish("cooling", coolant="pg40")),
    ("COL-21", FAIL, lambda d: room("cooling", racks=d.trades.cooling.racks[1:])(d)),
    ("COL-22", FAIL, lambda d: room("cooling", annual=replace(d.trades.cooling.annual, pue=1.45))(d)),
    ("COL-22", FAIL, lambda d: room("cooling", annual=replace(d.trades.cooling.annual, pue=0.98))(d)),
    ("COL-23", FAIL, temperatures(tcs_supply=72.0)),
    ("COL-23", FAIL, temperatures(tcs_supply=8.0)),
    ("COL-24", FAIL, weak_motors),
    ("COL-02", FAIL, room("cooling", rejected={"cooler": 500.0, "not-carried": 196.0})),
    ("COL-11", FAIL, room("cooling", air_source="none")),
    ("COL-25", FAIL, each("cooling", "suctions", available=4.5)),
    ("COL-25", NOT_APPLICABLE, room("cooling", suctions=())),
    ("COL-26", FAIL, each("cooling", "valve_lines", stroke=0.5)),
    ("COL-26", FAIL, each("cooling", "valve_lines", closing=float("inf"))),
    ("COL-26", NOT_APPLICABLE, room("cooling", valve_lines=())),
    ("COL-27", FAIL, each("cooling", "pressures", design=5.1)),
    ("COL-27", FAIL, each("cooling", "pressures", top=0.1)),
    ("COL-27", FAIL, each("cooling", "pressures", trip=0.3)),
    ("COL-27", NOT_APPLICABLE, room("cooling", pressures=())),
    ("COL-28", FAIL, room("cooling", doors=())),
    ("COL-28", FAIL, each("cooling", "doors", rest=2.0)),
    ("COL-28", FAIL, each("layout", "aisles", width=0.5)),
    ("COL-13", FAIL, each("cooling", "doors", water_in=12.0)),
    ("COL-28", NOT_APPLICABLE, wish("cooling", rear_door=None)),
    ("POW-01", FAIL, room("power", site_power_peak_kw=1300.0)),
    ("POW-02", FAIL, each("power", "loadings", normal=1300.0)),
    ("POW-03", FAIL, each("power", "loadings", worst=1600.0)),
    ("POW-04", FAIL, each("power", "buses", fault_most_ka=70.0)),
    ("POW-04", NOT_MODELLED, each("power", "buses", rating_ka=0.0)),
    ("POW-05", FAIL, first("power", "buses", drop=0.06)),
    ("POW-06", FAIL, first("power", "branches", current=1250.0)),
    ("POW-07", FAIL, each("power", "whips", **_WHIP)),
    ("POW-08", FAIL, each("power", "whips", current=62.0)),
    ("POW-09", FAIL, room("power", peak_site_factor=1.1)),
    ("POW-09", FAIL, room("power", peak_site_factor=1.7)),
    ("POW-10", FAIL, first("power", "assignments", block_b="BLK-A")),
    ("POW-11", FAIL, one_pair),
    ("POW-12", FAIL, first("power", "reuse", count=1)),
    ("POW-13", FAIL, room("power", ups_kw=50.0)),
    ("POW-13", NOT_APPLICABLE, wish("power", core_ups=known(0, "min"))),
    ("POW-14", FAIL, weak_sets),
    ("POW-14", NOT_APPLICABLE, wish("power", generators=False)),
    ("POW-15", FAIL, one_feed),
    ("POW-16", FAIL, other_pack),
    ("POW-17", FAIL, feed(ramp_limit=known(0.1, "MW/s"))),
    ("POW-17", NOT_APPLICABLE, feed(ramp_limit=UNKNOWN)),
    ("POW-18", FAIL, other_voltage),
    ("POW-19", FAIL, each("power", "whips", peak_kw=240.0)),
    ("POW-20", FAIL, each("power", "transients", release=400.0)),
    ("POW-22", FAIL, one_block_behind_a_tie),
    ("POW-22", NOT_APPLICABLE, room("power", assignments=())),
    ("POW-21", FAIL, room("power", distortion=Distortion(15.0, 0.08, 0.03, 0.05, "current", "drive", 0.08, 900.0))),
    ("POW-21", NOT_APPLICABLE, room("power", distortion=None)),
    ("RED-01", FAIL, removal("T2", "MSB-01", verdict="lost", lost_kw={"C2": 10.0})),
    ("RED-01", NOT_MODELLED, lambda d: proof(graph=replace(d.proof.graph, elements={}, loads={}))(d)),
    ("RED-02", FAIL, removal("T1", "MSB-01", verdict="lost", lost_kw={"C2": 10.0})),
    ("RED-03", FAIL, removal("T2", "MSB-01", verdict="lost", lost_kw={"C3": 2772.0}, racks=21)),
    ("RED-04", FAIL, removal("T2", "MSB-01", worst_share=1.1, worst_tag="MSB-02")),
    ("RED-05", FAIL, proof(disagreements=("T2:MSB-01",))),
    ("RED-06", FAIL, note("redundancy.load_without_element")),
    ("RED-07", FAIL, removal("T4", "ELEC-A", verdict="lost")),
    ("RED-08", FAIL, lambda d: proof(outage=replace(d.proof.outage, lost_kw={"C2": 76.0}))(d)),
    ("RED-08", NOT_APPLICABLE, proof(outage=None)),
    ("RED-08", NOT_APPLICABLE, wish("power", generators=False)),
    (
        "RED-09",
        FAIL,
        lambda d: room("power", groups=(RedundancyGroup("G-UPS", Trade.POWER, "ups", 2, ("UPS-01", "UPS-02")),))(d),
    ),
    ("RED-09", NOT_APPLICABLE, wish("power", core_architecture="2N")),
    ("RED-11", FAIL, removal("T0", "", lost=("R-0101",), lost_count=1)),
    ("RED-11", NOT_MODELLED, proof(removals=())),
    ("RED-12", FAIL, proof(cords=(CordFault("shared", "MSB-01", "switchboard", "C3", ("R-0101",)),))),
    ("RED-12", NOT_APPLICABLE, one_cord),
    ("RED-10", FAIL, proof(connection=("UTIL",))),
    ("RED-10", NOT_APPLICABLE, lambda d: proof(graph=replace(d.proof.graph, elements={}))(d)),
    ("BOM-01", FAIL, line(0, total=7.0)),
    ("BOM-02", FAIL, line(0, tags=("GHOST",), needed=1.0, redundant=0.0, total=1.0)),
    ("BOM-03", FAIL, line(0, cost_source="")),
    ("BOM-04", FAIL, survey_lost),
    ("BOM-05", FAIL, lambda d: replace(d, bom=replace(d.bom, priced_share=0.1))),
    ("BOM-05", NOT_MODELLED, lambda d: replace(d, bom=replace(d.bom, lines=()))),
    ("CON-01", FAIL, lambda d: room("layout", placed=d.trades.layout.placed[1:])(d)),
    ("CON-02", FAIL, each("cooling", "balance", power=900.0)),
    ("CON-02", FAIL, each("cooling", "balance", power=500.0)),
    ("CON-03", FAIL, room("power", site_power_peak_kw=800.0)),
    ("CON-04", FAIL, room("programme", gpus=300)),
    ("CON-05", FAIL, rack_moved_load),
    ("CON-06", FAIL, billed_less),
    ("CON-07", FAIL, counts(host_links=9)),
    ("CON-08", FAIL, room("power", critical_it_kw=600.0)),
    ("CON-09", FAIL, step_over),
    ("CON-10", FAIL, each("layout", "placed", mass_kg=500.0)),
    ("CON-11", FAIL, room("programme", storage_nodes=144)),
    ("CON-11", FAIL, each("fabric", "seats", power_kw=20.0 / 6)),
    ("CON-11", NOT_APPLICABLE, no_storage),
    ("CON-12", FAIL, removal("T1", "CDU-01", racks=2)),
    ("CON-12", FAIL, each("cooling", "outages", lost=("R-0104",))),
    ("CON-12", FAIL, lambda d: _solved_lost(d, "T1", ("R-0104",))),
    ("CON-12", NOT_APPLICABLE, room("cooling", outages=())),
    ("CNV-01", FAIL, factor("land", points=0.0)),
    ("CNV-01", NOT_APPLICABLE, no_case),
    ("CNV-02", FAIL, factor("tenant", points=1.0)),
    ("CNV-02", NOT_APPLICABLE, no_case),
    ("CNV-03", FAIL, state(exceptions=("live-load-starved",))),
    ("CNV-03", NOT_APPLICABLE, no_case),
    ("CNV-04", FAIL, state(exceptions=("mine-short",), mine_kw=400.0, promised_kw=500.0)),
    ("CNV-04", NOT_APPLICABLE, no_case),
    ("CNV-05", FAIL, state(exceptions=("work-beside-live",))),
    ("CNV-05", NOT_APPLICABLE, no_case),
    ("CNV-06", FAIL, late),
    ("CNV-06", NOT_APPLICABLE, no_case),
    ("CNV-07", FAIL, outcomes(-1e6)),
    ("CNV-07", NOT_APPLICABLE, no_case),
    ("CNV-08", FAIL, outcomes(-2e7)),
    ("CNV-08", NOT_APPLICABLE, no_case),
    ("CNV-09", FAIL, state(shed_kw=500.0)),
    ("CNV-09", NOT_APPLICABLE, no_case),
    ("USR-01", FAIL, asked(quantity=known(0.5, "ms"))),
    ("USR-01", NOT_MODELLED, asked(facts={"key": "rtt", "subject": "fabric.taste"})),
)
