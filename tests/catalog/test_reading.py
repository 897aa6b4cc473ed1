"""Hostile and careless YAML: refused with a line, never executed, never silently mended."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalog.reading import MAX_BYTES, MAX_DEPTH, read
from designer.errors import Refused


def refused(text: str | bytes) -> list[tuple[str, int]]:
    """The codes and lines of the refusal of a text."""
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Refused) as caught:
        read(raw, "x.yaml")
    return [(m.code, m.place.line) for m in caught.value.mistakes]


def test_an_alias_is_refused():
    """An anchor and its alias are each said with their line."""
    assert refused("a: &x 1\nb: *x\n") == [("yaml-alias", 1), ("yaml-alias", 2)]


def test_a_bomb_of_aliases_costs_nothing():
    """The billion-laughs document is refused before it is expanded."""
    layers = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    start = time.perf_counter()
    codes = refused(layers)
    assert {code for code, _ in codes} == {"yaml-alias"}
    assert time.perf_counter() - start < 1.0


def test_a_merge_key_is_only_a_key():
    """A merge key never merges: with an alias it is refused, without one it is an unknown key of the record."""
    assert ("yaml-alias", 2) in refused("base: &b {x: 1}\nrack: {<<: *b}\n")
    assert read(b"<<: {x: 1}\n", "x.yaml").data == {"<<": {"x": 1}}


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['true']\n", "a: !include other.yaml\n", "a: !!binary aGk=\n",
        "a: !!int '7'\n", "!!set {a, b}\n", "a: ! 5\n",
    ],
)
def test_a_tag_is_refused(text: str):
    """No tag is obeyed, not even a harmless one."""
    assert [code for code, _ in refused(text)] == ["yaml-tag"]


def test_a_key_stands_once():
    """The second use of a key is refused at its own line, in nested mappings too."""
    assert refused("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n") == [("yaml-duplicate", 4), ("yaml-duplicate", 5)]


def test_a_key_is_text():
    """A list as a key is refused."""
    assert refused("? [a, b]\n: 1\n") == [("yaml-key", 1)]


def test_one_document_only():
    """A second document is refused."""
    assert [code for code, _ in refused("a: 1\n---\nb: 2\n")] == ["yaml-syntax"]


def test_size_is_bounded():
    """A file beyond the limit is refused by its size alone."""
    assert refused(b"a: " + b"x" * MAX_BYTES) == [("yaml-too-large", 0)]


def test_depth_is_bounded():
    """Nesting beyond the limit is refused at its line; nesting at the limit is read."""
    assert refused("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [("yaml-too-deep", 1)]
    assert refused("[" * 100_000) == [("yaml-too-deep", 1)]
    assert read(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode(), "x.yaml").data is not None


@pytest.mark.parametrize("text", ["a: [1, 2\n", "a: 1\n b: 2\n", "\ta: 1\n", b"a: \xff\xfe\n", "a: 'x\n", "@a: 1\n"])
def test_broken_text_is_refused_with_a_place(text: str | bytes):
    """What is no YAML is refused as syntax."""
    assert [code for code, _ in refused(text)] == ["yaml-syntax"]


def test_scalars_are_never_guessed():
    """Norway stays NO, a ratio stays 1:30, a version stays 1.10 in quotes, a date stays text, infinity stays text."""
    text = 'a: NO\nb: 1:30\nc: "1.10"\nd: 2026-11-23\ne: .inf\nf: 0x1F\ng: 010\nh: yes\ni: ~\nj: 1e400\nk: 4_000\n'
    assert read(text.encode(), "x.yaml").data == {
        "a": "NO", "b": "1:30", "c": "1.10", "d": "2026-11-23", "e": ".inf", "f": "0x1F", "g": 10, "h": "yes",
        "i": None, "j": "1e400", "k": "4_000",
    }


def test_lines_lead_to_paths():
    """Every path knows its line; an unknown path takes its nearest parent's."""
    document = read(b"hall:\n  columns:\n    - {x: 1}\n    - {x: 2}\n", "brief.yaml")
    assert document.line(("hall", "columns", 1, "x")) == 4
    assert document.line(("hall", "columns", 7)) == 2
    assert document.place(("hall", "columns", 1)).path == "hall.columns[1]"


def test_every_mistake_is_said_at_once():
    """Two structural mistakes of one file are both said."""
    assert len(refused("a: 1\na: 2\nb: 1\nb: 2\n")) == 2


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes):
    """No bytes make anything but a document or a refusal."""
    try:
        document = read(raw, "x.yaml")
    except Refused as refusal:
        codes = [m.code for m in refusal.mistakes]
    else:
        codes = [document.file]
    assert codes


def test_mutated_records_are_read_or_refused(catalog):
    """Real records with bytes flipped, dropped and doubled never make anything but a document or a refusal."""
    dice = random.Random(7)
    texts = [p.read_bytes() for p in sorted(Path(catalog.root, "rack").glob("*.yaml"))]
    refusals = 0
    for _ in range(150):
        raw = bytearray(dice.choice(texts))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(raw))
            raw[place:place + dice.randint(0, 2)] = bytes(dice.choices(range(256), k=dice.randint(0, 2)))
        try:
            read(bytes(raw), "x.yaml")
        except Refused:
            refusals += 1
    assert refusals
