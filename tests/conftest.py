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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that design whole halls first: begun last, one of them would run on alone at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


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
