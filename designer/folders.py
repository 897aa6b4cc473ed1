"""Where the words and the data live: `templates/` and `catalogs/`.

In a wheel both are sub-folders of the package; an editable install falls back to the checkout.
"""

from pathlib import Path

__all__ = ["catalogs", "templates"]

_PACKAGE = Path(__file__).resolve().parent


def _find(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def catalogs() -> Path:
    """The folder of the catalog records, one YAML file per product."""
    return _find("catalogs")


def templates() -> Path:
    """The folder of the words: sheet templates, messages, starter brief."""
    return _find("templates")
