"""Sites that cannot be cooled as wished: what the plan says, word for word, with the nearest choice that can."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog import Catalog, Pump
from designer.cooling import CoolingPlan, carry
from designer.documents.printing import Printer
from designer.documents.wording import Words
from designer.ledger import Value
from designer.model import NoteKind
from designer.site.records import Site

GOLDEN = Path(__file__).parent / "bad"


def told(plan: CoolingPlan, catalog: Catalog) -> str:
    """Shortfalls and risks of a plan in words."""
    printer = Printer("SI")
    words = Words(printer, catalog.sources())
    short = [
        f"{s.key} [{s.subject}]: {printer.fact(s.wanted)} wanted, {printer.fact(s.got)} had"
        + (f", cure {s.cure.key} {s.cure.amount:g}" if s.cure else "")
        for s in plan.shortfalls
    ]
    risks = [words.note(n) for n in plan.notes if n.kind is NoteKind.RISK and n.key != "cooling.transition_flow"]
    assert not words.missing
    return "\n".join([*short, *(f"{r.title}: {r.text}" for r in risks)]) + "\n"


def warm(other, said, prairie: Site) -> tuple[Site, dict]:
    """A supply warmer than the racks take."""
    return other(prairie, supply_temperature=said(50, "degC")), {}


def frozen(other, said, prairie: Site) -> tuple[Site, dict]:
    """Water in the facility loop of a place with frost."""
    return other(prairie, facility_coolant="water"), {}


def arctic(other, said, prairie: Site) -> tuple[Site, dict]:
    """Too little glycol for a place of 40 degrees of frost."""
    return _winter(other(prairie, facility_coolant="pg40"), said(-40, "degC")), {}


def coldest(other, said, prairie: Site) -> tuple[Site, dict]:
    """A place whose winter freezes every coolant of the catalog."""
    return _winter(other(prairie, facility_coolant="pg40"), said(-60, "degC")), {}


def _winter(site: Site, air) -> Site:
    return replace(site, climate=site.climate.model_copy(update={"winter_dry_bulb": air}))


def cold_wish(other, said, prairie: Site) -> tuple[Site, dict]:
    """A supply that the wet bulb does not allow, and no chiller."""
    wished = other(prairie, supply_temperature=said(25, "degC"), rejection=("adiabatic",), chillers_allowed=False)
    return wished, {}


def too_hot(other, said, prairie: Site) -> tuple[Site, dict]:
    """Dry coolers alone at a place so warm that no supply that racks take lies above the air by the approaches."""
    wishes = {"rejection": ("dry",), "chillers_allowed": False, "facility_coolant": "pg25"}
    return other(prairie, supply_temperature=said(38, "degC"), **wishes), {"cooler": 8, "chiller": 0}


def no_cooler(other, said, prairie: Site) -> tuple[Site, dict]:
    """Dry coolers alone at a place warmer than the supply less the approach."""
    site, changes = too_hot(other, said, prairie)
    return _mild(site, said), changes


def too_dry(other, said, prairie: Site) -> tuple[Site, dict]:
    """More water asked for than the site has, where dry coolers hold no supply that racks take."""
    return replace(prairie, water=replace(prairie.water, daily_limit=said(1, "m3/day"))), {}


def dry_place(other, said, prairie: Site) -> tuple[Site, dict]:
    """More water asked for than the site has."""
    site, changes = too_dry(other, said, prairie)
    return _mild(site, said), changes


def _mild(site: Site, said) -> Site:
    """The place with a design day of 32 degC, which dry coolers bear."""
    return replace(site, climate=site.climate.model_copy(update={"design_dry_bulb": said(32, "degC")}))


CASES = {
    "supply-above-rack": warm,
    "coolant-freezes": frozen,
    "coolant-freezes-arctic": arctic,
    "every-coolant-freezes": coldest,
    "supply-below-weather": cold_wish,
    "no-cooler-for-the-day": no_cooler,
    "no-cooler-in-the-heat": too_hot,
    "water-beyond-limit": dry_place,
    "water-beyond-racks": too_dry,
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_bad_wish_is_told_with_the_nearest_choice(name, prairie, build, catalog, other, said):
    """Each bad wish gives exactly the words that stand beside it."""
    site, changes = CASES[name](other, said, prairie)
    products = {
        "cdu": "xdu1350", "pump": "facility-500", "air-unit": "fan-wall-400", "cooler": "adiabatic-1500",
        "chiller": "1mw-air-cooled", **changes.pop("products", {}),
    }
    made = carry(site, *build(40, plant=changes, products=products), catalog)
    compare(name, told(made, catalog))


def compare(name: str, text: str) -> None:
    """Hold a text against its golden file."""
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("REWRITE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    assert text.strip()


def test_a_head_beyond_every_curve_names_the_nearest_pump(prairie, build, catalog, monkeypatch):
    """A placed pump whose curve ends below what machines and valves lose: the plan says so and names the pump that has
    it.
    """
    weaken(monkeypatch, catalog, 0.1)
    made = carry(prairie, *build(40), catalog)
    assert "cooling.pump_head" in {s.key for s in made.shortfalls}
    compare("head-beyond-pump", told(made, catalog))


def weaken(monkeypatch, catalog: Catalog, share: float) -> None:
    """Leave the larger facility pump a share of its head."""
    weak = catalog.get(Pump, "facility-500")
    heads = [Value(p.head.q * share, p.head.evidence, p.head.name) for p in weak.head_curve]
    points = [p.model_copy(update={"head": h}) for p, h in zip(weak.head_curve, heads, strict=True)]
    get = Catalog.get

    def patched(self, schema, slug):
        found = get(self, schema, slug)
        return found.model_copy(update={"head_curve": points}) if slug == "facility-500" else found

    monkeypatch.setattr(Catalog, "get", patched)


def test_wider_pipes_bring_a_head_within_the_pump(prairie, build, catalog, monkeypatch):
    """Where the pipes' share of the head can be given up, they are sized wider instead: no finding, and a decision."""
    usual = carry(prairie, *build(40), catalog)
    weaken(monkeypatch, catalog, 0.3)
    made = carry(prairie, *build(40), catalog)
    assert "cooling.pump_head" not in {s.key for s in made.shortfalls}
    assert "cooling.wider_pipes" in {n.key for n in made.notes}
    heads = [next(p.head for p in plan.pumps if p.loop == "FWS") for plan in (usual, made)]
    assert heads[1] < heads[0]


