"""Formulas in print: the syntax tree of a ledger step as Typst mathematics and as LaTeX.

Products print with a dot, quotients as fractions, powers and roots as such; ``P_rack`` prints as P with the upright
index rack, ``dT`` as a difference, Greek names as letters. Numbers carry their units. Anything outside the arithmetic
of the ledger prints as the text that runs.

>>> import ast
>>> tree = ast.parse("Q_liq / (rho * c_p * dT)", mode="eval").body
>>> expression(tree, LATEX)
'\\\\frac{Q_{\\\\text{liq}}}{\\\\rho \\\\cdot c_{p} \\\\cdot \\\\Delta T}'
>>> expression(tree, TYPST)
'frac(Q_("liq"), rho dot c_(p) dot Delta T)'
"""

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from designer.documents.printing import house_unit, significant, symbol
from designer.ledger import Step
from designer.units import Quantity, magnitude

__all__ = [
    "LATEX",
    "STACKED",
    "TYPST",
    "Dialect",
    "expression",
    "plain_quantity",
    "plain_result",
    "symbol_of",
    "typst_string",
    "working",
]

_SMALL = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
_GREEK = frozenset(f"{_SMALL} Gamma Delta Theta Lambda Sigma Phi Psi Omega".split())
_NAMED = {"lam": "lambda", "eps": "epsilon", "lambda_": "lambda"}
_SPELT = "alpha beta gamma delta epsilon eta theta lambda mu nu pi rho sigma tau phi psi omega Delta Sigma Phi Omega"
_LETTERS = dict(zip("αβγδεηθλμνπρστφψωΔΣΦΩ", _SPELT.split(), strict=True))
_FUNCTIONS = {"minimum": "min", "maximum": "max", "exponential": "exp"}
_COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_INPUT_DIGITS = 6
#: A number with a power of ten, and its unit.
_POWER_OF_TEN = re.compile(r"(-?[\d.]+)e([-+]\d+)(.*)")
_RESULT_DIGITS = 5

#: Binding strength of what was rendered; a weaker part inside a stronger one gets parentheses.
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)


