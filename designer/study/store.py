"""Rows on disk: one line each as they come, each with its checksum; a line that was broken off is known as such."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from designer.study.records import Row

__all__ = ["FILE", "Store", "line_of", "replace_file", "rows_in"]

FILE = "results.jsonl"


def line_of(row: Row) -> bytes:
    """A row as one line with its checksum."""
    body = _dump({
        "key": row.key, "status": row.status, "verdict": row.verdict, "reasons": list(row.reasons),
        "values": dict(row.values), "binding": row.binding,
    })
    return f"{hashlib.sha256(body.encode()).hexdigest()[:16]} {body}\n".encode()


def _dump(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def rows_in(path: Path) -> tuple[dict[str, Row], int]:
    """The rows of a file by key, and how many of its lines are broken. A file that is not there has none."""
    rows: dict[str, Row] = {}
    broken = 0
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return rows, 0
    for line in lines:
        row = _row(line) if line else None
        if row is not None:
            rows[row.key] = row
        broken += bool(line) and row is None
    return rows, broken


def _row(line: bytes) -> Row | None:
    mark, _, body = line.partition(b" ")
    if hashlib.sha256(body).hexdigest()[:16].encode() != mark:
        return None
    try:
        data: Mapping[str, Any] = json.loads(body)
        return Row(
            data["key"], data["status"], data["verdict"], tuple(data["reasons"]), data["values"], data["binding"]
        )
    except (ValueError, KeyError, TypeError):
        return None


class Store:
    """The results of a folder. Rows are appended and flushed one by one; a broken line is cut off before that."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.rows, self.broken = rows_in(self.path)
        if self.broken:
            replace_file(self.path, b"".join(line_of(row) for row in self.rows.values()))
        self.file = self.path.open("ab")

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, one: BaseException | None, at: TracebackType | None) -> None:
        self.file.close()

    def add(self, row: Row) -> None:
        """Keep a row; it is on the file before this returns."""
        self.rows[row.key] = row
        self.file.write(line_of(row))
        self.file.flush()

    def order(self, keys: Iterable[str]) -> None:
        """Rewrite the file: the rows of these keys in their order, then all others by key. Nothing is lost."""
        self.file.close()
        first = [key for key in keys if key in self.rows]
        known = set(first)
        others = sorted(key for key in self.rows if key not in known)
        replace_file(self.path, b"".join(line_of(self.rows[key]) for key in (*first, *others)))
        self.file = self.path.open("ab")


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another at once."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
