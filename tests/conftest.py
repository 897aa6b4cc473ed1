"""What several rooms test on: the small hall as designed."""

from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from designer import pipeline
from designer.redundancy.records import Trades

#: A test by examples is judged by what it finds, not by how long one example took on a busy machine.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

SMALL = Path(__file__).parent / "pipeline" / "small.yaml"


@pytest.fixture(scope="session")
def two_feeds(tmp_path_factory: pytest.TempPathFactory) -> Trades:
    """The trades of the small hall with two utility feeds and generators."""
    brief = yaml.safe_load(SMALL.read_text())
    brief["site"]["utility"]["feeds"] = 2
    brief["power"]["generators"] = True
    path = tmp_path_factory.mktemp("hall") / "site.yaml"
    path.write_text(yaml.safe_dump(brief))
    return pipeline.design(path).design.trades
