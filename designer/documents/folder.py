"""Putting files in their place whole or not at all: written beside, checked, then renamed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from designer.errors import Mistake, Place, Refused

__all__ = ["Content", "refuse_foreign", "write_whole"]

#: The file that marks a folder as a pack.
_MARK = "manifest.json"

#: A file whole, or the chunks of a file that is too long to be held.
Content = bytes | Iterable[bytes]
Files = Iterable[tuple[str, Content]]


def refuse_foreign(out: Path) -> None:
    """Refuse a place that holds something that is not a pack, so that no one's files are ever replaced."""
    if out.is_dir() and not (out / _MARK).is_file() and any(out.iterdir()):
        raise Refused([Mistake("not-a-pack", Place(str(out)))])


def write_whole(
    files: Files, out: Path, manifest: Callable[[Mapping[str, str]], bytes], check: Callable[[Path], None]
) -> None:
    """Write files to a sibling folder as they are made, then their manifest, check the folder and swap it in.

    `manifest` gets the SHA-256 of every file by its path. A link is followed and stays. On any failure nothing new is
    left behind. Raises `Refused` when the place holds something that is not a pack, and whatever `check` raises.
    """
    out = Path(os.path.realpath(out))
    refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    fresh = aside / "pack"
    try:
        fresh.mkdir()
        digests: dict[str, str] = {}
        for name, content in files:
            digests[name] = _write(fresh / name, content)
        _write(fresh / _MARK, manifest(digests))
        check(fresh)
        _swap(fresh, out)
    except OSError as trouble:
        if trouble.errno is not None and trouble.filename is None:
            trouble.filename = str(out)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, content: Content) -> str:
    """Write a file, chunk by chunk if need be, and give its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in (content,) if isinstance(content, bytes) else content:
            file.write(chunk)
            digest.update(chunk)
    return digest.hexdigest()


def _swap(fresh: Path, out: Path) -> None:
    """Put a folder in the place of another; the old one comes back when the renaming fails."""
    if not out.exists():
        os.rename(fresh, out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        os.rename(out, old / "pack")
        try:
            os.rename(fresh, out)
        except OSError:
            os.rename(old / "pack", out)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
