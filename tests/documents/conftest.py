"""Designs for the document tests: a synthetic one that needs no other room."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from designer import pipeline
from designer.checks.records import Design, Findings


def _beside(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"documents_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The module that makes synthetic designs of any size."""
    return _beside("synthetic")


@pytest.fixture(scope="session")
def cad_counts() -> ModuleType:
    """The module that counts the entities of a CAD file by two readers."""
    return _beside("cad_counts")


@pytest.fixture(scope="session")
def odd_halls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Design, Findings]]:
    """The odd halls as designed, by name."""
    briefs, found = _beside("odd_halls"), {}
    for name, brief in (("tiny", briefs.tiny()), ("turned", briefs.turned())):
        folder = tmp_path_factory.mktemp(name)
        (folder / "logo.svg").write_text(briefs.LOGO)
        (folder / "site.yaml").write_text(yaml.safe_dump(brief))
        made = pipeline.design(folder / "site.yaml")
        found[name] = (made.design, made.findings)
    return found


@pytest.fixture(scope="session")
def judged(synthetic: ModuleType) -> tuple[Design, Findings]:
    """A small synthetic design with its findings, in feet."""
    design: tuple[Design, Findings] = synthetic.make_design(rows=4, per_row=8)
    return design


@pytest.fixture(scope="session")
def judged_metric(synthetic: ModuleType) -> tuple[Design, Findings]:
    """The same in metres."""
    design: tuple[Design, Findings] = synthetic.make_design(rows=4, per_row=8, units="SI")
    return design
