"""Decisions, questions and assumptions: keys and facts here, words in `templates/words/notes.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from designer.ledger import Value
from designer.model.vocabulary import Trade
from designer.units import Quantity

__all__ = ["Constraint", "Fact", "Note", "NoteKind", "Shortfall"]

Fact = Quantity | Value | str | int


class NoteKind(StrEnum):
    """What a note is: a choice made, a question to ask, a value taken for granted, a risk seen."""

    DECISION = "decision"
    RFI = "rfi"
    ASSUMPTION = "assumption"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Note:
    """A note of one room. `key` (``cooling.cdu_choice``) finds its words, `facts` fill them; `subject`: tag or path."""

    kind: NoteKind
    key: str
    trade: Trade
    subject: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a later room found and sizing must respect in the next round.

    `key` is one of sizing's: ``racks.max``, ``blocks.extra``, ``cdus.extra``, ``coolers.extra``, ``air_units.extra``,
    ``overhead.kw`` (true non-rack power), ``losses.kw`` (true electrical losses), ``core.per_rack`` (true core class
    power [kW] for each GPU rack), ``water.per_heat`` (true make-up water of the design day [L/kWh] for the heat that
    sizing sends to the coolers), ``water_racks.max`` and ``water_racks.min`` (racks between which the water binds),
    ``water.first`` (that of the first racks [L/day]),
    ``approach.max`` (largest approach of the CDUs [K] with which the water does),
    ``boards.fault`` (fault current [kA] that every low-voltage board must interrupt),
    ``side_blocks.extra`` (unit transformers beside the GPU blocks),
    ``network_racks.min`` or ``network_place.<turn>.<place>`` (where the fabric asked for its cabinets; `amount` is the
    mean way of a cable before [m]), or ``limit.lifted`` (the limit named as `origin` shall not count: what would bind
    next). `racks` is for how many GPU racks it was asked (0: whatever their number).
    """

    key: str
    amount: float
    origin: str
    round: int = 0
    racks: int = 0

    @property
    def trade(self) -> str:
        """The room that asked; what the fabric falls short of names no room.

        >>> Constraint("losses.kw", 700.0, "power.losses").trade
        'power'
        """
        room, dot, _ = self.origin.partition(".")
        return room if dot else Trade.FABRIC.value

    @property
    def unit(self) -> str:
        """Unit of the amount, by the key; empty for counts.

        >>> Constraint("losses.kw", 700.0, "power.losses").unit
        'kW'
        """
        if self.key.startswith("network_place."):
            return "m"
        if self.key == "water.per_heat":
            return "L/kWh"
        if self.key == "water.first":
            return "L/day"
        if self.key == "approach.max":
            return "delta_degC"
        if self.key == "boards.fault":
            return "kA"
        return "kW" if self.key in ("losses.kw", "core.per_rack", "overhead.kw") else ""

    def amount_for(self, racks: int) -> float:
        """What is asked for so many GPU racks: in proportion where they are fewer than those it was asked for.

        >>> Constraint("cdus.extra", 4.0, "cooling.cdus", racks=40).amount_for(20)
        2.0
        """
        return self.amount * min(1.0, racks / self.racks) if self.racks else self.amount


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a trade cannot meet, with the constraint that would cure it."""

    trade: Trade
    key: str
    subject: str
    wanted: Quantity
    got: Quantity
    cure: Constraint | None = None
