"""Floor loads against the reference's table (section 2), slab screening against hand calculation in US units."""

import math

import pytest

from designer.layout.slab import (
    allowable_stress,
    caster_load,
    contact_radius,
    equivalent_radius,
    foot_load,
    footprint_load,
    interior_stress,
    modulus_of_elasticity,
    modulus_of_rupture,
    punching_limit,
    punching_stress,
    relative_stiffness,
    spread_load,
)
from designer.units import magnitude, q

G = q(9.80665, "N/kg")
PLAN = {"w": q(0.6, "m"), "d": q(1.2, "m")}
AISLES = {"hot": q(1.2, "m"), "cold": q(1.8, "m")}
PSI = q(1.0, "psi")
#: mass [kg]: footprint [kPa], [psf], spread over 1.62 m2 [kPa], [psf], per foot [kN], one caster [kg], as printed.
PRINTED = {
    1361.0: (18.5, 387, 8.2, 172, 3.3, 680),
    1553.0: (21.2, 442, 9.4, 196, 3.8, 776),
    3629.0: (49.4, 1032, 22.0, 459, 8.9, 1815),
}


@pytest.mark.parametrize("mass", PRINTED)
def test_table_of_floor_loads(mass: float) -> None:
    """Footprint, spread, foot and caster of three masses, to the last digit printed (1 psf in 1,032 allowed)."""
    kpa, psf, spread_kpa, spread_psf, foot_kn, caster_kg = PRINTED[mass]
    footprint = footprint_load(m=q(mass, "kg"), g=G, **PLAN)
    spread = spread_load(m=q(mass, "kg"), g=G, **PLAN, **AISLES)
    assert magnitude(footprint, "kPa") == pytest.approx(kpa, abs=0.06)
    assert magnitude(footprint, "psf") == pytest.approx(psf, abs=1.0)
    assert magnitude(spread, "kPa") == pytest.approx(spread_kpa, abs=0.06)
    assert magnitude(spread, "psf") == pytest.approx(spread_psf, abs=1.0)
    assert magnitude(foot_load(m=q(mass, "kg"), g=G, n_feet=4, n_pair=1), "kN") == pytest.approx(foot_kn, abs=0.06)
    caster = caster_load(m=q(mass, "kg"), g=G, f_caster=0.5)
    assert magnitude(caster, "N") / 9.80665 == pytest.approx(caster_kg, abs=1.0)


def test_concrete_of_4000_psi() -> None:
    """57,000 sqrt(4000) = 3,604,997 psi; 7.5 sqrt(4000) = 474.3 psi; 0.6 x 2.66 sqrt(4000) = 100.9 psi."""
    strength = q(4000, "psi")
    assert magnitude(modulus_of_elasticity(k_E=57000, f_c=strength, psi=PSI), "psi") == pytest.approx(3604997, rel=1e-6)
    rupture = modulus_of_rupture(k_r=7.5, f_c=strength, psi=PSI)
    assert magnitude(rupture, "psi") == pytest.approx(474.34, abs=0.01)
    assert magnitude(allowable_stress(f_r=rupture, SF=2.0), "psi") == pytest.approx(237.17, abs=0.01)
    limit = punching_limit(phi=0.6, k_v=2.66, f_c=strength, psi=PSI)
    assert magnitude(limit, "psi") == pytest.approx(100.94, abs=0.01)


def test_radius_of_relative_stiffness() -> None:
    """E 4,000,000 psi, h 10 in, k 100 pci, mu 0.15 gives 42.97 in (a figure of pavement handbooks, by hand here)."""
    stiffness = relative_stiffness(E_c=q(4e6, "psi"), h=q(10, "in"), mu=0.15, k=q(100, "pci"))
    by_hand = (4e6 * 10**3 / (12 * (1 - 0.15**2) * 100)) ** 0.25
    assert magnitude(stiffness, "in") == pytest.approx(by_hand, rel=1e-9) == pytest.approx(42.97, abs=0.01)


def test_interior_stress_equals_the_common_form() -> None:
    """With mu = 0.15 the formula is 0.316 P/h2 (4 log10(l/b) + 1.069), as engineers know it, within its rounding.

    Westergaard's interior loading; P 10,000 lbf, h 10 in, k 100 pci, contact radius 6 in. Tolerance 0.2 %: the
    three-digit coefficients of the common form.
    """
    h, k = q(10, "in"), q(100, "pci")
    stiffness = relative_stiffness(E_c=q(4e6, "psi"), h=h, mu=0.15, k=k)
    section = equivalent_radius(a=q(6, "in"), h=h)
    b = math.sqrt(1.6 * 36 + 100) - 6.75
    assert magnitude(section, "in") == pytest.approx(b, rel=1e-9)
    stress = interior_stress(P=q(10000, "lbf"), h=h, mu=0.15, l=stiffness, b=section)
    common = 0.316 * 10000 / 100 * (4 * math.log10(42.97 / b) + 1.069)
    assert magnitude(stress, "psi") == pytest.approx(common, rel=2e-3)


def test_stress_falls_with_thickness_and_rises_with_load() -> None:
    """Doubling the load doubles the stress; a thicker slab has less of it."""

    def stress(kilonewton: float, inches: float) -> float:
        h = q(inches, "in")
        stiffness = relative_stiffness(E_c=q(25000, "MPa"), h=h, mu=0.15, k=q(150, "pci"))
        section = equivalent_radius(a=q(60, "mm"), h=h)
        return magnitude(interior_stress(P=q(kilonewton, "kN"), h=h, mu=0.15, l=stiffness, b=section), "MPa")

    assert stress(20, 6) == pytest.approx(2 * stress(10, 6))
    assert stress(10, 4) > stress(10, 6) > stress(10, 8)


def test_punching_perimeter() -> None:
    """A load of 100 kN on a circle of 100 mm, slab 200 mm: the perimeter at h/2 is 2 pi 0.2 m, so 0.398 MPa."""
    stress = punching_stress(P=q(100, "kN"), a=q(100, "mm"), h=q(200, "mm"))
    assert magnitude(stress, "MPa") == pytest.approx(100e3 / (2 * math.pi * 0.2 * 0.2) / 1e6, rel=1e-9)


def test_feet_together_keep_their_area() -> None:
    """The circle of two pads of 75 mm has the area of both."""
    radius = magnitude(contact_radius(n_pair=2, s_foot=q(75, "mm")), "mm")
    assert math.pi * radius**2 == pytest.approx(2 * 75**2)
