"""``designer new``: the starter brief."""

from pathlib import Path

from designer import folders
from designer.cli.guard import message
from designer.cli.words import say
from designer.errors import Mistake, Place, Refused

__all__ = ["write"]

_NAME = "site.yaml"


def write(folder: Path) -> int:
    """Write the starter brief into a folder. Raises `Refused` when one is there already."""
    path = folder / _NAME
    if folder.exists() and not folder.is_dir():
        raise Refused([Mistake("place-unwritable", Place(str(folder)))])
    if path.exists():
        raise Refused([Mistake("place-taken", Place(str(path)))])
    text = (folders.templates() / "brief" / _NAME).read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    print(path)
    message(say("started", path=str(path)))
    message(say("next", path=str(path), pack=str(folder / "pack")))
    return 0
