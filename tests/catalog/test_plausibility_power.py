"""Transformers, boards, busways, UPS, generators, conductors and ladders agree with physics and printed tables."""

import math

import pytest

from designer.catalog import (
    Battery,
    Busway,
    BuswaySize,
    Catalog,
    Conductor,
    Generator,
    RatingLadder,
    Switchboard,
    Transformer,
    Ups,
)


def test_transformer_losses_give_their_resistance(catalog: Catalog):
    """Load loss over rating is the resistance; it is well below the impedance; no-load loss is below load loss."""
    for unit in catalog.all(Transformer):
        rating = unit.rating.si("kVA")
        assert unit.load_loss.si("kW") / rating * 100 == pytest.approx(unit.resistance.si("%"), abs=0.06), unit.key
        assert unit.resistance.si("%") < unit.impedance.si("%") / 3, unit.key
        assert unit.no_load_loss.si("kW") < unit.load_loss.si("kW"), unit.key
        assert 0.985 < 1 - (unit.load_loss.si("kW") + unit.no_load_loss.si("kW")) / rating < 0.998, unit.key


def test_transformers_grow_with_their_rating(catalog: Catalog):
    """Within a family a larger unit is heavier and loses more, but less per kVA."""
    families: dict[tuple[str, str, float, float], list[Transformer]] = {}
    for unit in catalog.all(Transformer):
        family = unit.rules, unit.type, unit.primary.si("kV"), unit.secondary.si("V")
        families.setdefault(family, []).append(unit)
    for members in families.values():
        ordered = sorted(members, key=lambda u: u.rating.si("kVA"))
        for field, unit in (("mass", "kg"), ("load_loss", "kW"), ("no_load_loss", "kW")):
            numbers = [getattr(u, field).si(unit) for u in ordered]
            assert numbers == sorted(set(numbers)), f"{ordered[0].key}.{field}"


@pytest.mark.parametrize(
    ("slug", "kiloamperes"),
    [
        ("padmount-2500-34500-415", 60.5), ("padmount-3000-34500-415", 72.6), ("padmount-3750-34500-415", 90.7),
        ("padmount-1500-34500-480", 31.4), ("padmount-2000-34500-480", 41.8), ("padmount-2500-34500-480", 52.3),
        ("padmount-3000-34500-480", 62.8), ("padmount-3750-34500-480", 78.4),
    ],
)
def test_infinite_bus_faults_of_the_reference(catalog: Catalog, slug: str, kiloamperes: float):
    """Full-load current over 5.75 % gives the infinite-bus fault currents of the reference."""
    unit = catalog.get(Transformer, slug)
    current = unit.rating.si("VA") / (math.sqrt(3) * unit.secondary.si("V"))
    assert current / unit.impedance.si("") / 1000 == pytest.approx(kiloamperes, abs=0.06)


def test_a_kept_65_ka_board_has_no_margin(catalog: Catalog):
    """Behind 2.5 MVA at 415 V with the impedance 7.5 % low, 65.4 kA exceed the 65 kA board and fit the 100 kA one."""
    unit = catalog.get(Transformer, "padmount-2500-34500-415")
    low = unit.impedance.si("") * (1 - unit.impedance_tolerance.si(""))
    fault = unit.rating.si("VA") / (math.sqrt(3) * unit.secondary.si("V")) / low / 1000
    assert fault == pytest.approx(65.4, abs=0.05)
    assert catalog.get(Switchboard, "lv-415-4000-65").interrupting.si("kA") < fault
    assert fault < catalog.get(Switchboard, "lv-415-4000-100").interrupting.si("kA")


def test_boards_are_what_their_names_say(catalog: Catalog):
    """Level, voltage, bus current and interrupting rating stand in the slug and on the ladder of ratings."""
    ladder = catalog.get(RatingLadder, "aic").steps
    for board in catalog.all(Switchboard):
        level, voltage, current, rating = board.slug.split("-")
        assert (board.level.lower(), board.voltage.si("V")) == (level, float(voltage)), board.key
        kiloamperes = float(rating.replace("p", "."))
        assert (board.bus_current.si("A"), board.interrupting.si("kA")) == (float(current), kiloamperes), board.key
        assert board.level == "MV" or board.interrupting.si("kA") in ladder, board.key
        assert board.main_rating_share.si("") in (0.8, 1.0), board.key


def test_busways_ascend(catalog: Catalog):
    """Current, withstand and mass rise with the size, resistance falls; copper resists less than aluminium."""
    for busway in catalog.all(Busway):
        current = [s.current.si("A") for s in busway.sizes]
        resistance = [s.resistance.si("mohm/100ft") for s in busway.sizes]
        assert current == sorted(set(current)), busway.key
        assert resistance == sorted(set(resistance), reverse=True), busway.key
        mass = [s.mass.si("kg/m") for s in busway.sizes]
        assert mass == sorted(mass), busway.key
        withstand = [s.withstand.si("kA") for s in busway.sizes if s.withstand.known]
        assert withstand == sorted(withstand), busway.key
    copper, aluminium = (catalog.get(Busway, f"pow-r-way-iii-{m}") for m in ("copper", "aluminium"))
    pairs = {s.current.si("A"): s.resistance.si("mohm/100ft") for s in copper.sizes}
    assert all(pairs[s.current.si("A")] < s.resistance.si("mohm/100ft") for s in aluminium.sizes)


