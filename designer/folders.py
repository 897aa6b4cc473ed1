"""Where the words and the data live: `templates/` and `catalogs/`.

In a wheel both are sub-folders of the package; an editable install falls back to the checkout.
"""

import hashlib
from functools import cache
from pathlib import Path

__all__ = ["catalogs", "code_digest", "templates"]

_PACKAGE = Path(__file__).resolve().parent


@cache
def _find(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def catalogs() -> Path:
    """The folder of the catalog records, one YAML file per product."""
    return _find("catalogs")


def templates() -> Path:
    """The folder of the words: sheet templates, messages, starter brief."""
    return _find("templates")


@cache
def code_digest() -> str:
    """SHA-256 of the tool itself: every module and template, names and bytes, in sorted order."""
    total = hashlib.sha256()
    for root, pattern in ((_PACKAGE, "*.py"), (templates(), "*.*")):
        for path in sorted(root.rglob(pattern)):
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
