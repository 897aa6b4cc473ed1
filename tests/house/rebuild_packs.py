"""Rebuilds the committed packs of the reference sites: `make packs`.

Only what people read is kept beside the briefs (Markdown, its pictures, findings); the PDF, workbook, DXF and the long
cable lists are left to `make demo`.
"""

import shutil
import tempfile
from pathlib import Path

from designer import pipeline

ROOT = Path(__file__).resolve().parents[2]
SITES = ("creek-8", "fjord-5", "prairie-25")
KEPT = ("README.md", "sheets/*.md", "drawings/*.svg", "charts/*.svg", "findings.json")
#: What is kept but not compared: the plotting library writes other bytes with each of its versions.
FREE = "charts/"


def kept_files(pack: Path) -> dict[str, bytes]:
    """The files of a pack that are committed, by their path inside it."""
    found = {}
    for pattern in KEPT:
        for path in pack.glob(pattern):
            found[path.relative_to(pack).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def issued(site: str, pack: Path) -> Path:
    """The pack of a site as it is made now, but for its PDF."""
    pipeline.issue(pipeline.design(ROOT / "outputs" / site / "site.yaml"), pack, pdf=False)
    return pack


def rebuilt(site: str) -> dict[str, bytes]:
    """The committed files of a site as they are made now."""
    with tempfile.TemporaryDirectory() as folder:
        return kept_files(issued(site, Path(folder) / "pack"))


def main() -> None:
    for site in SITES:
        pack = ROOT / "outputs" / site / "pack"
        shutil.rmtree(pack, ignore_errors=True)
        for name, content in rebuilt(site).items():
            path = pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        print(pack.relative_to(ROOT))


if __name__ == "__main__":
    main()
