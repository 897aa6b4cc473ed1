"""The real client programs, each run in its own folder, with its own socket, for a bounded time and as a group that
is ended as a whole.
"""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from glob import glob
from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.fabric.records import Network
from designer.fabric.topologies import topology
from tests.fabric import conftest as fabric

_PROGRAMS = ("ibsim", "opensm", "ibnetdiscover", "ibdmchk")
_PRELOAD = "/usr/lib/*/umad2sim/libumad2sim.so"
#: Seconds that one program may take; a fabric of a thousand ports takes about three.
_LIMIT = 120
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def found(program: str) -> str | None:
    """Where a program stands, also in the folders of the administrator."""
    return shutil.which(program, path=_PATH)


def run(command: list[str], folder: Path, env: dict[str, str] | None = None, limit: float = _LIMIT) -> str:
    """What a program says on both streams; its whole group is ended when its time is up."""
    process = subprocess.Popen(
        command, cwd=folder, env=(env or dict(os.environ)) | {"PATH": _PATH}, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )
    try:
        return process.communicate(timeout=limit)[0]
    finally:
        end(process)


def end(process: "subprocess.Popen[str]") -> None:
    """End a program and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass(frozen=True)
class Verdict:
    """What opensm and ibdmchk said of a fabric."""

    log: str
    check: str

    @property
    def engine(self) -> str:
        """The engine whose tables were set; opensm falls back silently and still exits 0."""
        said = re.findall(r"(\w+) tables configured", self.log)
        return said[-1] if said else ""

    @property
    def errors(self) -> list[str]:
        """The codes of the errors in the log."""
        return re.findall(r"ERR (\w+):", self.log)

    @property
    def loads(self) -> dict[int, int]:
        """Switch ports by the number of destinations that they carry, ports to adapters left out."""
        return self._table("NUM-DLIDS NUM-SWITCH-PORTS")

    @property
    def hops(self) -> dict[int, int]:
        """Ordered pairs of adapters by the number of links between them, as routed."""
        return self._table("LFT ROUTE HOP HISTOGRAM")

    @property
    def loops(self) -> bool:
        """Whether the routes can wait for one another in a ring."""
        assert "credit loops" in self.check, self.check[-2000:]
        return "no credit loops found" not in self.check

    def _table(self, title: str) -> dict[int, int]:
        block = self.check.partition(title)[2].partition("-----\n\n")[0]
        return {int(a): int(b) for a, b in re.findall(r"^ +(\d+) +(\d+)$", block, re.MULTILINE)}


class Simulated:
    """A fabric that ibsim plays; the clients talk to it as to a real one."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env

    def discovered(self) -> Counter[frozenset[tuple[str, int]]]:
        """The links that ibnetdiscover finds, by name and port."""
        return links_of(self.listing())

    def listing(self) -> str:
        """What ibnetdiscover prints."""
        return run([str(found("ibnetdiscover"))], self.folder, self.env)

    def remembered(self) -> Path:
        """What ibnetdiscover finds, kept for a later comparison."""
        kept = self.folder / "as-designed.cache"
        run([str(found("ibnetdiscover")), "--cache", str(kept)], self.folder, self.env)
        return kept

    def differences(self, kept: Path) -> Counter[tuple[str, frozenset[tuple[str, int]]]]:
        """What ibnetdiscover itself tells apart from what was kept: gone (<) and new (>) links, each once."""
        text = run([str(found("ibnetdiscover")), "--diff", str(kept)], self.folder, self.env)
        ends: set[tuple[str, frozenset[tuple[str, int]]]] = set()
        own = ""
        for line in text.splitlines():
            if head := re.match(r'(?:Switch|Hca|Ca)\s+\d+\s+"[^"]+"\s+#\s+"([^"]+)"', line):
                own = head[1]
            elif link := re.match(r'([<>]) \[(\d+)\][^"]*"[^"]+"\[(\d+)\].*?"([^"]+)"', line):
                ends.add((link[1], frozenset([(own, int(link[2])), (link[4], int(link[3]))])))
        return Counter(ends)

    def routed(self, engine: str = "ftree") -> Verdict:
        """Let opensm route the fabric."""
        log = self.folder / "osm.log"
        opensm = [str(found("opensm")), "-o", "-R", engine, "-D", "0x43", "-f", str(log)]
        run(opensm, self.folder, self.env)
        return Verdict(log.read_text(errors="replace"), "")

    def verdict(self, engine: str = "ftree") -> Verdict:
        """Let opensm route the fabric, and ibdmchk judge the routes."""
        routed = self.routed(engine)
        check = run(
            [str(found("ibdmchk")), "-s", "opensm-subnet.lst", "-f", "opensm.fdbs", "-m", "opensm.mcfdbs"],
            self.folder,
        )
        return Verdict(routed.log, check)


