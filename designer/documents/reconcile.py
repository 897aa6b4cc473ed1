"""The reconciler: reads the rendered files of a pack back and compares their counts and tags.

It knows nothing of the records from which the files were made; what it compares is what a reader would find.
"""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from designer.beside import beside

__all__ = ["Clash", "Irreconcilable", "clashes", "reconcile"]

_STAMP = re.compile(rb'<path data-tag="([^"]*)" data-kind="([^"]*)"')
#: Lines that an attribute of a CAD file has at most.
_ATTRIBUTE = 64
_SHEETS_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """Two files that say different things about one subject."""

    subject: str
    first: str
    second: str
    said_first: str
    said_second: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.first} = {self.said_first}; {self.second} = {self.said_second}"


class Irreconcilable(Exception):
    """A pack contradicts itself; `clashes` says where. Nothing is issued."""

    def __init__(self, found: Iterable[Clash]) -> None:
        self.clashes = tuple(found)
        super().__init__("\n".join(str(clash) for clash in self.clashes))


def reconcile(folder: Path) -> None:
    """Compare the files of a pack. Raises `Irreconcilable`."""
    found = clashes(folder)
    if found:
        raise Irreconcilable(found)


def clashes(folder: Path) -> list[Clash]:
    """Every contradiction between the files of a pack."""
    others = beside(lambda: _found(folder, (_networks, _manifest, _ledger, _removals)))
    mine = _found(
        folder, (_racks, _equipment, _bill, _findings, _workbook, _drawings, _requirements, _summary)
    )  # fmt: skip
    return sorted([*mine, *others()])


def _found(folder: Path, checks: Iterable[Callable[["_Pack"], None]]) -> list[Clash]:
    """What some of the comparisons find."""
    pack = _Pack(folder)
    for check in checks:
        check(pack)
    return pack.found


