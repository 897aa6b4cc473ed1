"""Links as found against links as designed: each kind of mistake is one row, however many cables it touches."""

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from designer.cli import app
from designer.fabric.discovery import differences, links_of
from designer.fabric.exports import ibsim_net


@pytest.fixture(scope="module")
def network(build):
    """Two units of 16 machines."""
    return build(32, unit=16)


def exchanged(network, rows):
    """The far ends of some cables handed on in a ring."""
    cables = network.cables.copy()
    for end in ("b", "b_port"):
        cables[end][rows] = cables[end][np.roll(rows, 1)]
    return replace(network, cables=cables)


def found(network, wrong):
    """What differs, by kind with the number of cables."""
    made = differences(links_of(ibsim_net(network)), links_of(ibsim_net(wrong)))
    return [(one.kind, len(one.designed), len(one.found)) for one in made]


def test_every_kind_of_mistake(network):
    """Nothing, a missing cable, two swapped, a ring of three, one moved to a free port, one that nobody designed."""
    cables = network.cables
    low, upper = np.flatnonzero(cables["layer"] == 0), np.flatnonzero(cables["layer"] == 1)
    assert found(network, network) == []
    assert found(network, replace(network, cables=np.delete(cables, upper[0]))) == [("missing", 1, 0)]
    assert found(replace(network, cables=np.delete(cables, upper[0])), network) == [("extra", 0, 1)]
    assert found(network, exchanged(network, low[[0, 1]])) == [("swapped", 2, 2)]
    assert found(network, exchanged(network, upper[[0, 40, 80]])) == [("swapped", 3, 3)]
    moved = cables.copy()
    moved["b_port"][upper[0]] = 63
    assert found(network, replace(network, cables=moved)) == [("moved", 1, 1)]


def test_the_command_names_the_cables(network, tmp_path):
    """Exit code 0 and no row for the design itself; 1 and one row with both cables for two swapped ones."""
    (tmp_path / "pack" / "fabric").mkdir(parents=True)
    (tmp_path / "pack" / "fabric" / "compute.net").write_text(ibsim_net(network))
    wrong = exchanged(network, np.flatnonzero(network.cables["layer"] == 0)[[0, 1]])
    for listed, code in ((network, 0), (wrong, 1)):
        (tmp_path / "found.net").write_text(ibsim_net(listed))
        result = CliRunner().invoke(app, ["discover", str(tmp_path / "pack"), str(tmp_path / "found.net")])
        assert result.exit_code == code
    rows = [line for line in result.stdout.splitlines() if line.startswith("| swapped")]
    assert len(rows) == 1
    assert rows[0].count("<br>") == 2
    assert "dgx0001-hca0:1" in rows[0]


def test_nothing_to_compare_is_refused(network, tmp_path):
    """A folder without a fabric, a listing that is not there and one without a link are mistakes with exit code 2."""
    (tmp_path / "fabric").mkdir()
    (tmp_path / "empty.txt").write_text("nothing")
    for pack, listing in ((tmp_path / "fabric", "empty.txt"), (tmp_path, "none.txt"), (tmp_path, "empty.txt")):
        if pack == tmp_path:
            (tmp_path / "fabric" / "compute.net").write_text(ibsim_net(network))
        result = CliRunner().invoke(app, ["discover", str(pack), str(tmp_path / listing)])
        assert result.exit_code == 2
