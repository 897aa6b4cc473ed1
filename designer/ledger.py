"""The ledger: every number knows where it came from, and every formula that runs is the formula that prints.

* `Value` is a quantity with its evidence: source, locator, status.
* `@formula` turns a one-expression function into a `Formula`. Calling it gives the quantity; `.step(key, ...)` gives a
  `Step`, which keeps the inputs, the result and, through the function's own syntax tree, the printed working.
* A room returns its steps; `Ledger` joins them and looks them up.

>>> from designer.units import q
>>> @formula("Q_liq", unit="kW", source="derived")
... def liquid_heat(P_rack: Quantity, f_liq: Quantity) -> Quantity:
...     \"\"\"Heat of a rack that goes into the liquid.\"\"\"
...     return P_rack * f_liq
>>> step = liquid_heat.step("cooling.liquid_heat[gb200]", P_rack=q(132, "kW"), f_liq=q(0.87))
>>> step.symbolic, step.substituted
('P_rack * f_liq', '132 kW * 0.87')
>>> round(step.number, 2)
114.84
"""

import ast
import functools
import inspect
import math
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from designer import units
from designer.units import Quantity

__all__ = [
    "Evidence",
    "Formula",
    "Given",
    "Input",
    "Ledger",
    "Limit",
    "Status",
    "Step",
    "UnknownValue",
    "Value",
    "ceil",
    "exp",
    "floor",
    "formula",
    "given",
    "ln",
    "maximum",
    "minimum",
    "sqrt",
]


