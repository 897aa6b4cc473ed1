"""Where the words and the data live: `templates/` and `catalogs/`.

In a wheel both are sub-folders of the package; an editable install falls back to the checkout.
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["catalogs", "code_digest", "fonts", "languages", "templates"]

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


def languages() -> tuple[str, ...]:
    """The languages in which a pack can be written: English, and each folder of `templates/languages`."""
    other = templates() / "languages"
    return ("en", *sorted(p.name for p in other.iterdir() if p.is_dir())) if other.is_dir() else ("en",)


#: Packages whose fonts a language needs beside the house font.
_FONT_PACKAGES = {"ja": ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")}


def fonts(language: str = "en") -> tuple[Path, ...] | None:
    """The folders of the fonts that a language needs, the house font first; None when one is not installed."""
    found = [templates() / "fonts"]
    for package in _FONT_PACKAGES.get(language, ()):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            return None
        found.append(Path(spec.origin).parent)
    return tuple(found)
