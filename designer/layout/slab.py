"""Loads on the floor: over the footprint, spread, under a foot and a caster; a slab on grade screened in bending
and punching.
"""

import math

from designer.layout.needs import Kind
from designer.layout.rules import Rules
from designer.ledger import Limit, Step, formula, ln, sqrt
from designer.model import Note, NoteKind, Trade
from designer.site.records import Slab
from designer.units import Quantity, q

__all__ = [
    "allowable_stress",
    "caster_load",
    "contact_radius",
    "equivalent_radius",
    "floor_steps",
    "foot_load",
    "footprint_load",
    "interior_stress",
    "modulus_of_elasticity",
    "modulus_of_rupture",
    "punching_limit",
    "punching_stress",
    "relative_stiffness",
    "spread_load",
]


#: Ratio of a circle's circumference to its diameter, by the name that the formulas print.
pi = math.pi


@formula("p_foot", unit="kPa", source="derived")
def footprint_load(m: Quantity, g: Quantity, w: Quantity, d: Quantity) -> Quantity:
    """Load of a rack over its own footprint."""
    return m * g / (w * d)


@formula("p_spread", unit="kPa", source="derived", clause="mass over the rack and half its aisles")
def spread_load(m: Quantity, g: Quantity, w: Quantity, d: Quantity, hot: Quantity, cold: Quantity) -> Quantity:
    """Load of a rack spread over itself and half the aisles beside it."""
    return m * g / (w * (d + (hot + cold) / 2))


@formula("P_foot", unit="kN", source="derived")
def foot_load(m: Quantity, g: Quantity, n_feet: Quantity, n_pair: Quantity) -> Quantity:
    """Load where the feet of neighbouring racks stand together."""
    return n_pair * m * g / n_feet


@formula("P_caster", unit="kN", source="ibm-floor", clause="one caster may carry half the rack while it is moved")
def caster_load(m: Quantity, g: Quantity, f_caster: Quantity) -> Quantity:
    """Load under one caster while a rack is moved."""
    return f_caster * m * g


@formula("E_c", unit="MPa", source="aci-318", clause="19.2.2.1: 57,000 sqrt(f'c), psi")
def modulus_of_elasticity(k_E: Quantity, f_c: Quantity, psi: Quantity) -> Quantity:
    """Modulus of elasticity of normal-weight concrete."""
    return k_E * sqrt(f_c * psi)


@formula("f_r", unit="MPa", source="aci-318", clause="19.2.3.1: 7.5 sqrt(f'c), psi")
def modulus_of_rupture(k_r: Quantity, f_c: Quantity, psi: Quantity) -> Quantity:
    """Modulus of rupture of concrete."""
    return k_r * sqrt(f_c * psi)


@formula("l", unit="m", source="westergaard-1926", clause="radius of relative stiffness")
def relative_stiffness(E_c: Quantity, h: Quantity, mu: Quantity, k: Quantity) -> Quantity:
    """Radius of relative stiffness of slab and subgrade."""
    return (E_c * h**3 / (12 * (1 - mu**2) * k)) ** 0.25


@formula("a", unit="m", source="derived", clause="circle of the area of the feet together")
def contact_radius(n_pair: Quantity, s_foot: Quantity) -> Quantity:
    """Radius of the contact area."""
    return s_foot * sqrt(n_pair / pi)


@formula("b", unit="m", source="westergaard-1926", clause="sqrt(1.6 a^2 + h^2) - 0.675 h for a < 1.724 h")
def equivalent_radius(a: Quantity, h: Quantity) -> Quantity:
    """Equivalent radius of resisting section under a small contact area."""
    return sqrt(1.6 * a**2 + h**2) - 0.675 * h


@formula("sigma_i", unit="MPa", source="westergaard-1926", clause="interior loading")
def interior_stress(P: Quantity, h: Quantity, mu: Quantity, l: Quantity, b: Quantity) -> Quantity:  # noqa: E741
    """Bending stress at the bottom of a slab on grade under an interior load."""
    return 3 * (1 + mu) * P / (2 * pi * h**2) * (ln(l / b) + 0.6159)


@formula("f_all", unit="MPa", source="aci-360r", clause="modulus of rupture over the safety factor")
def allowable_stress(f_r: Quantity, SF: Quantity) -> Quantity:
    """Bending stress that the slab may carry."""
    return f_r / SF


@formula(
    "v_u", unit="MPa", source="aci-318", clause="14.5.5: critical section half the thickness from the contact area"
)
def punching_stress(P: Quantity, a: Quantity, h: Quantity) -> Quantity:
    """Shear stress around the contact area."""
    return P / (2 * pi * (a + h / 2) * h)


