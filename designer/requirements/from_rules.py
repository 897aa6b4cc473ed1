"""What holds for every conversion: the article's requirements E1 to E13, open rules, and the floor of the house."""

from designer.model import Trade
from designer.requirements.register import Register

__all__ = ["from_article", "from_open_rules", "from_the_house"]

#: Article paragraph -> key of the words and trade that answers it.
_ARTICLE = (
    ("E1", "fabric.reaches_every_gpu", Trade.FABRIC),
    ("E3", "cooling.direct_to_chip", Trade.COOLING),
    ("E4", "cooling.residual_air", Trade.COOLING),
    ("E5", "redundancy.important_parts", Trade.REDUNDANCY),
    ("E6", "layout.racks_for_shelves", Trade.LAYOUT),
    ("E7", "power.reuse_ledger", Trade.POWER),
    ("E9", "fabric.one_hall", Trade.FABRIC),
    ("E10", "power.load_swing", Trade.POWER),
    ("E11", "power.mine_balances", Trade.POWER),
    ("E12", "layout.rack_miners", Trade.LAYOUT),
    ("E13", "redundancy.runs_on", Trade.REDUNDANCY),
)


def from_article(register: Register) -> None:
    """The conversion requirements of the article that the project starts from."""
    for paragraph, key, trade in _ARTICLE:
        register.add(key, trade, f"rule:galaxy-miners-ai {paragraph}")
        if paragraph == "E1":
            register.rule("fabric.two_entries", Trade.FABRIC, ">=", "site.fibre_routes")
        if paragraph == "E7":
            value = register.catalog.threshold("site", "density_next")
            register.bound("layout.next_density", Trade.LAYOUT, ">=", value, origin="rule:galaxy-miners-ai E8")


def from_open_rules(register: Register) -> None:
    """Rules with a public source: aisles, egress, floor, heights, voltage drop."""
    layout, power = Trade.LAYOUT, Trade.POWER
    register.rule("layout.aisle_cold", layout, ">=", "sizing.aisle_cold")
    register.rule("layout.aisle_hot", layout, ">=", "sizing.aisle_hot")
    register.rule("layout.aisle_cross", layout, ">=", "code.circulation_width")
    register.rule("layout.ceiling", layout, ">=", "site-assessment.ceiling_acceptable")
    register.rule("layout.floor_uniform", layout, ">=", "site-assessment.uniform_load_acceptable")
    register.rule("layout.floor_rolling", layout, ">=", "site-assessment.rolling_load_acceptable")
    register.rule("layout.delivery_width", layout, ">=", "site-assessment.goods_in_width_acceptable")
    travel = "sprinklered" if register.site.hall.sprinklered else "unsprinklered"
    register.rule("layout.egress_travel", layout, "<=", f"code.travel_factory_{travel}")
    register.rule("layout.exits", layout, ">=", "layout.exits_least")
    rules = register.site.wishes.power.rules.lower()
    register.rule("power.voltage_drop", power, "<=", f"power.drop_total_{rules}", {"rules": rules.upper()})
    register.rule("cooling.air_rise", Trade.COOLING, ">=", "site-assessment.air_rise_acceptable")


def from_the_house(register: Register) -> None:
    """The floor below which no design of this house goes."""
    floor = (
        ("redundancy.maintainable", Trade.REDUNDANCY), ("redundancy.core_two_paths", Trade.REDUNDANCY),
        ("power.fault_ratings", Trade.POWER), ("power.one_rule_pack", Trade.POWER),
        ("cooling.no_freezing", Trade.COOLING), ("cooling.above_dew_point", Trade.COOLING),
        ("fabric.ports_and_optics", Trade.FABRIC), ("bom.counted_once", Trade.BOM),
    )
    for key, trade in floor:
        register.add(key, trade, "rule:house")
    register.rule("power.block_normal", Trade.POWER, "<=", "power.block_share_normal")
    register.rule("power.block_after_loss", Trade.POWER, "<=", "power.block_share_after_loss")