def typst_string(text: str) -> str:
    """A Typst string literal: the only way in which any text enters a Typst document.

    >>> typst_string('a "b" \\\\ #c')
    '"a \\\\"b\\\\" \\\\\\\\ #c"'
    """
    kept = "".join(c if c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff" else " " for c in text)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _latex_text(text: str) -> str:
    special = {
        "\\": r"\textbackslash ",
        "^": r"\textasciicircum ",
        "~": r"\textasciitilde ",
        "<": r"\textless ",
        ">": r"\textgreater ",
        "|": r"\textbar ",
        "`": r"\textasciigrave ",
    }
    escaped = "".join(special.get(c, f"\\{c}" if c in "{}_#$%&" else " " if c < " " else c) for c in text)
    return rf"\text{{{escaped}}}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one writer says each piece of a formula."""

    text: Callable[[str], str]
    greek: Callable[[str], str]
    index: Callable[[str, str], str]
    fraction: Callable[[str, str], str]
    large_fraction: Callable[[str, str], str]
    power: Callable[[str, str], str]
    root: Callable[[str], str]
    bracket: Callable[[str], str]
    call: Callable[[str, list[str]], str]
    floor: Callable[[str], str]
    ceil: Callable[[str], str]
    dot: str
    relations: Mapping[str, str]
    cases: Callable[[str, str, str, str], str]
    absolute: Callable[[str], str]
    letter: Callable[[str], str]
    glue: str = ""


TYPST = Dialect(
    text=typst_string,
    greek=lambda name: name,
    index=lambda base, sub: f"{base}_({sub})",
    fraction=lambda top, bottom: f"frac({top}, {bottom})",
    large_fraction=lambda top, bottom: f"display(frac({top}, {bottom}))",
    power=lambda base, exponent: f"{base}^({exponent})",
    root=lambda inner: f"sqrt({inner})",
    bracket=lambda inner: f"lr(({inner}))",
    call=lambda name, arguments: f"op({typst_string(name)}) lr(({' comma '.join(arguments)}))",
    floor=lambda inner: f"floor({inner})",
    ceil=lambda inner: f"ceil({inner})",
    dot=" dot ",
    relations={"<": "<", ">": ">", "<=": "<=", ">=": ">=", "!<=": "lt.eq.not", "!>=": "gt.eq.not"},
    cases=lambda first, when, test, other: f"cases({first} quad {typst_string(when)} {test}, {other})",
    absolute=lambda inner: f"abs({inner})",
    letter=lambda letter: letter,
)

#: Where a row of a stacked formula may end, until its rows are made.
_END = "\x1f"
#: Letters of a row of a stacked formula.
_ROW = 26


def _rows(text: str) -> list[str]:
    """The pieces of a formula in rows that are not too long."""
    rows: list[str] = []
    for piece in text.split(_END):
        if rows and _width(rows[-1]) + _width(piece) <= _ROW:
            rows[-1] += piece
        else:
            rows.append(piece)
    return rows


def _width(text: str) -> float:
    """About how many letters wide a piece of Typst mathematics is; a fraction as its halves are."""
    return len(re.sub(r'[a-z.]{3,}|[()"_^ ]', "", text)) / (1 + ("frac(" in text))


def _stacked(*texts: str) -> str:
    """What stands in a bracket, a fraction or a root, in several rows where it is long."""
    rows = [row for text in texts for row in _rows(text)]
    if len(rows) == 1:
        return rows[0]
    return f"mat(delim: #none, align: #left, row-gap: #0.6em, {'; '.join(f'display({row})' for row in rows)})"


#: Typst for formulas that are too wide for a line: what stands in brackets, fractions and roots goes over several rows.
STACKED = replace(
    TYPST,
    fraction=lambda top, bottom: f"frac({_stacked(top)}, {_stacked(bottom)})",
    large_fraction=lambda top, bottom: f"display(frac({_stacked(top)}, {_stacked(bottom)}))",
    power=lambda base, exponent: f"{_stacked(base)}^({_stacked(exponent)})",
    root=lambda inner: f"sqrt({_stacked(inner)})",
    bracket=lambda inner: f"lr(({_stacked(inner)}))",
    call=lambda name, arguments: (
        f"op({typst_string(name)}) lr(({_stacked(*(f'{a} comma' for a in arguments[:-1]), *arguments[-1:])}))"
    ),
    floor=lambda inner: f"floor({_stacked(inner)})",
    ceil=lambda inner: f"ceil({_stacked(inner)})",
    absolute=lambda inner: f"abs({_stacked(inner)})",
    cases=lambda first, when, test, other: (
        f"cases({_stacked(first)} quad {typst_string(when)} {_stacked(test)}, {_stacked(other)})"
    ),
    glue=_END,
)

LATEX = Dialect(
    text=_latex_text,
    greek=lambda name: f"\\{name}",
    index=lambda base, sub: f"{base}_{{{sub}}}",
    fraction=lambda top, bottom: rf"\frac{{{top}}}{{{bottom}}}",
    large_fraction=lambda top, bottom: rf"\dfrac{{{top}}}{{{bottom}}}",
    power=lambda base, exponent: f"{{{base}}}^{{{exponent}}}",
    root=lambda inner: rf"\sqrt{{{inner}}}",
    bracket=lambda inner: rf"\left({inner}\right)",
    call=lambda name, arguments: (
        rf"\operatorname{{{re.sub('[^a-zA-Z]', '', name)}}}\left({', '.join(arguments)}\right)"
    ),
    floor=lambda inner: rf"\lfloor {inner} \rfloor",
    ceil=lambda inner: rf"\lceil {inner} \rceil",
    dot=r" \cdot ",
    relations={"<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "!<=": r"\nleq", "!>=": r"\ngeq"},
    cases=lambda first, when, test, other: (
        rf"\begin{{cases}}{first} & {_latex_text(when)}\ {test} \\ {other}\end{{cases}}"
    ),
    absolute=lambda inner: rf"\left|{inner}\right|",
    letter=lambda letter: letter,
)


def plain_quantity(quantity: Quantity, digits: int = _INPUT_DIGITS) -> str:
    """A quantity in the unit it was given in, with significant digits and the unit's symbol."""
    unit = house_unit(quantity)
    number = float(quantity.magnitude) if unit is None else magnitude(quantity, unit)
    printed = f"{quantity.units:~P}" if unit is None else symbol(unit)
    text = significant(number, digits) if number == 0 or 1e-4 <= abs(number) < 1e12 else f"{number:.{digits - 1}g}"
    return f"{text} {printed}".strip()


def plain_result(step: Step) -> str:
    """The result of a step; where its limit stands in another unit, in that one too."""
    own = plain_quantity(step.result, _RESULT_DIGITS)
    if step.limit is None:
        return own
    asked = plain_quantity(step.result.to(step.limit.quantity.units), _RESULT_DIGITS)
    return own if _unit_of(asked) == _unit_of(own) else f"{own} = {asked}"


def _unit_of(printed: str) -> str:
    return printed.partition(" ")[2]


def symbol_of(name: str, dialect: Dialect) -> str:
    """A symbol: its head in italics or Greek, what follows an underscore as index.

    >>> symbol_of("eta_pump", TYPST), symbol_of("dp_loop", LATEX)
    ('eta_("pump")', '\\\\Delta p_{\\\\text{loop}}')
    """
    head, *rest = [part for part in name.split("_") if part] or [name]
    printed = _head(head, dialect)
    return dialect.index(printed, ", ".join(_index(part, dialect) for part in rest)) if rest else printed


def _head(head: str, dialect: Dialect) -> str:
    head = _NAMED.get(head, head)
    if head in _GREEK:
        return dialect.greek(head)
    if head in _LETTERS:
        return dialect.greek(_LETTERS[head])
    if len(head) == 2 and head[0] in "dΔ" and head[1].isascii() and head[1].isalpha():
        return f"{dialect.greek('Delta')} {head[1]}"
    if len(head) > 1 and head[-1] in _LETTERS:
        return f"{dialect.text(head[:-1])} {dialect.greek(_LETTERS[head[-1]])}"
    return dialect.letter(head) if len(head) == 1 and head.isascii() and head.isalpha() else dialect.text(head)


def _index(part: str, dialect: Dialect) -> str:
    if part in _GREEK:
        return dialect.greek(part)
    return dialect.letter(part) if len(part) == 1 and part.isascii() and part.isalpha() else dialect.text(part)


def expression(tree: ast.expr, dialect: Dialect, values: Mapping[str, str] | None = None) -> str:
    """A formula in a dialect; with `values`, symbols are replaced by these texts."""
    return _Renderer(dialect, values or {}).render(tree)[0].replace(_END, "")


class _Renderer:
    """Walks a tree; each part comes back with its binding strength."""

    def __init__(self, dialect: Dialect, values: Mapping[str, str]) -> None:
        self.dialect, self.values = dialect, values
        #: In how many fractions or cases the walk stands; what lies inside keeps the size of the line.
        self.depth = 0

    def render(self, node: ast.expr) -> tuple[str, int]:
        method = getattr(self, f"_{type(node).__name__}", self._other)
        rendered: tuple[str, int] = method(node)
        return rendered

    def within(self, node: ast.expr, strength: int) -> str:
        text, own = self.render(node)
        return text if own >= strength else self.dialect.bracket(text)

    def after(self, node: ast.expr, strength: int) -> str:
        """The right side of an operation: a sign there gets parentheses."""
        return self.within(node, _SIGN if isinstance(node, ast.UnaryOp) else strength)

    def inside(self, *nodes: ast.expr) -> list[str]:
        """Parts of a fraction or of cases."""
        self.depth += 1
        rendered = [self.render(node)[0] for node in nodes]
        self.depth -= 1
        return rendered

    def _other(self, node: ast.expr) -> tuple[str, int]:
        return self.dialect.text(ast.unparse(node)), _ATOM

    def _Name(self, node: ast.Name) -> tuple[str, int]:
        if node.id in self.values:
            text = self.values[node.id]
            if found := _POWER_OF_TEN.fullmatch(text):
                return self._scientific(*found.groups()), _PRODUCT
            strength = _PRODUCT if " " in text else _ATOM
            return self.dialect.text(text), _SUM if text.startswith(("-", "−")) else strength
        return symbol_of(node.id, self.dialect), _ATOM

    def _Constant(self, node: ast.Constant) -> tuple[str, int]:
        number = node.value
        if isinstance(number, float) and math.isclose(number, math.pi, rel_tol=1e-8):
            return self.dialect.greek("pi"), _ATOM
        if isinstance(number, float) and number and (power := math.log10(abs(number))) < -4 and power == round(power):
            return self.dialect.power("10", f"{power:.0f}"), _POWER
        text = _constant(float(number)) if isinstance(number, (int, float)) else str(number)
        if found := _POWER_OF_TEN.fullmatch(text):
            return self._scientific(*found.groups()), _PRODUCT
        plain = isinstance(number, (int, float)) and "e" not in text
        return text.replace(",", "") if plain else self.dialect.text(text), _ATOM

    def _scientific(self, number: str, power: str, unit: str) -> str:
        """A very small or large number as its figures times a power of ten."""
        ten = self.dialect.power("10", str(int(power)))
        return f"{number}{self.dialect.dot}{ten}{f' {self.dialect.text(unit)}' if unit else ''}"

    def _UnaryOp(self, node: ast.UnaryOp) -> tuple[str, int]:
        if not isinstance(node.op, ast.USub):
            return self._other(node)
        return f"-{self.within(node.operand, _SIGN)}", _PRODUCT

    def _BinOp(self, node: ast.BinOp) -> tuple[str, int]:
        glue = self.dialect.glue
        match node.op:
            case ast.Add():
                return f"{self.within(node.left, _SUM)}{glue} + {self.after(node.right, _SUM)}", _SUM
            case ast.Sub():
                return f"{self.within(node.left, _SUM)}{glue} - {self.after(node.right, _PRODUCT)}", _SUM
            case ast.Mult():
                return (
                    f"{self.within(node.left, _PRODUCT)}{glue}{self.dialect.dot}{self.after(node.right, _PRODUCT)}",
                    _PRODUCT,
                )
            case ast.Div():
                made = self.dialect.large_fraction if self.depth else self.dialect.fraction
                top, bottom = self.inside(node.left, node.right)
                return made(top, bottom), _PRODUCT
            case ast.Pow():
                return self._power(node)
        return self._other(node)

    def _power(self, node: ast.BinOp) -> tuple[str, int]:
        if isinstance(node.right, ast.Constant) and node.right.value == 0.5:
            return self.dialect.root(self.render(node.left)[0]), _ATOM
        return self.dialect.power(self.within(node.left, _ATOM), self.render(node.right)[0]), _POWER

    def _Call(self, node: ast.Call) -> tuple[str, int]:
        if not isinstance(node.func, ast.Name) or node.keywords or node.func.id == "q":
            return self._quantity_call(node)
        arguments = [self.render(argument)[0] for argument in node.args]
        name = node.func.id
        single = {
            "sqrt": self.dialect.root,
            "floor": self.dialect.floor,
            "ceil": self.dialect.ceil,
            "abs": self.dialect.absolute,
        }
        if name in single and len(arguments) == 1:
            return single[name](arguments[0]), _ATOM
        return self.dialect.call(_FUNCTIONS.get(name, name.replace("_", " ")), arguments), _ATOM

    def _IfExp(self, node: ast.IfExp) -> tuple[str, int]:
        parts = self.inside(node.body, node.test, node.orelse)
        return self.dialect.cases(parts[0], "if", parts[1], parts[2]), _SUM

    def _Compare(self, node: ast.Compare) -> tuple[str, int]:
        sign = _COMPARISONS.get(type(node.ops[0]))
        if len(node.ops) != 1 or sign is None:
            return self._other(node)
        return f"{self.render(node.left)[0]} {self.dialect.relations[sign]} {self.render(node.comparators[0])[0]}", _SUM

    def _quantity_call(self, node: ast.Call) -> tuple[str, int]:
        """A literal quantity such as ``units.q(1, "kW")``, or ``q(0.0)`` without a unit."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("to", "m_as"):
            return self.render(node.func.value)
        called = ast.unparse(node.func)
        constant = [a.value for a in node.args if isinstance(a, ast.Constant)]
        if called.split(".")[-1] == "q" and constant and isinstance(constant[0], (int, float)):
            unit = symbol(str(constant[1])) if len(constant) > 1 else ""
            return self.dialect.text(f"{significant(float(constant[0]), 6)} {unit}".strip()), _PRODUCT
        return self._other(node)


def _constant(number: float) -> str:
    return f"{number:g}" if number and abs(number) < 1e-4 else significant(number, 10)


def working(step: Step, dialect: Dialect) -> tuple[str, str, str, str]:
    """Symbol, formula, numbers and result (with its limit, if any) of a step, each as one piece of mathematics."""
    values = {i.symbol: plain_quantity(i.quantity) for i in step.inputs}
    result = dialect.text(plain_result(step))
    if step.limit is not None:
        limit = dialect.text(plain_quantity(step.limit.quantity, _RESULT_DIGITS))
        sign = dialect.relations[step.limit.relation if step.verdict else f"!{step.limit.relation}"]
        result = f"{result} {sign} {limit}"
    return (
        symbol_of(step.symbol, dialect),
        expression(step.tree, dialect),
        expression(step.tree, dialect, values),
        result,
    )
