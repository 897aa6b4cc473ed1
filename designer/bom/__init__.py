"""The bill of materials: counted from the model, never typed."""

from designer.bom.balance import (
    GIVEN,
    elements_without_line,
    lines_without_evidence,
    tags_without_element,
    unbalanced,
    unsurveyed,
)
from designer.bom.counting import count
from designer.bom.ordering import ordered_by

__all__ = [
    "GIVEN", "count", "elements_without_line", "lines_without_evidence", "ordered_by", "tags_without_element",
    "unbalanced", "unsurveyed",
]
