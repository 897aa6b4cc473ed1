"""Reference briefs and a small brief that tests change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from designer.catalog import Catalog
from designer.site import read_bytes
from designer.site.records import Site

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
project: {name: Small, date: "2026-01-01", units: SI, evidence: read}
site:
  location: Here
  elevation: 250 m
  climate: us-midwest
  utility: {voltage: 34.5 kV, frequency: 60 Hz, import_limit: 5 MW}
  permits: none
  labour: near
hall:
  footprint: [[0, 0], [40, 0], [40, 20], [0, 20]]
  clear_height: 6 m
  sprinklered: false
  structure: steel
  doors: [{tag: D1, at: [0, 10], width: 3 m, height: 3 m, kind: roll-up}]
  yards: [[[0, 25], [40, 25], [40, 45], [0, 45]]]
plant:
  - tag: TX
    count: 2
    kind: transformer
    rating: 2.5 MVA
    primary: 34.5 kV
    secondary: 415 V
    impedance: 5.75 %
    year: 2021
compute: {rack: gb200-nvl72, racks: max}
"""


class _Plain(yaml.SafeDumper):
    """A dumper that writes shared parts out again instead of aliasing them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


@pytest.fixture(scope="session")
def briefs() -> dict[str, bytes]:
    """The reference briefs and the starter, by name."""
    paths = [*sorted((ROOT / "outputs").glob("*/site.yaml")), ROOT / "templates" / "brief" / "site.yaml"]
    return {path.parent.name: path.read_bytes() for path in paths}


@pytest.fixture
def small() -> dict[str, Any]:
    """A small brief as data, to be changed."""
    data: dict[str, Any] = yaml.safe_load(SMALL)
    return data


@pytest.fixture
def reads(catalog: Catalog) -> Callable[..., Site]:
    """Reads a brief given as data."""

    def read(data: dict[str, Any], folder: Path | None = None, topologies: tuple[str, ...] = ()) -> Site:
        text = yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True).encode()
        return read_bytes(text, "site.yaml", catalog, folder, topologies)

    return read
