"""Files that a brief names: found beside it, read once, counted into its digest."""

from pathlib import PurePosixPath, PureWindowsPath

from designer.site.draft import Draft, Path_

__all__ = ["bytes_beside"]


def bytes_beside(draft: Draft, name: str, path: Path_) -> bytes | None:
    """The bytes of a file in the brief's folder or below it; None, with a mistake, when they cannot be had."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    outside = PurePosixPath(name).is_absolute() or PureWindowsPath(name).is_absolute() or ".." in parts
    if outside or draft.folder is None:
        draft.wrong("named-file-outside", path, name)
        return None
    place = draft.folder.joinpath(*parts)
    try:
        too_large = place.stat().st_size > draft.threshold("file_max").si("")
        content = b"" if too_large else place.read_bytes()
    except (OSError, ValueError):
        draft.wrong("named-file-missing", path, name)
        return None
    if too_large:
        draft.wrong("named-file-too-large", path, name)
        return None
    draft.files.append((name, content))
    return content
