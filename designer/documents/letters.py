"""Letters that no font at hand shows. A brief may name people and places in any script; a PDF for archives must show
every letter, and none may be taken from the machine it is made on.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from designer import folders

__all__ = ["STAND_IN", "fonts_for", "letters_of", "stood_in"]

_ASCII = bytes(range(128))

#: What is printed where a letter cannot be.
STAND_IN = "□"
#: Categories of signs that show nothing by themselves: they are left out.
_UNSEEN = ("Cf", "Mn", "Me")
#: Letters whose meaning is agreed on privately: files for archives may not hold them.
_PRIVATE = ("Co", "Cn", "Cs")


def fonts_for(language: str, letters: Iterable[str]) -> tuple[tuple[Path, ...], frozenset[int]]:
    """Folders of the fonts for letters in a pack of a language, and the code points that these fonts show.

    The fonts of other languages are taken where they are installed and show what would otherwise be missing.
    """
    found = folders.fonts(language) or folders.fonts() or ()
    shown = frozenset[int]().union(*(_shown(folder) for folder in found))
    missing = {ord(letter) for letter in letters} - shown
    for other in folders.languages():
        for folder in folders.fonts(other) or ():
            if folder not in found and missing & _shown(folder):
                found, shown = (*found, folder), shown | _shown(folder)
    return found, shown


@lru_cache(maxsize=8)
def _shown(folder: Path) -> frozenset[int]:
    """Code points that every font of a folder shows."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # only a pack with a PDF needs it

    found: frozenset[int] | None = None
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".ttf", ".otf")):
        with TTFont(path, lazy=True) as font:
            codes = frozenset(font.getBestCmap())
        found = codes if found is None else found & codes
    return found or frozenset()


def letters_of(content: bytes) -> set[str]:
    """The letters of a file in UTF-8 beyond ASCII."""
    return set(content.translate(None, _ASCII).decode())


def stood_in(content: bytes, shown: frozenset[int]) -> bytes:
    """A file in UTF-8 whose letters all are shown: what has no sign is left out, for others stands `STAND_IN`.

    >>> stood_in("a\u65e5\u200d".encode(), frozenset()).decode()
    'a□'
    """
    kept = {ord(letter): _kept(letter, shown) for letter in letters_of(content)}
    if all(chr(code) == letter for code, letter in kept.items()):
        return content
    return content.decode().translate(kept).encode()


def _kept(letter: str, shown: frozenset[int]) -> str:
    if letter.isspace() or (ord(letter) in shown and unicodedata.category(letter) not in _PRIVATE):
        return letter
    return "" if unicodedata.category(letter) in _UNSEEN else STAND_IN
