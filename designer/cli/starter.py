"""``designer new``: the starter briefs."""

from pathlib import Path

from designer import folders
from designer.cli.guard import message
from designer.cli.words import say
from designer.errors import Mistake, Place, Refused

__all__ = ["write"]

#: Briefs that a starter of a kind refers to, beside it.
_BESIDE = {"study": ("site",)}


def write(folder: Path, kind: str = "site") -> int:
    """Write the starter brief of a kind into a folder. Raises `Refused` when one is there already."""
    if folder.exists() and not folder.is_dir():
        raise Refused([Mistake("place-unwritable", Place(str(folder)))])
    path = folder / f"{kind}.yaml"
    if path.exists():
        raise Refused([Mistake("place-taken", Place(str(path)))])
    folder.mkdir(parents=True, exist_ok=True)
    for name in (kind, *_BESIDE.get(kind, ())):
        if not (folder / f"{name}.yaml").exists():
            (folder / f"{name}.yaml").write_bytes((folders.templates() / "brief" / f"{name}.yaml").read_bytes())
    print(path)
    message(say("started", path=str(path)))
    message(say(f"next.{kind}", path=str(path), pack=str(folder / "pack")))
    return 0
