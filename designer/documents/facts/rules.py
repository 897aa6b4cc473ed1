"""The words of the check rules: their statement and remedy stand in the docstring of each rule."""

from designer import checks

__all__ = ["rule_remedy", "rule_title"]


def _words(rule: str) -> tuple[str, str]:
    """Statement and remedy of a rule, empty where it is not known."""
    try:
        return checks.describe(rule)
    except KeyError:
        return rule, ""


def rule_title(rule: str) -> str:
    """The statement of a rule, or its id."""
    return _words(rule)[0]


def rule_remedy(rule: str) -> str:
    """What cures a failing rule, as a sentence."""
    remedy = _words(rule)[1]
    return remedy[:1].upper() + remedy[1:]
