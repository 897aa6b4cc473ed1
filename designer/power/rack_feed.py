"""The cords of a rack: shelf current, whip rating, and what the shelves of one side carry for good and for a moment."""

from collections.abc import Iterable
from dataclasses import replace

from designer.catalog import Rack, Shelf
from designer.ledger import Limit, Step, ceil, formula, given, sqrt
from designer.model import Load, NoteKind
from designer.power.basis import Basis
from designer.power.records import Whip
from designer.power.rules import at_or_above
from designer.power.three_phase import breaker_current, line_current
from designer.site.power_cap import side_capacity
from designer.units import Quantity, q

__all__ = [
    "peak_of",
    "pulse_capacity",
    "shelf_current",
    "side_capacity",
    "spared_capacity",
    "usable_apparent",
    "whip_loss",
    "whips_loss",
    "whips_of",
    "whips_per_side",
]


@formula("I_shelf", unit="A", source="nv-shelf")
def shelf_current(P_out: Quantity, η: Quantity, pf: Quantity, V: Quantity) -> Quantity:
    """Line current of a power shelf at full output."""
    return P_out / (η * pf * sqrt(3) * V)


@formula("S_whip", unit="kVA", source="nfpa-70", clause="80 % of the overcurrent device")
def usable_apparent(V: Quantity, I_whip: Quantity, f_cont: Quantity, k_VA: Quantity) -> Quantity:
    """Apparent power that a whip may carry continuously."""
    return sqrt(3) * V * I_whip / (f_cont * k_VA)


@formula("n_whip", unit="", source="derived")
def whips_per_side(I_rack: Quantity, f_cont: Quantity, I_whip: Quantity) -> Quantity:
    """Whips that carry a whole rack from one side."""
    return ceil(I_rack * f_cont / I_whip)


@formula("P_whip", unit="kW", source="textbook")
def whip_loss(n_whips: Quantity, I_L: Quantity, r: Quantity, L: Quantity) -> Quantity:
    """Loss in the whips of a rack that share its current equally."""
    return 3 * n_whips * (I_L / n_whips) ** 2 * r * L


@formula("P_pulse", unit="kW", source="ocp-hpr", clause="pulse of the supplies of one side")
def pulse_capacity(P_side: Quantity, f_pulse: Quantity) -> Quantity:
    """What the shelves of one side deliver for a moment."""
    return P_side * f_pulse


@formula("P_spared", unit="kW", source="nv-shelf", clause="N+1 shelves")
def spared_capacity(n_shelves: Quantity, P_shelf: Quantity) -> Quantity:
    """What all shelves but one deliver."""
    return (n_shelves - 1) * P_shelf


def peak_of(basis: Basis, rack: Rack) -> tuple[float, bool]:
    """Transient peak of a rack [kW], and whether it is published; else its design power times the assumed factor."""
    if rack.power_peak.known:
        return max(rack.power_peak.si("kW"), rack.power_design.si("kW")), True
    return rack.power_design.si("kW") * basis.number("transient_factor"), False


def whips_of(basis: Basis, racks: Iterable[Load]) -> tuple[Whip, ...]:
    """One check per kind of rack among the loads: shelves, whips, currents, margin of one side."""
    designs: dict[str, float] = {}
    factors: dict[str, float] = {}
    for load in racks:
        if load.catalog.startswith("rack/"):
            slug = load.catalog.removeprefix("rack/")
            designs[slug] = max(designs.get(slug, 0.0), load.design_kw)
            factors[slug] = load.power_factor
    return tuple(_whip(basis, basis.catalog.get(Rack, s), designs[s], factors[s]) for s in sorted(designs))


def _whip(basis: Basis, rack: Rack, design_kw: float, power_factor: float) -> Whip:
    peak, published = peak_of(basis, rack)
    made = _shelved(basis, rack, rack.shelf, design_kw) if rack.shelf else _plain(basis, rack, design_kw, power_factor)
    if not published:
        basis.note(NoteKind.RFI, "rack_peak_unknown", rack.slug, taken=q(max(peak, design_kw), "kW"))
    return replace(made, peak_kw=max(peak, design_kw), factor=power_factor, published=published)