@formula("v_n", unit="MPa", source="aci-318", clause="14.5.5: plain concrete in two-way shear")
def punching_limit(phi: Quantity, k_v: Quantity, f_c: Quantity, psi: Quantity) -> Quantity:
    """Shear stress that plain concrete may carry."""
    return phi * k_v * sqrt(f_c * psi)


def floor_steps(kind: Kind, slab: Slab, rules: Rules) -> tuple[tuple[Step, ...], tuple[Note, ...]]:
    """The floor loads of the heaviest kind of rack against what is known of the slab, and what could not be judged."""
    steps = [*_loads(kind, slab, rules)]
    notes: list[Note] = []
    if all(v.known for v in (slab.thickness, slab.concrete_strength, slab.subgrade_modulus)):
        notes.append(Note(NoteKind.RISK, "layout.slab_screened", Trade.LAYOUT, "hall.slab"))
        steps += _on_grade(kind, slab, rules, next(s for s in steps if s.key.startswith("layout.foot_load")))
    else:
        notes.append(Note(NoteKind.RISK, "layout.slab_not_judged", Trade.LAYOUT, "hall.slab"))
    if not slab.uniform_load.known:
        notes.append(Note(NoteKind.RISK, "layout.uniform_load_not_judged", Trade.LAYOUT, "hall.slab.uniform_load"))
    return tuple(steps), tuple(notes)


def _loads(kind: Kind, slab: Slab, rules: Rules) -> list[Step]:
    mass, g = q(kind.mass_kg, "kg"), rules.planned("gravity")
    width, depth = q(kind.width, "m"), q(kind.depth, "m")
    uniform = Limit("<=", slab.uniform_load.q, "uniform load of the slab", "brief") if slab.uniform_load.known else None
    point = Limit("<=", slab.point_load.q, "point load of the slab", "brief") if slab.point_load.known else None
    name = kind.slug
    return [
        footprint_load.step(f"layout.footprint_load[{name}]", m=mass, g=g, w=width, d=depth),
        spread_load.step(
            f"layout.spread_load[{name}]",
            limit=uniform,
            m=mass,
            g=g,
            w=width,
            d=depth,
            hot=rules.planned("aisle_hot"),
            cold=rules.planned("aisle_cold"),
        ),
        foot_load.step(
            f"layout.foot_load[{name}]",
            limit=point,
            m=mass,
            g=g,
            n_feet=q(float(max(1, kind.feet))),
            n_pair=rules.value("feet_together"),
        ),
        caster_load.step(
            f"layout.caster_load[{name}]", limit=point, m=mass, g=g, f_caster=rules.code("moved_rack_caster_share")
        ),
    ]


def _on_grade(kind: Kind, slab: Slab, rules: Rules, foot: Step) -> list[Step]:
    """The heavier of feet together and one caster, in bending and punching of a slab on grade."""
    name, psi = kind.slug, q(1.0, "psi")
    concrete, thickness = slab.concrete_strength, slab.thickness
    mu = rules.value("concrete_poisson")
    stiff = modulus_of_elasticity.step(
        "layout.concrete_modulus", k_E=rules.value("concrete_stiffness"), f_c=concrete, psi=psi
    )
    rupture = modulus_of_rupture.step(
        "layout.concrete_rupture", k_r=rules.value("concrete_rupture"), f_c=concrete, psi=psi
    )
    allowed = allowable_stress.step("layout.slab_allowable", f_r=rupture, SF=rules.value("slab_safety"))
    reach = relative_stiffness.step("layout.slab_stiffness", E_c=stiff, h=thickness, mu=mu, k=slab.subgrade_modulus)
    radius = contact_radius.step(
        f"layout.contact_radius[{name}]", n_pair=rules.value("feet_together"), s_foot=rules.value("foot_side")
    )
    section = equivalent_radius.step(f"layout.equivalent_radius[{name}]", a=radius, h=thickness)
    shear = punching_limit.step(
        "layout.slab_shear",
        phi=rules.value("concrete_punching_phi"),
        k_v=rules.value("concrete_punching"),
        f_c=concrete,
        psi=psi,
    )
    bending = interior_stress.step(
        f"layout.slab_bending[{name}]",
        limit=Limit("<=", allowed.result, "modulus of rupture over safety factor", "aci-360r"),
        P=foot,
        h=thickness,
        mu=mu,
        l=reach,
        b=section,
    )
    punching = punching_stress.step(
        f"layout.slab_punching[{name}]",
        limit=Limit("<=", shear.result, "two-way shear of plain concrete", "aci-318"),
        P=foot,
        a=radius,
        h=thickness,
    )
    return [stiff, rupture, allowed, reach, radius, section, shear, bending, punching]
