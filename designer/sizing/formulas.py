"""The closed forms of sizing, each written once. Inputs and results are quantities; see each formula's unit."""

from designer.ledger import ceil, floor, formula, maximum, minimum
from designer.units import Quantity

__all__ = [
    "air_per_rack",
    "area_per_rack",
    "block_rating",
    "block_wanted",
    "blocks_plain",
    "blocks_pooled",
    "blocks_systems",
    "cdu_share",
    "cooler_capacity",
    "coolers_in_yards",
    "facility_rise",
    "gallery_area",
    "gross_per_rack",
    "height_left",
    "house_power",
    "import_left",
    "it_per_rack",
    "liquid_per_rack",
    "losses_per_rack",
    "mechanical_per_rack",
    "modules_installed",
    "modules_n_plus_1",
    "network_per_rack",
    "network_racks",
    "network_racks_counted",
    "network_share",
    "pump_share",
    "racks_by_area",
    "racks_by_coolers",
    "racks_by_import",
    "racks_by_ports",
    "racks_by_transformers",
    "racks_of_nodes",
    "racks_per_system",
    "rejected_temperature",
    "room_heat",
    "side_area",
    "spread_load",
    "storage_nodes",
    "storage_per_rack",
    "storage_power",
    "storage_racks",
    "storage_share",
    "switches_per_rack",
    "switching_per_rack",
    "ups_power",
]


@formula("S_sw", unit="", source="nv-spod-h100", clause="folded Clos at 1:1: 2t - 1 switch ports per host port")
def switches_per_rack(n_ports: Quantity, n_stages: Quantity, R_switch: Quantity) -> Quantity:
    """Switches of one network for each GPU rack."""
    return n_ports * n_stages / R_switch


@formula("P_sw", unit="kW", source="derived", clause="whole switches left out of account until they are counted")
def switching_per_rack(S_compute: Quantity, P_compute: Quantity, S_side: Quantity, P_side: Quantity) -> Quantity:
    """Power of the networks for each GPU rack by closed form, before the fabric has counted them."""
    return S_compute * P_compute + S_side * P_side


@formula("k_net", unit="", source="derived", clause="the fabric counts its networks for so many racks")
def network_share(P_counted: Quantity, P_closed: Quantity) -> Quantity:
    """Power of the networks as counted over that of the closed form."""
    return P_counted / P_closed


@formula("n_st", unit="", source="nv-spod-gb200", clause="read bandwidth by scalable unit")
def storage_nodes(n_gpu: Quantity, b_gpu: Quantity, b_node: Quantity, n_least: Quantity) -> Quantity:
    """Storage nodes for the read bandwidth of all GPUs."""
    return maximum(ceil(n_gpu * b_gpu / b_node), n_least)


@formula("N_st", unit="", source="derived")
def storage_racks(n_st: Quantity, n_rack: Quantity, n_least: Quantity) -> Quantity:
    """Racks that hold the storage nodes."""
    return maximum(ceil(n_st / n_rack), n_least)


@formula("P_st", unit="kW", source="derived")
def storage_power(n_st: Quantity, P_node: Quantity, N_st: Quantity, P_base: Quantity) -> Quantity:
    """Power of all storage racks."""
    return n_st * P_node + N_st * P_base


@formula("P_st", unit="kW", source="derived")
def storage_per_rack(n_gpu: Quantity, b_gpu: Quantity, b_node: Quantity, P_node: Quantity) -> Quantity:
    """Power of storage that one GPU rack brings with it."""
    return n_gpu * b_gpu / b_node * P_node


@formula("P_st", unit="kW", source="derived", clause="the storage of all counted racks, shared out by GPUs")
def storage_share(P_all: Quantity, n_gpu: Quantity, N_gpu: Quantity) -> Quantity:
    """Power of storage that one of the counted GPU racks brings with it."""
    return P_all * n_gpu / N_gpu


@formula("P_net", unit="kW", source="derived")
def network_per_rack(P_sw: Quantity, k_net: Quantity, P_st: Quantity) -> Quantity:
    """Power of networks and storage for each GPU rack."""
    return P_sw * k_net + P_st


@formula("P_IT", unit="kW", source="derived")
def it_per_rack(P_rack: Quantity, P_net: Quantity) -> Quantity:
    """Critical IT power that one GPU rack brings with it."""
    return P_rack + P_net