def ohms(size: BuswaySize) -> tuple[float, float, float]:
    """Current [A], resistance and reactance [mohm/100ft] of a busway size."""
    return size.current.si("A"), size.resistance.si("mohm/100ft"), size.reactance.si("mohm/100ft")


def test_busway_table_of_the_maker(catalog: Catalog):
    """The cut sheet's rows: 800 A copper 2.30/1.20 mohm per 100 ft and 85 kA; 4000 A aluminium 0.50/0.19."""
    first = catalog.get(Busway, "pow-r-way-iii-copper").sizes[0]
    assert ohms(first) == (800, 2.3, 1.2)
    assert first.withstand.si("kA") == 85
    last = catalog.get(Busway, "pow-r-way-iii-aluminium").sizes[-1]
    assert ohms(last) == (4000, 0.5, 0.19)


def test_ladders_ascend_and_are_the_printed_ones(catalog: Catalog):
    """Every ladder ascends; the breaker sizes of the two codes and the interrupting ratings are the standard rows."""
    for ladder in catalog.all(RatingLadder):
        assert ladder.steps == sorted(set(ladder.steps)), ladder.key
    assert catalog.get(RatingLadder, "nec-ocpd").steps == [
        15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200, 225, 250, 300, 350, 400, 450, 500,
        600, 700, 800, 1000, 1200, 1600, 2000, 2500, 3000, 4000, 5000, 6000,
    ]
    assert {14, 18, 22, 25, 35, 42, 50, 65, 85, 100, 125, 150, 200} <= set(catalog.get(RatingLadder, "aic").steps)


def test_conductors_ascend(catalog: Catalog):
    """Ampacity rises and resistance falls with the size; factors fall with ambient and with company."""
    for family in catalog.all(Conductor):
        ampacity = [s.ampacity.si("A") for s in family.sizes]
        resistance = [s.resistance.si("ohm/km") for s in family.sizes]
        assert ampacity == sorted(set(ampacity)), family.key
        assert resistance == sorted(set(resistance), reverse=True), family.key
        for factors in (family.ambient_factors, family.bundling_factors):
            bounds, shares = zip(*factors, strict=True)
            assert list(bounds) == sorted(set(bounds)), family.key
            assert list(shares) == sorted(shares, reverse=True), family.key
            assert all(0 < share <= 1.2 for share in shares), family.key


@pytest.mark.parametrize(
    ("slug", "rows"),
    [
        ("nec-copper-75", {"#6": 65, "1/0": 150, "4/0": 230, "500 kcmil": 380, "750 kcmil": 475}),
        ("nec-aluminium-75", {"#6": 50, "1/0": 120, "4/0": 180, "500 kcmil": 310, "750 kcmil": 385}),
    ],
)
def test_ampacities_of_the_code_table(catalog: Catalog, slug: str, rows: dict[str, float]):
    """Rows of the 75 degC columns, as two public copies agree on them."""
    sizes = {s.size: s.ampacity.si("A") for s in catalog.get(Conductor, slug).sizes}
    assert {size: sizes[size] for size in rows} == rows


def test_conductor_resistance_is_that_of_its_metal(catalog: Catalog):
    """500 kcmil of copper at 75 degC has 0.083 ohm/km, of aluminium 0.135 ohm/km (resistivity over area); strands lie
    2 % longer, and alternating current of 60 Hz adds up to 6 %.
    """
    metals = {"nec-copper-75": 17.241 * (1 + 0.00393 * 55), "nec-aluminium-75": 28.26 * (1 + 0.00403 * 55)}
    for slug, resistivity in metals.items():
        size = next(s for s in catalog.get(Conductor, slug).sizes if s.size == "500 kcmil")
        assert 1.0 <= size.resistance.si("ohm/km") / (resistivity / 253.35) <= 1.08, slug


def test_ups_batteries_and_generators(catalog: Catalog):
    """UPS power within its rating, part load less efficient, batteries of five minutes, generators that start."""
    for ups in catalog.all(Ups):
        assert ups.power.si("kW") <= ups.rating.si("kVA"), ups.key
        assert 0.9 < ups.efficiency_part.si("") <= ups.efficiency.si("") < 0.99, ups.key
        assert 0 < ups.recharge.si("") <= 0.1, ups.key
    for battery in catalog.all(Battery):
        usable = battery.energy.si("kWh") * battery.depth_of_discharge.si("") * battery.end_of_life.si("")
        assert usable / battery.power.si("kW") * 60 > 5, battery.key
    for generator in catalog.all(Generator):
        assert 0.12 <= generator.subtransient_reactance.si("") <= 0.18, generator.key
        assert 0.2 <= generator.fuel_use.si("L/kWh") <= 0.3, generator.key
        assert generator.start.si("s") <= 10, generator.key
        assert generator.first_step.si("") < 1, generator.key
