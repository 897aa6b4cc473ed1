"""Opening a brief: its bytes, and the one mapping that it holds, with lines."""

from pathlib import Path

from designer.catalog.reading import Document, read
from designer.errors import Mistake, Place, Refused

__all__ = ["bytes_of", "mapping_of"]


def bytes_of(path: Path) -> bytes:
    """The bytes of a file. Raises `Refused` when it is not there, is a folder, or may not be read."""
    code = "file-missing"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    except (IsADirectoryError, NotADirectoryError):
        code = "file-directory"
    except (OSError, ValueError):
        code = "file-unreadable"
    raise Refused([Mistake(code, Place(str(path)))])


def mapping_of(text: bytes, file: str) -> Document:
    """The document of a brief, a mapping. Raises `Refused` when it is no UTF-8, no YAML, empty or no mapping."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as trouble:
        line = text[: trouble.start].count(b"\n") + 1
        raise Refused([Mistake("file-not-utf8", Place(file, line))]) from None
    document = read(text, file)
    if document.data is None:
        raise Refused([Mistake("brief-empty", Place(file))])
    if not isinstance(document.data, dict):
        raise Refused([Mistake("brief-not-mapping", Place(file, document.line(())))])
    return document
