"""The building rules: imports, names, sizes, words and numbers in their places."""

import ast
import functools
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "designer"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Modules longer than the budget, each with its reason.
LONG_MODULES: dict[str, str] = {}
#: Functions longer than the budget, each with its reason.
LONG_FUNCTIONS: dict[str, str] = {}
#: Functions of more than six arguments, each with its reason.
WIDE_FUNCTIONS: dict[str, str] = {}

SMALL_WORDS = r"\b(the|an?|of|is|are|and|to|in|for|with|not|or|be|by|from|at)\b"

MODULE_LINES, FUNCTION_LINES, ARGUMENTS = 400, 45, 6


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@functools.cache
def trees() -> list[tuple[str, ast.Module]]:
    return [(name_of(p), ast.parse(p.read_text())) for p in MODULES]


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def is_formula(function: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Call) and getattr(d.func, "id", "") == "formula" for d in function.decorator_list)


def test_imports_go_one_way():
    """The layer contract holds and every room is declared in it."""
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_one_unit_registry():
    """There is a single unit registry in the package."""
    holders = [name_of(p) for p in MODULES if re.search(r"UnitRegistry\(", p.read_text())]
    assert holders == ["designer.units"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_exported_names_exist(path: Path):
    """Every name in `__all__` exists, and every module with public names declares `__all__`."""
    module = importlib.import_module(name_of(path))
    missing = [name for name in getattr(module, "__all__", []) if not hasattr(module, name)]
    assert not missing
    public = [
        n.name
        for n in ast.parse(path.read_text()).body
        if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and not n.name.startswith("_")
    ]
    assert not public or hasattr(module, "__all__"), public


def test_size_budget():
    """Modules, functions and argument lists keep the budget, or stand in the list of exceptions with a reason."""
    over: list[str] = []
    for path in MODULES:
        name, text = name_of(path), path.read_text()
        if len(text.splitlines()) > MODULE_LINES and name not in LONG_MODULES:
            over.append(f"{name}: {len(text.splitlines())} lines")
        for function in functions(ast.parse(text)):
            address = f"{name}.{function.name}"
            body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
            lines = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > FUNCTION_LINES and address not in LONG_FUNCTIONS:
                over.append(f"{address}: {lines} lines")
            arguments = [a for a in function.args.args + function.args.kwonlyargs if a.arg not in ("self", "cls")]
            if len(arguments) > ARGUMENTS and address not in WIDE_FUNCTIONS and not is_formula(function):
                over.append(f"{address}: {len(arguments)} arguments")
    assert not over, "\n".join(over)


def test_public_names_are_described():
    """Every public module, class and function has a docstring."""
    bare = [name for name, tree in trees() if tree.body and not ast.get_docstring(tree)]
    for name, tree in trees():
        for node in tree.body:
            public = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                bare.append(f"{name}.{node.name}")
    assert not bare, bare


def test_no_prose_in_code():
    """Words live in templates: no text of six or more words outside docstrings and formula clauses."""
    found = []
    for name, tree in trees():
        skip = evidence(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in skip and is_prose(node.value):
                found.append(f"{name}:{node.lineno}: {node.value[:60]}")
    assert not found, "\n".join(found)


def is_prose(value: object) -> bool:
    """A line of six words or more with a small word that sentences need; not a pattern or a list of columns."""
    if not isinstance(value, str) or "\n" in value or re.search(r"[\\^\[\]{}@]|\(\?|[a-z]:[a-z]", value):
        return False
    return len(re.findall(r"[A-Za-z]{2,}", value)) >= 6 and bool(re.search(SMALL_WORDS, value))


def evidence(tree: ast.AST) -> set[int]:
    """Docstrings and the source, clause and help texts of declarations: not prose."""
    kept: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            kept.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg in ("clause", "source", "help"):
            kept |= {id(part) for part in ast.walk(node.value)}
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Limit":
            kept |= {id(part) for argument in node.args for part in ast.walk(argument)}
    return kept


def test_formulas_are_single_expressions():
    """Every formula is one return expression, so that what runs is what prints."""
    wrong = []
    for name, tree in trees():
        for function in functions(tree):
            if is_formula(function):
                body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
                if len(body) != 1 or not isinstance(body[0], ast.Return):
                    wrong.append(f"{name}.{function.name}")
    assert not wrong, wrong


def test_each_calculating_module_has_its_validation_twin():
    """A module that declares formulas has tests/validation/<room>/test_<module>.py."""
    missing = []
    for path in MODULES:
        if any(is_formula(f) for f in functions(ast.parse(path.read_text()))) and path.name != "ledger.py":
            room = path.relative_to(PACKAGE).parent
            twin = ROOT / "tests" / "validation" / room / f"test_{path.stem}.py"
            if not twin.exists():
                missing.append(str(twin.relative_to(ROOT)))
    assert not missing, missing


def test_templates_do_no_arithmetic():
    """A template receives finished facts: no sums, products or rounding inside Jinja expressions."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        for expression in re.findall(r"{[{%](.*?)[}%]}", path.read_text(), re.DOTALL):
            bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", expression)
            if re.search(r"[\w)\]] *[*/+] *[\w(\[]|\|\s*(round|int|float|sum)\b", bare.strip("-+ ")):
                found.append(f"{path.name}: {expression.strip()[:60]}")
    assert not found, found


def test_no_path_of_one_machine():
    """No absolute path of a machine stands in the code, the words or the data."""
    pattern = re.compile(r"(^|[^A-Za-z0-9_.])/(work|tmp|root|home)/")
    places = [*MODULES, *sorted((ROOT / "templates").rglob("*.*")), *sorted((ROOT / "catalogs").rglob("*.yaml"))]
    texts = [p for p in places if p.suffix in (".py", ".j2", ".yaml", ".typ", ".md")]
    assert not [str(p) for p in texts if pattern.search(p.read_text(errors="ignore"))]