@formula("Q_liq", unit="kW", source="derived")
def liquid_per_rack(P_rack: Quantity, f_liq: Quantity) -> Quantity:
    """Heat of a rack that goes into the liquid."""
    return P_rack * f_liq


@formula("Q_air", unit="kW", source="derived")
def air_per_rack(P_IT: Quantity, Q_liq: Quantity, f_loss: Quantity) -> Quantity:
    """Heat that goes into the air for each GPU rack, electrical losses included."""
    return P_IT * (1 + f_loss) - Q_liq


@formula("f_pump", unit="", source="derived", clause="hydraulic power = flow x head")
def pump_share(dp: Quantity, rho_cp: Quantity, dT: Quantity, eta: Quantity) -> Quantity:
    """Facility pump power for each unit of heat carried."""
    return dp / (rho_cp * dT * eta)


@formula("dT_fws", unit="delta_degC", source="derived", clause="facility flow follows the technology flow")
def facility_rise(Q_liq: Quantity, V_tcs: Quantity, k_flow: Quantity, rho_cp: Quantity) -> Quantity:
    """Rise of the facility water over the CDUs of a rack's share."""
    return Q_liq / (V_tcs * k_flow * rho_cp)


@formula("f_cdu", unit="", source="derived", clause="CDUs run by the more of heat and flow")
def cdu_share(P_cdu: Quantity, Q_liq: Quantity, Q_cdu: Quantity, V_tcs: Quantity, V_cdu: Quantity) -> Quantity:
    """CDU power for each unit of heat."""
    return P_cdu * maximum(Q_liq / Q_cdu, V_tcs / V_cdu) / Q_liq


@formula("P_mech", unit="kW", source="derived")
def mechanical_per_rack(
    Q_liq: Quantity,
    Q_air: Quantity,
    f_cdu: Quantity,
    f_pump: Quantity,
    f_cooler: Quantity,
    f_air: Quantity,
    f_source: Quantity,
) -> Quantity:
    """Mechanical power at the design day for each GPU rack: what liquid and air each take to leave the site."""
    return Q_liq * (f_cdu + f_pump + f_cooler) + Q_air * (f_air + f_pump + f_source)


@formula("P_loss", unit="kW", source="derived")
def losses_per_rack(P_IT: Quantity, P_mech: Quantity, f_loss: Quantity) -> Quantity:
    """Electrical losses for each GPU rack."""
    return (P_IT + P_mech) * f_loss


@formula("P_gross", unit="kW", source="derived")
def gross_per_rack(P_IT: Quantity, P_mech: Quantity, P_loss: Quantity) -> Quantity:
    """Power drawn from the utility for each GPU rack at the design day."""
    return P_IT + P_mech + P_loss


@formula("P_house", unit="kW", source="derived")
def house_power(A_hall: Quantity, p_house: Quantity) -> Quantity:
    """Lighting, controls and small power of the hall."""
    return A_hall * p_house


@formula("P_left", unit="kW", source="derived", clause="kinds of racks are served in turn, wanted numbers first")
def import_left(P_import: Quantity, P_held: Quantity) -> Quantity:
    """Import that the kinds of racks before leave."""
    return maximum(P_import - P_held, 0 * P_import)


@formula("N_import", unit="", source="derived")
def racks_by_import(P_import: Quantity, f_reserve: Quantity, P_house: Quantity, P_gross: Quantity) -> Quantity:
    """GPU racks that the import limit carries."""
    return floor((P_import * (1 - f_reserve) - P_house) / P_gross)


@formula("f_max", unit="", source="derived", clause="after a loss, and in normal service too")
def block_share(
    f_lost: Quantity, k_S: Quantity, f_normal: Quantity, m_blocks: Quantity, m_carrying: Quantity
) -> Quantity:
    """Share of a block that what is left after a loss may carry under its harmonics, so that normal service keeps its
    share too.
    """
    return minimum(f_lost * k_S, f_normal * m_blocks / m_carrying)


@formula("N_sys", unit="", source="derived", clause="m-to-make-(m-1): what is left after a loss carries all")
def racks_per_system(
    m_blocks: Quantity, n_pairs: Quantity, S_block: Quantity, pf: Quantity, f_max: Quantity, P_rack: Quantity
) -> Quantity:
    """GPU racks of one m-to-make-(m-1) system with equal racks on every feed pair."""
    return n_pairs * floor((m_blocks - 1) * S_block * pf * f_max / (P_rack * n_pairs))


