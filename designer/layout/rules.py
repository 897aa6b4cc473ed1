"""The thresholds of placing, read once from the catalog: SI floats for the hot loops, values for the steps."""

from dataclasses import dataclass

from designer.catalog import Catalog
from designer.ledger import Value

__all__ = ["Rules", "read_rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Widths, depths and lengths in metres; `row_racks` cabinets in a row at most; `busway_kw` carried by one
    busway run.
    """

    cold: float
    hot: float
    cross: float
    row_racks: int
    row_end: float
    column: float
    step: float
    scheme_step: float
    corridor: float
    corridor_least: float
    landing: float
    door_side: float
    staging: float
    staging_side: float
    module_side: float
    busway_kw: float
    yard_offset: float
    yard_depth: float
    yard_depth_most: float
    egress_width: float
    delivery_width: float
    grid: float
    catalog: Catalog

    def value(self, key: str, family: str = "layout") -> Value:
        """A threshold with its evidence, of the layout's own family unless another is named."""
        return self.catalog.threshold(family, key)

    def planned(self, key: str) -> Value:
        """A planning value shared with sizing (aisle widths, row length, gravity)."""
        return self.catalog.threshold("sizing", key)

    def code(self, key: str) -> Value:
        """A clause of a code."""
        return self.catalog.threshold("code", key)


def read_rules(catalog: Catalog) -> Rules:
    """The rules of the house catalog."""

    def metres(key: str) -> float:
        return catalog.threshold("layout", key).si("m")

    def planned(key: str) -> float:
        return catalog.threshold("sizing", key).si("m")

    return Rules(
        cold=planned("aisle_cold"),
        hot=planned("aisle_hot"),
        cross=planned("aisle_cross"),
        row_racks=round(catalog.threshold("sizing", "row_length").si("")),
        row_end=metres("row_end"),
        column=metres("column_clearance"),
        step=metres("placing_step"),
        scheme_step=metres("scheme_step"),
        corridor=metres("corridor_width"),
        corridor_least=metres("corridor_least"),
        landing=metres("door_landing"),
        door_side=metres("door_side"),
        staging=metres("staging_depth"),
        staging_side=metres("staging_side"),
        module_side=metres("module_side"),
        busway_kw=catalog.threshold("layout", "busway_run").si("kW"),
        yard_offset=metres("yard_offset"),
        yard_depth=metres("yard_depth"),
        yard_depth_most=metres("yard_depth_most"),
        egress_width=metres("egress_width"),
        delivery_width=metres("delivery_width"),
        grid=metres("path_grid"),
        catalog=catalog,
    )
