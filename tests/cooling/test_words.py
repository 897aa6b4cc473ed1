"""Every note that the room can say has its words, and every word has its facts."""

import ast
import string
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
WORDS = yaml.safe_load((ROOT / "templates" / "words" / "notes" / "cooling.yaml").read_text())


def said_in_code() -> dict[str, set[str]]:
    """Note keys of the room's code with the names of the facts they are given."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "designer" / "cooling").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                found.update(made_in(node))
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            place = {"decide": 0, "ask": 0, "note": 1}.get(node.func.attr)
            if place is None or len(node.args) <= place or not isinstance(node.args[place], ast.Constant):
                continue
            key = str(node.args[place].value)
            facts = {k.arg for k in node.keywords if k.arg} | ({"assumed"} if node.func.attr == "ask" else set())
            found.setdefault(key, set()).update(facts)
            if node.func.attr == "ask":
                found.setdefault(f"{key}_assumed", set()).add("assumed")
    return found


def made_in(function: ast.FunctionDef) -> dict[str, set[str]]:
    """Keys of the notes of this room that a function makes itself, with the facts of its mappings."""
    calls = [n for n in ast.walk(function) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Note"]
    keys = [str(n.args[1].value) for n in calls if isinstance(n.args[1], ast.Constant)]
    facts = {
        str(k.value)
        for n in ast.walk(function)
        if isinstance(n, ast.Dict)
        for k in n.keys
        if isinstance(k, ast.Constant)
    }
    return {key.removeprefix("cooling."): facts for key in keys if key.startswith("cooling.")}


def test_every_note_has_words_and_every_word_a_note():
    """Keys of code and words are the same set."""
    assert set(said_in_code()) == set(WORDS)


def test_words_use_only_the_facts_they_are_given():
    """No brace without a fact; what a note is about is one of every note."""
    for key, facts in said_in_code().items():
        facts = facts | {"subject"}
        for part in ("title", "text"):
            names = {name for _, name, _, _ in string.Formatter().parse(WORDS[key][part]) if name}
            assert names <= facts, (key, names - facts)


def test_said_notes_are_listed(plan, fjord_plan):
    """Notes of real plans are among them, with the room's name in front."""
    for note in (*plan.notes, *fjord_plan.notes):
        room, _, key = note.key.partition(".")
        assert room == "cooling"
        assert key in WORDS
