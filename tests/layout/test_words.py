"""Every note of the layout has its words, and the words ask for no fact that the note does not bring."""

import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from shapely.geometry import box as rectangle

import designer.layout
from designer import folders
from designer.catalog import Catalog
from designer.layout import place
from designer.layout.records import Layout
from designer.model import Note
from designer.site.records import Door, Hall, Site
from designer.sizing.records import Programme


@pytest.fixture(scope="module")
def words() -> dict[str, dict[str, str]]:
    """The words of the layout's notes by key."""
    found: dict[str, dict[str, str]] = yaml.safe_load((folders.templates() / "words/notes/layout.yaml").read_text())
    return found


def fields(text: str) -> set[str]:
    """The named fields of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_keys_in_the_code_are_the_keys_in_the_words(words: dict[str, dict[str, str]]) -> None:
    """No note without words, no words without a note."""
    folder = Path(designer.layout.__file__).parent
    remarks, slab, late = ((folder / name).read_text() for name in ("remarks.py", "slab.py", "late.py"))
    used = {f"layout.{key}" for key in re.findall(r'NoteKind\.\w+,\s*"(\w+)"', remarks)}
    used |= set(re.findall(r'NoteKind\.\w+, "(layout\.\w+)"', slab + late))
    assert used == set(words)
    assert all(set(entry) == {"title", "text"} for entry in words.values())


def test_facts_fill_the_words(
    prairie_layout: Layout,
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
    words: dict[str, dict[str, str]],
) -> None:
    """In a sound hall and in a bare one with everything unknown, every named field is a fact of the note."""
    doors = [Door("D1", 0.0, 5.0, 1.0, 2.1, "personnel", False)]
    bare = place(
        make_site(make_hall(rectangle(0, 0, 30, 14), height=None, doors=doors)),
        make_programme(8, 1, plant=0.05),
        catalog,
    )
    empty = place(make_site(make_hall(rectangle(0, 0, 3, 3))), make_programme(8), catalog)
    notes: list[Note] = [*prairie_layout.notes, *bare.notes, *empty.notes]
    assert len({n.key for n in notes}) > 12
    for note in notes:
        assert fields(words[note.key]["text"]) <= set(note.facts), note.key