class _Pack:
    """The files of a pack, read when asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Clash] = []
        self.design: dict[str, Any] = json.loads(self.text("design.json"))

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def rows(self, name: str) -> list[list[str]]:
        """Rows of a CSV file below its header; none when there is no such file."""
        if not self.has(name):
            return []
        return list(csv.reader(io.StringIO(self.text(name))))[1:]

    def column(self, name: str, index: int = 0) -> list[str]:
        return [row[index] for row in self.rows(name)]

    def counted(self, name: str) -> Counter[str]:
        """How often each text stands in the first column of a CSV file below its header; none without such a file."""
        if not self.has(name):
            return Counter()
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            return Counter(row[0] for row in reader)

    def marks(self, name: str, *wanted: bytes) -> tuple[int, ...]:
        """How often each of some marks stands in a file."""
        with (self.folder / name).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            return tuple(sum(1 for _ in re.finditer(re.escape(mark), content)) for mark in wanted)

    def stamps(self, number: str) -> list[tuple[str, str]]:
        """Tags and kinds of the items drawn to size on a drawing."""
        content = (self.folder / f"drawings/{number}.svg").read_bytes()
        return [(_xml(tag), _xml(kind)) for tag, kind in _STAMP.findall(content)]

    def same(self, subject: str, *said: tuple[str, Any]) -> None:
        """All of these must say the same; the first is the reference."""
        name, reference = said[0]
        for other, value in said[1:]:
            if value != reference:
                self.found.append(Clash(subject, name, other, _short(reference, value), _short(value, reference)))


def _xml(raw: bytes) -> str:
    text = raw.decode()
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _short(value: Any, other: Any) -> str:
    """A value for the message; of lists, only what the other lacks."""
    if isinstance(value, list) and isinstance(other, list):
        missing = sorted((Counter(map(str, value)) - Counter(map(str, other))).elements())
        return f"{len(value)} items" + (f", alone with {', '.join(missing[:5])}" if missing else "")
    return str(value)


def _racks(pack: _Pack) -> None:
    """Racks: design.json, schedule, plan, enlarged plan, elevation of rows, bill of materials."""
    tags = sorted(rack["tag"] for rack in pack.design["layout"]["racks"])
    pack.same("racks", ("design.json", tags), ("schedules/racks.csv", sorted(pack.column("schedules/racks.csv"))))
    for number in ("A-103", "T-101"):
        if tags and pack.has(f"drawings/{number}.svg"):
            drawn = sorted(tag for tag, kind in pack.stamps(number) if kind == "rack")
            pack.same(f"racks on {number}", ("design.json", tags), (f"drawings/{number}.svg", drawn))
    billed = _billed(pack, "rack/")
    pack.same("racks", ("design.json", len(tags)), ("bill of materials", billed))
    gpu = sum(rack["kind"] == "gpu" for rack in pack.design["layout"]["racks"])
    pack.same("GPU racks", ("design.json layout", gpu), ("design.json summary", pack.design["summary"]["racks"]))
    rows = sum(row["count"] for row in pack.design["layout"]["rows"])
    pack.same("racks in rows", ("design.json racks", len(tags)), ("design.json rows", rows))


def _billed(pack: _Pack, prefix: str) -> int:
    """How many things of a catalog kind the bill counts as standing, spares left out."""
    lines = [line for line in pack.design["bom"] if str(line["catalog"]).startswith(prefix)]
    return round(sum(line["needed"] + line["redundant"] for line in lines if not line["fate"].startswith("demolish")))


def _equipment(pack: _Pack) -> None:
    """Placed equipment: design.json, schedule, plan."""
    tags = sorted(item["tag"] for item in pack.design["layout"]["equipment"])
    pack.same(
        "equipment", ("design.json", tags), ("schedules/equipment.csv", sorted(pack.column("schedules/equipment.csv")))
    )
    if tags and pack.has("drawings/A-103.svg"):
        drawn = sorted(tag for tag, kind in pack.stamps("A-103") if kind != "rack")
        pack.same("equipment on A-103", ("design.json", tags), ("drawings/A-103.svg", drawn))
    cooling = pack.design["cooling"]
    for key in ("cdus", "pumps", "rejection", "air_units"):
        named = {item["tag"] for item in cooling[key]}
        pack.same(f"cooling {key}", ("placed", sorted(named)), ("design.json", sorted(named & set(tags))))


def _bill(pack: _Pack) -> None:
    """Bill of materials: design.json, schedule; each line adds up."""
    ids = [line["id"] for line in pack.design["bom"]]
    pack.same("bill of materials", ("design.json", ids), ("schedules/bom.csv", pack.column("schedules/bom.csv")))
    for line in pack.design["bom"]:
        parts = line["needed"] + line["redundant"] + line["spare"]
        if abs(parts - line["total"]) > 1e-6 * max(1.0, line["total"]):
            pack.found.append(
                Clash(f"bill line {line['id']}", "N + R + S", "total", f"{parts:g}", f"{line['total']:g}")
            )


def _networks(pack: _Pack) -> None:
    """Networks: counts in design.json against graphs, cable schedule and links by layer."""
    networks = pack.design["fabric"]["networks"]
    cables = pack.counted("fabric/cables.csv")
    main = next((n["name"] for n in networks if n["name"] == "compute"), networks[0]["name"] if networks else "")
    for network in networks:
        name = network["name"]
        stem = "topology" if name == main else f"topology-{name}"
        nodes, edges = pack.marks(f"fabric/{stem}.graphml", b"<node ", b"<edge ")
        ids, sources = pack.marks(f"fabric/{stem}.json", b'"id":', b'"source":')
        pack.same(
            f"links of {name}",
            ("design.json", network["cables"]),
            (f"{stem}.graphml", edges),
            (f"{stem}.json", sources),
            ("cables.csv", cables[name]),
        )
        pack.same(f"devices of {name}", (f"{stem}.graphml", nodes), (f"{stem}.json", ids))
    racks = {rack["tag"] for rack in pack.design["layout"]["racks"]}
    seated = {device["rack"] for device in pack.design["fabric"]["devices"] if device["rack"]}
    pack.same("racks that hold devices", ("fabric", sorted(seated)), ("layout", sorted(seated & racks)))


def _findings(pack: _Pack) -> None:
    """Findings: json, schedule, and the numbers on the front page."""
    data = json.loads(pack.text("findings.json"))
    rules = [finding["rule"] for finding in data["findings"]]
    pack.same("findings", ("findings.json", rules), ("schedules/findings.csv", pack.column("schedules/findings.csv")))
    pack.same("conclusion", ("findings.json", data["conclusion"]), ("design.json", pack.design["summary"]["verdict"]))
    verdicts = Counter(finding["verdict"] for finding in data["findings"])
    said = pack.text("README.md")
    match = re.search(r"Rules judged: (\d+); pass (\d+), fail (\d+)", said)
    if match:
        numbers = tuple(int(n) for n in match.groups())
        pack.same(
            "verdicts", ("findings.json", (len(rules), verdicts["pass"], verdicts["fail"])), ("README.md", numbers)
        )


def _ledger(pack: _Pack) -> None:
    """Calculations: ledger against its schedule."""
    keys = sorted(json.loads(pack.text("ledger.json")))
    pack.same(
        "calculations", ("ledger.json", keys), ("schedules/steps.csv", sorted(pack.column("schedules/steps.csv")))
    )


def _removals(pack: _Pack) -> None:
    """Removals: proof against its schedule; single points against design.json."""
    proof = json.loads(pack.text("proof.json"))
    tags = [removal["tag"] for removal in proof["removals"]]
    pack.same(
        "removals", ("proof.json", len(tags)), ("schedules/removals.csv", len(pack.rows("schedules/removals.csv")))
    )
    points = pack.design["redundancy"]["single_points"]
    pack.same("single points of failure", ("proof.json", proof["single_points"]), ("design.json", points))


def _workbook(pack: _Pack) -> None:
    """The workbook: a page for every schedule, with as many rows and the same first column."""
    with zipfile.ZipFile(pack.folder / "design-pack.xlsx") as book:
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in root.iter(f"{_SHEETS_NS}sheet")][1:]
        files = sorted(path.stem for path in (pack.folder / "schedules").glob("*.csv"))
        pack.same("schedules", ("schedules/", [name[:31] for name in files]), ("design-pack.xlsx", names))
        for number, name in enumerate(files, 2):
            rows = book.read(f"xl/worksheets/sheet{number}.xml").count(b"<row ") - 2
            pack.same(
                f"rows of {name}",
                (f"schedules/{name}.csv", len(pack.rows(f"schedules/{name}.csv"))),
                ("design-pack.xlsx", rows),
            )


def _drawings(pack: _Pack) -> None:
    """Every drawing: the tags of the picture against those of the CAD file; the list against the folder."""
    numbers = sorted(path.stem for path in (pack.folder / "drawings").glob("*.svg"))
    pack.same(
        "drawing list",
        ("drawings/", numbers),
        ("schedules/drawings.csv", sorted(pack.column("schedules/drawings.csv"))),
    )
    for number in numbers:
        drawn = sorted(tag for tag, _ in pack.stamps(number))
        pack.same(f"tags on {number}", ("svg", drawn), ("dxf", sorted(_dxf_tags(pack.text(f"drawings/{number}.dxf")))))


def _dxf_tags(text: str) -> list[str]:
    """Values of the attributes named TAG of a CAD file, read from the group codes of its attributes."""
    found: list[str] = []
    for part in re.split(r"^ *0\nATTRIB\n", text, flags=re.MULTILINE)[1:]:
        lines = part.split("\n", _ATTRIBUTE)
        groups: dict[str, str] = {}
        for code, content in zip(lines[::2], lines[1::2], strict=False):
            if code.strip() == "0":
                break
            groups[code.strip()] = content
        if groups.get("2") == "TAG":
            found.append(groups.get("1", ""))
    return found


def _requirements(pack: _Pack) -> None:
    """Requirements: design.json against the matrix in the sheet."""
    ids = [item["id"] for item in pack.design["requirements"]]
    pages = [path for path in sorted((pack.folder / "sheets").glob("*.md")) if path.name.startswith("03")]
    if pages:
        printed = re.findall(r'<a id="requirement-([^"]+)">', pages[0].read_text(encoding="utf-8"))
        pack.same("requirements", ("design.json", ids), (pages[0].name, printed))


def _summary(pack: _Pack) -> None:
    """Powers and heats that stand in several places."""
    cooling, power = pack.design["cooling"], pack.design["power"]
    for line in cooling["heat_balance"]:
        parts = sum(line[key]["value"] for key in ("liquid", "air", "outside"))
        if abs(parts - line["power"]["value"]) > 1e-6 * max(1.0, line["power"]["value"]):
            pack.found.append(
                Clash(
                    f"heat of {line['subject']}",
                    "power",
                    "liquid + air + outdoors",
                    str(line["power"]["value"]),
                    str(parts),
                )
            )
    fed = sorted({item["load"] for item in power["assignments"]})
    known = {item["tag"] for item in power["loads"]}
    pack.same("fed loads", ("assignments", fed), ("loads", sorted(known & set(fed))))


def _manifest(pack: _Pack) -> None:
    """Every file of the pack stands in the manifest with its digest."""
    listed = json.loads(pack.text("manifest.json"))["files"]
    files = sorted(path.relative_to(pack.folder).as_posix() for path in pack.folder.rglob("*") if path.is_file())
    pack.same(
        "files", ("manifest.json", sorted(listed)), ("folder", [name for name in files if name != "manifest.json"])
    )
    for name, digest in sorted(listed.items()):
        if pack.has(name):
            with (pack.folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            pack.same(f"digest of {name}", ("manifest.json", digest), (name, found))
