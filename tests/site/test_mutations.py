"""Briefs changed at random: each either reads, or is refused with located mistakes; nothing else ever happens."""

import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.catalog import Catalog
from designer.cli.words import render, words
from designer.errors import Mistake, Refused
from designer.requirements import derive
from designer.site import read_bytes

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()
PATHS = [*sorted((ROOT / "outputs").glob("*/site.yaml")), ROOT / "templates" / "brief" / "site.yaml"]
BRIEFS = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for path in PATHS]

#: What a slip of the pen, a wrong unit or ill will may put into a place.
VALUES = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            -1,
            0,
            1e308,
            10**17,
            "",
            " ",
            "max",
            "-5 m",
            "0 m",
            "1e999 m",
            "nan",
            "inf kW",
            "5 kVA",
            "5 kW",
            "5 rpm",
            "12'-6\"",
            '24 "',
            "1/0",
            "1'-1/0\"",
            "9" * 300,
            "=cmd()",
            "{0.__class__}",
            "../../x",
            "\x00",
            "\u202e",
            "a" * 5000,
            [],
            {},
            [[]],
            {"value": None},
            {"value": "5 m", "status": "sure"},
            {"grid": {}},
            {"dxf": "x.dxf"},
            {"epw": "x.epw"},
            [[0, 0], [1, 1], [0, 1], [1, 0]],
            {"rack": "x"},
            "2N",
            "N+1",
            "IEC",
            "NEC",
            "50 Hz",
            "60 Hz",
        ]
    ),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=12),
    st.builds(
        "{} {}".format,
        st.floats(-1e6, 1e6, allow_nan=False),
        st.sampled_from(
            ["m", "ft", "mm", "MW", "kVA", "V", "%", "degC", "K", "h", "psf", "kPa", "USD/MWh", "Hz", "rack", ""]
        ),
    ),
)


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path of a brief."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in inner for place in ((*path, key), *_places(value, (*path, key)))]


def _changed(brief: Any, how: str, path: tuple[Any, ...], value: Any) -> None:
    """Drop, duplicate, rename or replace what stands at a path."""
    holder = brief
    for part in path[:-1]:
        holder = holder[part]
    last = path[-1]
    if how == "drop":
        del holder[last]
    elif how == "twice" and isinstance(holder, list):
        holder.insert(last, copy.deepcopy(holder[last]))
    elif how == "rename" and isinstance(holder, dict):
        holder[f"{last}x"] = holder.pop(last)
    elif how == "wrap":
        holder[last] = [holder[last]]
    else:
        holder[last] = value


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A reference brief with one to four places changed."""
    brief = copy.deepcopy(draw(st.sampled_from(BRIEFS)))
    for _ in range(draw(st.integers(1, 4))):
        places = _places(brief)
        if places:
            how = draw(st.sampled_from(["drop", "twice", "rename", "wrap", "replace", "replace", "replace"]))
            _changed(brief, how, draw(st.sampled_from(places)), draw(VALUES))
    text = yaml.safe_dump(brief, sort_keys=False, allow_unicode=True)
    return text.replace("'", "").encode("utf-8", "replace") if draw(st.booleans()) else text.encode("utf-8", "replace")


def _check(mistakes: tuple[Mistake, ...], last_line: int) -> None:
    """Each mistake has its file, a line of the file, and its words on one line."""
    assert mistakes
    for mistake in mistakes:
        assert mistake.place.file == "site.yaml"
        assert 0 <= mistake.place.line <= last_line
        assert mistake.code in words()
        assert "\n" not in render(mistake)


def _judge(text: bytes) -> None:
    try:
        site = read_bytes(text, "site.yaml", CATALOG, ROOT / "tests", ("rail-optimised",))
    except Refused as refused:
        _check(refused.mistakes, text.count(b"\n") + 2)
        return
    assert site.hall.polygon.is_valid
    assert derive(site, CATALOG).items


@settings(max_examples=110, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(text=mutated())
def test_a_changed_brief_reads_or_is_refused(text: bytes) -> None:
    """Dropped, doubled, renamed, retyped and re-united places of the briefs never end in another exception."""
    _judge(text)


@settings(max_examples=60, deadline=None)
@given(brief=st.sampled_from(PATHS), data=st.data())
def test_a_damaged_file_reads_or_is_refused(brief: Path, data: st.DataObject) -> None:
    """Bytes cut out, put in or overwritten anywhere never end in another exception."""
    text = brief.read_bytes()
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 40))
    _judge(text[:at] + data.draw(st.binary(max_size=12)) + text[at + cut :])
