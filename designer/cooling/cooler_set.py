"""Coolers side by side, of one product or of several: those of the mine beside new ones.

The flow is balanced so that each takes its share by rated flow; each cools what it gets by its own effectiveness at the
site, and the streams mix. The bank then acts as one cooler: a conductance, and an air temperature weighted by it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from designer.cooling.rejection import CoolerModel, Floats, Moist, conductance

__all__ = ["CoolerSet"]


@dataclass(frozen=True)
class CoolerSet:
    """Coolers by tag with their models; `bought` is the product that more would be of."""

    units: tuple[tuple[str, CoolerModel], ...]
    bought: CoolerModel

    @classmethod
    def alike(cls, model: CoolerModel, count: int) -> "CoolerSet":
        """So many of one product."""
        return cls(tuple((f"{i:03d}", model) for i in range(count)), model)

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def products(self) -> tuple[tuple[CoolerModel, int], ...]:
        """Each product with how many there are, by key."""
        counts = Counter(model.key for _, model in self.units)
        models = {model.key: model for _, model in self.units}
        return tuple((models[key], counts[key]) for key in sorted(counts))

    @cached_property
    def rated_flow(self) -> float:
        """Heat capacity rate of the rated flows of all [kW/K]."""
        return float(sum(model.fluid_rate_rated for _, model in self.units))

    @property
    def fan_power(self) -> float:
        """Fans of all at full speed [kW]."""
        return float(sum(model.fan_power for _, model in self.units))

    def approach(self, wetted: Any = True) -> Any:
        """Approach of the mixed fluid to the air that it is credited with at least [K], with coils wetted or not (one
        for each hour where that is).
        """
        return sum(self.share(model) * model.nearest(wetted) for _, model in self.units)

    def most(self, fall: float, wetted: Any = True) -> Any:
        """Most effectiveness that they are credited with while the fluid falls by so much [K]."""
        return fall / (fall + np.maximum(self.approach(wetted), 1e-12))

    @property
    def wetted(self) -> bool:
        """Whether any of them has pads or a wetted coil."""
        return any(model.saturation > 0.0 for model, _ in self.products)

    @property
    def type(self) -> str:
        """The type of the one that takes most water: tower, hybrid, adiabatic, dry."""
        kinds = {model.type for model, _ in self.products}
        return next(kind for kind in ("tower", "hybrid", "adiabatic", "dry") if kind in kinds)

    @property
    def name(self) -> str:
        """Address of the product, or of all of them."""
        return ", ".join(model.key for model, _ in self.products)

    def model_of(self, tag: str) -> CoolerModel:
        """The model of a cooler."""
        return next(model for name, model in self.units if name == tag)

    def only(self, tags: Collection[str]) -> "CoolerSet":
        """Those of them that are named."""
        return CoolerSet(tuple(u for u in self.units if u[0] in tags), self.bought)

    def of(self, key: str) -> "CoolerSet":
        """Those of a product."""
        return CoolerSet(tuple(u for u in self.units if u[1].key == key), self.bought)

    def least(self, count: int) -> "CoolerSet":
        """So many of them, the weakest first: what is left at least when any others are out."""
        ordered = sorted(self.units, key=lambda u: (round(_strength(u[1]), 6), u[0]))
        return CoolerSet(tuple(ordered[:count]), self.bought)

    def more(self, count: int) -> "CoolerSet":
        """They and so many new ones."""
        return CoolerSet((*self.units, *((f"+{i:03d}", self.bought) for i in range(count))), self.bought)

    def share(self, model: CoolerModel) -> float:
        """Share of the flow that one of a product takes."""
        return model.fluid_rate_rated / self.rated_flow

    def drops(self, heat_capacity: float) -> dict[str, float]:
        """Coefficient of each one's drop [Pa/(kg/s)2] for a coolant of a heat capacity [J/kg/K]: at their rated flows
        all lose, by balancing valves, what the product with the largest drop does.
        """
        most = max(max(model.fluid_drop, 0.1) for model, _ in self.products) * 1000.0
        return {tag: most / (model.fluid_rate_rated * 1000.0 / heat_capacity) ** 2 for tag, model in self.units}

    def pull(
        self,
        rate: float,
        airs: Mapping[str, Any],
        moist: Moist | None = None,
        speed: Floats | float = 1.0,
        pressure: Floats | float = 1.0,
    ) -> tuple[Floats, Floats]:
        """Conductance [kW/K] between the return and the air, and that air [degC], for a heat capacity rate [kW/K].

        `airs` is the air entering each product by key [degC], `moist` what wetted coils work with, `speed` the share of
        fan speed, `pressure` that of the hour over the one at which airflows were calculated.
        """
        whole: Any = 0.0
        warmed: Any = 0.0
        for model, count in self.products:
            air = airs[model.key]
            one = conductance(model, rate * self.share(model), air, moist, speed, pressure) * count
            whole, warmed = whole + one, warmed + one * air
        return np.asarray(whole), np.asarray(warmed / np.maximum(whole, 1e-12))


def _strength(model: CoolerModel) -> float:
    """Conductance of one cooler at its rated flow [kW/K]."""
    return float(conductance(model, model.fluid_rate_rated, 0.0))
