"""The words of the check rules: their statement and remedy stand in the docstring of each rule; in another language
they are passages as those of the sheets are."""

from designer import checks
from designer.documents.wording import Words

__all__ = ["rule_remedy", "rule_title"]


def _words(rule: str) -> tuple[str, str]:
    """Statement and remedy of a rule, empty where it is not known."""
    try:
        return checks.describe(rule)
    except KeyError:
        return rule, ""


def rule_title(rule: str, words: Words | None = None) -> str:
    """The statement of a rule, or its id; in the language of some words."""
    title = _words(rule)[0]
    return words.passage(title) if words is not None and title != rule else title


def rule_remedy(rule: str, words: Words | None = None) -> str:
    """What cures a failing rule, as a sentence; in the language of some words."""
    remedy = _words(rule)[1]
    remedy = remedy[:1].upper() + remedy[1:]
    return words.passage(remedy) if words is not None else remedy
