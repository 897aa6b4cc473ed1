"""Rules found by their place: every module of this folder that has ``ABOUT`` and ``judge``."""

import importlib
import inspect
import pkgutil
from functools import lru_cache
from types import ModuleType

from designer.checks.rule import About, Rule

__all__ = ["describe", "rules"]


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule by id. Raises `KeyError` when an id stands twice, `ValueError` when a rule does not say its remedy."""
    package = importlib.import_module("designer.checks")
    found: dict[str, Rule] = {}
    for name in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"designer.checks.{name}")
        if isinstance(getattr(module, "ABOUT", None), About):
            rule = _rule(module)
            if rule.about.id in found:
                raise KeyError(rule.about.id)
            found[rule.about.id] = rule
    return tuple(found[key] for key in sorted(found))


def describe(rule: str) -> tuple[str, str]:
    """Statement and remedy of a rule by its id. Raises `KeyError`."""
    for one in rules():
        if one.about.id == rule:
            return one.statement, one.remedy
    raise KeyError(rule)


def _rule(module: ModuleType) -> Rule:
    paragraphs = [" ".join(p.split()) for p in inspect.cleandoc(module.__doc__ or "").split("\n\n")]
    remedies = [p.removeprefix("Remedy:").strip() for p in paragraphs if p.startswith("Remedy:")]
    if not remedies or not paragraphs[0]:
        raise ValueError(module.__name__)
    return Rule(module.ABOUT, paragraphs[0], remedies[0], module.judge)