def links_of(text: str) -> Counter[frozenset[tuple[str, int]]]:
    """The links of an ibnetdiscover listing, each once; nodes by the name in their comment."""
    names = dict(re.findall(r'^(?:Switch|Hca|Ca)\s+\d+\s+("[^"]+")\s+#\s+"([^"]+)"', text, re.MULTILINE))
    ends: Counter[frozenset[tuple[str, int]]] = Counter()
    own = ""
    for line in text.splitlines():
        if head := re.match(r'(?:Switch|Hca|Ca)\s+\d+\s+("[^"]+")', line):
            own = names[head[1]]
        elif link := re.match(r'\[(\d+)\](?:\([0-9a-f]+\))?\s+("[^"]+")\[(\d+)\]', line):
            ends[frozenset([(own, int(link[1])), (names[link[2]], int(link[3]))])] += 1
    return Counter({pair: count // 2 if len(pair) > 1 else count for pair, count in ends.items()})


def library_of_ibsim() -> str:
    """The library that leads the clients to ibsim; a minus and what is missing where there is none."""
    missing = [program for program in _PROGRAMS if not found(program)]
    libraries = glob(_PRELOAD)
    return libraries[0] if libraries and not missing else f"-{', '.join(missing) or 'libumad2sim0'}"


@contextmanager
def playing(text: str, folder: Path, library: str) -> Iterator[Simulated]:
    """Let ibsim play the text of a ``.net`` file in an empty folder."""
    folder.mkdir()
    (folder / "fabric.net").write_text(text)
    socket_name = {"IBSIM_SOCKNAME": f"designer-{uuid.uuid4().hex[:12]}"}
    env = os.environ | socket_name | {
        "OSM_TMP_DIR": str(folder), "OSM_CACHE_DIR": str(folder), "LD_PRELOAD": library,
    }
    command = [str(found("ibsim")), "-s", "-n", "-N", "20000", "-S", "2000", "-P", "200000", "fabric.net"]
    with (folder / "ibsim.out").open("w") as out:
        server = subprocess.Popen(
            command, cwd=folder, env=os.environ | socket_name | {"PATH": _PATH}, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )
        try:
            until = time.monotonic() + _LIMIT
            while "MaxMcastCap" not in (said := (folder / "ibsim.out").read_text(errors="replace")):
                assert server.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.02)
            yield Simulated(folder, env)
        finally:
            end(server)


@pytest.fixture(scope="session")
def infiniband() -> str:
    """The library that leads the clients to ibsim; skips where the programs are not installed."""
    library = library_of_ibsim()
    if library.startswith("-"):
        pytest.skip(
            f"not installed: {library[1:]} (apt-get install ibsim-utils libumad2sim0 opensm infiniband-diags ibutils)"
        )
    return library


@pytest.fixture
def simulated(infiniband: str, tmp_path: Path) -> Callable[[str], AbstractContextManager[Simulated]]:
    """Play the text of a ``.net`` file, as a context."""
    return lambda text: playing(text, tmp_path / uuid.uuid4().hex[:8], infiniband)


_SLURM = """ClusterName=trial
SlurmctldHost=localhost(127.0.0.1)
AuthType=auth/none
CredType=cred/none
CryptoType=crypto/none
SlurmUser={user}
SlurmctldPort={port}
SlurmdPort={other}
StateSaveLocation={folder}
SlurmctldPidFile={folder}/ctld.pid
SlurmctldLogFile={folder}/ctld.log
TopologyPlugin=topology/tree
SelectType=select/cons_tres
NodeName={nodes} NodeAddr=127.0.0.1 CPUs=1
PartitionName=all Nodes=ALL Default=YES State=UP
"""


@pytest.fixture
def controller(tmp_path: Path) -> Callable[[str, str], tuple[str, str]]:
    """Start Slurm's controller on a ``topology.conf`` and a list of nodes; what it shows of the topology, and its log.

    Nothing is shown when it refuses to run.
    """
    if not found("slurmctld") or not found("scontrol"):
        pytest.skip("not installed: slurmctld, scontrol (apt-get install slurmctld slurm-client)")

    def ask(topology_conf: str, nodes: str) -> tuple[str, str]:
        folder = tmp_path / uuid.uuid4().hex[:8]
        folder.mkdir()
        (folder / "topology.conf").write_text(topology_conf)
        port, other = _free_ports()
        user = getpass.getuser()
        config = _SLURM.format(user=user, port=port, other=other, folder=folder, nodes=nodes)
        (folder / "slurm.conf").write_text(config)
        env = os.environ | {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": _PATH}
        with (folder / "out").open("w") as out:
            command = [str(found("slurmctld")), "-D", "-f", str(folder / "slurm.conf")]
            server = subprocess.Popen(
                command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                text=True, start_new_session=True,
            )
            try:
                shown, until = "", time.monotonic() + 30
                while "SwitchName=" not in shown and server.poll() is None and time.monotonic() < until:
                    time.sleep(0.3)
                    if server.poll() is None:
                        with suppress(subprocess.TimeoutExpired):
                            shown = run([str(found("scontrol")), "show", "topology"], folder, env, 5)
            finally:
                end(server)
        log = folder / "ctld.log"
        said = (log.read_text() if log.is_file() else "") + (folder / "out").read_text()
        return (shown if "SwitchName=" in shown else ""), said

    return ask


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


@pytest.fixture(scope="session")
def build(catalog: Catalog) -> Callable[..., Network]:
    """Build a compute network of so many nodes, with the helper of the fabric's own tests."""

    def made(nodes: int, **said: object) -> Network:
        ask = fabric.make_ask(catalog, nodes, **said)
        return topology(ask.topology).build(ask).network

    return made