@formula("N_tx", unit="", source="derived")
def racks_by_transformers(n_blocks: Quantity, m_blocks: Quantity, N_sys: Quantity) -> Quantity:
    """GPU racks that the existing unit transformers carry after the loss of any one."""
    return floor(n_blocks / m_blocks) * N_sys


@formula("B_gpu", unit="", source="derived")
def blocks_systems(N_racks: Quantity, N_sys: Quantity, m_blocks: Quantity) -> Quantity:
    """GPU power blocks in whole systems."""
    return ceil(N_racks / N_sys) * m_blocks


@formula("B", unit="", source="derived")
def blocks_plain(
    P_load: Quantity, S_block: Quantity, pf: Quantity, f_max: Quantity, k_factor: Quantity, k_extra: Quantity
) -> Quantity:
    """Power blocks of an N, N+1 or 2N group (k_factor sides, k_extra spare)."""
    return k_factor * ceil(P_load / (S_block * pf * f_max)) + k_extra


@formula("B", unit="", source="derived", clause="one lost: the rest carries all; normal service: all share it")
def blocks_pooled(
    P_load: Quantity, S_block: Quantity, pf: Quantity, f_lost: Quantity, k_S: Quantity, f_normal: Quantity
) -> Quantity:
    """Power blocks of an N+1 group whose loads stand between any two of them."""
    return maximum(ceil(P_load / (S_block * pf * f_lost * k_S)) + 1, ceil(P_load / (S_block * pf * f_normal)))


@formula("S_want", unit="kVA", source="derived")
def block_wanted(P_import: Quantity, m_carrying: Quantity, pf: Quantity, f_max: Quantity) -> Quantity:
    """Rating of a unit transformer with which the blocks left of one system carry the whole import."""
    return P_import / (m_carrying * pf * f_max)


@formula("S_block", unit="kVA", source="derived", clause="least standard size that one system carries the import with")
def block_rating(S_want: Quantity, S_standard: Quantity, S_most: Quantity) -> Quantity:
    """Rating of the unit transformers where none stands: a small feed wants small blocks."""
    return minimum(maximum(S_want, S_standard), S_most)


@formula("A_rack", unit="m2", source="house-measured", clause="unit area of a rack with its share of aisles")
def area_per_rack(
    w_rack: Quantity, d_rack: Quantity, hot: Quantity, cold: Quantity, cross: Quantity, n_row: Quantity
) -> Quantity:
    """Floor that one rack owns with its share of aisles and cross-aisle."""
    return (w_rack + cross / n_row) * (d_rack + (hot + cold) / 2)


@formula("A_mod", unit="m2", source="derived")
def gallery_area(
    n: Quantity, w: Quantity, d: Quantity, c_front: Quantity, c_rear: Quantity, c_side: Quantity
) -> Quantity:
    """Gallery floor of a kind of module with its working clearances."""
    return n * (w + c_side) * (d + c_front + c_rear)


@formula("A_side", unit="m2", source="derived")
def side_area(A_modules: Quantity, A_racks: Quantity) -> Quantity:
    """Floor taken by galleries and by network and storage racks."""
    return A_modules + A_racks


@formula("N_area", unit="", source="house-measured", clause="typical count over bound")
def racks_by_area(A_hall: Quantity, A_side: Quantity, f_pack: Quantity, A_rack: Quantity) -> Quantity:
    """GPU racks that the floor can hold beside galleries and other racks."""
    return floor((A_hall - A_side) * f_pack / A_rack)


@formula("n_yard", unit="", source="derived", clause="coolers alone in the yards, with their clearances")
def coolers_in_yards(A_yard: Quantity, A_cooler: Quantity) -> Quantity:
    """Coolers that the yards have room for."""
    return floor(A_yard / A_cooler)


@formula("N_cool", unit="", source="derived", clause="one cooler is spare")
def racks_by_coolers(n_yard: Quantity, Q_cooler: Quantity, Q_held: Quantity, Q_rack: Quantity) -> Quantity:
    """GPU racks whose heat the coolers of the yards reject beside that of other racks."""
    return floor(((n_yard - 1) * Q_cooler - Q_held) / Q_rack)


@formula("q_slab", unit="kPa", source="layout-checklist", clause="mass over rack and half aisles")
def spread_load(m_rack: Quantity, g: Quantity, A_rack: Quantity) -> Quantity:
    """Floor load of the heaviest rack spread over the floor it owns."""
    return m_rack * g / A_rack


