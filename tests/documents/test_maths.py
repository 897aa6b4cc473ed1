"""Formulas in print."""

import ast
import re
from pathlib import Path

import pytest
import typst

from designer import ledger
from designer.documents.maths import LATEX, TYPST, expression, symbol_of, working
from designer.units import q


def tree(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a * b + c", "a dot b + c"),
        ("a * (b + c)", "a dot lr((b + c))"),
        ("a - (b - c)", "a - lr((b - c))"),
        ("a / (b * c)", "frac(a, b dot c)"),
        ("(a + b) ** 2", "lr((a + b))^(2)"),
        ("v**0.5", "sqrt(v)"),
        ("-a * b", "-a dot b"),
        ("a * -b", "a dot lr((-b))"),
        ("ceil(a / b) + 1", "ceil(frac(a, b)) + 1"),
        ("maximum(a, b)", 'op("max") lr((a comma b))'),
        ("(a / b).to('K')", "frac(a, b)"),
        ("q(3, 'kW') * a", '"3 kW" dot a'),
        ("maximum(q(0.0), a)", 'op("max") lr(("0" comma a))'),
        ("a if b < c else d", 'cases(a quad "if" b < c, d)'),
    ],
)
def test_structure_is_kept(text, printed):
    """Parentheses, fractions, powers and functions come out as they bind."""
    assert expression(tree(text), TYPST) == printed


def test_no_formula_prints_code():
    """Every formula of every room comes out as mathematics: no method, no call that only a program reads."""
    found = {}
    for path in sorted((Path(__file__).resolve().parents[2] / "designer").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = [one for one in getattr(node, "decorator_list", ()) if isinstance(one, ast.Call)]
            if any(getattr(one.func, "id", "") == "formula" for one in calls):
                printed = expression(node.body[-1].value, TYPST)
                if re.search(r"\.\w+\(|magnitude|\bq\(|''", printed):
                    found[node.name] = printed
    assert found == {}


def test_latex_says_the_same():
    """The LaTeX of a formula has the same structure."""
    assert expression(tree("sqrt(a / b_c)"), LATEX) == r"\sqrt{\frac{a}{b_{\text{c}}}}".replace(r"\text{c}", "c")


@pytest.mark.parametrize("name", ["dp_loop", "eta_pump", "NTU", "η_inv", "cosφ", "P_ups_in", "lambda_"])
def test_symbols_compile(name):
    """Symbols of every kind are valid Typst mathematics."""
    assert typst.compile(f"$ {symbol_of(name, TYPST)} $".encode(), format="pdf")


def test_every_formula_of_the_house_compiles():
    """Every formula that any room declared is valid Typst mathematics."""
    formulas = [f for f in ledger._FORMULAS.values() if "<locals>" not in f.name and "test" not in f.name]
    body = "\n\n".join(f"$ {symbol_of(f.symbol, TYPST)} = {expression(f.tree, TYPST)} $" for f in formulas)
    assert typst.compile(body.encode(), format="pdf")


def test_working_shows_a_broken_limit(judged):
    """A limit that is not kept prints as not kept, in both dialects."""
    step = next(s for s in judged[0].ledger if s.verdict is False)
    assert "lt.eq.not" in working(step, TYPST)[3]
    assert r"\nleq" in working(step, LATEX)[3]


def test_numbers_stand_for_symbols(judged):
    """The numbers of a step stand where its symbols stood, with their units."""
    step = judged[0].ledger["cooling.liquid_heat[gb200-nvl72]"]
    assert working(step, TYPST)[2] == '"132 kW" dot "0.87"'
    assert step.result == q(114.84, "kW")
