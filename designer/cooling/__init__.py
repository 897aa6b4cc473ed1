"""The cooling room: carries all heat of the hall outdoors, with the working of every number."""

from designer.cooling.floor_space import seated
from designer.cooling.passed import Passed, passed_of
from designer.cooling.passings import with_passings
from designer.cooling.plan import carry, late, prove
from designer.cooling.records import CoolingPlan

__all__ = ["CoolingPlan", "Passed", "carry", "late", "passed_of", "prove", "seated", "with_passings"]