class Status(StrEnum):
    """How well a value is known. What is not `read` or `derived` carries a dagger wherever it is printed."""

    READ = "read"
    SECONDARY = "secondary"
    MEMORY = "memory"
    ASSUMPTION = "assumption"
    DERIVED = "derived"
    UNKNOWN = "unknown"

    @property
    def daggered(self) -> bool:
        """Whether a value of this status carries a dagger."""
        return self not in (Status.READ, Status.DERIVED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value comes from: source id of `catalogs/sources.yaml` (or `brief`, `rule`), locator, status, note."""

    source: str
    status: Status
    locator: str = ""
    note: str = ""


class UnknownValue(LookupError):
    """A value that nobody published was asked for; `name` says which."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity with its evidence. `quantity` is None where no trustworthy figure exists; `.q` then raises.

    `name` is its address: ``rack/gb200-nvl72.power`` for a catalog value, ``brief:hall.slab`` for a brief's.
    """

    quantity: Quantity | None
    evidence: Evidence
    name: str = ""
    conflicts: tuple["Value", ...] = ()

    @property
    def q(self) -> Quantity:
        """The quantity. Raises `UnknownValue` when it is not known."""
        if self.quantity is None:
            raise UnknownValue(self.name, self.evidence.note or "not published")
        return self.quantity

    @property
    def known(self) -> bool:
        """Whether there is a quantity."""
        return self.quantity is not None

    def si(self, unit: str) -> float:
        """The number in a house unit. Raises `UnknownValue`, `units.UnitTrouble`."""
        return units.magnitude(self.q, unit)


def given(quantity: Quantity, source: str, *, status: Status = Status.DERIVED, name: str = "") -> Value:
    """A value made on the way (a count, a rule's threshold) with its source."""
    return Value(quantity, Evidence(source, status), name)


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a step: its symbol, quantity, and where it came from (a value's address or a step's key)."""

    symbol: str
    quantity: Quantity
    origin: str = ""
    status: Status = Status.DERIVED


#: Share of a limit within which a result meets it: what sums and differences lose in rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Limit:
    """What a result is held against: ``result <= limit`` or ``result >= limit``, with clause and source."""

    relation: str
    quantity: Quantity
    clause: str
    source: str

    def met(self, result: Quantity) -> bool:
        """Whether the result keeps the limit; one that was chosen to meet it does, but for rounding."""
        bound, found = self.quantity.magnitude, result.m_as(self.quantity.units)
        over = found - bound if self.relation == "<=" else bound - found
        return bool(over <= _ROUNDING * abs(bound))


@dataclass(frozen=True, slots=True)
class Step:
    """One calculation: symbol = formula = numbers = result <= limit [clause, source]."""

    key: str
    formula: str
    title: str
    symbol: str
    unit: str
    inputs: tuple[Input, ...]
    result: Quantity
    source: str
    clause: str = ""
    limit: Limit | None = None

    @property
    def number(self) -> float:
        """The result in the step's unit."""
        return units.magnitude(self.result, self.unit)

    @property
    def q(self) -> Quantity:
        """The result."""
        return self.result

    def si(self, unit: str) -> float:
        """The result as a number in a house unit."""
        return units.magnitude(self.result, unit)

    @property
    def verdict(self) -> bool | None:
        """Whether the limit is kept; None without a limit."""
        return None if self.limit is None else self.limit.met(self.result)

    @property
    def symbolic(self) -> str:
        """The formula in symbols, as it runs."""
        return _FORMULAS[self.formula].symbolic

    @property
    def substituted(self) -> str:
        """The formula with its numbers."""
        return _FORMULAS[self.formula].substitute({i.symbol: _plain(i.quantity) for i in self.inputs})

    @property
    def tree(self) -> ast.expr:
        """The syntax tree of the formula, for writers of mathematics."""
        return _FORMULAS[self.formula].tree


Given = Quantity | Value | Step | float | int

_FORMULAS: dict[str, "Formula"] = {}

_KELVIN = units.registry.Unit("kelvin")._units
#: Results that a formula remembers.
_REMEMBERED = 512


class Formula:
    """A one-expression function that can be called and can be printed. Made by `@formula`."""

    def __init__(self, function: Callable[..., Any], symbol: str, unit: str, source: str, clause: str) -> None:
        self.function = function
        self.symbol = symbol
        self.unit = unit
        self.source = source
        self.clause = clause
        self.name = f"{function.__module__.removeprefix('designer.')}.{function.__name__}"
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.__wrapped__ = function
        self._known: dict[tuple[Any, ...], Quantity] = {}

    @functools.cached_property
    def title(self) -> str:
        """The first paragraph of the docstring."""
        return " ".join(inspect.cleandoc(self.__doc__ or "").partition("\n\n")[0].split()).rstrip(".")

    @functools.cached_property
    def tree(self) -> ast.expr:
        """The expression that runs. Raises `TypeError` when the function is more than one return."""
        module = ast.parse(textwrap.dedent(inspect.getsource(self.function)))
        body = [s for s in module.body[0].body if not _is_docstring(s)]  # type: ignore[attr-defined]
        if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
            raise TypeError(self.name)
        return body[0].value

    @functools.cached_property
    def symbolic(self) -> str:
        """The formula in symbols."""
        return ast.unparse(self.tree)

    @functools.cached_property
    def _pieces(self) -> list[str]:
        """The printed formula cut at its symbols: every other piece is one."""

        class _Mark(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.Name:
                return ast.Name(id=f"\0{node.id}\0", ctx=node.ctx)

        return ast.unparse(_Mark().visit(ast.parse(self.symbolic, mode="eval"))).split("\0")

    def substitute(self, texts: Mapping[str, str]) -> str:
        """The formula with its symbols replaced by texts."""
        return "".join(texts.get(piece, piece) if at % 2 else piece for at, piece in enumerate(self._pieces))

    def __call__(self, **inputs: Given) -> Quantity:
        """The result as a quantity in the formula's unit. Raises `units.UnitTrouble` on the wrong dimension."""
        return self._run({name: _quantity(value) for name, value in inputs.items()})

    def _run(self, quantities: Mapping[str, Quantity]) -> Quantity:
        """The result for these inputs; sizing asks for most of them again and again, so the last are remembered."""
        key: list[Any] = []
        for name, quantity in quantities.items():
            number = quantity.magnitude
            if type(number) is not float:
                return self._worked(quantities)
            key += (name, number, quantity._units)
        found = self._known.get(asked := tuple(key))
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[asked] = self._worked(quantities)
        return found

    def _worked(self, quantities: Mapping[str, Quantity]) -> Quantity:
        raw = self.function(**quantities)
        result = raw if isinstance(raw, units.registry.Quantity) else units.q(float(raw))
        return units.q(units.magnitude(result, self.unit), self.unit)

    def step(self, key: str, *, limit: Limit | None = None, **inputs: Given) -> Step:
        """Run the formula and keep its working under `key` (``room.what`` or ``room.what[subject]``)."""
        kept = tuple(_input(name, value) for name, value in inputs.items())
        result = self._run({i.symbol: i.quantity for i in kept})
        return Step(key, self.name, self.title, self.symbol, self.unit, kept, result, self.source, self.clause, limit)


def formula(symbol: str, *, unit: str, source: str, clause: str = "") -> Callable[[Callable[..., Any]], Formula]:
    """Declare a function of one return expression as a formula with its symbol, result unit, source and clause."""

    def declare(function: Callable[..., Any]) -> Formula:
        made = Formula(function, symbol, unit, source, clause)
        _FORMULAS[made.name] = made
        return made

    return declare


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _quantity(value: Given) -> Quantity:
    """The quantity of an input; kelvins are differences in this house, so that ``20 degC - 4 K`` is 16 degC."""
    if isinstance(value, (int, float)):
        return units.q(float(value))
    quantity = value.q if isinstance(value, (Value, Step)) else value
    return quantity.to("delta_degree_Celsius") if quantity._units == _KELVIN else quantity


def _input(symbol: str, value: Given) -> Input:
    if isinstance(value, Value):
        return Input(symbol, _quantity(value), value.name, value.evidence.status)
    if isinstance(value, Step):
        return Input(symbol, value.result, value.key, Status.DERIVED)
    return Input(symbol, _quantity(value))


@functools.cache
def _unit_text(unit: Any) -> str:
    return f"{unit:~P}"


def _plain(quantity: Quantity) -> str:
    unit = _unit_text(quantity.units)
    number = f"{float(quantity.magnitude):.6g}"
    return f"{number} {unit}" if unit else number


def ceil(x: Quantity) -> Quantity:
    """Round up a dimensionless quantity, forgiving rounding noise of 1e-9.

    >>> float(ceil(units.q(3.0000000001)).magnitude)
    3.0
    """
    return units.q(float(math.ceil(float(x.m_as("")) - 1e-9)))


def floor(x: Quantity) -> Quantity:
    """Round down a dimensionless quantity, forgiving rounding noise of 1e-9."""
    return units.q(float(math.floor(float(x.m_as("")) + 1e-9)))


def sqrt(x: Any) -> Any:
    """Square root of a quantity or number."""
    return x**0.5


def exp(x: Any) -> Any:
    """Exponential of a dimensionless quantity."""
    return units.q(math.exp(float(x.m_as("")))) if isinstance(x, units.registry.Quantity) else math.exp(x)


def ln(x: Any) -> Any:
    """Natural logarithm of a dimensionless quantity."""
    return units.q(math.log(float(x.m_as("")))) if isinstance(x, units.registry.Quantity) else math.log(x)


def minimum(first: Quantity, *others: Quantity) -> Quantity:
    """The smallest of several quantities of one dimension."""
    return min((first, *others))


def maximum(first: Quantity, *others: Quantity) -> Quantity:
    """The largest of several quantities of one dimension."""
    return max((first, *others))


@dataclass(frozen=True, slots=True)
class Ledger:
    """All steps of a design by key. Keys are unique: a second step of the same key raises `KeyError`."""

    steps: Mapping[str, Step] = field(default_factory=dict)

    @classmethod
    def of(cls, *groups: Iterable[Step]) -> "Ledger":
        """The ledger of several rooms' steps."""
        joined: dict[str, Step] = {}
        for step in (s for group in groups for s in group):
            if step.key in joined:
                raise KeyError(step.key)
            joined[step.key] = step
        return cls(joined)

    def __getitem__(self, key: str) -> Step:
        return self.steps[key]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps.values())

    def __len__(self) -> int:
        return len(self.steps)