@formula("h_left", unit="m", source="derived", clause="clear height less the rack's")
def height_left(h_hall: Quantity, h_rack: Quantity) -> Quantity:
    """Height left over a rack that stands upright under the roof."""
    return h_hall - h_rack


@formula("N_radix", unit="", source="derived", clause="R^3/4 hosts at 1:1 in three tiers")
def racks_by_ports(R_switch: Quantity, n_ports: Quantity, o_sub: Quantity) -> Quantity:
    """GPU racks that a three-tier fabric of this radix can join."""
    return floor(R_switch**3 / 4 * o_sub / n_ports)


@formula("N_nodes", unit="", source="derived")
def racks_of_nodes(n_nodes: Quantity, n_per_rack: Quantity) -> Quantity:
    """Racks that hold the wanted nodes."""
    return ceil(n_nodes / n_per_rack)


@formula("N_netracks", unit="", source="derived")
def network_racks(U_switches: Quantity, U_usable: Quantity, P_network: Quantity, P_rack: Quantity) -> Quantity:
    """Network racks by rack units and by power, at least two."""
    return maximum(ceil(maximum(U_switches / U_usable, P_network / P_rack)), 2 * (U_usable / U_usable))


@formula("N_netracks", unit="", source="derived", clause="counted by the fabric for N_counted racks")
def network_racks_counted(n_counted: Quantity, N_racks: Quantity, N_counted: Quantity) -> Quantity:
    """Network racks as counted, in proportion where the number of GPU racks is another, at least two."""
    return maximum(ceil(n_counted * N_racks / N_counted), 2 * (N_racks / N_racks))


@formula("n", unit="", source="derived")
def modules_n_plus_1(X_duty: Quantity, X_unit: Quantity, k_spare: Quantity) -> Quantity:
    """Modules that carry the duty, with the spare."""
    return ceil(X_duty / X_unit) + k_spare


@formula("n", unit="", source="derived", clause="spares and sides of the architecture of the cooling")
def modules_installed(X_duty: Quantity, X_unit: Quantity, k_spare: Quantity, k_sides: Quantity) -> Quantity:
    """Modules to install for a duty."""
    return (ceil(X_duty / X_unit) + k_spare) * k_sides


@formula("Q_room", unit="kW", source="derived", clause="what no liquid carries")
def room_heat(
    P_IT: Quantity,
    Q_liq: Quantity,
    P_loss: Quantity,
    f_in: Quantity,
    P_house: Quantity,
    P_cdu: Quantity,
    f_cdu: Quantity,
    P_panels: Quantity,
) -> Quantity:
    """Heat to the air of the hall."""
    return P_IT - Q_liq + P_loss * f_in + P_house + P_cdu * (1 - f_cdu) + P_panels


@formula("T_air", unit="degC", source="derived", clause="adiabatic pre-cooling")
def rejected_temperature(T_db: Quantity, T_depression: Quantity, eta_sat: Quantity) -> Quantity:
    """Air entering the cooler at the design day."""
    return T_db - eta_sat * T_depression


@formula("Q_cooler", unit="kW", source="derived", clause="same flows: heat follows inlet temperature difference")
def cooler_capacity(Q_rated: Quantity, dT_in: Quantity, dT_in_rated: Quantity, f_elev: Quantity) -> Quantity:
    """Capacity of one cooler at the design day."""
    return Q_rated * dT_in / dT_in_rated * f_elev


@formula("P_ups", unit="kW", source="derived")
def ups_power(P_core: Quantity, f_growth: Quantity) -> Quantity:
    """Power that one UPS side must carry."""
    return P_core * (1 + f_growth)


@formula("e_ch", unit="", source="derived", clause="mean of the year at the rated COP, free cooling by its share")
def chiller_energy(COP: Quantity, f_free: Quantity, f_left: Quantity) -> Quantity:
    """Electric energy of a chiller over the heat that it carries."""
    return 1 / COP * (1 - f_free * (1 - f_left))


@formula("T_fws", unit="degC", source="derived", clause="approach of the CDU")
def facility_supply(T_tcs: Quantity, dT_approach: Quantity) -> Quantity:
    """Facility water supply that the technology loop needs."""
    return T_tcs - dT_approach


@formula("dT_in", unit="delta_degC", source="derived")
def inlet_difference(T_fws: Quantity, dT_fws: Quantity, T_air: Quantity) -> Quantity:
    """Difference of entering fluid and entering air at the cooler."""
    return (T_fws - T_air) + dT_fws