def _shelved(basis: Basis, rack: Rack, shelf: Shelf, design_kw: float) -> Whip:
    pack, slug, voltage = basis.pack, rack.slug, basis.site.wishes.power.voltage
    per_shelf, rating = shelf.count / shelf.whips, q(pack.breaker(shelf.whip_current.si("A")), "A")
    count, each = float(shelf.count), shelf.rating
    one = basis.keep(
        shelf_current,
        f"shelf_current[{slug}]",
        P_out=shelf.rating,
        η=shelf.efficiency,
        pf=shelf.power_factor,
        V=voltage,
    )
    whip = basis.keep(
        breaker_current,
        f"whip_current[{slug}]",
        limit=pack.at_most(rating, pack.continuous_clause),
        I_L=one.q * per_shelf,
        f_cont=pack.continuous_factor,
    )
    limit = Limit(">=", q(design_kw, "kW"), "N+N shelves", "nv-shelf")
    side = basis.keep(side_capacity, f"side_capacity[{slug}]", limit=limit, n_shelves=count, P_shelf=each)
    spared = basis.keep(spared_capacity, f"spared_capacity[{slug}]", n_shelves=count, P_shelf=each)
    pulse = side.si("kW")
    if shelf.pulse is not None:
        pulse = basis.keep(pulse_capacity, f"pulse_capacity[{slug}]", P_side=side, f_pulse=shelf.pulse).si("kW")
    _judge(basis, slug, whip, rating)
    _judge_side(basis, slug, side, design_kw)
    current = one.si("A") * per_shelf
    return Whip(
        slug, shelf.count, shelf.whips, current, rating.m_as("A"), side.si("kW"), design_kw, design_kw,
        spared.si("kW"), pulse,
    )  # fmt: skip


def _judge(basis: Basis, slug: str, whip: Step, rating: Quantity) -> None:
    if not whip.verdict:
        basis.note(NoteKind.RISK, "whip_too_small", slug, needed=whip.q, rating=rating)
        basis.short("whip", slug, whip.q, rating)
    elif whip.si("A") > rating.m_as("A") * (1.0 - basis.number("whip_margin_thin")):
        basis.note(NoteKind.RISK, "whip_margin_thin", slug, needed=whip.q, rating=rating)


def _judge_side(basis: Basis, slug: str, side: Step, design_kw: float) -> None:
    facts = {"side": side.q, "peak": q(design_kw, "kW")}
    if not side.verdict:
        basis.note(NoteKind.RISK, "shelves_not_n_plus_n", slug, **facts)
    elif side.si("kW") <= design_kw * (1.0 + basis.number("shelf_margin_thin")):
        basis.note(NoteKind.RISK, "shelves_no_margin", slug, **facts)


def _plain(basis: Basis, rack: Rack, design_kw: float, power_factor: float) -> Whip:
    """A rack of rack PDUs: equal whips of a common size, as many on each side as carry the whole rack."""
    pack, slug, voltage = basis.pack, rack.slug, basis.site.wishes.power.voltage
    current = basis.keep(
        line_current, f"rack_current[{slug}]", P=q(design_kw, "kW"), V=voltage, pf=given(q(power_factor), rack.key)
    )
    least = current.si("A") * pack.continuous_factor.si("")
    largest = basis.number(f"whip_current_{pack.name.lower()}", "A")
    rating = at_or_above(pack.breakers, least) if least <= largest else largest
    count = basis.keep(
        whips_per_side, f"whips_per_side[{slug}]", I_rack=current, f_cont=pack.continuous_factor, I_whip=q(rating, "A")
    )
    each = int(count.number)
    capacity = design_kw * rating * each / least
    return Whip(slug, 0, each * max(rack.cords, 1), current.si("A") / each, rating, capacity, design_kw, design_kw)


def whips_loss(basis: Basis, loads: Iterable[Load], whips: Iterable[Whip]) -> float:
    """Loss in the whips of all racks in normal service [kW]."""
    each = {f"rack/{w.rack}": w for w in whips}
    one: dict[str, float] = {}
    total = 0.0
    for load in loads:
        whip = each.get(load.catalog)
        if whip is None or not whip.whips:
            continue
        if load.catalog not in one:
            one[load.catalog] = _loss(basis, load, whip)
        total += one[load.catalog]
    return total


def _loss(basis: Basis, load: Load, whip: Whip) -> float:
    volts, cable = basis.site.wishes.power.voltage, basis.cable(whip.rating, 0.0)
    current = line_current(P=q(load.design_kw, "kW"), V=volts, pf=q(load.power_factor))
    step = basis.keep(
        whip_loss,
        f"whip_loss[{whip.rack}]",
        n_whips=float(whip.whips),
        I_L=current,
        r=q(cable.resistance if cable else 0.0, "ohm/km"),
        L=basis.rule("whip_length"),
    )
    return step.si("kW")
