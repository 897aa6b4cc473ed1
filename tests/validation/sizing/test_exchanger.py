"""The exchanger of a CDU against back-calculated ratings, textbook effectiveness and a published model."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalog import Cdu, Coolant
from designer.sizing import exchanger
from designer.sizing.coolant import FluidState, fluid_of
from designer.units import magnitude, q

#: Data sheets, balanced back-calculation: effectiveness, UA [kW/K]; technology rise [K].
RATINGS = {"xdu1350": (0.81, 342, 17.1), "chx2000": (0.74, 400, 14.1), "deschutes": (0.84, 667, 15.8)}


@pytest.mark.parametrize("slug", sorted(RATINGS))
def test_back_calculated_ratings(pg25, catalog, slug):
    """Data sheets calculated back: effectiveness = dT/(dT + ATD) and UA of three CDUs, PG25, balanced flows."""
    record = catalog.get(Cdu, slug)
    effectiveness, size, rise = RATINGS[slug]
    state = pg25.at(45.0)
    rate = q(state.kw_per_k(record.tcs_flow_rated.si("LPM")), "kW/K")
    assert record.heat_rated.si("kW") / magnitude(rate, "kW/K") == pytest.approx(rise, abs=0.15)
    eps = exchanger.rated_effectiveness(Q_r=record.heat_rated, ATD=record.approach_rated, C_tcs=rate, C_min=rate)
    assert magnitude(eps, "") == pytest.approx(effectiveness, abs=0.006)
    assert magnitude(eps, "") == pytest.approx(rise / (rise + record.approach_rated.si("K")), abs=0.003)
    ua = exchanger.exchanger_size(NTU=exchanger.transfer_units(epsilon=eps, C_r=q(1.0)), C_min=rate)
    assert magnitude(ua, "kW/K") == pytest.approx(size, rel=0.012)


@given(st.floats(0.05, 8.0), st.floats(0.05, 1.0))
def test_effectiveness_and_its_inverse(units, ratio):
    """NTU -> effectiveness -> NTU returns, at every ratio, balanced included."""
    eps = exchanger.effectiveness(NTU=q(units), C_r=q(ratio))
    assert 0 < magnitude(eps, "") < 1
    assert exchanger.counterflow(units, ratio) == pytest.approx(magnitude(eps, ""), rel=1e-12)
    assert magnitude(exchanger.transfer_units(epsilon=eps, C_r=q(ratio)), "") == pytest.approx(units, rel=1e-5)


def test_textbook_effectiveness():
    """Counterflow, textbook charts: NTU 1 balanced 0.5; NTU 3, Cr 0.5: 0.874; a condenser 1 - exp(-NTU)."""
    assert exchanger.counterflow(1.0, 1.0) == pytest.approx(0.5)
    assert exchanger.counterflow(3.0, 0.5) == pytest.approx(0.8744, abs=5e-4)
    assert exchanger.counterflow(2.0, 1e-9) == pytest.approx(1 - math.exp(-2.0), rel=1e-6)


@pytest.mark.parametrize(("loop", "rated", "ratio"), [("pg25", "water", 0.6327), ("water", "pg25", 1.5805)])
def test_film_of_another_coolant(catalog, loop, rated, ratio):
    """Kumar's plates, Nu = C Re^0.7 Pr^(1/3) at one volume flow: the film by hand from Reynolds and Prandtl numbers of
    both coolants at 40 degC; a coolant and back again is one.
    """
    own, other = (fluid_of(catalog.get(Coolant, slug)).at(40.0) for slug in (loop, rated))

    def film(state):
        reynolds, prandtl = state.density / state.viscosity, state.heat_capacity * state.viscosity / state.conductivity
        return state.conductivity * reynolds**0.7 * prandtl ** (1 / 3)

    names = ("conductivity", "density", "heat_capacity", "viscosity")
    units = ("W/m/K", "kg/m3", "J/kg/K", "Pa*s")
    pairs = [[q(getattr(s, name), unit) for s in (own, other)] for name, unit in zip(names, units, strict=True)]
    (k, k_r), (rho, rho_r), (c_p, c_pr), (mu, mu_r) = pairs
    found = exchanger.film_ratio(k=k, k_r=k_r, rho=rho, rho_r=rho_r, c_p=c_p, c_pr=c_pr, mu=mu, mu_r=mu_r, m=q(0.7))
    assert magnitude(found, "") == pytest.approx(film(own) / film(other), rel=1e-12)
    assert magnitude(found, "") == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("load", "moved", "plant", "rise", "warm"),
    [(1.0, 6411.482, 1.0, 5.05956, 47.7164), (0.6, 3877.08, 0.54589, 5.60476, 45.31060)],
)
def test_published_cdu_model(load, moved, plant, rise, warm):
    """LBNL Buildings, example CDU_epsNTU, reference results of 2026-06: 48 racks of 132 kW, 36 degC facility water, 42
    and 47 degC, 6 K at the design. At full and at 60 % load the hot entry comes out within 0.2 K of 47.78 and 45.38
    degC (1.5 % of its difference to the facility water), the facility rise within 0.01 K of 5.06 and 5.60 K: films are
    half and half here, told apart by their properties there, with an exponent of 0.8.
    """
    water, glycol = FluidState(36.0, 1000.0, 4184.0, 7.1e-4, 0.62), FluidState(42.0, 1000.0, 3930.0, 1.3e-3, 0.48)
    power, design = 48 * 132.0, 5.0
    flows = [state.lpm(power / design / state.heat_capacity * 1000.0) for state in (glycol, water)]
    size = power / design * (design / 6.0)
    model = exchanger.Plates(size, (flows[0], flows[1]), 0.7)
    # Flows of the example by the square root of its drops: 65,688 of 80,000 Pa in the rack loop.
    racks, facility = flows[0] * math.sqrt(65688.4 / 80000.0), flows[1] * plant
    eps, least = model.effect(racks, facility, glycol, water)
    entry = 36.0 + moved / (eps * least)
    pump = (moved - load * power) / glycol.kw_per_k(racks)
    assert moved / water.kw_per_k(facility) == pytest.approx(rise, abs=0.01)
    assert entry == pytest.approx(warm + pump, abs=0.2)
    assert (entry - 36.0) / (warm + pump - 36.0) == pytest.approx(1.0, abs=0.015)


def test_approach_with_other_coolants(catalog, pg25, water):
    """At the rated heat and flows the restated approach carries that heat with the loops' coolants, by the plain
    relations; with the coolants of the rating it is the published one.
    """
    record = catalog.get(Cdu, "xdu1350")
    exponent = catalog.threshold("cooling", "plate_exponent")
    rating = exchanger.Rating("x", record.heat_rated, record.approach_rated, (1200.0, 1200.0), exponent)
    rated = (pg25.at(40.0), water.at(40.0))

    def keep(made, key, **inputs):
        return made.step(key, **inputs)

    same = exchanger.plates_of(keep, rating, rated, rated)
    assert same.films == (1.0, 1.0)
    assert exchanger.restated(keep, rating, same, rated) is record.approach_rated
    glycol = (pg25.at(40.0), fluid_of(catalog.get(Coolant, "pg40")).at(40.0))
    other = exchanger.plates_of(keep, rating, rated, glycol)
    assert other.ua == same.ua
    approach = exchanger.restated(keep, rating, other, glycol).si("delta_degC")
    assert record.approach_rated.si("K") < approach
    ua = 2.0 * same.ua / (1.0 + 1.0 / other.films[1])
    rates = sorted(s.kw_per_k(1200.0) for s in glycol)
    eps = exchanger.counterflow(ua / rates[0], rates[0] / rates[1])
    rise = 1368.0 / glycol[0].kw_per_k(1200.0)
    assert eps * rates[0] * (approach + rise) == pytest.approx(1368.0, rel=1e-9)