#: What a finding's nearest choice is a wish for, by the finding and the shortfall that must be gone with it.
CURES = {
    "coolant-freezes": ("cooling.freezing", "choice", "facility_coolant", "cooling.freezing"),
    "coolant-freezes-arctic": ("cooling.freezing", "choice", "facility_coolant", "cooling.freezing"),
    "no-cooler-for-the-day": ("cooling.facility_supply", "nearest", "supply_temperature", "cooling.facility_supply"),
    "supply-below-weather": ("cooling.facility_supply", "nearest", "supply_temperature", "cooling.facility_supply"),
    "water-beyond-limit": ("cooling.water_beyond_limit", "nearest", "supply_temperature", "cooling.water"),
}


@pytest.mark.parametrize("name", sorted(CURES))
def test_the_nearest_choice_works(name, prairie, build, catalog, other, said):
    """What a finding calls the nearest feasible choice, put into the brief, ends that finding."""
    note_key, fact, wish, gone = CURES[name]
    site, changes = CASES[name](other, said, prairie)
    products = {
        "cdu": "xdu1350", "pump": "facility-500", "air-unit": "fan-wall-400", "cooler": "adiabatic-1500",
        "chiller": "1mw-air-cooled", **changes.pop("products", {}),
    }
    hall = build(40, plant=changes, products=products)
    made = carry(site, *hall, catalog)
    keys = {s.key for s in made.shortfalls} | {n.key for n in made.notes}
    assert gone in keys
    note = next(n for n in made.notes if n.key == note_key and fact in n.facts)
    choice = note.facts[fact]
    value = choice if isinstance(choice, str) else said(choice.m_as("degC") + 1e-6, "degC")
    cured = carry(other(site, **{wish: value}), *hall, catalog)
    assert gone not in {s.key for s in cured.shortfalls} | {n.key for n in cured.notes}


def test_the_last_coolant_to_freeze_bears_what_is_said(prairie, build, catalog, other, said):
    """Where every coolant freezes, the one that is named bears the winter air that is named: no risk is left there."""
    site, _ = coldest(other, said, prairie)
    hall = build(40)
    note = next(n for n in carry(site, *hall, catalog).notes if n.key == "cooling.freezing_beyond")
    bears, choice = note.facts["bears"].m_as("degC"), note.facts["choice"]
    for winter, risky in ((bears, False), (bears - 0.5, True)):
        cured = carry(_winter(other(site, facility_coolant=choice), said(winter, "degC")), *hall, catalog)
        assert any(n.key.startswith("cooling.freezing") for n in cured.notes) == risky
