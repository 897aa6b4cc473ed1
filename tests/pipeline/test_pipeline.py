"""The order of work from brief to pack: the same bytes each time, whole or nothing, never a traceback."""

import copy
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer import pipeline
from designer.errors import Refused

HERE = Path(__file__).resolve().parent
BRIEF = HERE / "small.yaml"
PLAIN = yaml.safe_load(BRIEF.read_text())

MAKE = (
    "import sys, pathlib; from designer import pipeline as p; "
    "p.issue(p.design(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]), sys.argv[3] == '1')"
)


def digests(pack: Path) -> dict[str, str]:
    files = sorted(p for p in pack.rglob("*") if p.is_file())
    return {p.relative_to(pack).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_same_brief_same_bytes(tmp_path):
    """Two processes with different hash seeds, folders and clocks write identical packs, the PDF included."""
    found = []
    for seed in ("1", "2"):
        pack = tmp_path / seed / "pack"
        pack.parent.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "UTC" if seed == "1" else "Asia/Tokyo"}
        subprocess.run(
            [sys.executable, "-c", MAKE, str(BRIEF), str(pack), "1"], check=True, env=environment, cwd=tmp_path
        )
        found.append(digests(pack))
    assert found[0] == found[1]
    assert {"README.md", "design-pack.pdf", "design.json", "design-pack.xlsx", "manifest.json"} <= set(found[0])


def test_a_failed_issue_leaves_the_earlier_pack(tmp_path, monkeypatch):
    """When writing breaks half-way, the pack that stood there before still stands whole, and nothing lies beside it."""
    judged = pipeline.design(BRIEF)
    pack = tmp_path / "pack"
    pipeline.issue(judged, pack, pdf=False)
    before = digests(pack)

    opened, written = Path.open, []

    def broken(self, mode="r", *arguments, **named):
        written.extend([self] if "w" in mode else [])
        if len(written) > 20:
            raise OSError("disk full")
        return opened(self, mode, *arguments, **named)

    monkeypatch.setattr(Path, "open", broken)
    with pytest.raises(OSError, match="disk full"):
        pipeline.issue(judged, pack, pdf=False)
    monkeypatch.undo()
    assert digests(pack) == before
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]


def paths(node, prefix=()):
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield (*prefix, key)
        yield from paths(child, (*prefix, key))


PATHS = list(paths(PLAIN))
VALUES = st.one_of(
    st.sampled_from(
        [
            "0 m",
            "-5 MW",
            "1 kVA",
            "1e9 MW",
            "3 ft",
            "12 rpm",
            "",
            "=cmd()",
            "#x *b* $y$",
            "N+1",
            "2N",
            "4-to-make-3",
            "pg25",
            "water",
            "max",
            "18 degC",
            "45 degC",
            "0.2 MW",
            "9 MW",
            "2.6 m",
            "11 m",
            None,
            True,
            [],
            {},
            [[0, 0], [9, 9]],
            "IEC",
            "NEC",
        ]
    ),
    st.integers(-3, 60),
    st.floats(allow_nan=True, allow_infinity=True),
)


@st.composite
def changed_briefs(draw):
    brief = copy.deepcopy(PLAIN)
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(PATHS))
        node = brief
        try:
            for key in path[:-1]:
                node = node[key]
            if draw(st.booleans()):
                node[path[-1]] = draw(VALUES)
            else:
                del node[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    return brief


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(brief=changed_briefs())
def test_a_changed_brief_designs_or_is_refused(tmp_path_factory, brief):
    """Twelve changed briefs: each designs and issues a whole pack, or is refused with located mistakes and
    writes nothing.
    """
    folder = tmp_path_factory.mktemp("changed")
    path, pack = folder / "site.yaml", folder / "pack"
    path.write_text(yaml.safe_dump(brief, allow_unicode=True))
    try:
        judged = pipeline.design(path)
    except Refused as trouble:
        refused = trouble
    else:
        refused = None
    if refused is not None:
        assert refused.mistakes
        assert all(m.place.path or m.place.line for m in refused.mistakes)
        assert not pack.exists()
        return
    pipeline.issue(judged, pack, pdf=False)
    assert (pack / "manifest.json").exists()
    assert sorted(p.name for p in folder.iterdir()) == ["pack", "site.yaml"]
