"""Results of steps on disk, so that a later run, another process or another study in the same folder finds them.

Files are named by the hash of what led to them, hold their own checksum, and are put in their place whole; a broken one
counts as not there. They are pickles: a shelf is only as trustworthy as the folder that it stands in.
"""

import hashlib
import os
import pickle
import zlib
from pathlib import Path
from typing import Any

__all__ = ["FOLDER", "Shelf", "clear_others"]

#: The folder of the shelves in that of a study.
FOLDER = "stages"
_SUM = 32
#: A tag that keeps the folder out of back-ups.
_TAG = ("CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55\n")


class Shelf:
    """Results under one folder, up to so many bytes; where it cannot be written nothing is kept and nothing fails."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder, self.most = folder, most
        self.found = self.put = 0
        try:
            self.size = sum(file.stat().st_size for file in folder.iterdir()) if folder.is_dir() else 0
        except OSError:
            self.size = most

    def get(self, key: bytes) -> Any:
        """What was kept under a key, None when there is nothing or it is broken."""
        try:
            data = self._path(key).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data[_SUM:]).digest() != data[:_SUM]:
            return None
        self.found += 1
        return pickle.loads(zlib.decompress(data[_SUM:]))

    def keep(self, key: bytes, result: Any) -> None:
        """Keep a result, unless the shelf is full."""
        if self.size >= self.most:
            return
        body = zlib.compress(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL), 1)
        path = self._path(key)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True)
                (self.folder.parent / _TAG[0]).write_bytes(_TAG[1])
            beside.write_bytes(hashlib.sha256(body).digest() + body)
            os.replace(beside, path)
        except OSError:
            self.size = self.most
            return
        self.put += 1
        self.size += len(body) + _SUM

    def _path(self, key: bytes) -> Path:
        return self.folder / key.hex()


def clear_others(folder: Path, kept: str) -> None:
    """Take away the shelves of other tools and catalogs, and what was broken off while it was written."""
    for shelf in folder.iterdir() if folder.is_dir() else ():
        for file in shelf.iterdir() if shelf.is_dir() else ():
            if shelf.name != kept or file.name.startswith("."):
                file.unlink(missing_ok=True)
        if shelf.is_dir() and shelf.name != kept:
            shelf.rmdir()
