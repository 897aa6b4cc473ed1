"""What one unit of cooling plant carries at the site, and how many must run: estimated with, and solved with."""

from designer.ledger import ceil, formula, maximum, minimum
from designer.units import Quantity, q

__all__ = [
    "air_density",
    "air_pressure_ratio",
    "cdus_by_flow",
    "cdus_by_heat",
    "chiller_altitude",
    "chiller_at_supply",
    "chiller_capacity",
    "chiller_cop_at_supply",
    "chillers_by_heat",
    "coil_heat",
    "coolers_beside",
    "hot_aisle",
    "loop_count",
    "rack_airflow",
    "racks_beside_plant",
    "units_by_airflow",
    "units_by_heat",
]


@formula("sigma", unit="", source="ashrae-f", clause="standard atmosphere, chapter 1")
def air_pressure_ratio(z: Quantity) -> Quantity:
    """Air pressure, and so density at one temperature, over that at sea level."""
    return (1 - 2.25577e-5 * z / q(1, "m")) ** 5.2559


@formula("rho_air", unit="kg/m3", source="ashrae-f", clause="ideal gas")
def air_density(p: Quantity, T: Quantity) -> Quantity:
    """Density of dry air."""
    return p / (q(287.055, "J/kg/K") * T.to("kelvin"))


@formula("V_air", unit="m3/s", source="textbook")
def rack_airflow(Q_air: Quantity, rho: Quantity, dT: Quantity, f_leak: Quantity) -> Quantity:
    """Airflow through the contained racks, leakage included."""
    return Q_air / (rho * q(1006, "J/kg/K") * dT) * (1 + f_leak)


@formula("T_hot", unit="degC", source="textbook")
def hot_aisle(T_supply: Quantity, Q: Quantity, V: Quantity, rho: Quantity) -> Quantity:
    """Temperature of the air that returns to the units."""
    return T_supply + (Q / (V * rho * q(1006, "J/kg/K"))).to("delta_degC")


@formula("Q_coil", unit="kW", source="derived", clause="heat follows inlet difference and air density")
def coil_heat(Q_rated: Quantity, T_hot: Quantity, T_water: Quantity, dT_rated: Quantity, sigma: Quantity) -> Quantity:
    """Capacity of an air unit's coil at its duty."""
    return Q_rated * sigma * (T_hot - T_water) / dT_rated


@formula("n_acu", unit="", source="derived", clause="units that must run, by heat with their own fans")
def units_by_heat(Q_room: Quantity, Q_unit: Quantity, P_fan: Quantity) -> Quantity:
    """Air units needed by heat."""
    return ceil(Q_room / (Q_unit - P_fan))


@formula("n_acu", unit="", source="derived", clause="units that must run, by containment airflow")
def units_by_airflow(V_racks: Quantity, V_unit: Quantity) -> Quantity:
    """Air units needed by airflow."""
    return ceil(V_racks / V_unit)


@formula("Q_z", unit="kW", source="carrier-altitude", clause="table 4-2, air-cooled condensing units")
def chiller_altitude(Q_r: Quantity, k: Quantity, z: Quantity) -> Quantity:
    """Rated capacity of an air-cooled chiller at an elevation."""
    return Q_r * (1 - k * z)


@formula("Q_s", unit="kW", source="derived", clause="rated capacity and slope over supply; warmer supply adds nothing")
def chiller_at_supply(Q_r: Quantity, s: Quantity, T_r: Quantity, T_s: Quantity) -> Quantity:
    """Rated capacity of a chiller at its supply temperature."""
    return Q_r * (1 - s * maximum(T_r - T_s, q(0, "delta_degC")) / q(1, "delta_degC"))


@formula("COP_s", unit="", source="derived", clause="rated COP and slope over supply; warmer supply adds nothing")
def chiller_cop_at_supply(COP_r: Quantity, s: Quantity, T_r: Quantity, T_s: Quantity) -> Quantity:
    """Rated COP of a chiller at its supply temperature."""
    return COP_r * (1 - s * maximum(T_r - T_s, q(0, "delta_degC")) / q(1, "delta_degC"))


@formula("Q_ch", unit="kW", source="derived", clause="rated capacity and slope over outdoor temperature")
def chiller_capacity(Q_r: Quantity, s: Quantity, T_air: Quantity, T_r: Quantity) -> Quantity:
    """Capacity of an air-cooled chiller at an outdoor temperature."""
    return Q_r * (1 - s * (T_air - T_r) / q(1, "delta_degC"))


@formula("n_ch", unit="", source="derived", clause="units that must run at the design day")
def chillers_by_heat(Q: Quantity, Q_unit: Quantity) -> Quantity:
    """Chillers needed."""
    return ceil(Q / Q_unit)


@formula("n_new", unit="", source="derived", clause="with the largest out the others carry the duty")
def coolers_beside(Q: Quantity, Q_S: Quantity, Q_L: Quantity, Q_U: Quantity, k_spare: Quantity) -> Quantity:
    """New coolers beside standing ones of other products."""
    return q(0) if Q_S - k_spare * Q_L >= Q else maximum(ceil((Q + k_spare * maximum(Q_L, Q_U) - Q_S) / Q_U), q(1))


@formula("n_loops", unit="", source="derived", clause="blast radius of one loop")
def loop_count(n_racks: Quantity, n_max: Quantity) -> Quantity:
    """Technology loops so that none serves more racks than the stated blast radius."""
    return ceil(n_racks / n_max)


@formula("n_cdu", unit="", source="derived", clause="units that must run: flow, heat and head")
def cdus_by_flow(V_loop: Quantity, V_cdu: Quantity) -> Quantity:
    """CDUs needed by flow."""
    return ceil(V_loop / V_cdu)


@formula("n_cdu", unit="", source="derived", clause="units that must run: flow, heat and head")
def cdus_by_heat(Q_loop: Quantity, Q_cdu: Quantity) -> Quantity:
    """CDUs needed by heat at the rated approach."""
    return ceil(Q_loop / Q_cdu)


@formula("N_fit", unit="", source="derived", clause="one rack more asks for plant that takes its floor")
def racks_beside_plant(N_area: Quantity, N_most: Quantity) -> Quantity:
    """Racks that find floor beside the plant of so many, where the floor of more than the most would be taken."""
    return maximum(q(0.0), minimum(N_area, N_most))
