"""The cooling room: carries all heat of the hall outdoors, with the working of every number."""

from designer.cooling.plan import carry, prove
from designer.cooling.records import CoolingPlan

__all__ = ["CoolingPlan", "carry", "prove"]
